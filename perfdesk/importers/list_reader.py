"""Reads a plain list of indicators: one row each, columns named as in the vocabulary, in any order.

A list beside annex tables repeats them: then it is compared, and what differs is reported.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.forms.indicator_list import NUMBER
from perfdesk.forms.printed import printed_keys
from perfdesk.importers.found import Found
from perfdesk.importers.grid import Element, Grid, GridRow, Source, label
from perfdesk.importers.known_labels import is_column, is_label
from perfdesk.importers.levels import LEVELS, Levels, blank_goes_on, inherited
from perfdesk.importers.report import A_LABEL, NO_FIELD, NO_TITLE, Report
from perfdesk.importers.typed_text import Typing
from perfdesk.model.fields import Owner
from perfdesk.model.values import normal
from perfdesk.model.vocabulary import Field, vocabulary

_NUMBER_SLOT: Final = (None, "")
_Slot = tuple[Owner | None, str]
# Rows that a row of a list is compared with, and characters of a text that a remark shows.
_MOST_NEAR: Final = 20
_LONGEST_SHOWN: Final = 40
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
    slots = set(_columns(grid.rows[0], _usual_labels()).values()) if grid.rows else set()
    return (Owner.INDICATOR, "name") in slots and not slots.isdisjoint(_TELLS_PROJECT)


@cache
def _usual_labels() -> Mapping[str, _Slot]:
    return _labels(vocabulary().usual)


@lru_cache(maxsize=64)
def _form_labels(form: Form) -> Mapping[str, _Slot]:
    """How the columns of a list are called that the form writes: the usual fields, and what else it prints."""
    printed = printed_keys(form)
    return _labels(f for f in form.vocabulary.fields if not f.on_request or f.place in printed)


def _labels(fields: Iterable[Field]) -> Mapping[str, _Slot]:
    shown = [field for field in fields if field.owner is not Owner.DOCUMENT]
    called = {label(field.title): field.place for field in shown}
    also = {label(other): field.place for field in shown for other in field.also}
    return {**also, **called, label(NUMBER): _NUMBER_SLOT}


def _columns(row: GridRow, labels: Mapping[str, _Slot]) -> dict[int, _Slot]:
    found: dict[int, _Slot] = {}
    for cell in row.written:
        slot = labels.get(label(cell.text))
        if slot is not None and slot not in found.values():
            found[cell.column] = slot
    return found


class ListReader:
    """Gathers the projects of lists."""

    def __init__(self, form: Form, source: Source, report: Report) -> None:
        """`source` tells whether line ends left spaces in the texts."""
        self._form = form
        self._levels = Levels(form)
        self._typed = Typing(report, form.vocabulary, wrapped=source.wrapped)
        self._report = report

    def projects(self, lists: Iterable[Grid]) -> list[Found]:
        """The projects in the order of their first rows; rows of a sorted list find their project again."""
        found: dict[tuple[str, ...], Found] = {}
        numbers: dict[tuple[str, ...], int] = {}
        for grid in lists:
            columns = _columns(grid.rows[0], _form_labels(self._form))
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
        known = _Known(projects)
        for grid in lists:
            columns = _columns(grid.rows[0], _form_labels(self._form))
            counted: Counter[str] = Counter()
            for row in grid.rows[1:]:
                texts = self._texts(row, columns)
                counted[_project_look(texts)] += 1
                self._compare_row(row, texts, columns, known.near(texts, counted[_project_look(texts)]))
            self._report.guess(grid.rows[0].place, "这张清单与各项目的表重复，按各项目的表装入")

    def _compare_row(
        self, row: GridRow, texts: dict[_Slot, str], columns: dict[int, _Slot], near: Sequence[dict[_Slot, str]]
    ) -> None:
        """Each cell that differs from the table's; the whole row where no row of a table is like it."""
        differing = min((self._differing(texts, columns, one) for one in near), key=len, default=None)
        if differing is None or 2 * len(differing) > len(texts):
            self._report.leave(row.place, row.text)
            return
        for owner, key, said in differing:
            own = _shortened(texts.get((owner, key), ""))
            title = self._form.vocabulary.title(owner, key)
            self._report.leave(row.place, f"“{title}”与项目表不同：清单写“{own}”，项目表是“{_shortened(said)}”")

    def _differing(
        self, texts: dict[_Slot, str], columns: dict[int, _Slot], known: dict[_Slot, str]
    ) -> list[tuple[Owner, str, str]]:
        """Owner and key of what a row and a table say otherwise, with the text of the table. In a list that numbers the
        projects, as ours does, a blank cell of an indicator is one that somebody emptied."""
        emptied = [slot for slot in columns.values() if _NUMBER_SLOT in texts and slot not in texts and _is_own(slot)]
        return [
            (owner, key, known.get((owner, key), ""))
            for owner, key in (*texts, *emptied)
            if owner is not None
            and normal(self._levels.bare(key, texts.get((owner, key), ""))) != normal(known.get((owner, key), ""))
        ]


_TELLS: Final[tuple[_Slot, ...]] = tuple((Owner.PROJECT, key) for key in ("code", "unit_name", "name"))


def _with_project(texts: dict[_Slot, str], above: dict[_Slot, str]) -> dict[_Slot, str]:
    """A row that names no project belongs to that of the row above."""
    if any(slot in texts for slot in (*_TELLS_PROJECT, _NUMBER_SLOT)):
        return texts
    return {**{slot: text for slot, text in above.items() if slot[0] is not Owner.INDICATOR}, **texts}


def _slots(project: dict[str, str], row: dict[str, str]) -> dict[_Slot, str]:
    slots: dict[_Slot, str] = {(Owner.PROJECT, key): text for key, text in project.items()}
    return slots | {(Owner.INDICATOR, key): text for key, text in row.items()}


class _Known:
    """The rows of the tables, found by what a row of a list may still have in common with its own."""

    def __init__(self, projects: Sequence[Found]) -> None:
        self._rows: dict[tuple[object, ...], list[dict[_Slot, str]]] = {}
        for project in projects:
            for number, row in enumerate(project.rows or ({},), 1):
                texts = _slots(project.fields, row)
                for look in _looks(texts, number):
                    self._rows.setdefault(look, []).append(texts)

    def near(self, texts: dict[_Slot, str], number: int) -> list[dict[_Slot, str]]:
        """A few rows, the likeliest first; `number` counts the row among those of its project."""
        return [one for look in _looks(texts, number) for one in self._rows.get(look, ())[:_MOST_NEAR]]


def _looks(texts: dict[_Slot, str], number: int) -> Iterator[tuple[object, ...]]:
    """Name and target, project and name, project and place: an edit leaves at least one as it was."""
    name, target = (normal(texts.get((Owner.INDICATOR, key), "")) for key in ("name", "target"))
    project = _project_look(texts)
    yield "row", name, target
    yield "name", project, name
    yield "place", project, number


def _project_look(texts: dict[_Slot, str]) -> str:
    return normal(texts.get((Owner.PROJECT, "code"), "") or texts.get((Owner.PROJECT, "name"), ""))


def _is_own(slot: _Slot) -> bool:
    return slot[0] is Owner.INDICATOR and slot[1] not in LEVELS


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
