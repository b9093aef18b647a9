"""All tables of a foreign annex as they print, in the mapping window: cells are chosen here, and rows are dragged."""

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from perfdesk.forms.placed import Role
from perfdesk.learning.answer import Answer
from perfdesk.learning.repeated import FoundBand
from perfdesk.ui.models.mapping_model import MappingModel
from perfdesk.ui.views.mapping_delegate import MappingDelegate, sign_room
from perfdesk.ui.views.paper_table import lay_out, set_spans

# So near to the line one has it, in pixels.
_NEAR: Final = 4
_GRIP: Final = 28
_Select = QItemSelectionModel.SelectionFlag


class MappingTable(QTableView):
    """`chosen_changed` when other cells are chosen; `typed` when a letter was typed that is no key of the table;
    `end_wanted(band, row)` when the first row behind a band shall be another."""

    chosen_changed = Signal()
    typed = Signal(str)
    end_wanted = Signal(object, int)

    def __init__(self, model: MappingModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._dragged: FoundBand | None = None
        self._to = -1
        self.setModel(model)
        self.setItemDelegate(MappingDelegate(self))
        self.setAccessibleName("这份文件的表格")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        # Rows and columns become as small as the annex is dense.
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setMinimumSectionSize(1)
        set_spans(self, model.sheet())
        model.dataChanged.connect(lambda *_: self._lay_out())
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen_changed.emit())

    # --- what is chosen -----------------------------------------------------------------------------------------

    def chosen(self) -> list[Answer]:
        """The chosen cells, each once, in reading order."""
        found = (self._model.answer(index) for index in self.selectedIndexes())
        spots = {one.spot: one for one in found if one is not None}
        return sorted(spots.values(), key=lambda one: one.spot.place)

    def _index(self, one: Answer) -> QModelIndex:
        place = self._model.places.of(one.spot)
        return self._model.index(place.row, place.column)

    def choose(self, one: Answer) -> None:
        """Chooses a cell and shows it."""
        index = self._index(one)
        self.selectionModel().setCurrentIndex(index, _Select.ClearAndSelect)
        self.scrollTo(index)

    def choose_all(self, cells: Sequence[Answer]) -> None:
        """Chooses several cells."""
        selection = QItemSelection()
        for one in cells:
            index = self._index(one)
            selection.select(index, index)
        self.selectionModel().select(selection, _Select.ClearAndSelect)

    # --- keys -----------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move; what is typed goes on to whoever looks for fields."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.text().isprintable() and event.text().strip() and plain:
            self.typed.emit(event.text())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters look for fields, not for cells."""

    # --- the end of rows of records ----------------------------------------------------------------------------------

    def band(self) -> FoundBand | None:
        """The rows of records that the current cell is in."""
        places, at = self._model.places, self.currentIndex().row()
        number = places.table_at(at) if at >= 0 else None
        row = places.row_in(number, at) if number is not None else -1
        return next((one for one in self._bands() if one.table == number and one.top <= row < one.end), None)

    def _bands(self) -> Iterator[FoundBand]:
        return (band for table in self._model.mapping.tables for band in table.bands)

    def _line(self, band: FoundBand, end: int | None = None) -> int:
        """Where the line at the end of a band is, in the viewport; `end` is another row behind it."""
        last = self._model.places.row_of(band.table, band.end if end is None else end) - 1
        return self.rowViewportPosition(last) + self.rowHeight(last)

    def _line_at(self, where: QPoint) -> FoundBand | None:
        near = (one for one in self._bands() if abs(self._line(one) - where.y()) <= _NEAR)
        return next(near, None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._dragged = self._line_at(event.position().toPoint())
        if self._dragged is None:
            super().mousePressEvent(event)
        else:
            self._to = self._dragged.end

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        where = event.position().toPoint()
        if self._dragged is None:
            over = self._line_at(where) is not None and not event.buttons()
            self.viewport().setCursor(Qt.CursorShape.SplitVCursor if over else Qt.CursorShape.ArrowCursor)
            super().mouseMoveEvent(event)
            return
        row = self.rowAt(where.y())
        # The nearer edge of the row under the mouse.
        middle = self.rowViewportPosition(row) + self.rowHeight(row) // 2
        below = self._model.rowCount() if row < 0 else row + (where.y() > middle)
        self._to = max(1, self._model.places.row_in(self._dragged.table, below))
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        band, self._dragged = self._dragged, None
        if band is None:
            super().mouseReleaseEvent(event)
        elif self._to != band.end:
            self.end_wanted.emit(band, self._to)
        self.viewport().update()

    # --- painting ---------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        room = sign_room(self.font())
        lay_out(self, self._model.sheet(), lambda cell: cell.text, lambda cell: room * (cell.role is not Role.LABEL))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        for band in self._bands():
            self._paint_end(painter, self._line(band, self._to if band is self._dragged else None))
        painter.end()

    def _paint_end(self, painter: QPainter, y: int) -> None:
        """A line with a grip in its middle."""
        colour = self.palette().color(QPalette.ColorRole.Highlight)
        painter.setPen(QPen(colour, 2, Qt.PenStyle.DashLine))
        painter.drawLine(0, y - 1, self.viewport().width(), y - 1)
        painter.fillRect(QRect(self.viewport().width() // 2 - _GRIP // 2, y - 4, _GRIP, 6), colour)
