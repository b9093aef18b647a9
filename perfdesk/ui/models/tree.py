"""The outline of the document as an item model. Nodes hold ids only, and indexes hold the nodes' numbers.

What is below a project is made when it is first looked at: 10,000 projects open as fast as ten. The tree follows a
change by adding, taking out and reordering just what differs, so that what is open and selected stays so.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from perfdesk.model.diff import changed_projects
from perfdesk.model.document import Document, Project
from perfdesk.rules.finding import Severity
from perfdesk.rules.index import ProjectFindings
from perfdesk.ui import node_actions
from perfdesk.ui.appearance import counted, counted_in_words
from perfdesk.ui.models.outline import GROUPS, Branch, What, outline, project_outline
from perfdesk.ui.models.tree_nodes import Nodes, TreeNode, count_rows, projects_moved, runs
from perfdesk.ui.session import Session

Index = QModelIndex | QPersistentModelIndex
NODE: Final = Qt.ItemDataRole.UserRole
SEVERITY: Final = Qt.ItemDataRole.UserRole + 1
_MIME: Final = "application/x-perfdesk-nodes"
_SEEN: Final = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_DRAG: Final = _SEEN | Qt.ItemFlag.ItemIsDragEnabled
_DROP: Final = Qt.ItemFlag.ItemIsDropEnabled
# What may be taken elsewhere, and what takes something in. Asked for every line, so not put together each time.
_FLAGS: Final = {
    What.ROOT: _DROP,
    What.FRONT: _SEEN,
    What.UNIT: _DRAG | _DROP,
    What.PROJECT: _DRAG | _DROP,
    What.LEVEL1: _DRAG,
    What.LEVEL2: _DRAG | _DROP,
    What.INDICATOR: _DRAG,
}
_FLAGS_READ_ONLY: Final = {what: flags & _SEEN for what, flags in _FLAGS.items()}

# What a count shows and says.
_COUNT_ROLES: Final = [
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    SEVERITY,
]
Tally = Mapping[Severity, int]


class TreeModel(QAbstractItemModel):
    """Two columns: what it is called, and how many findings there are at or below it.

    `followed()` after a change of the document was taken over; until then `following` is true, and what Qt makes of
    removed rows is nobody's choice.
    """

    followed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._needle = ""
        self.following = False
        self._nodes = Nodes()
        # Of units and levels, which have no findings of their own: added up when asked for.
        self._tallies: dict[int, Counter[Severity]] = {}
        self._root = self._rebuilt()
        self._file_changed()
        session.file_changed.connect(self._file_changed)
        session.document_changed.connect(self._document_changed)
        session.findings_changed.connect(self._findings_changed)

    # --- Qt's questions ---------------------------------------------------------------------------------------

    def node(self, index: Index) -> TreeNode:
        """The node behind an index; the root for an invalid or outdated one."""
        # An invalid index has the number 0, which no node has. Qt asks this three times a line to lay out the tree.
        return self._nodes.by_number.get(index.internalId(), self._root)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(self.below(self.node(parent))) if parent.column() <= 0 else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 2

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        children = self.below(self.node(parent)) if parent.column() <= 0 else []
        if 0 <= row < len(children) and 0 <= column < 2:
            return self._at(children[row], column)
        return QModelIndex()

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        above = self.node(index).parent
        return QModelIndex() if above is None else self._at(above)

    def hasChildren(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008
        """Known without making the children."""
        children = self.node(parent).children
        return parent.column() <= 0 and (children is None or bool(children))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        node = self.node(index)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.title(node) if index.column() == 0 else counted(self.tally(node))
            case Qt.ItemDataRole.ToolTipRole:
                return "\n".join(filter(None, (self.title(node), counted_in_words(self.tally(node)))))
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.title(node) if index.column() == 0 else counted_in_words(self.tally(node))
            case Qt.ItemDataRole.TextAlignmentRole if index.column() == 1:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case _ if role == NODE:
                return node.id
            case _ if role == SEVERITY:
                tally = self.tally(node)
                return next((severity for severity in Severity if tally.get(severity)), None)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return ("项目和指标", "意见")[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return self._flags[self.node(index).what]

    def _file_changed(self) -> None:
        self._flags = _FLAGS_READ_ONLY if self._session.read_only else _FLAGS

    # --- drag and drop ----------------------------------------------------------------------------------------

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        data.setData(_MIME, "\n".join(self.members(indexes)).encode("utf-8"))
        return data

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        """Moves the dragged nodes. Always answers False: the model follows the edit, the view must remove nothing."""
        ids = bytes(data.data(_MIME).data()).decode("utf-8").split("\n")
        document = self._session.document
        projects = tuple(one for one in ids if one in document.places and document.indicator(one) is None)
        indicators = tuple(one for one in ids if document.indicator(one) is not None)
        above = self.node(parent)
        if projects and above.what in (What.ROOT, What.UNIT):
            like = above.id if above.what is What.UNIT else ""
            node_actions.move_projects(self._session, projects, self._before(above, row), like)
        elif indicators and above.what in (What.PROJECT, What.LEVEL2):
            like = above.id if above.what is What.LEVEL2 else ""
            node_actions.move_indicators(self._session, indicators, above.id, self._before(above, row), like)
        return False

    def _before(self, above: TreeNode, row: int) -> str | None:
        """The id before which something dropped at a row goes; None at the end of the project or document."""
        children = self.below(above)
        if 0 <= row < len(children):
            first = children[row]
            return first.id if first.what is not What.FRONT else self._session.document.projects[0].id
        last = children[-1] if children else above
        return (
            None if above.what in (What.ROOT, What.PROJECT) else node_actions.following(self._session.document, last.id)
        )

    # --- what the view asks -----------------------------------------------------------------------------------

    def title(self, node: TreeNode) -> str:
        """What a node is called now."""
        if not self._session.is_open:
            return ""
        document = self._session.document
        if node.what is What.PROJECT:
            project, place = document.project(node.id), document.places.get(node.id)
            number = place[0] + 1 if place else 0
            return f"{number} {project.name if project and project.name else '（未命名项目）'}"
        if node.what is What.INDICATOR:
            indicator = document.indicator(node.id)
            name = (indicator.name if indicator else "") or "（未命名指标）"
            return f"{name}  {indicator.target}" if indicator and indicator.target else name
        return node.text

    def tally(self, node: TreeNode) -> Tally:
        """How many findings of each severity there are at and below a node."""
        if node.what not in GROUPS:
            return self._tally(node)
        known = self._tallies.get(node.number)
        if known is None:
            known = self._tallies[node.number] = Counter()
            for child in node.children or ():
                known.update(self.tally(child))
        return known

    def _tally(self, node: TreeNode) -> Tally:
        found = self._session.found
        if node.what is not What.INDICATOR:
            return found.of("" if node.what is What.FRONT else node.id).tally
        project = self._session.document.project(node.id)
        return found.of(project.id).by_indicator.get(node.id, {}) if project else {}

    def index_of(self, node: str) -> QModelIndex:
        """Where a node of the document stands; makes its project's children. Invalid if filtered out."""
        project = self._session.document.project(node) if self._session.is_open else None
        if project is not None and project.id in self._nodes.by_id:
            self.below(self._nodes.by_id[project.id])
        found = self._nodes.by_id.get(node)
        return self._at(found) if found else QModelIndex()

    def members(self, indexes: Sequence[Index]) -> tuple[str, ...]:
        """The projects and indicators that these lines stand for: a group for all below it. In tree order."""
        nodes = (one for index in indexes for one in self._members(self.node(index)))
        return node_actions.in_order(self._session.document, nodes)

    def _members(self, node: TreeNode) -> Iterator[str]:
        if node.what in (What.PROJECT, What.INDICATOR):
            yield node.id
        elif node.what in GROUPS:
            for child in node.children or ():
                yield from self._members(child)

    def filter(self, needle: str) -> None:
        """Keeps the projects in whose own or indicators' texts the needle stands."""
        if needle != self._needle:
            self._needle = needle
            self._reset()

    def below(self, node: TreeNode) -> list[TreeNode]:
        """The nodes below, made now if they are not."""
        if node.children is None:
            project = self._session.document.project(node.id)
            branches = project_outline(project) if project else ()
            node.children = [self._nodes.made(branch, node, row) for row, branch in enumerate(branches)]
        return node.children

    # --- building ---------------------------------------------------------------------------------------------

    def _at(self, node: TreeNode, column: int = 0) -> QModelIndex:
        return self.createIndex(node.row, column, node.number) if node is not self._root else QModelIndex()

    def _rebuilt(self) -> TreeNode:
        self._nodes.clear()
        self._tallies = {}
        session = self._session
        shown = outline(session.document, session.form, self._needle) if session.is_open else ()
        return self._nodes.made(Branch("", What.ROOT, "", below=shown), None, 0)

    def _reset(self) -> None:
        self.beginResetModel()
        self._root = self._rebuilt()
        self.endResetModel()

    # --- following the document -------------------------------------------------------------------------------

    def _document_changed(self, before: Document | None, after: Document | None) -> None:
        self.following = True
        if before is None or after is None:
            self._reset()
        else:
            self._follow(before, after)
        self.following = False
        self.followed.emit()

    def _follow(self, before: Document, after: Document) -> None:
        self._tallies = {}
        if self._needle or projects_moved(before, after):
            self._sync(self._root, outline(after, self._session.form, self._needle))
            self._renumbered()
        for project in changed_projects(before, after):
            if (old := before.project(project.id)) is not None:
                self._project_changed(old, project)

    def _project_changed(self, old: Project, new: Project) -> None:
        node = self._nodes.by_id.get(new.id)
        if node is None or old.id != new.id:
            return
        if old.name != new.name:
            self._tell(node)
        if old.indicators is new.indicators:
            return
        if node.children is None and not new.indicators:
            # The view must hear that there is nothing to open any more.
            node.children = [self._nodes.made(branch, node, row) for row, branch in enumerate(project_outline(old))]
        if node.children is None:
            return
        self._sync(node, project_outline(new))
        texts = {one.id: (one.name, one.target) for one in old.indicators}
        for one in new.indicators:
            if texts.get(one.id) not in (None, (one.name, one.target)):
                self._tell(self._nodes.by_id[one.id])

    def _sync(self, above: TreeNode, wanted: Sequence[Branch]) -> None:
        """Makes the children those that are wanted, keeping every node that is still the same thing."""
        children = self.below(above)
        self._take_out(above, {branch.key for branch in wanted})
        self._put_in(above, wanted)
        if [child.key for child in children] != [branch.key for branch in wanted]:
            self._reorder(above, wanted)
        for child, branch in zip(children, wanted, strict=True):
            child.id, child.text = branch.id, branch.text
            # What is below a project follows the project.
            if branch.below and child.what is not What.PROJECT:
                self._sync(child, branch.below)

    def _take_out(self, above: TreeNode, wanted: set[str]) -> None:
        children = self.below(above)
        for first, last in reversed(runs([child.key not in wanted for child in children])):
            self.beginRemoveRows(self._at(above), first, last)
            for child in children[first : last + 1]:
                self._nodes.forget(child)
            del children[first : last + 1]
            count_rows(children, first)
            self.endRemoveRows()

    def _put_in(self, above: TreeNode, wanted: Sequence[Branch]) -> None:
        children = self.below(above)
        here = {child.key: child for child in children}
        for first, last in runs([branch.key not in here for branch in wanted]):
            row = here[wanted[first - 1].key].row + 1 if first else 0
            new = [self._nodes.made(branch, above, 0) for branch in wanted[first : last + 1]]
            self.beginInsertRows(self._at(above), row, row + len(new) - 1)
            children[row:row] = new
            count_rows(children, row)
            self.endInsertRows()
            here |= {child.key: child for child in new}

    def _reorder(self, above: TreeNode, wanted: Sequence[Branch]) -> None:
        # PySide6 knows these signals without their arguments only, which means the whole tree.
        self.layoutAboutToBeChanged.emit()
        kept = [(index, self.node(index)) for index in self.persistentIndexList()]
        here = {child.key: child for child in self.below(above)}
        self.below(above)[:] = [here[branch.key] for branch in wanted]
        count_rows(self.below(above), 0)
        for index, node in kept:
            self.changePersistentIndex(index, self._at(node, index.column()))
        self.layoutChanged.emit()

    def _renumbered(self) -> None:
        """Projects show their number, and that is their place."""
        for node in (self._root, *(one for one in self.below(self._root) if one.what is What.UNIT)):
            children = self.below(node)
            if children:
                self.dataChanged.emit(self._at(children[0]), self._at(children[-1]), [Qt.ItemDataRole.DisplayRole])

    def _tell(self, node: TreeNode, column: int = 0) -> None:
        at = self._at(node, column)
        self.dataChanged.emit(at, at)

    # --- findings ---------------------------------------------------------------------------------------------

    def _findings_changed(self, changed: Mapping[str, ProjectFindings] | None) -> None:
        """Tells the view which lines count otherwise: one range for all, or the lines of the projects concerned."""
        self._tallies = {}
        if changed is None:
            self._tell_counts(self._root)
            return
        for project in changed:
            node = self._nodes.by_id.get(project or (self._session.document.id if self._session.is_open else ""))
            if node is not None:
                self._tell_counts(node)
            while node is not None and node is not self._root:
                self._tell(node, 1)
                node = node.parent

    def _tell_counts(self, above: TreeNode) -> None:
        """The counts of all lines below one, as far as these were made: a range for each branch."""
        children = above.children or []
        if children:
            self.dataChanged.emit(self._at(children[0], 1), self._at(children[-1], 1), _COUNT_ROLES)
        for child in children:
            if child.children:
                self._tell_counts(child)
