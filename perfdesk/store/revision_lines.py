"""The revisions in a file: the member `history/revisions.jsonl`, one line of JSON for each, the oldest first.

A line is only ever added, so that saving costs what changed. Programs that do not know the member carry it over.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints, ValidationError

from perfdesk.model.delta import Delta, Splice
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.revisions import Revision, Revisions
from perfdesk.store.format import Damage
from perfdesk.store.header import Baggage, Header
from perfdesk.store.parse import node_of, require_reasonable

MEMBER: Final = "history/revisions.jsonl"
# Beyond so much, older versions are thinned out at the next save: what is written must open again.
MOST: Final = 16 << 20
_Id = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class _DeltaShape(_Shape):
    form: str = ""
    texts: tuple[tuple[str, str, str], ...] = ()
    extras: tuple[tuple[str, str], ...] = ()
    lists: tuple[tuple[str, Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)], tuple[str, ...]], ...] = ()
    nodes: tuple[dict[str, JsonValue], ...] = ()


class _Names(_Shape):
    id: _Id
    parents: tuple[_Id, ...] = ()


class _Line(_Names):
    author: str = ""
    time: str = ""
    source: str = ""
    note: str = ""
    back: dict[_Id, _DeltaShape] = {}


def read_revisions(baggage: Baggage, document: Document) -> Revisions:
    """What a file knows of its past; Damage if that cannot be read, which does not concern the document itself."""
    content = dict(baggage.members).get(MEMBER, b"")
    require_reasonable(content)
    known = {revision.id: revision for revision in map(_revision, content.splitlines())}
    tip = of_header(baggage.header)
    known.setdefault(tip.id, tip)
    return Revisions(tip.id, document, known.values())


def known_ids(baggage: Baggage) -> frozenset[str]:
    """The ids of all revisions that a file knows, its own among them; fewer if its history is damaged."""
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
    """The lines that tell of a revision, and the others."""
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
    """The ids of the revisions that these lines tell of."""
    return frozenset(_Names.model_validate_json(line).id for line in content.splitlines())


def of_header(header: Header) -> Revision:
    """A revision of which only the header tells."""
    return Revision(header.revision_id, tuple(header.parents), header.author, header.time)


def _revision(line: bytes) -> Revision:
    try:
        shape = _Line.model_validate_json(line)
    except ValidationError as error:
        raise Damage("修订历史读不懂") from error
    back = {node: _delta(one) for node, one in shape.back.items()}
    return Revision(shape.id, shape.parents, shape.author, shape.time, shape.source, shape.note, back)


def _delta(shape: _DeltaShape) -> Delta:
    return Delta(
        shape.form,
        {(node, key): text for node, key, text in shape.texts},
        dict(shape.extras),
        tuple(Splice(*one) for one in shape.lists),
        tuple(node_of(dict(one)) for one in shape.nodes),
    )


def lines(revisions: Iterable[Revision]) -> bytes:
    """The lines that hold these revisions."""
    return b"".join(map(_line, revisions))


def _line(revision: Revision) -> bytes:
    shape = {
        "id": revision.id,
        "parents": [*revision.parents],
        "author": revision.author,
        "time": revision.time,
        "source": revision.source,
        "note": revision.note,
        "back": {node: _delta_json(one) for node, one in revision.back.items()},
    }
    known = {key: value for key, value in shape.items() if value}
    return json.dumps(known, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"


def _delta_json(one: Delta) -> Mapping[str, object]:
    shape = {
        "form": one.form,
        "texts": [[node, key, text] for (node, key), text in one.texts.items()],
        "extras": [[node, extra] for node, extra in one.extras.items()],
        "lists": [[splice.parent, splice.start, splice.count, [*splice.ids]] for splice in one.splices],
        "nodes": [_node_json(node) for node in one.nodes],
    }
    return {key: value for key, value in shape.items() if value}


def _node_json(node: Project | Indicator) -> dict[str, Any]:
    shape = {**(json.loads(node.extra) if node.extra else {}), "id": node.id, "fields": dict(node.fields)}
    if isinstance(node, Project):
        shape["indicators"] = [_node_json(row) for row in node.indicators]
    return shape


def newest(revisions: Revisions, most: int) -> Iterator[str]:
    """The ids of so many revisions, those nearest to the tip."""
    for number, revision in enumerate(revisions.reachable()):
        if number < most:
            yield revision
