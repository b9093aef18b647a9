"""Small PDFs with ruled tables, drawn as other programs draw them, without a font: readers know the names of Adobe's.

A table is a list of boxes: row, column, rows, columns, text. All rows are as high and all columns as wide as the
others, unless told.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

WIDTH, HEIGHT, SIZE = 595, 842, 10


class Box(NamedTuple):
    """A cell of a drawn table."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


@dataclass(frozen=True)
class DrawnTable:
    """A table at a height from the top of its page."""

    boxes: tuple[Box, ...]
    top: float = 80
    left: float = 60
    wide: float = 60
    high: float = 40
    heights: tuple[float, ...] = ()

    @property
    def rows(self) -> int:
        return max(one.row + one.rows for one in self.boxes)

    @property
    def columns(self) -> int:
        return max(one.column + one.columns for one in self.boxes)

    def frame(self, one: Box) -> tuple[float, float, float, float]:
        """Left, bottom, width and height in PDF's points."""
        down = [0.0, *accumulate(self.heights or [self.high] * self.rows)]
        left, top = self.left + one.column * self.wide, self.top + down[one.row]
        height = down[one.row + one.rows] - down[one.row]
        return left, HEIGHT - top - height, one.columns * self.wide, height


Style = Callable[[float, float, float, float], str]


def stroked_boxes(x: float, y: float, w: float, h: float) -> str:
    """A frame around each cell, as this program paints."""
    return f"{x} {y} {w} {h} re S"


def stroked_lines(x: float, y: float, w: float, h: float) -> str:
    """Four lines, as LibreOffice draws, which stop before the corners."""
    ends = (
        (x + 1, y, x + w - 1, y),
        (x + 1, y + h, x + w - 1, y + h),
        (x, y + 1, x, y + h - 1),
        (x + w, y + 1, x + w, y + h - 1),
    )
    return " ".join(f"{a} {b} m {c} {d} l S" for a, b, c, d in ends)


def thin_bars(x: float, y: float, w: float, h: float) -> str:
    """Filled bars half a point thick, as Word and WPS draw, on a grey ground."""
    bars = ((x, y, w, 0.5), (x, y + h, w, 0.5), (x, y, 0.5, h), (x + w, y, 0.5, h))
    ground = f"0.9 g {x} {y} {w} {h} re f 0 g "
    return ground + " ".join(f"{a} {b} {c} {d} re f" for a, b, c, d in bars)


def dashed(x: float, y: float, w: float, h: float) -> str:
    """Many short lines."""
    across = (f"{x + at} {b} m {x + at + 3} {b} l S" for b in (y, y + h) for at in range(0, int(w), 5))
    down = (f"{a} {y + at} m {a} {y + at + 3} l S" for a in (x, x + w) for at in range(0, int(h), 5))
    return " ".join((*across, *down))


def open_sides(table: DrawnTable) -> Style:
    """Frames without the outer upright lines."""
    right = table.left + table.columns * table.wide

    def style(x: float, y: float, w: float, h: float) -> str:
        level = f"{x} {y} m {x + w} {y} l S {x} {y + h} m {x + w} {y + h} l S"
        inner = [a for a in (x, x + w) if table.left < a < right]
        return " ".join((level, *(f"{a} {y} m {a} {y + h} l S" for a in inner)))

    return style


@dataclass
class Page:
    """A page: what is drawn, with lines of text at heights from the top."""

    tables: Sequence[DrawnTable] = ()
    lines: Sequence[tuple[float, str]] = ()
    style: Style = stroked_boxes
    more: str = ""
    turned: int = 0
    inside_form: bool = False
    parts: list[str] = field(default_factory=list)

    @property
    def paper(self) -> tuple[float, float]:
        """The lower and the right edge of the paper, which is larger where a table needs it."""
        frames = [table.frame(one) for table in self.tables for one in table.boxes]
        lowest = min((*(y for _, y, _, _ in frames), *(HEIGHT - height for height, _ in self.lines)), default=0.0)
        # What stands near the edge is a footer.
        return (lowest - HEIGHT / 8 if lowest < 0 else 0.0), max((x + w + SIZE for x, _, w, _ in frames), default=WIDTH)

    def content(self) -> str:
        parts = [self.more]
        for table in self.tables:
            parts += [self.style(*table.frame(one)) for one in table.boxes]
            parts += [text for one in table.boxes for text in _texts(one.text, *table.frame(one))]
        parts += [shown(70, HEIGHT - height, text) for height, text in self.lines]
        return "\n".join(parts)


def _texts(text: str, x: float, y: float, w: float, h: float) -> Iterator[str]:
    """The lines of a cell, broken where the cell is full, from its top."""
    room = int((w - 6) // SIZE)
    lines = [part[at : at + room] for part in text.split("\n") for at in range(0, len(part), room)]
    for number, line in enumerate(lines):
        yield shown(x + 3, y + h - 3 - (number + 1) * SIZE, line)


def shown(x: float, y: float, text: str) -> str:
    """A text from a point on."""
    return f"BT /F1 {SIZE} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET"


def drawn_pdf(*pages: Page) -> bytes:
    """The file."""
    writer = PdfWriter()
    font = writer._add_object(_font(writer))
    for one in pages:
        page = writer.add_blank_page(WIDTH, HEIGHT)
        resources = DictionaryObject({
            NameObject("/Font"): DictionaryObject({NameObject("/F1"): font}), NameObject("/ExtGState"): _states(),
        })  # fmt: skip
        stream = DecodedStreamObject()
        stream.set_data(one.content().encode())
        if one.inside_form:
            stream[NameObject("/Type")], stream[NameObject("/Subtype")] = NameObject("/XObject"), NameObject("/Form")
            stream[NameObject("/BBox")] = ArrayObject(map(NumberObject, (0, 0, 2 * WIDTH, 2 * HEIGHT)))
            stream[NameObject("/Resources")] = resources
            form = writer._add_object(stream)
            resources = DictionaryObject({NameObject("/XObject"): DictionaryObject({NameObject("/X"): form})})
            stream = DecodedStreamObject()
            stream.set_data(b"q 0.5 0 0 0.5 20 30 cm /X Do Q")
        page[NameObject("/Resources")] = resources
        page[NameObject("/Contents")] = writer._add_object(stream)
        bottom, right = one.paper
        page.mediabox.lower_left, page.mediabox.upper_right = (0, bottom), (max(right, WIDTH), HEIGHT)
        if one.turned:
            page[NameObject("/Rotate")] = NumberObject(one.turned)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _states() -> DictionaryObject:
    """Half transparent, and as a marker pen."""
    return DictionaryObject({
        NameObject("/G"): DictionaryObject({NameObject("/ca"): FloatObject(0.5)}),
        NameObject("/M"): DictionaryObject({NameObject("/BM"): NameObject("/Multiply")}),
    })  # fmt: skip


def _font(writer: PdfWriter) -> DictionaryObject:
    """A font that lies in no file, with the encoding that every reader knows."""
    system = DictionaryObject({
        NameObject("/Registry"): TextStringObject("Adobe"), NameObject("/Ordering"): TextStringObject("GB1"),
        NameObject("/Supplement"): NumberObject(2),
    })  # fmt: skip
    under = writer._add_object(DictionaryObject({
        NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/CIDFontType0"),
        NameObject("/BaseFont"): NameObject("/STSong-Light"), NameObject("/CIDSystemInfo"): system,
    }))  # fmt: skip
    return DictionaryObject({
        NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type0"),
        NameObject("/BaseFont"): NameObject("/STSong-Light"), NameObject("/Encoding"): NameObject("/UniGB-UCS2-H"),
        NameObject("/DescendantFonts"): ArrayObject([under]),
    })  # fmt: skip
