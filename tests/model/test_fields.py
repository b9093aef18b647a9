import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdesk.model.fields import Fields, Owner, clean, hides_something
from perfdesk.model.target import Target
from perfdesk.model.values import CODE_ALPHABET, Amount, ProjectCode, normal, number_of, parse_percent
from perfdesk.model.vocabulary import vocabulary


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
    assert vocabulary().field(Owner.PROJECT, "from_the_future").title == "from_the_future"


def test_every_key_stands_once_for_its_owner() -> None:
    rows = [(field.owner, field.key) for field in vocabulary().usual]
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


@pytest.mark.parametrize(
    ("text", "hides"),
    [
        ("网站维护", False),
        ("第一行\n第二行", False),
        ("第一行\r\n第二行\u2028第三行", False),  # ends of lines, which everybody sees
        ("左\t右", False),
        ("全角　空格", False),
        ("零\u200b宽", True),
        ("倒\u202e写", True),
        ("\ufeff开头", True),
        ("退\x08格", True),
    ],
)
def test_only_what_nobody_sees_is_hidden(text: str, hides: bool) -> None:
    assert hides_something(text) == hides


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("answer.fund-sum", "审核答复"),
        ("question.budget_total", "合并待定"),
        ("unread.import", "装入时没有读到的"),
        ("questionable", "questionable"),
        ("名" * 60, "名" * 60),
        ("名" * 61, "名" * 60),
        ("两\n行 名", "两 行 名"),
        ("", "（无名）"),
        ("\u200b", "（无名）"),
    ],
)
def test_a_key_without_a_row_has_a_title_of_one_line(key: str, title: str) -> None:
    for owner in Owner:
        found = vocabulary().field(owner, key)
        assert (found.title, found.key, found.owner) == (title, key, owner)


def test_one_key_may_be_another_field_of_another_owner() -> None:
    assert vocabulary().field(Owner.PROJECT, "name").title == "项目名称"
    assert vocabulary().field(Owner.INDICATOR, "name").title == "三级指标"
    assert vocabulary().field(Owner.DOCUMENT, "name").title == "name"


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.text(max_size=5)))
def test_a_dict_that_is_given_away_makes_the_same_fields(texts: dict[str, str]) -> None:
    assert Fields.taking(dict(texts)) == Fields(texts)


@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(["", "1", "1\x00", "2"])), max_size=8))
def test_texts_set_one_by_one_are_those_set_at_once(steps: list[tuple[str, str]]) -> None:
    fields, last = Fields(), {}
    for key, text in steps:
        fields, last = fields.with_text(key, text), {**last, key: text}
    assert fields == Fields(last)
    assert hash(fields) == hash(Fields(last))
    assert len(fields) == len([*fields])


def test_fields_are_equal_to_fields_only() -> None:
    assert Fields({"a": "1"}) != {"a": "1"}
    assert repr(Fields({"a": "1"})) == "Fields({'a': '1'})"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", "0"), ("+5", "5"), ("-0.5", "-0.5"), ("1,234", "1234"), ("12,345,678.90", "12345678.90"),
        ("9" * 30, "9" * 30), ("9" * 31, None),
        ("0." + "1" * 12, "0." + "1" * 12), ("0." + "1" * 13, None),
        ("1" + ",000" * 8, "1" + "000" * 8), ("1" + ",000" * 9, None),
        ("1234,567", None), ("1,23", None), ("1.", None), (".5", None), ("--1", None), ("1 0", None), ("", None),
        ("٣", None), ("３", None),  # digits of other scripts, and wide ones, which `normal` makes half-width
    ],
)  # fmt: skip
def test_a_number_has_its_commas_at_thousands_and_bounded_length(text: str, number: str | None) -> None:
    assert number_of(text) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("text", "percent"), [("50%", "50"), ("12.5", "12.5"), ("100 ％", "100"), ("50%%", None), ("%", None), ("", None)]
)
def test_a_percentage_has_one_sign_or_none(text: str, percent: str | None) -> None:
    assert parse_percent(text) == (None if percent is None else Decimal(percent))


CODE = "99110124P00100010001A"


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        (CODE, CODE),
        (f" {CODE[:6]} {CODE[6:]}　", CODE),
        (CODE.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)}), CODE),
        (CODE[:20], None),
        (f"{CODE}0", None),
        (CODE.replace("P", "O"), None),
        ("123456789ABCDEFGHJKLM", "123456789ABCDEFGHJKLM"),
        (CODE.lower(), None),
        ("", None),
    ],
)
def test_a_project_code_has_21_characters_of_its_alphabet(text: str, parsed: str | None) -> None:
    code = ProjectCode.parse(text)
    assert (code and code.text) == parsed


def test_a_project_code_says_where_when_and_what() -> None:
    code = ProjectCode(CODE)
    assert (code.region, code.year, code.kind) == ("991101", "2024", "P")


@pytest.mark.parametrize("letter", "IOSVZ")
def test_letters_that_look_like_digits_are_in_no_code(letter: str) -> None:
    assert ProjectCode.parse(CODE[:-1] + letter) is None


def test_what_is_normal_stays_as_it_is() -> None:
    assert normal("t¨") == normal(normal("t¨")) == "ẗ"
    assert normal(" ９０ ％\u3000") == "90%"


def test_a_text_that_is_longer_than_any_number_is_none() -> None:
    for parse in (Amount.parse, parse_percent):
        assert parse("1" + " " * 998 + "2") is not None
        assert parse("1" + " " * 999 + "2") is None
        assert parse(" " * 5000 + "12" + "\n" * 5000) is not None, "white space around it is no part of it"
    assert ProjectCode.parse("12000022P10000210006W" + " " * 5000) is not None
    assert ProjectCode.parse("1" + " " * 5000 + "2000022P10000210006W") is None
