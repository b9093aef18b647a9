"""The log: what the program did and where it failed, in a file for whoever mends it; never what a document holds.

A log is sent to strangers. So nothing gets into it because nobody thought of it: a record is a constant text and
values of a few harmless kinds, and of an exception only its kind and the lines of the program, not its message, which
often quotes a value or a path. Whatever else a record carries is written as "…".
"""

import errno
import faulthandler
import logging
import platform
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import IO, Final, NamedTuple

NAME: Final = "perfdesk.log"
CRASH_NAME: Final = "crash.log"
CRASH_BEFORE: Final = "crash-before.log"
_LOGGER: Final = logging.getLogger("perfdesk")
_log = logging.getLogger(__name__)

_LARGEST: Final = 512 * 1024
_OLDER_FILES: Final = 3
_LEFT_OUT: Final = "…"
# Texts that may stand in a record: names of the system's errors and endings of files that the program knows.
_WORDS: Final = frozenset(errno.errorcode.values()) | {
    "unknown", ".perfdesk", ".docx", ".xlsx", ".txt", ".pdf",
}  # fmt: skip
# An endless recursion has a thousand frames, and says all in the last ones.
_MOST_FRAMES: Final = 40
_MOST_CAUSES: Final = 8


class OwnText(str):
    """A text of the program itself, which may stand in the log: a version, the name of a function."""

    __slots__ = ()


class _Open(NamedTuple):
    handler: logging.Handler
    crashes: IO[str] | None


_open: list[_Open] = []


# --- beginning and end -----------------------------------------------------------------------------------------


def start(folder: Path) -> Path | None:
    """Begins to write the log into a folder; the file, or None where none can be written, which stops nobody."""
    stop()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = _LogFile(folder / NAME, maxBytes=_LARGEST, backupCount=_OLDER_FILES, encoding="utf-8")
    except OSError:
        return None
    handler.setFormatter(_HarmlessFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    _LOGGER.addHandler(handler)
    _LOGGER.setLevel(logging.INFO)
    died = _keep_last_crash(folder)
    _open.append(_Open(handler, _catch_crashes(folder / CRASH_NAME)))
    _log.info("started: %s", OwnText(", ".join(f"{name} {version}" for name, version in versions().items())))
    if died:
        _log.error("the last run was ended by the system: %s", OwnText(CRASH_BEFORE))
    return folder / NAME


def stop() -> None:
    """Closes the log."""
    while _open:
        handler, crashes = _open.pop()
        _LOGGER.removeHandler(handler)
        _LOGGER.setLevel(logging.NOTSET)
        handler.close()
        if crashes is not None:
            faulthandler.disable()
            crashes.close()


class _LogFile(RotatingFileHandler):
    """Never troubles the program: a full disk, or a folder that went away, costs lines and nothing else."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 -- logging's name
        """Says nothing, where logging would write to the terminal."""

    def doRollover(self) -> None:  # noqa: N802 -- logging's name
        """Goes on in the same file where Windows does not rename it because another program has it open."""
        try:
            super().doRollover()
        except OSError:
            self.stream = self._open()


def _keep_last_crash(folder: Path) -> bool:
    """Puts what a crash has left out of the way of the next; whether there was one."""
    with suppress(OSError):
        if (folder / CRASH_NAME).stat().st_size:
            (folder / CRASH_NAME).replace(folder / CRASH_BEFORE)
            return True
    return False


def _catch_crashes(path: Path) -> IO[str] | None:
    """Has the lines of all threads written there when the system ends the program, as when Qt aborts."""
    try:
        crashes = path.open("w", encoding="utf-8")
    except OSError:
        return None
    faulthandler.enable(crashes)
    return crashes


# --- what nobody caught ----------------------------------------------------------------------------------------


def write_uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """Puts an exception that nothing caught into the log."""
    _log.critical("nothing caught this", exc_info=(kind, error or kind(), trace))


def watch_threads() -> None:
    """Has those exceptions logged that end a thread, or happen where Python cannot raise them."""
    threading.excepthook = _in_thread
    sys.unraisablehook = _unraisable


def _in_thread(hooked: threading.ExceptHookArgs) -> None:
    write_uncaught(hooked.exc_type, hooked.exc_value, hooked.exc_traceback)
    if sys.stderr is not None:  # a windowed program on Windows has none
        threading.__excepthook__(hooked)


def _unraisable(hooked: "sys.UnraisableHookArgs") -> None:
    write_uncaught(hooked.exc_type, hooked.exc_value, hooked.exc_traceback)
    if sys.stderr is not None:
        sys.__unraisablehook__(hooked)


# --- texts -----------------------------------------------------------------------------------------------------


def versions() -> dict[str, str]:
    """What the program runs on. Not the computer's name, which platform.platform() leaves out too."""
    from perfdesk import __version__

    return {"perfdesk": __version__, "Python": platform.python_version(), "system": platform.platform()}


def report(error: BaseException, libraries: Mapping[str, str]) -> str:
    """What a maintainer needs to know of a mistake of the program, and nothing of a document."""
    head = [f"{name}: {version}" for name, version in {**versions(), **libraries}.items()]
    return "\n".join([*head, "", *trace(error)])


def trace(error: BaseException) -> list[str]:
    """An exception and what led to it, the cause first: kinds, and lines of the program, without any value."""
    lines: list[str] = []
    for one in reversed(list(_causes(error))):
        lines += [*_frames(one.__traceback__), _kind(one)]
    return lines


def _causes(error: BaseException) -> Iterator[BaseException]:
    one: BaseException | None = error
    for _ in range(_MOST_CAUSES):
        if one is None:
            return
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _frames(trace: TracebackType | None) -> list[str]:
    """Modules instead of paths, for a path has the user's name in it."""
    found = []
    while trace is not None:
        frame = trace.tb_frame
        found.append(f"  {frame.f_globals.get('__name__', '?')}:{trace.tb_lineno} {frame.f_code.co_name}")
        trace = trace.tb_next
    return found[-_MOST_FRAMES:]


def _kind(error: BaseException) -> str:
    """The name of an exception's class; of one by the system also which error, as ENOSPC."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    number = error.errno if isinstance(error, OSError) else None
    return name if number is None else f"{name} {errno.errorcode.get(number, number)}"


class _HarmlessFormatter(logging.Formatter):
    """Writes a record without whatever may come from a document."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, and the lines of the program below it where an exception is told."""
        arguments = record.args if isinstance(record.args, tuple) else ()
        harmless = logging.LogRecord(record.name, record.levelno, "", 0, record.msg, (), None)
        harmless.created, harmless.msecs = record.created, record.msecs
        harmless.args = tuple(_harmless(one) for one in arguments)
        error = record.exc_info[1] if record.exc_info else None
        return "\n".join([super().format(harmless), *(trace(error) if error is not None else ())])


def _harmless(value: object) -> object:
    """A number, an exception's kind, a text that is known; anything else is left out."""
    if isinstance(value, BaseException):
        return _kind(value)
    is_known = isinstance(value, int | float | OwnText) or (isinstance(value, str) and value in _WORDS)
    return value if is_known else _LEFT_OUT
