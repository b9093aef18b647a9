"""What is dragged in the tree, and what becomes of it where it is dropped. No Qt but the dragged bytes."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QMimeData

from perfdesk.model.fields import RECORDS, Owner
from perfdesk.ui import node_actions
from perfdesk.ui.models.outline import What
from perfdesk.ui.models.tree_nodes import TreeNode
from perfdesk.ui.session import Session

MIME: Final = "application/x-perfdesk-nodes"
# Below what a project, an indicator or a record can stand.
_PROJECTS: Final = (What.ROOT, What.UNIT)
_INDICATORS: Final = (What.PROJECT, What.LEVEL2)
_RECORDS: Final = (What.PROJECT, What.RECORDS)


class _Dragged(NamedTuple):
    """What is dragged, by kind; records are of one kind."""

    projects: tuple[str, ...]
    indicators: tuple[str, ...]
    records: tuple[str, ...]


def dragged(nodes: Sequence[str]) -> QMimeData:
    """Projects and rows under way, by id."""
    data = QMimeData()
    data.setData(MIME, "\n".join(nodes).encode("utf-8"))
    return data


def may_drop(session: Session, data: QMimeData, above: TreeNode) -> bool:
    """Whether a drop below a node would move anything: the view marks only such places."""
    one = _sorted_out(session, data)
    return bool(
        (one.projects and above.what in _PROJECTS)
        or (one.indicators and above.what in _INDICATORS)
        or (one.records and _takes(session, above, one.records))
    )


def drop(session: Session, data: QMimeData, above: TreeNode, siblings: Sequence[TreeNode], row: int) -> None:
    """Moves what was dragged below a node, before the sibling at a row; projects go first where all are dragged, then
    indicators."""
    one = _sorted_out(session, data)
    before = _before(session, above, siblings, row)
    if one.projects and above.what in _PROJECTS:
        node_actions.move_projects(session, one.projects, before, above.id if above.what is What.UNIT else "")
    elif one.indicators and above.what in _INDICATORS:
        like = above.id if above.what is What.LEVEL2 else ""
        node_actions.move_indicators(session, one.indicators, above.id, before, like)
    elif one.records and _takes(session, above, one.records):
        node_actions.move_records(session, one.records, above.id, before if above.what is What.RECORDS else None)


def _takes(session: Session, above: TreeNode, records: Sequence[str]) -> bool:
    """A project takes records of any kind, the line of a kind only those of it."""
    if above.what is not What.RECORDS:
        return above.what in _RECORDS
    return session.document.owner_of(above.id) is session.document.owner_of(records[0])


def _sorted_out(session: Session, data: QMimeData) -> _Dragged:
    """The projects, the indicators, and the records of the kind of the first of them."""
    document = session.document
    nodes = [(one, document.owner_of(one)) for one in bytes(data.data(MIME).data()).decode("utf-8").split("\n")]
    kind = next((owner for _, owner in nodes if owner in RECORDS), None)

    def of(wanted: Owner | None) -> tuple[str, ...]:
        return tuple(one for one, owner in nodes if owner is wanted)

    return _Dragged(of(Owner.PROJECT), of(Owner.INDICATOR), of(kind) if kind else ())


def _before(session: Session, above: TreeNode, siblings: Sequence[TreeNode], row: int) -> str | None:
    """The id before which something dropped at a row goes; None at the end of the project or document."""
    if 0 <= row < len(siblings):
        first = siblings[row]
        return first.id if first.what is not What.FRONT else session.document.projects[0].id
    if above.what in (What.ROOT, What.PROJECT):
        return None
    return node_actions.following(session.document, (siblings[-1] if siblings else above).id)
