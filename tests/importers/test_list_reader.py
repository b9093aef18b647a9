"""A list alone becomes projects: rows find their project, whatever the order of rows and columns."""

from pathlib import Path

import pytest
from sources import save_text
from test_list_comparison import FORM, grid

from perfdesk.forms.indicator_list import columns as list_columns
from perfdesk.importers.grid import Line, Source
from perfdesk.importers.list_head import ListGrid, split
from perfdesk.importers.list_reader import ListReader
from perfdesk.importers.load import ImportFailure, read_source
from perfdesk.importers.report import Report
from perfdesk.model.fields import Owner


def read(*lists: str) -> tuple[list[str], list[str]]:
    """Each project as "name: class name target | …", and what was left out."""
    report, grids = Report(), [grid(text) for text in lists]
    found = ListReader(FORM, Source(tuple(grids)), report).projects(grids)
    keys = ("level2", "name", "target")
    lines = [
        f"{one.fields.get('name')}: " + " | ".join(" ".join(row.get(key, "-") for key in keys) for row in one.rows)
        for one in found
    ]
    return lines, [note.text for note in report.left_out]


@pytest.mark.parametrize(
    ("listed", "projects"),
    [
        ("项目名称 | 二级指标 | 三级指标 | 指标值\n网站 | 数量指标 | 次数 | 4次", ["网站: 数量指标 次数 4次"]),
        # Columns in any order, rows sorted by anything.
        ("指标值 | 三级指标 | 项目名称\n4次 | 次数 | 网站\n5㎡ | 面积 | 库房\n2次 | 巡检 | 网站",
         ["网站: - 次数 4次 | - 巡检 2次", "库房: - 面积 5㎡"]),
        # A blank project goes on from above, also with what else is said of it.
        ("项目名称 | 三级指标\n网站 | 次数\n | 巡检\n库房 | 面积\n | 温度",
         ["网站: - 次数 - | - 巡检 -", "库房: - 面积 - | - 温度 -"]),
        # One name with two codes is two projects; numbers tell equals apart.
        ("项目编码 | 项目名称 | 三级指标\nA | 网站 | 次数\nB | 网站 | 巡检", ["网站: - 次数 -", "网站: - 巡检 -"]),
        ("序号 | 项目名称 | 三级指标\n1 | 网站 | 次数\n2 | 网站 | 巡检\n1 | 网站 | 率",
         ["网站: - 次数 - | - 率 -", "网站: - 巡检 -"]),
        # A project without indicators is a project.
        ("项目名称 | 三级指标\n网站 |\n库房 | 面积", ["网站: ", "库房: - 面积 -"]),
        # Marks of the form are no part of the class.
        ("项目名称 | 二级指标 | 三级指标\n网站 | 数量\n指标 | 次数".replace("数量\n指标", "数量指标（必填）"),
         ["网站: 数量指标 次数 -"]),
    ],
)  # fmt: skip
def test_rows_of_a_list_become_projects(listed: str, projects: list[str]) -> None:
    assert read(listed) == (projects, [])


def test_two_lists_may_speak_of_one_project() -> None:
    assert read("项目名称 | 三级指标\n网站 | 次数", "项目名称 | 三级指标\n网站 | 巡检")[0] == [
        "网站: - 次数 - | - 巡检 -"
    ]


def test_the_project_s_texts_stand_in_the_project_and_the_indicator_s_in_its_row() -> None:
    one = grid("项目名称 | 预算数 | 三级指标 | 指标值\n网站 | 22.20 | 次数 | 4次\n网站 | 9 | 巡检 | 2次")
    (project,) = ListReader(FORM, Source((one,)), Report()).projects([one])
    assert project.fields == {"name": "网站", "budget_total": "22.20"}  # the first row counts
    assert project.rows == [{"name": "次数", "target": "4次"}, {"name": "巡检", "target": "2次"}]


@pytest.mark.parametrize(
    ("listed", "left"),
    [
        ("项目名称 | 三级指标 | 备注\n网站 | 次数 | 待核", ["列“备注”没有对应的栏，1 格（“待核”）"]),
        ("项目名称 | 三级指标 | 备注\n网站 | 次数 |", ["列“备注”没有对应的栏"]),
        ("项目名称 | 三级指标\n网站 | 次数 | 多出", ["列“没有表头的列”没有对应的栏，1 格（“多出”）"]),
        # A label is no value.
        (
            "项目名称 | 三级指标 | 指标值\n网站 | 次数 | 指标值",
            ["列“指标值”里有栏目名称，没有当作内容，1 格（“指标值”）"],
        ),
    ],
)
def test_what_has_no_column_is_named(listed: str, left: list[str]) -> None:
    assert read(listed)[1] == left


@pytest.mark.parametrize(
    ("head", "is_list"),
    [
        ("项目名称 | 三级指标", True),
        ("项目编码 | 三级指标 | 指标值", True),
        ("三级指标 | 指标值", False),  # an annex has these side by side, and names no project there
        ("项目名称 | 项目编码", False),
        ("项目名称 | 一级指标", False),
    ],
)
def test_a_list_names_project_and_indicator_side_by_side(head: str, is_list: bool) -> None:
    one, line = grid(f"{head}\n甲 | 乙"), Line("", "说明")
    rest, lists = split([line, one])
    assert (rest, lists) == (([line], [ListGrid(one, Owner.INDICATOR)]) if is_list else ([line, one], []))


@pytest.mark.parametrize(
    ("columns", "read"),
    [
        (" ".join(column.title for column in list_columns(FORM)), True),
        ("项目名称 三级指标 指标值", False),
        ("项目名称 三级指标", False),
    ],
)  # fmt: skip
def test_a_list_with_few_of_the_columns_is_of_no_known_form(tmp_path: Path, columns: str, read: bool) -> None:
    titles = columns.split()
    values = {"项目名称": "网站", "三级指标": "次数", "一级指标": "产出指标", "二级指标": "数量指标", "预算数": "5"}
    path = save_text(tmp_path, "\n".join("\t".join(row) for row in (titles, [values.get(one, "一") for one in titles])))
    if read:
        assert [project.name for project in read_source(path).document.projects] == ["网站"]
    else:
        with pytest.raises(ImportFailure):
            read_source(path)
