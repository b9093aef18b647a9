"""Annexes of other places drawn in a few lines of text, for tests.

    项目名称^2 | =图书采购^3
    项目资金~2 | 年度资金总额 | =30
    财政拨款 | =25

A line is a row, "|" parts cells; "^n" behind a cell spans n columns, "~n" n rows; "=" begins a value, everything else
is a printed label; a cell of "=" alone is blank. Cells take the next free place, as in HTML.
"""

import re
from itertools import count

from perfdesk.forms.sheet import PlacedCell, Role, Sheet
from perfdesk.forms.style import Align

_SPANS = re.compile(r"(?:\^(\d+))?(?:~(\d+))?$")


def drawn(text: str) -> Sheet:
    """The table that these lines describe."""
    taken: set[tuple[int, int]] = set()
    cells: list[PlacedCell] = []
    lines = [line for line in text.strip().splitlines() if line.strip()]
    for row, line in enumerate(lines):
        for piece in line.split("|"):
            spans = _SPANS.search(piece.strip())
            assert spans is not None
            columns, rows = int(spans[1] or 1), int(spans[2] or 1)
            column = next(at for at in count() if (row, at) not in taken)
            taken |= {(row + down, column + right) for down in range(rows) for right in range(columns)}
            printed = piece.strip()[: spans.start()].strip()
            role = Role.VALUE if printed.startswith("=") else Role.LABEL
            cells.append(PlacedCell(row, column, rows, columns, printed.removeprefix("="), role, Align.CENTER))
    width = 1 + max(column for _, column in taken)
    assert len(taken) == width * len(lines), f"rows of {width} columns do not fill"
    return Sheet("p", (40.0,) * width, len(lines), None, tuple(cells))


def values(one: Sheet) -> list[str]:
    """What is filled in."""
    return [cell.text for cell in one.cells if cell.role is Role.VALUE and cell.text]


def labels(one: Sheet) -> list[str]:
    """What is printed."""
    return [cell.text for cell in one.cells if cell.role is Role.LABEL]


def as_text(one: Sheet) -> str:
    """As tab-separated text; what a merged cell covers is blank."""
    rows = [[""] * len(one.widths) for _ in range(one.rows)]
    for cell in one.cells:
        rows[cell.row][cell.column] = cell.text
    return "\n".join("\t".join(row) for row in rows) + "\n"
