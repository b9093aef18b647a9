"""The tables of a Word text as rows of cells at grid columns, each with its element. The columns count as the reader of
Word files counts them (importers.word_blocks), because a form's places come from there."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from lxml import etree

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VALUE: Final = f"{W}val"
P, TABLE, ROW, CELL = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"
_CONTENT: Final = f"{W}sdtContent"
# Elements that only copy what is in them.
_GROUPS: Final = (f"{W}sdt", _CONTENT, f"{W}customXml", f"{W}ins", f"{W}moveTo", f"{W}smartTag")
_DEEPEST: Final = 50


class OriginalCell(NamedTuple):
    """A cell at a grid column. `below` tells that it goes on with the one above it."""

    column: int
    columns: int
    below: bool
    node: etree._Element

    @property
    def end(self) -> int:
        """The column behind it."""
        return self.column + self.columns


class OriginalRow(NamedTuple):
    """A row with its cells from left to right."""

    node: etree._Element
    cells: tuple[OriginalCell, ...]

    def at(self, column: int) -> OriginalCell | None:
        """The cell that begins at a column."""
        return next((one for one in self.cells if one.column == column), None)


def children(nodes: Iterable[etree._Element], *names: str, depth: int = 0) -> Iterator[etree._Element]:
    """The elements of these names, also those in content controls and the like."""
    for node in nodes:
        if node.tag in names:
            yield node
        elif node.tag in _GROUPS and depth < _DEEPEST:
            yield from children(node, *names, depth=depth + 1)


def table_rows(table: etree._Element) -> list[OriginalRow]:
    """The rows of a table."""
    rows: list[OriginalRow] = []
    for node in children(table, ROW):
        above = {one.column for one in rows[-1].cells} if rows else set()
        rows.append(OriginalRow(node, tuple(_cells(node, above))))
    return rows


def _cells(row: etree._Element, above: set[int]) -> Iterator[OriginalCell]:
    column = _count(row.find(f"{W}trPr/{W}gridBefore"), 0)
    for node in children(row, CELL):
        settings = node.find(f"{W}tcPr")
        span = settings.find(f"{W}gridSpan") if settings is not None else None
        merge = settings.find(f"{W}vMerge") if settings is not None else None
        columns = max(1, _count(span, 1))
        below = merge is not None and merge.get(VALUE, "continue") == "continue" and column in above
        yield OriginalCell(column, columns, below, node)
        column += columns


def _count(node: etree._Element | None, default: int) -> int:
    text = "" if node is None else str(node.get(VALUE) or "")
    return min(int(text), 1000) if text.isascii() and text.isdigit() and len(text) < 9 else default


def moved(row: OriginalRow, edges: Sequence[int]) -> OriginalRow:
    """The row with its cells at the columns of a wider grid; `edges` tells where each of its own columns begins."""
    last = len(edges) - 1
    cells = []
    for one in row.cells:
        start, end = edges[min(one.column, last)], edges[min(one.end, last)]
        cells.append(one._replace(column=start, columns=max(1, end - start)))
    return OriginalRow(row.node, tuple(cells))
