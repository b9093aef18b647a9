"""What is a guess is asked about: each row of the table of doubts, and what is like it and is none."""

from pathlib import Path

import pytest

from learning.annexes import annex, cell, choice, chosen, mapping
from learning.reading import flags, proposed, roles, values
from perfdesk.importers.load import read_source
from perfdesk.learning.answer import CellRole
from perfdesk.learning.cell_choices import ChoiceKind, choices, taking
from perfdesk.learning.draft import draft, learned_form
from perfdesk.learning.look import Look
from perfdesk.learning.misfits import misfit
from perfdesk.learning.proposal import propose
from perfdesk.learning.sketch import read_sketch
from perfdesk.model.fields import Owner

NAME = "项目名称 | {name}石桥^3\n"
GOAL = "绩效目标 | {goal}修桥铺路，方便村民。^3\n"


# --- texts that are no content of their field --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "text", "fits"),
    [
        ("budget_total", "12.5万元", True),
        ("budget_total", "国库集中支付", False),
        ("budget_total", "无", True),
        ("budget_total", "", True),
        ("funds.total.rate", "95%", True),
        ("funds.total.rate", "较快", False),
        ("total_score", "九十", False),
        ("start", "三月", True),
        ("start", "尽快", False),
        ("code", "XM", True),
        ("code", "石桥", False),
        ("phone", "0901-1", True),
        ("phone", "李", False),
        ("name", "12.5", False),
        ("name", "石桥", True),
        ("name", "2031年石桥", True),
        ("name", "桥" * 81, False),
        ("goal", "100", False),
        ("goal", "1." + "桥" * 90, True),
        ("period", "1", True),
        ("own.数", "石桥", True),
    ],
)
def test_a_text_fits_the_kind_of_its_field_or_is_doubted(key: str, text: str, fits: bool) -> None:
    assert (misfit(Owner.PROJECT, key, text) == "") is fits


def test_the_name_of_an_indicator_may_be_a_number() -> None:
    assert misfit(Owner.INDICATOR, "name", "12") == ""


def test_a_value_that_does_not_fit_is_asked_about(tmp_path: Path) -> None:
    found = proposed(NAME + "资金总额 | {budget_total}按文件^3\n" + GOAL, tmp_path)
    assert flags(found) == {"按文件": "这里填数字，内容却是文字"}


COLUMNS = NAME + GOAL + "一级指标 | 三级指标 | 指标值 | 权重\n"


@pytest.mark.parametrize(("weights", "doubted"), [("多", True), ("20", False), ("", False)])
def test_a_column_of_which_most_texts_do_not_fit_is_asked_about_once(
    weights: str, doubted: bool, tmp_path: Path
) -> None:
    row = f"{{i:level1}}产出指标 | {{i:name}}桥@ | {{i:target}}1座 | {{i:weight}}{weights}\n"
    found = proposed(COLUMNS + "".join(row.replace("@", at) for at in "甲乙丙"), tmp_path)
    assert flags(found) == ({"权重": "这里填数字，内容却是文字"} if doubted else {})


# --- labels and answers ------------------------------------------------------------------------------------------


def test_an_answer_that_is_called_as_a_label_is_no_value_and_asked_about(tmp_path: Path) -> None:
    found = proposed(NAME + "资金来源 | {source}县级财政 | 资金用途 | {purpose}买砖\n" + GOAL, tmp_path)
    assert roles(found)["县级财政"] is CellRole.LABEL
    assert flags(found) == {"县级财政": "与已知的栏目同名，却在“资金来源”的内容处"}


def test_a_person_is_offered_the_field_of_the_label_before_it(tmp_path: Path) -> None:
    found = mapping(NAME + "资金来源 | {source}县级财政 | 资金用途 | {purpose}买砖\n" + GOAL, tmp_path)
    settled = chosen(found, [cell(found, "县级财政")], ChoiceKind.FIELD, "资金来源")
    assert (cell(settled, "县级财政").key, settled.open) == ("source", ())


@pytest.mark.parametrize("row", ["资金来源 | 县级财政 | - | -", "资金来源 | 财政拨款 | {own}12 | -"])
def test_a_label_with_a_cell_for_its_value_is_no_answer(row: str, tmp_path: Path) -> None:
    assert "县级财政" not in flags(proposed(NAME + row + "\n" + GOAL, tmp_path))
    assert "财政拨款" not in flags(proposed(NAME + row + "\n" + GOAL, tmp_path))


def test_an_indicator_that_is_called_as_a_label_is_asked_about_once_for_its_column(tmp_path: Path) -> None:
    rows = "".join(
        f"{{i:level1}}产出指标 | {{i:name}}{name} | {{i:target}}1座 | {{i:weight}}10\n"
        for name in ("预算执行率", "联系电话", "桥梁")
    )
    found = proposed(COLUMNS + rows, tmp_path)
    assert flags(found) == dict.fromkeys(("预算执行率", "联系电话"), "与已知的栏目同名")
    assert found.asked == 1


def test_a_label_known_by_its_place_is_one_question_with_its_value(tmp_path: Path) -> None:
    text = NAME + "修桥的缘由 | {own}路窄^3\n" + GOAL
    assert proposed(text, tmp_path).asked == 1
    found = mapping(text, tmp_path)
    (one,) = found.open
    assert one.spot.text == "路窄"
    settled = found.decided(*choices(found, [one])[taking(found, [one])].decisions)
    assert (settled.open, [other.flag for other in settled.table.answers if other.flag]) == ((), [])


# --- money -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("group", "doubted"), [("上年预算执行", True), ("预算执行", False), ("上年结转资金", False)])
def test_money_of_years_gone_by_is_asked_about_once(group: str, doubted: bool, tmp_path: Path) -> None:
    text = NAME + f"{group}~2 | 全年预算数 | {{own}}18^2\n执行数 | {{own}}17^2\n" + GOAL
    found = proposed(text, tmp_path)
    assert ({"18", "17"} <= set(flags(found)), found.asked) == (doubted, int(doubted))


def test_columns_of_no_measure_are_one_question_each(tmp_path: Path) -> None:
    text = (
        NAME.replace("^3", "^4")
        + """
        资金情况~3 | 资金来源 | 年初预算数 | 滚存余数 | 滚存缘由
        财政拨款 | {funds.fiscal.initial}5 | {own}1 | {own}雨
        其他资金 | {funds.other.initial}3 | {own}2 | {own}雪
        """
        + GOAL.replace("^3", "^4")
    )
    found = mapping(text, tmp_path)
    assert [one.spot.text for one in found.open] == ["1", "雨"]
    kept = found.decided(*choices(found, [found.open[0]])[taking(found, [found.open[0]])].decisions)
    assert [one.spot.text for one in kept.open] == ["雨"]
    # Who says something else of one has said nothing of the others.
    other = chosen(found, [cell(found, "1")], ChoiceKind.NOTE)
    assert [one.spot.text for one in other.open] == ["雨", "2"]


def test_a_unit_in_an_annex_without_a_project_may_be_the_department(tmp_path: Path) -> None:
    text = "单位名称 | {unit_name}东岭县气象局^3\n部门职能 | {duty}管气象，报天气。^3\n"
    assert list(flags(proposed(text + GOAL, tmp_path))) == ["东岭县气象局"]
    assert flags(proposed(NAME + text + GOAL, tmp_path)) == {}


# --- rows --------------------------------------------------------------------------------------------------------

ROWS = "".join(
    f"{{i:level1}}{name} | {{i:name}}桥 | {{i:target}}1座 | {{i:weight}}10\n" for name in ("产出指标", "效益指标")
)


def test_a_row_that_is_unlike_the_others_is_one_question(tmp_path: Path) -> None:
    found = proposed(COLUMNS + ROWS + "拨付计划 | 首付 | 30% | 7\n" + ROWS, tmp_path)
    assert set(flags(found).values()) == {"一级指标一栏不是类别名称，这一行可能不是指标"}
    assert found.asked == 1


def test_where_no_class_is_known_no_row_is_strange(tmp_path: Path) -> None:
    rows = ROWS.replace("产出指标", "履职效能").replace("效益指标", "管理效率")
    assert flags(proposed(COLUMNS + rows, tmp_path)) == {}


def test_a_class_that_nobody_met_does_not_end_the_rows(tmp_path: Path) -> None:
    found = proposed(COLUMNS + ROWS.replace("产出指标", "投入管理指标") + ROWS, tmp_path)
    assert (found.tables[0].bands[0].end - found.tables[0].bands[0].body, flags(found)) == (4, {})


def test_a_single_cell_below_the_indicators_is_none_of_them(tmp_path: Path) -> None:
    found = proposed(COLUMNS + ROWS + "附后 | - | - | -\n", tmp_path)
    (band,) = found.tables[0].bands
    assert band.end == band.body + 2


def test_a_row_with_a_name_alone_among_full_ones_is_asked_about(tmp_path: Path) -> None:
    found = proposed(COLUMNS + ROWS + "- | 附后 | - | -\n" + ROWS, tmp_path)
    assert flags(found) == {"附后": "这一行只写了一格，可能不是指标", "": "这一行只写了一格，可能不是指标"}


def test_classes_alone_on_blank_paper_are_rows_of_indicators(tmp_path: Path) -> None:
    columns = "项目名称 | {name}河岸加固^3\n一级指标 | 二级指标 | 三级指标 | 指标值\n"
    rows = "{i:level1}产出指标~3 | {i:level2}数量指标 | - | -\n{i:level2}@ | - | -\n{i:level2}时效指标 | - | -\n"
    more = "{i:level1}@ | {i:level2}@指标 | - | -\n"
    levels = [more.replace("@", one) for one in ("效益", "满意度", "成本")]
    for two, asked in (("质量指标", False), ("甲", True)):
        found = proposed(columns + rows.replace("@", two) + "".join(levels), tmp_path)
        assert ("这一行只写了一格，可能不是指标" in flags(found).values()) is asked


def test_a_sum_directly_below_the_header_does_not_end_the_rows(tmp_path: Path) -> None:
    rows = "合计 | - | {t:total}12\n" + "{t:item}修路 | {t:content}三条 | {t:total}6\n" * 2
    found = proposed("部门名称 | {d:department_name}局^2\n任务名称 | 主要内容 | 预算金额\n" + rows, tmp_path)
    (band,) = found.tables[0].bands
    assert band.end == 5


def test_a_column_of_natures_with_nothing_in_it_is_asked_about(tmp_path: Path) -> None:
    text = (
        NAME
        + GOAL
        + "一级指标 | 三级指标 | 指标性质 | 指标值\n{i:level1}产出指标 | {i:name}桥 | {i:op}≥ | {i:target}1\n"
    )
    assert list(flags(proposed(text, tmp_path, filled=False))) == ["指标性质"]
    assert flags(proposed(text, tmp_path)) == {}


# --- words -------------------------------------------------------------------------------------------------------


def test_what_is_only_nearly_called_so_is_asked_about(tmp_path: Path) -> None:
    found = proposed(NAME + "项目的实施单位名称 | {unit_name}水利站^3\n" + GOAL, tmp_path)
    assert list(flags(found)) == ["水利站"]


@pytest.mark.parametrize("colon", ["：", " "])
def test_a_label_and_its_value_in_one_cell_are_told_apart_with_and_without_a_colon(colon: str, tmp_path: Path) -> None:
    found = proposed(f"{{name}}项目名称{colon}石桥^2 | {{code}}项目编码{colon}B31-7^2\n" + GOAL, tmp_path)
    templates = {one.key: one.template for one in found.tables[0].answers if one.template}
    assert templates == {"name": f"项目名称{colon}{{name}}", "code": f"项目编码{colon}{{code}}"}


def test_a_label_whose_own_letters_stand_apart_is_a_label(tmp_path: Path) -> None:
    assert values(proposed("项 目 名 称 | {name}石桥^3\n" + GOAL, tmp_path))["name"] == "石桥"


def test_who_signs_is_not_who_answers_for_the_project(tmp_path: Path) -> None:
    found = values(proposed(NAME + "负责人 | {contact}李 | 负责人（签字） | {own}王\n" + GOAL, tmp_path))
    assert (found["contact"], found["own.负责人"]) == ("李", "王")


def test_a_line_below_with_a_known_and_an_unknown_label_is_read(tmp_path: Path) -> None:
    found = proposed(NAME + GOAL + "< 填表的人：李　　填报日期：2031年1月5日\n", tmp_path)
    (line,) = found.lines
    assert line.inline is not None
    assert [(owner, key) for owner, key, _ in line.inline.slots] == [
        (Owner.DOCUMENT, "own.填表的人"), (Owner.DOCUMENT, "fill_date"),
    ]  # fmt: skip


def test_the_first_of_several_sources_behind_their_common_label_is_known(tmp_path: Path) -> None:
    found = proposed(
        NAME + "1.资金来源：（1）财政性资金 | {budget_fiscal}6^3\n（2）单位资金 | {own}3^3\n" + GOAL, tmp_path
    )
    assert (values(found)["budget_fiscal"], values(found)["funds.unit.plan"]) == ("6", "3")


def test_words_behind_an_empty_corner_head_their_columns(tmp_path: Path) -> None:
    text = (
        NAME
        + """
        管理的事~3 | - | 怎么做的 | 缺些什么
        分得公不公 | {own}按户数分 | {own}无
        拨得快不快 | {own}按进度拨 | {own}慢
        """
        + GOAL
    )
    found = proposed(text, tmp_path)
    assert {roles(found)[word] for word in ("怎么做的", "缺些什么", "分得公不公")} == {CellRole.LABEL}
    assert [one.role for one in found.tables[0].answers if one.spot.blank] == [CellRole.BLANK]


def test_indicators_with_numbers_and_no_levels_are_known(tmp_path: Path) -> None:
    text = NAME + GOAL + "序号 | 具体指标 | 预期值 | 完成时限\n{own}1 | {i:name}桥 | {i:target}1座 | {own}6月底\n"
    (band,) = proposed(text, tmp_path).tables[0].bands
    assert [one.key for one in band.columns] == ["own.序号", "name", "target", "own.完成时限"]


def test_goals_with_numbers_before_them_are_rows(tmp_path: Path) -> None:
    text = NAME + "序号 | 目标内容^3\n{own}1 | {g:text}修桥^3\n{own}2 | {g:text}铺路^3\n"
    (band,) = proposed(text, tmp_path).tables[0].bands
    assert (band.owner, band.end - band.body) == (Owner.GOALS, 2)


def test_one_goal_and_what_came_of_it_side_by_side_are_no_rows(tmp_path: Path) -> None:
    text = NAME + "年度目标^2 | 实际完成情况^2\n{goal}修桥铺路，方便村民。^2 | {goal_done}修了一座，还差一座。^2\n"
    assert proposed(text, tmp_path).tables[0].bands == ()


def test_a_choice_of_several_questions_is_offered(tmp_path: Path) -> None:
    found = mapping(NAME + "联系电话 | {phone}1 | 联系电话 | {own}2\n" + GOAL, tmp_path)
    assert [one.spot.text for one in found.open] == ["1"]
    assert choice(found, [cell(found, "2")], ChoiceKind.OWN)


# --- cells that no label claims, or two -------------------------------------------------------------------------


def test_empty_cells_beside_no_label_are_one_question(tmp_path: Path) -> None:
    text = NAME + "联系人 | {contact}李 | - | -\n项目编码 | {code}A1 | - | -\n" + GOAL
    found = proposed(text, tmp_path)
    assert (flags(found), found.asked) == ({"": "不知道填不填"}, 1)


def test_the_corner_of_a_table_is_no_question(tmp_path: Path) -> None:
    text = (
        NAME
        + "资金情况~2 | - | 年初预算数 | 全年执行数\n财政拨款 | {funds.fiscal.initial}5 | {funds.fiscal.executed}4\n"
    )
    assert flags(proposed(text, tmp_path)) == {}


def test_a_value_between_two_labels_of_fields_is_asked_about(tmp_path: Path) -> None:
    text = (
        NAME + "项目类型 | 联系电话 | 实施单位 | 主管部门\n联系人 | {phone}李 | {unit_name}站 | {supervisor}局\n" + GOAL
    )
    assert flags(proposed(text, tmp_path))["李"] == "左边是“联系人”，上面是“联系电话”"


# --- columns that are called alike -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "below", "key"),
    [
        ("指标性质", "≥", "op"), ("指标性质", "定量", "kind"), ("指标方向", "定量", "kind"),
        ("指标方向", "反向", "direction"),
        ("指标类型", "正向", "direction"), ("指标方向", "＝", "op"), ("指标性质", "民生", "kind"),
    ],
)  # fmt: skip
def test_what_stands_below_tells_signs_from_natures_and_directions(
    header: str, below: str, key: str, tmp_path: Path
) -> None:
    text = (
        NAME
        + GOAL
        + f"一级指标 | 三级指标 | {header} | 指标值\n"
        + "{i:level1}产出指标 | {i:name}桥 | {i:x}@ | {i:target}1\n"
    )
    (band,) = proposed(text.replace("@", below), tmp_path).tables[0].bands
    assert band.columns[2].key == key


def test_a_column_below_a_label_of_years_gone_by_is_asked_about(tmp_path: Path) -> None:
    text = (
        NAME
        + GOAL
        + "一级指标~2 | 三级指标~2 | 上年情况^2\n指标值 | 完成值\n"
        + "{i:level1}产出指标 | {i:name}桥 | {i:x}1座 | {i:y}1座\n"
    )
    assert set(flags(proposed(text, tmp_path))) == {"指标值", "完成值"}


def test_a_row_with_words_in_a_column_of_numbers_is_one_question(tmp_path: Path) -> None:
    rows = "{c:item}砖 | {c:basis}九百块 | {c:amount}6\n" * 3
    text = NAME.replace("^3", "^2") + "支出内容 | 测算依据 | 金额\n" + rows + "经手 | 李 | 王\n" + rows
    found = proposed(text, tmp_path)
    assert (set(flags(found).values()), found.asked) == ({"这里填数字，内容却是文字"}, 1)


@pytest.mark.parametrize(("text", "fits"), [("万元", True), ("水利站", False)])
def test_a_unit_of_money_is_one(text: str, fits: bool) -> None:
    assert (misfit(Owner.DOCUMENT, "money_unit", text) == "") is fits


# --- lists of projects -------------------------------------------------------------------------------------------

LIST = """
序号 | 项目名称 | 主管部门 | 金额 | 项目绩效目标 | 产出指标 | 乡镇
{own}1 | {name}荒山造林 | {supervisor}林业局 | {budget_total}80 | {goal}造林五千亩。 | {own}造林5000亩 | {own}东乡
{own}2 | {name}森林防火 | {supervisor}林业局 | {budget_total}36 | {goal}不发生大火。 | {own}巡护12次 | {own}西乡
"""


@pytest.mark.parametrize("excel", [True, False])
def test_a_list_of_projects_without_indicators_is_a_form_that_reads_each(excel: bool, tmp_path: Path) -> None:
    path = annex(LIST, tmp_path, excel=excel)
    sketch = read_sketch(path)
    found = propose(sketch.source, sheets=sketch.sheets)
    assert list(flags(found)) == ["产出指标", "乡镇"]
    form = learned_form(draft(found, sketch.look, "a"))
    read = read_source(path, form).document.projects
    keys = ("name", "supervisor", "budget_total", "goal", "own.产出指标", "own.乡镇")
    assert [[project.fields[key] for key in keys] for project in read] == [
        ["荒山造林", "林业局", "80", "造林五千亩。", "造林5000亩", "东乡"],
        ["森林防火", "林业局", "36", "不发生大火。", "巡护12次", "西乡"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "项目名称 | 主管部门 | 实施单位\n{name}桥 | {supervisor}局 | {unit_name}站\n",
        "项目名称 | 主管部门 | 实施单位\n{name}桥 | {supervisor}局 | {unit_name}站\n备注 | {remarks}无^2\n" * 2,
        "项目名称 | {name}桥 | 主管部门\n联系人 | {contact}李 | {supervisor}局\n联系电话 | {phone}1 | -\n",
    ],
)
def test_fields_of_one_project_in_a_row_are_no_list(text: str, tmp_path: Path) -> None:
    assert all(not band.grid for table in proposed(text, tmp_path).tables for band in table.bands)


# --- what a form makes of it -------------------------------------------------------------------------------------


def test_fields_of_two_owners_in_one_cell_stay_usable(tmp_path: Path) -> None:
    text = "{unit_name}预算单位：[石门乡] 金额单位：[元]^4\n" + NAME + GOAL
    found = proposed(text, tmp_path, excel=True)
    assert found.tables[0].answers[0].template == "预算单位：{unit_name} 金额单位：元"
    assert learned_form(draft(found, Look(), "a")).title


# --- labels that say little --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("label", "doubted"), [("时间", True), ("填报时间", False), ("备注", False)])
def test_a_value_of_a_word_that_means_many_things_is_asked_about(label: str, doubted: bool, tmp_path: Path) -> None:
    found = flags(proposed(NAME + f"{label} | {{x}}2031年1月^3\n" + GOAL, tmp_path))
    assert (found.get("2031年1月", "").startswith("“时间”可能指别的"), bool(found)) == (doubted, doubted)


@pytest.mark.parametrize(
    ("note", "doubted"), [("备注：无", True), ("备注：本表由单位填写，一式两份，各自留存备查", False)]
)
def test_a_short_note_beside_other_cells_is_asked_about(note: str, doubted: bool, tmp_path: Path) -> None:
    found = flags(proposed(NAME + f"联系人 | {{contact}}李 | !{note}^2\n" + GOAL, tmp_path))
    assert found == ({note: "可能是填写的内容"} if doubted else {})


def test_of_two_columns_that_are_called_alike_either_is_asked_about(tmp_path: Path) -> None:
    text = (
        NAME + GOAL + "一级指标 | 三级指标 | 指标值 | 目标值\n{i:level1}产出指标 | {i:name}桥 | {i:target}1 | {own}1\n"
    )
    assert set(flags(proposed(text, tmp_path))) == {"指标值", "目标值"}


def test_the_only_goal_is_the_year_s_and_is_asked_about(tmp_path: Path) -> None:
    found = proposed(NAME + "总体目标 | {goal}修桥铺路，方便村民。^3\n", tmp_path)
    assert (values(found)["goal"], list(flags(found))) == ("修桥铺路，方便村民。", ["修桥铺路，方便村民。"])


def test_the_names_of_indicators_are_not_that_of_a_project(tmp_path: Path) -> None:
    rows = "一级指标 | 三级指标 | 指标值^2\n{i:level1}产出指标 | {i:name}桥 | {i:target}1座^2\n"
    text = "单位名称 | {unit_name}东岭县气象局^3\n" + GOAL + rows
    assert list(flags(proposed(text, tmp_path))) == ["东岭县气象局"]


def test_a_label_of_another_width_above_a_value_says_nothing_of_it(tmp_path: Path) -> None:
    text = NAME + "项目类型^2 | 联系电话^2\n联系人 | {contact}李 | 主管部门 | {supervisor}局\n" + GOAL
    assert "李" not in flags(proposed(text, tmp_path))


def test_boxes_to_tick_are_no_misfit(tmp_path: Path) -> None:
    assert flags(proposed(NAME + "资金总额 | {budget_total}□已批复 □未批复^3\n" + GOAL, tmp_path)) == {}
