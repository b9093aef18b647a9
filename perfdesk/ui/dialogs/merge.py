"""合并预览: what merging would take from whom, what is open, and what a person decides."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from perfdesk.merge.plan import Plan, can_write, together, together_title
from perfdesk.merge.plan_rows import reordered, side_title, summary
from perfdesk.merge.plan_text import in_full
from perfdesk.model.fields import Kind
from perfdesk.model.long_text import all_title
from perfdesk.ui.appearance import resize
from perfdesk.ui.dialogs.merge_cells import PlanDelegate
from perfdesk.ui.dialogs.merge_grid import MergeGrid
from perfdesk.ui.dialogs.own_text import ask_own_text
from perfdesk.ui.models.plan_model import Group, PlanModel
from perfdesk.ui.plain_text import PlainLabel, plain
from perfdesk.ui.views import plain_table
from perfdesk.ui.views.flow_layout import flowing
from perfdesk.ui.views.marked_words import show_marked
from perfdesk.ui.views.read_text import ReadText

# Project, place, result, from whom, why, before; then each thing that is said. With three of them all can be seen on a
# screen of 1366 pixels.
_WIDTHS = (125, 155, 135, 95, 130, 105)
_SAID_WIDTH = 145
_THROUGHOUT = "同事的文件只采用他改过的，他没有改的，其他人的修改照旧；选本文件，就都用本文件的。新增和删除要逐行选定"
_OWN: Final = "自己写…"


class MergeDialog(QDialog):
    """A grid of differences; below it the texts of the current row in full, and the buttons that take a side."""

    def __init__(
        self,
        plan: Plan,
        refused: Sequence[str],
        export: Callable[[Plan], object],
        parent: QWidget | None,
        rebase: Callable[[Plan, QWidget], bool] = lambda *_: False,
    ) -> None:
        """`rebase` asks for other versions to compare with; if there are any, the preview is closed. It is given the
        plan with what was decided until then."""
        super().__init__(parent)
        self._rebase = rebase
        self.setWindowTitle("合并同事文件")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._export = export
        self.model = PlanModel(plan, self)
        self.table: MergeGrid = MergeGrid(self.model, self._own_answers)
        self._summary = PlainLabel()
        self._full = ReadText("这一行的全文")
        self._whose = QComboBox()
        self._all, self._own = QPushButton(all_title(2)), QPushButton(_OWN)
        self._toggles: dict[Group, QToolButton] = {}
        self._set_up_table()
        self._set_up_keys()
        layout = QVBoxLayout(self)
        layout.addLayout(self._head())
        if said := _remarks(plan, refused):
            layout.addWidget(said)
        layout.addWidget(self._grid(), 1)
        layout.addWidget(self._taking())
        layout.addWidget(self._buttons())
        self.model.plan_changed.connect(self._count)
        self._filter()
        self._count()
        resize(self, 1340, 680)
        self.table.setFocus()

    @property
    def plan(self) -> Plan:
        """The plan with what was decided here."""
        return self.model.plan

    # --- parts ------------------------------------------------------------------------------------------------

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._summary.setWordWrap(True)
        row.addWidget(self._summary, 1)
        row.addWidget(self._order())
        for group in Group:
            button = QToolButton()
            button.setCheckable(True)
            button.setText(f"{group.value} {self.model.count(group)}")
            button.setAccessibleName(f"显示{group.value}")
            # What needs nobody is not shown at first, unless there is nothing else.
            button.setChecked(group is not Group.SETTLED or not self._needs_anybody())
            button.toggled.connect(self._filter)
            button.setVisible(group is not Group.PASSED_OVER or self.model.count(group) > 0)
            self._toggles[group] = button
            row.addWidget(button)
        return row

    def _order(self) -> QCheckBox:
        """Nobody is asked where a node stands that one person moved, so all that was moved is refused at once."""
        box = QCheckBox("保留本文件的顺序")
        box.setToolTip("项目和指标照本文件的先后，别的文件换了位置的不算；新增的跟着它前面的那一个")
        box.setChecked(self.plan.keeps_order)
        box.setVisible(bool(reordered(self.plan)))
        box.toggled.connect(self.model.keep_order)
        return box

    def _needs_anybody(self) -> bool:
        return self.model.count(Group.SETTLED) < len(self.plan.decisions)

    def _set_up_table(self) -> None:
        table = self.table
        table.setItemDelegate(PlanDelegate(table))
        widths = (*_WIDTHS, *[_SAID_WIDTH] * (len(self.model.columns) - 1))
        plain_table.set_up(table, "各文件不同之处", widths)
        # A cell can be chosen here, and many at once.
        table.setShowGrid(True)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.activated.connect(lambda index: self.model.choose_column([index.row()], index.column()))
        table.selectionModel().currentChanged.connect(lambda now, _: self._tell(now.row()))
        # First, for a view that is reset drops the frame.
        table.freeze()
        self.model.modelReset.connect(self._begin)

    def _grid(self) -> QSplitter:
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self._full)
        split.setStretchFactor(0, 1)
        split.setSizes([400, 120])
        return split

    def _taking(self) -> QWidget:
        for number, side in enumerate(self.model.plan.sides):
            self._whose.addItem(side_title(number, side))
        self._whose.setAccessibleName("采用哪个文件")
        self._whose.setCurrentIndex(min(1, self._whose.count() - 1))
        targets: list[QWidget] = []
        for text, rows, choose, hint in (
            ("选中的行", self.table.rows, self.model.choose, ""),
            (
                "这个项目",
                lambda: self.model.same_project(self.table.rows()),
                self.model.choose_throughout,
                _THROUGHOUT,
            ),
            ("列出的全部", lambda: list(range(len(self.model.shown))), self.model.choose_throughout, _THROUGHOUT),
        ):
            button = QPushButton(text)
            button.setToolTip(plain(hint))
            button.clicked.connect(lambda _=False, rows=rows, choose=choose: choose(rows(), self._whose.currentIndex()))
            targets.append(button)
        self._all.setToolTip("长文本：各人写的段落都留下")
        self._all.clicked.connect(lambda: self._write_together(self.table.currentIndex().row()))
        self._own.setToolTip("这一行采用自己写的内容")
        self._own.clicked.connect(lambda: self._write_own(self.table.currentIndex().row()))
        targets += [self._all, self._own]
        back = QPushButton("恢复默认")
        back.setToolTip("选中的行不再由我选定")
        back.clicked.connect(lambda: self.model.choose(self.table.rows(), None))
        return flowing(PlainLabel("采用"), self._whose, PlainLabel("的内容，用于"), *targets, back)

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        merge = buttons.addButton("合并", QDialogButtonBox.ButtonRole.AcceptRole)
        merge.setToolTip("合并是一步，可以撤销；待定的留在文件里，由审核提醒（Ctrl+M）")
        export = buttons.addButton("导出对照表…", QDialogButtonBox.ButtonRole.ActionRole)
        export.clicked.connect(lambda: self._export(self.plan))
        bases = buttons.addButton("原来的版本…", QDialogButtonBox.ButtonRole.ActionRole)
        bases.setToolTip("各文件与哪个版本比较，为什么；可以换一个")
        bases.clicked.connect(self._ask_bases)
        buttons.addButton("不合并", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons

    def showEvent(self, event: QShowEvent) -> None:
        """The grid was scrolled to its first cell when it had no room yet."""
        super().showEvent(event)
        self.table.horizontalScrollBar().setValue(0)
        self.table.scrollTo(self.table.currentIndex())

    def _set_up_keys(self) -> None:
        """F6 goes out of the grid and into it, F8 to the next question; the key that began the merge ends it."""
        for keys, act in (
            ("Ctrl+M", self.accept),
            ("F6", partial(self._turn, 1)),
            ("Shift+F6", partial(self._turn, -1)),
            ("F8", partial(self.table.go_to_open, 1)),
            ("Shift+F8", partial(self.table.go_to_open, -1)),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _turn(self, by: int) -> None:
        if self.table.hasFocus():
            self.table.leave(by)
        else:
            self.table.setFocus()

    def _ask_bases(self) -> None:
        if self._rebase(self.plan, self):
            self.reject()

    # --- what the user does -----------------------------------------------------------------------------------

    def _filter(self) -> None:
        self.model.show_only([group for group, button in self._toggles.items() if button.isChecked()])

    def _count(self) -> None:
        self._summary.setText(summary(self.plan))
        self._tell(self.table.currentIndex().row())

    def _begin(self) -> None:
        self._tell(-1)
        self.table.frame_first()

    def _tell(self, row: int) -> None:
        self._all.setText(self._together_title(row))
        self._all.setEnabled(self._has_together(row))
        self._own.setEnabled(self._is_written(row))
        if self._is_shown(row):
            show_marked(self._full, in_full(self.plan, self.model.shown[row]))
        else:
            self._full.setPlainText("")

    def _is_shown(self, row: int) -> bool:
        return 0 <= row < len(self.model.shown)

    def _is_written(self, row: int) -> bool:
        return self._is_shown(row) and can_write(self.model.shown[row])

    def _has_together(self, row: int) -> bool:
        """Whether the texts of a row can all be kept."""
        return self._is_written(row) and self.model.shown[row].open and self.model.kind(row) is Kind.LONG

    def _together_title(self, row: int) -> str:
        return together_title(self.model.shown[row]) if self._has_together(row) else all_title(2)

    def _own_answers(self, row: int) -> list[tuple[str, Callable[[], object]]]:
        """What can be answered at a row besides taking a side."""
        known: list[tuple[bool, str, Callable[[int], object]]] = [
            (self._has_together(row), self._together_title(row), self._write_together),
            (self._is_written(row), _OWN, self._write_own),
        ]
        return [(answer, partial(give, row)) for there, answer, give in known if there]

    def _write_together(self, row: int) -> None:
        self._write(row, together(self.model.shown[row]))

    def _write_own(self, row: int) -> None:
        one = self.model.shown[row]
        text = ask_own_text(self.model.row(row).place, self.plan.text(one), self.model.kind(row), self)
        if text is not None:
            self._write(row, text)

    def _write(self, row: int, text: str) -> None:
        self.model.write(row, text)
        self._tell(row)


def _remarks(plan: Plan, refused: Sequence[str]) -> ReadText | None:
    """Files that are not merged, and why; what annexes are compared with."""
    passed = (f"“{name}”{reason}。" for name, reason in plan.passed)
    based = (f"“{side.name}”原来的版本：{side.basis.why}。" for side in plan.sides if side.basis is not None)
    said = list(chain(refused, passed, based))
    if not said:
        return None
    box = ReadText("没有合并的文件和原来的版本", "\n".join(said))
    box.setFixedHeight(box.fontMetrics().lineSpacing() * min(len(said), 4) + 14)
    return box


def ask_merge(
    plan: Plan,
    refused: Sequence[str],
    export: Callable[[Plan], object],
    parent: QWidget | None,
    rebase: Callable[[Plan, QWidget], bool] = lambda *_: False,
) -> Plan | None:
    """Shows the preview; the plan with the decisions made, None if nothing shall be merged."""
    dialog = MergeDialog(plan, refused, export, parent, rebase)
    return dialog.plan if dialog.exec() else None
