"""The label beside the rows of a band, where its first cell is one and no column: 绩效指标 beside all of its rows."""

from collections.abc import Sequence

from perfdesk.learning import lexicon
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.model.classes import class_of
from perfdesk.model.fields import Owner
from perfdesk.model.keys import NAME, NAMED_BY


def side_of(cells: Matrix, row: int, owner: Owner, leaves: Sequence[Spot], body: int) -> Spot | None:
    """The label beside the rows below a header that begins in a row; `leaves` are its lowest cells."""
    side = cells.at(row, 0)
    if side is None or not _is_side(cells, side, leaves, body):
        return None
    return None if _alone_names_rows(owner, side, leaves, body) else side


def _is_side(cells: Matrix, side: Spot, leaves: Sequence[Spot], body: int) -> bool:
    """Whether the first cell is the label beside the rows: it reaches below the header, or says what they are."""
    if side.blank or len(leaves) < 3:
        return False
    if side.bottom > body or side.row < min(leaf.row for leaf in leaves):
        return True
    below = cells.at(body, side.column)
    return lexicon.is_group(side.text) and (below is None or not class_of(below.text, below.text))


def _alone_names_rows(owner: Owner, side: Spot, leaves: Sequence[Spot], body: int) -> bool:
    """Whether the first cell of a header, and no other, is the head of the column that names the rows: 支出明细 is so,
    though it may also stand beside rows."""
    named = [leaf for leaf in leaves if lexicon.exact(owner, leaf.text) == NAMED_BY.get(owner, NAME)]
    return named == [side] and side.bottom <= body
