"""printed_unit(parts, below): in which unit of money an annex asks for its amounts, as it prints it itself: 单位：元
above the table or in a cell, 资金总额（元） as a label, 元 behind an amount."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from perfdesk.learning.answer import PRINTED, Answer
from perfdesk.learning.form_parts import FormPart
from perfdesk.learning.money import money_in, speaks_of_money
from perfdesk.model.fields import Owner

_UNIT: Final = r"(?:人民币)?([百千]?[万亿]?元)"
_SAID: Final = re.compile(rf"(?:^|[\s（(，,；;])(?:金额|资金|货币|计量)?单\s*位[:：]\s*{_UNIT}(?![\w/])")
_OF_LABEL: Final = re.compile(rf"[(（](?:单位[:：])?{_UNIT}[)）]")
_BEHIND: Final = re.compile(rf"\}}\s*{_UNIT}(?![\w/])")


def printed_unit(parts: Iterable[FormPart], below: Iterable[str]) -> str:
    """The unit; "" if the annex does not say it. What it says of all amounts goes before what it says of one."""
    parts = tuple(parts)
    answers = [one for part in parts for one in part.table.answers if one.spot.row in part.rows]
    lines = (*(line for part in parts for line in part.above), *below, *(one.spot.text for one in answers))
    if said := next((found[1] for line in lines if (found := _SAID.search(line))), ""):
        return said
    units = Counter(_of_labels(answers)) or Counter(_behind_amounts(answers))
    return max(units, key=lambda unit: units[unit], default="")


def _of_labels(answers: Iterable[Answer]) -> Iterator[str]:
    """The units in labels of money. A target or a price of one may be in another."""
    for one in answers:
        text = one.spot.text
        if one.role in PRINTED and (any(money_in(text)) or speaks_of_money(text)) and (found := _OF_LABEL.search(text)):
            yield found[1]


def _behind_amounts(answers: Iterable[Answer]) -> Iterator[str]:
    for one in answers:
        if one.owner is Owner.PROJECT and one.template:
            yield from _BEHIND.findall(one.template)
