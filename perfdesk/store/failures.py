"""The errors of the system in reading and writing files, as Chinese sentences."""

import errno
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_log = logging.getLogger(__name__)
READ_ONLY: Final = "文件设为只读，请先取消只读，或另存为别的文件"
IN_USE: Final = "文件正被其他程序（如 Word、WPS）占用，或不允许替换，请先关闭那个程序再保存"
BEING_SAVED: Final = "另一个窗口或另一台电脑正在保存这个文件，请过几秒再保存"
DIFFERS: Final = "磁盘上读回的内容与写入的不一致，请另存到别的磁盘"
_PERMISSION: Final = "没有写入权限，请另存到别的文件夹"
_GONE: Final = "网络位置已断开，请接通后再保存，或另存到本机"
_TOO_LONG: Final = "路径太长，请缩短文件名，或另存到更浅的文件夹"
_BAD_NAME: Final = "文件名里有系统不允许的字符或名称，请换一个文件名"
_WRITING: Final = {
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
    errno.EBUSY: IN_USE,
    errno.ETIMEDOUT: _GONE,
    errno.ESTALE: _GONE,
    errno.ENOTCONN: _GONE,
    errno.EHOSTUNREACH: _GONE,
    errno.ENETUNREACH: _GONE,
}
_READING: Final = {
    errno.ENOENT: "文件不存在，可能已被移走或改名",
    errno.ENOTDIR: "文件不存在，可能已被移走或改名",
    errno.EACCES: "没有读取权限，或文件正被其他程序占用",
    errno.EPERM: "没有读取权限，或文件正被其他程序占用",
    errno.EISDIR: "这是一个文件夹，不是文件",
    errno.ENAMETOOLONG: "路径太长",
    errno.EIO: "磁盘读写出错",
}
# The classic limit of Windows, minus room for a temporary name and a drive letter.
_LONG_PATH: Final = 240


class WriteError(Exception):
    """Nothing was written. The message is a Chinese sentence: which file, why, what is safe, what to do."""


class ReasonGiven(OSError):
    """An error with a reason of its own, because the system's error number does not tell it."""


def why_not_read(error: OSError) -> str:
    """The reason why a file cannot be read, without its name."""
    return _READING.get(error.errno or 0) or f"系统报告“{error.strerror or error}”"


@contextmanager
def failures_named(path: Path) -> Iterator[None]:
    """Turns system errors while `path` is written into a WriteError."""
    try:
        yield
    except OSError as error:
        _log.info("a file was not written: %s", error)
        raise _write_error(path, error) from error


def why_not_written(error: OSError) -> str:
    """The reason why a file or a folder cannot be written, without its name."""
    why = str(error) if isinstance(error, ReasonGiven) else _WRITING.get(error.errno or 0)
    return why or f"系统报告“{error.strerror or error}”，请另存到别的文件夹"


def _write_error(path: Path, error: OSError) -> WriteError:
    why = why_not_written(error)
    if error.errno == errno.ENOENT and len(str(path.absolute())) >= _LONG_PATH:
        why = _TOO_LONG  # Windows reports a path beyond its limit as one that is not there
    safe = "原来的文件没有改动" if is_there(path) else "没有留下不完整的文件"
    return WriteError(f"没有保存“{path.name}”：{why}。{safe}。（文件夹：{path.absolute().parent}）")


def is_there(path: Path) -> bool:
    """Whether a file of this name exists. If the system cannot tell (a name too long, a folder without permission),
    the answer is no: writing will report the reason."""
    with suppress(OSError, ValueError):
        return path.exists()
    return False
