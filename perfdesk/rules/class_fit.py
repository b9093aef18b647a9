"""相关性: what stands in a class must belong there, by its target and by its name."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.model.classes import class_of, twin_of
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.titles import shortened
from perfdesk.rules.certainty import as_sure
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.reading import (
    NO_NUMBER,
    Name,
    Parsed,
    Reading,
    TargetKind,
    has_any,
    is_complaint,
    name_and_target,
    parsed,
)
from perfdesk.rules.settings import settings

# How the classes of the table of heads are called.
_CLASS_TITLES: Final = {
    "output.quantity": "数量", "output.quality": "质量", "output.timeliness": "时效", "output.cost": "成本",
    "cost": "成本", "output": "产出", "benefit": "效益", "satisfaction": "满意度",
}  # fmt: skip
_DATE: Final = re.compile(r"20\d\d[年.]|\d月")
# What is counted: a number of people, of things, of a length.
_COUNTED: Final = ("person", "visit", "household", "length", "area", "weight", "volume")


def class_mismatch(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """Each class needs its own kind of target: 成本 money, 时效 a time, 数量 a count, 满意度 a percentage. Some
    names belong to one class whatever their target is."""
    for one in parsed(project):
        indicator, stranger = one.indicator, False
        for word, wanted, severity in _strangers(one):
            stranger = True
            now = f"“{shortened(indicator.name)}”的指标值“{indicator.whole_target.strip()[:20]}”"
            message = f"{word}指标应写{wanted}，{now}不是，请改写或换到合适的类别。"
            yield _at(word, as_sure("class-mismatch", severity, one), message, project, indicator)
        if not stranger and (fits := _other_class(one)):
            message = f"“{shortened(indicator.name)}”应放在{fits}指标里，现在的类别不合适。"
            yield _at(f"belongs {fits}", Severity.WARNING, message, project, indicator)


def _strangers(one: Parsed) -> Iterator[tuple[str, str, Severity]]:
    """The classes of an indicator that need another kind of target, each with the kind it needs."""
    if one.read.kind in NO_NUMBER:
        return
    for word, wanted, judge in _judges(one.classes):
        if (severity := judge(one.read, one.name)) is not None:
            yield word, wanted, severity


def _not_a_cost(read: Reading, name: Name) -> Severity | None:
    if read.family == "percent":
        return None if _is_share_of_cost(name) else Severity.ERROR
    if _is_count(read, name):
        return Severity.ERROR
    # 印刷费 that is told in copies is for unit-mismatch.
    counted = read.unit.name in settings().counts and read.unit.name not in ("分", "度") and name.kind != "cost"
    return Severity.WARNING if counted or read.family in ("person", "visit", "time") else None


def _is_count(read: Reading, name: Name) -> bool:
    """Whether name and unit both say that something is counted or measured."""
    return name.text.endswith(settings().words["counts_end"]) and (
        read.unit.name in settings().counts or read.family in _COUNTED
    )


def _is_share_of_cost(name: Name) -> bool:
    """Whether a percentage says how a cost moved, or how much of a cost goes for one thing."""
    if has_any(name.text, "money_words") or has_any(name.text, "lessens"):
        return True
    return name.kind == "deviation" or name.text.endswith(settings().words["cost_rates"])


def _not_a_time(read: Reading, name: Name) -> Severity | None:
    if read.family == "percent":
        # 审批时间压减 ≥60%: by how much a time is cut.
        if has_any(name.text, "in_time") or ("时" in name.text and has_any(name.text, "lessens")):
            return None
        unsure = name.text.endswith("率") and not has_any(name.text, "other_shares")
        return Severity.WARNING if unsure else Severity.ERROR
    if read.family == "money":
        return Severity.ERROR
    if read.rate or not _is_count(read, name):
        return None
    return Severity.WARNING if read.family in ("times", "case") else Severity.ERROR


def _not_a_count(read: Reading, name: Name) -> Severity | None:
    # 培训医师 9万元: what is done is no amount, unless the name says so (支付补贴资金).
    if read.family == "money" and not read.rate and name.kind == "" and not _is_of_money(name):
        return Severity.WARNING if name.text.startswith(settings().words["works"]) else None
    # 购置数量 that is told as a percentage is for unit-mismatch.
    if read.family == "percent":
        return (
            None
            if name.text.endswith(settings().words["counts_end"]) and not has_any(name.text, "changes")
            else Severity.WARNING
        )
    return Severity.WARNING if read.kind is TargetKind.TIME else None


def _is_of_money(name: Name) -> bool:
    return name.head is not None or has_any(name.text, "money_words") or has_any(name.text, "amounts")


def _not_a_quality(read: Reading, name: Name) -> Severity | None:
    is_date = read.kind is TargetKind.TIME and not read.is_period and _DATE.search(read.text) is not None
    done = _is_count(read, name) and name.text.startswith(settings().words["works"])
    return Severity.WARNING if is_date or done or (read.family == "money" and not read.rate) else None


def _not_a_satisfaction(read: Reading, name: Name) -> Severity | None:
    if read.family == "percent":
        other = name.text.endswith("率") and not has_any(name.text, "opinions")
        return Severity.WARNING if other else None
    if not read.family:
        return None
    if read.family in ("times", "case"):
        # The number of complaints says how satisfied people are; of other bad events it is odd, of works it is wrong.
        if is_complaint(name.text):
            return None
        return Severity.WARNING if has_any(name.text, "bad_events") else Severity.ERROR
    return Severity.ERROR


# The word of a class, the kind of target it needs, and a function that gives the severity if the target is of another
# kind.
_Judge = tuple[str, str, Callable[[Reading, Name], Severity | None]]
_CLASSES: Final[tuple[_Judge, ...]] = (
    ("成本", "金额", _not_a_cost),
    ("时效", "时间或及时率", _not_a_time),
    ("数量", "数量", _not_a_count),
    ("质量", "质量", _not_a_quality),
    ("满意度", "满意程度的百分比", _not_a_satisfaction),
)


@cache
def _judges(classes: frozenset[str]) -> tuple[_Judge, ...]:
    """Those of the classes that an indicator is in."""
    return tuple(one for one in _CLASSES if one[0] in classes)


def _other_class(one: Parsed) -> str:
    """The class in which an indicator belongs by its name, or a deadline by its target; "" if it stands right."""
    read = one.read
    if read.kind in (TargetKind.BLANK, TargetKind.NOT_APPLICABLE):
        return ""
    key = class_of(one.indicator.fields["level1"], one.indicator.fields["level2"])
    if not key:
        return ""
    wanted = one.name.head.classes if one.name.head is not None else ()
    # A form without 二级指标 says of a deadline only that it is an output.
    may_be = any(one.startswith(f"{key}.") for one in wanted)
    if wanted and not may_be and not key.startswith(wanted) and not twin_of(key).startswith(wanted):
        return _CLASS_TITLES.get(wanted[0], "")
    if key.startswith("benefit"):
        return _no_benefit(key, one)
    reduced = key in ("output.quantity", "output.quality") and one.name.text.startswith(_less())
    return "效益" if reduced and read.numbers and read.family != "percent" else ""


def _no_benefit(key: str, one: Parsed) -> str:
    """Where a deadline, or what was done with the money, belongs that stands among the benefits."""
    read, name = one.read, one.name.text
    if read.kind is TargetKind.TIME and not read.is_period and _DATE.search(read.text) is not None:
        return "时效"
    if read.kind is not TargetKind.NUMBER or read.family in ("percent", "money") or not read.unit.name:
        return ""
    if _is_work(name):
        return "产出"
    return "产出或社会效益" if key == "benefit.ecological" and not _of_nature().search(name) else ""


def _is_work(name: str) -> bool:
    """Whether a name counts what was done: 举办培训班期数, 新建道路里程."""
    return name.startswith(settings().words["works"]) and name.endswith(settings().words["works_counted"])


@cache
def _less() -> tuple[str, ...]:
    return settings().words["lessened"]


@cache
def _of_nature() -> re.Pattern[str]:
    """The words of which a benefit for nature has at least one."""
    return re.compile("|".join(map(re.escape, settings().words["nature"])))


def _at(case: str, severity: Severity, message: str, project: Project, indicator: Indicator) -> Finding:
    place, evidence = (project.id, indicator.id, "target"), name_and_target(indicator)
    return Finding("class-mismatch", severity, message, *place, evidence, facts=(case, indicator.name))
