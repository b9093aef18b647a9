"""The header of repeated rows: which row of a source it is, and which of its columns is which field."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from perfdesk.forms.bands import Column, RecordsBand
from perfdesk.forms.definition import Form
from perfdesk.importers.grid import GridCell, GridRow, label
from perfdesk.importers.known_labels import spellings
from perfdesk.importers.layout import band_places, width
from perfdesk.model.fields import Owner
from perfdesk.model.keys import NAME, NAMED_BY


@dataclass(frozen=True, slots=True)
class BandHeader:
    """The header of repeated rows in a source. `columns` is the source column of each field. `titles` are the texts
    over the source columns, and `ends` where each ends. `doubled` are labels that stand more often than in the form,
    so that nobody can tell which is which. `width` is the number of columns of the row.
    `words` are the columns whose labels are no field's: those over other labels, and the label beside the rows.
    `labels` are those of the band, and `missing` is how many of them the row lacks."""

    columns: Mapping[str, int]
    titles: Mapping[int, str]
    ends: Mapping[int, int]
    doubled: tuple[str, ...]
    width: int
    labels: "BandLabels"
    words: frozenset[int] = frozenset()
    missing: int = 0

    def over(self, column: int) -> int:
        """The source column whose label stands over another; -1 if none does."""
        return next((at for at in self.titles if at <= column < self.ends[at]), -1)

    def fits(self, row: GridRow) -> bool:
        """Whether no cell of a row reaches over two columns with a label each, as a note or a total below does."""
        return all(
            sum(cell.column <= at < cell.column + cell.columns for at in self.columns.values()) <= 1
            for cell in row.written
        )

    @property
    def extra(self) -> Iterator[str]:
        """The labels of columns that belong to no field."""
        taken = self.words.union(self.columns.values())
        return (text for at, text in self.titles.items() if at not in taken)

    def fit(self, last: int) -> tuple[int, bool, int]:
        """How well the row fits its band, to compare it with other bands that the row may head. Of two alike the next
        one from the place `last` on."""
        place = self.labels.place
        return -self.missing - len([*self.extra]), place >= last, -place


# What stands before the key of a column that shows a field of the project.
OF_PROJECT: Final = ">"


class BandLabels:
    """The labels that a form prints over the columns of a band.

    `top` has the fields with each spelling of a label in the first row of the header, from left to right. Usually there
    is one; a label over other labels has none, nor has the one beside the rows. `second` has those of the second row.
    `place` is that of the band in the annex.
    """

    def __init__(self, band: RecordsBand, place: int) -> None:
        """Works them out once."""
        self.band = band
        self.place = place
        # The field that its rows are called by; of indicators of another phase that of the phase.
        self.called = NAMED_BY[band.owner] if band.owner is not Owner.INDICATOR else _name_in(band)
        own = [column for column in band.columns if column.label and not column.under]
        unders = dict.fromkeys(label(column.under) for column in band.columns if column.under)
        words = (*unders, *(spellings(band.side) if band.side else ()))
        self.top: Mapping[str, tuple[str, ...]] = {**_by_spelling(own), **dict.fromkeys(words, ())}
        self.second = _by_spelling([column for column in band.columns if column.under])
        # The name itself may stand in the second row, below 年度绩效指标.
        self._divides_name = any(self.called in fields for fields in self.second.values())
        self._most = len(own) + len(unders) + bool(band.side)
        # The form's own words beside the rows, and what it prints below them, which are no values.
        fixed = [column.fixed for column in band.columns if column.fixed]
        self.fixed = {label(text) for text in (*fixed, *([band.side.label] if band.side else ()))}
        self._tail = label(band.tail)

    def header(self, row: GridRow) -> BandHeader | None:
        """The header, if the row is that of the band. If the form has a label several times, the places identify
        them."""
        cells: dict[tuple[str, ...], list[GridCell]] = {}
        for cell in row.written:
            fields = self.top.get(label(cell.text))
            if fields is not None:
                cells.setdefault(fields, []).append(cell)
        # More than half of the labels, among them that of the name, make a header. Some of the labels stand in other
        # rows too.
        met = sum(map(len, cells)) + len(cells.get((), ()))
        if met * 2 <= self._most or not (self._divides_name or any(self.called in fields for fields in cells)):
            return None
        return _header(row, self, cells, self._most - met)

    def placed(self, row: GridRow, title: Callable[[str], str]) -> BandHeader | None:
        """Of a band without a header the columns by their places, if the row has as many cells as the band columns."""
        beside = {label(text) for text in (*spellings(self.band.side),)} if self.band.side else set()
        cells = [cell for cell in row.cells if label(cell.text) not in beside]
        columns = self.band.columns
        if len(cells) != len(columns):
            return None
        pairs = [(_slot(one), cell.column) for one, cell in zip(columns, cells, strict=True) if one.field]
        titles = {cell.column: title(one.field) for one, cell in zip(columns, cells, strict=True)}
        ends = {cell.column: cell.column + cell.columns for cell in cells}
        return BandHeader(dict(pairs), titles, ends, (), width(row), self)

    def divided(self, row: GridRow) -> Iterator[tuple[str, int]]:
        """The fields of the labels in the second row of the header, with their columns, by their order."""
        for text, fields in self.second.items():
            cells = [cell.column for cell in row.written if label(cell.text) == text]
            if len(cells) == len(fields):
                yield from zip(fields, cells, strict=True)

    def is_tail(self, row: GridRow) -> bool:
        """Whether a row has only the form's own words: it is printed to be filled in by hand."""
        own = [text for cell in row.written if (text := label(cell.text)) not in self.fixed]
        return bool(self._tail) and own == [self._tail]


def _name_in(band: RecordsBand) -> str:
    keys = [column.field for column in band.columns if not column.project]
    if not any(keys):
        # A list of projects that says nothing of their indicators.
        return f"{OF_PROJECT}{NAME}"
    return NAME if NAME in keys else next((key for key in keys if key.partition("@")[0] == NAME), NAME)


def _by_spelling(columns: list[Column]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for column in columns:
        slot = _slot(column)
        for text in spellings(column):
            found[text] = (*found.get(text, ()), slot)
    return found


def _slot(column: Column) -> str:
    """The key of a column; of one that is ticked also the word for which it is."""
    return f"{column.field}={column.choice}" if column.choice else f"{OF_PROJECT * column.project}{column.field}"


def _header(row: GridRow, labels: BandLabels, cells: dict[tuple[str, ...], list[GridCell]], missing: int) -> BandHeader:
    words = frozenset(cell.column for cell in cells.pop((), ()))
    columns: dict[str, int] = {}
    for fields, found in cells.items():
        if len(fields) == len(found):
            columns.update(zip(fields, (cell.column for cell in found), strict=True))
    doubled = tuple(found[0].text for fields, found in cells.items() if len(fields) != len(found))
    titles = {cell.column: cell.text for cell in row.written}
    ends = {cell.column: cell.column + cell.columns for cell in row.written}
    return BandHeader(columns, titles, ends, doubled, width(row), labels, words, max(0, missing))


@lru_cache(maxsize=64)
def labels_of_bands(form: Form) -> tuple[BandLabels, ...]:
    """The labels of each band with a header, in printed order."""
    return tuple(BandLabels(band, place) for place, band in _records(form) if band.header)


@lru_cache(maxsize=64)
def headless_bands(form: Form) -> Mapping[int, BandLabels]:
    """The bands without a header, by the place of the fixed row above them, which tells where they begin."""
    return {place - 1: BandLabels(band, place) for place, band in _records(form) if not band.header}


def _records(form: Form) -> Iterator[tuple[int, RecordsBand]]:
    """The bands of records with their places."""
    for place, band in zip(band_places(form), form.table.bands, strict=False):
        if isinstance(band, RecordsBand):
            yield place, band


def header_of(form: Form, row: GridRow, owner: Owner = Owner.INDICATOR, last: int = -1) -> BandHeader | None:
    """The header of rows of this kind, if the row is that. Of several bands that of the one that it fits best; `last`
    is the place in the annex that was read last."""
    bands = (labels for labels in labels_of_bands(form) if labels.band.owner is owner)
    found = (header for labels in bands if (header := labels.header(row)) is not None)
    return max(found, key=lambda one: one.fit(last), default=None)
