"""Writes every file. After any failure the file is either the old one or the new one.

The content is made in memory, written to a temporary file in the same folder, forced to the disk, read again and
compared. Only then it replaces the old file. Two methods of other programs are avoided on purpose: on Windows,
QSaveFile fails if another program has the file open; and KeePassXC once removed the old file before renaming the new
one, and databases were lost (its issues #2888, #6622, #6634).
"""

import errno
import hashlib
import logging
import os
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from perfdesk.store import disk, lock
from perfdesk.store.failures import DIFFERS, IN_USE, READ_ONLY, ReasonGiven, WriteError, failures_named

__all__ = ["NOTHING", "ChangedOnDisk", "WriteError", "digest", "write"]

_log = logging.getLogger(__name__)
# Seconds between attempts while a virus scanner, an indexer or Word has the file open. Each wait is twice the one
# before, 1.27 in all.
_PAUSES: Final = tuple(0.01 * 2**attempt for attempt in range(7))
_CHUNK: Final = 1 << 20
# How often we begin again if another program removes the temporary file before it is marked as ours.
_MOST_SWEPT: Final = 10
# Stands for "there is no file of this name". No hash looks like it.
NOTHING: Final = "nothing"
_RESERVED: Final = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}


class ChangedOnDisk(Exception):
    """Somebody else has saved the file that should be replaced, so nothing was written. Unlike for a WriteError, a
    person has to decide."""


def write(
    path: Path,
    fill: Callable[[BinaryIO], object],
    check: Callable[[BinaryIO], None] | None = None,
    replaces: str = "",
    new_mode: int = 0o666,
) -> str:
    """Makes `path` hold what `fill` writes, all of it or nothing. WriteError if the system does not allow it.

    Returns the hash of the new content. If `replaces` is a hash, the file is replaced only if it has just that content,
    or is gone. If it is NOTHING, there must be no file. ChangedOnDisk otherwise.

    `fill` gets a seekable stream in memory. `check` gets the finished temporary file, read again from the disk. An
    exception of either passes through after cleaning up. The mode of a replaced file is kept, a new one gets `new_mode`
    as far as the user's mask allows, and a symbolic link is followed. A hard link is cut, and access lists are those of
    a new file. Temporary files that a killed program left here for the same path are removed.
    """
    stream = BytesIO()
    fill(stream)
    content = stream.getbuffer()
    with failures_named(path):
        target, mode = _target(path)
        temporary = _create(target, mode, new_mode)
    try:
        with failures_named(path):
            stored = _store(temporary, content)
        if check is not None:
            with temporary.path.open("rb") as finished:
                check(finished)
        with failures_named(path), lock.locked(target):
            _take_place(path, temporary, target, replaces)
            lock.sweep_locked(target)
    except BaseException:
        _let_go(temporary)
        with suppress(OSError):
            disk.remove(temporary.path)
        raise
    _let_go(temporary)
    _make_permanent(target.parent)
    _log.info("wrote a file %s: %d bytes", path.suffix.lower(), len(content))
    return stored


def copy(source: Path, target: Path) -> None:
    """Writes a copy of a file, byte for byte. WriteError, or OSError if the source cannot be read."""
    content = source.read_bytes()
    write(target, lambda stream: stream.write(content))


def digest(content: bytes | memoryview) -> str:
    """The hash by which contents are compared."""
    return hashlib.sha256(content).hexdigest()


def _require_unchanged(path: Path, target: Path, replaces: str) -> None:
    now = disk.digest(target) if replaces else None
    if now is None or now == replaces:
        return
    if replaces == NOTHING:
        raise ChangedOnDisk(f"没有保存“{path.name}”：已经有这个名字的文件，没有覆盖它。")
    raise ChangedOnDisk(f"没有保存“{path.name}”：打开以后，别人保存过这个文件。双方的修改都还在。")


def _require_name(path: Path) -> None:
    """OSError if no file can have this name. The system would report it in different ways, or open a device."""
    try:
        encoded = os.fsencode(path)
    except UnicodeEncodeError:
        encoded = b"\0"
    if b"\0" in encoded or (os.name == "nt" and reserved_on_windows(path.name)):
        raise OSError(errno.EINVAL, "")


def reserved_on_windows(name: str) -> bool:
    """Whether Windows would use a name as a device or change it: CON.perfdesk, "表 ", "表."."""
    return name.partition(".")[0].strip().upper() in _RESERVED or name[-1:] in (" ", ".")


def _target(path: Path) -> tuple[Path, int | None]:
    """The file to write, with links followed, and its mode; None if there is no file yet."""
    _require_name(path)
    target = disk.real(path)
    mode = disk.find(target)
    if mode is None:
        return target, None
    if stat.S_ISDIR(mode):
        raise OSError(errno.EISDIR, "")
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "")
    if not mode & stat.S_IWUSR:
        raise ReasonGiven(READ_ONLY)
    return target, mode


@dataclass(slots=True)
class _Temporary:
    """The file that is being written, with its open descriptors. The last descriptor stays open to the end: its mark
    tells other programs not to remove the file."""

    path: Path
    open: list[int]


def _create(target: Path, mode: int | None, new_mode: int) -> _Temporary:
    for _ in range(_MOST_SWEPT):
        path = target.with_name(f"{lock.prefix_of(target)}{disk.token()}.tmp")
        made = disk.create(path, new_mode if mode is None else stat.S_IMODE(mode))
        if lock.is_ours(made, path):
            if mode is not None:
                disk.keep_mode(path, mode)
            return _Temporary(path, [made])
        disk.close(made)
        with suppress(OSError):
            disk.remove(path)
    raise ReasonGiven(IN_USE)


def _store(temporary: _Temporary, content: memoryview) -> str:
    """Writes the content and returns its hash. A network disk may report only on closing what it could not store. So
    the file is closed before the old one is replaced."""
    descriptor = temporary.open[0]
    temporary.open.append(disk.second(descriptor))
    at = 0
    while at < len(content):
        at += disk.write(descriptor, content[at : at + _CHUNK])
    disk.force(descriptor)
    disk.close(temporary.open.pop(0))
    wanted = digest(content)
    if disk.digest_written(temporary.path) != wanted:
        raise ReasonGiven(DIFFERS)
    return wanted


def _let_go(temporary: _Temporary) -> None:
    """Closes the descriptors. After success only the mark is still open, and closing it can lose nothing."""
    while temporary.open:
        with suppress(OSError):
            disk.close(temporary.open.pop(0))


def _take_place(path: Path, temporary: _Temporary, target: Path, replaces: str) -> None:
    """Compares before each attempt, because the program that has the file open may be saving it."""
    if sys.platform == "win32":
        _let_go(temporary)  # an open file cannot be renamed there
    for pause in (*_PAUSES, None):
        try:
            _require_unchanged(path, target, replaces)
            disk.replace(temporary.path, target)
        except OSError as error:
            if not isinstance(error, PermissionError) and error.errno != errno.EBUSY:
                raise
            if pause is None:
                raise ReasonGiven(IN_USE) from error
            _log.info("the file is held by another program: %s", error)
            disk.pause(pause)
        else:
            return


def _make_permanent(folder: Path) -> None:
    """Forces the new name to the disk. The file itself is complete already. If this fails and the power is cut, only
    the new version is lost, and the old one is there."""
    try:
        disk.force_folder(folder)
    except OSError as error:
        _log.warning("the folder could not be forced to disk: %s", errno.errorcode.get(error.errno or 0, "unknown"))
