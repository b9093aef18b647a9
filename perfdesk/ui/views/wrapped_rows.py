"""A table to be read whose rows are as high as their texts, however many rows there are: only those in sight are
measured."""

from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from perfdesk.ui.models.sheet_model import Index

# A text that needs more lines ends in "…"; its tooltip has all of it.
_MOST_LINES: Final = 4
_AROUND: Final = 6
# More than rows in sight at once; a row that is higher than its room never is whole.
_MOST_TRIES: Final = 12


class WrappedRows(QTableView):
    """Texts wrap. `moved(index)` when somebody goes to another row by a key; `fold_wanted(index, folded)` for the keys
    left (True) and right (False), which mean nothing else where whole rows are selected."""

    moved = Signal(object)
    fold_wanted = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fit = QTimer(self)
        self._fit.setSingleShot(True)
        self._fit.timeout.connect(self.fit_rows)
        self.verticalScrollBar().valueChanged.connect(lambda _: self.fit_rows())
        self.horizontalHeader().sectionResized.connect(lambda *_: self._fit.start(0))
        self.horizontalHeader().setSortIndicatorClearable(True)

    def follow_model(self) -> None:
        """To be called when the table has its model."""
        self.setWordWrap(True)
        model = self.model()
        for changed in (
            model.rowsInserted,
            model.rowsRemoved,
            model.dataChanged,
            model.layoutChanged,
            model.modelReset,
        ):
            changed.connect(lambda *_: self._fit.start(0))

    def fit_rows(self) -> None:
        """Makes the rows in sight as high as their texts."""
        row, room = max(self.rowAt(0), 0), self.viewport().height()
        header = self.verticalHeader()
        most = self.fontMetrics().lineSpacing() * _MOST_LINES + _AROUND
        while room > 0 and row < self.model().rowCount():
            height = min(max(self.sizeHintForRow(row) + _AROUND, header.defaultSectionSize()), most)
            if header.sectionSize(row) != height:
                header.resizeSection(row, height)
            room -= height
            row += 1

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Also where rows become higher when they come into sight: then again, for each of them may bring another."""
        for _ in range(_MOST_TRIES):
            super().scrollTo(index, hint)
            self.fit_rows()
            # The scroll bar's end; Qt would learn it later.
            self.updateGeometries()
            if self.viewport().rect().contains(self.visualRect(index)):
                return

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit.start(0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit.start(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self.currentIndex().isValid():
            self.fold_wanted.emit(self.currentIndex(), event.key() == Qt.Key.Key_Left)
            return
        before = self.currentIndex().row()
        super().keyPressEvent(event)
        if self.currentIndex().isValid() and self.currentIndex().row() != before and event.key() != Qt.Key.Key_Return:
            self.moved.emit(self.currentIndex())
