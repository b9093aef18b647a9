"""可行性: the amounts that goal and purpose list one by one, against the budget or against the whole they name."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from perfdesk.forms.definition import Form
from perfdesk.forms.printed_words import printed_title
from perfdesk.model.document import Document, Project
from perfdesk.model.keys import BUDGET_TOTAL
from perfdesk.model.target import in_unit
from perfdesk.model.titles import shortened
from perfdesk.model.values import Amount, half_unit
from perfdesk.rules.finding import Fact, Finding, Severity
from perfdesk.rules.funds import money_unit
from perfdesk.rules.reading import has_any, plain

_LISTED: Final = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)(亿元|万元|元)(?![/每·]|人|月)")
_LONGEST: Final = 5000
_RATE_WORDS: Final = re.compile("每|人均|标准|不超过|不低于|单价|以上|以下|左右")
_MARK: Final = re.compile(r"[，,。；;：:、\n]")
_SENTENCE: Final = re.compile(r"[。\n]")
_TOTAL: Final = re.compile("共|合计|总")
_PARTS: Final = "其中"
_FEW: Final = 2


class _Said(NamedTuple):
    """The amounts of a text: the `parts`, and the `whole` if the text names one."""

    parts: tuple[Decimal, ...]
    whole: Decimal | None


def goal_sum(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The amounts that the goal or the purpose lists should add up to the budget, or to the whole that it names."""
    budget, unit = Amount.parse(project.budget_total), money_unit(document, form)
    if budget is None or not budget.value:
        return
    for key in ("goal", "purpose"):
        said = _said(plain(project.fields[key][:_LONGEST]), unit)
        whole, added = said.whole or budget.value, sum(said.parts, Decimal(0))
        # If the sum is far from the whole, the amounts are not its parts.
        if len(said.parts) < _FEW or abs(added - whole) <= half_unit(budget.decimals):
            continue
        if whole / 2 <= added <= whole * 2:
            title = printed_title(form, key)
            what = printed_title(form, BUDGET_TOTAL) if said.whole is None else "文中的总数"
            message = f"“{title}”里列出的金额合计 {added:f}{unit}，与{what} {whole:f}{unit} 不一致，请核对。"
            evidence = f"{shortened(' + '.join(f'{one:f}' for one in said.parts))} = {added:f} ≠ {whole:f}"
            facts: tuple[Fact, ...] = ("differs", *said.parts, whole, unit)
            yield Finding("goal-sum", Severity.WARNING, message, project.id, "", key, evidence, facts=facts)


def _said(text: str, unit: str) -> _Said:
    """Nothing if some amounts may be rates or limits. Amounts of a result (增收, 节约) are no part of the budget."""
    if "元" not in text or _RATE_WORDS.search(text):
        return _Said((), None)
    before, mark, behind = text.partition(_PARTS)
    if mark:
        wholes = _amounts(_SENTENCE.split(before)[-1], unit)
        return _Said(_amounts(_SENTENCE.split(behind)[0], unit), wholes[-1] if wholes else None)
    clauses = _MARK.split(text)
    totals = _amounts("，".join(clause for clause in clauses if _TOTAL.search(clause)), unit)
    listed = _amounts("，".join(clause for clause in clauses if not _TOTAL.search(clause)), unit)
    return _Said(listed, totals[0] if len(totals) == 1 else None)


def _amounts(text: str, unit: str) -> tuple[Decimal, ...]:
    """The amounts in a text, in this unit."""
    return tuple(_of_costs([clause for clause in _MARK.split(text) if not has_any(clause, "gains")], unit))


def _of_costs(clauses: Sequence[str], unit: str) -> Iterator[Decimal]:
    for clause in clauses:
        for number, word in _LISTED.findall(clause):
            amount = in_unit(Decimal(number), word, unit)
            if amount is not None:
                yield amount
