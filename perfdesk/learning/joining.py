"""joined(source, look): tables that follow each other directly are one table on paper, whatever their columns are.

Word files divide an annex so, where its upper part has other columns than its indicators.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import Final

from perfdesk.importers.grid import Element, Grid, GridCell, GridRow, Line, Source
from perfdesk.learning.look import Look

# Two edges nearer than this many points are one; two tables whose widths differ by more are two.
_NEAR: Final = 3.0
_MOST_COLUMNS: Final = 64

_Widths = tuple[float, ...]


def joined(source: Source, look: Look) -> tuple[Source, Look]:
    """The source with such tables joined, and the widths of what it has now."""
    grids = sum(isinstance(one, Grid) for one in source.elements)
    if grids < 2 or grids != len(look.widths):
        return source, look
    widths = iter(look.widths)
    elements: list[Element] = []
    kept: list[_Widths] = []
    for one in source.elements:
        if not isinstance(one, Grid):
            elements.append(one)
            continue
        own = next(widths)
        while elements and isinstance(elements[-1], Line) and not elements[-1].text.strip():
            elements.pop()
        before = elements[-1] if elements else None
        pair = _pair(before, kept[-1], one, own) if isinstance(before, Grid) else None
        if pair is None:
            elements.append(one)
            kept.append(own)
        else:
            elements[-1], kept[-1] = pair
    return replace(source, elements=tuple(elements)), replace(look, widths=tuple(kept))


def _pair(upper: Grid, first: _Widths, lower: Grid, second: _Widths) -> tuple[Grid, _Widths] | None:
    """Both as one table on the edges of both; None if one is wider than the other."""
    one, two = _edges(first), _edges(second)
    if upper.rows[0].text == lower.rows[0].text:  # the same annex of the next project
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
