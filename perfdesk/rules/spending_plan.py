"""资金支出计划: cumulative percents."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.forms.printed_words import printed_title
from perfdesk.model.document import Document, Project
from perfdesk.model.fields import Owner
from perfdesk.model.titles import shortened
from perfdesk.model.values import parse_percent
from perfdesk.model.vocabulary import vocabulary
from perfdesk.rules.finding import Fact, Finding, Severity

_RULE: Final = "plan"


def plan(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The percents are 0 to 100, never fall, and end at 100. There is a warning if everything is spent in December.
    Only for forms that have a plan."""
    texts = _texts(project, form)
    if not texts:
        return
    if not any(texts.values()):
        yield _error(project, next(iter(texts)), "资金支出计划没有填写，请填写各时点的累计百分比。", ("nothing",))
        return
    values = {key: number for key, text in texts.items() if (number := _percent(text)) is not None}
    yield from (
        _no_percent(project, printed_title(form, key), key, text) for key, text in texts.items() if key not in values
    )
    yield from _course(project, form, values)
    if len(values) == len(texts):
        yield from _all_at_the_end(project, values)


def _texts(project: Project, form: Form) -> dict[str, str]:
    """The points in time that the form asks for, with what is written there."""
    asked = form.table.keys_of(Owner.PROJECT)
    return {key: project.fields[key].strip() for key in vocabulary().points if key in asked}


def _percent(text: str) -> Decimal | None:
    number = parse_percent(text)
    return number if number is not None and 0 <= number <= 100 else None


def _no_percent(project: Project, title: str, key: str, text: str) -> Finding:
    if not text:
        return _error(project, key, f"“{title}”没有填写，没有支出的填 0。", ("blank",))
    return _error(project, key, f"“{title}”应是 0 到 100 的百分比。", ("no-percent",), text)


def _course(project: Project, form: Form, values: dict[str, Decimal]) -> Iterator[Finding]:
    """`values` are the percents that can be read, in time order."""
    for (before, earlier), (after, later) in pairwise(values.items()):
        if later < earlier:
            message = f"支出计划是累计数，“{printed_title(form, after)}”不应小于“{printed_title(form, before)}”。"
            yield _error(project, after, message, ("falls", earlier, later), f"{earlier:f}% → {later:f}%")
    end = vocabulary().points[-1]
    last = values.get(end)
    if last is not None and last != 100:
        yield _error(project, end, "12月底的累计支出计划应为 100%。", ("end", last), f"{last:f}% ≠ 100%")


def _all_at_the_end(project: Project, values: dict[str, Decimal]) -> Iterator[Finding]:
    *earlier, last = values.values()
    if earlier and not any(earlier) and last == 100:
        message = "全部资金都安排在12月支出，请确认支出进度是否可行。"
        evidence = " → ".join(f"{number:f}%" for number in values.values())
        facts: tuple[Fact, ...] = ("december", *values.values())
        yield Finding(_RULE, Severity.WARNING, message, project.id, "", vocabulary().points[-1], evidence, facts=facts)


def _error(project: Project, key: str, message: str, facts: tuple[Fact, ...], evidence: str = "") -> Finding:
    return Finding(_RULE, Severity.ERROR, message, project.id, "", key, shortened(evidence), facts=facts)
