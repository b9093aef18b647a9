"""Where the frame goes: cells that can be current, their neighbours, and reading order. Labels are not among them."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol


class Box(NamedTuple):
    """The places that a cell takes; they order in reading order."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1

    def shares_row(self, other: "Box") -> bool:
        """Whether both stand in some row."""
        return self.row < other.row + other.rows and other.row < self.row + self.rows

    def shares_column(self, other: "Box") -> bool:
        """Whether both stand in some column."""
        return self.column < other.column + other.columns and other.column < self.column + self.columns

    def joined(self, other: "Box") -> "Box":
        """The smallest block that holds both."""
        row, column = min(self.row, other.row), min(self.column, other.column)
        bottom = max(self.row + self.rows, other.row + other.rows)
        right = max(self.column + self.columns, other.column + other.columns)
        return Box(row, column, bottom - row, right - column)


class Cells(Protocol):
    """The cells of a table that can be current."""

    def at(self, row: int, column: int) -> Box | None:
        """The cell that begins at a place; None for a label."""
        ...

    def end(self, by: int) -> Box | None:
        """The last cell (by 1) or the first (by -1) in reading order; None if there is none."""
        ...

    def after(self, here: Box, by: int) -> Box | None:
        """The next (1) or previous (-1) cell in reading order."""
        ...

    def beside(self, here: Box, down: int, right: int) -> Box | None:
        """The nearest cell in a direction among those in the same rows or columns."""
        ...

    def edge(self, here: Box, down: int, right: int) -> Box:
        """The last cell in a direction among those in the same rows or columns; `here` if there is none."""
        ...

    def row_end(self, here: Box, by: int) -> Box | None:
        """The rightmost (1) or leftmost (-1) cell of the row that `here` begins in."""
        ...

    def block(self, one: Box, other: Box) -> Box:
        """The block between two cells, grown until it cuts no cell."""
        ...


class SheetCells:
    """Cells of any size, as a Sheet places them: some hundreds."""

    def __init__(self, boxes: Iterable[Box]) -> None:
        self._boxes = sorted(boxes)
        self._at = {box[:2]: box for box in self._boxes}

    def at(self, row: int, column: int) -> Box | None:
        """See Cells."""
        return self._at.get((row, column))

    def end(self, by: int) -> Box | None:
        """See Cells."""
        return self._boxes[-1 if by > 0 else 0] if self._boxes else None

    def after(self, here: Box, by: int) -> Box | None:
        """See Cells."""
        place = bisect_left(self._boxes, here) + by
        return self._boxes[place] if 0 <= place < len(self._boxes) else None

    def beside(self, here: Box, down: int, right: int) -> Box | None:
        """See Cells; of equally near ones the topmost, then the leftmost."""
        return min(self._ahead(here, down, right), default=(0, None))[1]

    def edge(self, here: Box, down: int, right: int) -> Box:
        """See Cells; of equally far ones the topmost, then the leftmost."""
        ahead = self._ahead(here, down, right)
        return max(ahead, key=lambda one: one[0])[1] if ahead else here

    def _ahead(self, here: Box, down: int, right: int) -> list[tuple[int, Box]]:
        """The cells in a direction with their distances, in reading order."""
        in_line = here.shares_column if down else here.shares_row
        far = (((box.row - here.row) * down + (box.column - here.column) * right, box) for box in self._boxes)
        return [(distance, box) for distance, box in far if distance > 0 and in_line(box)]

    def row_end(self, here: Box, by: int) -> Box | None:
        """See Cells."""
        line = here._replace(rows=1)
        row = [box for box in self._boxes if line.shares_row(box)]
        return max(row, key=lambda box: box.column * by, default=None)

    def block(self, one: Box, other: Box) -> Box:
        """See Cells."""
        whole, before = one.joined(other), None
        while whole != before:
            before = whole
            for box in self._boxes:
                if box.shares_row(whole) and box.shares_column(whole):
                    whole = whole.joined(box)
        return whole


class GridCells:
    """Cells of one size in some columns of a plain table of any length."""

    def __init__(self, rows: int, columns: Sequence[int]) -> None:
        self._rows, self._columns = rows, sorted(columns)

    def at(self, row: int, column: int) -> Box | None:
        """See Cells."""
        return Box(row, column) if 0 <= row < self._rows and column in self._columns else None

    def end(self, by: int) -> Box | None:
        """See Cells."""
        if not self._rows or not self._columns:
            return None
        return Box(self._rows - 1, self._columns[-1]) if by > 0 else Box(0, self._columns[0])

    def after(self, here: Box, by: int) -> Box | None:
        """See Cells."""
        down, place = divmod(self._columns.index(here.column) + by, len(self._columns))
        return self.at(here.row + down, self._columns[place])

    def beside(self, here: Box, down: int, right: int) -> Box | None:
        """See Cells."""
        if down:
            return self.at(here.row + down, here.column)
        ahead = [column for column in self._columns if (column - here.column) * right > 0]
        return self.at(here.row, min(ahead, key=lambda column: column * right)) if ahead else None

    def edge(self, here: Box, down: int, right: int) -> Box:
        """See Cells."""
        row = here.row if right else (self._rows - 1 if down > 0 else 0)
        column = here.column if down else self._columns[-1 if right > 0 else 0]
        return Box(row, column)

    def row_end(self, here: Box, by: int) -> Box | None:
        """See Cells."""
        return self.at(here.row, self._columns[-1 if by > 0 else 0])

    def block(self, one: Box, other: Box) -> Box:
        """See Cells."""
        return one.joined(other)


def _walk(cells: Cells, here: Box, down: int) -> Iterator[Box]:
    """The cells above or below, nearest first; wider ones on the way do not lead to other columns."""
    there = cells.beside(here, down, 0)
    while there is not None:
        yield there
        here = here._replace(row=there.row, rows=there.rows)
        there = cells.beside(here, down, 0)


def page(cells: Cells, here: Box, down: int, within: Callable[[Box], bool]) -> Box:
    """The last cell up or down that is not more than a page away; the next one if that alone is."""
    there = here
    for box in _walk(cells, here, down):
        if there is not here and not within(box):
            break
        there = box
    return there


def in_reading_order(cells: Cells, here: Box, by: int, passes: Callable[[Box], bool]) -> Box | None:
    """The next (1) or previous (-1) cell, leaving out those that are passed."""
    there = cells.after(here, by)
    while there is not None and passes(there):
        there = cells.after(there, by)
    return there


def line(cells: Cells, here: Box, down: int, begun: Box | None) -> Box | None:
    """The cell that Enter goes to: below or above; after a run of Tabs in the columns where that began."""
    if begun is not None:
        here = begun._replace(row=here.row, rows=here.rows)
    return cells.beside(here, down, 0)
