"""How the cells of the tables of a Word file are drawn: type, place of the text, lines around them, ground.

A line between two cells belongs to both. Where they differ, that of the cell which says it is drawn before that of the
table, and of two the heavier one (ECMA-376 part 1, 17.4.66). What a cell does not say, its row's exception says, then
the table, then the table's style.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from lxml import etree

from perfdesk.importers.namespaces import VALUE, W, number, on, value
from perfdesk.learning.cell_formats import WEIGHT, light
from perfdesk.learning.look import CellFormat, Sides
from perfdesk.learning.word_settings import WordSettings, typed

_SIDES: Final = ("left", "right", "top", "bottom")
# What strict files call them.
_ALSO: Final = {"left": "start", "right": "end"}
_INNER: Final = ("insideV", "insideV", "insideH", "insideH")
_BESIDE: Final = ((0, -1), (0, 1), (-1, 0), (1, 0))
_LINES: Final[Mapping[str, str]] = {
    "nil": "none", "none": "none", "dotted": "dotted", "dashed": "dashed", "dashSmallGap": "dashed",
    "dotDash": "dashed", "dotDotDash": "dashed", "double": "double", "triple": "double",
}  # fmt: skip
# Of a single line in eighths of a point: what is less is thin, what is less medium.
_MEDIUM, _THICK = 9, 16
_VERTICAL: Final = {"center": "middle", "both": "middle", "bottom": "bottom"}
_MOST_ROWS, _MOST_COLUMNS, _MOST_PLACES = 600, 64, 60_000
_DEEPEST_INSET: Final = 15.0
_Place = tuple[int, int]
_Borders = Mapping[str, str]
DrawnCell = tuple[int, int, CellFormat]


class WordCell(NamedTuple):
    """A cell of the file: where it stands, over how many columns, whether it goes on the one above."""

    node: etree._Element
    row: int
    column: int
    columns: int
    below: bool


class WordFormats:
    """Reads the tables of a file one after the other, no more places of cells than a file has at most."""

    def __init__(self, settings: WordSettings, pitch: float) -> None:
        self._settings = settings
        self._pitch = pitch
        self._left = _MOST_PLACES

    def of(self, table: etree._Element) -> tuple[DrawnCell, ...]:
        """Row and column of each cell with its format; of merged cells the first."""
        cells = [*cells_of(table)]
        self._left -= sum(one.columns for one in cells)
        return tuple(self._drawn(table, cells)) if self._left >= 0 else ()

    def _drawn(self, table: etree._Element, cells: Sequence[WordCell]) -> Iterator[DrawnCell]:
        style = self._settings.table_style(table)
        edges = _Edges(table, self._styled(style), cells)
        ends = dict(_ends(cells))
        for one in cells:
            if not one.below:
                sides = edges.around(one, ends.get((one.row, one.column), one.row))
                yield one.row, one.column, self._format(one.node, style, sides)

    def _styled(self, style: str) -> _Borders:
        """The lines that a table's style draws, with those of what it is based on."""
        found: dict[str, str] = {}
        for name in reversed([*self._settings.chain(style)]):
            if (node := self._settings.tables.get(name)) is not None:
                found |= _borders(node.find(f"{W}tblPr/{W}tblBorders"))
        return found

    def _format(self, node: etree._Element, style: str, edges: Sides) -> CellFormat:
        settings, paragraphs = node.find(f"{W}tcPr"), node.findall(f"{W}p")
        first = next((one for one in paragraphs if _is_written(one)), next(iter(paragraphs), None))
        said = self._settings.paragraph(first if first is not None else etree.Element(f"{W}p"), style)
        one = typed(said, self._pitch)
        shade = settings.find(f"{W}shd") if settings is not None else None
        inset = min(one.right if one.align == "right" else one.left, _DEEPEST_INSET)
        fill = light(str(shade.get(f"{W}fill") or "")) if shade is not None else ""
        return CellFormat(
            one.font, one.size, one.line, one.bold, one.italic, one.align,
            _VERTICAL.get(value(settings, "vAlign"), "top"), inset, shrink=False, edges=edges, fill=fill,
        )  # fmt: skip


def _is_written(paragraph: etree._Element) -> bool:
    return any((one.text or "").strip() for one in paragraph.iter(f"{W}t"))


def rows_of(table: etree._Element) -> Iterator[etree._Element]:
    """The rows that are seen: none that is hidden or was deleted."""
    for row in table.iter(f"{W}tr"):
        settings = row.find(f"{W}trPr")
        if settings is None or (settings.find(f"{W}del") is None and not on(settings.find(f"{W}hidden"))):
            yield row


def cells_of(table: etree._Element) -> Iterator[WordCell]:
    """The cells of its first rows and columns."""
    for row, node in enumerate(rows_of(table)):
        if row == _MOST_ROWS:
            return
        column = number(node.find(f"{W}trPr"), "gridBefore", 0)
        for cell in node.iter(f"{W}tc"):
            settings = cell.find(f"{W}tcPr")
            columns = max(1, number(settings, "gridSpan", 1))
            merge = settings.find(f"{W}vMerge") if settings is not None else None
            if column + columns > _MOST_COLUMNS:
                break
            yield WordCell(cell, row, column, columns, merge is not None and merge.get(VALUE, "continue") == "continue")
            column += columns


def _ends(cells: Sequence[WordCell]) -> Iterator[tuple[_Place, int]]:
    """The last row of each cell that goes on below, by where it begins."""
    begins: dict[int, tuple[_Place, int]] = {}
    for one in cells:
        first, last = begins.get(one.column, ((one.row, one.column), one.row))
        goes_on = one.below and last == one.row - 1
        begins[one.column] = (first if goes_on else (one.row, one.column)), one.row
        if goes_on:
            yield first, one.row


class _Edges:
    """The lines of a table. `styled` are those of its style."""

    def __init__(self, table: etree._Element, styled: _Borders, cells: Sequence[WordCell]) -> None:
        self._table = {**styled, **_borders(table.find(f"{W}tblPr/{W}tblBorders"))}
        self._own: dict[_Place, WordCell] = {}
        for one in cells:
            self._own.update({(one.row, one.column + at): one for at in range(one.columns)})
        self._said = {(one.row, one.column): _borders(one.node.find(f"{W}tcPr/{W}tcBorders")) for one in cells}
        self._sides = {(one.row, one.column): self._of(one) for one in cells}

    def _of(self, cell: WordCell) -> Sides:
        """The lines that a cell has by itself. Those of the outline are other ones of the table than those inside."""
        row = cell.node.getparent()
        above = {**self._table, **_borders(row.find(f"{W}tblPrEx/{W}tblBorders") if row is not None else None)}
        own = self._said[cell.row, cell.column]
        ends = ((cell.row, cell.column), (cell.row, cell.column + cell.columns - 1))
        places = (ends[0], ends[1], ends[0], ends[0])
        made = []
        for side, inner, (down, across), (at, column) in zip(_SIDES, _INNER, _BESIDE, places, strict=True):
            is_inside = (at + down, column + across) in self._own
            made.append(own.get(side) or above.get(inner if is_inside else side, "none"))
        left, right, top, bottom = made
        return left, right, top, bottom

    def around(self, cell: WordCell, last: int) -> Sides:
        """The lines around a cell that ends in a row; along each side the one that most of it has."""
        rows, columns = range(cell.row, last + 1), range(cell.column, cell.column + cell.columns)
        sides = (
            [(row, columns[0]) for row in rows], [(row, columns[-1]) for row in rows],
            [(rows[0], column) for column in columns], [(rows[-1], column) for column in columns],
        )  # fmt: skip
        made = []
        for side, places in enumerate(sides):
            counts = Counter(self._drawn(side, one) for one in places)
            made.append(max(counts, key=lambda edge: (counts[edge], WEIGHT[edge])))
        left, right, top, bottom = made
        return left, right, top, bottom

    def _drawn(self, side: int, place: _Place) -> str:
        """The line between a place and the one on this side of it."""
        (row, column), (down, across) = place, _BESIDE[side]
        return max(self._side(place, side), self._side((row + down, column + across), side ^ 1))[-1]

    def _side(self, place: _Place, side: int) -> tuple[bool, int, str]:
        """The line of a place, behind what tells which of two is drawn."""
        one = self._own.get(place)
        edge = "none" if one is None else self._sides[one.row, one.column][side]
        is_said = one is not None and _SIDES[side] in self._said[one.row, one.column]
        return is_said and edge != "none", WEIGHT[edge], edge


def _borders(node: etree._Element | None) -> _Borders:
    """What is said of lines, by side."""
    found: dict[str, str] = {}
    for side in (*_SIDES, "insideV", "insideH"):
        one = node.find(f"{W}{side}") if node is not None else None
        if one is None and node is not None and side in _ALSO:
            one = node.find(f"{W}{_ALSO[side]}")
        if one is not None:
            found[side] = _edge(one)
    return found


def _edge(node: etree._Element) -> str:
    kind, size = str(node.get(VALUE) or ""), str(node.get(f"{W}sz") or "")
    eighths = int(size) if size.isascii() and size.isdigit() and len(size) < 5 else 4
    plain = "thin" if eighths < _MEDIUM else "medium" if eighths < _THICK else "thick"
    return _LINES.get(kind, "double" if "Thick" in kind or "Thin" in kind else plain)
