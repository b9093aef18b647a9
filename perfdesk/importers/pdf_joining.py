"""joined_pages(elements): a table that goes on on the next page is one, and its header printed again is left out."""

from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import takewhile
from typing import Final, NamedTuple

from perfdesk.importers.grid import Element, Grid, GridCell, GridRow, Line, Remark
from perfdesk.importers.pdf_rests import is_broken_off, stand_alone
from perfdesk.importers.ruling import NEAR

# A row is known again by so many words; a header has no more rows.
_LEAST_WORDS: Final = 3
MOST_HEADERS: Final = 3
_AS_WIDE: Final = 2 * NEAR
_JOINED: Final = "最上面的字接着上一页最后一行没写完的字，接成了一格，请与原件核对"
_DOUBTED: Final = "第一行也许是上一页最后一行没写完的部分，看不准，没有接起来；请与原件核对"

_Edges = tuple[float, ...]


class PageTable(NamedTuple):
    """A table, or the part of one, that stands on a page: its edges from left to right, and its rows.

    `left` is how much room the last line of a cell has at the bottom of the table, by column; `needed` how much the
    first word of a cell takes at its top, by row and column. A table is open where no line is drawn over its first row
    or below its last one.
    """

    page: int
    across: _Edges
    rows: tuple[GridRow, ...]
    left: Mapping[int, float]
    needed: Mapping[tuple[int, int], float]
    open_above: bool = False
    open_below: bool = False


class JoinedPages(NamedTuple):
    """Lines and whole tables; the edges of each table; what a person has to compare with the pages."""

    elements: list[Element]
    edges: list[_Edges]
    remarks: list[Remark]


def joined_pages(elements: Iterable[Line | PageTable]) -> JoinedPages:
    """The elements of all pages in order, with the tables that go on from page to page put together."""
    found: list[Line | PageTable] = []
    remarks: list[Remark] = []
    for one in elements:
        before = found[-1] if found else None
        if isinstance(one, PageTable) and isinstance(before, PageTable) and _goes_on(before, one):
            found[-1] = _together(before, one, remarks)
        else:
            found.append(one)
    whole = [one if isinstance(one, Line) else Grid(one.rows, merges=True) for one in found]
    return JoinedPages(whole, [one.across for one in found if isinstance(one, PageTable)], remarks)


def _goes_on(upper: PageTable, lower: PageTable) -> bool:
    """Whether a table is the rest of one on the page before: as wide, with no columns of other widths, and no new
    annex, which begins with the same label."""
    if lower.page != upper.page + 1 or not upper.rows or not lower.rows or not _is_as_wide(upper, lower):
        return False
    first, again = upper.rows[0].written, lower.rows[0].written
    if not first or not again or first[0].text != again[0].text:
        return True
    return _has_header_again(upper.rows, lower.rows)


def _is_as_wide(upper: PageTable, lower: PageTable) -> bool:
    """Whether both end at the same places. What begins further to the right on a column of the other one lacks only
    the cells that go on there, as programs print that make pages of web pages."""
    if abs(upper.across[-1] - lower.across[-1]) > _AS_WIDE:
        return False
    if abs(upper.across[0] - lower.across[0]) <= _AS_WIDE:
        return True
    inside = all(abs(upper.across[_nearest(upper.across, one)] - one) <= NEAR for one in lower.across)
    return inside and len(lower.across) > 2


def _has_header_again(upper: Sequence[GridRow], lower: Sequence[GridRow]) -> bool:
    """Whether the rows that are the same at the top of both pages are a header that is printed again: one of them has
    so many words as no other row has that is filled in alike."""
    same = takewhile(lambda pair: _is_same(*pair), zip(upper[:MOST_HEADERS], lower, strict=False))
    return any(len(row.written) >= _LEAST_WORDS for row, _ in same)


def _together(upper: PageTable, lower: PageTable, remarks: list[Remark]) -> PageTable:
    """Both on the edges of both."""
    edges: list[float] = []
    for edge in sorted((*upper.across, *lower.across)):
        if not edges or edge - edges[-1] > NEAR:
            edges.append(edge)
    above, below = _places(upper, edges), _places(lower, edges)
    # What has been joined of many pages is not moved again for each of them.
    first = _moved(upper, above) if len(edges) > len(upper.across) else list(upper.rows)
    second = _moved(lower, below)
    again = _printed_again(first, second)
    full = _full(upper, lower, again, above, below)
    second = [_with_sides(first[-1], row) for row in second[again:]]
    if not again and upper.open_below and lower.open_above:
        _close_row(first, second, full)
    elif told := _join_rests(first, second, full) if second else "":
        remarks.append(Remark(f"第{lower.page}页", told, lost=told is _DOUBTED))
    if second:
        second[0] = _continued(first[-1], second[0])
    whole = (*first, *second)
    left = {below[at]: room for at, room in lower.left.items()}
    return PageTable(lower.page, tuple(edges), whole, left, {}, open_below=lower.open_below)


def _full(upper: PageTable, lower: PageTable, again: int, above: Sequence[int], below: Sequence[int]) -> set[int]:
    """The columns in which the last text of a page has no room for the first word of the next one."""
    left = {above[column]: room for column, room in upper.left.items()}
    return {
        below[column]
        for (row, column), needed in lower.needed.items()
        if row == again and needed > 0 and left.get(below[column], needed) < needed
    }


def _with_sides(last: GridRow, row: GridRow) -> GridRow:
    """A row with the cells beside it that were not drawn again on its page."""
    begin = row.cells[0].column if row.cells else 0
    beside = (one._replace(below=True) for one in last.cells if one.column + one.columns <= begin)
    return replace(row, cells=(*beside, *row.cells)) if begin else row


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
    begin = next((at for at, row in enumerate(upper) if _is_same(row, lower[0])), len(upper))
    if not _has_header_again(upper[begin:], lower):
        return 0
    pairs = zip(upper[begin : begin + MOST_HEADERS], lower, strict=False)
    return sum(1 for _ in takewhile(lambda pair: _is_same(*pair), pairs))


def _is_same(one: GridRow, other: GridRow) -> bool:
    return [(cell.column, cell.columns, cell.text) for cell in one.cells] == [
        (cell.column, cell.columns, cell.text) for cell in other.cells
    ]


def _shape(row: GridRow) -> list[tuple[int, int]]:
    return [(cell.column, cell.columns) for cell in row.cells]


def _close_row(rows: list[GridRow], following: list[GridRow], full: Set[int]) -> None:
    """Puts a row together of which both halves are open: nobody has drawn a line between them."""
    texts = {one.column: one.text for one in following[0].written}
    above = {one.column for one in rows[-1].cells if one.text.strip()}
    rests = {at: text if at in full or at not in above else f"\n{text}" for at, text in texts.items()}
    if rests.keys() <= {one.column for one in rows[-1].cells}:
        _lengthen(rows, rests)
        del following[0]


def _join_rests(rows: list[GridRow], following: list[GridRow], full: Set[int]) -> str:
    """Puts the rests of texts behind those that the end of the page has broken off, and says so; "" where all is
    plain. Rows whose texts only may be one stay two, and that is said too."""
    last, first = rows[-1], following[0]
    rests = _rests(last, first)
    if _is_row_broken(last, first, rests, full):
        _lengthen(rows, {column: rest for column, (_, rest) in rests.items()})
        del following[0]
        return _JOINED
    if beside := {at: rest for at, (text, rest) in rests.items() if at in full and is_broken_off(text, rest)}:
        _lengthen(rows, beside)
        _mark_below(following, beside)
        return _JOINED
    return _DOUBTED if _may_be_row_broken(last, first, rests, full) else ""


def _rests(last: GridRow, first: GridRow) -> dict[int, tuple[str, str]]:
    """By column, the texts of cells as wide and at the same place over each other."""
    return {
        one.column: (above.text, one.text)
        for one in first.written
        if (above := last.at(one.column)) is not None
        and above.text.strip()
        and (above.column, above.columns) == (one.column, one.columns)
    }


def _is_row_broken(last: GridRow, first: GridRow, rests: Mapping[int, tuple[str, str]], full: Set[int]) -> bool:
    """Whether a row only goes on with texts of the row before: each of them had filled its line, and the words of more
    of them tell it than speak against it, or something beside them had ended before."""
    if not _is_over_other(last, first, rests) or not rests.keys() <= full:
        return False
    broken = sum(is_broken_off(*both) for both in rests.values())
    whole = sum(stand_alone(*both) for both in rests.values())
    return broken > whole or (not whole and bool(_ended(last, first, rests)))


def _may_be_row_broken(last: GridRow, first: GridRow, rests: Mapping[int, tuple[str, str]], full: Set[int]) -> bool:
    """Whether that cannot be told: all lines were full, or a single text stands below another one alone."""
    if not _is_over_other(last, first, rests) or any(stand_alone(*both) for both in rests.values()):
        return False
    return rests.keys() <= full or (len(rests) == 1 and bool(_ended(last, first, rests)))


def _is_over_other(last: GridRow, first: GridRow, rests: Mapping[int, tuple[str, str]]) -> bool:
    """Whether two rows have the same cells, and each text of the lower one stands below another text."""
    columns = {one.column for one in first.written}
    return bool(columns) and _shape(last) == _shape(first) and columns <= rests.keys()


def _ended(last: GridRow, first: GridRow, rests: Mapping[int, tuple[str, str]]) -> list[int]:
    """The columns in which a text has nothing below it, beside those of the rests."""
    begin = min(rests)
    return [
        below.column
        for above, below in zip(last.cells, first.cells, strict=True)
        if below.blank and not above.blank and not above.below and (len(rests) == 1 or below.column > begin)
    ]


def _mark_below(rows: list[GridRow], columns: Container[int]) -> None:
    """Takes the texts of cells out that belong to the cells above, and of the rows over which these cells reach."""
    going = columns
    for at, row in enumerate(rows):
        of_above = [one.column for one in row.cells if one.column in going and (at == 0 or one.below)]
        if not of_above:
            return
        cells = (one._replace(text="", below=True) if one.column in of_above else one for one in row.cells)
        rows[at], going = replace(row, cells=tuple(cells)), of_above


def _lengthen(rows: list[GridRow], rests: Mapping[int, str]) -> None:
    """Adds texts, by column, to those of the last row, and of the rows over which their cells reach."""
    more = dict(rests)
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
