"""The columns of a sheet in which a table stands: beside it are empty ones, over which at most its lines reach.

A sheet begins in column A, and many tables in column B; its title is merged over more columns than the table has, and
so is the sheet as wide as the widest of its tables.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from perfdesk.learning import lexicon
from perfdesk.learning.colon_labels import known_label
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.model.fields import RECORDS, Owner

# A header of records has so many cells at least.
_HEADER: Final = 3


def table_columns(cells: Matrix, rows: range) -> range:
    """The columns that the table in these rows has; all where nothing stands in them."""
    first, end = 0, cells.columns
    while first < end and _is_margin(cells, rows, first):
        first += 1
    if first == end:
        return range(cells.columns)
    while _is_margin(cells, rows, end - 1):
        end -= 1
    return range(first, end if _ends_at(cells, rows, first, end) else cells.columns)


def _is_margin(cells: Matrix, rows: range, column: int) -> bool:
    """Whether no cell of a table stands in a column: none that is written or merged but lines."""
    return all((one := cells.at(row, column)) is None or _is_free(cells, one) for row in rows)


def _is_free(cells: Matrix, one: Spot) -> bool:
    return one.rows == 1 and (one.columns == 1 if one.blank else one.columns > 1 and cells.is_line(one))


def _ends_at(cells: Matrix, rows: range, first: int, end: int) -> bool:
    """Whether the table is drawn up to there, so that the empty cells behind it are none to fill in: a merged value
    ends there, or the header of a column does, and no label. On blank paper nothing but the lines above tells that
    there is a column of values."""
    told = False
    for row in rows:
        spots = [one for one in cells.row(row) if first <= one.column and one.end <= end]
        if not spots or spots[-1].end != end:
            continue
        if _is_header(spots):
            told = True
        elif _asks(spots):
            return False
        else:
            told = told or spots[-1].columns > 1
    return told


def _asks(spots: Sequence[Spot]) -> bool:
    """Whether a row ends with a label that is none of several side by side, as those over a table of money are: what it
    asks for stands behind it."""
    return _may_be_label(spots[-1]) and not (len(spots) > 1 and _may_be_label(spots[-2]))


def _may_be_label(one: Spot) -> bool:
    return not one.blank and (known_label(one.text) or lexicon.ends_as_label(one.text))


def _is_header(spots: Sequence[Spot]) -> bool:
    """Whether a row is the header of records, which has no empty cell."""
    owners = (Owner.INDICATOR, *RECORDS)
    known = sum(any(lexicon.exact(owner, one.text) for owner in owners) for one in spots)
    return len(spots) >= _HEADER and not any(one.blank for one in spots) and known * 2 > len(spots)


# --- a table without what stands beside it -------------------------------------------------------------------------


def cut(one: Spot, rows: range, columns: range) -> Spot | None:
    """A cell as it stands in some rows and columns that are a table of their own; None outside."""
    first, end = max(one.column, columns.start), min(one.end, columns.stop)
    if one.row not in rows or first >= end:
        return None
    return replace(one, row=one.row - rows.start, column=first - columns.start, columns=end - first)


def cut_all(cells: Matrix, rows: range, columns: range, *, of_sheet: bool) -> Matrix:
    """These rows and columns as a table of their own."""
    inside = (found for one in cells.spots if (found := cut(one, rows, columns)) is not None)
    return Matrix(tuple(inside), len(rows), len(columns), of_sheet=of_sheet, year=cells.year)


def beside(cells: Matrix, rows: range, columns: range) -> Iterator[Spot]:
    """The cells in these rows that stand in no column of the table."""
    inside = (one for one in cells.spots if one.row in rows)
    return (one for one in inside if one.end <= columns.start or one.column >= columns.stop)
