"""Annexes with all projects in one grid: whose each column is, and which rows are no projects."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from learning.grids import parsed
from learning.measure import KINDS, measured
from learning.originals import Learned, contents, learned_from, saved, saved_sheet
from learning.reading import flags, keys, proposed
from perfdesk.importers.load import read_source
from perfdesk.learning.answer import CellRole
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


@pytest.mark.parametrize("excel", [False, True], ids=["word", "excel"])
@pytest.mark.parametrize("name", GRIDS)
def test_what_is_filled_into_the_offices_own_file_comes_back(name: str, excel: bool, tmp_path: Path) -> None:
    one = learned(name, tmp_path, excel=excel)
    assert comes_back(one, one.first, tmp_path)
    assert comes_back(one, with_projects(one.first, 3, 5), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("excel", [False, True], ids=["word", "excel"])
@pytest.mark.parametrize("name", GRIDS)
def test_so_do_one_and_forty_projects_with_few_and_with_many_indicators(name: str, excel: bool, tmp_path: Path) -> None:
    one = learned(name, tmp_path, excel=excel)
    for projects, each in ((1, 1), (1, 12), (40, 1), (40, 4)):
        assert comes_back(one, with_projects(one.first, projects, each), tmp_path), (projects, each)


@pytest.mark.parametrize("name", [NO_LEVELS, HEADS])
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
