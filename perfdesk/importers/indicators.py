"""Reads the rows of indicators below their header: columns, levels, and cells that belong to no column."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.importers.band_header import OF_PROJECT, BandHeader, BandLabels, labels_of_bands
from perfdesk.importers.choices import is_tick
from perfdesk.importers.found import Found
from perfdesk.importers.grid import Grid, GridCell, GridRow, Source, label
from perfdesk.importers.grid_projects import GridProjects
from perfdesk.importers.indicator_cells import field_cells, goal_in, has_levels, is_header, names_indicator, nothing
from perfdesk.importers.known_labels import are_all_labels, form_labels, is_column, is_label, is_option
from perfdesk.importers.levels import Levels, blank_goes_on, inherited
from perfdesk.importers.ragged import aligned, is_short
from perfdesk.importers.report import A_LABEL, NO_FIELD, NO_TITLE, Report
from perfdesk.importers.typed_text import Typing
from perfdesk.model.classes import class_of
from perfdesk.model.fields import Owner
from perfdesk.model.keys import GOAL_NUMBER, LEVEL1, LEVEL2, LEVELS, NAMED_BY
from perfdesk.model.values import normal

_OF_PHASE: Final = f"{LEVEL2}@"
_DOUBLED: Final = "有几栏同名，分不清是哪一栏"
_SPLIT: Final = "下面不止一格，分不清是哪一格"
# One additional column of an office (责任科室) is only reported. A table with more of them is another kind of table.
_MOST_UNKNOWN: Final = 1


class IndicatorReader:
    """Reads rows as long as there is a `header` above them. `resumed` says that the table continues behind a page
    break. `in_grid` are the projects of a table of all."""

    def __init__(self, form: Form, source: Source, report: Report) -> None:
        """`source` tells whether line ends left spaces in the texts."""
        self._labels = form_labels(form)
        self._grid = form.table.grid
        self._own = next((one for one in labels_of_bands(form) if one.band.owner is Owner.INDICATOR), None)
        self._fixed = self._own.fixed if self._own else set()
        self._goes_on_above = True
        self._levels = Levels(form)
        self._typed = Typing(report, form.vocabulary, wrapped=source.wrapped)
        self._report = report
        band = form.table.indicators
        self.in_grid = GridProjects(report, self._typed, band.groups if band else None)
        self._each = band.each if band else ""
        # The number of the goal to which the following rows belong.
        self._goal = ""
        self._unknown: dict[str, None] = {}
        self._fresh = False
        self._goes_on: tuple[Grid, BandHeader, Mapping[str, bool]] | None = None
        self._titles = partial(form.vocabulary.title, Owner.INDICATOR)
        self._expected: BandLabels | None = None
        self.header: BandHeader | None = None
        self.resumed = False

    # --- the header -------------------------------------------------------------------------------------------

    def begin(self, header: BandHeader, row: GridRow) -> None:
        """Takes a header and reports its columns without a field."""
        self._take_band(header.labels)
        self.header = header
        self._fresh = True
        doubled = set(map(label, header.doubled))
        for text in header.extra:
            if label(text) in doubled:
                self._report.leave_cell(text, row.place, "", _DOUBLED)
                self._report.doubled.append(text)
            else:
                self._extra_column(text, row)

    def expect(self, labels: BandLabels) -> None:
        """The following rows are indicators without a header."""
        self._take_band(labels)
        self._expected = labels

    def _take_band(self, labels: BandLabels) -> None:
        """The following rows are those of a band. Its first one goes on from none of another band."""
        self._goes_on_above = self._own is labels
        self._own, self._fixed = labels, labels.fixed

    def end(self) -> None:
        """The following rows are no indicators."""
        self.header = self._expected = None
        self._goal = ""

    def _extra_column(self, text: str, row: GridRow) -> None:
        self._report.leave_cell(text, row.place, "")
        if is_column(text):
            self._report.foreign.append(text)
        elif not is_label(text) and not are_all_labels([text]):
            self._unknown[label(text)] = None
            if len(self._unknown) > _MOST_UNKNOWN:
                self._report.foreign += self._unknown

    def _is_second_header(self, row: GridRow, header: BandHeader) -> bool:
        """Whether a row right below the header consists of labels: a column is divided into several."""
        name = row.at(header.columns.get(header.labels.called, -1))
        reaches = name is not None and name.below and label(name.text) in map(label, header.titles.values())
        known = self._own is not None and any(label(cell.text) in self._own.second for cell in row.written)
        return bool(row.written) and (known or reaches or are_all_labels(cell.text for cell in row.written))

    def _second_header(self, header: BandHeader, row: GridRow) -> None:
        """Columns that the form's header divides are told by their order. Other new columns have no field of the form,
        and a column that they divide is no column any more."""
        titles = {**header.titles, **{cell.column: cell.text for cell in row.written}}
        whole = {key: at for key, at in header.columns.items() if titles[at] == header.titles[at]}
        ends = {**header.ends, **{cell.column: cell.column + cell.columns for cell in row.written}}
        divided = dict(self._own.divided(row)) if self._own else {}
        columns = {**whole, **divided}
        titles = dict(sorted(titles.items(), reverse=True))
        self.header = replace(header, columns=columns, titles=titles, ends=ends)
        for cell in row.written:
            if cell.column not in divided.values():
                self._report.leave_cell(cell.text, row.place, "")
                self._report.foreign.append(cell.text)

    # --- rows -------------------------------------------------------------------------------------------------

    def step(self, row: GridRow, grid: Grid, projects: list[Found]) -> Callable[[], None] | None:
        """What to do with a row below the header, for the project that is then the last; None if it is no indicator."""
        if self.header is None and self._expected is not None:
            self.header = self._expected.placed(row, self._titles)
        header, fresh = self.header, self._fresh
        if header is None:
            return None
        self._fresh = False
        if fresh and self._is_second_header(row, header):
            return partial(self._second_header, header, row)
        if (aside := self._between(row, header, projects)) is not None:
            return aside
        if header.labels.called not in header.columns:
            return partial(self._leave_row, header, row)
        if self._own is not None and self._own.is_tail(row):
            return nothing
        if not grid.merges and is_short(row, header, self._levels):
            whole = aligned(row, header, self._levels, self._fixed)
            return None if whole is None else partial(self._take, whole, grid, header, projects, aligned=1)
        return partial(self._take, row, grid, header, projects) if self._believable(row, header, grid) else None

    def _between(self, row: GridRow, header: BandHeader, projects: list[Found]) -> Callable[[], None] | None:
        """What to do with a row between those of indicators: a goal, the sum of projects."""
        if self._grid and self.in_grid.is_other(row, header):
            return partial(self.in_grid.take_other, row, header, len(projects))
        goal = goal_in(row) if self._each else None
        return partial(self._take_goal, *goal, projects) if goal else None

    def _leave_row(self, header: BandHeader, row: GridRow) -> None:
        """Reports a row below a header without a column for names."""
        for cell in row.written:
            if label(cell.text) not in self._fixed:
                title = header.titles.get(header.over(cell.column), "") or NO_TITLE
                self._report.leave_cell(title, row.place, cell.text, _DOUBLED)

    def _believable(self, row: GridRow, header: BandHeader, grid: Grid) -> bool:
        """Whether a row can be an indicator. A note below the table is one wide cell, or begins in the columns of
        the levels."""
        columns = header.columns
        fixed = row.at(columns[""]) if "" in columns else None
        if fixed is not None and not fixed.blank and label(fixed.text) not in self._fixed:
            return False
        written = [cell for cell in row.cells if not cell.blank]
        if len(written) == 1:
            return self._is_one_field(row, written[0], header, grid)
        return self._has_class(row, columns) if LEVEL1 in columns else header.fits(row)

    def _has_class(self, row: GridRow, columns: Mapping[str, int]) -> bool:
        """Whether the first level is a class of the form, or blank, or an unknown class beside a second level; any
        class where no column is of the second."""
        level1, level2 = (row.at(columns[key]) if key in columns else None for key in LEVELS)
        if level1 is None or level1.blank or level1.below or self._levels.known(LEVEL1, level1.text):
            return True
        if LEVEL2 not in columns:
            # 指标类别 alone holds what an annex calls its classes, of either level.
            return bool(class_of(level1.text, level1.text))
        return level2 is not None and level2 is not level1 and not level2.blank and ":" not in normal(level1.text)

    def _is_one_field(self, row: GridRow, cell: GridCell, header: BandHeader, grid: Grid) -> bool:
        """Whether the only text in a row stands in one column. In a column of levels it must be a class."""
        claims = [key for key, column in header.columns.items() if row.at(column) is cell]
        if len(claims) != 1:
            return False
        return claims[0] not in LEVELS or (grid.merges and self._levels.known(claims[0], cell.text))

    def _take(self, row: GridRow, grid: Grid, header: BandHeader, projects: list[Found], *, aligned: int = 0) -> None:
        cells = field_cells(row, header)
        if self._grid:
            own = {key: cells.pop(key) for key in [*cells] if key.startswith(OF_PROJECT)}
            self.in_grid.take(row, own, header, projects)
        project = projects[-1]
        texts = self._texts(cells, header, row)
        self._leave_extra(row, header, cells, texts)
        self._take_ticks(row, header, texts)
        if project.rows and self._goes_on_above and not (texts[LEVEL1] and texts[LEVEL2]):
            levels = self._inherited(texts, cells, self._blanks(grid, header), project.rows[-1])
            project.inherited += any(texts[key] != level for key, level in levels.items())
            texts.update(levels)
        self._goes_on_above = True
        self.resumed = self.resumed and not has_levels(cells)
        if any(texts.values()) or not self._grid:
            project.rows.append({key: text for key, text in texts.items() if text})
        project.aligned += aligned

    def _texts(self, cells: Mapping[str, GridCell], header: BandHeader, row: GridRow) -> dict[str, str]:
        """The texts of a row by field, levels without their marks."""
        texts = {key: self._value(key, cell, header, row) for key, cell in cells.items()}
        texts.update({key: self._levels.bare(key, texts.get(key, "")) for key in LEVELS})
        texts.update({key: self._levels.bare(LEVEL2, text) for key, text in texts.items() if key.startswith(_OF_PHASE)})
        if self._goal:
            texts.setdefault(GOAL_NUMBER, self._goal)
        if self._own is not None and any(texts.values()):
            texts.update(self._own.band.tells)
        return texts

    def _take_goal(self, number: str, text: str, projects: Sequence[Found]) -> None:
        """A goal above its indicators. It counts also without a text, or the next ones would have other numbers."""
        self._goal = number
        key = NAMED_BY[Owner.GOALS]
        typed = self._typed(Owner.GOALS, key, text)
        projects[-1].records.append((Owner.GOALS, {key: typed} if typed else {}))

    def _value(self, key: str, cell: GridCell, header: BandHeader, row: GridRow) -> str:
        """The text of a cell for a field. A label is no value but where it names an indicator. If it reaches down from
        a header that was repeated inside a merged level, the level continues; elsewhere the label is reported."""
        text = self._typed(Owner.INDICATOR, key, cell.text)
        is_value = is_option(key, text) or (key == header.labels.called and names_indicator(row, cell))
        if not text or not is_label(text) or is_value:
            return text
        if not (cell.below and label(text) == label(header.titles[header.columns[key]])):
            self._report.leave_cell(header.titles[header.columns[key]], row.place, text, A_LABEL)
        return ""

    def _inherited(
        self,
        texts: Mapping[str, str],
        cells: Mapping[str, GridCell],
        goes_on: Mapping[str, bool],
        above: Mapping[str, str],
    ) -> dict[str, str]:
        """The levels of a row. Blank ones are taken from above if a blank cell means that."""
        first = cells.get(LEVEL1)
        own = {**texts, LEVEL1: ""} if first is not None and first.below else texts
        levels = inherited(own, above)
        taken = [
            key for key in LEVELS if not texts[key] and (self.resumed or goes_on[key] or is_header(cells.get(key)))
        ]
        return {key: levels[key] if key in taken else texts[key] for key in LEVELS}

    def _blanks(self, grid: Grid, header: BandHeader) -> Mapping[str, bool]:
        """For each level, whether a blank cell continues the level above in this table."""
        known = self._goes_on
        if known is None or known[0] is not grid or known[1].columns != header.columns:
            found = {key: blank_goes_on(grid, header.columns.get(key), self._labels) for key in LEVELS}
            known = self._goes_on = (grid, header, found)
        return known[2]

    # --- what belongs to no column ----------------------------------------------------------------------------

    def _leave_extra(
        self, row: GridRow, header: BandHeader, cells: Mapping[str, GridCell], texts: dict[str, str]
    ) -> None:
        """Reports cells that stand in no column of the header. If a column has several cells, none is its value."""
        known = {id(cell) for cell in cells.values()}
        known |= {id(row.at(at)) for key, at in header.columns.items() if key.startswith(OF_PROJECT)}
        for cell in row.written:
            if id(cell) in known or label(cell.text) in self._fixed:
                continue
            at = header.over(cell.column)
            key = next((key for key, column in header.columns.items() if column == at), "")
            title = header.titles.get(at, "") or NO_TITLE
            if key:
                self._split(key, title, row, texts)
            self._report.leave_cell(title, row.place, cell.text, _SPLIT if key else NO_FIELD)

    def _take_ticks(self, row: GridRow, header: BandHeader, texts: dict[str, str]) -> None:
        """The word of the column that is ticked; a text that is no tick is reported."""
        for slot in [key for key in texts if "=" in key]:
            key, _, word = slot.partition("=")
            text = texts.pop(slot)
            if is_tick(text):
                texts[key] = word
            elif text:
                self._report.leave_cell(header.titles[header.columns[slot]], row.place, text)

    def _split(self, key: str, title: str, row: GridRow, texts: dict[str, str]) -> None:
        if text := texts.pop(key, ""):
            self._report.leave_cell(title, row.place, text, _SPLIT)
