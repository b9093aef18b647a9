"""Lists in Excel: a sheet for each, heads frozen and filtered, sums as numbers."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain, pairwise, zip_longest
from typing import BinaryIO, Final

from perfdesk.exporters.excel_cells import LONGEST_TEXT, ExcelCell, ExcelMerge, ExcelRow, ExcelStyle, Layout, text_cell
from perfdesk.exporters.excel_parts import escaped_text
from perfdesk.exporters.lists import (
    FONT,
    INCOMPLETE,
    MARGIN,
    MOST_LINES,
    SIZE,
    TITLE_FONT,
    Incomplete,
    ListTable,
    Value,
    list_widths,
    text_of,
)
from perfdesk.exporters.workbook import Workbook
from perfdesk.model.marked_text import MarkedText
from perfdesk.paper.breaking import broken, line_count


def write_lists(tables: Sequence[ListTable], stream: BinaryIO) -> None:
    """Writes a .xlsx, a sheet for each list: heads frozen and filtered, sums as numbers. A text that makes a row higher
    than Excel shows continues in the next row."""
    with Workbook(stream, tables[0].title if tables else "") as workbook:
        for table in tables:
            widths = list_widths(table)
            listed = [*chain.from_iterable(_excel_rows(row, widths, _PLAIN) for row in table.rows)]
            total = _excel_rows(table.total, widths, _PLAIN._replace(bold=True)) if table.total else ()
            workbook.add(_layout(table, widths, len(listed)), chain(_rows_above(table, widths), listed, total))


_PLAIN: Final = ExcelStyle(FONT, SIZE)
_LINE: Final = ExcelStyle(FONT, SIZE, box=False)
_HEAD: Final = ExcelStyle(FONT, SIZE, bold=True, grey=True, across="center")
# Six decimals of 万元 are a fen.
_MONEY_FORMAT: Final = "#,##0.00####"
_FORMATS: Final = {Decimal: _MONEY_FORMAT, Incomplete: f'{_MONEY_FORMAT}"{INCOMPLETE}"', int: "0"}


def _layout(table: ListTable, widths: Sequence[float], listed: int) -> Layout:
    """A sheet with so many rows below its heads."""
    head = len(table.intro) + 1
    digits = [2 * width for width in widths]
    margins = (MARGIN, MARGIN, MARGIN, MARGIN)
    whole = ExcelMerge(head, 0, listed + 1, len(table.heads))
    # A line that runs beyond the last column would make the printed page wider and everything on it small.
    across = [ExcelMerge(at, 0, 1, len(table.heads)) for at in range(1, head)] if len(table.heads) > 1 else []
    return Layout(
        table.title[:31], digits, margins, landscape=True, titles=(head, head), frozen=head + 1, filter=whole,
        merges=across,
    )  # fmt: skip


def _rows_above(table: ListTable, widths: Sequence[float]) -> Iterator[ExcelRow]:
    """Title, sentences and heads."""
    yield ExcelRow(24, [text_cell(ExcelStyle(TITLE_FONT, 16, box=False, wrap=False), table.title)])
    for line in table.intro:
        yield ExcelRow(_row_height(line_count(line, max(1.0, sum(widths) - 1))), [_excel_cell(line, _LINE)])
    yield from _excel_rows(table.heads, widths, _HEAD)


def _excel_rows(values: Sequence[Value], widths: Sequence[float], style: ExcelStyle) -> Iterator[ExcelRow]:
    """A row, and further ones for what Excel would not show of it. Not every program works out the height of wrapped
    text by itself."""
    rooms = [max(1.0, width - 0.5) for width in widths]
    texts = [[*_high_parts(value, room)] for value, room in zip(values, rooms, strict=True)]
    for parts in zip_longest(*texts, fillvalue=""):
        lines = max(line_count(text_of(part), room) for part, room in zip(parts, rooms, strict=True))
        yield ExcelRow(_row_height(lines), [_excel_cell(part, style) for part in parts])


def _high_parts(value: Value, room: float) -> Iterator[Value]:
    """A text in parts that are not higher than a row may be."""
    text = text_of(value)
    if line_count(text, room) <= MOST_LINES:
        yield value
        return
    marked = value.cleaned if isinstance(value, MarkedText) else MarkedText(text)
    cuts, at = list[int](), 0
    for number, line in enumerate(broken(text, room)):
        at = text.index(line, at)
        cuts += [at] if number % MOST_LINES == 0 else []
        at += len(line)
    for start, end in pairwise([*cuts, len(text)]):
        yield marked.part(start, end)


def _row_height(lines: int) -> float:
    return (lines + 0.4) * 1.3 * SIZE


def _excel_cell(value: Value, style: ExcelStyle) -> ExcelCell:
    if isinstance(value, MarkedText) and value.spans and len(escaped_text(value.text)) <= LONGEST_TEXT:
        value = value.cleaned
        return text_cell(style, value.text)._replace(marked=value)
    if isinstance(value, int | Decimal | Incomplete):
        number = value.amount if isinstance(value, Incomplete) else value
        return ExcelCell(style._replace(format=_FORMATS[type(value)]), "", number)
    # A list is for reading: a text that no cell can hold is cut, and the mark says so.
    text = text_of(value)
    return text_cell(style, text if len(escaped_text(text)) <= LONGEST_TEXT else f"{_shortened(text)}…")


def _shortened(text: str) -> str:
    """As much of a text as a cell holds with the mark; an escape needs seven characters for one."""
    room = LONGEST_TEXT - 1
    return text[:room] if len(escaped_text(text[:room])) <= room else text[: room // 7]
