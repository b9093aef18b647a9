"""Any call to the disk may fail, in any way, while the program writes: the file is the old or the new one, one sentence
says why, and what was not saved is still there to be saved. Counted in the row T3, and refusals for a while in T4."""

import errno
import io
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import scenes
from aftermath import digests, look, require_it_opens, saying
from command import Run
from notation import document
from scenes import SCENES, NotKept, Refused
from trust import Promise

from perfdesk.store import atomic, disk, file
from perfdesk.store.atomic import ChangedOnDisk, WriteError

ERRORS = ("ENOSPC", "EIO", "EDQUOT", "EROFS", "EINTR", "EACCES", "EPERM", "EFBIG", "EBUSY", "ESTALE", "ENODEV")
# All by which the program reads and changes a disk; `open` of the module io too.
CALLS = (
    "chmod", "close", "dup", "fstat", "fsync", "listdir", "lseek", "mkdir", "open", "replace", "stat", "unlink",
    "write",
)  # fmt: skip
# What the window or the command line expects and turns into a sentence.
EXPECTED = (WriteError, ChangedOnDisk, Refused, NotKept)
# An act of these writes one file, which is as it was when the act has failed.
ALL_OR_NOTHING = tuple(name for name, scene in SCENES.items() if scene.acts == 1 and name != "save a clean copy")
# Each act takes long: it starts a process, or Qt.
LONG = ("import", "export PDF")
# So many faults of each scene in the short run.
SOME = 3


class Fault(NamedTuple):
    """The call of this number fails so; `lasting`: and every later one of its name."""

    number: int
    error: str
    lasting: bool


class Faulty:
    """Stands between the program and what it does to a folder."""

    def __init__(self, folder: Path, fault: Fault) -> None:
        self._folder = str(folder)
        self._fault = fault
        self._count = 0
        self._failing = ""
        self._ours: set[int] = set()
        self.failed = 0

    def install(self, patch: pytest.MonkeyPatch) -> None:
        for name in CALLS:
            patch.setattr(os, name, self._passed(name, getattr(os, name)))
        patch.setattr(io, "open", self._passed("io.open", io.open))

    def _passed(self, name: str, plain: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            if not self._concerns(arguments[0]):
                return plain(*arguments, **named)
            if self._fails(name):
                if name == "close":
                    plain(*arguments)
                raise OSError(getattr(errno, self._fault.error), os.strerror(getattr(errno, self._fault.error)))
            result = plain(*arguments, **named)
            if name in ("open", "dup"):
                self._ours.add(result)
            elif name == "close":
                self._ours.discard(arguments[0])
            return result

        return call

    def _concerns(self, first: Any) -> bool:
        return first in self._ours if isinstance(first, int) else str(first).startswith(self._folder)

    def _fails(self, name: str) -> bool:
        self._count += 1
        if self._count == self._fault.number:
            self._failing = name
        fails = self._count == self._fault.number or (self._fault.lasting and name == self._failing)
        self.failed += fails
        return fails


class Trial:
    """One scene, again and again, each time with another fault."""

    def __init__(self, name: str, tmp_path: Path, patch: pytest.MonkeyPatch) -> None:
        self.name, self._scene, self._root, self._patch = name, SCENES[name], tmp_path, patch
        self._prepared = tmp_path / "prepared"
        self._prepared.mkdir()
        scenes.prepare(self._prepared)
        self._before = digests(self._prepared)
        self.tried = 0
        # How often the act went on all the same.
        self.went_on = 0

    def fail(self, fault: Fault) -> bool:
        """Whether there is a call of this number. AssertionError with what does not hold."""
        folder = self._root / f"故障 {self.tried}"
        shutil.copytree(self._prepared, folder)
        said: list[str] = []
        try:
            with self._patch.context() as patch:
                patch.setattr(atomic, "write", saying(atomic.write, said.append, folder))
                act = self._scene.begin(folder)
                with self._patch.context() as inner:
                    faulty = Faulty(folder, fault)
                    faulty.install(inner)
                    failure = self._acted(act, said)
                self._look(folder, said, failure)
                # What was not saved is still there, and nothing is in the way of saving it.
                self._again(act, said, failure)
                self._look(folder, said, None)
        except Exception as error:
            raise AssertionError(f"{self.name}, {fault}: {error!r}\nit said {said}") from error
        shutil.rmtree(folder)
        self.tried += bool(faulty.failed)
        return bool(faulty.failed)

    def _acted(self, act: scenes.Act, said: list[str]) -> Exception | None:
        for number in range(1, self._scene.acts + 1):
            try:
                act(number)
            except EXPECTED as failure:
                require_a_sentence(failure)
                return failure
            said.append(f"done {number}")
        self.went_on += 1
        return None

    def _again(self, act: scenes.Act, said: list[str], failure: Exception | None) -> None:
        number = 1 + sum(one.startswith("done") for one in said) + (failure is not None)
        act(number)
        said.append(f"done {number}")

    def _look(self, folder: Path, said: list[str], failure: Exception | None) -> None:
        """At a copy, because the program lives and has its journal marked."""
        copy = self._root / "copy" / folder.name
        shutil.copytree(folder, copy)
        found = look(self.name, copy, self._before, said, backups=False)
        shutil.rmtree(copy)
        assert failure is None or self.name not in ALL_OR_NOTHING or not found.has_new, "it was written all the same"


def require_a_sentence(failure: Exception) -> None:
    """What a person reads. The command line has a line for each file that it leaves out, and one for why."""
    lines = str(failure).splitlines()
    assert lines, repr(failure)
    assert len(lines) == 1 or isinstance(failure, Refused)
    for line in lines:
        assert line.startswith("perfdesk: ") == isinstance(failure, Refused), line
        assert line.endswith(("。", "）")), line
        assert "Errno" not in line


@pytest.fixture
def trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Trial]:
    scenes.hold_the_thread(monkeypatch.setattr)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    return lambda name: Trial(name, tmp_path, monkeypatch)


def _slow(name: str) -> Any:
    return pytest.param(name, marks=pytest.mark.slow)


@pytest.mark.parametrize("name", [name for name in SCENES if name not in LONG])
def test_some_faults_of_the_disk(name: str, trial: Callable[[str], Trial], promise: Promise) -> None:
    one, dice = trial(name), random.Random(name)
    while one.tried < SOME:
        one.fail(Fault(dice.randint(1, 40), dice.choice(ERRORS), dice.random() < 0.5))
    promise("T3", f"some faults of the disk: {name}", one.tried, one.tried)


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENES)
def test_every_call_fails_in_every_way(name: str, trial: Callable[[str], Trial], promise: Promise) -> None:
    one = trial(name)
    for error in ERRORS if name not in LONG else ("ENOSPC", "EACCES"):
        for lasting in (False, True):
            number = 1
            while one.fail(Fault(number, error, lasting)):
                number += 1
    assert 0 < one.went_on < one.tried
    promise("T3", f"each call to the disk fails in each way: {name}", one.tried, one.tried)


# --- a target that others hold for a while --------------------------------------------------------------------------

# The attempts that are made before the target counts as held, see store/atomic.py.
PATIENCE = 7
HELD = (
    "save",
    "save as",
    "save a clean copy",
    "set, command line",
    "merge, window",
    "merge, command line",
    "export Word",
)


def held(times: int, error: str, one: Trial, patch: pytest.MonkeyPatch) -> None:
    """Antivirus, an indexer or Word holds what is to be replaced, for so many attempts."""
    plain, left = disk.replace, times

    def replace(temporary: Path, target: Path) -> None:
        nonlocal left
        if left:
            left -= 1
            raise OSError(getattr(errno, error), os.strerror(getattr(errno, error)))
        plain(temporary, target)

    before = one.went_on
    with patch.context() as inner:
        inner.setattr(disk, "replace", replace)
        one.fail(Fault(0, error, False))
    assert one.went_on - before == (times <= PATIENCE)


@pytest.mark.parametrize("name", [HELD[0], *map(_slow, HELD[1:])])
def test_a_target_that_is_held_is_waited_for_or_said(
    name: str,
    trial: Callable[[str], Trial],
    monkeypatch: pytest.MonkeyPatch,
    promise: Promise,
) -> None:
    one, tried = trial(name), 0
    for times in range(1, 11):
        for error in ("EACCES", "EPERM", "EBUSY"):
            held(times, error, one, monkeypatch)
            tried += 1
    promise("T4", f"held for 1 to 10 attempts: {name}", tried, tried)


# --- a disk that is really full ------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A few megabytes."""
    path = tmp_path / "小盘"
    path.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux can mount a small disk")
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(path)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine lets nobody mount a small disk")
    yield path
    subprocess.run(["umount", "--lazy", str(path)], check=True)


@pytest.mark.parametrize("name", ["save", "journal", *map(_slow, ("save as", "merge, window", "export Word"))])
def test_a_small_disk_is_full(name: str, small_disk: Path, monkeypatch: pytest.MonkeyPatch, promise: Promise) -> None:
    """Filled up byte by page, so that it is full at each call in turn."""
    scenes.hold_the_thread(monkeypatch.setattr)
    tried = refused = full = 0
    for pages in range(60, -1, -3):
        folder = small_disk / "表"
        folder.mkdir()
        scenes.prepare(folder)
        before, said = digests(folder), list[str]()
        act = SCENES[name].begin(folder)
        _fill(small_disk, pages)
        with monkeypatch.context() as patch:
            patch.setattr(atomic, "write", saying(atomic.write, said.append, folder))
            try:
                act(1)
                said.append("done 1")
            except EXPECTED as failure:
                require_a_sentence(failure)
                full += "已满" in str(failure)
                refused += 1
            (small_disk / "filled").unlink()
            act(2)
            said.append("done 2")
        copy = small_disk.parent / "copy" / "表"
        shutil.copytree(folder, copy)
        look(name, copy, before, said)
        shutil.rmtree(folder)
        shutil.rmtree(copy)
        tried += 1
    assert 0 < refused < tried
    assert full == refused, "another reason was given"
    promise("T3", f"a real disk that is full sooner or later: {name}", tried, tried)


def _fill(disk_root: Path, pages: int) -> None:
    """Leaves so many pages free."""
    free = os.statvfs(disk_root)
    (disk_root / "filled").write_bytes(bytes(max(0, free.f_bavail - pages) * free.f_frsize))


# --- names and folders ----------------------------------------------------------------------------------------------

NAMES = {
    "宁夏 王沙县 绩效目标表（2025）": True,
    " 前后空格 ": True,
    "表情😀👨‍👩‍👧": True,
    "e\u0301 and é": True,
    "-o": True,
    "--force": True,
    "a'b\"c": True,
    "百分%20号&#;": True,
    "点..点": True,
    "CON": True,
    "nul": True,
    "表" * 81: True,
    "表" * 82: False,
    "表" * 85: False,
    "表" * 300: False,
    "a" * 246: True,
    "a" * 247: False,
}
DEEP = ("深" * 60, "更 深" * 20, "😀" * 50, "x" * 200)


@pytest.mark.parametrize("suffix", [".perfdesk", ".docx"])
def test_every_name_is_written_or_refused_with_a_sentence(
    tmp_path: Path, suffix: str, run: Run, promise: Promise
) -> None:
    """In folders far beyond 260 characters too."""
    folder, source = tmp_path.joinpath(*DEEP), tmp_path / "书.perfdesk"
    folder.mkdir(parents=True)
    file.save(source, document("# 网站维护费"))
    for name, is_possible in NAMES.items():
        path = folder / f"{name}{suffix}"
        is_written = is_possible or len(os.fsencode(path.name)) <= 255
        command = ["new", "--form", "hebei-book-2024"] if suffix == file.SUFFIX else ["export", source]
        code, _, err = run(*command, f"--out={path}")
        assert (code == 2) != is_written, err
        assert [one.name for one in folder.iterdir()] == ([path.name] if is_written else [])
        if is_written:
            require_it_opens(path)
            path.unlink()
        else:
            require_a_sentence(Refused(err))
            assert "太长" in err
    promise("T3", f"odd names, in a path of {len(str(folder))} characters: *{suffix}", len(NAMES), len(NAMES))


DEVICES = (*sorted(atomic._RESERVED), "con.txt", "Lpt1.tar", "表.", "表 ", "nul .a")


def test_what_windows_takes_for_a_device_is_refused_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, promise: Promise
) -> None:
    monkeypatch.setattr(atomic, "_require_name", _as_on_windows)
    for name in DEVICES:
        with pytest.raises(WriteError) as refused:
            atomic.write(tmp_path / name, lambda stream: stream.write(b"x") and None)
        require_a_sentence(refused.value)
    assert list(tmp_path.iterdir()) == []
    promise("T3", "names that are devices on Windows", len(DEVICES), len(DEVICES))


def _as_on_windows(path: Path) -> None:
    if atomic.reserved_on_windows(path.name):
        raise OSError(errno.EINVAL, "")
