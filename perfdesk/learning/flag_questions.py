"""Which flags are one question: a person decides a column, a row or a label with its value at once."""

from collections.abc import Iterable, Iterator
from typing import Final

from perfdesk.learning.answer import Answer, CellRole
from perfdesk.learning.matrix import Spot

_PAIR: Final = "pair "
_ROW: Final = "row "


def questions(answers: Iterable[Answer]) -> list[list[Answer]]:
    """The answers that are flagged, those of one question together, in the order in which they stand."""
    return together(one for one in answers if one.flag)


def together(asked: Iterable[Answer]) -> list[list[Answer]]:
    """Those that are asked about, those of one question together."""
    found: dict[object, list[Answer]] = {}
    for one in asked:
        found.setdefault(_name(one), []).append(one)
    return [*found.values()]


def open_questions(
    asked: Iterable[Answer], said: Iterable[Answer], guessed: Iterable[Answer]
) -> Iterator[list[Answer]]:
    """Of the cells that are asked about those that a person is asked about now, those of one question together: `said`
    are those of which somebody has said something, as they are now, and `guessed` all as the program took them."""
    before = {one.spot.place: one for one in guessed}
    kept: dict[object, bool] = {}
    for one in said:
        kept[_name(one)] = kept.get(_name(one), True) and _is_same(one, before[one.spot.place])
    for cells in together(asked):
        if (name := _name(cells[0])) not in kept:
            yield cells
        elif not kept[name]:
            yield from ([one] for one in cells)


def spoken_for(cells: list[Answer]) -> Answer:
    """The cell by which a question is asked: a value, where one is among them."""
    return next((one for one in cells if one.role is CellRole.VALUE), cells[0])


def _name(one: Answer) -> object:
    """What tells the question about a cell from others."""
    return (one.spot.table, one.question) if one.question else one.spot.place


def _is_same(one: Answer, other: Answer) -> bool:
    return (one.role, one.owner, one.key) == (other.role, other.owner, other.key)


def about_pair(value: Spot) -> str:
    """The question about a value and the label by which it was named: whoever answers for one has answered for both."""
    return f"{_PAIR}{value.row} {value.column}"


def about_row(row: int) -> str:
    """The question whether a row, from 0, is one of records as those above it are."""
    return f"{_ROW}{row}"


def is_about_row(question: str) -> bool:
    """Whether a question is about a whole row of records."""
    return question.startswith(_ROW)


def is_about_pair(question: str) -> bool:
    """Whether a question is about a value and its label."""
    return question.startswith(_PAIR)
