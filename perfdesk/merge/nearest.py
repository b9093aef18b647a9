"""Finds the known version that an annex without ids comes from: the one that explains most of its texts.

What an annex lacks says nothing about the version, because two people may delete the same row. Only texts count that
the version does not have: somebody must have written them. Of equal versions the oldest counts, because against a newer
one OURS would look unchanged where it was edited, and the annex would win without a question.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable
from typing import Final, NamedTuple

from perfdesk.forms.definition import Form
from perfdesk.forms.loader import vocabulary_of
from perfdesk.forms.printed import printed_keys
from perfdesk.merge.field_decision import meaning_of
from perfdesk.merge.same_nodes import project_name
from perfdesk.model.document import Document, Project
from perfdesk.model.fields import Fields, Owner
from perfdesk.model.values import normal

# The least share of equal texts: half of what an annex and a version say. Of another department with the same form only
# the classes of the indicators and a few usual words are equal.
NEAR: Final = 0.5
# Projects that are looked at: 500 versions of 400 projects. Beyond, the older versions are not.
_MOST_LOOKED_AT: Final = 200_000

_Texts = Counter[Hashable]


class Near(NamedTuple):
    """A version by its number, how many texts of the annex it does not have, how many texts differ, and which share is
    alike."""

    version: int
    unexplained: int
    differences: int
    share: float


def nearest(form: Form, annex: Document, versions: Iterable[Document]) -> Near | None:
    """The nearest version; None if none is near enough. The versions come with the newest first, and the texts that
    `form` prints are compared."""
    compared = _Compared(form, annex)
    best: Near | None = None
    looked_at = 0
    for number, version in enumerate(versions):
        looked_at += len(version.projects)
        if looked_at > _MOST_LOOKED_AT and number:
            break
        near = Near(number, *compared.with_version(version))
        if near.share >= NEAR and (best is None or near.unexplained <= best.unexplained):
            best = near
    return best


def nearness(form: Form, annex: Document, version: Document) -> Near:
    """How near an annex is to one version."""
    return Near(0, *_Compared(form, annex).with_version(version))


class _Compared:
    """An annex that is compared with many versions. Most of them share the same projects, each is compared once."""

    def __init__(self, form: Form, annex: Document) -> None:
        self._printed = printed_keys(form)
        self._known = vocabulary_of(annex)
        self._fields = self._texts(Owner.DOCUMENT, annex.fields)
        self._projects = [(_names(project), self._of_project(project)) for project in annex.projects]
        self._count = self._fields.total() + sum(texts.total() for _, texts in self._projects)
        # Kept with the project, so that no other object gets its id() meanwhile.
        self._made: dict[int, tuple[Project, _Texts]] = {}

    def with_version(self, version: Document) -> tuple[int, int, float]:
        """How many texts of the annex the version does not have, how many differ, and the share of equal ones."""
        waiting: dict[object, list[Project]] = defaultdict(list)
        for project in reversed(version.projects):
            for name in _names(project):
                waiting[name].append(project)
        left = {id(project): project for project in version.projects}
        common, all_texts, differences = _counted(self._fields, self._texts(Owner.DOCUMENT, version.fields))
        for names, texts in self._projects:
            twin = _twin([waiting[name] for name in names], left)
            theirs = self._texts_of(left.pop(id(twin))) if twin is not None else _Texts()
            same, both, other = _counted(texts, theirs)
            common, all_texts, differences = common + same, all_texts + both, differences + other
        if 2 * len(left) <= len(version.projects):  # else it is an excerpt, and what it leaves out says nothing
            for project in left.values():
                _, both, other = _counted(_Texts(), self._texts_of(project))
                all_texts, differences = all_texts + both, differences + other
        return self._count - common, differences, 2 * common / all_texts if all_texts else 0.0

    def _texts_of(self, project: Project) -> _Texts:
        if id(project) not in self._made:
            self._made[id(project)] = project, self._of_project(project)
        return self._made[id(project)][1]

    def _of_project(self, project: Project) -> _Texts:
        found = self._texts(Owner.PROJECT, project.fields)
        for row in project.rows:
            found.update(self._texts(row.owner, row.fields))
        return found

    def _texts(self, owner: Owner, fields: Fields) -> _Texts:
        return Counter(
            (owner, key, meaning_of(self._known.kind(owner, key))(text))
            for key, text in fields.items()
            if text and (owner, key) in self._printed
        )


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


def _counted(one: _Texts, other: _Texts) -> tuple[int, int, int]:
    """How many texts two have in common, how many they have together, and how many of one have no equal in the
    other."""
    common, both = (one & other).total(), one.total() + other.total()
    return common, both, max(one.total(), other.total()) - common
