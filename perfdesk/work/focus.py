"""Which node and field to look at after a change of the document, and in a new one."""

from perfdesk.forms.definition import Form
from perfdesk.model.diff import diff
from perfdesk.model.document import Document
from perfdesk.model.fields import Owner
from perfdesk.model.history import Step
from perfdesk.model.keys import DEPARTMENT_NAME


def first_place(document: Document, form: Form) -> tuple[str, str]:
    """The node and the field where filling in begins: the department's name, which every clerk knows first; if a form
    does not print it, the first blank."""
    keys = form.document_keys
    own = DEPARTMENT_NAME if DEPARTMENT_NAME in keys else next((key for key in keys if not document.fields[key]), "")
    if own or not document.projects:
        return document.id, own
    project = document.projects[0]
    return project.id, next((key for key in form.table.keys_of(Owner.PROJECT) if not project.fields[key]), "")


def changed_place(step: Step, current: str) -> tuple[str, str] | None:
    """The node and the field that a step changed first; None to stay at `current`, the node that is looked at.

    A node that the step removed cannot be looked at; then it is the project that held it, unless `current` is there.
    """
    change = next(iter(diff(step.before, step.after)), None)
    if change is None:
        return None
    if step.after.owner_of(node := change.indicator or change.project or step.after.id):
        return node, change.key
    project = step.after.project(change.project)
    return (project.id, "") if project and project is not step.after.project(current) else None


def nearest(step: Step, gone: str) -> str:
    """The node that takes the place of a removed one: the next sibling that is left, else the one before it, else the
    project or document that held it."""
    before, after = step.before, step.after
    project = before.project(gone)
    if project is None:
        return after.id
    is_row = project.id != gone
    kind = before.owner_of(gone)
    row = [one.id for one in (project.rows_of(kind) if kind and is_row else before.projects)]
    at = row.index(gone)
    left = (node for node in (*row[at:], *reversed(row[:at])) if after.owner_of(node))
    if found := next(left, ""):
        return found
    if not is_row:
        return after.id
    return project.id if after.owner_of(project.id) else nearest(step, project.id)
