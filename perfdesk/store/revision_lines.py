"""The revisions of a file: the member `history/revisions.jsonl`, one line of JSON for each, the oldest first.

Lines are only appended, so that saving costs only what changed. Programs that do not know the member copy it.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Annotated, Final

from pydantic import StringConstraints, ValidationError

from perfdesk.model.document import Document
from perfdesk.model.revisions import Revision, Revisions
from perfdesk.store.delta_json import DeltaShape, JsonShape, delta_members, delta_of
from perfdesk.store.format import Damage
from perfdesk.store.header import Baggage, Header
from perfdesk.store.strict_json import require_reasonable

MEMBER: Final = "history/revisions.jsonl"
# If the history is longer, older versions are removed at the next save, because a file that was written must open
# again.
MOST: Final = 16 << 20
_Id = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class _Names(JsonShape):
    id: _Id
    parents: tuple[_Id, ...] = ()


class _Line(_Names):
    author: str = ""
    time: str = ""
    source: str = ""
    note: str = ""
    back: dict[_Id, DeltaShape] = {}


def read_revisions(baggage: Baggage, document: Document) -> Revisions:
    """The history of a file; Damage if it cannot be read. The document itself is not affected."""
    content = dict(baggage.members).get(MEMBER, b"")
    require_reasonable(content)
    known = {revision.id: revision for revision in map(_revision, content.splitlines())}
    tip = of_header(baggage.header)
    known.setdefault(tip.id, tip)
    return Revisions(tip.id, document, known.values())


def known_ids(baggage: Baggage) -> frozenset[str]:
    """The ids of all revisions that a file knows, including its own. If the history is damaged, only those that can
    be read."""
    tip = baggage.header
    found = {tip.revision_id, *tip.parents}
    for line in dict(baggage.members).get(MEMBER, b"").splitlines():
        try:
            shape = _Names.model_validate_json(line)
        except ValidationError:
            continue
        found |= {shape.id, *shape.parents}
    return frozenset(found)


def readable_lines(content: bytes) -> tuple[bytes, bytes]:
    """The lines that describe a revision, and the other lines."""
    good, bad = [], []
    for line in content.splitlines(keepends=True):
        try:
            _revision(line)
        except Damage:
            bad.append(line)
        else:
            good.append(line if line.endswith(b"\n") else line + b"\n")
    return b"".join(good), b"".join(bad)


def revision_ids(content: bytes) -> frozenset[str]:
    """The ids of the revisions in these lines."""
    return frozenset(_Names.model_validate_json(line).id for line in content.splitlines())


def of_header(header: Header) -> Revision:
    """The revision that the header describes."""
    return Revision(header.revision_id, tuple(header.parents), header.author, header.time)


def _revision(line: bytes) -> Revision:
    try:
        shape = _Line.model_validate_json(line)
    except ValidationError as error:
        raise Damage("修订历史读不懂") from error
    back = {node: delta_of(one) for node, one in shape.back.items()}
    return Revision(shape.id, shape.parents, shape.author, shape.time, shape.source, shape.note, back)


def lines(revisions: Iterable[Revision]) -> bytes:
    """The lines for these revisions."""
    return b"".join(map(_line, revisions))


def _line(revision: Revision) -> bytes:
    shape = {
        "id": revision.id,
        "parents": [*revision.parents],
        "author": revision.author,
        "time": revision.time,
        "source": revision.source,
        "note": revision.note,
        "back": {node: delta_members(one) for node, one in revision.back.items()},
    }
    known = {key: value for key, value in shape.items() if value}
    return json.dumps(known, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"


def newest(revisions: Revisions, most: int) -> Iterator[str]:
    """The ids of the newest revisions, at most so many."""
    for number, revision in enumerate(revisions.reachable()):
        if number < most:
            yield revision
