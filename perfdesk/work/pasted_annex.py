"""A whole annex on the clipboard, as one copies it from Word: read as an imported file is."""

from pathlib import Path
from typing import Final

from perfdesk.blocks.block import Block
from perfdesk.blocks.clip import Clip
from perfdesk.importers.grid import Grid, GridCell, GridRow, ImportFailure, Line, Source
from perfdesk.importers.recognise import Imported, recognise

NAME: Final = "剪贴板"
# Fewer rows have no place for a project with its labels and indicators.
_FEWEST_ROWS: Final = 6


def annex_in(clip: Clip) -> Imported | None:
    """The projects on the clipboard; None if it holds no annex of a known form."""
    if clip.block is None or clip.block.rows < _FEWEST_ROWS:
        return None
    elements = tuple(
        _grid(one) if isinstance(one, Block) else Line(f"第{at}段", one)
        for at, one in enumerate(clip.elements or (clip.block,), 1)
    )
    try:
        return recognise(Path(NAME), Source(elements))
    except ImportFailure:
        return None


def _grid(block: Block) -> Grid:
    """A cell over several rows stands in each of them, marked as such below the first."""
    rows: list[list[GridCell]] = [[] for _ in range(block.rows)]
    for cell in block.cells:
        for by in range(cell.rows):
            rows[cell.row + by].append(GridCell(cell.column, cell.columns, cell.text, below=by > 0))
    return Grid(tuple(GridRow(f"第{at}行", tuple(sorted(row))) for at, row in enumerate(rows, 1)), merges=True)
