"""The window with settings of its own and a user who answers from a list."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from clerk import Do, User, at_size
from colleagues import Copy, Decide
from notation import document as written
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from typist import Typist

from perfdesk import paths
from perfdesk.merge.plan import Plan
from perfdesk.model.document import Document
from perfdesk.model.edits import Edit, Remove, SetFields, Several
from perfdesk.store import file
from perfdesk.ui import ask, documents, merging, pasting, preferences
from perfdesk.ui.dialogs.merge import MergeDialog
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

    def waitActive(self, widget: QWidget, *, timeout: int = PATIENCE_MS) -> Any:
        return super().waitActive(widget, timeout=timeout)

    def waitExposed(self, widget: QWidget, *, timeout: int = PATIENCE_MS) -> Any:
        return super().waitExposed(widget, timeout=timeout)


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
    preferences.set_author("")
    monkeypatch.setattr(paths, "documents", lambda: tmp_path)
    monkeypatch.setattr(paths, "journals", lambda: tmp_path / "user" / "journals")
    monkeypatch.setattr(paths, "backups", lambda: tmp_path / "user" / "backups")
    monkeypatch.setattr(ask, "tell", one.tell)
    monkeypatch.setattr(ask, "warn", one.warn)
    monkeypatch.setattr(ask, "choose", one.choose)
    monkeypatch.setattr(ask, "text", one.answer)
    monkeypatch.setattr(ask, "file_to_open", one.file_name)
    monkeypatch.setattr(ask, "file_to_write", one.file_name)
    monkeypatch.setattr(documents, "ask_new_document", one.answer)
    monkeypatch.setattr(documents, "ask_where", one.answer)
    monkeypatch.setattr(pasting, "ask_paste", one.paste)
    yield one
    assert one.answers == []


@pytest.fixture
def window(qtbot: QtBot, user: User) -> MainWindow:
    made = MainWindow()
    qtbot.addWidget(made, before_close_func=lambda one: one.session.close())
    made.show()
    # Qt takes Ctrl for held since the last key of the test before; a tree would then add to its selection.
    QTest.keyRelease(made, Qt.Key.Key_Control)
    return made


@pytest.fixture
def typist(window: MainWindow, qtbot: QtBot) -> Typist:
    # So wide that short texts stand in one line, in which Home goes to the first letter.
    at_size(window, 1366, 768)
    with qtbot.waitActive(window):
        window.activateWindow()
    return Typist(window)


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


@pytest.fixture
def copy(saved: Path) -> Copy:
    """A colleague's copy of the book with an edit, saved under the colleague's name. It is not beside the book, where
    it would be offered at once."""

    def made(name: str, edit: Edit) -> Path:
        path = saved.parent / "收到的" / f"{name}.perfdesk"
        path.parent.mkdir(exist_ok=True)
        shutil.copy(saved, path)
        opened = file.read(path)
        file.save(path, edit.apply(opened.document), opened, author=name)
        return path

    return made


@pytest.fixture
def colleagues(copy: Copy) -> list[Path]:
    """Two files: 张敏 and 李强 agree on nothing about one field, and each did something alone."""
    return [
        copy("张敏", SetFields({("p1", "budget_total"): "25", ("p1", "goal"): "全年稳定运行"})),
        copy("李强", Several((SetFields({("p1", "budget_total"): "30"}), Remove(frozenset({"p2.1"}))), "")),
    ]


@pytest.fixture
def decide(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Callable[[Decide, bool], list[str]]:
    """What the user does in the preview, and whether it is merged; gives what the preview was told."""

    def set_up(act: Decide, merge: bool = True) -> list[str]:
        told: list[str] = []

        def ask(
            plan: Plan,
            refused: list[str],
            export: Callable[[Plan], object],
            parent: QWidget,
            rebase: Callable[[Plan, QWidget], bool],
        ) -> Plan | None:
            dialog = MergeDialog(plan, refused, export, parent, rebase)
            dialog.open()
            with qtbot.waitActive(dialog):
                dialog.activateWindow()
            qtbot.waitUntil(dialog.table.hasFocus)
            told.extend(refused)
            act(dialog)
            dialog.close()
            return dialog.plan if merge else None

        monkeypatch.setattr(merging, "ask_merge", ask)
        return told

    return set_up
