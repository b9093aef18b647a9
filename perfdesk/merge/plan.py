"""The plan of a merge: each difference, what each file says, which text is taken and why; and the resulting
document."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from perfdesk.merge.field_decision import Why
from perfdesk.merge.kept_order import in_order_of
from perfdesk.merge.paragraphs import ParagraphDecision
from perfdesk.merge.refusal import put_back, without
from perfdesk.merge.sides import Basis, Side
from perfdesk.model.diff import ChangeKind
from perfdesk.model.document import Document
from perfdesk.model.fields import BESIDE, QUESTION
from perfdesk.model.form_copy import FORM
from perfdesk.model.long_text import all_title, both
from perfdesk.model.questions import PLACE, REMOVED, Place, Question, Voice, joined

_COMING_AND_GOING: Final = (ChangeKind.ADD, ChangeKind.REMOVE)


@dataclass(frozen=True, slots=True)
class Decision:
    """One difference. `project` and `indicator` are ids, both "" for the document itself; `indicator` may be that of a
    record too. `key` is a field, "" for the node as a whole.

    `texts` are what the sides hold, OURS first, None where a side does not have the node; for a whole node and a move
    they are words for a reader. `sources` are the sides that `text` comes from.

    `parts` are the places of a long text that was merged by paragraphs, and `offers` the texts that an answer about it
    takes, by side; empty where an answer takes what the side holds.
    """

    kind: ChangeKind
    project: str
    indicator: str
    key: str
    base: str | None
    texts: tuple[str | None, ...]
    text: str
    sources: tuple[int, ...]
    why: Why
    parts: tuple[ParagraphDecision, ...] = ()
    offers: tuple[str | None, ...] = ()

    @property
    def place(self) -> Place:
        """The place of the decision: the node ("" for the document) and the key. Removal and move of a node have
        keys of their own, see model.questions."""
        special = {ChangeKind.REMOVE: REMOVED, ChangeKind.MOVE: PLACE}.get(self.kind, "")
        return self.indicator or self.project, self.key or special

    @property
    def open(self) -> bool:
        """Whether a person has to decide."""
        return self.why is Why.OPEN

    @property
    def taken(self) -> bool:
        """Whether the result has something that OURS had not."""
        if self.why is Why.PARAGRAPHS:
            return self.sources != (0,)
        return not self.open and 0 not in self.sources

    def offered(self, side: int) -> str | None:
        """The text that an answer takes from a side; None if it does not have the node."""
        return self.offers[side] if self.offers and self.offers[side] is not None else self.texts[side]


@dataclass(frozen=True, slots=True)
class Plan:
    """The result of merging. `passed` names the files without news, and why they have none. `choices` are the
    answers of a person by place: the side whose text is taken; `written` are those in a person's own words. `bases` are
    what each other file was compared with, those without news too. `keeps_order` tells that a person wants projects and
    rows in the order of OURS."""

    sides: tuple[Side, ...]
    document: Document
    decisions: tuple[Decision, ...]
    passed: tuple[tuple[str, str], ...] = ()
    choices: Mapping[Place, int] = field(default_factory=dict)
    written: Mapping[Place, str] = field(default_factory=dict)
    bases: tuple[tuple[str, Basis], ...] = ()
    keeps_order: bool = False

    @property
    def open(self) -> tuple[Decision, ...]:
        """The open questions without an answer. Nobody is asked about what a person takes out."""
        asked = tuple(one for one in self.decisions if one.open and not self.is_answered(one))
        gone = self._gone() if asked and self.choices else set[str]()
        return tuple(one for one in asked if gone.isdisjoint((one.project, one.indicator)))

    def is_answered(self, decision: Decision) -> bool:
        """Whether a person has decided about it."""
        return decision.place in self.choices or decision.place in self.written

    def choose(self, places: Iterable[Place], side: int | None) -> "Plan":
        """Takes the text of a side at these places, if the side has one. None restores the default."""
        choices, written = dict(self.choices), dict(self.written)
        known = {one.place: one for one in self.decisions}
        for place in places:
            choices.pop(place, None)
            written.pop(place, None)
            if side is not None and can_take(known[place], side):
                choices[place] = side
        return replace(self, choices=choices, written=written)

    def write(self, decision: Decision, text: str) -> "Plan":
        """Takes a text that a person wrote, where a text can be written."""
        if not can_write(decision):
            return self
        plan = self.choose([decision.place], None)
        return replace(plan, written={**plan.written, decision.place: text})

    def answered_as(self, earlier: "Plan") -> "Plan":
        """With the answers of an earlier plan for the same files, where a file says the same still."""
        numbers = {side.name: at for at, side in enumerate(self.sides) if at}
        old = {one.place: one for one in earlier.decisions}
        known = {one.place: one for one in self.decisions}
        answers: dict[int, list[Place]] = {}
        for place, was in earlier.choices.items():
            side = numbers.get(earlier.sides[was].name) if was else 0
            if side is not None and place in known and known[place].offered(side) == old[place].offered(was):
                answers.setdefault(side, []).append(place)
        plan = replace(self, keeps_order=earlier.keeps_order)
        for side, places in answers.items():
            plan = plan.choose(places, side)
        for place in [one for one in earlier.written if one in known]:
            plan = plan.write(known[place], earlier.written[place])
        return plan

    def text(self, decision: Decision) -> str:
        """The text of the result. An answer moves no node, see can_take."""
        if decision.place in self.written:
            return self.written[decision.place]
        side = self.choices.get(decision.place)
        if side is None or decision.kind is ChangeKind.MOVE:
            return decision.text
        return decision.offered(side) or ""

    def keeps_all(self, decision: Decision) -> bool:
        """Whether the answer is all that was written about a long text."""
        return decision.open and self.written.get(decision.place) == together(decision)

    def standing(self, decision: Decision) -> Sequence[int]:
        """The sides whose text the result has, or between which a person has to choose; none if a person wrote their
        own."""
        if decision.place in self.choices:
            return (self.choices[decision.place],)
        return () if decision.place in self.written and not self.keeps_all(decision) else decision.sources

    def result(self) -> Document:
        """The merged document. Unanswered questions are stored in it. If nothing changes, this is the same object as
        OURS."""
        texts = self._changed_texts()
        document = self.document.with_fields(texts) if texts else self.document
        if (side := self.choices.get(("", FORM))) is not None:
            chosen = self.sides[side].document
            document = replace(document, form=chosen.form, form_copy=chosen.form_copy)
        for side, nodes in self._refused_removals().items():
            document = put_back(document, self.sides[side].document, nodes)
        document = without(document, self._gone())
        return self._in_our_order(document) if self.keeps_order else document

    def _in_our_order(self, document: Document) -> Document:
        ours = self.sides[0].document
        ordered = in_order_of(document, ours)
        return ours if ordered == ours else ordered

    def _changed_texts(self) -> dict[Place, str]:
        """The texts that a person chose, and the questions without an answer."""
        texts: dict[Place, str] = {}
        for one in self.decisions:
            node = one.place[0] or self.document.id
            if one.key == FORM and one.place in self.choices:
                continue
            if one.kind is ChangeKind.SET and self.is_answered(one):
                texts[node, one.key] = self.text(one)
            elif one.open and not self.is_answered(one):
                key = QUESTION + one.place[1]
                old = self.document.fields_of(node)[key]
                texts[node, key] = joined([old, question(self.sides, one).text])
        return texts

    def _gone(self) -> set[str]:
        """The nodes that a person removes, or whose addition a person refuses."""
        chosen = ((one, self.choices.get(one.place)) for one in self.decisions if one.kind in _COMING_AND_GOING)
        return {one.place[0] for one, side in chosen if side is not None and one.texts[side] is None}

    def _refused_removals(self) -> dict[int, set[str]]:
        """The nodes that come back, by the side that has them. What is asked about is there still."""
        back: dict[int, set[str]] = {}
        for one in self.decisions:
            side = self.choices.get(one.place)
            if one.kind is ChangeKind.REMOVE and side is not None and one.texts[side] is not None:
                back.setdefault(side, set()).add(one.place[0])
        return back


def can_take(decision: Decision, side: int) -> bool:
    """Whether the version of a side can be taken: what it says of a field, and whether it has a node at all. For a
    move only OURS can, because the user would have to see the other places first."""
    match decision.kind:
        case ChangeKind.SET:
            return decision.texts[side] is not None
        case ChangeKind.MOVE:
            return decision.open and side == 0
        case _:
            return True


def can_write(decision: Decision) -> bool:
    """Whether a person can answer in their own words: about a field that is printed, but not about the form."""
    return decision.kind is ChangeKind.SET and decision.key != FORM and not decision.key.startswith(BESIDE)


def together(decision: Decision) -> str:
    """All that the sides wrote that are asked about a long text, each paragraph once."""
    return both(decision.base, _wanted(decision))


def together_title(decision: Decision) -> str:
    """How that answer is called."""
    return all_title(len(set(filter(None, _wanted(decision)))))


def _wanted(decision: Decision) -> list[str]:
    return [decision.offered(side) or "" for side in decision.sources]


def question(sides: Sequence[Side], decision: Decision) -> Question:
    """An open decision, as the document stores it."""
    asked = range(len(sides)) if decision.kind is not ChangeKind.SET else decision.sources
    voices = [
        Voice(sides[one].name, sides[one].author, text if (text := decision.offered(one)) is not None else "（删除）")
        for one in asked
        if decision.kind is not ChangeKind.SET or decision.texts[one] is not None
    ]
    return Question(decision.base, tuple(sorted(voices)))
