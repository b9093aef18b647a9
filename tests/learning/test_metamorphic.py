"""A layout that is changed without its truth is read as before: no label becomes a value, nothing is wrong silently."""

from pathlib import Path
from random import Random

import pytest

from learning.changes import CHANGES, changed
from learning.drawn import drawn
from learning.grids import Layout, layout, save_excel, save_word
from learning.measure import Score
from learning.metamorphic import OF_WORDS, even, mixed, score
from learning.reading import flags, proposed, roles, values
from perfdesk.importers.grid import Grid, Source
from perfdesk.learning.answer import CellRole
from perfdesk.learning.matrix import Spot, matrix
from perfdesk.learning.sketch import read_sketch
from perfdesk.model.fields import ROW_OWNERS

# What is only read with flags: a value that is called as a label, labels over their values two by two.
HARD = ("values of labels", "values like labels", "pairs stacked", "columns exchanged")
KEPT = [name for name in CHANGES if name not in (*OF_WORDS, *HARD)]
# The smallest first: they are proposed soonest.
EVEN = sorted(even(), key=lambda one: sum(len(table.places) for table in one.tables))


def faults(one: Layout, names: tuple[str, ...], seed: int) -> list[str]:
    """What is wrong silently, and the labels that are values."""
    whole = sum(score(one, names, seed), Score())
    silent = [text for text in whole.wrong if text.startswith("SILENT")]
    labels = [text for text in whole.wrong if "is no value" in text and "“”" not in text]
    return [*silent, *labels]


@pytest.mark.parametrize("name", KEPT)
def test_a_layout_after_a_change(name: str) -> None:
    """Of the layouts that a change finds a place in one, another for each change."""
    place = KEPT.index(name) // 3
    one = next(one for one in EVEN[place:] + EVEN[:place] if [*changed(one, [name], Random(0))])
    assert faults(one, (name,), 0) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", KEPT)
def test_every_layout_after_a_change(name: str) -> None:
    assert [fault for one in EVEN for seed in range(3) for fault in faults(one, (name,), seed)] == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 124))
def test_every_layout_after_three_changes(seed: int) -> None:
    names = tuple(name for name in mixed(seed) if name in KEPT)
    assert [fault for one in EVEN for fault in faults(one, names, seed)] == []


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_leaves_every_cell_of_the_table_covered_once(name: str) -> None:
    for one in EVEN[:: len(EVEN) // 6]:
        for after in changed(one, [name], Random(1)):
            cells = [
                (row, column)
                for place in after.places
                for row in range(place.row, place.row + place.rows)
                for column in range(place.column, place.column + place.columns)
            ]
            assert len(cells) == len(set(cells)) == after.rows * after.columns
            assert {*cells} == {(row, column) for row in range(after.rows) for column in range(after.columns)}


@pytest.mark.parametrize("name", [name for name in CHANGES if name not in ("rows shrunk", "rows grown")])
def test_a_change_keeps_the_fields_of_the_fixed_rows(name: str) -> None:
    added = 2 if name == "signed" else 0
    for one in EVEN[3 :: len(EVEN) // 4]:
        for after in changed(one, [name], Random(2)):
            before, now = (
                sorted(place.key for place in which.places if place.key and place.owner not in ROW_OWNERS)
                for which in (one, after)
            )
            assert len(now) == len(before) + added
            assert not [key for key in before if key not in now]


@pytest.mark.parametrize("number", [4, 36])
def test_what_is_drawn_is_what_the_readers_hand_on(number: int, tmp_path: Path) -> None:
    one = layout(number)
    for filled in (True, False):
        for sheet, save, name in ((False, save_word, "a.docx"), (True, save_excel, "a.xlsx")):
            read = read_sketch(save(one, tmp_path / name, filled=filled)).source
            assert cells(read, sheet=sheet) == cells(drawn(one, sheet=sheet, filled=filled), sheet=sheet)


def cells(source: Source, *, sheet: bool) -> list[Spot]:
    grids = [one for one in source.elements if isinstance(one, Grid)]
    return [spot for grid in grids for spot in matrix(grid, numbered=sheet).spots]


# --- what such changes have shown ---------------------------------------------------------------------------------

HEAD = "项目名称 | {name}石桥^5\n"
INDICATORS = (
    "绩效指标~2 | 一级指标 | 二级指标 | 三级指标 | 指标值^2\n"
    "{i:level1}产出指标 | {i:level2}数量指标 | {i:name}桥梁 | {i:target}1座^2\n"
)


def test_a_label_beside_a_header_and_one_row_is_no_part_of_the_header(tmp_path: Path) -> None:
    found = values(proposed(HEAD + INDICATORS, tmp_path))
    assert (found["name"], found["target"]) == ("桥梁", "1座")


def test_a_label_with_its_value_is_no_first_row_of_the_header_below_it(tmp_path: Path) -> None:
    text = "年度绩效目标^2 | {goal}同上^4\n一级指标 | 二级指标 | 三级指标^2 | 指标值^2\n"
    rows = "{i:level1}产出指标 | {i:level2}数量指标 | {i:name}桥梁^2 | {i:target}1座^2\n"
    found = proposed(HEAD + text + rows, tmp_path)
    assert values(found)["goal"] == "同上"
    assert values(found)["target"] == "1座"


def test_a_wide_value_over_a_table_of_money_is_no_header(tmp_path: Path) -> None:
    text = (
        "主管部门 | {supervisor}石泉县交通局^5\n项目名称 | {name}石桥^5\n"
        "资金（万元）~3 | 资金类别 | 年初预算 | 全年预算 | 全年执行 | 分值\n"
        "年度资金总额 | {funds.total.initial}9 | {funds.total.adjusted}9 | {funds.total.executed}9 | {own}10\n"
        "其中：中央补助 | {funds.central.initial}4 | {funds.central.adjusted}4 | {funds.central.executed}4 | !—\n"
    )
    found = values(proposed(text, tmp_path))
    assert (found["name"], found["funds.central.executed"]) == ("石桥", "4")


def test_a_header_of_two_rows_is_one_though_only_words_of_its_second_are_known(tmp_path: Path) -> None:
    text = (
        "项目名称 | {name}石桥^4\n绩效指标~3 | 序号~2 | 指标^2 | 办结时限~2\n具体指标 | 预期值\n"
        "{own}1 | {i:name}桥梁 | {i:target}1座 | {own}6月底\n"
    )
    found = values(proposed(text, tmp_path))
    assert (found["name"], found["target"]) == ("桥梁", "1座")


def test_rows_of_another_division_are_none_of_the_rows_above(tmp_path: Path) -> None:
    text = (
        "项目名称 | {name}灯^5\n实施内容^4 | 开始时间 | 完成时间\n{s:content}招标^4 | {s:start}2月 | {s:end}4月\n"
        "费用一览~2 | 支出内容^2 | 测算依据^2 | 金额（万元）\n{c:item}灯具^2 | {c:basis}六百套^2 | {c:amount}150\n"
    )
    found = values(proposed(text, tmp_path))
    assert (found["content"], found["item"], found["amount"]) == ("招标", "灯具", "150")


def test_a_row_of_labels_and_values_below_another_is_no_list_of_projects(tmp_path: Path) -> None:
    text = (
        "项目基本情况~3 | 项目名称 | {name}花卉基地 | 项目类别 | {category}特定目标类\n"
        "主管部门 | {supervisor}柳塘县农业局 | 实施单位 | {unit_name}柳塘县花木站\n"
        "资金总额 | {budget_total}45 | 其中：财政拨款 | {budget_fiscal}45\n年度目标 | {goal}建成十座大棚。^4\n"
    )
    found = values(proposed(text, tmp_path))
    assert (found["name"], found["supervisor"], found["budget_total"]) == ("花卉基地", "柳塘县农业局", "45")


@pytest.mark.parametrize("filled", [True, False])
def test_labels_with_colons_have_their_values_beside_them_where_a_cell_is(filled: bool, tmp_path: Path) -> None:
    text = (
        "项目名称： | {name}图书下乡^6\n资金（万元）：~3 | 资金来源： | 预算数： | 到位数： | 执行数： | 执行率：^2\n"
        "合计： | {budget_total}10 | {own}10 | {own}9.5 | {own}95%^2\n"
        "市级资金： | {funds.city.plan}6 | {own}6 | {own}5.5 | {own}92%^2\n"
        "年度总体目标：~2 | 预期目标：^3 | 目标完成情况：^3\n{goal}送书到村。^3 | {goal_done}已送到。^3\n"
        "备注： | {remarks}无^6\n"
    )
    found = proposed(text, tmp_path, filled=filled)
    labels = [one for one, role in roles(found).items() if one.endswith("：") and role is not CellRole.LABEL]
    assert labels == []
    assert {"name", "funds.city.executed", "goal", "goal_done", "remarks"} <= {*values(found)}


@pytest.mark.parametrize("filled", [True, False])
@pytest.mark.parametrize("excel", [True, False])
def test_a_label_with_a_colon_over_the_whole_width_has_its_value_below(
    filled: bool, excel: bool, tmp_path: Path
) -> None:
    text = (
        "项目名称 | {name}石桥 | 项目年度 | {own}2031\n年度总体目标：^4\n{goal}修好一座桥，方便村民出行。^4\n"
        "下一步工作安排：^4\n{own}明年再修一座。^4\n一级指标 | 二级指标 | 三级指标 | 指标值\n"
        "{i:level1}产出指标 | {i:level2}数量指标 | {i:name}桥梁 | {i:target}1座\n"
    )
    found = proposed(text, tmp_path, filled=filled, excel=excel)
    assert {"goal", "own.下一步工作安排"} <= {*values(found)}
    assert roles(found)["年度总体目标："] is roles(found)["下一步工作安排："] is CellRole.LABEL


@pytest.mark.parametrize("nothing", ["/", "—", "——"])
def test_a_line_right_of_a_label_is_what_a_clerk_has_entered(nothing: str, tmp_path: Path) -> None:
    text = f"项目名称 | {{name}}石桥^3\n主管部门 | {{supervisor}}{nothing} | 受益农户 | {{own}}{nothing}\n"
    found = values(proposed(text, tmp_path))
    assert (found["supervisor"], found["own.受益农户"]) == (nothing, nothing)


def test_a_line_in_a_table_of_money_is_no_value(tmp_path: Path) -> None:
    text = (
        "项目名称 | {name}石桥^3\n资金（万元）~3 | 资金来源 | 全年预算数 | 分值\n"
        "年度资金总额 | {funds.total.adjusted}9 | {own}10\n其中：财政拨款 | {funds.fiscal.adjusted}9 | !—\n"
    )
    assert "—" not in values(proposed(text, tmp_path)).values()


def test_a_value_that_is_called_as_a_label_is_asked_about_itself(tmp_path: Path) -> None:
    text = "项目名称 | {name}资金^3\n主管部门 | {supervisor}主管局 | 实施单位 | {unit_name}县财政局\n资金总额 | 9^3\n"
    found = proposed(text, tmp_path)
    assert {"资金", "主管局"} <= {*flags(found)}
    assert values(found)["unit_name"] == "县财政局"


@pytest.mark.parametrize("filled", [True, False])
def test_lines_around_a_table_do_not_say_that_its_labels_hold_their_values(filled: bool, tmp_path: Path) -> None:
    text = (
        "> 填报单位：石泉县水务局\n> 编制日期：2031年1月5日\n> 单位：万元\n项目名称 | {name}石桥^3\n"
        "年度资金总额： | {budget_total}9 | 其中：财政拨款 | {budget_fiscal}9\n绩效目标 | {goal}修一座桥。^3\n"
        "< 审核人：    填报日期：2031年1月5日\n"
    )
    found = proposed(text, tmp_path, filled=filled, excel=True)
    assert {"name", "budget_total", "budget_fiscal"} <= {*values(found)}
    assert roles(found)["年度资金总额："] is CellRole.LABEL


def test_labels_that_hold_their_values_in_rows_of_their_own_are_like_the_others(tmp_path: Path) -> None:
    text = (
        "项目名称：石桥^4\n主管部门：交通局^4\n实施单位：桥梁所^4\n联系人：李一^4\n受益农户：^4\n填表人：王二^4\n"
        "一级指标 | 二级指标 | 三级指标 | 指标值\n产出指标 | 数量指标 | 桥梁 | 1座\n"
    )
    assert roles(proposed(text, tmp_path))["受益农户："] is CellRole.VALUE


def test_words_over_figures_beside_a_label_are_a_header_though_nobody_knows_them(tmp_path: Path) -> None:
    text = (
        "项目名称 | {name}石桥^4\n推进安排~3 | 落地日 | 着力点 | 覆盖圈 | 配套力度\n"
        "{own}3月 | {own}采购石料 | {own}石桥村 | {own}12\n{own}5月 | {own}架设桥梁 | {own}石泉村 | {own}30\n"
    )
    found = roles(proposed(text, tmp_path))
    assert [found[word] for word in ("落地日", "着力点", "覆盖圈", "配套力度")] == [CellRole.LABEL] * 4


def test_words_beside_a_label_over_words_are_labels_with_their_values(tmp_path: Path) -> None:
    text = (
        "项目名称 | {name}石桥^4\n推进安排~3 | 落地日 | {own}三月 | 覆盖圈 | {own}石桥村\n"
        "着力点 | {own}采购石料 | 配套力度 | {own}一般\n责任链 | {own}交通局 | 对标线 | {own}30\n"
    )
    assert values(proposed(text, tmp_path))["own.落地日"] == "三月"


def test_a_column_with_several_texts_below_is_asked_about(tmp_path: Path) -> None:
    text = (
        "项目名称 | {name}石桥^4\n一级指标 | 二级指标 | 三级指标 | 指标值^2\n"
        "{i:level1}产出指标 | {i:level2}数量指标 | {i:name}桥梁 | {i:target}1座 | {own}2座\n"
    )
    assert "下面不止一格，可能是几栏" in flags(proposed(text, tmp_path)).values()


def test_what_ends_as_labels_do_over_words_is_asked_about(tmp_path: Path) -> None:
    text = "项目名称 | {name}实施情况\n石桥 | {own}无\n绩效目标 | {goal}修一座桥，方便村民出行。\n"
    assert "实施情况" in flags(proposed(text, tmp_path))
    sure = "项目名称 | {name}实施情况\n主管部门 | {supervisor}交通局\n绩效目标 | {goal}修一座桥，方便村民出行。\n"
    assert "实施情况" not in flags(proposed(sure, tmp_path))
