"""The process that reader_process starts: reads file after file and tells what was read.

First it is given the forms: a line with a size, then so many bytes of them as `pickle` writes values. That comes from
the program itself, and saves this process the time to read form files, which only pydantic makes safe. A question is a
line of JSON; an answer is a line with two sizes, then so much JSON and so much of a document. Of the files of its form
a document has the digests; their contents are told only of a form that the program did not give.
"""

import json
import pickle
import sys
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, Final

from perfdesk.forms.definition import Form
from perfdesk.forms.loader import form, form_of, use
from perfdesk.importers.load import Imported, ImportFailure, Note, read_attachment, read_source
from perfdesk.store.format import Damage, document_bytes
from perfdesk.work.process_limits import SECONDS, limit_this_process

_WITH_TABLES: Final = (".docx", ".xlsx", ".pdf")
KINDS: Final = ("recognised", "guessed", "left_out")


def serve() -> int:
    """Answers until nobody asks any more. The exit code is 0 whatever it says."""
    limit_this_process(SECONDS)
    asked = sys.stdin.buffer
    if size := asked.readline():
        use(pickle.loads(asked.read(int(size))))
    for line in asked:
        question = json.loads(line)
        path = Path(question["path"])
        _tell(sys.stdout.buffer, *(_sketch(path) if question.get("learn") else _answer(path, question["form"])))
    return 0


def _answer(path: Path, form_id: str) -> tuple[Mapping[str, object], bytes]:
    try:
        imported = _read(path, form(form_id) if form_id else None)
        notes = {kind: [(note.place, note.text) for note in getattr(imported, kind)] for kind in KINDS}
        files = [
            b64encode(one.content).decode() for one in imported.document.form_copy.files if one.content is not None
        ]
        about = {"id": imported.document.id, "header": imported.header.decode("utf-8"), "origin": imported.origin}
        head = {**about, "files": files, **notes}
        return head, document_bytes(imported.document)
    except ImportFailure as failure:
        return _failed(path, failure), b""
    except MemoryError:
        return {"full": True}, b""


def _failed(path: Path, failure: ImportFailure) -> Mapping[str, object]:
    """Why a file was not read. Of one whose form nobody knows a second look may say more: that its table is a picture,
    or drawn with tabs."""
    if failure.unknown and path.suffix.lower() in _WITH_TABLES:
        from perfdesk.learning.sketch import read_sketch

        try:
            read_sketch(path)
        except ImportFailure as other:
            return {"failure": str(other), "insist": "", "unknown": False}
    return {"failure": str(failure), "insist": failure.insist, "unknown": failure.unknown}


def _sketch(path: Path) -> tuple[Mapping[str, object], bytes]:
    """What learning needs of a file."""
    from perfdesk.learning.sketch import read_sketch, sketch_json

    try:
        return {}, sketch_json(read_sketch(path))
    except ImportFailure as failure:
        return {"failure": str(failure), "insist": ""}, b""
    except MemoryError:
        return {"full": True}, b""


def _tell(stream: BinaryIO, shape: Mapping[str, object], body: bytes) -> None:
    # ASCII, because a place may hold a lone surrogate of a file name.
    head = json.dumps(shape).encode("ascii")
    stream.write(b"%d %d\n" % (len(head), len(body)) + head)
    stream.write(body)
    stream.flush()


def _read(path: Path, wanted: Form | None) -> Imported:
    return _read_pdf(path, wanted) if path.suffix.lower() == ".pdf" else read_source(path, wanted)


def _read_pdf(path: Path, wanted: Form | None) -> Imported:
    """The document that a PDF carries; of one by another hand what its pages show."""
    from perfdesk.store import file  # with pydantic, which no other file needs

    carried = read_attachment(path, file.SUFFIX)
    return read_source(path, wanted) if carried is None else _carried(path, *carried, wanted)


def _carried(path: Path, name: str, content: bytes, wanted: Form | None) -> Imported:
    from perfdesk.store import attachment

    try:
        opened = attachment.attached(name, content)
    except Damage as damage:
        raise ImportFailure(f"{path} 附的 perfdesk 文件打不开：{damage}，没有装入。") from damage
    document = opened.document
    if wanted is not None and document.form != wanted.id:
        raise ImportFailure(f"{path} 是“{form_of(document).title}”，不是指定的“{wanted.title}”，没有装入。")
    note = Note("", f"PDF 附有原来的文件“{name}”，内容原样取出，不是从页面上认出来的")
    return Imported(document, (note,), header=attachment.header_of(opened))
