"""A table of cells moved in as in Excel: frame, selection and what a command acts on are one thing.

Where the frame may go is said by `cells`; a label is never framed. What else a command does is said by the tables that
derive from this one.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from perfdesk.ui.models.sheet_model import Index
from perfdesk.ui.views import key_table, moves
from perfdesk.ui.views.key_table import EXTENDING, CellMode, Command, Press
from perfdesk.ui.views.moves import Box, Cells

_C = Command
# Rows down and columns to the right.
_STEPS: Final = {_C.UP: (-1, 0), _C.DOWN: (1, 0), _C.LEFT: (0, -1), _C.RIGHT: (0, 1)}
_EDGES: Final = {_C.EDGE_UP: (-1, 0), _C.EDGE_DOWN: (1, 0), _C.EDGE_LEFT: (0, -1), _C.EDGE_RIGHT: (0, 1)}
_CLEAR_AND_SELECT: Final = QItemSelectionModel.SelectionFlag.ClearAndSelect
_NO_UPDATE: Final = QItemSelectionModel.SelectionFlag.NoUpdate
_SELECT: Final = QItemSelectionModel.SelectionFlag.Select


class KeyedTable(QTableView):
    """The keys of Ready: moves, and whatever commands a derived table has in `commands`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Looking where the session looks must not tell the session again.
        self.following = False
        # The end of the selection that Shift moves; the frame stays at the other.
        self._corner: Box | None = None
        # The cell where a run of Tabs began.
        self._run: Box | None = None
        self._dragged_from = QPersistentModelIndex()
        self.commands: Mapping[Command, Callable[[], object]] = {
            Command.NOTHING: lambda: None,
            Command.LINE_DOWN: partial(self.go_line, 1),
            Command.LINE_UP: partial(self.go_line, -1),
            Command.NEXT: partial(self.go_on, 1),
            Command.PREVIOUS: partial(self.go_on, -1),
            Command.SELECT_ALL: self.selectAll,
        }

    # --- what a derived table says ----------------------------------------------------------------------------

    @property
    def cells(self) -> Cells:
        """The cells that can be current."""
        raise NotImplementedError

    @property
    def mode(self) -> CellMode:
        """What the current cell is doing."""
        return CellMode.READY

    def passes(self, box: Box) -> bool:
        """Whether Tab leaves a cell out."""
        return False

    def looked_at(self, index: Index) -> None:
        """The frame stands at another cell, and somebody put it there."""

    def beyond(self, by: int) -> None:
        """Tab was pressed at the last cell (1), Shift+Tab at the first (-1)."""

    # --- keys -------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """A key that the table knows is no shortcut of the window."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and key_table.press(event, CellMode.READY) is not None
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        press = key_table.press(event, CellMode.READY)
        if press is None:
            self.begin_typing(event)
        else:
            event.accept()
            self.perform(press)

    def begin_typing(self, event: QKeyEvent) -> None:
        """A key that is no command."""
        super().keyPressEvent(event)

    def perform(self, press: Press) -> None:
        """Does what a key asks."""
        act = self.commands.get(press.command)
        if act is not None:
            act()
        elif press.command in EXTENDING:
            self._move(press)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays in the table, as in Excel; F6 and the mouse leave it."""
        return False

    def leave(self, by: int) -> None:
        """The keyboard goes to the next (1) or previous (-1) control."""
        super().focusNextPrevChild(by > 0)

    def keyboardSearch(self, search: str) -> None:
        """Qt would frame whatever begins so, labels too."""

    # --- moves ------------------------------------------------------------------------------------------------

    def box(self, index: Index) -> Box | None:
        """The cell at an index; None for a label."""
        return self.cells.at(index.row(), index.column())

    def index_at(self, box: Box) -> QModelIndex:
        """The index that a cell begins at."""
        return self.model().index(box.row, box.column)

    def frame(self, index: QModelIndex) -> None:
        """Frames and selects one cell.

        Not the view's own way, which adds to the selection while Ctrl is held for a shortcut.
        """
        self._corner = None
        self.selectionModel().setCurrentIndex(index, _CLEAR_AND_SELECT)
        self.scrollTo(index)

    def setCurrentIndex(self, index: Index) -> None:
        """Whoever asks the view means the same."""
        self.frame(self.model().index(index.row(), index.column()))

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """While it lasts, the session is not told where the frame is put."""
        before, self.following = self.following, True
        try:
            yield
        finally:
            self.following = before

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self._run = self._corner = None
        if current.isValid() and not self.following:
            with self.quietly():
                self.looked_at(current)

    def go_on(self, by: int) -> None:
        """Tab: to the next cell in reading order."""
        here = self.box(self.currentIndex())
        begun = self._run or here
        there = moves.in_reading_order(self.cells, here, by, self.passes) if here is not None else self.cells.end(-by)
        if there is None:
            self.beyond(by)
        else:
            self.frame(self.index_at(there))
        self._run = begun

    def go_line(self, down: int) -> None:
        """Enter: below or above; after a run of Tabs back to where that began, past what Tab passes."""
        here = self.box(self.currentIndex())
        there = moves.line(self.cells, here, down, self._run) if here is not None else None
        while self._run is not None and there is not None and self.passes(there):
            there = self.cells.beside(there, 0, 1)
        if there is not None:
            self.frame(self.index_at(there))

    def _move(self, press: Press) -> None:
        here = self._corner if press.extend else None
        here = here or self.box(self.currentIndex()) or self.cells.end(-1)
        there = self._target(press.command, here) if here is not None else None
        if there is None:
            return
        if press.extend:
            self.extend_to(there)
        else:
            self.frame(self.index_at(there))

    def _target(self, command: Command, here: Box) -> Box | None:
        if command in _STEPS:
            return self.cells.beside(here, *_STEPS[command])
        if command in _EDGES:
            return self.cells.edge(here, *_EDGES[command])
        if command in (Command.FIRST, Command.LAST):
            return self.cells.end(1 if command is Command.LAST else -1)
        if command in (Command.ROW_START, Command.ROW_END):
            return self.cells.row_end(here, 1 if command is Command.ROW_END else -1)
        return self._paged(here, 1 if command is Command.PAGE_DOWN else -1)

    def _paged(self, here: Box, down: int) -> Box:
        top, height = self.visualRect(self.index_at(here)).top(), self.viewport().height()

        def within(box: Box) -> bool:
            return abs(self.visualRect(self.index_at(box)).top() - top) <= height

        return moves.page(self.cells, here, down, within)

    def extend_to(self, corner: Box) -> None:
        """Selects the block between the frame, which stays, and another cell."""
        start = self.box(self.currentIndex())
        if start is None:
            return
        block = self.cells.block(start, corner)
        last = self.model().index(block.row + block.rows - 1, block.column + block.columns - 1)
        self.selectionModel().select(QItemSelection(self.index_at(block), last), _CLEAR_AND_SELECT)
        self._corner = corner
        self.scrollTo(self.index_at(corner))

    def chosen(self) -> list[QModelIndex]:
        """The selected cells without labels, once each, in reading order."""
        found = {(index.row(), index.column()): index for index in self.selectedIndexes()}
        return [index for place, index in sorted(found.items()) if self.cells.at(*place) is not None]

    # --- mouse ------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a label frames the field that it names; Shift extends; the frame stays where a drag began."""
        index = self.indexAt(event.position().toPoint())
        box = self.box(index)
        left = event.button() == Qt.MouseButton.LeftButton
        if index.isValid() and box is None:
            self._frame_named(index)
        elif box is not None and left and event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            self.extend_to(box)
        else:
            self._run = None
            super().mousePressEvent(event)
        self._dragged_from = QPersistentModelIndex(self.currentIndex())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        with self.quietly():
            super().mouseMoveEvent(event)
            if self.state() == QAbstractItemView.State.DragSelectingState and self._dragged_from.isValid():
                begun = self.model().index(self._dragged_from.row(), self._dragged_from.column())
                self.selectionModel().setCurrentIndex(begun, _NO_UPDATE)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._hold_together()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.box(self.indexAt(event.position().toPoint())) is not None:
            super().mouseDoubleClickEvent(event)

    def _hold_together(self) -> None:
        """Ctrl and a click may take the framed cell out of the selection."""
        index = self.currentIndex()
        if index.isValid() and not self.selectionModel().isSelected(index):
            self.selectionModel().select(index, _SELECT)

    def _frame_named(self, label: Index) -> None:
        """The field right of a label, else below it, else left of it."""
        row, column = label.row(), label.column()
        here = Box(row, column, self.rowSpan(row, column), self.columnSpan(row, column))
        for step in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            there = self.cells.beside(here, *step)
            if there is not None:
                self.frame(self.index_at(there))
                return
