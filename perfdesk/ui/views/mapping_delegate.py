"""Paints the cells of a foreign annex by what they are taken for: a colour, a pattern and a sign for each."""

from typing import Final, NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from perfdesk.learning.mapping import CellState
from perfdesk.ui.appearance import is_dark, label_colour, line_colour, mixed
from perfdesk.ui.models.mapping_model import ANSWER, STATE
from perfdesk.ui.views.editors import PADDING
from perfdesk.ui.views.paper_delegate import wrapped

_Style = Qt.BrushStyle


class StateLook(NamedTuple):
    """How cells of a state look: their colour on light and on dark ground, a pattern, and a sign in the corner."""

    light: str
    dark: str
    pattern: Qt.BrushStyle
    sign: str


LOOKS: Final = {
    CellState.UNDERSTOOD: StateLook("#1b6e35", "#8fd6a3", _Style.NoBrush, "✓"),
    CellState.GUESSED: StateLook("#9a5b00", "#f2c063", _Style.BDiagPattern, "？"),
    CellState.OWN: StateLook("#1f5f99", "#9cc9f5", _Style.Dense7Pattern, "自"),
    CellState.NOTE: StateLook("#5f5f5f", "#b8b8b8", _Style.DiagCrossPattern, "注"),
}
_TINT, _PATTERN = 0.16, 0.26
# How much of its colour a sign keeps, and how much of the text's an empty cell's name: both are read on the pattern
# too, with the contrast of 4.5 that WCAG 2 asks of small text.
_SIGN, _NAME = 0.6, 0.8
_FRAME: Final = 2


def state_colour(palette: QPalette, state: CellState) -> QColor | None:
    """The colour of a state; None for labels and blanks, which have none."""
    look = LOOKS.get(state)
    return None if look is None else QColor(look.dark if is_dark(palette) else look.light)


def sign_colour(palette: QPalette, state: CellState) -> QColor | None:
    """The colour of the sign of a state."""
    colour = state_colour(palette, state)
    return None if colour is None else mixed(colour, palette.color(QPalette.ColorRole.Text), _SIGN)


def name_colour(palette: QPalette) -> QColor:
    """The colour of the name of a field in an empty cell."""
    return mixed(palette.color(QPalette.ColorRole.Text), palette.color(QPalette.ColorRole.Base), _NAME)


def grounds(palette: QPalette, state: CellState) -> list[QColor]:
    """The colours of the ground of a cell: all that stands in it is read on each."""
    base, colour = palette.color(QPalette.ColorRole.Base), state_colour(palette, state)
    if colour is None:
        return [label_colour(palette) if state is CellState.LABEL else base]
    return [mixed(colour, base, _TINT), mixed(colour, base, _PATTERN)]


def _sign_font(font: QFont) -> QFont:
    """The font of the sign in a cell of this font."""
    made = QFont(font)
    made.setPointSizeF(font.pointSizeF() * 0.8)
    made.setBold(True)
    return made


def sign_room(font: QFont) -> int:
    """How much of the width of a cell its sign takes; no text is written there."""
    metrics = QFontMetrics(_sign_font(font))
    return max(metrics.horizontalAdvance(look.sign) for look in LOOKS.values())


def paint_ground(painter: QPainter, palette: QPalette, box: QRect, state: CellState) -> None:
    """The ground of a cell: tint and pattern."""
    tint, *pattern = grounds(palette, state)
    painter.fillRect(box, tint)
    for colour in pattern:
        painter.fillRect(box, QBrush(colour, LOOKS[state].pattern))


class MappingDelegate(QStyledItemDelegate):
    """Draws a cell: what is written in it; where nothing is, the name of its field."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        one, state = index.data(ANSWER), CellState(index.data(STATE))
        palette, box = option.palette, option.rect
        painter.save()
        paint_ground(painter, palette, box, state)
        painter.setPen(line_colour(palette))
        painter.drawLine(box.topRight(), box.bottomRight())
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        font = option.font
        font.setBold(state is CellState.LABEL)
        painter.setFont(font)
        # A line between two tables is no cell to choose, and is read as well as any.
        ink = palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.Text)
        painter.setPen(name_colour(palette) if one is not None and one.spot.blank else ink)
        beside = sign_room(option.font) if state in LOOKS else 0
        inner = box.adjusted(PADDING, PADDING, -PADDING - beside, -PADDING)
        text = wrapped(font, index.data(Qt.ItemDataRole.DisplayRole), inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, text)
        self._sign(painter, palette, box, state)
        self._frame(painter, option, palette)
        painter.restore()

    def _sign(self, painter: QPainter, palette: QPalette, box: QRect, state: CellState) -> None:
        colour = sign_colour(palette, state)
        if colour is None:
            return
        painter.setFont(_sign_font(painter.font()))
        painter.setPen(colour)
        flags = int(Qt.AlignmentFlag.AlignRight) | int(Qt.AlignmentFlag.AlignTop)
        painter.drawText(box.adjusted(0, 1, -3, 0), flags, LOOKS[state].sign)

    def _frame(self, painter: QPainter, option: QStyleOptionViewItem, palette: QPalette) -> None:
        """Around what is chosen; thicker where the keyboard is."""
        flag = QStyle.StateFlag
        if not option.state & (flag.State_Selected | flag.State_HasFocus):
            return
        pen = painter.pen()
        pen.setColor(palette.color(QPalette.ColorRole.Highlight))
        pen.setWidth(_FRAME + bool(option.state & flag.State_HasFocus))
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(option.rect.adjusted(1, 1, -_FRAME, -_FRAME))
