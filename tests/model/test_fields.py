import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdesk.model.fields import FIELDS, Fields, Owner, clean, field_of
from perfdesk.model.target import Target
from perfdesk.model.values import CODE_ALPHABET, Amount, ProjectCode, normal, parse_percent


def test_a_blank_text_and_a_missing_key_are_the_same() -> None:
    assert Fields({"name": ""}) == Fields()
    assert Fields()["anything"] == ""
    assert Fields({"name": "x"}).with_text("name", "") == Fields()
    assert hash(Fields({"a": "1", "b": "2"})) == hash(Fields({"b": "2", "a": "1"}))


def test_setting_the_same_text_gives_the_same_object() -> None:
    fields = Fields({"name": "x"})
    assert fields.with_text("name", "x") is fields
    assert fields.with_text("other", "") is fields


def test_keys_that_nobody_knows_are_kept() -> None:
    assert dict(Fields({"from_the_future": "1"})) == {"from_the_future": "1"}
    assert field_of(Owner.PROJECT, "from_the_future").title == "from_the_future"


def test_every_key_stands_once_for_its_owner() -> None:
    rows = [(field.owner, field.key) for field in FIELDS]
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("一\r\n二\r三\x0b四\u2028五", "一\n二\n三\n四\n五"),
        ("a\tb", "a b"),
        ("\ufeff零\u200b宽\u202e", "零宽"),
        ("a\x00\x1b\x7f\x9fb", "ab"),
        ("\ud800", ""),
        ("全角　空格 and emoji 😀", "全角　空格 and emoji 😀"),
    ],
)
def test_control_characters_are_cleaned_away(pasted: str, kept: str) -> None:
    assert clean(pasted) == kept
    assert Fields({"name": pasted})["name"] == kept


@given(st.text(st.characters(exclude_categories=())))
def test_cleaned_text_can_stand_in_xml_and_stays_clean(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert all(c == "\n" or (ord(c) >= 0x20 and not 0xD800 <= ord(c) <= 0xDFFF) for c in cleaned)


@pytest.mark.parametrize(
    ("text", "value", "decimals"),
    [("1.80", "1.80", 2), ("43.3800", "43.38", 4), ("1,234.5", "1234.5", 1), ("１．８０ ", "1.8", 2), ("-3", "-3", 0)],
)
def test_amounts_are_exact_and_know_their_decimals(text: str, value: str, decimals: int) -> None:
    amount = Amount.parse(text)
    assert amount is not None
    assert (amount.value, amount.decimals) == (Decimal(value), decimals)


@pytest.mark.parametrize("text", ["", "元", "1.2.3", "1e5", "NaN", "1万", "12,34", "9" * 400, "一"])
def test_what_is_no_amount_is_none(text: str) -> None:
    assert Amount.parse(text) is None


def test_percents_may_come_without_their_sign() -> None:
    assert parse_percent("50 ％") == 50
    assert parse_percent("0") == 0
    assert parse_percent("一半") is None


@pytest.mark.parametrize(
    ("text", "operator", "number", "unit"),
    [
        ("≤34.44万元", "≤", "34.44", "万元"),
        (">=95%", "≥", "95", "%"),
        ("不少于 20 人次", "≥", "20", "人次"),
        ("280元/月", "", "280", "元/月"),
        ("＝1", "=", "1", ""),
        ("1,200 平方米", "", "1200", "平方米"),
    ],
)
def test_targets_have_operator_number_and_unit(text: str, operator: str, number: str, unit: str) -> None:
    assert Target.parse(text) == Target(operator, Decimal(number), unit)


@pytest.mark.parametrize("text", ["", "显著提升", "≥", "万元", "≥≥5", "1.2.3万元", "2024-12-31", "80%~90%", "80至90人"])
def test_what_is_no_single_number_is_no_target(text: str) -> None:
    assert Target.parse(text) is None


def test_a_sum_of_money_is_told_from_a_rate() -> None:
    total, rate = Target.parse("≤222000元"), Target.parse("280元/月")
    assert total is not None
    assert total.money("万元") == Decimal("22.2")
    assert rate is not None
    assert rate.money("万元") is None


@given(st.text())
def test_reading_never_raises(text: str) -> None:
    Amount.parse(text)
    Target.parse(text)
    ProjectCode.parse(text)
    parse_percent(text)
    assert not any(c.isspace() for c in normal(text))


@given(st.text(alphabet=CODE_ALPHABET, min_size=20, max_size=20), st.integers(0, 19), st.sampled_from(CODE_ALPHABET))
def test_one_wrong_character_breaks_the_check_character(body: str, at: int, wrong: str) -> None:
    code = ProjectCode(body + ProjectCode(body + "0").check_character)
    assert code.checks
    broken = ProjectCode(body[:at] + wrong + body[at + 1 :] + code.text[20])
    assert broken.checks == (wrong == body[at])


def test_the_seed_codes_carry_their_check_character(lulong: Path) -> None:
    found = re.findall(r"<b>项目编码</b>\t([^\t]+)", lulong.read_text(encoding="utf-8"))
    codes = [ProjectCode.parse(code) for code in found]
    assert len(codes) == 13
    assert all(code is not None and code.checks and code.year == "2024" and code.kind == "P" for code in codes)
