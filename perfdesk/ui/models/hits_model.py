"""What was found, a row each, with a tick for what is to be replaced."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from perfdesk.model.document import Document
from perfdesk.model.text_search import Hit
from perfdesk.model.titles import place_title, project_title
from perfdesk.model.vocabulary import Vocabulary
from perfdesk.ui.models.sheet_model import Index
from perfdesk.ui.plain_text import plain

_HEADS: Final = ("项目", "位置", "现在", "替换后")
# How much is quoted around the first place of a long text.
_BEFORE, _QUOTED = 6, 60


class HitsModel(QAbstractTableModel):
    """Hits of a document as rows. `ticks_changed()` when something was ticked or unticked."""

    ticks_changed = Signal()
    AFTER: Final = 3

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.hits: Sequence[Hit] = ()
        self._titles: Sequence[tuple[str, str]] = ()
        self._left_out: set[int] = set()
        self._by: str | None = None

    def show(self, known: Vocabulary, document: Document, hits: Sequence[Hit]) -> None:
        """Shows other hits, all ticked."""
        self.beginResetModel()
        self.hits = hits
        self._titles = [
            (project_title(document, hit.project), place_title(known, document, hit.project, hit.node, hit.key))
            for hit in hits
        ]
        self._left_out = set()
        self.endResetModel()
        self.ticks_changed.emit()

    def replace_by(self, by: str | None) -> None:
        """Shows what the texts will be; None where nothing is replaced, so that there are no ticks either."""
        self._by = by
        if self.hits:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.hits) - 1, len(_HEADS) - 1))

    @property
    def ticked(self) -> list[Hit]:
        """What is to be replaced."""
        return [hit for at, hit in enumerate(self.hits) if at not in self._left_out]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.hits)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _HEADS[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        ticks = index.column() == 0 and self._by is not None
        return flags | Qt.ItemFlag.ItemIsUserCheckable if ticks else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._shown(row, column)
            case Qt.ItemDataRole.ToolTipRole:
                return plain((*self._titles[row], self.hits[row].text, self._after(row))[column]) or None
            case Qt.ItemDataRole.CheckStateRole if column == 0 and self._by is not None:
                return Qt.CheckState.Unchecked if row in self._left_out else Qt.CheckState.Checked
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != 0:
            return False
        if Qt.CheckState(value) is Qt.CheckState.Checked:
            self._left_out.discard(index.row())
        else:
            self._left_out.add(index.row())
        self.dataChanged.emit(index, index, [role])
        self.ticks_changed.emit()
        return True

    def _shown(self, row: int, column: int) -> str:
        if column < 2:
            return self._titles[row][column]
        hit = self.hits[row]
        return _around(hit.text if column == 2 else self._after(row), hit.spans[0][0])

    def _after(self, row: int) -> str:
        return "" if self._by is None else self.hits[row].replaced(self._by)


def _around(text: str, place: int) -> str:
    """A long text from a little before a place, on one line."""
    start = max(0, place - _BEFORE) if len(text) > _QUOTED else 0
    piece = " ".join(text[start : start + _QUOTED].split())
    return f"{'…' if start else ''}{piece}{'…' if len(text) > start + _QUOTED else ''}"
