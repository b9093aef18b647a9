"""完整性: contents of the source that an import did not read. As long as there are any, no sum is judged and no cure
changes an amount."""

from collections.abc import Iterator

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Project
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import Fields
from perfdesk.model.titles import shortened
from perfdesk.model.unread import KEY, unread_lines
from perfdesk.rules.finding import Finding, Severity

CHECKED = "已核对"


def unread_source(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """What an import did not read of a project's table."""
    yield from _unread(project.fields, project.id, project.id)


def unread_source_of_document(document: Document, form: Form) -> Iterator[Finding]:
    """What an import did not read outside the tables."""
    yield from _unread(document.fields, document.id, "")


def _unread(fields: Fields, node: str, project: str) -> Iterator[Finding]:
    lines = unread_lines(fields)
    if lines:
        message = f"装入时有内容没有读到，请对照原件核对后点“{CHECKED}”：{shortened(lines[0])}"
        message += f"，等 {len(lines)} 处。" if len(lines) > 1 else "。"
        checked = SetFields({(node, KEY): ""}, CHECKED)
        # All lines are listed here, because the import report is gone once it is closed.
        evidence = "；".join(map(shortened, lines))
        yield Finding(
            "unread-source",
            Severity.WARNING,
            message,
            project,
            evidence=evidence,
            choices=(checked,),
            facts=tuple(lines),
        )


def may_change_money(project: Project, document: Document) -> bool:
    """Whether everything was read, so that an amount can be put right without a look at the source."""
    return not unread_lines(project.fields) and not unread_lines(document.fields)
