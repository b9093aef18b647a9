"""An annex of which one label is another office's word: the word stays a label, and the rest stays right."""

import random
from pathlib import Path

import pytest

from learning.grids import parsed
from learning.reading import flags, keys, proposed, roles
from learning.stress import Trial, even, measured, source, trials, tried
from perfdesk.learning.answer import CellRole
from perfdesk.learning.proposal import propose
from perfdesk.model.fields import Owner

# Of the cells beside a replaced label so many may lose their field, and of all so many in silence: what was measured,
# and a little.
_MOST_LOST, _MOST_SILENT = 0.01, 0.001


@pytest.mark.parametrize("count", [24, pytest.param(4000, marks=pytest.mark.slow)], ids=["short", "all"])
def test_one_word_of_another_office_stays_a_label_and_nothing_else_changes(count: int) -> None:
    chance = random.Random(15)
    every = [*trials(even(), chance)]
    met = measured(chance.sample(every, min(count, len(every))))
    for one in met.values():
        assert one.trials
        assert one.values <= one.trials * 0.005
        assert one.labels >= one.trials * 0.985
        assert one.lost <= one.others * _MOST_LOST
        assert one.silent + one.lost_silent <= (one.fields + one.others) * _MOST_SILENT


def test_what_is_counted_is_what_happened() -> None:
    one = next(one for one in even() if one.number == 2)
    label = next(place for place in one.places if place.text.startswith("主管部门"))
    count = tried(Trial(one, 0, label, "柚橘", True))
    assert (count.trials, count.labels, count.values, count.fields, count.right, count.own) == (1, 1, 0, 1, 0, 1)
    assert (count.lost, count.silent) == (0, 0)
    assert count.others > 10
    same = tried(Trial(one, 0, label, label.text, True))
    assert (same.right, same.own, same.questions) == (1, 0, 0)


def test_a_layout_is_the_same_with_and_without_a_file(tmp_path: Path) -> None:
    text = "> 某表\n项目名称~2 | {name}桥^2\n备注 | {remarks}无\n< 填表人：甲\n"
    direct = propose(source(parsed(99, text), filled=True), sheets=False)
    assert keys(direct, 0) == keys(proposed(text, tmp_path), 0)
    assert keys(direct, 1) == keys(proposed(text, tmp_path), 1)


# --- rows of which only the name is unknown ----------------------------------------------------------------------

NAME = "项目名称 | {name}桥^3\n"


@pytest.mark.parametrize("filled", [True, False])
@pytest.mark.parametrize(
    ("header", "owner", "key"),
    [
        ("柚橘 | 测算依据 | 金额 | 备注", Owner.COSTS, "item"),
        ("柚橘 | 测算依据 | 2036年 | 2037年", Owner.COSTS, "item"),
        ("柚橘 | 开始时间 | 结束时间 | 备注", Owner.SCHEDULE, "content"),
        ("柚橘 | 主要内容 | 预算金额 | 补助标准", Owner.TASKS, "item"),
        ("柚橘 | 指标解释 | 目标值 | 计量单位", Owner.INDICATOR, "name"),
        ("序号 | 柚橘 | 目标值 | 计量单位", Owner.INDICATOR, "name"),
        ("二级指标 | 柚橘 | 目标值 | 权重", Owner.INDICATOR, "name"),
    ],
)
def test_the_one_unknown_word_of_a_header_names_its_rows(
    header: str, owner: Owner, key: str, filled: bool, tmp_path: Path
) -> None:
    found = proposed(
        NAME + header + "\n{a}1 | {b}2 | {c}3 | {d}4\n{a}5 | {b}6 | {c}7 | {d}8\n", tmp_path, filled=filled
    )
    (band,) = found.tables[0].bands
    named = next(one for one in band.columns if one.spot.text == "柚橘")
    assert (band.owner, named.key, named.flag) == (owner, key, True)
    assert roles(found)["柚橘"] is CellRole.HEADER


@pytest.mark.parametrize(
    "rows",
    [
        "柚橘 | 测算依据 | 金额 | 榫卯\n{a}1 | {b}2 | {c}3 | {d}4\n",  # two words that nobody knows
        "柚橘 | 测算依据 | 备注 | 目标\n{a}1 | {b}2 | {c}3 | {d}4\n",  # nothing tells what the rows are
        "测算依据 | 柚橘 | 金额 | 备注\n{a}1 | {b}2 | {c}3 | {d}4\n",  # the word does not come first
        "柚橘 | 测算依据 | 金额 | 备注\n财政拨款 | {b}2 | {c}3 | {d}4\n",  # the rows begin with labels
    ],
)
def test_no_other_header_is_one_of_rows(rows: str, tmp_path: Path) -> None:
    assert proposed(NAME + rows, tmp_path).tables[0].bands == ()


# --- two labels with their values below --------------------------------------------------------------------------


@pytest.mark.parametrize("filled", [True, False])
def test_an_unknown_label_beside_a_known_one_over_texts_is_a_label(filled: bool, tmp_path: Path) -> None:
    text = NAME + "总体目标~2 | 年初设定目标^2 | 柚橘\n{goal}修桥铺路。^2 | {own}桥已修好。\n"
    found = proposed(text, tmp_path, filled=filled)
    assert roles(found)["柚橘"] is CellRole.LABEL
    assert keys(found, 2) == ["goal", "own.柚橘"]


def test_an_unknown_opinion_beside_a_known_one_is_a_label(tmp_path: Path) -> None:
    text = NAME + "单位意见^2 | 柚橘^2\n{d:opinion_1}同意上报。^2 | {own}拟同意安排。^2\n"
    found = proposed(text, tmp_path)
    assert keys(found, 2) == ["opinion_1", "own.柚橘"]


def test_a_label_and_its_value_over_one_long_text_are_no_header(tmp_path: Path) -> None:
    text = NAME + "联系人^2 | {contact}柚橘^2\n项目概况 | {overview}修桥铺路。^3\n"
    assert keys(proposed(text, tmp_path), 1) == ["", "contact"]


@pytest.mark.parametrize("filled", [True, False])
def test_an_unknown_source_before_amounts_of_years_is_a_label(filled: bool, tmp_path: Path) -> None:
    text = NAME + "资金需求~3 | 资金来源 | 2036年 | 2037年\n柚橘 | {a}3 | {b}2\n其他资金 | {c}1 | {d}1\n"
    found = proposed(text, tmp_path, filled=filled)
    assert roles(found)["柚橘"] is CellRole.LABEL


# --- a column under a label --------------------------------------------------------------------------------------


def test_an_unknown_header_under_a_known_label_is_not_taken_for_that_label(tmp_path: Path) -> None:
    text = (
        "项目名称 | {name}桥^5\n一级指标~2 | 二级指标~2 | 三级指标~2 | 指标值~2 | 偏差原因分析^2\n柚橘 | 原因说明\n"
        "{a}产出指标 | {b}数量指标 | {c}桥 | {d}1座 | {e}无 | {f}无\n"
    )
    (band,) = proposed(text, tmp_path).tables[0].bands
    assert [one.key for one in band.columns][4:] == ["own.柚橘", "deviation"]
    assert "柚橘" in flags(proposed(text, tmp_path))


# --- where nothing is written yet --------------------------------------------------------------------------------


@pytest.mark.parametrize("known", ["单位意见", "年度目标", "实际完成情况"])
def test_an_unknown_label_beside_one_that_asks_for_a_text_is_a_label_over_blanks(known: str, tmp_path: Path) -> None:
    text = NAME + f"{known}^2 | 柚橘^2\n{{a}}^2 | {{own}}^2\n"
    found = proposed(text, tmp_path, filled=False)
    assert roles(found)["柚橘"] is CellRole.LABEL
    assert keys(found, 2)[1] == "own.柚橘"


def test_who_is_named_over_an_empty_row_is_no_label(tmp_path: Path) -> None:
    found = proposed(NAME + "联系人^2 | {contact}柚橘^2\n-^2 | -^2\n备注 | {remarks}无^3\n", tmp_path)
    assert roles(found)["柚橘"] is CellRole.VALUE


def test_an_empty_cell_below_a_word_that_nobody_knows_is_asked_about(tmp_path: Path) -> None:
    found = proposed(NAME + "柚橘^4\n{a}^4\n备注 | {remarks}^3\n", tmp_path, filled=False)
    assert flags(found)[""] == "不知道填不填"
    found = proposed(NAME + "二、基本情况^4\n-^4\n备注 | {remarks}^3\n", tmp_path, filled=False)
    assert flags(found) == {}


def test_a_row_that_says_when_the_annex_was_filled_in_ends_the_indicators(tmp_path: Path) -> None:
    text = (
        "项目名称 | {name}桥^4\n一级指标 | 二级指标 | 三级指标 | 指标值 | 备注\n"
        "{a}产出指标 | {b}数量指标 | {c}桥 | {d}1座 | {e}无\n柚橘 | {f} | 填报日期 | {g} | -\n"
    )
    found = proposed(text, tmp_path)
    assert [(band.body, band.end) for band in found.tables[0].bands] == [(2, 3)]
    assert roles(found)["柚橘"] is CellRole.LABEL


@pytest.mark.parametrize(("word", "asked"), [("柚橘", True), ("全年执行数", False), ("1-7月执行数", False)])
def test_a_rate_right_of_a_column_that_nobody_knows_is_asked_about(word: str, asked: bool, tmp_path: Path) -> None:
    text = NAME + f"资金种类 | 年初预算数 | {word} | 执行率\n资金总额 | {{a}}5 | {{b}}3 | {{c}}60%\n"
    found = proposed(text, tmp_path)
    assert ("60%" in flags(found)) == asked
