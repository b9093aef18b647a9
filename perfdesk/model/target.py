"""What a target (指标值) means: operator, number, unit, or several of them. Read on demand; the text never changes.

`Target.parse` reads one number, as the rules want it. `parts` reads a whole target of one or more numbers; equal
parts are what two spellings of one target have in common, by which merging tells whether anything differs.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from perfdesk.model.keys import OP, TARGET, UNIT_OF_MEASURE
from perfdesk.model.values import NUMBER, normal, number_of

# 万 and 亿 as they stand before 元; the factor leads to 元.
_MONEY_FACTORS: Final = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿元": Decimal(100_000_000),
}
_OPERATORS: Final = {
    "≥": "≥", ">=": "≥", "≧": "≥", "⩾": "≥", "不低于": "≥", "不少于": "≥", "不小于": "≥", "大于等于": "≥",
    "≤": "≤", "<=": "≤", "≦": "≤", "⩽": "≤", "不超过": "≤", "不高于": "≤", "不大于": "≤", "小于等于": "≤",
    "=": "=", "等于": "=",
    ">": ">", "大于": ">", "高于": ">",
    "<": "<", "小于": "<", "低于": "<",
}  # fmt: skip
# What stands before a number in prose only, or behind it. 以上, 以下 and 以内 include the number (Civil Code, 1259).
_WORDS_BEFORE: Final = _OPERATORS | {"至少": "≥", "不多于": "≤", "至多": "≤"}
_WORDS_BEHIND: Final = {
    "及以上": "≥", "以上": "≥", "及以下": "≤", "以下": "≤", "以内": "≤", "之内": "≤",
}  # fmt: skip


def _any_of(words: dict[str, str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_TARGET: Final = re.compile(
    f"(?P<operator>{_any_of(_OPERATORS)})?"
    rf"(?P<number>{NUMBER.pattern})(?P<unit>(?!.*[~\-–—至到]\d)[^\d,.].*)?",
    re.DOTALL,
)


# 2031年, 10月底前: a point in time, and no number of years or months.
_CALENDAR: Final = re.compile(r"(?:19|20)\d\d年|\d{1,2}[月日号]")


@dataclass(frozen=True, slots=True)
class Target:
    """A target of the shape operator, number, unit: "≤34.44万元" is ≤, 34.44, 万元. Absent parts are ""."""

    operator: str
    number: Decimal
    unit: str

    @classmethod
    def parse(cls, text: str) -> "Target | None":
        """None when the text is qualitative, a date, a range, or blank."""
        match = _TARGET.fullmatch(normal(text))
        if match is None:
            return None
        number = number_of(match["number"])
        if number is None:
            return None
        return cls(_OPERATORS.get(match["operator"] or "", ""), number, match["unit"] or "")

    def money(self, unit: str) -> Decimal | None:
        """The amount in `unit` ("万元"); None unless this is a plain sum of money (元/人 is a rate, not a sum)."""
        return in_unit(self.number, self.unit, unit)


def in_unit(number: Decimal, unit: str, into: str) -> Decimal | None:
    """A sum of money in another unit: 23000 元 is 2.3 万元; None if one of them is no unit of money."""
    one, other = _MONEY_FACTORS.get(unit), _MONEY_FACTORS.get(into)
    return None if one is None or other is None else number * one / other


def divided(text: str) -> tuple[str, str, str] | None:
    """Sign, number and unit of a target, as columns of their own show them: put together they are the text again. None
    of a target that is not so made, as a date and a range are not."""
    match = _TARGET.fullmatch(text.strip())
    unit = "" if match is None else match["unit"] or ""
    if match is None or any(map(str.isdigit, unit)) or _CALENDAR.match(match["number"] + unit):
        return None
    return match["operator"] or "", match["number"], unit


# What stands in a column of units where there is none.
_NO_UNIT: Final = ("/", "\\", "-", "—", "——", "无")


def whole_target(fields: Mapping[str, str]) -> str:
    """The target of an indicator as one text, ≥98%, also where sign and unit stand in columns of their own. A target
    that is no number has neither, and what its cell says itself is not said twice."""
    sign, unit = fields[OP], fields[UNIT_OF_MEASURE]
    if not (sign or unit):  # in almost all forms
        return fields[TARGET]
    text, sign, unit = fields[TARGET].strip(), sign.strip(), unit.strip()
    if not (sign or unit) or _TARGET.fullmatch(normal(text)) is None:
        return fields[TARGET]
    is_told = normal(text).startswith(tuple(_OPERATORS)) or normal(sign) not in _OPERATORS
    has_unit = text.endswith(unit) or unit in _NO_UNIT
    return f"{'' if is_told else sign}{text}{'' if has_unit else unit}"


# Longer ones are prose, of which the spelling is all that can be compared.
_LONGEST: Final = 500
# A unit may hold m2 and km3, which is what NFKC makes of ㎡ and km³, and no other digit.
_PART: Final = re.compile(
    f"(?P<operator>{_any_of(_WORDS_BEFORE)})?(?P<number>{NUMBER.pattern})"
    r"(?P<unit>(?:[A-Za-z]{1,2}[23](?!\d)|[^\d,.、;:~\-–—至到×*+]|[至到](?![\d≥≤<>=]))*)"
)
_BETWEEN: Final = re.compile(r"[,、;~\-–—至到×*+]")
_ALIKE_BETWEEN: Final = dict.fromkeys("~-–—至到", "~") | {"*": "×", ",": "、"}
# 2025.10 is October, 9.30前 the last day of September: there the nought at the end means something.
_MONTH: Final = re.compile(r"(?:19|20)\d\d\.10")
_DAY: Final = re.compile(r"(?:0?[1-9]|1[0-2])\.[123]0")
_NO_DATE: Final = re.compile("[元万亿千百%‰倍]")
_TIME: Final = re.compile("年|月|日|号|前|底|之前|之后|以前|起|止|完成|办结")


@dataclass(frozen=True, slots=True)
class Part:
    """One number of a target, with what stands between it and the one before: "30万元、15万元" has two."""

    between: str
    operator: str
    number: Decimal | str
    unit: str


@lru_cache(maxsize=20_000)
def parts(text: str) -> tuple[Part, ...] | None:
    """All numbers of a target that is nothing but numbers with their operators and units; None for anything else.
    1.80% and 1.8%, 1,000元 and 1000元, ≥90% and 不低于90% have equal parts.

    A sum in another unit (1.8万元, 18000元), a share instead of a percentage (0.9, 90%), and = where nothing stood have
    not: the form, or a rule, may want the one and not the other. What may be a date stays as written: its number is a
    text.
    """
    if len(text) > _LONGEST or "\n" in text.strip():
        return None  # where a line ends, one target ends, and the next number begins
    found = _matches(normal(text))
    # "1.50-2万元": what stands without a unit has that of the number behind it.
    units = [match["unit"] for _, match in found]
    for at in range(len(units) - 2, -1, -1):
        units[at] = units[at] or units[at + 1]
    return tuple(_part(*one, unit) for one, unit in zip(found, units, strict=True)) or None


def _matches(bare: str) -> list[tuple[str, re.Match[str]]]:
    """Each number with what stands before it; none if anything is left over."""
    found: list[tuple[str, re.Match[str]]] = []
    between, at = "", 0
    while (match := _PART.match(bare, at)) is not None:
        found.append((between, match))
        at = match.end()
        if at == len(bare):
            return found
        # 2025年6月 and 2人/10天 need nothing between them, 5 5 does.
        between = bare[at] if _BETWEEN.match(bare, at) else ""
        if not between and not match["unit"]:
            break
        at += len(between)
    return []


def _part(between: str, match: re.Match[str], counted: str) -> Part:
    """`counted` is the unit, or where there is none that of the next number."""
    operator, unit = _WORDS_BEFORE.get(match["operator"] or "", ""), match["unit"]
    behind = next((word for word in _WORDS_BEHIND if not operator and unit.endswith(word)), "")
    operator = operator or _WORDS_BEHIND.get(behind, "")
    number = None if _may_be_date(match["number"], operator, counted) else number_of(match["number"])
    written = match["number"] if number is None else number
    return Part(_ALIKE_BETWEEN.get(between, between), operator, written, unit.removesuffix(behind))


def _may_be_date(number: str, operator: str, unit: str) -> bool:
    if _MONTH.fullmatch(number):
        return not _NO_DATE.match(unit)
    return _DAY.fullmatch(number) is not None and (_TIME.match(unit) is not None if unit else not operator)
