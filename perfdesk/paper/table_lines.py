"""Draws the ground of the cells of a table and the lines around them. QtGui only."""

from collections.abc import Iterator, Mapping
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from perfdesk.forms.definition import Form
from perfdesk.forms.sheet import PlacedCell, Sheet, cell_edges
from perfdesk.forms.style import Edge
from perfdesk.paper.pages import TablePiece

_INK: Final = QColor(Qt.GlobalColor.black)
_THIN: Final = 0.5
# Points of a line, as wide as Excel prints them.
_WIDTHS: Final[Mapping[Edge, float]] = {
    Edge.DOTTED: 0.5, Edge.DASHED: 0.5, Edge.THIN: _THIN, Edge.MEDIUM: 1.5, Edge.THICK: 2.25, Edge.DOUBLE: 0.5,
}  # fmt: skip
_DASHES: Final = {Edge.DOTTED: Qt.PenStyle.DotLine, Edge.DASHED: Qt.PenStyle.DashLine}
# How far the two parts of a double line are from its middle.
_APART: Final = 0.75
# Points beside a table that its lines may cover.
_OUTSIDE: Final = 2.0


def outside(form: Form, piece: TablePiece) -> tuple[float, float]:
    """What the lines around the rows of a page cover beside them, and above and below; of a row that is cut no text may
    be seen there."""
    has_own = form.table.frame is not Edge.THIN or any(form.styles[name].edges for name in form.table.styles)
    is_whole = piece.cut is None and not piece.skip
    return (_OUTSIDE if has_own else 1.0), (_OUTSIDE if has_own and is_whole else 0.5)


def bordered(painter: QPainter, form: Form, table: Sheet, cell: PlacedCell, rows: tuple[float, float]) -> QRectF:
    """Draws the ground of a cell and the lines around it, and returns its box, which is from the first to the second
    of `rows` high."""
    widths, (top, bottom) = table.widths, rows
    left, width = sum(widths[: cell.column]), sum(widths[cell.column : cell.column + cell.columns])
    box = QRectF(left, top, width, bottom - top)
    if cell.style and (fill := form.styles[cell.style].fill):
        painter.fillRect(box, QColor(f"#{fill}"))
    edges = cell_edges(form, table, cell)
    if edges is None:
        painter.setPen(QPen(_INK, _THIN))
        painter.drawRect(box)
        return box
    corners = box.topLeft(), box.topRight(), box.bottomLeft(), box.bottomRight()
    for edge, (first, second) in zip(edges, ((0, 2), (1, 3), (0, 1), (2, 3)), strict=True):
        _line(painter, edge, corners[first], corners[second])
    return box


def close_below(painter: QPainter, form: Form, piece: TablePiece, bottom: float) -> None:
    """Draws the line below the rows of a page: where a row is cut, and below cells that go on."""
    for start, end in open_ends(form, piece):
        painter.setPen(QPen(_INK, _THIN))
        painter.drawLine(QPointF(start, bottom), QPointF(end, bottom))


def open_ends(form: Form, piece: TablePiece) -> Iterator[tuple[float, float]]:
    """From where to where a table is closed by a thin line; all of it, if no cell has lines of its own."""
    table, last = piece.sheet, piece.last - 1
    below = [one for one in table.cells if one.row <= last < one.row + one.rows]
    edges = [cell_edges(form, table, one) for one in below]
    if not any(edges):
        yield 0.0, sum(table.widths)
        return
    for cell, own in zip(below, edges, strict=True):
        if own is None or own[3] is not Edge.NONE:
            yield sum(table.widths[: cell.column]), sum(table.widths[: cell.column + cell.columns])


def _line(painter: QPainter, edge: Edge, start: QPointF, end: QPointF) -> None:
    if edge is Edge.NONE:
        return
    pen = QPen(_INK, _WIDTHS[edge], _DASHES.get(edge, Qt.PenStyle.SolidLine))
    painter.setPen(pen)
    if edge is not Edge.DOUBLE:
        painter.drawLine(start, end)
        return
    across = QPointF(0, _APART) if start.y() == end.y() else QPointF(_APART, 0)
    painter.drawLine(start + across, end + across)
    painter.drawLine(start - across, end - across)
