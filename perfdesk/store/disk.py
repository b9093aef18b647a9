"""The system calls of saving, one function for each. Tests replace them to make saving fail, to kill it, or to
interleave programs.

This module decides nothing. Two programs that save the same file see of each other only what goes through these
functions.
"""

import errno
import hashlib
import os
import stat
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

_FLAGS: Final = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_SUCH_CALL: Final = (errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)


def real(path: Path) -> Path:
    """The file that a link leads to; any other path as it is."""
    return Path(os.path.realpath(path)) if path.is_symlink() else path


def token() -> str:
    """A name that no other program uses."""
    return os.urandom(4).hex()


def find(path: Path) -> int | None:
    """The mode of a file, with links followed; None if there is none."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def create(path: Path, mode: int) -> int:
    """Creates a file for reading and writing; FileExistsError if the name is taken."""
    return os.open(path, _FLAGS | os.O_EXCL, mode)


def make_folder(path: Path, mode: int) -> None:
    """Creates a folder and those above it, unless they are there. Their names are forced to the disk: until then, a
    power cut takes all in them away, whatever was forced inside."""
    missing = [one for one in (path, *path.parents) if not one.exists()]
    path.mkdir(mode, parents=True, exist_ok=True)
    for one in missing:
        force_folder(one.parent)


def open_shared(path: Path) -> int:
    """Opens a file that other programs open too, and creates it if it is missing. The file of another user may be
    read only."""
    try:
        return os.open(path, _FLAGS, 0o666)
    except PermissionError:
        return os.open(path, os.O_RDONLY)


def open_there(path: Path) -> int:
    """Opens a file that exists."""
    return os.open(path, _FLAGS & ~os.O_CREAT)


def second(descriptor: int) -> int:
    """A second descriptor of the same open file. A mark stays when the first descriptor is closed."""
    return os.dup(descriptor)


def keep_mode(path: Path, mode: int) -> None:
    """Sets the permission bits of a file, if the file system has them."""
    with suppress(OSError):
        path.chmod(stat.S_IMODE(mode))


def write(descriptor: int, content: memoryview) -> int:
    """Writes the beginning of the content and returns how many bytes."""
    return os.write(descriptor, content)


def go_to_end(descriptor: int) -> None:
    """Writing continues at the end."""
    os.lseek(descriptor, 0, os.SEEK_END)


def force(descriptor: int) -> None:
    """Forces the content to the disk. Before it returns, a power cut may lose the content. Some network and FUSE
    file systems have no fsync; that is no error."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SUCH_CALL:
            raise


def close(descriptor: int) -> None:
    """Closes a file. A network disk reports here what it could not store."""
    os.close(descriptor)


def digest_written(path: Path) -> str:
    """The hash of the content on the disk, not in the cache."""
    with path.open("rb") as stream:
        if sys.platform == "linux":
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return hashlib.file_digest(stream, "sha256").hexdigest()


def digest(path: Path) -> str | None:
    """The hash of the whole file now; None if it is gone. A part of it, or its time, would miss changes."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def replace(temporary: Path, target: Path) -> None:
    """Replaces one file by another in one step. Other programs see the old or the new file."""
    temporary.replace(target)


def remove(path: Path) -> None:
    """Removes a file."""
    path.unlink()


def names(folder: Path) -> list[str]:
    """The names in a folder."""
    return os.listdir(folder)  # noqa: PTH208 -- names, not a path for each


def pause(seconds: float) -> None:
    """Lets other programs run."""
    time.sleep(seconds)


if sys.platform == "win32":
    import msvcrt

    # A place behind all content, so that the marked file can still be read.
    _MARK: Final = 1 << 30

    def mark(descriptor: int) -> bool:
        """Marks an open file as ours until it is closed or we die; False if somebody else has marked it."""
        os.lseek(descriptor, _MARK, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
        return True

    def is_still(descriptor: int, path: Path) -> bool:
        """Whether the name still leads to this open file: nothing takes the name from a file that is open there."""
        del descriptor, path
        return True

    def force_folder(folder: Path) -> None:
        """Folders cannot be opened there."""

else:
    import fcntl

    def mark(descriptor: int) -> bool:
        """Marks an open file as ours until it is closed or we die; False if somebody else has marked it."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            return False
        return True

    def is_still(descriptor: int, path: Path) -> bool:
        """Whether the name still leads to this open file."""
        try:
            return os.path.samestat(os.fstat(descriptor), path.stat())
        except FileNotFoundError:
            return False

    def force_folder(folder: Path) -> None:
        """Forces a new name to the disk."""
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            force(descriptor)
        finally:
            os.close(descriptor)
