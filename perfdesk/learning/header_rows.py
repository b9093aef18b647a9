"""Rows of the fixed part that are headers by their shape: labels side by side whose values stand below them.

A row of labels and values in turn has no two labels beside each other. So a row in which known labels do stand beside
each other, above a row with the same cells that holds no labels there, is a header as a whole: also a word in it that
nobody has met is a label, and no value.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from perfdesk.learning.labels import plain
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.learning.money import money_in

_LEAST: Final = 3
_LONGEST: Final = 16
_YEAR: Final = re.compile(r"(?:(?:19|20)\d\d|第[一二三四五六])年(?:度|预算|金额|安排)*")
_NUMBER: Final = re.compile(r"[-+≥≤=<>＝\d.,%％\s]+(?:万元|元|个|次|人|项|天|户|家|套)?")
_NO_LABEL: Final = frozenset("。；;！？，□☑√")

_IsLabel = Callable[[Spot], bool]


def header_rows(cells: Matrix, rows: Sequence[int], is_label: _IsLabel) -> dict[Spot, str]:
    """The cells that are labels because the row is a header, each with the label before it; `rows` are those to look
    at, and `is_label` tells labels."""
    found: dict[Spot, str] = {}
    for row in rows:
        header = _header(cells, row, is_label)
        if header:
            found.update(dict.fromkeys(header, plain(header[0].text)))
    return found


def _header(cells: Matrix, row: int, is_label: _IsLabel) -> list[Spot]:
    """The written cells of a row if it is a header; [] if it is none."""
    written = [one for one in cells.starting(row) if one.rows == 1 and not one.blank]
    if len(written) < _LEAST or not _are_words_side_by_side(written):
        return []
    if not _stands_over_values(cells, written, is_label):
        return []
    known = [is_label(one) or is_year(one.text) for one in written]
    beside = any(one and other for one, other in pairwise(known)) and sum(known) * 2 >= len(known)
    return written if beside or _is_of_money(cells, written) else []


def _is_of_money(cells: Matrix, written: Sequence[Spot]) -> bool:
    """Whether one of them is a measure of money, and a source begins the row below."""
    below = cells.at(written[0].bottom, written[0].column)
    is_measured = any(money_in(one.text).measure or is_year(one.text) for one in written[1:])
    return is_measured and below is not None and bool(money_in(below.text).source)


def _are_words_side_by_side(written: Sequence[Spot]) -> bool:
    return all(one.end == other.column for one, other in pairwise(written)) and all(map(_may_be_label, written))


def _stands_over_values(cells: Matrix, written: Sequence[Spot], is_label: _IsLabel) -> bool:
    """Whether below each cell there is one as wide, and no label in them but the first, which names the row."""
    below = [*_below(cells, written)]
    return len(below) == len(written) and not any(map(is_label, below[1:]))


def _below(cells: Matrix, written: Sequence[Spot]) -> Iterator[Spot]:
    """The cells below those of a row that begin and end where they do."""
    for one in written:
        below = cells.at(one.bottom, one.column)
        if below is not None and (below.column, below.columns) == (one.column, one.columns):
            yield below


def _may_be_label(one: Spot) -> bool:
    text = plain(one.text)
    return 0 < len(text) <= _LONGEST and not _NUMBER.fullmatch(text) and not set(one.text) & _NO_LABEL


def is_year(text: str) -> bool:
    """Whether a text heads the amounts of one year: 2031年, 第二年."""
    return _YEAR.fullmatch("".join(text.split())) is not None
