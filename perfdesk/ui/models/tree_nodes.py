"""The nodes that a tree shows, found by number and by id; and what the tree needs to know to follow a change. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

from perfdesk.model.diff import changed_places
from perfdesk.model.document import Document
from perfdesk.ui.models.outline import GROUPS, Branch, What


@dataclass(slots=True, eq=False)
class TreeNode:
    """A branch as it is shown. `number` names it in indexes and is never used again; `children` None: not made yet."""

    number: int
    key: str
    what: What
    id: str
    text: str
    parent: "TreeNode | None"
    row: int
    children: "list[TreeNode] | None"


class Nodes:
    """All nodes that were made. `by_id` has no groups, which share the id of their first member."""

    def __init__(self) -> None:
        self._last = 0
        self.by_number: dict[int, TreeNode] = {}
        self.by_id: dict[str, TreeNode] = {}

    def clear(self) -> None:
        """Forgets all, but never gives a number again."""
        self.by_number.clear()
        self.by_id.clear()

    def made(self, branch: Branch, parent: TreeNode | None, row: int) -> TreeNode:
        """A new node with all that its branch has below it."""
        self._last += 1
        node = TreeNode(self._last, branch.key, branch.what, branch.id, branch.text, parent, row, None)
        self.by_number[node.number] = node
        if node.what not in GROUPS and node.id:
            self.by_id[node.id] = node
        if branch.below is not None:
            node.children = [self.made(below, node, at) for at, below in enumerate(branch.below)]
        return node

    def forget(self, node: TreeNode) -> None:
        """Takes a node and all below it out."""
        del self.by_number[node.number]
        if self.by_id.get(node.id) is node:
            del self.by_id[node.id]
        for child in node.children or ():
            self.forget(child)


def projects_moved(before: Document, after: Document) -> bool:
    """Whether projects came, went, moved or changed their unit."""
    if before.projects is after.projects:
        return before.id != after.id
    if len(before.projects) != len(after.projects) or before.id != after.id:
        return True
    places = changed_places(before.projects, after.projects)
    pairs = [(before.projects[at], after.projects[at]) for at in places]
    return any(old.id != new.id or old.fields["unit_name"] != new.fields["unit_name"] for old, new in pairs)


def count_rows(nodes: Sequence[TreeNode], start: int) -> None:
    """Tells siblings their rows, from `start` on."""
    for row in range(start, len(nodes)):
        nodes[row].row = row


def runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """First and last place of every run of True."""
    starts = [at for at, flag in enumerate(flags) if flag and not (at and flags[at - 1])]
    ends = [at for at, flag in enumerate(flags) if flag and not (at + 1 < len(flags) and flags[at + 1])]
    return list(zip(starts, ends, strict=True))
