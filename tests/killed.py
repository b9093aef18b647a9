"""A process that does the scenes of scenes.py in children of its own and kills them: `python -m killed`, with orders on
its standard input. Forking one that has everything imported takes milliseconds, so thousands of deaths can be tried.

An order is JSON: a scene, its folder, and when the child dies: at call number `at` that changes the disk, or by SIGKILL
`after` so many seconds, counted from the first content that is to be written if `aimed`. The answer is whether it
ended by itself, and what it had said (aftermath.py).
"""

import fcntl
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple, Self

import scenes
from aftermath import saying

from perfdesk.store import atomic

ROOT: Final = Path(__file__).resolve().parents[1]
_WITHOUT_END: Final = 1_000_000
# All that changes a disk or a lock. What only reads leaves everything as after the call before.
_CHANGING: Final = (
    "open", "write", "fsync", "fdatasync", "close", "dup", "chmod", "replace", "rename", "link", "symlink", "unlink",
    "remove", "mkdir", "rmdir", "truncate", "ftruncate", "utime",
)  # fmt: skip
_EVENTS: Final = (
    "open",
    "os.rename",
    "os.remove",
    "os.mkdir",
    "os.rmdir",
    "os.link",
    "os.chmod",
    "os.truncate",
    "os.utime",
)


class Order(NamedTuple):
    """Which scene, where, and when it dies; neither `at` nor `after`: at its end."""

    scene: str
    folder: str
    at: int = 0
    after: float | None = None
    aimed: bool = False


class Died(NamedTuple):
    """Whether it ended by itself after all, and what it had said."""

    ended: bool
    said: list[str]


class Killer:
    """The process, from outside."""

    def __enter__(self) -> Self:
        where = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "killed"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": where},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def kill(self, order: Order) -> Died:
        """Has one child do a scene and die."""
        asked, told = self._process.stdin, self._process.stdout
        assert asked is not None
        assert told is not None
        print(json.dumps(order), file=asked, flush=True)
        return Died(*json.loads(told.readline()))


# --- in the process ---------------------------------------------------------------------------------------------


def _serve() -> None:
    scenes.hold_the_thread(setattr)
    warm: set[str] = set()
    for line in sys.stdin:
        order = Order(*json.loads(line))
        if order.scene not in warm:
            warm.add(order.scene)
            _warm_up(order.scene)
        print(json.dumps(_carried_out(order)), flush=True)


def _warm_up(scene: str) -> None:
    """Imports what the scene needs. Qt's application is for each child to make: it does not outlive a fork."""
    if "PDF" in scene:
        import perfdesk.exporters.word
        import perfdesk.paper.pdf  # noqa: F401
    else:
        with TemporaryDirectory() as folder:
            scenes.prepare(Path(folder))
            scenes.SCENES[scene].begin(Path(folder))(1)


def _carried_out(order: Order) -> Died:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _live(order, writing)
    os.close(writing)
    with os.fdopen(reading, "rb", buffering=0) as heard:
        said = b""
        if order.after is not None:
            # A journal is no file that anybody intends; then it is aimed at the second act.
            signs = (b"intends", b"done") if order.aimed else (b"begun",)
            while not any(sign in said for sign in signs) and (more := heard.read(4096)):
                said += more
            time.sleep(order.after)
            os.kill(child, signal.SIGKILL)
        said += heard.readall()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status not in (0, _DIED, -signal.SIGKILL):
        raise RuntimeError(f"{order}: exit code {status}")
    return Died(status == 0, [line for line in said.decode().splitlines() if line != "begun"])


_DIED: Final = 77
# Seconds after which a child that nobody kills ends with an error.
_LONGEST: Final = 300


def _live(order: Order, writing: int) -> None:
    """The child: never comes back."""
    signal.alarm(_LONGEST)
    write, end = os.write, os._exit
    try:
        scene = scenes.SCENES[order.scene]

        def say(text: str) -> None:
            write(writing, f"{text}\n".encode())

        atomic.write = saying(atomic.write, say, Path(order.folder))
        act = scene.begin(Path(order.folder))
        say("begun")
        if order.at:
            _Deaths(order.at, Path(order.folder), end).plant()
        for number in range(1, 1 + (scene.acts if order.after is None else _WITHOUT_END)):
            act(number)
            say(f"done {number}")
        end(0)
    except BaseException:  # noqa: BLE001 -- a child must not come back and serve beside its parent
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
        end(1)


class _Deaths:
    """Every moment before, in the midst of and after a call that changes the disk has a number; at `at` it dies."""

    def __init__(self, at: int, folder: Path, end: Callable[[int], Any]) -> None:
        self._left = at
        self._folder = str(folder)
        self._end = end
        self._is_known = False

    def plant(self) -> None:
        for name in _CHANGING:
            setattr(os, name, self._dying(getattr(os, name)))
        os.write = self._dying_in_the_midst(os.write)
        fcntl.flock = self._dying(fcntl.flock)
        io.open = self._dying_if_written(io.open)
        sys.addaudithook(self._unknown)

    def _moment(self) -> None:
        self._left -= 1
        if self._left == 0:
            self._end(_DIED)

    def _dying(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            self._moment()
            before, self._is_known = self._is_known, True
            try:
                return function(*arguments, **named)
            finally:
                self._is_known = before
                self._moment()

        return call

    def _dying_if_written(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Python's own open: what is opened to be written is empty at first."""
        dying = self._dying(function)

        def call(path: Any, mode: str = "r", *arguments: Any, **named: Any) -> Any:
            return (function if mode in ("r", "rb") else dying)(path, mode, *arguments, **named)

        return call

    def _dying_in_the_midst(self, write: Callable[..., int]) -> Callable[..., int]:
        def call(descriptor: int, content: Any) -> int:
            if self._left == 1:
                write(descriptor, memoryview(content)[: len(content) // 2])
            self._moment()
            return write(descriptor, content)

        return call

    def _unknown(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Calls that change the disk by another way."""
        if event in _EVENTS and not self._is_known and str(arguments[0]).startswith(self._folder):
            mode = arguments[2] if event == "open" else os.O_WRONLY
            if isinstance(mode, int) and mode & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                self._moment()


if __name__ == "__main__":
    _serve()
