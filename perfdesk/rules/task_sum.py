"""完整性: the money of each task of a department, which is the sum of its parts (财预〔2015〕88号)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.forms.printed_words import printed_words
from perfdesk.model.document import Document, Project, Row
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import Owner
from perfdesk.model.titles import numbered, shortened
from perfdesk.model.values import Amount
from perfdesk.model.vocabulary import Vocabulary, vocabulary
from perfdesk.rules.finding import Fact, Finding, Severity
from perfdesk.rules.left_unread import may_change_money
from perfdesk.rules.reading import plain

_TOTAL: Final = "total"


def task_sum(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """total = fiscal + other for each task. A blank part counts as 0; a task without parts is not judged."""
    curable = may_change_money(project, document)
    for number, task in enumerate(project.rows_of(Owner.TASKS) if project.records else (), 1):
        for one in _judged(task, project.id, numbered(task, number), printed_words(form)):
            yield one if curable else replace(one, cure=None)


def _judged(task: Row, project: str, name: str, known: Vocabulary) -> Iterator[Finding]:
    """The texts that are no amounts; if all are amounts, what is wrong with their sum."""
    texts = {key: text for key in (_TOTAL, *_parts()) if (text := plain(task.fields[key]))}
    amounts = {key: amount for key, text in texts.items() if (amount := Amount.parse(text)) and amount.value >= 0}
    wrong = [key for key in texts if key not in amounts]
    for key in wrong:
        message = f"{name}的“{known.title(Owner.TASKS, key)}”应是不小于 0 的数字。"
        place = (project, task.id, key, shortened(texts[key]))
        yield Finding("task-sum", Severity.ERROR, message, *place, facts=("not-a-number",))
    if not wrong and amounts.keys() - {_TOTAL}:
        yield from _unequal(task, project, name, known, amounts)


def _unequal(task: Row, project: str, name: str, known: Vocabulary, amounts: Mapping[str, Amount]) -> Iterator[Finding]:
    added = sum((amounts[key].value for key in _parts() if key in amounts), Decimal(0))
    if _TOTAL in amounts and amounts[_TOTAL].value == added:
        return
    title, *names = (f"“{known.title(Owner.TASKS, key)}”" for key in (_TOTAL, *_parts()))
    message = f"{name}的{title}应为 {added:f}，即{'、'.join(names)}之和。"
    cure = SetFields({(task.id, _TOTAL): f"{added:f}"}, f"按各项之和改{title}")
    place = (project, task.id, _TOTAL, _shown(amounts, added), cure)
    facts: tuple[Fact, ...] = ("unequal", *(amount.value for amount in amounts.values()))
    yield Finding("task-sum", Severity.ERROR, message, *place, facts=facts)


def _parts() -> tuple[str, ...]:
    return vocabulary().parts[_TOTAL]


def _shown(amounts: Mapping[str, Amount], added: Decimal) -> str:
    """The calculation: 2.00 + 1.00 = 3.00 ≠ 3.50."""
    parts = [f"{amount.value:f}" for key, amount in amounts.items() if key != _TOTAL]
    total = f"{amounts[_TOTAL].value:f}" if _TOTAL in amounts else "（空）"
    sum_ = [f"{added:f}"] if len(parts) > 1 else []
    return f"{' = '.join([' + '.join(parts), *sum_])} ≠ {total}"
