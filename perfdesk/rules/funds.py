"""Money: parts and sums, costs against the budget."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.forms.money_units import unit_of
from perfdesk.forms.printed_words import printed_title
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import SetFields
from perfdesk.model.keys import BUDGET_FISCAL, BUDGET_OTHER, BUDGET_TOTAL
from perfdesk.model.target import Target
from perfdesk.model.titles import shortened
from perfdesk.model.unread import unread_lines
from perfdesk.model.values import Amount, half_unit, rounding
from perfdesk.model.vocabulary import vocabulary
from perfdesk.rules.certainty import as_sure
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.left_unread import may_change_money
from perfdesk.rules.other_sources import Elsewhere, by_other_sources, elsewhere, other_sources
from perfdesk.rules.reading import Parsed, parsed, plain
from perfdesk.rules.settings import settings

_NO_NUMBER: Final = ("not-a-number",)
# What the total should be nobody can say while other amounts stand beside its usual parts.
_NOT_ALL: Final = "{}与各项资金之和不一致，表里还有别的金额，请核对。"
_TEN_THOUSAND: Final = Decimal(10_000)
# A year's cost is the whole cost, "每" or not.
_BARE: Final = ("万", "亿")
_A_YEAR: Final = re.compile("每(?:个)?年度?")


def money_unit(document: Document, form: Form) -> str:
    """The unit that amounts are written in."""
    return shortened(unit_of(document, form))


def fund_sum(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """total = fiscal + other + carried over. A blank part counts as 0. A blank total is reported by the rule
    missing-required. If the import left something unread, the missing part may be there, so the sum is not judged. A
    form without 财政资金 divides the money by other sources, which are judged more mildly; so is a sum beside which
    more money stands."""
    found: Iterable[Finding] = _funds(project, form, money_unit(document, form))
    if by_other_sources(project, form):
        found = (*(one for one in found if one.facts == _NO_NUMBER), *other_sources(project, form))
    yield from found if may_change_money(project, document) else (replace(one, cure=None) for one in found)


def _funds(project: Project, form: Form, unit: str) -> Iterator[Finding]:
    """The texts that are no amounts; if all are amounts, what is wrong with their sum."""
    texts = _fund_texts(project)
    amounts = {key: amount for key, text in texts.items() if (amount := Amount.parse(text))}
    wrong = [key for key, text in texts.items() if text and not _is_sum_of_money(amounts.get(key))]
    if wrong:
        yield from (_no_amount(project, form, key, texts[key], unit) for key in wrong)
    elif BUDGET_TOTAL in amounts:
        found = _sum(project, form, amounts)
        yield from map(_unjudged, found) if unread_lines(project.fields) else found


def _fund_texts(project: Project) -> dict[str, str]:
    """The total and its parts as they are written."""
    return {key: plain(project.fields[key]) for key in (BUDGET_TOTAL, *vocabulary().parts[BUDGET_TOTAL])}


def _is_sum_of_money(amount: Amount | None) -> bool:
    return amount is not None and amount.value >= 0


def _unjudged(finding: Finding) -> Finding:
    """The finding as a hint, because not everything was read."""
    message = "装入时有内容没有读到，合计没有判断；对照原件核对后再判断。"
    return replace(finding, severity=Severity.INFO, message=message, cure=None, facts=("unread", *finding.facts))


def _no_amount(project: Project, form: Form, key: str, text: str, unit: str) -> Finding:
    """An error where the form prescribes; another may want it told in words (其中财政拨款42万元)."""
    title = printed_title(form, key)
    message = f"“{title}”应是不小于 0 的数字，单位“{unit}”不写在格内。"
    cure = None
    if _is_sum_of_money(Amount.parse(text.removesuffix(unit))):
        cure = SetFields({(project.id, key): text.removesuffix(unit)}, "去掉金额单位")
    return Finding(
        "fund-sum",
        Severity.ERROR if form.prescribes else Severity.WARNING,
        message,
        project.id,
        field=key,
        evidence=shortened(text),
        cure=cure,
        facts=_NO_NUMBER,
    )


def _sum(project: Project, form: Form, amounts: dict[str, Amount]) -> Iterator[Finding]:
    keys = vocabulary().parts[BUDGET_TOTAL]
    total, parts = amounts[BUDGET_TOTAL], [amounts[key] for key in keys if key in amounts]
    added = sum((part.value for part in parts), Decimal(0))
    if not parts:
        if total.value:
            message = f"{printed_title(form, BUDGET_TOTAL)}没有分出资金来源，应填写{_parts_of(form, '或')}。"
            yield Finding(
                "fund-sum",
                Severity.WARNING,
                message,
                project.id,
                field=keys[0],
                facts=("no-source", total.value),
            )
    elif total.value != added:
        shown = " + ".join(f"{part.value:f}" for part in parts)
        evidence = f"{shown} = {added:f} ≠ {total.value:f}" if len(parts) > 1 else f"{shown} ≠ {total.value:f}"
        facts = (total.value, *(part.value for part in parts))
        near = rounding(total, parts)
        found = _unequal(project, form, evidence, added, facts, rounded=abs(total.value - added) <= near)
        match elsewhere(project, form, total.value - added, near):
            case Elsewhere.NOTHING:
                yield found
            case Elsewhere.OTHER_SUMS:
                message = _NOT_ALL.format(printed_title(form, BUDGET_TOTAL))
                yield replace(found, severity=Severity.WARNING, message=message, cure=None)


def _parts_of(form: Form, joined: str) -> str:
    """The two sources that every form has money of, as this one prints them."""
    return joined.join(printed_title(form, key) for key in (BUDGET_FISCAL, BUDGET_OTHER))


def _unequal(
    project: Project, form: Form, evidence: str, added: Decimal, facts: tuple[Decimal, ...], *, rounded: bool
) -> Finding:
    total = printed_title(form, BUDGET_TOTAL)
    place = (project.id, "", BUDGET_TOTAL, evidence)
    if rounded:
        message = f"{total}与各项资金之和只差在小数位数上，请写成一样的位数。"
        return Finding("fund-sum", Severity.WARNING, message, *place, facts=("decimals", *facts))
    # If the fiscal part is blank, that part may be missing and the total right.
    sure = bool(project.fields[BUDGET_FISCAL].strip())
    cure = SetFields({(project.id, BUDGET_TOTAL): f"{added:f}"}, f"按各项资金之和改{total}") if sure else None
    message = f"{total}与各项资金之和不一致，应为 {added:f}，或更正{_parts_of(form, '、')}。"
    return Finding("fund-sum", Severity.ERROR, message, *place, cure, facts=("unequal", *facts))


def cost_over_budget(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """A cost indicator that states the whole cost, above the budget by more than the budget was rounded."""
    budget = Amount.parse(project.budget_total)
    if budget is None or not budget.value:
        return  # a total of nothing is said by fund-sum; what follows from it is not
    unit, years = money_unit(document, form), years_of(project)
    for one, target, cost in _whole_costs(project, unit):
        # A budget printed as 22.20 may have been 22.204. Of a work of several years it is one year's part.
        if cost - budget.value * _years_meant(one.indicator, years) > half_unit(budget.decimals):
            yield _too_much(project, form, one, target, cost, unit)


_YEARS: Final = re.compile(r"(?<![\d.])([1-9]|10)(?:个)?(?:年|年期)(?![底末初内前级])")
_SPAN: Final = re.compile(r"(20\d\d)(?:年|\.\d{1,2})?(?:\d{1,2}月(?:\d{1,2}日)?)?[-~—–至到]+(20\d\d)")
_OF_THE_WHOLE: Final = re.compile("总|合计|全部|投资|造价|概算")


def years_of(project: Project) -> int:
    """How many years the work takes by its 项目期; 1 if it says nothing."""
    period = plain(project.fields["period"])[:100]
    if span := _SPAN.search(period):
        return max(1, int(span[2]) - int(span[1]) + 1)
    years = _YEARS.search(period)
    return int(years[1]) if years else 1


def _years_meant(indicator: Indicator, years: int) -> int:
    """A cost named as the cost of the whole work is held against all its years."""
    return years if _OF_THE_WHOLE.search(plain(indicator.name)) else 1


def _whole_costs(project: Project, unit: str) -> Iterator[tuple[Parsed, Target, Decimal]]:
    """The indicators that state the whole cost, with their targets and the amount in a unit."""
    for one in parsed(project):
        if "成本" not in one.classes:
            continue
        target = _whole_cost(one)
        cost = None if target is None else _in_yuan_too(target).money(unit)
        if target is not None and cost is not None:
            yield one, target, cost


def _in_yuan_too(target: Target) -> Target:
    """Of a cost, 30万 is so many 元."""
    return replace(target, unit=f"{target.unit}元") if target.unit in _BARE else target


def _whole_cost(one: Parsed) -> Target | None:
    if one.name.kind in ("saving", "benefit", "deviation"):
        return None
    names = plain(one.indicator.name + one.indicator.fields["description"])
    is_money = one.read.family == "money" or one.read.unit.written in _BARE
    if not is_money or settings().unit_cost.search(_A_YEAR.sub("", names)):
        return None
    target = one.read.target
    # "At least" is no upper limit. The rule direction reports it.
    return None if target is None or target.operator in ("≥", ">") else target


def _too_much(project: Project, form: Form, one: Parsed, target: Target, cost: Decimal, unit: str) -> Finding:
    indicator, budget = one.indicator, Amount.parse(project.budget_total)
    assert budget is not None
    title = printed_title(form, BUDGET_TOTAL).removeprefix("项目")
    stated = f"{target.number:f}{shortened(target.unit)}"
    same = "" if target.unit == unit else f" = {_plain(cost)}{unit}"
    return Finding(
        "cost-over-budget",
        as_sure("cost-over-budget", Severity.ERROR, one),
        f"“{shortened(indicator.name)}”的指标值超过项目{title}，应不超过 {budget.value:f}{unit}。",
        project.id,
        indicator.id,
        "target",
        f"{stated}{same} > {budget.value:f}{unit}",
        facts=("over", indicator.name, target.number, target.unit, budget.value, unit),
    )


def _plain(number: Decimal) -> str:
    """Without exponent and trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def mixed_units(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """元 in a table of 万元. If the budget itself was written in 元, this is a warning; a cost of 10,000 元 or more is
    a hint.

    The findings belong to the rule `leftover`.
    """
    unit, budget = money_unit(document, form), Amount.parse(project.budget_total)
    read = may_change_money(project, document)
    for one, target, amount in _whole_costs(project, unit):
        if target.unit == unit:
            continue
        if budget is not None and budget.value == target.number != 0:
            yield _in_other_unit(project, form, target, unit)
        elif (target.unit, unit) == ("元", "万元") and target.number >= _TEN_THOUSAND:
            yield _in_yuan(project, one.indicator, target, amount, read=read)


def _in_yuan(project: Project, indicator: Indicator, target: Target, amount: Decimal, *, read: bool) -> Finding:
    text = f"{target.operator}{amount.normalize():f}万元"
    message = f"表内金额以万元计，“{shortened(indicator.name)}”写的是元，宜写“{text}”。"
    cure = SetFields({(indicator.id, "target"): text}, f"改为“{text}”") if read else None
    place = (project.id, indicator.id, "target")
    facts = ("yuan", indicator.name, amount, "万元")
    return Finding("leftover", Severity.INFO, message, *place, shortened(indicator.whole_target), cure, facts=facts)


def _in_other_unit(project: Project, form: Form, target: Target, unit: str) -> Finding:
    written = f"{target.number:f}{shortened(target.unit)}"
    message = f"{printed_title(form, BUDGET_TOTAL)}与指标值“{written}”数字相同而单位不同，表内金额以{unit}计，请核对。"
    evidence, facts = shortened(project.budget_total), ("other-unit", target.number, target.unit, unit)
    return Finding(
        "leftover", Severity.WARNING, message, project.id, field=BUDGET_TOTAL, evidence=evidence, facts=facts
    )
