"""The text of a field as a person typed it: labels, line ends and spaces that layout brought are taken out."""

from pathlib import Path

import pytest
from notation import document
from sources import HEBEI, save_text, tabbed

from perfdesk.forms.loader import form
from perfdesk.importers.load import read_source
from perfdesk.importers.report import Report
from perfdesk.importers.typed_text import Typing
from perfdesk.model.fields import Owner

FORM = form("hebei-book-2024")
OWNERS = {
    "target": Owner.INDICATOR,
    "level2": Owner.INDICATOR,
    "weight": Owner.INDICATOR,
    "fiscal_year": Owner.DOCUMENT,
}


def typed(key: str, text: str, *, wrapped: bool = False) -> tuple[str, int]:
    """The text, and how many texts were joined."""
    report = Report()
    made = Typing(report, FORM.vocabulary, wrapped=wrapped)(OWNERS.get(key, Owner.PROJECT), key, text)
    return made, report.joined


@pytest.mark.parametrize(
    ("key", "text", "made"),
    [
        ("budget_total", "预算数：10.00", "10.00"),
        ("budget_total", "预算数:10.00", "10.00"),
        ("budget_total", " 预 算 数 ： 10.00 ", "10.00"),
        ("budget_total", "预算数：\n10.00", "10.00"),
        ("budget_total", "年度资金总额：10.00", "10.00"),
        ("budget_total", "预算数（万元）：10.00", "10.00"),
        ("budget_fiscal", "其中：财政资金：10.00", "10.00"),
        ("budget_fiscal", "财政拨款：10.00", "10.00"),
        ("budget_total", "预算数：10.00万元", "10.00万元"),
        ("code", "项目编码：13990031P00010110001A", "13990031P00010110001A"),
        ("plan_03", "3月底支出计划：50%", "50%"),
        ("target", "指标值：≥95%", "≥95%"),
        ("fiscal_year", "年度：2031", "2031"),
        # The label of another field, or of none, says something.
        ("budget_total", "财政资金：10.00", "财政资金：10.00"),
        ("budget_total", "合计：10.00", "合计：10.00"),
        ("target", "合格率：≥95%", "合格率：≥95%"),
        ("target", "8：30前", "8：30前"),
        # A label without a value is no value; prose may begin with its own name.
        ("budget_total", "预算数：", "预算数："),
        ("budget_total", "：10.00", "：10.00"),
        ("goal", "绩效目标：建成档案库。", "绩效目标：建成档案库。"),
        ("name", "项目名称：网站维护", "项目名称：网站维护"),
        ("budget_total", "", ""),
        ("budget_total", " \n ", ""),
    ],
)
def test_a_label_printed_again_before_its_value_is_not_the_value(key: str, text: str, made: str) -> None:
    assert typed(key, text) == (made, 0)


@pytest.mark.parametrize(
    ("key", "text", "made", "joined"),
    [
        # Halves of one value are joined, whole values of their own are not.
        ("code", "13990031P0001\n0110001A", "13990031P00010110001A", 1),
        ("budget_total", "12.\n50", "12.50", 1),
        ("budget_total", "12\n50", "12\n50", 0),
        ("budget_total", "12.50\n", "12.50", 0),
        ("budget_total", "\n12.50\n\n", "12.50", 0),
        ("weight", "12.\n5", "12.5", 1),
        ("weight", "12\n5", "12\n5", 0),
        ("plan_03", "50\n%", "50%", 1),
        ("plan_03", "50%\n60%", "50%\n60%", 0),
        ("target", "≥95\n%", "≥95%", 1),
        ("target", "≥95%\n≤3天", "≥95%\n≤3天", 0),
        ("target", "5人\n6人", "5人\n6人", 0),
        ("target", "5人\n6次", "5人6次", 1),
        ("target", "90%以上\n3天以内", "90%以上\n3天以内", 0),
        ("target", "6月底前\n10月底前", "6月底前\n10月底前", 0),
        ("target", "2031年\n6月", "2031年6月", 1),
        ("target", "5\n6", "56", 1),
        ("target", "≥5\n6", "≥56", 1),
        ("target", "显著\n提升", "显著提升", 1),
        # Prose keeps its lines.
        ("goal", "第一行\n第二行", "第一行\n第二行", 0),
        ("name", "网站\n维护", "网站\n维护", 0),
    ],
)
def test_a_value_that_was_broken_over_lines_is_one(key: str, text: str, made: str, joined: int) -> None:
    assert typed(key, text) == (made, joined)


@pytest.mark.parametrize(
    ("key", "text", "made"),
    [
        ("code", "13990031P0001 0110001A", "13990031P00010110001A"),
        ("budget_total", "12. 50", "12.50"),
        ("budget_total", "12.50 13.00", "12.50 13.00"),
        ("budget_total", " 12.50 ", "12.50"),
        ("weight", "1 2.5", "1 2.5"),
        ("weight", "12. 5", "12.5"),
        ("level2", "数量 指标", "数量指标"),
        ("supervisor", "东岭县 气象局 101", "东岭县气象局 101"),
        ("supervisor", "东岭县 气象局", "东岭县气象局"),
        ("supervisor", "东岭县气象局 1", "东岭县气象局1"),
        ("unit_name", "东岭县气象局 101", "东岭县气象局101"),
        ("goal", "建成 档案库", "建成档案库"),
        ("goal", "使用 Word 软件", "使用 Word 软件"),
    ],
)
def test_spaces_that_line_ends_left_are_taken_out(key: str, text: str, made: str) -> None:
    assert typed(key, text, wrapped=True) == (made, 0)


def test_an_amount_behind_its_own_label_is_an_amount(tmp_path: Path) -> None:
    text = tabbed(document(HEBEI)).replace("\t12.50\t", "\t预算数：12.50\t", 1)
    assert "预算数：12.50" in text
    imported = read_source(save_text(tmp_path, text), FORM)
    assert imported.document.projects[0].budget_total == "12.50"
    assert imported.complete
