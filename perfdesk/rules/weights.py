"""完整性: weights (权重, 分值), for forms that have them: their total, and the range that the form gives each class."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final, NamedTuple

from perfdesk.forms.definition import Form, Level1, Level2
from perfdesk.model.classes import class_of, twin_of
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.fields import Owner
from perfdesk.model.keys import WEIGHT
from perfdesk.model.values import Amount
from perfdesk.rules.finding import Fact, Finding, Severity
from perfdesk.rules.reading import plain
from perfdesk.rules.scoring import EXECUTION, points

_ALL: Final = Decimal(100)
_EXECUTION: Final = Decimal(10)


def weight_sum(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """All weights add up to the form's total, and those of a class to the range of the class. As long as a weight is
    missing, the sum is not judged."""
    has_weights = "weight" in form.table.keys_of(Owner.INDICATOR)
    known = _weights(project) if has_weights else {}
    if not known:
        return
    added = sum(known.values(), Decimal(0))
    wanted = _wanted(project, form)
    if added not in wanted.totals:
        evidence, facts = f"{_sum(known.values())} = {added:f}", ("all", added, str(wanted.totals[0]))
        found = _at(project, project.indicators[0], f"权重合计 {added:f}，{wanted.words}", evidence, facts)
        yield replace(found, severity=wanted.severity)
    yield from _classes(project, known, form)


class _Wanted(NamedTuple):
    """What the weights may add up to, in words too, and how grave another sum is."""

    totals: tuple[Decimal, ...]
    words: str
    severity: Severity


def _wanted(project: Project, form: Form) -> _Wanted:
    """What the form says. If it does not, all marks are 100, of which spending the money has what its row says, or the
    10 that 财预〔2020〕10号 gives it, or none."""
    if form.weight_total is not None:
        return _Wanted((Decimal(form.weight_total),), f"应为 {form.weight_total}。", Severity.ERROR)
    spending = points(project.fields[EXECUTION + WEIGHT])
    if spending:
        left = _ALL - spending
        return _Wanted((left,), f"加上预算执行率的 {spending:f} 应为 100。", Severity.WARNING)
    words = "一般应为 100，预算执行率另占 10 分的为 90，请核对。"
    return _Wanted((_ALL, _ALL - _EXECUTION), words, Severity.WARNING)


def _classes(project: Project, known: dict[str, Decimal], form: Form) -> Iterator[Finding]:
    keys = [(class_of(i.level1, i.level2), i) for i in project.indicators]
    for level in form.levels:
        whole = class_of(level.name, "")
        rows = [i for key, i in keys if plain(i.level1) == level.name or (whole and class_of(i.level1, "") == whole)]
        yield from _within(project, known, level, rows)
        for child in level.children:
            meant = class_of(level.name, child.name)
            same = (meant, twin_of(meant)) if meant else ()
            rows = [i for key, i in keys if plain(i.level2) == child.name or (key and key in same)]
            yield from _within(project, known, child, rows)


def _weights(project: Project) -> dict[str, Decimal]:
    """The weight of each indicator by its id; empty if one is missing."""
    known = {one.id: weight for one in project.indicators if (weight := _weight(one)) is not None}
    return known if len(known) == len(project.indicators) else {}


def _within(
    project: Project, known: dict[str, Decimal], level: Level1 | Level2, rows: list[Indicator]
) -> Iterator[Finding]:
    if level.weights is None or not rows:
        return
    (low, high), added = level.weights, sum((known[row.id] for row in rows), Decimal(0))
    if not low <= added <= high:
        wanted = f"应为 {low}" if low == high else f"应在 {low} 到 {high} 之间"
        message = f"“{level.name}”的权重合计 {added:f}，{wanted}。"
        evidence, facts = f"{_sum(known[row.id] for row in rows)} = {added:f}", ("of", level.name, added, wanted)
        yield _at(project, rows[0], message, evidence, facts)


def _weight(indicator: Indicator) -> Decimal | None:
    amount = Amount.parse(indicator.fields["weight"].rstrip("%％分"))
    return None if amount is None else amount.value


def _sum(parts: Iterable[Decimal]) -> str:
    return " + ".join(f"{part:f}" for part in parts)


def _at(project: Project, indicator: Indicator, message: str, evidence: str, facts: tuple[Fact, ...]) -> Finding:
    return Finding("weight-sum", Severity.ERROR, message, project.id, indicator.id, "weight", evidence, facts=facts)
