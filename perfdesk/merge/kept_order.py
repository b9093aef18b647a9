"""The order of OURS in a merged document: a colleague who sorted a sheet to find something turns a whole book, and
whoever merges may not want that."""

from collections.abc import Sequence
from typing import TypeVar

from perfdesk.merge.order import are_same, with_missing
from perfdesk.model.document import Document, Project, Row

_Node = TypeVar("_Node", bound=Project | Row)


def in_order_of(document: Document, ours: Document) -> Document:
    """A document with its projects, and the rows of each, in the order that `ours` has them in. What is new there stays
    behind the neighbour that it has. If the order is that already, this is the same object."""
    projects = [_with_rows(project, ours.project(project.id)) for project in _ordered(document.projects, ours.projects)]
    return document if are_same(projects, document.projects) else document.with_projects(projects)


def _with_rows(project: Project, ours: Project | None) -> Project:
    if ours is None or ours is project:
        return project
    rows = _ordered(project.rows, ours.rows)
    return project if are_same(rows, project.rows) else project.with_rows(rows)


def _ordered(here: Sequence[_Node], wanted: Sequence[_Node]) -> Sequence[_Node]:
    found = {one.id: one for one in here}
    return [found[node] for node in with_missing([one.id for one in wanted if one.id in found], found)]
