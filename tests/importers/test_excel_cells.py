"""Cells as Excel shows them: whatever is not plain text comes in right or is named with its place."""

import zipfile
from pathlib import Path

import openpyxl
import pytest
from notation import document
from sources import HEBEI, save_excel
from trust import Promise
from workbooks import DRAWING, MAIN, links, rows, save_parts, styles

from perfdesk.forms.loader import form
from perfdesk.forms.sheet import sheet
from perfdesk.importers import cell_texts, package, worksheet
from perfdesk.importers.excel import read_excel
from perfdesk.importers.grid import Grid, ImportFailure, Remark
from perfdesk.importers.load import read_source


def _texts(path: Path) -> list[str]:
    """The cells of all tables, in one list."""
    grids = [element for element in read_excel(path).elements if isinstance(element, Grid)]
    return [cell.text for grid in grids for row in grid.rows for cell in row.cells if not cell.below]


def _remarks(path: Path) -> list[tuple[str, str, bool]]:
    return [tuple(remark) for remark in read_excel(path).remarks]


def _table(inside: str) -> str:
    return f"<sheetData>{inside}</sheetData>"


# --- number formats --------------------------------------------------------------------------------------------------


def test_amounts_come_in_as_they_are_shown_or_their_cell_is_named(tmp_path: Path) -> None:
    one = document(HEBEI)
    pages = [(["1.雷达站维护绩效目标表", "单位：万元"], sheet(form(one.form), one, one.projects[0]))]
    book = openpyxl.load_workbook(save_excel(tmp_path, pages))
    page = book.worksheets[0]
    for row in page.iter_rows():
        for cell in row:
            if cell.value == "12.50":
                cell.value, cell.number_format = 125_000, "0!.0,"
            if cell.value == "≥2台":
                cell.value, cell.number_format = 2, '"≥"General"台"'
            if cell.value == "≥5件":
                cell.value, cell.number_format, named = 5, "[DBNum3]0", cell.coordinate
    book.save(tmp_path / "formats.xlsx")
    imported = read_source(tmp_path / "formats.xlsx")
    project = imported.document.projects[0]
    assert (project.budget_total, project.fields["budget_fiscal"]) == ("12.5", "12.5")
    assert [indicator.target for indicator in project.indicators[:2]] == ["≥2台", "5"]
    assert [note.place for note in imported.left_out] == [f"工作表“项目1”{named}"]
    assert "[DBNum3]0" in imported.left_out[0].text


def test_formats_known_by_number_are_those_of_a_chinese_excel(tmp_path: Path) -> None:
    formats = {
        14: "2024/12/1",
        31: "2024年12月1日",
        57: "2024年12月",
        58: "12月1日",
        15: "1-Dec-24",
        22: "2024/12/1 12:00",
    }
    xfs = "".join(f'<xf numFmtId="{number}"/>' for number in formats)
    line = " | ".join(f"{letter}1=45627.5*{at}" for at, letter in enumerate("BCDEFG", 1))
    path = save_parts(tmp_path, _table(rows(line)), {"xl/styles.xml": f"<cellXfs><xf/>{xfs}</cellXfs>"})
    assert _texts(path) == list(formats.values())
    assert _remarks(path) == []


def test_a_format_number_that_nobody_knows_is_named(tmp_path: Path) -> None:
    path = save_parts(
        tmp_path, _table(rows("A1=5*1")), {"xl/styles.xml": '<cellXfs><xf/><xf numFmtId="99"/></cellXfs>'}
    )
    assert _texts(path) == ["5"]
    assert [(place, lost) for place, _, lost in _remarks(path)] == [("工作表“甲”A1", True)]


def test_a_workbook_may_count_its_days_from_1904(tmp_path: Path) -> None:
    more = {"xl/styles.xml": styles("yyyy-m-d")}
    plain, old = _table(rows("A1=43830*1")), '<workbookPr date1904="1"/>'
    assert _texts(save_parts(tmp_path, plain, more, old)) == ["2024-1-1"]
    assert _texts(save_parts(tmp_path, plain, more)) == ["2019-12-31"]


def test_dates_written_as_dates_are_shown_by_their_format(tmp_path: Path) -> None:
    cells = '<row><c t="d" s="1"><v>2024-12-01T06:30:00</v></c><c t="d"><v>soon</v></c></row>'
    path = save_parts(tmp_path, _table(cells), {"xl/styles.xml": styles("yyyy年m月d日 h:mm")})
    assert _texts(path) == ["2024年12月1日 6:30", "soon"]


def test_the_words_and_the_silence_of_a_format_for_texts_are_seen(tmp_path: Path) -> None:
    path = save_parts(
        tmp_path,
        _table(rows("A1=合格*1 | B1=无关*2 | C1=7*2 | D1=人数")),
        {"xl/styles.xml": styles("@&quot;级&quot;", ";;;")},
    )
    assert _texts(path) == ["合格级", "人数"]
    assert [(place, lost) for place, _, lost in _remarks(path)] == [("工作表“甲”B1", True), ("工作表“甲”C1", True)]


# --- formulas --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "text", "said"),
    [
        ('<c r="B1"><f>A1*2</f></c>', None, "公式还没有算出结果"),
        ('<c r="B1"><f>A1*2</f><v></v></c>', None, "公式还没有算出结果"),
        ('<c r="B1" t="str"><f>A1</f></c>', None, "公式还没有算出结果"),
        ('<c r="B1" t="e"><f>A9</f><v>#REF!</v></c>', None, "#REF!"),
        ('<c r="B1" t="e"><v>#N/A</v></c>', None, "#N/A"),
        ('<c r="B1" t="s"><v>7</v></c>', None, "找不到"),
        ('<c r="B1"><f>A1*2</f><v>4</v></c>', "4", None),
        ('<c r="B1" t="str"><f>A1</f><v></v></c>', None, None),
        ('<c r="B1" t="str"><f>A1</f><v>4_x000A_人</v></c>', "4\n人", None),
        ('<c r="B1" t="b"><v>1</v></c>', "TRUE", None),
        ('<c r="B1"/>', None, None),
        # A picture in a cell: of WPS, of Excel, and of WPS as Excel shows it.
        ('<c r="B1" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>', None, "单元格里的图片"),
        ('<c r="B1" t="e" vm="1"><v>#VALUE!</v></c>', None, "单元格里的图片"),
        ('<c r="B1" t="e"><f>_xlfn.DISPIMG("ID_1",1)</f><v>#NAME?</v></c>', None, "单元格里的图片"),
        # Each formula of a shared or array formula has its own result, or none.
        ('<c r="B1"><f t="shared" si="0"/><v>4</v></c>', "4", None),
        ('<c r="B1"><f t="shared" ref="B1:B9" si="0">A1*2</f></c>', None, "公式还没有算出结果"),
        ('<c r="B1"><f t="shared" si="0"/></c>', None, "公式还没有算出结果"),
        ('<c r="B1"><f t="array" ref="B1:B9">A1:A9</f></c>', None, "公式还没有算出结果"),
        ('<c r="B1"><f t="dataTable" ref="B1:B9"/></c>', None, "公式还没有算出结果"),
    ],
)
def test_a_formula_gives_its_result_or_is_named(
    tmp_path: Path, cell: str, text: str | None, said: str | None, promise: Promise
) -> None:
    path = save_parts(tmp_path, _table(f'<row><c r="A1"><v>2</v></c>{cell}</row>'))
    assert _texts(path) == ["2", *([text] if text else [])]
    found = _remarks(path)
    assert [(place, lost) for place, _, lost in found] == ([("工作表“甲”B1", True)] if said else [])
    assert all(str(said) in sentence for _, sentence, _ in found)
    promise("T16", "cells, merges, sheets of Excel", 1, 1)


@pytest.mark.parametrize(
    ("cells", "merges", "texts", "said"),
    [
        (["A1=甲 | B1=乙"], "A1:B1", ["甲"], {"B1": "遮住的文字“乙”"}),
        (["A1=甲", "A2=乙"], "A1:A2", ["甲"], {"A2": "遮住的文字“乙”"}),
        (["A1=甲", "B2=乙"], "A1:B2", ["甲"], {"B2": "遮住的文字“乙”"}),
        (["C1=头", "B2=乙"], "A1:B2", ["", "头"], {"B2": "遮住的文字“乙”"}),
        # What says the same again, as where repeated names were merged later, loses nothing.
        (["A1=甲", "A2=甲"], "A1:A2", ["甲"], {}),
        (["A1=甲 | C1=丙", "A3=丁"], "A1:B2", ["甲", "丙", "丁"], {}),
    ],
)
def test_a_text_covered_by_a_merged_cell_is_left_out_and_named(
    tmp_path: Path, cells: list[str], merges: str, texts: list[str], said: dict[str, str], promise: Promise
) -> None:
    path = save_parts(tmp_path, _table(rows(*cells)) + f'<mergeCells><mergeCell ref="{merges}"/></mergeCells>')
    assert _texts(path) == texts
    found = {place.removeprefix("工作表“甲”"): sentence for place, sentence, _ in _remarks(path)}
    assert found.keys() == said.keys()
    assert all(words in found[place] for place, words in said.items())
    promise("T16", "cells, merges, sheets of Excel", 1, 1)


@pytest.mark.parametrize(
    ("objects", "said"),
    [
        (["Checkbox", "Radio", "Note"], ["控件没有装入（2 处）"]),
        (["Drop"], ["控件没有装入（1 处）"]),
        (["Note", "Pict"], []),
    ],
)
def test_tick_boxes_and_other_controls_are_named_with_their_sheet(
    tmp_path: Path, objects: list[str], said: list[str], promise: Promise
) -> None:
    """Excel writes line breaks into these drawings that are not closed."""
    shapes = "".join(f'<v:shape><div>经常性<br></div><x:ClientData ObjectType="{one}"/></v:shape>' for one in objects)
    parts = {
        "xl/worksheets/_rels/sheet1.xml.rels": links("vmlDrawing ../drawings/vmlDrawing1.vml"),
        "xl/drawings/vmlDrawing1.vml": f'<xml xmlns:v="urn:schemas-microsoft-com:vml">{shapes}</xml>',
    }
    remarks = _remarks(save_parts(tmp_path, _table(rows("A1=甲")), parts))
    assert remarks == [("工作表“甲”", text, True) for text in said]
    promise("T16", "cells, merges, sheets of Excel", 1, 1)


@pytest.mark.parametrize("inside", ["A1=前 | A1=后", "A1=前\nA1=后"])
def test_a_cell_that_the_file_has_twice_is_named(tmp_path: Path, inside: str, promise: Promise) -> None:
    path = save_parts(tmp_path, _table(rows(*inside.split("\n"))))
    assert _texts(path) == ["后"]
    assert _remarks(path) == [("工作表“甲”A1", "这一格在文件里写了两次，前面的没有装入", True)]
    promise("T16", "cells, merges, sheets of Excel", 1, 1)


def test_many_cells_with_one_fault_are_one_remark(tmp_path: Path) -> None:
    cells = "".join(
        f'<row r="{n}"><c r="A{n}" t="e"><v>#REF!</v></c><c r="B{n}"><v>1</v></c></row>' for n in range(1, 40)
    )
    ((place, _, _),) = _remarks(save_parts(tmp_path, _table(cells)))
    assert place == "工作表“甲”A1、A2、A3、A4、A5、A6、A7、A8 等 39 格"


def test_a_sheet_full_of_different_faults_has_a_bounded_report(tmp_path: Path) -> None:
    cells = "".join(
        f'<row r="{n}"><c r="A{n}" t="e"><v>#{n}</v></c><c r="B{n}"><v>1</v></c></row>' for n in range(1, 400)
    )
    found = _remarks(save_parts(tmp_path, _table(cells)))
    assert len(found) == 201
    assert "还有 199 个" in found[-1][1]


# --- what is hidden --------------------------------------------------------------------------------------------------


def test_hidden_rows_and_columns_are_left_out_and_named(tmp_path: Path, promise: Promise) -> None:
    marks = ('r="1"', 'r="2" hidden="1"', 'r="3" hidden="true"', 'r="4"', 'r="5" ht="0"')
    lines = (
        f"<row {mark}>" + "".join(f'<c r="{c}{n}"><v>{n}{at}</v></c>' for at, c in enumerate("ABCD")) + "</row>"
        for n, mark in enumerate(marks, 1)
    )
    columns = '<cols><col min="2" max="2" hidden="1"/><col min="4" max="4" width="0"/></cols>'
    path = save_parts(tmp_path, columns + _table("".join(lines) + '<row r="6" hidden="1"/>'))
    assert _texts(path) == ["10", "12", "40", "42"]
    assert _remarks(path) == [
        ("工作表“甲”", "隐藏的行没有装入：第2—3、5行", True),
        ("工作表“甲”", "隐藏的列没有装入：B、D列", True),
    ]
    promise("T16", "cells, merges, sheets of Excel", 1, 1)


def test_a_merged_cell_that_begins_hidden_keeps_its_text_where_it_is_seen(tmp_path: Path) -> None:
    cells = (
        '<cols><col min="1" max="1" hidden="1"/></cols><sheetData>'
        '<row r="1" hidden="1"><c r="A1" t="str"><v>产出指标</v></c></row>'
        '<row r="2"><c r="C2"><v>2</v></c></row><row r="3"><c r="C3"><v>3</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A1:B3"/></mergeCells>'
    )
    path = save_parts(tmp_path, cells)
    (grid,) = read_excel(path).elements
    assert isinstance(grid, Grid)
    assert [[(c.column, c.text, c.below) for c in row.cells] for row in grid.rows] == [
        [(1, "产出指标", False), (2, "2", False)],
        [(1, "产出指标", True), (2, "3", False)],
    ]
    assert _remarks(path) == []


def test_a_merged_cell_that_is_wholly_hidden_is_left_out(tmp_path: Path) -> None:
    cells = (
        '<sheetData><row r="1" hidden="1"><c r="A1" t="str"><v>a</v></c></row><row r="2" hidden="1"/>'
        '<row r="3"><c r="A3"><v>3</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    )
    path = save_parts(tmp_path, cells)
    assert _texts(path) == ["3"]
    assert [sentence for _, sentence, _ in _remarks(path)] == ["隐藏的行没有装入：第1行"]


def test_faults_in_hidden_cells_are_not_told_one_by_one(tmp_path: Path) -> None:
    cells = (
        '<cols><col min="2" max="2" hidden="1"/></cols><sheetData>'
        '<row r="1" hidden="1"><c r="A1" t="e"><v>#REF!</v></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="e"><v>#REF!</v></c></row></sheetData>'
    )
    assert _remarks(save_parts(tmp_path, cells)) == []


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_and_sheets_of_other_kinds_are_named(tmp_path: Path, state: str, promise: Promise) -> None:
    workbook = f'<sheets><sheet name="藏" state="{state}" r:id="r0"/><sheet name="图" r:id="r9"/></sheets>'
    path = save_parts(tmp_path, _table(rows("A1=1")), workbook=workbook)
    assert [sentence for _, sentence, _ in _remarks(path)] == [
        "隐藏的工作表“藏”没有装入", "工作表“图”不是表格（图表或宏表），没有装入",
    ]  # fmt: skip
    promise("T16", "cells, merges, sheets of Excel", 1, 1)


# --- fonts -----------------------------------------------------------------------------------------------------------

RICH = (
    "<si><r><rPr><strike/></rPr><t>≥90%</t></r><r><t>≥95%</t></r></si>"
    '<si><r><t>500m</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>2</t></r></si>'
    '<si><r><t>CO</t></r><r><rPr><vertAlign val="subscript"/></rPr><t>2</t></r></si>'
    '<si><r><t>产值</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>注</t></r></si>'
    '<si><r><rPr><strike val="0"/><vertAlign val="baseline"/></rPr><t>人数</t></r></si>'
)


def test_struck_out_raised_and_lowered_characters_are_understood_or_named(tmp_path: Path, promise: Promise) -> None:
    cells = "".join(f'<c r="{c}1" t="s"><v>{at}</v></c>' for at, c in enumerate("ABCDE"))
    path = save_parts(tmp_path, _table(f"<row>{cells}</row>"), {"xl/sharedStrings.xml": RICH})
    assert _texts(path) == ["≥95%", "500m²", "CO₂", "产值注", "人数"]
    assert _remarks(path) == [
        ("工作表“甲”A1", "有删除线的文字“≥90%”没有装入", False),
        ("工作表“甲”D1", "上标“注”按普通文字装入", False),
    ]
    promise("T16", "cells, merges, sheets of Excel", 1, 1)


def test_the_font_of_a_cell_counts_as_that_of_its_characters(tmp_path: Path) -> None:
    fonts = '<font><strike/></font><font><vertAlign val="superscript"/></font>'
    path = save_parts(tmp_path, _table(rows("A1=5*1 | B1=2*2 | C1=3")), {"xl/styles.xml": styles(fonts=fonts)})
    assert _texts(path) == ["²", "3"]
    assert _remarks(path) == [("工作表“甲”A1", "有删除线的文字“5”没有装入", False)]


# --- what lies beside the cells --------------------------------------------------------------------------------------


def test_comments_text_boxes_and_charts_are_named_with_their_sheet(tmp_path: Path, promise: Promise) -> None:
    words = "<xdr:sp><a:p><a:r><a:t>以上为</a:t></a:r><a:r><a:t>暂定数</a:t></a:r></a:p></xdr:sp><xdr:sp/>"
    more = {
        "xl/worksheets/_rels/sheet1.xml.rels": links("comments ../comments1.xml", "drawing ../drawings/drawing1.xml"),
        "xl/comments1.xml": f'<comments xmlns="{MAIN}"><comment ref="B3"/><comment ref="C5"/></comments>',
        "xl/drawings/drawing1.xml": DRAWING % f"{words}<xdr:graphicFrame/>",
    }
    assert _remarks(save_parts(tmp_path, _table(rows("A1=1")), more)) == [
        ("工作表“甲”B3、C5", "批注没有装入", True),
        ("工作表“甲”", "文本框里的文字没有装入：以上为暂定数", True),
        ("工作表“甲”", "图表没有装入（1 处）", True),
    ]
    promise("T16", "cells, merges, sheets of Excel", 1, 1)


@pytest.mark.parametrize(
    ("margin", "words"),
    [
        ("&amp;L&amp;&quot;宋体,常规&quot;&amp;12东岭县气象局&amp;R&amp;D", "东岭县气象局"),
        ("&amp;C研究&amp;&amp;开发", "研究&开发"),
        ("&amp;C第 &amp;P 页，共 &amp;N 页", ""),
        ("&amp;C— &amp;P —", ""),
        ("&amp;C&amp;K01+000&amp;A", ""),
    ],
)
def test_words_in_headers_and_footers_are_named_and_page_numbers_are_not(
    tmp_path: Path, margin: str, words: str, promise: Promise
) -> None:
    path = save_parts(tmp_path, _table(rows("A1=1")) + f"<headerFooter><oddFooter>{margin}</oddFooter></headerFooter>")
    assert _remarks(path) == ([Remark("工作表“甲”", f"页眉页脚里的文字没有装入：{words}")] if words else [])
    promise("T16", "cells, merges, sheets of Excel", 1, 1)


# --- limits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ("<row>" + "<c/>" * 250_000 + "</row>", "内容太多"),
        ("<row>" * 60 + "</row>" * 60, "内容太多"),
        ("<row>" + '<c t="str"><v>1</v></c>' * 501 + "</row>", "501 个单元格"),
        ("<row/>" * 1_050_000, "内容太多"),
        (("<row>" + "<c><v>1</v></c>" * 400 + "</row>") * 130, "内容太多"),
        ("<x/>" * 210_000, "内容太多"),
    ],
    ids=[
        "a row without end",
        "rows in rows",
        "a wide row",
        "rows without end",
        "a table wider than any form",
        "elements nobody knows",
    ],
)
def test_a_sheet_made_to_keep_us_busy_is_refused(tmp_path: Path, inside: str, reason: str, promise: Promise) -> None:
    with pytest.raises(ImportFailure, match=reason):
        read_excel(save_parts(tmp_path, _table(inside)))
    promise("T8", "too much of one thing: bounds of the importers", 1, 1)


def test_ranges_of_columns_that_overlap_without_end_are_refused(tmp_path: Path, promise: Promise) -> None:
    columns = "<cols>" + '<col min="1" max="16384" hidden="1"/>' * 200_000 + "</cols>"
    with pytest.raises(ImportFailure, match="内容太多"):
        read_excel(save_parts(tmp_path, columns + _table(rows("A1=1"))))
    promise("T8", "too much of one thing: bounds of the importers", 1, 1)


@pytest.mark.parametrize("name", ["xl/sharedStrings.xml", "xl/styles.xml"])
def test_other_parts_without_end_are_refused(tmp_path: Path, name: str, promise: Promise) -> None:
    with pytest.raises(ImportFailure, match="内容太多"):
        read_excel(save_parts(tmp_path, _table(rows("A1=1")), {name: f"<si>{'<t/>' * 1_050_000}</si>"}))
    promise("T8", "too much of one thing: bounds of the importers", 1, 1)


@pytest.mark.parametrize("name", ["xl\\..\\a.xml", "C:a.xml", "/a.xml", "xl/../../a.xml", ".."])
def test_members_that_lead_out_of_the_package_are_refused(tmp_path: Path, name: str, promise: Promise) -> None:
    with pytest.raises(ImportFailure, match="内部结构不正常"):
        read_excel(save_parts(tmp_path, _table(rows("A1=1")), {name: "<a/>"}))
    promise("T8", "names that lead out of the package", 1, 1)


def test_a_number_format_without_end_is_named_at_once(tmp_path: Path, promise: Promise) -> None:
    more = {"xl/styles.xml": styles("#" * 200_000 + "," * 200_000 + "x#", "[" * 400_000)}
    path = save_parts(tmp_path, _table(rows("A1=5*1 | B1=6*2")), more)
    assert _texts(path) == ["5", "6"]
    assert [(place, lost) for place, _, lost in _remarks(path)] == [("工作表“甲”A1", True), ("工作表“甲”B1", True)]
    promise("T8", "too much of one thing: bounds of the importers", 1, 1)


def test_a_shared_text_may_be_empty_or_have_a_reading_aid(tmp_path: Path) -> None:
    strings = "<si/><si><t>项目</t><rPh><t>xiangmu</t></rPh></si><si><t></t></si><si><t>名称</t></si>"
    cells = "".join(f'<c r="{c}1" t="s"><v>{at}</v></c>' for at, c in enumerate("ABCD"))
    path = save_parts(tmp_path, _table(f"<row>{cells}</row>"), {"xl/sharedStrings.xml": strings})
    assert _texts(path) == ["项目", "名称"]


@pytest.mark.parametrize(("count", "read"), [(3, True), (4, True), (5, False)])
def test_more_shared_texts_than_cells_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, read: bool
) -> None:
    monkeypatch.setattr(cell_texts, "MOST_CELLS", 3)
    path = save_parts(
        tmp_path,
        _table('<row><c r="A1" t="s"><v>0</v></c></row>'),
        {"xl/sharedStrings.xml": "<si><t>甲</t></si>" * count},
    )
    if read:
        assert _texts(path) == ["甲"]
    else:
        with pytest.raises(ImportFailure, match="太多"):
            _texts(path)


def test_a_sheet_may_have_many_rows_but_none_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """4,000 rows have 24,000 tags; the limit is for one row, not for the sheet."""
    monkeypatch.setattr(package, "_PIECE_LIMIT", 12_000)
    cell = '<c t="str"><v>甲</v></c>'
    assert len(_texts(save_parts(tmp_path, _table(f"<row>{cell}</row>" * 4000)))) == 4000
    with pytest.raises(ImportFailure, match="太多"):
        _texts(save_parts(tmp_path, _table(f"<row>{cell * 4000}</row>")))


@pytest.mark.parametrize(("count", "read"), [(40, True), (41, False)])
def test_more_rows_with_text_than_ten_thousand_projects_have_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, read: bool
) -> None:
    """Rows without text are not counted: some programs write a row for each of the sheet's million."""
    monkeypatch.setattr(worksheet, "_MOST_FILLED", 40)
    path = save_parts(tmp_path, _table("<row/>" * 500 + '<row><c t="str"><v>甲</v></c></row>' * count + "<row/>" * 500))
    if read:
        assert len(_texts(path)) == count
    else:
        with pytest.raises(ImportFailure, match="太多"):
            _texts(path)


def test_a_member_that_another_one_covers_in_the_directory_is_not_lost_silently(tmp_path: Path) -> None:
    """Where the comment of an entry is as long as the next entry, zipfile finds one member less and says nothing."""
    path = save_parts(tmp_path, _table(rows("A1=甲")), {"xl/comments1.xml": "<x/>"})
    content = path.read_bytes()
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(b"PK\x01\x02"))
    covered = content.rindex(b"PK\x05\x06") - content.rindex(b"PK\x01\x02")
    path.write_bytes(content[: entry + 32] + covered.to_bytes(2, "little") + content[entry + 34 :])
    with zipfile.ZipFile(path) as package:
        assert "xl/comments1.xml" not in package.namelist()
    with pytest.raises(ImportFailure, match="内部结构不正常"):
        _texts(path)
