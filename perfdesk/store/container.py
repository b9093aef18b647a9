"""The zip that holds the members of a file. It is read with limits against hostile files, and the same members
always give the same bytes."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from typing import BinaryIO, Final

from perfdesk.store.format import Damage

# A document of 10,000 projects with 80,000 indicators is 3 MB as a file and 35 MB inside.
MOST_FILE: Final = 48 << 20
_MOST_INSIDE: Final = 64 << 20
_MOST_MEMBERS: Final = 10_000
_MOST_DIRECTORY: Final = 2 << 20
_CHUNK: Final = 1 << 20
# The form that a document carries; without it the document is shown as a plain table.
_SPARED: Final = "form/"
# Behind the name of a member whose content cannot be read.
DAMAGED: Final = ".damaged"
_END: Final = struct.Struct("<4s4H2LH")
_LENGTHS: Final = struct.Struct("<2H")
# The signatures that may follow a member: of the next member, or of the directory.
_NEXT: Final = (b"PK\x03\x04", b"PK\x01\x02")
# Takes less than a third of the time of the default (6) and gives a fifth more bytes; level 3 takes two fifths and
# gives a ninth more. A person waits for each save.
_LEVEL: Final = 2
_TIME: Final = (1980, 1, 1, 0, 0, 0)
# The exceptions of zipfile for damaged files, found by changing and cutting bytes.
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    OSError,
)


def pack(members: Iterable[tuple[str, bytes]], stream: BinaryIO) -> None:
    """Writes a zip; equal members give equal bytes. The first member is stored, the others are compressed."""
    with zipfile.ZipFile(stream, "w", allowZip64=False) as archive:
        for number, (name, content) in enumerate(members):
            info = zipfile.ZipInfo(name, _TIME)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED if number else zipfile.ZIP_STORED
            # Set here, because the archive's own setting is not used for a ZipInfo.
            archive.writestr(info, content, compresslevel=_LEVEL)


def unpack(content: bytes) -> dict[str, bytes]:
    """The members of a zip by name, in its order; Damage says why it is refused. Nothing is written to disk."""
    count, directory = _end(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _require_all_listed(content, archive.infolist(), count, directory)
            _require_harmless(archive.infolist())
            return _inflated(archive, content)
    except _BROKEN as error:
        raise Damage("文件不完整或已损坏") from error


def require_within_limits(members: Sequence[tuple[str, bytes]]) -> None:
    """Damage if `unpack` would refuse these members because of their size. A file that was written must open again."""
    if len(members) > _MOST_MEMBERS or sum(len(content) for _, content in members) > _MOST_INSIDE:
        raise Damage("内容太多，一个文件放不下")


def _end(content: bytes) -> tuple[int, int]:
    """The number of members and the start of the directory, from the end record. They are needed before zipfile
    reads the directory, because a million entries would fill the memory."""
    if content[:4] != b"PK\x03\x04":
        raise Damage("不是 perfdesk 文件")
    if len(content) < _END.size or content[-_END.size :][:4] != b"PK\x05\x06" or content[-2:] != b"\0\0":
        raise Damage("文件不完整或已损坏")
    *_, count, size, start, _ = _END.unpack(content[-_END.size :])
    zip64 = content[-_END.size - 20 :][:4] == b"PK\x06\x07"
    if count > _MOST_MEMBERS or size > _MOST_DIRECTORY or zip64:
        raise Damage("文件里的成员多得不合常理")
    if start + size + _END.size != len(content):
        raise Damage("文件不完整或已损坏")
    return count, start


def _require_all_listed(content: bytes, infos: Sequence[zipfile.ZipInfo], count: int, directory: int) -> None:
    """Every byte before the directory must belong to a listed member. If one length is wrong, an entry can cover the
    next one, and a member such as the history would be lost without a message."""
    if len(infos) != count:
        raise Damage("文件不完整或已损坏")
    at = 0
    for info in sorted(infos, key=lambda one: one.header_offset):
        if info.header_offset != at or content[at : at + 4] != b"PK\x03\x04":
            raise Damage("文件不完整或已损坏")
        name, extra = _LENGTHS.unpack_from(content, at + 26)
        at += 30 + name + extra + info.compress_size
        if info.flag_bits & 0x8:
            at += _descriptor(content, at)
    if at != directory:
        raise Damage("文件不完整或已损坏")


def _descriptor(content: bytes, at: int) -> int:
    """The length of the data descriptor (checksum and sizes of four or eight bytes) that programs write behind a member
    which send what they pack while they pack it, with or without its signature."""
    return next((length for length in (16, 12, 24, 20) if content[at + length : at + length + 4] in _NEXT), 0)


def _require_harmless(infos: Sequence[zipfile.ZipInfo]) -> None:
    names = [info.filename for info in infos]
    kinds = {info.compress_type for info in infos}
    harms = {
        "文件里有两个同名的成员": len(set(names)) != len(names),
        "文件加了密": any(info.flag_bits & 0x1 for info in infos),
        "文件用了不认识的压缩方式": not kinds <= {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED},
        "文件里的成员名称不正常": any(map(_leaves_folder, names)),
        "文件解压后大得不合常理": sum(info.file_size for info in infos) > _MOST_INSIDE,
    }
    for harm, is_found in harms.items():
        if is_found:
            raise Damage(harm)


def _leaves_folder(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _inflated(archive: zipfile.ZipFile, content: bytes) -> dict[str, bytes]:
    """Counts the bytes that really come out and does not believe the declared sizes. A member that a document can do
    without, and that is damaged, does not close the file: its bytes are kept under another name."""
    members: dict[str, bytes] = {}
    left = _MOST_INSIDE
    for info in archive.infolist():
        try:
            members[info.filename] = inside = _read(archive, info, left)
        except _BROKEN:
            if not info.filename.startswith(_SPARED):
                raise
            members[info.filename + DAMAGED] = inside = _raw(content, info)[:left]
        left -= len(inside)
    return members


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    chunks = []
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            most -= len(chunk)
            if most < 0:
                raise Damage("文件解压后大得不合常理")
            chunks.append(chunk)
    return b"".join(chunks)


def _raw(content: bytes, info: zipfile.ZipInfo) -> bytes:
    """The bytes of a member as they stand in the file."""
    name, extra = _LENGTHS.unpack_from(content, info.header_offset + 26)
    start = info.header_offset + 30 + name + extra
    return content[start : start + info.compress_size]
