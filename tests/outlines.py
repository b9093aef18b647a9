"""Documents of which only the order matters, in one line: "a(a1 a2) b" has the projects a and b, and two indicators.

A node's name is its id, unless another one is written behind it: "a=网站(a1=次数)". A row with a kind before its id is
a record: "a(a1 tasks:t1 tasks:t2=修缮)".
"""

import re

from perfdesk.model.document import Document, Indicator, Project, Record, Row
from perfdesk.model.fields import Fields, Owner
from perfdesk.model.keys import NAMED_BY

_PROJECT = re.compile(r"([^\s()]+)(?:\(([^)]*)\))?")


def outline(text: str) -> Document:
    """The document that this line describes."""
    projects = (Project(*_node(name)).with_rows(map(_row, rows.split())) for name, rows in _PROJECT.findall(text))
    return Document("d", "hebei-book-2024", Fields({"department_name": "青禾县档案馆"}), tuple(projects))


def order(document: Document) -> str:
    """The line that describes a document, without its names."""
    return " ".join(_of(project.id, [*map(_written, project.rows)]) for project in document.projects)


def _node(text: str) -> tuple[str, Fields]:
    node, _, name = text.partition("=")
    return node, Fields({"name": name or node})


def _row(text: str) -> Row:
    kind, is_record, rest = text.partition(":")
    if not is_record:
        return Indicator(*_node(text))
    node, fields = _node(rest)
    return Record(Owner(kind), node, Fields({NAMED_BY[Owner(kind)]: fields["name"]}))


def _written(row: Row) -> str:
    return row.id if row.owner is Owner.INDICATOR else f"{row.owner}:{row.id}"


def _of(project: str, rows: list[str]) -> str:
    return f"{project}({' '.join(rows)})" if rows else project
