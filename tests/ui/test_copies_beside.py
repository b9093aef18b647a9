"""Copies of an opened document that lie beside it: what is asked, and that nobody waits."""

import shutil
import threading
from pathlib import Path

import pytest
from clerk import User
from colleagues import project
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from perfdesk.model.edits import SetFields
from perfdesk.store import file, owner
from perfdesk.ui import copies_beside as copies_module
from perfdesk.ui.main_window import MainWindow
from perfdesk.work.same_document import Copies

ASKED = "文件夹里有这份文件的 {} 个副本，里面有这份文件没有的修改：\n"


def edited(path: Path, goal: str, node: str = "p1") -> Path:
    opened = file.read(path)
    file.save(path, SetFields({(node, "goal"): goal}).apply(opened.document), opened)
    return path


def copied(path: Path, name: str, goal: str = "") -> Path:
    copy = Path(shutil.copy(path, path.with_name(f"{name}.perfdesk")))
    return edited(copy, goal) if goal else copy


def opened(window: MainWindow, path: Path, qtbot: QtBot) -> None:
    """Until somebody has looked round beside the file."""
    with qtbot.waitSignal(window.workbench.copies.looked):
        window.documents.open_path(path)
    QApplication.processEvents()


def test_copies_of_any_name_are_offered_and_merged(
    window: MainWindow, saved: Path, user: User, decide, qtbot: QtBot
) -> None:
    copied(saved, "档案馆 - 副本")
    copied(saved, "复件 终稿", "复件里的")
    decide(lambda dialog: None)
    user.answers = ["合并进来…"]
    with qtbot.waitSignal(window.workbench.tasks.ended):
        window.documents.open_path(saved)
    QApplication.processEvents()
    assert user.heard == [ASKED.format(1) + "　复件 终稿.perfdesk"]
    assert project(window)["goal"] == "复件里的"


def test_copies_without_news_are_not_spoken_of(window: MainWindow, saved: Path, user: User, qtbot: QtBot) -> None:
    copied(saved, "档案馆 - 副本")
    copied(saved, "档案馆(1)", "同样")
    edited(saved, "同样")
    opened(window, saved, qtbot)
    opened(window, copied(saved, "档案馆 副本"), qtbot)
    assert (user.heard, window.workbench.status.currentMessage()) == ([], ""), "nor is the original from inside a copy"


def test_from_inside_the_copy_the_original_is_offered(
    window: MainWindow, saved: Path, user: User, qtbot: QtBot
) -> None:
    copy = copied(saved, "档案馆-DESKTOP-7QK2")
    edited(saved, "原件里的")
    user.answers = ["改为打开原件"]
    opened(window, copy, qtbot)
    assert user.heard == [f"“{copy.name}”像是“{saved.name}”的副本；原件里有这份文件没有的修改。"]
    assert window.session.path == saved


def test_among_several_the_original_is_named(window: MainWindow, saved: Path, user: User, qtbot: QtBot) -> None:
    copy = copied(saved, "档案馆[1]")
    copied(saved, "档案馆[2]", "另一份里的")
    edited(saved, "原件里的")
    user.answers = ["以后再说"]
    opened(window, copy, qtbot)
    assert user.heard == [ASKED.format(2) + "　档案馆.perfdesk（原件）\n　档案馆[2].perfdesk"]
    assert window.session.path == copy


def test_who_works_in_a_copy_is_told_without_a_question(
    window: MainWindow, saved: Path, user: User, qtbot: QtBot
) -> None:
    copy = copied(saved, "副本 档案馆", "副本里的")
    opened(window, copy, qtbot)
    assert user.heard == []
    assert window.workbench.status.currentMessage() == (
        "“副本 档案馆.perfdesk”像是“档案馆.perfdesk”的副本，这里的修改原件里没有；要合并，请打开原件。"
    )


def test_ten_are_named(window: MainWindow, saved: Path, user: User, qtbot: QtBot) -> None:
    other = copied(saved, "档案馆(00)", "另改")
    for number in range(1, 11):
        shutil.copy(other, saved.with_name(f"档案馆({number:02}).perfdesk"))
    user.answers = [None]
    opened(window, saved, qtbot)
    assert user.heard[0].splitlines()[-2:] == ["　档案馆(09).perfdesk", "　……"]


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """A look that takes until it is set, or until nobody wants it any more."""
    enough = threading.Event()

    def look(path: Path, ours: object, go_on) -> Copies:
        while not enough.wait(0.001):
            go_on()
        return Copies([path.with_name("副本.perfdesk")])

    monkeypatch.setattr(copies_module, "copies_beside", look)
    return enough


def test_typing_does_not_wait_and_a_question_waits_for_others(
    window: MainWindow, saved: Path, user: User, qtbot: QtBot, held: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.documents.open_path(saved)
    assert window.session.run(SetFields({("p1", "goal"): "我的"}))
    other = window
    monkeypatch.setattr(copies_module.QApplication, "activeModalWidget", lambda: other)
    with qtbot.waitSignal(window.workbench.copies.looked):
        held.set()
    assert user.heard == [], "another question is open"
    monkeypatch.setattr(copies_module.QApplication, "activeModalWidget", lambda: None)
    with monkeypatch.context() as at_work:
        at_work.setattr(type(window.workbench.tasks), "busy", True)
        window.workbench.look_at_disk()
    assert user.heard == [], "something else is at work"
    user.answers = ["以后再说"]
    window.workbench.look_at_disk()
    window.workbench.look_at_disk()
    assert len(user.heard) == 1


def test_what_was_found_beside_another_file_is_not_offered(
    window: MainWindow, saved: Path, user: User, qtbot: QtBot, held: threading.Event
) -> None:
    window.documents.open_path(saved)
    window.session.close()
    with qtbot.waitSignal(window.workbench.copies.looked):
        held.set()
    window.workbench.look_at_disk()
    assert user.heard == []


def test_beside_a_file_that_is_only_looked_at_nobody_looks(
    window: MainWindow, saved: Path, user: User, held: threading.Event
) -> None:
    key, _ = owner.claim(saved, "张敏")
    user.answers = ["只读打开"]
    window.documents.open_path(saved)
    owner.release(saved, key)
    assert window.workbench.copies._look is None


def test_a_window_that_closes_ends_the_look(window: MainWindow, saved: Path, user: User, held: threading.Event) -> None:
    window.documents.open_path(saved)
    window.workbench.copies.stop()
    window.documents.open_path(saved)
    assert window.close()
    assert user.heard == []


@pytest.mark.parametrize(("error", "raised"), [(OSError(5, "network"), 0), (ValueError("a fault"), 1)])
def test_a_disk_that_fails_is_passed_over_and_a_fault_is_not(
    window: MainWindow, saved: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, error: Exception, raised: int
) -> None:
    def look(*_: object) -> Copies:
        raise error

    monkeypatch.setattr(copies_module, "copies_beside", look)
    with qtbot.captureExceptions() as seen:
        opened(window, saved, qtbot)
    assert len(seen) == raised
