"""What a form starts with: an empty document, and a new project with the indicator rows the form asks for."""

from collections.abc import Iterator, Mapping

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Indicator, Project, new_id
from perfdesk.model.fields import Fields, Owner
from perfdesk.model.keys import DEPARTMENT_NAME, FISCAL_YEAR, LEVEL1, LEVEL2
from perfdesk.model.vocabulary import vocabulary


def new_document(form: Form, year: str = "", department: str = "") -> Document:
    """An empty document of a form; `year` is the budget year, the form's own if blank. Of a form about a department it
    has the node that stands for the department."""
    fields = {**form.defaults, FISCAL_YEAR: year or str(form.year)}
    if department:
        fields[DEPARTMENT_NAME] = department
    empty = Document(new_id(), form.id, Fields(fields), form_copy=form.copy)
    return empty.with_projects([new_project(form, empty)]) if form.of_department else empty


def new_project(form: Form, document: Document) -> Project:
    """A project with what the last one says of its office, and an empty indicator for each class that starts one."""
    last = document.projects[-1].fields if document.projects else Fields()
    fields = Fields({field.key: last[field.key] for field in vocabulary().of(Owner.PROJECT) if field.inherited})
    classes = [
        (level.name, child.name) for level in form.levels for child in level.children if child.mandatory or child.start
    ]
    rows = [texts for one, two in classes for texts in _of_class(form, one, two)]
    return Project(new_id(), fields, tuple(Indicator(new_id(), Fields(texts)) for texts in (*rows, *form.starts)))


def _of_class(form: Form, one: str, two: str) -> Iterator[Mapping[str, str]]:
    """A row of a class in every phase that the form has beside each other; a row for each that has its own band."""
    shares = form.table.shares.get(Owner.INDICATOR)
    alone = [f"{LEVEL2}@{phase}" for phase in shares.phases] if shares else []
    beside = [key for key in form.table.keys_of(Owner.INDICATOR) if key.startswith(f"{LEVEL2}@") and key not in alone]
    yield from ({LEVEL1: one, key: two} for key in alone)
    yield {LEVEL1: one, LEVEL2: two, **dict.fromkeys(beside, two)}


def with_projects(form: Form, document: Document, count: int) -> Document:
    """The document with at least so many projects, the missing ones empty: the form as it is filled in by hand."""
    missing = 0 if form.subject == "department" else count - len(document.projects)
    return document.with_projects([*document.projects, *(new_project(form, document) for _ in range(missing))])
