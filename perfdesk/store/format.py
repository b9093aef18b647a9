"""What a .perfdesk file holds, and the canonical JSON of a document.

The file is a zip of these members (the zip is container.py's, reading JSON parse.py's business):

- `mimetype`: MIME, stored first, so that other programs can tell what the file is;
- `header.json`: who saved which revision of which document (header.py);
- `document.json`: the content, see `document_bytes`. The same content always gives the same bytes: members sorted,
  one field per line, UTF-8, a line feed at the end. Blank fields are not written;
- `form/form.toml` and what else belongs to the form that the document carries (model.form_copy), byte for byte. The
  document names each with its SHA-256 in `form_files`, so these members are part of its revision, too;
- `history/revisions.jsonl`: the past, one revision a line (revisions.py): its parents, author, time, and what leads
  back from it to each parent. With the document, which is the newest revision, this gives every older one, and so
  the base of a merge. A copy without it is a clean copy. Other members below `history/` are reserved.

A project has a member for each kind of record that it has any of, named as the kind: `tasks`, `schedule`, … Format
1.0 did not have them at first. A program of that time keeps them as unknown members, and writes the same bytes.

Members that this version does not know are kept at every level: of the header and the zip in Baggage, of a node in
its `extra`. A newer minor version only adds such members; a newer major version may change what members mean.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from json.encoder import encode_basestring as quoted
from typing import Final

from perfdesk.model.document import Document, Project, Row
from perfdesk.model.fields import RECORDS, Fields

MIME: Final = "application/x-perfdesk"
MAJOR, MINOR = 1, 1


class Damage(Exception):
    """Bytes are not what a file holds. The message is the Chinese reason, without the file's name."""


def revision_of(content: bytes, parents: Iterable[str]) -> str:
    """The id of a revision: SHA-256 over the canonical content and the sorted parents."""
    digest = hashlib.sha256(content)
    for parent in sorted(parents):
        digest.update(b"\0" + parent.encode("utf-8"))
    return digest.hexdigest()


class Known:
    """The projects that were read from several files. If a project is written with the same bytes in several files,
    it is parsed once and is one object, and it is written again with the same bytes. So copies of colleagues, which
    are almost equal, only cost what differs."""

    def __init__(self) -> None:
        self._projects: dict[bytes, Project] = {}
        self._written: dict[int, bytes] = {}

    def add(self, piece: bytes, project: Project) -> None:
        """Remembers a project and keeps it alive, because it is found again by its id() in memory."""
        self._projects[piece] = project
        self._written[id(project)] = piece

    def project(self, piece: bytes) -> Project | None:
        """The project that was read from these bytes."""
        return self._projects.get(piece)

    def written(self, project: Project) -> bytes | None:
        """The bytes that this object was read from, without the braces."""
        return self._written.get(id(project))


# Where the projects come in. Every control character of a text is written as an escape.
_HERE: Final = "\0"


def document_bytes(document: Document, known: Known | None = None) -> bytes:
    """Canonical JSON of a document; its id stands in the header.

    Equal to json.dumps(…, sort_keys=True, indent=1, ensure_ascii=False), at a fifth of the time: with an indent the
    standard library leaves its C encoder.
    """
    members = {
        **_unknown(document.extra, " "),
        "form": quoted(document.form),
        "fields": _fields(document.fields, " "),
        "projects": f"[\n{_HERE}\n ]" if document.projects else "[]",
    }
    if document.form_copy:
        members["form_files"] = rendered({one.name: one.digest for one in document.form_copy.files}, " ")
    before, _, behind = (_object(members, "") + "\n").encode("utf-8").partition(_HERE.encode())
    rows = [_project_bytes(project, known) for project in document.projects]
    if not rows:
        return before
    # One step puts all together, because each step copies thirty megabytes.
    rows[0] = before + rows[0]
    rows[-1] += behind
    return b",\n".join(rows)


def _project_bytes(project: Project, known: Known | None) -> bytes:
    """A project with its indent. What was read and is as it was needs no encoding."""
    piece = None if known is None else known.written(project)
    return f"  {_project(project)}".encode() if piece is None else b"  {\n%b\n  }" % piece


def _project(project: Project) -> str:
    members = {
        **_unknown(project.extra, "   "),
        "id": quoted(project.id),
        "fields": _fields(project.fields, "   "),
        "indicators": _list((_row(row) for row in project.indicators), "   "),
        **_records(project),
    }
    return _object(members, "  ")


def _records(project: Project) -> dict[str, str]:
    if not project.records:
        return {}
    rows = {kind: project.rows_of(kind) for kind in RECORDS}
    return {kind: _list(map(_row, records), "   ") for kind, records in rows.items() if records}


def _row(row: Row) -> str:
    if not row.extra:  # what _object would write, eighty thousand times
        return f'{{\n     "fields": {_fields(row.fields, "     ")},\n     "id": {quoted(row.id)}\n    }}'
    members = {
        **_unknown(row.extra, "     "),
        "id": quoted(row.id),
        "fields": _fields(row.fields, "     "),
    }
    return _object(members, "    ")


def _fields(fields: Fields, pad: str) -> str:
    if not fields:
        return "{}"
    lines = ",\n".join([f"{pad} {_quoted_key(key)}: {quoted(text)}" for key, text in sorted(fields.items())])
    return f"{{\n{lines}\n{pad}}}"


@lru_cache(maxsize=1000)
def _quoted_key(key: str) -> str:
    return quoted(key)


def _unknown(extra: str, pad: str) -> dict[str, str]:
    return {key: rendered(value, pad) for key, value in json.loads(extra).items()} if extra else {}


def rendered(value: object, pad: str) -> str:
    """Canonical JSON of any value, its lines behind the first moved in by `pad`."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1)
    return text.replace("\n", "\n" + pad)  # a line end inside a string is written \n, so these are all ours


def _object(members: Mapping[str, str], pad: str) -> str:
    if not members:
        return "{}"
    lines = ",\n".join(f"{pad} {quoted(key)}: {members[key]}" for key in sorted(members))
    return f"{{\n{lines}\n{pad}}}"


def _list(rows: Iterable[str], pad: str) -> str:
    lines = ",\n".join([f"{pad} {row}" for row in rows])
    return f"[\n{lines}\n{pad}]" if lines else "[]"
