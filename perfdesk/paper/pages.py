"""pages(form, document): which paragraphs and table rows stand on which page. Arithmetic on em and points; no Qt."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from perfdesk.forms.book import book
from perfdesk.forms.definition import Form
from perfdesk.forms.sections import Block, ContentsBlock, Paragraph, TableBlock
from perfdesk.forms.sheet import PlacedCell, Sheet
from perfdesk.forms.style import Align, Style
from perfdesk.forms.style import PageSetup as Paper
from perfdesk.model.document import Document
from perfdesk.paper.breaking import broken
from perfdesk.paper.row_heights import POINTS_PER_MM, header_height, page_room, row_heights

# If a header repeats, the annex is two tables in Word. A paragraph of this height in points separates them.
GLUE_HEIGHT = 1.0
# Sums of decimal points are not exact, so a row may be higher than its space by this much.
_HAIR = 0.05


class TextPiece(NamedTuple):
    """Lines of a paragraph, or of a part of it, at `top` points below the upper edge of the text area.

    `right` stands at the right edge of the last line. With `leader` it is an anchor: its page number stands there, and
    dots lead to it. `first` and `last` say that the paragraph begins and ends with these lines. `block` is the type of
    the block that they belong to: a caption belongs to its TableBlock.
    """

    top: float
    style: str
    lines: tuple[str, ...]
    first: bool
    right: str = ""
    leader: bool = False
    last: bool = True
    block: type[Block] = Paragraph


class TablePiece(NamedTuple):
    """The rows from `first` to before `last` of a Sheet, below its repeated header if `header`.

    `heights` are the heights of all rows of the Sheet. Only a row that is higher than a page is cut. `skip` points of
    the first row are on earlier pages; `cut` is the height of the part of the last row that is on this page, None for
    the whole row.
    """

    top: float
    sheet: Sheet
    heights: tuple[float, ...]
    first: int
    last: int
    header: bool = False
    skip: float = 0
    cut: float | None = None

    @property
    def height(self) -> float:
        """In points, without the repeated header."""
        if self.cut is None:
            return sum(self.heights[self.first : self.last]) - self.skip
        before = self.heights[self.first : self.last - 1]
        return sum(before) - (self.skip if before else 0) + self.cut


Piece = TextPiece | TablePiece


class Spoken(NamedTuple):
    """What a drawn line belongs to when it is read aloud: a piece of the page, and in a table also a cell."""

    piece: Piece
    cell: PlacedCell | None = None


@dataclass(slots=True)
class Page:
    """The number of a page (None if none is printed), its pieces, the anchors on it, and its paper where that is not
    the form's."""

    number: int | None
    pieces: list[Piece] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    paper: Paper | None = None


def pages(form: Form, document: Document) -> Iterator[Page]:
    """All pages in printed order. They are made one by one while the caller goes through them."""
    number = 0
    for section in book(form, document):
        if section.restart:
            number = 0
        for page in flow(form, section.blocks, section.paper):
            number += 1
            page.number = number if section.numbered else None
            yield page


def flow(form: Form, blocks: Iterable[Block], paper: Paper | None = None) -> Iterator[Page]:
    """The pages of the part's paper that these blocks fill, beginning on a new page. They have no numbers yet."""
    return _Flow(form, paper).run(blocks)


def anchors(form: Form, document: Document) -> dict[str, int]:
    """The page number of every place that the contents list."""
    return {anchor: page.number or 0 for page in pages(form, document) for anchor in page.anchors}


def number_text(page: Paper, number: str) -> str:
    """The printed page number."""
    return page.number_text.replace("{page}", number)


def number_align(page: Paper, style: Style, number: int) -> Align:
    """Where the page number stands: right on odd pages and left on even ones, or as its style says."""
    if not page.number_outside:
        return style.align
    return Align.RIGHT if number % 2 else Align.LEFT


def lines_left(form: Form, page: Page) -> int:
    """How many lines of table text fit below the last piece of a page."""
    bottom = max((_bottom(form, piece) for piece in page.pieces), default=0.0)
    return max(0, int((form.on(page.paper).page.text_height * POINTS_PER_MM - bottom) // form.table.line))


def _bottom(form: Form, piece: Piece) -> float:
    if isinstance(piece, TextPiece):
        return piece.top + form.styles[piece.style].line * len(piece.lines)
    header = header_height(piece.sheet, piece.heights) if piece.header else 0.0
    return piece.top + header + piece.height


class _Flow:
    """Fills the pages of one section."""

    def __init__(self, form: Form, paper: Paper | None) -> None:
        self._form = form = form.on(paper)
        self._paper = paper
        self._height = form.page.text_height * POINTS_PER_MM
        self._width = form.page.text_width * POINTS_PER_MM
        self._page = Page(None, paper=paper)
        self._done: list[Page] = []
        self._y = 0.0

    def run(self, blocks: Iterable[Block]) -> Iterator[Page]:
        for block in blocks:
            match block:
                case Paragraph():
                    self._paragraph(block)
                case ContentsBlock():
                    self._contents(block)
                case TableBlock():
                    self._table(block)
            yield from self._done
            self._done.clear()
        yield self._page

    def _new_page(self) -> None:
        self._done.append(self._page)
        self._page = Page(None, paper=self._paper)
        self._y = 0.0

    def _paragraph(self, paragraph: Paragraph) -> None:
        if paragraph.new_page and self._page.pieces:
            self._new_page()
        style = self._form.styles[paragraph.style]
        room = self._width / style.size
        lines = tuple(broken(paragraph.text, room, room - style.indent, style.spacing / style.size))
        self._lines(paragraph.style, style, lines, paragraph.anchor)

    def _lines(
        self, name: str, style: Style, lines: tuple[str, ...], anchor: str = "", right: str = "", leader: str = "",
        block: type[Block] = Paragraph,
    ) -> None:  # fmt: skip
        """Adds lines, and continues on the next page if they do not fit. The space before a paragraph is kept at the
        top of a page."""
        self._y += style.before
        first = True
        while lines:
            fit = int((self._height - self._y + _HAIR) // style.line)
            if fit < 1 and self._page.pieces:
                self._new_page()
                continue
            now, lines = lines[: max(fit, 1)], lines[max(fit, 1) :]
            if first and anchor:
                self._page.anchors.append(anchor)
            piece = TextPiece(self._y, name, now, first, leader or right, bool(leader), not lines, block)
            self._page.pieces.append(piece)
            self._y += style.line * len(now)
            first = False
        self._y += style.after

    def _contents(self, contents: ContentsBlock) -> None:
        for entry in contents.entries:
            name = contents.line_style if entry.anchor else contents.part_style
            style = self._form.styles[name]
            # The leader and the page number need three characters at the end of the line.
            lines = tuple(broken(entry.text, self._width / style.size - 3, spacing=style.spacing / style.size))
            self._lines(name, style, lines, leader=entry.anchor, block=ContentsBlock)

    def _table(self, block: TableBlock) -> None:
        if block.caption_style and (block.left or block.right):
            style = self._form.styles[block.caption_style]
            self._lines(block.caption_style, style, (block.left,), right=block.right, block=TableBlock)
        heights = row_heights(self._form, block.sheet)
        repeated = block.sheet.repeated
        row, skip, end = block.rows.start, 0.0, block.rows.stop
        while row < end:
            repeats = bool(repeated) and row >= repeated.stop and not self._page.pieces
            piece = self._piece(block.sheet, heights, range(row, end), skip, repeats=repeats)
            if piece.last > row:
                self._page.pieces.append(piece)
                row, skip = _rest(piece)
            if row < end:
                self._new_page()

    def _piece(
        self, table: Sheet, heights: tuple[float, ...], rows: range, skip: float, *, repeats: bool
    ) -> TablePiece:
        """Those of the rows that fit on the page. It is empty if not even a part of the first row fits."""
        top, row, end = self._y, rows.start, rows.stop
        if repeats:
            self._y += header_height(table, heights)
        if row == 0 and table.repeated and table.repeated.start:
            self._y += GLUE_HEIGHT
        last = row
        while last < end and self._y + heights[last] - skip * (last == row) <= self._height + _HAIR:
            self._y += heights[last] - skip * (last == row)
            last += 1
        empty = last == row and not self._page.pieces
        cut = self._cut(table, heights, last, empty=empty) if last < end else 0.0
        if not cut:
            return TablePiece(top, table, heights, row, last, repeats, skip)
        self._y += cut
        return TablePiece(top, table, heights, row, last + 1, repeats, skip, cut)

    def _cut(self, table: Sheet, heights: tuple[float, ...], row: int, *, empty: bool) -> float:
        """How many points of a row that does not fit are set on this page: whole lines, if the row is higher than a
        page; else 0.

        An `empty` page always takes at least one line, or the table would never end.
        """
        line = self._form.table.line
        if not empty and heights[row] <= page_room(self._form, table, heights):
            return 0.0
        cut = max(0.0, (self._height - self._y + _HAIR) // line * line)
        return cut or (line if empty else 0.0)


def _rest(piece: TablePiece) -> tuple[int, float]:
    """The next row after a piece, and how many points of it are on the pages so far."""
    if piece.cut is None:
        return piece.last, 0.0
    return piece.last - 1, piece.cut + (piece.skip if piece.last - 1 == piece.first else 0.0)
