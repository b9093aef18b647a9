"""The tree at the left: filter box, projects and indicators; select, open, drag, ask for the menu."""

from collections.abc import Iterator

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QPalette, QShortcut
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

from perfdesk.rules.finding import Severity
from perfdesk.ui.appearance import muted, severity_colour
from perfdesk.ui.models.outline import GROUPS, What
from perfdesk.ui.models.tree import NODE, SEVERITY, TreeModel
from perfdesk.ui.models.tree_nodes import Index, TreeNode
from perfdesk.ui.plain_text import PlainLabel
from perfdesk.ui.session import Session

# Long enough that a word is typed in between, short enough to seem immediate.
_PAUSE_MS = 150


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class _LineDelegate(QStyledItemDelegate):
    """Lines with room around them, and the counts in the colour of the gravest finding."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width(), size.height() + size.height() // 3)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Says what Qt would ask in ten questions, each of which goes from C++ to Python and back."""
        model = index.model()
        option.index = index  # type: ignore[assignment]
        option.text = model.data(index)
        option.features |= QStyleOptionViewItem.ViewItemFeature.HasDisplay
        option.displayAlignment = _RIGHT if index.column() == 1 else _LEFT
        if index.column() == 1 and option.text:
            severity = model.data(index, SEVERITY)
            colour = muted(option.palette) if severity is None else severity_colour(option.palette, Severity(severity))
            option.palette.setColor(QPalette.ColorRole.Text, colour)


class ProjectTree(QWidget):
    """Follows the session's current node, and sets it. `menu_wanted(position)` and `remove_wanted()` ask the window
    for its own actions; `entered()` says that the user wants to write in what is selected; `selection_changed()` when
    more or less is selected.
    """

    menu_wanted = Signal(QPoint)
    remove_wanted = Signal()
    entered = Signal()
    selection_changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._following = False
        # Keys of projects that were opened and of groups that were closed, which are else open. Kept while they are
        # filtered out or deleted, so that they come back as they were.
        self._turned: set[str] = set()
        self.model = TreeModel(session, self)
        self.view = QTreeView()
        self.filter_box = QLineEdit()
        self._nothing = PlainLabel()
        self._pause = QTimer(self)
        self._fit = QTimer(self)
        self._set_up_filter()
        self._set_up_view()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 0, 8)
        layout.addWidget(self.filter_box)
        layout.addWidget(self._nothing)
        layout.addWidget(self.view, 1)
        self.setFocusProxy(self.view)
        self._connect()

    def _set_up_filter(self) -> None:
        self.filter_box.setPlaceholderText("筛选项目、编码、指标")
        self.filter_box.setAccessibleName("筛选项目")
        self.filter_box.setClearButtonEnabled(True)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._find)
        # An unfinished Chinese composition changes no text, so filtering never interrupts it.
        self.filter_box.textChanged.connect(lambda: self._pause.start())
        self.filter_box.returnPressed.connect(self._go_to_found)
        self._nothing.setWordWrap(True)
        self._nothing.hide()

    def _find(self) -> None:
        self.model.filter(self.filter_box.text().strip())
        self._tell_nothing()

    def _tell_nothing(self) -> None:
        text = self.filter_box.text().strip()
        self._nothing.setText(f"没有项目含“{text}”。")
        self._nothing.setVisible(bool(text) and self.model.rowCount() == 1 and not self.model.is_looking)

    def _go_to_found(self) -> None:
        self._find()
        self.model.finish()
        if self.model.rowCount() > 1:
            if not self.view.currentIndex().isValid():
                self.view.setCurrentIndex(self.model.index(1, 0))
            self.view.setFocus()

    def _set_up_view(self) -> None:
        view = self.view
        view.setModel(self.model)
        view.setAccessibleName("项目和指标")
        view.setUniformRowHeights(True)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        view.setItemDelegate(_LineDelegate(view))
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header = view.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(16)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        # Not ResizeToContents, which measures a thousand lines at every change of one of them.
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        header.setResizeContentsPrecision(0)
        header.hide()

    def _connect(self) -> None:
        view, model = self.view, self.model
        view.customContextMenuRequested.connect(lambda at: self.menu_wanted.emit(view.viewport().mapToGlobal(at)))
        view.selectionModel().currentChanged.connect(self._current_changed)
        view.selectionModel().selectionChanged.connect(lambda *_: self.selection_changed.emit())
        view.expanded.connect(self._opened)
        view.collapsed.connect(self._closed)
        remove = QShortcut(QKeySequence(Qt.Key.Key_Delete), view)
        remove.setContext(Qt.ShortcutContext.WidgetShortcut)
        remove.activated.connect(self.remove_wanted)
        for keys in ("Return", "Enter", "F2"):
            enter = QShortcut(QKeySequence(keys), view)
            enter.setContext(Qt.ShortcutContext.WidgetShortcut)
            enter.activated.connect(self.entered)
        model.modelReset.connect(self._reopen_all)
        self._fit.setSingleShot(True)
        self._fit.timeout.connect(self._fit_counts)
        for changed in (model.dataChanged, model.modelReset, model.rowsInserted, view.verticalScrollBar().valueChanged):
            changed.connect(lambda *_: self._fit.start(0))
        model.rowsInserted.connect(self._reopen)
        model.followed.connect(lambda: self._show_current(self._session.current, ""))
        model.followed.connect(self._tell_nothing)
        self._session.current_changed.connect(self._show_current)

    # --- what is selected -------------------------------------------------------------------------------------

    def selected(self) -> tuple[str, ...]:
        """Ids of the selected projects and indicators, a group standing for all below it.

        Where the node that is looked at is hidden in a closed branch, it is meant, and not the branch.
        """
        current = self._session.current
        if self.view.currentIndex().data(NODE) != current:
            return (current,) if current else ()
        return self.model.members(self.view.selectionModel().selectedRows()) or (current,)

    def end_of_group(self) -> str:
        """The last indicator of the 一级 or 二级指标 that is selected; "" when none is."""
        index = self.view.currentIndex()
        if self.model.node(index).what not in (What.LEVEL1, What.LEVEL2):
            return ""
        return self.model.members([index])[-1]

    def _current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid() and not self._following and not self.model.following:
            self._following = True
            self._session.select(str(current.data(NODE)))
            self._following = False

    def _show_current(self, node: str, key: str) -> None:
        if self._following or self.model.following or not node:
            return
        index = self.model.index_of(node)
        # Jumping between the cells of a project whose branch is closed must not open it.
        if index.isValid() and not self._is_shown(index):
            project = self._session.document.project(node)
            index = self.model.index_of(project.id) if project else index
        chosen = self.view.selectionModel()
        # With the focus Qt makes the first line the current one, but selects nothing.
        is_there = index == self.view.currentIndex().siblingAtColumn(0) and chosen.hasSelection()
        if index.isValid() and not is_there:
            self._following = True
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            chosen.setCurrentIndex(index, flags)
            self.view.scrollTo(index)
            self._following = False

    def _is_shown(self, index: QModelIndex) -> bool:
        above = index.parent()
        return not above.isValid() or (self.view.isExpanded(above) and self._is_shown(above))

    def _fit_counts(self) -> None:
        """Gives the counts the room that those in sight need; what they have they keep, so that nothing jumps."""
        needed = self.view.sizeHintForColumn(1)
        if needed > self.view.columnWidth(1):
            self.view.setColumnWidth(1, needed)

    # --- what is open -----------------------------------------------------------------------------------------

    def _key(self, node: TreeNode) -> str:
        """The same for the same thing in any version of the document."""
        return "" if node.above is None else f"{self._key(node.above)}/{node.key}"

    def _opened(self, index: QModelIndex) -> None:
        node = self.model.node(index)
        if node.what is What.PROJECT:
            self._turned.add(self._key(node))
            self._reopen(index, 0, self.model.rowCount(index) - 1)
        else:
            self._turned.discard(self._key(node))

    def _closed(self, index: QModelIndex) -> None:
        node = self.model.node(index)
        if node.what is What.PROJECT:
            self._turned.discard(self._key(node))
        else:
            self._turned.add(self._key(node))

    def _reopen_all(self) -> None:
        if not self._session.is_open:
            self._turned.clear()
        self.view.setColumnWidth(1, 0)
        # Opening a hundred units one by one would lay out the tree a hundred times.
        self.view.scheduleDelayedItemsLayout()
        self._reopen(QModelIndex(), 0, self.model.rowCount() - 1)
        self._show_current(self._session.current, "")

    def _reopen(self, parent: QModelIndex, first: int, last: int) -> None:
        for node in [*self._with_parents(self.model.node(parent), first, last)]:
            self.view.expand(self.model.place(node))

    def _with_parents(self, above: TreeNode, first: int, last: int) -> Iterator[TreeNode]:
        """The new lines that were or shall be open, from the top down."""
        key = self._key(above)
        for node in self.model.below(above)[first : last + 1]:
            if (node.what in GROUPS) != (f"{key}/{node.key}" in self._turned):
                yield node
                below = self.model.below(node)
                yield from self._with_parents(node, 0, len(below) - 1)
