"""A text that is only read, in a field of its own; where the keyboard is, is seen."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QPlainTextEdit, QWidget

_WIDTH = 2


class ReadText(QPlainTextEdit):
    """Tab leaves it; the keyboard moves a cursor in it and selects. Fusion draws nothing around a text that has the
    keyboard, so a frame is drawn here."""

    def __init__(self, name: str, text: str = "", parent: QWidget | None = None) -> None:
        """`name` is what it is called aloud."""
        super().__init__(text, parent)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.setAccessibleName(name)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            with QPainter(self.viewport()) as painter:
                painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), _WIDTH))
                painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
