"""The files of a merge: which have news, in which order they are merged, and with which ids."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from perfdesk.merge.same_nodes import rows_to_merge
from perfdesk.model.diff import aligned
from perfdesk.model.document import Document
from perfdesk.model.revisions import Revisions, newest_common

ALIKE: Final = "与“{0}”内容相同"
GIVEN: Final = "指定的文件"
SHARED: Final = "两个文件共同的版本"
CROSSED: Final = "{0} 个共同的版本，先把它们合并"
STRANGE: Final = "没有共同的版本，每处不同都要问"
MERGED: Final = "已在“{0}”里，没有新内容"


class Basis(NamedTuple):
    """The version that a file is compared with, and why this one. `revision` is "" if there is none."""

    revision: str
    why: str


@dataclass(frozen=True, slots=True)
class Side:
    """One file: its name, its document, the author, and its history if it has one. `basis` is how the base of an annex
    was found, which has no history of its own."""

    name: str
    document: Document
    author: str = ""
    revisions: Revisions | None = None
    basis: Basis | None = None


def ordered(theirs: Sequence[Side]) -> list[Side]:
    """The sides in an order that does not depend on the command line."""
    return sorted(theirs, key=lambda side: (side.name, side.revisions.tip if side.revisions else ""))


def with_news(ours: Side, theirs: Sequence[Side]) -> tuple[list[Side], list[tuple[str, str]]]:
    """The sides that have news; and for each other side its name, and why it has none."""
    news: list[Side] = []
    passed: list[tuple[str, str]] = []
    for side in theirs:
        newer = [one for one in (ours, *theirs) if one is not side and _holds(one, side)]
        twins = [one for one in newer if _holds(side, one)]
        if not newer or (twins == newer and not any(one is ours or one in news for one in twins)):
            news.append(side)
        else:
            passed.append((side.name, (ALIKE if newer[0] in twins else MERGED).format(newer[0].name)))
    return news, passed


def _holds(one: Side, other: Side) -> bool:
    """Whether a side is later than another or the same revision."""
    if one.revisions is None or other.revisions is None:
        return False
    return other.revisions.tip in one.revisions.ancestors(one.revisions.tip)


def basis_of(ours: Side, side: Side, base: Document | None = None) -> Basis:
    """What a side is compared with, in words."""
    if base is not None:
        return Basis("", GIVEN)
    if side.basis is not None:
        return side.basis
    newest = () if ours.revisions is None or side.revisions is None else newest_common(ours.revisions, side.revisions)
    if not newest:
        return Basis("", STRANGE)
    return Basis(newest[0], SHARED if len(newest) == 1 else CROSSED.format(len(newest)))


def with_our_ids(ours: Side, theirs: Sequence[Side], base: Document | None) -> tuple[list[Side], Document | None]:
    """The sides and the given base, with our ids for the projects and rows of foreign files that are
    recognisably ours."""
    if base is not None and base.id != ours.document.id:
        base = aligned(ours.document, base, rows_to_merge)
    found: list[Side] = []
    whole = ours.document
    for side in theirs:
        if is_foreign(ours, side, base):
            document = side.document if base is None else aligned(base, side.document, rows_to_merge)
            document = aligned(whole, document, rows_to_merge)
            known = {project.id for project in whole.projects}
            # The next foreign file may have the same new projects.
            whole = whole.with_projects([*whole.projects, *(p for p in document.projects if p.id not in known)])
            # Its history has the old ids, so it is of no use any more.
            same = document.places.keys() == side.document.places.keys()
            side = replace(side, document=document, revisions=side.revisions if same else None)
        found.append(side)
    return found, base


def is_foreign(ours: Side, side: Side, base: Document | None = None) -> bool:
    """Whether ids do not identify the nodes of a side: it shares no version with ours (for example, it was typed or
    imported separately), and it is no version of a given base of our document."""
    if base is not None and side.document.id == ours.document.id:
        return False
    if ours.revisions is None or side.revisions is None:
        return True
    return not newest_common(ours.revisions, side.revisions)
