"""Writes the journal of an open document in a thread of its own, so that nobody waits for a disk while typing.

Who edits hands over versions, which costs microseconds: versions never change, so no lock is needed. The thread writes
what has come since, and forces it to disk, a little more often than once a second.
"""

import errno
import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from perfdesk.model.delta import delta
from perfdesk.model.document import Document
from perfdesk.store import file
from perfdesk.store.journal import Journal, JournalBase

_log = logging.getLogger(__name__)
# Seconds. With what writing takes, every version is on disk within one.
_PAUSE: Final = 0.8
# Of more versions at once only the last is written: a program makes them, and each costs time beside its own work.
_MOST_AT_ONCE: Final = 20
# When so many bytes or versions stand in a journal, it is written anew, with one step to the last version.
_MOST_BYTES: Final = 8 << 20
_MOST_VERSIONS: Final = 5_000
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)
_CLOSED: Final = (errno.EACCES, errno.EPERM, errno.EROFS)


class Kept(NamedTuple):
    """How much is in the journal: `all` of it or not, and up to when by the clock, "" if nothing; where it is, and why
    it cannot be written, "" if it can."""

    all: bool
    time: str
    folder: Path
    trouble: str


class JournalKeeper:
    """The journal of one document. `told` gets one sentence, in the thread, when it cannot be written; once."""

    def __init__(self, folder: Path, told: Callable[[str], object] = lambda _: None) -> None:
        self._folder = folder
        self._told = told
        self._waiting: deque[Document] = deque()
        self._news = threading.Event()
        self._ended = threading.Event()
        # Whoever has it may touch what stands below.
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._opened: file.Opened | None = None
        self._path: Path | None = None
        self._journal: Journal | None = None
        self._is_sound = True
        self._first: Document | None = None
        self._last: Document | None = None
        self._limit = _MOST_BYTES
        self._time = ""
        self._trouble = ""
        self._has_told = False

    def begin(self, opened: file.Opened | None, path: Path | None) -> None:
        """What follows goes on from here: a file that was opened or saved. The journal until now is not needed any
        more."""
        with self._lock:
            self._forget()
            self._opened, self._path = opened, path
            self._first = self._last = opened.document if opened else None

    def follow(self, path: Path) -> None:
        """The file has another name now. What is written next begins a journal that names it, and takes the place of
        the one before."""
        with self._lock:
            self._path, self._is_sound = path, False

    def keep(self, document: Document) -> None:
        """Has a version written. Returns at once."""
        self._waiting.append(document)
        self._news.set()
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._go_on, name="journal", daemon=True)
            self._thread.start()

    def settle(self) -> Kept:
        """Writes what waits, here and now."""
        with self._lock:
            self._write_waiting()
        return self.kept

    @property
    def kept(self) -> Kept:
        """How much is safe. Waits for nothing."""
        return Kept(not self._waiting and not self._trouble, self._time, self._folder, self._trouble)

    def forget(self) -> None:
        """The document goes, and nothing of it is to be recovered."""
        self._end()
        with self._lock:
            self._forget()

    def leave(self) -> Kept:
        """The program ends, and what was not saved is to be recovered."""
        self._end()
        kept = self.settle()
        with self._lock:
            if self._journal is not None:
                self._journal.close()
            self._journal = None
        return kept

    # --- in the thread ------------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        while not self._ended.is_set():
            self._news.wait()
            self._ended.wait(_PAUSE)
            self._news.clear()
            self.settle()

    def _end(self) -> None:
        self._ended.set()
        self._news.set()

    def _forget(self) -> None:
        self._waiting.clear()
        if self._journal is not None:
            self._journal.remove()
        self._journal, self._is_sound, self._limit, self._time = None, True, _MOST_BYTES, ""

    def _write_waiting(self) -> None:
        versions = list(self._waiting)
        if not versions:
            return
        try:
            self._write(versions if len(versions) <= _MOST_AT_ONCE else versions[-1:])
        except OSError as error:
            self._is_sound = False
            self._fail(error)
            # The last of them says all when it is tried again.
            written = len(versions) - 1
        else:
            self._time, self._trouble = datetime.now().isoformat(timespec="seconds"), ""
            written = len(versions)
        for _ in range(written):
            self._waiting.popleft()

    def _write(self, versions: Sequence[Document]) -> None:
        journal = self._journal
        if journal is None or self._last is None or not self._is_sound or self._is_long(journal):
            self._write_anew(versions[-1])
        else:
            journal.add([delta(*pair) for pair in pairwise([self._last, *versions])])
        self._last = versions[-1]

    def _is_long(self, journal: Journal) -> bool:
        return journal.grown > self._limit or journal.versions > _MOST_VERSIONS

    def _write_anew(self, document: Document) -> None:
        """Begins a journal, or puts one in the place of the old one, which goes when the new one is whole."""
        if self._first is None:
            self._first = document
        opened, old = self._opened, self._journal
        if opened is None:
            base = JournalBase(file.as_first_saved(self._first), follows_file=False)
        else:
            base = JournalBase(file.as_saved(opened, self._path), self._path, opened.content)
        changes = [delta(self._first, document)]
        self._journal = Journal.begin(self._folder, base, changes, old.path if old else None)
        self._is_sound, self._limit = True, max(_MOST_BYTES, 2 * self._journal.grown)
        if old is not None:
            old.remove()

    def _fail(self, error: OSError) -> None:
        _log.warning("the journal cannot be written: %s", error)
        why = "磁盘已满" if error.errno in _FULL else "不允许写入" if error.errno in _CLOSED else "磁盘读写出错"
        self._trouble = f"没保存的修改现在记不下来（{why}：{self._folder}），请及时保存。"
        if not self._has_told:
            self._has_told = True
            self._told(self._trouble)
