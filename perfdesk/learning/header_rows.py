"""Rows of the fixed part that are headers by their shape: labels side by side whose values stand below them.

A row of labels and values in turn has no two labels beside each other. So a row in which known labels do stand beside
each other, above a row with the same cells that holds no labels there, is a header as a whole: also a word in it that
nobody has met is a label, and no value.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from perfdesk.learning import lexicon
from perfdesk.learning.labels import plain
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.learning.money import money_in, speaks_of_money

_LEAST: Final = 3
_RUNS: Final = re.compile("0+|1+")
# So many rows below a header say what it is.
_MOST_BELOW: Final = 8
_LONGEST: Final = 16
# So many characters at the end of a label say what it asks for: 意见, 目标.
_ENDING: Final = 2
_BARE_YEAR: Final = re.compile(r"(20\d\d)(?:年度?)?")
_YEAR: Final = re.compile(r"((?:19|20)\d\d|第[一二三四五六])年(?:度|预算|金额|安排)*")
_NUMBER: Final = re.compile(r"[-+≥≤=<>＝\d.,%％\s]+(?:万元|元|个|次|人|项|天|户|家|套)?")
_DIGIT: Final = re.compile(r"\d")
_SENTENCE_END: Final = "。"
# How labels end that ask for a text: no name and no number stands beside them.
_TEXTS: Final = ("意见", "目标", "情况")
_NO_LABEL: Final = frozenset("。；;！？，□☑√")

_IsLabel = Callable[[Spot], bool]


def header_rows(cells: Matrix, rows: Sequence[int], is_label: _IsLabel) -> frozenset[Spot]:
    """The cells that are labels because the row is a header; `rows` are those to look at, and `is_label` tells
    labels."""
    found = (_Row(cells, [one for one in cells.starting(number) if one.rows == 1], is_label) for number in rows)
    return frozenset(one for row in found if row.is_header for one in row.written)


class _Row:
    """The cells that stand in one row alone, and those of them that are written."""

    def __init__(self, cells: Matrix, spots: Sequence[Spot], is_label: _IsLabel) -> None:
        self._cells = cells
        self._spots = spots
        self._is_label = is_label
        self.written = [one for one in spots if not one.blank]

    @property
    def is_header(self) -> bool:
        if len(self.written) < _LEAST - 1 or not self._are_words_side_by_side():
            return False
        if self._stands_behind_corner() or self._stands_beside_group() or self._is_of_its_own_shape():
            return True
        if self._stands_over_blanks() or self._stands_over_sources() or self._stands_over_years():
            return True
        if self._stands_over_figures() or self._names_columns_of_group():
            return True
        is_long = len(self.written) >= _LEAST
        return self._stands_over(labels=1) and (self._is_of_money() or (is_long and self._are_labels_beside_labels()))

    def _are_words_side_by_side(self) -> bool:
        apart = any(one.end != other.column for one, other in pairwise(self.written))
        return not apart and all(map(_may_be_label, self.written))

    def _stands_over(self, *, labels: int) -> bool:
        """Whether below each cell there is one as wide, and no label in them but so many, which name the row."""
        below = [*_below(self._cells, self.written)]
        return len(below) == len(self.written) and not any(map(self._is_no_answer, below[labels:]))

    def _are_labels_beside_labels(self) -> bool:
        known = [self._is_label(one) or is_year(one.text) for one in self.written]
        return any(one and other for one, other in pairwise(known)) and sum(known) * 2 >= len(known)

    def _is_of_money(self) -> bool:
        """Whether one of them is a measure of money, and a source begins the row below."""
        first, *others = self.written
        below = next(_below(self._cells, [first]), None)
        is_measured = any(money_in(one.text).measure or is_year(one.text) for one in others)
        return is_measured and below is not None and bool(money_in(below.text).source)

    def _is_of_its_own_shape(self) -> bool:
        """Whether numbers of rows begin it, or two labels of one ending fill it: 单位意见 beside 某某意见."""
        if lexicon.is_number(self.written[0].text):
            return self._stands_over(labels=0)
        if len(self.written) != len(self._spots) or len(self.written) != _LEAST - 1:
            return False
        if self._is_whole_row() and any(map(self._is_label, self.written)) and self._is_over_texts():
            return self._stands_over(labels=0)
        one, other = (plain(spot.text)[-_ENDING:] for spot in self.written)
        words = all(lexicon.ends_as_label(spot.text) for spot in self.written)
        return one == other and words and self._is_whole_row() and self._stands_over(labels=0)

    def _is_whole_row(self) -> bool:
        return self.written[0].column == 0 and self.written[-1].end == self._cells.columns

    def _stands_over_blanks(self) -> bool:
        """Whether the words fill their row, and below are empty cells divided alike: one row of them below such as end
        as labels do, else two. Beside an empty value would stand its label."""
        if not self._fills_row():
            return False
        least = 1 if all(lexicon.ends_as_label(one.text) for one in self.written) else 2
        rows = ([*_below(self._cells, self.written, self.written[0].row + at)] for at in range(1, least + 1))
        return all(len(row) == len(self.written) and all(one.blank for one in row) for row in rows)

    def _stands_over_sources(self) -> bool:
        """Whether a label that speaks of money stands beside, and below the first word sources of it, below the others
        no labels."""
        group = self._group()
        if group is None or group.rows < _LEAST or not speaks_of_money(group.text) or not self._fills_row():
            return False
        rows = [[*_below(self._cells, self._spots, row)] for row in range(group.row + 1, group.bottom)]
        if any(len(row) != len(self._spots) or any(map(self._is_no_answer, row[1:])) for row in rows):
            return False
        return any(money_in(row[0].text).source or lexicon.is_sum(row[0].text) for row in rows)

    def _stands_over_years(self) -> bool:
        """Whether below the first word two years stand, and below the others as many cells: a plan."""
        below = [*_below(self._cells, self.written)]
        first = self.written[0]
        after = self._cells.at(first.bottom + 1, first.column)
        years = [bare_year(one.text) for one in (*below[:1], after) if one is not None and one.is_aligned_with(first)]
        return self._fills_row() and len(below) == len(self.written) and len(years) > 1 and all(years)

    def _stands_over_figures(self) -> bool:
        """Whether below are rows divided alike, with a name first and in columns side by side only figures or empty
        cells: two in several rows, three in one. Of labels and values in turn no two values stand side by side."""
        if len(self.written) < _LEAST or not self._fills_row():
            return False
        rows = [*self._rows_alike()]
        if not rows or any(_is_figure_or_blank(row[0]) or any(map(self._is_no_answer, row[1:])) for row in rows):
            return False
        kinds = "".join(map(_kind, zip(*rows, strict=True)))
        longest = max(len(run) for run in _RUNS.findall(kinds) or [""])
        return longest >= (2 if len(rows) > 1 else _LEAST)

    def _rows_alike(self) -> Iterator[list[Spot]]:
        """The rows below that are divided as this one is, down to the first that is not, or to one of words alone."""
        group, at = self._group(), self.written[0].bottom
        last = group.bottom if group is not None else self._cells.rows
        while at < min(last, self.written[0].bottom + _MOST_BELOW):
            row = [*_below(self._cells, self.written, at)]
            begins = all(one.row == at for one in row)
            if len(row) < len(self.written) or not begins or all(not _is_figure_or_blank(one) for one in row):
                return
            yield row
            at += 1

    def _fills_row(self) -> bool:
        """Whether all cells of the row are written in, behind the label beside it if there is one."""
        is_whole = len(self.written) == len(self._spots) and self.written[-1].end == self._cells.columns
        return is_whole and (self.written[0].column == 0 or self._group() is not None)

    def _group(self) -> Spot | None:
        """The label over several rows before them, of which theirs is the first."""
        first = self._spots[0]
        group = self._cells.at(first.row, first.column - 1)
        return group if group is not None and not group.blank and group.row == first.row and group.rows > 1 else None

    def _stands_beside_group(self) -> bool:
        """Whether a label over just this row and such as are divided alike stands before them, one of them is known,
        and the others end as labels do, or stand over sentences: 总体目标 beside 某期目标 | 年度目标, 年度主要任务
        beside 任务名称 | 主要内容."""
        group, known = self._group(), sum(map(self._is_label, self.written))
        if group is None or not known or not self._fills_row() or not self._stands_over_rows(group.bottom):
            return False
        words = all(lexicon.ends_as_label(one.text) for one in self.written)
        if words or (group.rows > _LEAST - 1 and known * 2 >= len(self.written)):
            return True
        return self._is_over_texts()

    def _names_columns_of_group(self) -> bool:
        """Whether words, known or not, fill their row beside a label over several rows, and of all rows below, which
        are divided alike and hold no labels, one column holds figures. In rows of labels and values figures stand in
        one row or two, and here in each."""
        group = self._group()
        if group is None or group.rows < _LEAST or len(self.written) < _LEAST or not self._fills_row():
            return False
        if not self._stands_over_rows(group.bottom) or any(_DIGIT.search(one.text) for one in self.written):
            return False
        rows = [[*_below(self._cells, self.written, row)] for row in range(group.row + 1, group.bottom)]
        return any(all(_DIGIT.search(one.text) for one in column) for column in zip(*rows, strict=True))

    def _stands_over_rows(self, end: int) -> bool:
        """Whether all rows down to one are divided as this one is, and hold no labels."""
        rows = ([*_below(self._cells, self.written, row)] for row in range(self.written[0].row + 1, end))
        return all(len(row) == len(self.written) and not any(map(self._is_no_answer, row)) for row in rows)

    def _is_over_texts(self) -> bool:
        """Whether sentences stand below, or nothing does below a label that asks for a text: 审核意见, 年度目标."""
        asks = any(self._is_label(one) and plain(one.text).endswith(_TEXTS) for one in self.written)
        below = [*_below(self._cells, self.written)]
        is_blank = len(below) == len(self.written) and all(one.blank for one in below)
        return self._is_over_sentences() or (asks and is_blank)

    def _is_over_sentences(self) -> bool:
        below = [*_below(self._cells, self.written)]
        return len(below) == len(self.written) and all(_SENTENCE_END in one.text for one in below)

    def _is_no_answer(self, one: Spot) -> bool:
        """Whether a text is a label, and no word that clerks write as an answer too: 6月底."""
        return self._is_label(one) and not lexicon.may_be_answer(plain(one.text))

    def _stands_behind_corner(self) -> bool:
        """Whether an empty corner stands before them, a label over several rows before that, and below the corner the
        words that name the rows."""
        corner = self._spots[0]
        group = self._cells.at(corner.row, corner.column - 1)
        if not corner.blank or self.written[0].column != corner.end or group is None or group.rows < _LEAST:
            return False
        name = next(_below(self._cells, [corner]), None)
        return name is not None and _may_be_label(name) and self._stands_over(labels=0)


def _below(cells: Matrix, written: Sequence[Spot], row: int = 0) -> Iterator[Spot]:
    """The cells below those of a row, or in a row, that begin and end where they do."""
    for one in written:
        below = cells.at(row or one.bottom, one.column)
        if below is not None and below.is_aligned_with(one):
            yield below


def _is_figure_or_blank(one: Spot) -> bool:
    return one.blank or _NUMBER.fullmatch(one.text.strip()) is not None


def _kind(column: Sequence[Spot]) -> str:
    """Of a column 1 if only figures stand in it, 0 if nothing does, else a space."""
    if all(one.blank for one in column):
        return "0"
    return "1" if not any(one.blank for one in column) and all(map(_is_figure_or_blank, column)) else " "


def _may_be_label(one: Spot) -> bool:
    text = plain(one.text)
    return 0 < len(text) <= _LONGEST and not _NUMBER.fullmatch(text) and not set(one.text) & _NO_LABEL


def is_year(text: str) -> bool:
    """Whether a text heads the amounts of one year: 2031年, 第二年."""
    return _YEAR.fullmatch("".join(text.split())) is not None


def year_of(text: str) -> int:
    """The year that a text heads the amounts of; 0 of a text that is none, or says only 第二年."""
    found = _YEAR.fullmatch("".join(text.split()))
    return int(found[1]) if found is not None and found[1].isdecimal() else 0


def bare_year(text: str) -> int:
    """The year that a cell says and nothing else, as those before the rows of a plan do; 0 of another text."""
    found = _BARE_YEAR.fullmatch("".join(text.split()))
    return int(found[1]) if found is not None else 0
