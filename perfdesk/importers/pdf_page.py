"""What stands on the pages of a PDF: letters with their places, and the straight lines between them.

PDFium reads the file (pypdfium2; BSD and Apache licences). It is asked by its C functions, because the helpers of the
binding return no places. Points count from the upper left corner of the page as it is shown.
"""

import ctypes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pypdfium2
import pypdfium2.raw as pdfium

from perfdesk.importers.grid import ImportFailure
from perfdesk.importers.pdf import WITH_PASSWORD
from perfdesk.importers.pdf_covering import is_rectangle, left_of_level, left_of_upright
from perfdesk.importers.pdf_letters import PageGround, PageText, Point, page_text
from perfdesk.importers.pdf_visibility import Box, largest
from perfdesk.importers.ruling import NEAR, Segment

_MOST_PAGES: Final = 300
_MOST_LETTERS: Final = 30_000
_MOST_OBJECTS: Final = 50_000
_MOST_POINTS: Final = 100_000
# Lines with the grounds painted over them: some tenths of a second for a page.
_MOST_COMPARED: Final = 500_000
_DEEPEST: Final = 6
# What is shorter is a part of a dashed line, or of a letter that is drawn.
_SHORTEST: Final = 1.0
_SLANT: Final = 0.5
_WHITE: Final = 250
# A border of 6 points is the thickest that Word offers.
_THICKEST: Final = 6.5
_MANY_TIMES: Final = 4
_LINE, _CURVE, _MOVE = pdfium.FPDF_SEGMENT_LINETO, pdfium.FPDF_SEGMENT_BEZIERTO, pdfium.FPDF_SEGMENT_MOVETO


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page: its size, what is written and drawn on it, and whether a picture is."""

    number: int
    width: float
    height: float
    text: PageText
    level: tuple[Segment, ...]
    upright: tuple[Segment, ...]
    pictures: bool


def pdf_pages(path: Path) -> Iterator[PdfPage]:
    """The pages in order. ImportFailure for what is no PDF, or is too large for one of an annex."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise ImportFailure(f"{path} {WITH_PASSWORD}。") from None
        raise ImportFailure(
            f"{path} 不是完整的 PDF，可能已损坏或加了密，没有装入；请重新复制或下载，或者请对方再发一份。"
        ) from None
    with document:
        if len(document) > _MOST_PAGES:
            raise ImportFailure(f"{path} 有 {len(document)} 页，太长，没有装入；请只留要用的几页再试。")
        for number in range(len(document)):
            try:
                page = document[number]
                read = _page(path, page, number + 1)
            except pypdfium2.PdfiumError:
                raise ImportFailure(f"{path} 第{number + 1}页已损坏，没有装入。") from None
            page.close()
            yield read


def _page(path: Path, page: pypdfium2.PdfPage, number: int) -> PdfPage:
    shown = _Shown(page)
    text = page.get_textpage()
    if text.count_chars() > _MOST_LETTERS:
        raise ImportFailure(f"{path} 第{number}页的文字太多，不像绩效目标表，没有装入。")
    drawn = _Drawn(shown)
    try:
        drawn.take(page.raw)
    except _TooMuch:
        raise ImportFailure(f"{path} 第{number}页画的线太多，不像绩效目标表，没有装入。") from None
    width, height = shown.size
    written = page_text(text, shown, PageGround(width, height, largest(drawn.grounds)))
    text.close()
    return PdfPage(number, width, height, written, tuple(drawn.level), tuple(drawn.upright), drawn.pictures)


class _Shown:
    """From the points of a page to those of the page as it is shown: turned, and counted from above."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        left, bottom, right, top = page.get_cropbox()
        self._left, self._bottom = left, bottom
        self._width, self._height = right - left, top - bottom
        self.turned: Final = page.get_rotation() // 90 % 4
        self.size: Final = (self._width, self._height)[:: -1 if self.turned % 2 else 1]

    def __call__(self, x: float, y: float) -> Point:
        """A point."""
        x, y = x - self._left, y - self._bottom
        return ((x, self._height - y), (y, x), (self._width - x, y), (self._height - y, self._width - x))[self.turned]


# --- lines -------------------------------------------------------------------------------------------------------


class _TooMuch(Exception):
    """A page holds more than an annex has."""


_Matrix = tuple[float, float, float, float, float, float]
_SAME: Final[_Matrix] = (1, 0, 0, 1, 0, 0)


class _Drawn:
    """Collects the straight lines of a page, those of its forms (drawings that a page uses) included."""

    def __init__(self, shown: _Shown) -> None:
        self._shown = shown
        self._objects = self._points = self._compared = 0
        self.level: Final[list[Segment]] = []
        self.upright: Final[list[Segment]] = []
        self.grounds: Final[list[Box]] = []
        self.pictures = False

    def take(self, page: Any) -> None:
        """All objects of a page."""
        for at in range(pdfium.FPDFPage_CountObjects(page)):
            self._object(pdfium.FPDFPage_GetObject(page, at), _SAME, 0)

    def _object(self, one: Any, outer: _Matrix, depth: int) -> None:
        self._objects += 1
        if self._objects > _MOST_OBJECTS:
            raise _TooMuch
        kind = pdfium.FPDFPageObj_GetType(one)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            self.pictures = True
            inner = _product(_matrix(one), outer)
            self.grounds.append(_box([self._shown(*_moved(inner, x, y)) for x, y in ((0, 0), (1, 1))]))
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            self._path(one, _product(_matrix(one), outer))
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            inner = _product(_matrix(one), outer)
            for at in range(pdfium.FPDFFormObj_CountObjects(one)):
                self._object(pdfium.FPDFFormObj_GetObject(one, at), inner, depth + 1)

    def _path(self, one: Any, matrix: _Matrix) -> None:
        """Stroked lines as they are; of what is filled only what is as thin as a line, and all of it as a ground."""
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(one, fill, stroke)
        stroked = bool(stroke.value) and _is_seen(one, pdfium.FPDFPageObj_GetStrokeColor)
        filled = bool(fill.value) and _is_seen(one, pdfium.FPDFPageObj_GetFillColor)
        if not stroked and not fill.value:
            return
        outlines = [points for points in self._outlines(one, matrix) if points]
        if fill.value and len(outlines) == 1 and is_rectangle(outlines[0]) and _hides(one):
            self._cover(_box(outlines[0]))
        if stroked:
            self._strokes(outlines)
        if filled:
            self._filled([_box(points) for points in outlines], only=not stroked)

    def _strokes(self, outlines: Iterable[list[Point]]) -> None:
        for points in outlines:
            for start, end in pairwise(points):
                self._line(start, end)

    def _filled(self, boxes: list[Box], *, only: bool) -> None:
        """What is filled: as grounds, and, where it is not stroked too, as thick lines."""
        self._grounds_or_rings(boxes)
        for box in boxes if only else ():
            self._bar(box)

    def _cover(self, box: Box) -> None:
        """Takes away what a ground hides of the lines before it; of very many grounds the first."""
        self._compared += len(self.level) + len(self.upright)
        if self._compared <= _MOST_COMPARED:
            self.level[:] = left_of_level(self.level, box)
            self.upright[:] = left_of_upright(self.upright, box)

    def _grounds_or_rings(self, boxes: list[Box]) -> None:
        """What is filled: frames between two outlines, one little smaller than the other, as programs print that make
        pages of web pages; or grounds."""
        rings = [(one, other) for one, other in pairwise(boxes) if _is_around(one, other) or _is_around(other, one)]
        for one, other in rings:
            left, top, right, bottom = ((a + b) / 2 for a, b in zip(one, other, strict=True))
            corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
            for start, end in pairwise(corners):
                self._line(start, end)
        if not rings:
            self.grounds.extend(boxes)

    def _outlines(self, one: Any, matrix: _Matrix) -> Iterator[list[Point]]:
        """The corners of each part of a path; a curve ends a part, for tables have none."""
        x, y = ctypes.c_float(), ctypes.c_float()
        points: list[Point] = []
        count = pdfium.FPDFPath_CountSegments(one)
        self._points += max(0, count)
        if self._points > _MOST_POINTS:
            raise _TooMuch
        for at in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(one, at)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind != _LINE:
                yield points
                points = []
            points.append(self._shown(*_moved(matrix, x.value, y.value)))
            if pdfium.FPDFPathSegment_GetClose(segment):
                points.append(points[0])
        yield points

    def _line(self, start: Point, end: Point) -> None:
        across, down = abs(start[0] - end[0]), abs(start[1] - end[1])
        if not self._is_on_paper(start, end):
            return
        if down <= _SLANT and across >= _SHORTEST:
            self.level.append(Segment((start[1] + end[1]) / 2, *sorted((start[0], end[0]))))
        elif across <= _SLANT and down >= _SHORTEST:
            self.upright.append(Segment((start[0] + end[0]) / 2, *sorted((start[1], end[1]))))

    def _is_on_paper(self, start: Point, end: Point) -> bool:
        """Whether a line lies on the page at least in part: what was cut off belongs to nobody."""
        left, top, right, bottom = _box([start, end])
        width, height = self._shown.size
        return left <= width and top <= height and right >= 0 and bottom >= 0

    def _bar(self, box: Box) -> None:
        left, top, right, bottom = box
        if _is_thin(bottom - top, right - left):
            self._line((left, (top + bottom) / 2), (right, (top + bottom) / 2))
        elif _is_thin(right - left, bottom - top):
            self._line(((left + right) / 2, top), ((left + right) / 2, bottom))


def _is_thin(thick: float, long: float) -> bool:
    """Whether a bar is a line: hardly to be seen as a bar, or a thick line that is many times as long."""
    return (thick <= NEAR and long > thick) or (thick <= _THICKEST and long >= _MANY_TIMES * thick)


def _box(points: list[Point]) -> Box:
    return min(x for x, _ in points), min(y for _, y in points), max(x for x, _ in points), max(y for _, y in points)


def _is_around(outer: Box, inner: Box) -> bool:
    """Whether a box lies in another one, nearly as large."""
    gaps = (inner[0] - outer[0], inner[1] - outer[1], outer[2] - inner[2], outer[3] - inner[3])
    return all(0 < gap <= NEAR for gap in gaps)


def _is_seen(one: Any, color: Any) -> bool:
    """Whether something is drawn in another colour than white."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not color(one, red, green, blue, alpha):
        return True
    return alpha.value > 0 and min(red.value, green.value, blue.value) < _WHITE


def _hides(one: Any) -> bool:
    """Whether what is filled lets nothing through, and is not cut to a shape of its own."""
    clipped = pdfium.FPDFClipPath_CountPaths(pdfium.FPDFPageObj_GetClipPath(one)) > 0
    return not clipped and not pdfium.FPDFPageObj_HasTransparency(one)


def _matrix(one: Any) -> _Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(one, found):
        return _SAME
    return found.a, found.b, found.c, found.d, found.e, found.f


def _product(one: _Matrix, other: _Matrix) -> _Matrix:
    """First one, then the other."""
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _moved(matrix: _Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
