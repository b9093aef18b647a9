"""A form that was learned from a workbook prints as its sheet does: columns, rows, type, paper, scale, pages."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties

from learning.annexes import TABLES
from learning.originals import ANNEX, Learned, annex, learned_from, saved_sheet, with_rows
from perfdesk.forms.sheet import sheet
from perfdesk.forms.style import PageSetup
from perfdesk.learning.sketch import parse_sketch, read_sketch, sketch_json
from perfdesk.paper.pager import Pager
from perfdesk.paper.pages import TablePiece, pages
from perfdesk.paper.row_heights import header_height, row_heights

# Of rows 1 to 11; where there is none, the sheet says 15 points of all.
HEIGHTS = {1: 33, 2: 15, 3: 18, 4: 24, 6: 30, 7: 80, 8: 28, 9: 22, 10: 22, 11: 22}
PIXELS = 96
TABLE_MM = 6 * PIXELS * 0.75 * 25.4 / 72


def drawn(book: Any) -> None:
    """A4 with margins of an inch, 宋体 of twelve points, six columns of 96 pixels, of 8 to a digit."""
    page = book.active
    book._named_styles["Normal"].font = Font(name="宋体", size=12)
    for row in page.iter_rows():
        for cell in row:
            cell.font = Font(name="宋体", size=12)
    page["A1"].font = Font(name="黑体", size=20, bold=True)
    page["A1"].alignment = Alignment(horizontal="center")
    for letter in "ABCDEF":
        page.column_dimensions[letter].width = PIXELS / 8
    for row, height in HEIGHTS.items():
        page.row_dimensions[row].height = height
    page.page_setup.paperSize = 9
    page.page_margins = PageMargins(1, 1, 1, 1)


def learned(folder: Path, more: Callable[[Any], None] = lambda _: None, text: str = ANNEX) -> Learned:
    def change(book: Any) -> None:
        drawn(book)
        more(book.active)

    return learned_from(saved_sheet(annex(text), folder / "a.xlsx", change))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Learned:
    """Without more."""
    return learned(tmp_path_factory.mktemp("plain"))


def heights(one: Learned) -> list[float]:
    return [round(height, 1) for height in row_heights(one.form, sheet(one.form, one.first, one.first.projects[0]))]


def measured(paper: PageSetup) -> list[float]:
    return [paper.width, paper.height, paper.left, paper.top, paper.text_width, paper.text_height]


# Two texts of six characters do not fit into a line of a column, here and in the sheet that is filled.
FILLED = [24, 28.5, 30, 80, 28, 22, 22, 28.5]


def test_rows_are_as_high_as_the_sheet_says(plain: Learned) -> None:
    assert heights(plain) == pytest.approx(FILLED, abs=0.11)


def test_type_and_columns_are_those_of_the_sheet(plain: Learned) -> None:
    table = plain.form.table
    assert (table.font, table.size, table.line) == ("宋体", 12, 14)
    assert plain.form.widths == pytest.approx([PIXELS * 0.75] * 6, abs=0.1)


def test_texts_stand_where_the_sheet_has_them(tmp_path: Path) -> None:
    def change(page: Any) -> None:
        page["A4"].alignment = Alignment(horizontal="center", wrap_text=True)
        page["C4"].alignment = Alignment(horizontal="right", wrap_text=True)
        page["E9"].alignment = Alignment(horizontal="center", wrap_text=True)
        page["C6"] = 30

    one = learned(tmp_path, change)
    cells = {(cell.label or cell.field): cell.align for cell in one.form.table.cells}
    assert (cells["项目名称"], cells["name"], cells["主管部门"], cells["goal"]) == ("center", "right", "left", "left")
    # A number stands right where nothing is said.
    assert cells["budget_total"] == "right"
    (band,) = one.form.table.records
    assert {column.field: column.align for column in band.columns}["target"] == "center"
    assert {column.field: column.align for column in band.columns}["name"] == "left"


def test_empty_rows_between_tables_are_as_high_as_in_the_sheet(tmp_path: Path) -> None:
    one = learned(tmp_path, text=TABLES)
    begins = next(part.begins for part in one.form.table.parts if part.begins)
    above = [one.form.styles[line.style] for line in begins.above]
    # Rows 9 to 11 of 22 points each: an empty one and two lines.
    assert sum(style.before + style.line for style in above) == pytest.approx(66, abs=0.1)


def test_lines_above_the_table_are_set_as_their_rows(plain: Learned) -> None:
    heading, caption = plain.form.styles["heading"], plain.form.styles["caption"]
    assert (heading.font, heading.size, heading.bold, heading.align, heading.line) == ("黑体", 20, True, "center", 33)
    # The year and who fills it in are two lines, each as high as its row.
    assert (caption.font, caption.size, caption.line) == ("宋体", 12, 18)
    year, office = plain.form.projects.above
    assert (year.style, plain.form.styles[year.style].line, office.style) == ("caption-1", 15, "caption")


def test_the_text_area_is_as_wide_as_the_table(plain: Learned) -> None:
    assert measured(plain.form.page) == pytest.approx([210, 297, 25.4, 25.4, TABLE_MM, 246.2], abs=0.06)


def lying(page: Any) -> None:
    page.page_setup.orientation = "landscape"


def centred(page: Any) -> None:
    lying(page)
    page.print_options.horizontalCentered = True


def on_a3(page: Any) -> None:
    page.page_setup.paperSize = 8


def without_columns_beyond(page: Any) -> None:
    lying(page)
    page["I5"] = "草稿"
    page.print_area = "A1:F11"


@pytest.mark.parametrize(
    ("more", "paper"),
    [
        (lying, [297, 210, 25.4, 25.4, TABLE_MM, 159.2]),
        (centred, [297, 210, (297 - TABLE_MM) / 2, 25.4, TABLE_MM, 159.2]),
        (on_a3, [297, 420, 25.4, 25.4, TABLE_MM, 369.2]),
        (without_columns_beyond, [297, 210, 25.4, 25.4, TABLE_MM, 159.2]),
    ],
)
def test_paper_lies_as_the_sheet_does(more: Callable[[Any], None], paper: list[float], tmp_path: Path) -> None:
    assert measured(learned(tmp_path, more).form.page) == pytest.approx(paper, abs=0.06)


def smaller(page: Any) -> None:
    page.page_setup.scale = 80


def fitted(wide: int, high: int) -> Callable[[Any], None]:
    def change(page: Any) -> None:
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = wide, high
        for letter in "ABCDEF":
            page.column_dimensions[letter].width = 2 * PIXELS / 8

    return change


def wide(page: Any) -> None:
    fitted(2, 0)(page)
    for letter in "ABCDEF":
        page.column_dimensions[letter].width = PIXELS / 8


# The table is 864 points wide, the paper has 451.3 of them: 52 per cent; two have all.
@pytest.mark.parametrize(("more", "scale"), [(smaller, 0.8), (fitted(1, 0), 0.52), (wide, 1)])
def test_a_sheet_prints_smaller_as_it_says(more: Callable[[Any], None], scale: float, tmp_path: Path) -> None:
    one = learned(tmp_path, more)
    assert one.form.table.size == pytest.approx(12 * scale)
    expected = FILLED if scale > 0.6 else [24, 15, 30, 80, 28, 22, 22, 22]
    assert heights(one) == pytest.approx([height * scale for height in expected], abs=0.3)
    assert one.form.styles["heading"].size == pytest.approx(20 * scale)


def test_a_sheet_on_one_page_is_as_small_as_its_rows_need(tmp_path: Path) -> None:
    def change(page: Any) -> None:
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        for row, height in ((5, 30), (6, 400), (7, 400), (11, 30)):
            page.row_dimensions[row].height = height

    # 1020 points of rows and 697.9 of paper.
    one = learned(tmp_path, change)
    assert one.form.table.size == pytest.approx(12 * 0.68)
    assert len(list(pages(one.form, one.first))) == 1


@pytest.mark.parametrize(("rows", "repeats"), [("1:8", True), ("8:8", True), ("1:3", False), (None, False)])
def test_a_header_that_prints_on_every_page_is_repeated(rows: str | None, repeats: bool, tmp_path: Path) -> None:
    text = (
        ANNEX.replace("绩效指标~4 | ", "").replace("备注", "备注^2").replace("分两段", "分两段^2").replace("无", "无^2")
    )

    def change(page: Any) -> None:
        page.print_title_rows = rows

    table = learned(tmp_path, change, text).form.table
    assert table.repeat_header is repeats
    # Of the table the four rows above the header, if they print on every page too.
    assert table.repeat_above == (4 if rows == "1:8" else 0)


TWO_LISTS = """
> 石桥乡项目申报表
项目名称 | {name}石桥^4
一级指标 | 二级指标 | 三级指标 | 指标值 | 备注
{i:level1}产出指标 | {i:level2}数量指标 | {i:name}桥梁 | {i:target}1座 | {i:note}乡道
{i:level1}效益指标 | {i:level2}社会效益指标 | {i:name}受益村民 | {i:target}≥300人 | {i:note}估计
>> 二、实施进度计划
实施内容^3 | 开始时间 | 完成时间
{s:content}备料^3 | {s:start}2031年3月 | {s:end}2031年8月
{s:content}修桥^3 | {s:start}2031年9月 | {s:end}2031年11月
"""


@pytest.mark.parametrize(
    ("rows", "repeats"),
    [("1:3", (True, False)), ("8:8", (False, True)), ("1:8", (True, True)), ("4:7", (False, False))],
)
def test_each_table_of_a_sheet_repeats_its_own_header(rows: str, repeats: tuple[bool, bool], tmp_path: Path) -> None:
    def change(page: Any) -> None:
        page.print_title_rows = rows

    parts = learned(tmp_path, change, TWO_LISTS).form.table.parts
    assert tuple(part.repeats for part in parts) == repeats


def test_the_rows_above_a_header_repeat_with_it(tmp_path: Path) -> None:
    text = (
        ANNEX.replace("绩效指标~4 | ", "").replace("备注", "备注^2").replace("分两段", "分两段^2").replace("无", "无^2")
    )

    def change(page: Any) -> None:
        page.print_title_rows = "7:8"

    one = learned(tmp_path, change, text)
    document = with_rows(one.first, 60)
    second = [*pages(one.form, document)][1]
    piece = next(piece for piece in second.pieces if isinstance(piece, TablePiece))
    assert (piece.header, piece.sheet.repeated) == (True, range(3, 5))
    assert header_height(piece.sheet, piece.heights) == pytest.approx(80 + 28, abs=0.3)
    # The rows below begin under both.
    used = sum(piece.heights[piece.first : piece.last]) + header_height(piece.sheet, piece.heights)
    assert used <= one.form.page.text_height * 72 / 25.4 < used + 40


@pytest.mark.parametrize(("row", "begins"), [(7, False), (8, True), (11, True), (12, False)])
def test_a_table_begins_a_page_where_the_sheet_breaks_above_it(row: int, begins: bool, tmp_path: Path) -> None:
    def change(page: Any) -> None:
        page.row_breaks.append(Break(id=row))

    one = learned(tmp_path, change, TABLES)
    second = next(part.begins for part in one.form.table.parts if part.begins)
    assert second.new_page is begins


@pytest.mark.parametrize(("count", "printed"), [(3, 1), (20, 1), (21, 2), (40, 2), (51, 2), (53, 3), (60, 3)])
def test_the_pages_are_as_many_as_of_the_filled_sheet(count: int, printed: int, plain: Learned) -> None:
    """As many as LibreOffice 7.4 makes of the filled original."""
    assert len(list(pages(plain.form, with_rows(plain.first, count)))) == printed


def test_a_sketch_keeps_how_its_sheets_print(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        drawn(book)
        book.active.print_title_rows = "1:3"
        book.active.row_breaks.append(Break(id=5))

    sketch = read_sketch(saved_sheet(annex(), tmp_path / "a.xlsx", change))
    assert sketch.look.titles == ((0, 3),)
    assert sketch.look.breaks == ((5,),)
    assert parse_sketch(sketch_json(sketch)) == sketch


# Rows that the program makes as high as it likes, and a scale that it finds.
REASONS: dict[str, tuple[Callable[[Any], None], float]] = {
    "rows without a height": (lambda _: None, 0.05),
    "all heights set": (lambda page: all_set(page), 0.0),
    "all set, scale of the program": (lambda page: (all_set(page), fitted(1, 0)(page)), 0.02),
    "both": (fitted(1, 0), 0.07),
}


def all_set(page: Any) -> None:
    for row in range(1, 12):
        page.row_dimensions[row].height = HEIGHTS.get(row, 15)


@pytest.mark.parametrize(("more", "error"), REASONS.values(), ids=REASONS)
def test_a_form_says_how_sure_the_heights_of_its_rows_are(
    more: Callable[[Any], None], error: float, tmp_path: Path
) -> None:
    assert learned(tmp_path, more).form.table.height_error == pytest.approx(error)


@pytest.mark.parametrize(("count", "about"), [(10, False), (20, True), (21, True), (35, False)])
def test_a_count_is_an_estimate_where_rows_a_little_higher_or_lower_give_another(
    count: int, about: bool, plain: Learned
) -> None:
    pager = Pager(plain.form)
    assert pager.is_estimate(with_rows(plain.first, count)) is about
    sure = Pager(replace(plain.form, table=replace(plain.form.table, height_error=0.0)))
    assert not sure.is_estimate(with_rows(plain.first, count))


def test_the_two_rows_of_a_header_are_each_as_high_as_in_the_sheet(tmp_path: Path) -> None:
    text = """
> 项目支出绩效自评表
项目名称 | {name}石桥^4
一级指标~2 | 二级指标~2 | 三级指标~2 | 绩效目标^2
年度指标值 | 完成值
{i:level1}产出指标 | {i:level2}数量指标 | {i:name}桥梁 | {i:target}1座 | {i:actual}1座
{i:level1}效益指标 | {i:level2}社会效益指标 | {i:name}受益村民 | {i:target}≥300人 | {i:actual}310人
"""

    def change(page: Any) -> None:
        for row, height in ((2, 20), (3, 40), (4, 24), (5, 28), (6, 28)):
            page.row_dimensions[row].height = height

    one = learned(tmp_path, change, text)
    assert heights(one) == pytest.approx([20, 40, 24, 28, 28], abs=0.6)
