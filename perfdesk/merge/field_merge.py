"""Merges the fields of one node: what the form prints, what stands beside it, and what newer programs wrote."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from perfdesk.merge.decision_list import DecisionList
from perfdesk.merge.field_decision import Before, Meaning, Undecided, Why, decide, exactly, former, meaning_of
from perfdesk.merge.paragraphs import by_paragraphs
from perfdesk.merge.versions import Tree, Versions, distinct
from perfdesk.model import unread
from perfdesk.model.diff import ChangeKind
from perfdesk.model.document import Document, Node
from perfdesk.model.fields import BESIDE, QUESTION, UNREAD, Fields, Kind, Owner
from perfdesk.model.questions import Place, joined, unsigned

_Node = Document | Node
# The place of the data that a newer program wrote into a node. It is no field.
_EXTRA: Final = "*extra"
# If such a field is open, the versions are joined into one text, so that nobody is asked about a question.
_JOINED: Final[Mapping[str, Callable[[Iterable[str]], str]]] = {UNREAD: unread.joined, QUESTION: joined}


class FieldMerge:
    """The fields of all nodes of one merge."""

    def __init__(self, versions: Versions, decisions: DecisionList) -> None:
        self._versions = versions
        self._decisions = decisions
        self.open_extras: set[Place] = set()

    def merged(self, owner: Owner, sides: Sequence[_Node | None], project: str, indicator: str) -> Fields:
        """The merged fields of a node. If nothing changes, this is the same object as in OURS."""
        versions: list[_Node] = distinct(sides)
        known = [one.fields for one in versions]
        result = known[0]  # OURS, if it has the node
        if known.count(result) == len(known):
            return result
        order = self._versions.known.order
        for key in sorted(_differing_keys(known), key=lambda key: (order.get((owner, key), len(order)), key)):
            texts = [None if one is None else one.fields[key] for one in sides]
            result = result.with_text(key, self._field(owner, key, texts, project, indicator))
        return result

    def _field(self, owner: Owner, key: str, texts: Sequence[str | None], project: str, indicator: str) -> str:
        place = indicator or project
        olds = [_before(tree, place, key) for tree in self._versions.old]

        def before(one: int, other: int) -> Before:
            number = self._versions.bases.number(one, other)
            return None if number is None else olds[number]

        kind, meaning = self._read_as(owner, key)
        one_base = self._versions.bases.only_one
        settled = decide(texts, before, meaning, one_base=one_base)
        join = next((one for prefix, one in _JOINED.items() if key.startswith(prefix)), None)
        if join is not None and (settled.open or settled.why is Why.SPELLING):
            return join(text for text in texts if text)
        merge = by_paragraphs(texts, before, settled) if settled.open and kind is Kind.LONG else None
        settled = merge.decision if merge else settled
        old = former(texts, before, settled, meaning, one_base=one_base)
        self._decisions.settled(ChangeKind.SET, (project, indicator), key, settled, texts, old)
        if merge is not None:
            self._decisions.by_paragraphs(merge)
        return settled.text

    def _read_as(self, owner: Owner, key: str) -> tuple[Kind | None, Meaning]:
        """The kind of a field, if a form knows it, and the meaning of its texts. Of a question what is asked counts,
        not who says it: a clean copy that comes back tells no names."""
        if key.startswith(BESIDE):
            return None, unsigned if key.startswith(QUESTION) else exactly
        kind = self._versions.known.kind(owner, key)
        return kind, exactly if kind is None else meaning_of(kind)

    def extra(self, sides: Sequence[_Node | None], place: str) -> str:
        """Data of newer programs cannot be shown, so nobody is asked about it."""
        if len(known := {one.extra for one in sides if one is not None}) == 1:
            return known.pop()

        def before(one: int, other: int) -> Before:
            base = self._versions.base(one, other)
            found = base.at(place) if base else None
            if base is None or found is None:
                return None
            return Undecided.OPEN if base.is_open(place, _EXTRA) else found.extra

        settled = decide([one.extra if one else None for one in sides], before, exactly)
        if settled.open:
            self.open_extras.add((place, _EXTRA))
        return settled.text


def _differing_keys(different: Sequence[Fields]) -> set[str]:
    first, *others = (one.items() for one in different)
    return {key for other in others for key, _ in first ^ other}


def _before(base: Tree, place: str, key: str) -> Before:
    """The text of a field in a base."""
    found = base.at(place)
    if found is None:
        return None
    return Undecided.OPEN if base.is_open(place, key) else found.fields[key]
