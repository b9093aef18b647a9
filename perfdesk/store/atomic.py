"""The one door through which every file is written: after any fault the file is the old one or the new one.

The content is made in memory, written to a temporary file in the same folder, forced to the disk, read again and
compared, and only then takes the place of the old file. What Qt's QSaveFile does on Windows shares (fails at the
commit) and what KeePassXC once did (remove, then rename: lost databases, #2888, #6622, #6634) is left out on purpose.
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
# Seconds between attempts while antivirus, an indexer or Word holds the target: each twice the one before, in all 1.27.
_PAUSES: Final = tuple(0.01 * 2**attempt for attempt in range(7))
_CHUNK: Final = 1 << 20
# How often another program may sweep a temporary file away before it is marked as ours.
_MOST_SWEPT: Final = 10
# What a name holds that is not taken; no hash looks like it.
NOTHING: Final = "nothing"
_RESERVED: Final = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}


class ChangedOnDisk(Exception):
    """Nothing was written, because somebody else has saved the file that was to be replaced. Unlike a WriteError this
    is for a person to decide."""


def write(
    path: Path,
    fill: Callable[[BinaryIO], None],
    check: Callable[[BinaryIO], None] | None = None,
    replaces: str = "",
) -> str:
    """Makes `path` hold what `fill` writes, all of it or nothing; WriteError if the system does not let us.

    Gives the hash of what the file holds now. With `replaces`, such a hash, only a file with just that content is
    replaced, or one that is gone; with NOTHING, none: ChangedOnDisk otherwise.

    `fill` gets a seekable stream in memory; `check` gets the finished temporary file, re-read from the disk. What
    either raises passes through after cleaning up. The mode of a file that is replaced is kept, a symbolic link is
    followed; a hard link is cut, and access lists are those of a new file. Files that a killed program left here for
    the same path are swept away.
    """
    stream = BytesIO()
    fill(stream)
    content = stream.getbuffer()
    with failures_named(path):
        target, mode = _target(path)
        temporary = _create(target, mode)
    try:
        with failures_named(path):
            _store(temporary, content)
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
    return digest(content)


def digest(content: bytes | memoryview) -> str:
    """The hash that two contents are told apart by."""
    return hashlib.sha256(content).hexdigest()


def _require_unchanged(path: Path, target: Path, replaces: str) -> None:
    now = disk.digest(target) if replaces else None
    if now is None or now == replaces:
        return
    if replaces == NOTHING:
        raise ChangedOnDisk(f"没有保存“{path.name}”：已经有这个名字的文件，没有覆盖它。")
    raise ChangedOnDisk(f"没有保存“{path.name}”：打开以后，别人保存过这个文件。双方的修改都还在。")


def _require_name(path: Path) -> None:
    """OSError for a name that no file can have; the system would say so in several ways, or open a device."""
    try:
        encoded = os.fsencode(path)
    except UnicodeEncodeError:
        encoded = b"\0"
    if b"\0" in encoded or (os.name == "nt" and reserved_on_windows(path.name)):
        raise OSError(errno.EINVAL, "")


def reserved_on_windows(name: str) -> bool:
    """Whether Windows takes a file name for a device, or would change it: CON.perfdesk, "表 ", "表."."""
    return name.partition(".")[0].strip().upper() in _RESERVED or name[-1:] in (" ", ".")


def _target(path: Path) -> tuple[Path, int | None]:
    """Where to write, links followed, and the mode of the file there; None if there is none yet."""
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
    """The file that is being written, and its descriptors that are open. The last of them stays so to the end, to tell
    other programs that the file is no litter."""

    path: Path
    open: list[int]


def _create(target: Path, mode: int | None) -> _Temporary:
    for _ in range(_MOST_SWEPT):
        path = target.with_name(f"{lock.prefix_of(target)}{disk.token()}.tmp")
        made = disk.create(path, 0o666 if mode is None else stat.S_IMODE(mode))
        if lock.is_ours(made, path):
            if mode is not None:
                disk.keep_mode(path, mode)
            return _Temporary(path, [made])
        disk.close(made)
        with suppress(OSError):
            disk.remove(path)
    raise ReasonGiven(IN_USE)


def _store(temporary: _Temporary, content: memoryview) -> None:
    """Network disks may say only at closing what they could not store, so that comes before the old file goes."""
    descriptor = temporary.open[0]
    temporary.open.append(disk.second(descriptor))
    at = 0
    while at < len(content):
        at += disk.write(descriptor, content[at : at + _CHUNK])
    disk.force(descriptor)
    disk.close(temporary.open.pop(0))
    if disk.digest_written(temporary.path) != digest(content):
        raise ReasonGiven(DIFFERS)


def _let_go(temporary: _Temporary) -> None:
    """Closes what is open of it; if all went well only the mark, at whose closing nothing can be lost any more."""
    while temporary.open:
        with suppress(OSError):
            disk.close(temporary.open.pop(0))


def _take_place(path: Path, temporary: _Temporary, target: Path, replaces: str) -> None:
    """Compares before every attempt: while the target is held, whoever holds it may be saving it."""
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
    """Forces the new name to the disk. The file itself is whole already, so a failure costs at most, after a power
    cut, the new version; the old one is there then."""
    try:
        disk.force_folder(folder)
    except OSError as error:
        _log.warning("the folder could not be forced to disk: %s", errno.errorcode.get(error.errno or 0, "unknown"))
