"""The plan of a merge: every difference with what each file says, what is taken and why; and the document it makes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from perfdesk.merge.field_decision import Why
from perfdesk.merge.sides import Side
from perfdesk.model.diff import ChangeKind
from perfdesk.model.document import Document
from perfdesk.model.fields import QUESTION
from perfdesk.model.questions import PLACE, REMOVED, Place, Question, Voice, joined


@dataclass(frozen=True, slots=True)
class Decision:
    """One difference. `project` and `indicator` are ids, both "" for the document itself; `key` is a field, "" for the
    node as a whole.

    `texts` are what the sides hold, OURS first, None where a side does not have the node; for a whole node and a move
    they are words for a reader. `sources` are the sides that `text` comes from.
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

    @property
    def place(self) -> Place:
        """What it is about: node ("" for the document) and key; a node's removal or move has a key of its own, as in
        model.questions."""
        special = {ChangeKind.REMOVE: REMOVED, ChangeKind.MOVE: PLACE}.get(self.kind, "")
        return self.indicator or self.project, self.key or special

    @property
    def open(self) -> bool:
        """Whether a person has to decide."""
        return self.why is Why.OPEN

    @property
    def taken(self) -> bool:
        """Whether the result has something that OURS had not."""
        return not self.open and 0 not in self.sources


@dataclass(frozen=True, slots=True)
class Plan:
    """What merging would do. `passed` names the files that had nothing new, and why; `choices` are the answers given
    to open questions and the defaults overruled: the side whose text is wanted, by place."""

    sides: tuple[Side, ...]
    document: Document
    decisions: tuple[Decision, ...]
    passed: tuple[tuple[str, str], ...] = ()
    choices: Mapping[Place, int] = field(default_factory=dict)

    @property
    def open(self) -> tuple[Decision, ...]:
        """The questions that nobody has answered yet."""
        return tuple(one for one in self.decisions if one.open and one.place not in self.choices)

    def choose(self, places: Iterable[Place], side: int | None) -> "Plan":
        """Takes a side's text at these places, where that side says anything; None goes back to the default."""
        choices = dict(self.choices)
        known = {one.place: one for one in self.decisions}
        for place in places:
            choices.pop(place, None)
            if side is not None and can_take(known[place], side):
                choices[place] = side
        return replace(self, choices=choices)

    def text(self, decision: Decision) -> str:
        """What stands in the result at a decision. No answer moves anything: see can_take."""
        side = self.choices.get(decision.place)
        if side is None or decision.kind is ChangeKind.MOVE:
            return decision.text
        return decision.texts[side] or ""

    def result(self) -> Document:
        """The merged document; questions still open are in it. The very document of OURS if nothing changes."""
        texts = self._changed_texts()
        document = self.document.with_fields(texts) if texts else self.document
        gone = {one.place[0] for one in self.decisions if one.kind is ChangeKind.REMOVE and self._is_removed(one)}
        return _without(document, gone)

    def _changed_texts(self) -> dict[Place, str]:
        """What a person has chosen, and the questions that nobody has answered."""
        texts: dict[Place, str] = {}
        for one in self.decisions:
            node = one.place[0] or self.document.id
            if one.kind is ChangeKind.SET and one.place in self.choices:
                texts[node, one.key] = self.text(one)
            elif one.open and one.place not in self.choices:
                key = QUESTION + one.place[1]
                old = self.document.fields_of(node)[key]
                texts[node, key] = joined([old, question(self.sides, one).text])
        return texts

    def _is_removed(self, decision: Decision) -> bool:
        side = self.choices.get(decision.place)
        return side is not None and decision.texts[side] is None


def can_take(decision: Decision, side: int) -> bool:
    """Whether a side's word can be taken: of a move only OURS, for the others would have to be shown the place."""
    if decision.kind is ChangeKind.SET:
        return decision.texts[side] is not None
    return decision.open and (decision.kind is ChangeKind.REMOVE or side == 0)


def question(sides: Sequence[Side], decision: Decision) -> Question:
    """An open decision as the document keeps it."""
    asked = range(len(sides)) if decision.kind is not ChangeKind.SET else decision.sources
    voices = [
        Voice(sides[one].name, sides[one].author, text if (text := decision.texts[one]) is not None else "（删除）")
        for one in asked
        if decision.kind is not ChangeKind.SET or decision.texts[one] is not None
    ]
    return Question(decision.base, tuple(sorted(voices)))


def _without(document: Document, gone: set[str]) -> Document:
    if not gone:
        return document
    left = (project for project in document.projects if project.id not in gone)
    return document.with_projects(
        replace(project, indicators=tuple(row for row in project.indicators if row.id not in gone))
        if any(row.id in gone for row in project.indicators)
        else project
        for project in left
    )
