"""Cell editors: each fits its field's kind. What a key does in them is said by the table of keys.

An editor gives a key that the table knows to the table of cells (`pressed`), keeps every other for its text, and lets
none through to the table below it, which would move.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPalette,
    QResizeEvent,
    QTextCursor,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QComboBox, QCompleter, QFrame, QLineEdit, QPlainTextEdit, QWidget

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document
from perfdesk.model.fields import ONE_LINE, Kind
from perfdesk.model.keys import LEVEL1
from perfdesk.ui.views import key_table
from perfdesk.ui.views.key_table import CellMode

# Between the edge of a cell and its text; and the frame around the current cell, which an editor leaves free.
PADDING = 5
FRAME = 2
# The line between two cells, at the right and at the bottom.
LINE = 1
_SIGNS = "≥≤="
_UP_DOWN = (Qt.Key.Key_Up, Qt.Key.Key_Down)


class TextEditor(QPlainTextEdit):
    """Several lines. Grows with its text, which stands as it does in its cell."""

    pressed = Signal(object)
    clicked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.mode = CellMode.EDIT
        self.setFrameStyle(QFrame.Shape.Box | QFrame.Shadow.Plain)
        self.setLineWidth(FRAME)
        self.document().setDocumentMargin(PADDING - FRAME)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The colour of the frame; the text has its own.
        self.setForegroundRole(QPalette.ColorRole.Highlight)
        self.textChanged.connect(self._grow)

    def event(self, event: QEvent) -> bool:
        return _answered(self, event) or super().event(event) | _kept(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()
        super().mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """After a paste the first line is in view; Qt goes to the last."""
        super().keyPressEvent(event)
        if event.matches(QKeySequence.StandardKey.Paste):
            self.verticalScrollBar().setValue(0)

    def align(self, how: Qt.AlignmentFlag) -> None:
        """How the text stands between left and right."""
        option = self.document().defaultTextOption()
        option.setAlignment(how)
        self.document().setDefaultTextOption(option)

    def _grow(self) -> None:
        document = self.document()
        layout = document.documentLayout()
        # Asking for its box breaks a block into lines, before that it has none; the boxes hold the margins.
        blocks = (document.findBlockByNumber(number) for number in range(document.blockCount()))
        wanted = round(sum(layout.blockBoundingRect(block).height() for block in blocks)) + 2 * FRAME - LINE
        parent = self.parentWidget()
        if wanted > self.height() and parent is not None:
            # Downwards, and where there is no room left upwards.
            height = max(self.height(), min(wanted, parent.height()))
            self.setGeometry(self.x(), max(min(self.y(), parent.height() - height), 0), self.width(), height)
        # In the middle, as the cell paints it.
        self.setViewportMargins(0, max(self.height() - wanted, 0) // 2, 0, 0)
        if wanted <= self.height():
            self.verticalScrollBar().setValue(0)


class LineEditor(QLineEdit):
    """One line. With `operators`, offers the typed value with ≥, ≤ and = before it."""

    pressed = Signal(object)
    clicked = Signal()

    def __init__(self, parent: QWidget, *, operators: bool = False) -> None:
        super().__init__(parent)
        self.mode = CellMode.EDIT
        self._choosing = False
        self._popup: QWidget | None = None
        self.setFrame(False)
        self.setTextMargins(1, 0, 1, 0)
        if operators:
            self._offers = QStringListModel(self)
            completer = QCompleter(self._offers, self)
            completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
            self.setCompleter(completer)
            self._popup = completer.popup()
            assert self._popup is not None
            # Behind the completer's own, so that this one is asked first.
            self._popup.installEventFilter(self)
            self.textEdited.connect(self._offer)

    def event(self, event: QEvent) -> bool:
        return _answered(self, event) or super().event(event) | _kept(event)

    def eventFilter(self, popup: QObject, event: QEvent) -> bool:
        """The offers that come up while one types take no key; arrows walk in them after Alt+↓."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            up_down = event.key() in _UP_DOWN and not event.modifiers()
            if not self._choosing if up_down else key_table.press(event, self.mode) is not None:
                return self.event(event)
        return super().eventFilter(popup, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()
        super().mousePressEvent(event)

    def align(self, how: Qt.AlignmentFlag) -> None:
        """How the text stands between left and right."""
        self.setAlignment(how | Qt.AlignmentFlag.AlignVCenter)

    def open_choices(self) -> None:
        """The value behind each sign, whatever sign it has now."""
        bare = self.text().strip().lstrip("≥≤=<>").strip()
        completer = self.completer()
        if completer is None or self._popup is None:
            return
        self._offers.setStringList([sign + bare for sign in _SIGNS])
        completer.complete()
        self._choosing = True

    def _offer(self, text: str) -> None:
        self._choosing = False
        bare = text.strip().lstrip("≥≤=<>")
        offers = [sign + bare for sign in _SIGNS] if bare[:1].isdigit() and bare == text.strip() else []
        self._offers.setStringList(offers)


class ChoiceEditor(QComboBox):
    """The form's own words to choose from; others may be typed."""

    pressed = Signal(object)
    clicked = Signal()

    def __init__(self, parent: QWidget, choices: Sequence[str]) -> None:
        super().__init__(parent)
        self.mode = CellMode.EDIT
        self.setEditable(True)
        self.setFrame(False)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.addItems(list(choices))
        self.line.installEventFilter(self)

    @property
    def line(self) -> QLineEdit:
        """The text beside the list. Asked anew each time: a kept one was found deleted (PySide6 6.11)."""
        line = self.lineEdit()
        assert line is not None
        return line

    def event(self, event: QEvent) -> bool:
        return _answered(self, event) or super().event(event) | _kept(event)

    def eventFilter(self, line: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            self.clicked.emit()
        return super().eventFilter(line, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """An arrow up or down would put another choice in the place of the text."""
        if event.key() not in _UP_DOWN:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls; here it would choose."""
        event.ignore()

    def align(self, how: Qt.AlignmentFlag) -> None:
        """How the text stands between left and right."""
        self.line.setAlignment(how | Qt.AlignmentFlag.AlignVCenter)

    def open_choices(self) -> None:
        """Drops the list down."""
        self.showPopup()


Editor = TextEditor | LineEditor | ChoiceEditor


def _answered(editor: Editor, event: QEvent) -> bool:
    """Whether a key is one of the table's; then the table of cells is told."""
    if not isinstance(event, QKeyEvent) or event.type() == QEvent.Type.KeyRelease:
        return False
    press = key_table.press(event, editor.mode)
    if press is None:
        return False
    event.accept()
    if event.type() == QEvent.Type.KeyPress:
        editor.pressed.emit(press)
    return True


def _kept(event: QEvent) -> bool:
    """Keeps a key that the text did not want from the table below."""
    if event.type() != QEvent.Type.KeyPress:
        return False
    event.accept()
    return True


def make_editor(parent: QWidget, kind: Kind, choices: Sequence[str]) -> Editor:
    """The editor for a field of a kind; `choices` for levels."""
    if kind is Kind.LEVEL:
        return ChoiceEditor(parent, choices)
    if kind in ONE_LINE:
        return LineEditor(parent, operators=kind is Kind.TARGET)
    return TextEditor(parent)


def has_choices(kind: Kind) -> bool:
    """Whether Alt+↓ opens something in a field of a kind."""
    return kind in (Kind.LEVEL, Kind.TARGET)


def level_choices(form: Form, document: Document, node: str, key: str) -> list[str]:
    """一级指标 of the form; or the 二级指标 below the indicator's 一级指标 (all, if that is none of the form's)."""
    if key == LEVEL1:
        return [level.name for level in form.levels]
    above = document.fields_of(node)[LEVEL1]
    below = [level for level in form.levels if level.name == above] or form.levels
    return [child.name for level in below for child in level.children]


def editor_text(editor: QWidget) -> str | None:
    """What stands in an editor; None for a widget that is none."""
    match editor:
        case TextEditor():
            return editor.toPlainText()
        case LineEditor():
            return editor.text()
        case ChoiceEditor():
            return editor.currentText()
    return None


def set_editor_text(editor: QWidget, text: str) -> None:
    """Puts a text into an editor, the caret behind it, nothing selected."""
    match editor:
        case TextEditor():
            editor.setPlainText(text)
        case LineEditor():
            editor.setText(text)
        case ChoiceEditor():
            # The list opens at what is chosen.
            editor.setCurrentIndex(editor.findText(text))
            editor.setEditText(text)
    caret_to_end(editor)


def caret_to_end(editor: QWidget) -> None:
    """The caret behind the text, nothing selected."""
    match editor:
        case TextEditor():
            editor.moveCursor(QTextCursor.MoveOperation.End)
        case LineEditor():
            editor.end(False)
        case ChoiceEditor():
            editor.line.end(False)


def break_line(editor: QWidget) -> None:
    """A line end in a text that may have several lines."""
    if isinstance(editor, TextEditor):
        editor.insertPlainText("\n")


def redo(editor: QWidget) -> None:
    """Does again what was undone in the text."""
    match editor:
        case TextEditor() | LineEditor():
            editor.redo()
        case ChoiceEditor():
            editor.line.redo()
