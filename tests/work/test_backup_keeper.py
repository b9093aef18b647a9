"""The backups that a workspace makes: of what is opened, saved and replaced, in a thread that nobody waits for; a
failure stops no save and is said once. tests/test_killed.py kills it."""

import errno
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from notation import document as written

from perfdesk.merge.analyse import analyse
from perfdesk.model.edits import ReplaceContent, SetFields
from perfdesk.store import atomic, file
from perfdesk.store.backup_ages import LIMITS
from perfdesk.store.backups import Backups, all_backups, backups_of
from perfdesk.store.replay import ASIDE
from perfdesk.work import backup_keeper
from perfdesk.work.workspace import Workspace

BOOK = "department_name=青禾县档案馆\n# 网站维护费 | budget_total=1"


def goal(text: str) -> SetFields:
    return SetFields({("p1", "goal"): text})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "用户" / "backups"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "书.perfdesk"
    file.save(path, goal("一").apply(written(BOOK)), author="甲")
    return path


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def work(path: Path, root: Path, told: list[str]) -> Iterator[Workspace]:
    work = Workspace.open(path)
    work.keep_backups(root, told.append)
    yield work
    work.end_backups()


def settle(work: Workspace) -> None:
    """Waits for the thread; backups go on being made afterwards."""
    keeper = work._backups
    assert keeper is not None
    keeper.end()


def save(work: Workspace, text: str, path: Path | None = None) -> None:
    work.run(goal(text))
    work.save(path or work.path, "乙")
    settle(work)


def goals(those: Backups) -> list[str]:
    return [goal_in(one.path) for one in those.all()]


def goal_in(path: Path) -> str:
    return file.read(path).document.projects[0].fields["goal"]


def kept(root: Path, path: Path) -> list[str]:
    return goals(backups_of(root, "d", path))


# --- what is kept ---------------------------------------------------------------------------------------------------


def test_what_is_opened_and_what_is_saved_is_kept(work: Workspace, root: Path, path: Path) -> None:
    settle(work)
    assert kept(root, path) == ["一"]
    save(work, "二")
    save(work, "三")
    assert kept(root, path) == ["一", "二", "三"]
    [those] = all_backups(root)
    assert those.all()[-1].path.read_bytes() == path.read_bytes()
    assert (those.about().path, those.about().department) == (str(path), "青禾县档案馆")


def test_saving_without_a_change_keeps_nothing_more(work: Workspace, root: Path, path: Path) -> None:
    for _ in range(3):
        work.save(path)
    settle(work)
    assert kept(root, path) == ["一"]


def test_a_new_document_is_kept_from_its_first_save_on(root: Path, tmp_path: Path) -> None:
    work = Workspace(written(BOOK))
    work.keep_backups(root)
    settle(work)
    assert all_backups(root) == []
    save(work, "一", tmp_path / "新.perfdesk")
    assert kept(root, tmp_path / "新.perfdesk") == ["一"]


def test_another_document_that_is_replaced_is_kept_as_what_it_was(work: Workspace, root: Path, tmp_path: Path) -> None:
    other = tmp_path / "别的.perfdesk"
    file.save(other, replace(goal("别的").apply(written(BOOK)), id="e"))
    save(work, "二", other)
    assert goals(backups_of(root, "e", other)) == ["别的"]
    assert kept(root, other) == ["二"]


def test_what_a_colleague_saved_is_kept_before_the_merge_replaces_it(work: Workspace, root: Path, path: Path) -> None:
    opened = file.read(path)
    file.save(path, SetFields({("p1", "code"): "130300"}).apply(opened.document), opened, "丙")
    theirs = Workspace.open(path)
    own = atomic.digest(path.read_bytes())
    work.run(goal("二"))
    work.merge(analyse(work.side("乙"), [theirs.side()]), own)
    work.save(path, "乙")
    settle(work)
    assert kept(root, path) == ["一", "一", "二"]


def test_a_file_of_another_kind_that_is_replaced_is_no_backup(
    work: Workspace, root: Path, path: Path, tmp_path: Path, told: list[str]
) -> None:
    (tmp_path / "坏.perfdesk").write_bytes(b"PK")
    save(work, "二", tmp_path / "坏.perfdesk")
    assert kept(root, tmp_path / "坏.perfdesk") == ["二"]
    assert told == []


def test_what_a_newer_program_saved_is_not_touched(work: Workspace, path: Path, root: Path) -> None:
    settle(work)
    keeper = work._backups
    assert keeper is not None
    keeper.keep(replace(file.read(path), read_only=True, content="x"), path.with_name("新.perfdesk"))
    settle(work)
    assert len(all_backups(root)) == 1


def test_going_back_is_one_edit_that_is_undone_and_saved_as_a_new_version(
    work: Workspace, root: Path, path: Path
) -> None:
    save(work, "二")
    first = backups_of(root, "d", path).all()[0]
    now = work.document
    work.run(ReplaceContent(file.read(first.path).document, "回到以前的版本"))
    assert work.document.projects[0].fields["goal"] == "一"
    assert work.history.undo_label == "回到以前的版本"
    work.undo()
    assert work.document == now
    work.redo()
    work.save(path, "乙")
    settle(work)
    assert kept(root, path) == ["一", "二", "一"]
    revisions = file.revisions(file.read(path))
    assert [step[2].projects[0].fields["goal"] for step in revisions.steps()] == ["一", "二", "一"]


# --- nobody waits, nothing stops ------------------------------------------------------------------------------------


def test_who_saves_does_not_wait_for_the_backup(work: Workspace, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(work)
    going, seen = threading.Event(), threading.Event()
    make_room = backup_keeper.make_room

    def slow(*arguments: object) -> bool:
        seen.set()
        going.wait(60)
        return make_room(*arguments)

    monkeypatch.setattr(backup_keeper, "make_room", slow)
    for text in "二三四":
        work.run(goal(text))
        work.save(path)
    assert seen.wait(60)
    assert goal_in(path) == "四"
    going.set()
    settle(work)


def test_the_end_does_not_wait_for_ever(work: Workspace, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(work)
    going = threading.Event()
    monkeypatch.setattr(backup_keeper, "_PATIENCE", 0.01)
    monkeypatch.setattr(backup_keeper, "make_room", lambda *_: going.wait(60))
    work.run(goal("二"))
    work.save(path)
    thread = work._backups._thread
    work.end_backups()
    assert thread.is_alive()
    going.set()
    thread.join()


def test_what_was_saved_quickly_is_kept_all(work: Workspace, root: Path, path: Path) -> None:
    """The version is made again if the file holds another one by the time that the thread comes to it."""
    for text in "二三四五":
        work.run(goal(text))
        work.save(path)
    settle(work)
    assert kept(root, path) == list("一二三四五")


def failing(code: int) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise OSError(code, "")

    return fail


@pytest.mark.parametrize(
    ("code", "why"), [(errno.ENOSPC, "磁盘已满"), (errno.EROFS, "不允许写入"), (errno.EIO, "磁盘读写出错")]
)
def test_a_failure_stops_no_save_and_is_said_once(
    work: Workspace, root: Path, path: Path, told: list[str], code: int, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(work)
    with monkeypatch.context() as broken:
        broken.setattr(Backups, "_store", failing(code))
        save(work, "二")
        save(work, "三")
    assert goal_in(path) == "三"
    [said] = told
    assert why in said
    assert "文件照常保存" in said
    save(work, "四")
    assert kept(root, path) == ["一", "三", "四"], (
        "what was not kept is kept before it is replaced, as soon as it can be"
    )


def test_a_folder_that_can_not_be_made_is_said(path: Path, tmp_path: Path, told: list[str]) -> None:
    (tmp_path / "不是文件夹").touch()
    work = Workspace.open(path)
    work.keep_backups(tmp_path / "不是文件夹" / "backups", told.append)
    save(work, "二")
    assert goal_in(path) == "二"
    assert len(told) == 1


def test_backups_that_are_full_are_said(work: Workspace, root: Path, path: Path, told: list[str]) -> None:
    settle(work)
    keeper = work._backups
    assert keeper is not None
    keeper._limits = LIMITS._replace(overall=1)
    save(work, "二")
    assert kept(root, path) == ["一"]
    assert "上限" in told[0]
    assert "清理" in told[0]


def test_after_a_mistake_of_the_program_the_next_version_is_kept(
    work: Workspace, root: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(work)
    caught: list[object] = []
    monkeypatch.setattr(threading, "excepthook", caught.append)
    with monkeypatch.context() as broken:
        broken.setattr(backup_keeper, "make_room", lambda *_: 1 / 0)
        save(work, "二")
    assert len(caught) == 1
    save(work, "三")
    assert kept(root, path) == ["一", "三"]


def test_damaged_journals_that_are_too_many_go_with_the_first_backup(root: Path, path: Path, tmp_path: Path) -> None:
    for number in range(25):
        record = tmp_path / f"{number}{ASIDE}"
        record.touch()
        os.utime(record, (number, number))
    work = Workspace.open(path)
    work.keep_backups(root, journals=tmp_path)
    work.end_backups()
    assert {one.stem for one in tmp_path.glob(f"*{ASIDE}")} == {str(number) for number in range(5, 25)}


def test_two_windows_on_one_file(work: Workspace, root: Path, path: Path, told: list[str]) -> None:
    other = Workspace.open(path)
    other.keep_backups(root, told.append)
    save(work, "二")
    other.run(goal("三"))
    with pytest.raises(atomic.ChangedOnDisk):
        other.save(path)
    other.save(path, replaces=atomic.digest(path.read_bytes()))
    settle(other)
    assert kept(root, path) == ["一", "二", "三"]
    assert told == []
    other.end_backups()
