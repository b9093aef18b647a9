"""The grammar of targets (指标值): what a text states, read once for all rules.

    target = [operator] number [scale] [unit] ["/" many]… [operator behind], or a range or a list of these, or a time, a
    comparison, a standard, "not applicable", a blank of a template, a unit alone, or words

A target is judged by its beginning. What was read prints as a text that is read the same again.
"""

import re
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from perfdesk.model.target import Target
from perfdesk.model.values import NUMBER, number_of
from perfdesk.rules.plain import plain
from perfdesk.rules.settings import settings

ENOUGH: Final = 200
_MOST_IN_A_LIST: Final = 12

# Words before a number. 达到 states the least that is wanted, 控制在 the most.
BEFORE: Final = {
    "≥": "≥", ">=": "≥", "≧": "≥", "⩾": "≥", "不低于": "≥", "不少于": "≥", "不小于": "≥", "不低": "≥", "大于等于": "≥",
    "大于或等于": "≥", "至少": "≥", "达到": "≥", "达": "≥", "最低": "≥",
    "≤": "≤", "<=": "≤", "≦": "≤", "⩽": "≤", "不超过": "≤", "不高于": "≤", "不大于": "≤", "小于等于": "≤",
    "小于或等于": "≤", "不多于": "≤", "至多": "≤", "最高": "≤", "不突破": "≤", "控制在": "≤", "不超": "≤",
    "=": "=", "等于": "=", ">": ">", "大于": ">", "高于": ">", "超过": ">", "多于": ">",
    "<": "<", "小于": "<", "低于": "<", "少于": "<", "约": "≈", "≈": "≈", "大约": "≈", "近": "≈",
}  # fmt: skip
# Words behind a number. 以上, 以下 and 以内 include the number (Civil Code, 1259).
_BEHIND: Final = {
    "及以上": "≥", "以上": "≥", "及以下": "≤", "以下": "≤", "以内": "≤", "之内": "≤", "左右": "≈", "上下": "≈",
}  # fmt: skip
_AROUND: Final = "★☆※▲●"


def _any_of(words: dict[str, str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_SIGNS: Final = re.compile(f"(?:{_any_of(BEFORE)})+")
_ITEM: Final = re.compile(
    f"(?P<operator>{_any_of(BEFORE)})?(?P<number>{NUMBER.pattern})(?P<unit>(?!.*[~～\\-–—至到]\\d)[^\\d,.].*)?"
)
_RANGE: Final = re.compile(
    rf"(?P<operator>{_any_of(BEFORE)})?(?P<low>{NUMBER.pattern})(?P<first>[^\d~～\-–—至,年月前底]{{0,6}}?)(?:[~～\-–—至]|到)"
    rf"(?P<high>{NUMBER.pattern})(?P<unit>[^\d].{{0,9}}|)"
)
_BETWEEN: Final = re.compile(r"[、;且]|,(?!\d{3}(?!\d))")

_DAY: Final = r"\d{1,2}[日号]|底|末|初|[上中下]旬"
_ENDS: Final = "前|以前|之前|底前|内"
_DONE: Final = "完成|办结|到位|完工|竣工|交付|发放到位|完成验收|开工"
_DIGITS: Final = {one: str(at % 10) for at, one in enumerate("零一二三四五六七八九〇")}
_OF_A_HUNDRED: Final = re.compile(
    "百分之(?P<whole>百|[一二三四五六七八九]?十[一二三四五六七八九]?|[零一二三四五六七八九])"
    "(?P<part>点[零〇一二三四五六七八九]{1,2})?(?![零〇一二三四五六七八九十百千点])"
)
_YEAR: Final = r"20\d\d年"
_TIMES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:截至|至|于)?{_YEAR}(?:\d{{1,2}}月(?:{_DAY})?)?(?:{_ENDS}|底|末)?(?:{_DONE})?",
        rf"(?:每年|当年|次年|每季度|每月)?\d{{1,2}}[月日号](?:{_DAY}|前)*(?:{_ENDS})?(?:{_DONE})?",
        r"\d+个?(?:工作日|天|日|小时|分钟|月|周|季度|年)[之以]?内.*|.*(?:前|之前|以前|底前)(?:完成|办结|到位)?",
        rf"20\d\d[./-](?:0?[1-9]|1[0-2])(?:[./-](?:0?[1-9]|[12]\d|3[01]))?(?:{_ENDS}|底|日|月)*(?:{_DONE})?",
    )
)
_PERIOD: Final = re.compile(
    rf"(?:{_YEAR}|20\d\d\.)?\d{{1,2}}(?:月(?:\d{{1,2}}日)?)?[~～\-–—至到](?:{_YEAR}|20\d\d\.)?\d{{1,2}}"
    rf"(?:月(?:\d{{1,2}}日)?)(?:底|末|{_ENDS})?|{_YEAR}[~～\-–—至到]{_YEAR}(?:底|末)?"
)
_IN_WORDS: Final = re.compile(
    rf"(?:{_YEAR}|本年|当年)?(?:第?[一二三四]季度|[上下]半年|(?:十[一二]?|[一二三四五六七八九])月份?)(?:底|末|{_ENDS})*(?:{_DONE})?"
)
_OR_LATER: Final = re.compile(r"(?:不晚于|不迟于|早于|≤|<|≥|=)(?=(?:20\d\d年|\d{1,2}月(?:\d|底|末|前|[上中下]旬)))")
_TEMPLATE: Final = re.compile(r"\*\*|××|_{2,}|(?<![A-Za-z])[Xx]{2,}(?![A-Za-z])|^[*★☆×□]+$|…{2,}$")
_NOT_APPLICABLE: Final = re.compile("(?:不适用|不涉及|无|无此类?(?:效益|影响|指标|项)|无相关(?:内容|指标)|暂无|N/?A)")
_COMPARED: Final = re.compile(
    "(?:不低于|不高于|高于|低于|优于|超过|多于|少于|不超过|不少于|达到|较|比|同比)"
    "[^,。;]{0,16}?(?:平均|上年|去年|往年|同期|上一年|年初|预期|基期|基准|水平|定额|均值|增长|下降|减少|提高)"
)
_STANDARD: Final = re.compile(
    r"(?:GB|HJ|DB|JGJ|CJJ|JTG|ISO)[/A-Z]*\d*|[IVX]{1,4}类|[一二三四五甲乙丙1-5][类级等]|《[^》]{2,60}》|(?:国家|行业|地方|国标|验收|设计)[^,。]{0,6}标准"
)
_SCALE: Final = re.compile("[十百千万亿]{1,2}(?=.)")
_PER: Final = re.compile("[/每·]")
_ONLY_SCALE: Final = ("万", "亿", "千", "百万", "千万")
_PARTS: Final = re.compile("[,;(]?(?:其中|包括|包含)[:,]?|[,;(]含(?!税)[:,]?")
_MONEY: Final = re.compile(rf"({NUMBER.pattern})(亿元|万元|元)(?![/每·])")


class TargetKind(StrEnum):
    """What a target states."""

    BLANK = "blank"
    NUMBER = "number"
    RANGE = "range"
    LIST = "list"
    TIME = "time"
    COMPARED = "compared"
    STANDARD = "standard"
    NOT_APPLICABLE = "not-applicable"
    TEMPLATE = "template"
    UNIT = "unit"
    WORDS = "words"


class Unit(NamedTuple):
    """A unit as it is `written`; what that means: `scale` (万), canonical `name`, `family`, and `per` (人, 月)."""

    written: str
    scale: str = ""
    name: str = ""
    family: str = ""
    per: tuple[str, ...] = ()


_NO_UNIT: Final = Unit("")


class Reading(NamedTuple):
    """A target as rules see it.

    `target` is there if the target is one number. `numbers` are all of a range or a list, and `shares` the parts that
    are named behind "其中". `family` is what the unit counts: money, percent, person, visit, times, time, …; "" for a
    unit of no known family or none. `rate` tells that the unit is one per another (元/人). `text` is what was read, as
    it is printed.
    """

    kind: TargetKind
    target: Target | None
    family: str = ""
    rate: bool = False
    unit: Unit = _NO_UNIT
    numbers: tuple[Target, ...] = ()
    shares: tuple[Decimal, ...] = ()
    is_period: bool = False
    text: str = ""


@lru_cache(maxsize=4096)
def reading(text: str) -> Reading:
    """Reads a target. Of a text that goes on and on, the beginning tells enough."""
    bare = plain(text[:ENOUGH])[:ENOUGH]
    read = _read(bare)
    # What is printed of it must say the same: 5月左右 is no month once the word stands in front.
    if read.text != bare and _read(read.text) != read:
        return Reading(TargetKind.WORDS, None, text=bare)
    return read


def _per_cent(match: re.Match[str]) -> str:
    """百分之九十八点五 in digits: 98.5%."""
    tens, ten, ones = match["whole"].partition("十")
    whole = f"{_DIGITS.get(tens, 1)}{_DIGITS.get(ones, 0)}" if ten else _DIGITS.get(tens, "100")
    part = "".join(_DIGITS[one] for one in (match["part"] or "点")[1:])
    return f"{whole}.{part}%" if part else f"{whole}%"


def _read(bare: str) -> Reading:
    text = _OF_A_HUNDRED.sub(_per_cent, bare) if "百分之" in bare else bare
    text = text.lstrip(_AROUND) or text
    if not text:
        return Reading(TargetKind.BLANK, None)
    if _TEMPLATE.search(text):
        return Reading(TargetKind.TEMPLATE, None, text=text)
    if _NOT_APPLICABLE.fullmatch(text):
        return Reading(TargetKind.NOT_APPLICABLE, None, text=text)
    return _time(text) or _numbers(text) or _no_number(text)


def _time(text: str) -> Reading | None:
    """A date, a deadline or a period."""
    rest = _OR_LATER.sub("", text, count=1)
    is_period = _PERIOD.fullmatch(rest) is not None
    has_digit = any(map(str.isdigit, rest))
    dated = has_digit and any(pattern.fullmatch(rest) for pattern in _TIMES)
    if is_period or dated or _IN_WORDS.fullmatch(rest):
        return Reading(TargetKind.TIME, None, "time", is_period=is_period, text=text)
    return None


def _numbers(text: str) -> Reading | None:
    """One number, a range, a list, or a whole with its parts."""
    whole, *parts = _PARTS.split(text, maxsplit=1)
    if parts and (one := _item(whole)) is not None:
        return _single(one, text, tuple(_shares(parts[0], one)))
    if (one := _item(text)) is not None:
        return _single(one, _printed(one))
    if between := _RANGE.fullmatch(text):
        return _range(between)
    return _list(text)


def _item(text: str) -> Target | None:
    """A number with its unit and operator, which may stand before or behind."""
    match = _ITEM.fullmatch(text)
    number = None if match is None else number_of(match["number"])
    if match is None or number is None or _BETWEEN.search(match["unit"] or ""):
        return None
    operator, unit = BEFORE.get(match["operator"] or "", ""), match["unit"] or ""
    while behind := next((word for word in _BEHIND if unit.endswith(word)), ""):
        operator, unit = operator or _BEHIND[behind], unit.removesuffix(behind)
    return Target(operator, number, unit)


def _single(one: Target, text: str, shares: tuple[Decimal, ...] = ()) -> Reading:
    unit = unit_of(one.unit)
    return Reading(TargetKind.NUMBER, one, unit.family, bool(unit.per), unit, (one,), shares, text=text)


def _shares(text: str, whole: Target) -> list[Decimal]:
    """The amounts behind 其中 in the unit of the whole; money in any unit of money."""
    if whole.unit and unit_of(whole.unit).family != "money":
        same = re.findall(rf"({NUMBER.pattern}){re.escape(whole.unit)}", text)
        return [Decimal(number.replace(",", "")) for number in same]
    found = (
        Target("", Decimal(number.replace(",", "")), unit).money(whole.unit) for number, unit in _MONEY.findall(text)
    )
    return [one for one in found if one is not None]


def _range(match: re.Match[str]) -> Reading | None:
    low, high = number_of(match["low"]), number_of(match["high"])
    if low is None or high is None:
        return None
    behind = next((word for word in _BEHIND if match["unit"].endswith(word)), "")
    written, operator = match["unit"].removesuffix(behind), BEFORE.get(match["operator"] or "", "")
    unit = unit_of(written or match["first"])
    ends = (Target(operator, low, match["first"] or written), Target(operator, high, unit.written))
    text = f"{operator}{low:f}{match['first']}~{high:f}{written}"
    return Reading(TargetKind.RANGE, None, unit.family, bool(unit.per), unit, ends, text=text)


def _list(text: str) -> Reading | None:
    pieces = [piece for piece in _BETWEEN.split(text) if piece]
    if not 2 <= len(pieces) <= _MOST_IN_A_LIST:
        return None
    items = [_item(piece) for piece in pieces]
    numbers = tuple(one for one in items if one is not None)
    if len(numbers) < len(pieces):
        return None
    unit = unit_of(numbers[-1].unit)
    text = "、".join(map(_printed, numbers))
    return Reading(TargetKind.LIST, None, unit.family, bool(unit.per), unit, numbers, text=text)


def _printed(one: Target) -> str:
    return f"{one.operator}{one.number:f}{one.unit}"


def _no_number(text: str) -> Reading:
    rest = _SIGNS.sub("", text, count=1) or text
    unit = unit_of(rest.strip("/()"))
    if rest in _ONLY_SCALE or is_unit(rest.strip("/()")):
        return Reading(TargetKind.UNIT, None, unit.family, bool(unit.per), unit, text=text)
    if _COMPARED.match(text):
        return Reading(TargetKind.COMPARED, None, text=text)
    if _STANDARD.search(text):
        return Reading(TargetKind.STANDARD, None, text=text)
    return Reading(TargetKind.WORDS, None, text=text)


def is_unit(text: str) -> bool:
    """Whether a text is nothing but a unit: 元/人·月, 万人."""
    known = settings().unit
    scaled = _SCALE.match(text)
    return known.fullmatch(text) is not None or (scaled is not None and known.fullmatch(text, scaled.end()) is not None)


@lru_cache(maxsize=4096)
def unit_of(written: str) -> Unit:
    """What a unit means: of 万元/人/月 the family is money, and it is for each 人 and 月."""
    parts = [part for part in _PER.split(written) if part]
    if not parts:
        return Unit(written)
    families, names = settings().family_of, settings().unit_names
    first, scale = parts[0], ""
    if first not in families and (scaled := _SCALE.match(first)):
        scale, first = scaled[0], first[scaled.end() :]
    if first[:1] in ("%", "‰"):
        # %及格, %(含): the words behind the sign belong to no unit.
        return Unit(written, scale, first[0], "percent", tuple(parts[1:]))
    # 发生率, 人/次: what the unit ends in says what it counts.
    family = families.get(first) or ("percent" if first.endswith("率") else "")
    return Unit(written, scale, names.get(first, first), family, tuple(parts[1:]))
