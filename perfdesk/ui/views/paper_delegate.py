"""Paints the cells of the annex as they print: wrapped Chinese text, labels on a tinted ground, findings marked."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPolygon, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from perfdesk.forms.sheet import PlacedCell, Role
from perfdesk.forms.style import Align
from perfdesk.ui.appearance import label_colour, line_colour, mixed, severity_colour, worst
from perfdesk.ui.models.sheet_model import CELL, FINDINGS, UNTOUCHED, Index
from perfdesk.ui.views.cell_delegate import CellDelegate
from perfdesk.ui.views.editors import PADDING

_CORNER = 9
_ALIGN = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft,
    Align.CENTER: Qt.AlignmentFlag.AlignHCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight,
    Align.BOTH: Qt.AlignmentFlag.AlignJustify,
}
_FLAGS = {align: int(flag) | int(Qt.AlignmentFlag.AlignVCenter) for align, flag in _ALIGN.items()}
# Lines of longer texts are not kept: there are few of them, and they would fill the memory.
_LONGEST_KEPT = 4_000


def cell_font(base: QFont, cell: PlacedCell) -> QFont:
    """The font a cell is painted and measured in."""
    return _fonts(base.key())[cell.role.bold]


@lru_cache(maxsize=8)
def _fonts(key: str) -> tuple[QFont, QFont]:
    """The plain and the bold font of a QFont.key(); made once, because every cell asks at every paint."""
    plain, bold = QFont(), QFont()
    plain.fromString(key)
    bold.fromString(key)
    bold.setBold(True)
    return plain, bold


def text_height(font: QFont, text: str, width: int) -> int:
    """How high a text is in a cell of this width, padding included."""
    lines = wrapped(font, text, width - 2 * PADDING).count("\n") + 1
    metrics = QFontMetrics(font)
    return metrics.height() + (lines - 1) * metrics.lineSpacing() + 2 * PADDING


def wrapped(font: QFont, text: str, width: int) -> str:
    """A text with a line end wherever a line of this width is full: at word boundaries, and anywhere where a word is
    wider. Qt's own flags for it break anywhere, also before a closing bracket."""
    short = "\n" not in text and len(text) <= _LONGEST_KEPT
    if short and QFontMetrics(font).horizontalAdvance(text) <= width:
        return text
    lines = _kept_lines if len(text) <= _LONGEST_KEPT else _lines
    return lines(font.key(), text, max(width, 10))


def _lines(font: str, text: str, width: int) -> str:
    made = QFont()
    made.fromString(font)
    layout = QTextLayout(text.replace("\n", "\u2028"), made)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    ends: list[int] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        ends.append(line.textStart() + line.textLength())
    layout.endLayout()
    return "\n".join(_cut(text, ends))


_kept_lines = lru_cache(maxsize=4096)(_lines)


def _cut(text: str, ends: list[int]) -> Iterator[str]:
    """The lines of a text that end there, counted as Qt counts: in units of UTF-16."""
    units = text.encode("utf-16-le", "surrogatepass")
    for start, end in pairwise([0, *ends]):
        yield units[2 * start : 2 * end].decode("utf-16-le", "surrogatepass").rstrip(" \n")


class _Colours(NamedTuple):
    """What a palette gives the cells."""

    text: QColor
    muted: QColor
    base: QColor
    label: QColor
    line: QColor
    highlight: QColor


_known_colours: dict[int, _Colours] = {}


def _colours(key: int, palette: QPalette) -> _Colours:
    """The colours of a palette with this cacheKey(), worked out once."""
    if key not in _known_colours:
        _known_colours.clear()
        role = QPalette.ColorRole
        text, base, highlight = (palette.color(one) for one in (role.Text, role.Base, role.Highlight))
        _known_colours[key] = _Colours(
            text, mixed(text, base, 0.6), base, label_colour(palette), line_colour(palette), highlight
        )
    return _known_colours[key]


class PaperDelegate(CellDelegate):
    """Draws a placed cell itself; editors come from CellDelegate."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        # Asked of the model itself: through the index each answer would go to C++ and back.
        model = index.model()
        cell = model.data(index, CELL)
        if not isinstance(cell, PlacedCell):
            return
        palette, box = option.palette, option.rect
        colours = _colours(palette.cacheKey(), palette)
        self._ground(painter, colours, box, cell, selected=bool(option.state & QStyle.StateFlag.State_Selected))
        painter.setFont(cell_font(option.font, cell))
        painter.setPen(colours.muted if model.data(index, UNTOUCHED) else colours.text)
        text = str(model.data(index, Qt.ItemDataRole.DisplayRole) or "")
        self.write(painter, box.adjusted(PADDING, PADDING, -PADDING, -PADDING), cell, text, index)
        self.mark(painter, palette, box, index)
        self.frame(painter, option, index)

    def write(
        self, painter: QPainter, room: QRect, cell: PlacedCell, text: str, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Writes the text of a cell into its room."""
        painter.drawText(room, _FLAGS[cell.align], wrapped(painter.font(), text, room.width()))

    def alignment(self, index: Index) -> Qt.AlignmentFlag:
        cell = index.model().data(index, CELL)
        return _ALIGN[cell.align] if isinstance(cell, PlacedCell) else super().alignment(index)

    def _ground(self, painter: QPainter, colours: "_Colours", box: QRect, cell: PlacedCell, *, selected: bool) -> None:
        ground = colours.base if cell.role is Role.VALUE or cell.begins_row else colours.label
        if selected:
            ground = mixed(colours.highlight, ground, 0.22)
        painter.fillRect(box, ground)
        painter.setPen(colours.line)
        painter.drawLine(box.topRight(), box.bottomRight())
        painter.drawLine(box.bottomLeft(), box.bottomRight())

    def mark(
        self, painter: QPainter, palette: QPalette, box: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """A filled corner and a bar at the left: seen without colour, its colour says how grave."""
        severity = worst(index.model().data(index, FINDINGS) or ())
        if severity is None:
            return
        colour = severity_colour(palette, severity)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        corner = box.topRight()
        painter.drawPolygon(QPolygon([corner, corner - QPoint(_CORNER, 0), corner + QPoint(0, _CORNER)]))
        painter.fillRect(QRect(box.left(), box.top(), 3, box.height() - 1), colour)
