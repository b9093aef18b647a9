"""While a program compares a file and replaces it, no other program of ours does: a lock file beside it.

The lock is a mark that the system itself takes off when a program dies (flock, LockFile), not the presence of the
file. So a lock that was left behind stops nobody; it is swept with the other litter. Programs that are not ours do not
know the lock, and sync programs least of all: for them stands the comparison itself, made last of all.
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
# Seconds between attempts, about two in all: whoever has the lock is retrying for a second at most.
_PAUSES: Final = (0.005, 0.01, 0.02, 0.04, *[0.08] * 25)


def prefix_of(target: Path) -> str:
    """How the names of all that saving puts beside one file begin: short, hidden, the same for every save of it."""
    name = os.path.normcase(target.name)
    return f".{hashlib.sha256(os.fsencode(name)).hexdigest()[:8]}-"


def lock_of(target: Path) -> Path:
    """The lock file of a target; named as a temporary file, so that programs before the lock sweep it too."""
    return target.with_name(f"{prefix_of(target)}lock.tmp")


@contextmanager
def locked(target: Path) -> Iterator[None]:
    """Keeps other programs from replacing the target. OSError if one of them does not come to its end."""
    descriptor = _acquired(lock_of(target), _PAUSES)
    if descriptor is None:
        raise ReasonGiven(BEING_SAVED)
    try:
        yield
    finally:
        _release(lock_of(target), descriptor)


def sweep(target: Path) -> None:
    """Removes what a killed program left beside the target, if there is anything and nobody is saving it now."""
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
    """The same for who has the lock already."""
    with suppress(OSError):
        for left in _litter(target):
            if left != lock_of(target):
                with suppress(OSError):
                    _remove_unmarked(left)


def is_ours(descriptor: int, path: Path) -> bool:
    """Marks an open file, and says whether it is ours alone: nobody else has marked it, nor swept its name away
    between opening and marking. Where a file system has no locks, we go on without: not to save would be worse."""
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
    """None where it may not be opened just now: another user is making it, or Windows is taking it away."""
    try:
        return disk.open_shared(lock)
    except (PermissionError, FileNotFoundError):
        return None


def _release(lock: Path, descriptor: int) -> None:
    """The name goes before the mark, or somebody could mark a file whose name then goes. On Windows an open file keeps
    its name; there who has opened it meanwhile takes the name away after us."""
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
    """What saving has put beside the target."""
    prefix = prefix_of(target)
    found = [name for name in disk.names(target.parent) if name.startswith(prefix) and name.endswith(".tmp")]
    return [target.with_name(name) for name in sorted(found)]


def _remove_unmarked(left: Path) -> None:
    """A file that a living program writes is marked."""
    descriptor = disk.open_there(left)
    try:
        mine = disk.mark(descriptor)
        if mine and sys.platform != "win32":
            disk.remove(left)
    finally:
        disk.close(descriptor)
    if mine and sys.platform == "win32":
        disk.remove(left)
