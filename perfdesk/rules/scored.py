"""可行性: what a self-evaluation (自评) says of its own scores: marks, grades, missing reasons, changed targets."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.forms.printed import printed_keys
from perfdesk.forms.printed_words import printed_title
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import Owner
from perfdesk.model.frozen import frozen_texts
from perfdesk.model.keys import ACTUAL, DEVIATION, SCORE, WEIGHT
from perfdesk.model.titles import shortened
from perfdesk.model.values import normal
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.grades import grade_findings, marks_of
from perfdesk.rules.scoring import EXECUTION, Outcome, points, rounded, shown

_HUNDRED: Final = Decimal(100)
# A total, the column it sums, and what the money has.
_TOTALS: Final = (("total_weight", WEIGHT), ("total_score", SCORE))


def score_over_weight(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """No score is above its weight, neither an indicator's nor that of the money."""
    if not _prints(form, Owner.INDICATOR, SCORE):
        return
    for row in project.indicators:
        if found := _over(row.fields[SCORE], row.fields[WEIGHT]):
            yield _over_finding(project, row.id, SCORE, shortened(row.name), *found)
    if found := _over(project.fields[EXECUTION + SCORE], project.fields[EXECUTION + WEIGHT]):
        yield _over_finding(project, "", EXECUTION + SCORE, "预算执行", *found)


def _over(score: str, weight: str) -> tuple[Decimal, Decimal] | None:
    got, most = points(score), points(weight)
    return (got, most) if got is not None and most is not None and got > most else None


def _over_finding(project: Project, row: str, key: str, name: str, got: Decimal, most: Decimal) -> Finding:
    message = f"“{name}”得分 {got:f} 超过分值 {most:f}。"
    evidence, facts = f"{got:f} > {most:f}", ("over", name, got, most)
    return Finding("score-over-weight", Severity.ERROR, message, project.id, row, key, evidence, facts=facts)


def score_against_outcome(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """Full marks for a target that the numbers say was missed; fewer for one that was met. Scores in between are the
    clerk's. Where target and outcome are words, what lies outside the band that the words say."""
    if not _prints(form, Owner.INDICATOR, SCORE):
        return
    for row in project.indicators:
        outcome, got = Outcome(row), points(row.fields[SCORE])
        if got is None or outcome.weight is None:
            continue
        if outcome.marks is not None:
            yield from _against_words(project, row, got, *outcome.marks)
        elif outcome.score is None:
            continue
        elif outcome.missed and got >= outcome.weight > rounded(outcome.score):
            message = f"“{shortened(row.name)}”没有完成指标值，却得了满分，按比例应为 {shown(outcome.score)}。"
            yield _against(project, row, "full", message, outcome)
        elif not outcome.missed and got < outcome.weight:
            message = f"“{shortened(row.name)}”完成了指标值，却没有得满分，请核对得分或实际完成值。"
            yield _against(project, row, "less", message, outcome)


def _against_words(project: Project, row: Indicator, got: Decimal, least: Decimal, most: Decimal) -> Iterator[Finding]:
    weight = points(row.fields[WEIGHT])
    if least <= got <= most or (weight is not None and got > weight):
        return  # more than the weight is said by score-over-weight
    done = shortened(row.fields[ACTUAL])
    message = (
        f"“{shortened(row.name)}”的完成情况是“{done}”，得分应在 {shown(least)} 到 {shown(most)} 之间，现在是 {got:f}。"
    )
    facts = ("band", row.name, row.whole_target, row.fields[ACTUAL], row.fields[SCORE], least, most)
    place = (project.id, row.id, SCORE, Outcome(row).evidence)
    yield Finding("score-outcome", Severity.WARNING, message, *place, facts=facts)


def _against(project: Project, row: Indicator, case: str, message: str, outcome: Outcome) -> Finding:
    assert outcome.score is not None
    text = shown(outcome.score)
    cure = SetFields({(row.id, SCORE): text}, f"得分改为 {text}")
    facts = (case, row.name, row.whole_target, row.fields[ACTUAL], row.fields[SCORE])
    place = (project.id, row.id, SCORE, outcome.evidence)
    return Finding("score-outcome", Severity.WARNING, message, *place, cure, facts=facts)


def deviation_missing(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """Less than full marks, and far more than the target, need a reason where the form has a column for it."""
    if not _prints(form, Owner.INDICATOR, DEVIATION) or not _prints(form, Owner.INDICATOR, ACTUAL):
        return
    beyond = Decimal(form.scoring.beyond if form.scoring else 0)
    for row in project.indicators:
        if normal(row.fields[DEVIATION]):
            continue
        outcome, got = Outcome(row), points(row.fields[SCORE])
        lost = outcome.missed if got is None else outcome.weight is not None and got < outcome.weight
        if lost:
            message = f"“{shortened(row.name)}”没有达到，应写明偏差原因和改进措施。"
            yield _without_reason(project, row, "lost", message, outcome)
        elif beyond and outcome.ratio is not None and outcome.ratio * _HUNDRED > beyond:
            message = f"“{shortened(row.name)}”超过指标值 {beyond:f}%，指标值可能定低了，应写明原因。"
            yield _without_reason(project, row, "beyond", message, outcome)


def _without_reason(project: Project, row: Indicator, case: str, message: str, outcome: Outcome) -> Finding:
    evidence = f"{shortened(row.whole_target)} → {shortened(row.fields[ACTUAL])}"
    facts = (case, row.name, row.whole_target, row.fields[ACTUAL])
    place = (project.id, row.id, DEVIATION, evidence)
    return Finding("deviation-missing", Severity.WARNING, message, *place, facts=facts)


def changed_target(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """What was approved stays as it was while it is monitored and evaluated."""
    if form.stage == "goal":
        return
    nodes = [("", project.id, project.fields), *(("x", row.id, row.fields) for row in project.indicators)]
    for indicator, node, fields in nodes:
        for key, frozen in frozen_texts(fields):
            if normal(fields[key]) != normal(frozen):
                title = printed_title(form, key, Owner.INDICATOR if indicator else Owner.PROJECT)
                message = f"“{title}”与申报时不同，申报时是“{shortened(frozen)}”；确有调整的，答复说明。"
                cure = SetFields({(node, key): frozen}, "恢复申报时的内容")
                place = (project.id, node if indicator else "", key, f"{shortened(frozen)} → {shortened(fields[key])}")
                facts = ("changed", frozen, fields[key])
                yield Finding("changed-target", Severity.WARNING, message, *place, cure, facts=facts)


def _prints(form: Form, owner: Owner, key: str) -> bool:
    return (owner, key) in printed_keys(form)


def score_sum(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """A total that is typed is the sum of its column and of what stands beside the money; and its grade is right."""
    for total, key in _TOTALS:
        stated = points(project.fields[total]) if _prints(form, Owner.PROJECT, total) else None
        parts = marks_of(project, key) if stated is not None else []
        if stated is not None and parts and sum(parts) != stated:
            text, shown_parts = shown(sum(parts, Decimal(0))), " + ".join(f"{part:f}" for part in parts)
            message = f"“{printed_title(form, total)}”应为 {text}，现在是 {stated:f}。"
            cure = SetFields({(project.id, total): text}, f"改为 {text}")
            place = (project.id, "", total, f"{shortened(shown_parts)} = {text} ≠ {stated:f}", cure)
            yield Finding("score-sum", Severity.ERROR, message, *place, facts=("sum", total, stated, *parts))
    yield from grade_findings(project, form)
