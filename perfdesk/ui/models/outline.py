"""What the tree shows, as plain values: units, projects, 一级, 二级, indicators and records, in order. No Qt."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from itertools import groupby, takewhile
from typing import Final, NamedTuple

from perfdesk.forms.definition import Cover, Form, Texts
from perfdesk.model.diff import replaced
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.fields import RECORDS, Owner
from perfdesk.model.keys import LEVEL1, UNIT_NAME
from perfdesk.model.spans import changed_places
from perfdesk.model.titles import shortened
from perfdesk.model.vocabulary import row_title


class What(Enum):
    """What a branch stands for."""

    ROOT = "root"
    FRONT = "front"
    UNIT = "unit"
    PROJECT = "project"
    LEVEL1 = "level1"
    LEVEL2 = "level2"
    INDICATOR = "indicator"
    RECORDS = "records"
    RECORD = "record"

    # Enum's own is written in Python, and every line of the tree is looked up by what it is.
    __hash__ = object.__hash__


GROUPS = (What.UNIT, What.LEVEL1, What.LEVEL2, What.RECORDS)


class Branch(NamedTuple):
    """One line of the tree.

    `key` tells it from its siblings and stays the same as long as it is the same thing. `id` is a document's,
    project's or row's id; of a group, that of the first node below it. `below` None is made when looked at.
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


class Units:
    """Which project has which unit. Follows the versions of a document for the price of the projects that differ."""

    def __init__(self) -> None:
        self._projects: tuple[Project, ...] = ()
        self._unit_of: dict[str, str] = {}
        self._sizes: Counter[str] = Counter()

    def follow(self, projects: tuple[Project, ...]) -> None:
        """Takes in another version."""
        gone, came = replaced(self._projects, projects)
        for project in gone:
            self._sizes[self._unit_of.pop(project.id)] -= 1
        for project in came:
            unit = self._unit_of[project.id] = project.fields[UNIT_NAME]
            self._sizes[unit] += 1
        self._sizes = +self._sizes
        self._projects = projects

    @property
    def several(self) -> bool:
        """Whether there is more than one unit, so that the tree needs a level for them."""
        return len(self._sizes) > 1

    def branches(self, projects: Iterable[str]) -> dict[str, list[str]]:
        """These projects by unit, units in the order of their first project."""
        units: dict[str, list[str]] = {}
        for project in projects:
            units.setdefault(self._unit_of[project], []).append(project)
        return units


def front_branch(document: Document, form: Form) -> Branch:
    """The document's own fields."""
    return Branch(document.id, What.FRONT, document.id, front_title(form))


def unit_branch(unit: str, projects: Sequence[str]) -> Branch:
    """A unit with its projects."""
    title = unit or "（未写单位）"
    return Branch(f"unit {unit}", What.UNIT, projects[0], title, tuple(map(project_branch, projects)))


def project_branch(project: str) -> Branch:
    """A project, by its id; see `project_outline` for what is below it."""
    return Branch(project, What.PROJECT, project, below=None)


def projects_moved(before: Document, after: Document) -> bool:
    """Whether projects came, went, moved or changed their unit."""
    if before.projects is after.projects:
        return before.id != after.id
    if len(before.projects) != len(after.projects) or before.id != after.id:
        return True
    places = changed_places(before.projects, after.projects)
    pairs = [(before.projects[at], after.projects[at]) for at in places]
    return any(old.id != new.id or old.fields[UNIT_NAME] != new.fields[UNIT_NAME] for old, new in pairs)


def printed_first(form: Form) -> tuple[Owner, ...]:
    """The kinds of records that a form prints above its indicators."""
    kinds = (band.owner for band in form.table.records)
    return tuple(dict.fromkeys(takewhile(lambda kind: kind is not Owner.INDICATOR, kinds)))


def project_outline(project: Project, first: Sequence[Owner] = ()) -> tuple[Branch, ...]:
    """一级 and 二级 over runs of equal levels, indicators below them, as the annex prints them; above them the records
    of the kinds that come `first`, below them the others, by kind."""
    last = [kind for kind in RECORDS if kind not in first]
    return (*_records(project, first), *_groups(project.indicators, What.LEVEL1), *_records(project, last))


def _records(project: Project, kinds: Sequence[Owner]) -> Iterator[Branch]:
    for kind in kinds if project.records else ():
        below = tuple(Branch(row.id, What.RECORD, row.id) for row in project.rows_of(kind))
        if below:
            yield Branch(f"records {kind}", What.RECORDS, below[0].id, row_title(kind), below)


def outline_length(project: Project) -> int:
    """How many branches `project_outline` has, without making them."""
    levels = sum(1 for _ in groupby([one.fields[LEVEL1] for one in project.indicators]))
    return levels + len({record.owner for record in project.records})


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


def _project_title(document: Document, node: str) -> str:
    project, place = document.project(node), document.places.get(node)
    number = place[0] + 1 if place else 0
    return f"{number} {project.name if project and project.name else '（未命名项目）'}"


def _indicator_title(document: Document, node: str) -> str:
    indicator = document.indicator(node)
    name = (indicator.name if indicator else "") or "（未命名指标）"
    return f"{name}  {indicator.target}" if indicator and indicator.target else name


def _record_title(document: Document, node: str) -> str:
    record = document.row(node)
    return shortened(record.name if record else "") or "（未填写）"


# What lines say that show a node's own texts; all others say their branch's.
TITLES: Final = {What.PROJECT: _project_title, What.INDICATOR: _indicator_title, What.RECORD: _record_title}
