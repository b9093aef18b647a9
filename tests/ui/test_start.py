"""The start: a first page that waits for nothing, and the workbench behind it when it is needed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from clerk import User
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QCommandLinkButton, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from perfdesk.store import file
from perfdesk.ui import main_window, preferences
from perfdesk.ui.app import Windows
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.start_page import StartPage

ROOT = Path(__file__).resolve().parents[2]
# What the first page may do without: libraries of documents and forms, printing, and all rooms behind the window.
SLOW = {"docx", "email", "lxml", "openpyxl", "pydantic", "pydantic_core", "pypdf", "tomllib", "PySide6.QtPrintSupport"}
FIRST = {
    "__main__",
    "forms",
    "forms.heads",
    "log",
    "office",
    "paths",
    "ui",
    *(
        f"ui.{name}"
        for name in (
            "actions",
            "app",
            "availability",
            "error_dialog",
            "examples",
            "icons",
            "instance",
            "main_window",
            "plain_text",
            "preferences",
            "start_page",
            "views",
            "views.key_table",
        )
    ),
}


def imported(tmp_path: Path, until: str, *files: Path) -> set[str]:
    """The modules of a program that has started so far, in a process of its own."""
    folders = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"), str(tmp_path / "home"))
    (tmp_path / "home").mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.first_paint", until, *map(str, files)],
        cwd=ROOT, env={**os.environ, **folders}, capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    return set(done.stdout.split())


def own(modules: set[str]) -> set[str]:
    return {name.removeprefix("perfdesk.") for name in modules if name.startswith("perfdesk.")}


@pytest.mark.parametrize("with_file", [False, True])
def test_the_first_page_is_painted_before_anything_else_is_imported(
    tmp_path: Path, saved: Path, with_file: bool
) -> None:
    modules = imported(tmp_path, "painted", *([saved] if with_file else []))
    assert modules & SLOW == set()
    assert own(modules) == FIRST


def test_after_the_first_painting_everything_is_there_unasked(tmp_path: Path) -> None:
    assert {"ui.workbench", "ui.session", "store.file"} <= own(imported(tmp_path, "ready"))


@pytest.fixture(autouse=True)
def _only_painting_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main_window, "_LONGEST_UNSEEN_MS", 3_600_000)


@pytest.fixture
def bare(qtbot: QtBot, user: User) -> MainWindow:
    """A window that was never shown."""
    made = MainWindow()
    qtbot.addWidget(made, before_close_func=lambda one: one.session.close())
    return made


@pytest.fixture
def windows(qtbot: QtBot, user: User) -> Windows:
    return Windows()


def close(windows: Windows) -> None:
    for window in windows._all:
        window.close()
        window.deleteLater()


def test_a_shown_window_gets_its_workbench_after_painting_and_keeps_the_focus(bare: MainWindow, qtbot: QtBot) -> None:
    bare.show()
    bare.activateWindow()
    link = bare._start.findChildren(QCommandLinkButton)[1]
    link.setFocus()
    assert bare._made is None
    qtbot.waitUntil(lambda: bare._made is not None)
    assert bare.centralWidget().currentWidget() is bare._start
    assert QApplication.focusWidget() is link
    assert bare.statusBar() is bare.workbench.status


def test_a_window_closed_before_it_is_painted_does_nothing_any_more(
    bare: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(main_window, "_LONGEST_UNSEEN_MS", 0)
    done: list[str] = []
    bare.show()
    bare.when_painted(lambda: done.append("too late"))
    bare.close()
    qtbot.wait(50)
    assert (bare._made, done) == (None, [])
    assert preferences.remembered("window") is not None
    assert preferences.remembered("across") is None


def test_a_window_that_is_never_painted_goes_on_all_the_same(
    bare: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(main_window, "_LONGEST_UNSEEN_MS", 0)
    done: list[bool] = []
    bare.when_painted(lambda: done.append(bare._made is not None))
    QApplication.sendEvent(bare, QShowEvent())
    qtbot.waitUntil(lambda: done == [True])
    bare.when_painted(lambda: done.append(True))
    assert done == [True, True], "from then on at once"


def test_a_key_pressed_before_the_workbench_is_there_finds_it(bare: MainWindow, user: User, saved: Path) -> None:
    user.answers = [saved]
    bare.actions_by_id["open"].trigger()
    assert bare.session.path == saved
    assert bare.centralWidget().currentWidget() is bare.workbench


def test_every_control_of_the_first_page_has_a_name(bare: MainWindow) -> None:
    controls = [
        one for one in bare._start.findChildren(QWidget) if isinstance(one, QAbstractButton | QAbstractItemView)
    ]
    assert len(controls) >= 6
    assert [one for one in controls if not one.accessibleName()] == []


@pytest.mark.parametrize(("name", "act"), [("新建", "new"), ("打开", "open"), ("装入 Word、Excel、文本", "import_")])
def test_what_one_can_begin_with_is_done(
    bare: MainWindow, monkeypatch: pytest.MonkeyPatch, name: str, act: str
) -> None:
    done: list[str] = []
    monkeypatch.setattr(bare.documents, act, lambda: done.append(act))
    link(bare, name).click()
    assert done == [act]


def link(window: MainWindow, name: str) -> QCommandLinkButton:
    (found,) = (one for one in window._start.findChildren(QCommandLinkButton) if one.text() == name)
    return found


def test_an_example_opens_from_the_first_page(bare: MainWindow) -> None:
    link(bare, "河北省：部门预算绩效文本").click()
    assert bare.session.document.form == "hebei-book-2024"


def test_a_recent_file_opens_from_page_and_menu_and_is_listed_in_both(bare: MainWindow, saved: Path) -> None:
    def menu() -> list[str]:
        return [action.text() for action in bare._menus["recent"].actions()]

    assert (menu(), bare._menus["recent"].isEnabled()) == ([], False)
    bare.documents.open_path(saved)
    (recent,) = bare._start.findChildren(QListWidget)
    assert (menu(), recent.count(), recent.isHidden()) == ([str(saved)], 1, False)
    bare.documents.close()
    recent.itemActivated.emit(recent.item(0))
    assert bare.session.path == saved
    bare.documents.close()
    bare._menus["recent"].actions()[0].trigger()
    assert bare.session.path == saved


def test_given_files_are_read_after_the_first_page_is_shown(
    windows: Windows, qtbot: QtBot, saved: Path, tmp_path: Path, book
) -> None:
    other = tmp_path / "另一份.perfdesk"
    file.save(other, book)
    windows.open([saved, other])
    (first,) = windows._all
    assert first.isVisible()
    assert first._made is None
    windows.open([saved])
    qtbot.waitUntil(lambda: len(windows._all) == 2)
    assert [window.session.path for window in windows._all] == [saved, other]
    qtbot.wait(50)
    assert len(windows._all) == 2
    close(windows)


def test_a_file_that_a_window_has_already_is_not_read_again(windows: Windows, qtbot: QtBot, saved: Path) -> None:
    windows.open([saved])
    (first,) = windows._all
    qtbot.waitUntil(lambda: first.session.path == saved)
    document = first.session.document
    windows.open([saved])
    assert windows._all == [first]
    assert first.session.document is document
    close(windows)


@pytest.mark.parametrize("files", [1, 5])
def test_the_recent_files_take_the_room_of_their_names_and_no_more(
    bare: MainWindow, tmp_path: Path, qtbot: QtBot, files: int
) -> None:
    for number in range(files):
        preferences.add_recent(tmp_path / f"{number}.perfdesk")
    bare._start.refresh()
    bare.resize(1366, 768)
    bare.show()
    (recent,) = bare._start.findChildren(QListWidget)
    last = recent.visualItemRect(recent.item(files - 1))
    hole = recent.viewport().height() - last.bottom()
    assert 0 <= hole < last.height() / 2
    assert last.height() > 2.5 * recent.fontMetrics().lineSpacing(), "a file and its folder"


def test_a_beginning_is_as_high_as_its_two_lines_where_the_font_of_the_system_is_small(
    qtbot: QtBot, qapp: QApplication
) -> None:
    """As on Windows, where the lines of such a button have a larger font than all else."""
    usual = qapp.font()
    small = qapp.font()
    small.setPointSizeF(5)
    qapp.setFont(small)
    try:
        page = StartPage()
        qtbot.addWidget(page)
        links = page.findChildren(QCommandLinkButton)
    finally:
        qapp.setFont(usual)
    assert links
    assert all(one.height() > one.heightForWidth(1040) for one in links)
