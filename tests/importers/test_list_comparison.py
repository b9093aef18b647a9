"""A list beside annex tables: each row is compared with the row it repeats, and with no other."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from notation import document
from sources import HEBEI

from perfdesk.exporters.excel import LIST_TITLE, write_workbook
from perfdesk.forms.loader import form
from perfdesk.importers.found import Found
from perfdesk.importers.grid import Grid, GridCell, GridRow, Source
from perfdesk.importers.list_comparison import ListComparison
from perfdesk.importers.list_reader import ListReader
from perfdesk.importers.load import read_source
from perfdesk.importers.report import Report

FORM = form("hebei-book-2024")
TABLES = """
# 网站 | code=A1 | unit_name=信息中心
- 数量 | 维护次数 | ≥4次 | basis=合同
- 数量 | 巡检次数 | ≥2次 | basis=计划
- 质量 | 合格率 | ≥95% | basis=合同
# 库房 | code=B2 | unit_name=馆本级
- 数量 | 面积 | 300平方米 | basis=合同
- 质量 | 合格率 | ≥95% | basis=计划
"""
LIST = """
序号 | 项目编码 | 实施单位 | 项目名称 | 二级指标 | 三级指标 | 指标值 | 指标值确定依据
1 | A1 | 信息中心 | 网站 | 数量指标 | 维护次数 | ≥4次 | 合同
1 | A1 | 信息中心 | 网站 | 数量指标 | 巡检次数 | ≥2次 | 计划
1 | A1 | 信息中心 | 网站 | 质量指标 | 合格率 | ≥95% | 合同
2 | B2 | 馆本级 | 库房 | 数量指标 | 面积 | 300平方米 | 合同
2 | B2 | 馆本级 | 库房 | 质量指标 | 合格率 | ≥95% | 计划
"""


def grid(text: str) -> Grid:
    """A table in the notation above: cells between bars, places by row."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return Grid(
        tuple(
            GridRow(f"第{at}行", tuple(GridCell(column, 1, cell) for column, cell in enumerate(cells)))
            for at, cells in enumerate(rows, 1)
        ),
        merges=True,
    )


def compared(listed: str, tables: str = TABLES) -> list[str]:
    """What is said of a list beside tables: row, title, and what both say; "第3行 +" for a row named whole."""
    report, one = Report(), grid(listed)
    found = [
        Found("", dict(project.fields), [dict(row.fields) for row in project.indicators])
        for project in document(tables).projects
    ]
    reader = ListReader(FORM, Source((one,)), report)
    ListComparison(FORM, reader, report).compare([one], found)
    whole = {row.place: " ".join(row.text.split()) for row in one.rows}
    return [f"{note.place} {'+' if whole[note.place] == note.text else note.text}" for note in report.left_out]


def without(text: str, *parts: str) -> str:
    """The text without the lines that have one of these parts."""
    return "\n".join(line for line in text.splitlines() if not any(part in line for part in parts))


def other(title: str, listed: str, said: str) -> str:
    return f"“{title}”与项目表不同：清单写“{listed}”，项目表是“{said}”"


def test_a_list_that_repeats_the_tables_has_nothing_to_say() -> None:
    assert compared(LIST) == []


def test_the_order_of_the_list_does_not_matter() -> None:
    head, *rows = LIST.strip().splitlines()
    assert compared("\n".join([head, *reversed(rows)])) == []


@pytest.mark.parametrize(
    ("gone", "row"), [("维护次数", "第2行"), ("巡检次数", "第3行"), ("basis=合同\n# 库", "第4行"), ("面积", "第5行")]
)
def test_a_row_that_the_tables_lack_is_one_remark_and_shifts_nobody(gone: str, row: str) -> None:
    """A row hidden in Excel made three remarks about the row below it."""
    tables = (
        TABLES.replace("- 质量 | 合格率 | ≥95% | basis=合同\n# 库", "# 库") if "\n" in gone else without(TABLES, gone)
    )
    assert compared(LIST, tables) == [f"{row} +"]


@pytest.mark.parametrize("gone", ["维护次数", "巡检次数", "面积"])
def test_a_row_that_the_list_lacks_is_the_list_s_own_business(gone: str) -> None:
    assert compared(without(LIST, gone)) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        # One edit in a row is found by what is still the same.
        ("≥4次", "≥6次", [other("指标值", "≥6次", "≥4次")]),
        ("维护次数", "养护次数", [other("三级指标", "养护次数", "维护次数")]),
        ("300平方米 | 合同", "300平方米 | 计划", [other("指标值确定依据", "计划", "合同")]),
        ("300平方米 | 合同", "300平方米 |", [other("指标值确定依据", "", "合同")]),
        ("A1 | 信息中心 | 网站 | 数量指标 | 维护", "A9 | 信息中心 | 网站 | 数量指标 | 维护",
         [other("项目编码", "A9", "A1")]),
        # Two: the name and the value; of the project nothing but its place among the rows nobody repeats is known.
        ("维护次数 | ≥4次", "养护次数 | ≥6次",
         [other("三级指标", "养护次数", "维护次数"), other("指标值", "≥6次", "≥4次")]),
        # Spelling is no difference.
        ("≥95% | 合同", "≥９５％ | 合 同", []),
    ],
)  # fmt: skip
def test_an_edit_is_named_by_its_column(old: str, new: str, said: list[str]) -> None:
    made = compared(LIST.replace(old, new, 1))
    assert [text.split(" ", 1)[1] for text in made] == said


def test_of_a_hidden_and_a_renamed_row_each_is_named_as_what_it_is() -> None:
    tables = without(TABLES, "维护次数").replace("合格率 | ≥95% | basis=合同", "优良率 | ≥95% | basis=合同")
    assert compared(LIST, tables) == ["第2行 +", f"第4行 {other('三级指标', '合格率', '优良率')}"]


@pytest.mark.parametrize(("differing", "whole"), [(3, False), (4, True)])
def test_a_row_is_known_as_long_as_half_of_it_is_the_same(differing: int, whole: bool) -> None:
    """Seven texts: with three others it is that row, with four it is another one."""
    cells = ["1", "A1", "信息中心", "网站", "数量指标", "维护次数", "≥4次"]
    for at in [2, 3, 4, 6][:differing]:
        cells[at] += "改"
    head = LIST.strip().splitlines()[0].rsplit("|", 1)[0]
    made = compared(f"{head}\n{' | '.join(cells)}")
    assert (made == ["第2行 +"]) == whole
    assert len(made) == (1 if whole else differing)


def test_without_numbers_a_blank_cell_says_nothing() -> None:
    """In a list of somebody else's a blank is no text that was taken away."""
    listed = LIST.replace("序号", "备注").replace("300平方米 | 合同", "300平方米 |")
    assert compared(listed) == []


def test_a_project_without_indicators_is_compared_by_its_own_row() -> None:
    tables, head = TABLES + "# 宣传 | code=C3 | unit_name=馆本级", LIST.strip().splitlines()[0]
    assert compared(f"{LIST}3 | C3 | 馆本级 | 宣传", tables) == []
    assert compared(f"{head}\n3 | C3 | 信息中心 | 宣传", tables) == [f"第2行 {other('实施单位', '信息中心', '馆本级')}"]
    # A row of an indicator is no row of a project that has none.
    assert compared(f"{head}\n3 | C3 | 馆本级 | 宣传 | 数量指标 | 次数", tables) == ["第2行 +"]


@pytest.mark.parametrize("count", [19, 20, 21, 45])
def test_all_renamed_rows_of_a_long_project_find_their_own(count: int) -> None:
    """Only some rows are compared with each, those round its own place."""
    tables = "# 网站 | code=A1\n" + "\n".join(f"- 数量 | 旧名{at} | {at}次 | basis=甲{at}" for at in range(count))
    head = "序号 | 项目编码 | 项目名称 | 二级指标 | 三级指标 | 指标值 | 指标值确定依据"
    rows = [f"1 | A1 | 网站 | 数量指标 | 新名{at} | {at}次 | 甲{at}" for at in range(count)]
    made = compared("\n".join([head, *rows]), tables)
    assert made == [f"第{at + 2}行 {other('三级指标', f'新名{at}', f'旧名{at}')}" for at in range(count)]


@pytest.mark.parametrize(("length", "shown"), [(40, "字" * 40), (41, "字" * 40 + "…")])
def test_a_long_text_is_quoted_in_part(length: int, shown: str) -> None:
    made = compared(LIST.replace("≥4次", "字" * length, 1))
    assert made == [f"第2行 {other('指标值', shown, '≥4次')}"]


def test_of_two_columns_of_one_title_the_first_counts() -> None:
    one = grid("项目名称 | 三级指标： | 三 级 指 标 | 备注")
    columns = ListReader(FORM, Source((one,)), Report()).columns(one)
    assert [(at, key) for at, (_, key) in columns.items()] == [(0, "name"), (1, "name")]


@pytest.mark.parametrize("row", [10, 11, 12, 13, 14])
def test_a_row_hidden_in_our_own_workbook_is_one_remark_of_the_list(tmp_path: Path, row: int) -> None:
    stream = BytesIO()
    write_workbook(FORM, document(HEBEI), stream)
    book = openpyxl.load_workbook(stream)
    book["1 雷达站维护"].row_dimensions[row].hidden = True
    book.save(tmp_path / "a.xlsx")
    places = [note.place for note in read_source(tmp_path / "a.xlsx", FORM).left_out]
    assert places == [f"工作表“{LIST_TITLE}”第{row - 8}行", "工作表“1 雷达站维护”"]


def test_a_row_that_the_list_has_twice_is_compared_twice() -> None:
    twice = LIST + "2 | B2 | 馆本级 | 库房 | 数量指标 | 面积 | 200平方米 | 合同\n"
    assert compared(twice) == [f"第7行 {other('指标值', '200平方米', '300平方米')}"]


def test_a_row_is_paired_with_the_project_whose_code_was_edited() -> None:
    """Name and target stand in both projects; the row that nobody else repeats is meant."""
    listed = LIST.replace("2 | B2 | 馆本级 | 库房 | 质量", "2 | B9 | 馆本级 | 库房 | 质量")
    assert compared(listed) == [f"第6行 {other('项目编码', 'B9', 'B2')}"]
