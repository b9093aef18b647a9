"""A file is renamed in the file manager while it is open in the window."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from clerk import Do, User

from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.store import file, owner
from perfdesk.ui import ask, preferences
from perfdesk.ui.main_window import MainWindow
from perfdesk.work import moved_file


@pytest.fixture
def opened(window: MainWindow, saved: Path) -> MainWindow:
    """With a change to be saved."""
    window.documents.open_path(saved)
    window.session.run(SetFields({("p1", "goal"): "改名以后填的"}))
    return window


def goal(path: Path) -> str:
    return file.read(path).document.projects[0].fields["goal"]


def said(window: MainWindow) -> str:
    return window.workbench.status.currentMessage()


def test_a_renamed_file_is_saved_under_its_new_name(opened: MainWindow, saved: Path, user: User, do: Do) -> None:
    new = saved.rename(saved.with_name("档案馆2031.perfdesk"))
    do("save")
    assert (goal(new), saved.exists()) == ("改名以后填的", False)
    assert user.heard == []
    assert said(opened) == "“档案馆.perfdesk”已改名为“档案馆2031.perfdesk”，以后保存到新名字。"
    assert "档案馆2031" in opened.windowTitle()
    assert preferences.recent_files() == [new]
    assert (owner.mark_of(saved).exists(), owner.mark_of(new).exists()) == (False, True)


def test_coming_back_to_the_window_follows_and_says_it(opened: MainWindow, saved: Path, user: User) -> None:
    new = saved.rename(saved.with_name("新名字.perfdesk"))
    opened.workbench.look_at_disk()
    assert opened.session.path == new
    assert opened.session.modified
    assert said(opened).startswith("“档案馆.perfdesk”已改名为“新名字.perfdesk”")
    assert preferences.recent_files() == [new]
    assert [action.text() for action in opened._menus["recent"].actions()] == [str(new)]
    assert user.heard == []


def test_a_renamed_folder_is_followed_with_the_mark(
    window: MainWindow, saved: Path, user: User, tmp_path: Path, do: Do
) -> None:
    path = tmp_path / "今年" / "档案馆.perfdesk"
    path.parent.mkdir()
    shutil.copy(saved, path)
    window.documents.open_path(path)
    window.session.run(SetFields({("p1", "goal"): "改名以后填的"}))
    new = path.parent.rename(tmp_path / "去年") / path.name
    do("save")
    assert goal(new) == "改名以后填的"
    assert said(window) == f"“档案馆.perfdesk”所在的文件夹已改名，以后保存到“{new.parent}”。"
    assert not path.parent.exists()
    assert owner.mark_of(new).exists()
    window.session.close()
    assert not owner.mark_of(new).exists(), "it is this window's own mark, which came along"


def test_an_edit_does_not_ask_the_disk_for_the_mark(opened: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(owner, "has", lambda path, key: asked.append(path) or True)
    assert opened.session.run(SetFields({("p1", "goal"): "又改了"}))
    assert asked == []


def test_coming_back_to_a_window_whose_file_is_gone_reads_no_other_file(
    opened: MainWindow, saved: Path, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(saved, saved.with_name("副本.perfdesk"))
    saved.unlink()
    read: list[Path] = []
    monkeypatch.setattr(moved_file, "with_revision", lambda folder, *_: read.append(folder) or [])
    opened.workbench.look_at_disk()
    assert (read, user.heard) == ([], [])
    assert opened.session.path == saved


GONE = "没有保存：文件夹里没有“档案馆.perfdesk”了，可能改了名、移走了或删掉了。"


@pytest.mark.parametrize(("answer", "there"), [("仍按原名保存", True), ("先不保存", False), (None, False)])
def test_a_file_that_is_gone_is_asked_about(
    opened: MainWindow, saved: Path, user: User, do: Do, answer: str | None, there: bool
) -> None:
    saved.unlink()
    opened.workbench.look_at_disk()
    assert user.heard == [], "not before saving"
    user.answers = [answer]
    do("save")
    assert user.heard == [GONE]
    assert (saved.exists(), opened.session.modified, said(opened)) == (there, not there, "")


@pytest.mark.parametrize(
    ("beside", "under_its_name", "offered"),
    [
        (False, False, ["仍按原名保存", "另存为…", "先不保存"]),
        (True, False, ["保存到“副本.perfdesk”", "仍按原名保存", "另存为…", "先不保存"]),
        (False, True, ["另存为…", "先不保存"]),
    ],
)
def test_only_what_is_safe_is_offered(
    opened: MainWindow,
    saved: Path,
    book: Document,
    do: Do,
    monkeypatch: pytest.MonkeyPatch,
    beside: bool,
    under_its_name: bool,
    offered: list[str],
) -> None:
    if beside:
        shutil.copy(saved, saved.with_name("副本.perfdesk"))
    saved.unlink()
    if under_its_name:
        file.save(saved, replace(book, id="other"))
    seen: list[list[str]] = []
    monkeypatch.setattr(ask, "choose", lambda parent, question, buttons: seen.append(buttons))
    do("save")
    assert seen == [offered]


def test_it_may_be_saved_elsewhere(opened: MainWindow, saved: Path, user: User, tmp_path: Path, do: Do) -> None:
    saved.unlink()
    user.answers = ["另存为…", tmp_path / "另一份.perfdesk"]
    do("save")
    assert goal(tmp_path / "另一份.perfdesk") == "改名以后填的"


def test_a_copy_beside_a_file_that_is_gone_is_named(opened: MainWindow, saved: Path, user: User, do: Do) -> None:
    copy = Path(shutil.copy(saved, saved.with_name("档案馆 副本.perfdesk")))
    saved.unlink()
    user.answers = ["保存到“档案馆 副本.perfdesk”"]
    do("save")
    assert user.heard == [f"{GONE}“档案馆 副本.perfdesk”是同一份材料。"]
    assert (goal(copy), saved.exists()) == ("改名以后填的", False)


def test_another_document_under_the_old_name_is_never_overwritten(
    opened: MainWindow, saved: Path, book: Document, user: User, tmp_path: Path, do: Do
) -> None:
    saved.unlink()
    file.save(saved, replace(book, id="other"))
    content = saved.read_bytes()
    opened.workbench.look_at_disk()
    user.answers = ["另存为…", tmp_path / "另一份.perfdesk"]
    do("save")
    assert user.heard[0] == "没有保存：“档案馆.perfdesk”这个名字下现在是另一份材料，打开着的这份不在那里了。"
    assert saved.read_bytes() == content


def test_a_document_that_is_only_looked_at_does_not_follow(window: MainWindow, saved: Path, user: User) -> None:
    key, _ = owner.claim(saved, "张敏")
    user.answers = ["只读打开"]
    window.documents.open_path(saved)
    owner.release(saved, key)
    saved.rename(saved.with_name("新名字.perfdesk"))
    window.workbench.look_at_disk()
    assert window.session.path == saved


def test_a_document_without_a_file_is_saved_as_ever(
    window: MainWindow, book: Document, user: User, tmp_path: Path, do: Do
) -> None:
    window.session.start(book)
    user.answers = [tmp_path / "新.perfdesk"]
    do("save")
    assert (tmp_path / "新.perfdesk").exists()
