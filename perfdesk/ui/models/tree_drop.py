"""What is dragged in the tree, and what becomes of it where it is dropped. No Qt but the dragged bytes."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QMimeData

from perfdesk.model.fields import Owner
from perfdesk.ui import node_actions
from perfdesk.ui.models.outline import What
from perfdesk.ui.models.tree_nodes import TreeNode
from perfdesk.ui.session import Session

MIME: Final = "application/x-perfdesk-nodes"
# Below what a project or an indicator can stand.
_PROJECTS: Final = (What.ROOT, What.UNIT)
_INDICATORS: Final = (What.PROJECT, What.LEVEL2)


def dragged(nodes: Sequence[str]) -> QMimeData:
    """Projects and indicators under way, by id."""
    data = QMimeData()
    data.setData(MIME, "\n".join(nodes).encode("utf-8"))
    return data


def may_drop(session: Session, data: QMimeData, above: TreeNode) -> bool:
    """Whether a drop below a node would move anything: the view marks only such places."""
    projects, indicators = _sorted_out(session, data)
    return bool((projects and above.what in _PROJECTS) or (indicators and above.what in _INDICATORS))


def drop(session: Session, data: QMimeData, above: TreeNode, siblings: Sequence[TreeNode], row: int) -> None:
    """Moves what was dragged below a node, before the sibling at a row; projects go first where both are dragged."""
    projects, indicators = _sorted_out(session, data)
    before = _before(session, above, siblings, row)
    if projects and above.what in _PROJECTS:
        node_actions.move_projects(session, projects, before, above.id if above.what is What.UNIT else "")
    elif indicators and above.what in _INDICATORS:
        like = above.id if above.what is What.LEVEL2 else ""
        node_actions.move_indicators(session, indicators, above.id, before, like)


def _sorted_out(session: Session, data: QMimeData) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The projects and the indicators that are dragged."""
    ids = bytes(data.data(MIME).data()).decode("utf-8").split("\n")
    document = session.document
    indicators = tuple(one for one in ids if document.indicator(one) is not None)
    return tuple(one for one in ids if document.owner_of(one) is Owner.PROJECT), indicators


def _before(session: Session, above: TreeNode, siblings: Sequence[TreeNode], row: int) -> str | None:
    """The id before which something dropped at a row goes; None at the end of the project or document."""
    if 0 <= row < len(siblings):
        first = siblings[row]
        return first.id if first.what is not What.FRONT else session.document.projects[0].id
    if above.what in (What.ROOT, What.PROJECT):
        return None
    return node_actions.following(session.document, (siblings[-1] if siblings else above).id)
