"""Additions and removals that a person refuses: what was removed comes back to its place, what was added goes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from typing import TypeVar

from perfdesk.model.document import Document, Project, Row

_Node = TypeVar("_Node", bound=Project | Row)


def put_back(document: Document, source: Document, nodes: Collection[str]) -> Document:
    """A document with these projects and rows as `source` has them, each behind the neighbour that it has there. What
    went elsewhere meanwhile stays there."""
    whole = [_without_known(document, project) for project in source.projects]
    document = document.with_projects(_inserted(document.projects, whole, nodes))
    return document.with_projects(_with_rows(project, source, nodes) for project in document.projects)


def without(document: Document, gone: Collection[str]) -> Document:
    """A document without these projects and rows."""
    if not gone:
        return document
    left = (project for project in document.projects if project.id not in gone)
    return document.with_projects(
        project.with_rows(row for row in project.rows if row.id not in gone)
        if any(row.id in gone for row in project.rows)
        else project
        for project in left
    )


def _without_known(document: Document, project: Project) -> Project:
    """A row that another project has now must not be there twice."""
    if project.id in document.places or not any(row.id in document.places for row in project.rows):
        return project
    return project.with_rows(row for row in project.rows if row.id not in document.places)


def _with_rows(project: Project, source: Document, nodes: Collection[str]) -> Project:
    there = source.project(project.id)
    known = {row.id for row in project.rows}
    if there is None or not any(row.id in nodes and row.id not in known for row in there.rows):
        return project
    return project.with_rows(_inserted(project.rows, there.rows, nodes))


def _inserted(here: Sequence[_Node], there: Iterable[_Node], wanted: Collection[str]) -> Sequence[_Node]:
    """`here` with the wanted ones of `there`, in linear time."""
    known, last = {one.id for one in here}, ""
    behind: dict[str, list[_Node]] = defaultdict(list)
    for one in there:
        if one.id in known:
            last = one.id
        elif one.id in wanted:
            behind[last].append(one)
    return [*behind[""], *chain.from_iterable((one, *behind[one.id]) for one in here)]
