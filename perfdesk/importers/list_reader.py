"""Reads a plain list of indicators: one row for each, with columns named as in the vocabulary, in any order."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.importers.found import Found
from perfdesk.importers.grid import Grid, GridRow, Line, Source
from perfdesk.importers.known_labels import is_column, is_label
from perfdesk.importers.levels import Levels, blank_goes_on, inherited
from perfdesk.importers.list_head import NUMBER_SLOT, TELLS_PROJECT, Slot, columns_of, labels_of_form, units_of
from perfdesk.importers.projects_told import Told, told_by
from perfdesk.importers.report import A_LABEL, NO_FIELD, NO_TITLE, Report
from perfdesk.importers.typed_text import Typing
from perfdesk.model.fields import Owner
from perfdesk.model.keys import LEVELS
from perfdesk.model.values import normal

_LONGEST_NUMBER: Final = 6


class ListReader:
    """Collects the projects in lists."""

    def __init__(self, form: Form, source: Source, report: Report) -> None:
        """`source` tells whether line ends left spaces in the texts."""
        self._form = form
        self._levels = Levels(form)
        self._options: Mapping[Slot, frozenset[str]] = dict(form.table.options.items())
        self._typed = Typing(report, form.vocabulary, wrapped=source.wrapped)
        self._report = report
        # What tells each project that was read, and the units of money in heads.
        self.told: list[Told] = []
        self.money_units: list[Line] = []

    def projects(self, lists: Iterable[Grid]) -> list[Found]:
        """The projects in the order of their first rows. In a sorted list the rows of a project need not be
        together."""
        found: dict[Told, Found] = {}
        numbers: dict[Told, int] = {}
        for grid in lists:
            columns = self.columns(grid)
            self.money_units += [Line(grid.rows[0].place, unit) for unit in units_of(grid.rows[0], columns)]
            self._report_unknown(grid, columns)
            goes_on = {key: blank_goes_on(grid, at, ()) for at, (_, key) in columns.items() if key in LEVELS}
            above: dict[Slot, str] = {}
            for row in grid.rows[1:]:
                texts = self.texts(row, columns)
                above = with_project(texts, above)
                key = told_by(above)
                project = found.setdefault(key, Found(row.place, has_header=True))
                self._report.project = numbers.setdefault(key, len(numbers))
                self._report_extra(row, grid.rows[0], columns)
                self._take(project, above, goes_on)
        self._report.project = -1
        self.told = [*found]
        return list(found.values())

    def columns(self, grid: Grid) -> dict[int, Slot]:
        """The field of each column of a list. If a title stands twice, the first column counts."""
        return columns_of(grid.rows[0], labels_of_form(self._form))

    def numbers(self, grid: Grid) -> Iterator[int]:
        """The numbers of the projects in a list."""
        at = next((at for at, slot in self.columns(grid).items() if slot == NUMBER_SLOT), None)
        cells = [row.at(at) for row in grid.rows[1:]] if at is not None else []
        texts = (normal(cell.text) for cell in cells if cell is not None)
        return (int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER)

    def texts(self, row: GridRow, columns: Mapping[int, Slot]) -> dict[Slot, str]:
        """The texts of a list row by field."""
        texts: dict[Slot, str] = {}
        for column, (owner, key) in columns.items():
            cell = row.at(column)
            if cell is not None and not cell.blank and not (owner and self._is_label((owner, key), cell.text)):
                texts[owner, key] = self._typed(owner, key, cell.text) if owner else cell.text
        return texts

    def record_texts(self, row: GridRow, columns: Mapping[int, Slot]) -> dict[Slot, str]:
        """The same of a row of a list of records, which may be called as a label is."""
        cells = ((slot, cell) for column, slot in columns.items() if (cell := row.at(column)) and not cell.blank)
        return {(owner, key): self._typed(owner, key, c.text) if owner else c.text for (owner, key), c in cells}

    def _is_label(self, slot: Slot, text: str) -> bool:
        """Whether a text is a label where a value should be. A word that the form prints to be ticked may be both."""
        return is_label(text) and text.strip() not in self._options.get(slot, ())

    def _take(self, project: Found, texts: dict[Slot, str], goes_on: Mapping[str, bool]) -> None:
        for (owner, key), text in texts.items():
            if owner is Owner.PROJECT:
                project.fields.setdefault(key, text)
        row = {key: text for (owner, key), text in texts.items() if owner is Owner.INDICATOR}
        if row:
            self._take_indicator(project, row, goes_on)

    def _take_indicator(self, project: Found, row: dict[str, str], goes_on: Mapping[str, bool]) -> None:
        """Blank levels are those of the row above, where `goes_on` says that a blank cell means that."""
        row.update({key: self._levels.bare(key, row[key]) for key in LEVELS if key in row})
        if project.rows:
            levels = inherited(row, project.rows[-1])
            taken = {key: levels[key] for key in LEVELS if not row.get(key) and goes_on.get(key, True)}
            project.inherited += any(taken.values())
            row.update(taken)
        project.rows.append({key: text for key, text in row.items() if text})

    def _report_unknown(self, grid: Grid, columns: dict[int, Slot]) -> None:
        for cell in grid.rows[0].written:
            if cell.column not in columns:
                self._report.leave_cell(cell.text, grid.rows[0].place, "")
                if is_column(cell.text):
                    self._report.foreign.append(cell.text)

    def _report_extra(self, row: GridRow, header: GridRow, columns: dict[int, Slot]) -> None:
        """Cells below labels that are no field, and labels where values should be."""
        for cell in row.written:
            if cell.column in columns and not self._is_label(columns[cell.column], cell.text):
                continue
            title = header.at(cell.column)
            why = A_LABEL if cell.column in columns and columns[cell.column][0] else NO_FIELD
            if title is None or title.column not in columns or why == A_LABEL:
                self._report.leave_cell(title.text if title else NO_TITLE, row.place, cell.text, why)


def with_project(texts: dict[Slot, str], above: dict[Slot, str]) -> dict[Slot, str]:
    """A row that names no project belongs to that of the row above."""
    if any(slot in texts for slot in (*TELLS_PROJECT, NUMBER_SLOT)):
        return texts
    return {**{slot: text for slot, text in above.items() if slot[0] in (None, Owner.PROJECT)}, **texts}
