"""Labels that nobody listed and that are put together of words which say what they mean: 县级 + 财政 + 补助资金,
1-7月 + 支出数, 县 + 财政局意见, 立项背景 + 及 + 依据."""

import re
from collections.abc import Container, Iterator, Mapping
from functools import cache
from typing import Final

from perfdesk.learning.lexicon_file import lexicon_file
from perfdesk.model.vocabulary import phases

_MID: Final = "mid"
_OF_BUDGET: Final = ("财政预算", "财政", "预算内", "预算", "")
_AMOUNT: Final = "数"
# 支出 alone may be anything, and 全年支出 is what was spent.
_SHORTEST: Final = 4
_OPINION: Final = "意见"
_AND: Final = re.compile("[及和与]")
# 目标偏差较大或未完成的原因分析
_MISSED: Final = re.compile(r"(?:偏差|偏离|未完成|未达|未实现).*原因(?:分析|说明)?(?:[及和与].{0,2}(?:措施|建议))?$")
_LONGEST_REASON: Final = 20


def source(label: str, givers: Mapping[str, str]) -> str:
    """The key of a source of money that is told by who gives it and by a word for money; "" of another label."""
    giver = next((one for one in _longest_first(givers) if label.startswith(one)), "")
    rest = label.removeprefix(giver)
    kinds = lexicon_file().kinds_of_money
    of_budget = any(rest.startswith(one) and rest.removeprefix(one) in kinds for one in _OF_BUDGET)
    return givers[giver] if giver and of_budget else ""


def measure(label: str, known: Mapping[str, str]) -> str:
    """The key of a measure that is known with 数 behind it, or without the months before it; "" of another label."""
    months = next((one for key, one in phases().items() if key != _MID and label.startswith(one)), "")
    rest = label.removeprefix(months)
    if months and (key := known.get(rest, "") or known.get(rest + _AMOUNT, "")):
        return key
    return known.get(label + _AMOUNT, "") if len(label) >= _SHORTEST else ""


def usual_years(label: str) -> str:
    """实施周期目标 as 实施期目标; a word for the years alone asks how long the project lasts, and stays."""
    usual, *others = lexicon_file().project_years
    found = max((one for one in others if label.startswith(one) and label != one), key=len, default="")
    return usual + label.removeprefix(found) if found else ""


def asks_why_missed(label: str) -> bool:
    """Whether a label asks why a goal was missed, however it says so."""
    return len(label) <= _LONGEST_REASON and _MISSED.search(label) is not None


def opinion(label: str, known: Mapping[str, str]) -> str:
    """The key of an opinion that is known without the place whose office gives it; "" of another label."""
    if not label.endswith(_OPINION):
        return ""
    rests = (label.removeprefix(place) for place in lexicon_file().places if label.startswith(place))
    return next(filter(None, (known.get(rest, "") for rest in rests)), "")


def joined(label: str, known: Container[str]) -> Iterator[str]:
    """Shorter labels that say what one of two words joined says: 立项背景及依据 says 立项背景, or 立项依据.
    Two that are known each by itself, as in 存在问题和改进措施, say two things."""
    found = _AND.search(label)
    if found is None or label[found.end() :] in known:
        return
    first, second = label[: found.start()], label[found.end() :]
    yield first
    yield from (first[:end] + second for end in range(len(first) - 2, 1, -1))


@cache
def _sorted(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(words, key=len, reverse=True))


def _longest_first(words: Mapping[str, str]) -> tuple[str, ...]:
    return _sorted(tuple(words))
