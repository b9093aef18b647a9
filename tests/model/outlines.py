"""Documents of which only the order matters, in one line: "a(a1 a2) b" has the projects a and b, and two indicators.

A node's name is its id, unless another one is written behind it: "a=网站(a1=次数)".
"""

import re

from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.fields import Fields

_PROJECT = re.compile(r"([^\s()]+)(?:\(([^)]*)\))?")


def outline(text: str) -> Document:
    """The document that this line describes."""
    projects = (
        Project(*_node(name), tuple(Indicator(*_node(row)) for row in rows.split()))
        for name, rows in _PROJECT.findall(text)
    )
    return Document("d", "hebei-book-2024", Fields({"department_name": "青禾县档案馆"}), tuple(projects))


def order(document: Document) -> str:
    """The line that describes a document, without its names."""
    return " ".join(_of(project.id, [row.id for row in project.indicators]) for project in document.projects)


def _node(text: str) -> tuple[str, Fields]:
    node, _, name = text.partition("=")
    return node, Fields({"name": name or node})


def _of(project: str, rows: list[str]) -> str:
    return f"{project}({' '.join(rows)})" if rows else project
