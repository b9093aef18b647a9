"""The preview of a merge: one row for each difference, a column for each file."""

from collections.abc import Collection, Iterable, Sequence
from enum import Enum
from functools import lru_cache
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QFont

from perfdesk.merge.plan import Decision, Plan
from perfdesk.merge.plan_rows import PlanRow, heads, is_open, kind_of, plan_row
from perfdesk.model.diff import ChangeKind
from perfdesk.model.fields import Kind
from perfdesk.ui.models.sheet_model import Index
from perfdesk.ui.plain_text import plain

STATE: Final = Qt.ItemDataRole.UserRole
# Columns before those of the files.
BEFORE: Final = 4
RESULT: Final = 2
_LONGEST: Final = 200


class State(Enum):
    """What a cell is in its row."""

    PLAIN = 0
    CHOSEN = 1  # the result takes it
    ASKED = 2  # a person has to choose between these
    QUIET = 3  # this file has nothing to say here


class Group(Enum):
    """What becomes of a difference."""

    OPEN = "待定"
    TAKEN = "合入"
    SETTLED = "不用改"


def group_of(one: Decision) -> Group:
    """Stays the same when a person decides, so that the row does not vanish below the mouse."""
    if one.open:
        return Group.OPEN
    return Group.TAKEN if one.taken else Group.SETTLED


class PlanModel(QAbstractTableModel):
    """Shows a plan and changes the choices in it. `plan_changed()` after each."""

    plan_changed = Signal()

    def __init__(self, plan: Plan, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.plan: Plan = plan
        self._groups: frozenset[Group] = frozenset(Group)
        self._heads = heads(plan)
        self.shown: tuple[Decision, ...] = plan.decisions
        self._row = lru_cache(maxsize=2000)(self._made_row)

    # --- Qt's questions ---------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) and orientation is _HORIZONTAL:
            head = self._heads[section]
            return plain(head) if role == Qt.ItemDataRole.ToolTipRole else head
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one, column = self.shown[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                mark = "✓ " if self._state(one, column) is State.CHOSEN else ""
                return mark + " ".join(self._row(index.row()).cells[column][:_LONGEST].split())
            case Qt.ItemDataRole.ToolTipRole:
                return plain(self._row(index.row()).cells[column]) or None
            case Qt.ItemDataRole.AccessibleTextRole:
                chosen = "采用：" if self._state(one, column) is State.CHOSEN else ""
                return f"{self._heads[column]}，{chosen}{self._row(index.row()).cells[column] or '空'}"
            case Qt.ItemDataRole.FontRole:
                font = QFont()
                font.setBold(self._state(one, column) in (State.CHOSEN, State.ASKED))
                return font
            case _ if role == STATE:
                return self._state(one, column)
        return None

    def _made_row(self, row: int) -> PlanRow:
        return plan_row(self.plan, self.shown[row])

    def _state(self, one: Decision, column: int) -> State:
        side, waits = column - BEFORE, is_open(self.plan, one)
        if not 0 <= side < len(self.plan.sides):
            return State.ASKED if waits and column == RESULT else State.PLAIN
        if self.plan.is_answered(one):
            return State.CHOSEN if side == self.plan.choices.get(one.place) else State.QUIET
        if side not in one.sources:
            return State.QUIET
        return State.ASKED if waits else State.CHOSEN

    # --- filtering and choosing -------------------------------------------------------------------------------

    def row(self, number: int) -> PlanRow:
        """A row in words."""
        return self._row(number)

    def count(self, group: Group) -> int:
        """How many differences there are of a group."""
        return sum(group_of(one) is group for one in self.plan.decisions)

    def show_only(self, groups: Collection[Group]) -> None:
        """Filters the list."""
        self.beginResetModel()
        self._groups = frozenset(groups)
        self.shown = tuple(one for one in self.plan.decisions if group_of(one) in self._groups)
        self._row.cache_clear()
        self.endResetModel()

    def same_project(self, rows: Iterable[int]) -> list[int]:
        """All rows shown of the projects that these rows are about."""
        projects = {self.shown[row].project for row in rows}
        return [at for at, one in enumerate(self.shown) if one.project in projects]

    def choose_throughout(self, rows: Sequence[int], side: int) -> None:
        """Takes a side at many rows: what it says of fields, and the answers to questions. A row that it lacks is not
        refused by that: mostly it only never had it."""
        self.choose([row for row in rows if (one := self.shown[row]).open or one.kind is ChangeKind.SET], side)

    def choose(self, rows: Sequence[int], side: int | None) -> None:
        """Takes a side at these rows where it has anything to say, None the default."""
        self._change(self.plan.choose([self.shown[row].place for row in rows], side))

    def write(self, row: int, text: str) -> None:
        """Takes a text that a person wrote at this row, where one can be written."""
        self._change(self.plan.write(self.shown[row], text))

    def kind(self, row: int) -> Kind:
        """What the text at this row is meant to be."""
        return kind_of(self.plan, self.shown[row])

    def _change(self, plan: Plan) -> None:
        self.plan = plan
        self._row.cache_clear()
        if self.shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.shown) - 1, len(self._heads) - 1))
        self.plan_changed.emit()


_HORIZONTAL: Final = Qt.Orientation.Horizontal
