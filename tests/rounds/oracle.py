"""What a merge must keep, ask and take: for each place of a document a register that keeps all values.

The oracle sees what people saved, never how the program merges. Whoever saves a file with another text at a place
writes a value, and the value replaces those that the file had before. Where files meet, a value stands unless some file
has seen it and has another one since (a multi-value register with causal context; Shapiro et al., 2011). One value that
stands must come out without a question; two must be asked, and the file must keep both.

It has its own idea of texts that mean the same, its own of what belongs together, and no code of the program's merge.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, NamedTuple

from perfdesk.model.document import Document
from perfdesk.model.fields import QUESTION
from perfdesk.model.questions import PLACE, REMOVED, Question

# What is written at a place besides texts: whether a node is there, in which project, and the order below a node.
HERE, HOME, ORDER, GONE = "*here", "*home", "*order", "*gone"
# One register for each paragraph of this field: "goal#（甲3）".
LONG: Final = "goal"
_TAG: Final = re.compile(r"（\w+）")
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
Slot = tuple[str, str]
Contents = Mapping[Slot, str]


def meant(text: str) -> str:
    """What a text means: width, spaces, and how a number is written do not count."""
    lines = ("".join(line.split()) for line in unicodedata.normalize("NFKC", text).split("\n"))
    plain = "\n".join(filter(None, lines)).replace(">=", "≥").replace(",", "")
    return _NUMBER.sub(lambda one: f"{Decimal(one[0]).normalize():f}", plain)


def contents(document: Document) -> Contents:
    """Everything that a document says, by place."""
    found = dict(_texts(document.id, document.fields.items()))
    found[document.id, ORDER] = "|".join(project.id for project in document.projects)
    for project in document.projects:
        found |= {(project.id, HERE): HERE, (project.id, ORDER): "|".join(row.id for row in project.rows)}
        found |= _texts(project.id, project.fields.items())
        for row in project.rows:
            found |= {(row.id, HERE): HERE, (row.id, HOME): project.id}
            found |= _texts(row.id, row.fields.items())
    return found


def _texts(node: str, fields: Iterable[tuple[str, str]]) -> Iterator[tuple[Slot, str]]:
    for key, text in fields:
        if key == LONG:
            yield from (((node, f"{LONG}#{tag}"), paragraph) for tag, paragraph in tagged(text))
        elif not key.startswith(QUESTION):
            yield (node, key), text


def tagged(text: str) -> Iterator[tuple[str, str]]:
    """The paragraphs of a long text, by the first mark in each."""
    for paragraph in filter(None, text.split("\n")):
        mark = _TAG.search(paragraph)
        yield mark[0] if mark else paragraph, paragraph


def key_of(slot: Slot) -> Slot:
    """The place that is asked about a register."""
    names = {HERE: REMOVED, HOME: PLACE, ORDER: PLACE}
    return slot[0], names.get(slot[1], slot[1].partition("#")[0])


def asked_in(document: Document) -> Mapping[Slot, Question]:
    """The open questions that a file holds."""
    nodes = (document.id, *document.places)
    pairs = ((node, key, text) for node in nodes for key, text in document.fields_of(node).items())
    found = ((node, key.removeprefix(QUESTION), Question.parse(text)) for node, key, text in pairs if _asks(key))
    return {(node, key): question for node, key, question in found if question is not None}


def _asks(key: str) -> bool:
    return key.startswith(QUESTION)


class Write(NamedTuple):
    """A value that somebody wrote; whether the place had had it before. Who returns to what was there before all
    others began says nothing that their files could see."""

    slot: Slot
    value: str
    again: bool


@dataclass(frozen=True, slots=True)
class State:
    """What a file says: the writes that stand, by place, and all that it has seen. A set of writes is a number with a
    bit for each."""

    live: Mapping[Slot, int] = field(default_factory=dict)
    seen: int = 0


class Ledger:
    """All writes of one case."""

    def __init__(self) -> None:
        self._writes: list[Write] = []
        self._at: dict[Slot, int] = defaultdict(int)
        self._begun: set[Slot] = set()

    def values(self, bits: int) -> set[str]:
        """The values of a set of writes."""
        return {one.value for one in self.writes(bits)}

    def writes(self, bits: int) -> Iterator[Write]:
        """The writes of a set."""
        while bits:
            low = bits & -bits
            yield self._writes[low.bit_length() - 1]
            bits ^= low

    def returned(self, slot: Slot, state: State) -> bool:
        """Whether anybody returned to what a place had had before."""
        return any(one.again for one in self.writes(state.seen & self._at.get(slot, 0)))

    def times(self, slot: Slot, state: State) -> int:
        """How often anybody wrote at a place."""
        return (state.seen & self._at.get(slot, 0)).bit_count()

    def saved(self, state: State, before: Contents, after: Contents, answered: Collection[Slot] = ()) -> State:
        """The state after somebody saved other contents, or answered questions."""
        self._begun |= {slot for slot in after if _is_new(slot, before)}
        live, new = dict(state.live), 0
        came = {node for node, key in after if key == HERE and (node, HERE) not in before}
        back = (slot for slot in self._at if slot[0] in came)  # what was removed is there again
        for slot in dict.fromkeys((*before, *after, *back)):
            value = _said(slot, before, after, answered)
            if value is not None and (value != _said_before(slot, before) or key_of(slot) in answered):
                live[slot] = self._write(slot, value, state)
                new |= live[slot]
        return State(_of_those_there(live, after), state.seen | new)

    def merged(self, state: State, after: Contents, asked: Collection[Slot]) -> State:
        """The state of a merge as it was saved: where it is not asked, a person has decided."""
        live, new = dict(state.live), 0
        for slot, bits in state.live.items():
            value = _said(slot, {}, after, ())
            values = self.values(bits)
            if slot[1] == ORDER:
                value = after.get(slot) if any(_is_moved(one, after.get(slot, "")) for one in values if one) else None
            if slot[1] == HERE and value == HERE and HERE not in values:
                live[slot] |= self._write(slot, value, state)  # stays until somebody answers
                new |= live[slot]
            elif value is not None and key_of(slot) not in asked and values != {value}:
                live[slot] = self._write(slot, value, state)
                new |= live[slot]
        return State(_of_those_there(live, after), state.seen | new)

    def _write(self, slot: Slot, value: str, state: State) -> int:
        before = self.values(state.seen & self._at[slot])
        self._writes.append(Write(slot, value, value in before or not (value or slot in self._begun)))
        bit = 1 << (len(self._writes) - 1)
        self._at[slot] |= bit
        return bit


def _of_those_there(live: Mapping[Slot, int], after: Contents) -> Mapping[Slot, int]:
    """Who removes a node says nothing more of what is in it."""
    return {slot: bits for slot, bits in live.items() if slot[1] == HERE or not _is_new(slot, after)}


def _is_new(slot: Slot, before: Contents) -> bool:
    """Whether the node of a place was not there before."""
    return (slot[0], HERE) not in before and (slot[0], ORDER) not in before


def _said(slot: Slot, before: Contents, after: Contents, answered: Collection[Slot]) -> str | None:
    """What is said now at a place; None if nothing can be said, because the node is not there."""
    key = slot[1]
    if key == HERE:
        return after.get(slot, GONE)
    if _is_new(slot, after):
        return None
    if key == ORDER:
        settled = any((node, PLACE) in answered for node in after[slot].split("|"))
        return after[slot] if settled or _is_moved(before.get(slot, ""), after[slot]) else ""
    return after[slot] if key == HOME else meant(after.get(slot, ""))


def _said_before(slot: Slot, before: Contents) -> str | None:
    key = slot[1]
    if key == ORDER:
        return ""
    if _is_new(slot, before):
        return GONE if key == HERE else None
    return before[slot] if key in (HERE, HOME) else meant(before.get(slot, ""))


def _is_moved(before: str, after: str) -> bool:
    """Whether what was there already stands in another order."""
    old, new = before.split("|"), after.split("|")
    return [one for one in old if one in new] != [one for one in new if one in old]


def joined(states: Sequence[State]) -> State:
    """What several files say together."""
    seen, live = 0, dict[Slot, int]()
    for state in states:
        seen |= state.seen
    for slot in {slot for state in states for slot in state.live}:
        bits = 0
        for state in states:
            bits |= state.live.get(slot, 0)
        for state in states:
            if slot in state.live:
                bits &= state.live[slot] | ~state.seen
        live[slot] = bits
    return State(live, seen)
