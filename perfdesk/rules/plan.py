"""资金支出计划: cumulative percents."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Project
from perfdesk.model.fields import Owner, field_of
from perfdesk.model.values import parse_percent
from perfdesk.rules.finding import Finding, Severity

_KEYS: Final = ("plan_03", "plan_06", "plan_10", "plan_12")
_RULE: Final = "plan"


def plan(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """0 to 100, never falling, 100 at the end; a hint when everything falls in December. Only where the form has it."""
    if not any(cell.field in _KEYS for row in form.table.rows for cell in row.cells):
        return
    texts = {key: project.fields[key].strip() for key in _KEYS}
    if not all(texts.values()):
        yield from _blank(project, texts)
        return
    values = {key: parse_percent(text) for key, text in texts.items()}
    known = {key: value for key, value in values.items() if value is not None}
    yield from _not_percent(project, texts, known)
    if len(known) == len(_KEYS):
        yield from _course(project, known)


def _blank(project: Project, texts: dict[str, str]) -> Iterator[Finding]:
    if not any(texts.values()):
        yield Finding(_RULE, Severity.ERROR, "资金支出计划没有填写。", project.id, field=_KEYS[0])
        return
    for key, text in texts.items():
        if not text:
            message = f"“{_title(key)}”没有填写，没有支出的填 0。"
            yield Finding(_RULE, Severity.ERROR, message, project.id, field=key)


def _not_percent(project: Project, texts: dict[str, str], known: dict[str, Decimal]) -> Iterator[Finding]:
    for key, text in texts.items():
        if key not in known or not 0 <= known[key] <= 100:
            message = f"“{_title(key)}”应是 0 到 100 的百分比。"
            yield Finding(_RULE, Severity.ERROR, message, project.id, field=key, evidence=text)


def _course(project: Project, known: dict[str, Decimal]) -> Iterator[Finding]:
    for before, after in pairwise(_KEYS):
        if known[after] < known[before]:
            message = f"支出计划是累计数，“{_title(after)}”不应小于“{_title(before)}”。"
            evidence = f"{known[before]}% → {known[after]}%"
            yield Finding(_RULE, Severity.ERROR, message, project.id, field=after, evidence=evidence)
    if known["plan_12"] != 100:
        message = "12月底的累计支出计划应为 100%。"
        yield Finding(_RULE, Severity.ERROR, message, project.id, field="plan_12", evidence=f"{known['plan_12']}%")
    elif not any(known[key] for key in _KEYS[:-1]):
        message = "全部资金都安排在12月支出，请确认支出进度是否可行。"
        yield Finding(_RULE, Severity.WARNING, message, project.id, field="plan_12", evidence="0 → 0 → 0 → 100%")


def _title(key: str) -> str:
    return field_of(Owner.PROJECT, key).title
