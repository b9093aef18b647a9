"""The layout of a form as the importer needs it: which labels stand in which row, and which fields lie between them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Final

from perfdesk.forms.bands import PLAIN, Cell, Row, RowsBand
from perfdesk.forms.definition import Form
from perfdesk.forms.template import template
from perfdesk.importers.grid import GridCell, GridRow, label
from perfdesk.importers.known_labels import is_label_or_level, is_source, spellings
from perfdesk.model.fields import Kind, Owner
from perfdesk.model.values import Amount
from perfdesk.model.vocabulary import Vocabulary

Slot = tuple[Owner, str]


@dataclass(frozen=True, slots=True)
class RowShape:
    """A fixed row of the form, with its cells from left to right. `labels` maps each spelling of a label to its cell;
    `known` maps the place of each label to its spellings. The form's own notes are known like labels.

    `number` is its place in the annex, as `band_places` counts.
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


def read_cell(cell: Cell, printed: str) -> dict[str, str]:
    """The same of a cell. Words behind a field, as those of a stamp are, may have been filled in by hand; where they
    are not printed as the form has them, they stay with it."""
    begins = cell.template.startswith("{") and cell.template.count("{") == 1
    return read_slots(cell.template, printed) or ({cell.field: printed} if begins else {})


@lru_cache(maxsize=64)
def band_places(form: Form) -> tuple[int, ...]:
    """The place of each band in the annex, counted from 0: a fixed row takes one, the header of records another, and
    so do the lines above a table that follows another; so a place tells what stands below it."""
    sizes = (len(band.rows) if isinstance(band, RowsBand) else 1 for band in form.table.bands)
    return (*accumulate(sizes, initial=0),)


def shapes(form: Form) -> tuple[RowShape, ...]:
    """The fixed rows of a form."""
    bands = zip(band_places(form), form.table.bands, strict=False)
    return tuple(
        _shape(at + below, row)
        for at, band in bands
        if isinstance(band, RowsBand)
        for below, row in enumerate(band.rows)
    )


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


def values_of(known: Vocabulary, fields: Sequence[Cell], cells: Sequence[GridCell]) -> Sequence[GridCell]:
    """The cells that may be values of the fields: those before a label. Empty if nobody can tell which value belongs
    to which field."""
    each = list(zip(fields, cells, strict=True)) if len(fields) == len(cells) else []
    answered = [at for at, (field, cell) in enumerate(each) if names_source(known, field, cell.text)]
    labels = (at for at, cell in enumerate(cells) if is_label_or_level(cell.text) and at not in answered)
    end = next(labels, len(cells))
    return () if _is_ambiguous(known, fields, cells[:end]) else cells[:end]


def names_source(known: Vocabulary, field: Cell, text: str) -> bool:
    """Whether a field asks where money comes from and a text says so. Elsewhere the text is a label."""
    return bool(field.field) and known.field(field.owner, field.field).source and is_source(text)


def _is_ambiguous(known: Vocabulary, fields: Sequence[Cell], values: Sequence[GridCell]) -> bool:
    """Whether there are more amounts than fields, as behind 其他资金 in a table with 年初, 调整 and 执行数. None is
    taken, because the first may be the wrong one."""
    money = sum(known.kind(cell.owner, cell.field) is Kind.MONEY for cell in fields if cell.owner)
    amounts = sum(Amount.parse(value.text) is not None for value in values)
    return 0 < money < amounts and len(values) > len(fields)
