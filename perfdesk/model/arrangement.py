"""A document with projects, indicators and records added, taken out, copied or moved: what edits of the structure do.

A row, which is an indicator or a record, always stands among the rows of its kind (see Project.with_rows).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from perfdesk.model.document import Document, Project, Row, derived_id
from perfdesk.model.fields import Owner
from perfdesk.model.keys import CODE

_Item = TypeVar("_Item", bound=Project | Row)


def with_project(document: Document, project: Project, before: str | None) -> Document:
    """A new project before another one, or at the end. An id that is already there changes nothing."""
    if document.owner_of(project.id):
        return document
    return document.with_projects(_inserted(document.projects, [project], before))


def with_row(document: Document, row: Row, project: str, before: str | None) -> Document:
    """A new row before another one of its kind, or behind the last of them. An id that is already there, or a project
    that is not, changes nothing."""
    if document.owner_of(row.id):
        return document
    return _in_project(document, project, lambda rows: _inserted(rows, [row], before))


def with_more_projects(document: Document, projects: Iterable[Project]) -> Document:
    """Whole projects at the end. What has an id that is taken gets another: nothing is replaced, so nothing is lost."""
    taken: set[str] = set()
    new = [_fresh(project, document, taken) for project in projects]
    return document.with_projects([*document.projects, *new]) if new else document


def without(document: Document, nodes: frozenset[str]) -> Document:
    """Without these projects and rows. Ids that are not here are passed over."""
    if not any(node in document.places for node in nodes):
        return document
    concerned = _concerned(document, nodes)
    kept = [project for project in document.projects if project.id not in nodes]
    return document.with_projects(
        [_without_rows(project, nodes) if project.id in concerned else project for project in kept]
    )


def with_copies(document: Document, pairs: Iterable[tuple[str, str]]) -> Document:
    """With a copy right behind each original; pairs are (original id, copy's id). A copied project's code is left out:
    a code names one project only."""
    copies = {old: new for old, new in pairs if document.owner_of(new) is None}
    if not any(node in document.places for node in copies):
        return document
    projects: list[Project] = []
    concerned = _concerned(document, copies)
    for project in document.projects:
        projects.append(_with_copied_rows(project, copies) if project.id in concerned else project)
        if project.id in copies:
            projects.append(_copy_of_project(project, copies[project.id]))
    return document.with_projects(projects)


def with_moved_projects(document: Document, nodes: Iterable[str], before: str | None) -> Document:
    """With these projects before another one. They keep the order they have now."""
    return document.with_projects(_moved(document.projects, set(nodes), before))


def with_moved_rows(document: Document, nodes: frozenset[str], project: str, before: str | None) -> Document:
    """With these rows in a project, before one of its rows. They keep the order they have now."""
    concerned = _concerned(document, nodes)
    moving = [row for one in document.projects if one.id in concerned for row in one.rows if row.id in nodes]
    if document.owner_of(project) is not Owner.PROJECT or not moving:
        return document
    before = _next_kept(document, before, nodes)
    left = document.with_projects(
        [_without_rows(one, nodes) if one.id in concerned else one for one in document.projects]
    )
    return _in_project(left, project, lambda rows: _inserted(rows, moving, before))


def stand_alike(one: Sequence[Project], other: Sequence[Project]) -> bool:
    """Whether the same projects with the same rows stand in the same order."""
    return len(one) == len(other) and all(
        a is b or (a.id == b.id and a.rows == b.rows) for a, b in zip(one, other, strict=True)
    )


def _inserted(row: Sequence[_Item], new: Iterable[_Item], before: str | None) -> tuple[_Item, ...]:
    at = next((at for at, item in enumerate(row) if item.id == before), len(row))
    return (*row[:at], *new, *row[at:])


def _moved(row: Sequence[_Item], ids: set[str], before: str | None) -> tuple[_Item, ...]:
    at = next((at for at, item in enumerate(row) if item.id == before), len(row))
    stay = [item for item in row[at:] if item.id not in ids]
    return _inserted(
        [item for item in row if item.id not in ids],
        [item for item in row if item.id in ids],
        stay[0].id if stay else None,
    )


def _next_kept(document: Document, before: str | None, moving: frozenset[str]) -> str | None:
    """The first row from `before` on that does not move itself."""
    project = document.project(before) if before else None
    if project is None:
        return None
    ids = [row.id for row in project.rows]
    start = ids.index(str(before)) if before in ids else len(ids)
    return next((node for node in ids[start:] if node not in moving), None)


def _in_project(document: Document, project: str, change: Callable[[tuple[Row, ...]], tuple[Row, ...]]) -> Document:
    place = document.places.get(project)
    if place is None or place[1] is not None:
        return document
    row = list(document.projects)
    row[place[0]] = row[place[0]].with_rows(change(row[place[0]].rows))
    return document.with_projects(row)


def _concerned(document: Document, nodes: Iterable[str]) -> set[str]:
    """The ids of the projects that are, or hold, one of these nodes."""
    found = (document.project(node) for node in nodes)
    return {project.id for project in found if project is not None}


def _without_rows(project: Project, nodes: frozenset[str]) -> Project:
    kept = [row for row in project.rows if row.id not in nodes]
    return project if len(kept) == len(project.rows) else project.with_rows(kept)


def _with_copied_rows(project: Project, copies: dict[str, str]) -> Project:
    if not any(row.id in copies for row in project.rows):
        return project
    rows: list[Row] = []
    for row in project.rows:
        rows.append(row)
        if row.id in copies:
            rows.append(replace(row, id=copies[row.id]))
    return project.with_rows(rows)


def _copy_of_project(project: Project, new: str) -> Project:
    copy = replace(project, id=new, fields=project.fields.with_text(CODE, ""))
    return copy.with_rows(replace(row, id=derived_id(new, row.id)) for row in project.rows)


def _fresh(project: Project, document: Document, taken: set[str]) -> Project:
    """The project with ids that neither the document has nor `taken`, into which they go."""
    new = _untaken(project.id, document, taken)
    rows = [replace(row, id=_untaken(row.id, document, taken)) for row in project.rows]
    return replace(project, id=new).with_rows(rows)


def _untaken(node: str, document: Document, taken: set[str]) -> str:
    while node in taken or document.owner_of(node):
        node = derived_id(node, "again")
    taken.add(node)
    return node
