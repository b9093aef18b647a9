"""Proposed scores to be ticked; where only a range follows, the number within it is typed."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, Signal

from perfdesk.rules.scoring import ScoreRange
from perfdesk.ui.models.sheet_model import Index
from perfdesk.ui.models.ticked_rows import TickedRowsModel

# The column of what is proposed.
PROPOSED: Final = 3


class ScoreRowsModel(TickedRowsModel):
    """`ranges` are the rows that a number is typed for. `refused(sentence)` when it was none of the range, or when such
    a row was ticked before it has one."""

    refused = Signal(str)

    def __init__(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        ticked: Sequence[bool],
        ranges: Mapping[int, ScoreRange],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(heads, rows, ticked, parent)
        self._ranges = ranges
        self.numbers: dict[int, str] = {}

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        typed = index.column() == PROPOSED and index.row() in self._ranges
        return flags | Qt.ItemFlag.ItemIsEditable if typed else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if index.isValid() and index.column() == PROPOSED and index.row() in self._ranges:
            if role == Qt.ItemDataRole.EditRole:
                return self.numbers.get(index.row(), "")
            if role == Qt.ItemDataRole.DisplayRole and index.row() in self.numbers:
                return self.numbers[index.row()]
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row = index.row()
        if row not in self._ranges:
            return super().setData(index, value, role)
        if role == Qt.ItemDataRole.EditRole and index.column() == PROPOSED:
            return self._type(row, str(value).strip())
        if role == Qt.ItemDataRole.CheckStateRole and row not in self.numbers:
            return self._refuse(row)
        return super().setData(index, value, role)

    def _type(self, row: int, text: str) -> bool:
        if not text:
            self.numbers.pop(row, None)
        elif self._ranges[row].holds(text):
            self.numbers[row] = text
        else:
            return self._refuse(row)
        self.dataChanged.emit(self.index(row, 0), self.index(row, PROPOSED))
        wanted = Qt.CheckState.Checked if text else Qt.CheckState.Unchecked
        return super().setData(self.index(row, 0), wanted, Qt.ItemDataRole.CheckStateRole)

    def _refuse(self, row: int) -> bool:
        self.refused.emit(f"第 {row + 1} 行请填 {self._ranges[row].words} 之间的分数。")
        return False
