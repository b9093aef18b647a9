"""Our own line drawings in the colours of the palette, so that they can be seen in light, dark and high contrast."""

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from perfdesk import paths

# One pixmap for each pixel size that 16 to 24 points have at 100 to 250 %; Qt scales down from the next larger one.
_SIZES: Final = (16, 20, 24, 32, 40, 60)
_MODES: Final = ((QIcon.Mode.Normal, QPalette.ColorGroup.Active), (QIcon.Mode.Disabled, QPalette.ColorGroup.Disabled))


def icon(name: str, palette: QPalette) -> QIcon:
    """The drawing resources/icons/actions/NAME.svg; an empty icon if there is none."""
    made = QIcon()
    if _drawing(name):
        for mode, group in _MODES:
            for image in _images(name, palette.color(group, QPalette.ColorRole.ButtonText).name()):
                made.addPixmap(QPixmap.fromImage(image), mode)
    return made


@lru_cache(maxsize=512)
def _drawing(name: str) -> str:
    file = paths.resources() / "icons" / "actions" / f"{name}.svg"
    return file.read_text(encoding="utf-8") if file.is_file() else ""


# Drawn once for each colour: a window has thirty of them, and drawing was half of what a further window costs. What is
# kept are images: a pixmap must not outlive the application, and what is kept here outlives it.
@lru_cache(maxsize=256)
def _images(name: str, colour: str) -> tuple[QImage, ...]:
    drawing = _drawing(name).replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(drawing.encode("utf-8")))
    return tuple(_drawn(renderer, size) for size in _SIZES)


def _drawn(renderer: QSvgRenderer, size: int) -> QImage:
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image
