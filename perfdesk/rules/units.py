"""适当性: the unit of a target must answer the head word of its name."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import SetFields
from perfdesk.model.titles import shortened
from perfdesk.rules.certainty import as_sure
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.reading import NO_NUMBER, Name, Parsed, Reading, TargetKind, has_any, name_and_target, parsed
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
_USUAL_FEE: Final = 5
_COUNTED: Final = re.compile("([^数分度])数$")
# What is counted by 户 or 家 is counted by these too.
_LIKE_HOUSEHOLDS: Final = ("个", "所", "处")
_ZERO: Final = "[0零]"
_ZERO_RATE: Final = re.compile(
    rf"{_ZERO}\D{{0,6}}率|\D{{0,6}}率(?:为|是|达到|=)?{_ZERO}(?:起|次|例|件|宗|人)?|\D{{0,6}}率(?:为|是)零"
)


def unit_mismatch(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The unit must fit the last word of the name: 率 needs %, 人数 needs 人, 户数 no money."""
    for one in parsed(project):
        indicator, name, read, _ = one
        if gap := _other_than_percent(name, read):
            yield _no_percent(project, indicator, read, *gap)
            continue
        found, wanted = _judged(one)
        if found is not None:
            severity = as_sure("unit-mismatch", found, one)
            now = indicator.whole_target.strip()[:20]
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


def _judged(one: Parsed) -> tuple[Severity | None, str]:
    """How grave it is that the unit does not answer the name, and what would."""
    _, name, read, classes = one
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
    if has_any(name.text, "changes") or name.text.endswith(settings().words["statistics"]):
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
    if _is_one_of_many(name, head, read):
        return None
    # A number without a unit may have lost its %. An unknown unit may be right. Satisfaction may be given in points
    # (分).
    unit = read.unit.name if read.target is not None else ""
    may_be = unit == "分" or head.kind == "measure" or (head.kind == "counted" and unit in _LIKE_HOUSEHOLDS)
    return Severity.ERROR if unit in settings().units and not may_be else None


def _other_family(name: Name, head: HeadWords, read: Reading) -> Severity | None:
    # 24小时内100% says both, when and how much.
    if read.family in head.answers or (read.kind is TargetKind.TIME and "%" in read.text and "percent" in head.answers):
        return None
    if _is_one_of_many(name, head, read):
        return None
    if head.kind == "measure":
        return _other_than_measured(name, read)
    if (share := _share_of_cost(name, read)) is not None:
        return share
    grew = read.family == "percent" and has_any(name.text, "changes")
    return Severity.WARNING if grew or read.family in head.doubtful else Severity.ERROR


def _is_one_of_many(name: Name, head: HeadWords, read: Reading) -> bool:
    """Whether the number is one for each of many, by its unit (≥0.5个/户) or by its name (每百户汽车拥有率)."""
    return head.per_many and read.family != "money" and (read.rate or name.of_many)


def _other_than_measured(name: Name, read: Reading) -> Severity | None:
    """What is measured may be counted in another way, but is no money and no number of persons."""
    if read.family in ("money", "person", "visit"):
        return Severity.ERROR
    if read.family == "percent":
        return None if has_any(name.text, "changes") else Severity.ERROR
    # A time is for the rule class-mismatch. Builders say 方 for 平方米 too.
    return None if read.family in ("time", "") or read.unit.written.endswith("方") else Severity.WARNING


def _share_of_cost(name: Name, read: Reading) -> Severity | None:
    """A fee that is told as a share of what is paid for: 代收手续费 1.5% is usual, 工程监理费 ≤20% is odd."""
    target = read.target
    is_fee = name.text.endswith(("费", "费用")) and read.family == "percent"
    if target is None or not is_fee or target.operator in ("≥", ">"):
        return None
    if target.number <= _USUAL_FEE and name.text.endswith(settings().words["fees_by_share"]):
        return Severity.INFO
    return Severity.WARNING if target.operator in ("≤", "<") and target.number <= _SMALL_SHARE else None


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
    no_share = read.family == "percent" and target is not None and target.number == 0
    return no_share and name.text.endswith(settings().words["bad_events"])


def _at(
    rule: str, case: str, severity: Severity, message: str, project: Project, indicator: Indicator,
    cure: SetFields | None = None,
) -> Finding:  # fmt: skip
    place, evidence = (project.id, indicator.id, "target"), name_and_target(indicator)
    return Finding(rule, severity, message, *place, evidence, cure, facts=(case, indicator.name))
