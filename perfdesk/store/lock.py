"""Keeps other programs of ours from replacing a file while one compares and replaces it: a lock file beside it.

The lock is a mark that the system removes when the program dies (flock, LockFile). It is not the existence of the file.
So a lock file that is left behind stops nobody, and is removed later. Other programs, such as sync programs, do not
know the lock. Against them the content is compared immediately before the file is replaced.
"""

import errno
import hashlib
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from perfdesk.store import disk
from perfdesk.store.failures import BEING_SAVED, ReasonGiven

_log = logging.getLogger(__name__)
# Seconds between attempts, about two in all. A program keeps the lock for about a second at most.
_PAUSES: Final = (0.005, 0.01, 0.02, 0.04, *[0.08] * 25)


def prefix_of(target: Path) -> str:
    """The beginning of the names of all files that saving puts beside a file: short, hidden, and always the same for
    one file."""
    name = os.path.normcase(target.name)
    return f".{hashlib.sha256(os.fsencode(name)).hexdigest()[:8]}-"


def lock_of(target: Path) -> Path:
    """The lock file of a target. It is named like a temporary file, so that older versions of the program remove it
    too."""
    return target.with_name(f"{prefix_of(target)}lock.tmp")


@contextmanager
def locked(target: Path) -> Iterator[None]:
    """Keeps other programs of ours from replacing the target. OSError if one of them does not finish."""
    descriptor = _acquired(lock_of(target), _PAUSES)
    if descriptor is None:
        raise ReasonGiven(BEING_SAVED)
    try:
        yield
    finally:
        _release(lock_of(target), descriptor)


def sweep(target: Path) -> None:
    """Removes files that a killed program left beside the target, unless somebody is saving it now."""
    with suppress(OSError, ValueError):
        if not _litter(target):
            return
        descriptor = _acquired(lock_of(target), ())
        if descriptor is not None:
            try:
                sweep_locked(target)
            finally:
                _release(lock_of(target), descriptor)


def sweep_locked(target: Path) -> None:
    """The same for a program that has the lock."""
    with suppress(OSError):
        for left in _litter(target):
            if left != lock_of(target):
                with suppress(OSError):
                    _remove_unmarked(left)


def is_ours(descriptor: int, path: Path) -> bool:
    """Marks an open file. Returns False if another program has marked it, or has removed its name between opening
    and marking. On a file system without locks it returns True, because not to save would be worse."""
    try:
        marked = disk.mark(descriptor)
    except OSError as error:
        _log.info("this file system has no locks: %s", errno.errorcode.get(error.errno or 0, "unknown"))
        marked = True
    with suppress(OSError):
        return marked and disk.is_still(descriptor, path)
    return False


def _acquired(lock: Path, pauses: tuple[float, ...]) -> int | None:
    for pause in (*pauses, None):
        descriptor = _opened(lock)
        if descriptor is not None:
            if is_ours(descriptor, lock):
                return descriptor
            with suppress(OSError):
                disk.close(descriptor)
        if pause is not None:
            disk.pause(pause)
    return None


def _opened(lock: Path) -> int | None:
    """None if the file cannot be opened at the moment: another user creates it, or Windows removes it."""
    try:
        return disk.open_shared(lock)
    except (PermissionError, FileNotFoundError):
        return None


def _release(lock: Path, descriptor: int) -> None:
    """Removes the name before the mark. Otherwise somebody could mark the file just before its name is removed. On
    Windows an open file keeps its name; there the next program that has opened it removes it."""
    with suppress(OSError):
        if sys.platform == "win32":
            disk.close(descriptor)
            disk.remove(lock)
        else:
            try:
                disk.remove(lock)
            finally:
                disk.close(descriptor)


def _litter(target: Path) -> list[Path]:
    """The files that saving has put beside the target."""
    prefix = prefix_of(target)
    found = [name for name in disk.names(target.parent) if name.startswith(prefix) and name.endswith(".tmp")]
    return [target.with_name(name) for name in sorted(found)]


def _remove_unmarked(left: Path) -> None:
    """Removes a file unless a living program has marked it."""
    descriptor = disk.open_there(left)
    try:
        mine = disk.mark(descriptor)
        if mine and sys.platform != "win32":
            disk.remove(left)
    finally:
        disk.close(descriptor)
    if mine and sys.platform == "win32":
        disk.remove(left)
