"""What is said at a difference: each distinct text once, with the files that say it, so that twelve files with three
opinions are three columns."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from perfdesk.merge.plan import Decision, Plan, can_take
from perfdesk.merge.sides import STRANGE, Side
from perfdesk.model.diff import ChangeKind

OURS: Final = "本文件"
# So many names are written out.
_NAMED: Final = 2


class Opinion(NamedTuple):
    """A text and the sides that have it, in their order. The text is None where they lack the node."""

    text: str | None
    sides: tuple[int, ...]


def opinions(one: Decision) -> tuple[Opinion, ...]:
    """What was there before, then each other text, that of OURS first, the rest in the order of the files.

    The first has no sides if nobody has the former text any more. A side without the node says nothing about its
    fields.
    """
    sides: dict[str | None, list[int]] = defaultdict(list)
    for side in range(len(one.texts)):
        text = one.offered(side)
        if text is not None or one.kind is not ChangeKind.SET:
            sides[text].append(side)
    # A node that is new was lacking before. A field or a place that nobody knew before has no former text.
    known = one.base is not None or one.kind is ChangeKind.ADD
    former = Opinion(one.base, tuple(sides.pop(one.base, ())) if known else ())
    return former, *(Opinion(text, tuple(who)) for text, who in sides.items())


def side_to_take(one: Decision, opinion: Opinion) -> int | None:
    """The side whose version is taken with an opinion; None if it cannot be taken."""
    return next((side for side in opinion.sides if can_take(one, side)), None)


def names_of(sides: Sequence[Side], said_by: Iterable[int]) -> list[str]:
    """Who they are: the author, or the file where nobody signed. Who sent two files is named once."""
    signed = (sides[side].author or sides[side].name if side else OURS for side in said_by)
    return list(dict.fromkeys(signed))


def folded(names: Sequence[str]) -> str:
    """ "张敏、李强", "张敏等 5 人": names that fit into a cell."""
    if len(names) <= _NAMED:
        return "、".join(names)
    return f"{names[0]}等 {len(names)} {'份' if names[0] == OURS else '人'}"


def strangers(plan: Plan) -> frozenset[int]:
    """The sides without a common version: whether they removed something, or never had it, nobody knows."""
    strange = {name for name, basis in plan.bases if basis.why == STRANGE}
    return frozenset(at for at, side in enumerate(plan.sides) if at and side.name in strange)


def is_passed_over(one: Decision, strange: Iterable[int]) -> bool:
    """Whether what a stranger lacks or left empty is not followed, and nobody is asked: it may have been meant."""
    if one.open or one.kind not in (ChangeKind.ADD, ChangeKind.SET):
        return False
    lacks = one.kind is ChangeKind.ADD
    return any(side not in one.sources and (one.texts[side] is None) is lacks for side in strange)
