"""Makes the backups of an open document in a thread of its own, so that nobody waits for a disk while working.

Who opens and saves hands over the file's version, which costs nothing: versions never change, so no lock is needed.
Whatever fails here stops nobody; it is said once.
"""

import errno
import logging
import threading
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from perfdesk.store import file
from perfdesk.store.atomic import WriteError
from perfdesk.store.backup_ages import LIMITS, BackupLimits
from perfdesk.store.backups import About, about_file, backups_of, make_room
from perfdesk.store.failures import ReasonGiven, is_there
from perfdesk.store.format import Damage
from perfdesk.store.set_aside import tidy

_log = logging.getLogger(__name__)
# Seconds that the end of a document waits for its last backup. A disk that takes longer has lost its connection.
_PATIENCE: Final = 5.0
_ALL_TAKEN: Final = f"所有备份加起来已到 {LIMITS.overall >> 30} GB 的上限"
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)
_CLOSED: Final = (errno.EACCES, errno.EPERM, errno.EROFS)


class _Version(NamedTuple):
    """A version of a file, to be kept. `content` is the file itself where it is about to be replaced, else `opened`
    says what it holds."""

    path: Path
    opened: file.Opened | None
    content: bytes
    time: int


class BackupKeeper:
    """The backups of one document. `told` gets one sentence, in the thread, when none can be made; once."""

    def __init__(
        self, root: Path, told: Callable[[str], object] = lambda _: None, *, journals: Path | None = None
    ) -> None:
        self._root = root
        self._told = told
        self._journals = journals
        self._limits: BackupLimits = LIMITS
        self._waiting: deque[_Version] = deque()
        # Whoever has it may look whether the thread still takes what waits.
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._has_told = False
        self._has_tidied = False
        # The contents of files of which no backup could be made.
        self._failed: set[str] = set()

    def keep(self, opened: file.Opened, path: Path) -> None:
        """Has a version kept that was just read from this file, or written to it. Returns at once."""
        if not opened.read_only:
            self._take(_Version(path, opened, b"", _now()))

    def keep_replaced(self, path: Path) -> None:
        """Has a file kept that is about to be replaced by something else. It is read here and now, because it is gone
        later."""
        if is_there(path) and (content := file.content_to_keep(path)):
            self._take(_Version(path, None, content, _now()))

    def may_be_replaced(self, content: str) -> bool:
        """Whether a file with this hash, which was opened or saved here, is a backup or is becoming one."""
        return content not in self._failed

    def end(self) -> None:
        """Waits until everything is kept, but not for ever."""
        thread = self._thread
        if thread is not None:
            thread.join(_PATIENCE)
            if thread.is_alive():
                _log.warning("a backup was not finished in time")

    # --- in the thread ----------------------------------------------------------------------------------------

    def _take(self, version: _Version) -> None:
        with self._lock:
            self._waiting.append(version)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._go_on, name="backups", daemon=True)
                self._thread.start()

    def _go_on(self) -> None:
        while (version := self._next()) is not None:
            try:
                self._keep(version)
            except (WriteError, OSError, Damage) as error:
                if version.opened is not None:
                    self._failed.add(version.opened.content)
                self._fail(error)

    def _next(self) -> _Version | None:
        with self._lock:
            if not self._waiting:
                self._thread = None
                return None
            return self._waiting.popleft()

    def _keep(self, version: _Version) -> None:
        content, about = _read(version)
        if not make_room(self._root, len(content), self._limits):
            raise ReasonGiven(_ALL_TAKEN)
        backups_of(self._root, about.document, version.path).add(content, about, version.time, self._limits)
        if not self._has_tidied:
            self._has_tidied = True
            tidy(self._root, self._journals)

    def _fail(self, error: Exception) -> None:
        _log.warning("no backup was made: %s", error)
        if isinstance(error, Damage) or self._has_told:
            return  # what cannot be read was said when it was opened
        self._has_told = True
        cause = error.__cause__ if isinstance(error, WriteError) else error
        self._told(f"文件照常保存，但备份没有做成（{_why(cause)}：{self._root}）。在“帮助 → 选项”里可以换地方或清理。")


def _why(error: BaseException | None) -> str:
    if isinstance(error, ReasonGiven):
        return str(error)
    number = error.errno if isinstance(error, OSError) else None
    return "磁盘已满" if number in _FULL else "不允许写入" if number in _CLOSED else "磁盘读写出错"


def _read(version: _Version) -> tuple[bytes, About]:
    if version.opened is None:
        return version.content, about_file(file.parsed_file(version.path.name, version.content), version.path)
    return file.as_saved(version.opened, version.path), about_file(version.opened, version.path)


def _now() -> int:
    return int(datetime.now(UTC).timestamp())
