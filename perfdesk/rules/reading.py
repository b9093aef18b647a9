"""How rules read a target: what kind of thing it states, and what kind of thing its unit counts."""

import re
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from perfdesk.model.document import Indicator
from perfdesk.model.target import Target
from perfdesk.model.titles import shortened
from perfdesk.model.values import normal
from perfdesk.rules.settings import settings

_DAY: Final = r"\d{1,2}[日号]|底|末|初|[上中下]旬"
_BEFORE: Final = "前|以前|之前|底前|内"
_DATE: Final = re.compile(rf"(?:截至|至|于)?20\d\d年(?:\d{{1,2}}月(?:{_DAY})?)?(?:{_BEFORE}|底|末)?")
_MONTH: Final = re.compile(rf"(?:每年|当年|次年|每季度|每月)?\d{{1,2}}[月日号](?:{_DAY}|前)*(?:{_BEFORE})?")
_IN_TIME: Final = re.compile(
    r"\d+个?(?:工作日|天|日|小时|分钟|月|周|季度|年)[之以]?内.*|.*(?:前|之前|以前|底前)(?:完成|办结|到位)?"
)
_ENOUGH: Final = 200
_WHOLE: Final = 20_000
_MOST_REMEMBERED: Final = 100_000


_RANGE: Final = re.compile(r"(\d[\d.,]*)([^\d~～\-–—至]{0,6})(?:[~～\-–—至]|到)\d[\d.,]*([^\d].{0,9}|)")


class TargetKind(StrEnum):
    """What a target states."""

    BLANK = "blank"
    NUMBER = "number"
    RANGE = "range"
    TIME = "time"
    WORDS = "words"


class Reading(NamedTuple):
    """A target as rules see it. `family` is what its unit counts: money, percent, person, visit, times, time; "" for
    a unit of no known family or none. `rate` tells that the unit is one per another (元/人)."""

    kind: TargetKind
    target: Target | None
    family: str = ""
    rate: bool = False


@lru_cache(maxsize=50_000)
def reading(text: str) -> Reading:
    """Reads a target; anything that is neither number nor time is words."""
    bare = normal(text[:_ENOUGH])
    if not bare:
        return Reading(TargetKind.BLANK, None)
    has_digit = any(map(str.isdigit, bare))
    if has_digit and any(pattern.fullmatch(bare) for pattern in (_DATE, _MONTH, _IN_TIME)):
        return Reading(TargetKind.TIME, None, "time")
    target = Target.parse(bare)
    if target is not None:
        return Reading(TargetKind.NUMBER, target, *_family(target.unit))
    if between := _RANGE.fullmatch(bare):
        return Reading(TargetKind.RANGE, None, *_family(between[3] or between[2]))
    return Reading(TargetKind.WORDS, None)


def _family(unit: str) -> tuple[str, bool]:
    parts = [part for part in re.split("[/每·]", unit) if part]
    if not parts:
        return "", False
    families = settings().family_of
    # 发生率, 人左右: what the unit ends or begins with says what it counts.
    first = families.get(parts[0]) or (
        "percent" if parts[0].endswith("率") else families.get(parts[0].rstrip("左右以内上下"))
    )
    return first or "", len(parts) > 1


class _Plain(dict[str, str]):
    """Remembers `normal` of texts. A lookup costs a fifth of a call, and the rules ask three million times for a
    large book."""

    def __missing__(self, text: str) -> str:
        made = normal(text[:_WHOLE])
        if len(text) < _ENOUGH:
            if len(self) >= _MOST_REMEMBERED:
                self.clear()
            self[text] = made
        return made


plain: Final[Callable[[str], str]] = _Plain().__getitem__
"""`normal`, remembered: every rule asks it of the same names and values. Of a text that goes on and on, the beginning
tells enough."""


def name_and_target(indicator: Indicator) -> str:
    """ "年服务费 = ≤9万元": an indicator as evidence shows it."""
    return f"{shortened(indicator.name)} = {shortened(indicator.target)}"


def is_class(indicator: Indicator, word: str) -> bool:
    """Whether one of an indicator's two levels contains this word: 成本, 时效, 数量, 满意度, 效益."""
    fields = indicator.fields  # the properties of an indicator would be half of the time
    return word in fields["level1"] or word in fields["level2"]


def has_any(text: str, words: str) -> bool:
    """Whether a text contains one of the words in a list of the settings."""
    return any(word in text for word in settings().words[words])
