"""The tables and lines in the HTML that Excel, WPS, Word, LibreOffice and browsers put on the clipboard.

The parser is libxml2's, which closes what others leave open; it calls us for each tag and builds no tree. What a
hostile page could grow without end (cells, spans, depth) is counted.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from lxml import etree

from perfdesk.blocks.block import Block, BlockCell, Element
from perfdesk.blocks.cell_text import CellText
from perfdesk.blocks.clip_limits import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, BlockRefused
from perfdesk.blocks.html_writer import GENERATOR, NOTHING

# Deeper than any program nests; libxml2 takes quadratic time where nothing is ever closed.
_DEEPEST: Final = 250
# Fed in pieces, the parser stops soon after we refuse; with the whole page at once it goes on to the end.
_PIECE: Final = 32_768
_UNSEEN: Final = frozenset(("head", "style", "script", "title", "xml"))
_PARAGRAPHS: Final = frozenset(("p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"))
# These have no end tag.
_VOID: Final = frozenset(("area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param"))
_HIDDEN: Final = re.compile(r"display:\s*none|mso-hide:\s*all", re.IGNORECASE)
# Excel runs blank neighbours together into one tag, and a text over the blank cells it spills into; none is merged.
_NOT_MERGED: Final = re.compile(r"mso-ignore:\s*colspan", re.IGNORECASE)
_CLIPPED_NUMBER: Final = re.compile(r"#+")
# rowspan="0".
_TO_THE_END: Final = MOST_ROWS + 1


class HtmlTables:
    """What a page holds, in order: a Block for each table, a text for each line outside of tables."""

    def __init__(self, html: str) -> None:
        """Raises BlockRefused for more than a clipboard of this trade holds."""
        self.ours = False
        self.clipped = False
        self.elements: list[Element] = []
        self._fragment = "<!--StartFragment" not in html
        self._line = CellText()
        self._table: _Table | None = None
        self._depth = 0
        self._hidden = 0
        self._within: list[bool] = []
        self._spaces = 0
        # The stubs ask for tags of bytes too, which only Python 2 had.
        target: Any = self
        parser = etree.HTMLParser(encoding="utf-8", target=target)
        # libxml2 stops at a NUL as at the end.
        page = html.replace("\0", "")
        with suppress(etree.XMLSyntaxError):
            for start in range(0, len(page), _PIECE):
                parser.feed(page[start : start + _PIECE].encode("utf-8", "ignore"))
            parser.close()

    # --- what libxml2 tells -----------------------------------------------------------------------------------

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag begins."""
        if tag == "meta" and attributes.get("name", "").lower() == "generator":
            self.ours = attributes.get("content") == GENERATOR
        if tag not in _VOID:
            style = attributes.get("style", "")
            self._open(hidden=tag in _UNSEEN or bool(_HIDDEN.search(style)), spaces="mso-spacerun" in style)
        if not self._hidden:
            self._begin(tag, attributes)

    def end(self, tag: str) -> None:
        """A tag ends."""
        if tag in _VOID:
            return
        if not self._hidden:
            self._finish(tag)
        if self._within:
            self._close()

    def data(self, text: str) -> None:
        """Characters between tags."""
        if self._fragment and not self._hidden:
            self._text.add(text, spaces=self._spaces > 0)

    def comment(self, text: str) -> None:
        """Windows marks what was selected; what stands around it is there for its style only."""
        if text.startswith("StartFragment"):
            self._fragment = True
        elif text.startswith("EndFragment"):
            self._fragment = False

    def close(self) -> None:
        """The page ends."""
        self._end_table()
        self._end_line()

    # --- helpers ----------------------------------------------------------------------------------------------

    @property
    def _text(self) -> CellText:
        return self._table.text if self._table else self._line

    def _open(self, *, hidden: bool, spaces: bool) -> None:
        if len(self._within) >= _DEEPEST:
            raise BlockRefused("剪贴板里的内容套得太深，不像表格，没有粘贴。")
        self._within.append(spaces)
        self._spaces += spaces
        if hidden or self._hidden:
            self._hidden += 1

    def _close(self) -> None:
        self._spaces -= self._within.pop()
        if self._hidden:
            self._hidden -= 1

    def _begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "table":
            self._depth += 1
        if self._depth > 1:
            self._nested(tag)
        elif tag in ("table", "tr", "td", "th"):
            self._begin_part(tag, attributes)
        elif tag == "br":
            self._text.line_end()
        elif tag in _PARAGRAPHS:
            self._text.paragraph()

    def _begin_part(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A browser may give rows or cells without the table around them."""
        if self._table is None:
            self._end_line()
            self._table = _Table(ours=self.ours)
        if tag == "tr":
            self._table.begin_row()
        elif tag != "table":
            self._table.begin_cell(attributes)

    def _nested(self, tag: str) -> None:
        """A table within a cell becomes lines of its text, its cells side by side."""
        if tag in ("td", "th"):
            self._text.add(" ", spaces=False)
        elif tag in _PARAGRAPHS or tag in ("table", "tr"):
            self._text.paragraph()
        elif tag == "br":
            self._text.line_end()

    def _finish(self, tag: str) -> None:
        if tag == "table" and self._depth:
            self._depth -= 1
            if self._depth == 0:
                self._end_table()
            else:
                self._text.paragraph()
        elif tag in ("td", "th") and self._depth <= 1 and self._table:
            self._table.end_cell()
        elif tag in _PARAGRAPHS:
            self._text.paragraph()

    def _end_line(self) -> None:
        self.elements += [line for line in self._line.taken(ours=False).split("\n") if line]

    def _end_table(self) -> None:
        if self._table is not None:
            block = self._table.block()
            self.clipped = self.clipped or self._table.clipped
            self._table = None
            if block.cells:
                self.elements.append(block)


class _Table:
    """One table while it is read: where the next cell goes, given the spans above it (HTML 4.9.12, forming a table)."""

    def __init__(self, *, ours: bool) -> None:
        self.text: CellText = CellText()
        self.clipped = False
        self._ours = ours
        self._row = -1
        self._next = 0
        self._open: tuple[Mapping[str, str], int] | None = None
        # The row before which a column is free again.
        self._taken: dict[int, int] = {}
        self._cells: list[BlockCell] = []

    def begin_row(self) -> None:
        self.end_cell()
        self._row += 1
        self._next = 0
        if self._row >= MOST_ROWS:
            raise BlockRefused(f"剪贴板里的表格超过 {MOST_ROWS} 行，没有粘贴；整份文件请用“装入”。")

    def begin_cell(self, attributes: Mapping[str, str]) -> None:
        if self._row < 0:
            self.begin_row()
        self.end_cell()
        column = self._next
        while self._taken.get(column, 0) > self._row:
            column += 1
        if column >= MOST_COLUMNS:
            raise BlockRefused(f"剪贴板里的表格超过 {MOST_COLUMNS} 列，没有粘贴。")
        self._open = (attributes, column)
        self.text = CellText()

    def end_cell(self) -> None:
        if self._open is None:
            return
        (attributes, column), self._open = self._open, None
        text = self._shown(attributes, self.text.taken(ours=self._ours))
        self.text = CellText()
        columns = self._free(column, _span(attributes.get("colspan"), MOST_COLUMNS - column))
        down = attributes.get("rowspan")
        rows = _TO_THE_END if down == "0" else _span(down, MOST_ROWS)
        self._next = column + columns
        self._taken.update(dict.fromkeys(range(column, column + columns), self._row + rows))
        if not (self._ours and NOTHING in attributes):
            self._place(BlockCell(self._row, column, rows, columns, text), attributes)

    def block(self) -> Block:
        """What was read. A span that reaches below the last row ends with it."""
        self.end_cell()
        last = self._row + 1
        self.clipped = any(last < cell.row + cell.rows and cell.rows != _TO_THE_END for cell in self._cells)
        return Block(tuple([cell._replace(rows=min(cell.rows, last - cell.row)) for cell in self._cells]))

    def _free(self, column: int, wanted: int) -> int:
        """How many columns from one on are free, up to as many as are wanted."""
        ends = (at for at in range(column, column + wanted) if self._taken.get(at, 0) > self._row)
        return next(ends, column + wanted) - column

    def _place(self, cell: BlockCell, attributes: Mapping[str, str]) -> None:
        if _NOT_MERGED.search(attributes.get("style", "")):
            first = cell._replace(columns=1)
            self._cells += [
                first,
                *(first._replace(column=cell.column + by, text="") for by in range(1, cell.columns)),
            ]
        else:
            self._cells.append(cell)
        if len(self._cells) > MOST_CELLS:
            raise BlockRefused(f"剪贴板里的表格超过 {MOST_CELLS} 格，没有粘贴；整份文件请用“装入”。")

    @staticmethod
    def _shown(attributes: Mapping[str, str], text: str) -> str:
        """The text as it is shown; where Excel's column is too narrow for a number and shows "####", the number."""
        number = attributes.get("x:num", "")
        return number if number and _CLIPPED_NUMBER.fullmatch(text) else text


def _span(text: str | None, most: int) -> int:
    """A span as written; one that is no number is 1. A number of a million digits is not even looked at."""
    digits = (text or "").strip()
    if not digits.isascii() or not digits.isdigit():
        return 1
    return max(1, min(int(digits[:9]), most))
