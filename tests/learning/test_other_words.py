"""Other words for what is known, and labels that nobody met where labels stand: none of them is taken for a value."""

from pathlib import Path

import pytest

from learning.reading import flags, keys, proposed, roles, values
from perfdesk.learning import lexicon
from perfdesk.learning.answer import CellRole
from perfdesk.learning.confirming import confirmed
from perfdesk.learning.decisions import Said
from perfdesk.learning.money import money_in
from perfdesk.model.fields import Owner

NAME = "项目名称 | {name}桥^4\n"


# --- labels by their place ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("filled", [True, False])
def test_pairs_behind_a_label_of_a_group_are_labels_and_values(filled: bool, tmp_path: Path) -> None:
    found = proposed(NAME + "按支出性质分 | 日常部分 | {own}61 | 专门部分 | {own}35\n", tmp_path, filled=filled)
    assert {roles(found)[text] for text in ("按支出性质分", "日常部分", "专门部分")} == {CellRole.LABEL}
    assert keys(found, 1) == ["", "", "own.日常部分", "", "own.专门部分"]


def test_two_pairs_tell_the_same_of_a_label_that_is_no_group(tmp_path: Path) -> None:
    found = proposed(NAME + "资金来源 | 甲种 | {own}61 | 乙种 | {own}35\n", tmp_path)
    assert keys(found, 1) == ["", "", "own.甲种", "", "own.乙种"]


@pytest.mark.parametrize(
    "row",
    [
        "资金来源 | {source}县里 | {own}61 | {own}^2",
        "资金来源 | {source}县里 | 电话 | {phone}12 | -",
        "资金来源 | {source}县里 | {own}61^3",
        "资金来源 | {source}县里 | {own}61 | 乙种^2",
    ],
)
def test_one_word_behind_a_label_is_its_value(row: str, tmp_path: Path) -> None:
    assert keys(proposed(NAME + row, tmp_path), 1)[1] == "source"


@pytest.mark.parametrize("filled", [True, False])
def test_beside_a_label_over_two_rows_a_row_that_ends_with_a_known_label_is_a_header(
    filled: bool, tmp_path: Path
) -> None:
    text = "项目名称 | {name}桥^2\n总体目标~2 | 筹备之目标 | 年度目标\n{own}先修路。 | {goal}再修桥。\n"
    found = proposed(text, tmp_path, filled=filled)
    assert roles(found)["筹备之目标"] is CellRole.LABEL
    assert keys(found, 2) == ["own.筹备之目标", "goal"]


def test_a_row_of_a_label_and_its_value_beside_a_label_over_two_rows_is_no_header(tmp_path: Path) -> None:
    text = "项目名称 | {name}桥^2\n基本情况~2 | 联系人 | {contact}李\n联系电话 | {phone}12\n"
    assert values(proposed(text, tmp_path))["contact"] == "李"


def test_two_words_that_nobody_met_beside_a_label_over_two_rows_are_a_label_and_its_value(tmp_path: Path) -> None:
    text = "项目名称 | {name}桥^2\n基本情况~2 | 结谊单位 | {own}河东单位\n{own}12 | {own}13\n"
    assert keys(proposed(text, tmp_path), 1) == ["", "", "own.结谊单位"]


# --- headers of two rows -----------------------------------------------------------------------------------------

DIVIDED = (
    "项目名称 | {name}桥^5\n一级指标~2 | 二级指标~2 | 三级指标~2 | 往年的数^2 | 指标值~2\n甲年 | 乙年\n"
    "{i:level1}产出指标 | {i:level2}数量指标 | {i:name}桥梁 | {i:own}3座 | {i:own}5座 | {i:target}1座\n"
)


def test_words_below_the_only_cell_that_is_divided_are_headers_known_or_not(tmp_path: Path) -> None:
    (band,) = proposed(DIVIDED, tmp_path).tables[0].bands
    assert [one.key for one in band.columns] == ["level1", "level2", "name", "own.甲年", "own.乙年", "target"]
    assert (band.body, [one.under for one in band.columns][3]) == (3, "往年的数")


def test_values_below_a_wide_header_are_no_second_row_of_it(tmp_path: Path) -> None:
    (band,) = proposed(DIVIDED.replace("甲年 | 乙年", "3座 | 5座"), tmp_path).tables[0].bands
    assert [one.under for one in band.columns] == [""] * 5


def test_words_below_a_wide_header_beside_narrow_ones_of_one_row_are_what_is_filled_in(tmp_path: Path) -> None:
    text = "项目名称 | {name}桥^4\n一级指标 | 二级指标 | 三级指标 | 指标值^2\n"
    text += "{i:level1}产出指标 | {i:level2}数量指标 | {i:name}桥梁 | {i:target}一座 | {i:own}新的\n"
    found = proposed(text, tmp_path)
    (band,) = found.tables[0].bands
    assert (band.body, [one.under for one in band.columns]) == (2, [""] * 4)


# --- words -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("owner", "label", "key"),
    [
        (Owner.PROJECT, "实施周期目标", "goal_mid"),
        (Owner.PROJECT, "项目周期绩效目标", "goal_mid"),
        (Owner.INDICATOR, "实施周期指标值", "target@mid"),
        (Owner.PROJECT, "实施周期", "period"),
    ],
)
def test_any_word_for_the_years_of_a_project_means_the_same(owner: Owner, label: str, key: str) -> None:
    assert lexicon.exact(owner, label) == key
    assert lexicon.is_known(label)


def test_a_word_for_this_year_more_is_asked_about() -> None:
    found = lexicon.meaning(Owner.INDICATOR, "预期当年实现值")
    assert found is not None
    assert (found.key, found.confidence) == ("target", lexicon.LIKELY)


@pytest.mark.parametrize(
    ("label", "key"), [("单位名称、项目名称", "name"), ("联系人/联系电话", "contact"), ("联系人、桥", "")]
)
def test_labels_written_as_one_name_the_project_or_the_first(label: str, key: str) -> None:
    found = lexicon.meaning(Owner.PROJECT, label)
    assert (found.key if found else "") == key
    assert lexicon.is_known(label) == bool(key)


def test_a_label_that_stands_under_two_keys_is_asked_about(tmp_path: Path) -> None:
    found = proposed(NAME + "市级财政部门 | {own}甲局^4\n联系人 | {contact}李^4", tmp_path)
    assert flags(found) == {"甲局": "“市级财政部门”可能指几个不同的栏目"}


@pytest.mark.parametrize(("label", "key"), [("年度预算数", "plan"), ("年度预算数（调整后）", "adjusted")])
def test_what_was_adjusted_is_not_the_plan(label: str, key: str, tmp_path: Path) -> None:
    text = f"项目名称 | {{name}}桥\n资金来源 | {label}\n资金总额 | {{a}}8\n其他资金 | {{b}}6\n"
    found = values(proposed(text, tmp_path))
    assert found["budget_other" if key == "plan" else "funds.other.adjusted"] == "6"


# --- years and months of money -----------------------------------------------------------------------------------

YEARS = "项目名称 | {name}桥^3\n年份 | @2032年 | 2033年 | 2034年\n财政资金 | {a}3 | {b}2 | {c}1\n"


@pytest.mark.parametrize("excel", [True, False])
def test_amounts_of_several_years_count_from_the_year_in_the_title(excel: bool, tmp_path: Path) -> None:
    text = "> 某表\n> （2032年度）\n" + YEARS.replace("@", "")
    found = values(proposed(text, tmp_path, excel=excel))
    assert [found[key] for key in ("budget_fiscal", "funds.fiscal.y1", "funds.fiscal.y2")] == ["3", "2", "1"]


def test_in_an_annex_for_another_year_they_are_the_forms_own(tmp_path: Path) -> None:
    found = proposed("> （2036年度）\n" + YEARS.replace("@", ""), tmp_path)
    assert keys(found, 2)[1:] == ["own.财政资金2032年", "own.财政资金2033年", "own.财政资金2034年"]


@pytest.mark.parametrize("title", ["> 某表\n", "> 2032年至2034年某表\n"])
def test_without_one_year_in_the_title_three_are_perhaps_a_plan_which_is_asked_about(
    title: str, tmp_path: Path
) -> None:
    found = proposed(title + YEARS.replace("@", ""), tmp_path)
    assert keys(found, 2)[1:] == ["budget_fiscal", "funds.fiscal.y1", "funds.fiscal.y2"]
    assert set(flags(found)) == {"3", "2", "1"}


@pytest.mark.parametrize(
    "heads",
    ["2032年 | 2033年 | 滚存", "2032年 | 2034年 | 2035年", "2033年 | 2032年 | 2031年"],
)
def test_years_that_are_no_three_in_a_row_are_no_plan(heads: str, tmp_path: Path) -> None:
    found = proposed(f"项目名称 | {{name}}桥^3\n年份 | {heads}\n财政资金 | {{a}}3 | {{b}}2 | {{c}}1\n", tmp_path)
    assert all(key.startswith("own.") for key in keys(found, 2)[1:])


def test_years_with_another_column_between_are_no_plan(tmp_path: Path) -> None:
    text = "项目名称 | {name}桥^4\n年份 | 2032年 | 备查 | 2033年 | 2034年\n财政资金 | {a}4 | {b}3 | {c}2 | {d}1\n"
    assert "budget_fiscal" not in values(proposed(text, tmp_path))


PAST = "项目名称 | {name}桥^4\n近三年安排~2 | 年份 | 2032年 | 2033年 | 2034年\n财政资金 | {a}3 | {b}2 | {c}1\n"


def test_years_gone_by_are_no_plan(tmp_path: Path) -> None:
    assert "budget_fiscal" not in values(proposed(PAST, tmp_path))
    assert "budget_fiscal" in values(proposed(PAST.replace("近三年", "分年度"), tmp_path))


@pytest.mark.parametrize(("sum_head", "key"), [("合计", "funds.fiscal.mid"), ("滚存", "own.财政资金滚存")])
def test_the_sum_before_the_years_of_a_plan_is_that_of_the_mid_term(sum_head: str, key: str, tmp_path: Path) -> None:
    heads = f"年份 | {sum_head} | 2032年 | 2033年\n"
    text = f"> （2032年度）\n项目名称 | {{name}}桥^3\n{heads}财政资金 | {{a}}5 | {{b}}3 | {{c}}2\n"
    assert keys(proposed(text, tmp_path), 2)[1:] == [key, "budget_fiscal", "funds.fiscal.y1"]


def test_the_sum_before_years_that_do_not_begin_with_the_annexs_own_is_not_known(tmp_path: Path) -> None:
    text = "> （2032年度）\n项目名称 | {name}桥^3\n年份 | 合计 | 2033年 | 2034年\n财政资金 | {a}5 | {b}3 | {c}2\n"
    assert keys(proposed(text, tmp_path), 2)[1:] == ["own.财政资金合计", "funds.fiscal.y1", "funds.fiscal.y2"]


COSTS = (
    "项目名称 | {name}桥^4\n费用项目 | 测算依据 | 2032年 | 2033年 | 2034年\n{a}石料 | {b}询价 | {c}3 | {d}2 | {e}1\n"
)
OF_YEARS = ["item", "basis", "amount", "y1", "y2"]


@pytest.mark.parametrize(("title", "asked"), [("> （2032年度）\n", set()), ("", {"2032年", "2033年", "2034年"})])
def test_costs_may_have_a_column_for_each_year_of_a_plan(title: str, asked: set[str], tmp_path: Path) -> None:
    found = proposed(title + COSTS, tmp_path)
    assert keys(found, 2) == OF_YEARS
    assert set(flags(found)) == asked


def test_costs_of_more_years_than_a_plan_keep_the_others_as_the_forms_own(tmp_path: Path) -> None:
    more = COSTS.replace("桥^4", "桥^5").replace("2034年", "2034年 | 2035年").replace("{e}1", "{e}1 | {f}1")
    assert keys(proposed(more, tmp_path), 2) == [*OF_YEARS, "own.2035年"]


@pytest.mark.parametrize(
    ("owner", "label", "key"),
    [
        (Owner.INDICATOR, "截至7月底完成值", "progress"), (Owner.INDICATOR, "截止9月末完成情况", "progress"),
        (Owner.INDICATOR, "1-8月完成值", "progress"), (Owner.INDICATOR, "1-8月汇率", ""),
        (Owner.INDICATOR, "未能达标即未实现年初值的原因", "deviation"), (Owner.INDICATOR, "完成原因", ""),
        (Owner.PROJECT, "偏离目标较多的原因说明", "deviation_reason"), (Owner.PROJECT, "偏差", ""),
        (Owner.PROJECT, "未完成" + "雨季路滑" * 5 + "的原因", ""),
    ],
)  # fmt: skip
def test_months_and_reasons_are_known_however_they_are_said(owner: Owner, label: str, key: str) -> None:
    assert lexicon.exact(owner, label) == key


@pytest.mark.parametrize("head", ["截至7月31日支出数", "截止7月底支出数", "1-7月支出数"])
def test_what_was_spent_till_a_day_in_july_is_that_of_the_first_seven_months(head: str, tmp_path: Path) -> None:
    text = f"项目名称 | {{name}}桥^2\n资金种类 | 年初预算数 | {head}\n资金总额 | {{a}}5 | {{b}}3\n"
    assert values(proposed(text, tmp_path))["funds.total.executed@july"] == "3"


def test_a_rate_of_the_year_is_not_asked_about(tmp_path: Path) -> None:
    text = "项目名称 | {name}桥^3\n资金种类 | 年初预算数 | 全年执行数 | 执行率\n资金总额 | {a}5 | {b}3 | {c}60%\n"
    found = proposed(text, tmp_path)
    assert (flags(found), values(found)["funds.total.rate"]) == ({}, "60%")


def test_a_rate_right_of_what_was_spent_in_some_months_is_that_of_these_months(tmp_path: Path) -> None:
    text = (
        "项目名称 | {name}桥^3\n资金种类 | 年初预算数 | 1-7月执行数 | 执行率\n"
        "资金总额 | {a}5 | {b}3 | {c}60%\n其他资金 | {d}2 | {e}1 | {f}50%\n"
    )
    found = proposed(text, tmp_path)
    assert flags(found) == {}
    assert (values(found)["funds.total.rate@july"], values(found)["funds.other.rate@july"]) == ("60%", "50%")


# --- grids -------------------------------------------------------------------------------------------------------

GRID = """
单位名称、项目名称 | 总体目标 | 一级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 指标属性
{name}桥~2 | {goal}修桥。~2 | {i:level1}产出指标 | {i:name}桥梁 | {i:op}>= | {i:target}1 | {i:unit}座 | {i:kind}定量
{i:level1}效益指标 | {i:name}村民 | {i:op}>= | {i:target}9 | {i:unit}人 | {i:kind}定量
{name}路~2 | {goal}修路。~2 | {i:level1}产出指标 | {i:name}道路 | {i:op}= | {i:target}1 | {i:unit}条 | {i:kind}定量
{i:level1}效益指标 | {i:name}村民 | {i:op}<= | {i:target}8 | {i:unit}人 | {i:kind}定量
"""


@pytest.mark.parametrize("filled", [True, False])
def test_a_name_written_with_another_label_makes_a_grid_of_projects(filled: bool, tmp_path: Path) -> None:
    (band,) = proposed(GRID, tmp_path, filled=filled).tables[0].bands
    assert band.grid
    assert [one.key for one in band.columns] == ["name", "goal", "level1", "name", "op", "target", "unit", "kind"]
    assert [one.flag for one in band.columns][:3] == [True, True, False]


def test_an_overall_goal_beside_that_of_the_year_stays_the_overall_one(tmp_path: Path) -> None:
    text = GRID.replace("总体目标 |", "总体目标 | 年度目标 |").replace("~2 | {i", "~2 | {g}今年。~2 | {i")
    (band,) = proposed(text, tmp_path).tables[0].bands
    assert [one.key for one in band.columns][:3] == ["name", "goal_overall", "goal"]


@pytest.mark.parametrize(("head", "key"), [("指标值 | 度量单位", "op"), ("度量单位 | 指标值", "kind")])
def test_nothing_below_what_may_be_a_sign_before_value_and_unit_is_one(head: str, key: str, tmp_path: Path) -> None:
    text = f"项目名称 | {{name}}桥^4\n一级指标 | 三级指标 | 指标性质 | {head}\n{{a}} | {{b}} | {{c}} | {{d}} | {{e}}\n"
    (band,) = proposed(text, tmp_path, filled=False).tables[0].bands
    assert (band.columns[2].key, band.columns[2].flag) == (key, True)


# --- cells that hold their label ---------------------------------------------------------------------------------

INSIDE = """
{name}项目名称：[桥]^2 | {attribute}^2
{unit_name}实施单位：[某站]^2 | {period}起止时间：[二月]^2
{supervisor}主管部门：[某局]^2 | {own}分管领导：[章]^2
一级指标 | 二级指标 | 三级指标 | 指标值
{i:level1}产出指标 | {i:level2}数量指标 | {i:name}桥梁 | {i:target}1座
{own}经办人：[谷]^2 | {phone}联系电话：[12]^2
"""


def test_beside_labels_that_hold_their_values_another_with_a_colon_holds_its_own(tmp_path: Path) -> None:
    found = proposed(INSIDE, tmp_path)
    templates = {one.spot.text: one.template for one in found.tables[0].answers}
    assert templates["项目名称：桥"] == "项目名称：{name}"
    empty = proposed(INSIDE, tmp_path, filled=False)
    assert keys(empty, 0) == ["name", ""]
    assert "" in flags(empty)


def test_who_signs_below_the_indicators_is_asked_about(tmp_path: Path) -> None:
    found = flags(proposed(INSIDE, tmp_path))
    assert found["经办人：谷"] == "在指标下面，可能是填表、审核的人"
    assert found["分管领导：章"] == "栏目和内容写在一格里"
    assert "联系电话：12" not in found


def test_a_label_with_its_value_that_was_taken_for_a_note_reads_its_value_once_it_is_said(tmp_path: Path) -> None:
    found = proposed("项目级别：□甲 ☑乙 | 备注 | {remarks}无^2\n项目名称 | {name}桥^3\n", tmp_path)
    said = confirmed(found, [Said(1, 0, 0, CellRole.VALUE, "attribute")])
    (one,) = (one for one in said.tables[0].answers if one.spot.text.startswith("项目级别"))
    assert one.template == "项目级别：{attribute}"


def test_the_unit_beside_the_date_of_filling_in_is_who_filled_in(tmp_path: Path) -> None:
    text = "申报单位：[某站]^2 | 填报日期：[2032年1月]^2\n{name}项目名称 | 桥^3\n"
    found = proposed(text.replace("[", "").replace("]", ""), tmp_path)
    first = next(one for one in found.tables[0].answers if one.spot.column == 0)
    assert (first.owner, first.key, first.template, first.flag) == (
        Owner.DOCUMENT,
        "fill_unit",
        "申报单位：{fill_unit}",
        True,
    )


def test_a_unit_in_another_row_than_the_date_is_the_unit_of_the_project(tmp_path: Path) -> None:
    text = "申报单位：某站^2 | 联系人：李^2\n填报日期：2032年1月^2 | 联系电话：12^2\n项目名称 | {name}桥^3\n"
    first = next(one for one in proposed(text, tmp_path).tables[0].answers if one.spot.column == 0)
    assert (first.owner, first.key) == (Owner.PROJECT, "unit_name")


def test_points_are_given_to_the_whole_and_not_to_a_source(tmp_path: Path) -> None:
    text = (
        "项目名称 | {name}桥^3\n资金种类 | 年初预算数 | 全年执行数 | 得分\n"
        "资金总额 | {a}5 | {b}3 | {c}9\n财政拨款 | {d}2 | {e}1 | @\n"
    )
    assert keys(proposed(text.replace("@", "-"), tmp_path), 3)[3] == ""
    assert keys(proposed(text.replace("@", "{f}8"), tmp_path), 3)[3] == "funds.fiscal.score"
    assert keys(proposed(text.replace("@", "-"), tmp_path, filled=False), 2)[3] == "funds.total.score"


@pytest.mark.parametrize(
    ("row", "key"), [("部门职责 | {duty}修桥。\n", "department_name"), ("备注 | {remarks}无\n", "unit_name")]
)
def test_the_unit_of_an_annex_about_what_a_department_does_is_that_department(
    row: str, key: str, tmp_path: Path
) -> None:
    found = proposed("单位名称 | {a}某局\n" + row, tmp_path)
    assert keys(found, 0) == ["", key]
    assert "某局" in flags(found)


# --- labels and values in one cell, and what stands where labels do ---------------------------------------------


def test_a_month_is_no_label_though_the_end_of_one_is(tmp_path: Path) -> None:
    text = (
        "项目名称 | {name}桥^3\n起始时间 | {a}2033年1月 | 终止时间 | {b}2033年12月\n资金总额 | {c}5 | 其他资金 | {d}2\n"
    )
    found = values(proposed(text, tmp_path))
    assert (found["start"], found["end"]) == ("2033年1月", "2033年12月")


BY_PARTS = """
项目名称 | {name}桥^2
资金情况~3 | 按收入性质分： | 按支出性质分：
{a}其中：一般公共预算：[263.5] | {b}其中：基本支出：[14.2]
{c}政府性基金：[30] | {d}项目支出：[29.2]
"""


@pytest.mark.parametrize("filled", [True, False])
def test_a_part_of_a_whole_is_a_label_with_its_value_behind_it(filled: bool, tmp_path: Path) -> None:
    found = proposed(BY_PARTS, tmp_path, filled=filled)
    assert keys(found, 2)[-2:] == ["funds.general.plan", "own.基本支出"]
    assert keys(found, 3)[-2:] == ["funds.govfund.plan", "own.项目支出"]
    assert {one.spot.text for one in found.tables[0].answers if one.spot.row == 1 and one.key} == set()


def test_the_first_column_of_a_list_of_costs_names_its_rows_though_it_is_also_a_group(tmp_path: Path) -> None:
    text = "支出明细 | 测算依据 | 本年预算 | 备注\n{c:item}车 | {c:basis}询价 | {c:amount}28 | {own}无\n"
    found = proposed(text, tmp_path)
    assert keys(found, 1)[:3] == ["item", "basis", "amount"]


def test_a_measure_alone_before_a_colon_is_of_the_whole_and_a_source_in_one_word_with_a_unit_is_money(
    tmp_path: Path,
) -> None:
    found = proposed("{a}项目名称：[桥]^2\n{b}申请金额：[86.4]万元 | {c}自筹：[26.4]万元\n", tmp_path)
    assert keys(found, 1) == ["budget_total", "funds.own.plan"]


def test_where_to_stamp_behind_an_opinion_in_the_cell_of_its_label_is_the_forms_own(tmp_path: Path) -> None:
    text = "项目名称 | {name}桥\n{a}县财政局意见：[同意。]\\n　　（盖章）　　年　月　日^2\n"
    found = next(one for one in proposed(text, tmp_path).tables[0].answers if one.spot.row == 1)
    assert found.template == "县财政局意见：{opinion_finance}\n　　（盖章）　　年　月　日"


@pytest.mark.parametrize(("label", "key"), [("项目属性", "attribute"), ("柚橘", "own.柚橘")])
def test_boxes_behind_their_label_in_one_cell_are_a_field_that_is_asked_about(
    label: str, key: str, tmp_path: Path
) -> None:
    found = proposed(f"项目名称 | {{name}}桥^2\n{{a}}{label}：[☑新增　□延续] | 联系人 | {{b}}谷\n", tmp_path)
    one = next(one for one in found.tables[0].answers if one.spot.row == 1)
    assert (one.key, one.template, one.choices, bool(one.flag)) == (key, f"{label}：{{{key}}}", ("新增", "延续"), True)


# --- labels that differ from their neighbours in a number --------------------------------------------------------


@pytest.mark.parametrize("filled", [True, False])
def test_a_label_that_nobody_listed_is_one_where_its_neighbour_differs_in_a_number_only(
    filled: bool, tmp_path: Path
) -> None:
    text = NAME.replace("^4", "^3") + "第一季度 | {a}5 | 第二季度 | {b}6\n第三季度 | {c}7 | 第四季度 | {d}8\n"
    found = proposed(text, tmp_path, filled=filled)
    assert roles(found)["第三季度"] is CellRole.LABEL
    assert keys(found, 2)[1] == "own.第三季度"


def test_a_number_more_makes_no_label_of_an_answer(tmp_path: Path) -> None:
    found = proposed(NAME + "开始时间 | {start}1月 | 结束时间 | {end}12月^2\n备注 | {remarks}2月^4\n", tmp_path)
    assert (values(found)["start"], values(found)["end"], values(found)["remarks"]) == ("1月", "12月", "2月")


@pytest.mark.parametrize("filled", [True, False])
@pytest.mark.parametrize(
    ("one", "other", "role"), [("一阶段", "二阶段", CellRole.LABEL), ("步骤1", "步骤2", CellRole.LABEL)]
)
def test_words_down_a_column_that_differ_in_a_number_are_the_labels_of_their_rows(
    one: str, other: str, role: CellRole, filled: bool, tmp_path: Path
) -> None:
    rows = f"{one} | {{own}}六月^2 | {{own}}亲本^2\n{other} | {{own}}腊月^2 | {{own}}品比^2\n"
    text = f"{NAME}阶段考核 | 节点^2 | 考核内容^2\n{rows}"
    found = proposed(text, tmp_path, filled=filled)
    assert {roles(found)[one], roles(found)[other]} == {role}


def test_amounts_down_a_column_are_no_labels(tmp_path: Path) -> None:
    text = "项目名称 | {name}桥^3\n数量 | {a}3座 | 备注 | {b}甲\n规模 | {c}5座 | 说明 | {d}乙\n"
    found = proposed(text, tmp_path)
    assert {roles(found)[amount] for amount in ("3座", "5座")} == {CellRole.VALUE}


YEARS_DOWN = (
    "项目名称 | {name}桥^3\n分年资金~4 | 年度 | 财政拨款 | 其他资金\n"
    "2032 | {own}18 | {own}2\n2033 | {own}12 | {own}1\n合计 | {own}30 | {own}3\n"
)


@pytest.mark.parametrize("filled", [True, False])
def test_years_down_a_column_are_the_labels_of_their_rows(filled: bool, tmp_path: Path) -> None:
    found = proposed(YEARS_DOWN, tmp_path, filled=filled)
    assert {roles(found)[year] for year in ("2032", "2033")} == {CellRole.LABEL}
    assert [*keys(found, 2), *keys(found, 3), *keys(found, 4)] == [
        "", "own.2032财政拨款", "own.2032其他资金",
        "", "own.2033财政拨款", "own.2033其他资金",
        "", "own.合计财政拨款", "own.合计其他资金",
    ]  # fmt: skip


def test_years_that_follow_each_other_in_two_columns_are_values(tmp_path: Path) -> None:
    text = "项目名称 | {name}桥^3\n2032^2 | {a}甲 | {b}乙\n记~2 | 2033 | {c}甲 | {d}乙\n2036 | {e}甲 | {f}乙\n"
    found = proposed(text, tmp_path)
    assert CellRole.LABEL not in {roles(found)[year] for year in ("2032", "2033")}


@pytest.mark.parametrize("second", ["2035", "2032"])
def test_numbers_down_a_column_that_do_not_follow_each_other_are_values(second: str, tmp_path: Path) -> None:
    found = proposed(YEARS_DOWN.replace("2033", second), tmp_path)
    assert roles(found)[second] is CellRole.VALUE


def test_a_year_beside_its_label_is_a_value(tmp_path: Path) -> None:
    found = proposed(
        "项目名称 | {name}桥^3\n开始年份 | {a}2032 | 备注 | {b}甲\n完成年份 | {c}2033 | 说明 | {d}乙\n", tmp_path
    )
    assert {roles(found)[year] for year in ("2032", "2033")} == {CellRole.VALUE}


# --- whose year --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "key"),
    [("2032年度目标", "goal"), ("2032年度绩效目标", "goal"), ("20XX年度总体目标", "goal")],
)
def test_a_year_before_a_label_of_the_year_does_not_count(label: str, key: str, tmp_path: Path) -> None:
    assert values(proposed(NAME + f"{label} | {{goal}}通车。^4\n", tmp_path))[key] == "通车。"


def test_the_whole_budget_of_a_project_is_not_that_of_the_year_which_stands_beside_it(tmp_path: Path) -> None:
    found = proposed(NAME + "项目总预算 | {a}90 | 项目当年预算 | {b}30^2\n", tmp_path)
    assert (values(found)["funds.total.mid"], values(found)["budget_total"]) == ("90", "30")
    assert set(flags(found)) == {"90"}


@pytest.mark.parametrize(("label", "measure"), [("项目当年预算", "plan"), ("项目得分", ""), ("当年预算", "plan")])
def test_a_measure_may_say_that_it_is_the_projects_and_the_years(label: str, measure: str) -> None:
    assert money_in(label).measure == measure


@pytest.mark.parametrize("row", ["项目总预算 | {a}90^4", "资金总额 | {a}90 | 当年预算 | {b}30^2"])
def test_alone_or_without_a_word_for_all_years_it_is(row: str, tmp_path: Path) -> None:
    assert values(proposed(NAME + row + "\n", tmp_path))["budget_total"] == "90"


# --- goals that were changed -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"), [("年初指标值", "调整后指标值"), ("指标值", "调整指标值"), ("原指标值", "调整后的目标值")]
)
def test_of_a_goal_that_was_changed_the_changed_one_counts_and_both_are_asked_about(
    before: str, after: str, tmp_path: Path
) -> None:
    text = f"一级指标 | 三级指标 | {before} | {after} | 备注\n{{a}}产出指标 | {{b}}长度 | {{c}}5米 | {{d}}6米 | {{e}}\n"
    found = proposed(text, tmp_path)
    assert (keys(found, 1)[2][:4], keys(found, 1)[3]) == ("own.", "target")
    assert {before, after} <= set(flags(found))


def test_a_goal_before_its_change_alone_is_no_changed_one(tmp_path: Path) -> None:
    text = "一级指标 | 三级指标 | 指标值 | 调整前指标值 | 备注\n{a}产出指标 | {b}长度 | {c}5米 | {d}6米 | {e}\n"
    assert keys(proposed(text, tmp_path), 1)[2] == "target"


# --- words over and beside ---------------------------------------------------------------------------------------


def test_a_header_below_another_is_known_by_both_in_either_order(tmp_path: Path) -> None:
    text = "一级指标~2 | 三级指标~2 | 指标值^2 | 备注~2\n上年 | 目标值\n{a}产出指标 | {b}长度 | {c}5米 | {d}6米 | {e}\n"
    found = proposed(text, tmp_path)
    assert keys(found, 2)[2:4] == ["standard", "target"]
    assert "上年" in flags(found)


def test_what_begins_with_the_word_for_indicators_beside_a_name_and_a_goal_leads_rows(tmp_path: Path) -> None:
    text = NAME + "绩效指标与尺度~3 | 指标 | 甲种^2 | 目标值\n{a}长度 | {b}直^2 | {c}5米\n{a}宽度 | {b}弯^2 | {c}3米\n"
    found = proposed(text, tmp_path)
    assert [band.owner for band in found.tables[0].bands] == [Owner.INDICATOR]


@pytest.mark.parametrize("filled", [True, False])
@pytest.mark.parametrize("heading", ["四、主要做法和体会", "（二）体会"])
def test_a_numbered_heading_over_a_cell_of_the_whole_width_asks_for_it(
    heading: str, filled: bool, tmp_path: Path
) -> None:
    found = proposed(
        f"{NAME}{heading}^5\n{{own}}按月巡查，随坏随修。^5\n联系电话 | {{phone}}12^4\n", tmp_path, filled=filled
    )
    assert keys(found, 2)[0].startswith("own.")
    assert roles(found)[heading] is CellRole.LABEL


def test_a_numbered_heading_over_another_asks_for_nothing(tmp_path: Path) -> None:
    found = proposed("一、甲类情况^2\n（一）乙类情况^2\n联系电话 | {phone}12\n", tmp_path)
    assert [*values(found)] == ["phone"]
