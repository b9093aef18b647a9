"""Where labels stand around a cell of the fixed rows: to the left, above, in a header over it."""

from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import Final, NamedTuple

from perfdesk.learning import lexicon
from perfdesk.learning.answer import CellRole
from perfdesk.learning.band_columns import slug_of
from perfdesk.learning.header_rows import header_rows
from perfdesk.learning.labels import is_heading
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
    return NamedField(Owner.PROJECT, Meaning(OWN + slug_of(title), 0.7, f"{reason}；没有对应的栏目，保持原名"), title)


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

    def __iter__(self) -> Iterator[Spot]:
        """The labels themselves."""
        return filter(self.is_label, self._found)

    def is_label(self, spot: Spot | None) -> bool:
        """Whether a cell is a label."""
        return spot is not None and spot in self._found and self._found[spot].role is CellRole.LABEL

    def is_head(self, label: Spot) -> bool:
        """Whether a label stands in a row of labels with their values below."""
        return label in self._heads

    def left_of(self, spot: Spot) -> Spot | None:
        """The label to the left, if no value has been put between."""
        one = next((one for one in self._before(spot) if not one.blank or self.is_label(one)), None)
        return one if self.is_label(one) else None

    def above(self, spot: Spot) -> Spot | None:
        """The label over a cell, if it begins and ends where the cell does, or is the one cell over it."""
        one = next(self.labels_over(spot), None)
        if one is None or one.column > spot.column or one.end < spot.end:
            return None
        return one if one.columns < self.cells.columns or _asks(one, spot) else None

    def row_label(self, spot: Spot) -> Spot | None:
        """The label of the row in a table of measures: the nearest to the left, whatever stands between."""
        return next(filter(self.is_label, self._before(spot)), None)

    def head_over(self, spot: Spot) -> Spot | None:
        """The label of the column in a header over a cell."""
        one = next(self.labels_over(spot), None)
        return one if one is not None and one.is_aligned_with(spot) and self.is_head(one) else None

    def labels_over(self, spot: Spot) -> Iterator[Spot]:
        """The labels over a cell, from below up to the next band."""
        return filter(self.is_label, self._over(spot))

    def labels_right_over(self, spot: Spot) -> Iterator[Spot]:
        """Those of them with nothing but labels between."""
        return takewhile(self.is_label, self._over(spot))

    def _over(self, spot: Spot) -> Iterator[Spot]:
        """The cells over a cell, from below up to the next band, as far as a label can stand."""
        row, farthest = spot.row - 1, spot.row - _FARTHEST
        while row >= farthest and (one := self.cells.at(row, spot.column)) is not None and one in self:
            yield one
            row = one.row - 1

    def _before(self, spot: Spot) -> Iterator[Spot]:
        """The cells to the left of a cell, from the nearest on."""
        column = spot.column - 1
        while (one := self.cells.at(spot.row, column)) is not None:
            yield one
            column = one.column - 1


def _asks(label: Spot, spot: Spot) -> bool:
    """Whether a label over the whole width asks for what stands directly below it."""
    known = lexicon.exact(Owner.PROJECT, label.text) or lexicon.exact(Owner.DOCUMENT, label.text)
    bare = label.text.rstrip().rstrip(":：")
    whole = label.is_aligned_with(spot)
    numbered = whole and is_heading(label.text)
    told = numbered or bare != label.text.rstrip()
    asks = bool(known) or (told and (whole or lexicon.ends_as_label(bare)))
    return label.bottom == spot.row and asks and not lexicon.is_group(label.text)
