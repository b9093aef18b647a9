"""What the colours, patterns and signs of the mapping window mean."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from perfdesk.learning.mapping import CellState
from perfdesk.ui.appearance import line_colour
from perfdesk.ui.models.mapping_model import STATE_WORDS
from perfdesk.ui.plain_text import PlainLabel
from perfdesk.ui.views.mapping_delegate import LOOKS, paint_ground, sign_colour

_SHOWN = tuple(state for state in CellState if state is not CellState.BLANK)


class _Swatch(QWidget):
    """A small cell of a state."""

    def __init__(self, state: CellState) -> None:
        super().__init__()
        self._state = state
        self.setFixedSize(QSize(1, 1) * (self.fontMetrics().lineSpacing() + 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_ground(painter, self.palette(), self.rect(), self._state)
        painter.setPen(line_colour(self.palette()))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        if (colour := sign_colour(self.palette(), self._state)) is not None:
            painter.setPen(colour)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, LOOKS[self._state].sign)
        painter.end()


class MappingLegend(QWidget):
    """A swatch and a word for each state."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for state in _SHOWN:
            row.addWidget(_Swatch(state))
            row.addWidget(PlainLabel(STATE_WORDS[state]))
            row.addSpacing(8)
        row.addStretch()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
