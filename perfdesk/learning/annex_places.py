"""Where the cells of all tables of an annex stand below each other on one grid, with the lines between them as rows."""

from collections.abc import Sequence
from typing import NamedTuple

from perfdesk.forms.common_grid import common_edges
from perfdesk.learning.mapping import AnnexMapping
from perfdesk.learning.matrix import Spot
from perfdesk.learning.proposed_table import ProposedTable


class _Stands(NamedTuple):
    """A table: its number, its first row on the grid, and the column at which each of its own begins."""

    number: int
    start: int
    rows: int
    edges: Sequence[int]


class GridPlace(NamedTuple):
    """First row and column on the grid, and how many of each."""

    row: int
    column: int
    rows: int
    columns: int


class AnnexPlaces:
    """No answer changes them, for cells stay where they are."""

    def __init__(self, mapping: AnnexMapping) -> None:
        known = mapping.sketch.look.widths
        tables = [(at, mapping.proposal.tables[at]) for at in mapping.numbers]
        own = [_widths(table, known[table.place] if table.place < len(known) else ()) for _, table in tables]
        grid = common_edges(own)
        self.widths = grid.widths
        # The rows that are lines, with their words.
        self.lines: dict[int, str] = {}
        self._stands: dict[int, _Stands] = {}
        row = 0
        for (number, table), edges in zip(tables, grid.edges, strict=True):
            for line in mapping.proposal.above(number) if row else ():
                self.lines[row] = line
                row += 1
            self._stands[number] = _Stands(number, row, table.cells.rows, edges)
            row += table.cells.rows
        self.rows = row

    def of(self, spot: Spot) -> GridPlace:
        """Where a cell stands."""
        table = self._stands[spot.table]
        first, last = table.edges[spot.column], table.edges[spot.end]
        return GridPlace(table.start + spot.row, first, spot.rows, last - first)

    def row_of(self, number: int, row: int) -> int:
        """Where a row of a table stands; the one behind its last row too."""
        return self._stands[number].start + row

    def row_in(self, number: int, row: int) -> int:
        """Which row of a table a row of the grid is; the first of those above it, the one behind the last below it."""
        table = self._stands[number]
        return min(max(row - table.start, 0), table.rows)

    def table_at(self, row: int) -> int | None:
        """The number of the table in a row; None in a line."""
        found = (one for one in self._stands.values() if one.start <= row < one.start + one.rows)
        return next((one.number for one in found), None)

    def column_in(self, number: int, column: int) -> int:
        """Which column of a table covers a column of the grid."""
        edges = self._stands[number].edges
        return max(at for at, edge in enumerate(edges[:-1]) if edge <= column)


def _widths(table: ProposedTable, known: Sequence[float]) -> list[float]:
    """The widths of its columns; of those that the source does not tell, the usual one."""
    count = table.cells.columns
    widths = known[:count]
    usual = sum(widths) / len(widths) if sum(widths) > 0 else 1.0
    return [max(width, usual / 4) for width in widths] + [usual] * (count - len(widths))
