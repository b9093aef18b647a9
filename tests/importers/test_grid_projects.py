"""A table of all projects: where one begins, which rows are sums, and what projects have in common."""

from pathlib import Path

import pytest
from small_forms import small_form

from perfdesk.importers.load import read_source
from perfdesk.importers.recognise import Imported
from perfdesk.importers.sum_rows import is_sum

LAYOUT = small_form(
    "H 主管部门>!supervisor | 项目名称>!name | 预算数>!budget_total | 备注>!remarks | 三级指标>name | 指标值>target\n",
    grid=True,
)
HEAD = "主管部门 | 项目名称 | 预算数 | 备注 | 三级指标 | 指标值\n"


def read(rows: str, folder: Path) -> Imported:
    lines = [[cell.strip() for cell in line.split("|")] for line in (HEAD + rows).strip().splitlines()]
    path = folder / "source.txt"
    path.write_text("\n".join("\t".join(line) for line in lines), encoding="utf-8")
    return read_source(path, LAYOUT)


def told(one: Imported, *keys: str) -> list[tuple[str, ...]]:
    return [tuple(project.fields[key] for key in keys) for project in one.document.projects]


def left(one: Imported) -> list[str]:
    return [note.text for note in one.left_out]


TWO = "林业局 | 造林 | 30 | | 面积 | 50亩\n | | | | 成活率 | 90%\n水务局 | 清淤 | 12 | | 长度 | 3公里\n"


@pytest.mark.parametrize("row", ["合计 | | 42 | | |", " | 总 计 | 42 | | | ", "林业水务小计 | | 42 | | |"])
@pytest.mark.parametrize("above", [False, True])
def test_a_row_of_a_sum_is_no_project(row: str, above: bool, tmp_path: Path) -> None:
    one = read(f"{row}\n{TWO}" if above else f"{TWO}{row}\n", tmp_path)
    assert (told(one, "name"), left(one)) == ([("造林",), ("清淤",)], [])


def test_sums_of_departments_are_compared_with_the_projects_over_or_under_them(tmp_path: Path) -> None:
    first, second, third = TWO.splitlines(keepends=True)
    below = f"{first}{second}小计 | | 30 | | |\n{third}小计 | | 12 | | |\n合计 | | 42 | | |\n"
    above = f"合计 | | 42 | | |\n小计 | | 30 | | |\n{first}{second}小计 | | 12 | | |\n{third}"
    for text in (below, above):
        one = read(text, tmp_path)
        assert (told(one, "name"), left(one)) == ([("造林",), ("清淤",)], [])
    assert left(read(below.replace("小计 | | 12", "小计 | | 13"), tmp_path)) == [
        "“小计”写的是“13”，与各项目相加的不同，请核对"
    ]


def test_a_project_that_is_called_like_a_sum_and_has_indicators_is_one(tmp_path: Path) -> None:
    assert told(read(TWO + "水务局 | 水费合计 | 5 | | 户数 | 9户\n", tmp_path), "name")[-1] == ("水费合计",)


def test_rows_that_only_have_a_number_are_ready_to_be_filled_in(tmp_path: Path) -> None:
    one = read(TWO + "3 | | | | |\n4 | | | | |\n", tmp_path)
    assert (told(one, "name"), left(one)) == ([("造林",), ("清淤",)], [])


def test_an_office_that_nobody_wrote_again_is_that_of_the_project_above_and_is_told(tmp_path: Path) -> None:
    one = read("林业局 | 造林 | 30 | 急 | 面积 | 50亩\n | 防火 | 8 | | 次数 | 9次\n", tmp_path)
    assert told(one, "supervisor", "name", "remarks") == [("林业局", "造林", "急"), ("林业局", "防火", "")]
    assert "没有写部门或单位，按上一个项目的“林业局”装入" in [note.text for note in one.guessed]


def test_a_further_row_of_a_project_adds_what_was_missing_and_else_is_reported(
    tmp_path: Path,
) -> None:
    one = read("林业局 | 造林 | 30 | | 面积 | 50亩\n | | | 急 | 成活率 | 90%\n | | 31 | | 株数 | 9株\n", tmp_path)
    assert told(one, "name", "budget_total", "remarks") == [("造林", "30", "急")]
    assert len(one.document.projects[0].indicators) == 3
    assert any("31" in text for text in left(one))


def test_a_row_without_a_name_that_says_all_else_otherwise_is_another_project(tmp_path: Path) -> None:
    one = read("林业局 | 造林 | 30 | | 面积 | 50亩\n水务局 | | 12 | | 长度 | 3公里\n", tmp_path)
    assert told(one, "supervisor", "name", "budget_total") == [("林业局", "造林", "30"), ("水务局", "", "12")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("合计", True), ("合 计：", True), ("教育局小计", True), ("共计", True), ("合计面积", False),
        ("某某县教育局所属各学校项目小计", False),
    ],
)  # fmt: skip
def test_what_a_sum_is_called(text: str, *, expected: bool) -> None:
    assert is_sum(text) is expected


def test_a_sum_of_which_a_part_is_no_number_is_reported(tmp_path: Path) -> None:
    one = read(TWO.replace("| 12 |", "| 待定 |") + "合计 | | 30 | | |\n", tmp_path)
    assert left(one) == ["“合计”写的是“30”，与各项目相加的不同，请核对"]
    assert left(read(TWO + "合计 | | 若干 | | |\n", tmp_path)) == ["“合计”写的是“若干”，与各项目相加的不同，请核对"]


def test_a_project_without_money_counts_nothing_in_a_sum(tmp_path: Path) -> None:
    assert left(read(TWO.replace("| 12 |", "| |") + "合计 | | 30 | | |\n", tmp_path)) == []


def test_one_word_in_the_column_of_offices_is_not_ready_to_be_filled_in(tmp_path: Path) -> None:
    assert any("三中" in text for text in left(read(TWO + "三中 | | | | |\n", tmp_path)))
