"""Draws pages with QPainter: for the preview, the printer and PDF. QtGui only.

One unit is a point; the origin is the paper's upper left corner.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from perfdesk.forms.definition import Align, Form, Style
from perfdesk.forms.sheet import PlacedCell, Role
from perfdesk.paper.breaking import broken, measure, width
from perfdesk.paper.pages import Page, TablePiece, TextPiece

_POINTS_PER_MM: Final = 72 / 25.4
_INK: Final = QColor(Qt.GlobalColor.black)
_BORDER: Final = 0.5
# What stands in for a font that is not installed, nearest first. The widths are the same, so the lines are too.
_STAND_INS: Final[Mapping[str, Sequence[str]]] = {
    "宋体": ("宋体", "SimSun", "Noto Serif CJK SC", "Source Han Serif SC", "AR PL SungtiL GB"),
    "仿宋": ("仿宋", "FangSong", "仿宋_GB2312", "FandolFang R", "Noto Serif CJK SC"),
    "黑体": ("黑体", "SimHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei"),
    "楷体": ("楷体", "KaiTi", "楷体_GB2312", "AR PL KaitiM GB", "Noto Serif CJK SC"),
    "方正小标宋简体": ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "宋体", "SimSun", "Noto Serif CJK SC"),
}


def paper_size(form: Form) -> tuple[float, float]:
    """Width and height of the paper in points."""
    return form.page.width * _POINTS_PER_MM, form.page.height * _POINTS_PER_MM


def paint(painter: QPainter, form: Form, page: Page, numbers: Mapping[str, int]) -> None:
    """Draws one page; `numbers` are the page numbers by anchor, which the contents print."""
    area = form.page
    left, top = area.left * _POINTS_PER_MM, area.top * _POINTS_PER_MM
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    painter.translate(left, top)
    for piece in page.pieces:
        if isinstance(piece, TextPiece):
            _text(painter, form, piece, numbers)
        else:
            _table(painter, form, piece)
    if page.number is not None:
        _page_number(painter, form, page.number)
    painter.restore()


def _font(family: str, size: float, *, bold: bool) -> QFont:
    """A font whose pixel size is `size` units of a painter in points, whatever the screen's resolution."""
    font = QFont([*_STAND_INS.get(family, (family,))])
    font.setPixelSize(100)
    font.setBold(bold)
    font.setKerning(False)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _line(painter: QPainter, font: QFont, size: float, x: float, middle: float, text: str) -> None:
    """Sets a line from `x`, its em boxes centred on `middle`. Runs of one width start at their counted place, so that
    no font's own advance can move what follows."""
    painter.save()
    painter.translate(x, middle)
    # Fonts are drawn large and scaled down: Qt rounds pixel sizes to whole numbers.
    painter.scale(size / 100, size / 100)
    painter.setFont(font)
    metrics = painter.fontMetrics()
    base = (metrics.ascent() - metrics.descent()) / 2
    at = 0.0
    for wide, run in groupby(text, key=width):
        part = "".join(run)
        _run(painter, QPointF(at * 100, base), part, wide * len(part) * 100)
        at += wide * len(part)
    painter.restore()


def _run(painter: QPainter, start: QPointF, text: str, room: float) -> None:
    """Sets characters of one width. A stand-in font's Latin is proportional: it is squeezed or stretched to fit."""
    natural = painter.fontMetrics().horizontalAdvance(text)
    if abs(natural - room) < 1 or not natural or not room:
        painter.drawText(start, text)
        return
    painter.save()
    painter.translate(start)
    painter.scale(room / natural, 1)
    painter.drawText(QPointF(0, 0), text)
    painter.restore()


def _shift(align: Align, room: float, used: float) -> float:
    return {Align.LEFT: 0.0, Align.CENTER: (room - used) / 2, Align.RIGHT: room - used}[align]


def _text(painter: QPainter, form: Form, piece: TextPiece, numbers: Mapping[str, int]) -> None:
    style = form.styles[piece.style]
    font = _font(style.font, style.size, bold=style.bold)
    room = form.page.text_width * _POINTS_PER_MM
    for number, line in enumerate(piece.lines):
        indent = style.indent * style.size if piece.first and number == 0 else 0.0
        x = indent + _shift(style.align, room - indent, measure(line) * style.size)
        _line(painter, font, style.size, x, piece.top + style.line * (number + 0.5), line)
    if piece.right:
        _right(painter, style, font, piece, room, numbers)


def _right(
    painter: QPainter, style: Style, font: QFont, piece: TextPiece, room: float, numbers: Mapping[str, int]
) -> None:
    text = str(numbers.get(piece.right, "")) if piece.leader else piece.right
    middle = piece.top + style.line * (len(piece.lines) - 0.5)
    end = room - measure(text) * style.size
    if piece.leader:
        start = (measure(piece.lines[-1]) + 0.5) * style.size
        dots = "." * max(0, int((end - start - style.size / 2) / style.size * 2))
        _line(painter, font, style.size, end - (len(dots) / 2 + 0.5) * style.size, middle, dots)
    _line(painter, font, style.size, end, middle, text)


def _page_number(painter: QPainter, form: Form, number: int) -> None:
    """In the lower margin, its line ending 7 mm below the text area (GB/T 9704-2012, 7.5)."""
    style = form.styles[form.page.number_style]
    text = str(number)
    room = form.page.text_width * _POINTS_PER_MM
    middle = (form.page.text_height + 7) * _POINTS_PER_MM + style.line / 2
    x = _shift(style.align, room, measure(text) * style.size)
    _line(painter, _font(style.font, style.size, bold=style.bold), style.size, x, middle, text)


def _table(painter: QPainter, form: Form, piece: TablePiece) -> None:
    header = piece.sheet.header
    top = piece.top
    if piece.header and header is not None:
        for cell in piece.sheet.cells:
            if cell.row == header:
                _cell(painter, form, piece, cell, QRectF(0, top, 0, piece.heights[header]))
        top += piece.heights[header]
    edges = [top - piece.skip]
    for height in piece.heights[piece.first : piece.last]:
        edges.append(edges[-1] + height)
    bottom = top + piece.height
    for cell in _cells_between(piece):
        start = edges[max(cell.row, piece.first) - piece.first]
        end = edges[min(cell.row + cell.rows, piece.last) - piece.first]
        box = QRectF(0, start, 0, end - start)
        painter.save()
        painter.setClipRect(QRectF(-1, top - _BORDER, sum(piece.sheet.widths) + 2, bottom - top + 2 * _BORDER))
        _cell(painter, form, piece, cell, box, continued=cell.row < piece.first)
        painter.restore()
    painter.setPen(QPen(_INK, _BORDER))
    painter.drawLine(QPointF(0, bottom), QPointF(sum(piece.sheet.widths), bottom))


def _cells_between(piece: TablePiece) -> Iterator[PlacedCell]:
    for cell in piece.sheet.cells:
        if cell.row < piece.last and cell.row + cell.rows > piece.first:
            yield cell


def _cell(
    painter: QPainter, form: Form, piece: TablePiece, cell: PlacedCell, box: QRectF, *, continued: bool = False
) -> None:
    """The border, and the text unless an earlier page has it."""
    table = form.table
    box.setLeft(sum(piece.sheet.widths[: cell.column]))
    box.setWidth(sum(piece.sheet.widths[cell.column : cell.column + cell.columns]))
    painter.setPen(QPen(_INK, _BORDER))
    painter.drawRect(box)
    if continued or not cell.text:
        return
    font = _font(table.font, table.size, bold=cell.role is not Role.VALUE)
    room = box.width() - 2 * table.margin
    lines = list(broken(cell.text, room / table.size))
    middle = box.center().y() - table.line * (len(lines) - 1) / 2
    for number, line in enumerate(lines):
        x = box.left() + table.margin + _shift(cell.align, room, measure(line) * table.size)
        _line(painter, font, table.size, x, middle + number * table.line, line)
