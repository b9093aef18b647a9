"""Two people with one file, each in a window."""

from pathlib import Path

import pytest
from clerk import Do, User
from colleagues import project
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from perfdesk.model.edits import Edit, SetFields
from perfdesk.store import file, owner
from perfdesk.ui.main_window import MainWindow


def somebody_saves(path: Path, edit: Edit) -> None:
    opened = file.read(path)
    file.save(path, edit.apply(opened.document), opened, author="别人")


def test_what_somebody_saved_meanwhile_is_merged_before_it_is_replaced(
    window: MainWindow, saved: Path, user: User, decide, qtbot: QtBot, do: Do
) -> None:
    window.documents.open_path(saved)
    window.session.run(SetFields({("p1", "goal"): "我的"}))
    somebody_saves(saved, SetFields({("p2", "goal"): "别人的"}))
    content = saved.read_bytes()
    user.answers = ["合并进来…"]
    decide(lambda dialog: None)
    with qtbot.waitSignal(window.workbench.tasks.ended):
        do("save")
    QApplication.processEvents()
    assert "别人保存过这个文件" in user.heard[-1]
    assert saved.read_bytes() == content
    assert [project(window, at)["goal"] for at in (0, 1)] == ["我的", "别人的"]
    do("save")
    found = file.read(saved)
    assert [one.fields["goal"] for one in found.document.projects] == ["我的", "别人的"]
    assert {one.author for one in file.revisions(found)} == {"", "别人"}


def test_after_undoing_that_merge_saving_asks_again(
    window: MainWindow, saved: Path, user: User, decide, qtbot: QtBot, do: Do
) -> None:
    window.documents.open_path(saved)
    window.session.run(SetFields({("p1", "goal"): "我的"}))
    somebody_saves(saved, SetFields({("p2", "goal"): "别人的"}))
    decide(lambda dialog: None)
    with qtbot.waitSignal(window.workbench.tasks.ended):
        window.workbench.merging.merge_from_disk()
    QApplication.processEvents()
    do("undo")
    user.answers = ["以后再说"]
    do("save")
    assert file.read(saved).document.projects[1].fields["goal"] == "别人的"
    assert window.session.modified


def test_coming_back_to_the_window_tells_once(window: MainWindow, saved: Path, user: User) -> None:
    window.documents.open_path(saved)
    window.workbench.disk_watch.look_at_disk()
    assert user.heard == []
    somebody_saves(saved, SetFields({("p2", "goal"): "别人的"}))
    user.answers = ["以后再说"]
    window.workbench.disk_watch.look_at_disk()
    window.workbench.disk_watch.look_at_disk()
    assert len(user.heard) == 1
    saved.touch()
    window.workbench.disk_watch.look_at_disk()
    assert len(user.heard) == 1


@pytest.mark.parametrize(
    ("answer", "path_is", "read_only"), [("只读打开", True, True), ("照常打开", True, False), ("不打开", False, False)]
)
def test_a_file_that_is_open_elsewhere_is_told(
    window: MainWindow, saved: Path, user: User, answer: str, path_is: bool, read_only: bool
) -> None:
    key, _ = owner.claim(saved, "张敏")
    user.answers = [answer]
    window.documents.open_path(saved)
    assert "张敏" in user.heard[0]
    assert (window.session.path == saved) is path_is
    assert window.session.read_only is read_only
    assert owner.mark_of(saved).exists()
    window.session.close()
    owner.release(saved, key)
    assert not owner.mark_of(saved).exists()


def test_the_mark_follows_the_file(window: MainWindow, saved: Path, user: User, tmp_path: Path, do: Do) -> None:
    window.documents.open_path(saved)
    assert owner.mark_of(saved).exists()
    other = tmp_path / "另存.perfdesk"
    user.answers = [other]
    do("save-as")
    assert not owner.mark_of(saved).exists()
    assert owner.mark_of(other).exists()
    window.documents.open_path(other)
    assert user.heard == ["另存为"], "its own mark is no other's"
    broken = tmp_path / "坏.perfdesk"
    broken.write_bytes(b"PK")
    window.documents.open_path(broken)
    assert not owner.mark_of(broken).exists()
    assert owner.mark_of(other).exists()
    window.close()
    assert not owner.mark_of(other).exists()
