"""A dialog of a sentence, a table of rows, and buttons for the chosen row."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QTableView, QVBoxLayout, QWidget

from perfdesk.ui.appearance import resize
from perfdesk.ui.plain_text import PlainLabel


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

    def add_button(self, text: str, act: Callable[[], object]) -> QPushButton:
        """A button that Enter does not press by itself."""
        made = self._buttons.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
        made.setAutoDefault(False)
        made.clicked.connect(act)
        return made

    def on_enter(self, table: QTableView, button: QPushButton) -> None:
        """Enter in the table presses the button: later, when the key has been dealt with, or the window that comes up
        would get it too."""
        table.activated.connect(lambda _: button.click(), Qt.ConnectionType.QueuedConnection)

    def add_close(self) -> None:
        """The button that leaves the dialog."""
        self._buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole).setAutoDefault(False)
        self._buttons.rejected.connect(self.reject)
