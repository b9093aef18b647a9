"""Labels with a colon behind them: whether their value stands in a cell of its own, or is written behind the colon."""

from collections.abc import Mapping, Sequence
from typing import Final

from perfdesk.learning import lexicon
from perfdesk.learning.answer import CellRole
from perfdesk.learning.labels import part_marked
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.learning.money import money_in
from perfdesk.learning.neighbours import Guess, blank_below
from perfdesk.model.fields import Owner

# Why a cell holds its label and its value.
INLINE: Final = "栏目和内容写在一格里"
# Of a table in which most labels hold their value themselves, and at least so many, another one does so too.
_LEAST_INSIDE: Final = 3


def known_label(text: str) -> bool:
    """Whether a text is a label of fixed rows by itself."""
    money = money_in(text)
    return bool(
        lexicon.exact(Owner.PROJECT, text) or lexicon.exact(Owner.DOCUMENT, text) or money.source or money.measure
        or lexicon.is_group(text) or lexicon.is_known(text) or lexicon.is_other(text)
    )  # fmt: skip


def like_others(cells: Matrix, found: Mapping[Spot, Guess]) -> set[Spot]:
    """The labels with a colon in a table of which most hold their value in their own cell, or in a column of such: they
    do so too, though an empty cell stands beside them."""
    colons = (spot for spot in found if ends_in_colon(spot.text.strip()) and not lexicon.is_group(spot.text))
    labels = [spot for spot in colons if found[spot].role is CellRole.LABEL and not _is_answered(cells, spot)]
    return _as_most(cells, found, labels) or _below_others(cells, found, labels)


def _as_most(cells: Matrix, found: Mapping[Spot, Guess], labels: Sequence[Spot]) -> set[Spot]:
    """The labels, if most others hold their value. The lines above and below a table on a sheet do so, whatever the
    table does."""
    inside = [spot for spot, guess in found.items() if guess.reason == INLINE]
    if len(inside) <= 2 * len(labels):
        return set()
    of_rows = sum(not cells.is_line(spot) for spot in inside)
    return {spot for spot in labels if (len(inside) if cells.is_line(spot) else of_rows) >= _LEAST_INSIDE}


def _below_others(cells: Matrix, found: Mapping[Spot, Guess], labels: Sequence[Spot]) -> set[Spot]:
    """The labels that stand below such as hold their value."""
    below: set[Spot] = set()
    for spot in labels:
        above = cells.at(spot.row - 1, spot.column)
        if above is not None and above.is_aligned_with(spot) and (above in below or _is_inside(found.get(above))):
            below.add(spot)
    return below


def _is_inside(guess: Guess | None) -> bool:
    return guess is not None and guess.reason == INLINE


def _is_answered(cells: Matrix, label: Spot) -> bool:
    """Whether what a label with a colon asks for stands beside it, or it reaches over the whole width and an empty or a
    written row without a colon stands below."""
    right, below = cells.at(label.row, label.end), cells.at(label.bottom, label.column)
    if right is None:
        if below is None or not below.columns == label.columns == cells.columns:
            return False
        return below.blank or _value_below(cells, label)
    return not right.blank and not _has_colon(right)


def holds_its_place(cells: Matrix, spot: Spot) -> bool:
    """Whether a label with a colon has no cell for its value: none beside it, none below, and no rows beside it of
    which it says what they have in common."""
    right = cells.at(spot.row, spot.end)
    if right is not None and right.rows < spot.rows:
        return False
    beside = right is not None and (right.blank or not _has_colon(right) or _has_value_beside(cells, right))
    return not beside and not blank_below(cells, spot) and not _value_below(cells, spot)


def _has_colon(spot: Spot) -> bool:
    """Whether a text may be labels, with or without what stands behind them, and is no sentence: 目标1：修桥一座。"""
    return (":" in spot.text or "：" in spot.text) and "。" not in spot.text


def _has_value_beside(cells: Matrix, label: Spot) -> bool:
    """Whether a label with a colon has a cell for its value on the right: then the label before it has none there."""
    right = cells.at(label.row, label.end)
    return ends_in_colon(label.text.strip()) and right is not None and not _has_colon(right)


def _value_below(cells: Matrix, spot: Spot) -> bool:
    """Whether a text without a colon stands below it in a cell of the same width."""
    below = cells.at(spot.bottom, spot.column)
    if below is None or not below.is_aligned_with(spot):
        return False
    return not _has_colon(below) and not known_label(below.text)


def ends_in_colon(text: str) -> bool:
    """Whether a text is a label with its colon, and no other behind a word that makes it a part: 其中：财政拨款：."""
    label = part_marked(text)[1]
    return label.endswith((":", "：")) and sum(label.count(one) for one in ":：") == 1
