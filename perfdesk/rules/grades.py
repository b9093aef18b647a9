"""可行性: the grade of a self-evaluation, 优, 良, 中 or 差, as its marks give it: 中 and 差 are explained, and the
conclusion names no other grade (财预〔2020〕10号; where the grades begin, the form says)."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.forms.printed import printed_keys
from perfdesk.forms.printed_words import printed_title
from perfdesk.model.document import Project
from perfdesk.model.fields import Owner
from perfdesk.model.keys import SCORE, WEIGHT
from perfdesk.model.values import normal
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.scoring import EXECUTION, points, shown

GRADES: Final = ("优", "良", "中", "差")
_POOR: Final = GRADES[2:]
_CONCLUSION: Final = "conclusion"
_TOTAL_WEIGHT: Final = "total_weight"
# Where a department explains a poor result.
_EXPLAINED: Final = ("deviation_reason", "problems", "measures", _CONCLUSION, "remarks")
# A grade as a conclusion names it: 评定等级为“良”, 自评结果：优秀. Each is part of many words, so that something must
# stand around it.
_NAMED: Final = re.compile(
    r"(?:^|(?:等级|等次|评价|评定|结果|结论|评|定)[为是:]?)[“\"(]?(?P<grade>优秀?|良好?|中等?|较?差)(?=$|[”\"),;。.]|等?级|等次)"
)
_LONGEST: Final = 2000


def grade_of(percent: Decimal, form: Form) -> str:
    """The grade of so many per cent of the marks; "" in a form without scores."""
    if form.scoring is None:
        return ""
    reached = (grade for grade, least in zip(GRADES, form.scoring.grades, strict=False) if percent >= least)
    return next(reached, GRADES[-1])


def marks_of(project: Project, key: str) -> list[Decimal]:
    """The marks of a column with those of the money; none as long as one is missing. Where the money has no weight and
    the total of weights is that of the rows, the totals are of the rows alone."""
    texts = [row.fields[key] for row in project.indicators]
    if (money := project.fields[EXECUTION + key].strip()) and not _is_of_rows(project):
        texts.append(money)
    known = [points(text) for text in texts]
    return [] if None in known else [part for part in known if part is not None]


def _is_of_rows(project: Project) -> bool:
    stated, weights = points(project.fields[_TOTAL_WEIGHT]), [points(row.fields[WEIGHT]) for row in project.indicators]
    if stated is None or None in weights or project.fields[EXECUTION + WEIGHT].strip():
        return False
    return sum((one for one in weights if one is not None), Decimal(0)) == stated


def grade_findings(project: Project, form: Form) -> Iterator[Finding]:
    """What is wrong with the grade that the marks give."""
    if form.scoring is None:
        return
    scores, weights = marks_of(project, SCORE), marks_of(project, WEIGHT)
    if not scores or not any(weights):
        return
    percent = sum(scores, Decimal(0)) / sum(weights, Decimal(0)) * 100
    grade = grade_of(percent, form)
    yield from _unexplained(project, form, percent, grade)
    yield from _named_otherwise(project, form, percent, grade)


def _unexplained(project: Project, form: Form, percent: Decimal, grade: str) -> Iterator[Finding]:
    room = [key for key in _EXPLAINED if (Owner.PROJECT, key) in printed_keys(form)]
    if grade in _POOR and room and not any(project.fields[key].strip() for key in room):
        message = f"自评为“{grade}”，应在“{printed_title(form, room[0])}”里说明原因。"
        place, facts = (project.id, "", room[0], f"{shown(percent)}%"), ("grade", grade)
        yield Finding("score-sum", Severity.WARNING, message, *place, facts=facts)


def _named_otherwise(project: Project, form: Form, percent: Decimal, grade: str) -> Iterator[Finding]:
    said = {match["grade"] for match in _NAMED.finditer(normal(project.fields[_CONCLUSION][:_LONGEST]))}
    named = {one.strip("秀好等较") for one in said}
    if (Owner.PROJECT, _CONCLUSION) not in printed_keys(form) or not named or grade in named or form.scoring is None:
        return
    (other,) = sorted(named)[:1]
    title = printed_title(form, _CONCLUSION)
    message = f"“{title}”里写的是“{other}”，按得分应为“{grade}”。"
    edges = "、".join(f"{name} {least}" for name, least in zip(GRADES, form.scoring.grades, strict=False))
    evidence, facts = f"{shown(percent)}%（{edges} 起）", ("named", other, grade)
    yield Finding("score-sum", Severity.WARNING, message, project.id, "", _CONCLUSION, evidence, facts=facts)
