"""Compares a list of indicators with the annex tables in the same source, row by row, and reports the differences."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from perfdesk.forms.definition import Form
from perfdesk.importers.found import Found
from perfdesk.importers.grid import Grid, GridRow
from perfdesk.importers.levels import Levels
from perfdesk.importers.list_reader import NUMBER_SLOT, ListReader, Slot
from perfdesk.importers.report import Report
from perfdesk.model.fields import Owner
from perfdesk.model.keys import CODE, LEVELS, NAME, TARGET
from perfdesk.model.unread import list_differs
from perfdesk.model.values import normal

# Rows that a row of a list is compared with, and characters of a text that a remark shows.
_MOST_NEAR: Final = 20

Texts = Mapping[Slot, str]


class _Twin(NamedTuple):
    """The table row that a list row repeats, and the slots in which they differ."""

    row: Texts
    differing: list[tuple[Owner, str]]


class ListComparison:
    """Finds for each list row the table row that it repeats."""

    def __init__(self, form: Form, reader: ListReader, report: Report) -> None:
        """`reader` reads the rows of lists; `report` takes what differs."""
        self._levels = Levels(form)
        self._vocabulary = form.vocabulary
        self._reader = reader
        self._report = report

    def compare(self, lists: Sequence[Grid], projects: Sequence[Found]) -> None:
        """Reports the list rows that differ from the tables."""
        known = _Known(projects)
        for grid in lists:
            self._compare(grid, known)
            self._report.guess(grid.rows[0].place, "这张清单与各项目的表重复，按各项目的表装入")

    def _compare(self, grid: Grid, known: "_Known") -> None:
        """A list row is identified by its project and name, because rows may be sorted, hidden or added. The rows
        that are left on both sides are paired by the smallest difference, because the project or the name may have
        been edited."""
        columns = self._reader.columns(grid)
        texts = [self._reader.texts(row, columns) for row in grid.rows[1:]]
        twins = [self._likest([self._twin(one, columns, row) for row in known.named(one)], one) for one in texts]
        left = known.left([twin.row for twin in twins if twin is not None])
        among: Counter[str] = Counter()
        near: list[tuple[int, _Twin]] = []
        for at, one in enumerate(texts):
            if twins[at] is None:
                project = _project_look(one)
                near += [(at, self._twin(one, columns, row)) for row in left.near(one, among[project])]
                among[project] += 1
        for at, twin in _paired(near):
            twins[at] = self._likest([twin], texts[at])
        for row, one, found in zip(grid.rows[1:], texts, twins, strict=True):
            self._tell(row, one, found)

    def _twin(self, texts: Texts, columns: Mapping[int, Slot], row: Texts) -> _Twin:
        return _Twin(row, self._differing(texts, columns, row))

    def _likest(self, twins: Iterable[_Twin], texts: Texts) -> _Twin | None:
        """The most similar row; None if it differs in more than half of the texts."""
        twin = min(twins, key=lambda one: len(one.differing), default=None)
        return None if twin is None or 2 * len(twin.differing) > len(texts) else twin

    def _differing(self, texts: Texts, columns: Mapping[int, Slot], known: Texts) -> list[tuple[Owner, str]]:
        """The slots in which a list row differs from a table row. If the list numbers the projects, as ours does, a
        blank cell of an indicator was emptied by somebody."""
        emptied = [slot for slot in columns.values() if NUMBER_SLOT in texts and slot not in texts and _is_own(slot)]
        return [
            (owner, key)
            for owner, key in (*texts, *emptied)
            if owner is not None
            and normal(self._levels.bare(key, texts.get((owner, key), ""))) != normal(known.get((owner, key), ""))
        ]

    def _tell(self, row: GridRow, texts: Texts, twin: _Twin | None) -> None:
        """Reports each differing cell, or the whole row if no table row is similar."""
        if twin is None:
            self._report.leave(row.place, row.text)
            return
        for slot in twin.differing:
            own, said = (one.get(slot, "") for one in (texts, twin.row))
            title = self._vocabulary.title(*slot)
            self._report.leave(row.place, list_differs(title, own, said))


class _Known:
    """The rows of the tables, found by what a list row has in common with them."""

    def __init__(self, projects: Sequence[Found]) -> None:
        self._rows = [_slots(project.fields, row) for project in projects for row in project.rows or ({},)]
        self._named = _grouped(self._rows, _name_look)

    def named(self, texts: Texts) -> Sequence[Texts]:
        """A few rows of the same project and name."""
        return self._named.get(_name_look(texts), ())[:_MOST_NEAR]

    def left(self, taken: Iterable[Texts]) -> "_Left":
        """The rows of indicators that are not taken."""
        twins = {*map(id, taken)}
        return _Left([one for one in self._rows if id(one) not in twins and (Owner.INDICATOR, NAME) in one])


class _Left:
    """Rows whose project and name no row of the list has."""

    def __init__(self, rows: Sequence[Texts]) -> None:
        self._of_project = _grouped(rows, _project_look)
        self._alike = _grouped(rows, _row_look)

    def near(self, texts: Texts, place: int) -> Iterator[Texts]:
        """A few rows of the same project, those round a place among them, and a few of the same name and target."""
        start = max(0, place - _MOST_NEAR // 2)
        yield from self._of_project.get(_project_look(texts), ())[start : start + _MOST_NEAR]
        yield from self._alike.get(_row_look(texts), ())[:_MOST_NEAR]


def _paired(near: Iterable[tuple[int, _Twin]]) -> Iterator[tuple[int, _Twin]]:
    """The pairs of rows and similar twins with the smallest differences. Each row and each twin is used once."""
    done: set[int] = set()
    taken: set[int] = set()
    for at, twin in sorted(near, key=lambda one: len(one[1].differing)):
        if at not in done and id(twin.row) not in taken:
            done.add(at)
            taken.add(id(twin.row))
            yield at, twin


def _grouped(rows: Iterable[Texts], look: Callable[[Texts], Hashable]) -> dict[Hashable, list[Texts]]:
    found: dict[Hashable, list[Texts]] = {}
    for row in rows:
        found.setdefault(look(row), []).append(row)
    return found


def _slots(project: Mapping[str, str], row: Mapping[str, str]) -> Texts:
    slots: dict[Slot, str] = {(Owner.PROJECT, key): text for key, text in project.items()}
    return slots | {(Owner.INDICATOR, key): text for key, text in row.items()}


def _project_look(texts: Texts) -> str:
    return normal(texts.get((Owner.PROJECT, CODE), "") or texts.get((Owner.PROJECT, NAME), ""))


def _name_look(texts: Texts) -> tuple[str, str]:
    return _project_look(texts), normal(texts.get((Owner.INDICATOR, NAME), ""))


def _row_look(texts: Texts) -> tuple[str, str]:
    name, target = (normal(texts.get((Owner.INDICATOR, key), "")) for key in (NAME, TARGET))
    return name, target


def _is_own(slot: Slot) -> bool:
    return slot[0] is Owner.INDICATOR and slot[1] not in LEVELS
