"""What stands around an unknown short text of the fixed rows, and what that says of it."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from perfdesk.learning import lexicon
from perfdesk.learning.answer import CellRole
from perfdesk.learning.header_rows import is_year
from perfdesk.learning.labels import plain
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.learning.money import money_in
from perfdesk.model.fields import Owner

LONGEST_LABEL: Final = 16
# How sure a label is that stands in the lexicon; others are only like one that does.
KNOWN: Final = 0.97
# So many labels beside each other are a header.
_HEADER: Final = 3
# What a header of sources of money asks for, if it is known: 资金来源, 资金性质.
_OF_SOURCES: Final = ("", "source", "funds_class")
_COLONS: Final = ("：", ":")
NUMBER: Final = re.compile(r"[-+]?[\d,]*\.?\d+\s*(?:%|万元|元|年|月|日|天|人|个)?")
SENTENCE: Final = re.compile("[。；;！？]")


class Guess(NamedTuple):
    """A role with the confidence in it and the reason."""

    role: CellRole
    confidence: float
    reason: str


class Around(NamedTuple):
    """What stands around an unknown short text."""

    cells: Matrix
    spot: Spot
    found: Mapping[Spot, Guess]

    @property
    def left(self) -> Spot | None:
        return self.cells.at(self.spot.row, self.spot.column - 1)

    @property
    def right(self) -> Spot | None:
        return self.cells.at(self.spot.row, self.spot.end)

    def is_(self, role: CellRole, spot: Spot | None) -> bool:
        return spot is not None and spot in self.found and self.found[spot].role is role

    @property
    def in_group(self) -> bool:
        """Whether the cell to the left reaches over several rows, of which this is one."""
        return self.left is not None and self.left.rows > self.spot.rows

    @property
    def behind_label(self) -> bool:
        is_over = self.left is not None and self.left.rows > 1 and lexicon.is_group(self.left.text)
        return self.is_(CellRole.LABEL, self.left) and not is_over and not self.in_group

    @property
    def in_header(self) -> bool:
        """Whether a short text stands in a row of labels that are known, with no label below it."""
        below = self.cells.at(self.spot.bottom, self.spot.column)
        if below is None or not below.is_aligned_with(self.spot) or not self.short or self.is_(CellRole.LABEL, below):
            return False
        beside = [one for one in self.cells.starting(self.spot.row) if one is not self.spot and not one.blank]
        if len(beside) < _HEADER or not all(self.is_(CellRole.LABEL, one) for one in beside):
            return False
        # A row of labels and values in which a value is called as a label has others like it below.
        return not any(self.is_(CellRole.LABEL, self.cells.at(one.bottom, one.column)) for one in beside[1:])

    @property
    def is_answer(self) -> bool:
        """Whether it stands between a label that is known and another one, or the end of the row."""
        left, right = self.left, self.right
        return self.is_sure_label(left) and self.behind_label and (right is None or self.is_(CellRole.LABEL, right))

    @property
    def before_value(self) -> bool:
        return self.right is not None and (self.right.blank or self.is_(CellRole.VALUE, self.right))

    @property
    def like_label(self) -> bool:
        text = self.spot.text.strip()
        return self.short and (lexicon.ends_as_label(text) or text.endswith(_COLONS))

    @property
    def over_texts(self) -> bool:
        """Whether what looks like a label stands in a row over one that is divided alike and has no label that is
        known: then both may be rows of a header and of values."""
        left = self.left
        if left is None or not self.like_label or not (left.column == 0 and self.spot.end == self.cells.columns):
            return False
        below = [self.cells.at(one.bottom, one.column) for one in (left, self.spot)]
        words = (
            other is not None and other.is_aligned_with(one)
            for one, other in zip((left, self.spot), below, strict=True)
        )
        return all(words) and self.is_sure_label(left) and not any(map(self.is_sure_label, below))

    def is_sure_label(self, spot: Spot | None) -> bool:
        """Whether a cell is a label that is known."""
        return spot is not None and self.is_(CellRole.LABEL, spot) and self.found[spot].confidence >= KNOWN

    @property
    def short(self) -> bool:
        return len(plain(self.spot.text)) <= LONGEST_LABEL

    @property
    def stands_as_label(self) -> bool:
        """Whether a text that looks like a label stands where a label does."""
        return self.like_label and (self.left is None or self.before_value or blank_below(self.cells, self.spot))


def by_neighbours(around: Around) -> Guess:
    """An unknown short text: a label by its ending, its place, what stands beside and below; else a value."""
    if around.spot.bold and around.short and not around.behind_label:
        return Guess(CellRole.LABEL, 0.85, "加粗，和别的栏目一样")
    if around.in_header:
        return Guess(CellRole.LABEL, 0.78, "在一行栏目里，下面才是内容")
    if _begins_pairs(around):
        return Guess(CellRole.LABEL, 0.76, "后面栏目和内容成对")
    if around.behind_label:
        sure = 0.7 if around.over_texts else 0.78 if around.like_label else 0.85
        return Guess(CellRole.VALUE, sure, f"在“{_told(around.left)}”右边")
    if _names_amounts(around):
        return Guess(CellRole.LABEL, 0.76, "资金表里一行的名称")
    if _below_labels(around):
        return Guess(CellRole.VALUE, 0.85, "在一行栏目下面")
    if around.stands_as_label:
        return Guess(CellRole.LABEL, 0.8, f"“{plain(around.spot.text)}”像栏目名称")
    return (_by_place(around) if around.short else None) or _by_above(around)


def _begins_pairs(around: Around) -> bool:
    """Whether a short text behind a label has a value of its own: what follows in its row are pairs of a word and a
    number or an empty cell. Then the label before it says only what the pairs have in common: 按支出性质分 | 基本支出 |
    610 | 项目支出 | 350."""
    left, spot = around.left, around.spot
    if left is None or not around.behind_label or not around.short:
        return False
    row = [one for one in around.cells.starting(spot.row) if one.column >= spot.column]
    words, values = row[::2], row[1::2]
    least = 1 if lexicon.is_group(left.text) else 2
    is_paired = len(words) == len(values) >= least and all(one.rows == spot.rows for one in row)
    if not is_paired or not all(map(_is_word, words)):
        return False
    return all(one.blank or _is_figure(one.text) for one in values) or _is_first_label(around, left, words[1:])


def _is_first_label(around: Around, group: Spot, others: Sequence[Spot]) -> bool:
    """Whether what ends as a label stands behind a word that says only what it and known labels have in common."""
    known = bool(others) and all(around.is_(CellRole.LABEL, one) for one in others)
    return known and lexicon.is_group(group.text) and around.like_label


def _is_word(spot: Spot) -> bool:
    return 0 < len(plain(spot.text)) <= LONGEST_LABEL and not _is_figure(spot.text) and not SENTENCE.search(spot.text)


def _is_figure(text: str) -> bool:
    return bool(NUMBER.fullmatch(text.strip()))


def _by_place(around: Around) -> Guess | None:
    """A short text that is a label by where it stands."""
    if around.spot.column == 0 and around.right is not None:
        return Guess(CellRole.LABEL, 0.76, "第一列的短文字")
    if around.in_group and around.before_value:
        return Guess(CellRole.LABEL, 0.76, f"“{_told(around.left)}”下面的一项")
    if not around.in_group and around.right is not None and _alternates(around):
        return Guess(CellRole.LABEL, 0.76, "一行里栏目和内容交替")
    return None


def _by_above(around: Around) -> Guess:
    above = around.cells.at(around.spot.row - 1, around.spot.column)
    if above is not None and around.is_(CellRole.LABEL, above) and not _has_value_beside(around, above):
        return Guess(CellRole.VALUE, 0.85, "在栏目下面")
    if around.before_value and around.short:
        return Guess(CellRole.LABEL, 0.6, "右边是内容，这一格可能是栏目")
    return Guess(CellRole.VALUE, 0.6, "不能确定是栏目还是内容")


def _names_amounts(around: Around) -> bool:
    """Whether a word begins a row of figures below a header of money, where sources stand: below 资金来源 | 预算数."""
    spot, right = around.spot, around.right
    above = around.cells.at(spot.row - 1, spot.column)
    if above is None or right is None or not (right.blank or _is_figure(right.text)) or not _is_word(spot):
        return False
    if not above.is_aligned_with(spot) or lexicon.exact(Owner.PROJECT, above.text) not in _OF_SOURCES:
        return False
    beside = [one for one in around.cells.starting(above.row) if one.column > above.column]
    return len(beside) > 1 and any(money_in(one.text).measure or is_year(one.text) for one in beside)


def _has_value_beside(around: Around, label: Spot) -> bool:
    """Whether a label has its value on the right, so that what stands below it is another's."""
    right = around.cells.at(label.row, label.end)
    return label.rows == 1 and around.is_(CellRole.VALUE, right)


def _below_labels(around: Around) -> bool:
    """Whether the whole row above consists of labels as wide as what stands below them."""
    spot = around.spot
    above = around.cells.at(spot.row - 1, spot.column)
    if above is None or not above.is_aligned_with(spot) or above.bottom != spot.row:
        return False
    row = around.cells.row(above.row)
    # 资金情况 over three rows stands beside them, and what is below it is no value of it.
    return len(row) > 1 and above.rows == 1 and all(around.is_(CellRole.LABEL, one) for one in row)


def _alternates(around: Around) -> bool:
    """Whether the cell to the left is a value right of its label."""
    left = around.left
    before = around.cells.at(left.row, left.column - 1) if left is not None else None
    is_value = around.is_(CellRole.VALUE, left) or around.is_(CellRole.BLANK, left)
    return is_value and before is not None and before.rows == 1 and around.is_(CellRole.LABEL, before)


def _told(spot: Spot | None) -> str:
    return plain(spot.text)[:20] if spot else ""


def blank_below(cells: Matrix, spot: Spot) -> bool:
    """Whether an empty cell as wide stands below a cell."""
    below = cells.at(spot.bottom, spot.column)
    return below is not None and below.blank and below.is_aligned_with(spot)
