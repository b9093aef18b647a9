"""Cell editors: each fits its field's kind. What a key does in them is said by the table of keys.

An editor gives a key that the table knows to the table of cells (`pressed`), keeps every other for its text, and lets
none through to the table below it, which would move.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import (
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPalette,
    QResizeEvent,
    QTextCursor,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QPlainTextEdit, QWidget

from perfdesk.model.fields import ONE_LINE, Kind
from perfdesk.ui.views import key_table
from perfdesk.ui.views.key_table import CellMode
from perfdesk.ui.views.offer_list import Ask, Offers

# Between the edge of a cell and its text; and the frame around the current cell, which an editor leaves free.
PADDING = 5
FRAME = 2
# The line between two cells, at the right and at the bottom.
LINE = 1
_UP_DOWN = (Qt.Key.Key_Up, Qt.Key.Key_Down)


class TextEditor(QPlainTextEdit):
    """Several lines. Grows with its text, which stands as it does in its cell."""

    pressed = Signal(object)
    clicked = Signal()
    offers: Offers | None = None

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
        return _walked(self, event) or _answered(self, event) or super().event(event) | _kept(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        _composed(self, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()
        super().mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """After a paste the first line is in view; Qt goes to the last."""
        before = self.toPlainText()
        super().keyPressEvent(event)
        _typed(self, before)
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
    """One line."""

    pressed = Signal(object)
    clicked = Signal()
    offers: Offers | None = None

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.mode = CellMode.EDIT
        self.setFrame(False)
        self.setTextMargins(1, 0, 1, 0)

    def event(self, event: QEvent) -> bool:
        return _walked(self, event) or _answered(self, event) or super().event(event) | _kept(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        _composed(self, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        before = self.text()
        super().keyPressEvent(event)
        _typed(self, before)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()
        super().mousePressEvent(event)

    def align(self, how: Qt.AlignmentFlag) -> None:
        """How the text stands between left and right."""
        self.setAlignment(how | Qt.AlignmentFlag.AlignVCenter)


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


Editor = TextEditor | LineEditor | ChoiceEditor


def offer(editor: TextEditor | LineEditor, ask: Ask) -> None:
    """From now on the editor offers texts while one types."""
    editor.offers = Offers(editor, ask, lambda: editor_text(editor) or "", lambda text: _replace(editor, text))


def stop_offering(editor: QWidget) -> None:
    """Takes away what is offered."""
    if isinstance(editor, TextEditor | LineEditor) and editor.offers is not None:
        editor.offers.close()
        editor.offers.list.deleteLater()
        editor.offers = None


def _replace(editor: TextEditor | LineEditor, text: str) -> None:
    """Another text, as somebody types it: undone by Ctrl+Z."""
    editor.selectAll()
    if isinstance(editor, TextEditor):
        editor.insertPlainText(text)
    else:
        editor.insert(text)


def _walked(editor: TextEditor | LineEditor, event: QEvent) -> bool:
    """Whether an arrow walked in what is offered."""
    return editor.offers is not None and editor.offers.walk(event)


def _typed(editor: TextEditor | LineEditor, before: str) -> None:
    """Offers what fits, if a key changed the text."""
    if editor.offers is not None and editor_text(editor) != before:
        editor.offers.typed()


def _composed(editor: TextEditor | LineEditor, event: QInputMethodEvent) -> None:
    """Offers what fits when an input method has settled something, and nothing while it composes."""
    if editor.offers is not None:
        if event.preeditString():
            editor.offers.close()
        elif event.commitString():
            editor.offers.typed()


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
        return LineEditor(parent)
    return TextEditor(parent)


def has_choices(kind: Kind) -> bool:
    """Whether Alt+↓ opens something in a field of a kind."""
    return kind in (Kind.LEVEL, Kind.TARGET)


def open_choices(editor: QWidget) -> None:
    """Drops the list down, or lets the arrows into what is offered."""
    match editor:
        case ChoiceEditor():
            editor.showPopup()
        case TextEditor() | LineEditor() if editor.offers is not None:
            editor.offers.open()


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
