"""A form's layout the other way round: which printed labels stand in which row, and which fields lie between them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from perfdesk.forms.definition import Cell, Form, IndicatorColumn
from perfdesk.forms.template import template
from perfdesk.importers.grid import Grid, GridCell, GridRow, Source, label
from perfdesk.model.fields import Owner

Slot = tuple[Owner, str]


@dataclass(frozen=True, slots=True)
class RowShape:
    """A row of the form above the indicators. `labels` maps each spelling of a label to its cell."""

    number: int
    cells: tuple[Cell, ...]
    labels: Mapping[str, Cell]

    def hits(self, row: GridRow) -> float:
        """Which part of the row's labels stands in a source row; templated cells count as labels."""
        wanted = {id(cell) for cell in self.labels.values()}
        found = {id(self.labels[text]) for cell in row.cells if (text := label(cell.text)) in self.labels}
        templated = [cell for cell in self.cells if cell.field and cell.template != "{}"]
        read = [cell for cell in templated if any(template(cell.template).read(c.text) for c in row.cells)]
        total = len(wanted) + len(templated)
        return (len(found) + len(read)) / total if total else 0.0

    @property
    def silent(self) -> bool:
        """Whether the row has no label of its own, so that only its place tells what it is."""
        return not self.labels and all(cell.template == "{}" for cell in self.cells)


def shapes(form: Form) -> tuple[RowShape, ...]:
    """The rows of a form above the indicators."""
    return tuple(
        RowShape(number, row.cells, {text: cell for cell in row.cells if cell.label for text in _spellings(cell)})
        for number, row in enumerate(form.table.rows)
    )


def _spellings(cell: Cell | IndicatorColumn) -> Iterator[str]:
    yield from (label(text) for text in (cell.label, *cell.also))


def header_columns(form: Form, row: GridRow) -> dict[str, int] | None:
    """The source column of each indicator field, if the row is the header of the indicators."""
    found: dict[str, int] = {}
    wanted = form.table.indicators
    for column in wanted:
        spellings = set(_spellings(column))
        cell = next((cell for cell in row.cells if not cell.below and label(cell.text) in spellings), None)
        if cell is not None:
            found[column.field] = cell.column
    known = [column for column in wanted if column.field in found]
    return found if len(known) * 2 > len(wanted) and "name" in found else None


def between_labels(shape: RowShape, row: GridRow) -> Iterator[tuple[list[Cell], list[GridCell]]]:
    """Field cells of the form between two labels, and the source cells between the same two labels."""
    fields: list[Cell] = []
    cells = [cell for cell in row.cells if not cell.below]
    at = 0
    for cell in sorted(shape.cells, key=lambda cell: cell.at):
        if cell.field:
            fields.append(cell)
            continue
        spellings = set(_spellings(cell))
        found = next((n for n in range(at, len(cells)) if label(cells[n].text) in spellings), None)
        if found is None:
            continue
        yield fields, cells[at:found]
        fields, at = [], found + 1
    yield fields, cells[at:]


def score(form: Form, source: Source) -> float:
    """Which part of the form's labels stands anywhere in the tables of a source."""
    seen = {
        label(cell.text) for grid in source.elements if isinstance(grid, Grid) for r in grid.rows for cell in r.cells
    }
    wanted: Sequence[Cell | IndicatorColumn] = [
        *(cell for row in form.table.rows for cell in row.cells if cell.label),
        *form.table.indicators,
    ]
    return sum(1 for cell in wanted if not seen.isdisjoint(_spellings(cell))) / len(wanted)
