"""The nodes of a project, walked once for all rules that read every text."""

from typing import Final, NamedTuple

from perfdesk.model.document import Project
from perfdesk.model.fields import BESIDE, Fields, Owner


class Node(NamedTuple):
    """A project or one of its rows. `printed` are its texts by key, without what is kept beside them."""

    owner: Owner
    id: str
    printed: Fields | dict[str, str]


class Nodes(NamedTuple):
    """The nodes of a project, the project first; and whether anything is kept beside a text of one of them."""

    all: tuple[Node, ...]
    has_beside: bool


# The project that was asked for last, as in reading.parsed.
_LAST: Final[list[tuple[Project | None, Nodes]]] = [(None, Nodes((), has_beside=False))]


def nodes_of(project: Project) -> Nodes:
    """The nodes of a project. Almost no project has anything beside its texts; a rule that reads only that ends
    there."""
    known, nodes = _LAST[0]
    if known is not project:
        nodes = _nodes(project)
        _LAST[0] = (project, nodes)
    return nodes


def _nodes(project: Project) -> Nodes:
    owners = [(Owner.PROJECT, project.id, project.fields), *((row.owner, row.id, row.fields) for row in project.rows)]
    if not any(_has_beside(fields) for _, _, fields in owners):
        return Nodes(tuple([Node(*one) for one in owners]), has_beside=False)
    return Nodes(tuple([Node(owner, node, printed(fields)) for owner, node, fields in owners]), has_beside=True)


def _has_beside(fields: Fields) -> bool:
    return "." in "".join(fields) and any(key.startswith(BESIDE) for key in fields)


def printed(fields: Fields) -> dict[str, str]:
    """The texts of a node by key, without what is kept beside them."""
    return {key: text for key, text in fields.items() if not key.startswith(BESIDE)}
