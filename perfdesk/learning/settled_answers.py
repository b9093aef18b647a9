"""settled(answers, printed): the answers of the fixed rows such as they can stand beside each other."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from perfdesk.learning.answer import OWN, Answer, CellRole, answer
from perfdesk.learning.doubted_table import is_called_as_label
from perfdesk.model.fields import Owner
from perfdesk.model.keys import GOAL
from perfdesk.model.vocabulary import vocabulary

_OVERALL: Final = "goal_overall"
_MID_TERM: Final = "goal_mid"


def settled(answers: list[Answer], printed: frozenset[str]) -> Iterator[Answer]:
    """The answers without a key twice, and without a label taken for a value."""
    answers = _with_goal(answers)
    count = Counter((one.owner, one.key) for one in answers if one.role is CellRole.VALUE and _is_fields(one))
    seen: Counter[tuple[Owner, str]] = Counter()
    for one in answers:
        place = (one.owner, one.key)
        if one.role is CellRole.VALUE and not one.template and is_called_as_label(one.spot.text, printed):
            yield answer(one.spot, CellRole.LABEL, 0.6, "文字与栏目相同，不会是内容")
        elif one.role is CellRole.VALUE and _is_fields(one) and count[place] > 1:
            seen[place] += 1
            yield again(one, seen[place])
        else:
            yield one


def _with_goal(answers: list[Answer]) -> list[Answer]:
    """An overall goal that is the only one of an annex is the goal of its year."""
    keys = {one.key for one in answers}
    if _OVERALL not in keys or keys & {GOAL, _MID_TERM}:
        return answers
    told = "表里只有这一个目标，作为年度目标"
    return [replace(one, key=GOAL).doubted(told) if one.key == _OVERALL else one for one in answers]


def again(one: Answer, number: int) -> Answer:
    """The first of two of a key keeps it; both are to be looked at."""
    title = vocabulary().title(one.owner, one.key)
    doubted = one.doubted(f"“{one.title or title}”出现了不止一次", f"twice {one.owner} {one.key}")
    if number == 1:
        return doubted
    base = one.key if one.key.startswith(OWN) else OWN + one.key.replace(".", "_").replace("@", "_")
    key = f"{base}_{number}"
    template = one.template.replace(f"{{{one.key}}}", f"{{{key}}}")
    return replace(doubted, key=key, title=f"{one.title or title}{number}", template=template)


def _is_fields(one: Answer) -> bool:
    return one.owner in (Owner.PROJECT, Owner.DOCUMENT)
