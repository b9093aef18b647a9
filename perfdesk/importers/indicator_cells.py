"""What single cells of a row of indicators say: their field, that a goal begins, that they are labels."""

import re
from collections.abc import Mapping
from typing import Final

from perfdesk.forms.record_rows import GOAL_WORD
from perfdesk.importers.band_header import BandHeader
from perfdesk.importers.grid import GridCell, GridRow, label
from perfdesk.importers.known_labels import is_label
from perfdesk.model.keys import LEVELS

_RATE: Final = "率"
_GOAL: Final = re.compile(rf"{GOAL_WORD}(\d{{1,3}})")


def names_indicator(row: GridRow, name: GridCell) -> bool:
    """Whether a rate that is called as a label is, as 预算执行率, names an indicator: its row says how much."""
    if name.below or not label(name.text).endswith(_RATE):
        return False
    others = (cell.text for cell in row.written if cell is not name and not is_label(cell.text))
    return any(c.isdigit() for text in others for c in text)


def field_cells(row: GridRow, header: BandHeader) -> dict[str, GridCell]:
    """The cells of a row by the fields whose columns they stand in."""
    return {key: cell for key, at in header.columns.items() if key and (cell := row.at(at)) is not None}


def goal_in(row: GridRow) -> tuple[str, str] | None:
    """Number and text of the goal that a row has; None if it has none."""
    if not 0 < len(row.written) <= 2:
        return None
    first, *others = row.written
    number = _GOAL.fullmatch(label(first.text))
    return (number[1], others[0].text if others else "") if number else None


def nothing() -> None:
    """Nothing is read."""


def has_levels(cells: Mapping[str, GridCell]) -> bool:
    """Whether a row states both levels itself."""
    return all(key in cells and cells[key].text for key in LEVELS)


def is_header(cell: GridCell | None) -> bool:
    """Whether a cell is the lower part of a header cell that is merged down over levels."""
    return cell is not None and cell.below and is_label(cell.text)
