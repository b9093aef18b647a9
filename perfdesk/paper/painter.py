"""Draws pages with QPainter: for the preview, the printer and PDF. QtGui only.

One unit is a point; the origin is the paper's upper left corner.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate, groupby
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFont, QPageSize, QPainter

from perfdesk.forms.definition import Form
from perfdesk.forms.sheet import PlacedCell, cell_style
from perfdesk.forms.style import Align, Style, Vertical
from perfdesk.paper.breaking import broken, measure, stretched, width
from perfdesk.paper.pages import Page, Spoken, TablePiece, TextPiece, number_align, number_text
from perfdesk.paper.row_heights import fitted, header_height
from perfdesk.paper.table_lines import bordered, close_below, outside

_POINTS_PER_MM: Final = 72 / 25.4
# Substitutes for a font that is not installed, the most similar first. They have the same widths, so lines break at the
# same places.
_STAND_INS: Final[Mapping[str, Sequence[str]]] = {
    "宋体": ("宋体", "SimSun", "Noto Serif CJK SC", "Source Han Serif SC", "AR PL SungtiL GB"),
    "仿宋": ("仿宋", "FangSong", "仿宋_GB2312", "FandolFang R", "Noto Serif CJK SC"),
    "黑体": ("黑体", "SimHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei"),
    "楷体": ("楷体", "KaiTi", "楷体_GB2312", "AR PL KaitiM GB", "Noto Serif CJK SC"),
    "方正小标宋简体": ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "宋体", "SimSun", "Noto Serif CJK SC"),
}


# Gets what the next lines belong to. None for lines that are not read aloud: dots, repeated headers, page numbers.
Note = Callable[[Spoken | None], None]


def _unheard(_: object) -> None:
    pass


def paper_size(form: Form, page: Page) -> tuple[float, float]:
    """Width and height of the paper of a page in points."""
    paper = form.on(page.paper).page
    return paper.width * _POINTS_PER_MM, paper.height * _POINTS_PER_MM


def page_size(form: Form, page: Page) -> QPageSize:
    """The paper of a page, for a device that is painted on."""
    paper = form.on(page.paper).page
    return QPageSize(QSizeF(paper.width, paper.height), QPageSize.Unit.Millimeter)


def paint(painter: QPainter, form: Form, page: Page, numbers: Mapping[str, int], note: Note = _unheard) -> None:
    """Draws one page. `numbers` are the page numbers by anchor, for the contents."""
    form = form.on(page.paper)
    area = form.page
    left, top = area.left * _POINTS_PER_MM, area.top * _POINTS_PER_MM
    painter.save()
    painter.translate(left, top)
    for piece in page.pieces:
        if isinstance(piece, TextPiece):
            _text(painter, form, piece, numbers, note)
        else:
            _table(painter, form, piece, note)
    note(None)
    if page.number is not None:
        _page_number(painter, form, page.number)
    painter.restore()


def _font(style: Style) -> QFont:
    """A font whose size in pixels is 100 to the em, whatever the resolution of the screen is."""
    font = QFont([*_STAND_INS.get(style.font, (style.font,))])
    font.setPixelSize(100)
    font.setBold(style.bold)
    font.setItalic(style.italic)
    font.setKerning(False)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _line(painter: QPainter, style: Style, x: float, middle: float, text: str, extra: float = 0) -> None:
    """Draws a line from `x` on, with its em boxes centred on `middle` and `extra` points at the places where it may
    be stretched. Each run of one width begins at its counted place, so that the widths of the font cannot move the
    following runs."""
    painter.save()
    painter.translate(x, middle)
    # The font is drawn large and scaled down, because Qt rounds pixel sizes to whole numbers.
    painter.scale(style.size / 100, style.size / 100)
    font = _font(style)
    painter.setFont(font)
    metrics = painter.fontMetrics()
    base = (metrics.ascent() - metrics.descent()) / 2
    at = 0.0
    for part, spacing in _runs(text, style.spacing / style.size * 100, extra / style.size * 100):
        room = width(part[0]) * len(part) * 100
        _run(painter, QPointF(at, base), part, _scale(metrics.horizontalAdvance(part), room), spacing)
        at += room + spacing * len(part)
    painter.restore()


def _runs(text: str, spacing: float, extra: float) -> Iterator[tuple[str, float]]:
    """Neighbouring characters with the same width and the same room behind each, and that room."""
    gaps = frozenset(stretched(text)) if extra else frozenset()
    marked = [(character, spacing + extra * (at in gaps)) for at, character in enumerate(text)]
    for (_, behind), run in groupby(marked, key=lambda one: (width(one[0]), one[1])):
        yield "".join(character for character, _ in run), behind


def _scale(natural: float, room: float) -> float:
    """The Latin letters of a substitute font have different widths, so they are scaled to fit."""
    return 1.0 if abs(natural - room) < 1 or not natural or not room else room / natural


def _run(painter: QPainter, start: QPointF, text: str, scale: float, spacing: float) -> None:
    if scale == 1 and not spacing:
        painter.drawText(start, text)
        return
    painter.save()
    painter.translate(start)
    painter.scale(scale, 1)
    if spacing and width(text[0]):
        # Given relative to the width of each character, because Qt multiplies an absolute spacing by the resolution of
        # the device.
        font = QFont(painter.font())
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 100 + spacing / width(text[0]))
        painter.setFont(font)
    painter.drawText(QPointF(0, 0), text)
    painter.restore()


def _aligned(painter: QPainter, style: Style, align: Align, box: QRectF, text: str, *, last: bool) -> None:
    """Draws a line in a box that is one line high. The `last` line of a paragraph is never stretched."""
    free = box.width() - measure(text, style.spacing / style.size) * style.size
    gaps = len(stretched(text)) if align is Align.BOTH and not last else 0
    shift = {Align.LEFT: 0.0, Align.BOTH: 0.0, Align.CENTER: free / 2, Align.RIGHT: free}[align]
    _line(painter, style, box.left() + shift, box.center().y(), text, free / gaps if gaps else 0.0)


def _text(painter: QPainter, form: Form, piece: TextPiece, numbers: Mapping[str, int], note: Note) -> None:
    style = form.styles[piece.style]
    origin = Spoken(piece)
    note(origin)
    room = form.page.text_width * _POINTS_PER_MM
    for number, line in enumerate(piece.lines):
        indent = style.indent * style.size if piece.first and number == 0 else 0.0
        box = QRectF(indent, piece.top + style.line * number, room - indent, style.line)
        last = piece.last and number == len(piece.lines) - 1
        _aligned(painter, style, style.align, box, line, last=last)
    if piece.right:
        text = str(numbers.get(piece.right, "")) if piece.leader else piece.right
        middle = piece.top + style.line * (len(piece.lines) - 0.5)
        end = room - measure(text) * style.size
        if piece.leader:
            note(None)
            _dots(painter, style, (measure(piece.lines[-1]) + 0.5) * style.size, end, middle)
            note(origin)
        _line(painter, style, end, middle, text)


def _dots(painter: QPainter, style: Style, start: float, end: float, middle: float) -> None:
    """The dots end half a character before `end`."""
    dots = "." * max(0, int((end - start - style.size / 2) / style.size * 2))
    _line(painter, style, end - (len(dots) / 2 + 0.5) * style.size, middle, dots)


def _page_number(painter: QPainter, form: Form, number: int) -> None:
    """The page number stands in the lower margin. Its line ends 7 mm below the text area (GB/T 9704-2012, 7.5)."""
    page = form.page
    style = form.styles[page.number_style]
    room, edge = page.text_width * _POINTS_PER_MM, style.size if page.number_outside else 0.0
    top = (page.text_height + 7) * _POINTS_PER_MM
    box = QRectF(edge, top, room - 2 * edge, style.line)
    _aligned(painter, style, number_align(page, style, number), box, number_text(page, str(number)), last=True)


def _table(painter: QPainter, form: Form, piece: TablePiece, note: Note) -> None:
    top = piece.top
    if piece.header:
        # A repeated header stands at the top of a page. What is drawn before the first note of a page is not read
        # aloud.
        top += _repeated_header(painter, form, piece)
    edges = [top - piece.skip]
    for height in piece.heights[piece.first : piece.last]:
        edges.append(edges[-1] + height)
    bottom, right = top + piece.height, sum(piece.sheet.widths)
    across, down = outside(form, piece)
    for cell in _cells_between(piece):
        start = edges[max(cell.row, piece.first) - piece.first]
        end = edges[min(cell.row + cell.rows, piece.last) - piece.first]
        if cell.row < piece.last - 1:
            end = min(
                end, bottom
            )  # or its text might stand in what a cut row has on later pages, where it is not drawn
        painter.save()
        painter.setClipRect(QRectF(-across, top - down, right + 2 * across, bottom - top + 2 * down))
        box = bordered(painter, form, piece.sheet, cell, (start, end))
        if cell.row >= piece.first:
            origin = Spoken(piece, cell)
            note(origin)
            _cell_text(painter, form, cell, box, partial(_note_line, note, origin, top, bottom))
        painter.restore()
    close_below(painter, form, piece, bottom)


def _note_line(note: Note, origin: Spoken, top: float, bottom: float, middle: float) -> None:
    """Notes a line of a row that is cut by the end of the page. A line is read on the page where it is visible,
    although the whole cell is drawn on both."""
    note(origin if top <= middle < bottom else None)


def _cells_between(piece: TablePiece) -> Iterator[PlacedCell]:
    for cell in piece.sheet.cells:
        if cell.row < piece.last and cell.row + cell.rows > piece.first:
            yield cell


def _repeated_header(painter: QPainter, form: Form, piece: TablePiece) -> float:
    """Draws the header again at the top of a page and returns its height."""
    sheet, rows = piece.sheet, piece.sheet.repeated
    first, edges = rows.start, [*accumulate(piece.heights[rows.start : rows.stop], initial=piece.top)]
    for cell in sheet.cells:
        if cell.row in rows:
            top, bottom = edges[cell.row - first], edges[min(cell.row - first + cell.rows, len(rows))]
            _cell_text(painter, form, cell, bordered(painter, form, sheet, cell, (top, bottom)))
    return header_height(sheet, piece.heights)


def _cell_text(
    painter: QPainter, form: Form, cell: PlacedCell, box: QRectF, line_at: Callable[[float], None] = _unheard
) -> None:
    """Draws the text of a cell in its box. `line_at` gets the middle of each line before it is drawn."""
    if not cell.text:
        return
    table = form.table
    style = cell_style(form, cell.role, cell.style)
    align = style.align if cell.style else cell.align
    style = fitted(style, cell.text, box.width() - 2 * table.margin)
    inset = style.inset * style.size
    room = box.width() - 2 * table.margin - inset
    lines = [line for paragraph in _paragraphs(cell.text, style) for line in _ended(paragraph, style, room)]
    top = _first_line(style, box, style.line * len(lines))
    left = box.left() + table.margin + (inset if align is not Align.RIGHT else 0.0)
    for number, (line, last) in enumerate(lines):
        place = QRectF(left, top + number * style.line, room, style.line)
        line_at(place.center().y())
        _aligned(painter, style, align, place, line, last=last)


def _paragraphs(text: str, style: Style) -> Sequence[str]:
    return [text.replace("\n", " ")] if style.shrink else text.split("\n")


def _first_line(style: Style, box: QRectF, height: float) -> float:
    """Where lines that are so high together begin in a box."""
    free = box.height() - height
    return box.top() + {Vertical.TOP: 0.0, Vertical.MIDDLE: free / 2, Vertical.BOTTOM: free}[style.vertical]


def _ended(paragraph: str, style: Style, room: float) -> Iterator[tuple[str, bool]]:
    """The lines of a paragraph, each with whether it is the last one."""
    lines = list(broken(paragraph, room / style.size, spacing=style.spacing / style.size))
    yield from ((line, number == len(lines)) for number, line in enumerate(lines, 1))
