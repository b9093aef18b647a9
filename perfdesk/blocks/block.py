"""Block: rows and columns of cells with spans, the one shape that everything on the clipboard has here."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


class BlockCell(NamedTuple):
    """A cell; rows and columns count from 0, `rows` and `columns` are how many it spans."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


@dataclass(frozen=True)
class Block:
    """Cells in reading order, none of which covers another.

    A place that no cell begins at is nothing: it is covered by a span, or was not selected, or a short row ends before
    it. Nothing is not "": pasted, it leaves what is there.
    """

    cells: tuple[BlockCell, ...]

    @classmethod
    def of_rows(cls, rows: Iterable[Sequence[str]]) -> "Block":
        """Rows of texts without spans."""
        cells = (BlockCell(r, c, 1, 1, text) for r, row in enumerate(rows) for c, text in enumerate(row))
        return cls(tuple(cells))

    @classmethod
    def of_cells(cls, cells: Iterable[BlockCell]) -> "Block":
        """Cells picked from a larger table."""
        found = sorted(cells)
        top = min((cell.row for cell in found), default=0)
        left = min((cell.column for cell in found), default=0)
        return cls(tuple([cell._replace(row=cell.row - top, column=cell.column - left) for cell in found]))

    @cached_property
    def rows(self) -> int:
        """How many rows the cells reach over."""
        return max((cell.row + cell.rows for cell in self.cells), default=0)

    @cached_property
    def columns(self) -> int:
        """How many columns the cells reach over."""
        return max((cell.column + cell.columns for cell in self.cells), default=0)

    @property
    def ragged(self) -> bool:
        """Whether some place is not covered by any cell."""
        return sum(cell.rows * cell.columns for cell in self.cells) < self.rows * self.columns

    @property
    def blank(self) -> bool:
        """Whether nothing is written in it."""
        return not any(cell.text.strip() for cell in self.cells)

    @cached_property
    def texts(self) -> list[list[str | None]]:
        """Row by row the texts; None for nothing."""
        grid: list[list[str | None]] = [[None] * self.columns for _ in range(self.rows)]
        for cell in self.cells:
            grid[cell.row][cell.column] = cell.text
        return grid

    def closed_up(self) -> "Block":
        """The same without the rows and columns of which no cell was picked, as spreadsheets copy."""
        rows = _covered((cell.row, cell.rows) for cell in self.cells)
        columns = _covered((cell.column, cell.columns) for cell in self.cells)
        return Block(tuple([c._replace(row=rows[c.row], column=columns[c.column]) for c in self.cells]))

    def compressed(self) -> "Block":
        """The same without the lines at which no cell begins: a column of ours that spans two, as 依据 does, is one
        column beside a block from Excel."""
        rows, columns = sorted({cell.row for cell in self.cells}), sorted({cell.column for cell in self.cells})
        cells: list[BlockCell] = []
        for cell in self.cells:
            row, tall = _among(rows, cell.row, cell.rows)
            column, wide = _among(columns, cell.column, cell.columns)
            cells.append(BlockCell(row, column, tall, wide, cell.text))
        return Block(tuple(cells))

    def trimmed(self) -> "Block":
        """The same without the blank rows below and the blank columns at the right of all that is written."""
        written = [cell for cell in self.cells if cell.text.strip()]
        rows = max((cell.row + cell.rows for cell in written), default=0)
        columns = max((cell.column + cell.columns for cell in written), default=0)
        return Block(
            tuple(
                [
                    cell._replace(
                        rows=min(cell.rows, rows - cell.row), columns=min(cell.columns, columns - cell.column)
                    )
                    for cell in self.cells
                    if cell.row < rows and cell.column < columns
                ]
            )
        )


# What stands on a page: tables, and the lines between them.
Element = Block | str


def _covered(spans: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Where each line goes that a span covers, when the others are taken out."""
    lines = {line for start, span in set(spans) for line in range(start, start + span)}
    return {line: at for at, line in enumerate(sorted(lines))}


def _among(lines: Sequence[int], start: int, span: int) -> tuple[int, int]:
    """Which of the kept lines a span begins with, and how many it covers."""
    first = bisect_left(lines, start)
    return first, bisect_left(lines, start + span) - first
