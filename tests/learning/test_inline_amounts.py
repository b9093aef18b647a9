"""Amounts that stand in one cell with what they are called, one or several, filled in or to be filled in."""

from pathlib import Path

import pytest

from learning.grids import parsed, save_word
from learning.originals import learned_from
from learning.reading import flags, proposed, values
from perfdesk.importers.load import read_source
from perfdesk.learning.inline_amounts import amounts


@pytest.mark.parametrize(
    ("text", "template", "told"),
    [
        ("其中：财政拨款132万元", "其中：财政拨款{budget_fiscal}万元", ["132"]),
        ("其他资金 0 万元。", "其他资金 {budget_other} 万元。", ["0"]),
        ("预算数1,200.5元", "预算数{budget_total}元", ["1,200.5"]),
        ("财政拨款____万元", "财政拨款{budget_fiscal}万元", [""]),
        ("省级资金12元、县级配套3元", "省级资金{funds.province.plan}元、县级配套{funds.county.plan}元", ["12", "3"]),
        (
            "项目资金：全年共47万元，其中财政42万元，其他资金5万元",
            "项目资金：全年共{budget_total}万元，其中财政{budget_fiscal}万元，其他资金{budget_other}万元",
            ["47", "42", "5"],
        ),
    ],
)  # fmt: skip
def test_a_text_of_amounts_is_a_template_with_a_slot_for_each(text: str, template: str, told: list[str]) -> None:
    found = amounts(text)
    assert found is not None
    assert (found.template, [*found.values]) == (template, told)


@pytest.mark.parametrize(
    "text",
    [
        "修建公厕3万元", "每座5万元", "共5万元", "财政5万元", "购买设备30万元，财政拨款20万元",
        "财政拨款20万元，用于修路",
        "财政拨款5万元，财政拨款6万元", "财政拨款{5}万元", "财政拨款", "5万元", "财政拨款 万元", "财政拨款5" * 30,
    ],
)  # fmt: skip
def test_other_texts_are_none(text: str) -> None:
    """Somebody's sentence with an amount in it is a text, and so is 共5万元 where nothing says what it is."""
    assert amounts(text) is None


CARD = """
项目名称 | {name}石桥^3
资金总额 | {budget_total}@ | 其中：财政拨款[@]万元 | 其他资金[@]万元
备注 | {remarks}无^3
"""


def card(*told: str) -> str:
    text = CARD
    for one in told:
        text = text.replace("@", one, 1)
    return text.replace("其中：财政", "{budget_fiscal}其中：财政").replace("| 其他资金", "| {budget_other}其他资金")


def test_a_cell_with_label_amount_and_unit_is_known_and_read_back_as_its_number(tmp_path: Path) -> None:
    assert [*flags(proposed(card("9", "7", "2"), tmp_path))] == []
    form = learned_from(save_word(parsed(99, card("9", "7", "2")), tmp_path / "学.docx", filled=True)).form
    project = read_source(save_word(parsed(99, card("8", "5.5", "2.5")), tmp_path / "填.docx", filled=True), form)
    fields = project.document.projects[0].fields
    assert [fields[key] for key in ("budget_total", "budget_fiscal", "budget_other")] == ["8", "5.5", "2.5"]


def test_an_indicator_named_with_an_amount_is_none(tmp_path: Path) -> None:
    text = "项目名称 | {name}石桥^3\n一级指标 | 二级指标 | 三级指标 | 指标值\n"
    text += "产出指标 | 成本指标 | {i:name}财政拨款5万元 | {i:target}5万元\n"
    assert values(proposed(text, tmp_path))["name"] == "财政拨款5万元"
