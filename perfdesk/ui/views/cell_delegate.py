"""Opens editors in cells and takes over what was typed.

Two rules protect Chinese input. The first letter on a cell opens the editor through Qt's own AnyKeyPressed trigger,
so that the input method sees it; and an editor commits an unfinished composition before it loses the focus, which Qt
would throw away.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from shiboken6 import isValid

from perfdesk.model.fields import Kind
from perfdesk.ui.models.sheet_model import Index
from perfdesk.ui.views.editors import (
    FRAME,
    LINE,
    ChoiceEditor,
    Editor,
    TextEditor,
    editor_text,
    make_editor,
    offer,
    set_editor_text,
    stop_offering,
)
from perfdesk.ui.views.key_table import CellMode
from perfdesk.ui.views.offer_list import Ask

# Whoever types on sees no findings of half a number; whoever stops does not wait for them.
_PAUSE_MS: Final = 200


class CellDelegate(QStyledItemDelegate):
    """Makes editors and hands their texts to the model.

    `pressed(press)` is a key of the table that came to an editor. `typed(index, text)` tells what stands in the editor
    when the typing pauses, `left()` that what was typed is either taken or dropped. `begins` is the state that the next
    editor opens in: CellMode.ENTER replaces the text.
    """

    pressed = Signal(object)
    typed = Signal(object, str)
    left = Signal()

    def __init__(
        self,
        kind_of: Callable[[Index], Kind],
        choices_of: Callable[[Index], list[str]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.kind_of, self._choices_of = kind_of, choices_of
        # What is offered while a cell is typed in; None for nothing.
        self.offers_of: Callable[[Index], Ask | None] = lambda index: None
        self.editor: Editor | None = None
        self.begins = CellMode.EDIT
        self.refills = True
        # Whether anything was put in since the editor opened; a composition that was given up leaves the cell alone.
        self.touched = False
        self._opening = False
        self._composing = ""
        self._taken = False
        self._index = QPersistentModelIndex()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._tell)

    # --- what Qt asks -----------------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: object, index: Index) -> QWidget:
        kind = self.kind_of(index)
        editor = make_editor(parent, kind, self._choices_of(index) if kind is Kind.LEVEL else ())
        editor.mode = self.begins
        editor.setAutoFillBackground(True)
        editor.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole) or ""))
        editor.align(self.alignment(index))
        if not isinstance(editor, ChoiceEditor) and (ask := self.offers_of(index)) is not None:
            offer(editor, ask)
        editor.pressed.connect(self.pressed)
        editor.clicked.connect(lambda: self.switch(CellMode.EDIT))
        if isinstance(editor, ChoiceEditor):
            editor.activated.connect(lambda _: self.commit())
        self.editor, self._index, self._opening = editor, QPersistentModelIndex(index), True
        return editor

    def alignment(self, index: Index) -> Qt.AlignmentFlag:
        """How a cell's text stands between left and right."""
        return Qt.AlignmentFlag.AlignLeft

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if not self.refills:
            return
        opening, self._opening = self._opening, False
        if not (opening and self.begins is CellMode.ENTER):
            set_editor_text(editor, str(index.data(Qt.ItemDataRole.EditRole) or ""))
        elif isinstance(editor, ChoiceEditor):
            editor.setEditText("")  # a list begins with its first choice
        if opening and self.editor is not None:
            self.touched = False
            changed = self.editor.editTextChanged if isinstance(self.editor, ChoiceEditor) else self.editor.textChanged
            changed.connect(lambda *_: self._touch())

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        text = editor_text(editor)
        if self.touched and text is not None and text != (index.data(Qt.ItemDataRole.EditRole) or ""):
            model.setData(index, text, Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """As large as its cell, whose frame stays in sight; a long text has grown beyond and paints its own."""
        box = QRect(option.rect)
        if isinstance(editor, TextEditor):
            editor.setGeometry(box.adjusted(0, 0, -LINE, -LINE))
        else:
            editor.setGeometry(box.adjusted(FRAME, FRAME, -FRAME - LINE, -FRAME - LINE))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Keeps a composition when the focus goes. Keys are the editors' own: Qt would close them twice."""
        if isinstance(event, QInputMethodEvent):
            self._composing = event.preeditString()
            self._taken = bool(event.commitString())
        elif event.type() == QEvent.Type.FocusAboutToChange:
            self.keep_composition()
        return not isinstance(event, QKeyEvent) and super().eventFilter(editor, event)

    # --- what the table asks ----------------------------------------------------------------------------------

    @property
    def mode(self) -> CellMode:
        """What the current cell is doing."""
        return CellMode.READY if self.editor is None or not isValid(self.editor) else self.editor.mode

    def switch(self, state: CellMode) -> None:
        """Between Enter and Edit."""
        if self.editor is not None and isValid(self.editor):
            self.editor.mode = state

    def frame(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The frame around the current cell, while it is edited too."""
        edited = self.mode is not CellMode.READY and self._index == index
        if edited or option.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(option.palette.color(QPalette.ColorRole.Highlight), FRAME))
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))

    def forget(self) -> None:
        """The editor is gone, and what stood in it is taken or dropped."""
        if self.editor is not None and isValid(self.editor):
            stop_offering(self.editor)
        self.editor = None
        self.touched = False
        self._pause.stop()
        self.left.emit()

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

    def commit(self) -> None:
        """Takes over what is being typed, the unfinished composition too, and closes the editor."""
        self._close(take=True)

    def restore(self) -> None:
        """Closes the editor; the cell stays as it was."""
        self._close(take=False)

    def _close(self, *, take: bool) -> None:
        editor = self.editor
        # Qt deletes an editor that it closes itself (a click elsewhere) behind Python's back.
        if editor is None or not isValid(editor):
            if editor is not None:
                self.forget()
            return
        self.keep_composition()
        if take:
            self.commitData.emit(editor)
        if editor is self.editor:
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)

    # --- helpers ----------------------------------------------------------------------------------------------

    def _touch(self) -> None:
        # A composition that begins and is given up changes a text editor, but never its text.
        self.touched |= self.editor is not None and editor_text(self.editor) != ""
        self._pause.start()

    def _tell(self) -> None:
        if self.editor is not None and isValid(self.editor) and self._index.isValid():
            self.typed.emit(self._index, editor_text(self.editor))
