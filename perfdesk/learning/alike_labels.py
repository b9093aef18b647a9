"""Labels that differ from their neighbours in a number only: 第三季度 below 第一季度, or the years before the rows of a
plan. Nobody listed each of them, and a number alone would be a value."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from perfdesk.learning.answer import CellRole
from perfdesk.learning.header_rows import bare_year
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.learning.neighbours import Guess

_NUMBER: Final = re.compile(r"[一二三四五六七八九十\d]+")
_LONGEST: Final = 10
_LEAST_ALIKE: Final = 2


def alike_labels(cells: Matrix, found: Mapping[Spot, Guess]) -> frozenset[Spot]:
    """The cells that are labels because a neighbour is one that differs in a number only, and those that count the rows
    down a column."""
    return frozenset((*_numbered(cells, found), *_down(cells, [*found])))


def _numbered(cells: Matrix, found: Mapping[Spot, Guess]) -> Iterator[Spot]:
    for spot, guess in found.items():
        if guess.role is not CellRole.LABEL and _rest(spot.text):
            beside = cells.at(spot.row, spot.column - 1)
            before = cells.at(spot.row, beside.column - 1) if beside is not None else None
            others = (cells.at(spot.row - 1, spot.column), before)
            if any(_is_label_alike(spot, other, found) for other in others):
                yield spot


def _is_label_alike(spot: Spot, other: Spot | None, found: Mapping[Spot, Guess]) -> bool:
    guess = found.get(other) if other is not None else None
    is_label = guess is not None and guess.role is CellRole.LABEL
    return other is not None and is_label and _rest(other.text) == _rest(spot.text)


def _rest(text: str) -> str:
    """What a short text says besides its number; "" of one without a number, or with nothing else."""
    bare = "".join(text.split())
    return _NUMBER.sub("#", bare).strip("#") if len(bare) <= _LONGEST and _NUMBER.search(bare) else ""


def _down(cells: Matrix, spots: Sequence[Spot]) -> Iterator[Spot]:
    """Years that follow each other down a column, or words that differ in a number, each before the cells of its
    row."""
    run: list[Spot] = []
    for spot in sorted(filter(_counts, spots), key=lambda one: (one.column, one.row)):
        if not run or not _follows(spot, run[-1]):
            yield from run if len(run) >= _LEAST_ALIKE else ()
            run = []
        if spot.end < cells.columns and _begins_row(cells, spot):
            run.append(spot)
    yield from run if len(run) >= _LEAST_ALIKE else ()


def _counts(spot: Spot) -> bool:
    return bool(bare_year(spot.text) or _rest(spot.text))


def _follows(spot: Spot, before: Spot) -> bool:
    """Whether a cell stands below another and is the next year, or the same word with another number."""
    if not spot.is_aligned_with(before) or spot.row != before.bottom or spot.text == before.text:
        return False
    years = bare_year(spot.text), bare_year(before.text)
    return years[0] == years[1] + 1 if any(years) else _rest(spot.text) == _rest(before.text)


def _begins_row(cells: Matrix, spot: Spot) -> bool:
    """Whether nothing stands before a cell but the label of several rows."""
    before = cells.at(spot.row, spot.column - 1)
    return before is None or before.rows > spot.rows
