"""Finds projects of foreign files that may be projects of ours under another name. A person decides."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final

from perfdesk.merge.sides import Side, is_foreign
from perfdesk.model.diff import aligned
from perfdesk.model.document import Document, Project
from perfdesk.model.titles import shortened
from perfdesk.model.values import normal

# The least likeness of two names, and the least share of equal indicators, for two projects to be asked about.
_NAMES: Final = 0.6
_INDICATORS: Final = 0.5
_FEWEST_INDICATORS: Final = 2
# To compare all projects of two large files would take minutes, and nobody would answer so many questions.
_MOST_PAIRS: Final = 40_000


@dataclass(frozen=True, slots=True)
class Likeness:
    """A project of another file, by id and name, and the project of ours that is like it."""

    file: str
    theirs: str
    their_name: str
    ours: str
    our_name: str


def likenesses(ours: Side, theirs: Iterable[Side], base: Document | None = None) -> list[Likeness]:
    """The pairs to ask about, for each project the most alike. Projects that code or name identify are not asked
    about."""
    return [one for side in theirs if base is None and is_foreign(ours, side) for one in _of(ours.document, side)]


def as_same(side: Side, same: Iterable[Likeness]) -> Side:
    """The side with our ids for the projects that a person identified with ours."""
    ids = {one.theirs: one.ours for one in same if one.file == side.name}
    if not ids:
        return side
    projects = [replace(one, id=ids.get(one.id, one.id)) for one in side.document.projects]
    return replace(side, document=side.document.with_projects(projects), revisions=None)


def _of(ours: Document, side: Side) -> Iterator[Likeness]:
    theirs = aligned(ours, side.document)
    new, left = _only_in(theirs, ours), _only_in(ours, theirs)
    if len(left) * len(new) > _MOST_PAIRS:
        return
    scored = [(score, a, b) for a in new for b in left if (score := _score(a, b))]
    taken: set[str] = set()
    for _, their, our in sorted(scored, key=lambda one: -one[0]):
        if not taken & {their.id, our.id}:
            taken |= {their.id, our.id}
            yield Likeness(side.name, their.id, their.name, our.id, our.name)


def _only_in(one: Document, other: Document) -> list[Project]:
    known = {project.id for project in other.projects}
    return [project for project in one.projects if project.id not in known]


def _score(one: Project, other: Project) -> float:
    """How much two projects are alike; 0 if they should not be asked about."""
    names = _ratio(normal(one.name), normal(other.name))
    rows = [{normal(row.name) for row in project.indicators if row.name} for project in (one, other)]
    common, most = len(rows[0] & rows[1]), max(map(len, rows), default=0)
    indicators = common / most if common >= _FEWEST_INDICATORS else 0.0
    if names < _NAMES and indicators < _INDICATORS:
        return 0.0
    return names + indicators


def _ratio(one: str, other: str) -> float:
    if not one:
        return 0.0  # two without a name have none in common
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _NAMES and matcher.quick_ratio() >= _NAMES else 0.0


def sentence(one: Likeness) -> str:
    """The sentence of the command line, which cannot ask."""
    return (
        f"“{shortened(one.file)}”的项目“{shortened(one.their_name)}”与本文件的“{shortened(one.our_name)}”相近，没有当作同一个项目；"
        "如果是同一个，请在窗口里合并，或把编码改成一样。"
    )
