"""settled(answers, printed): the answers of the fixed rows such as they can stand beside each other."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from perfdesk.learning.answer import Answer, CellRole, answer
from perfdesk.learning.doubted_table import is_called_as_label
from perfdesk.model.fields import OWN, Owner
from perfdesk.model.keys import DEPARTMENT_NAME, GOAL, NAME, UNIT_NAME
from perfdesk.model.vocabulary import vocabulary

_OVERALL: Final = "goal_overall"
_MID_TERM: Final = "goal_mid"
_DUTY: Final = "duty"
_FILL_DATE, _FILL_UNIT = "fill_date", "fill_unit"


def settled(answers: list[Answer], printed: frozenset[str]) -> Iterator[Answer]:
    """The answers without a key twice, and without a label taken for a value."""
    answers = _with_filling_unit(_with_department(_with_goal(answers)))
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


def _with_department(answers: list[Answer]) -> list[Answer]:
    """The unit of an annex that says what a department does, and names no project, is that department."""
    keys = {one.key for one in answers}
    if _DUTY not in keys or keys & {NAME, DEPARTMENT_NAME}:
        return answers
    return [_department(one) if one.key == UNIT_NAME and not one.template else one for one in answers]


def _department(one: Answer) -> Answer:
    return replace(one, owner=Owner.DOCUMENT, key=DEPARTMENT_NAME).doubted("表里没有项目名称，这里可能是部门名称")


def _with_filling_unit(answers: list[Answer]) -> list[Answer]:
    """The unit beside the date on which the annex was filled in is the one that did it."""
    rows = {one.spot.row for one in answers if one.key == _FILL_DATE and one.template}
    return [_filling(one) if one.key == UNIT_NAME and one.template and one.spot.row in rows else one for one in answers]


def _filling(one: Answer) -> Answer:
    template = one.template.replace(f"{{{UNIT_NAME}}}", f"{{{_FILL_UNIT}}}")
    made = replace(one, owner=Owner.DOCUMENT, key=_FILL_UNIT, template=template)
    return made.doubted("和填报日期在一行，是填报的单位")


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
