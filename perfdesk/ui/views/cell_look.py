"""How a form's own style of a cell looks on the screen: type, place, ground and lines; sizes are the window's."""

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette, QPen

from perfdesk.forms.sheet import PlacedCell
from perfdesk.forms.style import Align, Edge, Style, Vertical

_ACROSS: Final = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft,
    Align.CENTER: Qt.AlignmentFlag.AlignHCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight,
    Align.BOTH: Qt.AlignmentFlag.AlignJustify,
}
_DOWN: Final = {
    Vertical.TOP: Qt.AlignmentFlag.AlignTop,
    Vertical.MIDDLE: Qt.AlignmentFlag.AlignVCenter,
    Vertical.BOTTOM: Qt.AlignmentFlag.AlignBottom,
}
_FLAGS: Final = {(across, down): int(_ACROSS[across]) | int(_DOWN[down]) for across in Align for down in Vertical}
_HEAVY: Final = (Edge.MEDIUM, Edge.THICK, Edge.DOUBLE)
# Of a ground that is lighter, black letters can be read.
_LIGHT: Final = 128


def across(cell: PlacedCell, look: Style | None) -> Qt.AlignmentFlag:
    """On which side the text of a cell stands."""
    return _ACROSS[look.align if look else cell.align]


def flags(cell: PlacedCell, look: Style | None) -> int:
    """Where the text of a cell stands."""
    return _FLAGS[look.align, look.vertical] if look else _FLAGS[cell.align, Vertical.MIDDLE]


def cell_font(base: QFont, cell: PlacedCell, look: Style | None = None) -> QFont:
    """The font a cell is painted and measured in."""
    bold, italic = (look.bold, look.italic) if look else (cell.role.bold, False)
    return _font(base.key(), bold, italic)


@lru_cache(maxsize=16)
def _font(key: str, bold: bool, italic: bool) -> QFont:
    """A variant of a QFont.key(); made once, because every cell asks at every paint."""
    font = QFont()
    font.fromString(key)
    font.setBold(bold)
    font.setItalic(italic)
    return font


def inset(font: QFont, look: Style | None) -> int:
    """How far a text is set in, in pixels."""
    return round(look.inset * QFontMetrics(font).height()) if look and look.inset else 0


def room(box: QRect, font: QFont, look: Style | None) -> QRect:
    """What an inset leaves of the room of a text."""
    by = inset(font, look)
    return box.adjusted(0, 0, -by, 0) if look and look.align is Align.RIGHT else box.adjusted(by, 0, 0, 0)


def ground(usual: QColor, palette: QPalette, look: Style | None) -> QColor:
    """The ground of a cell: the form's own in a light window, for in a dark one its letters could not be read."""
    is_light = palette.color(QPalette.ColorRole.Base).lightness() > _LIGHT
    return QColor(f"#{look.fill}") if look and look.fill and is_light else usual


def line(colour: QColor, text: QColor, edge: Edge) -> QPen | None:
    """What a line of a cell is drawn with; None if it has none there."""
    if edge is Edge.NONE:
        return None
    return QPen(text, 2) if edge in _HEAVY else QPen(colour)
