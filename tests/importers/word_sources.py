"""Annexes as our Word writer prints them, with pieces exchanged for what other people's Word puts there."""

import zipfile
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final

from notation import document
from sources import HEBEI, NINGXIA

from perfdesk.exporters.word import write_document
from perfdesk.forms.loader import form
from perfdesk.importers.load import Imported, read_source

SPACES: Final = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "o": "urn:schemas-microsoft-com:office:office",
    "v": "urn:schemas-microsoft-com:vml",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
    "wpc": "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas",
}
DECLARED: Final = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in SPACES.items())
_START: Final = f'<w:document xmlns:w="{SPACES["w"]}" xmlns:r="{SPACES["r"]}">'
FORMS: Final = {"hebei-book-2024": HEBEI, "ningxia-annex2-2024": NINGXIA}


@lru_cache
def printed(form_id: str) -> bytes:
    """The invented annex of a form, as our Word writer prints it."""
    stream = BytesIO()
    write_document(form(form_id), document(FORMS[form_id], form_id), stream)
    return stream.getvalue()


def run(text: str, settings: str = "") -> str:
    """A run of text with settings of its own."""
    return f'<w:r><w:rPr>{settings}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(content: str, settings: str = "") -> str:
    """A paragraph with settings of its own."""
    return f"<w:p><w:pPr>{settings}</w:pPr>{content}</w:p>"


def xml_of(form_id: str) -> str:
    """The text of the printed annex as XML, with every name space declared."""
    with zipfile.ZipFile(BytesIO(printed(form_id))) as package:
        text = package.read("word/document.xml").decode()
    assert _START in text
    return text.replace(_START, f"<w:document {DECLARED}>")


def exchanged(xml: str, text: str, content: str) -> str:
    """The XML with the first run of that text, which has it alone, exchanged for other content."""
    end = xml.index(f">{text}</w:t></w:r>") + len(f">{text}</w:t></w:r>")
    start = xml.rindex("<w:r>", 0, end)
    return xml[:start] + content + xml[end:]


def exchanged_paragraph(xml: str, text: str, content: str) -> str:
    """The XML with the paragraph that holds the text exchanged for other content."""
    at = xml.index(f">{text}</w:t>")
    start, end = xml.rindex("<w:p>", 0, at), xml.index("</w:p>", at) + len("</w:p>")
    return xml[:start] + content + xml[end:]


def part(root: str, content: str) -> str:
    """A part of the package beside the text."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {DECLARED}>{content}</w:{root}>'


def saved_bytes(form_id: str, xml: str, parts: Mapping[str, str] | None = None) -> bytes:
    """The annex with another text and other parts."""
    stream = BytesIO()
    changed = {"word/document.xml": xml, **(parts or {})}
    with (
        zipfile.ZipFile(BytesIO(printed(form_id))) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for member in old.namelist():
            if member not in changed:
                package.writestr(member, old.read(member))
        for member, text in changed.items():
            package.writestr(member, text)
    return stream.getvalue()


def saved(folder: Path, form_id: str, xml: str, parts: Mapping[str, str] | None = None, name: str = "a.docx") -> Path:
    """The same as a file."""
    path = folder / name
    path.write_bytes(saved_bytes(form_id, xml, parts))
    return path


def read(folder: Path, form_id: str, xml: str, parts: Mapping[str, str] | None = None) -> Imported:
    """What is imported of the annex with another text."""
    return read_source(saved(folder, form_id, xml, parts), form(form_id))


def told(imported: Imported) -> list[str]:
    """What the reader says of the text besides the form it recognised: left out with "!", else with "?"."""
    lost = [f"! {note.place} {note.text}" for note in imported.left_out]
    return lost + [f"? {note.place} {note.text}" for note in imported.guessed]
