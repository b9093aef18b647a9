"""The rows of a grid that are no project's: over and below the projects of a department, and the empty ones at its end.

What stands around a project depends on its neighbours: the first of a department has the row with its name above it,
the last has its sum below.
"""

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import groupby
from types import MappingProxyType
from typing import Final, NamedTuple

from perfdesk.forms.bands import PLAIN, Cell, ProjectGroups, RecordsBand
from perfdesk.forms.computed import computed_text
from perfdesk.forms.definition import Form
from perfdesk.forms.placed import PlacedCell, Role
from perfdesk.forms.template import template
from perfdesk.model.document import Document, Project
from perfdesk.model.fields import Owner
from perfdesk.model.values import normal

# Stands where nobody has written to which department projects belong that follow those of one.
UNSAID: Final = "（未写明）"
_DIGITS: Final = "零一二三四五六七八九"
_WHERE: Final = {"一、": "{}、", "（一）": "（{}）", "1.": "{}.", "1、": "{}、"}


class AroundProject(NamedTuple):
    """What stands around the rows of a project: the `number` of its group, counted from 1, and all its projects;
    whether it is the first and the last of them; how many empty rows follow it, as the last of all."""

    number: int = 0
    group: tuple[Project, ...] = ()
    first: bool = False
    last: bool = False
    empty: int = 0


_COUNT: Final = "[一二三四五六七八九十]{1,3}"
_NUMBERED: Final = {
    "一、": re.compile(rf"\s*(?:{_COUNT}|\d{{2,}})\s*、\s*"),
    "（一）": re.compile(rf"\s*[（(]\s*(?:{_COUNT}|\d{{2,}})\s*[)）]\s*"),
    "1.": re.compile(r"\s*\d{1,4}\s*[.．]\s*"),
    "1、": re.compile(r"\s*\d{1,4}\s*、\s*"),
}


ALONE: Final = AroundProject()


class _Known(NamedTuple):
    form: Form
    projects: tuple[Project, ...]
    places: Mapping[str, AroundProject]


_latest: Final[deque[_Known]] = deque(maxlen=2)


def around(form: Form, document: Document, project: Project) -> AroundProject:
    """What stands around a project. The sheet of each asks for it, so the last answers are remembered by the identity
    of the projects."""
    band = form.table.indicators
    if not form.table.grid or band is None or not (band.groups or band.least):
        return ALONE
    for known in _latest:
        if known.projects is document.projects and known.form is form:
            return known.places.get(project.id, ALONE)
    places = MappingProxyType(dict(_places(band.groups, band.least, document.projects)))
    _latest.appendleft(_Known(form, document.projects, places))
    return places.get(project.id, ALONE)


def _places(
    groups: ProjectGroups | None, least: int, projects: Sequence[Project]
) -> Iterator[tuple[str, AroundProject]]:
    rows = sum(max(1, len(one.indicators)) for one in projects)
    field = groups.field if groups else ""
    runs = groupby(projects, lambda one: normal(one.fields[field]) if field else "")
    for number, (_, run) in enumerate(runs, 1):
        some = tuple(run)
        for at, one in enumerate(some):
            empty = max(0, least - rows) if one is projects[-1] else 0
            yield one.id, AroundProject(number, some, at == 0, at == len(some) - 1, empty)


class RowKind(StrEnum):
    """What a row of a grid below its header is."""

    HEAD = "head"
    PROJECT = "project"
    FOOT = "foot"


def row_kinds(band: RecordsBand, project: Project, place: AroundProject) -> list[RowKind]:
    """What the rows are that a project adds to a grid, in order."""
    groups = band.groups
    head = [RowKind.HEAD] if groups and groups.head and place.first else []
    foot = [RowKind.FOOT] if groups and groups.foot and place.last else []
    own = [RowKind.PROJECT] * max(1, len(project.indicators))
    return [*head, *own, *foot, *([RowKind.PROJECT] * place.empty)]


def group_cells(groups: ProjectGroups, cells: Sequence[Cell], row: int, place: AroundProject) -> Iterator[PlacedCell]:
    """The cells of one of the rows of a group. An edit of the department is one of all its projects."""
    ids = tuple(one.id for one in place.group)
    named = next((cell for cell in cells if cell.field), None)
    for cell in cells:
        at = row, cell.at[0] - 1, 1, cell.at[1] - cell.at[0] + 1
        if cell.computed is not None:
            text = computed_text(cell.computed, *place.group)
            yield PlacedCell(*at, text, Role.COMPUTED, cell.align, style=cell.style)
        elif cell.field:
            text = _called(groups, cell, place, is_head=cells is groups.head and cell is named)
            yield PlacedCell(*at, text, Role.VALUE, cell.align, Owner.PROJECT, cell.field, ids, cell.style)
        else:
            role = Role.LABEL if cell.label else Role.NOTE
            yield PlacedCell(*at, cell.label or cell.note, role, cell.align, style=cell.style)


def _called(groups: ProjectGroups, cell: Cell, place: AroundProject, *, is_head: bool) -> str:
    """What a group is called in a cell; the first one has no row to be told from another by."""
    said = place.group[0].fields[cell.field].strip()
    if is_head and not said:
        return UNSAID if place.number > 1 else ""
    text = said if cell.template == PLAIN else template(cell.template).fill({cell.field: said})
    return f"{_before(groups, place.number)}{text}" if is_head and groups.number else text


def _before(groups: ProjectGroups, number: int) -> str:
    counted = str(number) if groups.number[0] == "1" else chinese(number)
    return _WHERE[groups.number].format(counted)


def chinese(number: int) -> str:
    """一, 十, 二十三: a number below 100 as parts of a text are counted; others in digits."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    before = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return f"{before}{_DIGITS[ones] if ones else ''}"


def head_number(number: str, text: str) -> str:
    """The number with which a text begins, if it is written as one of a form's; "" if it has none."""
    found = _NUMBERED[number].match(text) if number else None
    return found[0] if found else ""
