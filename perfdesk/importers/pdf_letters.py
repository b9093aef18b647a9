"""The letters of a page of a PDF with their places, without those of a watermark.

PDFium is asked by its C functions, because the helpers of the binding return no places.
"""

import ctypes
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from perfdesk.importers.pdf_visibility import Box, TextObjects, cut_off, holds
from perfdesk.importers.ruling import NEAR

# What PDFium says of a glyph without a text, and of a word that was divided; below the first are signs of control.
_UNKNOWN: Final = (0, 0xFFFF)
_DIVIDED: Final = 0xFFFE
_FIRST: Final = 0x20
# Fonts have signs of their own here, and only they know which.
_OWN_SIGNS: Final = range(0xE000, 0xF900)
# A watermark is written across, or large and so light that the text on it can be read.
_SLANT: Final = math.radians(5)
_LEVEL: Final = 0.99
# How far below a letter its line may be, as a part of its width.
_LINE_HEIGHT: Final = 1.0
_LARGE: Final = 2
_LIGHT: Final = 150

Point = tuple[float, float]
Shown = Callable[[float, float], Point]


class PageGround(NamedTuple):
    """How large a page is as it is shown, and the dark grounds on it, on which white letters are seen."""

    width: float
    height: float
    grounds: Sequence[Box] = ()


class Letter(NamedTuple):
    """A character: its left and right edge, the line it stands on, its size in points, and the middle of what is seen
    of it, or of the cell that cuts it off. Fonts that stand in for others are higher than the line they are put on.
    `at` is its place in the file; a letter is level where its text goes to the right."""

    text: str
    left: float
    right: float
    base: float
    size: float
    middle: Point
    at: int = 0
    level: bool = True


class PageText(NamedTuple):
    """What is written on a page; whether there is a watermark; of how many letters the file does not tell what they
    are; how many are seen by nobody, and are not read; how many are cut off at the edge of their cell, and are read."""

    letters: tuple[Letter, ...]
    watermark: bool
    unreadable: int
    unseen: int
    cut_off: int


def page_text(page: pypdfium2.PdfTextPage, shown: Shown, ground: PageGround) -> PageText:
    """The text of a page; `shown` tells where its points are."""
    codes = list(_codes(page))
    known = [(at, chr(code)) for at, code in codes if code not in _UNKNOWN]
    places = _Places(page.raw, shown)
    level = [places.letter(at, text) for at, text in known if not _is_slanted(page.raw, at)]
    seen = [one for one in level if places.is_seen(one, ground)]
    letters = tuple(_without_light(page.raw, seen))
    unreadable = sum(code in _UNKNOWN or code in _OWN_SIGNS for _, code in codes)
    watermark = len(level) < len(known) or len(letters) < len(seen)
    return PageText(letters, watermark, unreadable, len(level) - len(seen), places.cut_off)


def _without_light(raw: Any, letters: Sequence[Letter]) -> Iterator[Letter]:
    """The letters without those that are both large and light."""
    sizes = sorted(one.size for one in letters)
    usual = sizes[len(sizes) // 2] if sizes else 0.0
    yield from (one for one in letters if one.size <= _LARGE * usual or not _is_light(raw, one.at))


def _codes(page: pypdfium2.PdfTextPage) -> Iterator[tuple[int, int]]:
    """The characters in the order of the file, each with its place there, without the spaces and line ends that PDFium
    adds."""
    high = 0
    for at in range(page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(page.raw, at)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0
        high = 0
        is_text = code >= _FIRST or code in _UNKNOWN
        if is_text and code != _DIVIDED and pdfium.FPDFText_IsGenerated(page.raw, at) != 1:
            yield at, code


def _is_slanted(raw: Any, at: int) -> bool:
    """Whether a letter stands neither upright nor turned by a right angle."""
    off = float(pdfium.FPDFText_GetCharAngle(raw, at)) % (math.pi / 2)
    return min(off, math.pi / 2 - off) > _SLANT


def _is_light(raw: Any, at: int) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFText_GetFillColor(raw, at, red, green, blue, alpha):
        return False
    return min(red.value, green.value, blue.value) >= _LIGHT or alpha.value < _LIGHT


class _Places:
    """Where letters are. PDFium writes into variables, which are made once for a page."""

    def __init__(self, raw: Any, shown: Shown) -> None:
        self._raw = raw
        self._pieces = TextObjects(raw)
        self.cut_off = 0
        self._shown = shown
        self._x, self._y, self._box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
        self._ink = tuple(ctypes.c_double() for _ in range(4))

    def letter(self, at: int, text: str) -> Letter:
        """A letter by its place in the file."""
        pdfium.FPDFText_GetCharOrigin(self._raw, at, self._x, self._y)
        pdfium.FPDFText_GetLooseCharBox(self._raw, at, self._box)
        pdfium.FPDFText_GetCharBox(self._raw, at, *self._ink)
        left, right, bottom, top = (one.value for one in self._ink)
        middle = self._middle(at, text, (left + right) / 2, (bottom + top) / 2)
        box, shown = self._box, self._shown
        corners = shown(box.left, box.bottom), shown(box.right, box.top)
        origin = shown(self._x.value, self._y.value)
        level = self._is_level(at, origin)
        return _letter(text, origin, *corners, middle, level=level)._replace(at=at, level=level)

    def _is_level(self, at: int, origin: Point) -> bool:
        """Whether the text goes to the right on the page as it is shown."""
        angle = pdfium.FPDFText_GetCharAngle(self._raw, at)
        return self._shown(self._x.value + math.cos(angle), self._y.value + math.sin(angle))[0] - origin[0] > _LEVEL

    def _middle(self, at: int, text: str, x: float, y: float) -> Point:
        """The middle of a letter; of one that its cell cuts off, as LibreOffice prints a sheet, the middle of the
        cell."""
        inside = None if text.isspace() else cut_off(self._pieces.of(at), x, y)
        self.cut_off += inside is not None
        return self._shown(*(inside or (x, y)))

    def is_seen(self, letter: Letter, ground: PageGround) -> bool:
        """Whether a letter is drawn on the paper, larger than a point, and not in white on white. A space is not
        looked at."""
        if letter.text.isspace():
            return True
        piece, (x, y) = self._pieces.of(letter.at), letter.middle
        if not (piece.drawn and 0 <= x <= ground.width and 0 <= y <= ground.height):
            return False
        white = self._pieces.is_white(letter.at, outlined=piece.outlined)
        return not white or any(holds(one, x, y) for one in ground.grounds)


def _letter(text: str, origin: Point, one: Point, other: Point, middle: Point, *, level: bool) -> Letter:
    """`level` says that the text is not turned on its page. Some fonts have a box around each letter that is no higher
    than what is seen of it: 一 floats above its line."""
    left, right = sorted((one[0], other[0]))
    top, bottom = sorted((one[1], other[1]))
    reach = _LINE_HEIGHT * (right - left) if level else NEAR
    upright = top - reach <= origin[1] <= bottom + reach
    if text.isspace():
        middle = (left + right) / 2, (top + bottom) / 2
    return Letter(text, left, right, origin[1] if upright else bottom, bottom - top, middle)
