"""The grid of the merge preview: one row a difference, a column for each thing that is said; its keys are those of
every table of cells. What was there and what is said can be framed, everything else is a label."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QMenu

from perfdesk.ui import clipboard
from perfdesk.ui.models.plan_model import BEFORE, PlanModel
from perfdesk.ui.models.sheet_model import Index
from perfdesk.ui.views.frozen_columns import FrozenColumns
from perfdesk.ui.views.key_table import Command
from perfdesk.ui.views.keyed_table import KeyedTable
from perfdesk.ui.views.moves import GridCells

_SHOWN = 40


class MergeGrid(KeyedTable):
    """Enter takes what the framed cell says and goes on; Ctrl+Enter takes what its column says in all selected rows;
    Delete leaves these to the default again; Alt+↓ and F2 offer what there is to take."""

    def __init__(
        self, model: PlanModel, own_answers: Callable[[int], Sequence[tuple[str, Callable[[], object]]]]
    ) -> None:
        """`own_answers` are those besides what is said, by row."""
        super().__init__()
        self._plan, self._own_answers = model, own_answers
        self._frozen: FrozenColumns | None = None
        self.setModel(model)
        self.commands = {
            **self.commands,
            Command.LINE_DOWN: partial(self._take_and_go, 1),
            Command.LINE_UP: partial(self._take_and_go, -1),
            Command.FILL_OR_ADD: self._take_in_all,
            Command.FILL_DOWN: self._take_in_all,
            Command.CLEAR: self._leave_to_default,
            Command.EMPTY: self._leave_to_default,
            Command.EDIT: self._offer,
            Command.CHOICES: self._offer,
            Command.COPY: self._copy,
        }

    def freeze(self) -> None:
        """Keeps what the result is and what was there in sight while the opinions are scrolled. The table looks as it
        will look already."""
        self._frozen = FrozenColumns(self, BEFORE + 1)
        self._frozen.pressed_at.connect(lambda index: self.frame(self._plan.index(index.row(), BEFORE)))

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        frozen, bar = self._frozen, self.horizontalScrollBar()
        before = bar.value()
        super().scrollTo(index, hint)
        if frozen is not None and index.column() <= BEFORE and before:
            bar.setValue(before)
        elif frozen is not None:
            frozen.uncover(index)

    @property
    def cells(self) -> GridCells:
        return GridCells(len(self._plan.shown), self._plan.columns)

    def frame_first(self) -> None:
        """Frames what is said first; what was there before stands left of it."""
        first = self.cells.end(-1)
        if first is not None:
            self.frame(self._plan.index(0, min(BEFORE + 1, self._plan.columns[-1])))

    def go_to_open(self, by: int) -> None:
        """Frames the next (1) or previous (-1) open question."""
        row = self._plan.next_open(self.currentIndex().row(), by)
        if row is not None:
            self.setFocus()
            self.frame(self._plan.index(row, BEFORE + 1))

    def beyond(self, by: int) -> None:
        """Tab behind the last cell goes on to the buttons."""
        self.leave(by)

    def rows(self) -> list[int]:
        """The rows of the selected cells."""
        return sorted({index.row() for index in self.chosen()})

    def _take_and_go(self, down: int) -> None:
        if self.currentIndex().isValid():
            self._plan.choose_column([self.currentIndex().row()], self.currentIndex().column())
            self.go_line(down)

    def _take_in_all(self) -> None:
        if self.currentIndex().isValid():
            self._plan.choose_column(self.rows(), self.currentIndex().column())

    def _leave_to_default(self) -> None:
        self._plan.choose(self.rows(), None)

    def _offer(self) -> None:
        index = self.currentIndex()
        if not index.isValid():
            return
        menu = QMenu(self)
        row = index.row()
        for text, side in self._plan.choices(row):
            shown = " ".join(text.split())[:_SHOWN].replace("&", "&&")
            action: QAction = menu.addAction(shown, partial(self._plan.choose, [row], side))
            action.setEnabled(side is not None)
        framed = menu.actions()[min(index.column() - BEFORE, len(menu.actions()) - 1)]
        for answer, give in self._own_answers(row):
            menu.addAction(answer, give)
        menu.addAction("恢复默认", partial(self._plan.choose, [row], None))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.viewport().mapToGlobal(self.visualRect(index).bottomLeft()))
        menu.setActiveAction(framed)

    def _copy(self) -> None:
        chosen = self.chosen()
        if not chosen:
            return
        rows, columns = (sorted(set(places)) for places in zip(*((i.row(), i.column()) for i in chosen), strict=True))
        taken = {(index.row(), index.column()) for index in chosen}
        texts = [[self._plan.cell(r, c) if (r, c) in taken else "" for c in columns] for r in rows]
        clipboard.copy(texts)
