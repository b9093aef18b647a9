"""The office's own workbook is kept blank and filled: formulas, merges and what prints follow the rows."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break

from learning.grids import layout, layouts, save_excel
from learning.originals import (
    ANNEX,
    Learned,
    annex,
    contents,
    learned_from,
    parts,
    proposed,
    saved_sheet,
    with_parts,
    with_rows,
)
from perfdesk.exporters.original.cell_references import moved_by, moved_formula, moved_range
from perfdesk.exporters.original.members import NoFit
from perfdesk.exporters.original.number_formats import Formats
from perfdesk.model.export_origin import ExportOrigin

SHEET, STRINGS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"


def made(folder: Path, change: Callable[[Any], None] = lambda _: None, text: str = ANNEX) -> Learned:
    return learned_from(saved_sheet(annex(text), folder / "青溪.xlsx", change))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Learned:
    """The annex as it stands in `originals`."""
    return made(tmp_path_factory.mktemp("plain"))


def book(content: bytes, folder: Path) -> Any:
    """As openpyxl reads it."""
    path = folder / "seen.xlsx"
    path.write_bytes(content)
    return openpyxl.load_workbook(path)


def looks(content: bytes) -> list[list[str | None]]:
    """The number of the style of each cell, row by row."""
    return [[cell.get("s") for cell in row] for row in etree.fromstring(parts(content)[SHEET]).iter("{*}row")]


# --- what is kept ----------------------------------------------------------------------------------------------------


def test_the_kept_workbook_has_no_value_of_the_file_it_was_learned_from(plain: Learned) -> None:
    kept = "".join(data.decode("utf-8", "replace") for data in parts(plain.original).values())
    for place in annex().places:
        if place.key and not place.key.startswith("level") and len(place.text) > 1:
            assert place.text not in kept
    assert "填报单位" in kept
    assert "数量指标" in kept


@pytest.mark.parametrize("number", [7, 18, 31])
def test_a_filled_workbook_of_every_family_comes_back_equal(number: int, tmp_path: Path) -> None:
    one = learned_from(save_excel(layouts()[number - 1], tmp_path / "a.xlsx", filled=True))
    assert contents(one.read(one.filled(), tmp_path)) == contents(one.first)


def test_cells_above_the_table_take_what_the_form_prints_there(tmp_path: Path) -> None:
    one = learned_from(saved_sheet(layout(37), tmp_path / "a.xlsx"))
    assert one.first.fields["fill_unit"] == "云峰县疾控中心"
    assert contents(one.read(one.filled(), tmp_path)) == contents(one.first)


def test_a_line_of_a_sheet_with_words_of_its_own_beside_a_known_field_is_filled(tmp_path: Path) -> None:
    text = "> 项目绩效目标表\n> 部门：青溪县文旅局　　单位：万元\n项目名称 | {name}青溪桥^2\n"
    text += "一级指标 | 三级指标 | 指标值\n{i:level1}产出指标 | {i:name}桥 | {i:target}1座\n"
    one = learned_from(saved_sheet(annex(text), tmp_path / "青溪.xlsx"))
    assert book(one.filled(), tmp_path).active["A2"].value == "部门：青溪县文旅局　　单位：万元"
    assert contents(one.read(one.filled(), tmp_path)) == contents(one.first)


def test_a_blank_sheet_that_ends_with_its_header_is_filled_below_it(tmp_path: Path) -> None:
    path = saved_sheet(annex(), tmp_path / "a.xlsx", filled=False)
    one = learned_from(path)
    filled = learned_from(saved_sheet(annex(), tmp_path / "b.xlsx"))
    document = replace(filled.first, form=one.form.id)
    assert contents(one.read(one.filled(document), tmp_path)) == contents(document)


def test_only_the_sheet_changes(plain: Learned) -> None:
    before, after = parts(plain.original), parts(plain.filled())
    assert {name for name in after if after[name] != before.get(name)} == {SHEET}
    with_ids = parts(plain.filled(origin=ExportOrigin("document", "a" * 64)))
    changed = {name for name in with_ids if with_ids[name] != before.get(name)}
    assert changed == {SHEET, "docProps/custom.xml", "[Content_Types].xml", "_rels/.rels"}
    longer = parts(plain.filled(with_rows(plain.first, 9)))
    assert {name for name in longer if longer[name] != before.get(name)} == {SHEET}


def test_the_look_of_each_cell_stays(plain: Learned, tmp_path: Path) -> None:
    before, after = (book(content, tmp_path).active for content in (plain.original, plain.filled()))
    assert looks(plain.original) == looks(plain.filled())
    assert sorted(map(str, before.merged_cells.ranges)) == sorted(map(str, after.merged_cells.ranges))


def test_boxes_of_a_sheet_are_blank_and_ticked(tmp_path: Path) -> None:
    text = ANNEX.replace("主管部门^2 |", "项目属性^2 | {attribute}□新增项目 ☑延续项目^4\n主管部门^2 |")
    one = made(tmp_path, text=text)
    assert book(one.original, tmp_path).active["C5"].value == "□新增项目 □延续项目"
    assert book(one.filled(), tmp_path).active["C5"].value == "□新增项目 ☑延续项目"


# --- rows ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 60])
def test_a_band_has_as_many_rows_as_there_are_records(count: int, plain: Learned, tmp_path: Path) -> None:
    document = with_rows(plain.first, count)
    filled = plain.filled(document)
    assert contents(plain.read(filled, tmp_path)) == contents(document)
    page = book(filled, tmp_path).active
    assert page.max_row == 8 + count
    ranges = [one for one in page.merged_cells.ranges if one.min_col == 1 and one.max_row > 8]
    assert [(one.min_row, one.max_row) for one in ranges] == ([(8, 8 + count)] if count else [])
    assert {tuple(row) for row in looks(filled)[8:]} == ({tuple(looks(filled)[7])} if count else set())


def computing(book: Any) -> None:
    """A total below the records, a share beside them, and what follows the rows besides."""
    page = book.active
    page["H6"] = "=C6*2"
    page["A12"] = "合计"
    page["E12"] = "=SUM(E9:E11)"
    page["F12"] = "=$E$12*2+E11"
    page["G12"] = '="E9:E11"&C6'
    page.print_area = "A1:F12"
    page.print_title_rows = "1:3"
    rule = CellIsRule("equal", formula=["$E$12"])
    page.conditional_formatting.add("E9:E12", rule)
    validation = DataValidation("list", formula1='"甲,乙"')
    validation.add("F9:F11")
    page.add_data_validation(validation)
    other = book.create_sheet("说明")
    other["A1"] = f"='{page.title}'!E12"


def test_formulas_and_ranges_follow_the_rows(tmp_path: Path) -> None:
    one = made(tmp_path, computing)
    filled = book(one.filled(with_rows(one.first, 5)), tmp_path)
    page = filled.active
    assert page["A14"].value == "合计"
    assert page["E14"].value == "=SUM(E9:E13)"
    assert page["F14"].value == "=$E$14*2+E13"
    assert page["G14"].value == '="E9:E11"&C6'
    assert page["H6"].value == "=C6*2"
    assert page.print_area == "'Sheet'!$A$1:$F$14"
    assert page.print_title_rows == "$1:$3"
    assert [str(one.sqref) for one in page.conditional_formatting] == ["E9:E14"]
    assert [str(one.sqref) for one in page.data_validations.dataValidation] == ["F9:F13"]
    fewer = book(one.filled(with_rows(one.first, 1)), tmp_path).active
    assert fewer["E10"].value == "=SUM(E9:E9)"
    assert fewer["F10"].value == "=$E$10*2+#REF!"


def test_a_formula_of_another_sheet_follows_too(tmp_path: Path) -> None:
    one = made(tmp_path, computing)
    filled = book(one.filled(with_rows(one.first, 5)), tmp_path)
    assert filled["说明"]["A1"].value == "='Sheet'!E14"


def test_a_sheet_that_computes_gets_numbers(tmp_path: Path) -> None:
    one = made(tmp_path, computing)
    page = book(one.filled(), tmp_path).active
    assert (page["C6"].value, page["C6"].data_type) == (30, "n")


@pytest.mark.parametrize(
    ("code", "kind"),
    [("0.00", "n"), ("#,##0.00", "n"), ("0.00_ ", "n"), ("0", "s"), ("0.0", "s"), ("General", "s"), ("@", "s")],
)
def test_a_number_is_one_where_it_is_shown_as_it_was_entered(code: str, kind: str, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book.active["C6"].number_format = code

    one = made(tmp_path, change)
    filled = one.filled()
    assert book(filled, tmp_path).active["C6"].data_type == kind
    assert one.read(filled, tmp_path).projects[0].fields["budget_total"] == "30.00"


@pytest.mark.parametrize(
    ("code", "text", "shown"),
    [
        ("", "5", True), ("", "5.5", True), ("", "5.50", False), ("", "1,234", False), ("0", "5", True),
        ("0", "1234", True), ("0", "1,234", False), ("#,##0", "1,234", True), ("#,##0", "1234", False),
        ("#,##0", "12", True), ("#,##0.00", "12.00", True), ("0.00", "12.0", False), ("0%", "12", False),
        ('0.00"万元"', "12.00", False), ("0.00;[Red]-0.00", "12.00", True),
    ],
)  # fmt: skip
def test_a_format_shows_a_number_as_written_or_not(code: str, text: str, shown: bool) -> None:
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    attribute = code.replace('"', "&quot;")
    own = f'<numFmts><numFmt numFmtId="170" formatCode="{attribute}"/></numFmts>'
    data = f'<styleSheet {space}>{own}<cellXfs><xf numFmtId="170"/></cellXfs></styleSheet>'.encode()
    assert Formats(data).shows("0", text) == shown


def test_a_formula_of_the_office_stays_and_shows_what_was_computed(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book.active["C6"] = "=10*3"

    path = saved_sheet(annex(), tmp_path / "a.xlsx", change)
    content = path.read_bytes()
    sheet = parts(content)[SHEET].replace(b"<f>10*3</f><v></v>", b"<f>10*3</f><v>30</v>")
    path.write_bytes(with_parts(content, {SHEET: sheet.replace(b"<f>10*3</f><v/>", b"<f>10*3</f><v>30</v>")}))
    one = learned_from(path)
    filled = parts(one.filled())[SHEET]
    assert b"<f>10*3</f>" in filled
    assert one.read(one.filled(), tmp_path).projects[0].fields["budget_total"] == "30"


def test_a_cell_of_runs_keeps_them_where_its_slot_is_filled(tmp_path: Path) -> None:
    text = ANNEX.replace("年度目标^2", "{contact}联系人：[何青]^3 | {phone}联系电话：[0311-5550100]^3\n年度目标^2")
    path = saved_sheet(annex(text), tmp_path / "a.xlsx")
    content = path.read_bytes()
    rich = "<si><r><rPr><b/></rPr><t>联系人：</t></r><r><t>何青</t></r></si>"
    strings = parts(content)[STRINGS].decode().replace("<si><t>联系人：何青</t></si>", rich)
    assert rich in strings
    path.write_bytes(with_parts(content, {STRINGS: strings.encode()}))
    one = learned_from(path)
    filled = one.filled()
    root = etree.fromstring(parts(filled)[SHEET])
    runs = ["".join(map(str, run.itertext())) for run in root.iter("{*}r")]
    assert runs == ["联系人：", "何青"]
    assert one.read(filled, tmp_path).projects[0].fields["contact"] == "何青"


WIDE = """
项目名称^2 | {name}河岸加固^5
绩效指标~4 | 年度绩效指标^6
一级指标 | 二级指标 | 三级指标^2 | 指标值^2
{i:level1}产出指标~2 | {i:level2}数量指标 | {i:name}加固长度^2 | {i:target}≥3公里^2
{i:level2}质量指标 | {i:name}验收合格率^2 | {i:target}100%^2
"""


def ranges(content: bytes, folder: Path) -> list[str]:
    return sorted(map(str, book(content, folder).active.merged_cells.ranges))


def test_merges_of_columns_and_of_a_label_that_begins_above_grow_too(tmp_path: Path) -> None:
    one = made(tmp_path, text=WIDE)
    assert ranges(one.filled(), tmp_path) == sorted([
        "A1:B1", "C1:G1", "A2:A5", "B2:G2", "D3:E3", "F3:G3", "B4:B5", "D4:E4", "F4:G4", "D5:E5", "F5:G5"
    ])  # fmt: skip
    assert ranges(one.filled(with_rows(one.first, 3)), tmp_path) == sorted([
        "A1:B1", "C1:G1", "A2:A6", "B2:G2", "D3:E3", "F3:G3", "B4:B6", "C4:C5", "D4:E4", "F4:G4", "D5:E5", "F5:G5",
        "D6:E6", "F6:G6",
    ])  # fmt: skip


def test_a_label_that_reaches_below_the_records_grows_with_them(tmp_path: Path) -> None:
    text = """
    项目名称^2 | {name}滴灌^2
    项目支出明细预算~4 | 明细项目 | 测算依据 | 金额
    {c:item}管材 | {c:basis}300亩×400元 | {c:amount}12
    {c:item}人工 | {c:basis}60工日×200元 | {c:amount}1.2
    合计^2 | {c:amount}13.2
    一级指标 | 二级指标 | 三级指标 | 指标值
    {i:level1}产出指标 | {i:level2}数量指标 | {i:name}安装面积 | {i:target}≥300亩
    """
    one = made(tmp_path, text=text)
    assert "A2:A5" in ranges(one.filled(), tmp_path)
    project = one.first.projects[0]
    more = [replace(project.records[0], id=f"c{at}") for at in range(4)]
    document = replace(one.first, projects=(replace(project, records=tuple(more)),))
    assert "A2:A7" in ranges(one.filled(document), tmp_path)


def test_what_names_rows_that_are_gone_names_nothing_that_is_there(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        page = book.active
        page.conditional_formatting.add("E10:E10", CellIsRule("equal", formula=["1"]))
        page.row_breaks.append(Break(id=10))
        page.row_breaks.append(Break(id=11))
        page["H9"] = "甲"

    one = made(tmp_path, change)
    page = book(one.filled(with_rows(one.first, 2)), tmp_path).active
    assert [str(rule.sqref) for rule in page.conditional_formatting] == ["A1"]
    assert [row.id for row in page.row_breaks.brk] == [10]
    root = etree.fromstring(parts(one.filled(with_rows(one.first, 5)))[SHEET])
    assert [node.get("ref") for node in root.iter("{*}dimension")] == ["A1:H13"]
    copied = [node for node in root.iter("{*}c") if node.get("r") in ("H10", "H11")]
    assert [(node.get("t"), len(node)) for node in copied] == [(None, 0)] * len(copied)


PLAIN = """
项目名称 | {name}桥 | 资金总额 | {budget_total}5
一级指标 | 二级指标 | 三级指标 | 指标值
{i:level1}产出指标 | {i:level2}数量指标 | {i:name}加固长度 | {i:target}≥3公里
"""


def test_a_sheet_without_merges_gets_them_where_excel_wants_them(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book.active.protection.enable()
        book.active.auto_filter.ref = "A2:D3"

    one = made(tmp_path, change, PLAIN)
    content = one.filled(with_rows(one.first, 3))
    assert ranges(content, tmp_path) == ["A3:A5", "B3:B5"]
    names = [node.tag.rpartition("}")[2] for node in etree.fromstring(parts(content)[SHEET])]
    order = ["sheetData", "sheetProtection", "autoFilter", "mergeCells", "pageMargins"]
    assert [one for one in names if one in order] == order


# --- several projects ------------------------------------------------------------------------------------------------


def test_each_project_has_a_sheet(tmp_path: Path) -> None:
    one = made(tmp_path, computing, ANNEX.replace(".00", ""))
    project = one.first.projects[0]
    second = replace(
        with_rows(one.first, 6).projects[0], id="p2", fields=project.fields.with_text("name", "堤顶[绿化]/一期")
    )
    document = replace(one.first, projects=(project, second, replace(second, id="p3")))
    filled = one.filled(document)
    made_book = book(filled, tmp_path)
    assert made_book.sheetnames == ["Sheet", "说明", "2 堤顶 绿化  一期", "3 堤顶 绿化  一期"]
    assert [page.print_area for page in made_book if page.title != "说明"] == [
        "'Sheet'!$A$1:$F$12", "'2 堤顶 绿化  一期'!$A$1:$F$15", "'3 堤顶 绿化  一期'!$A$1:$F$15"
    ]  # fmt: skip
    assert not any(page.sheet_view.tabSelected for page in list(made_book)[2:])
    assert contents(one.read(filled, tmp_path)) == contents(document)


def test_names_of_sheets_are_unlike_each_other(plain: Learned, tmp_path: Path) -> None:
    project = plain.first.projects[0]
    long = project.fields.with_text("name", "河" * 40)
    projects = [replace(project, id=f"p{at}", fields=long) for at in range(12)]
    names = book(plain.filled(replace(plain.first, projects=tuple(projects))), tmp_path).sheetnames
    assert len({name.lower() for name in names}) == 12
    assert max(map(len, names)) <= 31


# --- by another hand ---------------------------------------------------------------------------------------------


def test_comments_printers_and_names_are_gone(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book.active["C4"].comment = Comment("请何青核对", "罗溪")
        book.properties.creator = "罗溪"

    path = saved_sheet(annex(), tmp_path / "a.xlsx", change)
    content = path.read_bytes()
    setup = b'<pageSetup orientation="landscape" r:id="rId9"/></worksheet>'
    space = b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns='
    sheet = parts(content)[SHEET].replace(b"<legacyDrawing", setup[:-12] + b"<legacyDrawing", 1)
    sheet = sheet.replace(b"<worksheet xmlns=", b"<worksheet " + space, 1)
    path.write_bytes(with_parts(content, {SHEET: sheet, "xl/printerSettings/printerSettings1.bin": b"\\\\he\\laser"}))
    one = learned_from(path)
    kept = parts(one.original)
    assert not any("comment" in name or "printer" in name for name in kept)
    whole = b"".join(kept.values()).decode("utf-8", "replace")
    assert "罗溪" not in whole
    assert "核对" not in whole
    assert b"rId9" not in kept[SHEET]
    assert b"legacyDrawing" not in kept[SHEET]


@pytest.mark.parametrize("kind", ['t="array" ref="H6"', 't="dataTable" ref="H6"'])
def test_array_formulas_do_not_grow(kind: str, tmp_path: Path) -> None:
    path = saved_sheet(annex(), tmp_path / "a.xlsx", computing)
    content = path.read_bytes()
    array = parts(content)[SHEET].replace(b"<f>C6*2</f>", f"<f {kind}>C6*2</f>".encode())
    path.write_bytes(with_parts(content, {SHEET: array}))
    one = learned_from(path)
    one.filled()
    with pytest.raises(NoFit, match="数组公式"):
        one.filled(with_rows(one.first, 5))


def test_the_order_of_computing_is_left_to_excel_when_rows_move(plain: Learned) -> None:
    chain = {"xl/calcChain.xml": b'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'}
    one = plain._replace(original=with_parts(plain.original, chain))
    assert "xl/calcChain.xml" in parts(one.filled())
    assert "xl/calcChain.xml" not in parts(one.filled(with_rows(plain.first, 9)))


def test_a_workbook_with_outside_data_is_learned_and_not_kept(tmp_path: Path) -> None:
    path = saved_sheet(annex(), tmp_path / "a.xlsx")
    path.write_bytes(with_parts(path.read_bytes(), {"xl/connections.xml": b"<connections/>"}))
    assert proposed(path).unfilled == "里面有外部数据"


# --- references ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("B1", "B1"), ("B2", "B2"), ("B3", "B4"), ("SUM(B2:B3)", "SUM(B2:B4)"), ("$B$3*A$3", "$B$4*A$4"),
        ("SUM(A1:A2)", "SUM(A1:A3)"), ("Other!B3", "Other!B3"), ("'甲 乙'!B3", "'甲 乙'!B3"),
        ('"B3"&B3', '"B3"&B4'), ("LOG10(B3)", "LOG10(B4)"), ("B30", "B31"), ("AB3:AC3", "AB4:AC4"), ("B3B", "B3B"),
        ("x.B3", "x.B3"), ("甲!B3", "甲!B4"),
    ],
)  # fmt: skip
def test_references_follow_a_row_that_was_copied(text: str, after: str) -> None:
    moved = moved_by([1, 2, 2, 3])
    assert moved_formula(text, moved, lambda sheet: sheet in ("", "甲")) == after


@pytest.mark.parametrize(
    ("text", "after"), [("B2", "#REF!"), ("SUM(B1:B3)", "SUM(B1:B2)"), ("B2:B2", "#REF!"), ("B3", "B2"), ("B9", "B8")]
)
def test_references_to_a_row_that_is_gone_say_so(text: str, after: str) -> None:
    assert moved_formula(text, moved_by([1, 3]), lambda _: True) == after


def test_whole_columns_stay_and_take_no_time() -> None:
    assert moved_range("A1:B1048576", moved_by([1, 1, 2])) == "A1:B1048576"
