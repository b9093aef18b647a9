"""A dialog of a sentence, a table of rows, and buttons for the chosen row."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QTableView, QVBoxLayout, QWidget

from perfdesk.forms.form_error import FormError
from perfdesk.store import atomic
from perfdesk.ui import ask
from perfdesk.ui.appearance import resize
from perfdesk.ui.plain_text import PlainLabel, plain


class ListDialog(QDialog):
    """A sentence, a table of rows, and buttons for the chosen one."""

    def __init__(self, title: str, sentence: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.sentence: PlainLabel = PlainLabel(sentence)
        self.sentence.setWordWrap(True)
        self._buttons = QDialogButtonBox()

    def lay_out(self, table: QWidget) -> None:
        """Puts the table between the sentence and the buttons."""
        layout = QVBoxLayout(self)
        layout.addWidget(self.sentence)
        layout.addWidget(table, 1)
        layout.addWidget(self._buttons)
        resize(self, 940, 460)
        table.setFocus()

    def add_button(self, text: str, act: Callable[[], object], key: str = "") -> QPushButton:
        """A button that Enter does not press by itself, but `key` does."""
        made = self._buttons.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
        made.setAutoDefault(False)
        made.clicked.connect(act)
        if key:
            # A button that is grey is not clicked.
            QShortcut(QKeySequence(key), self).activated.connect(made.click)
            made.setToolTip(plain(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)))
        return made

    def do(self, act: Callable[[], object], says: str) -> bool:
        """Does something and says so in the sentence; or says why not."""
        try:
            act()
        except (FormError, atomic.WriteError) as why:
            ask.warn(self, str(why))
            return False
        self.sentence.setText(says)
        return True

    def on_enter(self, table: QTableView, button: QPushButton) -> None:
        """Enter in the table presses the button: later, when the key has been dealt with, or the window that comes up
        would get it too."""
        table.activated.connect(lambda _: button.click(), Qt.ConnectionType.QueuedConnection)

    def add_close(self) -> None:
        """The button that leaves the dialog."""
        self._buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole).setAutoDefault(False)
        self._buttons.rejected.connect(self.reject)
