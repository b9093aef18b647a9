"""适当性: tables that lean to one side: one basis in every row, one class with most rows, one weight above half."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Project
from perfdesk.model.fields import Owner
from perfdesk.model.titles import shortened
from perfdesk.model.values import Amount
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.reading import name_and_target, plain

_LEAST_ROWS: Final = 5
_MANY: Final = 15


def one_basis(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """Every row has the same basis, as pasting down a column leaves it."""
    if len(project.indicators) < _LEAST_ROWS or "basis" not in form.table.keys_of(Owner.INDICATOR):
        return
    basis = plain(project.indicators[0].fields["basis"])
    # Almost always the second has another one, and the rest is not looked at.
    if basis and all(plain(one.fields["basis"]) == basis for one in project.indicators):
        message = f"每条指标的依据都是“{shortened(basis)}”，应分别写明各条指标值的依据。"
        place, facts = (project.id, project.indicators[0].id, "basis"), ("all", basis)
        yield Finding("one-basis", Severity.INFO, message, *place, shortened(basis), facts=facts)


def too_many_rows(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """One class has fifteen indicators or more. Few that matter are judged more easily."""
    if len(project.indicators) < _MANY:
        return
    for name, count in Counter(plain(one.fields["level2"]) for one in project.indicators).items():
        if name and count >= _MANY:
            message = f"“{shortened(name)}”写了 {count} 条，宜合并或只留主要的几条。"
            first = next(one for one in project.indicators if plain(one.fields["level2"]) == name)
            facts = ("many", name, str(count))
            yield Finding("too-many-rows", Severity.INFO, message, project.id, first.id, "level2", facts=facts)


# What all marks are, if the form does not say.
_ALL: Final = 100


def weight_half(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """One indicator has more than half of all weight."""
    if "weight" not in form.table.keys_of(Owner.INDICATOR):
        return
    for indicator in project.indicators:
        weight = Amount.parse(indicator.fields["weight"].rstrip("%％分"))
        if weight is not None and weight.value * 2 > (form.weight_total or _ALL):
            message = f"“{shortened(indicator.name)}”一条的权重 {weight.value:f} 超过总分的一半，宜分给几条指标。"
            place, facts = (project.id, indicator.id, "weight"), ("half", indicator.name, weight.value)
            yield Finding("weight-half", Severity.INFO, message, *place, name_and_target(indicator), facts=facts)
