"""The sum of a form that divides the money by other sources than 财政资金: 中央补助, 省级资金, 县级资金.

Sources may be parts of each other there: 上级资金 holds 中央补助, and a form does not say so. So only what is wrong in
any case is said, as a warning without a cure: all sources together are less than the total, or one alone is more. A
column that only this form has may be a source too; where it holds an amount, nothing is said.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import Enum, auto
from itertools import combinations
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.forms.printed import printed_keys
from perfdesk.forms.printed_words import printed_title
from perfdesk.model.document import Project
from perfdesk.model.fields import OWN, Owner
from perfdesk.model.keys import BUDGET_FISCAL, BUDGET_OTHER, BUDGET_TOTAL
from perfdesk.model.unread import unread_lines
from perfdesk.model.values import Amount, rounding
from perfdesk.model.vocabulary import plan_keys, vocabulary
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.reading import plain

# Of more amounts some nearly always add up to whatever is missing.
_MOST_ADDED: Final = 6


def by_other_sources(project: Project, form: Form) -> bool:
    """Whether the money of a project is divided without 财政资金."""
    return not project.fields[BUDGET_FISCAL].strip() and (Owner.PROJECT, BUDGET_FISCAL) not in printed_keys(form)


class Elsewhere(Enum):
    """Where the money may be that the usual sources lack of the total."""

    NOTHING = auto()  # nowhere
    OTHER_SUMS = auto()  # in none of the other amounts of the project
    IT = auto()  # in one or some of them, or in a part that the form does not print


def elsewhere(project: Project, form: Form, missing: Decimal, near: Decimal) -> Elsewhere:
    """What else the project says of money: sources that not every form has (上级补助), columns that only this form has
    (专项债券资金). `near` is how far rounding may be off."""
    if missing > 0 and (Owner.PROJECT, BUDGET_OTHER) not in printed_keys(form):
        return Elsewhere.IT
    amounts = [*_amounts_beside(project)]
    if len(amounts) > _MOST_ADDED:
        return Elsewhere.IT
    sums = (sum(some, Decimal(0)) for many in range(1, len(amounts) + 1) for some in combinations(amounts, many))
    if any(abs(missing - one) <= near for one in sums):
        return Elsewhere.IT
    return Elsewhere.OTHER_SUMS if amounts else Elsewhere.NOTHING


def _amounts_beside(project: Project) -> Iterator[Decimal]:
    """The amounts of what is no part of the total in every form; nothing (0) is none."""
    usual = (BUDGET_TOTAL, *vocabulary().parts[BUDGET_TOTAL])
    for key, text in project.fields.items():
        if (key in plan_keys().values() and key not in usual) or key.startswith(OWN):
            amount = Amount.parse(plain(text))
            if amount is not None and amount.value > 0:
                yield amount.value


def other_sources(project: Project, form: Form) -> Iterator[Finding]:
    """What is wrong whichever source is a part of another one."""
    total, parts = Amount.parse(plain(project.fields[BUDGET_TOTAL])), _sources(project)
    if total is None or not parts or unread_lines(project.fields) or _has_own_amount(project):
        return
    added = sum((one.value for one in parts.values()), Decimal(0))
    above = next((key for key, one in parts.items() if one.value > total.value), "")
    whole = printed_title(form, BUDGET_TOTAL)
    if total.value - added > rounding(total, [*parts.values()]):
        shown = " + ".join(f"{one.value:f}" for one in parts.values())
        evidence = f"{shown} = {added:f} < {total.value:f}" if len(parts) > 1 else f"{shown} < {total.value:f}"
        yield _warning(project, f"各项资金之和小于{whole}，请核对。", evidence, ("less", total.value, added))
    elif above:
        evidence = f"{parts[above].value:f} > {total.value:f}"
        message = f"“{printed_title(form, above)}”大于{whole}，请核对。"
        yield _warning(project, message, evidence, ("above", total.value, parts[above].value))


def _sources(project: Project) -> Mapping[str, Amount]:
    """The amounts of all sources but the total, in the order of the vocabulary; none where one is no amount."""
    texts = {key: text for key in plan_keys().values() if key != BUDGET_TOTAL and (text := plain(project.fields[key]))}
    amounts = {key: amount for key, text in texts.items() if (amount := Amount.parse(text)) is not None}
    return amounts if len(amounts) == len(texts) else {}


def _has_own_amount(project: Project) -> bool:
    own = (text for key, text in project.fields.items() if key.startswith(OWN))
    return any(Amount.parse(plain(text)) is not None for text in own)


def _warning(project: Project, message: str, evidence: str, facts: tuple[str | Decimal, ...]) -> Finding:
    return Finding("fund-sum", Severity.WARNING, message, project.id, "", BUDGET_TOTAL, evidence, facts=facts)
