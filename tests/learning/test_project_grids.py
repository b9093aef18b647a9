"""Annexes with all projects in one grid: whose each column is, and which rows are no projects."""

from pathlib import Path

import pytest

from learning.grids import parsed
from learning.measure import KINDS, measured
from learning.reading import flags, keys, proposed
from perfdesk.learning.answer import CellRole
from perfdesk.model.fields import Owner
from perfdesk.model.keys import NAME

# By the names of their files. A cell below a project's own, which somebody did not merge with it, has the same key and
# no text.
GRIDS = {
    path.stem: path.read_text(encoding="utf-8")
    for path in sorted((Path(__file__).parent / "project_grids").glob("*.txt"))
}
NO_LEVELS, BETWEEN, HEADS = "merged-without-levels", "sums-of-departments-between", "departments-in-rows-of-their-own"


@pytest.mark.parametrize("name", GRIDS)
def test_each_column_is_the_projects_or_the_indicators_and_nothing_is_wrong_without_a_question(
    name: str, tmp_path: Path
) -> None:
    for kind, filled in KINDS:
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
