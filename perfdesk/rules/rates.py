"""可行性: printed rates, each held against the two numbers beside it: 执行率, how much of the budget was spent
(财预〔2019〕136号, 财预〔2020〕10号), and 完成率, how much of a numbered goal was done."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Project
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import Owner
from perfdesk.model.titles import numbered, shortened
from perfdesk.model.values import Amount, half_unit, parse_percent
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.scoring import comparable, shown
from perfdesk.rules.target_grammar import reading

_RATE: Final = re.compile(r"(funds\.\w+\.)rate(@\w+)?")
# A budget that was adjusted is what is spent; in mid-year, when nothing has been adjusted yet, the one of the year's
# beginning prints.
_BUDGETS: Final = ("adjusted", "initial")
_HUNDRED: Final = Decimal(100)
_GOAL_RATE: Final = ("text", "done", "rate")


class PrintedRate(NamedTuple):
    """The keys of a rate that a form prints, and of what it divides by what."""

    rate: str
    spent: str
    budget: str


def printed_rates(form: Form) -> tuple[PrintedRate, ...]:
    """The rates of money in a form; none without a budget beside it."""
    return _rates_of(form.table.keys_of(Owner.PROJECT))


@lru_cache(maxsize=16)
def _rates_of(keys: tuple[str, ...]) -> tuple[PrintedRate, ...]:
    """The same for the keys that a form prints of projects. It is asked for each project of a book."""
    found = ((match, _budget(keys, match)) for key in keys if (match := _RATE.fullmatch(key)))
    return tuple(
        PrintedRate(match[0], f"{match[1]}executed{match[2] or ''}", budget) for match, budget in found if budget
    )


def _budget(keys: tuple[str, ...], match: re.Match[str]) -> str:
    """Of the budgets that print for this source the one that the rate is of."""
    wanted = (f"{match[1]}{measure}{phase}" for measure in _BUDGETS for phase in dict.fromkeys((match[2] or "", "")))
    return next((key for key in wanted if key in keys), "")


def wrong_rate(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """Each printed 执行率, and the 完成率 of each numbered goal."""
    for one in printed_rates(form):
        yield from _of_money(project, one)
    if _GOAL_RATE[2] in form.table.keys_of(Owner.GOALS):
        yield from _of_goals(project)


def _of_money(project: Project, one: PrintedRate) -> Iterator[Finding]:
    stated = stated_rate(project.fields[one.rate])
    spent, budget = (Amount.parse(project.fields[key]) for key in (one.spent, one.budget))
    if stated is None or spent is None or budget is None or budget.value <= 0 or spent.value < 0:
        return
    right = spent.value / budget.value * _HUNDRED
    if not stated.is_near(right, right):
        least, most = _possible(spent, budget)
        sure = not stated.is_near(least, most)
        texts = [shortened(project.fields[key]) for key in (one.spent, one.budget)]
        yield _wrong("执行率", stated, right, texts, (project.id, "", one.rate), sure=sure)


def _of_goals(project: Project) -> Iterator[Finding]:
    for number, goal in enumerate(project.rows_of(Owner.GOALS), 1):
        text, done, rate = (goal.fields[key] for key in _GOAL_RATE)
        stated, numbers, wanted = stated_rate(rate), comparable(text, done), reading(text).target
        if stated is None or numbers is None or wanted is None or wanted.operator in ("≤", "<") or numbers[0] <= 0:
            continue
        right = numbers[1] / numbers[0] * _HUNDRED
        # What was more than wanted is often said as 100 %.
        if not stated.is_near(right, right) and not (right > _HUNDRED == stated.percent):
            texts, place = [shortened(done), shortened(text)], (project.id, goal.id, _GOAL_RATE[2])
            yield _wrong(f"{numbered(goal, number)}的完成率", stated, right, texts, place, sure=True)


class StatedRate(NamedTuple):
    """A rate as printed: in per cent, with its number of decimals."""

    percent: Decimal
    decimals: int

    def is_near(self, least: Decimal, most: Decimal) -> bool:
        """Whether it is one of these numbers, rounded to its decimals."""
        half = half_unit(self.decimals)
        return least - half <= self.percent <= most + half


def stated_rate(text: str) -> StatedRate | None:
    """A printed rate; None if the text is none."""
    percent = parse_percent(text)
    return None if percent is None else StatedRate(percent, Amount(percent).decimals)


def _possible(spent: Amount, budget: Amount) -> tuple[Decimal, Decimal]:
    """The least and the greatest rate of amounts that print as these: 33.00 was 32.995 to 33.005."""
    more, wider = half_unit(spent.decimals), half_unit(budget.decimals)
    return (spent.value - more) / (budget.value + wider) * _HUNDRED, (
        (spent.value + more) / (budget.value - wider) * _HUNDRED
    )


def _wrong(
    name: str, stated: StatedRate, right: Decimal, texts: list[str], place: tuple[str, str, str], *, sure: bool
) -> Finding:
    """An error; a warning where the amounts were only printed with too few decimals to tell."""
    project, row, key = place
    text, done, whole = f"{shown(right)}%", *texts
    message = f"{name}应为 {text}，现在是 {stated.percent:f}%"
    message += "。" if sure else "；按印出的金额算，差在小数位数上，请核对。"
    cure = SetFields({(row or project, key): text}, f"改为 {text}")
    severity = Severity.ERROR if sure else Severity.WARNING
    facts = ("rate", stated.percent, done, whole)
    return Finding(
        "execution-rate", severity, message, project, row, key, f"{done} ÷ {whole} = {text}", cure, facts=facts
    )
