"""The layout of a form as the importer needs it: which labels stand in which row, and which fields lie between them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from perfdesk.forms.bands import PLAIN, Cell, Column, Row
from perfdesk.forms.definition import Form
from perfdesk.forms.template import template
from perfdesk.importers.grid import GridCell, GridRow, label
from perfdesk.importers.known_labels import spellings
from perfdesk.model.fields import Owner
from perfdesk.model.keys import NAME

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


@dataclass(frozen=True, slots=True)
class IndicatorHeader:
    """The header of the indicators in a source. `columns` is the source column of each field. `titles` are the texts
    over the source columns, and `ends` where each ends. `doubled` are labels that stand more often than in the form,
    so that nobody can tell which is which. `width` is the number of columns of the row.
    `words` are the columns whose labels are no field's: those over other labels, and the label beside the rows."""

    columns: Mapping[str, int]
    titles: Mapping[int, str]
    ends: Mapping[int, int]
    doubled: tuple[str, ...]
    width: int
    words: frozenset[int] = frozenset()

    def over(self, column: int) -> int:
        """The source column whose label stands over another; -1 if none does."""
        return next((at for at in self.titles if at <= column < self.ends[at]), -1)

    @property
    def extra(self) -> Iterator[str]:
        """The labels of columns that belong to no field."""
        taken = self.words.union(self.columns.values())
        return (text for at, text in self.titles.items() if at not in taken)


@lru_cache(maxsize=64)
def _header_fields(form: Form) -> Mapping[str, tuple[str, ...]]:
    """The fields with each spelling of a label in the first row of the header, from left to right. Usually there is
    one; a label over other labels has none, nor has the one beside the rows."""
    found: dict[str, tuple[str, ...]] = {}
    for column in form.table.columns_of_indicators:
        for text in spellings(column) if not column.under else ():
            found[text] = (*found.get(text, ()), slot_of(column))
    return {**found, **dict.fromkeys(_words(form), ())}


@lru_cache(maxsize=64)
def _words(form: Form) -> tuple[str, ...]:
    """The spellings of the labels in the first row of the header that are no column's."""
    band = form.table.indicators
    return (*_unders(form), *(spellings(band.side) if band and band.side else ()))


def _unders(form: Form) -> list[str]:
    """The labels over other labels, each once."""
    return list(dict.fromkeys(label(column.under) for column in form.table.columns_of_indicators if column.under))


@lru_cache(maxsize=64)
def second_header(form: Form) -> Mapping[str, tuple[str, ...]]:
    """The fields with each spelling of a label in the second row of the header, from left to right."""
    found: dict[str, tuple[str, ...]] = {}
    for column in form.table.columns_of_indicators:
        for text in spellings(column) if column.under else ():
            found[text] = (*found.get(text, ()), slot_of(column))
    return found


def slot_of(column: Column) -> str:
    """The field of a column; of one that is ticked also the word for which it is."""
    return f"{column.field}={column.choice}" if column.choice else column.field


@lru_cache(maxsize=64)
def _most_labels(form: Form) -> int:
    """How many labels the first row of the header has."""
    band = form.table.indicators
    own = [column for column in form.table.columns_of_indicators if column.label and not column.under]
    return len(own) + len(_unders(form)) + bool(band and band.side)


def header_of(form: Form, row: GridRow) -> IndicatorHeader | None:
    """The header, if the row is that of the indicators. If the form has a label several times, the places identify
    them."""
    cells = _column_labels(form, row)
    # More than half of the labels, among them that of the name, make a header. Some of the labels stand in other rows
    # too.
    met = sum(map(len, cells)) + len(cells.get((), ()))
    if met * 2 <= _most_labels(form) or not any(NAME in fields for fields in cells):
        return None
    words = frozenset(cell.column for cell in cells.pop((), ()))
    columns: dict[str, int] = {}
    for fields, found in cells.items():
        if len(fields) == len(found):
            columns.update(zip(fields, (cell.column for cell in found), strict=True))
    doubled = tuple(found[0].text for fields, found in cells.items() if len(fields) != len(found))
    titles = {cell.column: cell.text for cell in row.written}
    ends = {cell.column: cell.column + cell.columns for cell in row.written}
    return IndicatorHeader(columns, titles, ends, doubled, width(row), words)


def _column_labels(form: Form, row: GridRow) -> dict[tuple[str, ...], list[GridCell]]:
    """The cells of a row that are labels of indicator columns, by the fields that have such a label."""
    known = _header_fields(form)
    cells: dict[tuple[str, ...], list[GridCell]] = {}
    for cell in row.written:
        fields = known.get(label(cell.text))
        if fields is not None:
            cells.setdefault(fields, []).append(cell)
    return cells


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
