"""完整性: contents of last year's document that nobody has changed. This is no mistake in itself, so it is only a
hint."""

from collections.abc import Iterator
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.forms.printed_words import printed_words
from perfdesk.model.carried import CHECKED, unmarked, untouched, untouched_places
from perfdesk.model.document import Document, Node, Project
from perfdesk.model.edits import Edit
from perfdesk.model.fields import Owner
from perfdesk.model.titles import shortened
from perfdesk.model.vocabulary import Vocabulary
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.nodes import nodes_of

_NAMED: Final = 4


def carried_over(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """One finding for each project, at the first field that was not changed."""
    found = [(node, key) for node, key in untouched_places(project)] if nodes_of(project).has_beside else []
    if not found:
        return
    names = [_name(printed_words(form), node, key) for node, key in found]
    first, key = found[0]
    indicator = "" if first.id == project.id else first.id
    checked = unmarked((project, *project.rows))
    yield _finding(names, (project.id, indicator, key), checked)


def carried_over_in_document(document: Document, form: Form) -> Iterator[Finding]:
    """One finding for the department's own texts."""
    keys = untouched(document.fields)
    if keys:
        names = [printed_words(form).title(Owner.DOCUMENT, key) for key in keys]
        yield _finding(names, ("", "", keys[0]), unmarked([document]))


def _finding(names: list[str], place: tuple[str, str, str], checked: Edit) -> Finding:
    listed = "、".join(map(shortened, names[:_NAMED])) + ("等" if len(names) > _NAMED else "")
    message = f"有 {len(names)} 处还是上年的内容：{listed}。请逐处改成今年的，确实不变的点“{CHECKED}”。"
    evidence = "；".join(map(shortened, names))
    return Finding(
        "carried-over", Severity.INFO, message, *place, evidence=evidence, choices=(checked,), facts=tuple(names)
    )


def _name(known: Vocabulary, node: Node, key: str) -> str:
    if isinstance(node, Project):
        return known.title(Owner.PROJECT, key)
    return f"{node.name}·{known.title(node.owner, key)}"
