"""Workbooks: text stays text, sheets print, and what was written comes back."""

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from notation import document
from openpyxl.cell import Cell
from packages import part, written
from strategies import documents

from perfdesk.exporters import readable, workbook
from perfdesk.exporters.excel import FRONT_TITLE, LIST_TITLE, value_cell, write_workbook
from perfdesk.exporters.excel_cells import LONGEST_TEXT, ExcelStyle, column_name
from perfdesk.exporters.excel_cells import ExcelCell as Cell_
from perfdesk.exporters.failure import ExportFailure
from perfdesk.forms.loader import form
from perfdesk.forms.sheet import sheet
from perfdesk.importers import package
from perfdesk.importers.load import Imported, read_source
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


def _written_cells(one: Document) -> list[Cell]:
    return [cell for tab in _open(one).worksheets for row in tab.iter_rows() for cell in row if cell.value is not None]


def test_what_is_no_amount_is_a_string_as_entered() -> None:
    cells = [cell for cell in _written_cells(ODD) if cell.data_type != "n"]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}
    texts = {cell.value for cell in cells}
    assert {"=1+1", "@SUM(A1)", "+86", "≤10万元", "0012", "1E5", "2025-01-01"} <= texts


def test_amounts_can_be_added_up_and_show_the_decimals_they_were_entered_with() -> None:
    one = document("# 甲 | budget_total=1.80 | budget_fiscal=1,234.5 | budget_other=-3\n# 乙 | budget_total=43.3800")
    rows = list(_open(one)[LIST_TITLE].iter_rows(values_only=True))
    at = rows[0].index("预算数")
    assert sum(row[at] for row in rows[1:]) == 45.18
    assert [row[0] for row in rows[1:]] == [1, 2]
    shown = {(cell.value, cell.number_format) for cell in _written_cells(one) if cell.data_type == "n"}
    assert {(1.8, "0.00"), (1234.5, "#,##0.0"), (-3, "0"), (43.38, "0.0000")} <= shown
    assert (1.8, "0.00") in {(c.value, c.number_format) for row in _open(one)["1 甲"].iter_rows() for c in row}


def test_a_weight_is_a_number() -> None:
    style = ExcelStyle("宋体", 10)
    assert value_cell(style, "20") == Cell_(style._replace(format="0"), "", Decimal(20))


# A format writes none of these as they were entered.
@pytest.mark.parametrize(
    "text",
    [
        "007", "1.", ".5", "+1", "１.８０", "1.８", "1e5", "-0.00", "1,23", "12,34.5", "1234567890123456",
        "0.12345678901",
        " 1", "1 ", "-", "NaN", "", "1\n", "1.5.2", "0,123",
    ],
)  # fmt: skip
def test_what_no_format_writes_as_it_was_entered_stays_text(text: str) -> None:
    assert value_cell(ExcelStyle("宋体", 10), text).number is None


@given(text=st.from_regex(r"-?[0-9]{1,17}(,[0-9]{3}){0,2}(\.[0-9]{0,12})?", fullmatch=True))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_amount_is_entered_comes_back_as_it_was(tmp_path: Path, text: str) -> None:
    one = document(f"fiscal_year=2031\n# 甲 | budget_total={text} | purpose=用\n- 数量 | 乙 | 1个")
    assert _back(tmp_path, one).projects[0].fields["budget_total"] == text


def test_a_text_that_begins_a_formula_is_quoted_so_that_editing_it_makes_none() -> None:
    quoted = {cell.value: bool(cell.quotePrefix) for cell in _written_cells(ODD) if cell.data_type == "s"}
    for text in ("=1+1", "@SUM(A1)", "+86"):
        assert quoted[text]
    assert not quoted["≤10万元"]
    minus = document("# -甲")
    assert any(cell.quotePrefix for cell in _written_cells(minus) if cell.value == "-甲")


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
    cells = _written_cells(one)
    # The running number is the only number.
    assert {cell.value for cell in cells if cell.data_type != "s"} == {1}
    texts = {cell.value for cell in cells}
    assert {rows.fields["target"], one.projects[0].fields["goal"], one.fields["department_name"]} <= texts


def test_sheets_are_named_by_number_and_what_excel_allows() -> None:
    names = _open(ODD).sheetnames
    assert names == [FRONT_TITLE, "1 =1+1", "2 道路 养护 一", LIST_TITLE]
    many = ODD.with_projects(Project(f"p{n}", Fields({"name": "很长的项目名称" * 9})) for n in range(12))
    names = _open(many).sheetnames
    assert len({name.casefold() for name in names}) == len(names) == 14
    assert max(map(len, names)) <= 31


@pytest.mark.parametrize("form_id", ["hebei-book-2024", "ningxia-annex2-2024"])
def test_an_annex_has_the_cells_spans_and_borders_of_its_sheet(form_id: str) -> None:
    one = document("# 库房恒温 | budget_total=3\n- 数量 | 甲 | 1个\n- 数量 | 乙 | 2个\n- 质量 | 丙 | 好", form_id)
    tab = _open(one).worksheets[-2]
    placed = sheet(form(form_id), one, one.projects[0])
    above = tab.max_row - placed.rows
    merged = {str(merge) for merge in tab.merged_cells.ranges}
    for cell in placed.cells:
        first = tab.cell(above + cell.row + 1, cell.column + 1)
        last = tab.cell(above + cell.row + cell.rows, cell.column + cell.columns)
        assert (first.value or "") == (int(cell.text) if cell.text == "3" else cell.text)
        assert (cell.rows * cell.columns == 1) or f"{first.coordinate}:{last.coordinate}" in merged
        assert first.border.left.style == last.border.right.style == last.border.bottom.style == "thin"


def test_a_sheet_prints_on_a4_one_page_wide() -> None:
    for tab in _open(ODD).worksheets:
        assert tab.page_setup.paperSize == 9
        assert (tab.sheet_properties.pageSetUpPr.fitToPage, tab.page_setup.fitToHeight) == (True, 0)
        assert (tab.page_margins.left, tab.oddFooter.center.text) == (pytest.approx(1.1, abs=0.4), "— &P —")
    assert _open(ODD)[LIST_TITLE].freeze_panes == "A2"


def test_heads_print_on_every_page() -> None:
    book = _open(ODD)
    assert book[LIST_TITLE].print_title_rows == "$1:$1"
    tab = book["1 =1+1"]
    first, last = (int(row) for row in tab.print_title_rows.replace("$", "").split(":"))
    assert first == last
    assert [cell.value for cell in tab[first]][:3] == ["一级指标", "二级指标", "三级指标"]
    assert not book[FRONT_TITLE].print_title_rows
    other = _open(document("# 甲\n- 数量 | 乙 | 1个", "ningxia-annex2-2024"))
    assert not other["1 甲"].print_title_rows, "this form repeats no header on paper either"


def test_the_list_is_filtered_and_says_where_to_change_it() -> None:
    tab = _open(ODD)[LIST_TITLE]
    assert tab.auto_filter.ref.startswith("A1:")
    (validation,) = tab.data_validations.dataValidation
    assert "请改各项目的表" in validation.prompt
    assert validation.showInputMessage
    assert not validation.showErrorMessage
    assert validation.type is None


def test_a_workbook_names_this_program_and_no_time_and_is_always_the_same() -> None:
    data = written(write_workbook, ODD)
    assert data == written(write_workbook, ODD)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core, app = package.read("docProps/core.xml").decode(), package.read("docProps/app.xml").decode()
    assert "<dc:creator>perfdesk</dc:creator>" in core
    assert "青禾县档案馆2025年部门预算绩效文本" in core
    assert "dcterms" not in core
    assert "<Application>perfdesk</Application>" in app


# Order of elements in the schema (ECMA-376 part 1: CT_Worksheet, CT_Stylesheet, CT_Font, CT_Border, CT_Workbook).
ORDERS = {
    "worksheet": "sheetPr sheetViews sheetFormatPr cols sheetData autoFilter mergeCells dataValidations printOptions "
    "pageMargins pageSetup headerFooter",
    "styleSheet": "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles",
    "font": "b sz name",
    "border": "left right top bottom diagonal",
    "workbook": "bookViews sheets definedNames",
}


def test_elements_stand_in_the_order_of_the_schema() -> None:
    seen = set()
    with zipfile.ZipFile(io.BytesIO(written(write_workbook, ODD))) as package:
        roots = [etree.fromstring(package.read(name)) for name in package.namelist() if name.startswith("xl/")]
    for node in (node for root in roots for node in root.iter()):
        order = ORDERS.get(etree.QName(node).localname, "").split()
        if order:
            places = [order.index(etree.QName(child).localname) for child in node]
            assert places == sorted(places)
            seen.add(etree.QName(node).localname)
    assert seen == set(ORDERS)


def test_what_is_counted_is_there_and_what_is_named_exists() -> None:
    with zipfile.ZipFile(io.BytesIO(written(write_workbook, ODD))) as package:
        styles = etree.fromstring(package.read("xl/styles.xml"))
        sheets = [etree.fromstring(package.read(n)) for n in package.namelist() if "worksheets/" in n]
        texts = len(etree.fromstring(package.read("xl/sharedStrings.xml")))
        assert package.testzip() is None
    sizes = {etree.QName(node).localname: len(node) for node in styles if node.get("count")}
    assert all(int(node.get("count")) == len(node) for node in styles if node.get("count"))
    for look in styles.find("{*}cellXfs"):
        for name, kind in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
            assert int(look.get(name)) < sizes[kind]
    own = {node.get("numFmtId") for node in styles.iter("{*}numFmt")}
    assert {node.get("numFmtId") for node in styles.find("{*}cellXfs")} <= own | {"0", "1", "2", "3", "4", "49"}
    for cell in (cell for tab in sheets for cell in tab.iter("{*}c")):
        assert int(cell.get("s")) < sizes["cellXfs"]
        assert cell.get("t") != "s" or int(cell[0].text) < texts


@pytest.mark.parametrize(
    ("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_are_named_as_excel_names_them(column: int, name: str) -> None:
    assert column_name(column) == name


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
    assert [note.text for note in imported.left_out] == ["列“备注”没有对应的栏"]


def _edited(folder: Path, old: str, new: str | None) -> Imported:
    """ODD's workbook after somebody wrote into a cell of the list."""
    path = folder / "改.xlsx"
    book = _open(ODD)
    next(cell for row in book[LIST_TITLE].iter_rows() for cell in row if cell.value == old).value = new
    book.save(path)
    return read_source(path)


@pytest.mark.parametrize(
    ("old", "new", "remark"),
    [
        ("≤10万元", "≤99万元", "“指标值”与项目表不同：清单写“≤99万元”，项目表是“≤10万元”"),
        ("+86", "国家代码", "“三级指标”与项目表不同：清单写“国家代码”，项目表是“+86”"),
        ("≤10万元", None, "“指标值”与项目表不同：清单写“”，项目表是“≤10万元”"),
        ("数量指标", "质量指标", "“二级指标”与项目表不同：清单写“质量指标”，项目表是“数量指标”"),
        (1.8, 1.9, "“预算数”与项目表不同：清单写“1.90”，项目表是“1.80”"),
    ],
)
def test_an_edit_in_the_list_is_named_with_its_row_and_its_column(
    tmp_path: Path, old: str, new: str | None, remark: str
) -> None:
    imported = _edited(tmp_path, old, new)
    assert [dict(p.fields) for p in imported.document.projects] == [dict(p.fields) for p in ODD.projects]
    assert [(note.place, note.text) for note in imported.left_out] == [(f"工作表“{LIST_TITLE}”第2行", remark)]


def test_a_row_that_is_like_none_of_the_tables_is_named_whole(tmp_path: Path) -> None:
    path = tmp_path / "加.xlsx"
    book = _open(ODD)
    book[LIST_TITLE].append([9, "999", "不相干", "别的", "另一个项目", 5, 6, 7, "产出指标", "数量指标", "新指标"])
    book.save(path)
    (note,) = read_source(path).left_out
    assert note.place == f"工作表“{LIST_TITLE}”第5行"
    assert "新指标" in note.text


def test_titles_of_several_lines_have_the_height_of_each() -> None:
    front = _open(ODD)[FRONT_TITLE]
    titles = [cell for row in front.iter_rows() for cell in row if cell.value == "第一部分\n部门整体绩效目标"]
    assert [front.row_dimensions[cell.row].height for cell in titles] == [2 * form(ODD.form).styles["part"].line]


def test_a_row_in_which_most_cells_differ_is_named_whole(tmp_path: Path) -> None:
    path = tmp_path / "另写.xlsx"
    book = _open(ODD)
    tab = book[LIST_TITLE]
    heads = [cell.value for cell in tab[1]]
    for cell in tab[2]:
        if cell.value is not None and heads[cell.column - 1] not in ("序号", "项目编码"):
            cell.value = f"另一个{cell.value}"
    book.save(path)
    (note,) = read_source(path).left_out
    assert "另一个" in note.text
    assert "与项目表不同" not in note.text


def test_an_edit_is_found_after_the_list_was_sorted(tmp_path: Path) -> None:
    path = tmp_path / "排序.xlsx"
    book = _open(ODD)
    tab = book[LIST_TITLE]
    first, second = ([cell.value for cell in tab[row]] for row in (2, 3))
    second[second.index("1E5")] = "1E6"
    for at, (one, other) in enumerate(zip(second, first, strict=True), 1):
        tab.cell(2, at).value, tab.cell(3, at).value = one, other
        tab.cell(2, at).data_type = tab.cell(3, at).data_type = "n" if isinstance(one, int | float) else "s"
    book.save(path)
    notes = [(note.place, note.text) for note in read_source(path).left_out]
    assert notes == [(f"工作表“{LIST_TITLE}”第2行", "“指标值”与项目表不同：清单写“1E6”，项目表是“1E5”")]


def test_rows_are_as_high_as_their_lines() -> None:
    data = written(write_workbook, document("# 甲 | purpose=" + "很长的用途" * 40 + "\n- 数量 | 乙 | 1个"))
    rows = list(part(data, "xl/worksheets/sheet2.xml").iter("{*}row"))
    heights = [float(row.get("ht")) for row in rows]
    assert all(row.get("customHeight") == "1" for row in rows)
    assert max(heights) > 4 * min(heights)
    tall = _open(document("# 甲\n- 数量 | 乙 | " + "很" * 3000))[LIST_TITLE]
    assert max(row.height for row in tall.row_dimensions.values()) == 409


def test_a_sheet_turned_on_its_side_has_the_margins_of_the_form_all_the_same() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(write_workbook, document("# 清淤\n- 数量 | 长度 | 1米"))))
    sides = {name: [round(getattr(book[name].page_margins, side) * 25.4) for side in ("left", "right", "top", "bottom")]
             for name in (book.sheetnames[-2], LIST_TITLE)}  # fmt: skip
    assert list(sides.values()) == [[28, 26, 37, 35], [26, 35, 26, 35]]


# --- what is written must be read again --------------------------------------------------------------------------


def _of_projects(count: int) -> Document:
    return ODD.with_projects([Project(f"p{at}", Fields({"name": f"第{at}项"})) for at in range(count)])


def _sheets(one: Document) -> int:
    with zipfile.ZipFile(io.BytesIO(written(write_workbook, one))) as made:
        return sum(name.startswith("xl/worksheets/") for name in made.namelist())


def test_a_workbook_with_more_sheets_than_are_read_again_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Found by trying: a book of 5,000 projects was written without a word, and our own import refused the file."""
    monkeypatch.setattr(workbook, "MOST_SHEETS", _sheets(_of_projects(4)))
    written(write_workbook, _of_projects(4))
    with pytest.raises(ExportFailure, match=r"最多 6 张表.*分成几份"):
        written(write_workbook, _of_projects(5))


def test_a_workbook_with_more_xml_than_is_read_again_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(io.BytesIO(written(write_workbook, _of_projects(4)))) as made:
        size = sum(one.file_size for one in made.infolist())
    monkeypatch.setattr(readable, "MOST_BYTES", size)
    written(write_workbook, _of_projects(4))
    monkeypatch.setattr(readable, "MOST_BYTES", size - 1)
    with pytest.raises(ExportFailure, match=r"装不回来.*分成几份"):
        written(write_workbook, _of_projects(4))


def test_the_largest_workbook_that_is_written_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it has beside its sheets fits into what the importer allows more."""
    beside = package._MEMBERS_LIMIT - workbook.MOST_SHEETS
    one = _of_projects(3)
    with zipfile.ZipFile(io.BytesIO(written(write_workbook, one))) as made:
        assert len(made.namelist()) - _sheets(one) < beside
    assert readable.MOST_BYTES <= package._PARTS_LIMIT
    monkeypatch.setattr(package, "_MEMBERS_LIMIT", _sheets(one) + beside)
    assert len(_back(tmp_path, one).projects) == 3
