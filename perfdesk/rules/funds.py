"""Money: parts and sums, costs against the budget."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import Owner, field_of
from perfdesk.model.values import Amount, Target, normal
from perfdesk.rules.finding import Finding, Severity

_PARTS: Final = ("budget_fiscal", "budget_other")
_AMOUNTS: Final = ("budget_total", *_PARTS)
# Names that state a cost of one of many, which may not be held against the whole budget.
_UNIT_COST: Final = re.compile(r"人均|户均|单价|单位成本|标准|每|次均|台均|日均|亩均|月均")


def money_unit(document: Document, form: Form) -> str:
    """The unit that amounts are written in."""
    return document.fields["money_unit"] or form.money_unit


def fund_sum(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """total = fiscal + other, exactly as written; a part that is blank counts as nothing."""
    written = {key: project.fields[key] for key in _AMOUNTS if project.fields[key].strip()}
    amounts = {key: Amount.parse(text) for key, text in written.items()}
    for key, amount in amounts.items():
        if amount is None:
            title = field_of(Owner.PROJECT, key).title
            message = f"“{title}”应是数字，单位{money_unit(document, form)}不写在格内。"
            yield Finding("fund-sum", Severity.ERROR, message, project.id, field=key, evidence=written[key])
    known = {key: amount.value for key, amount in amounts.items() if amount is not None}
    if len(known) == len(amounts) and "budget_total" in known:
        yield from _sum(project, known, written)


def _sum(project: Project, known: Mapping[str, Decimal], written: Mapping[str, str]) -> Iterator[Finding]:
    parts = [key for key in _PARTS if key in known]
    if not parts:
        message = "预算数没有分出资金来源，应填写财政资金或其他资金。"
        yield Finding("fund-sum", Severity.WARNING, message, project.id, field="budget_fiscal")
        return
    total, added = known["budget_total"], sum((known[key] for key in parts), Decimal(0))
    if total == added:
        return
    shown = " + ".join(written[key].strip() for key in parts)
    sign = "−" if total < added else ""
    evidence = f"{shown} = {added}，预算数 {written['budget_total'].strip()}，差 {sign}{abs(total - added)}"
    yield Finding(
        "fund-sum",
        Severity.ERROR,
        "预算数与各项资金之和不一致。",
        project.id,
        field="budget_total",
        evidence=evidence,
        cure=SetFields({(project.id, "budget_total"): str(added)}, "按资金之和改预算数"),
    )


def cost_over_budget(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """A cost indicator that states the whole cost, above the budget."""
    budget = Amount.parse(project.budget_total)
    if budget is None:
        return
    unit = money_unit(document, form)
    for indicator in project.indicators:
        cost = _whole_cost(indicator, unit)
        if cost is not None and cost > budget.value:
            yield Finding(
                "cost-over-budget",
                Severity.ERROR,
                f"“{indicator.name}”的指标值超过项目预算数，应不超过 {normal(project.budget_total)}{unit}。",
                project.id,
                indicator.id,
                "target",
                f"{_plain(cost)}{unit} > {normal(project.budget_total)}{unit}",
            )


def _whole_cost(indicator: Indicator, unit: str) -> Decimal | None:
    if normal(indicator.level2) != "成本指标" or _UNIT_COST.search(indicator.name + indicator.fields["description"]):
        return None
    target = Target.parse(indicator.target)
    # "At least" is no bound from above; that it is odd for a cost is another rule's business.
    return None if target is None or target.operator in ("≥", ">") else target.money(unit)


def _plain(number: Decimal) -> str:
    """Without exponent and trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
