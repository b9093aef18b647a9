"""A learned form reads every cell of what clerks hand in, or says in words what it has not read."""

from pathlib import Path
from random import Random

import openpyxl
import pytest

from learning.changes import CHANGES
from learning.clerks import CLERKS
from learning.confirming_all import second
from learning.drawn import drawn
from learning.grids import Layout, parsed, save_excel
from learning.metamorphic import even
from learning.originals import learned_from
from learning.second_files import SECOND, Second, learned, misread, read
from perfdesk.importers.load import read_source
from perfdesk.importers.recognise import recognise

# What is not read as a rule, and said: marks that an office has put to its labels later, a label as a value.
TOLD = ("labels starred", "labels numbered", "values of labels")
READ = [name for name in SECOND if name not in TOLD]
EVEN = sorted(even(), key=lambda one: sum(len(table.places) for table in one.tables))
FORM = """
> 2031年石泉县项目表
项目名称 | {name}石桥 | 主管部门 | {supervisor}交通局
资金总额 | {budget_total}30 | 其中：财政拨款 | {budget_fiscal}20
年度目标 | {goal}修一座桥。^3
一级指标 | 二级指标 | 三级指标 | 指标值
{i:level1}产出指标 | {i:level2}数量指标 | {i:name}桥梁 | {i:target}1座
{i:level1}效益指标 | {i:level2}社会效益指标 | {i:name}受益村民 | {i:target}≥300人
备注 | {remarks}无^3
"""


def of(name: str, seed: int, those) -> Second:
    return sum((found for one in those for found in read(one, name, seed)), Second())


@pytest.mark.parametrize("name", READ)
def test_a_file_after_what_a_clerk_has_done(name: str) -> None:
    place = READ.index(name) // 6
    one = next(one for one in EVEN[place:] if SECOND[name](one, Random(0)))
    found = of(name, 0, [one])
    assert (found.right, found.wrong) == (found.files, [])


@pytest.mark.parametrize("name", TOLD)
def test_what_is_not_read_is_said(name: str) -> None:
    found = of(name, 0, EVEN[:3])
    assert found.silent == 0
    assert found.told + found.refused + found.right == found.files


@pytest.mark.slow
@pytest.mark.parametrize("name", SECOND)
def test_nothing_is_ever_wrong_without_a_word(name: str) -> None:
    assert [text for seed in range(3) for text in of(name, seed, EVEN).wrong if text.startswith("SILENT")] == []


@pytest.mark.parametrize("behind", ["value behind colon", "value in label"])
@pytest.mark.parametrize("seed", range(5))
def test_a_value_behind_the_colon_of_its_label_is_read(behind: str, seed: int) -> None:
    one = parsed(2, FORM)
    found = of(behind, seed, [one])
    assert (found.files, found.right) == (4, 4)


def test_all_values_behind_their_labels_at_once_are_read() -> None:
    one = parsed(2, FORM)
    form, layout = learned(one, sheet=False, filled=False) or (None, one)
    chance = Random(1)
    for _ in range(6):
        layout = CLERKS["value in label"](layout, chance) or layout
    imported = recognise(Path("a"), drawn(layout, sheet=False, filled=True), form)
    assert [*misread(layout, imported, "")] == []


def test_a_wrong_cell_is_counted() -> None:
    """What counts would find nothing if it found everything right."""
    one = parsed(2, FORM)
    form, layout = learned(one, sheet=False, filled=True) or (None, one)
    imported = recognise(Path("a"), drawn(layout, sheet=False, filled=True), form)
    assert len([*misread(second(layout), imported, "")]) == 10


def test_the_changes_of_layouts_that_clerks_make_are_among_them() -> None:
    assert {*SECOND} <= {*CHANGES, *CLERKS}


FUNDS = """
项目名称^2 | {name}桥^4
资金 | 年初预算数 | 调整后预算数 | 1-7月执行数 | 执行率 | 全年预计执行数
资金总额 | {funds.total.initial}@ | {funds.total.adjusted}@ | {c}@ | {d}@ | {e}@
其他资金 | {funds.other.initial}@ | {funds.other.adjusted}@ | {h}@ | {i}@ | {j}@
"""
MEASURES = ("initial", "adjusted", "executed@july", "rate@july", "expected")


def funds(*told: str) -> Layout:
    text = FUNDS
    for one in told:
        text = text.replace("@", one, 1)
    return parsed(99, text)


@pytest.mark.parametrize("blank", range(5))
@pytest.mark.parametrize("shift", [0, 1])
def test_on_a_sheet_a_value_behind_an_empty_cell_stays_in_its_column(blank: int, shift: int, tmp_path: Path) -> None:
    """The sheet has no cell where nothing is written: what stood behind it moved to the left, and nobody was told."""
    form = learned_from(save_excel(funds(*"1234567890"), tmp_path / "学.xlsx", filled=True)).form
    told = [*"12345", *("" if at == blank else f"{at}.5" for at in range(5))]
    path = save_excel(funds(*told), tmp_path / "填.xlsx", filled=True)
    if shift:
        book = openpyxl.load_workbook(path)
        for one in [*book.active.merged_cells.ranges]:
            one.shift(shift, 0)
        book.active.move_range(book.active.calculate_dimension(), cols=shift)
        book.save(path)
    project = read_source(path, form).document.projects[0]
    assert [project.fields[f"funds.other.{key}"] for key in MEASURES] == told[5:]
    assert [project.fields[f"funds.total.{key}"] for key in MEASURES] == told[:5]
