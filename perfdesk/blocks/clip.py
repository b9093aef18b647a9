"""What is on the clipboard, read once: a table if it is one, and its text."""

from typing import NamedTuple

from perfdesk.blocks.block import Block, BlockCell, Element
from perfdesk.blocks.clip_limits import MOST_CELLS, MOST_CHARACTERS, MOST_COLUMNS, MOST_PLACES, MOST_ROWS, BlockRefused
from perfdesk.blocks.tab_separated import block_of, text_of


class Clip(NamedTuple):
    """`block` is None for what is no table. `elements` are all tables and lines in order, for whoever takes the whole.

    `ours` says that this program wrote it; `clipped` that a merged cell reached beyond the table's edge.
    """

    text: str = ""
    block: Block | None = None
    elements: tuple[Element, ...] = ()
    ours: bool = False
    clipped: bool = False

    @property
    def beside(self) -> int:
        """How many lines stand outside the tables."""
        return 0 if self.block is None else sum(isinstance(one, str) for one in self.elements)


def read_clip(html: str, text: str) -> Clip:
    """Reads the flavours of one clipboard. Raises BlockRefused, with a sentence for the user."""
    if len(html) > MOST_CHARACTERS or len(text) > MOST_CHARACTERS:
        raise BlockRefused("剪贴板里的内容太大，没有粘贴；整份文件请用“装入”。")
    if html:
        return _of_html(html, text)
    block = block_of(text)
    if block is not None:
        _check(block)
    return Clip(text, block)


def _of_html(html: str, text: str) -> Clip:
    """HTML says what is a table and what is none, whatever tabs the text has."""
    # Here, so that nobody waits for libxml2 who does not paste.
    from perfdesk.blocks.html_reader import HtmlTables

    page = HtmlTables(html)
    tables = [one for one in page.elements if isinstance(one, Block)]
    elements = tuple(page.elements)
    if not tables:
        return Clip(text or "\n".join(map(str, page.elements)), None, elements)
    block = _stacked(tables)
    _check(block)
    return Clip(text or text_of(block), block, elements, page.ours, page.clipped)


def _stacked(tables: list[Block]) -> Block:
    """Several tables one below the other."""
    if len(tables) == 1:
        return tables[0]
    cells: list[BlockCell] = []
    below = 0
    for table in tables:
        cells += [cell._replace(row=cell.row + below) for cell in table.cells]
        below += table.rows
    return Block(tuple(cells))


def _check(block: Block) -> None:
    too_long = block.rows > MOST_ROWS or block.columns > MOST_COLUMNS
    if too_long or len(block.cells) > MOST_CELLS or block.rows * block.columns > MOST_PLACES:
        raise BlockRefused(f"剪贴板里有 {block.rows} 行 {block.columns} 列，太多了，没有粘贴；整份文件请用“装入”。")
