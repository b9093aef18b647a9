"""Excel workbooks: a list of all indicators, the texts before the tables, and each project's annex on a sheet.

Text stays text: every cell is a string in the format "@", so that "=1" is no formula and "1.80" keeps its zero.
"""

import re
from collections.abc import Iterable, Iterator
from math import ceil
from typing import Any, BinaryIO, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins

from perfdesk.exporters.failure import ExportFailure
from perfdesk.forms.book import ContentsBlock, Paragraph, TableBlock, book
from perfdesk.forms.definition import Align, Form
from perfdesk.forms.listing import columns, rows
from perfdesk.forms.sheet import PlacedCell, Role
from perfdesk.model.document import Document
from perfdesk.model.fields import Kind
from perfdesk.paper.breaking import line_count, measure
from perfdesk.paper.pages import row_heights

LIST_TITLE: Final = "指标清单"
FRONT_TITLE: Final = "封面和说明"
# What Excel allows: Microsoft's "Excel specifications and limits".
LONGEST_TEXT: Final = 32_767
_LONGEST_TITLE: Final = 31
HIGHEST_ROW: Final = 409
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]")
# Excel reads _x000D_ as a character (ECMA-376 part 1, 22.9.2.19); an underscore that begins such a text is escaped.
_LIKE_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# A column's width counts digits of the workbook's font, 7 pixels of 3/4 point, and 5 pixels of padding.
_DIGIT, _PADDING, _PIXEL = 7, 5, 0.75
_WIDEST: Final = 28.0
_LIST_STYLES: Final = {None: "center", Kind.LEVEL: "center", Kind.MONEY: "right"}

_Row = list[Any]


def write_workbook(form: Form, document: Document, stream: BinaryIO) -> None:
    """Writes a .xlsx. Raises ExportFailure rather than cut a text."""
    front, tables = _front_and_tables(form, document)
    # First, because a workbook that is given up while it is written complains from its finalisers.
    _check_lengths([*(line.text for line in front), *(c.text for _, table in tables for c in table.sheet.cells)])
    workbook = Workbook(write_only=True)
    writer = _Writer(form, workbook)
    writer.list(document)
    if any(line.text for line in front):
        writer.front(front)
    for place, (project, (heading, table)) in enumerate(zip(document.projects, tables, strict=True)):
        writer.annex(_title(document.number(place), project.name), heading, table)
    workbook.save(stream)


def _front_and_tables(form: Form, document: Document) -> tuple[list[Paragraph], list[tuple[Paragraph, TableBlock]]]:
    """What stands before the tables, and each table with its heading. Contents need pages; a workbook has tabs."""
    front: list[Paragraph] = []
    tables: list[tuple[Paragraph, TableBlock]] = []
    for section in book(form, document):
        blocks = list(section.blocks)
        if any(isinstance(block, ContentsBlock) for block in blocks):
            continue
        for block in blocks:
            match block:
                case Paragraph():
                    front.append(block)
                case TableBlock():
                    tables.append((front.pop(), block))
    return front, tables


def _check_lengths(texts: Iterable[str]) -> None:
    for text in texts:
        if len(escaped_text(text)) > LONGEST_TEXT:
            raise ExportFailure(
                f"“{text[:20]}…”有 {len(text)} 个字，Excel 一格最多 {LONGEST_TEXT} 个，没有导出；可以导出 Word。"
            )


def escaped_text(text: str) -> str:
    """A text as a cell holds it."""
    return _LIKE_ESCAPE.sub("_x005F_", text)


def _title(number: int, name: str) -> str:
    """A sheet's name: unlike any other by its number, without what Excel forbids, not too long in UTF-16."""
    text = _FORBIDDEN.sub(" ", f"{number} {name}").replace("\n", " ").rstrip(" '")
    while len(text.encode("utf-16-le")) > 2 * _LONGEST_TITLE:
        text = text[:-1]
    return text


class _Writer:
    """Adds sheets to a workbook; cells get one of a few styles that are made once."""

    def __init__(self, form: Form, workbook: Workbook) -> None:
        self._form = form
        self._workbook = workbook
        for style in _styles(form):
            workbook.add_named_style(style)

    def list(self, document: Document) -> None:
        """Every indicator in one row, with its project."""
        sheet = self._workbook.create_sheet(LIST_TITLE)
        heads = columns(self._form)
        table = [[head.title for head in heads], *rows(self._form, document)]
        widths = [min(_WIDEST, max(map(_characters, column))) for column in zip(*table, strict=True)]
        for at, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(at)].width = width
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{len(table)}"
        sheet.print_title_rows = "1:1"
        _print_set_up(self._form, sheet, landscape=True)
        styles = [_LIST_STYLES.get(head.kind, "left") for head in heads]
        for at, texts in enumerate(table, 1):
            lines = max(line_count(text, (width - 1) / 2) for text, width in zip(texts, widths, strict=True))
            sheet.row_dimensions[at].height = min(HIGHEST_ROW, (lines + 0.25) * self._form.table.line * 0.75)
            now = styles if at > 1 else ["label"] * len(heads)
            sheet.append([self._cell(sheet, text, style) for text, style in zip(texts, now, strict=True)])

    def front(self, lines: Iterable[Paragraph]) -> None:
        """The lines before the tables, each across all columns."""
        sheet = self._sheet(FRONT_TITLE)
        for at, line in enumerate(lines):
            self._line(sheet, at, line)

    def annex(self, title: str, heading: Paragraph, block: TableBlock) -> None:
        """A project's table below its heading and caption."""
        sheet = self._sheet(title)
        self._line(sheet, 0, heading)
        at = 1
        if block.left or block.right:
            self._caption(sheet, at, block)
            at += 1
        self._table(sheet, at, block)

    def _sheet(self, title: str) -> Any:
        sheet = self._workbook.create_sheet(title)
        for at, width in enumerate(self._form.widths, 1):
            digits = (width / _PIXEL - _PADDING) / _DIGIT
            sheet.column_dimensions[get_column_letter(at)].width = round(digits, 2)
        _print_set_up(self._form, sheet, landscape=False)
        return sheet

    def _line(self, sheet: Any, at: int, line: Paragraph) -> None:
        """A paragraph across all columns, as high as its lines."""
        style = self._form.styles[line.style]
        width = len(self._form.widths)
        room = sum(self._form.widths) / style.size
        lines = sum(max(1, ceil(len(text) / room)) for text in line.text.split("\n"))
        sheet.row_dimensions[at + 1].height = min(HIGHEST_ROW, lines * style.line)
        sheet.append([self._cell(sheet, line.text, f"line-{line.style}")])
        _merge(sheet, at, 0, 1, width)

    def _caption(self, sheet: Any, at: int, block: TableBlock) -> None:
        width = len(self._form.widths)
        right = self._right_start(width)
        row: _Row = [None] * width
        row[0] = self._cell(sheet, block.left, "caption-left")
        row[right] = self._cell(sheet, block.right, "caption-right")
        sheet.append(row)
        _merge(sheet, at, 0, 1, right)
        _merge(sheet, at, right, 1, width - right)

    def _right_start(self, width: int) -> int:
        """The first of the columns that the right caption needs, a quarter of the table."""
        total = sum(self._form.widths)
        return next(n for n in range(width - 1, -1, -1) if sum(self._form.widths[n:]) * 4 >= total or n == 1)

    def _table(self, sheet: Any, at: int, block: TableBlock) -> None:
        width = len(block.sheet.widths)
        lines: list[_Row] = [[None] * width for _ in range(block.sheet.rows)]
        for cell in block.sheet.cells:
            style = _cell_style(cell)
            for row in range(cell.row, cell.row + cell.rows):
                for column in range(cell.column, cell.column + cell.columns):
                    lines[row][column] = self._cell(sheet, "", style)
            lines[cell.row][cell.column] = self._cell(sheet, cell.text, style)
            _merge(sheet, at + cell.row, cell.column, cell.rows, cell.columns)
        for below, height in enumerate(row_heights(self._form, block.sheet), at + 1):
            sheet.row_dimensions[below].height = min(HIGHEST_ROW, height)
        for line in lines:
            sheet.append(line)

    def _cell(self, sheet: Any, text: str, style: str) -> Any:
        cell = WriteOnlyCell(sheet)
        cell.style = style
        if text:
            cell.value = escaped_text(text)
            cell.data_type = "s"
        return cell


def _characters(text: str) -> float:
    """The width that a list column needs for a text, in digits; a Chinese character takes two."""
    return max(map(measure, text.split("\n"))) * 2 + 2


def _cell_style(cell: PlacedCell) -> str:
    return cell.align.value if cell.role is Role.VALUE else "label"


def _styles(form: Form) -> Iterator[NamedStyle]:
    table = form.table
    side = Side("thin")
    box = Border(side, side, side, side)
    for name, bold, align in (("label", True, Align.CENTER), *((align.value, False, align) for align in Align)):
        yield _style(name, Font(table.font, table.size, bold=bold), align, box)
    for name, line in form.styles.items():
        yield _style(f"line-{name}", Font(line.font, line.size, bold=line.bold), line.align, Border())
    caption = form.styles.get(form.projects.caption_style)
    font = Font(caption.font, caption.size) if caption else Font(table.font, table.size)
    yield _style("caption-left", font, Align.LEFT, Border())
    yield _style("caption-right", font, Align.RIGHT, Border())


def _style(name: str, font: Font, align: Align, border: Border) -> NamedStyle:
    place = Alignment("justify" if align is Align.BOTH else align.value, "center", wrap_text=True)
    return NamedStyle(name, font, border=border, alignment=place, number_format="@")


def _merge(sheet: Any, row: int, column: int, rows: int, columns: int) -> None:
    """Merges places counted from 0; one place alone is none."""
    if rows * columns > 1:
        first = f"{get_column_letter(column + 1)}{row + 1}"
        sheet.merged_cells.add(f"{first}:{get_column_letter(column + columns)}{row + rows}")


def _print_set_up(form: Form, sheet: Any, *, landscape: bool) -> None:
    """A4, one page wide, with the form's margins (in inches here)."""
    page = form.page
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    bottom = page.height - page.top - page.text_height
    right = page.width - page.left - page.text_width
    sides = (right, bottom, right, bottom) if landscape else (page.left, right, page.top, bottom)
    left, right, top, bottom = (round(side / 25.4, 3) for side in sides)
    sheet.page_margins = PageMargins(left, right, top, bottom)
    sheet.print_options.horizontalCentered = True
