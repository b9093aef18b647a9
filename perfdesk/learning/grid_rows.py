"""The rows of a grid that are no projects: sums of those above or below, and names of departments over theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from perfdesk.importers.sum_rows import is_sum
from perfdesk.learning import lexicon
from perfdesk.learning.labels import LONGEST, plain
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.model.classes import class_of
from perfdesk.model.values import Amount

_PART: Final = "小计"
_COLONS: Final = frozenset(":：")
_SENTENCE: Final = frozenset("。；;！？:：")


@dataclass(frozen=True, slots=True)
class OtherRows:
    """The rows of a grid that are no projects, by their numbers."""

    sums: frozenset[int] = frozenset()
    heads: frozenset[int] = frozenset()

    def __contains__(self, row: object) -> bool:
        """Whether a row is one of them."""
        return any(row in some for some in (self.sums, self.heads))

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.sums or self.heads)

    def down(self, rows: int) -> "OtherRows":
        """The same so many rows further down."""
        return OtherRows(*(frozenset(row + rows for row in some) for some in (self.sums, self.heads)))


NO_OTHERS: Final = OtherRows()


def is_total_row(cells: Matrix, row: int, named: Spot) -> bool:
    """Whether a row says what the projects above or below it come to: its first word, no further right than their
    names, is one for a sum."""
    first = next((one for one in cells.starting(row) if not one.blank), None)
    return first is not None and first.column < named.end and is_total(first.text)


def is_total(text: str) -> bool:
    """Whether a text names a sum, alone or of a department: 合计, 教育局小计."""
    return lexicon.is_sum(text) or is_sum(text)


def is_head_row(cells: Matrix, row: int, named: Spot) -> bool:
    """Whether a row says only of which department the projects below are: one short text over several columns, or alone
    and numbered as parts of a text are. What they come to may stand behind it."""
    written = [one for one in cells.row(row) if not one.blank]
    if len(written) > 1 and _is_numbered(written[0].text) and all(map(_is_sum, written[1:])):
        del written[1:]
    if len(written) != 1 or written[0].row != row or written[0].rows > 1 or written[0].column > named.column:
        return False
    one = written[0]
    is_short = len(one.text) <= LONGEST and not set(one.text) & _SENTENCE
    return is_short and not is_total(one.text) and (one.columns > named.columns or _is_numbered(one.text))


def _is_sum(one: Spot) -> bool:
    return one.rows == 1 and Amount.parse(one.text) is not None


def _is_numbered(text: str) -> bool:
    """Whether a text begins with a number that is written in Chinese: 一、教育局, （二）卫健局."""
    return text.strip().lstrip("（(")[:1] in set("一二三四五六七八九十") and plain(text) != "".join(text.split())


def rows_of_grid(cells: Matrix, body: int, named: Spot) -> int:
    """The row behind the last that is a project's or stands between those of projects. A sum at the end is none of
    them, but for that of a department over the sum of all; what follows it is one only if a project is named there. A
    label where a name should be ends all."""
    last, ended = body, False
    several = sum(is_total_row(cells, row, named) for row in range(body, cells.rows)) > 1
    for row in range(body, cells.rows):
        kind = _kind(cells, row, named)
        if kind is _RowKind.LABEL:
            break
        is_part = kind is _RowKind.PART_SUM and several
        if kind is _RowKind.PROJECT or (not ended and (is_part or kind is _RowKind.READY)):
            last, ended = row + 1, False
        elif kind in (_RowKind.PART_SUM, _RowKind.SUM) and not is_part:
            ended = ended or last > body
        elif kind is _RowKind.EMPTY:
            ended = True
    return last


class _RowKind(Enum):
    """What a row below the header of a grid is."""

    LABEL = auto()
    PART_SUM = auto()
    SUM = auto()
    PROJECT = auto()
    READY = auto()
    EMPTY = auto()
    OTHER = auto()


def _kind(cells: Matrix, row: int, named: Spot) -> _RowKind:
    written = [one for one in cells.starting(row) if not one.blank]
    if any(one.column == named.column and lexicon.is_known(one.text) for one in written):
        return _RowKind.LABEL
    if is_total_row(cells, row, named):
        return _RowKind.PART_SUM if plain(written[0].text).endswith(_PART) else _RowKind.SUM
    if _names_project(written, named):
        return _RowKind.PROJECT
    if _is_ready(cells, row, named):
        return _RowKind.READY
    return _RowKind.OTHER if written else _RowKind.EMPTY


def _names_project(written: Sequence[Spot], named: Spot) -> bool:
    """Whether a text stands in the column of names, with others beside it that are no labels with their values."""
    one = next((spot for spot in written if spot.column == named.column), None)
    is_name = one is not None and one.columns == named.columns
    return is_name and len(written) > 1 and not any(set(spot.text) & _COLONS for spot in written if spot.rows == 1)


def _is_ready(cells: Matrix, row: int, named: Spot) -> bool:
    """Whether a row has the cells of the grid, and nothing in them but classes of indicators."""
    name = cells.at(row, named.column)
    alike = name is not None and (name.column, name.columns) == (named.column, named.columns)
    return alike and all(one.blank or class_of(one.text, one.text) for one in cells.row(row))


def other_rows(cells: Matrix, rows: range, named: Spot) -> OtherRows:
    """Those of some rows of a grid that are no projects."""
    sums = frozenset(row for row in rows if is_total_row(cells, row, named))
    return OtherRows(sums, frozenset(row for row in rows if row not in sums and is_head_row(cells, row, named)))


def ready_rows(cells: Matrix, rows: range, named: Spot) -> int:
    """How many rows at the end of a grid are ready to be filled in."""
    return next((at for at, row in enumerate(reversed(rows)) if not _is_ready(cells, row, named)), len(rows))
