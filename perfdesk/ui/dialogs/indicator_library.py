"""指标库: usual indicators to choose from, by field of work, words or pinyin initials."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from perfdesk.library.entry import Entry
from perfdesk.library.search import find, nearest_works
from perfdesk.library.shelf import OWN_WORK
from perfdesk.ui.appearance import resize
from perfdesk.ui.models.rows_model import RowsModel
from perfdesk.ui.plain_text import PlainLabel
from perfdesk.ui.views import plain_table

_ALL: Final = "全部"
_HEADS: Final = ("二级指标", "三级指标", "方向", "单位", "本项目", "绩效指标描述", "常用依据")
_WIDTHS: Final = (120, 190, 44, 80, 56, 290)
_DOWN: Final = (Qt.Key.Key_Down, Qt.Key.Key_PageDown)


class Where(NamedTuple):
    """Into what is inserted: its name, texts that tell its field of work, and the indicators it has (`Entry.key`)."""

    name: str
    texts: Sequence[str]
    present: frozenset[tuple[str, str]]


class LibraryActs(NamedTuple):
    """What the dialog lets the window do. The last two give the entries as they are afterwards."""

    insert: Callable[[Sequence[Entry]], None]
    take_in: Callable[[], Sequence[Entry]]
    give_out: Callable[[], Sequence[Entry]]


class LibraryDialog(QDialog):
    """A line to search in; fields of work at the left, nearest to the project first; the entries beside them."""

    def __init__(self, entries: Sequence[Entry], where: Where, acts: LibraryActs, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("指标库")
        self._entries, self._where, self._acts = entries, where, acts
        self._found: Sequence[Entry] = ()
        self.query = QLineEdit()
        self.query.setPlaceholderText("名称、单位或拼音首字母，如 培训 人次、pxrc")
        self.query.setAccessibleName("查找指标")
        self.query.setClearButtonEnabled(True)
        self.works = QListWidget()
        self.works.setAccessibleName("工作领域")
        self._rows = RowsModel(_HEADS, (), self)
        self.table = plain_table.of_rows(self._rows, "指标", _WIDTHS)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.count = PlainLabel()
        self.insert: QPushButton
        self._place()
        self._connect()
        self._fill_works()

    def _place(self) -> None:
        across = QHBoxLayout()
        self.works.setFixedWidth(self.fontMetrics().averageCharWidth() * 30)
        self.works.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        across.addWidget(self.works)
        across.addWidget(self.table, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(self.query)
        layout.addLayout(across, 1)
        layout.addWidget(self.count)
        layout.addWidget(self._buttons())
        resize(self, 1180, 620)

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        for text, act, tip in (
            ("导入…", self._acts.take_in, "从 Excel 或 CSV 文件加进自己的指标"),
            ("导出…", self._acts.give_out, "把自己的指标写成 Excel 文件，交给同事"),
        ):
            button = buttons.addButton(text, QDialogButtonBox.ButtonRole.ResetRole)
            button.setToolTip(tip)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, act=act: self._exchange(act))
        self.insert = buttons.addButton("插入", QDialogButtonBox.ButtonRole.ActionRole)
        self.insert.setDefault(True)
        self.insert.clicked.connect(self._insert)
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        return buttons

    def _connect(self) -> None:
        self.query.textChanged.connect(lambda _: self._search())
        self.query.installEventFilter(self)
        self.works.currentTextChanged.connect(lambda _: self._search())
        self.table.doubleClicked.connect(lambda _: self._insert())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._tell())

    def _fill_works(self) -> None:
        """The clerk's own, then all fields of work, those nearest to the project first, the nearest chosen."""
        near = [work for work in nearest_works(self._where.texts, self._entries) if work != OWN_WORK]
        works = dict.fromkeys((*near, *(one.work for one in self._entries)))
        works.pop(OWN_WORK, None)
        first = [_ALL, OWN_WORK]
        self.works.clear()
        self.works.addItems([*first, *works])
        self.works.setCurrentRow(len(first) if near else 0)

    def _search(self) -> None:
        """Words are looked for in all fields of work: who types does not know where a name is kept."""
        item, query = self.works.currentItem(), self.query.text()
        work = item.text() if item else _ALL
        among = [one for one in self._entries if query.strip() or work in (_ALL, one.work)]
        self._found = find(query, among)
        self._rows.show([self._row(one) for one in self._found])
        if self._found:
            self._select_first()
        self._tell()

    def _select_first(self) -> None:
        """With a flag of its own: `selectRow` asks which keys are held, and the dialog's own are Ctrl and Shift."""
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(self._rows.index(0, 0), flags)

    def _row(self, one: Entry) -> tuple[str, ...]:
        present = "已有" if one.key in self._where.present else ""
        return one.level2, one.name, one.direction, one.unit, present, one.description, one.basis

    @property
    def chosen(self) -> list[Entry]:
        """The selected entries, from top to bottom."""
        return [self._found[at] for at in sorted(index.row() for index in self.table.selectionModel().selectedRows())]

    def _tell(self) -> None:
        number = len(self.table.selectionModel().selectedRows())
        self.insert.setEnabled(number > 0)
        self.insert.setText(f"插入 {number} 条" if number > 1 else "插入")
        self.count.setText(f"列出 {len(self._found)} 条。选中的插入到“{self._where.name}”，按住 Ctrl 可以选几条。")

    def _insert(self) -> None:
        if chosen := self.chosen:
            self.accept()
            self._acts.insert(chosen)

    def _exchange(self, act: Callable[[], Sequence[Entry]]) -> None:
        self._entries = act()
        self._fill_works()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows lead from the search line into the table."""
        if not (watched is self.query and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress):
            return super().eventFilter(watched, event)
        leads_down = event.key() in _DOWN and bool(self._found)
        if leads_down:
            self._enter_table()
        return leads_down

    def _enter_table(self) -> None:
        """The keyboard goes to the row that is selected."""
        rows = self.table.selectionModel().selectedRows()
        self.table.setFocus()
        if rows:
            self.table.selectionModel().setCurrentIndex(rows[0], QItemSelectionModel.SelectionFlag.NoUpdate)
