"""The indicators of a document as one plain list: a row each, with what tells its project. Excel's list is this."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from perfdesk.forms.definition import Form
from perfdesk.forms.template import template
from perfdesk.model.document import Document
from perfdesk.model.fields import NO_FIELDS, RECORDS, Kind, Owner
from perfdesk.model.keys import NAME
from perfdesk.model.vocabulary import Field

NUMBER: Final = "序号"
# Long texts and the plan of a project, repeated in the row of each indicator, would bury the list.
_LEFT_OUT: Final = (Kind.LONG, Kind.PERCENT)


class ListColumn(NamedTuple):
    """A column: owner, key and kind of the field it shows; the running number of the project has none."""

    title: str
    owner: Owner | None = None
    key: str = ""
    kind: Kind | None = None


def columns(form: Form) -> tuple[ListColumn, ...]:
    """The project's number, its short fields and the fields of an indicator that the form prints."""
    printed = _printed(form)
    known = [f for f in form.vocabulary.fields if f.place in printed and f.owner is not Owner.DOCUMENT]
    known = sorted((*known, *_others(form)), key=lambda f: f.owner is Owner.INDICATOR)
    shown = [f for f in known if f.owner is Owner.INDICATOR or f.kind not in _LEFT_OUT]
    return (ListColumn(NUMBER), *(ListColumn(f.title, f.owner, f.key, f.kind) for f in shown))


def _printed(form: Form) -> set[tuple[Owner | None, str]]:
    """What the form prints around a project's table and in it."""
    in_table = (one for one in form.table.printed if one[0] not in RECORDS)
    outside = ((Owner.PROJECT, key) for text in form.around for key in template(text).keys)
    # A list tells whose its rows are, also where the form has no projects on paper.
    return {*outside, *in_table, (Owner.PROJECT, NAME)}


def _others(form: Form) -> list[Field]:
    """What the form prints of an indicator or project that has no row in the vocabulary: a field of another phase, one
    that it does not know. Projects first."""
    known = form.vocabulary
    listed = (one for one in form.table.printed if one[0] in (Owner.PROJECT, Owner.INDICATOR))
    return [known.field(*one) for one in listed if one not in known.order]


def rows(form: Form, document: Document) -> Iterator[list[str]]:
    """The texts of each indicator; a project without indicators has one row all the same."""
    heads = columns(form)
    for place, project in enumerate(document.projects):
        for indicator in project.indicators or (None,):
            own = {Owner.PROJECT: project.fields, Owner.INDICATOR: indicator.fields if indicator else NO_FIELDS}
            yield [own[head.owner][head.key] if head.owner else str(document.number(place)) for head in heads]
