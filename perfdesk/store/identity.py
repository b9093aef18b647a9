"""Checks the revision id and the history of a file against its content.

A revision id is a hash of the content. If another program changes `document.json`, the id in the header belongs to
another content. Merging relies on ids and would overlook the change. So the content counts as a new revision, with the
claimed revision as its parent.
"""

import hashlib
from dataclasses import replace
from typing import Final

from perfdesk.model.document import Document
from perfdesk.model.revisions import Revision
from perfdesk.store.format import Damage, document_bytes, revision_of
from perfdesk.store.header import Baggage, Header
from perfdesk.store.revision_lines import MEMBER, lines, of_header, readable_lines, revision_ids
from perfdesk.store.strict_json import require_reasonable

# A larger content is compared only byte for byte: to write it again would take a hostile file more than its 512 MiB.
_MOST_REWRITTEN: Final = 8 << 20
_CHANGED: Final = "被别的程序改过：内容与它记下的版本不符。现在的内容当作一个新版本，改动以前的版本不能还原"
_LOST: Final = "的修订历史不见了：以前的版本和修改人不能查看，合并时可能多问几处。现在的内容没有受影响"
_DAMAGED: Final = "的修订历史有一部分读不出：有的旧版本不能查看。读不出的部分仍留在文件里，现在的内容没有受影响"


def is_content_of(content: bytes, header: Header) -> bool:
    """Whether these bytes are the revision that a header names."""
    return revision_of(content, header.parents) == header.revision_id


def with_readable_history(baggage: Baggage) -> tuple[Baggage, str]:
    """The same baggage, or one with a history that can be read, and a message for the user, or ""."""
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
    """The same baggage, or one with the true revision id of the content, and a message for the user.

    `content` is what the document was read from. The id may be that of these bytes, which an older version may have
    written differently; or, if another program wrote the same content in its own way, that of our own bytes.
    """
    if is_content_of(content, baggage.header):
        return baggage, ""
    content = document_bytes(document) if len(content) <= _MOST_REWRITTEN else content
    if is_content_of(content, baggage.header):
        return baggage, ""
    said = "" if _may_be_an_old_clean_copy(baggage) else _CHANGED
    return _as_new_revision(baggage, content), said


def following(header: Header, content: bytes) -> Header:
    """The header of a new revision without an author, whose parent is this header's. Everybody who opens the same
    file makes the same header."""
    parents = [header.revision_id]
    own = {"revision_id": revision_of(content, parents), "parents": parents, "author": "", "time": "", "clean": ""}
    return header.model_copy(update=own)


def _may_be_an_old_clean_copy(baggage: Baggage) -> bool:
    """A clean copy of format 1.0 names no parents. Its id cannot be checked, so no change may be claimed."""
    header = baggage.header
    past = any(name.startswith("history/") for name, _ in baggage.members)
    return not (header.parents or header.author or header.clean or past)


def _as_new_revision(baggage: Baggage, content: bytes) -> Baggage:
    """The new revision has no way back to its parent, because the content that the way back starts from is gone."""
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
    """Whether the file says that its history was left out on purpose. The mark names its revision, because a program
    that does not know the mark copies it into later revisions."""
    return header.clean == header.revision_id


def _kept_aside(baggage: Baggage, good: bytes, bad: bytes) -> tuple[tuple[str, bytes], ...]:
    """Lines that cannot be read are kept in a member of their own, so that nothing is lost. The others are the
    history."""
    aside = f"history/damaged-{hashlib.sha256(bad).hexdigest()[:12]}.jsonl"
    return tuple({**dict(baggage.members), MEMBER: good, aside: bad}.items())
