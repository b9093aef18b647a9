"""Parses the members that format.py describes. Any byte may be wrong; Damage says where.

The checks are made by hand, not by pydantic: in one pass that builds the nodes, and up to the first mistake, because a
hostile file could cause a million error reports.
"""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from perfdesk.model.delta import Rest
from perfdesk.model.document import Document, Indicator, Project, Record
from perfdesk.model.fields import RECORDS, Fields, Owner
from perfdesk.model.form_copy import NO_COPY, FormCopy, FormFile
from perfdesk.store.format import Damage, Known
from perfdesk.store.strict_json import (
    MOST_OBJECTS,
    may_have_halves,
    read_json,
    read_with_halves,
    require_reasonable,
    short,
)

_DEEPEST: Final = 50
_MOST_FORM_FILES: Final = 20
_FORM_FILE: Final = re.compile(r"[\w-][\w.-]{0,99}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


def parse_document(content: bytes, node: str, known: Known | None = None) -> Document:
    """The document in these bytes, with `node` as its id; Damage names the place that is wrong. The files of the form
    that it carries are without contents."""
    around, projects = (known and _known_projects(content, known)) or (content, None)
    members = _document_members(around)
    if projects is not None and members.get("projects") != [_PLACE]:
        # The file is written differently than it seemed, so it is parsed as a whole.
        projects, members = None, _document_members(content)
    rows = _rows(members, "projects", "全文")
    document = Document(
        node,
        _text(members, "form", "全文"),
        _parsed_fields(members, "全文"),
        tuple(_parsed_project(row, at) for at, row in enumerate(rows, 1)) if projects is None else projects,
        form_copy=_form_copy(members),
        extra=_extra(members, "全文"),
    )
    _require_distinct_ids(document)
    return document


def _document_members(content: bytes) -> dict[str, object]:
    require_reasonable(content)
    return _members(read_json(content, "document.json"), "全文")


def _form_copy(members: dict[str, object]) -> FormCopy:
    """The files of the form. What is no list of files stays with the members that this version does not know."""
    shape = members.get("form_files")
    if not isinstance(shape, dict) or not 0 < len(shape) <= _MOST_FORM_FILES:
        return NO_COPY
    try:
        for name, digest in shape.items():
            require_form_file(name, digest)
    except Damage:
        return NO_COPY
    del members["form_files"]
    return FormCopy(tuple(FormFile(name, digest) for name, digest in sorted(shape.items())))


def require_form_file(name: str, digest: object) -> None:
    """Damage if this is no plain name of a file and no SHA-256."""
    if not (isinstance(digest, str) and _DIGEST.fullmatch(digest) and _FORM_FILE.fullmatch(name)):
        raise Damage("表样的文件名不正常")


# The layout of `document_bytes`. A line end is never inside a string, so lines show where a project ends.
_BEFORE, _BETWEEN, _AFTER = b'\n "projects": [\n  {\n', b"\n  },\n  {\n", b"\n  }\n ]"
_PLACE: Final = "\0projects"


def _known_projects(content: bytes, known: Known) -> tuple[bytes, tuple[Project, ...]] | None:
    """The projects, and the bytes around them with a mark in their place. None for a file with another layout or any
    mistake: parsing it as a whole finds the mistake."""
    start, end = content.find(_BEFORE), content.rfind(_AFTER)
    if start < 0 or end < start:
        return None
    # One more than may be is split off, so that too many are found to be too many.
    pieces = content[start + len(_BEFORE) : end].split(_BETWEEN, MOST_OBJECTS)
    mark = b'\n "projects": [%b]' % json.dumps(_PLACE).encode()
    around = content[:start] + mark + content[end + len(_AFTER) :]
    projects = _known_or_read(pieces, known, around)
    return None if projects is None else (around, projects)


def _known_or_read(pieces: Sequence[bytes], known: Known, around: bytes) -> tuple[Project, ...] | None:
    """The projects in these pieces. What is known takes no more memory, so only the others count, with what is `around`
    all of them."""
    found = [known.project(piece) for piece in pieces]
    new = [at for at, project in enumerate(found) if project is None]
    row = b"},{".join([pieces[at] for at in new])
    require_reasonable(row, around)
    read = _read_pieces(row, new)
    if read is None:
        return None
    for at, project in zip(new, read, strict=True):
        found[at] = project
        known.add(pieces[at], project)
    return tuple(project for project in found if project is not None)


def _read_pieces(row: bytes, places: Sequence[int]) -> list[Project] | None:
    """The projects in a row of pieces, one for each place, without halves of characters; None if anything is wrong."""
    if may_have_halves(row):
        return None
    try:
        shapes = read_with_halves(b"[{%b}]" % row if places else b"[]", "")
        # The number of projects equals that of the pieces only if each piece is complete.
        if not isinstance(shapes, list) or len(shapes) != len(places):
            return None
        return [_parsed_project(shape, at + 1) for at, shape in zip(places, shapes, strict=True)]
    except Damage:
        return None


def node_of(shape: dict[str, object]) -> Project | Indicator:
    """A single project or indicator, as revisions hold nodes that later versions no longer have."""
    return _parsed_project(shape, 1) if "indicators" in shape else _parsed_indicator(shape, 1, 1)


def _parsed_project(shape: object, number: int) -> Project:
    where = f"第 {number} 个项目"
    members = _members(shape, where)
    rows = _rows(members, "indicators", where)
    return Project(
        _text(members, "id", where),
        _parsed_fields(members, where),
        _parsed_indicators(rows, number),
        # Before what is left of the members is unknown.
        records=_parsed_records(members, where),
        extra=_extra(members, where),
    )


def rest_of(text: str) -> Rest:
    """Members of a project beside its fields and indicators, as a history holds them."""
    where = "历史里的项目"
    members = _members(read_json(text.encode("utf-8", "surrogatepass"), where) if text else {}, where)
    records = _parsed_records(members, where)
    return Rest(_extra(members, where), records)


def _parsed_records(members: dict[str, object], where: str) -> tuple[Record, ...]:
    return tuple(
        _parsed_record(kind, row, f"{where}的 {kind} 第 {at} 条")
        for kind in RECORDS
        if kind in members
        for at, row in enumerate(_rows(members, kind, where), 1)
    )


def _parsed_record(kind: Owner, shape: object, where: str) -> Record:
    members = _members(shape, where)
    return Record(kind, _text(members, "id", where), _parsed_fields(members, where), _extra(members, where))


def _parsed_indicators(rows: list[object], project: int) -> tuple[Indicator, ...]:
    try:
        return _plain_indicators(rows)
    except (TypeError, KeyError, AttributeError):
        return tuple([_parsed_indicator(row, project, at) for at, row in enumerate(rows, 1)])


def _plain_indicators(rows: Iterable[Any]) -> tuple[Indicator, ...]:
    """Indicators that have an id, fields and nothing else, as almost all have, in two thirds of the time. An error if
    one is different in any way."""
    made = []
    for row in rows:
        node, fields = row["id"], row["fields"]
        if len(row) != 2 or type(node) is not str or not node:
            raise TypeError
        made.append(Indicator(node, Fields.taking(fields)))
    return tuple(made)


def _parsed_indicator(shape: object, project: int, number: int) -> Indicator:
    where = f"第 {project} 个项目第 {number} 条指标"
    members = _members(shape, where)
    return Indicator(_text(members, "id", where), _parsed_fields(members, where), _extra(members, where))


def _members(shape: object, where: str) -> dict[str, object]:
    """A copy of the members, from which the known ones are removed afterwards."""
    if not isinstance(shape, dict):
        raise Damage(f"{where}应当是一组字段")
    return dict(shape)


def _text(members: dict[str, object], key: str, where: str) -> str:
    text = members.pop(key, None)
    if not isinstance(text, str) or not text:
        raise Damage(f"{where}的 {key} 应当是文字")
    return text


def _rows(members: dict[str, object], key: str, where: str) -> list[object]:
    rows = members.pop(key, None)
    if not isinstance(rows, list):
        raise Damage(f"{where}的 {key} 应当是列表")
    return rows


def _parsed_fields(members: dict[str, object], where: str) -> Fields:
    texts = members.pop("fields", None)
    if not isinstance(texts, dict):
        raise Damage(f"{where}的 fields 应当是一组字段")
    taken = _taken(texts)
    if taken is None:
        key = next(key for key, text in texts.items() if not isinstance(text, str))
        raise Damage(f"{where}的 {short(key)} 应当是文字")
    return taken


def _taken(texts: dict[str, str]) -> Fields | None:
    """These fields; None if one is no text. Not asked beforehand, because joining the texts finds out anyway."""
    try:
        return Fields.taking(texts)
    except TypeError:
        return None


def _extra(members: dict[str, object], where: str) -> str:
    if not members:
        return ""
    if _deeper_than(members, _DEEPEST):
        raise Damage(f"{where}里的内容嵌套太深")
    return json.dumps(members, ensure_ascii=False, sort_keys=True)


def _deeper_than(value: object, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inside = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_deeper_than(one, levels - 1) for one in inside)


def _require_distinct_ids(document: Document) -> None:
    ids = [document.id, *[project.id for project in document.projects]]
    ids += [row.id for project in document.projects for row in project.indicators]
    ids += [record.id for project in document.projects for record in project.records]
    if len(set(ids)) != len(ids):
        raise Damage("有两处内容用了同一个 id")
