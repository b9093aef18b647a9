"""An annex of several tables on paper, in Word, in Excel and in PDF."""

import io
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from notation import document
from packages import W, part, printed_pages
from pypdf import PdfReader
from small_forms import small_form

from perfdesk.exporters.excel import write_workbook
from perfdesk.exporters.word import write_document
from perfdesk.forms.bands import NextTable, RowsBand
from perfdesk.forms.common_grid import common_grid
from perfdesk.forms.definition import Form
from perfdesk.forms.form_file import read_form
from perfdesk.forms.sheet import sheets
from perfdesk.model.document import Document
from perfdesk.paper.pager import Pager
from perfdesk.paper.pages import TablePiece, TextPiece, anchors, pages
from perfdesk.paper.pdf import write_pdf
from perfdesk.paper.row_heights import row_heights

FORM_FILE = Path(__file__).parents[1] / "forms" / "qingshui-tables-2031.toml"
FORM = read_form(FORM_FILE)
MANY = "\n".join(f"- 数量 | 第{at}项产出 | {at}件" for at in range(1, 31))
BOOK = document(
    f"""
    fiscal_year=2031 | department_name=清水县图书馆
    # 书库改造 | unit_name=馆本部 | goal=改造书库，让读者更方便地借阅。 | budget_total=30.00 | contact=林一
    + tasks | 修缮库房 | total=3.00
    {MANY}
    - 服务 | 读者满意度 | ≥90%
    # 讲座 | unit_name=馆本部 | goal=办好讲座。 | budget_total=2.00 | contact=林二
    - 数量 | 讲座场次 | 6场
    - 服务 | 听众满意度 | ≥95%
    """,
    "ningxia-annex2-2024",
)


def word(layout: Form, one: Document = BOOK) -> etree._Element:
    stream = io.BytesIO()
    write_document(layout, one, stream)
    return part(stream.getvalue(), "word/document.xml")


def shown(layout: Form) -> list[list[object]]:
    """Of each page what stands on it: lines, and of tables the first and last row and whether the header repeats."""
    return [
        [(one.first, one.last, one.header) if isinstance(one, TablePiece) else one.lines[0] for one in page.pieces]
        for page in pages(layout, BOOK)
    ]


def test_each_table_lies_on_its_own_pages_and_repeats_its_own_header() -> None:
    assert shown(FORM)[:4] == [
        ["青水县项目支出绩效目标表", "填报单位：馆本部", (0, 6, False)],
        ["二、绩效指标（书库改造）", (0, 19, False)],
        [(19, 31, True)],
        ["三、服务对象满意度", (0, 3, False), "填表人：林一"],
    ]
    papers = [page.paper.landscape if page.paper else False for page in pages(FORM, BOOK)]
    assert papers == [False, True, True, False, False, True, False]
    assert [page.number for page in pages(FORM, BOOK)] == [1, 2, 3, 4, 5, 6, 7]


def test_pages_are_counted_while_the_document_is_edited_as_they_print() -> None:
    pager, made = Pager(FORM), [*pages(FORM, BOOK)]
    assert pager.last_number(BOOK) == 7
    shown_pages = [page for number in (1, 2) for page in pager.project_pages(BOOK, number)]
    assert shown_pages == made
    assert pager.anchors(BOOK) == anchors(FORM, BOOK)
    less = BOOK.with_projects([BOOK.projects[0].with_rows(BOOK.projects[0].rows[-3:]), BOOK.projects[1]])
    assert pager.last_number(less) == 6


def test_rows_are_as_high_as_their_own_columns_make_them() -> None:
    layout = small_form("说明 | {goal}\nT~ 二、说明\n说明 | {goal}^3\nH 三级指标>name^4")
    one = BOOK.with_fields({("p1", "goal"): "改造书库" * 10})
    first, second = sheets(layout, one, one.projects[0])
    assert [row_heights(layout, table)[0] for table in (first, second)] == [20 * 2 + 0.5, 20 * 2 + 0.5]
    narrow = small_form("说明 | {goal}\nT~ 二、说明\n说明^3 | {goal}\nH 三级指标>name^4")
    first, second = sheets(narrow, one, one.projects[0])
    assert [row_heights(narrow, table)[0] for table in (first, second)] == [20 * 2 + 0.5, 20 * 5 + 0.5]


def test_a_row_in_a_style_of_its_own_is_as_high_as_its_own_columns_make_it() -> None:
    layout = small_form(
        "项目名称 | {name}^3\nT 二、说明\n说明^3 | {goal}\nH 三级指标>name^4\nT 三、其他\n甲^15 | {name}"
    )
    first, begins, rows, *last = layout.table.bands
    assert isinstance(rows, RowsBand)
    assert isinstance(begins, NextTable)
    label, value = rows.rows[0].cells
    styled = replace(rows, rows=(replace(rows.rows[0], cells=(label, replace(value, style="line"))),))
    narrow = replace(begins, columns=(20.0, 20.0, 20.0, 2.0 - 8 / 10.5 + 0.1))
    layout = replace(layout, table=replace(layout.table, bands=(first, narrow, styled, *last)))
    one = BOOK.with_fields({("p1", "goal"): "改造书库"})
    assert row_heights(layout, sheets(layout, one, one.projects[0])[1])[0] == 20 * 4 + 0.5


def test_a_table_that_begins_with_its_header_is_one_table_in_word_and_takes_no_glue() -> None:
    layout = small_form("项目名称 | {name}\nT 二、指标\nH 三级指标>name^2\n> 完", repeat_header=True)
    (page, _) = pages(layout, BOOK.with_projects([BOOK.projects[1]] * 2))
    table, below = page.pieces[-2:]
    assert isinstance(table, TablePiece)
    assert isinstance(below, TextPiece)
    assert below.top == pytest.approx(table.top + table.height)


# --- Word ----------------------------------------------------------------------------------------------------------


def test_word_has_a_section_for_each_paper_and_a_grid_for_each_table() -> None:
    body = word(FORM)
    sizes = [(size.get(W + "w"), size.get(W + "orient")) for size in body.iter(W + "pgSz")]
    assert sizes == [("11906", None), ("16838", "landscape"), ("11906", None)] * 2
    grids = [[int(column.get(W + "w") or 0) for column in grid] for grid in body.iter(W + "tblGrid")]
    # The first table is two, because its header repeats below fixed rows.
    assert [len(grid) for grid in grids] == [4, 4, 4, 3] * 2
    for grid, widths in zip(grids, (FORM.grids[0], *FORM.grids) * 2, strict=True):
        assert sum(grid) == pytest.approx(sum(widths) * 20, abs=1)
    repeated = ["".join(row.itertext()) for row in body.iter(W + "tr") if row.find(f"{W}trPr/{W}tblHeader") is not None]
    assert repeated == ["任务名称主要内容预算金额", "一级指标二级指标三级指标指标值", "二级指标三级指标指标值"] * 2


def test_word_never_makes_one_table_of_two_that_follow_each_other() -> None:
    body = word(FORM)[0]
    kinds = [etree.QName(one).localname for one in body]
    assert ("tbl", "tbl") not in pairwise(kinds)


def test_a_paragraph_behind_a_table_that_only_holds_a_section_is_as_low_as_can_be() -> None:
    body = word(FORM)[0]
    spacing = [one.find(f"{W}pPr/{W}spacing") for one in body if one.find(f"{W}pPr/{W}sectPr") is not None]
    assert [None if one is None else one.get(W + "line") for one in spacing] == ["14", "14", None, "14", "14"]


def test_word_splits_a_row_that_is_higher_than_the_page_of_its_table() -> None:
    layout = small_form("说明 | {goal}\nT~ 二、说明\n说明 | {purpose}\nH 三级指标>name^2")
    high = BOOK.with_fields({("p1", key): "行\n" * 24 + "行" for key in ("goal", "purpose")})
    rows = [*word(layout, high).iter(W + "tr")]
    split = [row.find(f"{W}trPr/{W}cantSplit") is None for row in rows]
    # 21 lines fit on a page that lies, 34 on one that stands.
    assert split[:2] == [True, False]


@pytest.mark.slow
def test_libreoffice_has_the_same_pages(tmp_path: Path) -> None:
    path = tmp_path / "annex.docx"
    with path.open("wb") as stream:
        write_document(FORM, BOOK, stream)
    ours = [[text for one in page.pieces for text in _texts(one)] for page in pages(FORM, BOOK)]
    theirs = printed_pages(path)
    assert len(theirs) == len(ours)
    for page, lines in zip(theirs, ours, strict=True):
        assert [line for line in lines if line.replace(" ", "") not in page] == []


def _texts(piece: TextPiece | TablePiece) -> list[str]:
    """The lines of a piece, and what stands in its rows in one line."""
    if isinstance(piece, TextPiece):
        return [*piece.lines]
    return [cell.text for cell in piece.sheet.cells if piece.first <= cell.row < piece.last and len(cell.text) < 8]


# --- Excel ---------------------------------------------------------------------------------------------------------


def test_excel_has_one_sheet_a_project_with_the_columns_of_all_tables() -> None:
    stream = io.BytesIO()
    write_workbook(FORM, BOOK, stream)
    book = openpyxl.load_workbook(stream)
    assert book.sheetnames == ["1 书库改造", "2 讲座", "指标清单", "任务清单"]
    one = book["2 讲座"]
    texts = [[cell.value for cell in row if cell.value is not None] for row in one.iter_rows()]
    assert texts == [
        ["青水县项目支出绩效目标表"], ["填报单位：馆本部", "单位：万元"], ["项目名称", "讲座"],
        ["年度资金总额", 2, "其中：财政拨款"], ["任务名称", "主要内容", "预算金额"], [], [],
        ["年度总体目标", "办好讲座。"], ["二、绩效指标（讲座）"],
        ["一级指标", "二级指标", "三级指标", "指标值"], ["产出指标", "数量指标", "讲座场次", "6场"],
        ["三、服务对象满意度"], ["二级指标", "三级指标", "指标值"],
        ["服务对象满意度指标", "听众满意度", "≥95%"], [], ["填表人：林二"],
    ]  # fmt: skip
    assert one.max_column == len(common_grid(FORM).widths)
    # A sheet repeats one header only, which would stand over the other tables too.
    assert one.print_title_rows is None
    assert one.page_setup.orientation == "landscape"
    merged = {str(area) for area in one.merged_cells.ranges}
    assert f"A9:{openpyxl.utils.get_column_letter(one.max_column)}9" in merged


def test_excel_still_repeats_the_header_of_a_single_table() -> None:
    stream = io.BytesIO()
    write_workbook(small_form("项目名称 | {name}\nH 三级指标>name^2", repeat_header=True), BOOK, stream)
    assert openpyxl.load_workbook(stream)["1 书库改造"].print_title_rows == "$3:$3"


def test_a_column_between_edges_that_nearly_meet_has_a_width_in_excel() -> None:
    layout = small_form("甲 | {name}\nT 二、指标\nH 三级指标>name | 指标值>target")
    first, next_table, last = layout.table.bands
    assert isinstance(next_table, NextTable)
    wide = sum(layout.table.columns)
    moved = replace(next_table, columns=(wide / 2 + 0.2, wide / 2 - 0.2))
    layout = replace(layout, table=replace(layout.table, bands=(first, moved, last)))
    assert common_grid(layout).widths[1] == pytest.approx(0.2 * 10.5)
    stream = io.BytesIO()
    write_workbook(layout, BOOK, stream)
    narrow = openpyxl.load_workbook(stream)["1 书库改造"].column_dimensions["B"]
    # A width below that of a digit counts with its padding: 12 pixels are one.
    assert narrow.width == pytest.approx(0.2 * 10.5 / 0.75 / 12, abs=0.01)


# --- PDF -----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("qapp")
def test_pdf_has_pages_of_both_kinds_and_a_table_for_each() -> None:
    stream = io.BytesIO()
    write_pdf(FORM, BOOK, stream)
    found = PdfReader(stream)
    lying = [page.mediabox.width > page.mediabox.height for page in found.pages]
    assert lying == [False, True, True, False, False, True, False]
    assert "听众满意度" in found.pages[6].extract_text()
