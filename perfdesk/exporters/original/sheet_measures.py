"""How wide the columns of an original sheet are, how high its rows, and how high a text in it is, in points.

Excel counts in pixels of 96 to an inch and works from the fonts of the computer. These are its numbers for the fonts
that Chinese offices use: 宋体, 仿宋, 黑体 and 楷体 are as wide and as high as each other.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from lxml import etree

from perfdesk.exporters.original.cell_looks import CellLook, CellLooks
from perfdesk.exporters.original.members import S
from perfdesk.paper.breaking import line_count

_PIXEL: Final = 0.75
# Of a column that nothing says anything of: eight digits, five pixels around them, rounded up to eight (18.3.1.81).
_DIGITS, _AROUND, _STEP = 8, 5, 8
_MOST_COLUMNS: Final = 256
_WIDEST: Final = 255.0
# No row of Excel is higher.
HIGHEST: Final = 409.0
_DECIMAL: Final = re.compile(r"\d{1,4}(?:\.\d{1,20})?")
_CHINESE: Final = re.compile("[一-鿿]|SimSun|FangSong|SimHei|KaiTi|DengXian", re.IGNORECASE)
# Up to this size in pixels a line has one pixel around its type, larger ones three.
_SMALL: Final = 16


class SheetMeasures:
    """Of one sheet. Rows and columns count from 1."""

    def __init__(self, root: etree._Element, looks: CellLooks) -> None:
        self._digit = digit_width(looks.usual)
        settings = root.find(f"{S}sheetFormatPr")
        self._columns = dict(self._widths(root))
        self._usual_width = self._usual(settings)
        said = number(settings, "defaultRowHeight") if settings is not None else 0.0
        # Of a row that says nothing.
        self.usual_height = said if 0 < said <= HIGHEST else line_height(looks.usual)

    def _widths(self, root: etree._Element) -> Iterator[tuple[int, float]]:
        for one in root.iterfind(f"{S}cols/{S}col"):
            first, last = int(number(one, "min")), int(number(one, "max"))
            hidden = one.get("hidden") in ("1", "true")
            width = 0.0 if hidden else self._points(number(one, "width"))
            if hidden or width:
                yield from ((column, width) for column in range(max(first, 1), min(last, _MOST_COLUMNS) + 1))

    def _usual(self, settings: etree._Element | None) -> float:
        said = self._points(number(settings, "defaultColWidth")) if settings is not None else 0.0
        if said:
            return said
        pixels = _DIGITS * self._digit + _AROUND
        return -(-pixels // _STEP) * _STEP * _PIXEL

    def _points(self, width: float) -> float:
        """A width in digits, the room around them included (18.3.1.13)."""
        return int(width * self._digit + 0.5) * _PIXEL if 0 < width <= _WIDEST else 0.0

    def width(self, first: int, last: int) -> float:
        """Of the columns from `first` to `last`."""
        return sum(self._columns.get(column, self._usual_width) for column in range(first, last + 1))


def number(node: etree._Element, name: str) -> float:
    """An attribute that is a number without sign; 0 if it is none."""
    text = str(node.get(name, ""))
    return float(text) if _DECIMAL.fullmatch(text) else 0.0


def height_set(row: etree._Element | None) -> float:
    """The height that a row names; 0 if it names none, or is hidden."""
    if row is None or row.get("hidden") in ("1", "true"):
        return 0.0
    return min(number(row, "ht"), HIGHEST)


def digit_width(look: CellLook) -> int:
    """How many pixels a digit of a font is wide at most."""
    pixels = look.size / _PIXEL
    return max(1, int((round(pixels) if _is_chinese(look) else pixels) * 0.5 + 0.5))


@lru_cache(maxsize=256)
def line_height(look: CellLook) -> float:
    """How far the lines of a text are apart, which is also how high a row with one line is."""
    pixels = round(look.size / _PIXEL)
    if _is_chinese(look):
        return (round(pixels * 1.14) + (1 if pixels <= _SMALL else 3)) * _PIXEL
    return (round(pixels * 1.25) + 1) * _PIXEL


def text_height(text: str, look: CellLook, width: float) -> float:
    """How high a text is in a cell of this width. One that does not break is a single line."""
    if not look.wraps:
        return line_height(look)
    room = width - _AROUND * _PIXEL - look.indent * look.size
    return line_count(text, max(1.0, room / look.size)) * line_height(look)


def _is_chinese(look: CellLook) -> bool:
    return _CHINESE.search(look.font) is not None
