"""可行性: quantity times unit cost is compared with the budget, within the rounding of the printed numbers."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final, NamedTuple

from perfdesk.forms.definition import Form
from perfdesk.forms.printed_words import printed_title
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.keys import BUDGET_TOTAL
from perfdesk.model.target import Target
from perfdesk.model.titles import shortened
from perfdesk.model.values import Amount, half_unit
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.funds import money_unit, years_of
from perfdesk.rules.reading import Parsed, parsed, plain, reading
from perfdesk.rules.settings import settings

_MONTHS: Final = Decimal(12)
_PER_PERSON: Final = re.compile("人均|每人|每名|每位|/人|人年均")
_PER_MONTH: Final = re.compile("每月|/月|月均|月人均")
_TIMES: Final = {
    "月": _MONTHS,
    "个月": _MONTHS,
    "年": Decimal(1),
    "年度": Decimal(1),
    "季度": Decimal(4),
    "季": Decimal(4),
}
_SCALES: Final = {"百": Decimal(100), "千": Decimal(1000), "万": Decimal(10_000), "亿": Decimal(100_000_000)}
# How many 元 one unit of the table has.
_YUAN: Final = {"元": Decimal(1), "万元": Decimal(10_000)}
_LONGEST: Final = 5000
_FEW: Final = 2
_SOME_MONTHS: Final = re.compile(r"(?<!\d)(\d{1,2})个月(?!内)")
_FROM_TO: Final = re.compile(r"(?<!\d)(\d{1,2})月(?:\d{1,2}日)?[-~—–至到]+(?:20\d\d年)?(\d{1,2})月")
_WHOLE: Final = re.compile("总|合计|全部")


class _UnitCost(NamedTuple):
    """What one thing costs: the id of the indicator, the cost of `each` in 元 and `half` of its last decimal, the
    thing, how many `times` a year, and the unit as it is written."""

    indicator: str
    each: Decimal
    half: Decimal
    thing: str
    times: Decimal
    unit: str
    operator: str
    number: Decimal


def cost_reconcile(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """If one quantity and one unit cost belong together, their product should be the budget. Cases that are not
    certain are skipped."""
    budget, unit = Amount.parse(project.budget_total), money_unit(document, form)
    factor = _YUAN.get(unit)
    if budget is None or not budget.value or factor is None:
        return  # a total of nothing is said by fund-sum; what follows from it is not
    yield from _costs_together(project, form, budget, factor, unit)
    if (cost := _only_unit_cost(project)) is None:
        return
    counted = _quantity(project, cost.thing)
    quantity = counted if counted is not None else _said_quantity(project, cost.thing)
    if quantity is None:
        return
    if _fits(project, cost, quantity.number / factor, budget):
        return
    product = quantity.number * cost.each * cost.times / factor
    gap = product - budget.value
    if not _is_bound(cost, quantity, gap) and not _may_pay_more(project, gap):
        told, evidence = _told(cost, quantity, product, budget.value, unit)
        message = f"{told}，与{printed_title(form, BUDGET_TOTAL)}不一致，请核对数量、标准或预算。"
        # A budget above the product may pay for something that no indicator counts. A budget below it does not pay for
        # what the indicators promise.
        sure = counted is not None and gap > budget.value * settings().reconcile_sure
        severity = Severity.ERROR if sure else Severity.WARNING
        place = (project.id, cost.indicator, "target")
        facts = ("differs", quantity.number, quantity.unit, cost.number, cost.unit, cost.times, budget.value, unit)
        yield Finding("cost-reconcile", severity, message, *place, evidence, facts=facts)


def _fits(project: Project, cost: _UnitCost, quantity: Decimal, budget: Amount) -> bool:
    """Whether the product is the budget for one of the numbers of months or years that the project says."""
    return any(
        abs(quantity * cost.each * times - budget.value) <= quantity * cost.half * times + half_unit(budget.decimals)
        for times in _times(project, cost)
    )


def _times(project: Project, cost: _UnitCost) -> Iterable[Decimal]:
    """How often the cost may be paid: every month of the year, or the months that goal, purpose or period name; once,
    or once in every year of the work."""
    if cost.times == _MONTHS:
        return {_MONTHS, *_months_said(project)}
    return {cost.times, cost.times * years_of(project)}


def _months_said(project: Project) -> Iterator[Decimal]:
    texts = [project.fields[key][:_LONGEST] for key in ("goal", "purpose", "period")]
    texts += [f"{one.fields['target'][:60]}，{one.fields['description'][:200]}" for one in project.indicators]
    said = plain("，".join(texts)[: 2 * _LONGEST])
    yield from (Decimal(found) for found in _SOME_MONTHS.findall(said))
    yield from (Decimal(int(last) - int(first) + 1) for first, last in _FROM_TO.findall(said) if int(last) > int(first))


class _Paid(NamedTuple):
    """What one cost indicator adds to the budget, and how far its last decimal may be off."""

    indicator: Indicator
    amount: Decimal
    half: Decimal
    bounded: bool


def _costs_together(project: Project, form: Form, budget: Amount, factor: Decimal, unit: str) -> Iterator[Finding]:
    """Several costs, each a sum or a cost of one with its quantity, should add up to the budget. If one of them cannot
    be counted, or states the whole, nothing is said."""
    paid = _paid(project, factor)
    added = sum((one.amount for one in paid), Decimal(0))
    slack = sum((one.half for one in paid), Decimal(0)) + half_unit(budget.decimals)
    if len(paid) < _FEW or abs(added - budget.value) <= slack or any(one.bounded for one in paid):
        return
    message = f"各项成本合计 {_rounded(added)} {unit}，与{printed_title(form, BUDGET_TOTAL)}不一致，请核对成本或预算。"
    shown = " + ".join(_rounded(one.amount) for one in paid)
    evidence = f"{shown} = {_rounded(added)} {unit}，预算 {_rounded(budget.value)} {unit}"
    place, facts = (project.id, paid[0].indicator.id, "target"), ("costs", added, budget.value, unit)
    yield Finding("cost-reconcile", Severity.WARNING, message, *place, evidence, facts=facts)


def _paid(project: Project, factor: Decimal) -> list[_Paid]:
    """What all costs add; empty if one of them cannot be counted."""
    paid: list[_Paid] = []
    for indicator, name, read, classes in parsed(project):
        if "成本" not in classes:
            continue
        if name.is_part or name.kind in ("deviation", "saving") or read.family == "percent":
            continue
        one = None if _WHOLE.search(name.text) else _paid_for(project, indicator, factor)
        if one is None:
            return []
        paid.append(one)
    return paid


def _paid_for(project: Project, indicator: Indicator, factor: Decimal) -> _Paid | None:
    read = reading(indicator.whole_target)
    if read.target is None or read.family != "money" or read.shares:
        return None
    bounded = read.target.operator in ("≤", "<", "≈")
    if cost := _unit_cost(indicator):
        quantity = _quantity(project, cost.thing)
        if quantity is None or len(set(_times(project, cost))) > 1:
            return None
        each = quantity.number * cost.times / factor
        return _Paid(indicator, each * cost.each, each * cost.half, bounded or bool(quantity.operator))
    money = read.target.money("元")
    if money is None or settings().unit_cost.search(plain(indicator.name)):
        return None
    half = half_unit(max(0, -int(read.target.number.as_tuple().exponent))) * money / (read.target.number or 1)
    return _Paid(indicator, money / factor, half / factor, bounded)


def _only_unit_cost(project: Project) -> _UnitCost | None:
    """The unit cost of the one cost indicator; None if there are several, or if it states no cost of one thing."""
    costs = [one for one in parsed(project) if "成本" in one.classes and not _is_how_it_moved(one)]
    return _unit_cost(costs[0].indicator) if len(costs) == 1 else None


def _is_how_it_moved(one: Parsed) -> bool:
    """Whether a percentage says how a cost moved. 工程监理费 ≤3% is a cost of its own."""
    return one.read.family == "percent" and one.name.kind != "cost"


def _unit_cost(indicator: Indicator) -> _UnitCost | None:
    read = reading(indicator.whole_target)
    if read.family != "money" or read.target is None:
        return None
    things, times = _things(read.unit.per, plain(indicator.name))
    factor = Target("", Decimal(1), read.unit.name).money("元")
    if len(things) != 1 or len(times) > 1 or factor is None:
        return None
    number = read.target.number
    decimals = max(0, -int(number.as_tuple().exponent))
    return _UnitCost(
        indicator.id, number * factor, half_unit(decimals) * factor, things[0], times[0] if times else Decimal(1),
        read.target.unit, read.target.operator, number,
    )  # fmt: skip


def _things(per: tuple[str, ...], name: str) -> tuple[list[str], list[Decimal]]:
    """The things that a cost is for, and how often a year it is paid. They come from the unit (元/人/月) or from the
    name (人均, 每月)."""
    things = [settings().unit_names.get(part, part) for part in per if part not in _TIMES]
    times = [_TIMES[part] for part in per if part in _TIMES]
    if not things and _PER_PERSON.search(name):
        things = ["人"]
    if not times and _PER_MONTH.search(name):
        times = [_MONTHS]
    return things, times


def _quantity(project: Project, thing: str) -> Target | None:
    """The one 数量 indicator that counts this thing."""
    found = []
    for _, _, read, classes in parsed(project):
        if "数量" in classes and read.target is not None and read.unit.name == thing and not read.rate:
            found.append(replace(read.target, number=read.target.number * _SCALES.get(read.unit.scale, Decimal(1))))
    return found[0] if len(found) == 1 else None


def _may_pay_more(project: Project, gap: Decimal) -> bool:
    """Whether the rest of the budget may pay for other things: three or more are counted, one of them has a cost."""
    if gap >= 0:
        return False
    counted = (one for one in parsed(project) if "数量" in one.classes and one.read.target is not None)
    return sum(1 for _ in counted) > _FEW


def _said_quantity(project: Project, thing: str) -> Target | None:
    """The one number of this thing in goal and purpose: 保障10名司勤人员."""
    same = {one for one, name in settings().unit_names.items() if name == thing}
    words = "|".join(map(re.escape, {thing, *same}))
    text = plain(f"{project.fields['goal'][:_LONGEST]}，{project.fields['purpose'][:_LONGEST]}")
    found = set(re.findall(rf"(?<![\d.])(\d{{1,9}}(?:\.\d{{1,4}})?)(?:{words})(?!次|/|均|月|年)", text))
    return Target("", Decimal(found.pop()), thing) if len(found) == 1 else None


def _is_bound(cost: _UnitCost, quantity: Target, gap: Decimal) -> bool:
    """Whether the sign of a target explains the gap: with "at most" money may be left over, with "at least" more may
    be needed."""
    return (gap > 0 and cost.operator in ("≤", "<")) or (gap < 0 and quantity.operator in ("≥", ">"))


def _told(cost: _UnitCost, quantity: Target, product: Decimal, budget: Decimal, unit: str) -> tuple[str, str]:
    """The sum in words, and the calculation as evidence."""
    times = f" × {cost.times:f}" if cost.times != 1 else ""
    total = f"{_rounded(product)} {unit}"
    evidence = (
        f"{quantity.number:f} {shortened(quantity.unit)} × {cost.number:f} {shortened(cost.unit)}{times} = {total}，"
        f"预算 {_rounded(budget)} {unit}，差 {_rounded(abs(product - budget))} {unit}"
    )
    return f"按数量和标准算应为 {total}", evidence


def _rounded(number: Decimal) -> str:
    """Two decimals, or as many as there are up to four."""
    places = min(4, max(2, -int(number.normalize().as_tuple().exponent)))
    return f"{number:.{places}f}"
