"""What turns one version of a document into another, kept small: changed texts, spliced lists, and new nodes whole.

A file keeps deltas from each revision back to its parents; the newest version and they give back every older one.

The records of a project are few, so they come whole where any of them differs, and its unknown members with them: a
program that does not know records has both as unknown members, and the delta is right for it too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from perfdesk.model.document import Document, Indicator, Project, Record
from perfdesk.model.fields import Fields
from perfdesk.model.form_copy import FormCopy

# (node id, key); "" is the document itself.
Texts = Mapping[tuple[str, str], str]


class DeltaError(Exception):
    """A delta does not fit the document it is applied to; its file is damaged."""


@dataclass(frozen=True, slots=True)
class Splice:
    """`count` children of `parent` from place `start` on give way to those named; parent "" holds the projects."""

    parent: str
    start: int
    count: int
    ids: tuple[str, ...]


class Rest(NamedTuple):
    """What a project has beside its fields and indicators."""

    extra: str = ""
    records: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True)
class Delta:
    """`form` is "" when it stays, and `form_copy` is None. `extras` are unknown members of the document and of
    indicators, as JSON text, and `rest` those of projects with the records. `nodes` are those that only the result has;
    a project is there with all its rows."""

    form: str = ""
    texts: Texts = field(default_factory=dict)
    extras: Mapping[str, str] = field(default_factory=dict)
    splices: tuple[Splice, ...] = ()
    nodes: tuple[Project | Indicator, ...] = ()
    rest: Mapping[str, Rest] = field(default_factory=dict)
    form_copy: FormCopy | None = None


def delta(start: Document, end: Document) -> Delta:
    """What leads from `start` to `end`. What is the same object is skipped."""
    texts = _differing_fields(start.fields, end.fields, "")
    extras: dict[str, str] = {}
    rest: dict[str, Rest] = {}
    if start.extra != end.extra:
        extras[""] = end.extra
    old = {project.id: project for project in start.projects}
    splices: list[Splice] = []
    nodes: list[Project | Indicator] = []
    for project in end.projects:
        twin = old.get(project.id)
        if twin is None:
            nodes.append(project)
        elif twin is not project:
            splices += _splice(project.id, twin.indicators, project.indicators)
            for before, after in _twins(twin, project, start):
                if before is None:
                    nodes.append(after)
                    continue
                texts |= _differing_fields(before.fields, after.fields, after.id)
                if after is not project and before.extra != after.extra:
                    extras[after.id] = after.extra
            if twin.extra != project.extra or twin.records != project.records:
                rest[project.id] = _rest(project)
    splices += _splice("", start.projects, end.projects)
    form = "" if start.form == end.form else end.form
    copy = None if start.form_copy == end.form_copy else end.form_copy
    return Delta(form, texts, extras, tuple(splices), tuple(nodes), rest, copy)


def _rest(project: Project) -> Rest:
    return Rest(project.extra, project.records)


def _twins(
    old: Project, new: Project, start: Document
) -> Iterator[tuple[Project | Indicator | None, Project | Indicator]]:
    """The project and each of its indicators, with what it was at the start, if anywhere."""
    yield old, new
    here = {indicator.id: indicator for indicator in old.indicators}
    for indicator in new.indicators:
        twin = here.get(indicator.id) or start.indicator(indicator.id)
        if twin is not indicator:
            yield twin, indicator


def _differing_fields(old: Fields, new: Fields, node: str) -> dict[tuple[str, str], str]:
    if old is new or old == new:
        return {}
    return {(node, key): new[key] for key in (*old, *(key for key in new if key not in old)) if old[key] != new[key]}


def _splice(parent: str, old: Sequence[Project | Indicator], new: Sequence[Project | Indicator]) -> list[Splice]:
    before, after = [one.id for one in old], [one.id for one in new]
    if before == after:
        return []
    least = min(len(before), len(after))
    head = next((at for at in range(least) if before[at] != after[at]), least)
    tail = next((at for at in range(least - head) if before[-1 - at] != after[-1 - at]), least - head)
    return [Splice(parent, head, len(before) - head - tail, tuple(after[head : len(after) - tail]))]


def applied(document: Document, change: Delta) -> Document:
    """The document after a delta; DeltaError if it names what is not there."""
    result = document.with_fields({(node or document.id, key): text for (node, key), text in change.texts.items()})
    if change.form or change.form_copy is not None or "" in change.extras:
        form, extra = change.form or result.form, change.extras.get("", result.extra)
        copy = result.form_copy if change.form_copy is None else change.form_copy
        result = replace(result, form=form, extra=extra, form_copy=copy)
    extras = {node: extra for node, extra in change.extras.items() if node}
    if not extras and not change.rest and not change.splices:
        return result
    return _respliced(result, change, extras)


def _respliced(document: Document, change: Delta, extras: Mapping[str, str]) -> Document:
    new = {node.id: node for node in change.nodes}
    rows = _rows_with_extras(document, extras, change.rest)
    whole: list[str] | None = None
    for splice in change.splices:
        if splice.parent:
            project = rows.get(splice.parent) or _project(document, splice.parent)
            rows[project.id] = _with_indicators(document, project, splice, new)
        else:
            whole = _spliced([project.id for project in document.projects], splice)
    if whole is None:
        return document.with_projects(rows.get(project.id, project) for project in document.projects)
    return document.with_projects(_whole(document, node, rows, new) for node in whole)


def _with_indicators(
    document: Document, project: Project, splice: Splice, new: Mapping[str, Project | Indicator]
) -> Project:
    here = {indicator.id: indicator for indicator in project.indicators}
    ids = _spliced(list(here), splice)
    return replace(project, indicators=tuple(_indicator(document, one, here, new) for one in ids))


def _rows_with_extras(document: Document, extras: Mapping[str, str], rest: Mapping[str, Rest]) -> dict[str, Project]:
    """The projects that get extras or records or whose indicators get extras, each once, by id."""
    nodes = {*extras, *rest}
    found = {project.id: project for node in nodes if (project := document.project(node)) is not None}
    return {node: _with_extras(project, extras, rest.get(node, _rest(project))) for node, project in found.items()}


def _with_extras(project: Project, extras: Mapping[str, str], rest: Rest) -> Project:
    rows = tuple(replace(row, extra=extras.get(row.id, row.extra)) for row in project.indicators)
    return replace(project, extra=rest.extra, indicators=rows, records=rest.records)


def _spliced(ids: list[str], splice: Splice) -> list[str]:
    if splice.start < 0 or splice.count < 0 or splice.start + splice.count > len(ids):
        raise DeltaError(f"no place {splice.start} below {splice.parent}")
    ids[splice.start : splice.start + splice.count] = splice.ids
    return ids


def _indicator(
    document: Document, node: str, here: Mapping[str, Indicator], new: Mapping[str, Project | Indicator]
) -> Indicator:
    found = here.get(node) or new.get(node) or document.indicator(node)
    if not isinstance(found, Indicator):
        raise DeltaError(f"no indicator {node}")
    return found


def _project(document: Document, node: str) -> Project:
    project = document.project(node)
    if project is None or project.id != node:
        raise DeltaError(f"no project {node}")
    return project


def _whole(
    document: Document, node: str, rows: Mapping[str, Project], new: Mapping[str, Project | Indicator]
) -> Project:
    found = rows.get(node) or new.get(node)
    if found is None:
        return _project(document, node)
    if not isinstance(found, Project):
        raise DeltaError(f"no project {node}")
    return found
