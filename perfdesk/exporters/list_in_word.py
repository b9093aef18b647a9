"""Lists in Word: A4 landscape, the head repeated on every page.

Word is written in two ways. word.py writes annexes without a library: an annex has to break into the pages that
paper/pages.py counted, has to give the same bytes each time, is streamed because a book has thousands of projects, and
takes all its styles from a form. This module and opinion.py use python-docx, and nothing else does: what they write is
short and has no form and no counted pages. An opinion is edited further by its reader, who needs Word's own heading
styles (the navigation pane shows them); they come with python-docx's template. What both ways have in common, a run of
text, is in ooxml.py.
"""

from collections.abc import Sequence
from typing import BinaryIO, Final, NamedTuple

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt

from perfdesk.exporters.fonts import set_font
from perfdesk.exporters.lists import (
    FONT,
    HEIGHT,
    MARGIN,
    MOST_LINES,
    SIZE,
    TITLE_FONT,
    WIDTH,
    ListTable,
    Value,
    is_text,
    list_widths,
    text_of,
)
from perfdesk.exporters.marked_runs import marked_run
from perfdesk.exporters.ooxml import DXA, run
from perfdesk.model.marked_text import MarkedText
from perfdesk.paper.breaking import line_count

# A character in millimetres.
_EM: Final = SIZE * 25.4 / 72


def write_list(table: ListTable, stream: BinaryIO, *more: ListTable) -> None:
    """Writes a .docx: A4 landscape, the head repeated on every page, no row broken by the end of a page. `more` lists
    come below the first."""
    word = docx.Document()
    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(WIDTH), Mm(HEIGHT)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN)
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
    _ParagraphStyle("title", TITLE_FONT, 16, 3, WD_ALIGN_PARAGRAPH.CENTER),
    _ParagraphStyle("line", FONT, SIZE, 3, WD_ALIGN_PARAGRAPH.LEFT),
    _ParagraphStyle("text", FONT, SIZE, 1, WD_ALIGN_PARAGRAPH.LEFT),
    _ParagraphStyle("number", FONT, SIZE, 1, WD_ALIGN_PARAGRAPH.RIGHT),
    _ParagraphStyle("head-bold", FONT, SIZE, 1, WD_ALIGN_PARAGRAPH.CENTER),
    _ParagraphStyle("text-bold", FONT, SIZE, 1, WD_ALIGN_PARAGRAPH.LEFT),
    _ParagraphStyle("number-bold", FONT, SIZE, 1, WD_ALIGN_PARAGRAPH.RIGHT),
)


def _add_style(word: WordDocument, row: _ParagraphStyle) -> None:
    style = word.styles.add_style(row.id, WD_STYLE_TYPE.PARAGRAPH)
    set_font(style.element, row.font, row.size)
    style.font.bold = row.id.endswith(("title", "bold"))
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(row.space)
    style.paragraph_format.alignment = row.place
    # What stands above a table stays on its page.
    style.paragraph_format.keep_with_next = row.id in ("title", "line", "head-bold") or None


def _paragraph(text: str, style: str) -> str:
    return f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run(text)}</w:p>'


def _table(table: ListTable) -> str:
    widths = _page_widths(table)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    line = '<w:{0} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    edges = "".join(map(line.format, ("top", "left", "bottom", "right", "insideH", "insideV")))
    rows = [_row(table.heads, widths, "-bold", "<w:tblHeader/>", "head")]
    rows += [_row(row, widths) for row in table.rows]
    rows += [_row(table.total, widths, "-bold")] if table.total else []
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _row(values: Sequence[Value], widths: Sequence[int], weight: str = "", more: str = "", kind: str = "text") -> str:
    cells = (_cell(value, width, weight, kind) for value, width in zip(values, widths, strict=True))
    # A row that is higher than the page would be cut off.
    rooms = (width / DXA / _EM for width in widths)
    high = max(line_count(text_of(value), room - 1) for value, room in zip(values, rooms, strict=True)) > MOST_LINES
    whole = "" if high else "<w:cantSplit/>"
    return f"<w:tr><w:trPr>{whole}{more}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(value: Value, width: int, weight: str, kind: str) -> str:
    style = kind if is_text(value) else "number"
    words = marked_run(value.cleaned) if isinstance(value, MarkedText) else run(text_of(value))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}{weight}"/></w:pPr>{words}</w:p></w:tc>'
    )


def _page_widths(table: ListTable) -> list[int]:
    """Twentieths of a point for each column: what its texts need, shared out over the page."""
    wanted = list_widths(table)
    room = round((WIDTH - 2 * MARGIN) * DXA)
    return [int(room * width / sum(wanted)) for width in wanted]
