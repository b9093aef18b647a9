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
    return "".join(text for _, text in _runs(page))


def marked(page: PageObject) -> dict[int, str]:
    """The text of each marked content by its number; -1 for artifacts. No text stands in neither."""
    texts: dict[int, str] = {}
    for number, text in _runs(page):
        assert number is not None, text
        texts[number] = texts.get(number, "") + text
    return texts


def _runs(page: PageObject) -> Iterator[tuple[int | None, str]]:
    """Texts, and the marked content that each stands in."""
    maps = _maps(page)
    content = ContentStream(page["/Contents"], page.pdf)
    font: dict[str, str] = {}
    inside: list[tuple[int | None, bool]] = []
    for operands, operator in content.operations:
        number = next((number for number, _ in reversed(inside) if number is not None), None)
        silent = any(said for _, said in inside)
        match operator:
            case b"BDC" | b"BMC":
                names = operands[1] if operator == b"BDC" else {}
                number = -1 if operands[0] == "/Artifact" else names.get("/MCID", number)
                said = names.get("/ActualText")
                if said is not None and not silent:
                    yield number, _text(said)
                inside.append((number, said is not None))
            case b"EMC":
                inside.pop()
            case b"Tf":
                font = maps[operands[0]]
            case b"Tj" if not silent:
                code = _bytes(operands[0]).hex().upper()
                yield number, "".join(font.get(code[at : at + 4], "\ufffd") for at in range(0, len(code), 4))
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
