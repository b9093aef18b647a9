"""Reads a plain list of indicators: one row each, columns named as in the vocabulary, in any order.

A list beside annex tables repeats them: then it is compared, and what differs is reported.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.forms.listing import NUMBER
from perfdesk.importers.found import Found
from perfdesk.importers.grid import Element, Grid, GridRow, Source, label
from perfdesk.importers.levels import LEVELS, Levels, blank_goes_on, inherited
from perfdesk.importers.report import A_LABEL, NO_FIELD, NO_TITLE, Report
from perfdesk.importers.vocabulary import is_column, is_label
from perfdesk.importers.wording import Typing
from perfdesk.model.fields import FIELDS, Owner
from perfdesk.model.values import normal

_NUMBER_SLOT: Final = (None, "")
_Slot = tuple[Owner | None, str]
_SLOTS: Final[dict[str, _Slot]] = {
    label(NUMBER): _NUMBER_SLOT,
    **{label(f.title): (f.owner, f.key) for f in FIELDS if f.owner is not Owner.DOCUMENT},
}
_TELLS_PROJECT: Final = {(Owner.PROJECT, "name"), (Owner.PROJECT, "code")}


def split(elements: Iterable[Element]) -> tuple[list[Element], list[Grid]]:
    """A source's elements without its lists, and the lists."""
    rest: list[Element] = []
    lists: list[Grid] = []
    for element in elements:
        if isinstance(element, Grid) and _is_list(element):
            lists.append(element)
        else:
            rest.append(element)
    return rest, lists


def _is_list(grid: Grid) -> bool:
    """Whether the first row names the project and the indicator side by side, which no annex does."""
    slots = set(_columns(grid.rows[0]).values()) if grid.rows else set()
    return (Owner.INDICATOR, "name") in slots and not slots.isdisjoint(_TELLS_PROJECT)


def _columns(row: GridRow) -> dict[int, _Slot]:
    found: dict[int, _Slot] = {}
    for cell in row.written:
        slot = _SLOTS.get(label(cell.text))
        if slot is not None and slot not in found.values():
            found[cell.column] = slot
    return found


class ListReader:
    """Gathers the projects of lists."""

    def __init__(self, form: Form, source: Source, report: Report) -> None:
        """`source` tells whether line ends left spaces in the texts."""
        self._levels = Levels(form)
        self._typed = Typing(report, wrapped=source.wrapped)
        self._report = report

    def projects(self, lists: Iterable[Grid]) -> list[Found]:
        """The projects in the order of their first rows; rows of a sorted list find their project again."""
        found: dict[tuple[str, ...], Found] = {}
        numbers: dict[tuple[str, ...], int] = {}
        for grid in lists:
            columns = _columns(grid.rows[0])
            self._report_unknown(grid, columns)
            goes_on = {key: blank_goes_on(grid, at, ()) for at, (_, key) in columns.items() if key in LEVELS}
            above: dict[_Slot, str] = {}
            for row in grid.rows[1:]:
                texts = self._texts(row, columns)
                above = _with_project(texts, above)
                key = tuple(normal(above.get(slot, "")) for slot in (_NUMBER_SLOT, *_TELLS))
                project = found.setdefault(key, Found(row.place, has_header=True))
                self._report.project = numbers.setdefault(key, len(numbers))
                self._report_extra(row, grid.rows[0], columns)
                self._take(project, above, goes_on)
        self._report.project = -1
        return list(found.values())

    def _texts(self, row: GridRow, columns: dict[int, _Slot]) -> dict[_Slot, str]:
        texts: dict[_Slot, str] = {}
        for column, (owner, key) in columns.items():
            cell = row.at(column)
            if cell is not None and not cell.blank and not (owner and is_label(cell.text)):
                texts[owner, key] = self._typed(owner, key, cell.text) if owner else cell.text
        return texts

    def _take(self, project: Found, texts: dict[_Slot, str], goes_on: Mapping[str, bool]) -> None:
        for (owner, key), text in texts.items():
            if owner is Owner.PROJECT:
                project.fields.setdefault(key, text)
        row = {key: text for (owner, key), text in texts.items() if owner is Owner.INDICATOR}
        if not row:
            return
        row.update({key: self._levels.bare(key, row[key]) for key in LEVELS if key in row})
        if project.rows:
            levels = inherited(row, project.rows[-1])
            taken = {key: levels[key] for key in LEVELS if not row.get(key) and goes_on.get(key, True)}
            project.inherited += any(taken.values())
            row.update(taken)
        project.rows.append({key: text for key, text in row.items() if text})

    def _report_unknown(self, grid: Grid, columns: dict[int, _Slot]) -> None:
        for cell in grid.rows[0].written:
            if cell.column not in columns:
                self._report.leave_cell(cell.text, grid.rows[0].place, "")
                if is_column(cell.text):
                    self._report.foreign.append(cell.text)

    def _report_extra(self, row: GridRow, header: GridRow, columns: dict[int, _Slot]) -> None:
        """Cells below labels that are no field, and labels where values should be."""
        for cell in row.written:
            if cell.column in columns and not is_label(cell.text):
                continue
            title = header.at(cell.column)
            why = A_LABEL if cell.column in columns and columns[cell.column][0] else NO_FIELD
            if title is None or title.column not in columns or why == A_LABEL:
                self._report.leave_cell(title.text if title else NO_TITLE, row.place, cell.text, why)

    def compare(self, lists: Sequence[Grid], projects: Sequence[Found]) -> None:
        """Reports the rows of lists that say something else than the tables that were read."""
        if not lists:
            return
        known: dict[str, list[dict[_Slot, str]]] = {}
        for project in projects:
            for one in project.rows or ({},):
                known.setdefault(_first_look(one), []).append(_slots(project.fields, one))
        for grid in lists:
            columns = _columns(grid.rows[0])
            for row in grid.rows[1:]:
                texts = self._texts(row, columns)
                own = {key: text for (owner, key), text in texts.items() if owner is Owner.INDICATOR}
                if not any(self._agrees(texts, one) for one in known.get(_first_look(own), ())):
                    self._report.leave(row.place, row.text)
            self._report.guess(grid.rows[0].place, "这张清单与各项目的表重复，按各项目的表装入")

    def _agrees(self, texts: dict[_Slot, str], known: dict[_Slot, str]) -> bool:
        """Whether a row says nothing that the indicator does not say."""
        return all(
            slot == _NUMBER_SLOT or normal(self._levels.bare(slot[1], text)) == normal(known.get(slot, ""))
            for slot, text in texts.items()
        )


_TELLS: Final[tuple[_Slot, ...]] = tuple((Owner.PROJECT, key) for key in ("code", "unit_name", "name"))


def _with_project(texts: dict[_Slot, str], above: dict[_Slot, str]) -> dict[_Slot, str]:
    """A row that names no project belongs to that of the row above."""
    if any(slot in texts for slot in (*_TELLS_PROJECT, _NUMBER_SLOT)):
        return texts
    return {**{slot: text for slot, text in above.items() if slot[0] is not Owner.INDICATOR}, **texts}


def _slots(project: dict[str, str], row: dict[str, str]) -> dict[_Slot, str]:
    slots: dict[_Slot, str] = {(Owner.PROJECT, key): text for key, text in project.items()}
    return slots | {(Owner.INDICATOR, key): text for key, text in row.items()}


def _first_look(row: dict[str, str]) -> str:
    """What equal indicators have in common, so that a row is compared with few others."""
    return normal(row.get("name", "")) + "\n" + normal(row.get("target", ""))
