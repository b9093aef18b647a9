"""适当性: the unit of a target must answer the head word of its name."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import SetFields
from perfdesk.model.titles import shortened
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.reading import NO_NUMBER, Name, Reading, TargetKind, has_any, name_and_target, parsed
from perfdesk.rules.settings import HeadWords, settings

_TITLES: Final = {
    "money": "金额", "percent": "百分比", "person": "人数", "visit": "人次", "times": "次数", "time": "时间",
    "case": "次数", "length": "长度", "area": "面积", "volume": "体积", "weight": "重量", "household": "户数",
}  # fmt: skip
_TEN, _HUNDRED = Decimal(10), Decimal(100)
# More points than any share gains: a share itself is meant.
_MANY_POINTS: Final = 50
# A part of a cost, such as the fee of an agent, is often told as a share that it may not pass.
_SMALL_SHARE: Final = 30
_COUNTED: Final = re.compile("([^数分度])数$")
_MANY_IN_NAME: Final = re.compile(
    "(?:每|[百千万亿])[百千万]*(?:人|户|车|公里|元|次|台|辆|名|例|平方|头|亩|学生|职工|居民|工时|小时|架次|吨|件|份|床)"
)
# What is counted by 户 or 家 is counted by these too.
_LIKE_HOUSEHOLDS: Final = ("个", "所", "处")
_ZERO: Final = "[0零]"
_ZERO_RATE: Final = re.compile(
    rf"{_ZERO}\D{{0,6}}率|\D{{0,6}}率(?:为|是|达到|=)?{_ZERO}(?:起|次|例|件|宗|人)?|\D{{0,6}}率(?:为|是)零"
)


def unit_mismatch(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The unit must fit the last word of the name: 率 needs %, 人数 needs 人, 户数 no money."""
    for indicator, name, read, classes in parsed(project):
        if gap := _other_than_percent(name, read):
            yield _no_percent(project, indicator, read, *gap)
            continue
        severity, wanted = _judged(name, read, classes)
        if severity is not None:
            now = indicator.target.strip()[:20]
            message = f"“{shortened(indicator.name)}”的指标值应是{wanted}，现在是“{now}”，请改指标值或改指标名称。"
            yield _at("unit-mismatch", "family", severity, message, project, indicator)


def _other_than_percent(name: Name, read: Reading) -> tuple[str, Decimal | None] | None:
    """The case, and the percentage that is meant, of a share that is written in another unit: 0.95比例, 9成, 95分,
    97百分点. None if the unit is no stand-in for %."""
    target, unit = read.target, read.unit.written
    if target is None or read.rate or not unit:
        return None
    is_share = name.head is not None and name.head.answers == {"percent"}
    if unit == "比例" and target.number <= 1:
        return "share", target.number * _HUNDRED
    if not is_share:
        return None
    if unit == "成" and target.number <= _TEN:
        return "tenths", target.number * _TEN
    if unit == "分" and name.kind != "satisfaction":
        return "marks", None
    grows = has_any(name.text, "changes")
    return (
        ("points", target.number) if read.unit.name == "百分点" and target.number > _MANY_POINTS and not grows else None
    )


def _no_percent(project: Project, indicator: Indicator, read: Reading, case: str, percent: Decimal | None) -> Finding:
    name, unit = shortened(indicator.name), shortened(read.unit.written)
    if percent is None or read.target is None:
        message, cure = f"“{name}”是比率，单位写成了“{unit}”，应写百分比。", None
    else:
        text = f"{read.target.operator}{percent.normalize():f}%"
        message = f"“{name}”的单位写成了“{unit}”，应写“{shortened(text)}”。"
        cure = SetFields({(indicator.id, "target"): text}, f"改为“{shortened(text)}”")
    return _at("unit-mismatch", case, Severity.WARNING, message, project, indicator, cure)


def _judged(name: Name, read: Reading, classes: frozenset[str]) -> tuple[Severity | None, str]:
    """How grave it is that the unit does not answer the name, and what would."""
    head = name.head
    if head is None or not head.answers:
        return _not_counted(name, read), "数量"
    if "money" in head.answers and head.kind != "amount" and "成本" not in classes:
        return None, ""  # 发放当月工资 in another class is something done, not an amount
    wanted = "、".join(dict.fromkeys(_TITLES[family] for family in sorted(head.answers)))
    return _mismatch(name, head, read), wanted


def _not_counted(name: Name, read: Reading) -> Severity | None:
    """A name that counts by a unit (户数, 台数) cannot be money, a share or a date."""
    found = _COUNTED.search(name.text)
    by = found[1] if found and found[1] in settings().counts else ""
    if not by and not name.text.endswith("数量"):
        return None
    if has_any(name.text, "changes"):
        return None
    by_time = by and read.rate and read.family in ("times", "time") and by not in settings().unit_families["times"]
    is_other = read.family in ("money", "percent") or read.kind is TargetKind.TIME or by_time
    return Severity.ERROR if is_other else None


def _mismatch(name: Name, head: HeadWords, read: Reading) -> Severity | None:
    if read.kind in NO_NUMBER:
        told = read.kind is TargetKind.WORDS and head.never_in_words and not has_any(read.text, "forever")
        return Severity.ERROR if told else None
    if read.family:
        return _other_family(name, head, read)
    # A number without a unit may have lost its %. An unknown unit may be right. Satisfaction may be given in points
    # (分).
    unit = read.unit.name if read.target is not None else ""
    may_be = unit == "分" or head.kind == "measure" or (head.kind == "counted" and unit in _LIKE_HOUSEHOLDS)
    return Severity.ERROR if unit in settings().units and not may_be else None


def _other_family(name: Name, head: HeadWords, read: Reading) -> Severity | None:
    # 24小时内100% says both, when and how much.
    if read.family in head.answers or (read.kind is TargetKind.TIME and "%" in read.text and "percent" in head.answers):
        return None
    # 万车死亡率 says in its name of how many.
    if head.per_many and read.family != "money" and (read.rate or _MANY_IN_NAME.search(name.text) is not None):
        return None
    if head.kind == "measure":
        return _other_than_measured(name, read)
    grew = read.family == "percent" and has_any(name.text, "changes")
    if grew or read.family in head.doubtful or _is_small_share(name, read):
        return Severity.WARNING
    return Severity.ERROR


def _other_than_measured(name: Name, read: Reading) -> Severity | None:
    """What is measured may be counted in another way, but is no money and no number of persons."""
    if read.family in ("money", "person", "visit"):
        return Severity.ERROR
    if read.family == "percent":
        return None if has_any(name.text, "changes") else Severity.ERROR
    # A time is for the rule class-mismatch.
    return None if read.family in ("time", "") else Severity.WARNING


def _is_small_share(name: Name, read: Reading) -> bool:
    small = read.target is not None and read.target.operator in ("≤", "<") and read.target.number <= _SMALL_SHARE
    return name.text.endswith(("费", "费用")) and read.family == "percent" and small


def zero_rate(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """A number and a rate in one: 0发生率, or 0% of accidents."""
    for indicator, name, read, _ in parsed(project):
        if "率" in read.text and _ZERO_RATE.fullmatch(read.text):
            message = f"“{shortened(read.text)}”把数和比率混在一起，应写“0起”或“0%”。"
            yield _at("zero-rate", "zero-rate", Severity.WARNING, message, project, indicator)
        elif _is_share_of_nothing(name, read):
            message = f"“{shortened(indicator.name)}”说的是件数，“0%”是比率，应写“0起”，或把名称改成发生率。"
            yield _at("zero-rate", "share", Severity.WARNING, message, project, indicator)


def _is_share_of_nothing(name: Name, read: Reading) -> bool:
    target = read.target
    no_share = target is not None and target.number == 0 and read.family == "percent"
    return no_share and name.text.endswith(settings().words["bad_events"])


def _at(
    rule: str, case: str, severity: Severity, message: str, project: Project, indicator: Indicator,
    cure: SetFields | None = None,
) -> Finding:  # fmt: skip
    place, evidence = (project.id, indicator.id, "target"), name_and_target(indicator)
    return Finding(rule, severity, message, *place, evidence, cure, facts=(case, indicator.name))
