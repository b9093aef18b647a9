"""Where the rows of a band of records end: at a cell over several columns, a sum, another label, the next header."""

from collections.abc import Sequence
from typing import Final

from perfdesk.learning import lexicon
from perfdesk.learning.grid_rows import is_total_row, rows_of_grid
from perfdesk.learning.header_shape import is_column_of_classes
from perfdesk.learning.labels import plain
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.model.classes import class_of
from perfdesk.model.fields import Owner
from perfdesk.model.keys import LEVEL1

_CLASS: Final = "指标"
_TAIL: Final = frozenset("….·。")


def end_of(
    cells: Matrix, owner: Owner, body: int, leaves: Sequence[Spot], side: Spot | None, named: Spot | None = None
) -> int:
    """The first row that is none of the band's. In a grid the projects are called by the column `named`: a sum or the
    name of a department between them ends nothing."""
    last = rows_of_grid(cells, body, named) if named is not None else 0
    for row in range(body, cells.rows):
        if named is not None and row < last:
            continue
        if named is not None and is_total_row(cells, row, named):
            return row
        if side is not None and side.bottom > body and row >= side.bottom:
            return row
        if _leaves_band(cells, owner, row, leaves, side):
            return row
    return cells.rows


def _leaves_band(cells: Matrix, owner: Owner, row: int, leaves: Sequence[Spot], side: Spot | None) -> bool:
    first = leaves[0].column
    if _is_new_side(cells, row, first, side):
        return True
    spots = [one for one in cells.starting(row) if one.end > first]
    if any(_covers_columns(spot, leaves) and (not spot.blank or len(spots) < len(leaves)) for spot in spots):
        return True
    if _divides_columns(spots, leaves):
        return True
    written = [one for one in spots if not one.blank]
    return bool(written) and _begins_other(cells, owner, written, leaves)


def _is_new_side(cells: Matrix, row: int, first: int, side: Spot | None) -> bool:
    """Whether another label begins beside the rows."""
    beside = cells.at(row, 0)
    if beside is None or beside.row != row or beside.column >= first or beside.blank:
        return False
    return side is None or plain(beside.text) != plain(side.text)


def _covers_columns(spot: Spot, leaves: Sequence[Spot]) -> bool:
    """Whether a cell spans several columns, as a note or a total below the rows does."""
    return sum(spot.column <= leaf.column < spot.end for leaf in leaves) > 1 and not is_tail(spot.text)


def _divides_columns(spots: Sequence[Spot], leaves: Sequence[Spot]) -> bool:
    """Whether a column holds several texts side by side, as below the header of other rows."""
    return any(
        sum(leaf.column <= one.column < leaf.end and not one.blank for one in spots) > 1
        for leaf in leaves
        if leaf.columns > 1
    )


def _begins_other(cells: Matrix, owner: Owner, written: Sequence[Spot], leaves: Sequence[Spot]) -> bool:
    """Whether the first text of a row is a sum, or a label of the rows below the band."""
    head = written[0]
    if head.column != leaves[0].column:
        return False
    if lexicon.is_sum(head.text):
        return not _is_above_rows(cells, head, leaves)
    if _holds_classes(cells, owner, leaves[0]) and not class_of(head.text, head.text):
        if len(written) == 1 and not is_tail(head.text):
            return True
        # 投入管理指标 is a class that nobody has met, and so is 影响力目标 below 一级目标.
        if _signs(written):
            return True
        if lexicon.ends_as_label(head.text):
            return not plain(head.text).endswith((_CLASS, plain(leaves[0].text)[-len(_CLASS) :]))
    if owner is Owner.INDICATOR and any(class_of(one.text, one.text) for one in written):
        return False
    label = lexicon.is_known(head.text)
    return (label and not lexicon.exact(owner, head.text)) or (head.text.rstrip().endswith(("：", ":")) and label)


def _signs(written: Sequence[Spot]) -> bool:
    """Whether a row says when the annex was filled in, or by whom, whatever it begins with: 某某签字 beside 日期."""
    return any(lexicon.exact(Owner.DOCUMENT, one.text) for one in written[1:])


def _holds_classes(cells: Matrix, owner: Owner, leaf: Spot) -> bool:
    """Whether the first column holds classes, by its header or by what stands below it."""
    known = lexicon.exact(owner, leaf.text)
    return known == LEVEL1 or (
        owner is Owner.INDICATOR and not known and is_column_of_classes(cells, leaf, leaf.bottom)
    )


def _is_above_rows(cells: Matrix, head: Spot, leaves: Sequence[Spot]) -> bool:
    """Whether a sum stands directly below the header, and what it is the sum of below it."""
    below = (
        [one for one in cells.starting(head.bottom) if one.end > leaves[0].column] if head.bottom < cells.rows else []
    )
    alike = [one.column for one in below] == [one.column for one in leaves]
    return head.row == max(leaf.bottom for leaf in leaves) and alike and not below[0].blank


def is_tail(text: str) -> bool:
    """Whether a cell only says that rows go on: ……"""
    return bool(text.strip()) and set(text.strip()) <= _TAIL
