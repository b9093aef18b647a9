"""The records of a kind as one plain list: a row each, with what tells its project. Excel has a sheet for each kind.

Other than the list of indicators it shows every field of its kind, also what the form does not print: a workbook that
comes back is the whole of what went out.
"""

from collections.abc import Iterator
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.forms.indicator_list import ListColumn, columns
from perfdesk.model.document import Document
from perfdesk.model.fields import BESIDE, RECORDS, Owner
from perfdesk.model.keys import CODE, NAME, UNIT_NAME
from perfdesk.model.vocabulary import row_title

# The fields by which a row tells whose it is; its running number does so too.
TELLING: Final = (CODE, UNIT_NAME, NAME)


def list_title(kind: Owner) -> str:
    """What the list of a kind is called: 任务清单."""
    return f"{row_title(kind)}清单"


def kinds_in(document: Document) -> tuple[Owner, ...]:
    """The kinds of records that a document has."""
    found = {record.owner for project in document.projects for record in project.records}
    return tuple(kind for kind in RECORDS if kind in found)


def is_printed(form: Form, kind: Owner) -> bool:
    """Whether the form prints records of a kind, so that its list only repeats them."""
    return bool(form.table.keys_of(kind))


def record_columns(form: Form, document: Document, kind: Owner) -> tuple[ListColumn, ...]:
    """What tells the project, as in the list of indicators; all known fields of the kind; those that only some record
    of the document has."""
    telling = (one for one in columns(form) if one.owner is None or (one.owner is Owner.PROJECT and one.key in TELLING))
    known = form.vocabulary
    keys = dict.fromkeys(field.key for field in known.of(kind))
    keys |= dict.fromkeys(sorted(_filled(document, kind) - keys.keys()))
    return (*telling, *(ListColumn(known.title(kind, key), kind, key, known.kind(kind, key)) for key in keys))


def _filled(document: Document, kind: Owner) -> set[str]:
    """What the office wrote for itself beside the fields stays at home."""
    keys = {key for project in document.projects for record in project.rows_of(kind) for key in record.fields}
    return {key for key in keys if not key.startswith(BESIDE)}


def record_rows(heads: tuple[ListColumn, ...], document: Document, kind: Owner) -> Iterator[list[str]]:
    """The texts of each record below these heads."""
    for place, project in enumerate(document.projects):
        for record in project.rows_of(kind) if project.records else ():
            own = {Owner.PROJECT: project.fields, kind: record.fields}
            yield [own[head.owner][head.key] if head.owner else str(document.number(place)) for head in heads]
