"""Object streams and the cross-reference stream (ISO 32000-2, 7.5.7 and 7.5.8), which store many small objects in
little space.

pypdf cannot write them. As single objects, the structure of a book would need more space than its pages.
"""

import re
import struct
import zlib
from typing import BinaryIO, Final

# The most objects in one stream: a reader unpacks the whole stream for one of its objects.
_MOST_PACKED: Final = 1_000
# Kind, place, index: the kind is 0 for a free object, 1 for one at a place of the file, 2 for one in an object stream.
_ENTRY: Final = struct.Struct(">BIH")
_UNUSED: Final = bytes(_ENTRY.size)
_TABLE_LINE: Final = 20
_TABLE: Final = re.compile(rb"xref\n0 (\d+)\n")
_SIZE: Final = re.compile(rb"/Size \d+")


class PackedObjects:
    """Objects that are appended to a file, with numbers from `first` on."""

    def __init__(self, first: int) -> None:
        """`first` is the number after the last object of the file."""
        self._first = first
        self._entries = bytearray()
        self._places: list[bytes] = []
        self._bodies: list[bytes] = []
        self._length = 0
        self._streams: list[tuple[int, bytes]] = []

    def reserve(self) -> int:
        """Reserves a number, so that other objects can refer to an object that is added later."""
        self._entries += _UNUSED
        return self._first + len(self._entries) // _ENTRY.size - 1

    def put(self, number: int, body: bytes) -> None:
        """Adds the object of a reserved number. It must not be a stream, and refers to others only by numbers (`12 0
        R`)."""
        if not self._bodies:
            self._streams.append((self.reserve(), b""))
        self._enter(number, 2, self._streams[-1][0], len(self._bodies))
        self._places.append(b"%d %d " % (number, self._length))
        self._bodies.append(body)
        self._length += len(body) + 1
        if len(self._bodies) == _MOST_PACKED:
            self._pack()

    def _enter(self, number: int, kind: int, place: int, index: int) -> None:
        at = (number - self._first) * _ENTRY.size
        _ENTRY.pack_into(self._entries, at, kind, place, index)

    def _pack(self) -> None:
        places, bodies = b"".join(self._places), b"\n".join(self._bodies)
        names = b"/Type /ObjStm /N %d /First %d" % (len(self._bodies), len(places))
        self._streams[-1] = (self._streams[-1][0], _stream(names, places + bodies))
        self._places, self._bodies, self._length = [], [], 0

    def complete(self, written: bytes, stream: BinaryIO) -> None:
        """Writes a file with these objects appended. `written` has one cross-reference table and one trailer, as
        pypdf writes them."""
        if self._bodies:
            self._pack()
        start = int(written[written.rindex(b"startxref\n") :].split(b"\n")[1])
        entries, trailer = _classic(written[start:])
        own = self.reserve()
        at = stream.write(memoryview(written)[:start])
        for number, content in self._streams:
            self._enter(number, 1, at, 0)
            at += stream.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
        self._enter(own, 1, at, 0)
        names = _SIZE.sub(b"/Size %d" % (own + 1), trailer, count=1) + b"/Type /XRef /W [1 4 2]"
        table = _stream(names, entries + bytes(self._entries))
        stream.write(b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (own, table, at))


def _stream(names: bytes, data: bytes) -> bytes:
    packed = zlib.compress(data)
    return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (names, len(packed), packed)


def _classic(end: bytes) -> tuple[bytes, bytes]:
    """The entries of a cross-reference table in the form of a stream, and the members of the trailer behind it."""
    head = _TABLE.match(end)
    assert head is not None
    after = head.end() + int(head[1]) * _TABLE_LINE
    lines = (end[at : at + _TABLE_LINE] for at in range(head.end(), after, _TABLE_LINE))
    entries = b"".join(_ENTRY.pack(1, int(line[:10]), 0) if line[17:18] == b"n" else _UNUSED for line in lines)
    trailer = end[after:].removeprefix(b"trailer\n<<")
    return entries, trailer[: trailer.rindex(b">>")]
