"""Headers of indicators whose words nobody has met: known by what stands below them.

Below the header of a table of indicators stand the names of their classes (产出指标, 数量指标), row after row, in one
column. No other rows of an annex have that.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from perfdesk.learning.labels import LONGEST, plain
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.model.classes import class_of

_LEAST_CELLS: Final = 3
# So many rows below a header say what it is; more tell nothing new.
_ROWS: Final = 12
_SENTENCE: Final = frozenset("。；;！？≥≤")


def heads_classes(cells: Matrix, leaves: Sequence[Spot], body: int) -> bool:
    """Whether short words stand side by side over rows of which one column names the classes of indicators."""
    written = [one for one in leaves if not one.blank]
    if len(written) < _LEAST_CELLS or not all(map(_is_word, written)):
        return False
    return any(is_column_of_classes(cells, leaf, body) for leaf in written)


def is_column_of_classes(cells: Matrix, leaf: Spot, body: int) -> bool:
    """Whether the first row below a header names a class there, and so does each further cell that says anything."""
    texts = [*_below(cells, leaf, body)]
    met = [bool(class_of(text, text)) for text in texts]
    return bool(met) and met[0] and met.count(True) * 2 > len(met)


def _below(cells: Matrix, leaf: Spot, body: int) -> Iterator[str]:
    """The texts below a header, as far as cells begin where it does."""
    row = body
    while row < min(body + _ROWS, cells.rows):
        one = cells.at(row, leaf.column)
        if one is None or one.row != row or not one.is_aligned_with(leaf):
            return
        if not one.blank:
            yield one.text
        row = one.bottom


def _is_word(one: Spot) -> bool:
    text = plain(one.text)
    return len(one.text) <= LONGEST and not class_of(text, text) and not set(text) & _SENTENCE and not text.isdigit()
