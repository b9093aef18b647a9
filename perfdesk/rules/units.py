"""适当性: the unit of a target must fit the name and the class, and its sign must point the right way."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.model.classes import class_of, twin_of
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import SetFields
from perfdesk.model.target import Target
from perfdesk.model.titles import shortened
from perfdesk.model.values import Amount
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.funds import money_unit
from perfdesk.rules.reading import Name, Parsed, Reading, TargetKind, has_any, name_and_target, name_of, parsed
from perfdesk.rules.settings import HeadWords, settings

_TITLES: Final = {
    "money": "金额", "percent": "百分比", "person": "人数", "visit": "人次", "times": "次数", "time": "时间",
    "case": "次数", "length": "长度", "area": "面积", "volume": "体积", "weight": "重量", "household": "户数",
}  # fmt: skip
_FULL: Final = Decimal(100)
_OCR: Final = re.compile(r"2(\d\d(?:\.\d)?)%")
_AT_LEAST, _AT_MOST = ("≥", ">"), ("≤", "<")


def unit_mismatch(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The unit must fit the last word of the name: 率 needs %, 人数 needs 人."""
    for indicator, name, read, classes in parsed(project):
        head = name.head
        if head is None or not head.answers or ("money" in head.answers and "成本" not in classes):
            continue  # 发放当月工资 in another class is something done, not an amount
        if _is_share(read):
            yield _no_share(project, indicator, read)
        if _has_lost_its_percent(head, read):
            message = f"“{shortened(indicator.name)}”的指标值没有写“%”，请写全。"
            cure = _with_unit(indicator, read, "%")
            yield _at("unit-mismatch", "no-percent", Severity.WARNING, message, project, indicator, cure)
        severity = _mismatch(head, read)
        if severity is not None:
            wanted = "、".join(dict.fromkeys(_TITLES[family] for family in sorted(head.answers)))
            now = indicator.target.strip()[:20]
            message = f"“{shortened(indicator.name)}”的指标值应是{wanted}，现在是“{now}”，请改指标值或改指标名称。"
            yield _at("unit-mismatch", "family", severity, message, project, indicator)


def _is_share(read: Reading) -> bool:
    """Whether a share of one stands where a percentage is meant, as systems print it: 0.95比例."""
    return read.target is not None and read.unit.written == "比例" and read.target.number <= 1


def _no_share(project: Project, indicator: Indicator, read: Reading) -> Finding:
    target = read.target
    assert target is not None
    text = f"{target.operator}{(target.number * 100).normalize():f}%"
    message = f"“{shortened(indicator.name)}”的单位印成了“比例”，应写“{shortened(text)}”。"
    cure = SetFields({(indicator.id, "target"): text}, f"改为“{shortened(text)}”")
    return _at("unit-mismatch", "share", Severity.WARNING, message, project, indicator, cure)


def _has_lost_its_percent(head: HeadWords, read: Reading) -> bool:
    """Whether the target is a bare number from above 1 to 100 and the name asks for a percentage. A number up to 1
    may be a share."""
    target = read.target
    return target is not None and not target.unit and head.answers == {"percent"} and 1 < target.number <= _FULL


def _with_unit(indicator: Indicator, read: Reading, unit: str) -> SetFields | None:
    target = read.target
    if target is None:
        return None
    text = f"{target.operator}{target.number:f}{unit}"
    return SetFields({(indicator.id, "target"): text}, f"改为“{shortened(text)}”")


# Kinds of targets that state something else than a number.
_NO_NUMBER: Final = frozenset({
    TargetKind.BLANK, TargetKind.NOT_APPLICABLE, TargetKind.TEMPLATE, TargetKind.UNIT, TargetKind.COMPARED,
    TargetKind.STANDARD, TargetKind.WORDS,
})  # fmt: skip


def _mismatch(head: HeadWords, read: Reading) -> Severity | None:
    if read.kind in _NO_NUMBER:
        return Severity.ERROR if read.kind is TargetKind.WORDS and head.never_in_words else None
    if read.family:
        return _other_family(head, read)
    # A number without a unit may have lost its %. An unknown unit may be right. Satisfaction may be given in points
    # (分).
    unit = read.unit.name if read.target is not None else ""
    return Severity.ERROR if unit in settings().units and unit != "分" and head.kind != "measure" else None


def _other_family(head: HeadWords, read: Reading) -> Severity | None:
    if read.family in head.answers or (head.per_many and read.rate and read.family != "money"):
        return None
    if head.kind == "measure":
        # A percentage and a time are for the rule class-mismatch. What is measured may be counted in another way.
        return None if read.family in ("percent", "time", "") else Severity.WARNING
    return Severity.WARNING if read.family in head.doubtful else Severity.ERROR


def class_mismatch(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """Each class needs its own kind of target: 成本 money, 时效 a time, 数量 a count, 满意度 a percentage. Some
    names belong to one class whatever their target is."""
    for indicator, name, read, classes in parsed(project):
        stranger = False
        for word, wanted, severity in _strangers(classes, read, name):
            stranger = True
            now = f"“{shortened(indicator.name)}”的指标值“{indicator.target.strip()[:20]}”"
            message = f"{word}指标应写{wanted}，{now}不是，请改写或换到合适的类别。"
            yield _at("class-mismatch", word, severity, message, project, indicator)
        if not stranger and (fits := _other_class(indicator, read, name)):
            message = f"“{shortened(indicator.name)}”应放在{fits}指标里，现在的类别不合适。"
            yield _at("class-mismatch", f"belongs {fits}", Severity.WARNING, message, project, indicator)


# How the classes of the table of heads are called.
_CLASS_TITLES: Final = {
    "output.quantity": "数量", "output.quality": "质量", "output.timeliness": "时效", "output.cost": "成本",
    "cost": "成本", "output": "产出", "benefit": "效益", "satisfaction": "满意度",
}  # fmt: skip
_DATE: Final = re.compile(r"20\d\d[年.]|\d月")


def _other_class(indicator: Indicator, read: Reading, name: Name) -> str:
    """The class in which an indicator belongs by its name, or a deadline by its target; "" if it stands right."""
    wanted = name.head.classes if name.head is not None else ()
    if (not wanted and read.kind is not TargetKind.TIME) or read.kind in (TargetKind.BLANK, TargetKind.NOT_APPLICABLE):
        return ""
    key = class_of(indicator.fields["level1"], indicator.fields["level2"])
    if not key:
        return ""
    if wanted and not key.startswith(wanted) and not twin_of(key).startswith(wanted):
        return _CLASS_TITLES.get(wanted[0], "")
    is_deadline = read.kind is TargetKind.TIME and not read.is_period and _DATE.search(read.text) is not None
    return "时效" if is_deadline and key.startswith("benefit") else ""


def _strangers(classes: frozenset[str], read: Reading, name: Name) -> Iterator[tuple[str, str, Severity]]:
    """The classes of an indicator that need another kind of target, each with the kind it needs."""
    if read.kind in _NO_NUMBER:
        return
    for word, wanted, judge in _CLASSES:
        if word in classes and (severity := judge(read, name)) is not None:
            yield word, wanted, severity


def _not_a_cost(read: Reading, name: Name) -> Severity | None:
    if read.family == "percent":
        return None if name.kind == "deviation" or has_any(name.text, "cost_rates") else Severity.ERROR
    counted = name.text.endswith("数") and read.unit.name in settings().counts
    return Severity.WARNING if counted or read.family in ("person", "visit", "time") else None


def _not_a_time(read: Reading, name: Name) -> Severity | None:
    is_other_rate = read.family == "percent" and not has_any(name.text, "in_time")
    return Severity.ERROR if is_other_rate or read.family == "money" else None


def _not_a_count(read: Reading, name: Name) -> Severity | None:
    return Severity.WARNING if read.family == "percent" or read.kind is TargetKind.TIME else None


def _not_a_satisfaction(read: Reading, name: Name) -> Severity | None:
    if read.family in ("percent", ""):
        return None
    if read.family in ("times", "case"):
        # The number of complaints says how satisfied people are; of other events it is odd.
        return None if is_complaint(name.text) else Severity.WARNING
    return Severity.ERROR


# The word of a class, the kind of target it needs, and a function that gives the severity if the target is of another
# kind.
_CLASSES: Final[tuple[tuple[str, str, Callable[[Reading, Name], Severity | None]], ...]] = (
    ("成本", "金额", _not_a_cost),
    ("时效", "时间或及时率", _not_a_time),
    ("数量", "数量", _not_a_count),
    ("满意度", "百分比", _not_a_satisfaction),
)


def direction(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """A cost needs an upper limit and satisfaction a lower one. A cost that must be less than the whole budget is a
    mistake."""
    budget = Amount.parse(project.budget_total)
    unit = money_unit(document, form)
    for one in parsed(project):
        target = one.read.target
        if target is None or not target.operator:
            continue
        spent = budget is not None and one.read.family == "money" and target.money(unit) == budget.value
        if (found := _misdirected(project, one, target, spent=spent)) is not None:
            yield found


def _misdirected(project: Project, one: Parsed, target: Target, *, spent: bool) -> Finding | None:
    """The first mistake in the sign of a target. `spent` says that the target is as high as the budget."""
    indicator, name = one.indicator, one.name.text
    cost = "成本" in one.classes and one.read.family == "money" and not _is_gain(one.name)
    if cost and target.operator in _AT_LEAST:
        return _turned(project, indicator, target, "≤", "成本指标应有上限")
    if "满意度" in one.classes and target.operator in _AT_MOST and not is_complaint(name):
        return _turned(project, indicator, target, "≥", "满意度指标应有下限")
    return _not_at_most(project, indicator, target, spent=cost and spent)


def _is_gain(name: Name) -> bool:
    """Whether more is better although it is money among the costs: what is saved or earned."""
    return name.kind in ("saving", "deviation", "benefit") or has_any(name.text, "savings")


def _not_at_most(project: Project, indicator: Indicator, target: Target, *, spent: bool) -> Finding | None:
    """The target should have ≤, because less is better, or because it is a cost as high as the budget (`spent`)."""
    if name_of(indicator.name).text.endswith(settings().words["worse"]) and target.operator in _AT_LEAST:
        message = f"“{shortened(indicator.name)}”越低越好，写的是“{target.operator}”，应写“≤”。"
    elif spent and target.operator == "<":
        message = f"“{shortened(indicator.name)}”写作小于预算数，全部用完时就不达标，应写“≤”。"
    else:
        return None
    case, cure = "below" if target.operator == "<" else "worse", _with_operator(indicator, target, "≤")
    return _at("direction", case, Severity.WARNING, message, project, indicator, cure=cure)


def is_complaint(name: str) -> bool:
    """Whether a lower value is better, as for 投诉率. 信访群众满意度 is satisfaction."""
    satisfied = name.endswith(("满意度", "满意率")) and "不满意" not in name
    return has_any(name, "complaints") and not satisfied


def _turned(project: Project, indicator: Indicator, target: Target, sign: str, why: str) -> Finding:
    message = f"{why}，“{shortened(indicator.name)}”写的是“{target.operator}”，应写“{sign}”。"
    cure = _with_operator(indicator, target, sign)
    return _at("direction", f"bound {sign}", Severity.ERROR, message, project, indicator, cure)


def _with_operator(indicator: Indicator, target: Target, sign: str) -> SetFields:
    text = f"{sign}{target.number:f}{target.unit}"
    return SetFields({(indicator.id, "target"): text}, f"改为“{shortened(text)}”")


def satisfaction_range(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """Satisfaction should be from 80 % to below 100 %. Other percentages may pass 100 % only if they measure growth."""
    for indicator, name, read, classes in parsed(project):
        if "满意度" in classes:
            if not is_complaint(name.text):
                yield from _satisfaction(project, indicator, read)
        elif _is_over(read) and not has_any(name.text, "growth"):
            severity = Severity.ERROR if has_any(name.text, "bounded") else Severity.WARNING
            message = f"“{shortened(indicator.name)}”超过 100%，{_misread(read)}。"
            yield _at("satisfaction-range", "over", severity, message, project, indicator)


def _is_over(read: Reading) -> bool:
    return read.family == "percent" and read.target is not None and read.unit.name == "%" and read.target.number > _FULL


def _misread(read: Reading) -> str:
    """What to do about a percentage above 100. Text recognition reads ≥92% as 292%."""
    found = _OCR.fullmatch(read.text)
    return f"可能是“≥{found[1]}%”识别成的，请核对" if found else "请核对是否录错"


def _satisfaction(project: Project, indicator: Indicator, read: Reading) -> Iterator[Finding]:
    rule, target, low = "satisfaction-range", read.target, settings().satisfaction_low
    if read.kind is TargetKind.WORDS:
        message = f"“{shortened(indicator.name)}”应写百分比，如“≥90%”，不写“{indicator.target.strip()[:12]}”。"
        yield _at(rule, "words", Severity.WARNING, message, project, indicator)
    elif target is not None and read.family in ("percent", ""):
        if target.number > _FULL:
            message = f"“{shortened(indicator.name)}”超过 100%，{_misread(read)}。"
            yield _at(rule, "over", Severity.ERROR, message, project, indicator)
        elif target.number == _FULL:
            message = f"“{shortened(indicator.name)}”定为 100%，很难达到，一般在 {low:f}% 到 100% 之间。"
            yield _at(rule, "all", Severity.WARNING, message, project, indicator)
        elif target.number < low and (read.unit.name == "%" or target.number > 1):
            message = f"“{shortened(indicator.name)}”低于 {low:f}%，目标偏低，一般在 {low:f}% 到 100% 之间。"
            yield _at(rule, "low", Severity.WARNING, message, project, indicator)


def operator_missing(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """A satisfaction without ≥ would be missed when the result is better than planned."""
    for indicator, name, read, classes in parsed(project):
        target = read.target
        if "满意度" not in classes or target is None or target.operator not in ("", "="):
            continue
        if target.number >= _FULL or is_complaint(name.text):
            continue
        if read.family == "percent":
            wrote = "写的是“=”" if target.operator else "没有写“≥”"
            message = f"“{shortened(indicator.name)}”{wrote}，按字面只有正好 {target.number:f}% 才达标。"
            cure = _with_operator(indicator, target, "≥")
            yield _at("operator-missing", "no-operator", Severity.INFO, message, project, indicator, cure=cure)


def cannot_pass(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """≥100 % of a share that cannot pass 100 %: it is =100 %."""
    for indicator, name, read, classes in parsed(project):
        target = read.target
        if target is None or target.operator not in _AT_LEAST or read.unit.name != "%" or target.number != _FULL:
            continue
        if "满意度" not in classes and not has_any(name.text, "growth"):
            message = f"“{shortened(indicator.name)}”不会超过 100%，写“100%”即可。"
            cure = _with_operator(indicator, target, "")
            yield _at("cannot-pass", "all", Severity.INFO, message, project, indicator, cure)


def _at(
    rule: str, case: str, severity: Severity, message: str, project: Project, indicator: Indicator,
    cure: SetFields | None = None,
) -> Finding:  # fmt: skip
    place, evidence = (project.id, indicator.id, "target"), name_and_target(indicator)
    return Finding(rule, severity, message, *place, evidence, cure, facts=(case, indicator.name))
