"""Which evidence an error about an indicator needs. What lacks it is said as a warning.

A rule that has found an error asks `as_sure`. The table says by which doubts the rule is not sure enough. A new rule
that speaks of errors about names and targets gets a row.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from perfdesk.rules.finding import Severity
from perfdesk.rules.reading import NO_NUMBER, Parsed, Reading, TargetKind, has_any, is_complaint
from perfdesk.rules.settings import settings

_PERIOD: Final = re.compile(r"\d月|月底|月末|季度|[上中下]旬|半年|年底|年末|[时日天周月年]内")
# What is said in so few characters says nothing exact: 长久, 若干年.
_FEW: Final = 4
_WITHIN: Final = re.compile("[之以]?内(.+)")


class Doubt(NamedTuple):
    """Something that an indicator may have that keeps a rule from being sure."""

    id: str
    holds: Callable[[Parsed], bool]


# ≥0.5个/户: each of many; the name may mean that. 3次/月 is no more than often, and 23元/平方米 is no share.
PER_MANY: Final = Doubt("per-many", lambda one: one.read.family != "money" and _is_of_things(one.read))
# 每百户汽车拥有率: the name says of how many.
MANY_IN_NAME: Final = Doubt("many-in-name", lambda one: one.name.of_many)
# 用水人数减少 5%: by which share something moved. 下降率 is a share whatever moved.
MOVED: Final = Doubt("moved", lambda one: one.read.family == "percent" and has_any(one.name.text, "changes"))
# 节约比例: by how much something became less.
LESSENED: Final = Doubt("lessened", lambda one: has_any(one.name.text, "lessens"))
# A bracket behind the name or words behind the unit that no grammar reads.
UNREAD: Final = Doubt("unread", lambda one: one.name.has_note or _has_rest(one))
# 保费补贴标准 80%: what is paid as a share of what somebody spends.
PAID_BY_SHARE: Final = Doubt(
    "paid-by-share", lambda one: one.read.family == "percent" and has_any(one.name.text, "paid_by_share")
)
# 集中培训时间 6期: sessions last, times (次) do not.
SESSIONS: Final = Doubt(
    "sessions", lambda one: one.name.kind == "time" and one.read.family == "times" and one.read.unit.name != "次"
)
# 出院人数 1.2万例: physicians count people by 例; nobody does by 起.
PATIENTS: Final = Doubt("patients", lambda one: one.name.text.endswith("人数") and one.read.unit.name == "例")
# 与房屋同寿命: words that say more than 长期.
OWN_WORDS: Final = Doubt("own-words", lambda one: one.read.kind in NO_NUMBER and not _is_vague(one))
# 6月底前支付金额: a number that is to be reached by a time.
TIME_IN_NAME: Final = Doubt("time-in-name", lambda one: _PERIOD.search(one.name.text) is not None)
# 认可人数: persons who say that they are content. 满意度 itself is a share.
OPINION: Final = Doubt("opinion", lambda one: one.name.kind != "satisfaction" and _is_opinion(one.name.text))
# 公用经费, 工资, 社会资本投入: of what is paid to people or put in, no less may be meant.
GUARANTEED: Final = Doubt(
    "guaranteed", lambda one: has_any(one.name.text, "guaranteed") or has_any(one.name.text, "paid_out")
)
# 负面舆情 stands under satisfaction; less of it is better.
NO_SATISFACTION: Final = Doubt(
    "no-satisfaction", lambda one: one.name.kind != "satisfaction" or is_complaint(one.name.text)
)
# 110分 of 120 is no percentage.
NO_PERCENT: Final = Doubt("no-percent", lambda one: one.read.unit.name not in ("", "%"))
# 毛入学率, 普及率 of telephones, 利用率 of beds may pass 100.
OPEN_SHARE: Final = Doubt("open-share", lambda one: has_any(one.name.text, "open_shares"))
# 单项采购限额 is a limit for one of many, and no cost of this year.
LIMIT: Final = Doubt("limit", lambda one: has_any(one.name.text, "limits"))

_BY_NAME: Final = (PER_MANY, MANY_IN_NAME, UNREAD)
ERRORS: Final[Mapping[str, tuple[Doubt, ...]]] = {
    "unit-mismatch": (*_BY_NAME, MOVED, PAID_BY_SHARE, SESSIONS, PATIENTS, OWN_WORDS),
    "class-mismatch": (*_BY_NAME, LESSENED, TIME_IN_NAME, OPINION),
    "direction cost": (GUARANTEED, UNREAD),
    "direction satisfaction": (NO_SATISFACTION,),
    "satisfaction-range": (NO_PERCENT, OPEN_SHARE, MOVED, UNREAD),
    "part-above-whole": (LESSENED, UNREAD, LIMIT),
    "cost-over-budget": (LESSENED, UNREAD, LIMIT),
}


def as_sure(case: str, severity: Severity, one: Parsed) -> Severity:
    """The severity, or a warning instead of an error where one of the case's doubts holds."""
    doubtful = severity is Severity.ERROR and any(doubt.holds(one) for doubt in ERRORS[case])
    return Severity.WARNING if doubtful else severity


def _is_of_things(read: Reading) -> bool:
    families = settings().family_of
    return any(families.get(per) != "time" for per in read.unit.per)


def _has_rest(one: Parsed) -> bool:
    """Whether words follow that no grammar reads: 98%(抽检), 10日内支付80%."""
    read = one.read
    if read.kind is TargetKind.TIME:
        behind = _WITHIN.search(read.text)
        return behind is not None and any(map(str.isdigit, behind[1]))
    return read.kind is TargetKind.NUMBER and any(mark in read.unit.written for mark in "(,;")


def _is_opinion(name: str) -> bool:
    return has_any(name, "opinions") or has_any(name, "bad_events")


def _is_vague(one: Parsed) -> bool:
    words, text = settings().words, one.read.text
    return len(text) <= _FEW or text.startswith(words["lasting"]) or text in words["vague"] or text in words["timeless"]
