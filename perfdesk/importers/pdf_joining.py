"""joined_pages(elements): a table that goes on on the next page is one, and its header printed again is left out."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Final, NamedTuple

from perfdesk.importers.grid import Element, Grid, GridCell, GridRow, Line
from perfdesk.importers.ruling import NEAR

# A row is known again by so many words; a header has no more rows.
_LEAST_WORDS: Final = 3
MOST_HEADERS: Final = 3
# So many cells at the end of a page are not all full to the last place by chance.
_BY_CHANCE: Final = 3

_Edges = tuple[float, ...]


class PageTable(NamedTuple):
    """A table, or the part of one, that stands on a page: its edges from left to right, and its rows.

    `left` is how much room the last line of a cell has at the bottom of the table, by column; `needed` how much the
    first word of a cell takes at its top, by row and column.
    """

    page: int
    across: _Edges
    rows: tuple[GridRow, ...]
    left: Mapping[int, float]
    needed: Mapping[tuple[int, int], float]


def joined_pages(elements: Iterable[Line | PageTable]) -> tuple[list[Element], list[_Edges]]:
    """Lines and whole tables, and the edges of each table."""
    found: list[Line | PageTable] = []
    for one in elements:
        before = found[-1] if found else None
        if isinstance(one, PageTable) and isinstance(before, PageTable) and _goes_on(before, one):
            found[-1] = _together(before, one)
        else:
            found.append(one)
    whole = [one if isinstance(one, Line) else Grid(one.rows, merges=True) for one in found]
    return whole, [one.across for one in found if isinstance(one, PageTable)]


def _goes_on(upper: PageTable, lower: PageTable) -> bool:
    """Whether a table is the rest of one on the page before: as wide, with no columns of other widths, and no new
    annex, which begins with the same label."""
    if lower.page != upper.page + 1 or not upper.rows or not lower.rows:
        return False
    ends = ((upper.across[0], lower.across[0]), (upper.across[-1], lower.across[-1]))
    if any(abs(one - other) > 2 * NEAR for one, other in ends):
        return False
    first, again = upper.rows[0].written, lower.rows[0].written
    if not first or not again or first[0].text != again[0].text:
        return True
    return len(first) >= _LEAST_WORDS and _is_same(upper.rows[0], lower.rows[0])


def _together(upper: PageTable, lower: PageTable) -> PageTable:
    """Both on the edges of both."""
    edges: list[float] = []
    for edge in sorted((*upper.across, *lower.across)):
        if not edges or edge - edges[-1] > NEAR:
            edges.append(edge)
    above, below = _places(upper, edges), _places(lower, edges)
    first, second = _moved(upper, above), _moved(lower, below)
    again = _printed_again(first, second)
    left = {above[column]: room for column, room in upper.left.items()}
    full = {
        below[column]
        for (row, column), needed in lower.needed.items()
        if row == again and needed > 0 and left.get(below[column], needed) < needed
    }
    second = second[again:]
    if second and _is_rest(first[-1], second[0], full):
        _lengthen(first, second[0])
        second = second[1:]
    if second:
        second[0] = _continued(first[-1], second[0])
    whole = (*first, *second)
    return PageTable(lower.page, tuple(edges), whole, {below[at]: room for at, room in lower.left.items()}, {})


def _places(table: PageTable, edges: Sequence[float]) -> list[int]:
    return [_nearest(edges, one) for one in table.across]


def _moved(table: PageTable, places: Sequence[int]) -> list[GridRow]:
    return [
        replace(row, cells=tuple(
            one._replace(column=places[one.column], columns=places[one.column + one.columns] - places[one.column])
            for one in row.cells if places[one.column + one.columns] > places[one.column]
        ))
        for row in table.rows
    ]  # fmt: skip


def _nearest(edges: Sequence[float], place: float) -> int:
    at = bisect_left(edges, place)
    return min((one for one in (at - 1, at) if 0 <= one < len(edges)), key=lambda one: abs(edges[one] - place))


def _printed_again(upper: Sequence[GridRow], lower: Sequence[GridRow]) -> int:
    """How many rows at the top of a page are the header of the table again."""
    if len(lower[0].written) < _LEAST_WORDS:
        return 0
    begin = next((at for at, row in enumerate(upper) if _is_same(row, lower[0])), len(upper))
    count = 0
    while count < min(MOST_HEADERS, len(lower), len(upper) - begin) and _is_same(upper[begin + count], lower[count]):
        count += 1
    return count


def _is_same(one: GridRow, other: GridRow) -> bool:
    return [(cell.column, cell.columns, cell.text) for cell in one.cells] == [
        (cell.column, cell.columns, cell.text) for cell in other.cells
    ]


def _shape(row: GridRow) -> list[tuple[int, int]]:
    return [(cell.column, cell.columns) for cell in row.cells]


def _is_rest(last: GridRow, first: GridRow, full: Set[int]) -> bool:
    """Whether a row only goes on with texts of the row before, which the page's end broke: each of them had filled its
    line, which many do not by chance, or something beside them had ended before."""
    written = first.written
    if not written or _shape(last) != _shape(first) or any(one.column not in full for one in written):
        return False
    begin = written[0].column
    return len(written) >= _BY_CHANCE or any(
        below.blank and not above.blank and not above.below and (len(written) == 1 or below.column > begin)
        for above, below in zip(last.cells, first.cells, strict=True)
    )


def _lengthen(rows: list[GridRow], rest: GridRow) -> None:
    """Adds the texts of a row to those of the last row, and of the rows over which their cells reach."""
    more = {one.column: one.text for one in rest.written}
    for at in range(len(rows) - 1, -1, -1):
        row = rows[at]
        cells = (one._replace(text=one.text + more[one.column]) if one.column in more else one for one in row.cells)
        rows[at] = replace(row, cells=tuple(cells))
        more = {one.column: more[one.column] for one in row.cells if one.below and one.column in more}
        if not more:
            return


def _continued(last: GridRow, first: GridRow) -> GridRow:
    """The first row of a page with the cells that began on the page before: left of all that is written in it, and
    those with the same text again beside several rows."""
    begin = min((cell.column for cell in first.written), default=0)
    return replace(first, cells=tuple(_cells(last, first, begin)))


def _cells(last: GridRow, first: GridRow, begin: int) -> Iterator[GridCell]:
    for cell in first.cells:
        above = last.at(cell.column)
        alike = above is not None and (above.column, above.columns) == (cell.column, cell.columns)
        if (
            above is not None
            and alike
            and ((cell.blank and cell.column < begin) or (cell.below and above.text.endswith(cell.text)))
        ):
            yield cell._replace(text=above.text, below=True)
        else:
            yield cell._replace(below=False)
