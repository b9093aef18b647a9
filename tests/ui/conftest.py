"""The window with settings of its own and a user who answers from a list."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from clerk import Do, User
from notation import document as written
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from perfdesk import paths
from perfdesk.model.document import Document
from perfdesk.store import file
from perfdesk.ui import ask, files
from perfdesk.ui.main_window import MainWindow

PATIENCE_MS = 120_000
BOOK = """
department_name=青禾县档案馆 | fiscal_year=2025
# 网站维护费 | budget_total=22.20 | budget_fiscal=22.20
- 数量 | 维护次数 | ≥4次
- 数量 | 网站数量 | 1个
- 质量 | 正常运行率 | ≥95%
# 库房租金 | budget_total=5
- 数量 | 库房面积 | ≥200平方米
"""


class PatientBot(QtBot):
    """Waits until something happens, however busy the machine is; a test that waits in vain has failed anyway."""

    def waitUntil(self, callback: Callable[[], object], *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **options: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **options)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """pytest-qt's own, but patient."""
    return PatientBot(request)


@pytest.fixture(scope="session", autouse=True)
def _clipboard_let_go(qapp: QApplication) -> Iterator[None]:
    """Offscreen Qt keeps the clipboard in a static, freed after Python has gone: QMimeData of ours would crash there.

    Windows and X11 free it with the application.
    """
    yield
    qapp.clipboard().clear()


@pytest.fixture
def user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[User]:
    one = User()
    monkeypatch.setattr(paths, "settings_file", lambda: tmp_path / "settings.ini")
    monkeypatch.setattr(paths, "documents", lambda: tmp_path)
    monkeypatch.setattr(ask, "tell", one.tell)
    monkeypatch.setattr(ask, "choose", one.choose)
    monkeypatch.setattr(ask, "text", one.answer)
    monkeypatch.setattr(ask, "file_to_open", one.file_name)
    monkeypatch.setattr(ask, "file_to_write", one.file_name)
    monkeypatch.setattr(files, "ask_new_document", one.answer)
    monkeypatch.setattr(files, "ask_where", one.answer)
    yield one
    assert one.answers == []


@pytest.fixture
def window(qtbot: QtBot, user: User) -> MainWindow:
    made = MainWindow()
    qtbot.addWidget(made, before_close_func=lambda one: one.session.close())
    made.show()
    return made


@pytest.fixture
def book() -> Document:
    """Two projects of an invented department."""
    return written(BOOK)


@pytest.fixture
def saved(tmp_path: Path, book: Document) -> Path:
    """The book in a file."""
    path = tmp_path / "档案馆.perfdesk"
    file.save(path, book)
    return path


@pytest.fixture
def do(window: MainWindow) -> Do:
    """Triggers actions by id, as a menu or key does; all of them must be possible."""

    def trigger(*names: str) -> None:
        for name in names:
            assert window.actions_by_id[name].isEnabled(), name
            window.actions_by_id[name].trigger()

    return trigger
