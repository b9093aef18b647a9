"""Long work: the window stays alive, cancelling forgets the result, errors arrive in the window's thread."""

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication, QProgressDialog, QWidget
from pytestqt.qtbot import QtBot

from perfdesk.ui.background import Cancelled, Task


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def test_the_result_arrives_in_the_windows_thread(parent: QWidget, qtbot: QtBot) -> None:
    heard: list[object] = []
    task = Task(parent, "…", lambda _: QThread.currentThread(), heard.append, heard.append)
    with qtbot.waitSignal(task.ended):
        task.start()
    qtbot.waitUntil(lambda: bool(heard))
    assert heard != [QApplication.instance().thread()]


def test_an_error_arrives_too(parent: QWidget, qtbot: QtBot) -> None:
    def work(_: Callable[[], None]) -> None:
        raise OSError("gone")

    failed: list[Exception] = []
    task = Task(parent, "…", work, lambda _: pytest.fail("it did not go well"), failed.append)
    with qtbot.waitSignal(task.ended):
        task.start()
    qtbot.waitUntil(lambda: bool(failed))
    assert [str(error) for error in failed] == ["gone"]


def test_long_work_shows_a_dialog_whose_button_ends_it(parent: QWidget, qtbot: QtBot) -> None:
    noticed = threading.Event()

    def work(go_on: Callable[[], None]) -> None:
        try:
            while not noticed.wait(0.01):
                go_on()
        except Cancelled:
            noticed.set()
            raise

    def unwanted(_: object) -> None:
        pytest.fail("nobody waits for this any more")

    task = Task(parent, "正在装入 …", work, unwanted, unwanted)
    task.start()
    dialog = parent.findChild(QProgressDialog)
    assert not dialog.isVisible()
    qtbot.waitUntil(dialog.isVisible)
    with qtbot.waitSignal(task.ended):
        dialog.canceled.emit()
    assert noticed.is_set()
    assert not dialog.isVisible()
