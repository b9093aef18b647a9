"""Reads only the header of a file, from its first few kilobytes: which document it holds, and which revision.

In a folder of thousands of files, most are no copies of the open one, and a share sends every byte over the network.
Nothing is said about the rest of the file: it may be damaged, or changed by another program. zipfile would read the end
of each file first, however many names a hostile one has there, and takes twice the time.
"""

import stat
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from perfdesk.store import disk
from perfdesk.store.format import Damage
from perfdesk.store.header import Header, parse_header

_WANTED: Final = b"header.json"
# The signature of a member of a zip, then: flags, method, checksum, both lengths, lengths of the name and of the extra.
_MEMBER: Final = struct.Struct("<4s2xHH4xLLLHH")
_SIGNATURE: Final = b"PK\x03\x04"
_STORED, _DEFLATED = 0, 8
# Some headers name hundreds of merged files; most need one kilobyte.
_PIECES: Final = (4 << 10, 60 << 10)
_MOST_HEADER: Final = 1 << 20
# The lengths stand behind the member, so that what follows it cannot be found; or the member is encrypted.
_NOT_READ: Final = 0x9


def header_at(path: Path) -> Header | None:
    """The header of a file; None if it does not begin as ours do, or cannot be read."""
    try:
        # Opening a pipe would wait for its other end.
        if not stat.S_ISREG(path.stat().st_mode):
            return None
        with path.open("rb") as stream:
            return _header(stream)
    except (OSError, ValueError):
        return None


def _header(stream: BinaryIO) -> Header | None:
    begun = b""
    for size in _PIECES:
        begun += stream.read(size)
        content = next((inside for name, inside in _members(begun) if name == _WANTED), None)
        if content is not None:
            try:
                return parse_header(content)
            except Damage:
                return None
    return None


def _members(begun: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The members that are whole in the beginning of a zip."""
    at = 0
    while len(begun) >= at + _MEMBER.size:
        signature, flags, method, checksum, packed, size, name, extra = _MEMBER.unpack_from(begun, at)
        start = at + _MEMBER.size + name + extra
        inside = begun[start : start + packed]
        if signature != _SIGNATURE or flags & _NOT_READ or size > _MOST_HEADER or len(inside) < packed:
            return
        content = _inflated(inside, method, size)
        if content is None or zlib.crc32(content) != checksum:
            return
        yield begun[at + _MEMBER.size :][:name], content
        at = start + packed


def _inflated(inside: bytes, method: int, size: int) -> bytes | None:
    """At most as many bytes as are declared, however many would come out."""
    if method == _STORED:
        return inside
    if method != _DEFLATED:
        return None
    try:
        content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(inside, size + 1)
    except zlib.error:
        return None
    return content if len(content) == size else None


def names_in(folder: Path) -> list[str]:
    """The names in a folder, sorted; none if it cannot be read."""
    try:
        return sorted(disk.names(folder))
    except (OSError, ValueError):
        return []
