"""Annexes with all projects in one grid: whose each column is, and which rows are no projects."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from importers.pdf_drawing import Box, DrawnTable, Page, drawn_pdf
from openpyxl.styles import PatternFill

from learning.grids import parsed, save_excel
from learning.measure import KINDS, measured
from learning.originals import Learned, contents, learned_from, saved, saved_sheet
from learning.reading import flags, keys, proposed
from perfdesk.exporters.excel import write_workbook
from perfdesk.exporters.word import write_document
from perfdesk.forms.bands import Cell, ProjectGroups, RecordsBand
from perfdesk.forms.computed import Computed
from perfdesk.forms.group_rows import chinese, head_number
from perfdesk.forms.sheet import Role
from perfdesk.forms.sheet import sheet as sheet_of
from perfdesk.forms.soundness import faults
from perfdesk.importers.load import read_source
from perfdesk.learning.answer import CellRole
from perfdesk.learning.draft import draft, learned_form
from perfdesk.learning.proposal import propose
from perfdesk.learning.sketch import read_sketch
from perfdesk.model.document import Document, Project
from perfdesk.model.fields import Owner
from perfdesk.model.keys import NAME

# By the names of their files. A cell below a project's own, which somebody did not merge with it, has the same key and
# no text.
GRIDS = {
    path.stem: path.read_text(encoding="utf-8")
    for path in sorted((Path(__file__).parent / "project_grids").glob("*.txt"))
}
NO_LEVELS, BETWEEN, HEADS = "merged-without-levels", "sums-of-departments-between", "departments-in-rows-of-their-own"
BY_DEPARTMENT = (HEADS, "departments-over-and-sums-below", "departments-with-sums-of-their-own")


@pytest.mark.parametrize(
    "kinds", [(KINDS[0], KINDS[3]), pytest.param(KINDS, marks=pytest.mark.slow)], ids=["two kinds", "all kinds"]
)
@pytest.mark.parametrize("name", GRIDS)
def test_each_column_is_the_projects_or_the_indicators_and_nothing_is_wrong_without_a_question(
    name: str, kinds: Sequence[tuple[str, bool]], tmp_path: Path
) -> None:
    for kind, filled in kinds:
        if name in BY_DEPARTMENT and not filled:
            continue  # without their names nobody knows rows of departments
        score = measured(parsed(1, GRIDS[name]), tmp_path, kind, filled=filled)
        assert (score.wrong, score.silent, score.labels, score.right) == ([], 0, 0, score.fields), (kind, filled)
        assert score.flagged <= 3


def test_what_says_of_each_row_is_the_indicators_and_what_may_mean_two_things_is_asked_about(tmp_path: Path) -> None:
    found = proposed(GRIDS[NO_LEVELS], tmp_path)
    (band,) = found.tables[0].bands
    assert [(one.key, one.project) for one in band.columns] == [
        ("own.序号", True), ("name", True), ("category", True), ("budget_total", True), ("goal", True),
        ("name", False), ("target", False), ("weight", False),
    ]  # fmt: skip
    assert [*flags(found)] == ["考核内容", "完成标准"]


def test_weights_without_indicators_are_no_money_and_are_asked_about(tmp_path: Path) -> None:
    text = "项目名称 | 主管部门 | 预算金额 | 权重\n" + "{name}桥 | {supervisor}局 | {budget_total}3 | {own}20\n" * 2
    found = proposed(text, tmp_path)
    assert keys(found, 1) == ["name", "supervisor", "budget_total", "own.权重"]
    assert [*flags(found)] == ["权重"]


@pytest.mark.parametrize("name", [NO_LEVELS, BETWEEN, "the-sum-above-the-projects", HEADS])
def test_a_sum_and_a_department_are_no_project(name: str, tmp_path: Path) -> None:
    (table,) = proposed(GRIDS[name], tmp_path).tables
    values = [one for one in table.answers if one.role is CellRole.VALUE and not one.spot.blank]
    named = [one.spot.text for one in values if (one.owner, one.key) == (Owner.PROJECT, NAME)]
    assert len(named) == 2
    assert not [one for one in named if "计" in one or "、" in one]


def test_a_sum_that_the_projects_do_not_make_is_asked_about(tmp_path: Path) -> None:
    text = GRIDS[NO_LEVELS]
    assert "505000" not in flags(proposed(text, tmp_path))
    assert flags(proposed(text.replace("505000", "505001"), tmp_path))["505001"] == "上面各项目相加是 505000"


@pytest.mark.parametrize("excel", [False, True])
def test_amounts_of_projects_that_nobody_has_named_yet_are_added_up_too(tmp_path: Path, excel: bool) -> None:
    text = """
主管部门 | 项目名称 | 预算数 | 绩效目标 | 指标名称 | 指标值
{supervisor}桥局~2 | {name}~2 | {budget_total}40~2 | {goal}检测。~2 | {i:name}座数 | {i:target}60座
{i:name}合格率 | {i:target}100%
{supervisor}路局~2 | {name}~2 | {budget_total}95~2 | {goal}养护。~2 | {i:name}里程 | {i:target}300公里
{i:name}满意度 | {i:target}≥85%
合计 | - | {budget_total}130 | - | - | -
"""
    assert flags(proposed(text, tmp_path, excel=excel))["130"] == "上面各项目相加是 135"


def test_words_over_projects_that_are_no_offices_are_one_question(tmp_path: Path) -> None:
    text = GRIDS[HEADS].replace("杏川县教育局", "基本支出").replace("杏川县卫健局", "项目支出")
    found = proposed(text, tmp_path)
    assert [*flags(found)] == ["一、基本支出", "二、项目支出"]
    assert found.asked == 1
    assert proposed(GRIDS[HEADS], tmp_path).asked == 0


def test_where_department_and_unit_have_columns_words_over_projects_stay_notes(tmp_path: Path) -> None:
    found = proposed(TWICE, tmp_path)
    assert {one.role for one in found.tables[0].answers if "、" in one.spot.text} == {CellRole.NOTE}
    assert found.asked == 1


def test_where_header_and_rows_say_different_things_it_is_asked(tmp_path: Path) -> None:
    text = """
项目名称 | 主管部门 | 联系电话 | 指标名称 | 指标值
{name}桥~2 | {supervisor}局~2 | {phone}1 | {i:name}座数 | {i:target}1座
{phone}2 | {i:name}合格率 | {i:target}100%
"""
    assert "联系电话" in flags(proposed(text, tmp_path))


TWICE = """
主管部门 | 实施单位 | 项目名称 | 预算数 | 指标名称 | 指标值
!一、农口^6
{supervisor}林业局 | {unit_name}苗圃 | {name}育苗 | {budget_total}3 | {i:name}株数 | {i:target}9株
!二、工口^6
{supervisor}工信局 | {unit_name}园区 | {name}修路 | {budget_total}4 | {i:name}里程 | {i:target}2公里
"""


# --- what the form reads and fills in ------------------------------------------------------------------------------


def learned(name: str, folder: Path, *, excel: bool = False) -> Learned:
    """The form of a grid, with the office's own file."""
    save = saved_sheet if excel else saved
    return learned_from(save(parsed(1, GRIDS[name]), folder / ("a.xlsx" if excel else "a.docx")))


def with_projects(one: Document, projects: int, each: int) -> Document:
    """The document with so many projects that have so many indicators each, if it has any."""
    return one.with_projects(_projects(one.projects, projects, each))


def _projects(models: tuple[Project, ...], projects: int, each: int) -> Iterator[Project]:
    for at in range(projects):
        model = models[at % len(models)]
        some = model.indicators and [model.indicators[n * len(model.indicators) // each] for n in range(each)]
        indicators = tuple(
            replace(one, id=f"i{at}-{n}", fields=one.fields.with_text(NAME, f"指标{at}之{n}"))
            for n, one in enumerate(some)
        )
        fields = model.fields.with_text(NAME, f"第{at}个项目")
        yield replace(model, id=f"p{at}", fields=fields, indicators=indicators)


def comes_back(one: Learned, document: Document, folder: Path) -> bool:
    return contents(one.read(one.filled(document), folder)) == contents(document)


# Half of them in Word and half in Excel; the slow test has all in both.
@pytest.mark.parametrize(("name", "excel"), [(name, bool(at % 2)) for at, name in enumerate(GRIDS)])
def test_what_is_filled_into_the_offices_own_file_comes_back(name: str, *, excel: bool, tmp_path: Path) -> None:
    one = learned(name, tmp_path, excel=excel)
    assert comes_back(one, with_projects(one.first, 3, 5), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("excel", [False, True], ids=["word", "excel"])
@pytest.mark.parametrize("name", GRIDS)
def test_so_do_one_and_forty_projects_with_few_and_with_many_indicators(name: str, excel: bool, tmp_path: Path) -> None:
    one = learned(name, tmp_path, excel=excel)
    assert comes_back(one, one.first, tmp_path)
    for projects, each in ((1, 1), (1, 12), (40, 1), (40, 4)):
        assert comes_back(one, with_projects(one.first, projects, each), tmp_path), (projects, each)


@pytest.mark.parametrize("name", [NO_LEVELS])
def test_one_and_forty_projects_come_back(name: str, tmp_path: Path) -> None:
    one = learned(name, tmp_path, excel=True)
    for projects, each in ((1, 1), (40, 2)):
        assert comes_back(one, with_projects(one.first, projects, each), tmp_path), (projects, each)


def test_the_sum_of_all_projects_is_printed_and_compared(tmp_path: Path) -> None:
    one = learned(NO_LEVELS, tmp_path, excel=True)
    document = with_projects(one.first, 3, 2)
    path = tmp_path / "filled.xlsx"
    path.write_bytes(one.filled(document))
    page = openpyxl.load_workbook(path).active
    row = next(row for row in page.iter_rows(values_only=True) if row[0] == "合计")
    assert float(row[3]) == 385000 + 120000 + 385000
    assert read_source(path, one.form).left_out == ()
    cell = next(cell for cells in page.iter_rows() for cell in cells if cell.value == row[3])
    cell.value = 7
    page.parent.save(path)
    assert "写的是“7”，按各行算出的是“890000”" in read_source(path, one.form).left_out[0].text


def test_a_department_beside_several_projects_is_that_of_each(tmp_path: Path) -> None:
    one = learned("a-departments-column-over-its-projects", tmp_path)
    assert [project.fields["supervisor"] for project in one.first.projects] == [
        "桐湖县交通局", "桐湖县交通局", "桐湖县水务局", "桐湖县水务局",
    ]  # fmt: skip


def test_a_form_tells_which_rows_between_projects_it_does_not_print(tmp_path: Path) -> None:
    assert proposed(GRIDS[NO_LEVELS], tmp_path).left_out == []
    assert proposed(GRIDS[HEADS], tmp_path).left_out == []
    assert proposed(TWICE, tmp_path).left_out == ["第 1 张表里“一、农口”等 2 行在各项目之间，不是项目，没有写进表样。"]


# --- departments in rows of their own --------------------------------------------------------------------------------


def departments(one: Document) -> list[str]:
    return [project.fields["supervisor"] for project in one.projects]


@pytest.mark.parametrize("excel", [False, True])
@pytest.mark.parametrize("name", BY_DEPARTMENT)
def test_the_department_over_projects_is_that_of_each(name: str, excel: bool, tmp_path: Path) -> None:
    first, *others = departments(learned(name, tmp_path, excel=excel).first)
    assert first.endswith(("教育局", "民政局", "林业局"))
    assert first[0] not in "一（"
    assert len({first, *others}) == 2


def shown(one: Learned, document: Document) -> list[str]:
    """The rows of a grid as its own Sheet prints them: what stands first in each, with the sums behind it."""
    found: list[str] = []
    for number, project in enumerate(document.projects):
        table = sheet_of(one.form, document, project)
        for row in range(table.below_header if number else 0, table.rows):
            cells = [cell for cell in table.cells if cell.row == row and cell.text]
            texts = [cells[0].text if cells else "", *(cell.text for cell in cells[1:] if cell.role is Role.COMPUTED)]
            found.append(" ".join(texts))
    return found


def test_rows_of_departments_print_around_their_projects_with_number_and_sum(tmp_path: Path) -> None:
    one = learned("departments-with-sums-of-their-own", tmp_path)
    assert shown(one, one.first) == [
        "序号", "（一）苔原县林业局 900000", "1", "苗木成活率", "合计 1350000", "2", "合计 1350000",
        "（二）苔原县水务局 450000", "3", "合计 1350000",
    ]  # fmt: skip


def test_sums_below_projects_are_those_of_the_department(tmp_path: Path) -> None:
    one = learned("departments-over-and-sums-below", tmp_path)
    rows = shown(one, one.first)
    assert [row for row in rows if row.startswith("小计")] == ["小计 105", "小计 14"]
    one = learned(BETWEEN, tmp_path)
    rows = shown(one, one.first)
    assert [row for row in rows if row.endswith(("20", "48"))][:2] == ["瓦桥镇政府小计 20", "瓦桥镇中学小计 48"]


def moved_to(document: Document, at: int, department: str) -> Document:
    """The document with a project that is another department's."""
    changed = document.projects[at]
    fields = changed.fields.with_text("supervisor", department)
    return document.with_projects([replace(one, fields=fields) if one is changed else one for one in document.projects])


@pytest.mark.parametrize("excel", [False, True])
@pytest.mark.parametrize("name", BY_DEPARTMENT)
def test_departments_and_sums_are_filled_in_where_projects_are_others_now(
    name: str, excel: bool, tmp_path: Path
) -> None:
    one = learned(name, tmp_path, excel=excel)
    document = with_projects(one.first, 5, 2)
    for at, department in enumerate(("甲局", "甲局", "乙局", "丙中心", "丙中心")):
        document = moved_to(document, at, department)
    back = one.read(one.filled(document), tmp_path)
    assert departments(back) == departments(document)
    assert contents(back) == contents(document)


def test_projects_of_which_nobody_has_said_the_department_do_not_get_the_one_above(tmp_path: Path) -> None:
    one = learned(HEADS, tmp_path)
    document = moved_to(with_projects(one.first, 3, 1), 2, "")
    document = moved_to(moved_to(document, 0, "甲局"), 1, "甲局")
    assert "（未写明）" in shown(one, document)
    assert departments(one.read(one.filled(document), tmp_path)) == ["甲局", "甲局", ""]


@pytest.mark.parametrize(("write", "suffix"), [(write_document, ".docx"), (write_workbook, ".xlsx")])
@pytest.mark.parametrize("name", [*BY_DEPARTMENT, BETWEEN, "ready-to-be-filled-in"])
def test_files_of_our_own_come_back_with_their_departments(
    name: str, write: Callable[..., None], suffix: str, tmp_path: Path
) -> None:
    one = learned(name, tmp_path)
    document = with_projects(one.first, 5, 2)
    path = tmp_path / f"own{suffix}"
    with path.open("wb") as stream:
        write(one.form, document, stream)
    assert contents(read_source(path, one.form).document) == contents(document)


def test_an_edit_in_the_row_of_a_department_is_one_of_all_its_projects(tmp_path: Path) -> None:
    one = learned("departments-with-sums-of-their-own", tmp_path)
    table = sheet_of(one.form, one.first, one.first.projects[0])
    cell = next(cell for cell in table.cells if cell.key == "supervisor")
    assert cell.nodes == tuple(project.id for project in one.first.projects[:2])


def test_the_sum_of_a_department_is_compared_when_it_is_read(tmp_path: Path) -> None:
    one = learned("departments-with-sums-of-their-own", tmp_path, excel=True)
    path = tmp_path / "filled.xlsx"
    path.write_bytes(one.filled())
    assert read_source(path, one.form).left_out == ()
    page = openpyxl.load_workbook(path).active
    next(cell for row in page.iter_rows() for cell in row if cell.value == 450000 and row[0].value).value = 450001
    page.parent.save(path)
    (remark,) = [one.text for one in read_source(path, one.form).left_out]
    assert "450001" in remark


def test_a_row_of_a_project_never_looks_as_one_of_a_department(tmp_path: Path) -> None:
    def striking(book: openpyxl.Workbook) -> None:
        for row in book.active.iter_rows():
            if str(row[0].value).startswith(("一、", "二、")):
                row[0].fill = PatternFill("solid", "FFFF00")

    one = learned_from(saved_sheet(parsed(1, GRIDS[HEADS]), tmp_path / "a.xlsx", striking))
    path = tmp_path / "filled.xlsx"
    path.write_bytes(one.filled(with_projects(one.first, 4, 3)))
    rows = list(openpyxl.load_workbook(path).active.iter_rows())
    yellow = [str(row[0].value) for row in rows if row[0].fill.fgColor.rgb.endswith("FFFF00")]
    assert yellow == ["一、杏川县教育局", "二、杏川县卫健局", "三、杏川县教育局", "四、杏川县卫健局"]


def test_a_sum_that_the_form_does_not_print_lends_its_look_to_no_project(tmp_path: Path) -> None:
    def striking(document: docx.document.Document) -> None:
        for row in document.tables[0].rows:
            if "、" in row.cells[0].text:
                row.cells[0].paragraphs[0].style = document.styles["Heading 1"]

    one = learned_from(saved(parsed(1, TWICE), tmp_path / "a.docx", striking))
    path = tmp_path / "filled.docx"
    path.write_bytes(one.filled(with_projects(one.first, 3, 1)))
    (table,) = docx.Document(str(path)).tables
    assert {row.cells[0].paragraphs[0].style.name for row in table.rows} == {"Normal"}
    assert len(table.rows) == 4


# --- rows that are ready ---------------------------------------------------------------------------------------------


def test_as_many_empty_rows_are_printed_as_the_paper_has(tmp_path: Path) -> None:
    one = learned("ready-to-be-filled-in", tmp_path)
    band = one.form.table.indicators
    assert band is not None
    assert band.least == 4
    assert [shown(one, with_projects(one.first, 1, each)).count("") for each in (1, 3, 4, 6)] == [3, 1, 0, 0]
    assert shown(one, with_projects(one.first, 3, 1)).count("") == 1
    assert comes_back(one, with_projects(one.first, 1, 1), tmp_path)


# --- other files ---------------------------------------------------------------------------------------------------


def of_file(path: Path) -> tuple[set[str], Document]:
    """What is asked about a file, and what the form that is learned of it reads there."""
    sketch = read_sketch(path)
    found = propose(sketch.source, sheets=sketch.sheets)
    return {*flags(found)}, read_source(path, learned_form(draft(found, sketch.look, path.stem))).document


def indicators(one: Document) -> list[list[str]]:
    """The name of each project with those of its indicators."""
    return [[project.name, *(row.name for row in project.indicators)] for project in one.projects]


@pytest.mark.parametrize("name", ["a-departments-column-over-its-projects", "header-of-two-rows-funds-divided"])
def test_a_pdf_with_lines_is_understood_as_well(name: str, tmp_path: Path) -> None:
    one = parsed(1, GRIDS[name])
    boxes = (Box(cell.row, cell.column, cell.rows, cell.columns, cell.text) for cell in one.places)
    path = tmp_path / "公开.pdf"
    path.write_bytes(drawn_pdf(Page([DrawnTable(tuple(boxes), left=20, wide=560 / one.columns)])))
    asked, document = of_file(path)
    assert (asked, indicators(document)) == (set(), indicators(learned(name, tmp_path).first))


def sheet(path: Path) -> Path:
    """As offices make it in Excel: words above the table in the cells of one row, a sum by formula, who has filled it
    in below, and nothing but merged cells that says what belongs together."""
    book = openpyxl.Workbook()
    page = book.active
    for row in (
        ["附表5"],
        ["杉岭县2033年度项目绩效申报汇总表"],
        ["填报单位：杉岭县文体局", None, None, None, None, None, "金额单位：元"],
        ["序号", "项目名称", "预算金额", "绩效目标", "考核内容", "完成标准", "权重"],
        [1, "球场翻修", 240000, "翻修球场六片。", "翻修球场", "6片", 60],
        [None] * 4 + ["验收合格率", "100%", 40],
        [2, "图书下乡", 90000, "送书到村。", "送书册数", "9000册", 100],
        ["合计", None, "=SUM(C5:C7)"],
        ["填表人：俞十", None, "联系电话：6651200"],
    ):
        page.append(row)
    for cells in ("A2:G2", "A5:A6", "B5:B6", "C5:C6", "D5:D6"):
        page.merge_cells(cells)
    book.save(path)
    return path


def test_a_sheet_is_asked_about_no_empty_cell_and_its_form_reads_what_stands_above_and_below(tmp_path: Path) -> None:
    asked, document = of_file(sheet(tmp_path / "a.xlsx"))
    assert asked == {"考核内容", "完成标准", "填表人：俞十"}
    assert indicators(document) == [["球场翻修", "翻修球场", "验收合格率"], ["图书下乡", "送书册数"]]
    assert [row.fields["weight"] for project in document.projects for row in project.indicators] == ["60", "40", "100"]
    said = {key: document.fields[key] for key in ("fill_unit", "money_unit", "own.填表人", "own.联系电话")}
    assert [*said.values()] == ["杉岭县文体局", "元", "俞十", "6651200"]


def test_the_formula_of_a_sum_reaches_over_all_projects_that_are_filled_in(tmp_path: Path) -> None:
    one = learned_from(sheet(tmp_path / "a.xlsx"))
    path = tmp_path / "filled.xlsx"
    path.write_bytes(one.filled(with_projects(one.first, 5, 3)))
    page = openpyxl.load_workbook(path).active
    last = next(row for row in page.iter_rows() if row[0].value == "合计")
    assert last[2].value == f"=SUM(C5:C{last[0].row - 1})"
    assert last[0].row == 5 + 5 * 3


def test_of_two_sheets_alike_both_have_projects(tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    other = book.copy_worksheet(book.active)
    other["B5"], other["B7"] = "泳池换水", "棋类比赛"
    book.save(path)
    _, document = of_file(path)
    assert [project.name for project in document.projects] == ["球场翻修", "图书下乡", "泳池换水", "棋类比赛"]


def test_who_has_filled_in_a_grid_is_the_documents(tmp_path: Path) -> None:
    one = learned(NO_LEVELS, tmp_path)
    assert one.first.fields["own.填表人"] == "祁远"
    assert comes_back(one, one.first, tmp_path)


def test_a_blank_grid_of_a_sheet_is_understood_as_the_filled_one(tmp_path: Path) -> None:
    one = parsed(1, GRIDS[NO_LEVELS])
    blank = save_excel(one, tmp_path / "blank.xlsx", filled=False)
    sketch = read_sketch(blank)
    form = learned_form(draft(propose(sketch.source, sheets=True), sketch.look, "a"))
    filled = read_source(save_excel(one, tmp_path / "filled.xlsx", filled=True), form).document
    assert indicators(filled) == [
        ["古桥修缮", "修缮古桥数量", "验收合格率", "游客满意度"],
        ["村戏下乡", "送戏场次", "观众满意率"],
    ]


# --- one row more or less ------------------------------------------------------------------------------------------


def head_rows(rows: str, folder: Path) -> list[str]:
    """What stands over the projects of a small grid, as their department."""
    text = "项目名称 | 预算数 | 指标名称 | 指标值\n" + rows
    (table,) = proposed(text, folder).tables
    return [one.spot.text for one in table.answers if one.role is CellRole.VALUE and one.key == "supervisor"]


PROJECT = "{name}桥~2 | {budget_total}3~2 | {i:name}座数 | {i:target}1座\n{i:name}合格率 | {i:target}100%\n"


def test_a_department_alone_in_a_cell_is_one_if_it_is_numbered(tmp_path: Path) -> None:
    assert head_rows("!（一）林业局 | - | - | -\n" + PROJECT, tmp_path) == ["（一）林业局"]
    assert head_rows("{name}一桥 | {budget_total} | {i:name} | {i:target}\n" + PROJECT, tmp_path) == []


def test_one_split_cell_among_several_merged_ones_makes_no_column_of_indicators(tmp_path: Path) -> None:
    split = "{name}路~2 | {budget_total}4 | {i:name}里程 | {i:target}2公里\n"
    split += "{budget_total}5 | {i:name}平整度 | {i:target}98%\n"
    text = "项目名称 | 预算数 | 指标名称 | 指标值\n" + PROJECT + PROJECT.replace("桥", "渠") + split
    found = proposed(text, tmp_path)
    assert keys(found, 1) == ["name", "budget_total", "name", "target"]
    assert {one.owner for one in found.tables[0].answers if one.key == "budget_total"} == {Owner.PROJECT}
    assert "预算数" in flags(found)


def test_a_text_repeated_in_some_rows_and_not_in_others_is_of_the_rows(tmp_path: Path) -> None:
    text = "项目名称 | 预算数 | 指标名称 | 指标值 | 频次\n" + "".join(
        f"{{name}}桥 | {{budget_total}}3 | {{i:name}}{name} | {{i:target}}1座 | {{own}}{often}\n"
        for name, often in (("座数", "每年"), ("长度", "每年"), ("合格率", "每季"))
    )
    (band,) = proposed(text, tmp_path).tables[0].bands
    assert [one.project for one in band.columns] == [True, True, False, False, False]


def test_the_rows_between_projects_of_a_table_further_down_a_sheet_are_told_too(tmp_path: Path) -> None:
    above = "> 甲表\n情况 | {overview}无^3\n>> 乙表\n项目名称 | 预算数 | 指标名称 | 指标值\n"
    text = f"{above}!一、林业局^4\n{PROJECT}!二、水务局^4\n{PROJECT.replace('桥', '渠')}"
    (table,) = proposed(text, tmp_path, excel=True).tables
    assert [one.spot.text for one in table.answers if one.key == "supervisor"] == ["一、林业局", "二、水务局"]


def test_a_column_that_alone_names_classes_takes_those_of_either_level(tmp_path: Path) -> None:
    """A blank annex does not say which; 数量指标 below 指标类别 made one project of two, and lost its indicators."""
    name = "a-sum-and-a-part-under-one-amount"
    blank = GRIDS[name].replace("数量指标", "产出指标").replace("质量指标", "产出指标")
    form = learned_from(save_excel(parsed(1, blank), tmp_path / "学.xlsx", filled=True)).form
    read = read_source(save_excel(parsed(1, GRIDS[name]), tmp_path / "填.xlsx", filled=True), form)
    assert [[one.name for one in project.indicators] for project in read.document.projects] == [
        ["维修校舍", "合格率", "师生满意度"],
        ["采购图书", "人均借阅"],
    ]
    assert [one.fields["budget_fiscal"] for one in read.document.projects] == ["45", "18"]


# --- what a form may say of groups ------------------------------------------------------------------------------------


def cell(first: int, last: int, **said: Any) -> Cell:
    return Cell(at=(first, last), **(said or {"blank": True}))


SUM = Computed(how="sum", of=("budget_total",))


@pytest.mark.parametrize(
    ("groups", "told"),
    [
        ({"head": (cell(1, 5, field="supervisor"),)}, ""),
        ({"foot": (cell(1, 1, label="小计"), cell(2, 2, computed=SUM), cell(3, 5))}, ""),
        ({}, "groups 要有 head 或 foot"),
        ({"head": (cell(1, 5, label="部门"),)}, "groups 的 head 里要有一格是 groups 的 field"),
        ({"head": (cell(1, 4, field="supervisor"),)}, "groups 的 head 第 1 行没有正好占满 5 列"),
        ({"foot": (cell(1, 6),)}, "groups 的 foot 第 1 行没有正好占满 5 列"),
        ({"foot": (cell(1, 5, field="unit_name"),)}, "groups 的“unit_name”：只能是 groups 的 field"),
        ({"foot": (cell(1, 5, field="supervisor", down=2),)}, "groups 的“supervisor”：只能是 groups 的 field"),
        (
            {"foot": (cell(1, 5, computed=Computed(how="rate", of=("budget_total", "budget_other"))),)},
            "groups 里的 computed 是一组项目的，只能写 sum",
        ),
    ],
)
def test_a_form_whose_groups_cannot_be_printed_is_refused(groups: dict[str, Any], told: str, tmp_path: Path) -> None:
    form = learned(HEADS, tmp_path).form
    made = ProjectGroups(field="supervisor", **groups)
    bands = [replace(one, groups=made) if isinstance(one, RecordsBand) else one for one in form.table.bands]
    found = [*faults(replace(form, table=replace(form.table, bands=tuple(bands)), original=None))]
    assert any(fault.startswith(told) for fault in found) if told else found == []


@pytest.mark.parametrize(
    ("number", "written"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "100")]
)
def test_departments_are_counted_as_parts_of_a_text(number: int, written: str) -> None:
    assert chinese(number) == written


@pytest.mark.parametrize(
    ("number", "text", "found"),
    [
        ("一、", "十二、林业局", "十二、"),
        ("一、", "林业局", ""),
        ("（一）", "(三) 林业局", "(三) "),
        ("1.", "3．林业局", "3．"),
        ("1、", "12、林业局", "12、"),
        ("", "一、林业局", ""),
    ],
)
def test_the_number_of_a_department_is_none_of_its_name(number: str, text: str, found: str) -> None:
    assert head_number(number, text) == found


@pytest.mark.parametrize("mark", ["（{}）", "{}、"])
def test_a_department_keeps_how_it_is_numbered(mark: str, tmp_path: Path) -> None:
    text = GRIDS[HEADS]
    for at in "一二":
        text = text.replace(f"{at}、", mark.format(at))
    one = learned_from(saved(parsed(1, text), tmp_path / "a.docx"))
    heads = [row for row in shown(one, one.first) if row.endswith("局")]
    assert heads == [f"{mark.format('一')}杏川县教育局", f"{mark.format('二')}杏川县卫健局"]


def test_a_blank_sheet_that_ends_with_the_header_of_a_list_is_one(tmp_path: Path) -> None:
    """Its columns were labels of each other: 年度绩效目标 had 产出指标 as its value."""
    header = "序号 | 项目名称 | 项目单位 | 预算金额 | 年度绩效目标 | 产出指标 | 效益指标 | 备注"
    row = "{own}1 | {name}桥 | {unit_name}站 | {budget_total}3 | {goal}修桥 | {own}一座 | {own}近 | {remarks}无"
    found = proposed(f"> 项目一览表\n{header}\n{row}\n{row}\n", tmp_path, filled=False, excel=True)
    (band,) = found.tables[0].bands
    assert [one.key for one in band.columns if not one.key.startswith("own")] == [
        "name", "unit_name", "budget_total", "goal", "remarks",
    ]  # fmt: skip
    assert not any(one.role is CellRole.VALUE and one.spot.text for one in found.tables[0].answers)
