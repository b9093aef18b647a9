"""The lines of the tree: which there are. Qt keeps their order, for Qt asks for it most; no line keeps a text.

To lay out a tree, Qt asks three questions about each of 10,000 siblings. Answered in Python that takes 70 ms after each
project that comes or goes; a QStandardItemModel answers them itself, in 1 ms.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSignalBlocker, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel

from perfdesk.model.spans import changed_span
from perfdesk.ui.models.outline import GROUPS, Branch, What

Index = QModelIndex | QPersistentModelIndex
_COLUMNS: Final = 2
# Where a line goes, while lines are put in another order.
_RANK: Final = Qt.ItemDataRole.UserRole + 100
_SEEN: Final = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_DRAG: Final = _SEEN | Qt.ItemFlag.ItemIsDragEnabled
_DROP: Final = Qt.ItemFlag.ItemIsDropEnabled
# What may be taken elsewhere, and what takes something in.
_FLAGS: Final = {
    What.ROOT: _DROP,
    What.FRONT: _SEEN,
    What.UNIT: _DRAG | _DROP,
    What.PROJECT: _DRAG | _DROP,
    What.LEVEL1: _DRAG,
    What.LEVEL2: _DRAG | _DROP,
    What.INDICATOR: _DRAG,
    # Records are moved by the menu: a drop would not show among which of them it goes.
    What.RECORDS: _SEEN,
    What.RECORD: _SEEN,
}
_FLAGS_READ_ONLY: Final = {what: flags & _SEEN for what, flags in _FLAGS.items()}


class TreeNode(QStandardItem):
    """A branch as it is shown. `children` None: not made yet; then it has as many empty rows as it shall have."""

    # PySide compares items by what they show, and so has no hash for them; a node is itself only.
    __hash__ = object.__hash__

    def __init__(self, branch: Branch, above: "TreeNode | None", rows: int) -> None:
        super().__init__(rows, _COLUMNS)
        self.key = branch.key
        self.what = branch.what
        self.id = branch.id
        self.title = branch.text
        self.above = above
        self.children: list[TreeNode] | None = None
        # Those of the children, in their order.
        self.keys: list[str] = []


class TreeNodes(QStandardItemModel):
    """Lines of two columns that follow an outline: what differs comes, goes or moves; all else stays open and selected.

    `by_id` finds nodes that were made. It has no groups, which share the id of their first member. `late` has the nodes
    whose children were made when somebody looked.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(0, _COLUMNS, parent)
        self.setSortRole(_RANK)
        self.by_id: dict[str, TreeNode] = {}
        self.late: dict[TreeNode, None] = {}
        self._flags = _FLAGS
        self.root: TreeNode = self._made(Branch("", What.ROOT, ""), None)
        self.invisibleRootItem().setFlags(_DROP)

    # --- Qt's questions ---------------------------------------------------------------------------------------

    def node(self, index: Index) -> TreeNode:
        """The node behind an index; the root for an invalid one."""
        found = self.itemFromIndex(index.sibling(index.row(), 0)) if index.isValid() else None
        return found if isinstance(found, TreeNode) else self.root

    def canFetchMore(self, parent: Index) -> bool:
        return parent.column() <= 0 and self.node(parent).children is None

    def fetchMore(self, parent: Index) -> None:
        self.below(self.node(parent))

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Nothing is written here: lines follow the document."""
        return False

    def removeRows(self, row: int, count: int, parent: Index = QModelIndex()) -> bool:  # noqa: B008
        """Nor does Qt take away what was dragged elsewhere."""
        return False

    # --- the nodes --------------------------------------------------------------------------------------------

    def place(self, node: TreeNode, column: int = 0) -> QModelIndex:
        """Where a node stands."""
        index = node.index()
        return index.siblingAtColumn(column) if column else index

    def below(self, node: TreeNode) -> list[TreeNode]:
        """The nodes below, made now if they are not."""
        if node.children is None:
            self.late[node] = None
            return self._fill(node, self.branches_below(node.id))
        return node.children

    def branches_below(self, node: str) -> Sequence[Branch]:
        """What is below a node whose branch does not say it, by its id."""
        raise NotImplementedError

    def rows_below(self, node: str) -> int:
        """How many branches that are. Asked when the node is made, so that rows never come while a view looks."""
        raise NotImplementedError

    def sync_top(self) -> None:
        """Makes the top of the tree what it shall be now, by `sync`."""
        raise NotImplementedError

    def rebuild(self, *, read_only: bool) -> None:
        """Makes everything anew."""
        self._flags = _FLAGS_READ_ONLY if read_only else _FLAGS
        self.beginResetModel()
        with QSignalBlocker(self):
            self.by_id.clear()
            self.late.clear()
            self.invisibleRootItem().removeRows(0, self.rowCount())
            self.root.children, self.root.keys = [], []
            self.sync_top()
        self.endResetModel()

    def set_read_only(self, read_only: bool) -> None:
        """Whether nothing may be dragged."""
        flags = _FLAGS_READ_ONLY if read_only else _FLAGS
        if flags is not self._flags:
            self._flags = flags
            with QSignalBlocker(self):
                self._flag(self.root)

    def _flag(self, above: TreeNode) -> None:
        for row, child in enumerate(above.children or ()):
            for column in range(_COLUMNS):
                self._item(above).child(row, column).setFlags(self._flags[child.what])
            self._flag(child)

    def _item(self, node: TreeNode) -> QStandardItem:
        return self.invisibleRootItem() if node is self.root else node

    def _made(self, branch: Branch, above: TreeNode | None) -> TreeNode:
        """A new node with all that its branch has below it."""
        rows = self.rows_below(branch.id) if branch.below is None else len(branch.below)
        node = TreeNode(branch, above, rows)
        node.setFlags(self._flags[branch.what])
        if branch.id and branch.what not in GROUPS:
            self.by_id[branch.id] = node
        if branch.below is not None:
            self._fill(node, branch.below)
        return node

    def _fill(self, node: TreeNode, branches: Sequence[Branch]) -> list[TreeNode]:
        """Makes what is below a node, in its empty rows, which no view has looked into."""
        node.children = [self._made(branch, node) for branch in branches]
        node.keys = [branch.key for branch in branches]
        with QSignalBlocker(self):
            for row, child in enumerate(node.children):
                node.setChild(row, 0, child)
                self._set_count(node, row, child)
        return node.children

    def _set_count(self, above: QStandardItem, row: int, node: TreeNode) -> None:
        """The second column needs items for their flags: without one, Qt lets the cell be edited."""
        count = QStandardItem()
        count.setFlags(self._flags[node.what])
        above.setChild(row, 1, count)

    def _forget(self, node: TreeNode) -> None:
        if self.by_id.get(node.id) is node:
            del self.by_id[node.id]
        self.late.pop(node, None)
        for child in node.children or ():
            self._forget(child)

    # --- following an outline ---------------------------------------------------------------------------------

    def sync(self, above: TreeNode, keys: Sequence[str], branch: Callable[[str], Branch]) -> None:
        """Makes the children those with these keys, keeping every node that is still the same thing; `branch` tells
        what is new."""
        first, old_end, new_end = changed_span(above.keys, keys)
        wanted = keys[first:new_end]
        self._take_out(above, first, old_end, {*wanted})
        self._put_in(above, first, wanted, branch)
        self._reorder(above, [*above.keys[:first], *wanted, *above.keys[first + len(wanted) :]])

    def sync_branches(self, above: TreeNode, wanted: Sequence[Branch]) -> None:
        """The same, with all that the branches have below them."""
        branches = {branch.key: branch for branch in wanted}
        self.sync(above, [*branches], branches.__getitem__)
        for child, branch in zip(self.below(above), wanted, strict=True):
            child.id = branch.id
            if branch.below:
                self.sync_branches(child, branch.below)

    def _take_out(self, above: TreeNode, start: int, end: int, kept: Collection[str]) -> None:
        children = self.below(above)
        for first, last in reversed(runs([key not in kept for key in above.keys[start:end]])):
            row, rows = start + first, slice(start + first, start + last + 1)
            for child in children[rows]:
                self._forget(child)
            del children[rows], above.keys[rows]
            self._item(above).removeRows(row, last - first + 1)

    def _put_in(self, above: TreeNode, start: int, wanted: Sequence[str], branch: Callable[[str], Branch]) -> None:
        rows = {key: row for row, key in enumerate(above.keys[start : start + len(wanted)], start)}
        more = 0
        for first, last in runs([key not in rows for key in wanted]):
            row = rows[wanted[first - 1]] + 1 + more if first else start
            self._insert(above, row, [self._made(branch(key), above) for key in wanted[first : last + 1]])
            more += last - first + 1

    def _insert(self, above: TreeNode, row: int, new: Sequence[TreeNode]) -> None:
        item = self._item(above)
        self.below(above)[row:row] = new
        above.keys[row:row] = [node.key for node in new]
        item.insertRows(row, new)
        with QSignalBlocker(self):
            for at, node in enumerate(new, row):
                self._set_count(item, at, node)

    def _reorder(self, above: TreeNode, keys: Sequence[str]) -> None:
        """Qt sorts, as only it can tell its views that lines stand elsewhere. What is below them, which it would sort
        too, has no ranks and stays."""
        if above.keys == keys:
            return
        children, ranks = self.below(above), {key: rank for rank, key in enumerate(keys)}
        self._rank(children, [ranks[key] for key in above.keys])
        children.sort(key=lambda child: ranks[child.key])
        above.keys = [*keys]
        self._item(above).sortChildren(0)
        self._rank(children, [None] * len(children))

    def _rank(self, nodes: Sequence[TreeNode], ranks: Sequence[int | None]) -> None:
        with QSignalBlocker(self):
            for node, rank in zip(nodes, ranks, strict=True):
                node.setData(rank, _RANK)


def runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """First and last place of every run of True."""
    starts = [at for at, flag in enumerate(flags) if flag and not (at and flags[at - 1])]
    ends = [at for at, flag in enumerate(flags) if flag and not (at + 1 < len(flags) and flags[at + 1])]
    return list(zip(starts, ends, strict=True))
