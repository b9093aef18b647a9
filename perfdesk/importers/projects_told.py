"""Finds the project that a row of a list tells of, by its number, code, unit and name, as far as the row says them.

Every look-up is one in a table, however many projects are called alike.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from perfdesk.forms.record_list import TELLING
from perfdesk.importers.list_head import NUMBER_SLOT, Slot
from perfdesk.model.fields import Owner
from perfdesk.model.keys import CODE, NAME
from perfdesk.model.values import normal

# What tells a project, without spaces and in half-width characters: number, code, unit, name.
Told = tuple[str, ...]
TELLING_SLOTS: Final[tuple[Slot, ...]] = (NUMBER_SLOT, *((Owner.PROJECT, key) for key in TELLING))
_ALL: Final = tuple(range(len(TELLING_SLOTS)))
# What alone tells a project whose other texts somebody edited, the surest first.
_ALONE: Final = tuple((TELLING_SLOTS.index((Owner.PROJECT, key)),) for key in (CODE, NAME))


def told_by(texts: Mapping[Slot, str]) -> Told:
    """What a row tells of its project."""
    return tuple(normal(texts.get(slot, "")) for slot in TELLING_SLOTS)


class ProjectsTold:
    """Projects by their place, and what tells each."""

    def __init__(self, told: Sequence[Told] = ()) -> None:
        """`told` of each project, in order."""
        self._told: list[Told] = []
        self._by: dict[tuple[int, ...], dict[Told, list[int]]] = {}
        self._filled: set[int] = set()
        for one in told:
            self.add(one)

    def add(self, told: Told) -> int:
        """The place of one more project."""
        place = len(self._told)
        self._told.append(told)
        self._filled.update(at for at in _ALL if told[at])
        for parts, index in self._by.items():
            index.setdefault(tuple(told[at] for at in parts), []).append(place)
        return place

    def one(self, told: Told) -> int | None:
        """The only project that has all that is told; None if there is none, or several are alike. What no project
        tells says nothing."""
        found = self._having(tuple(at for at in _ALL if told[at] and at in self._filled), told)
        return found[0] if len(found) == 1 else None

    def edited(self, told: Told) -> int | None:
        """The only project with this code, or else with this name, though the row says something else besides."""
        for parts in _ALONE:
            found = self._having(parts, told) if told[parts[0]] else []
            if len(found) == 1:
                return found[0]
        return None

    def numbers(self, told: Told, slots: Collection[Slot]) -> bool:
        """Whether a row of a list with these columns has the number of its project: all else is that project's too,
        what is blank included."""
        return bool(self._having(tuple(at for at in _ALL if TELLING_SLOTS[at] in slots), told))

    def _having(self, parts: tuple[int, ...], told: Told) -> Sequence[int]:
        """The places of the projects that have these parts of what is told."""
        index = self._by.get(parts)
        if index is None:
            index = self._by[parts] = {}
            for place, one in enumerate(self._told):
                index.setdefault(tuple(one[at] for at in parts), []).append(place)
        return index.get(tuple(told[at] for at in parts), ())
