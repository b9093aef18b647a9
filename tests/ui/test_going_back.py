"""回到以前, 找回不在了的文件, 选项 → 备份: the whole way in the window, with keys."""

import errno
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from clerk import Do, User
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from perfdesk import paths
from perfdesk.forms.catalogue import catalogue
from perfdesk.model.document import Document
from perfdesk.model.edits import Remove, SetFields
from perfdesk.store import disk, file
from perfdesk.store.backups import Backups, all_backups, backups_of
from perfdesk.store.replay import ASIDE
from perfdesk.ui import ask, preferences
from perfdesk.ui.dialogs.backup_list import KeptDocumentsDialog, OlderVersionsDialog
from perfdesk.ui.dialogs.backup_page import BackupPage, rule
from perfdesk.ui.dialogs.compare import CompareWindow
from perfdesk.ui.dialogs.options import Options, OptionsDialog
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.preferences import BackupChoice
from perfdesk.work.workspace import Workspace

Meet = Callable[..., None]


@pytest.fixture
def meet(qtbot: QtBot) -> Meet:
    """Starts something that shows a dialog of this kind, and does something with it. It is closed afterwards, unless it
    `closes` itself. `behind` is the dialog that it leads to, and what is done with that: it may be there before whoever
    waits for the first one has noticed that it is gone."""

    def meet(
        kind: type[QDialog],
        start: Callable[[], object],
        act: Callable[[Any], object],
        *,
        closes: bool = False,
        behind: tuple[type[QDialog], Callable[[Any], object]] | None = None,
    ) -> None:
        steps = [(kind, act, closes), *([(*behind, False)] if behind else [])]
        waiting = iter([*steps, None])
        step = next(waiting)
        timer = QTimer(interval=10)

        def is_there(found: QWidget) -> bool:
            handle = found.windowHandle() if step and isinstance(found, step[0]) else None
            return handle is not None and handle.isExposed()

        def look() -> None:
            nonlocal step
            found = QApplication.activeModalWidget()
            if found is None or step is None or not is_there(found):
                return
            timer.stop()
            try:
                step[1](found)
            finally:
                if not step[2]:
                    found.close()
                step = next(waiting)
                timer.start()

        timer.timeout.connect(look)
        timer.start()
        start()
        qtbot.waitUntil(lambda: step is None)
        timer.stop()

    return meet


def goal(text: str, project: str = "p1") -> SetFields:
    return SetFields({(project, "goal"): text})


@pytest.fixture
def worked(window: MainWindow, saved: Path, do: Do) -> MainWindow:
    """The book, opened and saved twice: first with a goal, then without the second project."""
    window.documents.open_path(saved)
    for edit in (goal("全年稳定运行"), Remove(frozenset({"p2"}))):
        window.session.run(edit)
        do("save")
    return window


def rows(dialog: OlderVersionsDialog | KeptDocumentsDialog) -> list[list[str]]:
    model = dialog.list.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


def key(qtbot: QtBot, widget: Any, *keys: Qt.Key) -> None:
    for one in keys:
        qtbot.keyClick(widget, one)


def goals(window: MainWindow) -> list[str]:
    return [project.fields["goal"] for project in window.session.document.projects]


# --- back to a version ------------------------------------------------------------------------------------------------


def test_a_clerk_goes_back_with_keys_and_takes_it_back_again(
    worked: MainWindow, do: Do, meet: Meet, qtbot: QtBot, user: User, saved: Path
) -> None:
    now = worked.session.document
    said: list[list[str]] = []

    def act(dialog: OlderVersionsDialog) -> None:
        said.extend(rows(dialog))
        assert dialog.list.currentIndex().row() == 1, "the first that is different"
        key(qtbot, dialog.list, Qt.Key.Key_Down)
        key(qtbot, dialog.use, Qt.Key.Key_Space)

    meet(OlderVersionsDialog, lambda: do("go-back"), act)
    assert [row[2] for row in said] == [
        "与现在相同",
        "1 处不同，现在少 1 个项目：2 库房租金",
        "2 处不同，现在少 1 个项目：2 库房租金、1 网站维护费",
    ]
    assert goals(worked) == ["", ""]
    assert (worked.session.path, worked.session.modified) == (saved, True)
    assert "撤销" in user.heard[-1]
    assert worked.actions_by_id["undo"].text().startswith("撤销 回到 ")
    do("undo")
    assert worked.session.document == now
    assert not worked.session.modified
    do("redo", "save")
    past = [step[2].projects for step in file.revisions(file.read(saved)).steps()]
    assert [len(projects) for projects in past] == [2, 1, 2, 2], "the past is whole, and one longer"


def test_the_difference_is_shown_and_nothing_else_happens(worked: MainWindow, do: Do, meet: Meet, qtbot: QtBot) -> None:
    now = worked.session.document
    seen: list[int] = []

    def act(dialog: OlderVersionsDialog) -> None:
        key(qtbot, dialog.list, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: bool(dialog.findChildren(CompareWindow)))
        [found] = dialog.findChildren(CompareWindow)
        seen.append(len(found.changes))
        assert found.windowTitle().endswith("档案馆.perfdesk")
        found.close()
        assert dialog.isVisible()

    meet(OlderVersionsDialog, lambda: do("go-back"), act)
    assert seen == [1]
    assert worked.session.document is now


def test_a_version_is_saved_elsewhere_byte_for_byte(
    worked: MainWindow, do: Do, meet: Meet, user: User, tmp_path: Path, saved: Path
) -> None:
    copy = tmp_path / "一份.perfdesk"
    user.answers = [copy]
    meet(OlderVersionsDialog, lambda: do("go-back"), lambda dialog: dialog.save_as.click())
    [_, before, _] = reversed(backups_of(paths.backups(), "d", saved).all())
    assert copy.read_bytes() == before.path.read_bytes()
    assert user.heard[-1] == "已存成 一份.perfdesk。"


def test_saving_elsewhere_can_fail_and_is_said(
    worked: MainWindow, do: Do, meet: Meet, user: User, tmp_path: Path
) -> None:
    user.answers = [tmp_path / "没有" / "一份.perfdesk", None]
    meet(OlderVersionsDialog, lambda: do("go-back"), lambda dialog: (dialog.save_as.click(), dialog.save_as.click()))
    assert "文件夹不存在" in user.warned[-1]


def test_removing_is_asked_about(worked: MainWindow, do: Do, meet: Meet, user: User, saved: Path) -> None:
    user.answers = ["不删除"]
    meet(OlderVersionsDialog, lambda: do("go-back"), lambda dialog: dialog.remove.click())
    assert len(all_backups(paths.backups())) == 1
    user.answers = ["删除备份"]
    meet(OlderVersionsDialog, lambda: do("go-back"), lambda dialog: dialog.remove.click())
    assert "找不回来" in user.heard[-1]
    assert list(paths.backups().iterdir()) == []
    assert file.read(saved).document == worked.session.document
    worked.session.run(goal("以后"))
    do("save")
    worked.session.work.settle_backups()
    assert len(backups_of(paths.backups(), "d", saved).all()) == 1


def test_without_backups_it_says_so(window: MainWindow, book: Document, do: Do, user: User, qtbot: QtBot) -> None:
    window.session.start(book, saved=True)
    for name in ("go-back", "find-lost"):
        do(name)
        qtbot.waitUntil(lambda: not window.workbench.tasks.busy)
        assert "还没有备份" in user.heard.pop()


def test_a_document_that_may_only_be_looked_at_is_not_changed(
    worked: MainWindow, do: Do, meet: Meet, saved: Path
) -> None:
    worked.session.open(saved, "只能查看")

    def act(dialog: OlderVersionsDialog) -> None:
        assert not dialog.use.isEnabled()
        assert dialog.save_as.isEnabled()

    meet(OlderVersionsDialog, lambda: do("go-back"), act)


def test_the_version_that_was_just_saved_is_waited_for(
    worked: MainWindow, do: Do, meet: Meet, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[bool] = []
    monkeypatch.setattr(Workspace, "settle_backups", lambda _: waited.append(True))
    meet(OlderVersionsDialog, lambda: do("go-back"), lambda _: None)
    assert waited == [True]


def test_what_is_being_typed_is_part_of_what_is_compared(worked: MainWindow, do: Do, meet: Meet) -> None:
    asked: list[bool] = []
    worked.session.commit_requested.connect(lambda: asked.append(True))
    meet(OlderVersionsDialog, lambda: do("go-back"), lambda _: None)
    assert asked


def test_a_damaged_version_is_named_and_only_saved_elsewhere(
    worked: MainWindow, do: Do, meet: Meet, saved: Path
) -> None:
    worked.session.work.settle_backups()
    newest = backups_of(paths.backups(), "d", saved).all()[-1].path
    newest.write_bytes(newest.read_bytes()[:-50])

    def act(dialog: OlderVersionsDialog) -> None:
        dialog.list.selectRow(0)
        assert rows(dialog)[0][2] == "读不出"
        assert [button.isEnabled() for button in (dialog.compare, dialog.use, dialog.save_as)] == [False, False, True]

    meet(OlderVersionsDialog, lambda: do("go-back"), act)


def test_no_backup_is_said_once_in_the_window(
    worked: MainWindow, do: Do, saved: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "")

    worked.session.work.settle_backups()
    monkeypatch.setattr(Backups, "_store", full)
    worked.session.run(goal("以后"))
    do("save")
    qtbot.waitUntil(lambda: "备份没有做成" in worked.workbench.status.currentMessage())
    assert file.read(saved).document.projects[0].fields["goal"] == "以后"
    assert not worked.session.modified


# --- a file that is gone or cannot be read ------------------------------------------------------------------------


def test_a_file_that_was_deleted_comes_back_from_the_first_page(
    worked: MainWindow, meet: Meet, qtbot: QtBot, user: User, saved: Path, do: Do
) -> None:
    do("close")
    content = saved.read_bytes()
    saved.unlink()
    said: list[list[str]] = []
    link = next(one for one in worked.findChildren(QPushButton) if one.accessibleName() == "找回不在了的文件")

    def choose(dialog: KeptDocumentsDialog) -> None:
        said.extend(rows(dialog))
        assert not dialog.damaged.isVisible(), "nothing was set aside"
        key(qtbot, dialog.list, Qt.Key.Key_Return)

    def save(dialog: OlderVersionsDialog) -> None:
        dialog.list.selectRow(0)
        dialog.save_as.click()

    user.answers = [saved]
    press = partial(key, qtbot, link, Qt.Key.Key_Space)
    meet(KeptDocumentsDialog, press, choose, closes=True, behind=(OlderVersionsDialog, save))
    assert said[0][0] == "青禾县档案馆"
    assert said[0][1].startswith("档案馆.perfdesk（")
    assert said[0][3:] == ["3", "不在了"]
    assert saved.read_bytes() == content


def test_a_version_of_a_deleted_file_is_opened_as_a_document_to_be_saved(
    worked: MainWindow, meet: Meet, user: User, saved: Path, do: Do
) -> None:
    do("close")
    saved.unlink()
    seen: list[int] = []

    def act(dialog: OlderVersionsDialog) -> None:
        dialog.list.selectRow(1)
        dialog.compare.click()
        [found] = [one for one in dialog.findChildren(CompareWindow) if one.isVisible()]
        seen.append(len(found.changes))
        found.close()
        assert dialog.use.text() == "打开这个版本"
        dialog.use.click()

    find = partial(do, "find-lost")
    meet(KeptDocumentsDialog, find, lambda one: one.show_versions.click(), behind=(OlderVersionsDialog, act))
    assert seen == [1]
    assert goals(worked) == ["全年稳定运行", ""]
    assert (worked.session.path, worked.session.modified) == (None, True)
    user.answers = [saved]
    do("save-as")
    found = file.revisions(file.read(saved))
    assert [len(step[2].projects) for step in found.steps()] == [2, 2], "it goes on from that version"


def test_what_is_open_and_not_saved_does_not_go_for_it(worked: MainWindow, meet: Meet, user: User, do: Do) -> None:
    worked.session.run(goal("没保存"))
    user.answers = ["继续编辑"]
    go_on = (OlderVersionsDialog, lambda one: one.use.click())
    meet(KeptDocumentsDialog, partial(do, "find-lost"), lambda one: one.show_versions.click(), behind=go_on)
    assert goals(worked) == ["没保存"]
    worked.session.undo()


def test_a_file_that_can_not_be_read_offers_its_backups(
    worked: MainWindow, meet: Meet, user: User, saved: Path, do: Do
) -> None:
    do("close")
    saved.write_bytes(saved.read_bytes()[:100])
    user.answers = ["知道了"]
    worked.documents.open_path(saved)
    assert "打不开" in user.heard[-1]
    assert "以前的版本" in user.heard[-1]
    assert not worked.session.is_open
    user.answers = ["看以前的版本…"]
    meet(OlderVersionsDialog, lambda: worked.documents.open_path(saved), lambda dialog: dialog.use.click())
    assert len(worked.session.document.projects) == 2


def test_a_file_without_backups_is_only_said_to_be_unreadable(window: MainWindow, user: User, tmp_path: Path) -> None:
    window.documents.open_path(tmp_path / "没有.perfdesk")
    assert "打不开" in user.warned[-1]


def test_what_was_set_aside_is_saved_elsewhere(
    window: MainWindow, meet: Meet, user: User, do: Do, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths.journals().mkdir(parents=True)
    record = paths.journals() / f"abc{ASIDE}"
    record.write_bytes(b"what is left of it")
    into = tmp_path / "给维护人员"
    into.mkdir()
    monkeypatch.setattr(ask, "folder", lambda *_: into)

    def act(dialog: KeptDocumentsDialog) -> None:
        assert dialog.damaged.isVisible()
        assert not dialog.show_versions.isEnabled()
        dialog.damaged.click()

    meet(KeptDocumentsDialog, lambda: do("find-lost"), act)
    assert (into / record.name).read_bytes() == b"what is left of it"
    assert record.exists()
    assert "1 份记录已存到" in user.heard[-1]
    monkeypatch.setattr(ask, "folder", lambda *_: None)
    meet(KeptDocumentsDialog, lambda: do("find-lost"), lambda dialog: dialog.damaged.click())
    monkeypatch.setattr(ask, "folder", lambda *_: tmp_path / "没有")
    meet(KeptDocumentsDialog, lambda: do("find-lost"), lambda dialog: dialog.damaged.click())
    assert "文件夹不存在" in user.warned[-1]


# --- options ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def page(qtbot: QtBot, user: User) -> BackupPage:
    made = BackupPage(BackupChoice())
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_rule_is_said_as_the_table_has_it() -> None:
    assert rule() == (
        "最近 2 天都留，第 3 到 14 天每天留一个，第 15 到 84 天每周留一个，第 85 到 354 天每月留一个。"
        "每份文件最多 200 MB，一共最多 1 GB；最新的总会留着。"
    )


def test_what_is_chosen_is_given_back(page: BackupPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert page.choice == BackupChoice()
    assert not page.own.isEnabled()
    monkeypatch.setattr(ask, "folder", lambda *_: None)
    page.elsewhere.click()
    assert page.choice.folder == ""
    monkeypatch.setattr(ask, "folder", lambda *_: tmp_path / "盘")
    page.elsewhere.click()
    assert page.choice == BackupChoice(True, str(tmp_path / "盘"))
    assert str(tmp_path / "盘" / "perfdesk-backups") in page.place.text()
    page.own.click()
    page.on.setChecked(False)
    assert page.choice == BackupChoice(False, "")


def test_it_counts_and_cleans(worked: MainWindow, qtbot: QtBot, user: User, saved: Path) -> None:
    worked.session.work.settle_backups()
    page = BackupPage(BackupChoice())
    qtbot.addWidget(page)
    page.show()
    assert page.used.text().endswith("KB，1 份文件的 3 个版本。")
    user.answers = ["不清理", "清理"]
    page.clean.click()
    assert len(backups_of(paths.backups(), "d", saved).all()) == 3
    page.clean.click()
    assert "只留最新的一个" in user.heard[-1]
    [left] = backups_of(paths.backups(), "d", saved).all()
    assert left.path.read_bytes() == saved.read_bytes()
    assert "1 份文件的 1 个版本" in page.used.text()
    assert not page.clean.isEnabled()


def test_cleaning_that_is_not_allowed_is_said(
    worked: MainWindow, qtbot: QtBot, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked.session.work.settle_backups()
    page = BackupPage(BackupChoice())
    qtbot.addWidget(page)
    page.show()

    def refuse(*_: object) -> int:
        raise PermissionError(errno.EACCES, "")

    monkeypatch.setattr(disk, "open_shared", refuse)
    monkeypatch.setattr(disk, "pause", lambda _: None)
    user.answers = ["清理"]
    page.clean.click()
    assert user.warned[-1].startswith("没有清理完：")


def test_the_choice_holds_at_once_and_at_the_next_start(
    worked: MainWindow, do: Do, tmp_path: Path, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def choose(choice: BackupChoice) -> None:
        monkeypatch.setattr("perfdesk.ui.choosing_options.ask_options", lambda now, *_: now._replace(backups=choice))
        do("options")

    disk_folder = tmp_path / "盘"
    disk_folder.mkdir()
    choose(BackupChoice(True, str(disk_folder)))
    worked.session.work.settle_backups()
    there = backups_of(disk_folder / preferences.BACKUPS, "d", saved)
    assert len(there.all()) == 1, "what is open is kept there at once"
    assert len(backups_of(paths.backups(), "d", saved).all()) == 3, "what was kept stays"
    assert preferences.backups_roots() == [disk_folder / preferences.BACKUPS, paths.backups()]
    choose(BackupChoice(False, str(disk_folder)))
    assert preferences.backups_root() is None
    worked.session.run(goal("以后"))
    do("save")
    worked.session.work.settle_backups()
    assert len(there.all()) == 1
    assert preferences.backup_choice() == BackupChoice(False, str(disk_folder))
    choose(BackupChoice())
    assert preferences.backups_root() == paths.backups()


def test_the_page_stands_in_the_options(qtbot: QtBot, user: User) -> None:
    now = Options("", 100, frozenset(), BackupChoice(False, "盘"))
    dialog = OptionsDialog(now, catalogue(), None)
    qtbot.addWidget(dialog)
    pages = dialog.findChild(QTabWidget)
    assert isinstance(pages, QTabWidget)
    assert "备份" in [pages.tabText(at) for at in range(pages.count())]
    assert dialog.options == now
