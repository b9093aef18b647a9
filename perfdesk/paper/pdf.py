"""PDF: the painted pages with embedded fonts, with text that can be copied and searched, and with outline and links.

The document is attached to the PDF, so that it can be read back exactly.
"""

import io
import os
from collections.abc import Sequence
from typing import BinaryIO, Final

from pypdf import PdfWriter
from PySide6.QtCore import QBuffer, QByteArray, QMarginsF
from PySide6.QtGui import QGuiApplication, QPdfWriter

from perfdesk.forms.book import book_title, entries
from perfdesk.forms.definition import Form
from perfdesk.model.document import Document
from perfdesk.paper.pages import Page, pages
from perfdesk.paper.painter import page_size, paint
from perfdesk.paper.pdf_parts import add_links, add_outline, add_page_labels, add_properties, attach
from perfdesk.paper.pdf_structure import add_structure
from perfdesk.paper.pdf_text import Scribe, make_searchable

_RESOLUTION: Final = 720
_XMP: Final = b"""<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="perfdesk"/>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>
"""
# Keeps the application that write_pdf starts, because Qt ends it with its last reference.
_started: Final[list[QGuiApplication]] = []


def write_pdf(form: Form, document: Document, stream: BinaryIO, source: tuple[str, bytes] | None = None) -> None:
    """Writes all pages. `source` is name and content of a file to attach.

    Starts Qt without a display if it has not been started.
    """
    _start_qt()
    made = list(pages(form, document))
    data, scribe = _painted(form, made)
    writer = PdfWriter(clone_from=io.BytesIO(data))
    marks = make_searchable(writer, scribe)
    add_properties(writer, book_title(form, document), scribe.texts)
    add_outline(writer, list(entries(form, document)), made)
    links = add_links(writer, form, made)
    add_page_labels(writer, made)
    if source is not None:
        attach(writer, *source)
    structure = add_structure(writer, form, scribe.origins, marks, links)
    written = io.BytesIO()
    writer.write(written)
    structure.complete(written.getvalue(), stream)


def _start_qt() -> None:
    if QGuiApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        _started.append(QGuiApplication(["perfdesk"]))


def _painted(form: Form, made: Sequence[Page]) -> tuple[bytes, Scribe]:
    """The pages as Qt writes them, and the painter that knows their texts."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_RESOLUTION)
    if made:
        writer.setPageSize(page_size(form, made[0]))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setDocumentXmpMetadata(QByteArray(_XMP))  # or Qt would write one with the time and a random number
    numbers = {anchor: page.number or 0 for page in made for anchor in page.anchors}
    painter = Scribe(writer)
    try:
        painter.scale(_RESOLUTION / 72, _RESOLUTION / 72)
        for at, page in enumerate(made):
            if at:
                writer.setPageSize(page_size(form, page))
                writer.newPage()
            paint(painter, form, page, numbers, painter.note)
    finally:
        painter.end()  # or Qt would end the process, where a painter outlives what it paints on
    return bytes(buffer.data().data()), painter
