"""Finds the journals of programs that died, reads them, and removes them.

If the end of a journal is cut off, everything before is read: each line shows whether it is complete. A journal is
removed only after a person has decided; one without a version is removed at once.
"""

import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from pydantic import ValidationError

from perfdesk.model.collector import collector_at_rest
from perfdesk.model.delta import DeltaError, applied
from perfdesk.model.diff import diff
from perfdesk.model.document import Document
from perfdesk.store import atomic, disk, file, owner
from perfdesk.store.container import MOST_FILE
from perfdesk.store.delta_json import delta_of
from perfdesk.store.failures import why_not_read
from perfdesk.store.format import Damage
from perfdesk.store.journal import MAJOR, SUFFIX, UNFINISHED, JournalHeader, JournalLine, checked
from perfdesk.store.strict_json import require_reasonable

_log = logging.getLogger(__name__)
# What of a damaged journal could be read was recovered, and the rest is kept for somebody who can read it.
ASIDE: Final = ".journal-damaged"
_LONGEST_HEADER: Final = 1 << 18
# A version that replaces the whole of the largest document is not longer than this.
_LONGEST_LINE: Final = 128 << 20
_NEWER: Final = "由更新版本的程序写下，这个版本读不懂，请升级程序"
_NO_JOURNAL: Final = "这份记录的开头已损坏，读不出来"
_NO_BASE: Final = "这份记录里的原文件已损坏，读不出来"
_PARTLY: Final = "后面还有一部分读不出，恢复的是读不出的地方以前的内容"


class Replayed(NamedTuple):
    """The content of a journal. `document` is its last version. `opened` is the revision that the next save follows,
    or None. `path` is the document's file, or None if it was never saved. `before` is the version before the
    changes, and `number` counts them. `time` is that of the last change. `notice` is "" if everything could be read."""

    document: Document
    opened: file.Opened | None
    path: Path | None
    before: Document | None
    number: int
    time: str
    notice: str


def is_new(found: Replayed) -> bool:
    """Whether the journal holds anything that the document's file does not. The program may have died between saving
    and removing the journal, or all changes may have been undone."""
    if found.path is None:
        return True
    if not found.number:
        return False
    try:
        return file.read(found.path).document != found.document
    except file.ReadError:
        return True


class Leftover:
    """A journal that no program writes any more. It is marked as ours, so that only one program asks about it."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor: int | None = descriptor

    def replayed(self) -> Replayed:
        """The content of the journal. Damage says why it cannot be read."""
        try:
            with collector_at_rest(), self.path.open("rb") as stream:
                return _replayed(stream)
        except OSError as error:
            raise Damage(why_not_read(error)) from error

    def header(self) -> JournalHeader:
        """The first line; Damage if it cannot be read."""
        try:
            with self.path.open("rb") as stream:
                return _header(stream)[0]
        except OSError as error:
            raise Damage(why_not_read(error)) from error

    def is_abandoned(self) -> bool:
        """Whether no living program writes it. If so, it is marked as ours."""
        assert self._descriptor is not None
        try:
            return disk.mark(self._descriptor)
        except OSError:  # a file system without marks
            with suppress(Damage):
                return not owner.is_running(self.header().process)
            return True

    def copy_to(self, target: Path) -> None:
        """Copies it to another file, for somebody who can read it. Raises store.atomic.WriteError or OSError."""
        atomic.copy(self.path, target)

    def let_go(self) -> None:
        """Leaves it for the next start."""
        if self._descriptor is not None:
            with suppress(OSError):
                disk.close(self._descriptor)
            self._descriptor = None

    def put_aside(self) -> Path:
        """Gives it a name under which nobody is asked about it any more; where it is then."""
        self.let_go()
        aside = self.path.with_suffix(ASIDE)
        with suppress(OSError):
            disk.replace(self.path, aside)
            return aside
        return self.path

    def remove(self) -> None:
        """It is no longer needed."""
        self.let_go()
        with suppress(OSError):
            disk.remove(self.path)


def leftovers(folder: Path) -> list[Leftover]:
    """The journals in a folder that no program writes, the latest first. A journal whose contents are all in another
    one is removed."""
    try:
        names = sorted(disk.names(folder))
    except OSError:
        return []
    for name in names:
        if name.endswith(UNFINISHED) and (begun := _taken(folder / name)) is not None:
            begun.remove()
    found = [one for name in names if name.endswith(SUFFIX) and (one := _taken(folder / name)) is not None]
    replaced = set(_replaced(found))
    for one in found:
        if one.path.name in replaced:
            one.remove()
    return sorted((one for one in found if one.path.name not in replaced), key=_changed, reverse=True)


def _changed(one: Leftover) -> float:
    with suppress(OSError):
        return one.path.stat().st_mtime
    return 0.0


def _replaced(found: list[Leftover]) -> Iterator[str]:
    for one in found:
        with suppress(Damage):
            yield one.header().replaces


def _taken(path: Path) -> Leftover | None:
    """The journal marked as ours; None if a living program writes it."""
    try:
        one = Leftover(path, disk.open_there(path))
    except OSError:
        return None
    if one.is_abandoned():
        return one
    one.let_go()
    return None


# --- reading ---------------------------------------------------------------------------------------------------


def _header(stream: BinaryIO) -> tuple[JournalHeader, int]:
    """The first line and its checksum."""
    found = checked(stream.readline(_LONGEST_HEADER), 0)
    if found is None:
        raise Damage(_NO_JOURNAL)
    try:
        header = JournalHeader.model_validate_json(found[0])
    except ValidationError as error:
        raise Damage(_NO_JOURNAL) from error
    if int(header.journal.partition(".")[0]) > MAJOR:
        raise Damage(_NEWER)
    return header, found[1]


def _replayed(stream: BinaryIO) -> Replayed:
    header, check = _header(stream)
    path = Path(header.path) if header.path else None
    base = _base(stream, header, path)
    last = _Last(base.document, check)
    while last.reads(stream):
        pass
    follows = base if header.follows_file else None
    before = base.document if header.follows_file else None
    number = len(diff(base.document, last.document))
    _log.info("read a journal: %d versions", last.versions)
    return Replayed(last.document, follows, path, before, number, last.time, _PARTLY if last.is_damaged else "")


def _base(stream: BinaryIO, header: JournalHeader, path: Path | None) -> file.Opened:
    """The file inside the journal. If it is damaged, the document's own file, if its content is the same."""
    content = stream.read(header.size) if header.size <= MOST_FILE else b""
    if atomic.digest(content) == header.base:
        opened = file.parsed_file("", content)
        return replace(opened, content=header.content) if not opened.read_only else _refused()
    if path is not None and header.content and file.content_of(path) == header.content:
        with suppress(file.ReadError):
            return file.read(path)
    raise Damage(_NO_BASE)


def _refused() -> file.Opened:
    raise Damage(_NEWER)


class _Last:
    """The last version that was read."""

    def __init__(self, document: Document, check: int) -> None:
        self.document = document
        self.time = ""
        self.versions = 0
        self.is_damaged = False
        self._check = check

    def reads(self, stream: BinaryIO) -> bool:
        """Reads the next line and returns whether there was one. Bytes without a line end behind the last complete
        line were being written when the program died. Any other bytes there are damage."""
        one = stream.readline(_LONGEST_LINE)
        found = checked(one, self._check)
        if found is not None and self._follows(found[0]):
            self._check = found[1]
            self.versions += 1
            return True
        self.is_damaged = one.endswith(b"\n") or len(one) == _LONGEST_LINE
        return False

    def _follows(self, content: bytes) -> bool:
        try:
            require_reasonable(content)
            shape = JournalLine.model_validate_json(content)
            self.document = applied(self.document, delta_of(shape.delta))
        except (ValidationError, Damage, DeltaError):
            return False
        self.time = shape.time
        return True
