"""学表样: the annex as it prints, what a person is asked about it, and what is read through the answers."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QSplitter, QVBoxLayout, QWidget

from perfdesk.learning.answer import Answer, CellRole
from perfdesk.learning.cell_choices import Choice, end_at
from perfdesk.learning.decisions import Decision, Named
from perfdesk.learning.labels import plain
from perfdesk.learning.lines_around import lines_above, lines_below
from perfdesk.learning.mapping import AnnexMapping, CellState
from perfdesk.learning.mapping_history import MappingHistory
from perfdesk.learning.repeated import FoundBand
from perfdesk.learning.surroundings import label_of
from perfdesk.model.fields import OWN
from perfdesk.model.titles import shortened
from perfdesk.model.vocabulary import row_title
from perfdesk.ui import ask
from perfdesk.ui.appearance import resize
from perfdesk.ui.dialogs.guide import set_topic
from perfdesk.ui.models.mapping_model import STATE_WORDS, MappingModel, field_words
from perfdesk.ui.models.rows_model import RowsModel
from perfdesk.ui.plain_text import PlainLabel
from perfdesk.ui.views import plain_table
from perfdesk.ui.views.choice_panel import ChoicePanel
from perfdesk.ui.views.mapping_legend import MappingLegend
from perfdesk.ui.views.mapping_table import MappingTable
from perfdesk.work import mapping_drafts
from perfdesk.work.mapping_result import read_through

_OPEN_HEADS: Final = ("位置", "格里写着", "现在当作")
_OPEN_WIDTHS: Final = (150, 110)
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOST_LINES, _MOST_MISSING = 4, 4
# What a cell without a field is called.
_UNNAMED: Final = {CellRole.BLANK: "空着，不填", CellRole.LABEL: "标题"}


class MappingDialog(QDialog):
    """Enter takes the choice that is marked and goes on to what is asked next; each number takes its choice. The sheet
    and the list lead to the same: cells are chosen, and a choice is taken for them."""

    def __init__(self, mapping: AnnexMapping, path: Path, parent: QWidget | None) -> None:
        """`path` is the file; what was decided before is in the mapping."""
        super().__init__(parent)
        self.setWindowTitle(f"照“{path.name}”学表样")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._history = MappingHistory(mapping)
        self._path = path
        self.model: MappingModel = MappingModel(mapping, self)
        self.sheet: MappingTable = MappingTable(self.model)
        self._open_rows = RowsModel(_OPEN_HEADS, (), self)
        self.open_list = plain_table.of_rows(self._open_rows, "请确认的几处", _OPEN_WIDTHS)
        self.panel: ChoicePanel = ChoicePanel()
        self.head: QLabel = PlainLabel()
        self.reading: QLabel = PlainLabel()
        self.name: QLineEdit = QLineEdit()
        self.learn: QPushButton = QPushButton("学成表样")
        self._place()
        self._connect()
        self._add_shortcuts()
        set_topic(self, "learn")
        resize(self, 1600, 960)
        self._refresh()
        self._ask_next()
        if mapping.open:
            self.panel.setFocus()

    @property
    def mapping(self) -> AnnexMapping:
        """What is decided now."""
        return self._history.mapping

    # --- parts --------------------------------------------------------------------------------------------------

    def _place(self) -> None:
        across = QSplitter(Qt.Orientation.Horizontal)
        across.addWidget(
            _column(self._lines(below=False), self.sheet, self._lines(below=True), self._left_out(), MappingLegend())
        )
        across.addWidget(_column(self._differences(), self.head, self.open_list, self.panel))
        across.setChildrenCollapsible(False)
        across.setStretchFactor(0, 1)
        across.setSizes([800, 440])
        font = self.head.font()
        font.setBold(True)
        self.head.setFont(font)
        layout = QVBoxLayout(self)
        layout.addWidget(across, 1)
        layout.addLayout(self._bottom())

    def _lines(self, *, below: bool) -> QLabel | None:
        """What is printed above or below the tables."""
        proposal = self.mapping.proposal
        lines = lines_below(proposal) if below else lines_above(proposal)
        found = [*map(shortened, lines)]
        label = PlainLabel("\n".join(found[:_MOST_LINES]))
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        return label if found else None

    def _left_out(self) -> QLabel | None:
        """The tables of the file that are none of the annex's."""
        found = self.mapping.proposal.left_out
        return PlainLabel("\n".join(found[:_MOST_LINES])) if found else None

    def _differences(self) -> QLabel | None:
        """How the annex differs from the known form that it is a variant of."""
        found = self.mapping.difference
        if found is None:
            return None
        more = f"等 {len(found.missing)} 栏" if len(found.missing) > _MOST_MISSING else ""
        less = f"；这份没有：{'、'.join(found.missing[:_MOST_MISSING])}{more}" if found.missing else ""
        return PlainLabel(f"与表样“{found.title}”相近，只问不同的地方{less}。")

    def _bottom(self) -> QHBoxLayout:
        row = QHBoxLayout()
        later = QPushButton("先放着")
        self.reading.setWordWrap(True)
        self.name.setAccessibleName("表样名称")
        self.name.setMaxLength(60)
        self.name.setMinimumWidth(self.fontMetrics().averageCharWidth() * 36)
        for button in (self.learn, later):
            button.setAutoDefault(False)
        self.learn.setToolTip("学成表样（Ctrl+Enter）")
        self.learn.clicked.connect(self._finish)
        later.clicked.connect(self.reject)
        row.addWidget(self.reading, 1)
        row.addWidget(PlainLabel("表样名称"))
        row.addWidget(self.name, 1)
        for button in (self.learn, later):
            row.addWidget(button)
        return row

    def _connect(self) -> None:
        self.sheet.chosen_changed.connect(self._show_choices)
        self.sheet.typed.connect(self.panel.type)
        self.sheet.end_wanted.connect(self._end)
        for signal in (self.open_list.clicked, self.open_list.activated):
            signal.connect(lambda index: self._go_to(index.row()))
        self.panel.taken.connect(self.take)
        self.name.editingFinished.connect(self._rename)

    def _add_shortcuts(self) -> None:
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Ctrl+Z", lambda: self._step(self._history.undo)),
            ("Ctrl+Y", lambda: self._step(self._history.redo)),
            ("F8", lambda: self._go(1)),
            ("Shift+F8", lambda: self._go(-1)),
            ("Ctrl+Shift+Up", lambda: self._move_end(-1)),
            ("Ctrl+Shift+Down", lambda: self._move_end(1)),
            ("Ctrl+Return", self._finish),
            ("Ctrl+F", self.panel.setFocus),
        )
        for name, act in keys:
            QShortcut(QKeySequence(name), self).activated.connect(act)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes in the sheet too; a button that has the focus is pressed, and no other."""
        if event.key() not in _ENTER:
            super().keyPressEvent(event)
        elif self.sheet.hasFocus():
            self.panel.take_marked()
        elif isinstance(button := self.focusWidget(), QPushButton):
            button.click()

    # --- deciding --------------------------------------------------------------------------------------------------

    def take(self, one: Choice) -> None:
        """Takes a choice for the chosen cells, and goes on to what is asked next."""
        here = self.sheet.chosen()
        self._decide(one.words, *one.decisions)
        self._ask_next(here[-1] if here else None)

    def _decide(self, label: str, *decisions: Decision) -> None:
        if self._history.run(label, *decisions):
            mapping_drafts.keep(self.mapping)
        self._refresh()

    def _step(self, step: Callable[[], bool]) -> None:
        """Undo or redo; shows what is asked again."""
        before = {one.spot for one in self.mapping.open}
        if step():
            mapping_drafts.keep(self.mapping)
            self._refresh()
            self._go_to(next((at for at, one in enumerate(self.mapping.open) if one.spot not in before), 0))
            self.panel.setFocus()

    def _end(self, band: FoundBand, row: int) -> None:
        self._decide("逐行填到哪里", *end_at(self.mapping, band, row))
        self._show_choices()

    def _move_end(self, by: int) -> None:
        """The end of the rows that the current cell is in, else of the first, a row further or back."""
        band = self.sheet.band() or next((one for table in self.mapping.tables for one in table.bands), None)
        if band is not None:
            self._end(band, band.end + by)

    def _rename(self) -> None:
        name = " ".join(self.name.text().split())
        if name and self.learn.isEnabled() and name != self.mapping.form.title:
            self._decide("表样名称", Named(name))

    def _finish(self) -> None:
        """Asks about what is still open; then the form is made."""
        self._rename()
        count = len(self.mapping.open)
        question = f"还有 {count} 处没有确认。不确认就照现在当作的用。"
        if self.learn.isEnabled() and (not count or ask.choose(self, question, ["照现在的用", "再看看"]) == 0):
            self.accept()

    # --- showing ---------------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        mapping = self.mapping
        self.model.show(mapping)
        count = len(mapping.open)
        read = read_through(mapping, self._path)
        self.head.setText(_head(count, usable=read.usable))
        self._open_rows.show([self._row(one) for one in mapping.open])
        self.open_list.setVisible(bool(count))
        self.reading.setText(read.sentence)
        self.learn.setEnabled(read.usable)
        self.learn.setDefault(not count)
        if read.usable and not self.name.hasFocus():
            self.name.setText(mapping.form.title)
            # Of a long name its beginning is seen.
            self.name.setCursorPosition(0)

    def _row(self, one: Answer) -> tuple[str, str, str]:
        if self.mapping.in_doubted_row(one):
            return self.mapping.row_words(one), one.spot.text.strip() or "（空）", f"一行{row_title(one.owner)}"
        place = f"{self.mapping.row_words(one)} {plain(label_of(self.mapping.table_of(one), one))}"
        own = "自定义：" if one.key.startswith(OWN) else ""
        return (
            place,
            one.spot.text.strip() or "（空）",
            f"{own}{field_words(one) or _UNNAMED.get(one.role, STATE_WORDS[CellState.NOTE])}",
        )

    def _go(self, by: int) -> None:
        """To the next (1) or previous (-1) of what is asked."""
        if count := len(self.mapping.open):
            self._go_to((self.open_list.currentIndex().row() + by) % count)

    def _go_to(self, row: int) -> None:
        if row < len(self.mapping.open):
            self.open_list.selectRow(row)
            self.sheet.choose(self.mapping.open[row])
        self._show_choices()

    def _ask_next(self, after: Answer | None = None) -> None:
        """The next that is asked behind a cell, else the first; where nothing is, the form can be made."""
        place = (-1, -1, -1) if after is None else after.spot.place
        asked = [one.spot.place for one in self.mapping.open]
        if asked:
            self._go_to(next((at for at, one in enumerate(asked) if one > place), 0))
        else:
            self._show_choices()
            self._focus_button()

    def _focus_button(self) -> None:
        # As by Tab, so that the focus is seen.
        self.learn.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_choices(self) -> None:
        """What the chosen cells can be taken for."""
        self.panel.show_for(self.mapping, self.sheet.chosen())


def _head(count: int, *, usable: bool) -> str:
    """How much is asked still; where nothing is, the next step."""
    if count:
        return f"还有 {count} 处请您确认"
    return "都认好了，请按“学成表样”" if usable else "没有要确认的了"


def _column(*parts: QWidget | None) -> QWidget:
    """Parts below each other; tables and the panel take the room."""
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    for part in filter(None, parts):
        grows = not isinstance(part, QLabel | MappingLegend)
        layout.addWidget(part, 2 + isinstance(part, ChoicePanel) if grows else 0)
        if isinstance(part, QLabel):
            part.setWordWrap(True)
    return column


def ask_mapping(mapping: AnnexMapping, path: Path, parent: QWidget | None) -> AnnexMapping | None:
    """The mapping that a person confirmed; None if it was put aside."""
    dialog = MappingDialog(mapping, path, parent)
    return dialog.mapping if dialog.exec() else None
