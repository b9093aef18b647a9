"""Lists of records: rows find their project, what the tables print is compared, and nothing is dropped in silence."""

from dataclasses import replace
from pathlib import Path

import pytest
from small_forms import small_form
from sources import save_text
from test_list_comparison import FORM, grid, other

from perfdesk.forms.definition import Form
from perfdesk.forms.loader import form
from perfdesk.importers.found import Found
from perfdesk.importers.grid import Grid, Source
from perfdesk.importers.list_comparison import ListComparison
from perfdesk.importers.list_head import NUMBER_SLOT, split, split_for
from perfdesk.importers.list_reader import ListReader
from perfdesk.importers.load import ImportFailure, read_source
from perfdesk.importers.projects_told import told_by
from perfdesk.importers.record_lists import RecordLists
from perfdesk.importers.report import Report
from perfdesk.model.document import Document
from perfdesk.model.fields import Owner
from perfdesk.model.questions import open_questions
from tests.effort import grows_no_faster_than_its_input

WITH_TASKS = small_form("""
    项目名称^2 | {name}^2
    H of:tasks 任务名称>item^2 | 金额合计>total | 主要内容>content
    H 三级指标>name^2 | 指标值>target^2
""")
TWO = ("A1 信息中心 网站", "B2 馆本级 库房")


def projects_of(*told: str) -> list[Found]:
    """Projects of tables: code, unit and name."""
    keys = ("code", "unit_name", "name")
    return [Found("", dict(zip(keys, one.split(), strict=True)), has_header=True) for one in told]


def added(
    *lists: str, projects: list[Found] | None = None, layout: Form = FORM, report: Report | None = None
) -> tuple[list[Found], list[str], ListReader]:
    """The projects with the records of lists beside them, and what was left out: place and text."""
    report, grids = report or Report(), [grid(text) for text in lists]
    reader = ListReader(layout, Source(tuple(grids)), report)
    of_records = [one for one in split(grids)[1] if one.kind is not Owner.INDICATOR]
    assert len(of_records) == len(lists), "each is a list"
    found = projects or []
    told = [
        told_by({NUMBER_SLOT: str(at), **{(Owner.PROJECT, key): text for key, text in one.fields.items()}})
        for at, one in enumerate(found, 1)
    ]
    RecordLists(layout, reader, ListComparison(layout, reader, report), report).add(
        of_records, found, told, tables=projects is not None
    )
    return found, [f"{note.place} {note.text}".strip() for note in report.left_out], reader


def lines(found: list[Found]) -> list[str]:
    """Each project: its name, then each record's kind and texts."""
    return [
        f"{one.fields.get('name', '')}: "
        + " | ".join(" ".join((owner, *texts.values())) for owner, texts in one.records)
        for one in found
    ]


# --- one sheet, typed by somebody -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("listed", "projects"),
    [
        ("项目名称 | 任务名称 | 金额合计\n网站 | 改版 | 3\n库房 | 修缮 | 2",
         ["网站: tasks 改版 3", "库房: tasks 修缮 2"]),
        # Other names of the columns, in any order, rows sorted by anything.
        ("预算金额 | 主要任务 | 项目名称\n3 | 改版 | 网站\n2 | 修缮 | 库房\n1 | 巡检 | 网站",
         ["网站: tasks 3 改版 | tasks 1 巡检", "库房: tasks 2 修缮"]),
        ("项目代码 | 费用项目 | 测算过程 | 本年金额\nA1 | 印刷 | 5×2 | 10", [": costs 印刷 5×2 10"]),
        ("项目名称 | 实施内容 | 起始时间 | 结束时间\n网站 | 招标 | 3月 | 5月", ["网站: schedule 招标 3月 5月"]),
        ("项目名称 | 目标内容 | 目标完成情况 | 完成率\n网站 | 改好 | 完成 | 100%", ["网站: goals 改好 完成 100%"]),
        ("项目名称 | 地点\n网站 | 全县", ["网站: sites 全县"]),
        # A blank project goes on from above.
        ("项目名称 | 任务名称\n网站 | 改版\n | 巡检\n库房 | 修缮",
         ["网站: tasks 改版 | tasks 巡检", "库房: tasks 修缮"]),
        # Whoever types a list numbers its rows, also where the project is one cell beside them.
        ("序号 | 项目名称 | 任务名称\n1 | 网站 | 改版\n2 | 网站 | 巡检\n3 | 库房 | 修缮",
         ["网站: tasks 改版 | tasks 巡检", "库房: tasks 修缮"]),
        ("序号 | 项目名称 | 任务名称\n1 | 网站 | 改版\n2 | | 巡检\n3 | 库房 | 修缮",
         ["网站: tasks 改版 | tasks 巡检", "库房: tasks 修缮"]),
        # Our own numbers are those of the projects.
        ("序号 | 项目名称 | 任务名称\n1 | 网站 | 改版\n2 | 网站 | 巡检\n2 | 网站 | 修缮",
         ["网站: tasks 改版", "网站: tasks 巡检 | tasks 修缮"]),
        # One name with two codes is two projects; a row that says less belongs to the only one that fits.
        ("项目编码 | 项目名称 | 任务名称\nA | 网站 | 改版\nB | 网站 | 巡检", ["网站: tasks 改版", "网站: tasks 巡检"]),
        ("项目编码 | 项目名称 | 任务名称\nA | 网站 | 改版\nA | | 巡检", ["网站: tasks 改版 | tasks 巡检"]),
        # Of two kinds in one header the one with more columns is meant.
        ("项目名称 | 任务名称 | 主要内容 | 金额合计\n网站 | 改版 | 首页 | 3", ["网站: tasks 改版 首页 3"]),
        # Heads that are repeated on each page are no rows; a text that is a label elsewhere is a name.
        ("项目名称 | 任务名称\n网站 | 改版\n项目名称 | 任务名称\n网站 | 其他资金",
         ["网站: tasks 改版 | tasks 其他资金"]),
        # A project without records is a project.
        ("项目名称 | 任务名称\n网站 |\n库房 | 修缮", ["网站: ", "库房: tasks 修缮"]),
    ],
)  # fmt: skip
def test_rows_of_a_typed_list_become_records_of_their_projects(listed: str, projects: list[str]) -> None:
    found, left, _ = added(listed)
    assert (lines(found), left) == (projects, [])


@pytest.mark.parametrize(
    ("listed", "left"),
    [
        ("项目名称 | 任务名称 | 责任人\n网站 | 改版 | 某某", "第1行 列“责任人”没有对应的栏，1 格（“某某”）"),
        ("项目名称 | 任务名称\n网站 | 改版 | 多出", "第2行 列“没有表头的列”没有对应的栏，1 格（“多出”）"),
        ("项目名称 | 任务名称 | 主要任务\n网站 | 改版 | 巡检", "第1行 列“主要任务”没有对应的栏，1 格（“巡检”）"),
        ("项目名称 | 任务名称 | 实施地点\n网站 | 改版 | 全县", "第1行 列“实施地点”没有对应的栏，1 格（“全县”）"),
        ("项目名称 | 任务名称 | 金额合计\n网站 | 改版 | 3\n合计 | | 3", "第3行 合计 3"),
        ("二〇三一年任务安排\n项目名称 | 任务名称\n网站 | 改版", "第1行 二〇三一年任务安排"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_named(listed: str, left: str) -> None:
    found, told, _ = added(listed)
    assert lines(found) == ["网站: tasks 改版" + (" 3" if "| 3" in listed else "")]
    assert told == [left]


@pytest.mark.parametrize(
    ("listed", "units", "left"),
    [
        ("项目名称 | 任务名称 | 金额合计（元）\n网站 | 改版 | 30000", ["元"], 0),
        ("项目名称 | 任务名称 | 金额合计(单位：万元) | 财政拨款（万元）\n网站 | 改版 | 3 | 3", ["万元", "万元"], 0),
        ("任务清单\n单位：千元\n项目名称 | 任务名称 | 金额合计\n网站 | 改版 | 30", ["千元"], 1),
        ("项目名称 | 任务名称 | 金额合计\n网站 | 改版 | 3万元", [], 0),
        # Not of money, and no head that is read.
        ("项目名称 | 任务名称 | 长度（千米）\n网站 | 改版 | 3", [], 1),
    ],
)
def test_units_of_money_in_the_heads_and_above_them_are_those_of_the_amounts(
    listed: str, units: list[str], left: int
) -> None:
    found, told, reader = added(listed)
    assert len(told) == left
    assert [line.text for line in reader.money_units] == units
    texts = found[0].records[0][1]
    assert texts["item"] == "改版"
    assert texts.get("total", "") in listed, "an amount stays as it was typed"


@pytest.mark.parametrize(
    ("head", "is_list"),
    [
        ("项目名称 | 任务名称\n网站 | 改版", True),
        ("序号 | 项目名称 | 实施地点\n1 | 总分 | 全县", True),
        ("项目名称 | 实施地点", True),
        # An annex: values beside the labels, other labels below.
        ("项目名称 | 修路 | 实施地点 | 全县", False),
        ("项目名称 | 修路 | 实施地点 | 全县\n实施单位 | 局 | 项目期 | 1年", False),
        ("项目名称 | | 实施地点 |\n实施单位 | | 项目期 |", False),
        ("任务名称 | 金额合计\n改版 | 3", False),
        ("项目名称 | 金额合计\n网站 | 3", False),
    ],
)
def test_a_list_of_records_names_project_and_record_side_by_side(head: str, is_list: bool) -> None:
    assert [one.kind is Owner.INDICATOR for one in split([grid(head)])[1]] == [False] * is_list


def test_where_all_projects_stand_in_one_table_only_a_numbered_list_is_one() -> None:
    layout = replace(WITH_TASKS, table=replace(WITH_TASKS.table, grid=True))
    plain, numbered = grid("项目名称 | 任务名称\n网站 | 改版"), grid("序号 | 项目名称 | 任务名称\n1 | 网站 | 改版")
    rest, lists = split_for(layout, [plain, Grid((), merges=True), numbered])
    assert [one.grid for one in lists] == [numbered]
    assert rest == [plain, Grid((), merges=True)]
    assert [one.grid for one in split_for(WITH_TASKS, [plain, numbered])[1]] == [plain, numbered]


# --- beside tables ----------------------------------------------------------------------------------


def test_records_of_a_kind_that_no_table_prints_go_to_the_projects_of_the_tables() -> None:
    listed = """
        序号 | 项目编码 | 实施单位 | 项目名称 | 费用项目 | 金额
        2 | B2 | 馆本级 | 库房 | 印刷 | 1
        1 | A1 | 信息中心 | 网站 | 差旅 | 2
        2 | B2 | 馆本级 | 库房 | 邮寄 | 3
    """
    found, left, _ = added(listed, projects=projects_of(*TWO))
    assert lines(found) == ["网站: costs 差旅 2", "库房: costs 印刷 1 | costs 邮寄 3"]
    assert left == []


@pytest.mark.parametrize(
    ("row", "records", "left"),
    [
        # The code says it; the name says it; what differs is named.
        ("A1 | | 差旅", ["网站: costs 差旅", "库房: "], []),
        ("| 库房 | 差旅", ["网站: ", "库房: costs 差旅"], []),
        ("A1 | 网站改版 | 差旅", ["网站: costs 差旅", "库房: "], [other("项目名称", "网站改版", "网站")]),
        ("A9 | 网站 | 差旅", ["网站: costs 差旅", "库房: "], [other("项目编码", "A9", "A1")]),
        # A project that the tables do not have is none, and its row is not lost.
        ("C3 | 宣传 | 差旅", ["网站: ", "库房: "], ["C3 宣传 差旅"]),
        ("| | 差旅", ["网站: ", "库房: "], ["差旅"]),
    ],
)
def test_a_row_finds_the_project_by_what_it_says(row: str, records: list[str], left: list[str]) -> None:
    found, told, _ = added(f"项目编码 | 项目名称 | 费用项目\n{row}", projects=projects_of(*TWO))
    assert lines(found) == records
    assert [text.split(" ", 1)[1] for text in told] == left


def test_a_row_that_says_no_code_is_not_that_of_the_project_without_one() -> None:
    projects = [*projects_of("A1 馆 网站"), Found("", {"name": "库房"}, has_header=True)]
    found, left, _ = added("项目编码 | 项目名称 | 费用项目\n | 宣传 | 差旅", projects=projects)
    assert (lines(found), left) == (["网站: ", "库房: "], ["第2行 宣传 差旅"])


def test_projects_that_are_called_alike_are_told_apart_by_their_number_alone() -> None:
    alike = ("A 馆 网站", "A 馆 网站")
    head = "序号 | 项目编码 | 实施单位 | 项目名称 | 费用项目\n"
    found, left, _ = added(head + "2 | A | 馆 | 网站 | 二\n1 | A | 馆 | 网站 | 一", projects=projects_of(*alike))
    assert (lines(found), left) == (["网站: costs 一", "网站: costs 二"], [])
    found, left, _ = added(head.replace("序号", "备注") + "无 | A | 馆 | 网站 | 一", projects=projects_of(*alike))
    assert lines(found) == ["网站: ", "网站: "]
    assert left[1:] == ["第2行 无 A 馆 网站 一"], "nobody can tell which is meant"


def test_numbers_of_rows_are_not_taken_for_those_of_projects() -> None:
    listed = "序号 | 项目名称 | 费用项目\n1 | 网站 | 差旅\n2 | | 印刷"
    found, left, _ = added(listed, projects=projects_of(*TWO))
    assert (lines(found), left) == (["网站: costs 差旅 | costs 印刷", "库房: "], [])


def test_a_row_without_number_goes_on_from_above_in_a_list_of_ours() -> None:
    listed = "序号 | 项目编码 | 实施单位 | 项目名称 | 费用项目\n2 | A | 馆 | 网站 | 一\n | | | | 二"
    found, left, _ = added(listed, projects=projects_of("A 馆 网站", "A 馆 网站"))
    assert (lines(found), left) == (["网站: ", "网站: costs 一 | costs 二"], [])


def test_what_tells_a_project_and_does_not_print_is_taken_from_the_list() -> None:
    """The table of this form has no place for a code."""
    found, left, _ = added(
        "项目编码 | 项目名称 | 费用项目\nA1 | 网站 | 差旅\nA9 | 网站 | 印刷",
        projects=[Found("", {"name": "网站"}, has_header=True)],
        layout=WITH_TASKS,
    )
    assert (lines(found), found[0].fields["code"]) == (["网站: costs 差旅 | costs 印刷"], "A1")
    assert left == ["第3行 " + other("项目编码", "A9", "A1")]


def test_several_lists_alone_tell_of_the_same_projects() -> None:
    found, left, _ = added(
        "项目名称 | 任务名称\n网站 | 改版", "项目编码 | 项目名称 | 费用项目\nA1 | 网站 | 差旅\nB2 | 库房 | 印刷"
    )
    assert (lines(found), left) == (["网站: tasks 改版 | costs 差旅", "库房: costs 印刷"], [])
    assert found[0].fields == {"name": "网站", "code": "A1"}


def test_what_is_left_belongs_to_its_project_and_else_to_the_department() -> None:
    report = Report()
    listed = "说明\n项目名称 | 费用项目 | 经办\n库房 | 印刷 | 某某\n宣传 | 差旅 |"
    added(listed, projects=projects_of(*TWO), report=report)
    assert {at: len(notes) for at, notes in report.unread().items()} == {-1: 2, 1: 1}
    assert report.project == -1


def test_it_is_said_of_each_list_whether_it_counts() -> None:
    report = Report()
    (project,) = projects_of("A1 馆 网站")
    project.records = [(Owner.TASKS, {"item": "改版"})]
    lists = ("项目名称 | 任务名称\n网站 | 改版", "项目名称 | 费用项目\n网站 | 差旅")
    added(*lists, projects=[project], layout=WITH_TASKS, report=report)
    assert [(note.place, note.text) for note in report.guessed] == [
        ("第1行", "这张清单与各项目的表重复，按各项目的表装入"), ("第1行", "各项目的表上不印费用，按这张清单装入"),
    ]  # fmt: skip
    added(*lists, report=(alone := Report()))
    assert alone.guessed == [], "there is nothing beside them"


def test_in_a_department_s_form_the_rows_need_not_say_whose_they_are() -> None:
    found, left, _ = added("序号 | 项目名称 | 费用项目\n1 | | 差旅\n1 | | 印刷", projects=[Found("", has_header=True)])
    assert (lines(found), left) == ([": costs 差旅 | costs 印刷"], [])


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        (["改版 | 3 | 首页", "巡检 | 2 | 每月"], []),
        (["巡检 | 2 | 每月", "改版 | 3 | 首页"], []),
        (["改版 | 4 | 首页", "巡检 | 2 | 每月"], ["第2行 " + other("总额", "4", "3")]),
        (["改造 | 3 | 首页", "巡检 | 2 | 每月"], ["第2行 " + other("任务名称", "改造", "改版")]),
        (["改版 | 3 |", "巡检 | 2 | 每月"], ["第2行 " + other("主要内容", "", "首页")]),
        # Added, removed: the tables count.
        (["改版 | 3 | 首页", "巡检 | 2 | 每月", "宣传 | 9 | 墙报"], ["第4行 1 网站 宣传 9 墙报"]),
        (["巡检 | 2 | 每月"], []),
        # A row that says nothing is no record; of a renamed amount the row that nobody else repeats is meant.
        (["改版 | 3 | 首页", "巡检 | 2 | 每月", "| |"], []),
        # Spelling is no difference.
        (["改版 | ３ | 首 页", "巡检 | 2 | 每月"], []),
    ],
)
def test_a_list_that_repeats_the_tables_is_compared_row_by_row(rows: list[str], left: list[str]) -> None:
    (project,) = projects_of("A1 馆 网站")
    said = ({"item": "改版", "total": "3", "content": "首页"}, {"item": "巡检", "total": "2", "content": "每月"})
    project.records = [(Owner.TASKS, dict(one)) for one in said]
    listed = "\n".join(["序号 | 项目名称 | 任务名称 | 金额合计 | 主要内容", *(f"1 | 网站 | {row}" for row in rows)])
    found, told, _ = added(listed, projects=[project], layout=WITH_TASKS)
    assert told == left
    assert [texts for _, texts in found[0].records] == [*said], "the tables count"


def test_a_row_is_compared_with_a_record_that_no_other_row_repeats() -> None:
    (project,) = projects_of("A1 馆 网站")
    project.records = [(Owner.TASKS, {"item": "改版", "total": total}) for total in ("3", "4")]
    listed = "项目名称 | 任务名称 | 总额\n网站 | 改版 | 5\n网站 | 改版 | 3"
    assert added(listed, projects=[project], layout=WITH_TASKS)[1] == ["第2行 " + other("总额", "5", "4")]


def test_a_blank_cell_of_a_list_without_numbers_is_no_edit() -> None:
    (project,) = projects_of("A1 馆 网站")
    project.records = [(Owner.TASKS, {"item": "改版", "total": "3", "content": "首页"})]
    for head, said in (("项目名称", []), ("序号 | 项目名称", ["第2行 " + other("总额", "", "3")])):
        row = "1 | 网站" if "序号" in head else "网站"
        listed = f"{head} | 任务名称 | 总额 | 主要内容\n{row} | 改版 | | 首页"
        assert added(listed, projects=[project], layout=WITH_TASKS)[1] == said


def test_a_row_of_which_nothing_is_printed_is_a_record_of_its_own() -> None:
    (project,) = projects_of("A1 馆 网站")
    project.records = [(Owner.TASKS, {"item": "改版"})]
    found, left, _ = added("项目名称 | 任务名称 | 财政拨款\n网站 | | 9", projects=[project], layout=WITH_TASKS)
    assert [texts for _, texts in found[0].records] == [{"item": "改版"}, {"fiscal": "9"}]
    assert left == []


def test_what_only_the_list_has_of_a_printed_record_is_taken_from_it_once_each() -> None:
    (project,) = projects_of("A1 馆 网站")
    project.records = [(Owner.TASKS, {"item": "改版"}) for _ in range(60)]
    rows = "\n".join(f"网站 | 改版 | {at}" for at in range(60))
    found, left, _ = added(f"项目名称 | 任务名称 | 财政拨款\n{rows}", projects=[project], layout=WITH_TASKS)
    assert left == []
    assert [texts["fiscal"] for _, texts in found[0].records] == [str(at) for at in range(60)]


# --- whole files ------------------------------------------------------------------------------------


def read(folder: Path, text: str, form_id: str = "") -> Document:
    """A source of tab-separated rows."""
    path = save_text(
        folder, "\n".join("\t".join(map(str.strip, line.split("|"))) for line in text.strip().splitlines())
    )
    return read_source(path, form(form_id) if form_id else None).document


TASKS = "项目名称 | 任务名称 | 金额合计（元）\n网站 | 改版 | 30000\n库房 | 修缮 | 2"


def test_a_list_of_records_alone_is_of_the_form_that_prints_its_kind(tmp_path: Path) -> None:
    found = read(tmp_path, TASKS)
    assert found.form == "mof-88-department"
    assert [[record.name for record in project.records] for project in found.projects] == [["改版"], ["修缮"]]
    assert found.fields["money_unit"] == "元"


def test_where_no_form_prints_the_kind_a_person_has_to_name_one(tmp_path: Path) -> None:
    sites = "项目名称 | 实施地点\n网站 | 全县"
    with pytest.raises(ImportFailure, match="实施地点") as refused:
        read(tmp_path, sites)
    assert refused.value.insist
    for form_id in ("hebei-book-2024", "mof-88-department", "ningxia-annex2-2024"):
        assert [record.name for record in read(tmp_path, sites, form_id).projects[0].records] == ["全县"]
        assert [record.name for record in read(tmp_path, TASKS, form_id).projects[1].records] == ["修缮"]


def test_heads_in_two_units_of_money_are_a_question_for_a_person(tmp_path: Path) -> None:
    text = TASKS + "\n\n项目名称 | 费用项目 | 金额（万元）\n网站 | 印刷 | 1"
    found = read(tmp_path, text, "hebei-book-2024")
    assert [key for key, _ in open_questions(found.fields)] == ["money_unit"]
    assert len(found.projects[0].records) == 2


# --- cost ----------------------------------------------------------------------------------------


def hostile(count: int) -> None:
    """Rows of which none is equal to its record, all called alike; then as many projects, all called alike."""
    (project,) = projects_of("A1 馆 网站")
    project.records = [(Owner.TASKS, {"item": "改版", "total": f"{at}"}) for at in range(count)]
    rows = "\n".join(f"1 | 网站 | 改版 | {at}.5" for at in range(count))
    _, left, _ = added(f"序号 | 项目名称 | 任务名称 | 总额\n{rows}", projects=[project], layout=WITH_TASKS)
    assert len(left) == count
    rows = "\n".join(f"网站 | 差旅{at}" for at in range(count))
    found, left, _ = added(f"项目名称 | 费用项目\n{rows}", projects=projects_of(*["A 馆 网站"] * count))
    assert len(left) == count
    assert not any(one.records for one in found)


def test_twice_as_many_rows_that_fit_nowhere_cost_twice_as_much() -> None:
    assert grows_no_faster_than_its_input(lambda count: lambda: hostile(count + 1), 200)
