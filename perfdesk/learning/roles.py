"""Which cells of the fixed rows are labels, which are values, which only notes."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from perfdesk.learning import lexicon
from perfdesk.learning.answer import CellRole
from perfdesk.learning.header_rows import header_rows
from perfdesk.learning.inline import Inline, inline, knows_label, options
from perfdesk.learning.labels import LONGEST, plain
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.learning.money import money_in
from perfdesk.model.fields import Owner

_LONGEST_LABEL: Final = 16
# How sure a label is that stands in the lexicon; others are only like one that does.
_KNOWN: Final = 0.97
_SAID: Final = 0.99
# So many labels beside each other are a header.
_HEADER: Final = 3
_IN_HEADER: Final = 0.78
# 县级 in a row may be an answer; 本级财力 is none.
_SHORT_SOURCE: Final = 2
_COLONS: Final = ("：", ":")
TITLE: Final = "表的标题"
# What tells how to fill in the annex.
GUIDE: Final = "填表说明"
# Why somebody is sure of a cell.
SAID: Final = "已由人确认"
# Why a cell holds its label and its value.
INLINE: Final = "栏目和内容写在一格里"
_NUMBER: Final = re.compile(r"[-+]?[\d,]*\.?\d+\s*(?:%|万元|元|年|月|日|天|人|个)?")
_CODE: Final = re.compile(r"[A-Za-z0-9()（）./\-—_ ]+")
_DASH: Final = re.compile(r"[-—–―/／\\]{1,4}")
_NOTE: Final = re.compile(r"^\s*(?:注|备注|说明|填表说明|填报说明|填写说明)\s*[:：\d一]")
_GUIDE: Final = ("填写", "填报", "须填", "请填")
_SENTENCE: Final = re.compile("[。；;！？]")


class Guess:
    """A role with the confidence in it and the reason."""

    __slots__ = ("confidence", "reason", "role")

    def __init__(self, role: CellRole, confidence: float, reason: str) -> None:
        """Three plain values."""
        self.role, self.confidence, self.reason = role, confidence, reason


def known_label(text: str) -> bool:
    """Whether a text is a label of fixed rows by itself."""
    money = money_in(text)
    return bool(
        lexicon.exact(Owner.PROJECT, text) or lexicon.exact(Owner.DOCUMENT, text) or money.source or money.measure
        or lexicon.is_group(text) or lexicon.is_known(text)
    )  # fmt: skip


def guesses(cells: Matrix, spots: Sequence[Spot], said: Mapping[Spot, CellRole]) -> dict[Spot, Guess]:
    """A guess for each of these cells, of which none is in a band; from left to right and row by row. Of some a person
    has `said` what they are, which tells of their neighbours too."""
    found = {spot: Guess(said[spot], 1.0, SAID) if spot in said else _by_itself(cells, spot) for spot in spots}
    headers = header_rows(cells, sorted({spot.row for spot in spots}), _heads)
    for spot in headers.keys() & found.keys() - said.keys():
        if found[spot].role is not CellRole.LABEL or found[spot].confidence < _KNOWN:
            found[spot] = Guess(CellRole.LABEL, _IN_HEADER, "在一行栏目里，下面才是内容")
    for spot, guess in found.items():
        if spot not in headers and guess.role is CellRole.LABEL and _is_answer(_Around(cells, spot, found)):
            found[spot] = Guess(CellRole.VALUE, 0.76, "在已知的栏目右边，右边又是栏目")
        elif guess.confidence < 0.6:
            found[spot] = _by_neighbours(_Around(cells, spot, found))
    return found


def _is_answer(around: "_Around") -> bool:
    """Whether what is only like a label stands where an answer does."""
    return around.found[around.spot].confidence < _KNOWN and around.is_answer


def _heads(spot: Spot) -> bool:
    """Whether a text is a label over values: a known one, or one over sums."""
    text = spot.text
    short = len(text) > _SHORT_SOURCE and lexicon.exact(lexicon.SHORT_SOURCES, text)
    return known_label(text) or lexicon.is_sum(text) or lexicon.is_number(text) or bool(short)


def _by_itself(cells: Matrix, spot: Spot) -> Guess:
    """What the text alone says; a guess below 0.6 asks for the neighbours."""
    text = spot.text.strip()
    found = (_no_words(text) if len(text) < 5 else None) or _as_said(text) or _as_note(cells, spot, text)
    return (
        found
        or _as_label(cells, spot, text)
        or _as_value(text)
        or _nearly_label(text)
        or Guess(CellRole.VALUE, 0.4, "")
    )


def _no_words(text: str) -> Guess | None:
    if not text:
        return Guess(CellRole.BLANK, 1.0, "空格")
    return Guess(CellRole.NOTE, 0.9, "横线表示不填") if _DASH.fullmatch(text) else None


def _as_said(text: str) -> Guess | None:
    """What the user has said in another annex that this very text is."""
    said = lexicon.said_of_cell(text)
    return None if said is None else Guess(CellRole(said.key), _SAID, said.reason)


def _as_note(cells: Matrix, spot: Spot, text: str) -> Guess | None:
    """A title, an instruction, boxes to tick."""
    whole = spot.columns == cells.columns
    if whole and spot.row <= 2 and _is_title(text):
        return Guess(CellRole.LABEL, 0.9, TITLE)
    if _NOTE.match(text) or (whole and len(text) > 30 and any(word in text for word in _GUIDE)):
        return Guess(CellRole.NOTE, 0.9, GUIDE)
    return Guess(CellRole.VALUE, 0.9, "打勾的选项") if options(text) else None


def _as_label(cells: Matrix, spot: Spot, text: str) -> Guess | None:
    """A label that is known; one with its value in the same cell."""
    if _ends_in_colon(text):
        if _is_alone(cells, spot):
            return Guess(CellRole.VALUE, 0.9 if known_label(text) else 0.65, INLINE)
    elif (one := inline(text)) is not None and not known_label(text) and not _is_bare_year(cells, spot, text):
        whole = spot.columns == cells.columns
        if knows_label(one) or whole or _asks_for(one):
            return Guess(CellRole.VALUE, 0.9 if one.sure else 0.65, INLINE)
    if plain(text) and (known_label(text) or lexicon.is_sum(text)):
        return Guess(CellRole.LABEL, _KNOWN, f"“{plain(text)}”是已知的栏目")
    return None


def _as_value(text: str) -> Guess | None:
    if len(text) > LONGEST or _SENTENCE.search(text):
        return Guess(CellRole.VALUE, 0.9, "长文字是内容")
    if _NUMBER.fullmatch(text) or _CODE.fullmatch(text):
        return Guess(CellRole.VALUE, 0.9, "数字或代码是内容")
    return None


def _nearly_label(text: str) -> Guess | None:
    near = lexicon.meaning(Owner.PROJECT, text) or lexicon.meaning(Owner.DOCUMENT, text)
    if near is not None and near.confidence >= lexicon.LIKELY and len(plain(text)) <= _LONGEST_LABEL:
        # Its value bears the doubt.
        return Guess(CellRole.LABEL, 0.8, near.reason)
    return None


def _asks_for(one: Inline) -> bool:
    return all(lexicon.ends_as_label(title) for _, _, title in one.slots)


def _is_alone(cells: Matrix, spot: Spot) -> bool:
    """Whether a label with a colon has no cell for its value: none beside it, none below."""
    right = cells.at(spot.row, spot.end)
    beside = right is not None and (right.blank or not (":" in right.text or "：" in right.text))
    return not beside and not _blank_below(cells, spot) and not _value_below(cells, spot)


def _value_below(cells: Matrix, spot: Spot) -> bool:
    """Whether a text without a colon stands below it in a cell of the same width."""
    below = cells.at(spot.bottom, spot.column)
    if below is None or (below.column, below.columns) != (spot.column, spot.columns):
        return False
    return not (":" in below.text or "：" in below.text) and not known_label(below.text)


def _ends_in_colon(text: str) -> bool:
    return text.endswith((":", "：")) and sum(text.count(one) for one in ":：") == 1


def _is_bare_year(cells: Matrix, spot: Spot, text: str) -> bool:
    """Whether a year without brackets stands in one cell of several, and so is what a label asks for."""
    return text[:1].isdigit() and spot.columns < cells.columns


def _is_title(text: str) -> bool:
    return len(text) <= LONGEST and plain(text).endswith("表") and not text.rstrip().endswith(("：", ":"))


class _Around(NamedTuple):
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
        alike = below is not None and (below.column, below.columns) == (self.spot.column, self.spot.columns)
        if not alike or not self.short or self.is_(CellRole.LABEL, below):
            return False
        beside = [one for one in self.cells.starting(self.spot.row) if one is not self.spot and not one.blank]
        return len(beside) >= _HEADER and all(self.is_(CellRole.LABEL, one) for one in beside)

    @property
    def is_answer(self) -> bool:
        """Whether it stands between a label that is known and another one, or the end of the row."""
        left, right = self.left, self.right
        known = left is not None and self.is_(CellRole.LABEL, left) and self.found[left].confidence >= _KNOWN
        return known and self.behind_label and (right is None or self.is_(CellRole.LABEL, right))

    @property
    def before_value(self) -> bool:
        return self.right is not None and (self.right.blank or self.is_(CellRole.VALUE, self.right))

    @property
    def like_label(self) -> bool:
        text = self.spot.text.strip()
        return self.short and (lexicon.ends_as_label(text) or text.endswith(_COLONS))

    @property
    def short(self) -> bool:
        return len(plain(self.spot.text)) <= _LONGEST_LABEL

    @property
    def stands_as_label(self) -> bool:
        """Whether a text that looks like a label stands where a label does."""
        return self.like_label and (self.left is None or self.before_value or _blank_below(self.cells, self.spot))


def _by_neighbours(around: _Around) -> Guess:
    """An unknown short text: a label by its ending, its place, what stands beside and below; else a value."""
    if around.spot.bold and around.short and not around.behind_label:
        return Guess(CellRole.LABEL, 0.85, "加粗，和别的栏目一样")
    if around.in_header:
        return Guess(CellRole.LABEL, 0.78, "在一行栏目里，下面才是内容")
    if around.behind_label:
        return Guess(CellRole.VALUE, 0.78 if around.like_label else 0.85, f"在“{_told(around.left)}”右边")
    if _below_labels(around):
        return Guess(CellRole.VALUE, 0.85, "在一行栏目下面")
    if around.stands_as_label:
        return Guess(CellRole.LABEL, 0.8, f"“{plain(around.spot.text)}”像栏目名称")
    return (_by_place(around) if around.short else None) or _by_above(around)


def _by_place(around: _Around) -> Guess | None:
    """A short text that is a label by where it stands."""
    if around.spot.column == 0 and around.right is not None:
        return Guess(CellRole.LABEL, 0.76, "第一列的短文字")
    if around.in_group and around.before_value:
        return Guess(CellRole.LABEL, 0.76, f"“{_told(around.left)}”下面的一项")
    if not around.in_group and around.right is not None and _alternates(around):
        return Guess(CellRole.LABEL, 0.76, "一行里栏目和内容交替")
    return None


def _by_above(around: _Around) -> Guess:
    if around.is_(CellRole.LABEL, around.cells.at(around.spot.row - 1, around.spot.column)):
        return Guess(CellRole.VALUE, 0.85, "在栏目下面")
    if around.before_value and around.short:
        return Guess(CellRole.LABEL, 0.6, "右边是内容，这一格可能是栏目")
    return Guess(CellRole.VALUE, 0.6, "不能确定是栏目还是内容")


def _below_labels(around: _Around) -> bool:
    """Whether the whole row above consists of labels as wide as what stands below them."""
    spot = around.spot
    above = around.cells.at(spot.row - 1, spot.column)
    if above is None or (above.column, above.columns, above.bottom) != (spot.column, spot.columns, spot.row):
        return False
    row = around.cells.row(above.row)
    return len(row) > 1 and all(around.is_(CellRole.LABEL, one) for one in row)


def _alternates(around: _Around) -> bool:
    """Whether the cell to the left is a value right of its label."""
    left = around.left
    before = around.cells.at(left.row, left.column - 1) if left is not None else None
    is_value = around.is_(CellRole.VALUE, left) or around.is_(CellRole.BLANK, left)
    return is_value and before is not None and before.rows == 1 and around.is_(CellRole.LABEL, before)


def _told(spot: Spot | None) -> str:
    return plain(spot.text)[:20] if spot else ""


def _blank_below(cells: Matrix, spot: Spot) -> bool:
    below = cells.at(spot.bottom, spot.column)
    return below is not None and below.blank and below.column == spot.column and below.columns == spot.columns
