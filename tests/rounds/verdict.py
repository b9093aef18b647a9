"""Compares what a merge made with what the oracle knows."""

import functools
import operator
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from perfdesk.model.document import Document
from perfdesk.model.questions import PLACE, REMOVED
from tests.rounds.oracle import (
    GONE,
    HERE,
    HOME,
    LONG,
    ORDER,
    Contents,
    Ledger,
    Slot,
    State,
    asked_in,
    contents,
    joined,
    key_of,
    meant,
)
from tests.rounds.twins import alike, has_twin

# What can be wrong. Where somebody returned to an older text and the histories cross, nobody can tell.
LOST, SILENT, NEEDLESS, PLACES, TWICE = "lost", "silently decided", "asked without need", "at another place", "twice"
UNJUDGED = "returns, not judged"


class Party(NamedTuple):
    """A file of a merge: what it says, and what it has seen."""

    document: Document
    said: Contents
    state: State


class Fault(NamedTuple):
    """What is wrong at a place, and what was expected there."""

    kind: str
    slot: Slot
    expected: str


# The version that two files share; None if they share none or several newest ones.
Shared = Callable[[int, int], Contents | None]


class Verdict:
    """One merge: the files, OURS first, and the file that was made, with what nobody has answered yet."""

    def __init__(self, ledger: Ledger, parties: Sequence[Party], shared: Shared, made: Document) -> None:
        self.state = joined([one.state for one in parties])
        self._ledger, self._parties, self._shared, self._made = ledger, parties, shared, made
        self._said, self._asked = contents(made), asked_in(made)
        self._before = [asked_in(one.document) for one in parties]
        self._rows = self._rows_by_project()

    def faults(self) -> list[Fault]:
        """All that is wrong."""
        found: list[Fault] = []
        for slot, bits in self.state.live.items():
            match slot[1]:
                case key if key == HERE:
                    found += self._node(slot)
                case key if key == ORDER:
                    found += self._order(slot, bits)
                case _ if not self._is_there(slot[0]):
                    pass
                case _:
                    found += self._value(slot)
        return [*found, *self._needless(), *self._twice()]

    def _is_there(self, node: str) -> bool:
        return node in self._made.places or node == self._made.id

    # --- texts and homes ------------------------------------------------------------------------------------------

    def _values(self, slot: Slot) -> set[str]:
        return self._ledger.values(self.state.live.get(slot, 0))

    def _value(self, slot: Slot) -> Iterator[Fault]:
        values = self._values(slot)
        wrong = self._wrong(slot, values)
        if wrong and any(self._ledger.returned(one, self.state) for one in (slot, (slot[0], HERE))):
            standing = self._standing(slot)
            wrong = UNJUDGED if standing is None else self._wrong(slot, standing)
            values = standing or values
        if wrong:
            yield Fault(wrong, slot, " / ".join(sorted(values)))

    def _wrong(self, slot: Slot, values: Collection[str]) -> str:
        """What is wrong at a place if these values stand."""
        said = self._said.get(slot, "")
        said = said if slot[1] == HOME else meant(said)
        question = self._asked.get(key_of(slot))
        if slot[1] == HOME and not all(map(self._is_there, values)):
            return ""  # a project that is gone is judged by itself
        if question is None:
            missing = {one for one in values if one != said and not (one and _is_part(one, said))}
            return "" if not missing else LOST if len(values) == 1 else SILENT
        voices = {meant(one.value) for one in question.voices}
        if slot[1] == HOME or all(one == said or _is_voiced(one, voices, slot) for one in values):
            return ""
        return LOST

    def _standing(self, slot: Slot) -> set[str] | None:
        """What stands by the common versions alone: who has still what two files share is superseded."""
        now = {at: self._of(one.said, slot) for at, one in enumerate(self._parties) if _has(one.said, slot)}
        gone = set[int]()
        for one, value in now.items():
            for other, text in now.items():
                if one != other:
                    base = self._shared(one, other)
                    if base is None:
                        return None
                    gone |= {one} if text != value == self._of(base, slot) else set()
        return {value for at, value in now.items() if at not in gone} or set(now.values())

    def _of(self, said: Contents, slot: Slot) -> str:
        return said.get(slot, "") if slot[1] == HOME else meant(said.get(slot, ""))

    # --- nodes ----------------------------------------------------------------------------------------------------

    def _node(self, slot: Slot) -> Iterator[Fault]:
        node, values = slot[0], self._values(slot)
        news = self._news(node)
        asks = GONE in values and (len(values) > 1 or bool(news))
        asked = any((one, REMOVED) in self._asked for one in {node, *self._homes(node)})
        there = self._is_there(node)
        if there == (asks or GONE not in values) and asked >= asks:
            return
        if there and (asked or self._went_with_its_project(node)):
            return
        if not there and self._has_twin(node):
            return
        certain = not self._ledger.returned(slot, self.state) and (not asks or news != "again")
        kind = LOST if not there else SILENT
        yield Fault(kind if certain else UNJUDGED, slot, "asked" if asks else "gone" if GONE in values else "there")

    def _has_twin(self, node: str) -> bool:
        """Whether a row is missing only because somebody else's that says the same stands for both: who lacks it
        has that one."""
        wanted = {key: self._values((node, key)) for one, key in self.state.live if one == node and key != HERE}
        if any(len(values) != 1 for values in wanted.values()):
            return False
        texts = {key: one for key, (one,) in wanted.items()}
        removers = [one.said for one in self._parties if self._removed(one, node)]
        files = [one.said for one in self._parties]
        seen = [{one for one, key in party.state.live if key == HERE} for party in self._parties]
        return has_twin(node, texts, self._said, files, seen) and all(alike(one, texts) for one in removers)

    def _went_with_its_project(self, node: str) -> bool:
        """Whether those who removed a row removed its whole project: then another one has moved it out before."""
        homes = {home for home, rows in self._rows.items() if node in rows}
        removers = [one for one in self._parties if self._removed(one, node)]
        return bool(homes) and not any((home, HERE) in one.said for one in removers for home in homes)

    def _homes(self, node: str) -> set[str]:
        return {one.said[node, HOME] for one in self._parties if (node, HOME) in one.said}

    def _news(self, node: str) -> str:
        """Whether any file has something of a node that one who removed it has not seen; "again" if that is only a
        return to what was there before."""
        removers = [one for one in self._parties if self._removed(one, node)]
        if not removers:
            return ""
        unseen = ~functools.reduce(operator.or_, (one.state.seen for one in removers))
        there = [one for one in self._parties if (node, HERE) in one.said]
        writes = [write for one in there for write in self._ledger.writes(self._all_below(one, node) & unseen)]
        # Of an order nobody knows whether it is what it was before.
        sure = [write for write in writes if not write.again and write.slot[1] != ORDER]
        return "news" if sure else "again" if writes else ""

    def _removed(self, party: Party, node: str) -> bool:
        return (node, HERE) not in party.said and (node, HERE) in party.state.live

    def _rows_by_project(self) -> Mapping[str, set[str]]:
        """The rows that a project has or had anywhere."""
        pairs = combinations(range(len(self._parties)), 2)
        bases = (self._shared(*pair) or {} for pair in pairs)
        found: dict[str, set[str]] = defaultdict(set)
        for said in (*(one.said for one in self._parties), *bases):
            for (node, key), home in said.items():
                if key == HOME:
                    found[home].add(node)
        return found

    def _all_below(self, party: Party, node: str) -> int:
        """All writes that stand in a node and its rows, those that took a row away among them."""
        found = 0
        for (one, _), bits in party.state.live.items():
            if one == node or (one in self._rows.get(node, ()) and self._belongs(party, one, node)):
                found |= bits
        return found

    def _belongs(self, party: Party, row: str, node: str) -> bool:
        """Whether a row is in a project, or was before it was removed."""
        here = (row, HERE) in party.said
        return party.said[row, HOME] == node if here else self._ledger.times((row, HOME), self.state) == 1

    # --- order and questions ----------------------------------------------------------------------------------------

    def _order(self, slot: Slot, bits: int) -> Iterator[Fault]:
        """What one person moved stands as they left it."""
        values = self._ledger.values(bits) - {""}
        if len(values) == 1 and slot in self._said:
            (value,) = values
            theirs = {one for party in self._parties if party.state.live.get(slot) == bits for one in _row(party, slot)}
            made = self._said[slot].split("|")
            wanted = [one for one in value.split("|") if one in made and one in theirs and not self._has_moved_in(one)]
            if [one for one in made if one in wanted] != wanted:
                returned = self._ledger.returned(slot, self.state)
                yield Fault(UNJUDGED if returned else PLACES, slot, value)

    def _has_moved_in(self, node: str) -> bool:
        """Whether a row came from another project, or came back: then nobody moved it to where it is among others."""
        return self._ledger.times((node, HOME), self.state) > 1 or self._ledger.times((node, HERE), self.state) > 1

    def _needless(self) -> Iterator[Fault]:
        disputed = {key_of(slot) for slot in self.state.live if len(self._values(slot)) > 1 and slot[1] != ORDER}
        for place in self._asked:
            if place not in disputed and not self._is_needed(place):
                slots = [slot for slot in self.state.live if key_of(slot) == place]
                returned = any(self._ledger.returned(slot, self.state) for slot in slots)
                yield Fault(UNJUDGED if returned else NEEDLESS, place, "")

    def _is_needed(self, place: Slot) -> bool:
        node, key = place
        if key == PLACE and any(place in one for one in self._before):
            return True
        if key == REMOVED:
            return bool(self._news(node))
        if key == PLACE:
            parents = self._homes(node) or {self._made.id}
            return any(len(self._values((one, ORDER)) - {""}) > 1 for one in parents)
        return False

    def _twice(self) -> Iterator[Fault]:
        """Names are given once, so a name that stands twice is a row that was brought twice."""
        count = Counter(row.name for project in self._made.projects for row in project.rows)
        yield from (Fault(TWICE, (name, "name"), "once") for name, number in count.items() if number > 1 and name)


def _row(party: Party, slot: Slot) -> list[str]:
    return party.said[slot].split("|") if slot in party.said else []


def _has(said: Contents, slot: Slot) -> bool:
    return (slot[0], HERE) in said or (slot[0], ORDER) in said


def _is_part(value: str, said: str) -> bool:
    return {*value.split("\n")} <= {*said.split("\n")}


def _is_voiced(value: str, voices: Collection[str], slot: Slot) -> bool:
    if not slot[1].startswith(f"{LONG}#"):
        return value in voices
    tag = meant(slot[1].partition("#")[2])
    return any(value in one.split("\n") if value else tag not in one for one in voices)
