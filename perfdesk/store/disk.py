"""The calls to the system that saving makes, one function for each: what a test replaces to fail, kill or interleave.

Nothing here decides anything. Whatever two programs that save one file can see of each other goes through these.
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
    """A name that nobody else thinks of."""
    return os.urandom(4).hex()


def find(path: Path) -> int | None:
    """The mode of what is there, a link followed; None if nothing is."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def create(path: Path, mode: int) -> int:
    """A new file, open for reading and writing; FileExistsError if the name is taken."""
    return os.open(path, _FLAGS | os.O_EXCL, mode)


def open_shared(path: Path) -> int:
    """A file that others open too, made if it is not there. That of another user may be read only."""
    try:
        return os.open(path, _FLAGS, 0o666)
    except PermissionError:
        return os.open(path, os.O_RDONLY)


def open_there(path: Path) -> int:
    """A file that is there already."""
    return os.open(path, _FLAGS & ~os.O_CREAT)


def second(descriptor: int) -> int:
    """Another descriptor of the same open file: what is marked stays marked when the first one is closed."""
    return os.dup(descriptor)


def keep_mode(path: Path, mode: int) -> None:
    """Gives a file its permission bits, where the file system has such."""
    with suppress(OSError):
        path.chmod(stat.S_IMODE(mode))


def write(descriptor: int, content: memoryview) -> int:
    """Writes a beginning of the content; how much."""
    return os.write(descriptor, content)


def go_to_end(descriptor: int) -> None:
    """From there on is written."""
    os.lseek(descriptor, 0, os.SEEK_END)


def force(descriptor: int) -> None:
    """Until this returns, a power cut may lose what was written. Some network and FUSE file systems have no fsync;
    that is no failure to write."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SUCH_CALL:
            raise


def close(descriptor: int) -> None:
    """Network disks report here what they could not store."""
    os.close(descriptor)


def digest_written(path: Path) -> str:
    """The hash of what the disk, not its cache, holds."""
    with path.open("rb") as stream:
        if sys.platform == "linux":
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return hashlib.file_digest(stream, "sha256").hexdigest()


def digest(path: Path) -> str | None:
    """The hash of what a file holds now, all of it: a part, or its time, would miss changes. None if it is gone."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def replace(temporary: Path, target: Path) -> None:
    """One takes the place of the other, in one step that others see before or after."""
    temporary.replace(target)


def remove(path: Path) -> None:
    """Takes a file away."""
    path.unlink()


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return os.listdir(folder)  # noqa: PTH208 -- names, not a path for each


def pause(seconds: float) -> None:
    """Lets somebody else go on."""
    time.sleep(seconds)


if sys.platform == "win32":
    import msvcrt

    # Beyond all content: what is marked there can still be read.
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
