"""Where labels stand around a cell of the fixed rows: to the left, above, in a header over it."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from perfdesk.learning import lexicon
from perfdesk.learning.answer import CellRole
from perfdesk.learning.band_columns import slug_of
from perfdesk.learning.header_rows import header_rows
from perfdesk.learning.lexicon import Meaning
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.learning.roles import Guess
from perfdesk.model.fields import OWN, Owner

# No label governs a cell so many rows below it; without an end the cost would grow with the square of the rows.
_FARTHEST: Final = 30


class NamedField(NamedTuple):
    """Whose field a cell holds, which, and what it is called if it is the form's own."""

    owner: Owner
    meaning: Meaning
    title: str
    label: str = ""
    question: str = ""


def own_field(title: str, reason: str) -> NamedField:
    """A field of the form's own."""
    return NamedField(Owner.PROJECT, Meaning(OWN + slug_of(title), 0.7, f"{reason}；没有对应的字段，保持原名"), title)


class LabelsAround:
    """The labels outside bands, by place."""

    def __init__(self, cells: Matrix, found: Mapping[Spot, Guess]) -> None:
        """`found` are the guesses for the cells outside bands."""
        self.cells: Final = cells
        self._found = found
        self._heads = header_rows(cells, sorted({spot.row for spot in found}), self.is_label)

    def __contains__(self, spot: Spot) -> bool:
        """Whether a cell stands outside bands."""
        return spot in self._found

    def is_label(self, spot: Spot | None) -> bool:
        """Whether a cell is a label."""
        return spot is not None and spot in self._found and self._found[spot].role is CellRole.LABEL

    def is_head(self, label: Spot) -> bool:
        """Whether a label stands in a row of labels with their values below."""
        return label in self._heads

    def left_of(self, spot: Spot) -> Spot | None:
        """The label to the left, if no value has been put between."""
        column, met = spot.column - 1, False
        while column >= 0:
            one = self.cells.at(spot.row, column)
            assert one is not None
            if self.is_label(one):
                return None if met else one
            met = met or not one.blank
            column = one.column - 1
        return None

    def above(self, spot: Spot) -> Spot | None:
        """The label over a cell, if it begins and ends where the cell does, or is the one cell over it."""
        row, farthest = spot.row - 1, spot.row - _FARTHEST
        while row >= max(0, farthest):
            one = self.cells.at(row, spot.column)
            assert one is not None
            if one not in self:
                return None
            if self.is_label(one):
                covers = one.column <= spot.column and one.end >= spot.end
                return one if covers and (one.columns < self.cells.columns or _asks(one, spot)) else None
            row = one.row - 1
        return None

    def row_label(self, spot: Spot) -> Spot | None:
        """The label of the row in a table of measures: the nearest to the left, whatever stands between."""
        column = spot.column - 1
        while column >= 0:
            one = self.cells.at(spot.row, column)
            assert one is not None
            if self.is_label(one):
                return one
            column = one.column - 1
        return None

    def head_over(self, spot: Spot) -> Spot | None:
        """The label of the column in a header over a cell."""
        for row in rows_over(spot):
            one = self.cells.at(row, spot.column)
            if one is None or one not in self:
                return None
            if self.is_label(one):
                alike = (one.column, one.columns) == (spot.column, spot.columns)
                return one if alike and self.is_head(one) else None
        return None


def rows_over(spot: Spot) -> range:
    """The rows over a cell from below, as far as a label can stand."""
    return range(spot.row - 1, max(-1, spot.row - 1 - _FARTHEST), -1)


def _asks(label: Spot, spot: Spot) -> bool:
    """Whether a label over the whole width asks for what stands directly below it."""
    known = lexicon.exact(Owner.PROJECT, label.text) or lexicon.exact(Owner.DOCUMENT, label.text)
    return label.bottom == spot.row and bool(known) and not lexicon.is_group(label.text)
