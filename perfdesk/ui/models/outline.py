"""What the tree shows, as plain values: units, projects, 一级, 二级 and indicators, in order. No Qt."""

from collections.abc import Iterable, Iterator
from enum import Enum
from itertools import groupby
from typing import NamedTuple

from perfdesk.forms.definition import Cover, Form, Texts
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.keys import LEVEL1, UNIT_NAME


class What(Enum):
    """What a branch stands for."""

    ROOT = "root"
    FRONT = "front"
    UNIT = "unit"
    PROJECT = "project"
    LEVEL1 = "level1"
    LEVEL2 = "level2"
    INDICATOR = "indicator"

    # Enum's own is written in Python, and every line of the tree is looked up by what it is.
    __hash__ = object.__hash__


GROUPS = (What.UNIT, What.LEVEL1, What.LEVEL2)


class Branch(NamedTuple):
    """One line of the tree.

    `key` tells it from its siblings and stays the same as long as it is the same thing. `id` is a document's,
    project's or indicator's id; of a group, that of the first node below it. `below` None is made when looked at.
    """

    key: str
    what: What
    id: str
    text: str = ""
    below: "tuple[Branch, ...] | None" = ()


def front_title(form: Form) -> str:
    """What the document's own fields are called: not every form has a cover."""
    has_cover = any(isinstance(part, Cover) for part in form.parts)
    has_texts = any(isinstance(part, Texts) for part in form.parts)
    return f"{'封面' if has_cover else '单位与年度'}{'与总体目标' if has_texts else ''}"


def outline(document: Document, form: Form, needle: str = "") -> tuple[Branch, ...]:
    """The top of the tree; projects without `needle` in any of their texts are left out."""
    front = Branch(document.id, What.FRONT, document.id, front_title(form))
    shown = [project for project in document.projects if not needle or _has(project, needle.casefold())]
    if not has_units(document.projects):
        return (front, *map(_project, shown))
    units: dict[str, list[Project]] = {}
    for project in shown:
        units.setdefault(project.fields[UNIT_NAME], []).append(project)
    return (front, *(_unit(name, projects) for name, projects in units.items()))


def has_units(projects: Iterable[Project]) -> bool:
    """Whether there is more than one unit, so that the tree needs a level for them."""
    names = (project.fields[UNIT_NAME] for project in projects)
    first = next(names, "")
    return any(name != first for name in names)


def project_outline(project: Project) -> tuple[Branch, ...]:
    """一级 and 二级 over runs of equal levels, indicators below them, as the annex prints them."""
    return tuple(_groups(project.indicators, What.LEVEL1))


def outline_length(project: Project) -> int:
    """How many branches `project_outline` has, without making them."""
    return sum(1 for _ in groupby([one.fields[LEVEL1] for one in project.indicators]))


def _project(project: Project) -> Branch:
    return Branch(project.id, What.PROJECT, project.id, below=None if project.indicators else ())


def _unit(name: str, projects: list[Project]) -> Branch:
    return Branch(f"unit {name}", What.UNIT, projects[0].id, name or "（未写单位）", tuple(map(_project, projects)))


def _groups(indicators: Iterable[Indicator], level: What) -> Iterator[Branch]:
    """A level may come twice; the second run of it has a key of its own."""
    times: dict[str, int] = {}
    for text, run in groupby(indicators, lambda one: one.fields[level.value]):
        rows = tuple(run)
        times[text] = times.get(text, 0) + 1
        title = text or ("（未选一级指标）" if level is What.LEVEL1 else "（未选二级指标）")
        if level is What.LEVEL1:
            below = tuple(_groups(rows, What.LEVEL2))
        else:
            below = tuple(Branch(row.id, What.INDICATOR, row.id) for row in rows)
        yield Branch(f"{times[text]} {text}", level, rows[0].id, title, below)


def _has(project: Project, needle: str) -> bool:
    nodes = (project.fields, *(indicator.fields for indicator in project.indicators))
    return any(needle in text.casefold() for fields in nodes for text in fields.values())
