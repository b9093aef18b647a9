"""A form's layout the other way round: which printed labels stand in which row, and which fields lie between them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

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
    templated: tuple[Cell, ...]

    def hits(self, cells: Sequence[GridCell]) -> float:
        """Which part of the row's labels stands in cells of a source; templated cells count as labels."""
        total = len({cell.at for cell in self.labels.values()}) + len(self.templated)
        if not total:
            return 0.0
        found = {self.labels[text].at for cell in cells if (text := label(cell.text)) in self.labels}
        read = [cell for cell in self.templated if any(read_slots(cell.template, c.text) for c in cells)]
        return (len(found) + len(read)) / total

    def label_columns(self, row: GridRow) -> dict[int, int]:
        """Which source column holds the label of which form column."""
        cells = ((self.labels.get(label(cell.text)), cell.column) for cell in row.written)
        return {found.at[0]: column for found, column in cells if found is not None}

    @property
    def silent(self) -> bool:
        """Whether the row has no label of its own, so that only its place tells what it is."""
        return not self.labels and not self.templated


_LONGEST_TEMPLATE: Final = 500
# With all its spaces and line breaks.
_LONGEST_LABEL: Final = 60


def read_slots(text: str, printed: str) -> dict[str, str] | None:
    """Template.read for a source nobody vouches for: what is too long for a printed line is none.

    A pattern of several slots takes time in the square of its text.
    """
    return template(text).read(printed) if len(printed) <= _LONGEST_TEMPLATE else None


def shapes(form: Form) -> tuple[RowShape, ...]:
    """The rows of a form above the indicators."""
    return tuple(
        RowShape(
            number,
            row.cells,
            {text: cell for cell in row.cells if cell.label for text in _spellings(cell)},
            tuple(cell for cell in row.cells if cell.field and cell.template != "{}"),
        )
        for number, row in enumerate(form.table.rows)
    )


def _spellings(cell: Cell | IndicatorColumn) -> Iterator[str]:
    yield from (label(text) for text in (cell.label, *cell.also))


@lru_cache(maxsize=64)
def _header_fields(form: Form) -> Mapping[str, str]:
    """The field of each spelling of an indicator column's label."""
    return {text: column.field for column in form.table.indicators for text in _spellings(column)}


def header_columns(form: Form, row: GridRow) -> dict[str, int] | None:
    """The source column of each indicator field, if the row is the header of the indicators."""
    fields = _header_fields(form)
    found: dict[str, int] = {}
    for cell in row.written:
        field = fields.get(label(cell.text))
        if field is not None:
            found.setdefault(field, cell.column)
    return found if len(found) * 2 > len(form.table.indicators) and "name" in found else None


def between_labels(shape: RowShape, row: GridRow) -> Iterator[tuple[list[Cell], list[GridCell]]]:
    """Field cells of the form between two labels, and the source cells between the same two labels.

    A field whose label the source lacks gets nothing: what stands there belongs to a label the form does not know.
    """
    fields: list[Cell] = []
    cells = [cell for cell in row.cells if not cell.below]
    at, labelled = 0, True
    for cell in sorted(shape.cells, key=lambda cell: cell.at):
        if cell.field:
            fields += [cell] if labelled else []
            continue
        spellings = set(_spellings(cell))
        found = next((n for n in range(at, len(cells)) if label(cells[n].text) in spellings), None)
        labelled = found is not None
        if found is not None:
            yield fields, cells[at:found]
            fields, at = [], found + 1
    yield fields, cells[at:]


def labels(source: Source) -> frozenset[str]:
    """Everything that stands in cells of a source, as labels are compared."""
    grids = (element for element in source.elements if isinstance(element, Grid))
    texts = {cell.text for grid in grids for row in grid.rows for cell in row.cells if len(cell.text) <= _LONGEST_LABEL}
    return frozenset(map(label, texts))


def score(form: Form, seen: frozenset[str]) -> float:
    """Which part of the form's labels is among those that were seen anywhere in a source."""
    wanted: Sequence[Cell | IndicatorColumn] = [
        *(cell for row in form.table.rows for cell in row.cells if cell.label),
        *form.table.indicators,
    ]
    return sum(1 for cell in wanted if not seen.isdisjoint(_spellings(cell))) / len(wanted)
