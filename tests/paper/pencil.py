"""What is drawn, noted down instead: each text, line and box with its place on the paper in points.

No font is asked: one that is wanted is as wide as the design says, but for Latin letters, which are a little wider, as
those of a stand-in are.
"""

from typing import Any

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QPen, QTransform

from perfdesk.paper.breaking import width


class Metrics:
    """Of a font of 100 points to the em."""

    def ascent(self) -> int:
        return 86

    def descent(self) -> int:
        return 14

    def horizontalAdvance(self, text: str) -> float:  # noqa: N802 - Qt's name
        return sum(60 if one.isascii() and one.isalpha() else width(one) * 100 for one in text)


class Pencil:
    """Takes what a QPainter takes."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self._place = QTransform()
        self._font = QFont()
        self._pen = QPen()
        self._clip = ""
        self._saved: list[tuple[Any, ...]] = []

    def save(self) -> None:
        self._saved.append((QTransform(self._place), QFont(self._font), QPen(self._pen), self._clip))

    def restore(self) -> None:
        self._place, self._font, self._pen, self._clip = self._saved.pop()

    def translate(self, *to: Any) -> None:
        x, y = (to[0].x(), to[0].y()) if len(to) == 1 else to
        self._place.translate(x, y)

    def scale(self, x: float, y: float) -> None:
        self._place.scale(x, y)

    def setFont(self, font: QFont) -> None:  # noqa: N802
        self._font = QFont(font)

    def font(self) -> QFont:
        return QFont(self._font)

    def fontMetrics(self) -> Metrics:  # noqa: N802
        return Metrics()

    def setPen(self, pen: QPen) -> None:  # noqa: N802
        self._pen = QPen(pen)

    def setClipRect(self, box: QRectF) -> None:  # noqa: N802
        self._clip = f" within {self._at(box.topLeft())} {self._at(box.bottomRight())}"

    def drawText(self, at: QPointF, text: str) -> None:  # noqa: N802
        across, down = (round(scale * self._font.pixelSize(), 2) for scale in (self._place.m11(), self._place.m22()))
        size = f"{down:g}" if across == down else f"{down:g} by {across:g}"
        spacing = f" spaced {self._font.letterSpacing():.4g} %" if self._font.letterSpacing() else ""
        bold = " bold" if self._font.bold() else ""
        self.notes.append(f"{self._at(at)} {size} {self._font.families()[0]}{bold}{spacing}{self._clip}: {text}")

    def drawRect(self, box: QRectF) -> None:  # noqa: N802
        self.notes.append(f"box {self._at(box.topLeft())} {self._at(box.bottomRight())}{self._stroke()}{self._clip}")

    def drawLine(self, start: QPointF, end: QPointF) -> None:  # noqa: N802
        self.notes.append(f"line {self._at(start)} {self._at(end)}{self._stroke()}{self._clip}")

    def _at(self, point: QPointF) -> str:
        place = self._place.map(point)
        return f"{place.x():.2f},{place.y():.2f}"

    def _stroke(self) -> str:
        return f" {self._pen.widthF():g} {QColor(self._pen.color()).name()}"
