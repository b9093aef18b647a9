"""The one door through which every file is written: after any fault the file is the old one or the new one.

The content is made in memory, written to a temporary file in the same folder, forced to the disk, read again and
compared, and only then takes the place of the old file. What Qt's QSaveFile does on Windows shares (fails at the
commit) and what KeePassXC once did (remove, then rename: lost databases, #2888, #6622, #6634) is left out on purpose.
"""

import errno
import hashlib
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO, FileIO
from pathlib import Path
from typing import BinaryIO, Final

# Seconds between attempts while antivirus, an indexer or Word holds the target: about a second in all.
_PAUSES: Final = (0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.4)
_CHUNK: Final = 1 << 20
_READ_ONLY: Final = "文件设为只读，请先取消只读，或另存为别的文件"
_IN_USE: Final = "文件正被其他程序（如 Word、WPS）占用，或不允许替换，请先关闭那个程序再保存"
_PERMISSION: Final = "没有写入权限，请另存到别的文件夹"
_DIFFERS: Final = "磁盘上读回的内容与写入的不一致，请另存到别的磁盘"
_GONE: Final = "网络位置已断开，请接通后再保存，或另存到本机"
_TOO_LONG: Final = "路径太长，请缩短文件名，或另存到更浅的文件夹"
_BAD_NAME: Final = "文件名里有系统不允许的字符或名称，请换一个文件名"
_REASONS: Final = {
    errno.ENOSPC: "磁盘已满，请清出空间，或另存到别的磁盘",
    errno.EDQUOT: "磁盘配额已用完，请清出空间，或另存到别的磁盘",
    errno.EFBIG: "文件太大，这个磁盘放不下，请另存到别的磁盘",
    errno.EACCES: _PERMISSION,
    errno.EPERM: _PERMISSION,
    errno.EROFS: "磁盘是只读的，请另存到别的磁盘",
    errno.ENOENT: "文件夹不存在，请另存到别的文件夹",
    errno.ENOTDIR: "路径里有一段不是文件夹，请另存到别的文件夹",
    errno.EISDIR: "这个名字是一个文件夹，请换一个文件名",
    errno.ENAMETOOLONG: _TOO_LONG,
    errno.EINVAL: _BAD_NAME,
    errno.ELOOP: "链接互相指着，没有尽头，请另存为别的文件",
    errno.EIO: "磁盘读写出错，请另存到别的磁盘",
    errno.EBUSY: _IN_USE,
    errno.ETIMEDOUT: _GONE,
    errno.ESTALE: _GONE,
    errno.ENOTCONN: _GONE,
    errno.EHOSTUNREACH: _GONE,
    errno.ENETUNREACH: _GONE,
}
# Windows' classic limit, less what a temporary name and a drive letter may add.
_LONG_PATH: Final = 240
_RESERVED: Final = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}


class WriteError(Exception):
    """Nothing was written. The message is a Chinese sentence: which file, why, what is safe, what to do."""


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
    replaced, or one that is gone: ChangedOnDisk otherwise.

    `fill` gets a seekable stream in memory; `check` gets the finished temporary file, re-read from the disk. What
    either raises passes through after cleaning up. The mode of a file that is replaced is kept, a symbolic link is
    followed. Files that a killed program left here for the same path are swept away.
    """
    content = BytesIO()
    fill(content)
    with _failures_named(path):
        target, mode = _target(path)
        _require_unchanged(path, target, replaces)
        _sweep(target)
        temporary, held = _create(target, mode)
    try:
        with held:
            _put(path, target, temporary, held, content.getbuffer(), check, replaces)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _make_permanent(target.parent)
    return digest(content.getbuffer())


def digest(content: bytes | memoryview) -> str:
    """The hash that two contents are told apart by."""
    return hashlib.sha256(content).hexdigest()


def _require_unchanged(path: Path, target: Path, replaces: str) -> None:
    """All of the file is compared; a part of it, or its time, would miss changes."""
    if not replaces:
        return
    try:
        with target.open("rb") as stream:
            now = hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        return
    if now != replaces:
        raise ChangedOnDisk(f"没有保存“{path.name}”：打开以后，别人保存过这个文件。双方的修改都还在。")


def _put(
    path: Path,
    target: Path,
    temporary: Path,
    held: FileIO,
    content: memoryview,
    check: Callable[[BinaryIO], None] | None,
    replaces: str,
) -> None:
    """`held` stays open to the end, to tell other programs that the temporary file is no litter."""
    with _failures_named(path):
        _store(held, content)
        _compare(temporary, content)
    if check is not None:
        with temporary.open("rb") as stream:
            check(stream)
    with _failures_named(path):
        _require_unchanged(path, target, replaces)
        if sys.platform == "win32":
            held.close()  # an open file cannot be renamed there
        _take_place(temporary, target)


class _Refused(OSError):
    """A failure whose reason the system's number does not tell; given the reason alone."""


@contextmanager
def _failures_named(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _write_error(path, error) from error


def _write_error(path: Path, error: OSError) -> WriteError:
    why = str(error) if isinstance(error, _Refused) else _REASONS.get(error.errno or 0)
    why = why or f"系统报告“{error.strerror or error}”，请另存到别的文件夹"
    if error.errno == errno.ENOENT and len(str(path.absolute())) >= _LONG_PATH:
        why = _TOO_LONG  # Windows reports a path beyond its limit as one that is not there
    safe = "原来的文件没有改动" if _exists(path) else "没有留下不完整的文件"
    return WriteError(f"没有保存“{path.name}”：{why}。{safe}。（文件夹：{path.absolute().parent}）")


def _exists(path: Path) -> bool:
    with suppress(OSError, ValueError):
        return path.exists()
    return False


def _require_name(path: Path) -> None:
    """OSError for a name that no file can have; the system would say so in several ways, or open a device."""
    try:
        encoded = os.fsencode(path)
    except UnicodeEncodeError:
        encoded = b"\0"
    if b"\0" in encoded or not path.name or (os.name == "nt" and reserved_on_windows(path.name)):
        raise OSError(errno.EINVAL, "")


def reserved_on_windows(name: str) -> bool:
    """Whether Windows takes a file name for a device, or would change it: CON.perfdesk, "表 ", "表."."""
    return name.split(".", 1)[0].strip().upper() in _RESERVED or name[-1:] in (" ", ".")


def _target(path: Path) -> tuple[Path, int | None]:
    """Where to write, links followed, and the permission bits of the file there; None if there is none yet."""
    _require_name(path)
    target = Path(os.path.realpath(path)) if path.is_symlink() else path
    try:
        found = target.stat()
    except FileNotFoundError:
        return target, None
    if stat.S_ISDIR(found.st_mode):
        raise OSError(errno.EISDIR, "")
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "")
    if not found.st_mode & stat.S_IWUSR:
        raise _Refused(_READ_ONLY)
    return target, stat.S_IMODE(found.st_mode)


def _prefix(target: Path) -> str:
    """Short, hidden, and the same for every save of one file, so that what a killed program left can be found."""
    return f".{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:8]}-"


def _create(target: Path, mode: int | None) -> tuple[Path, FileIO]:
    temporary = target.parent / f"{_prefix(target)}{os.urandom(4).hex()}.tmp"
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    held = FileIO(os.open(temporary, flags, 0o666 if mode is None else mode), "r+b")
    _claim(held.fileno())
    if mode is not None:
        with suppress(OSError):  # file systems without permission bits
            temporary.chmod(mode)
    return temporary, held


if sys.platform == "win32":

    def _claim(descriptor: int) -> bool:
        """Windows itself refuses to delete a file that is open."""
        return True

else:
    import fcntl

    def _claim(descriptor: int) -> bool:
        """Marks a temporary file as being written; False if a living program has marked it."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


def _sweep(target: Path) -> None:
    """Removes temporary files of this target whose program is gone; nobody else's."""
    with suppress(OSError):
        for left in target.parent.glob(f"{_prefix(target)}*.tmp"):
            with suppress(OSError), left.open("rb") as stream:
                if _claim(stream.fileno()):
                    _remove_open(left, stream)


def _remove_open(left: Path, stream: BinaryIO) -> None:
    if sys.platform == "win32":
        stream.close()
    left.unlink()


def _store(held: FileIO, content: memoryview) -> None:
    at = 0
    while at < len(content):
        at += os.write(held.fileno(), content[at : at + _CHUNK])
    try:
        os.fsync(held.fileno())
    except OSError as error:
        # Some network and FUSE file systems have no fsync; that is no failure to write.
        if error.errno not in (errno.EINVAL, errno.EOPNOTSUPP, errno.ENOSYS):
            raise


def _compare(temporary: Path, content: memoryview) -> None:
    with temporary.open("rb") as stream:
        if hasattr(os, "posix_fadvise"):  # asks for the disk's bytes, not the cache's
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        written = hashlib.file_digest(stream, "sha256").digest()
    if written != hashlib.sha256(content).digest():
        raise _Refused(_DIFFERS)


def _take_place(temporary: Path, target: Path) -> None:
    for pause in _PAUSES:
        try:
            temporary.replace(target)
        except OSError as error:
            if not isinstance(error, PermissionError) and error.errno != errno.EBUSY:
                raise
            time.sleep(pause)
        else:
            return
    try:
        temporary.replace(target)
    except PermissionError as error:
        raise _Refused(_IN_USE) from error


def _make_permanent(folder: Path) -> None:
    """Forces the new name to the disk where folders can be opened. The file itself is whole already."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
