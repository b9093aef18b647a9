"""恢复: what was not saved when the program ended last. A person decides about each; nothing is restored by itself."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from perfdesk.ui.appearance import resize
from perfdesk.ui.plain_text import PlainLabel


class Recoverable(Protocol):
    """One document that was not saved."""

    @property
    def sentence(self) -> str:
        """Which one, how much, until when; and what is wrong with it."""

    @property
    def can_be_read(self) -> bool:
        """Whether it can be compared and recovered; else it can be put elsewhere."""

    def compare(self, parent: QWidget) -> None:
        """Shows what differs from the file."""

    def recover(self) -> bool:
        """Opens it as unsaved changes; whether that went well."""

    def save_elsewhere(self, parent: QWidget) -> bool:
        """Puts what cannot be read into another file; whether that was done."""

    def discard(self, parent: QWidget) -> bool:
        """Throws it away after a question; whether that was done."""


class RecoveryDialog(QDialog):
    """A row for each document. What is not decided about is asked again at the next start."""

    def __init__(self, found: Sequence[Recoverable], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("恢复没保存的修改")
        self._found = list(found)
        self.list = QListWidget()
        self.list.setAccessibleName("没保存的修改")
        self.list.setWordWrap(True)
        self.list.setSpacing(3)
        for one in found:
            self.list.addItem(QListWidgetItem(one.sentence))
        title = PlainLabel("上次没有保存就结束了，没保存的修改还在。选“先不管”，下次启动时再问。")
        title.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addWidget(title)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._buttons())
        self.list.currentRowChanged.connect(self._enable)
        self.list.setCurrentRow(0)
        self.recover.setFocus()
        resize(self, 640, 250)

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()

        def button(text: str, act: object) -> QPushButton:
            made = buttons.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
            made.clicked.connect(act)
            return made

        self.compare = button("看差别", lambda: self._current.compare(self))
        self.recover = button("恢复", lambda: self._went(self._current.recover()))
        self.elsewhere = button("另存…", lambda: self._went(self._current.save_elsewhere(self)))
        self.later = buttons.addButton("先不管", QDialogButtonBox.ButtonRole.RejectRole)
        self.discard = button("丢弃…", lambda: self._went(self._current.discard(self)))
        buttons.rejected.connect(self.reject)
        return buttons

    @property
    def _current(self) -> Recoverable:
        return self._found[self.list.currentRow()]

    def _enable(self, row: int) -> None:
        is_readable = row >= 0 and self._found[row].can_be_read
        for button in (self.compare, self.recover):
            button.setEnabled(is_readable)
        self.elsewhere.setVisible(not is_readable)
        self.recover.setDefault(is_readable)

    def _went(self, is_decided: bool) -> None:
        """One less to decide about."""
        if not is_decided:
            return
        row = self.list.currentRow()
        del self._found[row]
        if not self._found:
            self.accept()
            return
        self.list.blockSignals(True)
        self.list.takeItem(row)
        self.list.blockSignals(False)
        self._enable(self.list.currentRow())
        self.raise_()
        self.activateWindow()


def ask_recovery(found: Sequence[Recoverable], parent: QWidget | None) -> None:
    """Asks until all is decided or put off."""
    dialog = RecoveryDialog(found, parent)
    dialog.setWindowModality(Qt.WindowModality.ApplicationModal)
    dialog.exec()
