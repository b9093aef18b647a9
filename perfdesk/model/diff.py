"""What changed between two versions of a document. What is the same object is skipped: an edit costs nothing."""

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

from perfdesk.model.document import Document, Indicator, Project, Row
from perfdesk.model.fields import RECORDS, Fields
from perfdesk.model.keys import UNIT_NAME
from perfdesk.model.spans import changed_places, changed_span
from perfdesk.model.values import normal


class ChangeKind(StrEnum):
    """What happened to a field or node."""

    SET = "set"
    ADD = "add"
    REMOVE = "remove"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `project` and `indicator` are ids; both "" for the document itself. `indicator` may be the id of
    a record too.

    For SET, `before` and `after` are the field's texts; for ADD and REMOVE the node's name stands on the side where
    the node exists; for MOVE they are its places in words.
    """

    kind: ChangeKind
    project: str = ""
    indicator: str = ""
    key: str = ""
    before: str = ""
    after: str = ""


def diff(before: Document, after: Document) -> tuple[Change, ...]:
    """All differences by id, in the order of the newer document; what was removed comes first."""
    return tuple(_differences(before, after))


def _differences(before: Document, after: Document) -> Iterator[Change]:
    if before is after:
        return
    if before.form != after.form:
        yield Change(ChangeKind.SET, key="form", before=before.form, after=after.form)
    elif before.form_copy.differs(after.form_copy):
        names = (one.form_copy.called(one.form) for one in (before, after))
        yield Change(ChangeKind.SET, "", "", "form", *names)
    yield from _fields(before.fields, after.fields)
    if before.projects is after.projects:
        return
    gone, came = replaced(before.projects, after.projects)
    yield from _projects(before, after, {one.id: one for one in gone}, {one.id: one for one in came})


def replaced(old: Sequence[Project], new: Sequence[Project]) -> tuple[list[Project], list[Project]]:
    """The projects that are only in `old`, and those that are only in `new`, as objects."""
    if len(old) == len(new):
        places = changed_places(old, new)
        return [old[at] for at in places], [new[at] for at in places]
    first, old_end, new_end = changed_span(old, new)
    gone, came = old[first:old_end], new[first:new_end]
    same = {*map(id, gone)} & {*map(id, came)}
    return [one for one in gone if id(one) not in same], [one for one in came if id(one) not in same]


def changed_projects(before: Document, after: Document) -> list[Project]:
    """The projects of `after` that are other values there than at the same place of `before`, or not in it."""
    return replaced(before.projects, after.projects)[1]


def _projects(
    before: Document, after: Document, old: Mapping[str, Project], new: Mapping[str, Project]
) -> Iterator[Change]:
    for project in old.values():
        if project.id not in new:
            yield Change(ChangeKind.REMOVE, project.id, before=project.name)
    for project in new.values():
        if project.id in old:
            yield from _project(old[project.id], project, before, after)
        else:
            yield Change(ChangeKind.ADD, project.id, after=project.name)
            yield from _rows((), project, before, after, report_new=False)
    yield from _moves(before.projects, after.projects, lambda p, a, b: Change(ChangeKind.MOVE, p, before=a, after=b))


def _project(old: Project, new: Project, before: Document, after: Document) -> Iterator[Change]:
    yield from _fields(old.fields, new.fields, new.id)
    left = {row.id for row in new.rows}
    gone = (row for row in old.rows if row.id not in left and after.row(row.id) is None)
    yield from (Change(ChangeKind.REMOVE, new.id, row.id, before=row.name) for row in gone)
    yield from _rows(old.rows, new, before, after, report_new=True)

    def moved(row: str, place: str, other: str) -> Change:
        return Change(ChangeKind.MOVE, new.id, row, before=place, after=other)

    yield from _moves(old.indicators, new.indicators, moved)
    if old.records is not new.records:
        for kind in RECORDS:
            yield from _moves(old.rows_of(kind), new.rows_of(kind), moved)


def _rows(
    old: Iterable[Row], project: Project, before: Document, after: Document, *, report_new: bool
) -> Iterator[Change]:
    here = {row.id: row for row in old}
    for row in project.rows:
        twin = here.get(row.id)
        if twin is None and (twin := before.row(row.id)) is not None:
            source = before.project(row.id)
            yield Change(ChangeKind.MOVE, project.id, row.id, before=source.name if source else "", after=project.name)
        if twin is not None:
            yield from _fields(twin.fields, row.fields, project.id, row.id)
        elif report_new:
            yield Change(ChangeKind.ADD, project.id, row.id, after=row.name)


def _fields(old: Fields, new: Fields, project: str = "", indicator: str = "") -> Iterator[Change]:
    if old is new or old == new:
        return
    for key in sorted({*old, *new}):
        if old[key] != new[key]:
            yield Change(ChangeKind.SET, project, indicator, key, old[key], new[key])


_Item = TypeVar("_Item", bound=Project | Row)


def _moves(old: Sequence[_Item], new: Sequence[_Item], change: Callable[[str, str, str], Change]) -> Iterator[Change]:
    """The fewest nodes whose moving explains the new order: those outside the longest run that kept its order."""
    first, old_end, new_end = changed_span(old, new)
    was = {item.id: at for at, item in enumerate(old[first:old_end], first)}
    position = {item.id: at for at, item in enumerate(new[first:new_end], first)}
    kept = [node for node in position if node in was]
    places = [was[node] for node in kept]
    if all(a < b for a, b in pairwise(places)):
        return
    still = longest_increasing(places)
    for node in kept:
        if was[node] not in still:
            yield change(node, f"第{was[node] + 1}个", f"第{position[node] + 1}个")


def longest_increasing(numbers: Sequence[int]) -> set[int]:
    """The members of one longest increasing subsequence (patience sorting, n log n)."""
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        at = bisect_left(tails, number)
        before[number] = tails[at - 1] if at else None
        tails[at : at + 1] = [number]
    members: set[int] = set()
    last = tails[-1] if tails else None
    while last is not None:
        members.add(last)
        last = before[last]
    return members


# Of the rows of a project, old and new: new id to old id of those that are the same.
SameRows = Callable[[Sequence[Row], Sequence[Row]], dict[str, str]]


def _same_rows(old: Sequence[Row], new: Sequence[Row]) -> dict[str, str]:
    return _pairs(old, new, (_row_name, _row_class))


def aligned(before: Document, after: Document, same_rows: SameRows = _same_rows) -> Document:
    """`after` with the ids of `before` wherever a node is recognisably the same one.

    Documents that were typed or imported apart have ids of their own. A project is known by its id, else its code,
    else unit and name, else as the only one without a name, which stands for the department; an indicator by its id,
    else its levels and name, else its levels alone; a record by its id, else its kind and name, else its kind alone.
    `same_rows` may know them otherwise.
    """
    names = _pairs(before.projects, after.projects, (_project_code, _project_name))
    names = names or _departments(before, after)
    old = {project.id: project for project in before.projects}
    twins = [(one, old.get(names.get(one.id, ""))) for one in after.projects]
    projects = [one if twin is None else _renamed(one, twin, same_rows) for one, twin in twins]
    return replace(after.with_projects(projects), id=before.id)


def _departments(before: Document, after: Document) -> dict[str, str]:
    """New id to old id of the projects that stand for the department."""
    both = (*before.projects, *after.projects)
    if len(before.projects) != 1 or len(after.projects) != 1 or any(one.code or one.name for one in both):
        return {}
    return {after.projects[0].id: before.projects[0].id}


def _renamed(project: Project, twin: Project, same_rows: SameRows) -> Project:
    names = same_rows(twin.rows, project.rows)
    rows = [replace(row, id=names.get(row.id, row.id)) for row in project.rows]
    return replace(project, id=twin.id).with_rows(rows)


def _pairs(old: Sequence[_Item], new: Sequence[_Item], keys: Sequence[Callable[[_Item], object]]) -> dict[str, str]:
    """New id to old id. Each key in turn pairs what the keys before it left, the nth with the nth."""
    ids = {item.id for item in old} & {item.id for item in new}
    pairs = {node: node for node in ids}
    for key in keys:
        taken = set(pairs.values())
        waiting = _by_key((item for item in old if item.id not in taken), key)
        for item in new:
            if item.id not in pairs and (same := waiting.get(key(item))):
                pairs[item.id] = same.popleft()
    return pairs


def _by_key(items: Iterable[_Item], key: Callable[[_Item], object]) -> dict[object, deque[str]]:
    """The ids of the items by their key, in order; items without a key are left out."""
    found: dict[object, deque[str]] = defaultdict(deque)
    for item in items:
        if key(item):
            found[key(item)].append(item.id)
    return found


def _project_code(project: Project) -> object:
    return normal(project.code)


def _project_name(project: Project) -> object:
    return (normal(project.fields[UNIT_NAME]), normal(project.name)) if project.name else None


def _row_name(row: Row) -> object:
    return (*_row_class(row), normal(row.name))


def _row_class(row: Row) -> tuple[str, ...]:
    return (normal(row.level1), normal(row.level2)) if isinstance(row, Indicator) else (row.owner,)
