"""Cells of a list in one line, with the words marked that differ from another version."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from perfdesk.model.words import Span
from perfdesk.ui.models.rows_model import MARKS, RowsModel
from perfdesk.ui.views import plain_table
from perfdesk.ui.views.marked_words import draw_marked_line, format_ranges, marked_look

_AROUND = 3


class MarkedCellDelegate(QStyledItemDelegate):
    """Draws a text with marks as any other cell, cut with … where it is too long."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        spans = index.data(MARKS)
        if not spans:
            super().paint(painter, option, index)
            return
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        text, cell.text = cell.text, ""
        style = cell.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)
        room = cell.rect.adjusted(_AROUND, 0, -_AROUND, 0)
        shown = cell.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        selected = bool(cell.state & QStyle.StateFlag.State_Selected)
        look = marked_look(cell.palette, bold=False)
        if selected:
            look.clearForeground()
        painter.save()
        painter.setFont(cell.font)
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        painter.setPen(cell.palette.color(QPalette.ColorGroup.Active, role))
        draw_marked_line(painter, room, shown, format_ranges(shown, _within(spans, shown, text), look))
        painter.restore()


def _within(spans: list[Span], shown: str, text: str) -> list[Span]:
    """The marks of what is left of a text."""
    most = len(text) if shown == text else len(shown) - 1
    return [(start, min(end, most)) for start, end in spans if start < most]


def of_changes(model: RowsModel, name: str, widths: tuple[int, ...]) -> QTableView:
    """A table of rows in which words are marked."""
    table = plain_table.of_rows(model, name, widths)
    table.setItemDelegate(MarkedCellDelegate(table))
    return table
