"""The cells of a table on a grid without holes, whatever the source left out: what the recogniser looks at."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import Final

from perfdesk.importers.grid import Grid, GridRow, ImportFailure
from perfdesk.learning.labels import told

# The largest published annex has 31 rows; all projects in one grid have more, and nobody learns from thousands.
MOST_ROWS: Final = 600
MOST_COLUMNS: Final = 64
_MOST_CELLS: Final = 12_000
_MOST_EMPTY: Final = 60
_MOST_TITLES: Final = 6
_NUMBER: Final = re.compile(r"第(\d+)行$")
_YEAR: Final = re.compile(r"(?<!\d)(20\d\d)\s*年(?!\s*\d)")


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell: its first row and column, how many of each it covers, what is written in it, and whether bold; the number
    of its table in the proposal, from 0."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    bold: bool = False
    table: int = 0

    @property
    def place(self) -> tuple[int, int, int]:
        """Its table, row and column, in reading order."""
        return self.table, self.row, self.column

    @property
    def blank(self) -> bool:
        """Whether nothing is written in it."""
        return not self.text.strip()

    @property
    def end(self) -> int:
        """The column behind it."""
        return self.column + self.columns

    @property
    def bottom(self) -> int:
        """The row below it."""
        return self.row + self.rows

    def is_aligned_with(self, other: "Spot") -> bool:
        """Whether it begins and ends in the columns in which another does."""
        return (self.column, self.columns) == (other.column, other.columns)


class Matrix:
    """The cells of a table, by place."""

    def __init__(
        self, spots: tuple[Spot, ...], rows: int, columns: int, *, of_sheet: bool = False, year: int = 0
    ) -> None:
        """`spots` cover the rows and columns just once. On a sheet several tables may stand below each other. `year` is
        the year that the annex is for, 0 if it does not say."""
        self.spots: Final = spots
        self.rows: Final = rows
        self.columns: Final = columns
        self.of_sheet: Final = of_sheet
        self.year: Final = year
        self._at = [[-1] * columns for _ in range(rows)]
        for number, spot in enumerate(spots):
            for row in range(spot.row, spot.bottom):
                self._at[row][spot.column : spot.end] = [number] * spot.columns

    def at(self, row: int, column: int) -> Spot | None:
        """The cell that covers a place; None outside."""
        if not (0 <= row < self.rows and 0 <= column < self.columns):
            return None
        return self.spots[self._at[row][column]]

    def row(self, row: int) -> list[Spot]:
        """The cells that cover a row, from left to right."""
        numbers = dict.fromkeys(self._at[row])
        return [self.spots[number] for number in numbers]

    def starting(self, row: int) -> list[Spot]:
        """Those that begin in it."""
        return [spot for spot in self.row(row) if spot.row == row]

    def is_line(self, spot: Spot) -> bool:
        """Whether nothing else is written in the row of a cell, nor is another cell merged beside it."""
        return all(one is spot or (one.blank and one.columns == 1) for one in self.row(spot.row))

    @cached_property
    def written(self) -> tuple[Spot, ...]:
        """The cells with text, row by row."""
        return tuple(spot for spot in self.spots if not spot.blank)


def matrix(grid: Grid, *, numbered: bool, bold: Set[str] = frozenset(), table: int = 0, year: int = 0) -> Matrix:
    """The table as a matrix; `bold` are its bold texts, `table` its number, `year` what the lines above say of it.
    With `numbered` (a sheet) rows stand where their numbers say, empty ones between them.
    ImportFailure if it is larger than an annex can be."""
    rows: list[GridRow | None] = _placed(grid.rows) if numbered else [*grid.rows]
    width = max((cell.column + cell.columns for row in rows if row for cell in row.cells), default=0)
    if len(rows) > MOST_ROWS or width > MOST_COLUMNS or len(rows) * width > _MOST_CELLS:
        raise ImportFailure(f"表格有 {len(rows)} 行 {width} 列，太大，不能学成表样；请只留一个项目的表再试。")
    spots = tuple(_spots(rows, width, bold, table))
    return Matrix(spots, len(rows), width, of_sheet=numbered, year=year or _titled_year(grid.rows))


def _titled_year(rows: Sequence[GridRow]) -> int:
    """The year in the first rows that are lines, each in one cell, as sheets have them above their table."""
    titles = takewhile(lambda row: len(row.written) <= 1, rows[:_MOST_TITLES])
    return next(filter(None, (year_in(row.text) for row in titles)), 0)


def year_in(line: str) -> int:
    """The year that a line above an annex speaks of; 0 if of none, or of several. The first that does says the year of
    the annex."""
    found = {*_YEAR.findall(line)}
    return int(*found) if len(found) == 1 else 0


def _placed(rows: tuple[GridRow, ...]) -> list[GridRow | None]:
    """The rows of a sheet at their places; a long gap counts as a few rows."""
    placed: list[GridRow | None] = []
    before = -1
    for row in rows:
        found = _NUMBER.search(row.place)
        number = int(found[1]) - 1 if found else before + 1
        placed += [None] * min(max(0, number - before - 1), _MOST_EMPTY)
        placed.append(row)
        before = number
        if len(placed) > MOST_ROWS:
            break
    return placed


def _spots(rows: list[GridRow | None], width: int, bold: Set[str], table: int) -> Iterator[Spot]:
    """Each cell once. What covers no text of its own row is joined to the cell above, what is missing is blank."""
    open_cells: dict[int, list[int]] = {}
    found: list[list[int]] = []
    texts: list[str] = []
    for number, row in enumerate(rows):
        covered = [False] * width
        following: dict[int, list[int]] = {}
        for cell in row.cells if row else ():
            columns = min(cell.columns, width - cell.column)
            if any(covered[cell.column : cell.column + columns]):
                continue
            covered[cell.column : cell.column + columns] = [True] * columns
            above = open_cells.get(cell.column)
            if cell.below and above is not None and above[3] == columns:
                above[2] += 1
                following[cell.column] = above
            else:
                place = [number, cell.column, 1, columns]
                found.append(place)
                texts.append("" if cell.below else cell.text.strip())
                following[cell.column] = place
        for column in (at for at, taken in enumerate(covered) if not taken):
            found.append([number, column, 1, 1])
            texts.append("")
        open_cells = following
    for (top, left, down, across), text in sorted(zip(found, texts, strict=True)):
        yield Spot(top, left, down, across, text, bool(bold) and told(text) in bold, table)
