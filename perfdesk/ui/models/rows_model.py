"""Rows of texts, to be read."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from perfdesk.model.marked_text import MarkedText
from perfdesk.ui.models.sheet_model import Index
from perfdesk.ui.plain_text import plain

# Where words of a cell stand that are to be seen.
MARKS: Final = Qt.ItemDataRole.UserRole + 21
Cell = str | MarkedText


class RowsModel(QAbstractTableModel):
    """Rows of texts below titles; long texts in one line, in full as a tooltip. Texts with marks are in one line
    already."""

    def __init__(
        self, heads: Sequence[str], rows: Sequence[Sequence[Cell]] = (), parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._heads = heads
        self.rows: Sequence[Sequence[Cell]] = rows

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._heads[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell = self.rows[index.row()][index.column()]
        text = cell if isinstance(cell, str) else cell.text
        match role:
            case _ if role == MARKS:
                return [] if isinstance(cell, str) else [*cell.spans]
            case Qt.ItemDataRole.DisplayRole if not isinstance(cell, str):
                return text
            case Qt.ItemDataRole.DisplayRole:
                return " ".join(text.split())
            case Qt.ItemDataRole.ToolTipRole:
                return plain(text) or None
        return None

    def show(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Shows other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()
