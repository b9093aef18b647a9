"""One program per user: a second start hands its files over, and every file has one window."""

import os
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from clerk import User
from pytestqt.qtbot import QtBot
from trust import Promise

from perfdesk.ui import instance
from perfdesk.ui.app import Windows


@pytest.fixture
def listener(user: User, qtbot: QtBot) -> Iterator[instance.Listener]:
    """A program that runs already."""
    one = instance.Listener()
    assert one.listen()
    yield one
    one.close()


@pytest.fixture
def windows(user: User, qtbot: QtBot) -> Iterator[Windows]:
    made = Windows()
    yield made
    for window in made._all:
        window.session.close()
        window.close()
        window.deleteLater()


def second_start(act: str) -> "subprocess.Popen[str]":
    """Another program by the same user; it prints what `act` gives. It is patient, or a busy machine would fail it."""
    script = f"""
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from perfdesk.ui import instance
app = QCoreApplication([])
instance._name = lambda: {instance._name()!r}
instance._PATIENCE_MS = 120_000
print({act})
"""
    return subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)


def test_files_are_handed_over(listener: instance.Listener, qtbot: QtBot, saved: Path, promise: Promise) -> None:
    with qtbot.waitSignal(listener.asked) as asked:
        second = second_start(f"instance.hand_over([Path({str(saved)!r})])")
    assert second.communicate(timeout=120)[0] == "True\n"
    assert asked.args == [[saved]]
    promise("T18", "one window, handed over by its own user", 1, 1)


def test_a_question_may_wait_longer_than_the_second_start(
    listener: instance.Listener, qtbot: QtBot, saved: Path
) -> None:
    answered: list[list[Path]] = []

    def ask(files: list[Path]) -> None:
        """As a dialog does: an event loop of its own, until the second start has gone for good."""
        qtbot.waitUntil(lambda: second.poll() is not None)
        qtbot.wait(100)
        answered.append(files)

    listener.asked.connect(ask)
    second = second_start(f"instance.hand_over([Path({str(saved)!r})])")
    qtbot.waitUntil(lambda: bool(answered))
    assert answered == [[saved]]
    assert second.communicate()[0] == "True\n"


def test_without_a_program_nothing_is_handed_over(user: User, saved: Path) -> None:
    assert not instance.hand_over([saved])


def test_only_one_listens(listener: instance.Listener, qtbot: QtBot, promise: Promise) -> None:
    second = second_start("instance.Listener().listen()")
    qtbot.waitUntil(lambda: second.poll() is not None)
    assert second.communicate()[0] == "False\n"
    promise("T18", "one window, handed over by its own user", 1, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="there a pipe goes with its program")
def test_what_a_killed_program_left_stops_nobody(user: User, qtbot: QtBot, promise: Promise) -> None:
    one = instance.Listener()
    assert one.listen()
    name = one._server.fullServerName()
    one.close()
    left = socket.socket(socket.AF_UNIX)
    left.bind(name)
    left.close()
    assert Path(name).exists()
    again = instance.Listener()
    assert again.listen()
    again.close()
    promise("T18", "one window, handed over by its own user", 1, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe has no socket to talk to it raw")
@pytest.mark.parametrize("line", [b"no json\n", b"{}\n", b"5\n", b"\xff\n"])
def test_nonsense_is_not_taken(listener: instance.Listener, qtbot: QtBot, line: bytes, promise: Promise) -> None:
    heard: list[list[Path]] = []
    listener.asked.connect(heard.append)
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(listener._server.fullServerName())
        stranger.sendall(line)
        stranger.setblocking(False)

        def answered() -> bool:
            try:
                return stranger.recv(10) in (b"", b"ok\n")
            except BlockingIOError:
                return False

        qtbot.waitUntil(answered)
    assert heard in ([], [[]])
    promise("T18", "nonsense is not taken", 1, 1)


def test_a_file_has_one_window(windows: Windows, saved: Path, tmp_path: Path, book, user: User, qtbot: QtBot) -> None:
    from perfdesk.store import file

    other = tmp_path / "另一份.perfdesk"
    file.save(other, book)
    windows.open([])
    (first,) = windows._all
    windows.open([saved])
    qtbot.waitUntil(lambda: first.session.path == saved)
    assert windows._all == [first], "an empty window is used"
    windows.open([other])
    assert len(windows._all) == 2
    windows.open([saved])
    windows.open([])
    assert [window.session.path for window in windows._all] == [saved, other]
    assert user.heard == []
    first.close()
    qtbot.waitUntil(lambda: windows._all[1].session.path == other)
    windows.open([saved])
    qtbot.waitUntil(lambda: len(windows._all) == 2)
    assert [window.session.path for window in windows._all] == [other, saved]


# --- nobody else takes part --------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="pipes have no folder")
@pytest.mark.parametrize("place", ["the system's", "our own"])
def test_the_socket_lies_where_only_this_user_can_reach_it(
    user: User, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, promise: Promise
) -> None:
    runtime = Path(tempfile.mkdtemp(prefix="pd"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime) if place == "the system's" else "")
    one = instance.Listener()
    assert one.listen()
    address = Path(one._server.fullServerName())
    assert address.is_socket()
    assert stat.S_IMODE(address.parent.stat().st_mode) == 0o700
    assert (address.parent == runtime / "perfdesk") == (place == "the system's")
    one.close()
    promise("T18", "the socket's folder is the user's own", 1, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes have no folder")
def test_a_folder_of_somebody_else_is_not_used(
    user: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, promise: Promise
) -> None:
    open_to_all = tmp_path / "perfdesk"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    link = tmp_path / "link"
    link.symlink_to(tmp_path)
    assert not instance._only_ours(open_to_all)
    assert not instance._only_ours(link)
    assert not instance._only_ours(tmp_path / "没有" / "perfdesk")
    open_to_all.chmod(0o700)
    assert instance._only_ours(open_to_all)
    me = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: me + 1)
    assert not instance._only_ours(open_to_all)
    promise("T18", "the socket's folder is the user's own", 1, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes have no folder")
def test_without_a_safe_place_every_start_has_its_own_window(
    user: User, qtbot: QtBot, saved: Path, monkeypatch: pytest.MonkeyPatch, promise: Promise
) -> None:
    monkeypatch.setattr(instance, "_only_ours", lambda folder: False)
    assert not instance.hand_over([saved])
    assert not instance.Listener().listen()
    promise("T18", "the socket's folder is the user's own", 1, 1)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system does not tell who is at the other end")
def test_another_user_is_neither_told_nor_heard(
    listener: instance.Listener, qtbot: QtBot, saved: Path, monkeypatch: pytest.MonkeyPatch, promise: Promise
) -> None:
    """Who is at the other end is the system's word; here this user seems to be another one."""
    heard: list[list[Path]] = []
    listener.asked.connect(heard.append)
    name, me = instance._name(), os.geteuid()
    monkeypatch.setattr(instance, "_name", lambda: name)
    monkeypatch.setattr(os, "geteuid", lambda: me + 1)
    assert not instance.hand_over([saved])
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(name)
        stranger.settimeout(0.05)
        gone: list[bytes] = []

        def closed() -> bool:
            try:
                gone.append(stranger.recv(10))
            except TimeoutError:
                return False
            except ConnectionResetError:
                gone.append(b"")
            return True

        qtbot.waitUntil(closed)
    assert gone == [b""]
    assert heard == []
    promise("T18", "another user at either end", 1, 1)
