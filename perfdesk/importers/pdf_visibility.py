"""Whether letters of a PDF are seen on its page: a file may hold others, of a text that was recognised below a picture,
of a link, or to deceive whoever searches it.

PDFium is asked by its C functions, because the helpers of the binding tell nothing of this.
"""

import ctypes
import math
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import pypdfium2.raw as pdfium

# What nobody can read: smaller than a point, or in the colour of the paper.
_SMALLEST: Final = 1.0
_WHITE: Final = 250
_UNSEEN_MODES: Final = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_OUTLINED: Final = (pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP)
# So many grounds are compared with each white letter; a page with more of them is a drawing.
_MOST_GROUNDS: Final = 500

Box = tuple[float, float, float, float]


class TextObject(NamedTuple):
    """What a piece of text says of its letters: whether they are drawn and large enough, where they lie, and what is
    cut off around them."""

    drawn: bool = True
    outlined: bool = False
    bounds: Box | None = None
    clip: Box | None = None


class TextObjects:
    """The pieces of text of a page. Each holds many letters and is asked once."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self._known: dict[int, TextObject] = {}

    def of(self, at: int) -> TextObject:
        """The piece that holds a letter, by the letter's place in the file."""
        one = pdfium.FPDFText_GetTextObject(self._raw, at)
        if not one:
            return TextObject()
        name = ctypes.addressof(one.contents)
        if name not in self._known:
            self._known[name] = _asked(one)
        return self._known[name]

    def is_white(self, at: int, *, outlined: bool) -> bool:
        """Whether a letter has the colour of paper, or none."""
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        color = pdfium.FPDFText_GetStrokeColor if outlined else pdfium.FPDFText_GetFillColor
        if not color(self._raw, at, red, green, blue, alpha):
            return False
        return alpha.value == 0 or min(red.value, green.value, blue.value) >= _WHITE


def _asked(one: Any) -> TextObject:
    mode = pdfium.FPDFTextObj_GetTextRenderMode(one)
    edges = tuple(ctypes.c_float() for _ in range(4))
    bounds = None
    if pdfium.FPDFPageObj_GetBounds(one, *edges):
        left, bottom, right, top = (edge.value for edge in edges)
        bounds = left, bottom, right, top
    drawn = mode not in _UNSEEN_MODES and _size(one) >= _SMALLEST
    return TextObject(drawn, mode in _OUTLINED, bounds, _clip(pdfium.FPDFPageObj_GetClipPath(one)))


def _size(one: Any) -> float:
    """The size of letters, which are as wide as high on the whole. The box of a point or a dash tells nothing of it."""
    size, matrix = ctypes.c_float(), pdfium.FS_MATRIX()
    if not pdfium.FPDFTextObj_GetFontSize(one, size) or not pdfium.FPDFPageObj_GetMatrix(one, matrix):
        return _SMALLEST
    return abs(size.value) * math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))


def _clip(path: Any) -> Box | None:
    """The box in which something is shown. Of several paths what all of them leave."""
    box: Box | None = None
    x, y = ctypes.c_float(), ctypes.c_float()
    for at in range(max(0, pdfium.FPDFClipPath_CountPaths(path))):
        places = []
        for number in range(min(_MOST_GROUNDS, max(0, pdfium.FPDFClipPath_CountPathSegments(path, at)))):
            pdfium.FPDFPathSegment_GetPoint(pdfium.FPDFClipPath_GetPathSegment(path, at, number), x, y)
            places.append((x.value, y.value))
        if places:
            one = (min(a for a, _ in places), min(b for _, b in places),
                   max(a for a, _ in places), max(b for _, b in places))  # fmt: skip
            box = one if box is None else (*map(max, box[:2], one[:2]), *map(min, box[2:], one[2:]))  # type: ignore[assignment]
    return box


def holds(box: Box | None, x: float, y: float) -> bool:
    """Whether a point lies in a box."""
    return box is not None and box[0] <= x <= box[2] and box[1] <= y <= box[3]


def cut_off(piece: TextObject, x: float, y: float) -> tuple[float, float] | None:
    """The middle of the box in which a letter at a point would be shown, if it lies outside and is not shown.

    A box counts in the points of the letter only where the piece itself does: a drawing inside the page has its own.
    """
    clip = piece.clip
    if clip is None or holds(clip, x, y) or not holds(piece.bounds, x, y):
        return None
    return (clip[0] + clip[2]) / 2, (clip[1] + clip[3]) / 2


def largest(grounds: Sequence[Box]) -> Sequence[Box]:
    """The grounds on which white letters are looked for."""
    return sorted(grounds, key=lambda one: (one[0] - one[2]) * (one[3] - one[1]))[:_MOST_GROUNDS]
