"""Reading and writing .perfdesk files."""

import gc
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from pydantic import ValidationError

from perfdesk import __version__
from perfdesk.model.document import Document
from perfdesk.store import atomic, format  # noqa: A004  the house calls it so

_MEMBERS_LIMIT: Final = 10_000
# A book of 10,000 projects has 25 MB of JSON. More than this is no document but an attack on memory.
_SIZE_LIMIT: Final = 96 * 1024 * 1024
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


class ReadError(Exception):
    """The file cannot be opened; the message is a Chinese sentence that names it and says why."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file's document and what else it said. `baggage` holds, by name, the members this version does not know."""

    document: Document
    header: format.Header
    read_only: bool = False
    notice: str = ""
    baggage: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def revision(self) -> str:
        """The id of the version that the file holds."""
        return self.header.revision_id


def read(path: Path) -> Opened:
    """Opens a file of this or any older version, and of a newer one read-only. Raises ReadError."""
    try:
        if path.stat().st_size > _SIZE_LIMIT:
            raise ReadError(f"{path} 太大，不是本程序的文件。")
        with path.open("rb") as stream, _without_gc():
            return _read(path, stream)
    except FileNotFoundError:
        raise ReadError(f"找不到文件 {path}。") from None
    except IsADirectoryError:
        raise ReadError(f"{path} 是文件夹，不是文件。") from None
    except PermissionError:
        reason = "是文件夹，不是文件" if path.is_dir() else "没有读取权限，或文件正被其他程序占用"
        raise ReadError(f"打不开 {path}：{reason}。") from None
    except OSError as error:
        raise ReadError(f"打不开 {path}：{error.strerror or error}。") from error
    except ValueError as error:
        if "null" not in str(error):
            raise
        raise ReadError(f"打不开 {path!s}：文件名不能使用。") from error


@contextmanager
def _without_gc() -> Iterator[None]:
    """Building a large document makes no garbage but many objects; collecting meanwhile doubles the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(path: Path, stream: BinaryIO) -> Opened:
    members = _members(path, stream)
    header = _header(path, members)
    newer = header.major > format.MAJOR
    if header.major < 1:
        raise ReadError(f"{path} 的格式版本 {header.format_version} 不认识，没有打开。")
    try:
        data = format.DocumentData.model_validate(format.loads(members.pop(format.CONTENT, b"")))
        document = format.to_document(data, header.document_id)
    except (ValidationError, ValueError) as error:
        if newer:
            raise ReadError(f"{path} 由更新版本的程序保存（格式 {header.format_version}），请升级后再打开。") from error
        raise ReadError(f"{path} 已损坏，没有打开：{_place(error)}。") from error
    notice = f"{path.name} 由更新版本的程序保存（格式 {header.format_version}），只能查看，不能修改。" if newer else ""
    return Opened(document, header, newer, notice, members)


def _place(error: ValueError) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{format.CONTENT} 的 {'.'.join(map(str, first['loc'])) or '开头'} 内容不对"
    return f"{format.CONTENT} 内容不对"


def _header(path: Path, members: dict[str, bytes]) -> format.Header:
    try:
        return format.Header.model_validate(format.loads(members.pop(format.HEADER)))
    except KeyError:
        raise ReadError(f"{path} 不是本程序的文件，没有打开。") from None
    except (ValidationError, ValueError) as error:
        raise ReadError(f"{path} 已损坏或不是本程序的文件，没有打开：文件头内容不对。") from error


def _members(path: Path, stream: BinaryIO) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(stream) as archive:
            _refuse_odd_archives(path, archive)
            return {info.filename: _inflate(path, archive, info) for info in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError) as error:
        raise ReadError(f"{path} 已损坏或不是本程序的文件，没有打开。") from error


def _refuse_odd_archives(path: Path, archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    names = {info.filename for info in infos}
    odd = len(infos) > _MEMBERS_LIMIT or len(names) < len(infos) or any(info.flag_bits & 1 for info in infos)
    if odd or sum(info.file_size for info in infos) > _SIZE_LIMIT:
        raise ReadError(f"{path} 的内部结构不正常，没有打开。")


def _inflate(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """A member's bytes, never more than its declared size: sizes can lie."""
    with archive.open(info) as member:
        data = member.read(info.file_size + 1)
    if len(data) != info.file_size:
        raise ReadError(f"{path} 的内部结构不正常，没有打开。")
    return data


def save(path: Path, document: Document, previous: Opened | None = None, author: str = "") -> Opened:
    """Writes a document and gives what the file now holds. Raises atomic.WriteError; the file is then unchanged.

    With `previous`, what it carried along is kept, and content that did not change stays the same revision.
    """
    content = format.content(document)
    header = _next_header(document, content, previous, author)
    baggage = previous.baggage if previous else {}
    atomic.write(path, lambda stream: _write(stream, header, content, baggage), _check)
    return Opened(document, header, baggage=baggage)


def _next_header(document: Document, content: bytes, previous: Opened | None, author: str) -> format.Header:
    if previous is not None and previous.document == document:
        return previous.header
    parents = [previous.revision] if previous and previous.revision else []
    extra = (previous.header.model_extra or {}) if previous else {}
    return format.Header(
        program_version=__version__,
        document_id=document.id,
        revision_id=format.revision_id(content, parents),
        parents=parents,
        author=author,
        time=datetime.now(UTC).isoformat(timespec="seconds"),
        **extra,
    )


def _write(stream: BinaryIO, header: format.Header, content: bytes, baggage: Mapping[str, bytes]) -> None:
    members = {
        format.HEADER: (format.dumps(header.model_dump()) + "\n").encode("utf-8"),
        format.CONTENT: content,
        **baggage,
    }
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)


def _check(stream: BinaryIO) -> None:
    """What stands on the disk opens, and every member's check sum is right."""
    with zipfile.ZipFile(stream) as archive:
        broken = archive.testzip()
    if broken:
        raise OSError(5, f"写入的 {broken} 读回不一致")
