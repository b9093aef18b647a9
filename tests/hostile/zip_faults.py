"""Faults of a zip: in its directory, in the heads of its members, in their sizes, and members that nobody should have.

Each takes the bytes of a good zip, and the name of a member that is read.
"""

import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Final

LOCAL, ENTRY, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
MIB: Final = 1 << 20
# Offsets of fields in an entry of the directory, in a member's head, and in the end of the directory.
FLAGS, METHOD, CHECK, PACKED, SIZE, NAME_LENGTH, EXTRA_LENGTH, COMMENT_LENGTH, DISK, OFFSET = (
    8, 10, 16, 20, 24, 28, 30, 32, 34, 42,
)  # fmt: skip
END_DISK, END_HERE, END_ALL, END_SIZE, END_OFFSET, END_COMMENT = 4, 8, 10, 12, 16, 20


def _entry(content: bytes, member: str) -> int:
    """Where the directory's entry of a member begins."""
    return content.rindex(member.encode()) - 46


def _put(content: bytes, at: int, number: int, size: int = 2) -> bytes:
    return content[:at] + (number % (1 << 8 * size)).to_bytes(size, "little") + content[at + size :]


def _number(content: bytes, at: int, size: int = 2) -> int:
    return int.from_bytes(content[at : at + size], "little")


def _in_entry(field: int, change: Callable[[int], int], size: int = 2) -> Callable[[bytes, str], bytes]:
    def fault(content: bytes, member: str) -> bytes:
        at = _entry(content, member) + field
        return _put(content, at, change(_number(content, at, size)), size)

    return fault


def _in_head(field: int, change: Callable[[int], int], size: int = 2) -> Callable[[bytes, str], bytes]:
    def fault(content: bytes, member: str) -> bytes:
        at = _number(content, _entry(content, member) + OFFSET, 4) + field
        return _put(content, at, change(_number(content, at, size)), size)

    return fault


def _in_end(field: int, change: Callable[[int], int], size: int = 2) -> Callable[[bytes, str], bytes]:
    def fault(content: bytes, _: str) -> bytes:
        at = content.rindex(END) + field
        return _put(content, at, change(_number(content, at, size)), size)

    return fault


def _again(content: bytes, change: Callable[[zipfile.ZipFile, zipfile.ZipFile], None]) -> bytes:
    """Zipped anew, with more or other members."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        change(old, new)
    return stream.getvalue()


def _with_member(name: str, inside: bytes = b"<x/>") -> Callable[[bytes, str], bytes]:
    def fault(content: bytes, _: str) -> bytes:
        def change(old: zipfile.ZipFile, new: zipfile.ZipFile) -> None:
            for info in old.infolist():
                new.writestr(info, old.read(info))
            new.writestr(name, inside)

        return _again(content, change)

    return fault


def _packed_as(method: int) -> Callable[[bytes, str], bytes]:
    def fault(content: bytes, member: str) -> bytes:
        def change(old: zipfile.ZipFile, new: zipfile.ZipFile) -> None:
            for name in old.namelist():
                new.writestr(name, old.read(name), method if name == member else zipfile.ZIP_DEFLATED)

        return _again(content, change)

    return fault


def _exchanged(inside: Callable[[bytes], bytes]) -> Callable[[bytes, str], bytes]:
    def fault(content: bytes, member: str) -> bytes:
        def change(old: zipfile.ZipFile, new: zipfile.ZipFile) -> None:
            for name in old.namelist():
                new.writestr(name, inside(old.read(name)) if name == member else old.read(name))

        return _again(content, change)

    return fault


def _many(content: bytes, _: str) -> bytes:
    def change(old: zipfile.ZipFile, new: zipfile.ZipFile) -> None:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        for number in range(12_000):
            new.writestr(f"x/{number}", b"", zipfile.ZIP_STORED)

    return _again(content, change)


def _overlapping(content: bytes, member: str) -> bytes:
    """Every entry leads to the data of one member (as in the bombs of Fifield, 2019)."""
    there = _number(content, _entry(content, member) + OFFSET, 4)
    start = _number(content, content.rindex(END) + END_OFFSET, 4)
    at = content.find(ENTRY, start)
    while at >= 0:
        content = _put(content, at + OFFSET, there, 4)
        at = content.find(ENTRY, at + 4)
    return content


def _swallowing(content: bytes, member: str) -> bytes:
    """The comment of an entry is as long as the entry behind it, which nobody finds then."""
    at = _entry(content, member)
    following = content.find(ENTRY, at + 4)
    if following < 0:
        at, following = content.rindex(ENTRY, 0, at), at
    behind = content.find(ENTRY, following + 4)
    behind = content.rindex(END) if behind < 0 else behind
    return _put(content, at + COMMENT_LENGTH, behind - following)


def _truncated_end(content: bytes, _: str) -> bytes:
    return content[: content.rindex(END)]


def _zip64(content: bytes, _: str) -> bytes:
    """An end that says that the true numbers stand in a longer one, which lies."""
    at = content.rindex(END)
    count, size, offset = (1 << 40, 1 << 50, 1 << 60)
    long_end = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, at, 1)
    end = content[at:]
    for field, length in ((END_HERE, 2), (END_ALL, 2), (END_SIZE, 4), (END_OFFSET, 4)):
        end = _put(end, field, -1, length)
    return content[:at] + long_end + locator + end


def _false_check(content: bytes, member: str) -> bytes:
    return _in_head(14, lambda check: check ^ 1, 4)(
        _in_entry(CHECK, lambda check: check ^ 1, 4)(content, member), member
    )


def _nested(inside: bytes) -> bytes:
    """A zip of zips of zeros."""
    for _ in range(4):
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
            for number in range(8):
                new.writestr(f"{number}.zip", inside)
        inside = stream.getvalue()
    return inside


def _reserved_block(content: bytes, member: str) -> bytes:
    """The data of the member begins with a kind of block that deflate does not have."""
    at = _number(content, _entry(content, member) + OFFSET, 4)
    data = at + 30 + _number(content, at + 26) + _number(content, at + 28)
    return content[:data] + bytes([content[data] | 0b111]) + content[data + 1 :]


FAULTS: Final[dict[str, Callable[[bytes, str], bytes]]] = {
    "no end": _truncated_end,
    "half": lambda content, _: content[: len(content) // 2],
    "all but the first byte": lambda content, _: content[1:],
    "something in front": lambda content, _: b"#!/bin/sh\n" + content,
    "something behind": lambda content, _: content + b"\0" * 40,
    "twice": lambda content, _: content + content,
    "end: more members": _in_end(END_ALL, lambda count: count + 1),
    "end: fewer members": _in_end(END_ALL, lambda count: count - 1),
    "end: other count here": _in_end(END_HERE, lambda count: count + 7),
    "end: no members": lambda content, _: content[: content.rindex(END)] + END + bytes(18),
    "end: another disk": _in_end(END_DISK, lambda _: 3),
    "end: longer directory": _in_end(END_SIZE, lambda size: size + 46, 4),
    "end: shorter directory": _in_end(END_SIZE, lambda size: size - 46, 4),
    "end: endless directory": _in_end(END_SIZE, lambda _: -1, 4),
    "end: directory elsewhere": _in_end(END_OFFSET, lambda offset: offset + 9, 4),
    "end: comment that is not there": _in_end(END_COMMENT, lambda _: 500),
    "end: zip64 that lies": _zip64,
    "entry: encrypted": _in_entry(FLAGS, lambda flags: flags | 1),
    "entry: strongly encrypted": _in_entry(FLAGS, lambda flags: flags | 0x41),
    "entry: patched": _in_entry(FLAGS, lambda flags: flags | 0x20),
    "entry: sizes behind the data": _in_entry(FLAGS, lambda flags: flags | 8),
    "entry: name in another code": _in_entry(FLAGS, lambda flags: flags ^ 0x800),
    "entry: method 99": _in_entry(METHOD, lambda _: 99),
    "entry: stored": _in_entry(METHOD, lambda _: 0),
    "entry: smaller": _in_entry(SIZE, lambda _: 10, 4),
    "entry: larger": _in_entry(SIZE, lambda size: size + 100, 4),
    "entry: 4 GiB": _in_entry(SIZE, lambda _: -1, 4),
    "entry: packed smaller": _in_entry(PACKED, lambda size: size - 5, 4),
    "entry: packed larger": _in_entry(PACKED, lambda size: size + 500, 4),
    "entry: false checksum": _false_check,
    "entry: longer name": _in_entry(NAME_LENGTH, lambda length: length + 40),
    "entry: no name": _in_entry(NAME_LENGTH, lambda _: 0),
    "entry: extra that is not there": _in_entry(EXTRA_LENGTH, lambda _: 60),
    "entry: comment that is not there": _in_entry(COMMENT_LENGTH, lambda _: 65_535),
    "entry: swallows the next": _swallowing,
    "entry: another disk": _in_entry(DISK, lambda _: 1),
    "entry: data elsewhere": _in_entry(OFFSET, lambda offset: offset + 3, 4),
    "entry: data behind the end": _in_entry(OFFSET, lambda _: -5, 4),
    "entries over one another": _overlapping,
    "head: no mark": _in_head(0, lambda _: 0, 4),
    "head: another name": _in_head(30, lambda letter: letter + 1, 1),
    "head: longer name": _in_head(26, lambda length: length + 9),
    "head: longer extra": _in_head(28, lambda _: 900),
    "head: encrypted": _in_head(6, lambda flags: flags | 1),
    "data: a block of no kind": _reserved_block,
    "data: bzip2": _packed_as(zipfile.ZIP_BZIP2),
    "data: lzma": _packed_as(zipfile.ZIP_LZMA),
    "member: above the folder": _with_member("../../x"),
    "member: from the root": _with_member("/etc/x"),
    "member: on a drive": _with_member("C:\\x"),
    "member: on a share": _with_member("\\\\server\\share\\x"),
    "member: with a stroke of Windows": _with_member("word\\..\\..\\x"),
    "member: with a zero": _with_member("a\0../x"),
    "member: a name of 60,000 letters": _with_member("x" * 60_000),
    "member: named like a device": _with_member("CON"),
    "text: a zip of zips": _exchanged(lambda _: _nested(bytes(MIB))),
    "text: nothing": _exchanged(lambda _: b""),
    "text: zeros": _exchanged(lambda inside: bytes(len(inside))),
    "text: twice": _exchanged(lambda inside: inside * 2),
    "text: compressed again": _exchanged(zlib.compress),
}
# Those that take their time to be made.
LARGE: Final[dict[str, Callable[[bytes, str], bytes]]] = {
    "members without end": _many,
    "member: 140 MiB of zeros": lambda content, _: _with_member("word/header9.xml", bytes(140 * MIB))(content, _),
    "text: 140 MiB of blanks": _exchanged(lambda _: b" " * (140 * MIB)),
}


def doubled(content: bytes, member: str) -> bytes:
    """The member twice, the second time another one. zipfile warns of it."""
    stream = BytesIO(content)
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr(member, b"{}")
    return stream.getvalue()
