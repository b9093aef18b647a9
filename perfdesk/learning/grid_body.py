"""What the rows below the header of a grid say of its columns: a project's has one cell beside several rows, or the
same text in each of them, or a blank below it; an indicator's says something in each row."""

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final

from perfdesk.learning.grid_rows import is_head_row, is_total_row
from perfdesk.learning.matrix import Matrix, Spot

# So many rows below a header say what its columns are; more tell nothing new.
_ROWS: Final = 200


class ColumnOf(StrEnum):
    """Whose a column is, and whether its cells say so or are only left blank."""

    PROJECT = "project"
    ROW = "row"
    MAYBE_PROJECT = "maybe project"
    MAYBE_ROW = "maybe row"

    @property
    def sure(self) -> bool:
        """Whether its cells say so."""
        return self in (ColumnOf.PROJECT, ColumnOf.ROW)

    @property
    def of_rows(self) -> bool:
        """Whether it is the rows'."""
        return self in (ColumnOf.ROW, ColumnOf.MAYBE_ROW)


class GridBody:
    """The rows below a header in which the projects are called by the column `name`."""

    def __init__(self, cells: Matrix, name: Spot, body: int, end: int) -> None:
        self._cells = cells
        self._name = name
        # The rows of each project that has several.
        self.blocks: Final = [one for one in _blocks(cells, name, body, min(end, body + _ROWS)) if len(one) > 1]

    def of(self, leaf: Spot) -> ColumnOf | None:
        """Whose the column below a header is; None if nothing tells it."""
        met = Counter(one for block in self.blocks if (one := self._in_block(leaf, block)) is not None)
        certain = [one for one in met if one.sure]
        return max(certain or met, key=lambda one: met[one], default=None)

    def is_divided(self, leaf: Spot) -> bool:
        """Whether some projects have one cell there, and others one in each row."""
        met = {self._in_block(leaf, block) for block in self.blocks}
        return {ColumnOf.PROJECT, ColumnOf.ROW} <= met

    def _in_block(self, leaf: Spot, block: range) -> ColumnOf | None:
        """What the rows of one project say."""
        first, *others = dict.fromkeys(filter(None, (self._cells.at(row, leaf.column) for row in block)))
        named = self._cells.at(block.start, self._name.column)
        if named is not None and named.rows > 1:
            return _beside_merged(others)
        if not others:
            return None if first.blank else ColumnOf.PROJECT
        if any(not one.blank and one.text != first.text for one in others):
            return ColumnOf.ROW
        return None if first.blank else ColumnOf.MAYBE_PROJECT


def _beside_merged(others: Sequence[Spot]) -> ColumnOf:
    """What the cells below a project's first say where its name is one cell: one that is not merged is the row's."""
    if not others:
        return ColumnOf.PROJECT
    return ColumnOf.MAYBE_ROW if all(one.blank for one in others) else ColumnOf.ROW


def _blocks(cells: Matrix, name: Spot, body: int, end: int) -> Iterator[range]:
    """The rows of each project: up to where another is named. Blank rows at their end are ready to be filled in."""
    start, called, written = body, "", body
    for row in range(body, end):
        if is_total_row(cells, row, name) or is_head_row(cells, row, name):
            yield range(start, written)
            start = written = row + 1
            called = ""
            continue
        one = cells.at(row, name.column)
        if one is not None and one.row == row and (one.rows > 1 or not (one.blank or one.text == called)):
            yield range(start, written)
            start, called, written = row, one.text, min(one.bottom, end)
        if any(not spot.blank for spot in cells.row(row)):
            written = max(written, row + 1)
    yield range(start, written)
