"""What fields are called where a form is: as it prints them, where that tells them apart."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from learning.originals import annex, learned_from, saved

from perfdesk.forms.definition import Form
from perfdesk.forms.loader import form
from perfdesk.forms.printed_words import printed_title, printed_words, words_of
from perfdesk.model.document import Document, Project
from perfdesk.model.fields import Fields, Owner
from perfdesk.model.vocabulary import vocabulary
from perfdesk.rules.check import check


def words(text: str, folder: Path) -> Mapping[str, str]:
    """The titles of a learned form's fields that differ from the program's, by key."""
    found = learned_from(saved(annex(text), folder / "a.docx")).form
    return {one.key: one.title for one in printed_words(found).fields if one.title != vocabulary().title(*one.place)}


BAND = """一级指标 | 二级指标 | 三级指标 | 指标值
{i:level1}产出指标 | {i:level2}数量指标 | {i:name}座数 | {i:target}2座
"""


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("资金总额（万元）", "资金总额"),
        ("★申请资金总额（单位：元）", "申请资金总额"),
        ("1.资金总额", "资金总额"),
        ("（一）资金总额：", "资金总额"),
        ("年度资金总额", "年度资金总额"),
        ("合计", ""),
        ("预算数", ""),
    ],
)
def test_a_field_is_called_by_its_label_without_marks_numbers_and_units(label: str, told: str, tmp_path: Path) -> None:
    text = f"项目名称 | {{name}}桥^3\n{label} | {{budget_total}}3 | 其他资金 | {{budget_other}}3\n{BAND}"
    assert words(text, tmp_path).get("budget_total", "") == told


def test_of_two_phases_under_one_label_the_year_has_it() -> None:
    shipped = form("mof-88-project")
    assert printed_title(shipped, "budget_fiscal") == "财政拨款"
    assert printed_title(shipped, "funds.fiscal.mid") == "财政资金（中期金额）"
    assert printed_title(shipped, "name@mid", Owner.INDICATOR) == "中期三级指标"


def test_fields_behind_one_label_keep_their_titles() -> None:
    shipped = form("mof-136-monitoring")
    assert printed_title(shipped, "cause_5", Owner.INDICATOR) == "其他原因"
    assert printed_title(form("mof-88-department"), "item", Owner.TASKS) == "任务名称"


def test_of_a_matrix_row_and_column_are_said() -> None:
    assert printed_title(form("mof-10-self"), "funds.fiscal.executed") == "当年财政拨款 全年执行数（B）"


def test_a_label_of_a_pair_or_of_records_heads_no_column(tmp_path: Path) -> None:
    text = f"""
项目名称 | {{name}}桥 | 实施单位 | {{unit_name}}局
主管部门 | {{supervisor}}局 | 联系电话 | {{phone}}1
{BAND}资金总额 | {{budget_total}}3 | 财政拨款 | {{budget_fiscal}}3
"""
    assert {one: words(text, tmp_path).get(one) for one in ("phone", "budget_total", "budget_fiscal")} == {
        "phone": None, "budget_total": "资金总额", "budget_fiscal": "财政拨款",
    }  # fmt: skip


def test_columns_of_records_are_called_by_their_headers(tmp_path: Path) -> None:
    text = "项目名称 | {name}桥^3\n" + BAND.replace("指标值", "年度指标值").replace("三级指标", "指标内容")
    assert words(text, tmp_path) == {"name": "指标内容", "target": "年度指标值"}


def test_findings_name_what_the_annex_prints() -> None:
    shipped: Form = form("ningxia-annex2-2024")
    fields = Fields({"name": "桥", "budget_total": "3.50", "budget_fiscal": "2.00", "budget_other": "1.00"})
    made = Document("d", shipped.id, projects=(Project("p", fields),))
    said = [one.message for one in check(made, shipped) if one.rule == "fund-sum"]
    assert said == ["年度资金总额与各项资金之和不一致，应为 3.00，或更正财政拨款、其他资金。"]
    assert "“年度总体目标”没有填写，请填写。" in [one.message for one in check(made, shipped)]
    assert words_of(made).title(Owner.PROJECT, "goal") == "年度总体目标"


def test_without_a_form_here_fields_have_the_programs_names() -> None:
    assert words_of(Document("d", "nowhere-2024")).title(Owner.PROJECT, "goal") == "绩效目标"
