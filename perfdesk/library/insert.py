"""An entry as an indicator of a form: in the form's own class, with the columns that the form prints."""

from collections.abc import Iterable

from perfdesk.forms.definition import Form
from perfdesk.library.entry import Entry
from perfdesk.model.classes import bare_class, class_of
from perfdesk.model.document import Document, Project, new_id
from perfdesk.model.edits import AddIndicator, Edit, Several
from perfdesk.model.fields import Fields, Owner
from perfdesk.model.keys import BASIS, DESCRIPTION, LEVEL1, LEVEL2, NAME


def insertion(document: Document, project: str, form: Form, entries: Iterable[Entry]) -> Several:
    """One edit that puts entries into a project, each with its class."""
    edits: list[Edit] = []
    for entry in entries:
        here = document.project(project)
        if here is None:
            break
        fields = indicator_fields(entry, form)
        edit = AddIndicator(new_id(), here.id, fields, place(here, form, fields[LEVEL2]))
        document = edit.apply(document)
        edits.append(edit)
    return Several(tuple(edits), "从指标库插入")


def indicator_fields(entry: Entry, form: Form) -> Fields:
    """The fields of a new indicator. The target stays blank: a sign and a unit without a number are no target, and the
    number brings both (`Entry.target`)."""
    texts = {LEVEL1: entry.level1, LEVEL2: entry.level2, NAME: entry.name}
    texts |= {DESCRIPTION: entry.description, BASIS: entry.basis}
    printed = form.table.keys_of(Owner.INDICATOR)
    level1, level2 = class_in(form, entry) or (entry.level1, entry.level2)
    kept = {key: text for key, text in texts.items() if key in printed}
    return Fields({**kept, LEVEL1: level1, LEVEL2: level2})


def class_in(form: Form, entry: Entry) -> tuple[str, str] | None:
    """The form's class that an entry belongs to, by the name of its 二级指标, wherever the form has it, or by what
    its names mean; None if the form has no such class."""
    wanted = bare_class(entry.level2)
    classes = [(one.name, two.name) for one in form.levels for two in one.children]
    meant = class_of(entry.level1, entry.level2)
    alike = [pair for pair in classes if bare_class(pair[1]) == wanted]
    alike = alike or [pair for pair in classes if "." in meant and class_of(*pair) == meant]
    return next((pair for pair in alike if bare_class(pair[0]) == bare_class(entry.level1)), next(iter(alike), None))


def place(project: Project, form: Form, level2: str) -> str | None:
    """Before which indicator a new one of this class comes, so that classes stay together and in the form's order;
    None is the end."""
    order = [bare_class(two.name) for one in form.levels for two in one.children]
    wanted = bare_class(level2)
    rows = project.indicators
    same = [at for at, row in enumerate(rows) if bare_class(row.level2) == wanted]
    if same:
        return rows[same[-1] + 1].id if same[-1] + 1 < len(rows) else None
    if wanted not in order:
        return None
    later = set(order[order.index(wanted) + 1 :])
    return next((row.id for row in rows if bare_class(row.level2) in later), None)
