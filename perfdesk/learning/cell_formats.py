"""How the cells of a sheet are drawn: type, place of the text, lines around them, ground (ECMA-376 part 1, 18.8).

A line between two cells belongs to both; where they differ the heavier one is drawn. Around merged cells it is the one
that most of their places have. Colours of lines are not taken over, and of grounds only light ones.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Final, NamedTuple

from lxml import etree

from perfdesk.exporters.original.cell_looks import CellLook, CellLooks
from perfdesk.exporters.original.cell_references import place
from perfdesk.exporters.original.sheet_measures import line_height
from perfdesk.importers.cell_styles import S, is_index
from perfdesk.learning.look import CellFormat, Sides
from perfdesk.paper.row_heights import BORDER

_SIDES: Final = ("left", "right", "top", "bottom")
_NONE: Final[Sides] = ("none",) * 4
# What the lines of Excel (18.18.3) are here; each heavier than the one before.
_LINES: Final[Mapping[str, str]] = {
    "": "none", "none": "none", "hair": "dotted", "dotted": "dotted", "dashed": "dashed", "dashDot": "dashed",
    "dashDotDot": "dashed", "mediumDashed": "dashed", "mediumDashDot": "dashed", "mediumDashDotDot": "dashed",
    "slantDashDot": "dashed", "thin": "thin", "medium": "medium", "double": "double", "thick": "thick",
}  # fmt: skip
# Each heavier than the one before.
WEIGHT: Final = {name: at for at, name in enumerate(dict.fromkeys(_LINES.values()))}
_ALIGNS: Final = {
    "left": "left", "center": "center", "centerContinuous": "center", "right": "right", "justify": "both",
    "distributed": "both", "fill": "left",
}  # fmt: skip
_VERTICAL: Final = {"top": "top", "center": "middle", "distributed": "middle", "justify": "top"}
# The light ones of the colours that old files name by number (18.8.27).
_INDEXED: Final[Mapping[str, str]] = {
    "22": "C0C0C0", "26": "FFFFCC", "27": "CCFFFF", "31": "CCCCFF", "34": "CCFFFF", "41": "CCFFFF", "42": "CCFFCC",
    "43": "FFFF99", "47": "FFCC99", "13": "FFFF00", "5": "FFFF00",
}  # fmt: skip
# Of 255; what is darker is no ground for black letters.
_LIGHT: Final = 190
_WHITE: Final = "FFFFFF"
_COLOUR: Final = re.compile("[0-9A-Fa-f]{6}")
_ON: Final = ("1", "true")
_LARGEST: Final = 200.0
_MOST_ROWS, _MOST_COLUMNS, _MOST_CELLS = 600, 64, 10_000
# Merged cells do not overlap, so they cover no more than a sheet has.
_MOST_COVERED: Final = _MOST_ROWS * _MOST_COLUMNS
_Place = tuple[int, int]


class _Drawn(NamedTuple):
    """What a style says besides the text: lines and ground; whether it is italic."""

    edges: Sides = _NONE
    fill: str = ""
    italic: bool = False


class CellFormats:
    """Those of a workbook, by the number that a cell names. `colours` are those of its theme."""

    def __init__(self, styles: etree._Element | None, looks: CellLooks, colours: Sequence[str]) -> None:
        self._looks = looks
        self._drawn = [*_drawn(styles, colours)] if styles is not None else []

    def edges(self, style: str | None) -> Sides:
        """The lines that a cell has by itself; one that is not there has none."""
        return _NONE if style is None else self._of(style).edges

    def _of(self, style: str) -> _Drawn:
        return self._drawn[int(style)] if is_index(style, len(self._drawn)) else _Drawn()

    def of(self, style: str, edges: Sides, scale: float, usual: str) -> CellFormat:
        """The format of a cell with these lines, on a sheet that prints `scale` times as large. `usual` is where its
        text stands if nothing is said."""
        look, drawn = self._looks.of(style), self._of(style)
        inset = float(look.indent) if look.align in ("left", "right", "distributed") else 0.0
        return CellFormat(
            look.font[:40], min(round(look.size * scale, 2), _LARGEST), line_of(look, scale), look.bold, drawn.italic,
            _ALIGNS.get(look.align, usual), _VERTICAL.get(look.vertical, "bottom"), inset,
            look.shrinks and not look.wraps, edges, drawn.fill,
        )  # fmt: skip


def line_of(look: CellLook, scale: float) -> float:
    """How far the lines of a text are apart on paper. A row of one line has one border more than its line in our
    tables, one of three has two less than Excel's."""
    return round(min(line_height(look) * scale - BORDER / 2, _LARGEST), 2)


def _drawn(root: etree._Element, colours: Sequence[str]) -> Iterator[_Drawn]:
    borders = [_edges(one) for one in root.iterfind(f"{S}borders/{S}border")]
    fills = [_fill(one, colours) for one in root.iterfind(f"{S}fills/{S}fill")]
    italic = [_is_on(one.find(f"{S}i")) for one in root.iterfind(f"{S}fonts/{S}font")]
    for one in root.iterfind(f"{S}cellXfs/{S}xf"):
        border, fill, font = (str(one.get(name, "0")) for name in ("borderId", "fillId", "fontId"))
        yield _Drawn(
            borders[int(border)] if is_index(border, len(borders)) else _NONE,
            fills[int(fill)] if is_index(fill, len(fills)) else "",
            italic[int(font)] if is_index(font, len(italic)) else False,
        )


def _is_on(node: etree._Element | None) -> bool:
    return node is not None and node.get("val", "1") in _ON


def _edges(border: etree._Element) -> Sides:
    found = (border.find(f"{S}{side}") for side in _SIDES)
    names = (str(one.get("style", "")) if one is not None else "" for one in found)
    left, right, top, bottom = (_LINES.get(name, "thin") for name in names)
    return left, right, top, bottom


# --- grounds -----------------------------------------------------------------------------------------------------


def theme_colours(theme: etree._Element | None) -> tuple[str, ...]:
    """The colours of a theme as cells count them: light before dark (18.8.3)."""
    scheme = next(theme.iter("{*}clrScheme"), None) if theme is not None else None
    found = [_theme_colour(one) for one in (scheme if scheme is not None else ())][:12]
    return (found[1], found[0], found[3], found[2], *found[4:]) if len(found) > 3 else ()


def _theme_colour(node: etree._Element) -> str:
    one = next(iter(node), None)
    return "" if one is None else str(one.get("lastClr") or one.get("val") or "")


def _fill(node: etree._Element, colours: Sequence[str]) -> str:
    """A light ground; "" if there is none, or it is white or dark."""
    pattern = node.find(f"{S}patternFill")
    colour = pattern.find(f"{S}fgColor") if pattern is not None and pattern.get("patternType") == "solid" else None
    if colour is None:
        return ""
    theme, indexed = str(colour.get("theme", "")), str(colour.get("indexed", ""))
    named = colours[int(theme)] if is_index(theme, len(colours)) else _INDEXED.get(indexed, "")
    return light(str(colour.get("rgb") or named)[-6:], str(colour.get("tint", "0")))


def light(colour: str, tint: str = "0") -> str:
    """A colour if it is a ground for black letters; "" if it is white, dark, or none."""
    made = _tinted(colour, tint) if _COLOUR.fullmatch(colour) else ""
    return made if made != _WHITE else ""


def _tinted(colour: str, tint: str) -> str:
    try:
        share = min(1.0, max(-1.0, float(tint)))
        parts = [int(colour[at : at + 2], 16) for at in (0, 2, 4)]
    except ValueError:
        return ""
    whole = [round(one + (255 - one) * share if share > 0 else one * (1 + share)) for one in parts]
    red, green, blue = whole
    is_light = 0.3 * red + 0.59 * green + 0.11 * blue >= _LIGHT
    return "".join(f"{one:02X}" for one in whole) if is_light else ""


# --- a sheet -----------------------------------------------------------------------------------------------------


def formats_on(root: etree._Element, formats: CellFormats, scale: float) -> Iterator[tuple[int, int, CellFormat]]:
    """Row and column of each cell, from 0, with its format; of merged cells the first. Where nothing says so, a text
    stands left and a number right."""
    cells = {at: one for one in root.iter(f"{S}c") if _is_near(at := place(str(one.get("r", ""))))}
    styles = {at: str(one.get("s", "0")) for at, one in cells.items()}
    ends, covered = _merged(root)
    for at in [one for one in styles if one not in covered or one in ends][:_MOST_CELLS]:
        edges = _around(at, ends.get(at, at), styles, formats)
        yield at[0] - 1, at[1] - 1, formats.of(styles[at], edges, scale, _usual(cells[at]))


def _is_near(at: _Place) -> bool:
    return 0 < at[0] <= _MOST_ROWS and 0 < at[1] <= _MOST_COLUMNS


def _usual(cell: etree._Element) -> str:
    if next(cell.iterchildren(f"{S}v", f"{S}is"), None) is None:
        return ""
    return "right" if cell.get("t", "n") == "n" else "left"


def _merged(root: etree._Element) -> tuple[dict[_Place, _Place], set[_Place]]:
    """Where the merged cells end, by where they begin; the places that they cover."""
    ends: dict[_Place, _Place] = {}
    covered: list[_Place] = []
    for one in root.iter(f"{S}mergeCell"):
        first, _, last = str(one.get("ref", "")).partition(":")
        (top, left), (bottom, right) = place(first), place(last)
        rows, columns = range(top, min(bottom, _MOST_ROWS) + 1), range(left, min(right, _MOST_COLUMNS) + 1)
        fits = len(covered) + len(rows) * len(columns) <= _MOST_COVERED
        if _is_near((top, left)) and rows and columns and fits:
            ends[top, left] = rows[-1], columns[-1]
            covered += product(rows, columns)
    return ends, set(covered)


def _around(first: _Place, last: _Place, styles: Mapping[_Place, str], formats: CellFormats) -> Sides:
    """The lines around the cells from the first to the last."""
    (top, left), (bottom, right) = first, last
    rows, columns = range(top, bottom + 1), range(left, right + 1)
    sides = (
        (((row, left), (row, left - 1)) for row in rows), (((row, right), (row, right + 1)) for row in rows),
        (((top, column), (top - 1, column)) for column in columns),
        (((bottom, column), (bottom + 1, column)) for column in columns),
    )  # fmt: skip
    made = []
    for side, places in enumerate(sides):
        counts = Counter(_heavier(formats, styles, side, *pair) for pair in places)
        made.append(max(counts, key=lambda edge: (counts[edge], WEIGHT[edge])))
    return made[0], made[1], made[2], made[3]


def _heavier(formats: CellFormats, styles: Mapping[_Place, str], side: int, own: _Place, beside: _Place) -> str:
    """The line between two cells, on this side of the first one."""
    edges = formats.edges(styles.get(own))[side], formats.edges(styles.get(beside))[side ^ 1]
    return max(edges, key=WEIGHT.__getitem__)
