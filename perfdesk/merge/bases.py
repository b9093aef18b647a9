"""Finds for each two files the version that both come from. If there are several newest ones, these are merged first.

Two files share several newest versions if histories cross: A merged B's file, and B merged A's. If one of them were
picked, edits of the other would look new. Git merges such versions first (its "recursive" strategy), and so does this
module. Where that merge has an open question, the common version is unknown, and the field is asked.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from perfdesk.merge.sides import Side
from perfdesk.model.document import Document
from perfdesk.model.questions import Place
from perfdesk.model.revisions import Revisions, base_version, newest_common, seen_from

# Limits for hostile files. No office has so many newest versions or merges of them. Beyond, every difference is asked.
_MOST_NEWEST: Final = 8
_MOST_MERGES: Final = 100


@dataclass(frozen=True, slots=True)
class Base:
    """A version that two sides share, and the places where it is unknown what they share. None means all places."""

    document: Document
    open: frozenset[Place] | None = frozenset()


class Bases:
    """The common version of each two sides; None if they have none. Side 0 is OURS."""

    def __init__(self, sides: Sequence[Side], find: "FindBase") -> None:
        """`find` finds the common version of two sides. For the same version it must return the same object."""
        self._all: list[Base] = []
        self._of: dict[tuple[int, int], int] = {}
        self._pairs = len(sides) * (len(sides) - 1)
        numbers: dict[int, int] = {}
        for one in range(len(sides)):
            for other in range(one + 1, len(sides)):
                base = find(sides[one], sides[other])
                if base is not None:
                    if id(base) not in numbers:
                        numbers[id(base)] = len(self._all)
                        self._all.append(base)
                    self._of[one, other] = self._of[other, one] = numbers[id(base)]

    def __iter__(self) -> Iterator[Base]:
        """The different bases."""
        return iter(self._all)

    def __getitem__(self, number: int) -> Base:
        return self._all[number]

    @property
    def only_one(self) -> bool:
        """Whether every two sides share the same version."""
        return len(self._all) == 1 and len(self._of) == self._pairs

    def number(self, one: int, other: int) -> int | None:
        """Which of the bases two sides share."""
        return self._of.get((one, other))


FindBase = Callable[[Side, Side], Base | None]
# Merges the versions that two files share, with the common versions of these.
Join = Callable[[Sequence[Side], Bases], Base]


class Recursive:
    """Finds common versions in the histories. Within one merge each is computed only once."""

    def __init__(self, join: Join) -> None:
        self._join = join
        self._known: dict[tuple[str, ...], Base] = {}
        self._merges = 0

    def __call__(self, one: Side, other: Side) -> Base | None:
        """The common version of two sides; None if they share no version that can be rebuilt."""
        if one.revisions is None or other.revisions is None:
            return None
        newest = newest_common(one.revisions, other.revisions)
        if newest not in self._known:
            base = self._base(newest, one.revisions, other.revisions)
            if base is None:
                return None  # damaged in these two; others may know better
            self._known[newest] = base
        return self._known[newest]

    def _base(self, newest: Sequence[str], one: Revisions, other: Revisions) -> Base | None:
        versions = [(node, base_version(node, one, other)) for node in newest[: _MOST_NEWEST + 1]]
        there = [(node, document) for node, document in versions if document is not None]
        if len(newest) == 1 or not there:
            return Base(there[0][1]) if there else None
        self._merges += 1
        if len(newest) > _MOST_NEWEST or len(there) < len(versions) or self._merges > _MOST_MERGES:
            return Base(there[0][1], None)
        sides = [Side(node, document, "", seen_from(node, document, one, other)) for node, document in there]
        return self._join(sides, Bases(sides, self))
