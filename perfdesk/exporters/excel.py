"""Excel workbooks: the texts before the tables, each project's annex on a sheet, a list of all indicators, and one of
the records of each kind.

Sums of money, weights and running numbers are numbers, so that a clerk can add them up; their format keeps the decimals
as they were entered. Everything else stays text: "=1" is no formula, a code keeps its zeros.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from math import ceil
from operator import itemgetter
from typing import BinaryIO, Final, NamedTuple

from perfdesk.exporters.excel_cells import (
    LONGEST_TEXT,
    CellShape,
    ExcelCell,
    ExcelMerge,
    ExcelRow,
    ExcelStyle,
    Layout,
    text_cell,
)
from perfdesk.exporters.excel_parts import escaped_text
from perfdesk.exporters.failure import ExportFailure
from perfdesk.exporters.workbook import Workbook
from perfdesk.forms.book import Annex, annex, book_title, front
from perfdesk.forms.common_grid import common_grid, on_common_grid
from perfdesk.forms.definition import Form
from perfdesk.forms.indicator_list import ListColumn, columns, rows
from perfdesk.forms.record_list import is_printed, kinds_in, list_title, record_columns, record_rows
from perfdesk.forms.sections import Paragraph, TableBlock
from perfdesk.forms.sheet import PlacedCell, Role, Sheet, cell_edges
from perfdesk.forms.style import Align
from perfdesk.model.document import Document
from perfdesk.model.export_origin import ExportOrigin
from perfdesk.model.fields import Kind, Owner
from perfdesk.paper.breaking import line_count, measure
from perfdesk.paper.row_heights import row_heights

LIST_TITLE: Final = "指标清单"
FRONT_TITLE: Final = "封面和说明"
_VIEW: Final = "这张清单由各项目的表汇总，供筛选和求和；要修改请改各项目的表。"
_CONTENT: Final = "各项目的表上不印这些内容，可以在这张清单里增删和修改。"
_LONGEST_TITLE: Final = 31
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]")
# A column's width counts digits of the workbook's font, 7 pixels of 3/4 point, and 5 pixels of padding.
_DIGIT, _PADDING, _PIXEL = 7, 5, 0.75
_WIDEST: Final = 28.0
_LIST_ALIGN: Final = {
    None: Align.CENTER, Kind.LEVEL: Align.CENTER, Kind.MONEY: Align.RIGHT, Kind.NUMBER: Align.RIGHT,
}  # fmt: skip
# A number that reads the same when a format has written it again; Excel keeps 15 digits.
_NUMBER: Final = re.compile(r"(?P<sign>-?)(?P<whole>0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+)(?:\.(?P<decimals>\d{1,10}))?")
_MOST_DIGITS: Final = 15
# Kinds of text that a sheet can add up.
_COUNTED: Final = (Kind.MONEY, Kind.NUMBER)


def write_workbook(form: Form, document: Document, stream: BinaryIO, origin: ExportOrigin | None = None) -> None:
    """Writes a .xlsx. Raises ExportFailure rather than cut a text. `origin` is the saved version that the document
    comes from."""
    before = [*front(form, document)]
    annexes = [annex(form, document, number) for number in range(1, len(document.projects) + 1)]
    lists = [_RecordSheet.of(form, document, kind) for kind in kinds_in(document)]
    _check_lengths(_all_texts(before, annexes, lists))
    with Workbook(stream, book_title(form, document), origin) as workbook:
        writer = _Writer(form, workbook)
        if any(line.text for line in before):
            writer.front(before)
        if form.table.grid:
            writer.annexes(_title(form.title), annexes)
        for place, (project, one) in enumerate(zip(document.projects, annexes, strict=True)):
            if not form.table.grid:
                writer.annexes(_title(f"{document.number(place)} {project.name}"), [one])
        writer.indicators(document)
        for each in lists:
            writer.listing(list_title(each.kind), each.heads, each.rows, _VIEW if each.repeats else _CONTENT)


class _RecordSheet(NamedTuple):
    """The records of a kind as a list. It `repeats` what the form prints, or holds what only it has."""

    kind: Owner
    heads: tuple[ListColumn, ...]
    rows: list[list[str]]
    repeats: bool

    @staticmethod
    def of(form: Form, document: Document, kind: Owner) -> "_RecordSheet":
        heads = record_columns(form, document, kind)
        return _RecordSheet(kind, heads, [*record_rows(heads, document, kind)], is_printed(form, kind))


def _all_texts(before: Iterable[Paragraph], annexes: Iterable[Annex], lists: Iterable[_RecordSheet]) -> Iterator[str]:
    yield from (line.text for line in before)
    yield from (text for one in annexes for text in _texts(one))
    yield from (text for one in lists for texts in one.rows for text in texts)


def _texts(one: Annex) -> Iterator[str]:
    yield from (line.text for line in (*one.above, *one.below))
    for table in one.tables:
        yield from (line.text for line in table.above)
        yield from (cell.text for cell in table.printed_cells)


def _check_lengths(texts: Iterable[str]) -> None:
    for text in texts:
        if len(text) > LONGEST_TEXT or len(escaped_text(text)) > LONGEST_TEXT:
            raise ExportFailure(
                f"“{text[:20]}…”有 {len(text)} 个字，Excel 一格最多 {LONGEST_TEXT} 个，没有导出；可以导出 Word。"
            )


def _title(name: str) -> str:
    """A sheet's name: unlike any other by the number before it, without what Excel forbids, not too long in UTF-16."""
    text = _FORBIDDEN.sub(" ", name).replace("\n", " ").rstrip(" '")
    while len(text.encode("utf-16-le")) > 2 * _LONGEST_TITLE:
        text = text[:-1]
    return text


def value_cell(style: ExcelStyle, text: str) -> ExcelCell:
    """A text of a kind that counts: a number with the format that writes it as it was entered, if there is one."""
    match = _NUMBER.fullmatch(text) if text.isascii() else None
    plain = text.replace(",", "")
    if match is None or sum(map(str.isdigit, plain)) > _MOST_DIGITS or (match["sign"] and not plain.strip("-0.")):
        return text_cell(style, text)
    whole = "#,##0" if "," in text else "0"
    decimals = f".{'0' * len(match['decimals'])}" if match["decimals"] else ""
    return ExcelCell(style._replace(format=whole + decimals), "", Decimal(plain))


class _Writer:
    """Adds the sheets of a document to a workbook."""

    def __init__(self, form: Form, workbook: Workbook) -> None:
        self._form = form
        self._workbook = workbook
        self._grid = common_grid(form)
        # The paper of the widest table has room for all.
        self._page = max(zip(map(sum, form.grids), form.papers, strict=True), key=itemgetter(0))[1]
        table = form.table
        self._label = ExcelStyle(table.font, table.size, bold=True, across=_across(Align.CENTER))
        self._values = {align: ExcelStyle(table.font, table.size, across=_across(align)) for align in Align}

    def indicators(self, document: Document) -> None:
        """Every indicator in one row, with its project."""
        self.listing(LIST_TITLE, columns(self._form), [*rows(self._form, document)], _VIEW)

    def listing(self, title: str, heads: Sequence[ListColumn], texts: Sequence[Sequence[str]], prompt: str) -> None:
        """A list below its heads; `prompt` says where it is changed."""
        table = [[head.title for head in heads], *texts]
        widths = [min(_WIDEST, max(map(_characters, column))) for column in zip(*table, strict=True)]
        made = [[text_cell(self._label, text) for text in table[0]], *self._list_rows(heads, table[1:])]
        heights = (self._list_height(row, widths) for row in table)
        self._workbook.add(
            Layout(
                title, widths, self._margins(landscape=True), landscape=True, titles=(0, 0), frozen=1,
                filter=ExcelMerge(0, 0, len(table), len(heads)), prompt=prompt,
            ),
            map(ExcelRow, heights, made),
        )  # fmt: skip

    def _list_rows(self, heads: Sequence[ListColumn], table: Iterable[Sequence[str]]) -> Iterator[list[ExcelCell]]:
        styles = [self._values[_LIST_ALIGN.get(head.kind, Align.LEFT)] for head in heads]
        cells = [value_cell if not head.key or head.kind in _COUNTED else text_cell for head in heads]
        for texts in table:
            yield [cell(style, text) for cell, style, text in zip(cells, styles, texts, strict=True)]

    def _list_height(self, texts: Sequence[str], widths: Sequence[float]) -> float:
        lines = max(line_count(text, (width - 1) / 2) for text, width in zip(texts, widths, strict=True))
        return (lines + 0.25) * self._form.table.line * _PIXEL

    def front(self, lines: Sequence[Paragraph]) -> None:
        """The lines before the tables, each across all columns."""
        merges = [ExcelMerge(at, 0, 1, len(self._grid.widths)) for at in range(len(lines))]
        self._workbook.add(self._layout(FRONT_TITLE, merges), (self._line(line) for line in lines))

    def annexes(self, title: str, annexes: Sequence[Annex]) -> None:
        """A sheet with a project's table below its heading and caption, with the lines around it; in a grid with the
        rows of all projects."""
        if not annexes:
            return
        sheet = annexes[0].tables[0].sheet
        rows, merges = self._above(annexes[0])
        # A sheet repeats one header only, which would stand over the other tables too.
        repeats = sheet.repeated and len(self._form.table.parts) == 1
        titles = (len(rows) + sheet.repeated.start, len(rows) + sheet.repeated.stop - 1) if repeats else None
        for one in annexes:
            for block, drawn in zip(one.tables, self._on_grid(one), strict=True):
                self._lines(block.above, rows, merges)
                begin = len(rows) - block.first
                printed = block._replace(sheet=drawn).printed_cells
                merges += [ExcelMerge(begin + c.row, c.column, c.rows, c.columns) for c in printed]
                rows += list(self._table(block, drawn))[block.first : block.rows.stop]
        self._lines(annexes[-1].below, rows, merges)
        self._workbook.add(self._layout(title, merges)._replace(titles=titles), rows)

    def _on_grid(self, one: Annex) -> Sequence[Sheet]:
        """The tables of an annex on one grid, for the columns of a sheet are the same in all rows."""
        return on_common_grid(self._form, [table.sheet for table in one.tables])

    def _lines(self, lines: Iterable[Paragraph], rows: list[ExcelRow], merges: list[ExcelMerge]) -> None:
        """Adds lines, each across all columns."""
        for line in lines:
            merges.append(ExcelMerge(len(rows), 0, 1, len(self._grid.widths)))
            rows.append(self._line(line))

    def _above(self, one: Annex) -> tuple[list[ExcelRow], list[ExcelMerge]]:
        """The lines above a table."""
        block, width = one.tables[0], len(self._grid.widths)
        above, merges = list[ExcelRow](), list[ExcelMerge]()
        self._lines(one.above, above, merges)
        if block.left or block.right:
            right, at = self._right_start(width), len(above)
            above.append(self._caption(block, right))
            merges += [ExcelMerge(at, 0, 1, right), ExcelMerge(at, right, 1, width - right)]
        return above, merges

    def _layout(self, title: str, merges: Sequence[ExcelMerge]) -> Layout:
        digits = [round(_digits(width), 2) for width in self._grid.widths]
        real = [merge for merge in merges if merge.rows * merge.columns > 1]
        lies = self._page.landscape
        return Layout(title, digits, self._margins(landscape=lies), landscape=lies, merges=real)

    def _line(self, line: Paragraph) -> ExcelRow:
        """A paragraph across all columns, as high as its lines."""
        style = self._form.styles[line.style]
        room = sum(self._grid.widths) / style.size
        lines = sum(max(1, ceil(len(text) / room)) for text in line.text.split("\n"))
        look = ExcelStyle(style.font, style.size, style.bold, box=False, across=_across(style.align))
        return ExcelRow(lines * style.line, [text_cell(look, line.text)])

    def _caption(self, block: TableBlock, right: int) -> ExcelRow:
        """The texts above a table, left and right."""
        caption = self._form.styles.get(self._form.projects.caption_style)
        font, size = (caption.font, caption.size) if caption else (self._form.table.font, self._form.table.size)
        cells: list[ExcelCell | None] = [None] * len(self._grid.widths)
        for at, text, align in ((0, block.left, Align.LEFT), (right, block.right, Align.RIGHT)):
            cells[at] = text_cell(ExcelStyle(font, size, box=False, across=_across(align)), text)
        return ExcelRow((caption.line if caption else self._form.table.line), cells)

    def _right_start(self, width: int) -> int:
        """The first of the columns that the right caption needs, a quarter of the table."""
        total = sum(self._grid.widths)
        return next(n for n in range(width - 1, -1, -1) if sum(self._grid.widths[n:]) * 4 >= total or n == 1)

    def _table(self, block: TableBlock, drawn: Sheet) -> Iterator[ExcelRow]:
        """The rows of a table as they stand on the grid of the sheet; they are as high as on paper."""
        lines: list[list[ExcelCell | None]] = [[None] * len(drawn.widths) for _ in range(drawn.rows)]
        for cell in drawn.cells:
            style = self._look(drawn, cell)
            blank = ExcelCell(style)
            for row in lines[cell.row : cell.row + cell.rows]:
                row[cell.column : cell.column + cell.columns] = [blank] * cell.columns
            lines[cell.row][cell.column] = (value_cell if self._counts(cell) else text_cell)(style, cell.text)
        return map(ExcelRow, row_heights(self._form, block.sheet), lines)

    def _look(self, drawn: Sheet, cell: PlacedCell) -> ExcelStyle:
        usual = self._values[cell.align] if not cell.role.bold else self._label
        edges = cell_edges(self._form, drawn, cell)
        if not cell.style:
            return usual._replace(cell=CellShape(edges)) if edges else usual
        style = self._form.styles[cell.style]
        shape = CellShape(edges, style.fill, style.italic, style.vertical, round(style.inset), style.shrink)
        return ExcelStyle(style.font, style.size, style.bold, across=_across(style.align), cell=shape)

    def _counts(self, cell: PlacedCell) -> bool:
        if cell.role is Role.COMPUTED:
            return True
        return cell.owner is not None and self._form.vocabulary.kind(cell.owner, cell.key) in _COUNTED

    def _margins(self, *, landscape: bool) -> tuple[float, float, float, float]:
        """Left, right, top, bottom; turned from how the form lies, the sheet has its margins all the same."""
        page = self._page
        bottom = page.height - page.top - page.text_height
        right = page.width - page.left - page.text_width
        turned = landscape is not page.landscape
        return (right, bottom, right, bottom) if turned else (page.left, right, page.top, bottom)


def _digits(points: float) -> float:
    """The width of a column in digits; a column narrower than a digit has no padding of its own."""
    pixels, narrow = points / _PIXEL, _DIGIT + _PADDING
    return (pixels - _PADDING) / _DIGIT if pixels > narrow else pixels / narrow


def _across(align: Align) -> str:
    return "justify" if align is Align.BOTH else align.value


def _characters(text: str) -> float:
    """The width that a list column needs for a text, in digits; a Chinese character takes two."""
    return max(map(measure, text.split("\n"))) * 2 + 2
