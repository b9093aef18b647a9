"""How many findings there are at and below each line of the tree."""

from collections import Counter

from perfdesk.rules.index import Tally
from perfdesk.ui.models.outline import GROUPS, What
from perfdesk.ui.models.tree_nodes import TreeNode
from perfdesk.ui.session import Session


class TreeCounts:
    """Units and levels have no findings of their own: those below them are added up when asked for, and kept. An edit
    concerns the groups around one project; to add up all units of 10,000 projects takes as long as four edits."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._groups: dict[TreeNode, Counter[str]] = {}

    def of(self, node: TreeNode) -> Tally:
        """How many findings of each severity there are at and below a line."""
        if node.what not in GROUPS:
            return self._own(node)
        known = self._groups.get(node)
        if known is None:
            known = self._groups[node] = Counter()
            for child in node.children or ():
                known.update(self.of(child))
        return known

    def _own(self, node: TreeNode) -> Tally:
        found = self._session.found
        if node.what not in (What.INDICATOR, What.RECORD):
            return found.of("" if node.what is What.FRONT else node.id).tally
        project = self._session.document.project(node.id)
        return found.of(project.id).by_indicator.get(node.id, {}) if project else {}

    def forget_all(self) -> None:
        """When lines came, went or moved to another unit, or everything was judged again."""
        self._groups.clear()

    def forget(self, node: TreeNode) -> None:
        """When a project changed, or what was found in it: the groups in it and around it count anew."""
        above: TreeNode | None = node
        while above is not None:
            self._groups.pop(above, None)
            above = above.above
        self._forget_below(node)

    def _forget_below(self, node: TreeNode) -> None:
        for child in node.children or ():
            self._groups.pop(child, None)
            self._forget_below(child)
