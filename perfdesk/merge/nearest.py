"""Finds the known version that an annex without ids comes from: the one from which fewest edits lead to the annex.

An edit is a text that differs, or a row or a project that only one of the two has. Single texts would mislead: a row
that somebody deleted, or one that two people added to the same class, has many.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Final, NamedTuple

from perfdesk.forms.definition import Form
from perfdesk.merge.printed_texts import PrintedTexts
from perfdesk.merge.same_nodes import project_name
from perfdesk.model.document import Document, Project, Row
from perfdesk.model.fields import Owner
from perfdesk.model.values import normal

# The least share of equal texts. Measured with `python -m tests.rounds.bases`: an annex of which somebody wrote 70 %
# anew has at least 0.64 with its version; the same book with nearly all written anew for another year has at most
# 0.55, another department or office with the same form at most 0.10.
NEAR: Final = 0.6
# Projects that are looked at: 500 versions of 400 projects. Beyond, the older versions are not.
_MOST_LOOKED_AT: Final = 200_000

_Texts = Mapping[str, object]
_NO_TEXTS: Final[_Texts] = {}


class Near(NamedTuple):
    """How many edits lead from a version to an annex, and which share of the texts is alike."""

    edits: int
    share: float


def nearnesses(form: Form, annex: Document, versions: Iterable[Document]) -> Iterator[Near]:
    """How near an annex is to each version; the oldest are left out where there are too many. The versions come with
    the newest first, and the texts that `form` prints are compared."""
    compared = _Compared(form, annex)
    looked_at = 0
    for number, version in enumerate(versions):
        looked_at += len(version.projects)
        if looked_at > _MOST_LOOKED_AT and number:
            break
        yield compared.with_version(version)


def nearness(form: Form, annex: Document, version: Document) -> Near:
    """How near an annex is to one version."""
    return _Compared(form, annex).with_version(version)


class _Difference(NamedTuple):
    """How many edits lead from one to the other, how many texts are equal, and how many both have together."""

    edits: int = 0
    equal: int = 0
    texts: int = 0

    def plus(self, other: "_Difference") -> "_Difference":
        return _Difference(self.edits + other.edits, self.equal + other.equal, self.texts + other.texts)


class _Printed(NamedTuple):
    """What a form prints of a project: its own texts, and those of its rows by their names."""

    fields: _Texts
    rows: Mapping[Hashable, Sequence[_Texts]]

    @property
    def texts(self) -> int:
        return len(self.fields) + sum(len(row) for rows in self.rows.values() for row in rows)


class _Compared:
    """An annex that is compared with many versions. Most of them share the same projects, each is compared once."""

    def __init__(self, form: Form, annex: Document) -> None:
        self._texts = PrintedTexts(form, annex).of
        self._fields = self._texts(Owner.DOCUMENT, annex.fields)
        self._projects = [(_names(project), self._of_project(project)) for project in annex.projects]
        # Kept with the project, so that no other object gets its id() meanwhile.
        self._made: dict[int, tuple[Project, _Printed]] = {}
        self._differences: dict[tuple[int, int], _Difference] = {}

    def with_version(self, version: Document) -> Near:
        """How near a version is."""
        waiting: dict[object, list[Project]] = defaultdict(list)
        for project in reversed(version.projects):
            for name in _names(project):
                waiting[name].append(project)
        left = {id(project): project for project in version.projects}
        whole = _of_texts(self._fields, self._texts(Owner.DOCUMENT, version.fields))
        for at, (names, texts) in enumerate(self._projects):
            twin = _twin([waiting[name] for name in names], left)
            if twin is None:
                whole = whole.plus(_Difference(1, 0, texts.texts))
            else:
                del left[id(twin)]
                whole = whole.plus(self._with_twin(at, twin))
        if 2 * len(left) <= len(version.projects):  # else it is an excerpt, and what it leaves out says nothing
            for project in left.values():
                whole = whole.plus(_Difference(1, 0, self._texts_of(project).texts))
        return Near(whole.edits, 2 * whole.equal / whole.texts if whole.texts else 0.0)

    def _with_twin(self, at: int, twin: Project) -> _Difference:
        if (at, id(twin)) not in self._differences:
            self._differences[at, id(twin)] = _of_projects(self._projects[at][1], self._texts_of(twin))
        return self._differences[at, id(twin)]

    def _texts_of(self, project: Project) -> _Printed:
        if id(project) not in self._made:
            self._made[id(project)] = project, self._of_project(project)
        return self._made[id(project)][1]

    def _of_project(self, project: Project) -> _Printed:
        rows: dict[Hashable, list[_Texts]] = defaultdict(list)
        for row in project.rows:
            if texts := self._texts(row.owner, row.fields):
                rows[_row_name(row)].append(texts)
        return _Printed(self._texts(Owner.PROJECT, project.fields), rows)


def _of_projects(one: _Printed, other: _Printed) -> _Difference:
    found = _of_texts(one.fields, other.fields)
    for name in {**one.rows, **other.rows}:
        for row, twin in zip_longest(one.rows.get(name, ()), other.rows.get(name, ())):
            if row is None or twin is None:
                found = found.plus(_Difference(1, 0, len(row or twin or _NO_TEXTS)))
            else:
                found = found.plus(_of_texts(row, twin))
    return found


def _of_texts(one: _Texts, other: _Texts) -> _Difference:
    equal = sum(other.get(key) == text for key, text in one.items())
    return _Difference(len({**one, **other}) - equal, equal, len(one) + len(other))


def _twin(waiting: Iterable[list[Project]], left: Collection[int]) -> Project | None:
    """The first project that waits under one of the names and is still left. What is not is passed over for good."""
    for projects in waiting:
        while projects:
            project = projects.pop()
            if id(project) in left:
                return project
    return None


def _names(project: Project) -> list[object]:
    """What a project is known by, the surest first."""
    return [one for one in (normal(project.code), project_name(project)) if one]


def _row_name(row: Row) -> Hashable:
    """What a row is known by among those of its kind."""
    return row.owner, normal(row.name)
