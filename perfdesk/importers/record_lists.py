"""Reads the lists of records (tasks, schedule, costs, goals, sites) beside the tables of a source, or without them.

Of a kind that the form prints the tables count, and the list is compared with them. Of another kind the list is the
only place; what a form does not print of a record it does print stands there too.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from perfdesk.forms.definition import Form
from perfdesk.forms.record_list import TELLING, is_printed
from perfdesk.importers.found import Found
from perfdesk.importers.grid import GridRow, Line, label
from perfdesk.importers.list_comparison import ListComparison, ListedRecord
from perfdesk.importers.list_head import (
    NUMBER_SLOT,
    ListGrid,
    Slot,
    columns_of,
    record_labels_of_form,
    unit_in_line,
    units_of,
)
from perfdesk.importers.list_reader import ListReader, with_project
from perfdesk.importers.projects_told import ProjectsTold, Told, told_by
from perfdesk.importers.report import NO_FIELD, NO_TITLE, Report
from perfdesk.importers.sum_rows import SUMS
from perfdesk.model.fields import Owner
from perfdesk.model.unread import list_differs
from perfdesk.model.values import normal
from perfdesk.model.vocabulary import row_title

# How a row of sums begins that somebody wrote below a list. In our own lists a row begins with a number.
_Texts = dict[Slot, str]


class _Row(NamedTuple):
    """A row of a list: what it says of its project, and of its record."""

    row: GridRow
    project: _Texts
    record: dict[str, str]


class RecordLists:
    """Brings the records in lists to their projects."""

    def __init__(self, form: Form, reader: ListReader, comparison: ListComparison, report: Report) -> None:
        """`reader` has read the lists of indicators; `report` takes what belongs nowhere."""
        self._form = form
        self._reader = reader
        self._comparison = comparison
        self._report = report
        self._projects: list[Found] = []
        self._known = ProjectsTold()
        self._tables = False

    def add(self, lists: Iterable[ListGrid], projects: list[Found], told: Sequence[Told], *, tables: bool) -> None:
        """Adds the records of all lists. `told` is what tells each of the projects; where these come from `tables`,
        there are no others."""
        self._projects, self._known, self._tables = projects, ProjectsTold(told), tables
        for one in lists:
            self._list(one)
        self._report.project = -1

    def _list(self, one: ListGrid) -> None:
        columns = columns_of(one.head, record_labels_of_form(self._form, one.kind))
        self._above(one, columns)
        self._report.project = -1
        for cell in one.head.written:
            if cell.column not in columns:
                self._report.leave_cell(cell.text, one.head.place, "")
        rows = self._with_projects(self._rows(one, columns), set(columns.values()))
        if self._tables and is_printed(self._form, one.kind):
            self._compare(one, columns, rows)
            self._report.guess(one.head.place, "这张清单与各项目的表重复，按各项目的表装入")
            return
        for row in rows:
            found = self._project(row, one.head, columns)
            if found is not None and row.record:
                found.records.append((one.kind, row.record))
        if self._tables:
            self._report.guess(one.head.place, f"各项目的表上不印{row_title(one.kind)}，按这张清单装入")

    def _above(self, one: ListGrid, columns: Mapping[int, Slot]) -> None:
        """What stands above the heads, and the units of money there and in the heads."""
        self._report.project = -1
        units = [Line(one.head.place, unit) for unit in units_of(one.head, columns)]
        for row in one.grid.rows[: one.at]:
            unit = unit_in_line(row.text)
            units += [Line(row.place, unit)] if unit else []
            if not unit:
                self._report.leave(row.place, row.text)
        self._reader.money_units += units

    # --- the rows -------------------------------------------------------------------------------------------------

    def _rows(self, one: ListGrid, columns: Mapping[int, Slot]) -> list[_Row]:
        """The rows but for heads that are repeated, as on each page, and for sums."""
        heads = [(cell.column, label(cell.text)) for cell in one.head.written]
        found = []
        for row in filter(lambda one: one.written, one.rows):
            if [(cell.column, label(cell.text)) for cell in row.written] == heads:
                continue
            if label(row.written[0].text) in SUMS:
                self._report.leave(row.place, row.text)
                continue
            texts = self._reader.record_texts(row, columns)
            project = {slot: text for slot, text in texts.items() if slot[0] in (None, Owner.PROJECT)}
            found.append(_Row(row, project, {key: text for (owner, key), text in texts.items() if owner is one.kind}))
        return found

    def _with_projects(self, rows: list[_Row], slots: Collection[Slot]) -> list[_Row]:
        """The rows, each with all that tells its project. 序号 in our lists is the project's; whoever types a list
        numbers its rows by it, which tells nothing."""
        if self._counts_rows([one.project for one in rows if NUMBER_SLOT in one.project], slots):
            rows = [one._replace(project=_without_number(one.project)) for one in rows]
        above: _Texts = {}
        found = []
        for one in rows:
            above = with_project(one.project, above)
            found.append(one._replace(project=above))
        return found

    def _counts_rows(self, numbered: Sequence[_Texts], slots: Collection[Slot]) -> bool:
        """Whether the numbers are those of the rows: not all are of projects that are known; or where none is known
        yet, each is another one."""
        told = [told_by(one) for one in numbered]
        if self._projects:
            return not all(self._known.numbers(one, slots) for one in told)
        return len({one[0] for one in told}) == len(told)

    # --- the projects -----------------------------------------------------------------------------------------------

    def _project(self, one: _Row, head: GridRow, columns: Mapping[int, Slot]) -> Found | None:
        """The project of a row; None if there is none, and then the row is reported."""
        told = told_by(one.project)
        place = self._known.one(told)
        if place is None:
            place = self._known.edited(told) if self._tables else self._new(one, told)
        self._report.project = -1 if place is None else place
        if place is None:
            self._report.leave(one.row.place, one.row.text)
            return None
        self._leave_extra(one.row, head, columns)
        self._complete(self._projects[place], one)
        return self._projects[place]

    def _new(self, one: _Row, told: Told) -> int:
        self._projects.append(Found(one.row.place, has_header=True))
        return self._known.add(told)

    def _complete(self, found: Found, one: _Row) -> None:
        """Gives a project the texts that it does not print; reports those that it prints otherwise."""
        for key in TELLING:
            text = one.project.get((Owner.PROJECT, key), "")
            said = found.fields.get(key, "")
            if text and not said and not (self._tables and key in self._form.table.keys_of(Owner.PROJECT)):
                found.fields[key] = text
            elif text and normal(text) != normal(said):
                title = self._form.vocabulary.title(Owner.PROJECT, key)
                self._report.leave(one.row.place, list_differs(title, text, said))

    def _leave_extra(self, row: GridRow, head: GridRow, columns: Mapping[int, Slot]) -> None:
        for cell in row.written:
            if cell.column not in columns:
                title = head.at(cell.column)
                self._report.leave_cell(title.text if title else NO_TITLE, row.place, cell.text, NO_FIELD)

    # --- beside the tables ------------------------------------------------------------------------------------------

    def _compare(self, one: ListGrid, columns: Mapping[int, Slot], rows: Sequence[_Row]) -> None:
        """The rows of each project beside its table. In a list that numbers the projects, as ours does, a blank cell
        was emptied by somebody."""
        listed: dict[int, list[ListedRecord]] = defaultdict(list)
        for row in rows:
            if self._project(row, one.head, columns) is not None and row.record:
                listed[self._report.project].append(ListedRecord(row.row, row.record))
        numbered = any(NUMBER_SLOT in row.project for row in rows)
        emptied = [key for owner, key in columns.values() if owner is one.kind] if numbered else []
        for place, records in listed.items():
            self._report.project = place
            self._comparison.compare_records(one.kind, records, emptied, self._projects[place])


def _without_number(texts: _Texts) -> _Texts:
    return {slot: text for slot, text in texts.items() if slot != NUMBER_SLOT}
