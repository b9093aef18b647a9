"""A Block as HTML that Excel, WPS, Word and LibreOffice take as a table, and that comes back to the letter."""

import html
import re
from collections.abc import Iterator
from typing import Final

from perfdesk.blocks.block import Block, BlockCell

# Who wrote the page, in its head; what we wrote ourselves is read back to the letter.
GENERATOR: Final = "perfdesk"
# Stands on a cell where nothing was selected.
NOTHING: Final = "data-nothing"
# Excel and WPS keep "=1" and "001" as they are by the style, LibreOffice by its own attribute.
_AS_TEXT: Final = "style=\"mso-number-format:'\\@'\" sdnum='1033;0;@'"
# Spaces that HTML would fold.
_RUNS: Final = re.compile(r"(^ +| +$| {2,})", re.MULTILINE)
_LINE_END: Final = "<br style='mso-data-placement:same-cell'>"


def html_of(block: Block) -> str:
    """The whole page."""
    rows: list[list[str]] = [[] for _ in range(block.rows)]
    for cell in _with_nothing(block):
        rows[cell[0]].append(cell[1])
    table = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    head = f"<head><meta charset='utf-8'><meta name='generator' content='{GENERATOR}'></head>"
    return f"<html>{head}<body><table border='1'>{table}</table></body></html>"


def _with_nothing(block: Block) -> Iterator[tuple[int, str]]:
    """Row and tag of each cell, and of each place that is nothing and covered by none."""
    begins = {(cell.row, cell.column): cell for cell in block.cells}
    covered: dict[int, int] = {}
    for row in range(block.rows):
        column = 0
        while column < block.columns:
            cell = begins.get((row, column))
            if cell is not None:
                yield row, _tag(cell)
                covered.update(dict.fromkeys(range(column, column + cell.columns), row + cell.rows))
            elif covered.get(column, 0) <= row:
                yield row, f"<td {NOTHING}='1'></td>"
            column += cell.columns if cell else 1


def _tag(cell: BlockCell) -> str:
    spans = (("rowspan", cell.rows), ("colspan", cell.columns))
    written = "".join(f" {name}='{number}'" for name, number in spans if number > 1)
    return f"<td{written} {_AS_TEXT}>{_written(cell.text)}</td>"


def _written(text: str) -> str:
    pieces = _RUNS.split(text)
    return "".join(_spaces(len(piece)) if at % 2 else _escaped(piece) for at, piece in enumerate(pieces))


def _escaped(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", _LINE_END).replace("\xa0", "&nbsp;")


def _spaces(number: int) -> str:
    return f"<span style='mso-spacerun:yes'>{'&nbsp;' * number}</span>"
