"""Where the text of a field comes from: its values over the revisions, with who wrote them and who decided.

Whoever merges writes nothing: what is taken in without a question was written by a colleague, and so was each of the
texts that a question offers. Who answers the question, at once or in a later revision, decides. What was asked is
found by merging the same versions again; no record of it is needed, and old files tell it too.
"""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from perfdesk.merge.analyse import analyse
from perfdesk.merge.plan import Plan
from perfdesk.merge.sides import Side
from perfdesk.model.diff import ChangeKind, diff
from perfdesk.model.document import Document
from perfdesk.model.fields import QUESTION
from perfdesk.model.long_text import meanings, paragraphs
from perfdesk.model.questions import Place, Question
from perfdesk.model.revisions import Revision, Revisions, seen_from

# Limits for hostile files: so many merges are made again, of so many files each; of more, nothing is said.
_MOST_MERGES: Final = 200
_MOST_SIDES: Final = 100


class Origin(NamedTuple):
    """A text that a revision brought, or that was decided on in it; None where it took the project or indicator away.
    `wrote` are the revisions that its words come from."""

    revision: Revision
    text: str | None
    wrote: tuple[Revision, ...] = ()
    is_decided: bool = False


def origins(revisions: Revisions, node: str, key: str) -> list[Origin]:
    """The values of a field, the newest first: each revision whose text was in none of the versions before it, or in
    which a person decided on it."""
    return _Cell(Past(revisions), node, key).origins()


class Decided(NamedTuple):
    """A field that a person decided on: the id of the node, the key, and who wrote the text that was taken."""

    node: str
    key: str
    origin: Origin


def decisions(past: "Past", revision: str) -> list[Decided]:
    """What a person decided on in a revision."""
    places = past.decided(revision) if revision in past.made else []
    found = ((place, _Cell(past, *place).origins()) for place in places)
    return [Decided(*place, one) for place, cell in found for one in cell if one.revision.id == revision]


class Past:
    """The versions of a file, and what merging them asked."""

    def __init__(self, revisions: Revisions) -> None:
        self.revisions = revisions
        self.made: dict[str, Document] = dict(revisions.versions())
        self._plans: dict[str, Plan | None] = {}
        self._questions: dict[str, Mapping[Place, None]] = {}

    def before(self, one: str) -> list[str]:
        """The versions that a revision was made from, as far as they can be rebuilt."""
        return [older for older in self.revisions[one].back if older in self.made] if one in self.revisions else []

    def plan(self, one: str) -> Plan | None:
        """What merging the versions before a revision asks; None if there is only one, or if there are too many."""
        if one not in self._plans:
            merges = sum(plan is not None for plan in self._plans.values())
            before = self.before(one)
            some = 1 < len(before) <= _MOST_SIDES and merges < _MOST_MERGES
            sides = [self._side(older) for older in before] if some else []
            self._plans[one] = analyse(sides[0], sides[1:]) if sides else None
        return self._plans[one]

    def _side(self, one: str) -> Side:
        return Side(one, self.made[one], "", seen_from(one, self.made[one], self.revisions))

    def decided(self, one: str) -> list[Place]:
        """The fields that a person decided on in a revision."""
        before, now = self.before(one), self.made[one]
        expected = self._expected(one)
        if expected is None:
            return []
        changed = (change for change in diff(expected, now) if change.key.startswith(QUESTION))
        answered = [(one.indicator or one.project or now.id, one.key.removeprefix(QUESTION)) for one in changed]
        asked = self._asked(one) if len(before) > 1 else ()
        return [place for place in dict.fromkeys([*asked, *answered]) if self.is_decided(one, place)]

    def is_decided(self, one: str, place: Place) -> bool:
        """Whether a person decided on a field in a revision: merging asked about it, or it was an open question
        before; and it is none now."""
        node, key = place
        expected, now = self._expected(one), self.made[one]
        if expected is None or now.owner_of(node) is None or now.fields_of(node)[f"{QUESTION}{key}"]:
            return False
        was_open = Question.parse(expected.fields_of(node)[f"{QUESTION}{key}"]) is not None
        return was_open or place in self._asked(one)

    def _expected(self, one: str) -> Document | None:
        """The version if nobody had decided anything; None if that is not known."""
        before = self.before(one)
        if len(before) == 1:
            return self.made[before[0]]
        plan = self.plan(one)
        return plan.document if plan else None

    def _asked(self, one: str) -> Mapping[Place, None]:
        """What merging the versions before a revision asks about fields, in its order. Kept, because it is looked up
        for each of these fields."""
        if one not in self._questions:
            plan, whole = self.plan(one), self.made[one].id
            asked = [each.place for each in plan.open if each.kind is ChangeKind.SET] if plan else []
            self._questions[one] = dict.fromkeys((node or whole, key) for node, key in asked)
        return self._questions[one]


class _Cell:
    """One field through the versions."""

    def __init__(self, past: Past, node: str, key: str) -> None:
        self._past = past
        self._place = node, key
        self._texts = {one: _text(document, node, key) for one, document in past.made.items()}
        self._wrote: dict[str, tuple[Revision, ...]] = {}
        # By text: an answer may take one that only a colleague's version has.
        self._first: dict[str | None, tuple[Revision, ...]] = {}

    def origins(self) -> list[Origin]:
        """The oldest are looked at first, because who wrote a text is known from the versions before."""
        found = [self._origin(one) for one in reversed(self._texts) if one in self._past.revisions]
        return [one for one in reversed(found) if one is not None]

    def _origin(self, one: str) -> Origin | None:
        text, before = self._texts[one], self._past.before(one)
        revision = self._past.revisions[one]
        plan = self._plan(one, before)
        decided = self._may_be_decided(plan, before) and self._past.is_decided(one, self._place)
        wrote = self._writers(text, plan, before) or (decided and self._first.get(text)) or (revision,)
        self._wrote[one] = wrote if text is not None else ()
        self._first.setdefault(text, self._wrote[one])
        is_new = all(text != self._texts[older] for older in before) and (before or text is not None)
        return Origin(revision, text, self._wrote[one], decided) if is_new or decided else None

    def _plan(self, one: str, before: Iterable[str]) -> Plan | None:
        """Merged again only if the versions differ here."""
        differ = len({(self._texts[older], self._question(older)) for older in before}) > 1
        return self._past.plan(one) if differ else None

    def _question(self, one: str) -> str | None:
        node, key = self._place
        return _text(self._past.made[one], node, f"{QUESTION}{key}")

    def _may_be_decided(self, plan: Plan | None, before: Iterable[str]) -> bool:
        return plan is not None or any(self._question(older) for older in before)

    def _writers(self, text: str | None, plan: Plan | None, before: list[str]) -> tuple[Revision, ...]:
        """Whoever had the text before; of a text that was put together, whoever had a part of it."""
        had = [older for older in before if self._texts[older] == text]
        if not had and plan is not None and text is not None:
            had = _parts(text, {older: self._texts[older] or "" for older in before})
        found = [one for older in had for one in self._wrote.get(older, ())]
        return tuple({one.id: one for one in found}.values())


def _parts(text: str, before: Mapping[str, str]) -> list[str]:
    """The versions that a text is put together from, paragraph by paragraph; none if it has a paragraph of its own."""
    wanted = set(meanings(paragraphs(text)))
    known = {one: {*meanings(paragraphs(other))} & wanted for one, other in before.items()}
    if not wanted or not wanted <= {meaning for some in known.values() for meaning in some}:
        return []
    alike = set.intersection(*known.values())
    return [one for one, some in known.items() if some - alike]


def _text(document: Document, node: str, key: str) -> str | None:
    return document.fields_of(node)[key] if document.owner_of(node) is not None else None
