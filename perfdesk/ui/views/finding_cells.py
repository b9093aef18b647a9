"""Paints the list of findings: the headings of its sections, and under each message its sum with the wrong part
marked."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetrics,
    QPainter,
    QPalette,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from perfdesk.rules.evidence import sum_shown
from perfdesk.ui.appearance import label_colour, severity_colour
from perfdesk.ui.models.finding_columns import SECTION, SEVERITY
from perfdesk.ui.models.findings_model import FindingsModel
from perfdesk.ui.models.sheet_model import Index
from perfdesk.ui.views.marked_words import format_ranges, marked_look

_ARROW: Final = 14
_AROUND: Final = 6


class FirstCellDelegate(QStyledItemDelegate):
    """The severity's word in its colour, bold; of a heading its words, with an arrow that says whether it is folded."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        option.font.setBold(True)
        if index.data(SECTION) is not None:
            option.backgroundBrush = QBrush(label_colour(option.palette))
            option.fontMetrics = QFontMetrics(option.font)
        else:
            option.palette.setColor(QPalette.ColorRole.Text, severity_colour(option.palette, index.data(SEVERITY)))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        if index.data(SECTION) is None:
            return super().sizeHint(option, index)
        # Its words stand across all columns.
        return QSize(0, option.fontMetrics.lineSpacing() + _AROUND)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        section = index.data(SECTION)
        if section is None:
            super().paint(painter, option, index)
            return
        heading = QStyleOptionViewItem(option)
        self.initStyleOption(heading, index)
        heading.text, text = "", heading.text
        style = heading.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, heading, painter, heading.widget)
        arrow = QStyleOptionViewItem(heading)
        arrow.rect = QRect(heading.rect.left() + 4, heading.rect.top(), _ARROW, heading.rect.height())
        shape = style.PrimitiveElement
        name = shape.PE_IndicatorArrowRight if section.folded else shape.PE_IndicatorArrowDown
        style.drawPrimitive(name, arrow, painter, heading.widget)
        painter.save()
        painter.setFont(heading.font)
        painter.setPen(_pen(heading))
        room = heading.rect.adjusted(_ARROW + 8, 0, -4, 0)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine), text)
        painter.restore()


class MessageDelegate(QStyledItemDelegate):
    """The message; below it, on a line of its own, the sum, its wrong part bold and underlined."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        text, cell.text = cell.text, ""
        cell.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)
        layout = _laid_out(cell, text, index, _room(cell.rect.width()))
        painter.save()
        painter.setClipRect(cell.rect)
        painter.setPen(_pen(cell))
        space = max(0.0, (cell.rect.height() - layout.boundingRect().height()) / 2)
        layout.draw(painter, QPointF(cell.rect.left() + _AROUND / 2, cell.rect.top() + space), [], QRectF(cell.rect))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        if not cell.text:
            return QSize(0, 0)
        width = cell.rect.width()
        layout = _laid_out(cell, cell.text, index, _room(width))
        return QSize(width, round(layout.boundingRect().height()) + 2)


def _room(width: int) -> int:
    return max(width - _AROUND, 20)


def _pen(option: QStyleOptionViewItem) -> QColor:
    selected = option.state & QStyle.StateFlag.State_Selected
    role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
    return option.palette.color(QPalette.ColorGroup.Active, role)


def _laid_out(cell: QStyleOptionViewItem, text: str, index: Index, width: int) -> QTextLayout:
    """The lines of a message and its sum."""
    layout = QTextLayout(text.replace("\n", "\u2028"), cell.font)
    wrap = QTextOption()
    wrap.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(wrap)
    layout.setFormats(_marks(text, index, _marked_look(cell)))
    layout.beginLayout()
    height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += line.height()
    layout.endLayout()
    return layout


def _marked_look(cell: QStyleOptionViewItem) -> QTextCharFormat:
    """In a selected row the colour of its text stays, for no other can be read on it."""
    look = marked_look(cell.palette, bold=True)
    if cell.state & QStyle.StateFlag.State_Selected:
        look.clearForeground()
    return look


def _marks(text: str, index: Index, look: QTextCharFormat) -> list[QTextLayout.FormatRange]:
    """The words in which the texts differ that a message quotes, and the wrong part of the sum at its end."""
    model = index.model()
    finding = model.finding_at(index.row()) if isinstance(model, FindingsModel) else None
    if finding is None:
        return []
    quoted = text.find(finding.message)
    found = format_ranges(text, [(start + quoted, end + quoted) for start, end in finding.differing], look)
    wrong = sum_shown(finding.evidence)
    end = len(text) - len(wrong.after)
    plain = QTextCharFormat(look)
    plain.clearForeground()
    return [*found, *format_ranges(text, [(end - len(wrong.wrong), end)] if wrong.wrong else [], plain)]
