"""The system's clipboard: Blocks go there in three flavours, and what is there is read as a Clip."""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from perfdesk.blocks.block import Block
from perfdesk.blocks.clip import Clip, read_clip
from perfdesk.blocks.html_writer import html_of
from perfdesk.blocks.tab_separated import text_of


def copy(rows: Sequence[Sequence[str]]) -> None:
    """Puts rows of texts there."""
    put(Block.of_rows(rows))


def put(block: Block) -> None:
    """Puts a block there, for spreadsheets and Word as a table, for anything else as text."""
    data = QMimeData()
    data.setText(text_of(block))
    data.setHtml(html_of(block))
    QGuiApplication.clipboard().setMimeData(data)


def read() -> Clip:
    """What is there. Raises BlockRefused."""
    data = QGuiApplication.clipboard().mimeData()
    return read_clip(data.html() if data.hasHtml() else "", data.text() if data.hasText() else "")
