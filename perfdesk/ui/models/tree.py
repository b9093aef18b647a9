"""Department → units → projects → 一级 → 二级 → 三级 as an item model over the document value. Nodes hold ids only.

Children of a project are made when they are first looked at: a document of 10,000 projects opens as fast as one of ten.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QObject, Qt

from perfdesk.model.document import Document, Project
from perfdesk.model.edits import Move
from perfdesk.rules.finding import Finding
from perfdesk.ui.look import counted, worst
from perfdesk.ui.models.sheet_model import Index
from perfdesk.ui.session import Session

NODE = Qt.ItemDataRole.UserRole
SEVERITY = Qt.ItemDataRole.UserRole + 1
_MIME = "application/x-perfdesk-nodes"


class What(Enum):
    """What a tree node stands for."""

    ROOT = "root"
    FRONT = "front"
    UNIT = "unit"
    PROJECT = "project"
    LEVEL = "level"
    INDICATOR = "indicator"


@dataclass(slots=True, eq=False)
class TreeNode:
    """`id` is a document's, project's or indicator's id; of a unit or level, that of the first node below it."""

    what: What
    id: str
    text: str = ""
    parent: "TreeNode | None" = None
    row: int = 0
    children: "list[TreeNode] | None" = field(default_factory=list)


class TreeModel(QAbstractItemModel):
    """Two columns: what it is called, and how many findings there are below it."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._filter = ""
        self._root = TreeNode(What.ROOT, "")
        self._projects: dict[str, TreeNode] = {}
        self._found: dict[str, list[Finding]] = {}
        session.document_changed.connect(self._document_changed)
        session.findings_changed.connect(self._findings_changed)
        self._rebuild()

    # --- Qt's questions ---------------------------------------------------------------------------------------

    def node(self, index: Index) -> TreeNode:
        """The node behind an index; the root for an invalid one."""
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, TreeNode) else self._root

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(self._children(self.node(parent))) if parent.column() <= 0 else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 2

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        children = self._children(self.node(parent))
        if 0 <= row < len(children) and 0 <= column < 2:
            return self.createIndex(row, column, children[row])
        return QModelIndex()

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        above = self.node(index).parent
        if above is None or above is self._root:
            return QModelIndex()
        return self.createIndex(above.row, 0, above)

    def hasChildren(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008
        """Known without making the children."""
        node = self.node(parent)
        if node.what is What.PROJECT and node.children is None:
            project = self._session.document.project(node.id)
            return bool(project and project.indicators)
        return bool(node.children)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        node = self.node(index)
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return self.title(node) if index.column() == 0 else counted(self._findings(node))
            case Qt.ItemDataRole.AccessibleTextRole:
                return " ".join(filter(None, (self.title(node), counted(self._findings(node)))))
            case Qt.ItemDataRole.TextAlignmentRole if index.column() == 1:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case _ if role == NODE:
                return node.id
            case _ if role == SEVERITY:
                return worst(self._findings(node))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return ("项目和指标", "意见")[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        what = self.node(index).what
        if what in (What.PROJECT, What.INDICATOR) and not self._session.read_only:
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        if what in (What.ROOT, What.UNIT, What.PROJECT, What.LEVEL, What.INDICATOR):
            flags |= Qt.ItemFlag.ItemIsDropEnabled
        return flags

    # --- drag and drop ----------------------------------------------------------------------------------------

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        ids = dict.fromkeys(self.node(index).id for index in indexes)
        data.setData(_MIME, "\n".join(ids).encode("utf-8"))
        return data

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        """Moves the dragged nodes. Always answers False: the model follows the edit, the view must remove nothing."""
        ids = bytes(data.data(_MIME).data()).decode("utf-8").split("\n")
        document = self._session.document
        projects = tuple(one for one in ids if (place := document.places.get(one)) and place[1] is None)
        indicators = tuple(one for one in ids if document.indicator(one) is not None)
        above = self.node(parent)
        below = self._children(above)[row].id if 0 <= row < len(self._children(above)) else None
        if projects and above.what in (What.ROOT, What.UNIT):
            self._session.run(Move(projects, None, below if below != document.id else self._first_project()))
        elif indicators and (target := document.project(above.id)) is not None:
            before = below if above.what is not What.PROJECT else None
            if above.what is What.INDICATOR:
                before = above.id
            self._session.run(Move(indicators, target.id, before))
        return False

    def _first_project(self) -> str | None:
        projects = self._session.document.projects
        return projects[0].id if projects else None

    # --- what the view asks -----------------------------------------------------------------------------------

    def title(self, node: TreeNode) -> str:
        """What a node is called now."""
        if not self._session.is_open:
            return ""
        document = self._session.document
        if node.what is What.PROJECT:
            project = document.project(node.id)
            place = document.places.get(node.id)
            number = place[0] + 1 if place else 0
            return f"{number} {project.name if project and project.name else '（未命名项目）'}"
        if node.what is What.INDICATOR:
            indicator = document.indicator(node.id)
            name = (indicator.name if indicator else "") or "（未命名指标）"
            return f"{name}  {indicator.target}" if indicator and indicator.target else name
        return node.text

    def index_of(self, node: str) -> QModelIndex:
        """Where a node of the document stands; makes its project's children. Invalid if filtered out."""
        if self._session.is_open and node == self._session.document.id:
            return self.index(0, 0)
        project = self._session.document.project(node) if self._session.is_open else None
        found = self._projects.get(project.id) if project else None
        if found is None:
            return QModelIndex()
        if project is not None and node != project.id:
            found = next((one for one in self._below(found) if one.what is What.INDICATOR and one.id == node), found)
        return self.createIndex(found.row, 0, found)

    def filter(self, text: str) -> None:
        """Keeps the projects in whose name, code, unit or indicators the text stands."""
        if text != self._filter:
            self._filter = text
            self._reset()

    # --- building ---------------------------------------------------------------------------------------------

    def _children(self, node: TreeNode) -> list[TreeNode]:
        if node.children is None:
            node.children = []
            project = self._session.document.project(node.id)
            if project is not None:
                _grow(node, project)
        return node.children

    def _below(self, node: TreeNode) -> Iterator[TreeNode]:
        for child in self._children(node):
            yield child
            yield from self._below(child)

    def _rebuild(self) -> None:
        self._root = TreeNode(What.ROOT, "")
        self._projects = {}
        if not self._session.is_open:
            return
        document = self._session.document
        _add(self._root, TreeNode(What.FRONT, document.id, "封面与总体目标"))
        units: dict[str, TreeNode] = {}
        several = len({project.fields["unit_name"] for project in document.projects}) > 1
        for project in document.projects:
            if not _matches(project, self._filter):
                continue
            above = self._root
            if several:
                name = project.fields["unit_name"]
                above = units.get(name) or units.setdefault(
                    name, _add(self._root, TreeNode(What.UNIT, project.id, name or "（未写单位）"))
                )
            self._projects[project.id] = _add(above, TreeNode(What.PROJECT, project.id, children=None))

    def _reset(self) -> None:
        self.beginResetModel()
        self._rebuild()
        self.endResetModel()

    # --- following the document -------------------------------------------------------------------------------

    def _document_changed(self, before: Document | None, after: Document | None) -> None:
        if before is None or after is None or self._filter or _outline(before) != _outline(after):
            self._reset()
            return
        for old, new in zip(before.projects, after.projects, strict=True):
            if old is not new and (node := self._projects.get(new.id)) is not None:
                self._project_changed(node, old, new)

    def _project_changed(self, node: TreeNode, old: Project, new: Project) -> None:
        index = self.createIndex(node.row, 0, node)
        if node.children is not None and _shape(old) != _shape(new):
            if node.children:
                self.beginRemoveRows(index, 0, len(node.children) - 1)
                node.children = []
                self.endRemoveRows()
            grown = TreeNode(What.PROJECT, node.id)
            _grow(grown, new)
            made = grown.children or []
            if made:
                self.beginInsertRows(index, 0, len(made) - 1)
                for child in made:
                    child.parent = node
                node.children = made
                self.endInsertRows()
        self.dataChanged.emit(index, self.createIndex(node.row, 1, node))
        for child in self._below(node) if node.children is not None else ():
            at = self.createIndex(child.row, 0, child)
            self.dataChanged.emit(at, self.createIndex(child.row, 1, child))

    def _findings(self, node: TreeNode) -> list[Finding]:
        if node.what in (What.ROOT, What.UNIT):
            return [finding for child in node.children or () for finding in self._findings(child)]
        if node.what is What.LEVEL:
            return [finding for child in self._below(node) for finding in self._findings(child)]
        return self._found.get(node.id if node.what is not What.FRONT else "", [])

    def _findings_changed(self) -> None:
        """A project's findings are its own and those of its indicators."""
        found: dict[str, list[Finding]] = defaultdict(list)
        for finding in self._session.findings:
            found[finding.project].append(finding)
            if finding.indicator:
                found[finding.indicator].append(finding)
        changed = {key for key in found.keys() | self._found.keys() if found.get(key) != self._found.get(key)}
        self._found = dict(found)
        for key in changed:
            node = self._root.children[0] if not key and self._root.children else self._projects.get(key)
            if node is not None:
                self._tell(node)

    def _tell(self, node: TreeNode) -> None:
        self.dataChanged.emit(self.createIndex(node.row, 0, node), self.createIndex(node.row, 1, node))
        for child in self._below(node) if node.children else ():
            self.dataChanged.emit(self.createIndex(child.row, 0, child), self.createIndex(child.row, 1, child))


def _add(parent: TreeNode, child: TreeNode) -> TreeNode:
    assert parent.children is not None
    child.parent, child.row = parent, len(parent.children)
    parent.children.append(child)
    return child


def _grow(node: TreeNode, project: Project) -> None:
    """一级 and 二级 nodes over runs of equal levels, indicators below them, as the annex prints them."""
    one = two = None
    for indicator in project.indicators:
        if one is None or one.text != (indicator.level1 or "（未选一级指标）"):
            one = _add(node, TreeNode(What.LEVEL, indicator.id, indicator.level1 or "（未选一级指标）"))
            two = None
        if two is None or two.text != (indicator.level2 or "（未选二级指标）"):
            two = _add(one, TreeNode(What.LEVEL, indicator.id, indicator.level2 or "（未选二级指标）"))
        _add(two, TreeNode(What.INDICATOR, indicator.id))


def _matches(project: Project, text: str) -> bool:
    if not text:
        return True
    texts = [*project.fields.values(), *(word for row in project.indicators for word in row.fields.values())]
    return any(text in one for one in texts)


def _outline(document: Document) -> object:
    return document.id, [(project.id, project.fields["unit_name"]) for project in document.projects]


def _shape(project: Project) -> object:
    return [(indicator.id, indicator.level1, indicator.level2) for indicator in project.indicators]
