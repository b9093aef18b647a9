"""The lowest cells of a header of one or two rows, and the first row below it."""

import re
from collections.abc import Sequence
from typing import Final

from perfdesk.learning import lexicon
from perfdesk.learning.band_columns import CHOICES, Leaf
from perfdesk.learning.labels import plain
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.model.fields import RECORDS, Owner

# A header has no more rows.
HEADER_ROWS: Final = 2
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
    is_label = bool(plain(spot.text)) and not set(spot.text.rstrip().rstrip(":：")) & _NO_HEADER
    return spot.columns > 1 and spot.rows == 1 and is_label


def _others_reach_down(cells: Matrix, spot: Spot) -> bool:
    """Whether the header's cells beside one that is divided cover both rows, but for others that are divided too. A
    label of fixed rows with its value is none: 年度绩效目标 | 同上 over 一级指标 | 二级指标."""
    written = [one for one in cells.starting(spot.row) if not one.blank]
    over = [one for one in written if one is not spot and not (one.rows > 1 or _is_blank_below(cells, one))]
    if not all(_is_over_several(cells, one) for one in over):
        return False
    is_fixed = len(over) + 1 == len(written) and lexicon.exact(Owner.PROJECT, written[0].text)
    return not is_fixed


def _is_over_several(cells: Matrix, spot: Spot) -> bool:
    """Whether several cells stand below a cell, none of them wider than it."""
    below = [one for one in cells.row(spot.bottom) if one.end > spot.column and one.column < spot.end]
    return len(below) > 1 and all(spot.column <= one.column and one.end <= spot.end for one in below)


def _is_blank_below(cells: Matrix, spot: Spot) -> bool:
    below = cells.at(spot.bottom, spot.column)
    return below is not None and below.blank


def _names_column(text: str) -> bool:
    return (
        any(lexicon.exact(owner, text) for owner in (Owner.INDICATOR, *RECORDS))
        or plain(text) in CHOICES
        or bool(lexicon.exact(lexicon.MEASURES, text) or lexicon.exact(lexicon.SOURCES, text))
    )


def reach_down(leaves: Sequence[Leaf]) -> bool:
    """Whether several words that are not below others reach over both rows of a header, of which others stand below
    one: then it is one, though no known word stands in its first row."""
    single = [leaf for leaf, under in leaves if not under and not leaf.blank]
    return HEADER_ROWS <= len(single) < len(leaves) and all(leaf.rows >= HEADER_ROWS for leaf in single)


def body_below(row: int, leaves: Sequence[Leaf]) -> int:
    """The first row below a header. A first cell that alone reaches over two rows is the label beside the one row of
    records below, and not of the header."""
    bottoms = [leaf.bottom for leaf, _ in leaves if not leaf.blank and leaf.bottom - row <= HEADER_ROWS]
    is_beside = len(bottoms) > 2 and bottoms[0] == leaves[0][0].bottom and max(bottoms[1:]) == row + 1
    return row + 1 if is_beside else max(bottoms, default=row + 1)


def holds_several(cells: Matrix, leaf: Spot, body: int) -> bool:
    """Whether several texts stand side by side in the first row below a lowest cell of a header, which is then perhaps
    none: words below it that nobody knows divide it. On a sheet cells are often merged in the header alone."""
    if leaf.columns == 1 or body >= cells.rows:
        return False
    below = [one for one in cells.row(body) if leaf.column <= one.column and one.end <= leaf.end]
    written = sum(not one.blank for one in below)
    return written > 1 or (len(below) > 1 and not cells.of_sheet)
