"""Bands of any kind in Word, in a workbook and on paper: spans, repeated headers, what is bold, what is a number."""

import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from lxml import etree
from notation import document
from packages import W, part
from small_forms import small_form

from perfdesk.exporters.excel import write_workbook
from perfdesk.exporters.word import write_document
from perfdesk.forms.definition import Form
from perfdesk.forms.loader import form
from perfdesk.forms.sheet import sheet
from perfdesk.model.document import Document
from perfdesk.paper.pages import TablePiece, pages
from perfdesk.paper.row_heights import header_height

TOP = "项目名称 | {name}^3\n"
TWO_ROWS = "H 一级指标>level1+~2 | 三级指标>name~2 | 完成情况^2\nH2 指标值>target | 实际值>actual\n"
BELOW = "合计^3 | [sum indicator.weight]\n! 填表说明^4"
BOOK = "# 书库改造\n- 数量 | 书架 | 42组 | actual=40组 | weight=50\n- 质量 | 合格率 | 100% | weight=40"
LONG = "# 书库改造\n" + "\n".join(f"- 数量 | 书架{at} | 42组 | weight=1" for at in range(60))


def of(text: str) -> Document:
    return document(text, "ningxia-annex2-2024")


def _of_word(layout: Form, one: Document) -> etree._Element:
    stream = io.BytesIO()
    write_document(layout, one, stream)
    return part(stream.getvalue(), "word/document.xml")


def _workbook(layout: Form, one: Document) -> Any:
    stream = io.BytesIO()
    write_workbook(layout, one, stream)
    return openpyxl.load_workbook(io.BytesIO(stream.getvalue())).worksheets[0]


def _words(row: etree._Element) -> list[tuple[str, str, str]]:
    """Text, columns and merge of each cell of a row."""
    found = []
    for cell in row.iter(W + "tc"):
        span, merge = cell.find(f"{W}tcPr/{W}gridSpan"), cell.find(f"{W}tcPr/{W}vMerge")
        found.append((
            "".join(text.text or "" for text in cell.iter(W + "t")),
            "1" if span is None else span.get(W + "val"),
            "" if merge is None else merge.get(W + "val", "down"),
        ))  # fmt: skip
    return found


def test_word_merges_a_header_of_two_rows_and_has_the_rows_below() -> None:
    body = _of_word(small_form(TOP + TWO_ROWS + BELOW), of(BOOK))
    rows = [_words(row) for row in body.iter(W + "tr")]
    assert rows[1:3] == [
        [("一级指标", "1", "restart"), ("三级指标", "1", "restart"), ("完成情况", "2", "")],
        [("", "1", "down"), ("", "1", "down"), ("指标值", "1", ""), ("实际值", "1", "")],
    ]
    assert rows[5:] == [[("合计", "3", ""), ("90", "1", "")], [("填表说明", "4", "")]]


@pytest.mark.parametrize(("columns", "count"), [(TWO_ROWS, 2), ("H 三级指标>name | 指标值>target^3\n", 1)])
def test_word_repeats_as_many_rows_as_the_header_has(columns: str, count: int) -> None:
    body = _of_word(small_form(TOP + columns + BELOW, repeat_header=True), of(BOOK))
    tables = [[row.find(f"{W}trPr/{W}tblHeader") is not None for row in table] for table in body.iter(W + "tbl")]
    above, below = ([flag for flag in rows if flag is not None] for rows in tables)
    assert (any(above), sum(below), below[-4:]) == (False, count, [False] * 4)


def test_a_table_that_begins_with_its_header_is_one_table_in_word() -> None:
    layout = small_form("H 三级指标>name | 指标值>target^3\n" + TOP, repeat_header=True)
    assert len([*_of_word(layout, of(BOOK)).iter(W + "tbl")]) == 1


def test_a_workbook_merges_repeats_and_counts() -> None:
    page = _workbook(small_form(TOP + TWO_ROWS + BELOW, repeat_header=True), of(BOOK))
    assert page.print_title_rows == "$3:$4"  # below the heading of the project
    assert {"A3:A4", "B3:B4", "C3:D3", "A7:C7", "A8:D8"} <= {str(one) for one in page.merged_cells.ranges}
    assert (page["A7"].font.bold, page["D7"].font.bold, page["A8"].font.bold) == (True, False, False)
    assert page["D7"].value == 90


@pytest.mark.parametrize(("columns", "count"), [(TWO_ROWS, 2), ("H 三级指标>name | 指标值>target^3\n", 1)])
def test_a_header_is_printed_again_on_the_next_page_with_all_its_rows(columns: str, count: int) -> None:
    layout, one = small_form(TOP + columns + BELOW, repeat_header=True), of(LONG)
    pieces = [piece for page in pages(layout, one) for piece in page.pieces if isinstance(piece, TablePiece)]
    assert [piece.header for piece in pieces] == [False, *[True] * (len(pieces) - 1)]
    assert len(pieces) > 1
    table = pieces[0].sheet
    assert header_height(table, pieces[0].heights) == count * pieces[0].heights[1]
    room = layout.page.text_height * 72 / 25.4
    for piece in pieces[1:]:
        used = piece.height + count * piece.heights[1]
        assert used <= room + 0.1
        assert piece.last == table.rows or used + piece.heights[piece.last] > room


def test_without_a_header_nothing_is_printed_again() -> None:
    layout, one = small_form(TOP + "H header:0 三级指标>name^4", repeat_header=True), of(LONG)
    pieces = [piece for page in pages(layout, one) for piece in page.pieces if isinstance(piece, TablePiece)]
    assert not any(piece.header for piece in pieces)
    assert sheet(layout, one, one.projects[0]).below_header == 61


def test_a_form_that_lies_on_its_side_does_so_in_word_and_excel() -> None:
    layout = small_form(TOP + "H 三级指标>name^4")
    assert layout.page.landscape
    size = next(_of_word(layout, of(BOOK)).iter(W + "pgSz"))
    assert [size.get(W + name) for name in ("w", "h", "orient")] == ["16838", "11906", "landscape"]
    page = _workbook(layout, of(BOOK))
    assert page.page_setup.orientation == "landscape"
    assert (page.page_margins.left, page.page_margins.top) == (pytest.approx(25 / 25.4, abs=0.001), 1.102)


def test_a_form_that_stands_upright_says_nothing_of_it() -> None:
    upright = replace(small_form(TOP + "H 三级指标>name^4"), page=form("ningxia-annex2-2024").page)
    size = next(_of_word(upright, of(BOOK)).iter(W + "pgSz"))
    assert size.get(W + "orient") is None
    assert _workbook(upright, of(BOOK)).page_setup.orientation == "portrait"
