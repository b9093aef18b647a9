"""The one grid of an annex of several tables, for the screen and for Excel, where all rows have the same columns.

On paper and in Word each table has its own columns; here all are as wide as the widest, and edges that nearly meet are
one edge.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from perfdesk.forms.definition import Form
from perfdesk.forms.placed import Sheet

# Points; no text is so narrow, nor is such a difference seen.
_NEARLY: Final = 1.0


class CommonGrid(NamedTuple):
    """The widths of the columns, and for each table the column at which each of its own begins; the last of them is
    where it ends."""

    widths: tuple[float, ...]
    edges: tuple[tuple[int, ...], ...]


@lru_cache(maxsize=64)
def common_grid(form: Form) -> CommonGrid:
    """The grid of a form's tables; of a single table its own."""
    return common_edges(form.grids)


def common_edges(grids: Sequence[Sequence[float]]) -> CommonGrid:
    """The grid of tables whose columns have these widths."""
    if len(grids) == 1:
        return CommonGrid(tuple(grids[0]), (tuple(range(len(grids[0]) + 1)),))
    wide = max(map(sum, grids))
    tables = [[edge * wide / sum(widths) for edge in accumulate(widths, initial=0.0)] for widths in grids]
    places: list[float] = []
    edges: list[list[int]] = [[] for _ in tables]
    met: set[int] = set()
    for edge, table in sorted((edge, at) for at, own in enumerate(tables) for edge in own):
        # Two edges of one table stay two, however near they are.
        if not places or edge - places[-1] > _NEARLY or table in met:
            places.append(edge)
            met = set()
        met.add(table)
        edges[table].append(len(places) - 1)
    widths = tuple(last - first for first, last in pairwise(places))
    return CommonGrid(widths, tuple(map(tuple, edges)))


def on_common_grid(form: Form, tables: Sequence[Sheet]) -> Sequence[Sheet]:
    """Sheets of a form's tables with the columns of the common grid."""
    if len(tables) == 1:
        return tables
    grid = common_grid(form)
    return [_placed(one, grid.widths, edges) for one, edges in zip(tables, grid.edges, strict=True)]


def _placed(table: Sheet, widths: tuple[float, ...], edges: Sequence[int]) -> Sheet:
    spans = ((edges[cell.column], edges[cell.column + cell.columns]) for cell in table.cells)
    cells = (
        cell._replace(column=first, columns=last - first)
        for cell, (first, last) in zip(table.cells, spans, strict=True)
    )
    return table._replace(widths=widths, cells=tuple(cells))


def stacked(sheets: Sequence[Sheet]) -> Sheet:
    """Sheets with the same columns below each other, as one; of their headers it has the first."""
    if len(sheets) == 1:
        return sheets[0]
    starts = [*accumulate((one.rows for one in sheets), initial=0)]
    below = [*zip(starts, sheets, strict=False)]
    header, header_rows = next(
        ((row + one.header, one.header_rows) for row, one in below if one.header is not None), (None, 1)
    )
    return sheets[0]._replace(
        rows=starts[-1],
        header=header,
        header_rows=header_rows,
        cells=tuple(cell._replace(row=cell.row + row) for row, one in below for cell in one.cells),
        lines={row + at: count for row, one in below for at, count in one.lines.items()},
        begun={row + at: texts for row, one in below for at, texts in one.begun.items()},
    )
