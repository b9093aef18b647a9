"""Paints the cells of the annex as they print: wrapped Chinese text, labels on a tinted ground, findings marked."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette, QPen, QPolygon
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from perfdesk.forms.definition import Align
from perfdesk.forms.sheet import PlacedCell, Role
from perfdesk.ui.look import label_colour, line_colour, mixed, severity_colour, worst
from perfdesk.ui.models.sheet_model import CELL, FINDINGS
from perfdesk.ui.views.editors import CellDelegate

PADDING = 5
_CORNER = 9
_ALIGN = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft,
    Align.CENTER: Qt.AlignmentFlag.AlignHCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight,
    Align.BOTH: Qt.AlignmentFlag.AlignJustify,
}
# Word boundaries first, anywhere where a word is wider than its cell.
WRAP = int(Qt.TextFlag.TextWordWrap) | int(Qt.TextFlag.TextWrapAnywhere)


def cell_font(base: QFont, cell: PlacedCell) -> QFont:
    """The font a cell is painted and measured in."""
    font = QFont(base)
    font.setBold(cell.role is not Role.VALUE)
    return font


def text_height(font: QFont, text: str, width: int) -> int:
    """How high a text is in a cell of this width, padding included."""
    room = QRect(0, 0, max(width - 2 * PADDING, 10), 1_000_000)
    return QFontMetrics(font).boundingRect(room, WRAP, text or "空").height() + 2 * PADDING


class PaperDelegate(CellDelegate):
    """Draws a placed cell itself; editors come from CellDelegate."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        cell = index.data(CELL)
        if not isinstance(cell, PlacedCell):
            return
        painter.save()
        palette, box = option.palette, option.rect
        self._ground(painter, palette, box, cell, selected=bool(option.state & QStyle.StateFlag.State_Selected))
        painter.setFont(cell_font(option.font, cell))
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        inner = box.adjusted(PADDING, PADDING, -PADDING, -PADDING)
        shown = index.data(Qt.ItemDataRole.DisplayRole)
        painter.drawText(inner, WRAP | int(_ALIGN[cell.align]) | int(Qt.AlignmentFlag.AlignVCenter), shown)
        self.mark(painter, palette, box, index)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 2))
            painter.drawRect(box.adjusted(1, 1, -2, -2))
        painter.restore()

    def _ground(self, painter: QPainter, palette: QPalette, box: QRect, cell: PlacedCell, *, selected: bool) -> None:
        ground = palette.color(QPalette.ColorRole.Base) if cell.role is Role.VALUE else label_colour(palette)
        if selected:
            ground = mixed(palette.color(QPalette.ColorRole.Highlight), ground, 0.22)
        painter.fillRect(box, ground)
        painter.setPen(line_colour(palette))
        painter.drawLine(box.topRight() + QPoint(0, 0), box.bottomRight())
        painter.drawLine(box.bottomLeft(), box.bottomRight())

    def mark(
        self, painter: QPainter, palette: QPalette, box: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """A filled corner and a bar at the left: seen without colour, its colour says how grave."""
        severity = worst(index.data(FINDINGS) or ())
        if severity is None:
            return
        colour = severity_colour(palette, severity)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        corner = box.topRight()
        painter.drawPolygon(QPolygon([corner, corner - QPoint(_CORNER, 0), corner + QPoint(0, _CORNER)]))
        painter.fillRect(QRect(box.left(), box.top(), 3, box.height() - 1), colour)
