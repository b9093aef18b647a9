"""可行性: quantity times unit cost is compared with the budget, within the rounding of the printed numbers."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import Owner
from perfdesk.model.target import Target
from perfdesk.model.titles import shortened
from perfdesk.model.values import Amount
from perfdesk.rules.finding import Fact, Finding, Severity
from perfdesk.rules.funds import money_unit
from perfdesk.rules.reading import is_class, plain, reading
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
# Different words for the same unit.
ALIKE: Final = {"平米": "平方米", "名": "人", "位": "人", "人员": "人", "工": "人"}
# How many 元 one unit of the table has.
_YUAN: Final = {"元": Decimal(1), "万元": Decimal(10_000)}
_LISTED: Final = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)(亿元|万元|元)(?![/每·]|人|月)")
_LONGEST: Final = 5000
_FEW: Final = 2
_RATE_WORDS: Final = re.compile("其中|每|人均|标准|不超过|不低于|单价|以上|以下|左右")


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
    cost, factor = _only_unit_cost(project), _YUAN.get(unit)
    if budget is None or cost is None or factor is None:
        return
    counted = _quantity(project, cost.thing)
    quantity = counted if counted is not None else _said_quantity(project, cost.thing)
    if quantity is None:
        return
    product = quantity.number * cost.each * cost.times / factor
    slack = quantity.number * cost.half * cost.times / factor + _half(budget.decimals)
    gap = product - budget.value
    if abs(gap) > slack and not _is_bound(cost, quantity, gap) and not _may_pay_more(project, gap):
        message, evidence = _told(cost, quantity, product, budget.value, unit)
        # A budget above the product may pay for something that no indicator counts. A budget below it does not pay for
        # what the indicators promise.
        sure = counted is not None and gap > budget.value * settings().reconcile_sure
        severity = Severity.ERROR if sure else Severity.WARNING
        place = (project.id, cost.indicator, "target")
        facts = ("differs", quantity.number, quantity.unit, cost.number, cost.unit, cost.times, budget.value, unit)
        yield Finding("cost-reconcile", severity, message, *place, evidence, facts=facts)


def _only_unit_cost(project: Project) -> _UnitCost | None:
    """The unit cost of the one cost indicator; None if there are several, or if it states no cost of one thing."""
    costs = [indicator for indicator in project.indicators if is_class(indicator, "成本")]
    return _unit_cost(costs[0]) if len(costs) == 1 else None


def _unit_cost(indicator: Indicator) -> _UnitCost | None:
    read = reading(indicator.target)
    if read.family != "money" or read.target is None:
        return None
    money, *per = [part for part in re.split("[/每·]", read.target.unit) if part]
    things, times = _things(per, plain(indicator.name))
    factor = Target("", Decimal(1), money).money("元")
    if len(things) != 1 or len(times) > 1 or factor is None:
        return None
    number = read.target.number
    decimals = max(0, -int(number.as_tuple().exponent))
    return _UnitCost(
        indicator.id, number * factor, _half(decimals) * factor, things[0], times[0] if times else Decimal(1),
        read.target.unit, read.target.operator, number,
    )  # fmt: skip


def _things(per: list[str], name: str) -> tuple[list[str], list[Decimal]]:
    """The things that a cost is for, and how often a year it is paid. They come from the unit (元/人/月) or from the
    name (人均, 每月)."""
    things = [ALIKE.get(part, part) for part in per if part not in _TIMES]
    times = [_TIMES[part] for part in per if part in _TIMES]
    if not things and _PER_PERSON.search(name):
        things = ["人"]
    if not times and _PER_MONTH.search(name):
        times = [_MONTHS]
    return things, times


def _quantity(project: Project, thing: str) -> Target | None:
    """The one 数量 indicator that counts this thing."""
    found = []
    for indicator in project.indicators:
        target = reading(indicator.target).target
        if is_class(indicator, "数量") and target is not None and ALIKE.get(target.unit, target.unit) == thing:
            found.append(target)
    return found[0] if len(found) == 1 else None


def _may_pay_more(project: Project, gap: Decimal) -> bool:
    """Whether the rest of the budget may pay for other things: three or more are counted, one of them has a cost."""
    if gap >= 0:
        return False
    counted = (one for one in project.indicators if is_class(one, "数量") and reading(one.target).target is not None)
    return sum(1 for _ in counted) > _FEW


def _said_quantity(project: Project, thing: str) -> Target | None:
    """The one number of this thing in goal and purpose: 保障10名司勤人员."""
    words = "|".join(re.escape(word) for word in {thing, *(one for one, same in ALIKE.items() if same == thing)})
    text = plain(f"{project.fields['goal'][:_LONGEST]}，{project.fields['purpose'][:_LONGEST]}")
    found = set(re.findall(rf"(?<![\d.])(\d{{1,9}}(?:\.\d{{1,4}})?)(?:{words})(?!次|/|均|月|年)", text))
    return Target("", Decimal(found.pop()), thing) if len(found) == 1 else None


def _is_bound(cost: _UnitCost, quantity: Target, gap: Decimal) -> bool:
    """Whether the sign of a target explains the gap: with "at most" money may be left over, with "at least" more may
    be needed."""
    return (gap > 0 and cost.operator in ("≤", "<")) or (gap < 0 and quantity.operator in ("≥", ">"))


def _told(cost: _UnitCost, quantity: Target, product: Decimal, budget: Decimal, unit: str) -> tuple[str, str]:
    """The message, and the calculation as evidence."""
    times = f" × {cost.times:f}" if cost.times != 1 else ""
    total = f"{_rounded(product)} {unit}"
    evidence = (
        f"{quantity.number:f} {shortened(quantity.unit)} × {cost.number:f} {shortened(cost.unit)}{times} = {total}，"
        f"预算 {_rounded(budget)} {unit}，差 {_rounded(abs(product - budget))} {unit}"
    )
    return f"按数量和标准算应为 {total}，与预算数不一致，请核对数量、标准或预算。", evidence


def _rounded(number: Decimal) -> str:
    """Two decimals, or as many as there are up to four."""
    places = min(4, max(2, -int(number.normalize().as_tuple().exponent)))
    return f"{number:.{places}f}"


def _half(decimals: int) -> Decimal:
    return Decimal(5).scaleb(-decimals - 1)


def goal_sum(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The amounts that the goal or the purpose lists should add up to the budget."""
    budget, unit = Amount.parse(project.budget_total), money_unit(document, form)
    if budget is None or not budget.value:
        return
    for key in ("goal", "purpose"):
        listed = _listed(plain(project.fields[key][:_LONGEST]), unit)
        added = sum(listed, Decimal(0))
        # If the sum is far from the budget, the amounts are not its parts.
        if abs(added - budget.value) > _half(budget.decimals) and budget.value / 2 <= added <= budget.value * 2:
            title = form.vocabulary.title(Owner.PROJECT, key)
            message = f"“{title}”里列出的金额合计 {added:f}{unit}，与预算数 {budget.value:f}{unit} 不一致，请核对。"
            evidence = f"{shortened(' + '.join(f'{one:f}' for one in listed))} = {added:f} ≠ {budget.value:f}"
            facts: tuple[Fact, ...] = ("differs", *listed, budget.value, unit)
            yield Finding("goal-sum", Severity.WARNING, message, project.id, "", key, evidence, facts=facts)


def _listed(text: str, unit: str) -> list[Decimal]:
    """The amounts in a text, in this unit. None if there is only one, or if some may be rates or limits."""
    amounts = [Target("", Decimal(number), word).money(unit) for number, word in _LISTED.findall(text)]
    listed = [amount for amount in amounts if amount is not None]
    return [] if len(listed) < 2 or _RATE_WORDS.search(text) else listed


def unit_incomplete(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The target says 元 where the name or the goal says 元/人·月."""
    said = plain(project.fields["goal"][:_LONGEST] + project.fields["purpose"][:_LONGEST])
    for indicator in project.indicators:
        read = reading(indicator.target)
        if not is_class(indicator, "成本") or read.family != "money" or read.target is None:
            continue
        wanted = _whole_unit(read.target, plain(indicator.name), said)
        if wanted:
            text = f"{read.target.operator}{read.target.number:f}{wanted}"
            message = f"“{shortened(indicator.name)}”的单位不完整，应写“{shortened(text)}”。"
            cure = SetFields({(indicator.id, "target"): text}, f"改为“{shortened(text)}”")
            place, facts = (project.id, indicator.id, "target"), ("incomplete", indicator.name, text)
            evidence = shortened(indicator.target)
            yield Finding("unit-incomplete", Severity.WARNING, message, *place, evidence, cure, facts=facts)


def _whole_unit(target: Target, name: str, said: str) -> str:
    """The complete unit; "" if name and goal say nothing more than the target."""
    money, *per = [part for part in re.split("[/每·]", target.unit) if part]
    longer = re.search(
        rf"(?<![\d.]){re.escape(f'{target.number:f}')}{re.escape(money)}((?:/[^\d，。；,;、/]{{1,2}}){{1,2}})", said
    )
    if longer and set(per) < set(longer[1].strip("/").split("/")):
        return money + longer[1]
    if not per and "每人每月" in name:
        return f"{money}/人/月"
    return ""
