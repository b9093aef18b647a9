"""Who has a file open: a small hidden file beside it, so that the next user is told.

This is only information. The content is protected by the comparison before saving (atomic.write, `replaces`). So a
folder without write permission, or an owner file that cannot be read, stops nobody.
"""

import json
import os
import socket
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

# A window renews its mark every minute. If a mark is older than so many seconds, its program has died.
RENEWED_EVERY: Final = 60
_STALE: Final = 10 * RENEWED_EVERY
_LONGEST: Final = 10_000
_HERE: Final = socket.gethostname()


@dataclass(frozen=True, slots=True)
class FileOwner:
    """Who opened a file, on which PC and when. `key` identifies the window."""

    author: str
    host: str
    process: int
    since: str
    key: str

    @property
    def sentence(self) -> str:
        """ "张三（电脑 PC-07）从 09:12 起"."""
        where = "这台电脑的另一个窗口" if self.host == _HERE else f"电脑 {self.host}"
        who = f"{self.author}（{where}）" if self.author else where
        return f"{who}从 {self.since[5:16].replace('T', ' ')} 起"


def mark_of(path: Path) -> Path:
    """The owner file of a document."""
    return path.with_name(f".~{path.name}.owner")


def claim(path: Path, author: str) -> tuple[str, FileOwner | None]:
    """Marks a file as open here. Returns the key for releasing it ("" if no mark could be made), and the owner if
    somebody else has it open, else None."""
    mark = mark_of(path)
    mine = FileOwner(author, _HERE, os.getpid(), datetime.now().isoformat(timespec="seconds"), uuid4().hex)
    for _ in range(2):
        try:
            with mark.open("x", encoding="utf-8") as stream:
                json.dump(asdict(mine), stream, ensure_ascii=False)
        except FileExistsError:
            other = _read(mark)
            if other is not None and not _is_stale(mark, other):
                return "", other
            with suppress(OSError):
                mark.unlink()
        except (OSError, ValueError):
            return "", None
        else:
            _hide(mark)
            return mine.key, None
    return "", None


def has(path: Path, key: str) -> bool:
    """Whether the mark of a file is that of this window, as after its folder was renamed."""
    owner = _read(mark_of(path)) if key else None
    return owner is not None and owner.key == key


def renew(path: Path, key: str) -> None:
    """Renews the mark of a window."""
    with suppress(OSError):
        if has(path, key):
            os.utime(mark_of(path))


def release(path: Path, key: str) -> None:
    """Removes our own mark and nobody else's."""
    with suppress(OSError):
        if has(path, key):
            mark_of(path).unlink()


def _read(mark: Path) -> FileOwner | None:
    try:
        with mark.open(encoding="utf-8") as stream:
            shape = json.loads(stream.read(_LONGEST))
        author, host, since, key = (str(shape[name])[:100] for name in ("author", "host", "since", "key"))
        return FileOwner(author, host, int(shape["process"]), since, key)
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _is_stale(mark: Path, owner: FileOwner) -> bool:
    """Whether a mark has not been renewed for long, by the clock of its disk. On this PC a mark is stale as soon as
    its process has ended. The process number alone is not enough, because after a restart another program may have
    it."""
    if owner.host == _HERE and owner.process != os.getpid() and not is_running(owner.process):
        return True
    try:
        return _now_on(mark.parent) - mark.stat().st_mtime > _STALE
    except OSError:
        return False


def _now_on(folder: Path) -> float:
    """The time of the disk. The clock of a server may differ from ours."""
    probe = folder / f".~{uuid4().hex}.tmp"
    try:
        probe.touch()
        return probe.stat().st_mtime
    except OSError:
        return time.time()
    finally:
        with suppress(OSError):
            probe.unlink()


if sys.platform == "win32":
    import ctypes

    _QUERY_LIMITED_INFORMATION = 0x1000
    _STILL_ACTIVE = 259
    _HIDDEN = 2

    def is_running(process: int) -> bool:
        """Whether there is a process of this number here. os.kill would end it there."""
        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(_QUERY_LIMITED_INFORMATION, 0, process)
        if not handle:
            return False
        code = ctypes.c_ulong()
        kernel.GetExitCodeProcess(handle, ctypes.byref(code))
        kernel.CloseHandle(handle)
        return code.value == _STILL_ACTIVE

    def _hide(mark: Path) -> None:
        ctypes.windll.kernel32.SetFileAttributesW(str(mark), _HIDDEN)

else:

    def is_running(process: int) -> bool:
        """Whether there is a process of this number here."""
        if process <= 0:
            return False
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        except (PermissionError, OverflowError):
            return True
        return True

    def _hide(mark: Path) -> None:
        """The leading dot does."""
