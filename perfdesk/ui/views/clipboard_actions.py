"""Copy, cut and paste of a table of fields: the same in 表样 and 清单."""

from collections.abc import Callable, Sequence
from enum import Enum, auto
from typing import Final, NamedTuple

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QObject, Signal
from PySide6.QtWidgets import QTableView

from perfdesk.blocks.block import Block
from perfdesk.blocks.destination import Destination, FieldCell, Place
from perfdesk.blocks.paste_plan import Aim
from perfdesk.model.edits import SetFields
from perfdesk.ui import clipboard
from perfdesk.ui.session import Session

# Selecting more cells than that one by one takes longer than pasting them, and nobody looks at so many.
_MOST_SELECTED: Final = 2_000


class PasteWay(Enum):
    """How a person asks for it: as it is meant, as one text, or with a choice."""

    MEANT = auto()
    AS_TEXT = auto()
    CHOOSE = auto()


class PasteRequest(NamedTuple):
    """A wish to paste; `select` shows afterwards which fields were filled."""

    aim: Aim
    way: PasteWay
    select: Callable[[Sequence[tuple[str, str]]], None]


class ClipboardActions(QObject):
    """`paste_wanted(PasteRequest)`: whoever has the window reads the clipboard and asks what is in doubt."""

    paste_wanted = Signal(object)

    def __init__(
        self,
        session: Session,
        table: QTableView,
        destination: Callable[[], Destination],
        index_of: Callable[[str, str], QModelIndex],
    ) -> None:
        super().__init__(table)
        self._session, self._table = session, table
        self._destination, self._index_of = destination, index_of

    def copy(self) -> bool:
        """Puts the selected cells on the clipboard; whether there are any. Between cells picked here and there nothing
        is left."""
        return self._put(self._destination().copied(self._places()).closed_up())

    def cut(self) -> None:
        """Copies as they stand, so that pasting puts them back, then empties the fields: one step."""
        if not self._session.read_only and self._put(self._destination().copied(self._places())):
            self._session.run(SetFields({(cell.node, cell.key): "" for cell in self._fields()}, "剪切"))

    def paste(self) -> None:
        """As it is meant."""
        self._ask(PasteWay.MEANT)

    def paste_as_text(self) -> None:
        """The whole clipboard into the one cell, or into each that is selected."""
        self._ask(PasteWay.AS_TEXT)

    def paste_with_preview(self) -> None:
        """Shows first what would happen."""
        self._ask(PasteWay.CHOOSE)

    # --- helpers ----------------------------------------------------------------------------------------------

    @staticmethod
    def _put(block: Block) -> bool:
        if block.cells:
            clipboard.put(block)
        return bool(block.cells)

    def _ask(self, way: PasteWay) -> None:
        places = self._places()
        if not self._session.read_only and places:
            table = self._destination()
            aim = Aim(table, _corner(places, table), tuple(places), self._seen())
            self.paste_wanted.emit(PasteRequest(aim, way, self._select))

    def _places(self) -> list[Place]:
        """The selected cells; the one with the frame, if that is not among them."""
        current = self._table.currentIndex()
        chosen = self._table.selectedIndexes()
        if current.isValid() and current not in chosen:
            chosen = [current]
        return [(index.row(), index.column()) for index in chosen]

    def _fields(self) -> list[FieldCell]:
        table = self._destination()
        return [cell for place in self._places() for cell in table.all_at(*place) if cell.node]

    def _seen(self) -> range:
        """The rows on the screen."""
        table = self._table
        last = table.rowAt(table.viewport().height() - 1)
        return range(max(table.rowAt(0), 0), (table.model().rowCount() if last < 0 else last + 1))

    def _select(self, places: Sequence[tuple[str, str]]) -> None:
        """Shows what was filled, the first cell with the frame."""
        indexes = [self._index_of(*place) for place in places[:_MOST_SELECTED]]
        found = [index for index in indexes if index.isValid()]
        if not found:
            return
        selection = QItemSelection()
        for index in found:
            selection.select(index, index)
        flags = QItemSelectionModel.SelectionFlag
        self._table.selectionModel().setCurrentIndex(found[0], flags.ClearAndSelect)
        self._table.selectionModel().select(selection, flags.Select)


def _corner(places: Sequence[Place], table: Destination) -> Place:
    """Where the selection begins: its top left corner, if a cell begins there."""
    corner = min(row for row, _ in places), min(column for _, column in places)
    return corner if table.at(*corner) else min(places)
