"""Annexes that come back: a version exported, changed as somebody changes it in Word or Excel, and merged again."""

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
import openpyxl
from docx.document import Document as WordDocument
from openpyxl.workbook import Workbook

from perfdesk.exporters.excel import write_workbook
from perfdesk.exporters.word import write_document
from perfdesk.forms.definition import Form
from perfdesk.forms.loader import form_of
from perfdesk.importers.load import read_source
from perfdesk.merge.analyse import analyse
from perfdesk.merge.plan import Plan
from perfdesk.merge.sides import Side
from perfdesk.model.document import Document
from perfdesk.model.export_origin import origin_in
from perfdesk.work.annex_bases import AnnexBases, MailedAnnex


def exported(side: Side, suffix: str = ".docx", *, named: bool = True, edited: Document | None = None) -> bytes:
    """A version as an annex, with the ids that it carries. `edited` is what somebody makes of it."""
    assert side.revisions is not None
    origin = origin_in(side.document.id, side.revisions) if named else None
    stream = io.BytesIO()
    if suffix == ".xlsx":
        write_workbook(form_of(side.document), edited or side.document, stream, origin)
    else:
        write_document(form_of(side.document), edited or side.document, stream, {}, origin)
    return stream.getvalue()


def in_word(data: bytes, change: Callable[[WordDocument], object]) -> bytes:
    """What somebody changed with a Word library, which keeps all other parts."""
    word, stream = docx.Document(io.BytesIO(data)), io.BytesIO()
    change(word)
    word.save(stream)
    return stream.getvalue()


def in_excel(data: bytes, change: Callable[[Workbook], object]) -> bytes:
    """The same for a workbook."""
    book, stream = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
    change(book)
    book.save(stream)
    return stream.getvalue()


def without_ids(data: bytes) -> bytes:
    """The same file as a program leaves it that drops custom properties."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            if name != "docProps/custom.xml":
                new.writestr(name, old.read(name))
    return stream.getvalue()


def came_back(data: bytes, suffix: str = ".docx", name: str = "回") -> MailedAnnex:
    """An annex as it is read."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}{suffix}"
        path.write_bytes(data)
        found = read_source(path)
    return MailedAnnex(f"{name}{suffix}", found.document, suffix, found.origin)


def bases(ours: Side, *others: Side) -> AnnexBases:
    """What OURS and other files know."""
    histories = [one.revisions for one in (ours, *others) if one.revisions is not None]
    return AnnexBases(ours.document, histories, _read)


def merged(ours: Side, annexes: Sequence[MailedAnnex], *others: Side) -> Plan:
    """The plan for annexes and other files."""
    found = bases(ours, *others)
    return analyse(ours, [*others, *(found.side(one) for one in annexes)])


def _read(path: Path, form: Form) -> Document:
    return read_source(path, form).document
