"""Cell editors and the delegate that makes them: each fits its field's kind; Enter commits as in Excel.

Two rules protect Chinese input. The first letter on a cell opens the editor through Qt's own AnyKeyPressed trigger,
so that the input method sees it; and an editor commits an unfinished composition before it loses the focus, which Qt
would throw away.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QStringListModel,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QMouseEvent, QTextOption
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QCompleter,
    QLineEdit,
    QPlainTextEdit,
    QStyledItemDelegate,
    QTableView,
    QWidget,
)
from shiboken6 import isValid

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document
from perfdesk.model.fields import ONE_LINE, Kind
from perfdesk.model.keys import LEVEL1
from perfdesk.ui.models.sheet_model import Index

_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LINE_BREAK = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
# Whoever types on sees no findings of half a number; whoever stops does not wait for them.
_PAUSE_MS: Final = 200


def _is_enter(event: QEvent) -> bool:
    """Enter that is meant for the cell; Ctrl+Enter is an action of the window."""
    return (
        isinstance(event, QKeyEvent)
        and event.type() == QEvent.Type.KeyPress
        and event.key() in _RETURN
        and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
    )


class TextEditor(QPlainTextEdit):
    """Several lines; Enter commits, Alt+Enter and Shift+Enter break the line. Grows with its text."""

    finished = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.textChanged.connect(self._grow)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _is_enter(event):
            super().keyPressEvent(event)
        elif event.modifiers() & _LINE_BREAK:
            self.insertPlainText("\n")
        else:
            self.finished.emit()

    def _grow(self) -> None:
        document = self.document()
        lines = sum(document.findBlockByNumber(n).layout().lineCount() for n in range(document.blockCount()))
        wanted = max(lines, 1) * self.fontMetrics().lineSpacing() + 2 * int(document.documentMargin()) + 2
        parent = self.parentWidget()
        room = parent.height() - self.y() if parent else wanted
        if wanted > self.height():
            self.resize(self.width(), max(self.height(), min(wanted, room)))


class LineEditor(QLineEdit):
    """One line. With `operators`, offers the typed value with ≥, ≤ and = before it."""

    finished = Signal()

    def __init__(self, parent: QWidget, *, operators: bool = False) -> None:
        super().__init__(parent)
        self.setFrame(False)
        if operators:
            self._offers = QStringListModel(self)
            completer = QCompleter(self._offers, self)
            completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
            self.setCompleter(completer)
            self.textEdited.connect(self._offer)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_enter(event):
            self.finished.emit()
        else:
            super().keyPressEvent(event)

    def _offer(self, text: str) -> None:
        bare = text.strip().lstrip("≥≤=<>")
        offers = [sign + bare for sign in "≥≤="] if bare[:1].isdigit() and bare == text.strip() else []
        self._offers.setStringList(offers)


class ChoiceEditor(QComboBox):
    """The form's own words to choose from; others may be typed."""

    finished = Signal()

    def __init__(self, parent: QWidget, choices: Sequence[str]) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.addItems(list(choices))
        self.activated.connect(self.finished)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_enter(event):
            self.finished.emit()
        else:
            super().keyPressEvent(event)


Editor = TextEditor | LineEditor | ChoiceEditor


def make_editor(parent: QWidget, kind: Kind, choices: Sequence[str]) -> Editor:
    """The editor for a field of a kind; `choices` for levels."""
    if kind is Kind.LEVEL:
        return ChoiceEditor(parent, choices)
    if kind in ONE_LINE:
        line = LineEditor(parent, operators=kind is Kind.TARGET)
        if kind in (Kind.MONEY, Kind.NUMBER):
            line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return line
    return TextEditor(parent)


def level_choices(form: Form, document: Document, node: str, key: str) -> list[str]:
    """一级指标 of the form; or the 二级指标 below the indicator's 一级指标 (all, if that is none of the form's)."""
    if key == LEVEL1:
        return [level.name for level in form.levels]
    above = document.fields_of(node)[LEVEL1]
    below = [level for level in form.levels if level.name == above] or form.levels
    return [child.name for level in below for child in level.children]


def _on_change(editor: Editor, slot: Callable[[], object]) -> None:
    """Calls when the text in an editor is another."""
    changed = editor.editTextChanged if isinstance(editor, ChoiceEditor) else editor.textChanged
    changed.connect(lambda *_: slot())


class CellDelegate(QStyledItemDelegate):
    """Makes editors and hands their texts to the model.

    `entered()` follows an Enter, when the text has been taken. `typed(index, text)` tells what stands in the editor
    when the typing pauses, `left()` that what was typed is either taken or dropped.
    """

    entered = Signal()
    typed = Signal(object, str)
    left = Signal()

    def __init__(
        self, kind_of: Callable[[Index], Kind], choices_of: Callable[[Index], list[str]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._kind_of, self._choices_of = kind_of, choices_of
        self.editor: Editor | None = None
        self.refills = True
        self._composing = ""
        self._taken = False
        self._index = QPersistentModelIndex()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._tell)

    def createEditor(self, parent: QWidget, option: object, index: Index) -> QWidget:
        kind = self._kind_of(index)
        editor = make_editor(parent, kind, self._choices_of(index) if kind is Kind.LEVEL else ())
        editor.setAutoFillBackground(True)
        editor.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole) or ""))
        editor.finished.connect(self._finish)
        _on_change(editor, self._pause.start)
        self.editor, self._index = editor, QPersistentModelIndex(index)
        return editor

    def forget(self) -> None:
        """The editor is gone, and what stood in it is taken or dropped."""
        self.editor = None
        self._pause.stop()
        self.left.emit()

    def _tell(self) -> None:
        if self.editor is not None and isValid(self.editor) and self._index.isValid():
            self.typed.emit(self._index, editor_text(self.editor))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Keeps a composition when the focus goes; leaves Enter to the editors, or they would be closed twice."""
        if isinstance(event, QInputMethodEvent):
            self._composing = event.preeditString()
            self._taken = bool(event.commitString())
        elif event.type() == QEvent.Type.FocusAboutToChange:
            self.keep_composition()
        return not _is_enter(event) and super().eventFilter(editor, event)

    def keep_composition(self) -> None:
        """Turns what the input method still holds into text.

        Some (fcitx 5 through ibus) answer by dropping it; then the letters typed so far go in, as Windows' own do.
        """
        pending, self._taken = self._composing, False
        QGuiApplication.inputMethod().commit()
        self._composing = ""
        if pending and not self._taken and self.editor is not None and isValid(self.editor):
            event = QInputMethodEvent()
            event.setCommitString(pending)
            QApplication.sendEvent(self.editor, event)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if not self.refills:
            return
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        match editor:
            case TextEditor():
                editor.setPlainText(text)
                editor.selectAll()
            case LineEditor():
                editor.setText(text)
                editor.selectAll()
            case ChoiceEditor():
                editor.setEditText(text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        text = editor_text(editor)
        if text is not None and text != (index.data(Qt.ItemDataRole.EditRole) or ""):
            model.setData(index, text, Qt.ItemDataRole.EditRole)

    def commit(self) -> None:
        """Takes over what is being typed, the unfinished composition too, and closes the editor."""
        editor = self.editor
        # Qt deletes an editor that it closes itself (Esc, a click elsewhere) behind Python's back.
        if editor is None or not isValid(editor):
            self.forget()
            return
        self.keep_composition()
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)

    def _finish(self) -> None:
        self.commit()
        self.entered.emit()


class CellTable(QTableView):
    """A table edited through a CellDelegate. Taking over a text may rebuild the table, and with it goes the editor:
    what Qt or the delegate still has to say to that editor is not passed on."""

    stepped = Signal(int)

    def set_delegate(self, delegate: CellDelegate) -> None:
        """The delegate of all cells."""
        self.delegate = delegate
        self.setItemDelegate(delegate)

    def reset(self) -> None:
        had_focus = self.delegate.editor is not None and self.isAncestorOf(QApplication.focusWidget() or self)
        self.delegate.forget()
        super().reset()
        if had_focus:
            self.setFocus()

    def event(self, event: QEvent) -> bool:
        # A composition that opened the editor still belongs to the table.
        if event.type() == QEvent.Type.FocusAboutToChange:
            self.delegate.keep_composition()
        return super().event(event)

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> Any:
        """While a composition that opened the editor goes on, Qt lets the table speak for the editor, but gives the
        place of the text cursor within the editor: the candidates would stand in the table's corner."""
        editor = self.delegate.editor
        answer = super().inputMethodQuery(query)
        if query != Qt.InputMethodQuery.ImCursorRectangle or editor is None or not isValid(editor):
            return answer
        inside = editor.inputMethodQuery(query)
        return inside.translated(editor.mapTo(self, QPoint())) if isinstance(inside, QRect | QRectF) else answer

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Qt fills an open editor anew whatever changed; findings that follow the typing must leave its text alone."""
        self.delegate.refills = not roles or Qt.ItemDataRole.EditRole in roles
        super().dataChanged(first, last, list(roles))
        self.delegate.refills = True

    def commitData(self, editor: QWidget) -> None:
        if editor is self.delegate.editor:
            super().commitData(editor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click elsewhere in the table ends the editing but moves no focus: an unfinished composition would be lost,
        and the text that it was to replace with it."""
        self.delegate.keep_composition()
        super().mousePressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QStyledItemDelegate.EndEditHint) -> None:
        """Closes; after Tab asks for the next cell (`stepped` by 1 or -1), whatever became of the editor."""
        if editor is self.delegate.editor:
            self.delegate.forget()
            super().closeEditor(editor, QStyledItemDelegate.EndEditHint.NoHint)
        by = {QStyledItemDelegate.EndEditHint.EditNextItem: 1, QStyledItemDelegate.EndEditHint.EditPreviousItem: -1}
        if hint in by:
            self.stepped.emit(by[hint])


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
