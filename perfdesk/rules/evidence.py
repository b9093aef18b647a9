"""The evidence of a finding as a small sum: which part of it is wrong.

Rules write the evidence as one line, for example "30.00 + 4.00 = 34.00 ≠ 35.00". Here the line is read again, so that
the screen and the reports can mark the part that does not agree. A line of another shape is shown as it is.
"""

import re
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple

# No sum that a rule writes is longer; what is longer is not read.
_LONGEST: Final = 2000
# 2.5 套 × 4.39 万元/套 = 10.98 万元，预算 43.38 万元，差 …: the stated amount behind the sum.
_STATED: Final = "，预算 "
_SIGNS: Final = (" + ", " × ", " ÷ ", " → ")
_RESULT: Final = re.compile(r" = (-?\d{1,20}(?:\.\d{1,8})?)(?![\d.])")


class SumShown(NamedTuple):
    """The evidence in three parts: what stands before the wrong part, the wrong part, what stands behind it. `wrong` is
    "" where nothing can be marked."""

    before: str
    wrong: str = ""
    after: str = ""

    @property
    def is_sum(self) -> bool:
        """Whether it is a calculation; else it cites a text."""
        return bool(self.wrong) or any(sign in self.before for sign in _SIGNS)

    @property
    def words(self) -> str:
        """One line of plain text with the wrong part in brackets."""
        return f"{self.before}【{self.wrong}】{self.after}" if self.wrong else self.before


def sum_shown(evidence: str) -> SumShown:
    """The evidence with its wrong part.

    Beside "≠" it is the right side, the amount that was stated. Beside ">" it is the left side, the amount that is too
    high. Behind a product it is the budget.
    """
    line = evidence[:_LONGEST]
    if line != evidence:
        return SumShown(evidence)
    before, unequal, stated = line.rpartition(" ≠ ")
    if unequal:
        return SumShown(before + unequal, stated)
    product, budget, rest = line.partition(_STATED)
    if budget and " = " in product:
        amount, comma, gap = rest.partition("，")
        return SumShown(f"{product}，", f"预算 {amount}", comma + gap)
    high, above, limit = line.partition(" > ")
    if above and high[:1].isdigit() and limit[:1].isdigit():
        return SumShown("", high, above + limit)
    return SumShown(evidence)


def adds_up_to(evidence: str) -> Decimal | None:
    """The result of a sum of at least two parts; None if the evidence is no such sum."""
    found = _RESULT.search(evidence[:_LONGEST])
    if found is None or " + " not in evidence[: found.start()]:
        return None
    try:
        return Decimal(found[1])
    except InvalidOperation:
        return None
