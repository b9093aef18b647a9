"""Tables from the lines that a page draws: where lines cross are the corners of cells. Arithmetic, no file.

Heights count downwards, as a page is read.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

# Two lines nearer than this many points are one: a border is drawn twice, or stops before the corner.
NEAR: Final = 3.0
# A page full of figures has 60 rows of 20 cells. Whatever has more crossings is a drawing.
_MOST_CROSSINGS: Final = 40_000
_MOST_CELLS: Final = 40_000


class TooManyLines(Exception):
    """The lines of a page are no tables."""


class Segment(NamedTuple):
    """A straight line: where it lies, and from where to where it goes along the other axis; of a line that is drawn as
    several, how far these lie from the middle."""

    at: float
    start: float
    end: float
    half: float = 0.0


class RuledCell(NamedTuple):
    """A cell between lines, by the numbers of the edges."""

    row: int
    column: int
    rows: int
    columns: int


class RuledTable(NamedTuple):
    """The edges from left to right and from top to bottom, and the cells, row by row; whether no line is drawn over the
    first row or below the last one, because a page ends there."""

    across: tuple[float, ...]
    down: tuple[float, ...]
    cells: tuple[RuledCell, ...]
    open_above: bool = False
    open_below: bool = False

    def place(self, x: float, y: float) -> tuple[int, int] | None:
        """The row and the column at a point; None outside."""
        column, row = bisect_right(self.across, x) - 1, bisect_right(self.down, y) - 1
        inside = 0 <= column < len(self.across) - 1 and 0 <= row < len(self.down) - 1
        return (row, column) if inside else None

    @property
    def area(self) -> float:
        """How much of the page it covers."""
        return (self.across[-1] - self.across[0]) * (self.down[-1] - self.down[0])


def ruled_tables(level: Iterable[Segment], upright: Iterable[Segment]) -> list[RuledTable]:
    """The tables from top to bottom, frames around a single cell too. TooManyLines if the lines are a drawing."""
    horizontal, vertical = _joined(level), _joined(upright)
    tables = [_table(*lines) for lines in _connected(horizontal, vertical)]
    found = [one for one in tables if one is not None]
    return sorted(found, key=lambda one: (one.down[0], one.across[0]))


# --- lines -------------------------------------------------------------------------------------------------------


def _joined(segments: Iterable[Segment]) -> list[Segment]:
    """Lines that continue each other, or lie on each other, as one."""
    groups: list[list[Segment]] = []
    for one in sorted(segments):
        if groups and one.at - groups[-1][0].at <= NEAR:
            groups[-1].append(one)
        else:
            groups.append([one])
    return [line for group in groups for line in _continued(group)]


def _continued(group: Sequence[Segment]) -> Iterator[Segment]:
    at = sum(one.at for one in group) / len(group)
    half = max(abs(one.at - at) for one in group)
    begun: Segment | None = None
    for one in sorted(group, key=lambda one: one.start):
        if begun is None:
            begun = Segment(at, one.start, one.end, half)
        elif one.start <= begun.end + NEAR:
            begun = begun._replace(end=max(begun.end, one.end))
        else:
            yield begun
            begun = Segment(at, one.start, one.end, half)
    if begun is not None:
        yield begun


def _connected(
    horizontal: Sequence[Segment], vertical: Sequence[Segment]
) -> Iterator[tuple[list[Segment], list[Segment]]]:
    """The lines of each table: those that cross each other."""
    crossings = _bracing(horizontal, vertical, list(_crossings(horizontal, vertical)))
    first = list(range(len(horizontal) + len(vertical)))
    for row, column in crossings:
        one, other = _root(first, row), _root(first, len(horizontal) + column)
        first[other] = one
    members: dict[int, tuple[dict[int, None], dict[int, None]]] = defaultdict(lambda: ({}, {}))
    for row, column in crossings:
        rows, columns = members[_root(first, row)]
        rows[row] = columns[column] = None
    for rows, columns in members.values():
        yield [horizontal[at] for at in rows], [vertical[at] for at in columns]


def _crossings(horizontal: Sequence[Segment], vertical: Sequence[Segment]) -> Iterator[tuple[int, int]]:
    """Which lines meet. A line ends at that part of a double one which is next to it."""
    places = [one.at for one in vertical]
    most = NEAR + max((one.half for one in vertical), default=0.0)
    seen = 0
    for number, line in enumerate(horizontal):
        begin, end = bisect_left(places, line.start - most), bisect_right(places, line.end + most)
        seen += end - begin
        if seen > _MOST_CROSSINGS:
            raise TooManyLines
        for at in range(begin, end):
            if _meets(line, vertical[at]) and _meets(vertical[at], line):
                yield number, at


def _meets(line: Segment, other: Segment) -> bool:
    reach = NEAR + other.half
    return line.start - reach <= other.at <= line.end + reach


def _bracing(
    horizontal: Sequence[Segment], vertical: Sequence[Segment], crossings: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Those of lines that cross two others at least. A line that only touches one underlines a word; one that goes
    through it divides a table without lines at its sides."""
    rows = Counter(row for row, _ in crossings)
    columns = Counter(column for _, column in crossings)
    return [
        (row, column)
        for row, column in crossings
        if columns[column] > 1 and (rows[row] > 1 or _goes_through(horizontal[row], vertical[column].at))
    ]


def _goes_through(line: Segment, at: float) -> bool:
    return line.start < at - 2 * NEAR and line.end > at + 2 * NEAR


def _root(first: list[int], one: int) -> int:
    while first[one] != one:
        first[one] = first[first[one]]
        one = first[one]
    return one


# --- cells -------------------------------------------------------------------------------------------------------


def _table(horizontal: Sequence[Segment], vertical: Sequence[Segment]) -> RuledTable | None:
    down = _edges((*(one.at for one in horizontal), *_open_sides(vertical, horizontal)))
    across = _edges((*(one.at for one in vertical), *_open_sides(horizontal, vertical)))
    if len(down) < 2 or len(across) < 2:
        return None
    if (len(down) - 1) * (len(across) - 1) > _MOST_CELLS:
        raise TooManyLines
    right_of, below = _walls(vertical, across, down), _walls(horizontal, down, across)
    cells = tuple(_cells(len(down) - 1, len(across) - 1, right_of, below))
    first, last = min(one.at for one in horizontal), max(one.at for one in horizontal)
    return RuledTable(across, down, cells, first - down[0] > NEAR, down[-1] - last > NEAR)


def _edges(places: Iterable[float]) -> tuple[float, ...]:
    edges: list[float] = []
    for one in sorted(places):
        if not edges or one - edges[-1] > NEAR:
            edges.append(one)
    return tuple(edges)


def _open_sides(lines: Sequence[Segment], across: Sequence[Segment]) -> Iterator[float]:
    """Where two lines at least reach beyond the outer ones across them: such tables have no line at their sides, and a
    row that a page's end breaks may have none there."""
    first, last = min(one.at for one in across), max(one.at for one in across)
    before = [one.start for one in lines if one.start < first - 2 * NEAR]
    behind = [one.end for one in lines if one.end > last + 2 * NEAR]
    if len(before) > 1:
        yield min(before)
    if len(behind) > 1:
        yield max(behind)


def _walls(lines: Sequence[Segment], edges: Sequence[float], other: Sequence[float]) -> set[tuple[int, int]]:
    """(edge, gap) for each gap between two edges of the other axis of which a line covers more than half."""
    middles = [(one + two) / 2 for one, two in pairwise(other)]
    walls: set[tuple[int, int]] = set()
    for line in lines:
        edge = min(range(*_around(edges, line.at)), key=lambda at: abs(edges[at] - line.at))
        gaps = range(bisect_left(middles, line.start), bisect_right(middles, line.end))
        walls.update((edge, gap) for gap in gaps)
    return walls


def _around(edges: Sequence[float], at: float) -> tuple[int, int]:
    near = bisect_left(edges, at)
    return max(0, near - 1), min(len(edges), near + 1)


def _cells(rows: int, columns: int, upright: set[tuple[int, int]], level: set[tuple[int, int]]) -> Iterator[RuledCell]:
    """Each cell as far to the right, then as far down as no line stands in the way."""
    taken = [[False] * columns for _ in range(rows)]
    for row in range(rows):
        for column in range(columns):
            if taken[row][column]:
                continue
            end = column + 1
            while end < columns and (end, row) not in upright and not taken[row][end]:
                end += 1
            bottom = row + 1
            while bottom < rows and _goes_on(bottom, column, end, upright, level, taken):
                bottom += 1
            for at in range(row, bottom):
                taken[at][column:end] = [True] * (end - column)
            yield RuledCell(row, column, bottom - row, end - column)


def _goes_on(
    row: int, column: int, end: int, upright: set[tuple[int, int]], level: set[tuple[int, int]], taken: list[list[bool]]
) -> bool:
    """Whether a cell has its next row: nothing is drawn over it, and nothing through it."""
    if any((row, at) in level or taken[row][at] for at in range(column, end)):
        return False
    return not any((at, row) in upright for at in range(column + 1, end))
