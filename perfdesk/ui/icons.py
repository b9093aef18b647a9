"""Our own line drawings in the colours of the palette, so that they can be seen in light, dark and high contrast."""

from typing import Final

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from perfdesk import paths

# One pixmap for each pixel size that 16 to 24 points have at 100 to 250 %; Qt scales down from the next larger one.
_SIZES: Final = (16, 20, 24, 32, 40, 60)
_MODES: Final = ((QIcon.Mode.Normal, QPalette.ColorGroup.Active), (QIcon.Mode.Disabled, QPalette.ColorGroup.Disabled))


def icon(name: str, palette: QPalette) -> QIcon:
    """The drawing resources/icons/actions/NAME.svg; an empty icon if there is none."""
    file = paths.resources() / "icons" / "actions" / f"{name}.svg"
    made = QIcon()
    if not file.is_file():
        return made
    drawing = file.read_text(encoding="utf-8")
    for mode, group in _MODES:
        colour = palette.color(group, QPalette.ColorRole.ButtonText).name()
        renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode("utf-8")))
        for size in _SIZES:
            made.addPixmap(_drawn(renderer, size), mode)
    return made


def _drawn(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(QSize(size, size))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    return pixmap
