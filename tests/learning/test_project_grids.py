"""Annexes with all projects in one grid: whose each column is, and which rows are no projects."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from importers.pdf_drawing import Box, DrawnTable, Page, drawn_pdf

from learning.grids import parsed, save_excel
from learning.measure import KINDS, measured
from learning.originals import Learned, contents, learned_from, saved, saved_sheet
from learning.reading import flags, keys, proposed
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


@pytest.mark.parametrize(
    "kinds", [(KINDS[0], KINDS[3]), pytest.param(KINDS, marks=pytest.mark.slow)], ids=["two kinds", "all kinds"]
)
@pytest.mark.parametrize("name", GRIDS)
def test_each_column_is_the_projects_or_the_indicators_and_nothing_is_wrong_without_a_question(
    name: str, kinds: Sequence[tuple[str, bool]], tmp_path: Path
) -> None:
    for kind, filled in kinds:
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


def test_departments_over_their_projects_are_one_question(tmp_path: Path) -> None:
    found = proposed(GRIDS[HEADS], tmp_path)
    assert [*flags(found)] == ["一、杏川县教育局", "二、杏川县卫健局"]
    assert found.asked == 1
    assert {one.role for one in found.tables[0].answers if "、" in one.spot.text} == {CellRole.NOTE}


def test_where_header_and_rows_say_different_things_it_is_asked(tmp_path: Path) -> None:
    text = """
项目名称 | 主管部门 | 联系电话 | 指标名称 | 指标值
{name}桥~2 | {supervisor}局~2 | {phone}1 | {i:name}座数 | {i:target}1座
{phone}2 | {i:name}合格率 | {i:target}100%
"""
    assert "联系电话" in flags(proposed(text, tmp_path))


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
    assert proposed(GRIDS[HEADS], tmp_path).left_out == [
        "第 1 张表里“一、杏川县教育局”等 2 行在各项目之间，不是项目，没有写进表样。"
    ]


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
    """The notes between the projects of a small grid."""
    text = "项目名称 | 预算数 | 指标名称 | 指标值\n" + rows
    (table,) = proposed(text, folder).tables
    return [one.spot.text for one in table.answers if one.role is CellRole.NOTE]


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
    asked = flags(proposed(text, tmp_path, excel=True))
    assert {"一、林业局", "二、水务局"} <= {*asked}


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
