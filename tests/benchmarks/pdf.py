"""PDF: the pages painted, made searchable and written."""

import io
import os

from PySide6.QtCore import QBuffer
from PySide6.QtGui import QGuiApplication, QPainter, QPdfWriter

from perfdesk.forms.loader import form
from perfdesk.model.document import Document
from perfdesk.paper.pages import Page, pages
from perfdesk.paper.painter import paint
from perfdesk.paper.pdf import write_pdf
from tests.benchmarks.books import generated
from tests.benchmarks.figures import best, show, show_ratio
from tests.benchmarks.screen import platform

_PROJECTS = 300


def pdf() -> None:
    """A page, against QPainter drawing the same page without a map of its texts, outline and links."""
    os.environ.update(platform())
    app = QGuiApplication.instance() or QGuiApplication(["benchmarks"])
    books = iter([generated(_PROJECTS, seed) for seed in range(4)])
    made = list(pages(form("hebei-book-2024"), generated(_PROJECTS, 0)))
    _written(next(books))
    ours, bare = best(lambda: _written(next(books)), lambda: _painted(made), rounds=3)
    show(f"PDF, {len(made)} pages, a page", f"{ours / len(made) * 1000:.2f} ms", "<= 4.5 ms")
    show_ratio("ours / QPainter alone, the same pages", ours, bare)
    del app


def _written(document: Document) -> None:
    write_pdf(form(document.form), document, io.BytesIO())


def _painted(made: list[Page]) -> None:
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(720)
    painter = QPainter(writer)
    painter.scale(10, 10)
    for at, page in enumerate(made):
        if at:
            writer.newPage()
        paint(painter, form("hebei-book-2024"), page, {})
    painter.end()
