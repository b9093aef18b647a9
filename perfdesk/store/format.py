"""What a .perfdesk file holds, and the canonical JSON that a document becomes.

A file is a zip with these members:

- `header.json`: format, format_version, program_version, document_id, revision_id, parents, author, time;
- `document.json`: the content, canonical: sorted keys, one field a line, UTF-8, a line feed at the end, so that the
  same content is the same bytes and a text comparison of two files shows fields;
- `history/…`: kept for the differences between revisions. Planned: `history/revisions.json`, a list of
  {revision_id, parents, author, time, forward, backward}, where both differences name node and field, so that any old
  version and the common base of two files can be rebuilt. Until a version of the program knows it, it is carried
  along untouched, like every other member and key that it does not know.

The revision id is the SHA-256 of the canonical content and the parents' ids; time is shown, never compared.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.fields import Fields

MAJOR: Final = 1
VERSION: Final = "1.0"
HEADER: Final = "header.json"
CONTENT: Final = "document.json"

_Id = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class _Data(BaseModel):
    """Known members are checked strictly; unknown ones of a newer program are kept in `model_extra`."""

    model_config = ConfigDict(strict=True, extra="allow")


class Header(_Data):
    """Where a file comes from."""

    format: Literal["perfdesk"] = "perfdesk"
    format_version: Annotated[str, StringConstraints(pattern=r"^\d{1,4}\.\d{1,4}$")] = VERSION
    program_version: str = ""
    document_id: _Id
    revision_id: str = ""
    parents: list[str] = []
    author: str = ""
    time: str = ""

    @property
    def major(self) -> int:
        """Files with a greater one than ours may only be looked at."""
        return int(self.format_version.partition(".")[0])


class IndicatorData(_Data):
    """A node of document.json."""

    id: _Id
    fields: dict[str, str] = {}


class ProjectData(_Data):
    """A node of document.json."""

    id: _Id
    fields: dict[str, str] = {}
    indicators: list[IndicatorData] = []


class DocumentData(_Data):
    """The whole of document.json."""

    form: str
    fields: dict[str, str] = {}
    projects: list[ProjectData] = []


def to_document(data: DocumentData, document_id: str) -> Document:
    """The document value. Raises ValueError when two nodes have one id."""
    projects = tuple(_project(one) for one in data.projects)
    document = Document(document_id, data.form, Fields(data.fields), projects, _extra(data))
    nodes = 1 + len(projects) + sum(len(project.indicators) for project in projects)
    if len({document_id, *document.places}) != nodes:
        raise ValueError("编号重复")
    return document


def _project(data: ProjectData) -> Project:
    indicators = tuple(Indicator(one.id, Fields(one.fields), _extra(one)) for one in data.indicators)
    return Project(data.id, Fields(data.fields), indicators, _extra(data))


def _extra(data: _Data) -> str:
    return dumps(data.model_extra) if data.model_extra else ""


def dumps(value: object) -> str:
    """Compact canonical JSON of any value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False, separators=(",", ": "))


def content(document: Document) -> bytes:
    """document.json. Written by hand because json.dumps with line ends is ten times slower."""
    members = {
        "fields": _fields(document.fields),
        "form": _string(document.form),
        "projects": _list(map(_project_text, document.projects)),
    }
    return (_object(members, document.extra) + "\n").encode("utf-8")


_string = json.encoder.encode_basestring


def _project_text(project: Project) -> str:
    members = {
        "fields": _fields(project.fields),
        "id": _string(project.id),
        "indicators": _list(map(_indicator_text, project.indicators)),
    }
    return _object(members, project.extra)


def _indicator_text(indicator: Indicator) -> str:
    return _object({"fields": _fields(indicator.fields), "id": _string(indicator.id)}, indicator.extra)


def _fields(fields: Fields) -> str:
    return _object({key: _string(text) for key, text in fields.items()})


def _object(members: Mapping[str, str], extra: str = "") -> str:
    """JSON texts by key, one a line; `extra` joins its own members in order."""
    if extra:
        members = {**{key: dumps(value) for key, value in json.loads(extra).items()}, **members}
    return "{\n" + ",\n".join(f"{_string(key)}: {members[key]}" for key in sorted(members)) + "\n}" if members else "{}"


def _list(items: Iterable[str]) -> str:
    joined = ",\n".join(items)
    return f"[\n{joined}\n]" if joined else "[]"


def revision_id(content_bytes: bytes, parents: Iterable[str]) -> str:
    """The name of a version: the same content from the same parents has the same name everywhere."""
    digest = hashlib.sha256(content_bytes)
    for parent in sorted(parents):
        digest.update(b"\0" + parent.encode("utf-8", "replace"))
    return digest.hexdigest()


def loads(text: bytes) -> Any:
    """JSON as untrusted input: ValueError for anything but one plain value (duplicate keys, NaN, odd characters)."""
    try:
        value = json.loads(text.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("嵌套太深") from None
    if b"\\ud" in text or b"\\uD" in text:
        _no_lone_surrogates(value)
    return value


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("有重复的键")
    return found


def _no_constant(name: str) -> object:
    raise ValueError(f"不允许 {name}")


def _no_lone_surrogates(value: object) -> None:
    for text in _texts(value):
        text.encode("utf-8")  # UnicodeEncodeError is a ValueError


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
