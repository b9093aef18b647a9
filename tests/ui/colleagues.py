"""What tests of several files share: colleagues' copies, and what is done with them in the window."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from perfdesk.model.edits import Edit
from perfdesk.ui.dialogs.merge import MergeDialog
from perfdesk.ui.main_window import MainWindow

Copy = Callable[[str, Edit], Path]
Decide = Callable[[MergeDialog], None]


def merge(window: MainWindow, qtbot: QtBot, paths: list[Path]) -> None:
    with qtbot.waitSignal(window.workbench.tasks.ended):
        window.workbench.merging.merge_paths(paths)
    QApplication.processEvents()


def project(window: MainWindow, number: int = 0) -> dict[str, str]:
    return dict(window.session.document.projects[number].fields)


def push(dialog: QDialog, text: str) -> None:
    """Presses the button with this text."""
    next(one for one in dialog.findChildren(QPushButton) if one.text() == text).click()
