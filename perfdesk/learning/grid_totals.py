"""Sums of a grid: a cell below the projects, in the row of a sum and a column of their money, is what they come to."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from perfdesk.learning.answer import Answer, CellRole
from perfdesk.learning.band_columns import FoundColumn
from perfdesk.learning.grid_rows import is_total_row
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.learning.repeated import FoundBand
from perfdesk.model.fields import Kind, Owner
from perfdesk.model.keys import NAME
from perfdesk.model.values import Amount
from perfdesk.model.vocabulary import vocabulary


class GridTotals:
    """The sums below the grids of a table."""

    def __init__(self, cells: Matrix, bands: Sequence[FoundBand]) -> None:
        self._cells = cells
        self._grids = [one for one in bands if one.grid]

    def band_over(self, spot: Spot) -> FoundBand | None:
        """The grid of which a cell stands in the row of a sum below it."""
        band = next((one for one in self._grids if one.end == spot.row), None)
        named = _named(band) if band is not None else None
        return band if named is not None and is_total_row(self._cells, spot.row, named) else None

    def column(self, spot: Spot) -> FoundColumn | None:
        """The column of money that a cell below a grid is the sum of."""
        band = self.band_over(spot)
        found = band.over(spot.column) if band is not None else None
        is_below = found is not None and (spot.column, spot.columns) == (found.spot.column, found.spot.columns)
        return found if found is not None and is_below and _is_summed(found) else None


def _named(band: FoundBand) -> Spot | None:
    return next((one.spot for one in band.columns if one.project and one.key == NAME), None)


def _is_summed(column: FoundColumn) -> bool:
    return column.project and vocabulary().kind(Owner.PROJECT, column.key) is Kind.MONEY


def is_total(bands: Sequence[FoundBand], one: Answer) -> bool:
    """Whether a cell of the fixed rows holds the sum of a column of a grid over it."""
    band = next((band for band in bands if band.grid and band.end == one.spot.row), None)
    column = band.over(one.spot.column) if band is not None else None
    return column is not None and column.project and (one.owner, one.key) == (Owner.PROJECT, column.key)


def wrong_totals(bands: Sequence[FoundBand], answers: Sequence[Answer]) -> Iterator[tuple[Spot, str]]:
    """Sums that the projects above do not make."""
    for one in answers:
        amount = Amount.parse(one.spot.text) if one.role is CellRole.VALUE and is_total(bands, one) else None
        parts = [*_parts(bands, answers, one)] if amount is not None else []
        if amount is not None and len(parts) > 1 and sum(parts) != amount.value:
            yield one.spot, f"上面各项目相加是 {sum(parts)}"


def _parts(bands: Sequence[FoundBand], answers: Sequence[Answer], one: Answer) -> Iterator[Decimal]:
    """The numbers of the projects in a column. A project that has its number in each row has it once."""
    band = next(band for band in bands if band.grid and band.end == one.spot.row)
    said = _by_project(band, answers, one.key)
    for text in said.values():
        amount = Amount.parse(text)
        if amount is not None:
            yield amount.value


def _by_project(band: FoundBand, answers: Sequence[Answer], key: str) -> Mapping[int, str]:
    """The text of a field by the row in which a project begins."""
    written = [one for one in answers if one.role is CellRole.VALUE and not one.spot.blank]
    inside = [one for one in written if band.body <= one.spot.row < band.end and one.owner is Owner.PROJECT]
    names = sorted((one.spot.row, one.spot.text) for one in inside if one.key == NAME)
    # Where nobody has written a name yet, each amount is that of a project.
    begins = _begins(names) if names else sorted({one.spot.row for one in inside})
    found: dict[int, str] = {}
    for one in inside:
        if one.key == key:
            found.setdefault(begins[max(0, bisect_right(begins, one.spot.row) - 1)], one.spot.text)
    return found


def _begins(names: Sequence[tuple[int, str]]) -> list[int]:
    """The rows in which another project is named than above."""
    return [names[0][0], *(row for (_, above), (row, name) in pairwise(names) if name != above)]
