"""Workbooks: text stays text, sheets print, and what was written comes back."""

import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from notation import document
from packages import written
from strategies import documents

from perfdesk.exporters.excel import FRONT_TITLE, LIST_TITLE, LONGEST_TEXT, write_workbook
from perfdesk.exporters.failure import ExportFailure
from perfdesk.forms.loader import form
from perfdesk.forms.sheet import sheet
from perfdesk.importers.load import read_source
from perfdesk.model.diff import aligned, diff
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.fields import Fields

ODD = document("""
department_name=青禾县档案馆 | fiscal_year=2025 | overall_goal=守好档案
# =1+1 | code=13032424P00442810432J | budget_total=1.80 | budget_fiscal=-1 | unit_name=@SUM(A1)
- 数量 | +86 | ≤10万元 | basis=_x0041_
- 质量 | 0012 | 1E5 | basis=2025-01-01
# 道路/养护[一]:*?\\ | budget_total=0.10
""")


def _open(one: Document) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(written(write_workbook, one)))


def test_every_text_is_a_string_as_entered() -> None:
    book = _open(ODD)
    cells = [cell for tab in book.worksheets for row in tab.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}
    texts = {cell.value for cell in cells}
    assert {"=1+1", "1.80", "-1", "@SUM(A1)", "+86", "≤10万元", "0012", "1E5", "2025-01-01"} <= texts


# What makes a spreadsheet program run a text (OWASP, CSV injection), and what only looks like it.
PREFIXES = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t=", "\r=", " =", "'=", "=cmd|'/C calc'!A0", "≤")
COLUMNS = ("name", "description", "target", "basis")


@pytest.mark.parametrize("prefix", PREFIXES)
def test_no_text_becomes_a_formula(prefix: str) -> None:
    rows = Indicator("i", Fields(dict.fromkeys(COLUMNS, f"{prefix}1+1")))
    fields = {"code": f"{prefix}1", "name": f"{prefix}2", "purpose": f"{prefix}3", "goal": f"{prefix}4"}
    one = Document(
        "d", "hebei-book-2024", Fields({"department_name": f"{prefix}5"}), (Project("p", Fields(fields), (rows,)),)
    )
    cells = [cell for tab in _open(one).worksheets for row in tab.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    texts = {cell.value for cell in cells}
    assert {rows.fields["target"], one.projects[0].fields["goal"], one.fields["department_name"]} <= texts


def test_sheets_are_named_by_number_and_what_excel_allows() -> None:
    names = _open(ODD).sheetnames
    assert names == [LIST_TITLE, FRONT_TITLE, "1 =1+1", "2 道路 养护 一"]
    many = ODD.with_projects(Project(f"p{n}", Fields({"name": "很长的项目名称" * 9})) for n in range(12))
    names = _open(many).sheetnames
    assert len({name.casefold() for name in names}) == len(names) == 14
    assert max(map(len, names)) <= 31


@pytest.mark.parametrize("form_id", ["hebei-book-2024", "ningxia-annex2-2024"])
def test_an_annex_has_the_cells_spans_and_borders_of_its_sheet(form_id: str) -> None:
    one = document("# 库房恒温 | budget_total=3\n- 数量 | 甲 | 1个\n- 数量 | 乙 | 2个\n- 质量 | 丙 | 好", form_id)
    tab = _open(one).worksheets[-1]
    placed = sheet(form(form_id), one, one.projects[0])
    above = tab.max_row - placed.rows
    merged = {str(merge) for merge in tab.merged_cells.ranges}
    for cell in placed.cells:
        first = tab.cell(above + cell.row + 1, cell.column + 1)
        last = tab.cell(above + cell.row + cell.rows, cell.column + cell.columns)
        assert (first.value or "") == cell.text
        assert (cell.rows * cell.columns == 1) or f"{first.coordinate}:{last.coordinate}" in merged
        assert first.border.left.style == last.border.right.style == last.border.bottom.style == "thin"


def test_a_sheet_prints_on_a4_one_page_wide() -> None:
    for tab in _open(ODD).worksheets:
        assert tab.page_setup.paperSize == 9
        assert (tab.sheet_properties.pageSetUpPr.fitToPage, tab.page_setup.fitToHeight) == (True, 0)
    assert _open(ODD)[LIST_TITLE].freeze_panes == "A2"


def test_a_text_too_long_for_excel_is_refused_and_not_cut() -> None:
    long = ODD.with_projects([Project("p", Fields({"name": "长", "goal": "目" * (LONGEST_TEXT + 1)}))])
    with pytest.raises(ExportFailure, match=str(LONGEST_TEXT)):
        written(write_workbook, long)


def _back(folder: Path, one: Document) -> Document:
    path = folder / "out.xlsx"
    path.write_bytes(written(write_workbook, one))
    imported = read_source(path, form(one.form))
    assert imported.left_out == ()
    return imported.document


def test_both_seeds_come_back_equal(tmp_path: Path, lulong: Path, pingluo: Path) -> None:
    for seed in (lulong, pingluo):
        one = read_source(seed).document
        assert diff(one, _back(tmp_path, one)) == ()


def test_what_looks_like_a_formula_or_an_escape_comes_back(tmp_path: Path) -> None:
    back = _back(tmp_path, ODD)
    assert [dict(p.fields) for p in back.projects] == [dict(p.fields) for p in ODD.projects]
    assert [dict(i.fields) for i in back.projects[0].indicators] == [dict(i.fields) for i in ODD.projects[0].indicators]


@given(one=documents(projects=3), data=st.data())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_document_can_be_written(one: Document, data: st.DataObject) -> None:
    book = _open(one)
    assert len(book.sheetnames) >= 1 + len(one.projects)


# --- the list alone --------------------------------------------------------------------------------------------


def _list_only(folder: Path, one: Document) -> Path:
    book = _open(one)
    for name in book.sheetnames:
        if name != LIST_TITLE:
            del book[name]
    path = folder / "清单.xlsx"
    book.save(path)
    return path


def test_a_list_alone_becomes_projects_again(tmp_path: Path, lulong: Path) -> None:
    one = read_source(lulong).document
    imported = read_source(_list_only(tmp_path, one))
    assert imported.left_out == ()
    assert imported.document.form == one.form
    changes = diff(one, aligned(one, imported.document))
    assert {change.key for change in changes if change.project} <= {
        "purpose", "goal", "plan_03", "plan_06", "plan_10", "plan_12",
    }  # fmt: skip


def test_a_list_sorted_otherwise_keeps_its_projects_together(tmp_path: Path) -> None:
    path = _list_only(tmp_path, ODD)
    book = openpyxl.load_workbook(path)
    tab = book.active
    rows = [[cell.value for cell in row] for row in tab.iter_rows(min_row=2)]
    rows = [rows[1], rows[2], rows[0]]
    for at, row in enumerate(rows, 2):
        for column, text in enumerate(row, 1):
            tab.cell(at, column).value = text
            tab.cell(at, column).data_type = "s"
    tab.cell(1, 20).value = "备注"
    book.save(path)
    imported = read_source(path, form(ODD.form))
    assert [(p.name, len(p.indicators)) for p in imported.document.projects] == [("=1+1", 2), ("道路/养护[一]:*?\\", 0)]
    assert [note.text for note in imported.left_out] == ["列“备注”"]


def test_a_list_that_says_something_else_than_the_tables_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "改.xlsx"
    book = _open(ODD)
    tab = book[LIST_TITLE]
    target = next(cell for row in tab.iter_rows() for cell in row if cell.value == "≤10万元")
    target.value = "≤99万元"
    book.save(path)
    imported = read_source(path)
    assert imported.document.projects[0].indicators[0].target == "≤10万元"
    assert [note.place for note in imported.left_out] == [f"工作表“{LIST_TITLE}”第2行"]
