"""完整性: the money of each task of a department, which is the sum of its parts (财预〔2015〕88号)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Project, Row
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import Owner
from perfdesk.model.titles import numbered, shortened
from perfdesk.model.values import Amount
from perfdesk.model.vocabulary import Vocabulary, vocabulary
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.left_unread import may_change_money
from perfdesk.rules.reading import plain

_TOTAL: Final = "total"


def task_sum(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """total = fiscal + other for each task. A blank part counts as 0; a task without parts is not judged."""
    curable = may_change_money(project, document)
    for number, task in enumerate(project.rows_of(Owner.TASKS) if project.records else (), 1):
        yield from _judged(task, project.id, numbered(task, number), form.vocabulary, curable=curable)


def _judged(task: Row, project: str, name: str, known: Vocabulary, *, curable: bool) -> Iterator[Finding]:
    parts = vocabulary().parts[_TOTAL]
    texts = {key: text for key in (_TOTAL, *parts) if (text := plain(task.fields[key]))}
    amounts = {key: amount for key, text in texts.items() if (amount := Amount.parse(text)) is not None}
    wrong = [key for key in texts if key not in amounts or amounts[key].value < 0]
    for key in wrong:
        message = f"{name}的“{known.title(Owner.TASKS, key)}”应是不小于 0 的数字。"
        yield _finding(task, project, key, message, shortened(texts[key]), ("not-a-number",))
    if wrong or not any(key in amounts for key in parts):
        return
    added = sum((amounts[key].value for key in parts if key in amounts), Decimal(0))
    if _TOTAL in amounts and amounts[_TOTAL].value == added:
        return
    title = known.title(Owner.TASKS, _TOTAL)
    names = "、".join(f"“{known.title(Owner.TASKS, key)}”" for key in parts)
    message = f"{name}的“{title}”应为 {added:f}，即{names}之和。"
    cure = SetFields({(task.id, _TOTAL): f"{added:f}"}, f"按各项之和改{title}") if curable else None
    facts: tuple[str | Decimal, ...] = ("unequal", *(amount.value for amount in amounts.values()))
    yield _finding(task, project, _TOTAL, message, _shown(amounts, added), facts, cure)


def _shown(amounts: Mapping[str, Amount], added: Decimal) -> str:
    """The calculation: 2.00 + 1.00 = 3.00 ≠ 3.50."""
    parts = [f"{amount.value:f}" for key, amount in amounts.items() if key != _TOTAL]
    total = f"{amounts[_TOTAL].value:f}" if _TOTAL in amounts else "（空）"
    sum_ = [f"{added:f}"] if len(parts) > 1 else []
    return f"{' = '.join([' + '.join(parts), *sum_])} ≠ {total}"


def _finding(
    task: Row,
    project: str,
    key: str,
    message: str,
    evidence: str,
    facts: tuple[str | Decimal, ...],
    cure: SetFields | None = None,
) -> Finding:
    place = (project, task.id, key, evidence, cure)
    return Finding("task-sum", Severity.ERROR, message, *place, facts=facts)
