"""Paints the cells of the annex as they print: wrapped Chinese text, labels on a tinted ground, findings marked."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPolygon, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from perfdesk.forms.sheet import PlacedCell, Role
from perfdesk.forms.style import Edge, Style
from perfdesk.ui.appearance import label_colour, line_colour, mixed, severity_colour, worst
from perfdesk.ui.models.sheet_model import CELL, FINDINGS, LOOK, UNTOUCHED, Index
from perfdesk.ui.views.cell_delegate import CellDelegate
from perfdesk.ui.views.cell_look import across, cell_font, flags, ground, line
from perfdesk.ui.views.cell_look import room as room_of
from perfdesk.ui.views.editors import PADDING

_CORNER = 9
_THIN = (Edge.THIN,) * 4
# Lines of longer texts are not kept: there are few of them, and they would fill the memory.
_LONGEST_KEPT = 4_000


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
        look = model.data(index, LOOK)
        usual = colours.base if cell.role is Role.VALUE or cell.begins_row else colours.label
        own = ground(usual, palette, look) if look else usual
        self._ground(painter, colours, box, own, selected=bool(option.state & QStyle.StateFlag.State_Selected))
        self._lines(painter, colours, box, look)
        painter.setFont(cell_font(option.font, cell, look))
        painter.setPen(colours.muted if model.data(index, UNTOUCHED) else colours.text)
        text = str(model.data(index, Qt.ItemDataRole.DisplayRole) or "")
        self.write(painter, box.adjusted(PADDING, PADDING, -PADDING, -PADDING), cell, text, index)
        self.mark(painter, palette, box, index)
        self.frame(painter, option, index)

    def write(
        self, painter: QPainter, room: QRect, cell: PlacedCell, text: str, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Writes the text of a cell into its room."""
        look = index.model().data(index, LOOK)
        own = room_of(room, painter.font(), look) if look else room
        painter.drawText(own, flags(cell, look), wrapped(painter.font(), text, own.width()))

    def alignment(self, index: Index) -> Qt.AlignmentFlag:
        cell = index.model().data(index, CELL)
        is_cell = isinstance(cell, PlacedCell)
        return across(cell, index.model().data(index, LOOK)) if is_cell else super().alignment(index)

    def _ground(self, painter: QPainter, colours: "_Colours", box: QRect, own: QColor, *, selected: bool) -> None:
        painter.fillRect(box, mixed(colours.highlight, own, 0.22) if selected else own)

    def _lines(self, painter: QPainter, colours: "_Colours", box: QRect, look: Style | None) -> None:
        """Each cell draws its lines right and below; those left and above its neighbours have drawn."""
        edges = look.edges if look and look.edges else _THIN
        for edge, start, end in ((edges[1], box.topRight(), box.bottomRight()),
                                 (edges[3], box.bottomLeft(), box.bottomRight())):  # fmt: skip
            if (pen := line(colours.line, colours.text, edge)) is not None:
                painter.setPen(pen)
                painter.drawLine(start, end)

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
