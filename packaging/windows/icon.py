"""Draws perfdesk.ico and the picture of the installer's first page from the program's own icon, with PySide6:

python icon.py perfdesk.svg FOLDER
"""

import os
import struct
import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

# What Windows shows: lists, task bar and tiles, at 100 to 250 per cent.
_SIZES: Final = (16, 20, 24, 32, 40, 48, 64, 256)
# As high and wide as the page has room for, twice, for screens with small points.
_SIDE: Final = (328, 628)
_SIDE_COLOUR: Final = "#dce6ef"
_HEAD: Final = 6
_ROW: Final = 16


def icon(renderer: QSvgRenderer) -> bytes:
    """All sizes as PNG in one file, which Windows reads since Vista."""
    pictures = [_picture(renderer, size) for size in _SIZES]
    offset, rows = _HEAD + _ROW * len(pictures), b""
    for size, picture in zip(_SIZES, pictures, strict=True):
        # 256 is written as 0.
        rows += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return struct.pack("<HHH", 0, 1, len(pictures)) + rows + b"".join(pictures)


def _picture(renderer: QSvgRenderer, size: int) -> bytes:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    return bytes(buffer.data().data())


def side(renderer: QSvgRenderer) -> QImage:
    """The picture beside the first and the last page of the installer."""
    width, height = _SIDE
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(_SIDE_COLOUR))
    painter = QPainter(image)
    renderer.render(painter, QRectF(width / 4, width / 4, width / 2, width / 2))
    painter.end()
    return image


if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QGuiApplication([])
    drawing, folder = QSvgRenderer(sys.argv[1]), Path(sys.argv[2])
    (folder / "perfdesk.ico").write_bytes(icon(drawing))
    side(drawing).save(str(folder / "side.bmp"))
