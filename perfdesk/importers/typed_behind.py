"""Values that a clerk has typed behind the label of a fixed row, in its cell: 主管部门：石泉县交通局 | (empty).

The form has a cell of its own for the value, so the row is read as if the value stood there.
"""

from collections.abc import Iterator, Set
from dataclasses import replace
from typing import Final

from perfdesk.importers.grid import GridCell, GridRow, label
from perfdesk.importers.known_labels import LONGEST_LABEL

_COLONS: Final = "：:"


def value_cells(row: GridRow, labels: Set[str]) -> GridRow:
    """The row with each such value in the cell behind its label; the row itself where there is none. `labels` are
    those of the form's rows, as they are compared."""
    found = [cell for cell in row.written if _parted(cell, labels) is not None]
    return replace(row, cells=tuple(_cells(row, labels))) if found else row


def _cells(row: GridRow, labels: Set[str]) -> Iterator[GridCell]:
    taken = False
    for cell, behind in zip(row.cells, [*row.cells[1:], None], strict=True):
        parts = None if cell.below else _parted(cell, labels)
        if parts is None:
            if not taken:
                yield cell
            taken = False
            continue
        title, value = parts
        taken = behind is not None and behind.blank
        yield cell._replace(text=title, columns=cell.columns if taken else max(1, cell.columns - 1))
        yield _place(cell, behind if taken else None)._replace(text=value)


def _place(cell: GridCell, behind: GridCell | None) -> GridCell:
    """The cell for the value: the empty one behind the label, else the last column of the label's own."""
    return behind or cell._replace(column=cell.column + cell.columns - 1, columns=1)


def _parted(cell: GridCell, labels: Set[str]) -> tuple[str, str] | None:
    """The label and the value behind its colon; None of a cell that holds no label of the form, or nothing behind.
    其中：财政拨款：12 has two colons."""
    if "：" not in cell.text and ":" not in cell.text:  # as most of 750,000
        return None
    begin = cell.text[:LONGEST_LABEL]
    ends = (at for at, sign in enumerate(begin) if sign in _COLONS and label(begin[:at]) in labels)
    at = next(ends, -1)
    value = cell.text[at + 1 :].strip()
    return (cell.text[:at], value) if at > 0 and value else None
