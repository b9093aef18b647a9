"""What the chosen cells of an annex can be taken for, and a line that looks for other fields."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget

from perfdesk.learning.answer import Answer
from perfdesk.learning.cell_choices import Choice, choices, found_fields, numbers
from perfdesk.learning.labels import plain
from perfdesk.learning.mapping import AnnexMapping
from perfdesk.learning.surroundings import label_of
from perfdesk.ui.models.rows_model import RowsModel
from perfdesk.ui.plain_text import PlainLabel
from perfdesk.ui.views import plain_table

_HEADS: Final = ("键", "当作", "为什么")
_WIDTHS: Final = (34, 170)
_HINT: Final = "打字或拼音首字母，从全部栏目里找"
_KEYS: Final = "Enter 用选中的一行，数字键用那一行"
_LIST_KEYS: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PLAIN: Final = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_OWN_STEPS: Final = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
_LARGEST_NUMBER: Final = 9


class ChoicePanel(QWidget):
    """Letters go into the line and arrows into the choices, so that nobody has to change places. `taken(choice)` by
    Enter, by its number or by a click."""

    taken = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._mapping: AnnexMapping | None = None
        self._cells: Sequence[Answer] = ()
        self.choices: Sequence[Choice] = ()
        self.about: QLabel = PlainLabel()
        self.about.setWordWrap(True)
        self.query: QLineEdit = QLineEdit()
        self.query.setPlaceholderText(_HINT)
        self.query.setAccessibleName("找栏目")
        self.query.setClearButtonEnabled(True)
        self._rows = RowsModel(_HEADS, (), self)
        self.table = plain_table.of_rows(self._rows, "可以当作", _WIDTHS)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.query)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget, stretch in ((self.about, 0), (self.query, 0), (self.table, 1), (PlainLabel(_KEYS), 0)):
            layout.addWidget(widget, stretch)
        self.query.installEventFilter(self)
        self.query.textChanged.connect(lambda _: self._fill())
        self.table.clicked.connect(lambda index: self.taken.emit(self.choices[index.row()]))

    # --- what is shown --------------------------------------------------------------------------------------------

    def show_for(self, mapping: AnnexMapping, cells: Sequence[Answer]) -> None:
        """Offers what these cells can be."""
        self._mapping, self._cells = mapping, cells
        if self.query.text():
            self.query.clear()
        else:
            self._fill()

    def _fill(self) -> None:
        mapping, query = self._mapping, self.query.text().strip()
        if mapping is None:
            return
        looks = bool(query) and len(self._cells) == 1
        self.choices = found_fields(mapping, self._cells[0], query) if looks else choices(mapping, self._cells)
        self._rows.show([(*_told(number), one.words, one.reason) for number, one in self._numbered()])
        self.about.setText(self._about(mapping))
        if self.choices:
            self.table.selectRow(next((at for at, one in enumerate(self.choices) if one.guessed), 0))

    def _numbered(self) -> list[tuple[int, Choice]]:
        return list(zip(numbers(self.choices), self.choices, strict=True))

    def _about(self, mapping: AnnexMapping) -> str:
        if len(self._cells) != 1:
            return f"选中了 {len(self._cells)} 格" if self._cells else "在左边选一格，看它当作什么"
        if mapping.in_doubted_row(self._cells[0]):
            return f"{mapping.row_words(self._cells[0])}：{self._cells[0].reason}"
        one = mapping.asked_of(self._cells[0])
        return f"{mapping.row_words(one)}“{plain(label_of(mapping.table_of(one), one))}”：{one.reason}"

    # --- taking ----------------------------------------------------------------------------------------------------

    def take_marked(self) -> None:
        """Takes the choice that is marked."""
        row = self.table.currentIndex().row()
        if 0 <= row < len(self.choices):
            self.taken.emit(self.choices[row])

    def take_number(self, number: int) -> None:
        """Takes the choice of a number, if there is one."""
        if (found := dict(self._numbered()).get(number)) is not None:
            self.taken.emit(found)

    def type(self, text: str) -> None:
        """What was typed elsewhere: a number takes a choice, a letter begins to look for a field."""
        if text.isascii() and text.isdigit():
            self.take_number(int(text))
        else:
            self.query.setFocus()
            self.query.setText(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """An empty line has nothing to undo, so undoing is the window's."""
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and not self.query.text():
                event.ignore()
                return any(event.matches(one) for one in _OWN_STEPS)
            if event.type() == QEvent.Type.KeyPress:
                return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() in _ENTER and event.modifiers() in _PLAIN:
            # Kept from going on: the button that has the focus afterwards would be pressed by the same key.
            self.take_marked()
            return True
        if event.key() in _LIST_KEYS:
            QApplication.sendEvent(self.table, event)
            return True
        text = event.text()
        if text.isascii() and text.isdigit() and not self.query.text() and event.modifiers() in _PLAIN:
            self.take_number(int(text))
            return True
        return False


def _told(number: int) -> tuple[str]:
    return (str(number) if number <= _LARGEST_NUMBER else "",)
