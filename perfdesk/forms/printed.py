"""What a form prints of a document, and what it does not: a form that asks for less leaves filled fields off paper."""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from perfdesk.forms.definition import Form
from perfdesk.forms.loader import vocabulary_of
from perfdesk.forms.template import template
from perfdesk.model.document import Document
from perfdesk.model.fields import ANSWER, CARRIED, FROZEN, QUESTION, Owner
from perfdesk.model.keys import NAME
from perfdesk.model.vocabulary import Vocabulary, row_title

# What the office wrote for itself prints in no form.
_NEVER: Final = (ANSWER, QUESTION, CARRIED, FROZEN)
_Key = tuple[Owner, str]


class Unprinted(NamedTuple):
    """A field that a form does not print, and of how many nodes it is filled in."""

    owner: Owner
    key: str
    nodes: int

    def words(self, known: Vocabulary) -> str:
        """For people: 项目编码 13 个项目."""
        return known.title(self.owner, self.key) + counted(self.owner, self.nodes)


def counted(owner: Owner, nodes: int) -> str:
    """ " 13 个项目": of how many nodes something is said; "" of the document, which is one."""
    match owner:
        case Owner.DOCUMENT:
            return ""
        case Owner.PROJECT:
            return f" {nodes} 个项目"
        case kind:
            return f" {nodes} 条{row_title(kind)}"


@lru_cache(maxsize=64)
def printed_keys(form: Form) -> frozenset[_Key]:
    """Owner and key of every field that a form prints somewhere."""
    return frozenset({
        *((Owner.DOCUMENT, key) for key in form.document_keys),
        *((Owner.PROJECT, key) for text in form.around for key in template(text).keys),
        *form.table.printed,
    })  # fmt: skip


def stands_for_department(form: Form) -> bool:
    """Whether a form's table is about the department itself: it has no place for the name of a project."""
    return (Owner.PROJECT, NAME) not in printed_keys(form)


def unprinted(form: Form, document: Document) -> list[Unprinted]:
    """The filled fields of a document that a form does not print, in the order of the vocabulary."""
    printed = printed_keys(form)
    counts = Counter(place for place in _filled(document) if place not in printed)
    counts.update(_beside(form, document))
    order = vocabulary_of(document).order
    places = sorted(counts, key=lambda place: (order.get(place, len(order)), place))
    return [Unprinted(owner, key, counts[owner, key]) for owner, key in places]


def _beside(form: Form, document: Document) -> Iterator[_Key]:
    """The filled fields of records whose band has no place for them, although another band of the kind has."""
    table = form.table
    rows = (row for project in document.projects for row in project.rows if row.owner in table.shares)
    for row in rows if table.shares else ():
        filled = (key for key in table.keys_of(row.owner) if row.fields[key].strip())
        yield from ((row.owner, key) for key in filled if not table.prints(row.owner, row.fields, key))


def unprinted_words(form: Form, document: Document) -> str:
    """One sentence about them; "" if everything prints."""
    left = unprinted(form, document)
    if not left:
        return ""
    known = vocabulary_of(document)
    told = "、".join(one.words(known) for one in left)
    return f"“{form.title}”（{form.place}）不印已经填写的 {len(left)} 栏：{told}。"


def _filled(document: Document) -> Iterator[_Key]:
    nodes = ((Owner.PROJECT, project.fields) for project in document.projects)
    rows = ((row.owner, row.fields) for project in document.projects for row in project.rows)
    for owner, fields in ((Owner.DOCUMENT, document.fields), *nodes, *rows):
        yield from ((owner, key) for key, text in fields.items() if text.strip() and not key.startswith(_NEVER))
