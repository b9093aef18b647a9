"""Two versions side by side for a reader: which nodes are the same ones, and which rows went to another project."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import replace

from perfdesk.merge.same_nodes import alike_rows, row_name, whole_row
from perfdesk.model.diff import aligned
from perfdesk.model.document import Document, Row

_Key = Callable[[Row], object]


def as_version_of(before: Document, after: Document) -> Document:
    """`after` with the ids of `before` for the nodes that are the same. Annexes have no ids: their rows are known by
    their texts, in their own project and then in the others."""
    found = aligned(before, after, alike_rows)
    pairs = _moved(before, found)
    if not pairs:
        return found
    return found.with_projects(
        project.with_rows(replace(row, id=pairs.get(row.id, row.id)) for row in project.rows)
        if any(row.id in pairs for row in project.rows)
        else project
        for project in found.projects
    )


def _moved(before: Document, after: Document) -> dict[str, str]:
    """New id to old id of the rows that are in another project now: first those with all their texts, then those with
    their class and name."""
    projects = {project.id for project in before.projects} & {project.id for project in after.projects}
    olds, news = _Side(before, after), _Side(after, before)
    pairs: dict[str, str] = {}
    for key in (_whole, row_name):
        found = _pairs(olds.by(key, set(pairs.values())), news.by(key, pairs.keys()))
        # Of a project that came in the place of another one, nothing else is said.
        pairs |= {new: old for new, old in found if {news.homes[new], olds.homes[old]} & projects}
    return pairs


class _Side:
    """The rows of a version with their projects; `left` are those that the other version does not have."""

    def __init__(self, document: Document, other: Document) -> None:
        self._rows = [row for project in document.projects for row in project.rows]
        self.homes = {row.id: project.id for project in document.projects for row in project.rows}
        known = {row.id for project in other.projects for row in project.rows}
        self._left = self.homes.keys() - known

    def by(self, key: _Key, paired: Set[str]) -> dict[object, list[str]]:
        """The rows that are left, by a key that no other row has. What many projects have alike, such as the
        satisfaction of the public, was not moved where one project drops it and another one takes it up."""
        found: dict[object, list[str]] = defaultdict(list)
        for row in self._rows:
            if row.id not in paired:
                found[key(row)].append(row.id)
        return {one: rows for one, rows in found.items() if one and self._left.issuperset(rows)}


def _whole(row: Row) -> object:
    return (row.owner, whole_row(row)) if row.name else None


def _pairs(olds: Mapping[object, list[str]], news: Mapping[object, list[str]]) -> Iterator[tuple[str, str]]:
    for key, rows in news.items():
        if len(rows) == len(olds.get(key, ())):
            yield from zip(rows, olds[key], strict=True)
