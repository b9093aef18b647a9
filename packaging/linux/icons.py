"""Draws the program's icon in the sizes of the icon theme hicolor, for the program and for its files.

python packaging/linux/icons.py SHARE
"""

import os
import shutil
import sys
from pathlib import Path
from typing import Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

DRAWING: Final = Path(__file__).resolve().parents[2] / "resources" / "icons" / "perfdesk.svg"
SIZES: Final = (16, 22, 24, 32, 48, 64, 128, 256)
# Folder of the theme, and the name that the desktop entry or the file type asks for.
_NAMES: Final = (("apps", "perfdesk"), ("mimetypes", "application-x-perfdesk"))


def draw(share: Path) -> None:
    """Writes every size, and the drawing itself for larger ones."""
    renderer = QSvgRenderer(str(DRAWING))
    for context, name in _NAMES:
        for size in SIZES:
            folder = share / "icons" / "hicolor" / f"{size}x{size}" / context
            folder.mkdir(parents=True, exist_ok=True)
            _image(renderer, size).save(str(folder / f"{name}.png"))
        folder = share / "icons" / "hicolor" / "scalable" / context
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(DRAWING, folder / f"{name}.svg")


def _image(renderer: QSvgRenderer, size: int) -> QImage:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image


if __name__ == "__main__":
    application = QGuiApplication(sys.argv[:1])
    draw(Path(sys.argv[1]))
