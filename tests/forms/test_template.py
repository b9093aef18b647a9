"""Short printed texts with fields in them: filled for print, and read back however a source spaces them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdesk.forms.template import Template, template

HEADING = "{number}.{name}绩效目标表"


@pytest.mark.parametrize(
    ("text", "texts", "printed"),
    [
        (HEADING, {"number": "1", "name": "网站"}, "1.网站绩效目标表"),
        (HEADING, {"name": "网站"}, ".网站绩效目标表"),
        ("{name}{name}", {"name": "网"}, "网网"),
        ("单位：{money_unit}", {"money_unit": "{name}", "name": "x"}, "单位：{name}"),  # a text is no template
        ("无", {"name": "网站"}, "无"),
        ("{funds.unit.plan}", {"funds.unit.plan": "5"}, "5"),
        ("{}", {"": "5"}, "5"),
    ],
)
def test_a_field_prints_in_its_slot(text: str, texts: dict[str, str], printed: str) -> None:
    assert Template(text).fill(texts) == printed


@pytest.mark.parametrize(
    ("text", "printed", "texts"),
    [
        (HEADING, "1.网站绩效目标表", {"number": "1", "name": "网站"}),
        (HEADING, " 12 ． 网站 绩效 目标 表 ", {"number": "12", "name": "网站"}),
        (HEADING, ".网站绩效目标表", {"number": "", "name": "网站"}),
        (HEADING, "网站绩效目标表", None),
        (HEADING, "1.网站绩效目标", None),
        (HEADING, "1.网站绩效目标表（续）", None),
        (HEADING, "1.两\n行绩效目标表", {"number": "1", "name": "两\n行"}),
        ("单位:{money_unit}", "单位：万元", {"money_unit": "万元"}),
        ("（{fiscal_year}年度）", "( 2031 年 度 )", {"fiscal_year": "2031"}),
        ("({fiscal_year}年度)", "（2031年度）", {"fiscal_year": "2031"}),
        # Two slots side by side: a code ends where a name begins.
        (
            "{unit_code} {unit_name}",
            "101001 东岭县气象局本级",
            {"unit_code": "101001", "unit_name": "东岭县气象局本级"},
        ),
        ("{unit_code} {unit_name}", "东岭县气象局本级", {"unit_code": "", "unit_name": "东岭县气象局本级"}),
        ("无", "无", {}),
        ("无", "有", None),
        ("a.b", "axb", None),  # a point is a point
    ],
)
def test_what_was_printed_is_read_back(text: str, printed: str, texts: dict[str, str] | None) -> None:
    assert Template(text).read(printed) == texts


@given(st.text("甲乙丙丁", min_size=1, max_size=8), st.integers(0, 999))
def test_what_is_filled_in_is_read_back(name: str, number: int) -> None:
    one = Template(HEADING)
    texts = {"number": str(number), "name": name}
    assert one.read(one.fill(texts)) == texts


def test_keys_stand_in_their_order() -> None:
    assert Template("{b}与{a}与{b}").keys == ("b", "a", "b")
    assert Template("无").keys == ()


def test_many_slots_are_read_back() -> None:
    shape = template("合计{a}元，其中{b}元、{c}元，其余{d}元（{e}）")
    texts = {"a": "6", "b": "1", "c": "2", "d": "3", "e": "元"}
    assert shape.read(shape.fill(texts)) == texts
    assert shape.read("合计6元，其中1元、2元") is None


def test_what_does_not_fit_many_slots_is_told_without_trying_all_ways() -> None:
    """All ways of 20 slots among 480 letters would never end."""
    shape = template("a".join(f"{{k{number}}}" for number in range(20)) + "b")
    assert shape.read("a" * 480) is None
