"""适当性: the bound of a target: which way its sign points, how far it may go, and where one is missing."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.forms.printed_words import printed_title
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import SetFields
from perfdesk.model.keys import BUDGET_TOTAL
from perfdesk.model.target import Target
from perfdesk.model.titles import shortened
from perfdesk.model.values import Amount
from perfdesk.rules.certainty import as_sure
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.funds import money_unit
from perfdesk.rules.reading import (
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

_FULL: Final = Decimal(100)
_ALL_BUT: Final = Decimal(95)
_OCR: Final = re.compile(r"2(\d\d(?:\.\d)?)%")
_STARS: Final = 5
_AT_LEAST, _AT_MOST = ("≥", ">"), ("≤", "<")


def direction(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """A cost needs an upper limit and satisfaction a lower one. A cost that must be less than the whole budget is a
    mistake."""
    for one in parsed(project):
        target = one.read.target
        if target is None or not target.operator:
            continue
        spent = target.operator == "<" and one.read.family == "money" and _is_budget(project, document, form, target)
        found = _misdirected(project, one, target, printed_title(form, BUDGET_TOTAL) if spent else "")
        if found is not None:
            yield found


def _is_budget(project: Project, document: Document, form: Form, target: Target) -> bool:
    budget = Amount.parse(project.budget_total)
    return budget is not None and target.money(money_unit(document, form)) == budget.value


def _misdirected(project: Project, one: Parsed, target: Target, spent: str) -> Finding | None:
    """The first mistake in the sign of a target. `spent` is what the budget is called, if the target is as
    high as that."""
    cost = "成本" in one.classes and one.read.family == "money" and not _is_gain(one.name)
    if cost and target.operator in _AT_LEAST and not _is_guaranteed(one):
        return _turned("direction cost", project, one, target, "≤", "成本指标应有上限")
    if "满意度" in one.classes and target.operator in _AT_MOST and not _is_unwanted(one):
        return _turned("direction satisfaction", project, one, target, "≥", "满意度指标应有下限")
    return _against_its_name(project, one, target, spent if cost else "")


def _is_gain(name: Name) -> bool:
    """Whether more is better although it is money among the costs: what is saved or earned."""
    return (
        name.kind in ("saving", "deviation", "benefit") or has_any(name.text, "savings") or has_any(name.text, "put_in")
    )


def _is_guaranteed(one: Parsed) -> bool:
    """Whether no less may be paid: what people live on, or wages and running costs for each."""
    return one.name.kind == "guaranteed" or (one.read.rate and has_any(one.name.text, "guaranteed"))


def _is_unwanted(one: Parsed) -> bool:
    """Whether less is better although it stands under satisfaction: complaints, and events that are counted."""
    counted = one.read.family in ("times", "case") and has_any(one.name.text, "bad_events")
    return is_complaint(one.name.text) or counted


def _against_its_name(project: Project, one: Parsed, target: Target, spent: str) -> Finding | None:
    """The target should have the other sign, because less or more is better, or because it is a cost as high as the
    budget (`spent`)."""
    indicator, name = one.indicator, one.name.text
    if name.endswith(settings().words["worse"]) and target.operator in _AT_LEAST:
        message, sign = f"“{shortened(indicator.name)}”越低越好，写的是“{target.operator}”，应写“≤”。", "≤"
    elif name.endswith(settings().words["better"]) and target.operator in _AT_MOST and not is_complaint(name):
        message, sign = f"“{shortened(indicator.name)}”越高越好，写的是“{target.operator}”，应写“≥”。", "≥"
    elif spent and target.operator == "<":
        message, sign = f"“{shortened(indicator.name)}”写作小于{spent}，全部用完时就不达标，应写“≤”。", "≤"
    else:
        return None
    case = "better" if sign == "≥" else "below" if target.operator == "<" else "worse"
    cure = _with_operator(indicator, target, sign)
    return _at("direction", case, Severity.WARNING, message, project, indicator, cure=cure)


def _turned(case: str, project: Project, one: Parsed, target: Target, sign: str, why: str) -> Finding:
    """The finding; its cure only where the rule is sure."""
    indicator, severity = one.indicator, as_sure(case, Severity.ERROR, one)
    message = f"{why}，“{shortened(indicator.name)}”写的是“{target.operator}”，应写“{sign}”。"
    cure = _with_operator(indicator, target, sign) if severity is Severity.ERROR else None
    return _at("direction", f"bound {sign}", severity, message, project, indicator, cure)


def _with_operator(indicator: Indicator, target: Target, sign: str) -> SetFields:
    text = f"{sign}{target.number:f}{target.unit}"
    return SetFields({(indicator.id, "target"): text}, f"改为“{shortened(text)}”")


def satisfaction_range(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """Satisfaction should be from 80 % to below 100 %. Other percentages may pass 100 % only if they measure growth."""
    for one in parsed(project):
        indicator, name, read, classes = one
        if "满意度" in classes:
            if not is_complaint(name.text) and not _is_of_other_scale(read):
                yield from _satisfaction(project, one)
        elif _is_over(read) and not has_any(name.text, "growth"):
            sure = Severity.ERROR if has_any(name.text, "bounded") else Severity.WARNING
            severity = as_sure("satisfaction-range", sure, one)
            message = f"“{shortened(indicator.name)}”超过 100%，{_misread(read)}。"
            yield _at("satisfaction-range", "over", severity, message, project, indicator)


def _is_over(read: Reading) -> bool:
    return read.family == "percent" and read.target is not None and read.unit.name == "%" and read.target.number > _FULL


def _misread(read: Reading) -> str:
    """What to do about a percentage above 100. Text recognition reads ≥92% as 292%."""
    found = _OCR.fullmatch(read.text)
    return f"可能是“≥{found[1]}%”识别成的，请核对" if found else "请核对是否录错"


def _is_of_other_scale(read: Reading) -> bool:
    """Whether satisfaction is told in stars or in points of another whole: 4.6分, 4.5星, 110分(满分120分)."""
    written, target = read.unit.written, read.target
    few = written == "分" and target is not None and 1 < target.number <= _STARS
    return few or written == "星" or (written.startswith("分(") and "百分" not in written)


def _satisfaction(project: Project, one: Parsed) -> Iterator[Finding]:
    rule, low = "satisfaction-range", settings().satisfaction_low
    indicator, read = one.indicator, one.read
    target = read.target
    if read.kind is TargetKind.WORDS:
        message = f"“{shortened(indicator.name)}”应写百分比，如“≥90%”，不写“{indicator.whole_target.strip()[:12]}”。"
        yield _at(rule, "words", Severity.WARNING, message, project, indicator)
    elif target is not None and read.family in ("percent", ""):
        if target.number > _FULL:
            message = f"“{shortened(indicator.name)}”超过 100%，{_misread(read)}。"
            yield _at(rule, "over", as_sure(rule, Severity.ERROR, one), message, project, indicator)
        elif target.number == _FULL:
            message = f"“{shortened(indicator.name)}”定为 100%，很难达到，一般在 {low:f}% 到 100% 之间。"
            yield _at(rule, "all", Severity.WARNING, message, project, indicator)
        elif target.number < low and (read.unit.name == "%" or target.number > 1):
            message = f"“{shortened(indicator.name)}”低于 {low:f}%，目标偏低，一般在 {low:f}% 到 100% 之间。"
            yield _at(rule, "low", Severity.WARNING, message, project, indicator)


def operator_missing(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """A bound without its sign is missed by a result that is better than planned."""
    for one in parsed(project):
        target = one.read.target
        if target is None or target.operator not in ("", "=") or not target.number > 0:
            continue
        sign = _sign_meant(one, target)
        if sign:
            number = f"{target.number:f}{shortened(target.unit)}"
            wrote = "写的是“=”" if target.operator else f"没有写“{sign}”"
            message = f"“{shortened(one.indicator.name)}”{wrote}，按字面只有正好 {number} 才达标。"
            cure = _with_operator(one.indicator, target, sign)
            yield _at("operator-missing", "no-operator", Severity.INFO, message, project, one.indicator, cure=cure)


def _sign_meant(one: Parsed, target: Target) -> str:
    """The sign that belongs before a share below 100 %, or before what is better the lower it is; "" if the target may
    mean exactly its number."""
    name, family = one.name.text, one.read.family
    if name.endswith(settings().words["worse"]):
        # A time limit (时限) is one without a sign.
        return "≤" if family in ("percent", "time", "times", "case") and not name.endswith("时限") else ""
    if family != "percent" or target.number >= _FULL or one.read.unit.name != "%":
        return ""
    if "满意度" in one.classes:
        return "" if is_complaint(name) else "≥"
    return "≥" if _is_better_higher(one.name) and "成本" not in one.classes else ""


def _is_better_higher(name: Name) -> bool:
    """Whether a name is that of a share that is better the higher it is. Of a share that is fixed (税率, 补助比例) the
    exact number is right."""
    return name.text.endswith(("率", "度")) and name.kind != "fixed" and not has_any(name.text, "fixed_shares")


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


def soft_target(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """Less than all of what the law wants for all: who is entitled is paid."""
    by_law = settings().words["by_law"]
    for indicator, name, read, _ in parsed(project):
        if read.target is None or read.unit.name != "%" or not name.text.endswith(by_law):
            continue
        if read.target.number < _ALL_BUT and read.target.operator not in _AT_MOST:
            message = f"“{shortened(indicator.name)}”按规定应全部做到，只定 {read.target.number:f}% 偏低，请核对。"
            yield _at("soft-target", "soft", Severity.INFO, message, project, indicator)


def _at(
    rule: str, case: str, severity: Severity, message: str, project: Project, indicator: Indicator,
    cure: SetFields | None = None,
) -> Finding:  # fmt: skip
    place, evidence = (project.id, indicator.id, "target"), name_and_target(indicator)
    return Finding(rule, severity, message, *place, evidence, cure, facts=(case, indicator.name))
