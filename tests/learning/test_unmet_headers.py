"""Headers of which one word is unknown: it is a label by its place, and no value. Each row of these tables is one in
which a word of an annex was replaced by one that nobody has met."""

from pathlib import Path

import pytest

from learning.reading import keys, proposed, roles, values
from perfdesk.learning.answer import CellRole

GOALS = """
项目名称 | {name}桥^2
总体目标~2 | @ | @
{a}先修好路。 | {b}再修好桥。
"""


@pytest.mark.parametrize("filled", [True, False])
@pytest.mark.parametrize(("left", "right"), [("预期目标", "柚橘情况"), ("柚橘目标", "实际完成情况")])
def test_of_two_goals_side_by_side_one_known_word_is_enough(
    left: str, right: str, filled: bool, tmp_path: Path
) -> None:
    found = proposed(GOALS.replace("@", left, 1).replace("@", right, 1), tmp_path, filled=filled)
    assert {roles(found)[left], roles(found)[right]} == {CellRole.LABEL}
    assert len({key for key in keys(found, 2) if key} & {"goal", "goal_done"}) == 1


def test_over_sentences_the_other_word_may_end_as_it_likes(tmp_path: Path) -> None:
    found = proposed(GOALS.replace("@", "预期目标", 1).replace("@", "柚橘", 1), tmp_path)
    assert keys(found, 2) == ["goal", "own.柚橘"]


def test_two_answers_beside_a_label_over_two_rows_are_no_header(tmp_path: Path) -> None:
    text = "项目名称 | {name}桥^2\n基本情况~2 | 主管部门 | {a}柚橘部门\n联系电话 | {b}12\n"
    assert values(proposed(text, tmp_path))["supervisor"] == "柚橘部门"


@pytest.mark.parametrize("filled", [True, False])
def test_what_stands_below_a_label_over_several_rows_is_a_label_of_its_own(filled: bool, tmp_path: Path) -> None:
    text = (
        "项目名称 | {name}桥^2\n资金构成~3 | 财政拨款 | 其他资金\n{a}8 | {b}2\n自有资金 | {c}1\n"
        "柚橘目标 | {d}修桥。^2\n备注 | {e}无^2\n"
    )
    found = proposed(text, tmp_path, filled=filled)
    assert keys(found, 4) == ["", "own.柚橘目标"]


@pytest.mark.parametrize("filled", [True, False])
@pytest.mark.parametrize("head", ["资金来源", "资金性质", "资金类别"])
def test_below_a_header_of_money_the_first_column_names_the_rows(head: str, filled: bool, tmp_path: Path) -> None:
    text = f"项目名称 | {{name}}桥^3\n{head} | 年初预算数 | 全年执行数 | 执行率\n"
    text += "柚橘总额 | {a}5 | {b}3 | {c}60%\n其他资金 | {d}2 | {e}1 | {f}50%\n"
    found = proposed(text, tmp_path, filled=filled)
    assert roles(found)["柚橘总额"] is CellRole.LABEL
    assert keys(found, 3)[1:] == ["funds.other.initial", "funds.other.executed", "funds.other.rate"]


@pytest.mark.parametrize("filled", [True, False])
def test_a_row_that_begins_with_running_numbers_is_a_header_whatever_it_says(filled: bool, tmp_path: Path) -> None:
    text = "项目名称 | {name}桥^3\n绩效指标~3 | 柚橘序号 | 柚橘事 | 期限\n"
    text += "{a}1 | {b}修路 | {c}6月底\n{d}2 | {e}修桥 | {f}9月\n"
    found = proposed(text, tmp_path, filled=filled)
    assert {roles(found)[text] for text in ("柚橘序号", "柚橘事", "期限")} == {CellRole.LABEL}


@pytest.mark.parametrize("filled", [True, False])
def test_of_two_opinions_side_by_side_both_are_labels(filled: bool, tmp_path: Path) -> None:
    text = "项目名称 | {name}桥\n单位意见 | 柚橘意见\n{a}同意。 | {b}也同意。\n"
    assert keys(proposed(text, tmp_path, filled=filled), 2) == ["opinion_1", "own.柚橘意见"]


@pytest.mark.parametrize("filled", [True, False])
def test_beside_a_list_of_rows_that_are_divided_alike_the_first_row_is_its_header(filled: bool, tmp_path: Path) -> None:
    text = "项目名称 | {name}桥^2\n年度主要任务~3 | 任务名称 | 柚橘内容\n{a}路 | {b}修路\n{c}桥 | {d}修桥\n"
    assert roles(proposed(text, tmp_path, filled=filled))["柚橘内容"] is CellRole.LABEL


def test_below_a_label_that_has_its_value_beside_stands_another_label(tmp_path: Path) -> None:
    text = (
        "基本情况~2 | 项目类型 | {a}甲类 | 项目周期 | {b}1年\n柚橘来源 | {c}县里 | 项目属性 | {d}新增\n备注 | {e}无^4\n"
    )
    assert roles(proposed(text, tmp_path))["柚橘来源"] is CellRole.LABEL


@pytest.mark.parametrize("filled", [True, False])
def test_rows_end_before_a_label_also_where_no_header_names_the_classes(filled: bool, tmp_path: Path) -> None:
    text = "项目名称 | {name}桥^3\n柚橘 | 二级指标 | 三级指标 | 指标值\n"
    text += "{i:level1}产出指标 | {i:level2}数量指标 | {i:name}桥 | {i:target}1座\n"
    text += (
        "{i:level1}效益指标 | {i:level2}社会效益指标 | {i:name}人 | {i:target}9人\n负责人签字 | {own} | 日期 | {own}\n"
    )
    assert roles(proposed(text, tmp_path, filled=filled))["负责人签字"] is CellRole.LABEL


def test_a_goal_and_what_was_done_beside_a_group_are_two_pairs(tmp_path: Path) -> None:
    text = "项目名称 | {name}桥^4\n目标 | 柚橘目标 | {a}修桥。 | 完成情况 | {b}修了。\n"
    assert keys(proposed(text, tmp_path), 1) == ["", "", "own.柚橘目标", "", "goal_done"]


@pytest.mark.parametrize("filled", [True, False])
@pytest.mark.parametrize("first", ["合计", "柚橘"])
def test_beside_money_a_row_over_sources_is_a_header_though_most_of_its_words_are_unknown(
    first: str, filled: bool, tmp_path: Path
) -> None:
    text = "项目名称 | {name}桥^4\n项目资金~3 | 柚橘类别 | 柚橘甲 | 柚橘乙 | 执行率\n"
    text += f"{first} | {{a}}5 | {{b}}3 | {{c}}60%\n其他资金 | {{d}}2 | {{e}}1 | {{f}}50%\n"
    found = proposed(text, tmp_path, filled=filled)
    assert {roles(found)[text] for text in ("柚橘类别", "柚橘甲", "柚橘乙", first)} == {CellRole.LABEL}
    assert keys(found, 3)[1:] == ["own.其他资金柚橘甲", "own.其他资金柚橘乙", "funds.other.rate"]


@pytest.mark.parametrize(
    "rows",
    [
        "柚橘内容 | 柚橘时间 | 柚橘金额\n{a}^1 | {b} | {c}\n",
        "柚橘 | 柚桃 | 柚杏\n{a} | {b} | {c}\n{d} | {e} | {f}\n",
        "柚橘安排~3 | 柚桃 | 柚杏\n{b} | {c}\n{e} | {f}\n",
    ],
)
def test_words_that_fill_a_row_over_empty_cells_are_a_header(rows: str, tmp_path: Path) -> None:
    found = proposed("项目名称 | {name}桥^2\n" + rows + "备注 | {remarks}无^2\n", tmp_path, filled=False)
    words = [word for word in roles(found) if word.startswith("柚")]
    assert {roles(found)[word] for word in words} == {CellRole.LABEL}
    assert all(keys(found, 2))


def test_beside_an_empty_value_in_the_same_row_a_word_is_no_header(tmp_path: Path) -> None:
    text = "项目名称 | {name}桥^3\n柚橘单位 | {a} | 柚橘电话 | {b}\n备注 | {remarks}无^3\n"
    assert keys(proposed(text, tmp_path, filled=False), 1) == ["", "own.柚橘单位", "", "own.柚橘电话"]


@pytest.mark.parametrize("filled", [True, False])
def test_a_label_with_a_colon_over_the_whole_width_asks_for_what_stands_below(filled: bool, tmp_path: Path) -> None:
    text = "项目名称 | {name}桥\n柚橘意见：^2\n{a}同意。^2\n"
    assert keys(proposed(text, tmp_path, filled=filled), 2) == ["own.柚橘意见"]


def test_two_words_of_different_endings_that_fill_a_row_are_a_label_and_its_value(tmp_path: Path) -> None:
    text = "项目名称 | {name}桥\n主管部门 | {a}柚橘单位\n柚桃事 | {b}修桥\n"
    assert values(proposed(text, tmp_path))["supervisor"] == "柚橘单位"


@pytest.mark.parametrize("filled", [True, False])
def test_below_a_header_of_goals_every_class_that_ends_as_a_goal_is_a_row(filled: bool, tmp_path: Path) -> None:
    text = "项目名称 | {name}桥^4\n一级目标 | 二级目标 | 三级目标 | 目标值 | 备注\n"
    text += "柚橘目标 | 财务 | {a}及时 | {b}8天 | {c}无\n产出目标 | 数量 | {d}修桥 | {e}1座 | {f}无\n"
    found = proposed(text, tmp_path, filled=filled)
    assert keys(found, 2)[0] == keys(found, 3)[0] == "level1"
    assert keys(found, 3)[2:4] == ["name", "target"]


def test_classes_of_evaluations_are_rows_like_the_others(tmp_path: Path) -> None:
    text = "项目名称 | {name}桥^3\n一级指标 | 二级指标 | 三级指标 | 目标值\n决策 | 立项 | {a}规范 | {b}1份\n"
    text += "产出 | 数量 | {c}修桥 | {d}1座\n效益 | 社会效益 | {e}受益 | {f}9人\n满意度 | 满意度 | {g}村民 | {h}90%\n"
    found = proposed(text, tmp_path)
    assert not any(one.flag for table in found.tables for one in table.answers if one.role is CellRole.VALUE)


@pytest.mark.parametrize("months", ["1-7月", "1-6月", "1—9月", "1月至8月", "1-8月份"])
@pytest.mark.parametrize("filled", [True, False])
def test_what_was_spent_in_any_months_is_not_what_the_year_will_have_spent(
    months: str, filled: bool, tmp_path: Path
) -> None:
    text = f"项目名称 | {{name}}桥^4\n资金情况~2 | 年初预算 | {months}执行数 | {months}执行率 | 全年预计执行数\n"
    text += "{a}68 | {b}42 | {c}61% | {d}68\n年度目标 | {goal}修桥。^4\n"
    measures = [key.removeprefix("funds.total.") for key in keys(proposed(text, tmp_path, filled=filled), 2)]
    assert measures == ["initial", "executed@july", "rate@july", "expected"]


def test_a_whole_year_is_not_monitored(tmp_path: Path) -> None:
    text = "项目名称 | {name}桥^2\n资金情况~2 | 年初预算 | 1-12月执行数\n{a}68 | {b}42\n"
    assert "funds.total.executed@july" not in keys(proposed(text, tmp_path), 2)


@pytest.mark.parametrize("filled", [True, False])
def test_a_rate_beside_what_was_spent_in_months_is_theirs_in_pairs_too(filled: bool, tmp_path: Path) -> None:
    text = "项目名称 | {name}桥^5\n年初预算 | {a}64 | 1-7月支出 | {b}35 | 支出进度 | {c}55%\n"
    met = [key for key in keys(proposed(text, tmp_path, filled=filled), 1) if key]
    assert met == ["funds.total.initial", "funds.total.executed@july", "funds.total.rate@july"]


def test_a_rate_beside_what_was_spent_in_the_year_is_the_years(tmp_path: Path) -> None:
    text = "项目名称 | {name}桥^5\n年初预算 | {a}64 | 全年支出 | {b}35 | 支出进度 | {c}55%\n"
    assert "funds.total.rate" in keys(proposed(text, tmp_path), 1)


def test_whether_a_project_is_new_is_answered_with_yes_or_no(tmp_path: Path) -> None:
    assert keys(proposed("项目名称 | {name}桥 | 是否新增 | {own}☑是 □否\n", tmp_path), 0) == [
        "",
        "name",
        "",
        "own.是否新增",
    ]


def test_of_two_goals_the_one_after_the_change_counts_and_so_does_its_money(tmp_path: Path) -> None:
    text = "项目名称 | {name}桥^3\n资金 | 调整前预算 | 调整后预算 | 执行数\n资金总额 | {a}9 | {b}7 | {c}5\n"
    text += "原目标^2 | 调整后目标^2\n{goal}先修好九座桥。^2 | {g}先修好七座桥。^2\n"
    found = proposed(text, tmp_path)
    assert [key for key in keys(found, 2) if key] == [
        f"funds.total.{one}" for one in ("initial", "adjusted", "executed")
    ]
    assert keys(found, 4) == ["own.原目标", "goal"]
