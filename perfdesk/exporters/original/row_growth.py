"""grow(sheet, looks, cells): rows become higher where a text that was filled in would be cut.

A row whose height the office left to the program is left to it still; what stands in the file is only the height that
it has until then, because LibreOffice and Excel trust the heights of a workbook by Excel and look at the texts again
when one is edited. Programs look neither at a row whose height is set, nor at a text in merged cells: such a row gets
a set height.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from perfdesk.exporters.original.cell_looks import CellLooks
from perfdesk.exporters.original.sheet_cells import OriginalSheet
from perfdesk.exporters.original.sheet_measures import SheetMeasures, height_set, line_height, text_height


class _Need(NamedTuple):
    """The height that a text needs, of the rows from `row` to `last`, and how much of it is empty around characters:
    so much may be missing before one of them is cut."""

    row: int
    last: int
    height: float
    empty: float


def grow(sheet: OriginalSheet, looks: CellLooks, cells: Iterable[tuple[int, int]]) -> None:
    """Makes rows higher for the texts of these cells, by row and column."""
    _Growth(sheet, looks).run(cells)


class _Growth:
    """One sheet whose rows grow."""

    def __init__(self, sheet: OriginalSheet, looks: CellLooks) -> None:
        self._sheet = sheet
        self._looks = looks
        self._measures = SheetMeasures(sheet.root, looks)
        self._ends: Mapping[tuple[int, int], tuple[int, int]] = {one[:2]: one[2:] for one in sheet.merges}
        self._covered = {row for top, left, bottom, right in sheet.merges for row in range(top, bottom + 1)}

    def run(self, cells: Iterable[tuple[int, int]]) -> None:
        merged: list[_Need] = []
        for row, column in cells:
            need = self._need(row, column)
            if (row, column) in self._ends:
                merged.append(need)
            elif need.height > self._stated(row) + need.empty:
                self._sheet.grow(row, need.height, is_set=self._sheet.has_height(row))
        for need in sorted(merged, key=lambda one: one.last - one.row):
            self._grow_merged(need)

    def _need(self, row: int, column: int) -> _Need:
        last, right = self._ends.get((row, column), (row, column))
        cell = self._sheet.cell(row, column)
        look = self._looks.of(None if cell is None else cell.get("s"))
        height = text_height(self._sheet.text(row, column), look, self._measures.width(column, right))
        return _Need(row, last, height, line_height(look) - look.size)

    def _grow_merged(self, need: _Need) -> None:
        missing = need.height - sum(map(self._height, range(need.row, need.last + 1)))
        if missing > need.empty:
            self._sheet.grow(need.last, self._height(need.last) + missing, is_set=True)

    def _height(self, row: int) -> float:
        """How high a row is, or will be when the program has set its height."""
        stated = self._stated(row)
        return stated if self._sheet.has_height(row) else max([stated, *self._own_heights(row)])

    def _stated(self, row: int) -> float:
        return height_set(self._sheet.row(row)) or self._measures.usual_height

    def _own_heights(self, row: int) -> Iterator[float]:
        """Of the texts that the program looks at: those in cells that are not merged."""
        line = self._sheet.row(row)
        for column, cell in self._sheet.cells(row) if line is not None else ():
            if not self._is_merged(row, column):
                width = self._measures.width(column, column)
                yield text_height(self._sheet.text(row, column), self._looks.of(cell.get("s")), width)

    def _is_merged(self, row: int, column: int) -> bool:
        return row in self._covered and any(
            top <= row <= bottom and left <= column <= right for (top, left), (bottom, right) in self._ends.items()
        )
