"""Files made by hand, for tests of the store."""

import json
from io import BytesIO
from pathlib import Path

from perfdesk.store.container import pack, unpack

HEADER = {
    "format": "perfdesk",
    "format_version": "1.0",
    "document_id": "d",
    "revision_id": "r",
}
DOCUMENT = {
    "form": "hebei-book-2024",
    "fields": {"department_name": "青禾县档案馆"},
    "projects": [
        {
            "id": "p1",
            "fields": {"name": "查档服务", "budget_total": "1.80"},
            "indicators": [{"id": "i1", "fields": {"name": "查档人数", "target": "≥300人"}}],
        }
    ],
}


def packed(document: object = DOCUMENT, header: object = HEADER, **members: bytes) -> bytes:
    """A file with these contents, given as JSON values or raw bytes, and more members."""
    stream = BytesIO()
    known = {"header.json": _bytes(header), "document.json": _bytes(document)}
    pack({"mimetype": b"application/x-perfdesk", **known, **members}.items(), stream)
    return stream.getvalue()


def _bytes(content: object) -> bytes:
    return content if isinstance(content, bytes) else json.dumps(content).encode("ascii")


def repacked(path: Path, name: str, content: bytes) -> None:
    """Puts other bytes in place of one member of a file."""
    members = {**unpack(path.read_bytes()), name: content}
    with path.open("wb") as stream:
        pack(members.items(), stream)


def made_newer(path: Path) -> None:
    """Makes a file one of a program that does not exist yet."""
    header = json.loads(unpack(path.read_bytes())["header.json"])
    repacked(path, "header.json", _bytes({**header, "format_version": "99.0"}))
