"""What was not saved when the program died: offered at the next start, compared, recovered, put off or thrown away; and
the computer that ends the program."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from clerk import User
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from perfdesk import paths
from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.store import disk, file, replay
from perfdesk.store.replay import leftovers
from perfdesk.ui import recovering
from perfdesk.ui.app import Windows
from perfdesk.ui.dialogs.compare import CompareWindow
from perfdesk.ui.dialogs.recovery import Recoverable, RecoveryDialog
from perfdesk.ui.error_dialog import ErrorDialog
from perfdesk.ui.logout import Logout
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.safety import safety
from perfdesk.work.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]


def died(path: Path | None, *edits: SetFields, document: Document | None = None) -> None:
    """A program that was killed after it had done this."""
    work = Workspace(document) if document is not None else Workspace.open(path)
    work.keep_journal(paths.journals())
    for edit in edits:
        work.run(edit)
        work.settle_journal()
    work.end_journal(forget=False)


def goal(text: str, project: str = "p1") -> SetFields:
    return SetFields({(project, "goal"): text})


@pytest.fixture
def windows(qtbot: QtBot, user: User) -> Iterator[Windows]:
    made = Windows()
    made.open([])
    yield made
    for window in made._all:
        window.session.close()
        window.close()
        window.deleteLater()


Press = Callable[..., list[str]]


@pytest.fixture
def press(windows: Windows, monkeypatch: pytest.MonkeyPatch) -> Press:
    """The next start, in which the user presses these buttons one after the other; what the rows said at first."""

    def pressed(*texts: str) -> list[str]:
        said: list[str] = []

        def ask(found: list[Recoverable], parent: QWidget) -> None:
            dialog = RecoveryDialog(found, parent)
            dialog.show()
            said.extend(dialog.list.item(row).text() for row in range(dialog.list.count()))
            for text in texts:
                assert dialog.isVisible(), "everything was decided already"
                button = {"看差别": dialog.compare, "恢复": dialog.recover, "另存…": dialog.elsewhere}.get(text)
                button = button or {"丢弃…": dialog.discard, "先不管": dialog.later}[text]
                assert button.isVisible()
                assert button.isEnabled()
                button.click()
            dialog.close()
            dialog.deleteLater()

        monkeypatch.setattr(recovering, "ask_recovery", ask)
        recovering.recover(windows._place)
        return said

    return pressed


def journals() -> list[str]:
    return sorted(one.name for one in paths.journals().iterdir()) if paths.journals().exists() else []


def goals(window: MainWindow) -> list[str]:
    return [project.fields["goal"] for project in window.session.document.projects]


def only(windows: Windows) -> MainWindow:
    [window] = windows.shown()
    return window


# --- at the start -----------------------------------------------------------------------------------------------------


def test_without_anything_unsaved_nothing_is_asked(press: Press, saved: Path) -> None:
    assert press() == []
    died(saved)
    died(saved, goal("改"), goal(""))  # and back again
    assert press() == []
    assert journals() == []


def test_what_the_file_holds_by_now_is_not_asked_about(press: Press, saved: Path, book: Document) -> None:
    died(saved, goal("改"))
    file.save(saved, goal("改").apply(book))
    assert press() == []
    assert journals() == []


def test_a_document_is_recovered_as_unsaved_changes_of_its_file(press: Press, windows: Windows, saved: Path) -> None:
    died(saved, goal("改"), goal("另一个", "p2"))
    [said] = press("恢复")
    assert said.startswith("档案馆.perfdesk（")
    assert said.endswith("，2 处修改）")
    window = only(windows)
    assert goals(window) == ["改", "另一个"]
    assert (window.session.path, window.session.modified) == (saved, True)
    assert goals_in(saved) == ["", ""], "nothing is written by itself"
    window.session.undo()
    assert goals(window) == ["", ""]


def goals_in(path: Path) -> list[str]:
    return [project.fields["goal"] for project in file.read(path).document.projects]


def test_what_is_recovered_is_in_a_journal_again_at_once_and_only_there(
    press: Press, windows: Windows, saved: Path
) -> None:
    died(saved, goal("改"))
    [before] = journals()
    press("恢复")
    [after] = journals()
    assert after != before
    only(windows).workbench.leave()
    [one] = leftovers(paths.journals())
    assert one.replayed().document.projects[0].fields["goal"] == "改"
    one.let_go()


def test_while_the_new_journal_cannot_be_written_the_old_one_stays(
    press: Press, windows: Windows, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    died(saved, goal("改"))
    before = journals()
    with monkeypatch.context() as full:
        full.setattr(disk, "write", lambda *_: (_ for _ in ()).throw(OSError(28, "")))
        press("恢复")
    assert journals() == before
    assert goals(only(windows)) == ["改", ""]
    assert "磁盘已满" in only(windows).workbench.status.currentMessage()


def test_one_that_was_never_saved_comes_back_without_a_file(press: Press, windows: Windows, book: Document) -> None:
    died(None, goal("改"), document=book)
    [said] = press("恢复")
    assert said.startswith("青禾县档案馆（")
    assert "从没存成文件" in said
    assert goals(only(windows)) == ["改", ""]
    assert (only(windows).session.path, only(windows).session.modified) == (None, True)


def test_later_leaves_everything_for_the_next_start(press: Press, windows: Windows, saved: Path) -> None:
    died(saved, goal("改"))
    for _ in range(2):
        assert len(press("先不管")) == 1
    assert not only(windows).session.is_open
    assert len(journals()) == 1


def test_throwing_away_is_asked_about_once_more(press: Press, user: User, saved: Path) -> None:
    died(saved, goal("改"))
    user.answers = ["不丢弃"]
    press("丢弃…", "先不管")
    assert "找不回来" in user.heard[-1]
    assert len(journals()) == 1
    user.answers = ["丢弃"]
    press("丢弃…")
    assert journals() == []


def test_the_difference_is_shown_and_nothing_else_happens(
    press: Press, windows: Windows, saved: Path, qtbot: QtBot
) -> None:
    died(saved, goal("改"))
    seen: list[list[str]] = []
    QTimer.singleShot(0, lambda: None)
    shown = CompareWindow.show

    def show(self: CompareWindow) -> None:
        seen.append([self.windowTitle(), *(change.after for change in self.changes)])
        shown(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CompareWindow, "show", show)
        press("看差别", "先不管")
    assert seen == [["比较：磁盘上的档案馆.perfdesk → 没保存的修改", "改"]]
    assert not only(windows).session.is_open


def test_of_one_that_was_never_saved_everything_is_a_difference(press: Press, book: Document) -> None:
    died(None, goal("改"), document=book)
    found: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CompareWindow, "show", lambda self: found.append(len(self.changes)))
        press("看差别", "先不管")
    assert found[0] > 2


def test_several_are_decided_about_one_by_one_and_each_has_its_window(
    press: Press, windows: Windows, user: User, saved: Path, book: Document
) -> None:
    other = saved.with_name("图书馆.perfdesk")
    file.save(other, book)
    for at, path in enumerate((saved, other)):
        died(path, goal(f"改{at}"))
        os.utime(next(one for one in paths.journals().iterdir() if one.stat().st_mtime > 9_000), (at, at))
    died(None, goal("改"), document=book)
    said = press("恢复", "恢复", "先不管")
    assert [one.partition("（")[0] for one in said] == ["青禾县档案馆", "图书馆.perfdesk", "档案馆.perfdesk"]
    assert [goals(one)[0] for one in windows.shown()] == ["改", "改1"]
    assert len(journals()) == 3


def test_files_that_are_opened_at_the_start_come_after_what_is_recovered(
    qtbot: QtBot, user: User, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    died(saved, goal("改"))
    monkeypatch.setattr(recovering, "ask_recovery", lambda found, parent: found[0].recover())
    monkeypatch.setattr("perfdesk.ui.logout.Logout", lambda *_: None)
    windows = Windows()
    windows.start([saved])
    qtbot.waitUntil(lambda: windows.shown()[0].session.is_open)
    qtbot.wait(50)
    assert goals(only(windows)) == ["改", ""]
    only(windows).session.close()
    only(windows).close()


def test_what_was_saved_by_somebody_else_meanwhile_can_be_merged(
    press: Press, windows: Windows, user: User, saved: Path
) -> None:
    died(saved, goal("改"))
    other = Workspace.open(saved)
    other.run(goal("别人写的", "p2"))
    other.save(saved)
    user.answers = ["以后再说"]
    [said] = press("恢复")
    assert "后来又保存过" in said
    assert "别人刚保存过这个文件" in user.heard[-1]
    assert goals(only(windows)) == ["改", ""]


def test_a_file_that_is_gone_is_said(press: Press, windows: Windows, saved: Path) -> None:
    died(saved, goal("改"))
    saved.unlink()
    [said] = press("恢复")
    assert f"原来的文件不在了（{saved}）" in said
    assert goals(only(windows)) == ["改", ""]


# --- bad journals -----------------------------------------------------------------------------------------------------


def test_what_cannot_be_read_is_said_and_can_be_put_elsewhere(
    press: Press, user: User, saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths.journals().mkdir(parents=True)
    (paths.journals() / "a.journal").write_bytes(b"garbage")
    [said] = press("先不管")
    assert "恢复不了：这份记录的开头已损坏" in said
    assert journals() == ["a.journal"]
    user.answers = [None]
    press("另存…", "先不管")
    assert journals() == ["a.journal"]
    user.answers = [tmp_path / "nowhere" / "记录.journal"]
    press("另存…", "先不管")
    assert "没有保存" in user.heard[-1]
    assert journals() == ["a.journal"]
    user.answers = [tmp_path / "记录.journal"]
    press("另存…")
    assert (tmp_path / "记录.journal").read_bytes() == b"garbage"
    assert journals() == []


def test_of_what_is_damaged_the_readable_part_comes_back_and_the_whole_is_kept(
    press: Press, windows: Windows, user: User, saved: Path
) -> None:
    died(saved, goal("一"), goal("二"), goal("三"))
    [path] = paths.journals().iterdir()
    content = bytearray(path.read_bytes())
    content[content.rindex("二".encode())] ^= 1
    path.write_bytes(content)
    [said] = press("恢复")
    assert replay._PARTLY in said
    assert goals(only(windows)) == ["一", ""]
    [aside] = paths.journals().glob(f"*{replay.ASIDE}")
    assert aside.read_bytes() == content
    assert str(aside) in user.heard[-1]
    assert len(journals()) == 2
    assert press() == [], "it is not asked about again"


# --- while working ----------------------------------------------------------------------------------------------------


def test_a_window_keeps_a_journal_until_its_document_is_saved_closed_or_given_up(
    window: MainWindow, user: User, saved: Path, book: Document
) -> None:
    window.documents.open_path(saved)
    session = window.session

    def change(text: str) -> None:
        session.run(goal(text))
        session.settle_journal()
        assert len(journals()) == 1

    change("一")
    window.documents.save()
    assert journals() == []
    change("二")
    user.answers = ["不保存"]
    window.documents.close()
    assert journals() == []
    session.start(book)
    session.settle_journal()
    assert len(journals()) == 1
    user.answers = ["不保存"]
    window.documents.open_path(saved)
    assert journals() == []
    change("三")
    user.answers = ["继续编辑"]
    window.close()
    assert len(journals()) == 1
    user.answers = ["不保存"]
    window.close()
    assert journals() == []


def test_undo_and_redo_are_written_down_too(window: MainWindow, saved: Path) -> None:
    window.documents.open_path(saved)
    session = window.session
    session.run(goal("一"))
    session.run(goal("二"))
    for act, expected in ((session.undo, "一"), (session.redo, "二"), (session.undo, "一")):
        act()
        session.settle_journal()
        [path] = paths.journals().iterdir()
        with path.open("rb") as stream:
            assert replay._replayed(stream).document.projects[0].fields["goal"] == expected


def test_a_folder_that_cannot_be_written_is_a_quiet_notice(
    window: MainWindow, user: User, saved: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = saved.parent / "a-file"
    blocked.write_bytes(b"")
    monkeypatch.setattr(window.session, "journals", blocked / "journals")
    window.documents.open_path(saved)
    window.session.run(goal("一"))
    qtbot.waitUntil(lambda: "记不下来" in window.workbench.status.currentMessage())
    assert user.heard == []
    assert goals(window) == ["一", ""]
    assert "请现在就另存为" in safety([window])
    window.session.close()


# --- the computer ends ------------------------------------------------------------------------------------------------


class Manager:
    """A session manager; what was done with it."""

    def __init__(self, *, asks: bool = True) -> None:
        self.asks, self.did = asks, list[str]()

    def allowsInteraction(self) -> bool:
        return self.asks

    def cancel(self) -> None:
        self.did.append("cancel")

    def release(self) -> None:
        self.did.append("release")


@pytest.fixture
def logout(qapp: QApplication, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Logout:
    monkeypatch.setattr(Logout, "_hear_signals", lambda self: None)
    return Logout(qapp, lambda: [window])


@pytest.mark.parametrize(
    ("answer", "did", "goes_on"),
    [("保存", ["release"], False), ("不保存", ["release"], False), ("继续编辑", ["cancel", "release"], True)],
)
def test_logging_out_asks_about_what_is_not_saved(
    logout: Logout, window: MainWindow, user: User, saved: Path, answer: str, did: list[str], goes_on: bool
) -> None:
    window.documents.open_path(saved)
    window.session.run(goal("改"))
    manager = Manager()
    user.answers = [answer]
    logout.commit(manager)
    assert manager.did == did
    assert goals_in(saved)[0] == ("改" if answer == "保存" else "")
    assert len(journals()) == (0 if answer == "保存" else 1), "nothing goes before the window does"
    user.answers = ["不保存"] if goes_on else []
    window.close()
    assert not window.isVisible()
    assert journals() == []


def test_what_was_given_up_at_logging_out_is_asked_about_again_after_a_change(
    logout: Logout, window: MainWindow, user: User, saved: Path
) -> None:
    window.documents.open_path(saved)
    window.session.run(goal("改"))
    user.answers = ["不保存"]
    logout.commit(Manager())
    window.session.run(goal("又改"))
    user.answers = ["继续编辑"]
    window.close()
    assert window.isVisible()


def test_where_nobody_can_be_asked_everything_is_written_down(
    logout: Logout, window: MainWindow, user: User, saved: Path
) -> None:
    window.documents.open_path(saved)
    window.session.run(goal("改"))
    manager = Manager(asks=False)
    logout.commit(manager)
    assert (manager.did, user.heard) == ([], [])
    [path] = paths.journals().iterdir()
    with path.open("rb") as stream:
        assert replay._replayed(stream).document.projects[0].fields["goal"] == "改"


def test_a_signal_leaves_everything_for_the_next_start_and_takes_the_owner_mark_away(
    logout: Logout, window: MainWindow, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes: list[int] = []
    monkeypatch.setattr(QGuiApplication, "exit", codes.append)
    window.documents.open_path(saved)
    window.session.run(goal("改"))
    logout.end(15)
    assert codes == [143]
    assert not list(saved.parent.glob(".~*.owner"))
    [one] = leftovers(paths.journals())
    assert one.replayed().document.projects[0].fields["goal"] == "改"
    one.let_go()


# Opens a file, edits it as soon as the window stands, and goes on until somebody ends it.
EDITING = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from perfdesk.model.edits import SetFields
from perfdesk.ui import app
from perfdesk.ui.app import Windows
watch = Windows._show
def show(self, files):
    watch(self, files)
    session = self._all[0].session
    session.run(SetFields({("p1", "goal"): "killed"}))
    if sys.argv[2] == "kept":
        session.settle_journal()
    print("edited", flush=True)
Windows._show = show
sys.exit(app.main([Path(sys.argv[1])]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
@pytest.mark.parametrize(
    ("number", "code", "settled"),
    [(signal.SIGTERM, 143, "no"), (signal.SIGHUP, 129, "no"), (signal.SIGKILL, -9, "kept")],
)
def test_the_whole_program_is_ended_and_nothing_is_lost(
    saved: Path, tmp_path: Path, number: int, code: int, settled: str
) -> None:
    names = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR")
    environment = {**os.environ, **dict.fromkeys(names, str(tmp_path / "home"))}
    (tmp_path / "home").mkdir()
    command = [sys.executable, "-c", EDITING, str(saved), settled]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "edited\n"
        child.send_signal(number)
        assert child.wait() == code
    [one] = leftovers(tmp_path / "home" / "perfdesk" / "journals")
    assert one.replayed().document.projects[0].fields["goal"] == "killed"
    one.let_go()
    assert goals_in(saved) == ["", ""]


# --- the dialog of a failure ------------------------------------------------------------------------------------------


def test_a_failure_says_whether_what_is_not_saved_is_safe(window: MainWindow, saved: Path) -> None:
    assert safety([window]) == "打开的文件都已保存，没有丢失内容。"
    window.documents.open_path(saved)
    assert "都已保存" in safety([window])
    window.session.run(goal("改"))
    assert "正在记下" in safety([window])
    kept = window.session.settle_journal()
    assert kept is not None
    assert f"都已记下（{paths.journals()}），到 {kept.time[11:]} 为止" in safety([window])
    window.session.end_journal(forget=True)
    assert "没有记下来。请现在就另存为" in safety([window])


def test_a_failure_offers_to_save_elsewhere_only_what_is_not_saved(
    windows: Windows, user: User, saved: Path, tmp_path: Path
) -> None:
    last_resort = ErrorDialog()
    last_resort.safety, last_resort.save_as = windows.safety, windows.save_as
    box, buttons = last_resort.box("report")
    assert [button.text() for button, _ in buttons] == ["复制报告"]
    assert "都已保存" in box.text()
    window = only(windows)
    window.documents.open_path(saved)
    window.session.run(goal("改"))
    window.session.settle_journal()
    box, buttons = last_resort.box("report")
    assert str(paths.journals()) in box.text()
    [_, (button, save_as)] = buttons
    assert button.text() == "另存为…"
    user.answers = [tmp_path / "另存.perfdesk"]
    save_as()
    assert goals_in(tmp_path / "另存.perfdesk") == ["改", ""]
