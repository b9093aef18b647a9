"""Workbooks that hold an annex on each sheet, and workbooks that lie."""

import zipfile
from pathlib import Path

import openpyxl
import pytest
from notation import document
from sources import HEBEI, NINGXIA, save_excel
from trust import Promise

from perfdesk.forms.loader import form
from perfdesk.forms.sheet import sheet
from perfdesk.importers.excel import read_excel
from perfdesk.importers.grid import Grid, ImportFailure
from perfdesk.importers.load import read_source
from perfdesk.model.document import Document

BOOK = document(HEBEI)
ANNEX = document(NINGXIA, "ningxia-annex2-2024")


def _book(folder: Path, one: Document, first_column: int = 1) -> Path:
    def lines(number: int) -> list[str]:
        if one is ANNEX:
            return ["附件 3：石泉县图书馆项目支出预算绩效目标表"]
        return [f"{number}.{one.projects[number - 1].name}绩效目标表", "101001 东岭县气象局本级", "单位：万元"]

    chosen = form(one.form)
    pages = [(lines(at), sheet(chosen, one, project)) for at, project in enumerate(one.projects, 1)]
    return save_excel(folder, pages, first_column)


@pytest.mark.parametrize("first_column", [1, 3])
@pytest.mark.parametrize("one", [BOOK, ANNEX], ids=["hebei", "ningxia"])
def test_a_sheet_for_each_project_is_read(tmp_path: Path, one: Document, first_column: int) -> None:
    imported = read_source(_book(tmp_path, one, first_column))
    assert imported.left_out == ()
    assert [dict(p.fields) for p in imported.document.projects] == [dict(p.fields) for p in one.projects]
    rows = [[dict(i.fields) for i in p.indicators] for p in imported.document.projects]
    assert rows == [[dict(i.fields) for i in p.indicators] for p in one.projects]


def test_two_projects_on_one_sheet_are_told_apart(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(_book(tmp_path, BOOK))
    first, second = book.worksheets
    move = first.max_row + 1
    for row in second.iter_rows():
        for cell in row:
            if cell.value is not None:
                first.cell(cell.row + move, cell.column, cell.value)
    for merge in second.merged_cells.ranges:
        merge.shift(row_shift=move)
        first.merge_cells(merge.coord)
    book.remove(second)
    book.save(tmp_path / "both.xlsx")
    imported = read_source(tmp_path / "both.xlsx")
    assert imported.left_out == ()
    assert [(p.name, len(p.indicators)) for p in imported.document.projects] == [("雷达站维护", 5), ("人工增雨", 2)]


def test_hidden_sheets_are_told_and_not_read(tmp_path: Path) -> None:
    path = _book(tmp_path, BOOK)
    book = openpyxl.load_workbook(path)
    book.worksheets[1].sheet_state = "hidden"
    book.save(path)
    imported = read_source(path)
    assert [project.name for project in imported.document.projects] == ["雷达站维护"]
    assert [note.text for note in imported.left_out] == ["隐藏的工作表“项目2”没有装入"]


def test_remarks_name_sheet_and_row(tmp_path: Path) -> None:
    path = _book(tmp_path, ANNEX)
    book = openpyxl.load_workbook(path)
    book.worksheets[0].cell(40, 1, "请各科室核对")
    book.save(path)
    assert [(n.place, n.text) for n in read_source(path).left_out] == [("工作表“项目1”第40行", "请各科室核对")]


def test_numbers_are_text_as_excel_shows_it(tmp_path: Path) -> None:
    path = _book(tmp_path, BOOK)
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    for coordinate, value, code in (("C5", 1234.5, "#,##0.00"), ("B8", 0.1, "0%"), ("E5", 12.5, "General")):
        page[coordinate].value, page[coordinate].number_format = value, code
    book.save(path)
    fields = read_source(path).document.projects[0].fields
    assert (fields["budget_total"], fields["plan_03"], fields["budget_fiscal"]) == ("1,234.50", "10%", "12.5")


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</worksheet>'


def _replaced(path: Path, member: str, data: bytes) -> Path:
    with zipfile.ZipFile(path) as package:
        members = {name: package.read(name) for name in package.namelist()}
    members.setdefault(member, b"")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, old in members.items():
            package.writestr(name, data if name == member else old)
    return path


def test_far_cells_and_lying_dimensions_cost_nothing(tmp_path: Path, promise: Promise) -> None:
    far = (
        b'<dimension ref="A1:XFD1048576"/><sheetData><row r="1048576"><c r="XFD1048576" t="str"><v>far</v></c></row>'
        b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048575"/><mergeCell ref="nonsense"/></mergeCells>'
    )
    path = _replaced(_book(tmp_path, ANNEX), "xl/worksheets/sheet1.xml", SHEET % far)
    (grid,) = read_excel(path).elements
    assert isinstance(grid, Grid)
    assert [(row.place, row.text) for row in grid.rows] == [("工作表“项目1”第1048576行", "far")]
    promise("T8", "far cells and dimensions that lie", 1, 1)


def test_shared_strings_are_read_without_their_reading_aids(tmp_path: Path) -> None:
    strings = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>one</t></si>'
        b"<si><r><t>two </t></r><r><t>three_x000D_</t></r><rPh><t>aid</t></rPh></si></sst>"
    )
    places = ((b"A1", b"0"), (b"B1", b"1"), (b"C1", b"2"), (b"D1", b"-1"))
    cells = b"".join(b'<c r="%s" t="s"><v>%s</v></c>' % place for place in places)
    path = _replaced(_book(tmp_path, ANNEX), "xl/sharedStrings.xml", strings)
    path = _replaced(path, "xl/worksheets/sheet1.xml", SHEET % (b"<sheetData><row>" + cells + b"</row></sheetData>"))
    (grid,) = read_excel(path).elements
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.rows[0].cells] == ["one", "two three\r"]


@pytest.mark.parametrize(
    ("member", "data", "reason"),
    [
        ("xl/worksheets/sheet1.xml", b"<!DOCTYPE a>" + SHEET % b"", "不允许"),
        ("xl/worksheets/sheet1.xml", SHEET % b"", "没有文字"),
        ("xl/worksheets/sheet1.xml", b"<worksheet", "已损坏"),
        ("xl/sharedStrings.xml", b"<sst", "已损坏"),
        ("xl/styles.xml", b"<styles", "已损坏"),
        ("xl/workbook.xml", b"<workbook", "已损坏"),
        (
            "xl/worksheets/sheet1.xml",
            SHEET % (b"<mergeCells>" + b'<mergeCell ref="A1:B2"/>' * 150_000 + b"</mergeCells>"
                     + b'<sheetData><row><c t="str"><v>1</v></c></row></sheetData>'),
            "合并单元格太多",
        ),
        (
            "xl/worksheets/sheet1.xml",
            SHEET % (b'<sheetData><row r="1">' + b'<c t="str"><v>1</v></c>' * 900 + b"</row></sheetData>"),
            "900 个单元格",
        ),
    ],
)  # fmt: skip
def test_broken_and_hostile_workbooks_are_refused(
    tmp_path: Path, member: str, data: bytes, reason: str, promise: Promise
) -> None:
    path = _replaced(_book(tmp_path, ANNEX), member, data)
    with pytest.raises(ImportFailure, match=reason):
        read_source(path)
    promise("T8", "broken and hostile workbooks, each with its reason", 1, 1)


def test_a_workbook_without_an_annex_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["序号", "设备", "单价"])
    book.save(tmp_path / "list.xlsx")
    with pytest.raises(ImportFailure, match="没有找到已知表样"):
        read_source(tmp_path / "list.xlsx")


def test_hidden_characters_are_taken_out_and_that_is_said(tmp_path: Path) -> None:
    one = document(HEBEI)
    pages = [(["1.雷达站维护绩效目标表"], sheet(form(one.form), one, one.projects[0]))]
    path = save_excel(tmp_path, pages, 1)
    book = openpyxl.load_workbook(path)
    name = next(cell for row in book.active.iter_rows() for cell in row if cell.value == "维护雷达数量")
    name.value = "维护\u200b雷达\u202e数量"
    book.save(path)
    imported = read_source(path)
    assert imported.document.projects[0].indicators[0].name == "维护雷达数量"
    assert [note.text for note in imported.guessed if "控制字符" in note.text] == ["1 处文字里看不见的控制字符已经去掉"]
