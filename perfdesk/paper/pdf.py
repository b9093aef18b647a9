"""PDF: the painted pages with embedded fonts, text that can be selected, and an outline of parts and projects."""

import io
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final, cast

from pypdf import PageObject, PdfWriter
from pypdf.generic import DictionaryObject, IndirectObject, StreamObject
from PySide6.QtCore import QBuffer, QMarginsF, QSizeF
from PySide6.QtGui import QGuiApplication, QPageSize, QPainter, QPdfWriter

from perfdesk.forms.book import entries
from perfdesk.forms.definition import Form
from perfdesk.model.document import Document
from perfdesk.paper.pages import Page, pages
from perfdesk.paper.painter import paint

_RESOLUTION: Final = 720
# Kangxi and CJK radicals in a character map.
_RADICAL: Final = re.compile(rb"<(2[EF][0-9A-F]{2})>")
# Holds the application that write_pdf starts: Qt takes it down with its last reference.
_started: Final[list[QGuiApplication]] = []


def write_pdf(form: Form, document: Document, stream: BinaryIO) -> None:
    """Writes every page. Starts Qt without a display if nobody has started it."""
    _start_qt()
    made = list(pages(form, document))
    _outlined(_painted(form, document, made), form, document, made, stream)


def _start_qt() -> None:
    if QGuiApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        _started.append(QGuiApplication(["perfdesk"]))


def _painted(form: Form, document: Document, made: list[Page]) -> bytes:
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_RESOLUTION)
    writer.setPageSize(QPageSize(QSizeF(form.page.width, form.page.height), QPageSize.Unit.Millimeter))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setTitle(document.fields["department_name"] or form.title)
    writer.setCreator("perfdesk")
    numbers = {anchor: page.number or 0 for page in made for anchor in page.anchors}
    painter = QPainter(writer)
    painter.scale(_RESOLUTION / 72, _RESOLUTION / 72)
    for at, page in enumerate(made):
        if at:
            writer.newPage()
        paint(painter, form, page, numbers)
    painter.end()
    return bytes(buffer.data().data())


def _spell_plainly(writer: PdfWriter) -> None:
    """Makes 项目 found by who searches for it. A font has one shape for a character and the radical that looks like it,
    and Qt, asked back for the text of the shape, names the radical (⽬ for 目), which comes first in Unicode."""
    maps = {id(found): found for page in writer.pages for found in _character_maps(page)}
    for stream in maps.values():
        stream.set_data(_RADICAL.sub(_ideograph, stream.get_data()))


def _character_maps(page: PageObject) -> Iterator[StreamObject]:
    fonts = cast(DictionaryObject, page["/Resources"]).get("/Font")
    for font in fonts.get_object().values() if fonts is not None else ():
        found = font.get_object().get("/ToUnicode")
        if found is not None:
            yield cast(StreamObject, found.get_object())


def _ideograph(code: re.Match[bytes]) -> bytes:
    plain = unicodedata.normalize("NFKC", chr(int(code[1], 16)))
    return b"<%04X>" % ord(plain) if len(plain) == 1 else code[0]


def _outlined(data: bytes, form: Form, document: Document, made: list[Page], stream: BinaryIO) -> None:
    """Adds what the contents list as an outline, which QPdfWriter cannot."""
    places: Mapping[str, int] = {anchor: at for at, page in enumerate(made) for anchor in page.anchors}
    writer = PdfWriter(clone_from=io.BytesIO(data))
    _spell_plainly(writer)
    part: IndirectObject | None = None
    title = ""
    for entry in entries(form, document):
        if not entry.anchor:
            part, title = None, entry.text
            continue
        at = places[entry.anchor]
        if title and part is None:
            part = writer.add_outline_item(title=title, page_number=at)
        writer.add_outline_item(title=entry.text, page_number=at, parent=part)
    writer.write(stream)
