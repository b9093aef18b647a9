"""The preview of a merge: one row for each difference; what becomes of it, what it was, and a column for each thing
that is said instead, with who says it. So twelve files fit a small screen."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from enum import Enum
from functools import lru_cache
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QFont

from perfdesk.merge.opinions import Opinion, folded, is_passed_over, names_of, opinions, side_to_take, strangers
from perfdesk.merge.plan import Decision, Plan
from perfdesk.merge.plan_rows import PlanRow, is_open, kind_of, plan_row, said
from perfdesk.merge.plan_text import former, is_compared
from perfdesk.model.diff import ChangeKind
from perfdesk.model.fields import Kind
from perfdesk.model.marked_text import MarkedText
from perfdesk.model.quoting import quoted_apart
from perfdesk.ui.models.rows_model import MARKS
from perfdesk.ui.models.sheet_model import Index
from perfdesk.ui.plain_text import plain

STATE: Final = Qt.ItemDataRole.UserRole
# Columns before what was there and what is said; only these can be taken.
BEFORE: Final = 5
RESULT: Final = 2
_HEADS: Final = ("项目", "位置", "结果", "来自", "说明", "原来")
_LONGEST: Final = 200
# A text longer than this is shown from so many characters before where it begins to differ: about as many fit in a
# cell. Of a text without end so much is compared.
_SHORT: Final = 10
_LEAD: Final = 3
_READ: Final = 20_000


class State(Enum):
    """What a cell is in its row."""

    PLAIN = 0
    CHOSEN = 1  # the result takes it
    ASKED = 2  # a person has to choose between these
    QUIET = 3  # it is not taken


class Group(Enum):
    """What becomes of a difference."""

    OPEN = "待定"
    TAKEN = "合入"
    PASSED_OVER = "未采用"
    SETTLED = "不用改"


class PlanModel(QAbstractTableModel):
    """Shows a plan and changes the choices in it. `plan_changed()` after each."""

    plan_changed = Signal()

    def __init__(self, plan: Plan, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.plan: Plan = plan
        self._groups: frozenset[Group] = frozenset(Group)
        self._strange = strangers(plan)
        self._opinions = {one.place: opinions(one) for one in plan.decisions}
        most = max(map(len, self._opinions.values()), default=1) - 1
        self._heads = (*_HEADS, *(f"说法 {number + 1}" for number in range(most)))
        self.shown: tuple[Decision, ...] = plan.decisions
        self._row = lru_cache(maxsize=2000)(self._made_row)
        self._quotes = lru_cache(maxsize=2000)(self._made_quotes)

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
                return self._line(index.row(), column).text
            case _ if role == MARKS:
                return [*self._line(index.row(), column).spans]
            case Qt.ItemDataRole.ToolTipRole:
                return plain(self._whole(index.row(), column)) or None
            case Qt.ItemDataRole.AccessibleTextRole:
                chosen = "采用：" if self._state(one, column) is State.CHOSEN else ""
                return f"{self._heads[column]}，{chosen}{self.cell(index.row(), column) or '空'}"
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
        waits = is_open(self.plan, one)
        if column < BEFORE:
            return State.ASKED if waits and column == RESULT else State.PLAIN
        opinion = self.opinion(one, column)
        taken = self.plan.standing(one)
        # Asked about a removal, a person has to choose between all that is said, what was there among it.
        among = opinion.sides if opinion and waits and one.kind is ChangeKind.REMOVE else taken
        if opinion is None or not set(opinion.sides) & set(among):
            return State.QUIET
        return State.ASKED if waits else State.CHOSEN

    # --- filtering and choosing -------------------------------------------------------------------------------

    def row(self, number: int) -> PlanRow:
        """A row in words."""
        return self._row(number)

    @property
    def columns(self) -> range:
        """Those that can be taken."""
        return range(BEFORE, len(self._heads))

    def opinion(self, one: Decision, column: int) -> Opinion | None:
        """What stands in a column, and who says it."""
        found = self._opinions[one.place]
        return found[column - BEFORE] if 0 <= column - BEFORE < len(found) else None

    def cell(self, row: int, column: int) -> str:
        """The text of a cell, "张敏等 5 人：25.00" for what is said."""
        words = self._row(row)
        if column <= BEFORE:
            return (words.project, words.place, words.result, self._source(row), words.why, self._former(row))[column]
        return self._said(row, column, folded)

    def _line(self, row: int, column: int) -> MarkedText:
        """What a cell shows: one line, with what is said otherwise than before. Long texts stand beside each other from
        where they begin to differ."""
        tick = "✓ " if self._state(self.shown[row], column) is State.CHOSEN else ""
        return self._quoted(row, column).behind(tick)

    def _quoted(self, row: int, column: int) -> MarkedText:
        one, cell = self.shown[row], self.cell(row, column)
        text = self._text(one, column)
        if not text or not is_compared(one) or not cell.endswith(text):
            return MarkedText(" ".join(cell[:_LONGEST].split()))
        said = self._quotes(row)[text]
        return (MarkedText(said.text) if column <= BEFORE else said).behind(cell.removesuffix(text))

    def _text(self, one: Decision, column: int) -> str | None:
        """The text of a field that a cell ends with."""
        if column == RESULT:
            return self.plan.text(one)
        opinion = self.opinion(one, column)
        return opinion.text if opinion else None

    def _made_quotes(self, row: int) -> Mapping[str, MarkedText]:
        one = self.shown[row]
        said = [former(one), *(opinion.text or "" for opinion in self._opinions[one.place])]
        # A text of one's own is quoted apart from what was there only: beside a long answer that begins with what one
        # file says, this file would be quoted from where it ends.
        return {**_quoted_beside([former(one), self.plan.text(one)]), **_quoted_beside(said)}

    def _former(self, row: int) -> str:
        """What was there: nothing, if it is new."""
        one = self.shown[row]
        return said(one, None) if one.kind is ChangeKind.ADD else self._row(row).base

    def _whole(self, row: int, column: int) -> str:
        """The same with all names."""
        if column != BEFORE:
            return self._said(row, column, "、".join) if column > BEFORE else self.cell(row, column)
        opinion = self.opinion(self.shown[row], column)
        names = "、".join(names_of(self.plan.sides, opinion.sides)) if opinion else ""
        return "\n".join(filter(None, (self.cell(row, BEFORE), names and f"没有改的：{names}")))

    def _said(self, row: int, column: int, join: Callable[[Sequence[str]], str]) -> str:
        opinion = self.opinion(self.shown[row], column)
        if opinion is None:
            return ""
        return f"{join(names_of(self.plan.sides, opinion.sides))}：{said(self.shown[row], opinion.text) or '（空）'}"

    def _source(self, row: int) -> str:
        one = self.shown[row]
        return "" if is_open(self.plan, one) else folded(names_of(self.plan.sides, self.plan.standing(one)))

    def choices(self, row: int) -> list[tuple[str, int | None]]:
        """What there is to take in a row, in the order of its columns, and the side that is taken with it; None where
        nobody has it any more."""
        one, found = self.shown[row], self._opinions[self.shown[row].place]
        texts = [
            f"原来：{self._former(row) or '（空）'}",
            *(self._quoted(row, BEFORE + at).text for at in range(1, len(found))),
        ]
        return [(text, side_to_take(one, opinion)) for text, opinion in zip(texts, found, strict=True)]

    def group_of(self, one: Decision) -> Group:
        """Stays the same when a person decides, so that the row does not vanish below the mouse."""
        if one.open:
            return Group.OPEN
        if one.taken:
            return Group.TAKEN
        return Group.PASSED_OVER if is_passed_over(one, self._strange) else Group.SETTLED

    def count(self, group: Group) -> int:
        """How many differences there are of a group."""
        return sum(self.group_of(one) is group for one in self.plan.decisions)

    def show_only(self, groups: Collection[Group]) -> None:
        """Filters the list."""
        self.beginResetModel()
        self._groups = frozenset(groups)
        self.shown = tuple(one for one in self.plan.decisions if self.group_of(one) in self._groups)
        self._row.cache_clear()
        self._quotes.cache_clear()
        self.endResetModel()

    def next_open(self, row: int, by: int) -> int | None:
        """The next (1) or previous (-1) row that a person has to decide, round and round; None if there is none."""
        waiting = [at for at, one in enumerate(self.shown) if is_open(self.plan, one)]
        beyond = [at for at in waiting[::by] if (at - row) * by > 0]
        return next(iter([*beyond, *waiting[::by]]), None)

    def same_project(self, rows: Iterable[int]) -> list[int]:
        """All rows shown of the projects that these rows are about."""
        projects = {self.shown[row].project for row in rows}
        return [at for at, one in enumerate(self.shown) if one.project in projects]

    def choose_column(self, rows: Sequence[int], column: int) -> None:
        """Takes what stands in a column at these rows, where something does."""
        sides: dict[int, list[int]] = {}
        for row in rows:
            opinion = self.opinion(self.shown[row], column)
            side = side_to_take(self.shown[row], opinion) if opinion else None
            if side is not None:
                sides.setdefault(side, []).append(row)
        for side, of_side in sides.items():
            self.choose(of_side, side)

    def choose_throughout(self, rows: Sequence[int], side: int) -> None:
        """Takes a side at many rows: what it wrote, and its answers to questions. Where a colleague only has what was
        there, what others wrote stays; OURS is taken everywhere. A row that it lacks is not refused by that: mostly it
        only never had it."""
        self.choose([row for row in rows if self._says(self.shown[row], side)], side)

    def _says(self, one: Decision, side: int) -> bool:
        if one.kind is not ChangeKind.SET:
            return one.open
        return side == 0 or side not in self._opinions[one.place][0].sides

    def choose(self, rows: Sequence[int], side: int | None) -> None:
        """Takes a side at these rows where it has anything to say, None the default."""
        self._change(self.plan.choose([self.shown[row].place for row in rows], side))

    def keep_order(self, kept: bool) -> None:
        """Keeps OURS' order of projects and rows, or takes that of whoever changed it."""
        self._change(replace(self.plan, keeps_order=kept))

    def write(self, row: int, text: str) -> None:
        """Takes a text that a person wrote at this row, where one can be written."""
        self._change(self.plan.write(self.shown[row], text))

    def kind(self, row: int) -> Kind:
        """What the text at this row is meant to be."""
        return kind_of(self.plan, self.shown[row])

    def _change(self, plan: Plan) -> None:
        self.plan = plan
        self._row.cache_clear()
        self._quotes.cache_clear()
        if self.shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.shown) - 1, len(self._heads) - 1))
        self.plan_changed.emit()


def _quoted_beside(texts: Sequence[str]) -> Mapping[str, MarkedText]:
    flat = [" ".join(text[:_READ].split()) for text in texts]
    return dict(zip(texts, quoted_apart(flat, _SHORT, _LEAD), strict=True))


_HORIZONTAL: Final = Qt.Orientation.Horizontal
