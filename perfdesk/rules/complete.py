"""完整性: what must be filled in and is not."""

import re
from collections.abc import Iterator
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.fields import Owner, field_of
from perfdesk.model.values import normal
from perfdesk.rules.finding import Finding, Severity

_RULE: Final = "missing-required"
# A sign, a unit, or both, without a number or a word that says anything.
_NO_VALUE: Final = re.compile(
    r"[≥≤><=≧≦~～\-—/%％‰]*(?:元|万元|亿元|人|人次|人/次|个|次|项|台|套|处|家|户|件|份|天|日|月|年|小时|公里|平方米|吨|批|场|期)?"
    r"(?:/(?:人|年|月|天|次|个|台|套|件|平方米|吨|公里))*"
)


def missing_required(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """Blank required fields, mandatory classes without an indicator, indicators without name or value."""
    for key in form.required:
        if not project.fields[key].strip():
            title = field_of(Owner.PROJECT, key).title
            yield Finding(_RULE, Severity.ERROR, f"“{title}”没有填写。", project.id, field=key)
    yield from _classes(project, form)
    for number, indicator in enumerate(project.indicators, 1):
        yield from _indicator(project, indicator, number, form)


def _classes(project: Project, form: Form) -> Iterator[Finding]:
    ones = {normal(indicator.level1) for indicator in project.indicators}
    twos = {normal(indicator.level2) for indicator in project.indicators}
    for level in form.levels:
        missing = [child.name for child in level.children if child.mandatory and normal(child.name) not in twos]
        for name in missing:
            message = f"缺少必填的{name}，应至少设一条。"
            yield Finding(_RULE, Severity.ERROR, message, project.id, field="level2")
        if level.mandatory and not missing and normal(level.name) not in ones:
            choice = "、".join(child.name for child in level.children)
            message = f"缺少{level.name}，应在{choice}中至少设一条。"
            yield Finding(_RULE, Severity.ERROR, message, project.id, field="level1")


def _indicator(project: Project, indicator: Indicator, number: int, form: Form) -> Iterator[Finding]:
    place = (project.id, indicator.id)
    what = indicator.name.strip() or f"第{number}条指标"
    if not indicator.name.strip():
        yield Finding(_RULE, Severity.ERROR, f"第{number}条指标没有写三级指标名称。", *place, field="name")
    target = normal(indicator.target)
    if not target:
        yield Finding(_RULE, Severity.ERROR, f"“{what}”没有填写指标值。", *place, field="target")
    elif _NO_VALUE.fullmatch(target):
        message = f"“{what}”的指标值只有单位或符号，应写明数值，如“≥95%”。"
        yield Finding(_RULE, Severity.ERROR, message, *place, field="target", evidence=indicator.target)
    yield from _levels(project, indicator, what, form)


def _levels(project: Project, indicator: Indicator, what: str, form: Form) -> Iterator[Finding]:
    for key in ("level1", "level2"):
        if not indicator.fields[key].strip():
            title = field_of(Owner.INDICATOR, key).title
            yield Finding(_RULE, Severity.ERROR, f"“{what}”没有选{title}。", project.id, indicator.id, key)
