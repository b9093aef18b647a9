"""plain(text): a printed label without what offices add to it, so that two spellings of one label are equal."""

import re
from functools import lru_cache
from typing import Final

from perfdesk.model.values import normal

# No label is longer, with all its spaces and line ends; a longer text is a value or a note.
LONGEST: Final = 60
_ENUMERATOR: Final = re.compile(
    r"^(?:\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十\d]{1,3}[、.．)](?!\d)|[①-⑳])"
)
_HEADING: Final = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）])[^\d。；;！？!?:：]{1,20}"
)
_MARKS: Final = re.compile(r"[★☆*※▲△●]")
_BRACKETS: Final = re.compile(r"\([^()]{0,24}\)")
# A bracket that tells fields apart stays: 主管部门(名称) is not 主管部门(代码).
_TELLING: Final = re.compile(r"\((?:名称|代码|编码|部门|单位|中期|年度|调整后)\)")
# Of these brackets the label before them says as much.
_ADDED: Final = re.compile(r"(?<=.)\((?:名称|部门|单位|年度)\)")
_YEAR: Final = re.compile(
    r"(?:19|20)(?:\d\d|[x×X*_]{2})(?:年(?!度(?:目标|绩效|总体|指标|资金|金额|预算))度?)?(?:[-—~至](?:19|20)?(?:\d\d)?(?:[x×X*+n]{0,4})年?)?"
)
# 1.资金来源：（1）财政性资金 is the first of several below a label of their own.
_OF_SEVERAL: Final = re.compile(
    r"^[^:()]{2,10}:(?=\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十\d]{1,3}[、.．)](?!\d)|[①-⑳])"
)
# Before a label that is a part of the one above it.
_PART: Final = re.compile(r"\s*其中\s*[:：]\s*")
# The months that an annex monitors; the ministry's are 1-7月 (财预〔2019〕136号).
_USUAL_MONTHS: Final = "1-7月"
_MONTHS: Final = re.compile(r"(?<!\d)1月?-(?:[2-9]|1[01])月[份底末]?|^截[-止](?:[2-9]|1[01])月(?:[份底末]|\d{1,2}日)?")
_LONG_OR_SHORT_DASH: Final = re.compile("[—–―－~至]")


def told(text: str) -> str:
    """A text as it is compared with itself: without white space."""
    return "".join(text.split())


def is_heading(text: str) -> bool:
    """Whether a text is a numbered heading, 四、主要做法, which says what follows and is no content."""
    return _HEADING.fullmatch(text.strip()) is not None


def usual_months(label: str) -> str:
    """A plain label with the months of the ministry's monitoring for those of another: 1-8月执行数 and 截至8月底执行数
    as 1-7月执行数. A whole year is not monitored."""
    return _MONTHS.sub(_USUAL_MONTHS, label)


def without_addition(label: str) -> str:
    """A plain label without a bracket that says nothing more: 主管部门(单位)名称 as 主管部门名称."""
    return _ADDED.sub("", label)


def part_marked(text: str) -> tuple[str, str]:
    """其中： before a label, and the rest; "" where the text begins otherwise, or says nothing more."""
    found = _PART.match(text)
    return (text[: found.end()], text[found.end() :]) if found and found.end() < len(text) else ("", text)


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """What counts of a label; "" of a text that is too long for one."""
    if len(text) > LONGEST:
        return ""
    printed = normal(text).replace("其它", "其他")
    short = _shortened(printed)
    return short or printed.strip(":")


def _shortened(printed: str) -> str:
    text = _MARKS.sub("", printed)
    text = _OF_SEVERAL.sub("", _ENUMERATOR.sub("", text))
    text = _ENUMERATOR.sub("", text).rstrip(":")
    kept = text if _TELLING.search(text) else _BRACKETS.sub("", text)
    kept = kept.rstrip(":").removeprefix("其中:").removeprefix("其中").removeprefix(":")
    kept = _ENUMERATOR.sub("", kept)
    without_year = _YEAR.sub("", kept)
    months = _LONG_OR_SHORT_DASH.sub("-", without_year if len(without_year) > 1 else kept)
    return months.strip(",，;；、")
