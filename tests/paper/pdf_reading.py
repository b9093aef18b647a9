"""What a reader copies from a PDF: the text beside the shapes where there is one, else what their font's map says."""

import io
import re
from collections.abc import Iterator

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream

from perfdesk.forms.loader import form
from perfdesk.model.document import Document
from perfdesk.paper.pdf import write_pdf

_LINE = re.compile(r"<([0-9A-F]{4})> <([0-9A-F]+)>")


def made(document: Document, source: tuple[str, bytes] | None = None) -> PdfReader:
    """The PDF of a document."""
    return PdfReader(io.BytesIO(pdf_bytes(document, source)))


def pdf_bytes(document: Document, source: tuple[str, bytes] | None = None) -> bytes:
    """The same as bytes."""
    stream = io.BytesIO()
    write_pdf(form(document.form), document, stream, source)
    return stream.getvalue()


def copied(page: PageObject) -> str:
    """The text of a page in the order in which it was drawn."""
    return "".join(_runs(page))


def _runs(page: PageObject) -> Iterator[str]:
    maps = _maps(page)
    content = ContentStream(page["/Contents"], page.pdf)
    font: dict[str, str] = {}
    inside: list[bool] = []
    for operands, operator in content.operations:
        match operator:
            case b"BDC" | b"BMC":
                said = operands[1].get("/ActualText") if operator == b"BDC" else None
                if said is not None and not any(inside):
                    yield _text(said)
                inside.append(said is not None)
            case b"EMC":
                inside.pop()
            case b"Tf":
                font = maps[operands[0]]
            case b"Tj" if not any(inside):
                code = _bytes(operands[0]).hex().upper()
                yield "".join(font.get(code[at : at + 4], "\ufffd") for at in range(0, len(code), 4))
    assert not inside


def _maps(page: PageObject) -> dict[str, dict[str, str]]:
    fonts = page["/Resources"].get("/Font", {})
    return {name: _map(font.get_object()["/ToUnicode"].get_object().get_data()) for name, font in fonts.items()}


def _map(written: bytes) -> dict[str, str]:
    return {code: bytes.fromhex(text).decode("utf-16-be") for code, text in _LINE.findall(written.decode("ascii"))}


def _bytes(value: object) -> bytes:
    return getattr(value, "original_bytes", value)


def _text(value: object) -> str:
    return _bytes(value).removeprefix(b"\xfe\xff").decode("utf-16-be")
