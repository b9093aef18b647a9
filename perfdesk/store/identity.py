"""What a file says it is, checked against what it holds: its revision id, and its history.

A revision's id is a hash of the content, so another program that changes `document.json` leaves an id that belongs to
another content. Merging believes ids; a change under a false id would be taken for nothing new, and be lost. So the
content then counts as a new revision, whose parent is the one that the file claims to be.
"""

import hashlib
from dataclasses import replace
from typing import Final

from perfdesk.model.document import Document
from perfdesk.model.revisions import Revision
from perfdesk.store.format import Damage, document_bytes, revision_of
from perfdesk.store.header import Baggage, Header
from perfdesk.store.parse import require_reasonable
from perfdesk.store.revision_lines import MEMBER, lines, of_header, readable_lines, revision_ids

# A larger content is compared as it stands: writing it again would take a hostile file beyond its 512 MiB.
_MOST_REWRITTEN: Final = 8 << 20
_CHANGED: Final = "被别的程序改过：内容与它记下的版本不符。现在的内容当作一个新版本，改动以前的版本不能还原"
_LOST: Final = "的修订历史不见了：以前的版本和修改人不能查看，合并时可能多问几处。现在的内容没有受影响"
_DAMAGED: Final = "的修订历史有一部分读不出：有的旧版本不能查看。读不出的部分仍留在文件里，现在的内容没有受影响"


def is_content_of(content: bytes, header: Header) -> bool:
    """Whether these bytes are the revision that a header names."""
    return revision_of(content, header.parents) == header.revision_id


def with_readable_history(baggage: Baggage) -> tuple[Baggage, str]:
    """The same baggage, or one whose history can be read, and what the user must know; "" mostly."""
    content = dict(baggage.members).get(MEMBER, b"")
    try:
        require_reasonable(content)
        good, bad = readable_lines(content)
    except Damage:
        good, bad = b"", content
    if bad:
        return replace(baggage, members=_kept_aside(baggage, good, bad)), _DAMAGED
    lost = baggage.header.parents and not _is_clean(baggage.header)
    if lost and baggage.header.revision_id not in revision_ids(content):
        return baggage, _LOST
    return baggage, ""


def with_true_id(baggage: Baggage, document: Document, content: bytes) -> tuple[Baggage, str]:
    """The same baggage, or one whose header names the content as what it is, and what the user must know.

    `content` is what the document was read from. Its id is of the bytes as they stand, which an older version may
    have written otherwise than this one; or, where another program wrote the same content in its own way, of our own.
    """
    if is_content_of(content, baggage.header):
        return baggage, ""
    content = document_bytes(document) if len(content) <= _MOST_REWRITTEN else content
    if is_content_of(content, baggage.header):
        return baggage, ""
    said = "" if _may_be_an_old_clean_copy(baggage) else _CHANGED
    return _as_new_revision(baggage, content), said


def following(header: Header, content: bytes) -> Header:
    """The header of a revision that nobody signed, made from the one that this header names. Everybody who opens the
    same file makes the same."""
    parents = [header.revision_id]
    own = {"revision_id": revision_of(content, parents), "parents": parents, "author": "", "time": "", "clean": ""}
    return header.model_copy(update=own)


def _may_be_an_old_clean_copy(baggage: Baggage) -> bool:
    """Those of format 1.0 say no parents, so their id cannot be checked, and must not be accused."""
    header = baggage.header
    past = any(name.startswith("history/") for name, _ in baggage.members)
    return not (header.parents or header.author or header.clean or past)


def _as_new_revision(baggage: Baggage, content: bytes) -> Baggage:
    """No way leads back from it: what the history tells of the way back starts from the content that is gone."""
    claimed = of_header(baggage.header)
    header = following(baggage.header, content)
    members = dict(baggage.members)
    if not _is_clean(baggage.header):
        before = members.get(MEMBER, b"")
        if claimed.id not in revision_ids(before):
            before += lines([claimed])
        members[MEMBER] = before + lines([Revision(header.revision_id, (claimed.id,), note="由别的程序改动")])
    return Baggage(header, tuple(members.items()))


def _is_clean(header: Header) -> bool:
    """Whether the file says that its past was left out on purpose. A program that does not know this mark carries it
    on to later revisions, so it names the one that it is for."""
    return header.clean == header.revision_id


def _kept_aside(baggage: Baggage, good: bytes, bad: bytes) -> tuple[tuple[str, bytes], ...]:
    """What cannot be read goes into a member of its own, for somebody who can, and the rest is history again."""
    aside = f"history/damaged-{hashlib.sha256(bad).hexdigest()[:12]}.jsonl"
    return tuple({**dict(baggage.members), MEMBER: good, aside: bad}.items())
