"""Headers are known by their shape: words that nobody has met stand in them as labels, whatever stands below."""

from pathlib import Path

import pytest

from learning.reading import flags, keys, proposed, roles, values
from perfdesk.learning.answer import CellRole
from perfdesk.learning.lexicon_file import lexicon_file
from perfdesk.learning.money import money_in

NAME = "项目名称 | {name}桥^3\n"
GOAL = "绩效目标 | {goal}修桥铺路，方便村民。^3\n"


# --- of the fixed rows -------------------------------------------------------------------------------------------

MONEY = (
    NAME
    + """
资金情况（万元）~3 | 资金种类 | 年初预算数 | 滚存余数
财政拨款 | {funds.fiscal.initial}5 | {own}1
其他资金 | {funds.other.initial}3 | {own}2
"""
)


@pytest.mark.parametrize("filled", [True, False])
def test_a_word_that_nobody_met_between_known_labels_is_a_label_and_heads_a_column_of_own_fields(
    filled: bool, tmp_path: Path
) -> None:
    found = proposed(MONEY, tmp_path, filled=filled)
    assert {roles(found)[text] for text in ("资金种类", "年初预算数", "滚存余数")} == {CellRole.LABEL}
    assert keys(found, 2) == ["", "funds.fiscal.initial", "own.财政拨款滚存余数"]
    assert keys(found, 3) == ["", "funds.other.initial", "own.其他资金滚存余数"]


def test_amounts_of_several_years_are_not_the_plan_of_one(tmp_path: Path) -> None:
    text = NAME + "年份 | 2031年 | 2032年 | 小计\n财政资金 | {own}20 | {own}10 | {own}30\n"
    found = proposed(text, tmp_path)
    assert "budget_fiscal" not in values(found)
    assert keys(found, 2)[1:] == ["own.财政资金2031年", "own.财政资金2032年", "own.财政资金小计"]


@pytest.mark.parametrize(
    "row",
    [
        "项目级别 | {own}县级 | 主办科室 | {own}二股\n备注 | {remarks}无^3",
        "联系人 | {contact}李 | 联系电话 | {phone}0901\n- | - | - | -",
    ],
)
def test_a_row_of_labels_and_values_in_turn_is_no_header(row: str, tmp_path: Path) -> None:
    found = proposed(NAME + GOAL + row, tmp_path)
    assert [bool(key) for key in keys(found, 2)] == [False, True, False, True]


def test_a_row_over_other_labels_is_no_header(tmp_path: Path) -> None:
    text = NAME + "主管部门 | 实施单位 | 乙类 | 丙类\n联系人 | {contact}李 | 联系电话 | {phone}0901\n"
    assert keys(proposed(text, tmp_path), 2) == ["", "contact", "", "phone"]


# --- money in one word -------------------------------------------------------------------------------------------


def test_one_word_is_a_source_below_a_label_that_speaks_of_money_and_an_answer_elsewhere(tmp_path: Path) -> None:
    text = (
        NAME
        + """
        项目级别 | {own}县级 | 主办科室 | {own}二股
        资金构成（万元）~2 | 合计 | {budget_total}9 | -
        中央 | {funds.central.plan}6 | -
        """
    )
    found = values(proposed(text, tmp_path))
    assert (found["budget_total"], found["funds.central.plan"], found["own.项目级别"]) == ("9", "6", "县级")


def test_a_sum_over_its_amount_beside_the_heads_of_sources_is_the_total(tmp_path: Path) -> None:
    text = NAME + "预算~2 | 合计 | 财政资金 | 其他资金\n{budget_total}9 | {budget_fiscal}6 | {budget_other}3\n"
    assert keys(proposed(text, tmp_path), 2) == ["budget_total", "budget_fiscal", "budget_other"]


# --- of indicators -----------------------------------------------------------------------------------------------

STRANGE = (
    NAME
    + GOAL
    + """
甲 | 乙 | 丙 | 指标值
{i:level1}产出指标 | {i:level2}数量指标 | {i:name}桥梁 | {i:target}1座
{i:level1}效益指标 | {i:level2}社会效益指标 | {i:name}村民 | {i:target}≥300人
"""
)


@pytest.mark.parametrize("filled", [True, False])
def test_words_that_nobody_met_over_names_of_classes_head_the_indicators(filled: bool, tmp_path: Path) -> None:
    found = proposed(STRANGE, tmp_path, filled=filled)
    (band,) = found.tables[0].bands
    assert [one.key for one in band.columns] == ["level1", "level2", "name", "target"]
    assert flags(found) == {"丙": "级别右边的一列是指标的名称"}


def test_a_header_of_two_rows_is_known_by_its_shape_too(tmp_path: Path) -> None:
    text = STRANGE.replace("甲 | 乙 | 丙 | 指标值", "甲~2 | 乙~2 | 丙~2 | 目标^2\n符号 | 数值")
    text = text.replace("{i:target}1座", "{i:op}= | {i:target}1").replace("{i:target}≥300人", "{i:op}≥ | {i:target}300")
    text = text.replace("^3", "^4")
    (band,) = proposed(text, tmp_path).tables[0].bands
    assert [one.key for one in band.columns] == ["level1", "level2", "name", "op", "target"]


def test_what_stands_below_tells_the_levels_from_the_name_of_an_indicator(tmp_path: Path) -> None:
    (band,) = proposed(STRANGE.replace("甲 | 乙 | 丙", "指标 | 内容 | 指标名称"), tmp_path).tables[0].bands
    assert [one.key for one in band.columns] == ["level1", "level2", "name", "target"]


def test_labels_that_are_called_as_classes_are_no_header_over_others(tmp_path: Path) -> None:
    text = NAME + "产出指标 | 效益指标 | 满意度指标 | 备注\n{own}产出 | {own}效益 | {own}满意 | {remarks}无\n"
    assert proposed(text, tmp_path).tables[0].bands == ()


@pytest.mark.parametrize(("length", "role"), [(16, CellRole.LABEL), (17, CellRole.VALUE)])
def test_a_header_has_no_longer_words_than_a_label(length: int, role: CellRole, tmp_path: Path) -> None:
    word = "滚存余数" * 4 + "数" * (length - 16)
    assert roles(proposed(MONEY.replace("滚存余数", word), tmp_path))[word] is role


def test_half_of_a_header_may_be_words_that_nobody_met(tmp_path: Path) -> None:
    text = NAME.replace("^3", "^4") + "甲种 | 年初预算数 | 全年预算数 | 丙种 | 丁种\n戊 | {a}5 | {b}4 | {c}无 | {d}无\n"
    assert roles(proposed(text, tmp_path))["丁种"] is not CellRole.LABEL
    text = NAME + "甲种 | 年初预算数 | 全年预算数 | 丙种\n戊 | {a}5 | {b}4 | {c}无\n"
    assert roles(proposed(text, tmp_path))["丙种"] is CellRole.LABEL


def test_one_measure_heads_a_table_only_where_a_source_begins_its_rows(tmp_path: Path) -> None:
    text = NAME.replace("^3", "^2") + "甲种 | 年初预算数 | 丙种\n@ | {a}5 | {c}无\n"
    assert roles(proposed(text.replace("@", "财政拨款"), tmp_path))["丙种"] is CellRole.LABEL
    assert roles(proposed(text.replace("@", "戊"), tmp_path))["丙种"] is CellRole.VALUE


def test_an_empty_cell_at_the_edge_is_no_corner(tmp_path: Path) -> None:
    text = NAME.replace("^3", "^2") + "- | 怎么做的 | 缺些什么\n分得公不公 | {own}按户数分 | {own}无\n"
    assert proposed(text, tmp_path).tables


@pytest.mark.parametrize("first", ["村民", "产出指标"])
def test_a_header_of_strange_words_is_the_row_right_above_the_names_of_classes(first: str, tmp_path: Path) -> None:
    rows = "".join(f"{{a}}{word} | {{b}}某事 | {{c}}桥梁 | {{d}}1座\n" for word in (first, "产出指标", "效益指标"))
    tables = proposed(NAME + GOAL + "甲 | 乙 | 丙 | 丁\n" + rows, tmp_path).tables
    assert [band.top for table in tables for band in table.bands] == [2 if first == "产出指标" else 3]


@pytest.mark.parametrize("years", ["中期", *lexicon_file().project_years])
def test_all_words_for_the_years_of_a_project_say_the_mid_term_of_money_and_of_columns(
    years: str, tmp_path: Path
) -> None:
    assert money_in(f"{years}财政拨款") == ("fiscal", "mid")
    text = NAME + f"一级指标~2 | 三级指标~2 | {years}绩效^2\n指标值 | 目标值说明\n产出指标 | 桥梁数量 | 1座 | 无\n"
    assert keys(proposed(text, tmp_path), 3)[:3] == ["level1", "name", "target@mid"]


# --- labels above and beside -------------------------------------------------------------------------------------

FIGURES = (
    NAME
    + """
补贴明细~3 | 品目 | 前期下拨 | 后期下拨
柚子 | {own}20 | {own}5
橘子 | {own}30 | {own}6
"""
)


@pytest.mark.parametrize("filled", [True, False])
def test_unknown_words_over_columns_of_figures_are_a_header(filled: bool, tmp_path: Path) -> None:
    found = proposed(FIGURES, tmp_path, filled=filled)
    assert {roles(found)[text] for text in ("品目", "前期下拨", "后期下拨")} == {CellRole.LABEL}
    assert keys(found, 3)[1:] == ["own.橘子前期下拨", "own.橘子后期下拨"]


def test_over_one_row_three_figures_side_by_side_make_a_header(tmp_path: Path) -> None:
    text = NAME.replace("^3", "^4") + "品目 | 甲段 | 乙段 | 丙段^2\n柚子 | {own}2 | {own}3 | {own}4^2\n"
    assert roles(proposed(text, tmp_path))["甲段"] is CellRole.LABEL
    two = NAME + "栽种 | {own}柚园 | 管护^2\n亩数 | {own}5 | {own}6^2\n"
    assert roles(proposed(two, tmp_path))["柚园"] is CellRole.VALUE


def test_labels_and_values_in_turn_are_no_header_over_figures(tmp_path: Path) -> None:
    text = (
        NAME + "栽种 | {own}柚园 | 管护 | {own}橘园\n亩数 | {own}5 | 株数 | {own}600\n户数 | {own}7 | 口数 | {own}40\n"
    )
    found = roles(proposed(text, tmp_path))
    assert {found["柚园"], found["橘园"]} == {CellRole.VALUE}


CROSSED = (
    NAME.replace("^3", "^4")
    + """
资金情况~4 | - | 年初预算数 | 全年执行数 | 执行率
资金总额 | {funds.total.initial}9 | {funds.total.executed}8 | {funds.total.rate}89%
人员开支 | {own}4 | {own}4 | {own}100%
专项开支 | {own}5 | {own}4 | {own}80%
"""
)
CHECKED = (
    NAME
    + """
管理情况~3 | - | 自查说明 | 不足之处
合规程度 | {own}好^1 | {own}
公开程度 | {own} | {own}有一处未公示
"""
)


@pytest.mark.parametrize("filled", [True, False])
def test_what_is_no_source_between_measures_is_called_by_both_labels_and_asked_about_once_a_row(
    filled: bool, tmp_path: Path
) -> None:
    found = proposed(CROSSED, tmp_path, filled=filled)
    assert keys(found, 3) == ["", "own.人员开支年初预算数", "own.人员开支全年执行数", "own.人员开支执行率"]
    assert keys(found, 4) == ["", "own.专项开支年初预算数", "own.专项开支全年执行数", "own.专项开支执行率"]
    assert found.asked == 2


@pytest.mark.parametrize("filled", [True, False])
def test_labels_above_and_beside_that_nobody_met_name_a_cell_together_and_are_asked_about_by_column(
    filled: bool, tmp_path: Path
) -> None:
    found = proposed(CHECKED, tmp_path, filled=filled)
    assert keys(found, 2) == ["", "own.合规程度自查说明", "own.合规程度不足之处"]
    assert keys(found, 3) == ["", "own.公开程度自查说明", "own.公开程度不足之处"]
    assert found.asked == 2


def test_below_one_head_alone_a_label_names_its_cell(tmp_path: Path) -> None:
    text = NAME + "管理情况~3 | - | 自查说明^2\n合规程度 | {own}好^2\n公开程度 | {own}未公示^2\n"
    assert keys(proposed(text, tmp_path), 2)[1] != "own.合规程度自查说明"


def test_a_label_that_names_a_field_needs_none_above(tmp_path: Path) -> None:
    text = "资料~3 | - | 内容 | 核对\n项目名称 | {name}桥 | {own}相符\n联系电话 | {phone}12 | {own}相符\n"
    found = values(proposed(text, tmp_path))
    assert (found["name"], found["phone"]) == ("桥", "12")


@pytest.mark.parametrize(("group", "asked"), [("项目总投资", {"9"}), ("资金投入", set())])
def test_what_is_invested_in_a_project_is_perhaps_not_the_money_of_the_year(
    group: str, asked: set[str], tmp_path: Path
) -> None:
    text = (
        NAME
        + f"{group}~3 | 合计 | {{budget_total}}9^2\n财政资金 | {{budget_fiscal}}5^2\n其他资金 | {{budget_other}}4^2\n"
    )
    assert set(flags(proposed(text, tmp_path))) == asked
