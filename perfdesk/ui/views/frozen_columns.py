"""The first columns of a table stay in sight while the others are scrolled, as with 冻结窗格 in Excel.

Qt's views have no such columns. As its documentation shows (Frozen Column Example), a second view on the same model and
the same selection lies on top of the first; here only while it is needed."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView

from perfdesk.ui.models.sheet_model import Index


class FrozenColumns(QTableView):
    """Lies on a table and shows its first columns. The keyboard stays with the table, and where the mouse is pressed
    the table is told."""

    pressed_at = Signal(QModelIndex)

    def __init__(self, table: QTableView, columns: int) -> None:
        """The table has its model, its delegate and the widths of its columns already."""
        super().__init__(table)
        self._table, self._columns = table, columns
        self.setModel(table.model())
        self.setSelectionModel(table.selectionModel())
        self.setItemDelegate(table.itemDelegate())
        self._look_alike()
        self._follow_table()
        self.hide()

    @property
    def frozen_width(self) -> int:
        """How much of the table it covers while it is shown."""
        return sum(self._table.columnWidth(column) for column in range(self._columns))

    def _look_alike(self) -> None:
        table = self._table
        self.setFocusProxy(table)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(table.selectionBehavior())
        self.setSelectionMode(table.selectionMode())
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setWordWrap(table.wordWrap())
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(table.verticalScrollMode())
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(table.verticalHeader().defaultSectionSize())
        self.horizontalHeader().setDefaultAlignment(table.horizontalHeader().defaultAlignment())
        self.horizontalHeader().setHighlightSections(False)
        # What it shows is read out by the table already.
        self.setAccessibleName(f"{table.accessibleName()}（固定的列）")

    def _follow_table(self) -> None:
        table, bar = self._table, self._table.verticalScrollBar()
        bar.valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(bar.setValue)
        table.horizontalScrollBar().valueChanged.connect(self._place)
        table.horizontalHeader().sectionResized.connect(self._place)
        self.horizontalHeader().sectionResized.connect(self._resize_table)
        table.installEventFilter(self)
        self.model().modelReset.connect(self._place)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._table and event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.FontChange):
            self._place()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._table.setFocus()
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.pressed_at.emit(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self._table.activated.emit(index)

    def _resize_table(self, column: int, _: int, width: int) -> None:
        if column < self._columns and self.isVisible():
            self._table.setColumnWidth(column, width)

    def _place(self) -> None:
        """Beside the table's scrolled columns, as high as its heads and rows."""
        scrolled = self._table.horizontalScrollBar().value() > 0
        if scrolled:
            self._copy_widths()
            head, room = self._table.horizontalHeader(), self._table.viewport().geometry()
            self.horizontalHeader().setFixedHeight(head.height())
            width = min(self.frozen_width, room.width())
            self.setGeometry(room.left(), room.top() - head.height(), width, head.height() + room.height())
            self.verticalScrollBar().setValue(self._table.verticalScrollBar().value())
        self.setVisible(scrolled)

    def _copy_widths(self) -> None:
        for column in range(self.model().columnCount()):
            self.setColumnHidden(column, column >= self._columns)
            if column < self._columns:
                self.setColumnWidth(column, self._table.columnWidth(column))
        self.raise_()

    def uncover(self, index: Index) -> None:
        """Scrolls the table so far that a column is not covered."""
        left = self._table.columnViewportPosition(index.column())
        if index.column() >= self._columns and self.isVisible() and left < self.width():
            bar = self._table.horizontalScrollBar()
            bar.setValue(max(0, bar.value() - (self.width() - left)))
