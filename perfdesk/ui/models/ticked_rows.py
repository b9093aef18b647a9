"""Rows of texts, each with a tick that says whether it is wanted."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from perfdesk.ui.models.rows_model import RowsModel
from perfdesk.ui.models.sheet_model import Index


class TickedRowsModel(RowsModel):
    """`ticks_changed()` when a row was ticked or unticked."""

    ticks_changed = Signal()

    def __init__(
        self, heads: Sequence[str], rows: Sequence[Sequence[str]], ticked: Sequence[bool], parent: QObject | None = None
    ) -> None:
        super().__init__(heads, rows, parent)
        self._ticked = [*ticked]

    @property
    def ticked(self) -> list[int]:
        """The places of the rows that are wanted."""
        return [at for at, wanted in enumerate(self._ticked) if wanted]

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.CheckStateRole and index.isValid() and index.column() == 0:
            return Qt.CheckState.Checked if self._ticked[index.row()] else Qt.CheckState.Unchecked
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != 0:
            return False
        self._ticked[index.row()] = Qt.CheckState(value) is Qt.CheckState.Checked
        self.dataChanged.emit(index, index)
        self.ticks_changed.emit()
        return True
