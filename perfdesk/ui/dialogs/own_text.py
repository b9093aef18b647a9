"""自己写: a text of one's own as the answer to a question about a field."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from perfdesk.model.fields import ONE_LINE, Kind, clean
from perfdesk.ui.appearance import resize
from perfdesk.ui.dialogs.two_buttons import two_buttons
from perfdesk.ui.plain_text import PlainLabel


class OwnTextDialog(QDialog):
    """Begins with what stands there now. Ctrl+Enter takes the text."""

    def __init__(self, place: str, text: str, kind: Kind, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("自己写")
        self._kind = kind
        self.editor = QPlainTextEdit(text)
        self.editor.setAccessibleName(f"{place}的内容")
        self.editor.setTabChangesFocus(True)
        title = PlainLabel(f"{place}：写成什么就采用什么。")
        title.setWordWrap(True)
        buttons, self._take = two_buttons(self, "采用")
        layout = QVBoxLayout(self)
        for part in (title, self.editor, buttons):
            layout.addWidget(part)
        resize(self, 620, 360)
        self.editor.setFocus()

    @property
    def text(self) -> str:
        """What was written, as a field keeps it: a number or a target is one line."""
        written = clean(self.editor.toPlainText())
        return " ".join(written.split("\n")).strip() if self._kind in ONE_LINE else written

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter begins a new line in the text."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & _CONTROL:
            self.accept()
        else:
            super().keyPressEvent(event)


_CONTROL = Qt.KeyboardModifier.ControlModifier


def ask_own_text(place: str, text: str, kind: Kind, parent: QWidget | None) -> str | None:
    """The text that a person wrote; None if they want none."""
    dialog = OwnTextDialog(place, text, kind, parent)
    taken = dialog.exec()
    dialog.deleteLater()
    return dialog.text if taken else None
