"""Reads the rows of a band of records (tasks, costs, numbered goals, …) below their header."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.importers.band_header import BandHeader, BandLabels, header_of
from perfdesk.importers.found import Found
from perfdesk.importers.grid import Grid, GridCell, GridRow, Source, label
from perfdesk.importers.known_labels import is_label
from perfdesk.importers.layout import width
from perfdesk.importers.report import A_LABEL, NO_FIELD, NO_TITLE, Report
from perfdesk.importers.typed_text import Typing
from perfdesk.model.fields import RECORDS, Owner


class RecordReader:
    """Reads rows as long as there is a header above them. A row of the form, or another header, ends them."""

    def __init__(self, form: Form, source: Source, report: Report) -> None:
        """`source` tells whether line ends left spaces in the texts."""
        self._form: Final = form
        # The kinds of records that it has.
        self._kinds: Final = [*dict.fromkeys(one.owner for one in form.table.records if one.owner in RECORDS)]
        self._typed = Typing(report, form.vocabulary, wrapped=source.wrapped)
        self._report = report
        self._titles = form.vocabulary.title
        # A band without a header that begins in the next row.
        self._expected: BandLabels | None = None
        self._labels: BandLabels | None = None
        self._header: BandHeader | None = None
        self._fresh = False

    @property
    def active(self) -> bool:
        """Whether there is a header above."""
        return self._header is not None

    def header(self, row: GridRow, last: int) -> BandHeader | None:
        """The header of a band, if a row is that; `last` is the place in the annex that was read last."""
        return next((one for kind in self._kinds if (one := header_of(self._form, row, kind, last)) is not None), None)

    def begin(self, header: BandHeader, row: GridRow) -> None:
        """Takes a header and reports its columns without a field."""
        self._labels, self._header, self._fresh = header.labels, header, True
        for text in header.extra:
            self._report.leave_cell(text, row.place, "")

    def expect(self, labels: BandLabels) -> None:
        """The following rows are those of a band without a header."""
        self._expected = labels

    def end(self) -> None:
        """The following rows are none of the band's."""
        self._labels = self._header = self._expected = None

    def continues(self, grid: Grid) -> bool:
        """Whether a table without a header is as wide as the one before it."""
        return self._header is None or max(map(width, grid.rows)) == self._header.width

    def step(self, row: GridRow, projects: Sequence[Found]) -> Callable[[], None] | None:
        """What to do with a row below a header; None if it does not belong to it."""
        if self._header is None and (expected := self._expected) is not None:
            self._header = expected.placed(row, partial(self._titles, expected.band.owner))
            self._labels, self._fresh = expected, False
        labels, header, fresh = self._labels, self._header, self._fresh
        if labels is None or header is None or not projects:
            return None
        self._fresh = False
        if fresh and (divided := dict(labels.divided(row))):
            return partial(self._divide, row, header, divided)
        if not row.written or labels.is_tail(row):
            return _nothing
        return partial(self._take, row, labels, header, projects) if header.fits(row) else None

    def _divide(self, row: GridRow, header: BandHeader, divided: dict[str, int]) -> None:
        titles = {**header.titles, **{cell.column: cell.text for cell in row.written}}
        ends = {**header.ends, **{cell.column: cell.column + cell.columns for cell in row.written}}
        self._header = replace(header, columns={**header.columns, **divided}, titles=titles, ends=ends)

    def _take(self, row: GridRow, labels: BandLabels, header: BandHeader, projects: Sequence[Found]) -> None:
        owner = labels.band.owner
        cells = {key: cell for key, at in header.columns.items() if key and (cell := row.at(at)) is not None}
        known = set(map(id, cells.values()))
        texts = {key: self._value(owner, key, cell, header, row) for key, cell in cells.items() if not cell.below}
        for cell in row.written:
            if id(cell) not in known and label(cell.text) not in labels.fixed:
                title = header.titles.get(header.over(cell.column), "") or NO_TITLE
                self._report.leave_cell(title, row.place, cell.text, NO_FIELD)
        if any(texts.values()):
            said = {key: text for key, text in texts.items() if text}
            projects[-1].records.append((owner, {**said, **labels.band.tells}))

    def _value(self, owner: Owner, key: str, cell: GridCell, header: BandHeader, row: GridRow) -> str:
        """The text of a cell for a field. A label is no value."""
        text = self._typed(owner, key, cell.text)
        if not text or not is_label(text):
            return text
        self._report.leave_cell(header.titles[header.columns[key]], row.place, text, A_LABEL)
        return ""


def _nothing() -> None:
    """Nothing is read."""
