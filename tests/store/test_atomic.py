import errno
import logging
import os
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from perfdesk.store import atomic, disk, lock
from perfdesk.store.atomic import ChangedOnDisk, WriteError, write

OLD, NEW = b"the old content", b"the new content " * 100_000


def fill(stream: BinaryIO) -> None:
    stream.write(NEW)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "绩效 目标😀.perfdesk"
    path.write_bytes(OLD)
    return path


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses asked for."""
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    return pauses


def failing(function: Callable[..., Any], error: int, times: int = 10**6, after: int = 0) -> Callable[..., Any]:
    """The function, raising an OSError from the call number `after` on, so many times."""
    calls = 0

    def fails(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if after < calls <= after + times:
            raise OSError(error, os.strerror(error))
        return function(*arguments, **named)

    return fails


def assert_old_and_alone(target: Path) -> None:
    assert target.read_bytes() == OLD
    assert list(target.parent.iterdir()) == [target]


def test_the_new_content_takes_the_place_of_the_old(target: Path) -> None:
    write(target, fill)
    assert target.read_bytes() == NEW
    assert list(target.parent.iterdir()) == [target]


def test_a_new_file_has_the_mode_that_new_files_have(tmp_path: Path) -> None:
    write(tmp_path / "one", fill)
    (tmp_path / "two").touch()
    assert (tmp_path / "one").stat().st_mode == (tmp_path / "two").stat().st_mode


@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace"])
@pytest.mark.parametrize("error", ["ENOSPC", "EIO", "EDQUOT", "EACCES", "EROFS", "ENODEV", "EFBIG", "EBUSY"])
def test_whatever_fails_the_old_file_stays_and_nothing_else(
    target: Path, monkeypatch: pytest.MonkeyPatch, call: str, error: str
) -> None:
    number = getattr(errno, error)
    # Reading back and listing use io.open and scandir, so os.open fails for the temporary file.
    monkeypatch.setattr(os, call, failing(getattr(os, call), number))
    with pytest.raises(WriteError, match="原来的文件没有改动") as caught:
        write(target, fill)
    monkeypatch.undo()
    assert target.name in str(caught.value)
    assert str(target.parent) in str(caught.value)
    assert_old_and_alone(target)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        ("write", errno.ENOSPC, "磁盘已满"),
        ("open", errno.EACCES, "没有写入权限"),
        ("replace", errno.EACCES, "占用"),
        ("write", errno.ENODEV, os.strerror(errno.ENODEV)),
    ],
)
def test_the_reason_is_said(target: Path, monkeypatch: pytest.MonkeyPatch, call: str, error: int, words: str) -> None:
    monkeypatch.setattr(os, call, failing(getattr(os, call), error))
    with pytest.raises(WriteError, match=words):
        write(target, fill)


def test_a_disk_that_fills_up_midway_leaves_the_old_file(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "write", failing(os.write, errno.ENOSPC, after=1))
    with pytest.raises(WriteError, match="磁盘已满"):
        write(target, fill)
    assert_old_and_alone(target)


def test_short_writes_are_carried_on(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: plain(descriptor, data[:70_001]))
    write(target, fill)
    assert target.read_bytes() == NEW


def test_a_disk_that_stores_something_else_is_noticed(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: plain(descriptor, b"\0" + bytes(data[1:])))
    with pytest.raises(WriteError, match="不一致"):
        write(target, fill)
    assert_old_and_alone(target)


def test_a_file_system_without_fsync_can_be_written(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", failing(os.fsync, errno.EINVAL))
    write(target, fill)
    assert target.read_bytes() == NEW


@pytest.mark.parametrize("times", range(1, 8))
def test_a_short_lock_is_waited_for(
    target: Path, monkeypatch: pytest.MonkeyPatch, no_waiting: list[float], times: int
) -> None:
    monkeypatch.setattr(os, "replace", failing(os.replace, errno.EACCES, times))
    write(target, fill)
    assert target.read_bytes() == NEW
    assert len(no_waiting) == times
    assert all(after == 2 * before for before, after in pairwise(no_waiting))


def test_a_long_lock_is_given_up_after_about_a_second(
    target: Path, monkeypatch: pytest.MonkeyPatch, no_waiting: list[float]
) -> None:
    monkeypatch.setattr(os, "replace", failing(os.replace, errno.EACCES))
    with pytest.raises(WriteError, match="占用"):
        write(target, fill)
    assert (len(no_waiting), round(sum(no_waiting), 6)) == (7, 1.27)


@pytest.mark.parametrize(("times", "is_saved"), [(0, True), (9, True), (10, False)])
def test_a_temporary_file_that_others_sweep_away_is_made_again_at_most_ten_times(
    target: Path, monkeypatch: pytest.MonkeyPatch, times: int, is_saved: bool
) -> None:
    """Another program that cleans up takes a new one for litter until it is marked as ours."""
    swept: list[tuple[int, Path]] = []
    plain = lock.is_ours

    def is_ours(descriptor: int, path: Path) -> bool:
        if len(swept) == times:
            return plain(descriptor, path)
        swept.append((descriptor, path))
        return False

    monkeypatch.setattr(lock, "is_ours", is_ours)
    if is_saved:
        write(target, fill)
        assert target.read_bytes() == NEW
    else:
        with pytest.raises(WriteError, match="占用"):
            write(target, fill)
        assert target.read_bytes() == OLD
    assert list(target.parent.iterdir()) == [target]
    assert len({path for _, path in swept}) == times, "each has a name of its own"
    for descriptor, _ in swept:
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.fstat(descriptor)


def open_descriptors() -> list[int]:
    found = []
    for descriptor in range(256):
        with suppress(OSError):
            os.fstat(descriptor)
            found.append(descriptor)
    return found


@pytest.mark.parametrize("call", ["", "write", "force", "close", "digest_written", "replace", "force_folder"])
def test_no_descriptor_is_left_open(target: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    """A window saves for weeks."""
    before = open_descriptors()
    if call:
        plain = getattr(disk, call)

        def fails(*arguments: Any) -> None:
            if call == "close":
                plain(*arguments)
            raise OSError(errno.EIO, os.strerror(errno.EIO))

        monkeypatch.setattr(disk, call, fails)
    with suppress(WriteError):
        write(target, fill)
    monkeypatch.undo()
    assert open_descriptors() == before


@pytest.mark.parametrize(
    ("error", "attempts"), [("EACCES", 8), ("EPERM", 8), ("EBUSY", 8), ("EIO", 1), ("ENOSPC", 1), ("ESTALE", 1)]
)
def test_only_a_target_that_is_held_is_tried_again(
    target: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: str, attempts: int
) -> None:
    caplog.set_level(logging.INFO, "perfdesk.store.atomic")
    calls: list[Path] = []

    def refused(temporary: Path, _: Path) -> None:
        calls.append(temporary)
        raise OSError(getattr(errno, error), os.strerror(getattr(errno, error)))

    monkeypatch.setattr(disk, "replace", refused)
    with pytest.raises(WriteError, match="占用" if attempts > 1 else "没有保存"):
        write(target, fill)
    assert len(calls) == attempts
    assert [one.message.partition(":")[0] for one in caplog.records if one.name == "perfdesk.store.atomic"] == [
        "the file is held by another program"
    ] * (attempts - 1)


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be renamed there")
def test_a_temporary_file_is_marked_as_ours_until_it_takes_its_place(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or another program would take it for litter while the target is held."""
    free: list[bool] = []
    plain = disk.replace

    def replace(temporary: Path, place: Path) -> None:
        descriptor = disk.open_there(temporary)
        free.append(disk.mark(descriptor))
        disk.close(descriptor)
        plain(temporary, place)

    monkeypatch.setattr(disk, "replace", replace)
    write(target, fill)
    assert free == [False]


class Trouble(Exception):
    pass


def raises(stream: BinaryIO) -> None:
    del stream
    raise Trouble


def test_what_filling_or_checking_raises_passes_through(target: Path) -> None:
    with pytest.raises(Trouble):
        write(target, raises)
    assert_old_and_alone(target)
    with pytest.raises(Trouble):
        write(target, fill, raises)
    assert_old_and_alone(target)


def test_the_check_sees_the_finished_file(target: Path) -> None:
    seen: list[bytes] = []
    write(target, fill, lambda stream: seen.append(stream.read()))
    assert seen == [NEW]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps only the read-only mark, which is tested below")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_the_mode_of_the_old_file_is_kept(target: Path, mode: int) -> None:
    target.chmod(mode)
    write(target, fill)
    assert stat.S_IMODE(target.stat().st_mode) == mode


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_private_file_is_private_from_its_first_byte(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The temporary file beside it holds the same content."""
    target.chmod(0o600)
    seen: list[int] = []
    plain = disk.create

    def create(path: Path, mode: int) -> int:
        descriptor = plain(path, mode)
        seen.append(stat.S_IMODE(path.stat().st_mode))
        return descriptor

    monkeypatch.setattr(disk, "create", create)
    write(target, fill)
    assert seen == [0o600]


def test_a_file_that_someone_marked_read_only_is_left_alone(target: Path) -> None:
    target.chmod(stat.S_IREAD)
    with pytest.raises(WriteError, match="只读"):
        write(target, fill)
    target.chmod(stat.S_IREAD | stat.S_IWRITE)
    assert_old_and_alone(target)


@pytest.mark.skipif(os.name == "nt", reason="making links needs a privilege on Windows")
def test_a_link_is_followed_to_the_file(target: Path, tmp_path: Path) -> None:
    (tmp_path / "里").mkdir()
    link = tmp_path / "里" / "link"
    link.symlink_to(target)
    write(link, fill)
    assert link.is_symlink()
    assert target.read_bytes() == NEW
    assert list(link.parent.iterdir()) == [link]
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises(WriteError, match="链接"):
        write(loop, fill)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="这个名字是一个文件夹"):
        write(tmp_path, fill)


def test_a_folder_that_is_missing_or_no_folder_is_said(target: Path) -> None:
    with pytest.raises(WriteError, match="文件夹不存在") as caught:
        write(target.parent / "没有" / "x.docx", fill)
    assert "没有留下不完整的文件" in str(caught.value)
    with pytest.raises(WriteError):
        write(target / "x.docx", fill)
    assert_old_and_alone(target)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes in folders")
def test_what_is_neither_file_nor_folder_is_never_replaced(tmp_path: Path) -> None:
    """A pipe stands for every device: a fault in the code, planted or not, must not reach a real one."""
    pipe = tmp_path / "管道"
    os.mkfifo(pipe)
    with pytest.raises(WriteError, match="请换一个文件名"):
        write(pipe, fill)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert list(tmp_path.iterdir()) == [pipe]


@pytest.mark.parametrize("name", ["a\0b", "残\ud800", "长" * 300])
def test_names_that_no_file_can_have_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(WriteError):
        write(tmp_path / name, fill)
    assert list(tmp_path.iterdir()) == []


def test_a_name_at_the_limit_can_be_saved(tmp_path: Path) -> None:
    path = tmp_path / ("长" * 80 + ".perfdesk")
    write(path, fill)
    assert path.read_bytes() == NEW


@pytest.mark.parametrize("name", ["CON", "con.perfdesk", "LPT1.docx", "COM9", "表.", "表 "])
def test_names_that_mean_something_else_to_windows_are_known(name: str) -> None:
    assert atomic.reserved_on_windows(name)
    assert not atomic.reserved_on_windows("控制" + name + "x")
    assert not any(map(atomic.reserved_on_windows, ("COM0", "COM10.docx", "表")))


@pytest.mark.skipif(os.name == "nt", reason="there these names are devices")
@pytest.mark.parametrize("name", ["CON", "con.perfdesk", "表."])
def test_names_that_only_windows_forbids_are_files_elsewhere(tmp_path: Path, name: str) -> None:
    write(tmp_path / name, fill)
    assert [one.name for one in tmp_path.iterdir()] == [name]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_folder_that_may_not_be_written_is_said(target: Path) -> None:
    target.parent.chmod(0o555)
    me = os.geteuid()
    if me == 0:
        # Permissions do not bind root, so for a moment the test is somebody else, who may reach the folder.
        for folder in target.parent.parents:
            if not folder.stat().st_mode & 0o001:
                folder.chmod(folder.stat().st_mode | 0o011)
        os.seteuid(65534)
    try:
        with pytest.raises(WriteError, match="没有写入权限"):
            write(target, fill)
    finally:
        os.seteuid(me)
        target.parent.chmod(0o700)
    assert_old_and_alone(target)


def left_by_a_killed_program(target: Path) -> Path:
    """A temporary file as `write` makes it."""
    made: list[Path] = []
    write(target, fill, lambda _: made.extend(one for one in target.parent.iterdir() if one.suffix == ".tmp"))
    made[0].write_bytes(b"half")
    return made[0]


def test_what_a_killed_program_left_is_swept_away(target: Path) -> None:
    left = left_by_a_killed_program(target)
    foreign = target.parent / ".other-file.tmp"
    foreign.touch()
    write(target, fill)
    assert not left.exists()
    assert foreign.exists()


def test_what_a_living_program_writes_is_left_alone(target: Path) -> None:
    inner: list[bytes] = []

    def meanwhile(_: BinaryIO) -> None:
        write(target, lambda stream: inner.append(b"") or stream.write(b"other"))  # type: ignore[func-returns-value]

    write(target, fill, meanwhile)
    assert inner
    assert target.read_bytes() == NEW
    assert list(target.parent.iterdir()) == [target]


def test_interrupting_leaves_nothing(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(target, fill)
    assert_old_and_alone(target)


# --- every call of the save path ---------------------------------------------------------------------------------

# By name, as the code calls them; with what the save must then be: stopped, or done.
CALLS = {
    "find": "stopped",
    "create": "stopped",
    "second": "stopped",
    "write": "stopped",
    "force": "stopped",
    "close": "stopped",
    "digest_written": "stopped",
    "digest": "stopped",
    "open_shared": "stopped",
    "replace": "stopped",
    # A disk without locks, one that lists nothing, and one that cannot force a folder, are written to all the same.
    "mark": "done",
    "names": "done",
    "force_folder": "done",
}


@pytest.mark.parametrize("error", ["ENOSPC", "EIO", "EACCES", "ESTALE"])
@pytest.mark.parametrize("call", CALLS)
def test_every_call_may_fail(target: Path, monkeypatch: pytest.MonkeyPatch, call: str, error: str) -> None:
    monkeypatch.setattr(disk, call, failing(getattr(disk, call), getattr(errno, error), times=100))
    whole = atomic.digest(OLD)
    if CALLS[call] == "done":
        assert write(target, fill, replaces=whole) == atomic.digest(NEW)
        assert target.read_bytes() == NEW
        monkeypatch.undo()
        lock.sweep(target)
        assert list(target.parent.iterdir()) == [target]
        return
    with pytest.raises(WriteError, match="原来的文件没有改动") as caught:
        write(target, fill, replaces=whole)
    assert "\n" not in str(caught.value)
    monkeypatch.undo()
    lock.sweep(target)
    assert_old_and_alone(target)


def test_an_error_when_the_finished_file_is_closed_comes_before_the_old_one_goes(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Network disks report there what they could not store."""
    plain, failed = os.close, []

    def close(descriptor: int) -> None:
        plain(descriptor)
        if not failed:
            failed.append(descriptor)
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "close", close)
    with pytest.raises(WriteError, match="磁盘读写出错"):
        write(target, fill)
    assert_old_and_alone(target)


def test_errors_after_the_new_file_is_in_place_are_no_failure(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "close", failing(disk.close, errno.EIO, after=1))
    assert write(target, fill) == atomic.digest(NEW)
    assert target.read_bytes() == NEW


def test_a_folder_that_cannot_be_forced_to_disk_is_in_the_log(
    target: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(disk, "force_folder", failing(disk.force_folder, errno.EIO))
    write(target, fill)
    assert [(one.levelname, one.message) for one in caplog.records] == [
        ("WARNING", "the folder could not be forced to disk: EIO")
    ]


def test_the_log_tells_of_a_save_and_names_nobody(target: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "perfdesk")
    write(target, fill)
    assert [one.message for one in caplog.records] == [f"wrote a file .perfdesk: {len(NEW)} bytes"]


def test_what_somebody_saves_while_the_target_is_held_is_not_overwritten(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that knows no lock, such as a sync client, holds the file and then replaces it."""
    refused: list[Path] = []

    def held(temporary: Path, place: Path) -> None:
        refused.append(place)
        target.write_bytes(b"theirs")
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(disk, "replace", held)
    with pytest.raises(ChangedOnDisk, match="打开以后，别人保存过这个文件"):
        write(target, fill, replaces=atomic.digest(OLD))
    assert refused == [target]
    assert target.read_bytes() == b"theirs"
    assert list(target.parent.iterdir()) == [target]


def test_a_new_file_never_replaces_one_that_came_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "新.perfdesk"
    with pytest.raises(ChangedOnDisk, match="已经有这个名字的文件"):
        write(path, fill, lambda _: path.write_bytes(OLD), replaces=atomic.NOTHING)  # type: ignore[arg-type, return-value]
    assert_old_and_alone(path)
    path.unlink()
    assert write(path, fill, replaces=atomic.NOTHING) == atomic.digest(NEW)


@pytest.mark.skipif(os.name == "nt", reason="locks of another kind there")
def test_a_lock_that_is_held_too_long_is_said_after_about_two_seconds(target: Path, no_waiting: list[float]) -> None:
    with lock.locked(target):
        with pytest.raises(WriteError, match="正在保存这个文件"):
            write(target, fill)
        assert target.read_bytes() == OLD
    assert 1.5 <= sum(no_waiting) <= 2.5
    assert_old_and_alone(target)


def test_opening_sweeps_what_a_killed_program_left_and_leaves_the_living_alone(target: Path) -> None:
    left = left_by_a_killed_program(target)
    lock.lock_of(target).touch()

    def meanwhile(_: BinaryIO) -> None:
        lock.sweep(target)
        assert not left.exists()

    write(target, fill, meanwhile)
    assert target.read_bytes() == NEW
    assert list(target.parent.iterdir()) == [target]


def test_opening_writes_nothing_where_nothing_is_left(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(disk, "open_shared", opened.append)
    lock.sweep(target)
    lock.sweep(target.parent / "没有" / "x.perfdesk")
    assert opened == []
    assert_old_and_alone(target)
