"""The lowest cells of a header of one or two rows, each with the label over it and its neighbours."""

import re
from collections.abc import Sequence
from typing import Final

from perfdesk.learning import lexicon
from perfdesk.learning.band_columns import CHOICES, Leaf
from perfdesk.learning.labels import plain
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.model.fields import RECORDS, Owner

_SENTENCE: Final = frozenset("。；;！？")
# A cell that holds a label and its value heads nothing.
_NO_HEADER: Final = _SENTENCE | {":", "："}
# A header that is one without its divided cell has so many columns that are known; a figure below them is a value.
_LEAST_KNOWN: Final = 3
_DIGIT: Final = re.compile(r"\d(?!\d*年)")


def leaves_of(cells: Matrix, row: int) -> list[Leaf]:
    """The lowest header cells, each with the label over it and its neighbours."""
    leaves: list[Leaf] = []
    for spot in cells.starting(row):
        below = _divided(cells, spot)
        leaves += [(leaf, plain(spot.text)) for leaf in below] if below else [(spot, "")]
    return leaves


def _divided(cells: Matrix, spot: Spot) -> list[Spot]:
    """The labels in the second row of a header below a cell of the first."""
    if not _may_be_divided(spot):
        return []
    below = (
        [one for one in cells.starting(spot.bottom) if spot.column <= one.column < spot.end]
        if (spot.bottom < cells.rows)
        else []
    )
    inside = len(below) > 1 and all(one.end <= spot.end and not one.blank for one in below)
    known = sum(_names_column(one.text) for one in below) * 2 >= len(below)
    return (
        below
        if inside and ((known and _others_reach_down(cells, spot)) or _is_alone_divided(cells, spot, below))
        else []
    )


def _is_alone_divided(cells: Matrix, spot: Spot, below: Sequence[Spot]) -> bool:
    """Whether all other cells of a header reach over both of its rows, so that the words below one belong to it, known
    or not: 近两年指标值 over 前年 and 上年."""
    others = [one for one in cells.starting(spot.row) if one is not spot and not one.blank]
    known = sum(_names_column(one.text) for one in others)
    words = all(plain(one.text) and not set(one.text) & _SENTENCE and not _DIGIT.search(one.text) for one in below)
    return words and known >= _LEAST_KNOWN and all(one.rows > 1 for one in others)


def _may_be_divided(spot: Spot) -> bool:
    is_label = bool(plain(spot.text)) and not set(spot.text) & _NO_HEADER
    return spot.columns > 1 and spot.rows == 1 and is_label


def _others_reach_down(cells: Matrix, spot: Spot) -> bool:
    """Whether the header's cells beside one that is divided cover both rows, but for others of several columns."""
    beside = [one for one in cells.starting(spot.row) if one is not spot and not one.blank and one.columns == 1]
    return all(one.rows > 1 or _is_blank_below(cells, one) for one in beside)


def _is_blank_below(cells: Matrix, spot: Spot) -> bool:
    below = cells.at(spot.bottom, spot.column)
    return below is not None and below.blank


def _names_column(text: str) -> bool:
    return (
        any(lexicon.exact(owner, text) for owner in (Owner.INDICATOR, *RECORDS))
        or plain(text) in CHOICES
        or bool(lexicon.exact(lexicon.MEASURES, text) or lexicon.exact(lexicon.SOURCES, text))
    )
