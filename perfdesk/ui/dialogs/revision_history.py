"""修订历史: who saved when, what changed; older versions to look at and to compare; thinning."""

from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QSplitter, QVBoxLayout, QWidget

from perfdesk.forms.printed_words import words_of
from perfdesk.merge.origins import Origin
from perfdesk.model.diff import diff
from perfdesk.model.document import Document
from perfdesk.model.marked_text import MarkedText
from perfdesk.model.questions import UNSIGNED
from perfdesk.model.revisions import Revision, Revisions
from perfdesk.model.titles import CHANGE_HEADS, ChangeRow, change_row, field_text, in_order
from perfdesk.ui.appearance import resize
from perfdesk.ui.models.change_rows import change_cells, change_in_full
from perfdesk.ui.models.rows_model import RowsModel
from perfdesk.ui.plain_text import PlainLabel
from perfdesk.ui.views import plain_table
from perfdesk.ui.views.marked_cells import of_changes
from perfdesk.ui.views.marked_words import show_marked
from perfdesk.ui.views.read_text import ReadText

_HEADS: Final = ("时间", "修改人", "说明")
_WIDTHS: Final = (170, 140)
_CHANGE_WIDTHS: Final = (190, 220, 230)
_ORIGIN_HEADS: Final = ("时间", "填写人", "选定的人", "内容", "说明")
_ORIGIN_WIDTHS: Final = (150, 100, 100, 250)


class Wishes(Protocol):
    """What the dialog asks of the window."""

    def look_at(self, revision: Revision, document: Document) -> None:
        """Shows an older version, to be looked at only."""

    def compare_with_now(self, revision: Revision, document: Document) -> None:
        """Shows an older version beside the current one."""

    def thin(self) -> bool:
        """Asks how many versions to keep; whether any goes."""


class _Shown(NamedTuple):
    revision: Revision
    before: Document | None
    document: Document


def when(revision: Revision) -> str:
    """The time a revision was saved, as its PC's clock said."""
    return revision.time[:16].replace("T", " ") or "时间不详"


def who(revision: Revision) -> str:
    """Who saved it."""
    return revision.author or UNSIGNED


class HistoryDialog(QDialog):
    """Revisions above, the newest first; the changes of the chosen one below, and the current one of them in full."""

    def __init__(self, revisions: Revisions, wishes: Wishes, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("修订历史")
        self._wishes = wishes
        self._shown = [_Shown(*step) for step in revisions.steps()]
        rows = [(when(one.revision), who(one.revision), one.revision.note) for one in self._shown]
        self.list = plain_table.of_rows(RowsModel(_HEADS, rows, self), "修订", _WIDTHS)
        self._changes = RowsModel(CHANGE_HEADS, (), self)
        self.changes = of_changes(self._changes, "这一版改了什么", _CHANGE_WIDTHS)
        self._rows: Sequence[ChangeRow] = ()
        self._full = ReadText("这一处改动的全文")
        self._old: list[QPushButton] = []
        down = QSplitter(Qt.Orientation.Vertical)
        for part in (self.list, self.changes, self._full):
            down.addWidget(part)
        down.setChildrenCollapsible(False)
        down.setSizes([170, 210, 110])
        layout = QVBoxLayout(self)
        layout.addWidget(PlainLabel(f"文件里记着 {len(rows)} 版。选一版，下面是它与前一版的不同。"))
        layout.addWidget(down, 1)
        layout.addWidget(self._buttons())
        resize(self, 980, 600)
        self.list.selectionModel().currentChanged.connect(lambda now, _: self._tell(now.row()))
        self.changes.selectionModel().currentChanged.connect(lambda now, _: self._tell_change(now.row()))
        self.list.selectRow(0)

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        for text, act in (("打开这一版（只读）", self._look), ("与现在的比较", self._compare)):
            button = buttons.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
            button.clicked.connect(act)
            self._old.append(button)
        thin = buttons.addButton("精简历史…", QDialogButtonBox.ButtonRole.ActionRole)
        thin.setToolTip("只留最近的几版，文件会小一些")
        thin.setEnabled(len(self._shown) > 1)
        thin.clicked.connect(self._thin)
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        return buttons

    def _tell(self, row: int) -> None:
        for button in self._old:
            button.setEnabled(0 <= row < len(self._shown))
        one = self._shown[row] if 0 <= row < len(self._shown) else None
        self._rows = () if one is None or one.before is None else changes(one.before, one.document)
        self._changes.show([*map(change_cells, self._rows)])
        self.changes.selectRow(0)
        self._tell_change(self.changes.currentIndex().row())

    def _tell_change(self, row: int) -> None:
        there = 0 <= row < len(self._rows)
        show_marked(self._full, change_in_full(self._rows[row]) if there else MarkedText(""))

    def _current(self) -> _Shown:
        return self._shown[self.list.currentIndex().row()]

    def _look(self) -> None:
        one = self._current()
        self.accept()
        self._wishes.look_at(one.revision, one.document)

    def _compare(self) -> None:
        one = self._current()
        self.accept()
        self._wishes.compare_with_now(one.revision, one.document)

    def _thin(self) -> None:
        if self._wishes.thin():
            self.accept()


def changes(before: Document, after: Document) -> Sequence[ChangeRow]:
    """What changed between two versions, in words."""
    known = words_of(after)
    return [change_row(known, before, after, one) for one in in_order(known, after, diff(before, after))]


class OriginsDialog(QDialog):
    """The values that a field had, with who wrote them, and who decided where files said different things."""

    def __init__(self, place: str, key: str, found: Sequence[Origin], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("这一格的来历")
        layout = QVBoxLayout(self)
        title = PlainLabel(place if found else f"{place}：文件保存以来没有记下改动。")
        title.setWordWrap(True)
        layout.addWidget(title)
        rows = RowsModel(_ORIGIN_HEADS, [_origin_row(key, one) for one in found], self)
        self.list = plain_table.of_rows(rows, "这一格的来历", _ORIGIN_WIDTHS)
        layout.addWidget(self.list)
        buttons = QDialogButtonBox()
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        resize(self, 980, 340)


def show_origins(place: str, key: str, found: Sequence[Origin], parent: QWidget | None) -> None:
    """Shows the values that a field had."""
    OriginsDialog(place, key, found, parent).exec()


def _origin_row(key: str, one: Origin) -> tuple[str, ...]:
    text = "（删除）" if one.text is None else field_text(key, one.text) or "（空）"
    decided = who(one.revision) if one.is_decided else ""
    return when(one.revision), writers(one), decided, text, one.revision.note


def writers(one: Origin) -> str:
    """Who wrote a text, each once; who took it away, if there is none."""
    return "、".join(dict.fromkeys(who(each) for each in one.wrote or (one.revision,)))
