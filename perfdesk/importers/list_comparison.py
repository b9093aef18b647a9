"""Compares a list of indicators or records with the annex tables in the same source, row by row, and reports the
differences."""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from perfdesk.forms.definition import Form
from perfdesk.importers.found import Found
from perfdesk.importers.grid import Grid, GridRow
from perfdesk.importers.levels import Levels
from perfdesk.importers.list_head import NUMBER_SLOT, Slot
from perfdesk.importers.list_reader import ListReader
from perfdesk.importers.report import Report
from perfdesk.model.fields import ROW_OWNERS, Owner
from perfdesk.model.keys import CODE, LEVELS, NAME, NAMED_BY, TARGET
from perfdesk.model.unread import list_differs
from perfdesk.model.values import normal

# Rows that a row of a list is compared with, and characters of a text that a remark shows.
_MOST_NEAR: Final = 20

Texts = Mapping[Slot, str]


class _Twin(NamedTuple):
    """The table row that a list row repeats, and the slots in which they differ."""

    row: Texts
    differing: list[tuple[Owner, str]]


class ListedRecord(NamedTuple):
    """A row of a list of records: its place in the source, and the texts of the record."""

    row: GridRow
    texts: Mapping[str, str]


class ListComparison:
    """Finds for each list row the table row that it repeats."""

    def __init__(self, form: Form, reader: ListReader, report: Report) -> None:
        """`reader` reads the rows of lists; `report` takes what differs."""
        self._levels = Levels(form)
        self._vocabulary = form.vocabulary
        self._printed = {kind: frozenset(form.table.keys_of(kind)) for kind in ROW_OWNERS}
        self._reader = reader
        self._report = report

    def compare(self, lists: Sequence[Grid], projects: Sequence[Found]) -> None:
        """Reports the list rows that differ from the tables."""
        known = _Known(projects)
        for grid in lists:
            self._compare(grid, known)
            self._report.guess(grid.rows[0].place, "这张清单与各项目的表重复，按各项目的表装入")

    def _compare(self, grid: Grid, known: "_Known") -> None:
        columns = self._reader.columns(grid)
        texts = [self._reader.texts(row, columns) for row in grid.rows[1:]]
        # If the list numbers the projects, as ours does, a blank cell was emptied by somebody.
        own = [slot for slot in columns.values() if _is_own(slot)]
        emptied = [own if NUMBER_SLOT in one else () for one in texts]
        for row, one, found in zip(grid.rows[1:], texts, self._twins(texts, emptied, known), strict=True):
            self._tell(row, one, found)

    def compare_records(
        self, kind: Owner, rows: Sequence[ListedRecord], columns: Collection[str], project: Found
    ) -> None:
        """The same for the records of a kind in one project. A blank cell in one of `columns` was emptied by somebody.

        What the form does not print of a record stands in the list only, and comes from there.
        """
        known = _Known([project], kind)
        emptied = [(kind, key) for key in columns]
        shown = [self._shown(kind, one.texts) for one in rows]
        for one, texts, twin in zip(rows, shown, self._record_twins(shown, emptied, known), strict=True):
            rest = {key: text for key, text in one.texts.items() if (kind, key) not in texts}
            if not texts:
                project.records.append((kind, rest))
            else:
                self._tell(one.row, texts, twin)
            if twin is not None:
                known.source(twin.row).update(rest)

    def _shown(self, kind: Owner, texts: Mapping[str, str]) -> Texts:
        """What the form prints of these texts."""
        printed = self._printed[kind]
        return {(kind, key): text for key, text in texts.items() if key in printed}

    def _record_twins(self, texts: Sequence[Texts], emptied: Sequence[Slot], known: "_Known") -> list[_Twin | None]:
        """Each table row is the twin of one list row at most: rows that are equal on paper may be others in the
        list."""
        twins: list[_Twin | None] = [None] * len(texts)
        for at, row in _equal_pairs(texts, known.rows):
            twins[at] = _Twin(row, [])
        others = [at for at, one in enumerate(texts) if one and twins[at] is None]
        rest = [texts[at] for at in others]
        left = known.without([twin.row for twin in twins if twin is not None])
        taken: set[int] = set()
        for at, twin in zip(others, self._twins(rest, [emptied] * len(rest), left), strict=True):
            if twin is not None and id(twin.row) not in taken:
                taken.add(id(twin.row))
                twins[at] = twin
        return twins

    def _twins(self, texts: Sequence[Texts], emptied: Sequence[Sequence[Slot]], known: "_Known") -> list[_Twin | None]:
        """The table row of each list row. It is identified by its project and name, because rows may be sorted, hidden
        or added. The rows that are left on both sides are paired by the smallest difference, because the project or the
        name may have been edited. `emptied` are the slots of each row whose blank is an edit."""
        twins = [
            self._likest([self._twin(one, blank, row) for row in known.named(one)], one)
            for one, blank in zip(texts, emptied, strict=True)
        ]
        left = known.left([twin.row for twin in twins if twin is not None])
        among: Counter[str] = Counter()
        near: list[tuple[int, _Twin]] = []
        for at, one in enumerate(texts):
            if twins[at] is None:
                project = _project_look(one)
                near += [(at, self._twin(one, emptied[at], row)) for row in left.near(one, among[project])]
                among[project] += 1
        for at, twin in _paired(near):
            twins[at] = self._likest([twin], texts[at])
        return twins

    def _twin(self, texts: Texts, emptied: Sequence[Slot], row: Texts) -> _Twin:
        return _Twin(row, self._differing(texts, emptied, row))

    def _likest(self, twins: Iterable[_Twin], texts: Texts) -> _Twin | None:
        """The most similar row; None if it differs in more than half of the texts."""
        twin = min(twins, key=lambda one: len(one.differing), default=None)
        return None if twin is None or 2 * len(twin.differing) > len(texts) else twin

    def _differing(self, texts: Texts, emptied: Sequence[Slot], known: Texts) -> list[tuple[Owner, str]]:
        """The slots in which a list row differs from a table row."""
        return [
            (owner, key)
            for owner, key in (*texts, *(slot for slot in emptied if slot not in texts))
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
    """The rows of a kind in the tables, found by what a list row has in common with them."""

    def __init__(self, projects: Sequence[Found], kind: Owner = Owner.INDICATOR) -> None:
        self._kind = kind
        self._sources: dict[int, dict[str, str]] = {}
        if kind is Owner.INDICATOR:
            self._take([_slots(project.fields, row) for project in projects for row in project.rows or ({},)])
        else:
            own = [texts for project in projects for owner, texts in project.records if owner is kind]
            self._take([{(kind, key): text for key, text in texts.items()} for texts in own])
            self._sources = {id(row): texts for row, texts in zip(self.rows, own, strict=True)}

    def _take(self, rows: list[Texts]) -> None:
        self.rows = rows
        self._named = _grouped(rows, self._name_look)

    def named(self, texts: Texts) -> Sequence[Texts]:
        """A few rows of the same project and name."""
        return self._named.get(self._name_look(texts), ())[:_MOST_NEAR]

    def left(self, taken: Iterable[Texts]) -> "_Left":
        """The named rows that are not taken."""
        return _Left([one for one in self.without(taken).rows if _called(self._kind) in one], self._kind)

    def without(self, taken: Iterable[Texts]) -> "_Known":
        """The rows that are not taken."""
        twins = {*map(id, taken)}
        left = _Known([], self._kind)
        left._take([one for one in self.rows if id(one) not in twins])
        return left

    def source(self, row: Texts) -> dict[str, str]:
        """The record of which a row is."""
        return self._sources[id(row)]

    def _name_look(self, texts: Texts) -> tuple[str, str]:
        return _project_look(texts), normal(texts.get(_called(self._kind), ""))


class _Left:
    """Rows whose project and name no row of the list has."""

    def __init__(self, rows: Sequence[Texts], kind: Owner) -> None:
        self._looks = (_called(kind), (kind, TARGET))
        self._of_project = _grouped(rows, _project_look)
        self._alike = _grouped(rows, self._row_look)

    def near(self, texts: Texts, place: int) -> Iterator[Texts]:
        """A few rows of the same project, those round a place among them, and a few of the same name and target."""
        start = max(0, place - _MOST_NEAR // 2)
        yield from self._of_project.get(_project_look(texts), ())[start : start + _MOST_NEAR]
        yield from self._alike.get(self._row_look(texts), ())[:_MOST_NEAR]

    def _row_look(self, texts: Texts) -> tuple[str, ...]:
        """Its name and target; a record has no target."""
        return tuple(normal(texts.get(slot, "")) for slot in self._looks)


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


def _equal_pairs(texts: Sequence[Texts], rows: Sequence[Texts]) -> Iterator[tuple[int, Texts]]:
    """The list rows that are equal to table rows: those at the same place first, for nobody may have sorted the
    list."""
    looks, known = [*map(_whole_look, texts)], [*map(_whole_look, rows)]
    here = {at for at, (one, other) in enumerate(zip(looks, known, strict=False)) if one and one == other}
    waiting: dict[Hashable, list[Texts]] = {}
    for at in range(len(rows) - 1, -1, -1):
        if at not in here:
            waiting.setdefault(known[at], []).append(rows[at])
    for at, look in enumerate(looks):
        if at in here:
            yield at, rows[at]
        elif look and (same := waiting.get(look)):
            yield at, same.pop()


def _whole_look(texts: Texts) -> frozenset[tuple[Slot, str]]:
    return frozenset((slot, normal(text)) for slot, text in texts.items())


def _called(kind: Owner) -> Slot:
    return kind, NAMED_BY.get(kind, NAME)


def _is_own(slot: Slot) -> bool:
    return slot[0] in ROW_OWNERS and slot[1] not in LEVELS
