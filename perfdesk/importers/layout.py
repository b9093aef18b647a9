"""The layout of a form as the importer needs it: which labels stand in which row, and which fields lie between them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from perfdesk.forms.bands import PLAIN, Cell, Row
from perfdesk.forms.definition import Form
from perfdesk.forms.template import template
from perfdesk.importers.grid import GridCell, GridRow, label
from perfdesk.importers.known_labels import spellings
from perfdesk.model.fields import Owner

Slot = tuple[Owner, str]


@dataclass(frozen=True, slots=True)
class RowShape:
    """A fixed row of the form, with its cells from left to right. `labels` maps each spelling of a label to its cell;
    `known` maps the place of each label to its spellings. The form's own notes are known like labels.

    `number` counts from 0; the header of the indicators counts as a row, so that it tells what stands below it.
    """

    number: int
    cells: tuple[Cell, ...]
    labels: Mapping[str, Cell]
    known: Mapping[tuple[int, int], frozenset[str]]
    templated: tuple[Cell, ...]

    def hits(self, cells: Sequence[GridCell]) -> float:
        """The share of the row's labels that the cells of a source contain. Cells with a template count as labels."""
        total = len({cell.at for cell in self.labels.values()}) + len(self.templated)
        if not total:
            return 0.0
        found = {self.labels[text].at for cell in cells if (text := label(cell.text)) in self.labels}
        read = [cell for cell in self.templated if any(read_slots(cell.template, c.text) for c in cells)]
        return (len(found) + len(read)) / total

    def begins_with(self, cell: GridCell) -> bool:
        """Whether a cell is one of the row's that hold their label and their value."""
        return any(read_slots(one.template, cell.text) for one in self.templated)

    def label_columns(self, row: GridRow) -> dict[int, int]:
        """Which source column holds the label of which form column."""
        cells = ((self.labels.get(label(cell.text)), cell.column) for cell in row.written)
        return {found.at[0]: column for found, column in cells if found is not None}

    @property
    def silent(self) -> bool:
        """Whether the row has no label of its own, so that it is recognised only by its place."""
        return not self.labels and not self.templated


_LONGEST_TEMPLATE: Final = 500


def read_slots(text: str, printed: str) -> dict[str, str] | None:
    """Template.read for a foreign source. A text that is too long for a printed line does not match.

    The time for a pattern with several slots grows with the square of the text.
    """
    return template(text).read(printed) if len(printed) <= _LONGEST_TEMPLATE else None


def shapes(form: Form) -> tuple[RowShape, ...]:
    """The fixed rows of a form."""
    above = form.table.rows_above
    return tuple(_shape(at if at < above else at + 1, row) for at, row in enumerate(form.table.rows))


def _shape(number: int, row: Row) -> RowShape:
    words = [cell for cell in row.cells if cell.label or cell.note]
    return RowShape(
        number,
        tuple(sorted(row.cells, key=lambda cell: cell.at)),
        {text: cell for cell in words for text in spellings(cell)},
        {cell.at: frozenset(spellings(cell)) for cell in words},
        tuple(cell for cell in row.cells if cell.field and cell.template != PLAIN),
    )


def width(row: GridRow) -> int:
    """How many source columns a row reaches over."""
    return max((cell.column + cell.columns for cell in row.cells), default=0)


def between_labels(shape: RowShape, row: GridRow) -> Iterator[tuple[list[Cell], list[GridCell]]]:
    """The field cells of the form between two labels, and the source cells between the same two labels.

    If the source lacks the label of a field, the field gets nothing: the text there belongs to a label that the form
    does not have. If a label stands more often than in the form, it is not used, because nobody can tell which value
    belongs to which.
    """
    fields: list[Cell] = []
    cells = [cell for cell in row.cells if not cell.below]
    doubled = set(_doubled(shape, cells))
    at, labelled = 0, True
    for cell in shape.cells:
        if not cell.label and not cell.note:
            fields += [cell] if labelled else []
            continue
        known = frozenset() if cell.at in doubled else shape.known[cell.at]
        found = next((n for n in range(at, len(cells)) if label(cells[n].text) in known), None)
        labelled = found is not None
        if found is not None:
            yield fields, cells[at:found]
            fields, at = [], found + 1
    yield fields, cells[at:]


def doubled_labels(shape: RowShape, row: GridRow) -> list[str]:
    """The labels in a row of the source that stand for the same label of the form."""
    cells = row.written
    doubled = set(_doubled(shape, cells))
    known = {text for at in doubled for text in shape.known[at]}
    return [cell.text for cell in cells if label(cell.text) in known] if known else []


def _doubled(shape: RowShape, cells: Sequence[GridCell]) -> Iterator[tuple[int, int]]:
    """The places of the form's labels that a row of the source has more often."""
    printed = [text for cell in cells if (text := label(cell.text)) in shape.labels]
    if len({shape.labels[text].at for text in printed}) == len(printed):
        return
    for at, known in shape.known.items():
        if sum(text in known for text in printed) > sum(not known.isdisjoint(other) for other in shape.known.values()):
            yield at
