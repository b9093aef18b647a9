"""The grid of the merge preview: one row a difference, a column for each file; its keys are those of every table of
cells. What a file says can be framed, everything else is a label."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from perfdesk.merge.plan_rows import side_title
from perfdesk.ui import clipboard
from perfdesk.ui.models.plan_model import BEFORE, PlanModel
from perfdesk.ui.views.key_table import Command
from perfdesk.ui.views.keyed_table import KeyedTable
from perfdesk.ui.views.moves import GridCells

_SHOWN = 40


class MergeGrid(KeyedTable):
    """Enter takes what the framed cell says and goes on; Ctrl+Enter takes its file in all selected rows; Delete leaves
    these to the default again; Alt+↓ and F2 offer what there is to take."""

    def __init__(
        self,
        model: PlanModel,
        take: Callable[[Sequence[int], int | None], object],
        own_answers: Callable[[int], Sequence[tuple[str, Callable[[], object]]]],
    ) -> None:
        """`take` takes a side at some rows, None the default. `own_answers` are those besides, by row."""
        super().__init__()
        self._plan, self._take, self._own_answers = model, take, own_answers
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

    @property
    def cells(self) -> GridCells:
        return GridCells(len(self._plan.shown), range(BEFORE, BEFORE + len(self._plan.plan.sides)))

    def frame_first(self) -> None:
        """Frames the first cell."""
        first = self.cells.end(-1)
        if first is not None:
            self.frame(self.index_at(first))

    def beyond(self, by: int) -> None:
        """Tab behind the last cell goes on to the buttons."""
        self.leave(by)

    def rows(self) -> list[int]:
        """The rows of the selected cells."""
        return sorted({index.row() for index in self.chosen()})

    def _side(self) -> int:
        return self.currentIndex().column() - BEFORE

    def _take_and_go(self, down: int) -> None:
        if self.currentIndex().isValid():
            self._take([self.currentIndex().row()], self._side())
            self.go_line(down)

    def _take_in_all(self) -> None:
        if self.currentIndex().isValid():
            self._take(self.rows(), self._side())

    def _leave_to_default(self) -> None:
        self._take(self.rows(), None)

    def _offer(self) -> None:
        index = self.currentIndex()
        if not index.isValid():
            return
        menu = QMenu(self)
        row = index.row()
        sides = (side_title(*one) for one in enumerate(self._plan.plan.sides))
        for side, (who, text) in enumerate(zip(sides, self._plan.row(row).texts, strict=True)):
            shown = " ".join(text.split())[:_SHOWN] or "（空）"
            menu.addAction(f"{who}：{shown}", partial(self._take, [row], side))
        for answer, give in self._own_answers(row):
            menu.addAction(answer, give)
        menu.addAction("恢复默认", partial(self._take, [row], None))
        framed: QAction = menu.actions()[self._side()]
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.viewport().mapToGlobal(self.visualRect(index).bottomLeft()))
        menu.setActiveAction(framed)

    def _copy(self) -> None:
        chosen = self.chosen()
        if not chosen:
            return
        rows, columns = (sorted(set(places)) for places in zip(*((i.row(), i.column()) for i in chosen), strict=True))
        taken = {(index.row(), index.column()) for index in chosen}
        texts = [[self._plan.row(r).cells[c] if (r, c) in taken else "" for c in columns] for r in rows]
        clipboard.copy(texts)
