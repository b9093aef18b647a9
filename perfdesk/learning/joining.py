"""joined(source, look): tables that follow each other directly are one table on paper, whatever their columns are.

Word files divide an annex so, where its upper part has other columns than its indicators.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from perfdesk.importers.grid import Element, Grid, GridCell, GridRow, Line, Source
from perfdesk.learning.labels import plain
from perfdesk.learning.look import Look, Paper, PrintedLine

# Two edges nearer than this many points are one; two tables whose widths differ by more are two.
_NEAR: Final = 3.0
_MOST_COLUMNS: Final = 64
# A row with so many words is a header.
_HEADER: Final = 3
_GOES_ON: Final = re.compile(r".{0,20}[（(]续(?:表|上表)?[一二三四五\d]?[)）]|续(?:表|上表|上页)?[一二三四五\d]?")

_Widths = tuple[float, ...]


class _TableLook(NamedTuple):
    """How one table looks."""

    widths: _Widths
    rows: tuple[float, ...]
    paper: Paper
    begins_page: bool
    cells: tuple[tuple[int, int, int], ...]
    lines: tuple[PrintedLine, ...]
    titles: tuple[int, int]


def joined(source: Source, look: Look) -> tuple[Source, Look]:
    """The source with such tables joined, and the widths of what it has now."""
    grids = sum(isinstance(one, Grid) for one in source.elements)
    if grids < 2 or grids != len(look.widths):
        return source, look
    looks = _looks(look)
    elements: list[Element] = []
    kept: list[_TableLook] = []
    for one in source.elements:
        if not isinstance(one, Grid):
            elements.append(one)
            continue
        own = next(looks)
        while elements and isinstance(elements[-1], Line) and _is_between(elements[-1].text):
            elements.pop()
        before = elements[-1] if elements else None
        pair = _pair(before, kept[-1].widths, one, own.widths) if isinstance(before, Grid) else None
        if pair is None:
            elements.append(one)
            kept.append(own)
        else:
            elements[-1] = pair[0]
            kept[-1] = _below(kept[-1], own, pair[1])
    return replace(source, elements=tuple(elements)), _with(look, kept)


def _looks(look: Look) -> Iterator[_TableLook]:
    rows, papers, begins = iter(look.rows), iter(look.papers), iter(look.begins_page)
    cells, lines, titles = iter(look.cells), iter(look.lines), iter(look.titles)
    for widths in look.widths:
        yield _TableLook(
            widths,
            next(rows, ()),
            next(papers, Paper()),
            next(begins, False),
            next(cells, ()),
            next(lines, ()),
            next(titles, (0, 0)),
        )


def _with(look: Look, tables: Sequence[_TableLook]) -> Look:
    widths, rows, papers, begins, cells, lines, titles = (tuple(some) for some in zip(*tables, strict=True))
    return replace(
        look, widths=widths, rows=rows, papers=papers if look.papers else (), begins_page=begins, cells=cells,
        lines=(*lines, *look.lines[-1:]), titles=titles,
    )  # fmt: skip


def _below(upper: _TableLook, lower: _TableLook, widths: _Widths) -> _TableLook:
    """A table with one that goes on below it, on the columns of both."""
    edges = _edges(widths)
    cells = [
        (row + down, places[min(column, len(places) - 1)], number)
        for one, down in ((upper, 0), (lower, len(upper.rows)))
        for places in (_places(_edges(one.widths), edges),)
        for row, column, number in one.cells
    ]
    first, behind = lower.titles
    below = (first + len(upper.rows), behind + len(upper.rows)) if behind else (0, 0)
    return upper._replace(
        widths=widths,
        rows=upper.rows + lower.rows,
        cells=tuple(cells),
        titles=upper.titles if any(upper.titles) else below,
    )


def _is_between(text: str) -> bool:
    """Whether a line between two parts of a table says nothing, or that it goes on."""
    return not text.strip() or bool(_GOES_ON.fullmatch("".join(text.split())))


def _pair(upper: Grid, first: _Widths, lower: Grid, second: _Widths) -> tuple[Grid, _Widths] | None:
    """Both as one table on the edges of both; None if one is wider than the other."""
    one, two = _edges(first), _edges(second)
    if _begins_alike(upper, lower):  # the annex of the next project
        return None
    if not first or not second or abs(one[-1] - two[-1]) > 2 * _NEAR or one[-1] <= 0:
        return None
    edges: list[float] = []
    for edge in sorted((*one, *two)):
        if not edges or edge - edges[-1] > _NEAR:
            edges.append(edge)
    if len(edges) > _MOST_COLUMNS:
        return None
    rows = (*_moved(upper.rows, _places(one, edges)), *_moved(lower.rows, _places(two, edges)))
    widths = tuple(right - left for left, right in pairwise(edges))
    return Grid(rows, upper.merges and lower.merges), widths


def _begins_alike(upper: Grid, lower: Grid) -> bool:
    """Whether two tables begin with the same label. A whole header printed again is none of the next project."""
    first, again = upper.rows[0].written, lower.rows[0].written
    if not first or not again or plain(first[0].text) != plain(again[0].text):
        return False
    return len(first) < _HEADER or [one.text for one in first] != [one.text for one in again]


def _edges(widths: Sequence[float]) -> list[float]:
    return [0.0, *accumulate(widths)]


def _places(own: Sequence[float], edges: Sequence[float]) -> list[int]:
    """Which of the common edges each own edge is."""
    return [min(range(len(edges)), key=lambda at: abs(edges[at] - edge)) for edge in own]


def _moved(rows: Sequence[GridRow], places: Sequence[int]) -> list[GridRow]:
    last = len(places) - 1
    return [GridRow(row.place, tuple(_cell(cell, places, last) for cell in row.cells)) for row in rows]


def _cell(cell: GridCell, places: Sequence[int], last: int) -> GridCell:
    start = places[min(cell.column, last)]
    end = places[min(cell.column + cell.columns, last)]
    return cell._replace(column=start, columns=max(1, end - start))
