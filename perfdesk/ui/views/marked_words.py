"""How words that differ look: in a colour of their own and underlined, so that they are seen without colour too."""

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import (
    QFont,
    QPainter,
    QPalette,
    QTextCharFormat,
    QTextCursor,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit

from perfdesk.model.marked_text import MarkedText
from perfdesk.model.words import Span
from perfdesk.rules.finding import Severity
from perfdesk.ui.appearance import severity_colour


def units(text: str) -> int:
    """How long Qt thinks a text is: it counts in units of UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def marked_look(palette: QPalette, *, bold: bool) -> QTextCharFormat:
    """The look of words that differ. Bold ones are wider, so a text may need more lines."""
    look = QTextCharFormat()
    look.setForeground(severity_colour(palette, Severity.ERROR))
    look.setFontUnderline(True)
    if bold:
        look.setFontWeight(QFont.Weight.Bold)
    return look


def format_ranges(text: str, spans: Iterable[Span], look: QTextCharFormat) -> list[QTextLayout.FormatRange]:
    """The marked places of a text, for a layout."""
    found = []
    for start, length in _in_units(text, spans):
        mark = QTextLayout.FormatRange()
        mark.start, mark.length, mark.format = start, length, look
        found.append(mark)
    return found


def show_marked(editor: QPlainTextEdit, marked: MarkedText) -> None:
    """Shows a text in a field that is only read, with its words marked."""
    editor.setPlainText(marked.text)
    look, cursor = marked_look(editor.palette(), bold=True), QTextCursor(editor.document())
    for start, length in _in_units(marked.text, marked.spans):
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(look)


def draw_marked(
    painter: QPainter, room: QRect, text: str, marks: list[QTextLayout.FormatRange], align: Qt.AlignmentFlag
) -> None:
    """Writes a text with marked places into a room, in the middle of its height, with the painter's font and pen."""
    option = QTextOption(align)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    _draw(painter, room, text, marks, option)


def draw_marked_line(painter: QPainter, room: QRect, text: str, marks: list[QTextLayout.FormatRange]) -> None:
    """The same in one line; the text has been cut to the room."""
    option = QTextOption(Qt.AlignmentFlag.AlignLeft)
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    _draw(painter, room, text, marks, option)


def _draw(painter: QPainter, room: QRect, text: str, marks: list[QTextLayout.FormatRange], option: QTextOption) -> None:
    layout = QTextLayout(text.replace("\n", "\u2028"), painter.font())
    layout.setTextOption(option)
    layout.setFormats(marks)
    layout.beginLayout()
    height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(room.width())
        line.setPosition(QPointF(0, height))
        height += line.height()
    layout.endLayout()
    layout.draw(painter, QPointF(room.left(), room.top() + max(0.0, (room.height() - height) / 2)))


def _in_units(text: str, spans: Iterable[Span]) -> Iterable[Span]:
    """Each place as its first unit and its length. They come in order, so the text is read only once."""
    ends = [0, *(end for span in spans for end in span)]
    lengths = [units(text[start:end]) for start, end in pairwise(ends)]
    at = 0
    for before, length in zip(lengths[::2], lengths[1::2], strict=True):
        yield at + before, length
        at += before + length
