"""A foreign annex as a table of cells, each with what it is taken for."""

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from perfdesk.forms.placed import PlacedCell, Role, Sheet
from perfdesk.forms.style import Align
from perfdesk.learning.annex_places import AnnexPlaces
from perfdesk.learning.answer import Answer
from perfdesk.learning.mapping import AnnexMapping, CellState
from perfdesk.model.vocabulary import vocabulary
from perfdesk.ui.models.sheet_model import Index
from perfdesk.ui.plain_text import plain

# What a cell is taken for, and how it is shown.
ANSWER: Final = Qt.ItemDataRole.UserRole + 1
STATE: Final = Qt.ItemDataRole.UserRole + 2
STATE_WORDS: Final[Mapping[CellState, str]] = {
    CellState.LABEL: "标题",
    CellState.UNDERSTOOD: "已认出",
    CellState.GUESSED: "请确认",
    CellState.OWN: "自定义",
    CellState.NOTE: "说明",
    CellState.BLANK: "空格",
}
_ROLES: Final = {CellState.LABEL: Role.LABEL, CellState.NOTE: Role.NOTE}


def field_words(one: Answer) -> str:
    """What the field of a cell is called; "" of one that has none."""
    return (one.title or vocabulary().title(one.owner, one.key)) if one.key else ""


class MappingModel(QAbstractTableModel):
    """The cells of the tables that become a form, one table below the other with the lines between them."""

    def __init__(self, mapping: AnnexMapping, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.mapping: AnnexMapping = mapping
        self.places: AnnexPlaces = AnnexPlaces(mapping)

    def show(self, mapping: AnnexMapping) -> None:
        """Shows another value of the same annex."""
        self.mapping = mapping
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self.places.rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.places.widths)

    def answer(self, index: Index) -> Answer | None:
        """What the cell at an index is taken for; None in a line between two tables."""
        number = self.places.table_at(index.row()) if index.isValid() else None
        if number is None:
            return None
        row, column = self.places.row_in(number, index.row()), self.places.column_in(number, index.column())
        return self.mapping.at(row, column, number)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The keyboard goes over a line, for nothing is decided of it."""
        return Qt.ItemFlag.NoItemFlags if index.row() in self.places.lines else super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        one = self.answer(index)
        if one is None:
            return self._of_line(index.row(), role)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.shown(one)
            case Qt.ItemDataRole.ToolTipRole:
                return plain(self._said(one))
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self.mapping.row_words(one)}，{self._said(one)}"
        return one if role == ANSWER else self.mapping.state(one) if role == STATE else None

    def _of_line(self, row: int, role: int) -> Any:
        words = self.places.lines.get(row)
        if words is None:
            return None
        return words if role == Qt.ItemDataRole.DisplayRole else CellState.BLANK if role == STATE else None

    def shown(self, one: Answer) -> str:
        """What stands in a cell; of an empty one the name of its field, where no header says it."""
        if not one.spot.blank or not one.key or self.mapping.asked_of(one) is not one:
            return one.spot.text
        return f"〔{field_words(one)}〕"

    def _said(self, one: Answer) -> str:
        """ "请确认：项目概况，三百户。“受益农户”与“受益”相近"."""
        state = self.mapping.state(one)
        words = [f"{STATE_WORDS[state]}：{field_words(one)}" if one.key else STATE_WORDS[state]]
        words.append(one.spot.text.strip() or "空")
        return f"{'，'.join(words)}。{one.reason}".strip()

    def sheet(self) -> Sheet:
        """Where the cells stand, for the view to lay them out as they print."""
        width = len(self.places.widths)
        lines = (PlacedCell(row, 0, 1, width, words, Role.NOTE, Align.LEFT) for row, words in self.places.lines.items())
        cells = (*lines, *(self._placed(one) for one in self.mapping.answers))
        return Sheet("", self.places.widths, self.places.rows, None, cells)

    def _placed(self, one: Answer) -> PlacedCell:
        role = _ROLES.get(self.mapping.state(one), Role.VALUE)
        return PlacedCell(*self.places.of(one.spot), self.shown(one), role, Align.CENTER)
