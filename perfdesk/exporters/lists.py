"""Lists for people: what changed, what was merged from whom, the roll-up of many files; in Word and in Excel.

Text stays text, as in the annexes; only what is given as a number becomes one.

Word is written in two ways. word.py writes annexes without a library: an annex has to break into the pages that
paper/pages.py counted, has to give the same bytes each time, is streamed because a book has thousands of projects, and
takes all its styles from a form. This module and opinion.py use python-docx, and nothing else does: what they write is
short and has no form and no counted pages. An opinion is edited further by its reader, who needs Word's own heading
styles (the navigation pane shows them); they come with python-docx's template. What both ways have in common, a run of
text, is in ooxml.py.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import BinaryIO, Final, NamedTuple

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt

from perfdesk.exporters.excel_cells import LONGEST_TEXT, ExcelCell, ExcelMerge, ExcelRow, ExcelStyle, Layout, text_cell
from perfdesk.exporters.excel_parts import escaped_text
from perfdesk.exporters.fonts import set_font
from perfdesk.exporters.ooxml import DXA, run
from perfdesk.exporters.workbook import Workbook
from perfdesk.model.fields import clean
from perfdesk.paper.breaking import line_count, measure


class Incomplete(NamedTuple):
    """A sum that lacks something. Its own cell says so in words, for a colour is lost in print and in a copy."""

    amount: Decimal


# What stands behind a sum that lacks something.
INCOMPLETE: Final = "（不全）"
Value = str | int | Decimal | Incomplete
_WIDTH, _HEIGHT, _MARGIN = 297, 210, 15
_FONT, _TITLE_FONT, _SIZE = "宋体", "黑体", 10
# Of a column, in Chinese characters; what is longer wraps.
_WIDEST: Final = 14.0
_NARROWEST: Final = 4.0


class ListTable(NamedTuple):
    """A list: sentences above it, titles of the columns, rows. `total` is a last row in bold, or empty."""

    title: str
    intro: Sequence[str]
    heads: Sequence[str]
    rows: Sequence[Sequence[Value]]
    total: Sequence[Value] = ()

    @property
    def all_rows(self) -> Iterator[Sequence[Value]]:
        """The rows and the total."""
        yield from self.rows
        if self.total:
            yield self.total


def text_of(value: Value) -> str:
    """A value as it is printed; what a file cannot hold is taken out."""
    if isinstance(value, Incomplete):
        return f"{value.amount}{INCOMPLETE}"
    return clean(value) if isinstance(value, str) else f"{value}"


# --- Word --------------------------------------------------------------------------------------------------------


def write_list(table: ListTable, stream: BinaryIO, *more: ListTable) -> None:
    """Writes a .docx: A4 landscape, the head repeated on every page, no row broken by the end of a page. `more` lists
    come below the first."""
    word = docx.Document()
    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(_WIDTH), Mm(_HEIGHT)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)
    for style in _PARAGRAPHS:
        _add_style(word, style)
    body = word.element.body
    at = len(body) - 1  # before the section's settings
    for part in [part for one in (table, *more) for part in _parts(one)]:
        body.insert(at, parse_xml(part))
        at += 1
    word.core_properties.title, word.core_properties.author = table.title, ""
    word.save(stream)


def _parts(table: ListTable) -> list[str]:
    above = [_paragraph(table.title, "title"), *(_paragraph(line, "line") for line in table.intro)]
    # Word wants a paragraph behind a table.
    return [*above, _table(table), _paragraph("", "line")]


class _ParagraphStyle(NamedTuple):
    """A paragraph style of the list: its id, which says whether it is bold, font, size and space above and below in
    points, where it stands."""

    id: str
    font: str
    size: float
    space: float
    place: WD_ALIGN_PARAGRAPH


_PARAGRAPHS: Final = (
    _ParagraphStyle("title", _TITLE_FONT, 16, 3, WD_ALIGN_PARAGRAPH.CENTER),
    _ParagraphStyle("line", _FONT, _SIZE, 3, WD_ALIGN_PARAGRAPH.LEFT),
    _ParagraphStyle("text", _FONT, _SIZE, 1, WD_ALIGN_PARAGRAPH.LEFT),
    _ParagraphStyle("number", _FONT, _SIZE, 1, WD_ALIGN_PARAGRAPH.RIGHT),
    _ParagraphStyle("text-bold", _FONT, _SIZE, 1, WD_ALIGN_PARAGRAPH.LEFT),
    _ParagraphStyle("number-bold", _FONT, _SIZE, 1, WD_ALIGN_PARAGRAPH.RIGHT),
)


def _add_style(word: WordDocument, row: _ParagraphStyle) -> None:
    style = word.styles.add_style(row.id, WD_STYLE_TYPE.PARAGRAPH)
    set_font(style.element, row.font, row.size)
    style.font.bold = row.id.endswith(("title", "bold"))
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(row.space)
    style.paragraph_format.alignment = row.place


def _paragraph(text: str, style: str) -> str:
    return f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run(text)}</w:p>'


def _table(table: ListTable) -> str:
    widths = _page_widths(table)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    line = '<w:{0} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    edges = "".join(map(line.format, ("top", "left", "bottom", "right", "insideH", "insideV")))
    rows = [_row(table.heads, widths, "-bold", "<w:tblHeader/>")]
    rows += [_row(row, widths) for row in table.rows]
    rows += [_row(table.total, widths, "-bold")] if table.total else []
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _row(values: Sequence[Value], widths: Sequence[int], weight: str = "", more: str = "") -> str:
    cells = (_cell(value, width, weight) for value, width in zip(values, widths, strict=True))
    return f"<w:tr><w:trPr><w:cantSplit/>{more}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(value: Value, width: int, weight: str) -> str:
    style = "text" if isinstance(value, str) else "number"
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}{weight}"/></w:pPr>{run(text_of(value))}</w:p></w:tc>'
    )


def _page_widths(table: ListTable) -> list[int]:
    """Twentieths of a point for each column: what its texts need, shared out over the page."""
    wanted = [min(_WIDEST, max(_NARROWEST, width)) for width in _needs(table)]
    room = round((_WIDTH - 2 * _MARGIN) * DXA)
    return [int(room * width / sum(wanted)) for width in wanted]


def _needs(table: ListTable) -> list[float]:
    """How wide the longest line of each column is, in Chinese characters."""
    columns = zip(table.heads, *([text_of(value) for value in row] for row in table.all_rows), strict=True)
    return [max(measure(line) for text in column for line in text.split("\n")) + 1 for column in columns]


# --- Excel -------------------------------------------------------------------------------------------------------


def write_lists(tables: Sequence[ListTable], stream: BinaryIO) -> None:
    """Writes a .xlsx, a sheet for each list: heads frozen and filtered, sums as numbers."""
    with Workbook(stream, tables[0].title if tables else "") as workbook:
        for table in tables:
            workbook.add(_layout(table), _sheet_rows(table))


_PLAIN: Final = ExcelStyle(_FONT, _SIZE)
_LINE: Final = ExcelStyle(_FONT, _SIZE, box=False, wrap=False)
_HEAD: Final = ExcelStyle(_FONT, _SIZE, bold=True, grey=True, across="center")
# Six decimals of 万元 are a fen.
_MONEY_FORMAT: Final = "#,##0.00####"
_FORMATS: Final = {Decimal: _MONEY_FORMAT, Incomplete: f'{_MONEY_FORMAT}"{INCOMPLETE}"', int: "0"}


def _layout(table: ListTable) -> Layout:
    head = len(table.intro) + 1
    widths = [2 * width for width in _sheet_widths(table)]
    margins = (_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    whole = ExcelMerge(head, 0, len(table.rows) + 1, len(table.heads))
    return Layout(table.title[:31], widths, margins, landscape=True, titles=(head, head), frozen=head + 1, filter=whole)


def _sheet_widths(table: ListTable) -> list[float]:
    return [min(_WIDEST, max(_NARROWEST, width)) for width in _needs(table)]


def _sheet_rows(table: ListTable) -> Iterator[ExcelRow]:
    yield ExcelRow(24, [text_cell(ExcelStyle(_TITLE_FONT, 16, box=False, wrap=False), table.title)])
    for line in table.intro:
        yield ExcelRow(_row_height(1), [_excel_cell(line, _LINE)])
    widths = _sheet_widths(table)
    yield _excel_row(table.heads, widths, _HEAD)
    yield from (_excel_row(row, widths, _PLAIN) for row in table.rows)
    if table.total:
        yield _excel_row(table.total, widths, _PLAIN._replace(bold=True))


def _excel_row(values: Sequence[Value], widths: Sequence[float], style: ExcelStyle) -> ExcelRow:
    """Not every program works out the height of wrapped text by itself."""
    lines = max(line_count(text_of(value), width - 1) for value, width in zip(values, widths, strict=True))
    return ExcelRow(_row_height(lines), [_excel_cell(value, style) for value in values])


def _row_height(lines: int) -> float:
    return (lines + 0.4) * 1.3 * _SIZE


def _excel_cell(value: Value, style: ExcelStyle) -> ExcelCell:
    if not isinstance(value, str):
        number = value.amount if isinstance(value, Incomplete) else value
        return ExcelCell(style._replace(format=_FORMATS[type(value)]), "", number)
    # A list is for reading: a text that no cell can hold is cut, and the mark says so.
    text = clean(value)
    return text_cell(style, text if len(escaped_text(text)) <= LONGEST_TEXT else f"{_shortened(text)}…")


def _shortened(text: str) -> str:
    """As much of a text as a cell holds with the mark; an escape needs seven characters for one."""
    room = LONGEST_TEXT - 1
    return text[:room] if len(escaped_text(text[:room])) <= room else text[: room // 7]
