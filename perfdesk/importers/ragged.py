"""Rows of text that are shorter than their header, because blank or merged cells were lost in copying.

The places of the lost cells follow from what the other cells can be. If there is only one possibility, the row is read
that way. Otherwise it is left to a person and never shifted on a guess.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Final

from perfdesk.importers.band_header import BandHeader
from perfdesk.importers.grid import GridCell, GridRow, label
from perfdesk.importers.levels import Levels
from perfdesk.model.keys import LEVEL1, LEVEL2, LEVELS, TARGET

# With more columns there would be too many ways, and no annex has them.
_MOST_COLUMNS: Final = 10
# What only a target looks like: a bound and a number, or a percentage.
_TARGET: Final = re.compile(
    r"(?:[≥≤<>=＞＜＝≧≦]|不低于|不少于|不小于|不超过|不高于|不大于|大于|小于).{0,6}\d.*|\d+(?:\.\d+)?[%％]", re.DOTALL
)


def is_short(row: GridRow, header: BandHeader, levels: Levels) -> bool:
    """Whether cells are missing in a row of text: it ends before its header does, or a level stands where another
    belongs."""
    if width(row) < header.width:
        return True
    level1, level2 = (_text(row, header.columns.get(key)) for key in LEVELS)
    return _is_other(levels, LEVEL1, level1) or _is_other(levels, LEVEL2, level2)


def width(row: GridRow) -> int:
    """How many cells a line of text has."""
    return row.cells[-1].column + 1 if row.cells else 0


def _text(row: GridRow, column: int | None) -> str:
    cell = None if column is None else row.at(column)
    return "" if cell is None else cell.text


def _is_other(levels: Levels, key: str, text: str) -> bool:
    other = LEVELS[1 - LEVELS.index(key)]
    return levels.known(other, text) and not levels.known(key, text)


def aligned(row: GridRow, header: BandHeader, levels: Levels, fixed: Iterable[str]) -> GridRow | None:
    """The row with its cells below the right labels; None if that can be done in no way, or in several."""
    slots = sorted(header.titles)
    cells = [cell.text for cell in row.written]
    if len(slots) > _MOST_COLUMNS or not 0 < len(cells) <= len(slots) or any(_is_new_class(levels, c) for c in cells):
        return None
    fields = {column: key for key, column in header.columns.items()}
    way = _only_way(cells, [fields.get(column) for column in slots], levels, set(fixed))
    if way is None:
        return None
    texts = dict(zip(way, cells, strict=True))
    return GridRow(row.place, tuple(GridCell(column, 1, texts.get(at, "")) for at, column in enumerate(slots)))


def _only_way(
    cells: Sequence[str], keys: Sequence[str | None], levels: Levels, fixed: set[str]
) -> Sequence[int] | None:
    """The places of the cells among the columns (`keys`), if the cells fit into one choice of places only."""
    ways = [way for way in combinations(range(len(keys)), len(cells)) if _fits(cells, way, keys, levels, fixed)]
    return ways[0] if len(ways) == 1 else None


def _fits(
    cells: Sequence[str], way: Sequence[int], keys: Sequence[str | None], levels: Levels, fixed: set[str]
) -> bool:
    """Whether the cells can stand in these places. A name, a description or a basis can be any text; only a class
    and a target with a sign are recognisable."""
    if sum(map(is_target, cells)) > 1:
        return False
    for text, at in zip(cells, way, strict=True):
        key = keys[at]
        if key == "":
            if label(text) not in fixed:
                return False
        elif key in LEVELS:
            if not levels.known(key, text):
                return False
        elif is_target(text) and key != TARGET:
            return False
    return True


def _is_new_class(levels: Levels, text: str) -> bool:
    """Whether a text looks like a class that the form does not have, so that it identifies no column."""
    return label(text).endswith("指标") and not any(levels.known(key, text) for key in LEVELS)


def is_target(text: str) -> bool:
    """Whether a text is a bound with a number, which stands nowhere but in the column of targets."""
    return len(text) <= 60 and _TARGET.fullmatch(text.strip()) is not None
