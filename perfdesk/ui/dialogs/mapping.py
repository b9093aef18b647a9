"""学表样: the annex as it prints, what a person is asked about it, and what is read through the answers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from perfdesk.learning.answer import OWN, Answer
from perfdesk.learning.cell_choices import Choice, choices, end_at, found_fields, numbers
from perfdesk.learning.decisions import Decision, Named
from perfdesk.learning.mapping import AnnexMapping, CellState
from perfdesk.learning.mapping_history import MappingHistory
from perfdesk.learning.repeated import FoundBand
from perfdesk.learning.surroundings import label_of
from perfdesk.model.titles import shortened
from perfdesk.ui import ask
from perfdesk.ui.appearance import resize
from perfdesk.ui.dialogs.guide import set_topic
from perfdesk.ui.models.mapping_model import STATE_WORDS, MappingModel, field_words
from perfdesk.ui.models.rows_model import RowsModel
from perfdesk.ui.plain_text import PlainLabel
from perfdesk.ui.views import plain_table
from perfdesk.ui.views.mapping_legend import MappingLegend
from perfdesk.ui.views.mapping_table import MappingTable
from perfdesk.work import mapping_drafts
from perfdesk.work.mapping_result import read_through

_OPEN_HEADS: Final = ("位置", "格里写着", "现在当作")
_OPEN_WIDTHS: Final = (150, 110)
_CHOICE_HEADS: Final = ("键", "当作", "为什么")
_CHOICE_WIDTHS: Final = (34, 200)
_HINT: Final = "打字或拼音首字母，从全部栏目里找"
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LIST_KEYS: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


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
        self._choices: Sequence[Choice] = ()
        self._numbers: Sequence[int] = ()
        self._model = MappingModel(mapping, self)
        self.sheet: MappingTable = MappingTable(self._model)
        self._open_rows = RowsModel(_OPEN_HEADS, (), self)
        self.open_list = plain_table.of_rows(self._open_rows, "请确认的几处", _OPEN_WIDTHS)
        self._choice_rows = RowsModel(_CHOICE_HEADS, (), self)
        self.choice_list = plain_table.of_rows(self._choice_rows, "可以当作", _CHOICE_WIDTHS)
        self.query: QLineEdit = QLineEdit()
        self.head: QLabel = PlainLabel()
        self.asked: QLabel = PlainLabel()
        self.reading: QLabel = PlainLabel()
        self.name: QLineEdit = QLineEdit(mapping.form.title)
        self.learn: QPushButton = QPushButton("学成表样")
        self._place()
        self._connect()
        self._add_shortcuts()
        set_topic(self, "learn")
        resize(self, 1240, 700)
        self._refresh()
        self._ask_next()
        (self.query if mapping.open else self.learn).setFocus()

    @property
    def mapping(self) -> AnnexMapping:
        """What is decided now."""
        return self._history.mapping

    # --- parts --------------------------------------------------------------------------------------------------

    def _place(self) -> None:
        across = QSplitter(Qt.Orientation.Horizontal)
        across.addWidget(self._left())
        across.addWidget(self._right())
        across.setChildrenCollapsible(False)
        across.setStretchFactor(0, 1)
        across.setSizes([800, 440])
        layout = QVBoxLayout(self)
        layout.addWidget(across, 1)
        layout.addLayout(self._bottom())

    def _left(self) -> QWidget:
        part = QWidget()
        layout = QVBoxLayout(part)
        layout.setContentsMargins(0, 0, 0, 0)
        for lines, place in ((self._lines(below=False), 0), (self._lines(below=True), 2)):
            if lines:
                layout.insertWidget(place, _centred(lines))
        layout.insertWidget(1 if self._lines(below=False) else 0, self.sheet, 1)
        layout.addWidget(MappingLegend())
        return part

    def _lines(self, *, below: bool) -> str:
        """What is printed above or below the table."""
        found = [shortened(one.text) for one in self.mapping.proposal.lines if one.below is below]
        return "\n".join(found[:4])

    def _right(self) -> QWidget:
        part = QWidget()
        layout = QVBoxLayout(part)
        layout.setContentsMargins(0, 0, 0, 0)
        font = self.head.font()
        font.setBold(True)
        self.head.setFont(font)
        for label in (self.head, self.asked):
            label.setWordWrap(True)
        self.query.setPlaceholderText(_HINT)
        self.query.setAccessibleName("找栏目")
        self.query.setClearButtonEnabled(True)
        self.choice_list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if (said := self._differences()) is not None:
            layout.addWidget(said)
        for widget, stretch in (
            (self.head, 0), (self.open_list, 2), (self.asked, 0), (self.query, 0), (self.choice_list, 3),
        ):  # fmt: skip
            layout.addWidget(widget, stretch)
        return part

    def _differences(self) -> QLabel | None:
        """How the annex differs from the known form that it is a variant of."""
        found = self.mapping.difference
        if found is None:
            return None
        missing = "、".join(found.missing[:4]) + (f"等 {len(found.missing)} 栏" if len(found.missing) > 4 else "")
        less = f"；这份没有：{missing}" if missing else ""
        label = PlainLabel(f"与表样“{found.title}”相近，只问不同的地方{less}。")
        label.setWordWrap(True)
        return label

    def _bottom(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.reading.setWordWrap(True)
        self.name.setAccessibleName("表样名称")
        self.name.setMaxLength(60)
        self.name.setMinimumWidth(self.fontMetrics().averageCharWidth() * 36)
        later = QPushButton("先放着")
        for button in (self.learn, later):
            button.setAutoDefault(False)
        self.learn.clicked.connect(self._finish)
        later.clicked.connect(self.reject)
        row.addWidget(self.reading, 1)
        row.addWidget(PlainLabel("表样名称"))
        for widget in (self.name, self.learn, later):
            row.addWidget(widget)
        return row

    def _connect(self) -> None:
        self.sheet.chosen_changed.connect(self._show_choices)
        self.sheet.typed.connect(self._typed)
        self.sheet.end_wanted.connect(self._end)
        self.open_list.clicked.connect(lambda index: self._go_to(index.row()))
        self.open_list.activated.connect(lambda index: self._go_to(index.row()))
        self.choice_list.clicked.connect(lambda index: self.take(index.row()))
        self.query.textChanged.connect(lambda _: self._show_choices())
        self.query.installEventFilter(self)
        self.name.editingFinished.connect(self._rename)

    def _add_shortcuts(self) -> None:
        keys = (
            (QKeySequence(QKeySequence.StandardKey.Undo), self._history.undo),
            (QKeySequence(QKeySequence.StandardKey.Redo), self._history.redo),
        )
        for sequence, step in keys:
            QShortcut(sequence, self).activated.connect(lambda step=step: self._step(step))
        for name, act in (
            ("F8", lambda: self._go(1)), ("Shift+F8", lambda: self._go(-1)),
            ("Ctrl+Shift+Up", lambda: self._move_end(-1)), ("Ctrl+Shift+Down", lambda: self._move_end(1)),
            ("Ctrl+Return", self._finish), ("Ctrl+F", self.query.setFocus),
        ):  # fmt: skip
            QShortcut(QKeySequence(name), self).activated.connect(act)

    # --- keys ----------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the line: arrows move among the choices, numbers take one; what it has not typed it does not undo."""
        if watched is self.query and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and not self.query.text():
                event.ignore()
                return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
            if event.type() == QEvent.Type.KeyPress:
                return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() in _LIST_KEYS:
            QApplication.sendEvent(self.choice_list, event)
            return True
        number = event.text()
        if number.isascii() and number.isdigit() and not self.query.text() and event.modifiers() in _PLAIN:
            self._take_number(int(number))
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes, from the sheet and from the line."""
        if event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if self.query.hasFocus() or self.sheet.hasFocus():
                self.take(self.choice_list.currentIndex().row())
            elif isinstance(button := self.focusWidget(), QPushButton):
                button.click()
            return
        super().keyPressEvent(event)

    def _typed(self, text: str) -> None:
        """In the sheet a number takes a choice, and letters look for a field."""
        if text.isascii() and text.isdigit():
            self._take_number(int(text))
        else:
            self.query.setFocus()
            self.query.setText(text)

    # --- deciding --------------------------------------------------------------------------------------------------

    def take(self, row: int) -> None:
        """Takes a choice for the chosen cells, and goes on to what is asked next."""
        if 0 <= row < len(self._choices):
            one, here = self._choices[row], self.sheet.chosen()
            self._decide(one.words, *one.decisions)
            self._ask_next(here[-1] if here else None)

    def _take_number(self, number: int) -> None:
        if number in self._numbers:
            self.take(self._numbers.index(number))

    def _decide(self, label: str, *decisions: Decision) -> None:
        if self._history.run(label, *decisions):
            mapping_drafts.keep(self.mapping)
        self.query.clear()
        self._refresh()

    def _step(self, step: object) -> None:
        """Undo or redo; what is asked again is shown."""
        if callable(step) and step():
            mapping_drafts.keep(self.mapping)
            self._refresh()
            self._show_choices()

    def _end(self, band: FoundBand, row: int) -> None:
        self._decide("逐行填到哪里", *end_at(self.mapping, band, row))
        self._show_choices()

    def _move_end(self, by: int) -> None:
        """The end of the rows that the current cell is in, a row further or back."""
        band = self.sheet.band() or next(iter(self.mapping.table.bands), None)
        if band is not None:
            self._end(band, band.end + by)

    def _rename(self) -> None:
        name = " ".join(self.name.text().split())
        if name and name != self.mapping.form.title:
            self._decide("表样名称", Named(name))

    def _finish(self) -> None:
        """Asks once about what is still open, then the form is made."""
        self._rename()
        count = len(self.mapping.open)
        question = f"还有 {count} 处没有确认。不确认就照现在猜的用，以后还能在表样里改。"
        if not self.learn.isEnabled() or (count and ask.choose(self, question, ["照猜的用", "再看看"]) != 0):
            return
        self.accept()

    # --- showing ---------------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        mapping = self.mapping
        self._model.show(mapping)
        count = len(mapping.open)
        self.head.setText(f"还有 {count} 处请您确认" if count else "都认出来了，没有要确认的")
        self._open_rows.show([self._row(one) for one in mapping.open])
        read = read_through(mapping, self._path)
        self.reading.setText(read.sentence)
        self.learn.setEnabled(read.usable)
        self.learn.setDefault(not count)
        self.sheet.viewport().update()

    def _row(self, one: Answer) -> tuple[str, str, str]:
        label = shortened(label_of(self.mapping.table, one))
        place = f"第 {one.spot.row + 1} 行 {label}"
        own = "自定义：" if one.key.startswith(OWN) else ""
        return place, one.spot.text.strip() or "（空）", f"{own}{field_words(one) or STATE_WORDS[CellState.NOTE]}"

    def _go(self, by: int) -> None:
        """To the next (1) or previous (-1) of what is asked."""
        count = len(self.mapping.open)
        if count:
            self._go_to((self.open_list.currentIndex().row() + by) % count)

    def _go_to(self, row: int) -> None:
        if 0 <= row < len(self.mapping.open):
            self.open_list.selectRow(row)
            self.sheet.choose(self.mapping.open[row])

    def _ask_next(self, after: Answer | None = None) -> None:
        """The next that is asked behind a cell, else the first; where nothing is, the form can be made."""
        asked = self.mapping.open
        place = (-1, -1) if after is None else (after.spot.row, after.spot.column)
        behind = (at for at, one in enumerate(asked) if (one.spot.row, one.spot.column) > place)
        if asked:
            self._go_to(next(behind, 0))
        else:
            self._show_choices()
            self.learn.setFocus()

    def _show_choices(self) -> None:
        """What the chosen cells can be taken for; the fields that are looked for instead, if any are."""
        cells = [one for one in (self._model.mapping.at(c.spot.row, c.spot.column) for c in self.sheet.chosen()) if one]
        query = self.query.text().strip()
        if query and len(cells) == 1:
            self._choices = found_fields(self.mapping, cells[0], query)
        else:
            self._choices = choices(self.mapping, cells)
        self._numbers = numbers(self._choices)
        rows = [
            (str(number) if number < 10 else "", one.words, one.reason)
            for number, one in zip(self._numbers, self._choices, strict=True)
        ]
        self._choice_rows.show(rows)
        marked = next((at for at, one in enumerate(self._choices) if one.guessed), 0)
        if rows:
            self.choice_list.selectRow(marked)
        self.asked.setText(self._about(cells))

    def _about(self, cells: Sequence[Answer]) -> str:
        if len(cells) != 1:
            return f"选中了 {len(cells)} 格" if cells else "在左边选一格，看它当作什么"
        one = self.mapping.asked_of(cells[0])
        label = shortened(label_of(self.mapping.table, one))
        return f"第 {one.spot.row + 1} 行“{label}”：{one.reason}"


_PLAIN: Final = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


def _centred(text: str) -> QLabel:
    label = PlainLabel(text)
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    label.setWordWrap(True)
    return label


def ask_mapping(mapping: AnnexMapping, path: Path, parent: QWidget | None) -> AnnexMapping | None:
    """The mapping that a person confirmed; None if it was put aside."""
    dialog = MappingDialog(mapping, path, parent)
    return dialog.mapping if dialog.exec() else None
