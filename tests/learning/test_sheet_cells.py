"""Cells of a form that was learned from a workbook are drawn as on its sheet: lines, ground, type, place of the text;
the same on paper, in our Word and in our Excel."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.colors import Color
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from learning.originals import ANNEX, Learned, W, annex, learned_from, parts, saved, saved_sheet, with_parts, with_rows
from perfdesk.exporters.excel import write_workbook
from perfdesk.exporters.word import write_document
from perfdesk.forms.bands import Cell
from perfdesk.forms.sheet import PlacedCell, Sheet, cell_edges, sheet
from perfdesk.forms.style import Edge, Style
from perfdesk.learning.sheet_look import excel_look
from perfdesk.paper.pages import Page, TablePiece, TextPiece, pages
from perfdesk.paper.painter import paint, paper_size
from perfdesk.paper.row_heights import fitted, row_heights
from perfdesk.paper.table_lines import open_ends

# Rows 4 to 11 of six columns.
FIRST, LAST, COLUMNS = 4, 11, 6
KINDS = {"t": "thin", "m": "medium", "d": "double", "k": "thick", "h": "hair", "-": None}


def sides(text: str) -> Border:
    """Lines left, right, above, below by their first letters."""
    return Border(*(Side(KINDS[one]) for one in text))


def plain(book: Any) -> None:
    """Thin lines, 宋体 of 10.5 points in the middle, no label bold."""
    page = book.active
    book._named_styles["Normal"].font = Font(name="宋体", size=11)
    for row in page.iter_rows():
        for cell in row:
            cell.font = Font(name="宋体", size=10.5)
    for row in page.iter_rows(FIRST, LAST, 1, COLUMNS):
        for cell in row:
            cell.border = sides("tttt")
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for letter in "ABCDEF":
        page.column_dimensions[letter].width = 14


def learned(folder: Path, change: Callable[[Any], None] = lambda _: None) -> Learned:
    def drawn(book: Any) -> None:
        plain(book)
        change(book.active)

    return learned_from(saved_sheet(annex(), folder / "a.xlsx", drawn))


def cell_of(one: Learned, name: str) -> Cell:
    """A fixed cell by its label or field."""
    return next(cell for cell in one.form.table.cells if name in (cell.label, cell.field))


def style_of(one: Learned, name: str) -> Style:
    return one.form.styles[cell_of(one, name).style]


def placed(one: Learned) -> Sheet:
    return sheet(one.form, one.first, one.first.projects[0])


def cell_at(table: Sheet, text: str) -> PlacedCell:
    return next(cell for cell in table.cells if cell.text == text)


def edges(one: Learned, text: str) -> str:
    """The lines of a printed cell by their first letters; k is thick."""
    table = placed(one)
    found = cell_edges(one.form, table, cell_at(table, text)) or (Edge.THIN,) * 4
    letters = {"thick": "k", "none": "-", "dotted": "h"}
    return "".join(letters.get(edge.value, edge.value[0]) for edge in found)


# --- what is learned -------------------------------------------------------------------------------------------------


def test_a_value_that_is_set_as_the_table_needs_no_style(tmp_path: Path) -> None:
    one = learned(tmp_path)
    assert cell_of(one, "goal").style == ""
    (band,) = one.form.table.records
    assert {column.style for column in band.columns} == {""}
    assert one.form.table.frame is Edge.THIN


def test_labels_are_bold_only_where_the_sheet_has_them_so(tmp_path: Path) -> None:
    def change(page: Any) -> None:
        page["A5"].font = Font(name="宋体", size=10.5, bold=True)

    one = learned(tmp_path, change)
    assert not style_of(one, "项目名称").bold
    # As labels are where nothing is said.
    assert cell_of(one, "主管部门").style == ""
    (band,) = one.form.table.records
    assert not any(one.form.styles[column.head_style].bold for column in band.columns)
    assert band.side is not None
    assert not one.form.styles[band.side.style].bold


def test_type_place_and_ground_of_a_cell_are_those_of_the_sheet(tmp_path: Path) -> None:
    def change(page: Any) -> None:
        cell = page["C4"]
        cell.font = Font(name="楷体", size=14, bold=True, italic=True)
        cell.alignment = Alignment(horizontal="left", vertical="top", indent=2, wrap_text=True)
        cell.fill = PatternFill("solid", fgColor="FFF2F2F2")

    style = style_of(learned(tmp_path, change), "name")
    assert (style.font, style.size, style.bold, style.italic) == ("楷体", 14, True, True)
    assert (style.align, style.vertical, style.inset, style.fill) == ("left", "top", 2, "F2F2F2")


def test_a_text_that_nothing_places_stands_at_the_bottom(tmp_path: Path) -> None:
    def change(page: Any) -> None:
        page["C4"].alignment = Alignment(wrap_text=True)

    assert style_of(learned(tmp_path, change), "name").vertical == "bottom"


@pytest.mark.parametrize(("wraps", "shrinks"), [(False, True), (True, False)])
def test_a_text_becomes_smaller_unless_it_wraps(wraps: bool, shrinks: bool, tmp_path: Path) -> None:
    def change(page: Any) -> None:
        page["C4"].alignment = Alignment(shrink_to_fit=True, wrap_text=wraps, vertical="top")

    assert style_of(learned(tmp_path, change), "name").shrink is shrinks


# By the cell and what is printed in it: its ground, and the one of the form.
GROUNDS = {
    ("A4", "项目名称"): (PatternFill("solid", fgColor="FFDDEBF7"), "DDEBF7"),
    ("A5", "主管部门"): (PatternFill("solid", fgColor="FF1F4E78"), ""),
    ("E5", "实施单位"): (PatternFill("solid", fgColor="FFFFFFFF"), ""),
    ("A6", "资金总额（万元）"): (PatternFill("solid", fgColor=Color(theme=0, tint=-0.05)), "F2F2F2"),
    ("E6", "其中：财政拨款"): (PatternFill("solid", fgColor=Color(theme=1, tint=0.9)), "E6E6E6"),
    ("A7", "年度目标"): (PatternFill("solid", fgColor=Color(indexed=26)), "FFFFCC"),
    ("C4", "name"): (PatternFill("lightGrid", fgColor="FFDDEBF7"), ""),
}


def test_light_grounds_are_taken_over(tmp_path: Path) -> None:
    def change(page: Any) -> None:
        for (place, _), (fill, _) in GROUNDS.items():
            page[place].fill = fill
            page[place].alignment = Alignment(vertical="top")

    one = learned(tmp_path, change)
    assert {name: style_of(one, name).fill for _, name in GROUNDS} == {
        name: expected for (_, name), (_, expected) in GROUNDS.items()
    }


def test_a_line_between_cells_belongs_to_both_and_the_heavier_is_drawn(tmp_path: Path) -> None:
    def change(page: Any) -> None:
        page["B5"].border = sides("tdtt")
        page["C5"].border = sides("-ttt")
        page["E5"].border = sides("tt-t")
        page["E4"].border = sides("ttt-")
        page["F4"].border = sides("ttt-")
        page["F5"].border = sides("th-t")

    one = learned(tmp_path, change)
    assert edges(one, "主管部门") == "tdtt"
    assert edges(one, "青溪县水务局") == "dttt"
    assert edges(one, "实施单位") == "tt-t"
    assert edges(one, "青溪县堤防站") == "th-t"
    # Of four places of the merged cell above two have no line below.
    assert edges(one, "河岸加固") == "tttt"


def framed(page: Any) -> None:
    """A heavy line around the table."""
    for row in range(FIRST, LAST + 1):
        for column in range(1, COLUMNS + 1):
            outer = (column == 1, column == COLUMNS, row == FIRST, row == LAST)
            page.cell(row, column).border = sides("".join("m" if out else "t" for out in outer))


def test_the_line_around_a_table_is_its_frame_also_where_rows_are_added(tmp_path: Path) -> None:
    one = learned(tmp_path, framed)
    assert one.form.table.frame is Edge.MEDIUM
    assert {style.edges for style in one.form.styles.values()} == {None}
    more = with_rows(one.first, 9)
    table = sheet(one.form, more, more.projects[0])
    last = [cell for cell in table.cells if cell.row + cell.rows == table.rows]
    assert {(cell_edges(one.form, table, cell) or ())[3] for cell in last} == {Edge.MEDIUM}
    inner = [cell for cell in table.cells if cell.row and cell.column and cell.column + cell.columns < 6]
    assert {cell_edges(one.form, table, cell) for cell in inner if cell not in last} == {None}


def test_records_have_their_lines_in_all_rows(tmp_path: Path) -> None:
    def change(page: Any) -> None:
        for row in (9, 10, 11):
            for column in range(2, 7):
                page.cell(row, column).border = sides("hhhh" if row < 11 else "hhht")
        for column in range(2, 7):
            page.cell(8, column).border = sides("tttd")

    one = learned(tmp_path, change)
    assert edges(one, "指标值")[3] == "d"
    assert edges(one, "100%")[2:] == "hh"


def test_lines_in_a_cell_stay_apart(tmp_path: Path) -> None:
    def change(page: Any) -> None:
        page["A8"] = "绩\n效\n指\n标"

    (band,) = learned(tmp_path, change).form.table.records
    assert band.side is not None
    assert band.side.label == "绩\n效\n指\n标"


def test_merged_cells_that_overlap_or_end_before_they_begin_do_no_harm(tmp_path: Path) -> None:
    path = saved_sheet(annex(), tmp_path / "a.xlsx", plain)
    members = parts(path.read_bytes())
    merges = b"".join(
        b'<mergeCell ref="%s"/>' % one for one in (b"C9:B8", b"D9:E10", b"E10:F11", b"A1:XFD1048576", b"?")
    )
    name = "xl/worksheets/sheet1.xml"
    path.write_bytes(
        with_parts(path.read_bytes(), {name: members[name].replace(b"</mergeCells>", merges + b"</mergeCells>")})
    )
    look = excel_look(path)
    assert all(len(one.edges) == 4 for one in look.formats)


# --- what is drawn ---------------------------------------------------------------------------------------------------

STYLE = Style(font="宋体", size=10, line=12)


@pytest.mark.parametrize(("text", "size"), [("八个字正好放得下", 10), ("九个字就要缩小一些", 80 / 9), ("a" * 16, 10)])
def test_a_text_is_as_small_as_its_cell_needs(text: str, size: float) -> None:
    made = fitted(Style(font="宋体", size=10, line=12, shrink=True), text, 80)
    assert made.size == pytest.approx(size)
    assert fitted(STYLE, text, 80) is STYLE


def test_shrinking_keeps_a_row_low_and_an_inset_makes_it_high(tmp_path: Path) -> None:
    def change(page: Any) -> None:
        page["C5"] = "青溪县水务局堤防管理所第二中心工作站"
        page["C5"].alignment = Alignment(shrink_to_fit=True)

    def set_in(page: Any) -> None:
        page["C5"] = "青溪县水务局堤防"
        page["C5"].alignment = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=15)

    usual, shrunk, inset = (learned(tmp_path, one) for one in (lambda _: None, change, set_in))
    low, same, high = (row_heights(one.form, placed(one))[1] for one in (usual, shrunk, inset))
    assert low == same < high


def test_word_has_the_lines_grounds_and_places(tmp_path: Path) -> None:
    def change(page: Any) -> None:
        framed(page)
        page["C4"].fill = PatternFill("solid", fgColor="FFF2F2F2")
        page["C4"].alignment = Alignment(horizontal="right", vertical="bottom", indent=1)
        page["C4"].font = Font(name="宋体", size=10.5, italic=True)
        page["E5"].border = sides("tdtt")

    one = learned(tmp_path, change)
    stream = io.BytesIO()
    write_document(one.form, one.first, stream)
    made = parts(stream.getvalue())
    root = etree.fromstring(made["word/document.xml"])

    def settings(text: str) -> Any:
        cell = next(tc for tc in root.iter(f"{W}tc") if "".join(map(str, tc.itertext())) == text)
        return cell.find(f"{W}tcPr")

    name = settings("河岸加固")
    assert [str(one.tag).removeprefix(W) for one in name][-3:] == ["tcBorders", "shd", "vAlign"]
    assert name.find(f"{W}shd").get(f"{W}fill") == "F2F2F2"
    assert name.find(f"{W}vAlign").get(f"{W}val") == "bottom"
    borders = {str(one.tag).removeprefix(W): one.get(f"{W}sz") for one in name.find(f"{W}tcBorders")}
    assert borders == {"top": "12", "left": "4", "bottom": "4", "right": "12"}
    assert settings("实施单位").find(f"{W}tcBorders/{W}right").get(f"{W}val") == "double"
    frame = {str(one.tag).removeprefix(W): one.get(f"{W}sz") for one in next(root.iter(f"{W}tblBorders"))}
    assert frame == dict.fromkeys(("top", "left", "bottom", "right"), "12") | {"insideH": "4", "insideV": "4"}
    styles = made["word/styles.xml"].decode()
    assert "<w:i/><w:iCs/>" in styles
    assert '<w:ind w:rightChars="100" w:right="210"/><w:jc w:val="right"/>' in styles


def test_excel_has_the_lines_grounds_and_places(tmp_path: Path) -> None:
    def change(page: Any) -> None:
        framed(page)
        page["C4"].fill = PatternFill("solid", fgColor="FFF2F2F2")
        page["C4"].alignment = Alignment(horizontal="right", vertical="bottom", indent=1)
        page["C4"].font = Font(name="楷体", size=14, italic=True)
        page["F5"].alignment = Alignment(shrink_to_fit=True)

    one = learned(tmp_path, change)
    path = tmp_path / "own.xlsx"
    with path.open("wb") as stream:
        write_workbook(one.form, one.first, stream)
    page = openpyxl.load_workbook(path).worksheets[0]
    cells = {str(cell.value): cell for row in page.iter_rows() for cell in row if cell.value is not None}
    name, unit = cells["河岸加固"], cells["青溪县堤防站"]
    assert (name.border.left.style, name.border.top.style, name.border.bottom.style) == ("thin", "medium", "thin")
    assert (name.fill.fgColor.rgb, name.font.name, name.font.sz, name.font.i) == ("FFF2F2F2", "楷体", 14, True)
    aligned = name.alignment
    assert (aligned.horizontal, aligned.vertical, aligned.indent) == ("right", "bottom", 1)
    assert (unit.alignment.shrink_to_fit, unit.alignment.wrap_text) == (True, None)


def test_paper_shows_heavy_lines_no_lines_and_grounds(qtbot: QtBot, tmp_path: Path) -> None:
    def change(page: Any) -> None:
        framed(page)
        page["C4"].fill = PatternFill("solid", fgColor="FFDDEBF7")
        page["D5"].border = sides("t--t")
        page["D4"].border = page["C4"].border = sides("ttm-")

    one = learned(tmp_path, change)
    page = next(iter(pages(one.form, one.first)))
    piece = next(piece for piece in page.pieces if isinstance(piece, TablePiece))
    image, area = picture(one, page), one.form.page
    left, top = area.left * 72 / 25.4, area.top * 72 / 25.4 + piece.top
    middle = round(top + piece.heights[0] / 2)
    # A medium line is a pixel and a half at this size.
    dark = [x for x in range(round(left) - 4, round(left) + 5) if image.pixelColor(x, middle).lightness() < 200]
    assert len(dark) >= 2
    right_of_label = round(left + sum(piece.sheet.widths[:2]))
    ground = image.pixelColor(right_of_label + 4, round(top + 4))
    assert (ground.red(), ground.green(), ground.blue()) == (0xDD, 0xEB, 0xF7)


def picture(one: Learned, page: Page) -> QImage:
    """A page at one pixel a point."""
    width, height = paper_size(one.form, page)
    image = QImage(round(width), round(height), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    paint(painter, one.form, page, {})
    painter.end()
    return image


def test_a_cell_without_lines_is_not_closed_at_the_end_of_a_page(tmp_path: Path) -> None:
    def change(page: Any) -> None:
        for column in range(1, 7):
            page.cell(7, column).border = sides("ttt-")
            page.cell(8, column).border = sides("tt-t")

    one = learned(tmp_path, change)
    page = next(pages(one.form, one.first))
    piece = next(piece for piece in page.pieces if isinstance(piece, TablePiece))
    assert [*open_ends(one.form, piece._replace(last=4))] == []
    assert sum(end - start for start, end in open_ends(one.form, piece._replace(last=3))) > 400


def test_in_an_empty_cell_a_number_will_stand_right_and_a_text_left(tmp_path: Path) -> None:
    def change(page: Any) -> None:
        for row in page.iter_rows(FIRST, LAST, 1, COLUMNS):
            for cell in row:
                cell.alignment = Alignment(vertical="center", wrap_text=True)
        for place in ("C4", "C6", "F9", "E9"):
            page[place] = None

    one = learned(tmp_path, change)
    assert (cell_of(one, "name").align, cell_of(one, "budget_total").align) == ("left", "right")
    (band,) = one.form.table.records
    assert {column.field: column.align for column in band.columns}["note"] == "left"


@pytest.mark.parametrize(
    ("said", "align"), [(None, "left"), ("center", "center"), ("centerContinuous", "center"), ("right", "right")]
)
def test_the_title_stands_where_the_sheet_has_it(said: str | None, align: str, tmp_path: Path) -> None:
    def change(page: Any) -> None:
        page["A1"].alignment = Alignment(horizontal=said)

    assert learned(tmp_path, change).form.styles["heading"].align == align


@pytest.mark.parametrize("save", [saved, saved_sheet])
def test_what_stands_above_the_title_prints_above_it(save: Callable[..., Path], tmp_path: Path) -> None:
    name = "a.docx" if save is saved else "a.xlsx"
    one = learned_from(save(annex("> 附件2\n" + ANNEX.strip()), tmp_path / name))
    assert one.form.projects.over_heading == 1
    twice = one.first.with_projects([*one.first.projects, replace(one.first.projects[0], id="p2")])
    both = [*pages(one.form, twice)]
    assert len(both) == 2
    for page in both:
        lines = [piece.lines[0] for piece in page.pieces if isinstance(piece, TextPiece)]
        assert lines[:3] == ["附件2", "项目支出绩效目标申报表", "（2031年度）"]


def test_without_a_title_none_takes_room(tmp_path: Path) -> None:
    text = "\n".join(line for line in ANNEX.strip().splitlines() if "申报表" not in line)
    one = learned_from(saved_sheet(annex(text), tmp_path / "a.xlsx", lambda _: None))
    assert one.form.styles["heading"].line == 1
