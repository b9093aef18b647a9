"""Reads the tables of a PDF by the lines that are drawn around their cells, and the lines of text between them.

A PDF says nothing of cells. Where lines are drawn the cells are known; where none are, nothing is guessed.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from perfdesk.importers.grid import GridCell, GridRow, ImportFailure, Line, Remark, Source, limited
from perfdesk.importers.pdf_joining import MOST_HEADERS, PageTable, joined_pages
from perfdesk.importers.pdf_letters import Letter
from perfdesk.importers.pdf_lines import cell_text, room_left, room_needed, text_lines
from perfdesk.importers.pdf_page import PdfPage, pdf_pages
from perfdesk.importers.ruling import NEAR, RuledCell, RuledTable, TooManyLines, ruled_tables

_PAGE_NUMBER: Final = re.compile(r"[\s—–―\-·第共页/／\d]{1,20}")
# Where headers and footers stand, as a part of the height of a page.
_EDGE: Final = 0.065
_MM: Final = 25.4 / 72
_NO_TEXT: Final = "是图片（扫描件），里面没有文字；请用文字识别软件转成 Word 或 Excel 文件再试"
_PICTURES: Final = "的页面上有图片，没有画着表格线的表，表格多半在图片里；请用文字识别软件转成 Word 或 Excel 文件再试"
_NO_LINES: Final = (
    "里没有画着表格线的表，分不出格子；请向发表的单位要 Word 或 Excel 文件，或者把内容抄进一张有线的表再试"
)
# A page does not tell a line that somebody ended from one that was full.
_OF_PAGES: Final = Remark(
    "",
    "PDF 里没有能取出的 perfdesk 文件，内容是按页面上的表格线和文字认出来的：格子里写满一行才换的行，"
    "当作同一段接了起来，没写满就换的行，当作另起一段；表外首行缩进的段落也这样接起来（跨页处不接），别的一行算一段；正好落在换行处的空格看不出来。请与原件核对",
    lost=False,
)


class PdfSheet(NamedTuple):
    """The paper in millimetres, the margins around its tables, and the size of the letters in them."""

    width: float
    height: float
    left: float
    right: float
    top: float
    size: float


@dataclass(frozen=True, slots=True)
class RuledSource:
    """The elements of a PDF; the widths of the columns of each table in points; its paper."""

    source: Source
    widths: tuple[tuple[float, ...], ...]
    sheet: PdfSheet


def read_ruled(path: Path) -> RuledSource:
    """The whole file. ImportFailure if it is a picture, or has no lines around its cells."""
    pages = list(_pages(path))
    first = next((page for page in pages if page.tables), None)
    if first is None or not any(page.page.text.letters for page in pages):
        raise ImportFailure(f"{path} {_why_no_table(pages)}。")
    whole = joined_pages(one for page in pages for one in page.elements())
    widths = tuple(tuple(right - left for left, right in pairwise(across)) for across in whole.edges)
    remarks = (*(remark for page in pages for remark in page.remarks()), *whole.remarks)
    running = tuple(line for page in pages for line in page.running)
    source = Source(tuple(limited(path, whole.elements)), wrapped=True, remarks=remarks, running=running)
    return RuledSource(source, widths, _sheet(first.page, first.tables[0]))


def _why_no_table(pages: Sequence["_Page"]) -> str:
    if not any(page.page.text.letters for page in pages):
        return _NO_TEXT
    return _PICTURES if any(page.page.pictures for page in pages) else _NO_LINES


def _pages(path: Path) -> Iterator["_Page"]:
    """Each with the edges of the table with which the page before ends."""
    above: tuple[float, ...] = ()
    for page in pdf_pages(path):
        found = _Page(path, page, above)
        above = found.tables[-1].across if found.tables else ()
        yield found


def read_annex(path: Path) -> Source:
    """The same for whoever knows the form, with what a person has to know of texts that were read from pages."""
    source = read_ruled(path).source
    return replace(source, remarks=(_OF_PAGES, *source.remarks))


def _sheet(page: PdfPage, table: RuledTable) -> PdfSheet:
    sizes = Counter(round(one.size, 1) for one in page.text.letters if table.place(*one.middle))
    size = sizes.most_common(1)[0][0] if sizes else 0.0
    left, right = table.across[0], page.width - table.across[-1]
    width, height, left, right, top = (
        round(one * _MM, 1) for one in (page.width, page.height, left, right, table.down[0])
    )
    return PdfSheet(width, height, left, right, top, size)


class _Page:
    """The tables of a page with the letters in them."""

    def __init__(self, path: Path, page: PdfPage, above: Sequence[float]) -> None:
        self.page: Final = page
        try:
            ruled = ruled_tables(page.level, page.upright)
        except TooManyLines:
            raise ImportFailure(f"{path} 第{page.number}页画的线太多，不像绩效目标表，没有装入。") from None
        self.tables: Final = [
            one for at, one in enumerate(ruled) if len(one.cells) > 1 or (not at and _ends(above, one))
        ]
        self.running: Final[list[Line]] = []
        self._outside: list[Letter] = []
        self._inside: dict[tuple[int, int, int], list[Letter]] = defaultdict(list)
        for letter in page.text.letters:
            self._put(letter)

    def _put(self, letter: Letter) -> None:
        """Into the smallest table around it, for one may lie in a cell of another."""
        places = ((table.area, number, table.place(*letter.middle)) for number, table in enumerate(self.tables))
        found = min(((area, number, place) for area, number, place in places if place), default=None)
        if found is None:
            self._outside.append(letter)
        else:
            self._inside[found[1], *found[2]].append(letter)

    def elements(self) -> Iterator[Line | PageTable]:
        """Lines and tables from above."""
        found: list[tuple[float, int, Line | PageTable]] = []
        for height, text in text_lines(self._outside, self.page.width):
            line = Line(f"第{self.page.number}页", text)
            if self._runs(height, text):
                self.running.append(line)
            else:
                found.append((height, 0, line))
        found += [(table.down[0], 1, self._table(number, table)) for number, table in enumerate(self.tables)]
        yield from (one for _, _, one in sorted(found, key=lambda one: one[:2]))

    def _runs(self, height: float, text: str) -> bool:
        """Whether a line is no part of the text: a page's number, a header, a footer."""
        edge = _EDGE * self.page.height
        outside = height < edge or height > self.page.height - edge
        below = not self.tables or height > self.tables[-1].down[-1]
        return outside or (below and bool(_PAGE_NUMBER.fullmatch(text)))

    def _table(self, number: int, table: RuledTable) -> PageTable:
        """A table with what its pieces on other pages have to know of its ends."""
        left, needed = {}, {}
        for cell in table.cells:
            letters = self._letters(number, cell)
            if cell.row + cell.rows == len(table.down) - 1:
                left[cell.column] = room_left(letters, _width(table, cell))
            if cell.row <= MOST_HEADERS:
                needed[cell.row, cell.column] = room_needed(letters)
        rows = tuple(self._rows(number, table))
        return PageTable(
            self.page.number, table.across, rows, left, needed, open_above=table.open_above, open_below=table.open_below
        )

    def _rows(self, number: int, table: RuledTable) -> Iterator[GridRow]:
        texts = [cell_text(self._letters(number, cell), _width(table, cell)) for cell in table.cells]
        rows: list[list[GridCell]] = [[] for _ in table.down[1:]]
        for cell, text in zip(table.cells, texts, strict=True):
            for down in range(cell.rows):
                rows[cell.row + down].append(GridCell(cell.column, cell.columns, text, below=down > 0))
        for row, cells in enumerate(rows, 1):
            place = f"第{self.page.number}页第{number + 1}张表第{row}行"
            yield GridRow(place, tuple(sorted(cells, key=lambda one: one.column)))

    def _letters(self, number: int, cell: RuledCell) -> list[Letter]:
        rows, columns = range(cell.row, cell.row + cell.rows), range(cell.column, cell.column + cell.columns)
        return [one for row in rows for column in columns for one in self._inside.get((number, row, column), ())]

    def remarks(self) -> Iterator[Remark]:
        """What was not read of the page."""
        place, text = f"第{self.page.number}页", self.page.text
        if self.page.pictures:
            told = "有图片，图片里的文字没有读" if self.page.text.letters else "是图片，没有读"
            yield Remark(place, told)
        if text.watermark:
            yield Remark(place, "有水印那样斜着的、或又大又浅的字，没有读")
        if text.unreadable:
            yield Remark(place, f"有 {text.unreadable} 个字，文件没有写明是什么字，请与原件核对")
        if text.unseen:
            yield Remark(place, f"有 {text.unseen} 个字在页面上看不见（隐藏、白色、极小或在纸外），没有读", lost=False)
        if text.cut_off:
            yield Remark(place, f"有 {text.cut_off} 个字超出了格子，页面上看不见，也读了，请与原件核对")
        if any(_lies_in(one, other) for one in self.tables for other in self.tables if one is not other):
            yield Remark(place, "格子里又有一张表，作为另一张表读出")


def _ends(above: Sequence[float], one: RuledTable) -> bool:
    """Whether a single cell is the last row of a table on the page before: exactly as wide."""
    ends = zip((above[0], above[-1]), (one.across[0], one.across[-1]), strict=True) if above else ()
    return bool(above) and all(abs(edge - other) <= NEAR for edge, other in ends)


def _lies_in(one: RuledTable, other: RuledTable) -> bool:
    inside = other.across[0] <= one.across[0] and one.across[-1] <= other.across[-1]
    return inside and other.down[0] <= one.down[0] and one.down[-1] <= other.down[-1]


def _width(table: RuledTable, cell: RuledCell) -> float:
    return table.across[cell.column + cell.columns] - table.across[cell.column]
