"""The tree at the left: filter box, projects and indicators; select, move, add, delete."""

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from perfdesk.ui.look import severity_colour
from perfdesk.ui.models.sheet_model import Index
from perfdesk.ui.models.tree import NODE, SEVERITY, TreeModel, What
from perfdesk.ui.session import Session


class _CountDelegate(QStyledItemDelegate):
    """The counts in the colour of the gravest finding."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        severity = index.data(SEVERITY)
        if severity is not None:
            option.palette.setColor(QPalette.ColorRole.Text, severity_colour(option.palette, severity))


class ProjectTree(QWidget):
    """Follows the session's current node, and sets it. `menu_wanted(position)` for the window's own actions."""

    menu_wanted = Signal(QPoint)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.model = TreeModel(session, self)
        self.view = QTreeView()
        self._following = False
        self._filter = QLineEdit()
        self._filter.setPlaceholderText("筛选项目、编码、指标")
        self._filter.setAccessibleName("筛选")
        self._filter.setClearButtonEnabled(True)
        self._filter.textChanged.connect(self.model.filter)
        self._set_up_view()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 0, 0)
        layout.addWidget(self._filter)
        layout.addWidget(self.view, 1)
        self._expanded: set[str] = set()
        self.model.modelAboutToBeReset.connect(self._remember)
        self.model.modelReset.connect(self._restore)
        session.current_changed.connect(self._show_current)

    def _set_up_view(self) -> None:
        view = self.view
        view.setModel(self.model)
        view.setAccessibleName("项目和指标")
        view.setUniformRowHeights(True)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        view.setItemDelegateForColumn(1, _CountDelegate(view))
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(lambda at: self.menu_wanted.emit(view.viewport().mapToGlobal(at)))
        header = view.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setMinimumSectionSize(48)
        header.hide()
        view.selectionModel().currentChanged.connect(self._current_changed)

    def selected(self) -> tuple[str, ...]:
        """Ids of the selected projects and indicators in tree order; the current node if nothing is selected."""
        chosen = [index for index in self.view.selectionModel().selectedRows() if self._is_node(index)]
        ids = [str(index.data(NODE)) for index in chosen]
        return tuple(ids) or ((self._session.current,) if self._session.current else ())

    def _is_node(self, index: Index) -> bool:
        return self.model.node(index).what in (What.PROJECT, What.INDICATOR)

    def _current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid() and not self._following:
            self._following = True
            self._session.select(str(current.data(NODE)))
            self._following = False

    def _show_current(self, node: str, key: str) -> None:
        if self._following or not node:
            return
        index = self.model.index_of(node)
        # Jumping between the cells of a project whose branch is closed must not open it.
        parent = index.parent()
        if index.isValid() and parent.isValid() and not self._is_open(parent):
            project = self._session.document.project(node)
            index = self.model.index_of(project.id) if project else index
        if index.isValid() and index != self.view.currentIndex():
            self._following = True
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.view.selectionModel().setCurrentIndex(index, flags)
            self._following = False

    def _is_open(self, index: QModelIndex) -> bool:
        while index.isValid():
            if not self.view.isExpanded(index):
                return False
            index = index.parent()
        return True

    # --- what survives a reset --------------------------------------------------------------------------------

    def _remember(self) -> None:
        """Which nodes are open, by what they are and whose."""
        self._expanded = set()
        self._walk(lambda index: self._expanded.add(self._key(index)) if self.view.isExpanded(index) else None)

    def _restore(self) -> None:
        self._walk(lambda index: self.view.expand(index) if self._key(index) in self._expanded else None)
        top = self.model.index(1, 0)
        if self.model.node(top).what is What.UNIT and not self._expanded:
            self.view.expandToDepth(0)
        self._show_current(self._session.current, self._session.current_key)

    def _key(self, index: QModelIndex) -> str:
        node = self.model.node(index)
        return f"{node.what.value} {node.id} {node.text}"

    def _walk(self, visit: Callable[[QModelIndex], object], parent: QModelIndex | None = None) -> None:
        """Visits open branches only: closed ones have nothing to remember."""
        above = parent or QModelIndex()
        for row in range(self.model.rowCount(above)):
            index = self.model.index(row, 0, above)
            visit(index)
            if self.view.isExpanded(index):
                self._walk(visit, index)
