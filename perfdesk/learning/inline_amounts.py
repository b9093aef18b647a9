"""Amounts in one text with what they are called: 其中：财政拨款132万元; 全年共47万元，其中财政拨款42万元."""

import re
from typing import Final, NamedTuple

from perfdesk.learning import lexicon
from perfdesk.learning.labels import plain
from perfdesk.learning.money import funds_key, is_amount, money_in
from perfdesk.model.fields import Owner

_LONGEST: Final = 120
_TOTALS: Final = ("共", "共计", "总计", "合计", "全年共", "全年共计", "总额")
# What is called so, the number or the room for it, and its unit.
_AMOUNT: Final = re.compile(
    r"([^\d\s:：，,；;、_]{1,16}?)([:：]?)([ \u3000]*)(-?\d[\d,]*(?:\.\d+)?|_{2,}|[ \u3000]{2,})([ \u3000]*(?:万元|元))"
)
# Between two of them, and before the first: 项目资金： and 其中.
_BETWEEN: Final = re.compile(r"[ \u3000]*[，,；;、][ \u3000]*(?:其中[:：]?)?|其中[:：]?")
_LEADING: Final = re.compile(r"(?:([^\s:：]{2,12})[:：])?(?:其中[:：]?)?")
_END: Final = re.compile(r"[ \u3000。；;]*$")
_BLANK: Final = " \u3000_"


class Amounts(NamedTuple):
    """The text with a slot for each amount; key and label of each, and what stands there now."""

    template: str
    slots: tuple[tuple[str, str], ...]
    values: tuple[str, ...]


def amounts(text: str) -> Amounts | None:
    """The amounts of which a text consists; None where it says anything else, or one of them is not known."""
    if len(text) > _LONGEST or "{" in text:
        return None
    begin = _LEADING.match(text)
    assert begin is not None
    template, at = begin[0], begin.end()
    slots: list[tuple[str, str]] = []
    values: list[str] = []
    while found := _AMOUNT.match(text, at):
        if not (key := _key(found[1], of_money=bool(slots or begin[1]))):
            return None
        slots.append((key, found[1]))
        values.append(found[4].strip(_BLANK))
        template += f"{found[1]}{found[2]}{found[3]}{{{key}}}{found[5]}"
        between = _BETWEEN.match(text, found.end())
        template, at = template + (between[0] if between else ""), between.end() if between else found.end()
    is_whole = bool(slots) and _END.match(text, at) and len({key for key, _ in slots}) == len(slots)
    return Amounts(template + text[at:], tuple(slots), tuple(values)) if is_whole else None


def _key(label: str, *, of_money: bool) -> str:
    """The key of an amount by its label; of 共 and 财政 only where other words say that money is meant."""
    money = money_in(label)
    source = money.source or (lexicon.exact(lexicon.SHORT_SOURCES, label) if of_money else "")
    if not source and (plain(label) in _TOTALS and of_money):
        source = "total"
    if not source and is_amount(money.measure) and not lexicon.exact(Owner.PROJECT, label):
        source = "total"
    return funds_key(source, money.measure or "plan") if source else ""
