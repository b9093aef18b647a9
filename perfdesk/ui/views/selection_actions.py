"""What is done with the selected cells of a table and with the rows they are of: the same in 表样 and 清单."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt

from perfdesk.model.edits import SetFields, Several
from perfdesk.model.fields import Owner
from perfdesk.ui import node_actions

if TYPE_CHECKING:
    from perfdesk.ui.views.cell_table import CellTable


class SelectionActions:
    """Each is one step to undo."""

    def __init__(self, table: "CellTable") -> None:
        self._table = table

    # --- cells ------------------------------------------------------------------------------------------------

    def clear(self) -> None:
        """Empties the selected cells, and only those."""
        self._write(lambda _: "", "清除内容")

    def fill_down(self) -> None:
        """The topmost selected cell of each column goes into those below it; into a single cell the one above it."""
        self._fill(1, 0, "向下填充")

    def fill_right(self) -> None:
        """The leftmost selected cell of each row goes into those right of it; into a single cell the one before it."""
        self._fill(0, 1, "向右填充")

    def _writable(self) -> list[QModelIndex]:
        model = self._table.model()
        return [index for index in self._table.chosen() if model.flags(index) & Qt.ItemFlag.ItemIsEditable]

    def _write(self, text_of: Callable[[QModelIndex], str], title: str) -> None:
        texts = {place: text_of(index) for index in self._writable() for place in self._table.places(index)}
        rows = self._table.making(texts)
        if texts:
            setting = SetFields(texts, title)
            self._table.session.run(Several((*rows, setting), title) if rows else setting)

    def _fill(self, down: int, right: int, title: str) -> None:
        def line(index: QModelIndex) -> int:
            return index.column() if down else index.row()

        chosen = self._writable()
        if len(chosen) == 1:
            chosen = [*self._neighbour(chosen[0], down, right), *chosen]
        first: dict[int, str] = {}
        for index in chosen:
            first.setdefault(line(index), entered(index))
        self._write(lambda index: first[line(index)], title)

    def _neighbour(self, index: QModelIndex, down: int, right: int) -> list[QModelIndex]:
        """The cell above or left of one; above only where it shows the same field of another row."""
        table = self._table
        here = table.box(index)
        box = table.cells.beside(here, -down, -right) if here is not None else None
        if box is None:
            return []
        there = table.index_at(box)
        same_field = table.places(there)[0][1] == table.places(index)[0][1]
        return [there] if (same_field if down else there.row() == index.row()) else []

    # --- rows -------------------------------------------------------------------------------------------------

    def move_rows(self, by: int) -> None:
        """Moves the rows of the selected cells up (-1) or down (1); they stay selected. A merged cell is of all
        its indicators, so that a group moves as one."""
        table, document = self._table, self._table.session.document
        framed = table.places(table.currentIndex())[:1] if table.currentIndex().isValid() else []
        kept = [table.places(index)[0] for index in table.chosen()]
        nodes = dict.fromkeys(node for index in table.chosen() for node, _ in table.places(index))
        rows = [node for node in nodes if document.row(node) is not None]
        node_actions.shift(table.session, rows, by)
        for place in framed:
            table.frame(table.index_of(*place))
        for place in kept:
            table.selectionModel().select(table.index_of(*place), QItemSelectionModel.SelectionFlag.Select)

    def add_below(self) -> None:
        """A row of the same class below the framed cell; below a group at its end."""
        table = self._table
        if table.currentIndex().isValid() and not table.session.read_only:
            above = table.places(table.currentIndex())[-1][0]
            table.adding(lambda: self._begin() if self._on_empty(above) else node_actions.add_row(table.session, above))

    def add_above(self) -> None:
        """A row of the same class above the framed cell."""
        table = self._table
        if table.currentIndex().isValid() and not table.session.read_only:
            below = table.places(table.currentIndex())[0][0]
            table.adding(
                lambda: self._begin() if self._on_empty(below) else node_actions.add_row_above(table.session, below)
            )

    def _on_empty(self, node: str) -> bool:
        """Whether the framed cell is of an empty row, whose record is not there yet."""
        return self._table.session.document.owner_of(node) is None

    def _begin(self) -> None:
        """The record that the empty row stands for."""
        kind = self._table.kind_of_row(self._table.currentIndex())
        if kind is Owner.INDICATOR:
            node_actions.add_indicator(self._table.session)
        elif kind is not None:
            node_actions.add_record(self._table.session, kind, self._table.session.current)


def entered(index: QModelIndex) -> str:
    """The text of a cell as entered."""
    return str(index.data(Qt.ItemDataRole.EditRole) or "")
