"""What goal and purpose say against the quantities, and deadlines of other years."""

import pytest
from notation import document

from perfdesk.forms.loader import form
from perfdesk.rules.check import check


def said(text: str, rule: str) -> list[str]:
    one = document(f"fiscal_year=2026\n{text}")
    return [finding.message for finding in check(one, form(one.form)) if finding.rule == rule]


@pytest.mark.parametrize(
    ("goal", "target", "is_said"),
    [
        ("完成60公里道路养护", "60公里", False),
        ("完成60公里道路养护", "66公里", True),
        ("完成60公里道路养护", "≥50公里", False),
        ("完成40公里道路养护", "≥50公里", True),
        ("完成60公里道路养护", "≤50公里", True),
        ("完成60公里道路养护", "60处", False),
        ("完成60公里绿化", "66公里", False),
        ("完成60公里道路养护，其中重点养护20公里", "60公里", False),
        ("其中重点养护20公里", "60公里", False),
        ("每公里养护费2万元，每年养护60公里次", "66公里", False),
        ("一期养护20公里，二期养护60公里", "60公里", False),
        ("完成道路养护", "66公里", False),
        ("完成60公里道路养护", "", False),
        ("养护60.0公里", "60公里", False),
    ],
)
def test_a_quantity_that_the_goal_names(goal: str, target: str, is_said: bool) -> None:
    assert bool(said(f"# 养护 | goal={goal}。\n- 数量 | 道路养护里程 | {target}", "goal-quantity")) is is_said


def test_units_that_count_the_same_are_one() -> None:
    text = "# 培训 | goal=培训骨干教师300名。\n- 数量 | 骨干教师培训人数 | {}"
    assert said(text.format("300人"), "goal-quantity") == []
    assert said(text.format("320人"), "goal-quantity")
    assert said(text.format("320人次"), "goal-quantity") == []


def test_a_clause_is_about_the_indicator_that_it_names_best() -> None:
    rows = "- 数量 | 一等奖村庄 | 10个\n- 数量 | 奖补村庄数量 | {}个"
    text = f"# 奖补 | goal=对50个考核优秀村庄予以奖补。\n{rows}"
    assert said(text.format(50), "goal-quantity") == []
    (message,) = said(text.format(60), "goal-quantity")
    assert message == "“奖补村庄数量”的指标值与绩效目标、资金用途里写的“对50个考核优秀村庄予以奖补”不一致，请核对。"
    alike = "# 奖补 | goal=奖补50个村。\n- 数量 | 奖补一 | 10个\n- 数量 | 奖补二 | 20个"
    assert said(alike, "goal-quantity") == []


@pytest.mark.parametrize(
    ("target", "period", "is_said"),
    [
        ("2026年6月底前", "", False),
        ("2025年6月底前", "", True),
        ("2027年6月底前", "", True),
        ("2027年6月底前", "2026-2027年", False),
        ("6月底前", "", False),
        ("95%", "", False),
    ],
)
def test_a_deadline_in_another_year(target: str, period: str, is_said: bool) -> None:
    assert bool(said(f"# 道路 | period={period}\n- 时效 | 完工时间 | {target}", "other-year")) is is_said


def test_a_rate_that_is_better_low_and_one_that_lost_its_sign() -> None:
    assert said("# 一\n- 质量 | 检测差错率 | ≥1%", "direction")
    assert not said("# 一\n- 质量 | 检测差错率下降率 | ≥1%", "direction")
    assert not said("# 一\n- 质量 | 投诉处理率 | ≥98%", "direction")
    assert said("# 一\n- 质量 | 合格率 | ≥95", "unit-incomplete") == ["“合格率”的指标值没有写“%”，应写“≥95%”。"]
    assert not said("# 一\n- 质量 | 合格率 | ≥95%", "unit-incomplete")


def test_letters_and_digits_that_a_clause_shares_with_a_name_tell_nothing() -> None:
    text = "# 通信 | goal=新立A5G杆30座。\n- 数量 | {}设备 | 20座"
    assert said(text.format("A5G"), "goal-quantity") == []
    assert said(text.format("新立A5G"), "goal-quantity")


def test_a_number_that_only_two_rows_together_make_is_no_number_of_an_indicator() -> None:
    text = "# 修缮 | goal=修缮房屋10座。\n- 数量 | 会议场次 | {}\n- 数量 | 0号楼修缮次数 | 3次"
    assert said(text.format("1"), "goal-quantity-missing")
    assert said(text.format("10"), "goal-quantity-missing") == []
