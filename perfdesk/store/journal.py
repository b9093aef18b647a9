"""The journal of an open document: what was changed since its file was read or written last, a file of its own in the
user's folder. When the program or the power dies, the changes are read from it (replay.py).

It holds, one behind the other:

- a line: the header, with the version of this format;
- as many bytes as the header says: the file that the changes go on from, whole, so that they can be read whatever
  became of that file; of a document without a file, the file that it would have been saved to at the first change;
- a line for each version since: a delta that leads to it from the one before.

A line is a checksum, a space, JSON, and a line end. The checksum goes on from that of the line before, so a line that
was cut, damaged, lost or put elsewhere is not taken for one. A journal gets its name when its first version stands in
it; from then on it only grows. The program that writes it has it marked (store/disk.py), which the system takes off
when the program dies: so others know which journals nobody writes any more.
"""

import errno
import json
import logging
import os
import sys
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, NamedTuple, Self

from pydantic import Field, StringConstraints

from perfdesk import __version__
from perfdesk.model.delta import Delta
from perfdesk.store import atomic, disk
from perfdesk.store.delta_json import DeltaShape, JsonShape, delta_members

_log = logging.getLogger(__name__)
MAJOR, MINOR = 1, 0
SUFFIX: Final = ".journal"
# The suffix of a journal without a version.
UNFINISHED: Final = ".journal-begun"
_OWN_FILE: Final = 0o600
_OWN_FOLDER: Final = 0o700
_CHUNK: Final = 1 << 20
_Text = Annotated[str, StringConstraints(max_length=40_000)]


class JournalHeader(JsonShape):
    """The first line. `path` is the document's file, or "". `content` is the hash of that file when it was last read
    or written here. `base` and `size` are hash and length of the file inside the journal. `follows_file` says
    whether the next save follows the revision of the file inside. `replaces` names an older journal of the same
    document whose contents are all in this one."""

    journal: Annotated[str, StringConstraints(pattern=r"^\d{1,6}\.\d{1,6}$")]
    program: str = ""
    process: int = 0
    path: _Text = ""
    content: str = ""
    base: str
    size: Annotated[int, Field(ge=0)]
    follows_file: bool
    replaces: str = ""


class JournalLine(JsonShape):
    """A line behind the file inside. `time` is shown and never compared."""

    time: str = ""
    delta: DeltaShape = DeltaShape()


class JournalBase(NamedTuple):
    """The version that a journal starts from, see JournalHeader."""

    inside: bytes
    path: Path | None = None
    content: str = ""
    follows_file: bool = True


def line(members: Mapping[str, object], before: int) -> tuple[bytes, int]:
    """A line, and its checksum, which the next line needs. `before` is the checksum of the line before, 0 for the
    first."""
    text = json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    check = zlib.crc32(text, before)
    return b"%08x %b\n" % (check, text), check


def checked(one: bytes, before: int) -> tuple[bytes, int] | None:
    """The JSON of a line and its checksum; None if the line is incomplete or was not written behind `before`."""
    check = zlib.crc32(one[9:-1], before)
    return (one[9:-1], check) if one[:9] == b"%08x " % check and one[-1:] == b"\n" else None


class Journal:
    """A journal that is being written. Versions that were forced to the disk stay there if a later call raises
    OSError. After such an error a new journal replaces this one, because its end is unknown."""

    def __init__(self, path: Path, descriptor: int, check: int) -> None:
        self.path = path
        # The number of bytes and versions behind the file inside.
        self.grown = 0
        self.versions = 0
        self._descriptor = descriptor
        self._check = check

    @classmethod
    def begin(cls, folder: Path, base: JournalBase, changes: Sequence[Delta], replaces: Path | None = None) -> Self:
        """Starts a journal in a folder, which is created if needed. On return it is on the disk with these changes."""
        disk.make_folder(folder, _OWN_FOLDER)
        path = folder / f"{disk.token()}{disk.token()}{UNFINISHED}"
        head, check = line(_header(base, replaces), 0)
        made = cls(path, disk.create(path, _OWN_FILE), check)
        try:
            made._fill(head + base.inside, changes)
        except BaseException:
            made.remove()
            raise
        _log.info("began a journal: %d bytes", len(head) + len(base.inside) + made.grown)
        return made

    def add(self, changes: Sequence[Delta]) -> None:
        """Appends versions. On return they are on the disk."""
        time = datetime.now().isoformat(timespec="seconds")
        for change in changes:
            new, self._check = line({"time": time, "delta": delta_members(change)}, self._check)
            _write(self._descriptor, new)
            self.grown += len(new)
            self.versions += 1
        disk.force(self._descriptor)

    def close(self) -> None:
        """Ends writing and removes the mark. The file stays."""
        with suppress(OSError):
            disk.close(self._descriptor)

    def remove(self) -> None:
        """Removes the journal, because nothing can be lost any more. It is closed first: Windows removes no open
        file."""
        if sys.platform == "win32":
            self.close()
        with suppress(OSError):
            disk.remove(self.path)
        if sys.platform != "win32":
            self.close()

    def _fill(self, content: bytes, changes: Sequence[Delta]) -> None:
        _mark(self._descriptor)
        _write(self._descriptor, content)
        self.add(changes)
        named = self.path.with_suffix(SUFFIX)
        if sys.platform == "win32":  # renames no open file
            disk.close(self._descriptor)
        disk.replace(self.path, named)
        self.path = named
        if sys.platform == "win32":
            self._descriptor = disk.open_there(named)
            _mark(self._descriptor)
            disk.go_to_end(self._descriptor)
        disk.force_folder(named.parent)


def _header(base: JournalBase, replaces: Path | None) -> Mapping[str, object]:
    return {
        "journal": f"{MAJOR}.{MINOR}",
        "program": __version__,
        "process": os.getpid(),
        "path": path_text(base.path),
        "content": base.content,
        "base": atomic.digest(base.inside),
        "size": len(base.inside),
        "follows_file": base.follows_file,
        "replaces": replaces.name if replaces else "",
    }


def path_text(path: Path | None) -> str:
    """A path as text. On Linux a path may be no valid text; then the document counts as one without a file."""
    text = "" if path is None else str(path.absolute())
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return ""
    return text


def _mark(descriptor: int) -> None:
    """Marks the journal. On a file system without marks, replay asks whether the process is alive."""
    try:
        marked = disk.mark(descriptor)
    except OSError:
        return
    if not marked:
        raise OSError(errno.EBUSY, "")


def _write(descriptor: int, content: bytes) -> None:
    view, at = memoryview(content), 0
    while at < len(view):
        at += disk.write(descriptor, view[at : at + _CHUNK])
