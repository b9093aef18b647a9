"""The one door through which every file is written: after any fault the file is the old one or the new one.

Temporary file in the same folder, flush, fsync, read back, replace with retries. Never "remove, then rename", and no
library is given the user's path (QSaveFile fails at commit on Windows shares; KeePassXC #2888, #6622, #6634).
"""

import contextlib
import errno
import hashlib
import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

# Antivirus, indexers and sync tools hold a fresh file for a moment; a word processor holds it until it is closed.
_RETRY_DELAYS: Final = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4)
_REASONS: Final = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EIO: "磁盘读写出错",
    errno.EROFS: "这个位置是只读的",
    errno.EACCES: "没有写入权限，或文件正被其他程序（如 Word、WPS）打开",
    errno.EPERM: "没有写入权限",
    errno.ENOENT: "文件夹不存在",
    errno.ENOTDIR: "上级路径不是文件夹",
    errno.EISDIR: "同名的文件夹已经存在",
    errno.ENAMETOOLONG: "路径太长",
    errno.EINVAL: "文件名不能使用",
}


class WriteError(Exception):
    """The file was not written; what was there before is unchanged. The message is a Chinese sentence."""

    def __init__(self, path: Path, error: OSError | None = None, reason: str = "") -> None:
        """Says why in words, from the operating system's error if there is one."""
        known = _REASONS.get(error.errno or 0) if error else None
        self.reason = reason or known or (error.strerror if error else "") or "未知原因"
        super().__init__(f"没有写入 {path}：{self.reason}。原来的文件没有改动，请换一个位置或处理后重试。")


def write(path: Path, fill: Callable[[BinaryIO], None], check: Callable[[BinaryIO], None] | None = None) -> None:
    """Lets `fill` write the new content, reads it back (and lets `check` look at it), then puts it in place.

    Raises WriteError. What `fill` or `check` raise themselves passes through. The target is untouched in either case.
    """
    try:
        target = path.resolve() if path.is_symlink() else path
        with _temporary(target) as temporary:
            _fill(temporary, fill)
            if check is not None:
                with temporary.open("rb") as stream:
                    check(stream)
            _keep_mode(target, temporary)
            _replace(temporary, target)
        _sync_folder(target.parent)
    except OSError as error:
        raise WriteError(path, error) from error
    except ValueError as error:
        if "null" not in str(error):
            raise
        raise WriteError(path, reason="文件名不能使用") from error


@contextlib.contextmanager
def _temporary(target: Path) -> Iterator[Path]:
    """A new empty file beside the target, gone afterwards unless it became the target."""
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    # Short, so that a name near the limit of 255 bytes can still be saved.
    temporary = target.parent / f".~{os.urandom(6).hex()}.tmp"
    os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield temporary
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _fill(temporary: Path, fill: Callable[[BinaryIO], None]) -> None:
    """Writes, makes it durable, and compares what the disk gives back with what was handed to it."""
    with temporary.open("w+b") as stream:
        fill(stream)
        stream.flush()
        os.fsync(stream.fileno())
        size = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        written = hashlib.file_digest(stream, "sha256").digest()
    with temporary.open("rb") as stream:
        if temporary.stat().st_size != size or hashlib.file_digest(stream, "sha256").digest() != written:
            raise OSError(errno.EIO, os.strerror(errno.EIO))


def _keep_mode(target: Path, temporary: Path) -> None:
    """The permissions of the file that is replaced; those of any new file otherwise."""
    if os.name != "posix":
        return
    if target.exists():
        mode = stat.S_IMODE(target.stat().st_mode)
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    temporary.chmod(mode)


def _replace(temporary: Path, target: Path) -> None:
    for delay in _RETRY_DELAYS:
        try:
            temporary.replace(target)
        except PermissionError:
            time.sleep(delay)
        else:
            return
    temporary.replace(target)


def _sync_folder(folder: Path) -> None:
    """Makes the new name durable where the system can; the content already is."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
