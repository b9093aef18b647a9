"""Opens and saves our files. Every problem of a file becomes one Chinese sentence."""

import errno
import io
import logging
import os
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from perfdesk import __version__
from perfdesk.model.collector import collector_at_rest
from perfdesk.model.delta import delta
from perfdesk.model.document import Document
from perfdesk.model.fields import clean
from perfdesk.model.revisions import Revisions
from perfdesk.store import atomic
from perfdesk.store.atomic import WriteError
from perfdesk.store.beside import without_names
from perfdesk.store.container import MOST_FILE, pack, require_within_limits, unpack
from perfdesk.store.failures import why_not_read
from perfdesk.store.form_members import form_members, trouble, with_form_members
from perfdesk.store.format import MAJOR, MIME, MINOR, Damage, Known, document_bytes, revision_of
from perfdesk.store.header import Baggage, Header, header_bytes, parse_header
from perfdesk.store.identity import following, is_content_of, with_readable_history, with_true_id
from perfdesk.store.parse import parse_document
from perfdesk.store.revision_lines import MEMBER, MOST, known_ids, lines, newest, of_header, read_revisions
from perfdesk.store.strict_json import require_reasonable

_log = logging.getLogger(__name__)
# The suffix of our files.
SUFFIX: Final = ".perfdesk"
_NAMES: Final = ("mimetype", "header.json", "document.json")


class ReadError(Exception):
    """A file cannot be opened. The message is a Chinese sentence that names it and the reason."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A document as its file holds it. `notice` is a message for the user, or "". `baggage` is carried over when the
    document is saved. `content` is the hash of the whole file."""

    document: Document
    revision: str
    baggage: Baggage
    read_only: bool = False
    notice: str = ""
    content: str = ""


class Merged(NamedTuple):
    """A file that was merged into a document: its name and its revisions; None if it has none."""

    name: str
    revisions: Revisions | None


class Summary(NamedTuple):
    """The document that a file holds, its revision, and the other revisions it knows."""

    document: str
    tip: str
    known: frozenset[str]


def summary_of(opened: Opened) -> Summary:
    """The summary of a file that has been read."""
    header = opened.baggage.header
    return Summary(header.document_id, header.revision_id, known_ids(opened.baggage))


def read(path: Path, known: Known | None = None) -> Opened:
    """Opens a file, whatever is in it: an Opened or a ReadError, in seconds and within 512 MiB.

    `known` is for reading several copies of one document.
    """
    try:
        with collector_at_rest():
            content = _content(path)
            opened = replace(_opened(path.name, unpack(content), known), content=atomic.digest(content))
    except Damage as damage:
        _log.info("a document was not read: %s", damage)
        raise ReadError(
            f"打不开“{path.name or path}”：{damage}。文件没有改动。（文件夹：{path.absolute().parent}）"
        ) from damage
    _log.info("read a document: %d projects, %d bytes", len(opened.document.projects), len(content))
    return opened


def revisions(opened: Opened) -> Revisions:
    """The history of a document. If the history in the file is damaged, only the newest revision."""
    try:
        return read_revisions(opened.baggage, opened.document)
    except Damage:
        return Revisions(opened.revision, opened.document, [of_header(opened.baggage.header)])


def save(
    path: Path,
    document: Document,
    previous: Opened | None = None,
    author: str = "",
    merged: Sequence[Merged] = (),
    replaces: str = "",
    known: Known | None = None,
) -> Opened:
    """Writes a document; WriteError leaves the old file as it was.

    With `replaces`, the hash of the file as it was last seen, nothing that somebody else saved since is overwritten:
    atomic.ChangedOnDisk.

    `previous` is what the document was opened or last saved as: its revision becomes the parent, its baggage is
    carried over, with one more revision in its history. `merged` came in from other files: their revisions become
    parents too. If the content is still the same and nothing came in, so are revision, author and time.
    """
    if previous is not None and previous.read_only:
        raise WriteError(f"没有保存“{path.name}”：{previous.notice}")
    if previous is not None and previous.document.id != document.id:
        previous = None
    with collector_at_rest():
        content = document_bytes(document, known)
        header = _header(document, content, previous, author, [one.revisions.tip for one in merged if one.revisions])
        baggage = Baggage(header, _members(header, document, previous, merged))
    members = _all_members(header, content, document, baggage.members)
    try:
        require_reasonable(content)
        require_within_limits(members)
    except Damage as damage:
        raise WriteError(f"没有保存“{path.name}”：{damage}，请分成几个文件。原来的文件没有改动。") from damage
    written = atomic.write(path, lambda stream: pack(members, stream), replaces=replaces)
    _log.info("wrote a document: %d projects, %d merged files", len(document.projects), len(merged))
    return Opened(document, header.revision_id, baggage, content=written)


def save_clean(path: Path, opened: Opened, replaces: str = "") -> None:
    """Writes a clean copy, see `clean_copy`."""
    rows = _clean_members(opened)
    atomic.write(path, lambda stream: pack(rows, stream), replaces=replaces)


def clean_copy(opened: Opened) -> bytes:
    """The bytes of a clean copy: without history, older versions and names. It keeps its revision, so that it can be
    merged when it comes back; with open questions, whose names are taken out, it is one that follows."""
    stream = io.BytesIO()
    pack(_clean_members(opened), stream)
    return stream.getvalue()


def _clean_members(opened: Opened) -> tuple[tuple[str, bytes], ...]:
    document = without_names(opened.document)
    content, header = document_bytes(document), opened.baggage.header
    if not is_content_of(content, header):
        header = following(header, content)  # changed since, or written in other bytes by an older program
    header = header.model_copy(update={"author": "", "clean": header.revision_id})
    members = tuple((name, inside) for name, inside in opened.baggage.members if not name.startswith("history/"))
    return _all_members(header, content, document, members)


def _all_members(
    header: Header, content: bytes, document: Document, beside: Iterable[tuple[str, bytes]]
) -> tuple[tuple[str, bytes], ...]:
    """What a file holds, in its order. `beside` is what it holds besides the document and its form."""
    named = zip(_NAMES, (MIME.encode(), header_bytes(header), content), strict=True)
    return tuple({**dict(named), **dict(beside), **form_members(document)}.items())


def as_saved(opened: Opened, path: Path | None) -> bytes:
    """The bytes of the file that a document was opened from or saved to. They are made again if the file is gone."""
    if path is not None and opened.content:
        with suppress(Damage):
            content = _content(path)
            if atomic.digest(content) == opened.content:
                return content
    return _packed(opened.document, opened.baggage)


def as_first_saved(document: Document) -> bytes:
    """The bytes of the file that a new document would be saved as."""
    header = _header(document, document_bytes(document), None, "", ())
    return _packed(document, Baggage(header))


def _packed(document: Document, baggage: Baggage) -> bytes:
    stream = io.BytesIO()
    pack(_all_members(baggage.header, document_bytes(document), document, baggage.members), stream)
    return stream.getvalue()


def parsed_file(name: str, content: bytes) -> Opened:
    """The same as `read` for a file in memory; Damage if it cannot be read."""
    if len(content) > MOST_FILE:
        raise Damage("文件大得不合常理")
    return _opened(name, unpack(content), None)


def checked_header(content: bytes) -> Header:
    """The header of a file in memory. Damage if the content is not the revision that the header names and cannot be
    read either. Costs a hash, not the parsing of all projects."""
    if len(content) > MOST_FILE:
        raise Damage("文件大得不合常理")
    members = unpack(content)
    header = parse_header(members.get("header.json", b""))
    if header.version[0] <= MAJOR and is_content_of(members.get("document.json", b""), header):
        return header
    return _opened("", members, None).baggage.header


def thinned(opened: Opened, most: int) -> Opened:
    """A document whose next save keeps only the newest versions, so many, in its history."""
    known = revisions(opened)
    left = lines(known.thinned(newest(known, most)))
    members = tuple((name, left if name == MEMBER else inside) for name, inside in opened.baggage.members)
    return replace(opened, baggage=replace(opened.baggage, members=members))


def content_of(path: Path) -> str:
    """The hash of a file's content now; "" if it cannot be read."""
    try:
        return atomic.digest(_content(path))
    except Damage:
        return ""


def content_to_keep(path: Path) -> bytes:
    """A file's content; nothing if it cannot be read."""
    with suppress(Damage):
        return _content(path)
    return b""


def _members(
    header: Header, document: Document, previous: Opened | None, merged: Sequence[Merged]
) -> tuple[tuple[str, bytes], ...]:
    """The members beside the document: the old ones, and the history with the new revision."""
    old = dict(previous.baggage.members) if previous else {}
    if previous is None or header.revision_id != previous.revision:
        old[MEMBER] = _history(header, document, previous, merged, old.get(MEMBER, b""))
    return tuple(old.items())


def _history(
    header: Header, document: Document, previous: Opened | None, merged: Sequence[Merged], written: bytes
) -> bytes:
    new = of_header(header)
    if not merged and previous is not None and len(written) < MOST:
        back = {previous.revision: delta(document, previous.document)}
        return (written or lines([of_header(previous.baggage.header)])) + lines([replace(new, back=back)])
    known = Revisions("", document) if previous is None else _recent(revisions(previous), written)
    note = "合并 " + "、".join(one.name for one in merged) if merged else ""
    pasts = [one.revisions for one in merged if one.revisions]
    return lines(known.followed_by(replace(new, note=note), document, pasts))


def _recent(known: Revisions, written: bytes) -> Revisions:
    """The revisions that the file keeps. If the history (`written`) has grown too large, only the newer half."""
    return known if len(written) < MOST else known.thinned(newest(known, len(known) // 2))


def _header(document: Document, content: bytes, previous: Opened | None, author: str, merged: Sequence[str]) -> Header:
    old = previous.baggage.header if previous else None
    if old is not None and not merged and is_content_of(content, old):
        return old
    parents = [*([old.revision_id] if old else []), *merged]
    known = {
        "format": "perfdesk",
        "format_version": f"{MAJOR}.{max(MINOR, old.version[1] if old else 0)}",
        "program_version": __version__,
        "document_id": document.id,
        "revision_id": revision_of(content, parents),
        "parents": parents,
        "author": clean(author),
        "clean": "",
        "time": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
    return Header.model_validate({**(old.model_dump() if old else {}), **known})


def _content(path: Path) -> bytes:
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(found.st_mode):
            raise Damage("不是普通文件")
        with path.open("rb") as stream:
            content = stream.read(MOST_FILE + 1)
    except OSError as error:
        raise Damage(why_not_read(error)) from error
    except ValueError as error:
        raise Damage("文件名里有系统不允许的字符") from error
    if not content:
        raise Damage("文件是空的")
    if len(content) > MOST_FILE:
        raise Damage("文件大得不合常理")
    return content


def _opened(name: str, members: dict[str, bytes], known: Known | None) -> Opened:
    if "header.json" not in members or "document.json" not in members:
        raise Damage("不是 perfdesk 文件")
    header = parse_header(members["header.json"])
    if header.format != "perfdesk":
        raise Damage("不是 perfdesk 文件")
    content = members["document.json"]
    beside = {key: inside for key, inside in members.items() if key not in _NAMES}
    if notice := _newer(name, header):
        document, beside = with_form_members(_document_of_newer(content, header), beside)
        baggage = Baggage(header, tuple(beside.items()))
        return Opened(document, header.revision_id, baggage, read_only=True, notice=notice)
    # Read before the content, so that both are never in memory at the same time.
    baggage, past = with_readable_history(Baggage(header, tuple(beside.items())))
    is_own = is_content_of(content, header)
    # What is written again as it was must be as we write it.
    document = parse_document(content, header.document_id, known if is_own else None)
    document, beside = with_form_members(document, dict(baggage.members))
    baggage, changed = replace(baggage, members=tuple(beside.items())), ""
    if not is_own:
        baggage, changed = with_true_id(baggage, document, content)
    notice = "".join(f"“{name}”{said}。" for said in (changed, past, trouble(document)) if said)
    return Opened(document, baggage.header.revision_id, baggage, notice=notice)


def _document_of_newer(content: bytes, header: Header) -> Document:
    try:
        return parse_document(content, header.document_id)
    except Damage as damage:
        raise Damage("由更新版本的程序保存，这个版本读不懂，请升级程序") from damage


def _newer(name: str, header: Header) -> str:
    """Why a file may only be looked at; "" if it may be changed."""
    if header.version[0] <= MAJOR:
        return ""
    return f"“{name}”由更新版本的程序保存（格式 {header.format_version}），只能查看，不能修改；要修改请升级程序。"
