"""The files that are merged, and for each two of them the version they both come from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from perfdesk.model.diff import aligned
from perfdesk.model.document import Document
from perfdesk.model.revisions import Revisions, base_of, base_version

ALIKE: Final = "与“{0}”内容相同"
MERGED: Final = "已在“{0}”里，没有新内容"


@dataclass(frozen=True, slots=True)
class Side:
    """One file: what it is called, what it holds, who saved it, and its past where it has one."""

    name: str
    document: Document
    author: str = ""
    revisions: Revisions | None = None


class Bases:
    """The common version of each two sides; None where there is none. Side 0 is OURS."""

    def __init__(self, sides: Sequence[Side], given: Document | None = None) -> None:
        """`given` is the base of all, whatever the files say."""
        self._documents: list[Document] = [] if given is None else [given]
        self._of: dict[tuple[int, int], int] = {}
        self._pairs = len(sides) * (len(sides) - 1)
        known: dict[str, int] = {}
        for one in range(len(sides)):
            for other in range(one + 1, len(sides)):
                number = 0 if given is not None else self._number(sides[one], sides[other], known)
                if number is not None:
                    self._of[one, other] = self._of[other, one] = number

    def _number(self, one: Side, other: Side, known: dict[str, int]) -> int | None:
        if one.revisions is None or other.revisions is None:
            return None
        revision = base_of(one.revisions, other.revisions)
        if not revision:
            return None
        if revision not in known:
            document = base_version(revision, one.revisions, other.revisions)
            if document is None:
                return None
            known[revision] = len(self._documents)
            self._documents.append(document)
        return known[revision]

    @property
    def documents(self) -> Sequence[Document]:
        """The different bases."""
        return self._documents

    @property
    def only_one(self) -> bool:
        """Whether every two sides share the same version."""
        return len(self._documents) == 1 and len(self._of) == self._pairs

    def number(self, one: int, other: int) -> int | None:
        """Which of `documents` two sides share."""
        return self._of.get((one, other))


def ordered(theirs: Sequence[Side]) -> list[Side]:
    """In an order that does not depend on how they were named on the command line."""
    return sorted(theirs, key=lambda side: (side.name, side.revisions.tip if side.revisions else ""))


def with_news(ours: Side, theirs: Sequence[Side]) -> tuple[list[Side], list[tuple[str, str]]]:
    """The sides that have something new, and for each other one its name and why it has not."""
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
    """Whether a side comes after another, or is the same revision."""
    if one.revisions is None or other.revisions is None:
        return False
    return other.revisions.tip in one.revisions.ancestors(one.revisions.tip)


def with_our_ids(ours: Side, theirs: Sequence[Side], base: Document | None) -> tuple[list[Side], Document | None]:
    """The sides and the given base, with our ids where a project or indicator of a foreign one is recognisably ours."""
    if base is not None and base.id != ours.document.id:
        base = aligned(ours.document, base)
    found: list[Side] = []
    whole = ours.document
    for side in theirs:
        if is_foreign(ours, side, base):
            document = aligned(whole, side.document if base is None else aligned(base, side.document))
            known = {project.id for project in whole.projects}
            # What one foreign file adds, the next may have too.
            whole = whole.with_projects([*whole.projects, *(p for p in document.projects if p.id not in known)])
            # With other ids than its own versions have, its past says nothing about it any more.
            same = document.places.keys() == side.document.places.keys()
            side = replace(side, document=document, revisions=side.revisions if same else None)
        found.append(side)
    return found, base


def is_foreign(ours: Side, side: Side, base: Document | None = None) -> bool:
    """Whether ids alone do not tell what is what: a side shares no version with ours, as when a table was typed or
    imported apart; nor is it a version of our document with a base given."""
    if base is not None and side.document.id == ours.document.id:
        return False
    if ours.revisions is None or side.revisions is None:
        return True
    return not base_of(ours.revisions, side.revisions)
