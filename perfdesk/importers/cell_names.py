"""Names of cells: B7 is the second cell of the seventh row; numbers count from 0."""

import re
from typing import Final

_NAME: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


def where(name: str | None, row: int, end: str, following: int) -> tuple[int, int]:
    """The row and column of a cell in a row whose names end in `end`. A cell without a name follows the one before."""
    if name is None:
        return row, following
    # The usual case. To parse each name would cost as much as to read the cell's text.
    column = _COLUMNS.get(name[: -len(end)]) if name.endswith(end) else None
    return (row, column) if column is not None else place_of(name) or (row, following)


def place_of(name: str) -> tuple[int, int] | None:
    """The row and column of a cell called B7, from 0."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def column_name(column: int) -> str:
    """What Excel calls a column: A, B, …, Z, AA."""
    letters, number = "", column + 1
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(65 + place) + letters
    return letters


_COLUMNS: Final = {column_name(column): column for column in range(26 * 27)}
