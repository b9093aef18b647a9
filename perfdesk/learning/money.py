"""What labels say of money: its source, its measure, its phase."""

import re
from functools import cache
from typing import Final, NamedTuple

from perfdesk.learning import lexicon
from perfdesk.learning.labels import LONGEST, plain, usual_months
from perfdesk.model.fields import Owner
from perfdesk.model.keys import SCORE, WEIGHT
from perfdesk.model.values import normal
from perfdesk.model.vocabulary import phases, plan_keys, vocabulary

_PLAN: Final = "plan"
_MID: Final = "mid"
_OF_MONEY: Final = ("资金", "预算", "金额", "经费", "投资", "收入", "拨款")
_PAST: Final = re.compile(r"上年|上一年|去年|以前年|往年|历年|近三年|前三年|近两年|前两年")
_AMOUNTS: Final = frozenset((_PLAN, _MID, "initial", "adjusted", "received", "executed", "rate", "expected"))
_PROJECT: Final = "项目"
_YEAR_WORDS: Final = ("年度", "本年", "当年")
_BRACKET: Final = re.compile(r"\(([^()]{2,12})\)$")


class Money(NamedTuple):
    """The parts of funds.<source>.<measure> that a label names; "" what it does not."""

    source: str
    measure: str


def money_in(text: str) -> Money:
    """What a label says. 年度资金总额 is a source, and says by its phase which measure is meant; 资金总额（执行数）
    says it in its bracket."""
    source = lexicon.exact(lexicon.SOURCES, text)
    measure = lexicon.exact(lexicon.MEASURES, text) or _of_project(text)
    if not source:
        source = _without_phase(text)
    if source and (inner := _in_bracket(text)):
        return Money(source, inner)
    if source and not measure:
        measure = _phase(plain(text))
    return Money(source, measure + _months(plain(text)) if measure else "")


def says_this_year(text: str) -> bool:
    """Whether a label of money says that it is the money of the year, and not of all years of a project."""
    return plain(text).removeprefix(_PROJECT).startswith(_YEAR_WORDS)


def _of_project(text: str) -> str:
    """The measure of a label that says with it whose money it is: 项目当年预算."""
    label = plain(text)
    rest = label.removeprefix(_PROJECT)
    return lexicon.exact(lexicon.MEASURES, rest) if rest != label and says_this_year(text) else ""


def _in_bracket(text: str) -> str:
    """The measure that stands behind a source; a unit or a point (A) there is none."""
    found = _BRACKET.search(normal(text)) if len(text) <= LONGEST else None
    measure = lexicon.exact(lexicon.MEASURES, found[1]) if found else ""
    return measure + _months(plain(found[1])) if found and measure else ""


def _months(label: str) -> str:
    """@july of what was spent in the months that are monitored, which is not what the year will have spent."""
    usual = usual_months(label)
    return next((f"@{key}" for key, months in phases().items() if key != _MID and usual.startswith(months)), "")


def _without_phase(text: str) -> str:
    label = plain(text)
    for word in (*lexicon.mid_term_words(), *_YEAR_WORDS):
        if label.startswith(word) and (source := lexicon.exact(lexicon.SOURCES, label.removeprefix(word))):
            return source
    return ""


def _phase(label: str) -> str:
    if label.startswith(lexicon.mid_term_words()):
        return _MID
    return _PLAN if label.startswith(_YEAR_WORDS) else ""


def funds_key(source: str, measure: str) -> str:
    """The key: the plan of the usual sources has a short one."""
    return plan_keys()[source] if measure == _PLAN else f"funds.{source}.{measure}"


def is_amount(measure: str) -> bool:
    """Whether a measure alone says that money is meant: 执行数 does, and 得分 or 原因 do not."""
    return measure.partition("@")[0] in _AMOUNTS


def speaks_of_money(text: str) -> bool:
    """Whether a label over several others says that they are sources or amounts."""
    return any(word in text for word in _OF_MONEY)


def speaks_of_past(text: str) -> bool:
    """Whether a label over several others says that they are of years gone by; what was carried over is this year's."""
    return _PAST.search(text) is not None and "结转" not in text and "结余" not in text


@cache
def money_keys() -> frozenset[str]:
    """The keys of all sources in all measures."""
    return frozenset(plan_keys().values()) | {
        field.key for field in vocabulary().of(Owner.PROJECT) if field.key.startswith("funds.")
    }


def is_score_of_part(key: str) -> bool:
    """Whether a key is the points of one source: annexes give points only to the whole (财预〔2020〕10号)."""
    source, _, measure = key.removeprefix("funds.").partition(".")
    return key.startswith("funds.") and source != "total" and measure in (WEIGHT, SCORE)
