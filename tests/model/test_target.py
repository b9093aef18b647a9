"""What two spellings of one target have in common, and what makes two targets of them."""

import random
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdesk.merge.field_decision import decide, meaning_of
from perfdesk.model.fields import Kind
from perfdesk.model.target import Part, Target, in_unit, parts

MEANING = meaning_of(Kind.TARGET)
OPERATORS = ("", "≥", "≤", ">", "<", "=")
WORDS = {
    "≥": ("不低于", "不少于", "不小于", "大于等于", ">=", "≧", "至少"),
    "≤": ("不超过", "不高于", "不大于", "<=", "至多"),
}
BEHIND = {"≥": ("以上", "及以上"), "≤": ("以下", "以内", "之内")}
UNITS = ("%", "万元", "元", "元/人/月", "人次", "人", "公里", "平方米", "天", "㎡", "次/周", "吨(干重)", "个工作日")
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def _respelled(draw: random.Random) -> tuple[str, str]:
    """One target in two spellings."""
    operator, unit = draw.choice(OPERATORS), draw.choice(UNITS)
    whole, decimals = draw.randrange(1, 3_000_000), draw.choice(("", ".8", ".05", ".125"))
    plain = f"{operator}{whole}{decimals}{unit}"
    number = f"{whole:,}{decimals}" if draw.random() < 0.5 else f"{whole}{decimals}"
    number += draw.choice(("", "0", "00")) if decimals else draw.choice(("", ".0", ".00"))
    ways: list[Callable[[str], str]] = [str, lambda text: text.translate(WIDE), lambda text: f" {text}　"]
    if operator in BEHIND and draw.random() < 0.3:
        return plain, draw.choice(ways)(f"{number}{unit}{draw.choice(BEHIND[operator])}")
    return plain, draw.choice(ways)(f"{draw.choice((operator, *WORDS.get(operator, ())))} {number} {unit}")


def _pairs() -> Iterator[tuple[str, str]]:
    draw = random.Random(12)
    yield from (_respelled(draw) for _ in range(480))
    yield from [
        ("1.80%", "1.8%"), ("1,000元", "1000元"), ("≥1.80万元", "≥1.8万元"), ("100.00%", "100%"),
        ("不低于90%", "≥90%"), ("１００％", "100%"), ("80%以上", "≥80.0%"), ("3天以内", "≤3天"),
        ("5-10人", "5～10人"), ("1.50至2.00万元", "1.5-2万元"), ("30万元、15.0万元", "30.00万元，15万元"),
        ("2人×500.00元", "2人*500元"), ("200㎡", "200.0 m2"), ("100.0%到位", "100%到位"), ("2025年06月", "2025年6月"),
        ("≥1.20", "≥1.2"), ("1.80", "1.8"), ("2025.10元", "2025.1元"), ("1.10%", "1.1%"), ("05天", "5天"),
    ]  # fmt: skip


def test_five_hundred_respelled_targets_raise_no_question() -> None:
    pairs = list(_pairs())
    assert len(pairs) == 500
    for one, other in pairs:
        for base in (None, "", one, "别的"):
            settled = decide((one, other), lambda *_, base=base: base, MEANING)
            assert (settled.open, settled.text) == (False, one), (one, other, base)


DIFFERENT = [
    ("1.8万元", "1.8元"), ("1.8万元", "18000元"), ("≥90%", "≤90%"), ("≥90%", ">90%"), ("≤3天", "<3天"),
    ("90%", "0.9"), ("90%", "90"), ("1人", "1人次"), ("2024年", "2025年"), ("90%", "≥90%"), ("90%", "=90%"),
    ("90%以上", "90%以下"), ("90%以上", "90%"), ("90%左右", "90%"), ("不低于90%", "低于90%"), ("超过90%", "不超过90%"),
    ("1.8%", "1.08%"), ("1.8%", "18%"), ("1,000元", "1,00元"), ("1000元", "10000元"), ("10元", "100元"),
    ("1.80", "1.08"), ("100%", "1000%"), ("-5%", "5%"), ("5‰", "5%"), ("5个百分点", "5%"),
    ("5-10人", "5-11人"), ("5-10人", "5、10人"), ("5-10人", "10-5人"), ("5人", "5-10人"), ("1.5-2万元", "1.5-2元"),
    ("30万元、15万元", "15万元、30万元"), ("30万元、15万元", "30万元"), ("30万元、15万元", "3015万元"),
    ("2人×500元", "2人、500元"), ("500元/人/月", "500元/人/年"), ("500元/人", "500元"), ("2次/周", "2次/月"),
    ("5人\n3天", "5人3天"), ("5\n3天", "53天"), ("1年", "1月"), ("5天", "5个工作日"), ("5日", "5天"),
    ("2025年6月", "2025年7月"), ("2025年6月底前", "2025年6月"), ("2025.10", "2025.1"), ("2025.10前", "2025.1前"),
    ("9.30前", "9.3前"), ("10.10", "10.1"), ("2025.10-2025.12", "2025.1-2025.12"), ("2025-10", "2025-1"),
    ("第4.10条第2款", "第4.1条第2款"), ("Ⅲ类", "Ⅱ类"), ("达到90%", "90%"), ("≥5㎡", "≥5㎥"), ("5m2", "5m"),
    ("8:00-17:30", "8:0-17:3"), ("1.2.30", "1.2.3"), ("显著提升", "提升"), ("不适用", "无"), ("0", ""), ("5km", "5m"),
    ("≥3个", "≥3"), ("5万人", "5人"), ("100%(按月)", "100%(按年)"), ("1.0版", "1.0.0版"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_may_mean_something_else_is_asked(one: str, other: str) -> None:
    assert decide((one, other), lambda *_: "老的", MEANING).open


def test_there_are_enough_pairs_that_differ() -> None:
    assert len({frozenset(pair) for pair in DIFFERENT}) >= 60


def test_a_target_of_several_numbers_has_a_part_for_each() -> None:
    assert parts("不低于 80%－90.50％") == (Part("", "≥", Decimal(80), "%"), Part("~", "", Decimal("90.5"), "%"))
    assert parts("2025.10前") == (Part("", "", "2025.10", "前"),)
    assert parts("显著提升") is None
    assert parts("") is None
    assert parts(" 5人\n") == parts("5人")


@pytest.mark.parametrize("text", ["9" * 500, "5人、" * 166, "≥" * 500, "a2" * 250, "5-" * 250, "至5" * 250])
def test_no_target_takes_long(text: str) -> None:
    """More than 500 characters are prose; what is read is read in one pass."""
    MEANING(text)
    assert parts(text + "9") is None or len(text) < 500
    MEANING(text * 400)


@given(st.text(alphabet="0123456789.,、~-×≥≤<>=不低于元人%以上内至到 \n", max_size=30))
def test_equal_parts_have_the_same_digits_but_for_noughts(text: str) -> None:
    """A meaning may drop noughts, commas, spaces and words for signs; never another digit."""
    found = parts(text)
    if found is not None:
        told = "".join(f"{one.number:f}" if isinstance(one.number, Decimal) else one.number for one in found)
        assert (
            told.translate({48: None, 46: None}) == "".join(c for c in text if c in "123456789").strip() or "-" in told
        )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # Operator, number, unit of what the rules read as one number.
        ("≥95%", ("≥", "95", "%")), ("≧95％", ("≥", "95", "%")), ("⩾95", ("≥", "95", "")),
        ("大于等于95%", ("≥", "95", "%")), ("大于95%", (">", "95", "%")), ("高于95%", (">", "95", "%")),
        ("小于等于3天", ("≤", "3", "天")), ("小于3天", ("<", "3", "天")), ("低于3天", ("<", "3", "天")),
        ("≦3天", ("≤", "3", "天")), ("⩽3天", ("≤", "3", "天")), ("不大于3天", ("≤", "3", "天")),
        ("不小于95", ("≥", "95", "")), ("等于5人", ("=", "5", "人")), (" 5 人 ", ("", "5", "人")),
        ("-5%", ("", "-5", "%")), ("1,200.50元/人", ("", "1200.50", "元/人")), ("5m2", ("", "5", "m2")),
        ("5人 第二批", ("", "5", "人第二批")), ("5人-上半年", ("", "5", "人-上半年")),
        # Prose is read by `parts` only, and a range, a date or a second number is no one number.
        ("至少95%", None), ("至多3天", None), ("不多于3天", None), ("95%左右5", ("", "95", "%左右5")),
        ("5-10人", None), ("5~10人", None), ("5到10人", None), ("5—10人", None), ("5–10人", None), ("5至10人", None),
        ("5人到户", ("", "5", "人到户")),
        ("5人至10人", None), ("2025-06-30", None), ("5,10", None), ("5.", None), ("约5人", None), ("≥", None),
    ],
)  # fmt: skip
def test_one_number_with_its_sign_and_unit(text: str, found: tuple[str, str, str] | None) -> None:
    assert Target.parse(text) == (None if found is None else Target(found[0], Decimal(found[1]), found[2]))


@pytest.mark.parametrize(
    ("number", "unit", "into", "amount"),
    [
        ("23000", "元", "万元", "2.3"), ("1", "万元", "元", "10000"), ("5", "千元", "元", "5000"),
        ("3", "百万元", "万元", "300"), ("1.5", "亿元", "万元", "15000"), ("1", "元", "亿元", "0.00000001"),
        ("7", "万元", "万元", "7"), ("7", "人", "万元", None), ("7", "万元", "人", None), ("7", "万", "元", None),
        ("7", "元/人", "元", None), ("7", "", "元", None),
    ],
)  # fmt: skip
def test_money_in_another_unit_keeps_every_digit(number: str, unit: str, into: str, amount: str | None) -> None:
    made = in_unit(Decimal(number), unit, into)
    assert made == (None if amount is None else Decimal(amount))


def shown(one: Part) -> str:
    """A part in one word: "~≥5:人" is between, sign, number and unit; a number that may be a date has quotes."""
    number = f"'{one.number}'" if isinstance(one.number, str) else f"{one.number:f}"
    return f"{one.between}{one.operator}{number}:{one.unit}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # Each number has the unit that stands behind it.
        ("5-10人", "5: ~10:人"), ("5人-10人", "5:人 ~10:人"), ("5、6、7人", "5: 、6: 、7:人"),
        ("5人、6", "5:人 、6:"), ("1.50-2万元", "1.50: ~2:万元"), ("30万元,15万元", "30:万元 、15:万元"),
        ("2×500元", "2: ×500:元"), ("2人*500元", "2:人 ×500:元"), ("5+6人", "5: +6:人"), ("8:30", None),
        # 至 and 到 between numbers are a range; in a word they belong to it.
        ("5至10人", "5: ~10:人"), ("5到10人", "5: ~10:人"), ("达100%到位", None), ("100%到位", "100:%到位"),
        ("5人至≥10人", "5:人 ~≥10:人"), ("5到位", "5:到位"), ("5到", "5:到"),
        # Signs before, words behind, and never both.
        ("至少5人", "≥5:人"), ("不多于5人", "≤5:人"), ("至多5人", "≤5:人"), ("5人以上", "≥5:人"),
        ("5人及以上", "≥5:人"), ("5人以下", "≤5:人"), ("5人及以下", "≤5:人"), ("5天以内", "≤5:天"),
        ("5天之内", "≤5:天"), ("5以上", "≥5:"), ("≥5人以上", "≥5:人以上"), ("5以上人", "5:以上人"),
        # Numbers beside each other with nothing between are none; a letter unit may end in 2 or 3, and only so.
        ("1.2.3", None), ("2025年6月", "2025:年 6:月"), ("2人/10天", "2:人/ 10:天"),
        ("5m2", "5:m2"), ("5m3", "5:m3"), ("5km2", "5:km2"), ("5m4", "5:m 4:"), ("5m23", "5:m 23:"),
        ("5abc2", "5:abc2"), ("5m2、6m2", "5:m2 、6:m2"),
        # The nought of a month or day stays where it may be one.
        ("2025.10", "'2025.10':"), ("2025.11", "2025.11:"), ("1899.10", "1899.10:"), ("1999.10", "'1999.10':"),
        ("2025.10元", "2025.10:元"), ("2025.10%", "2025.10:%"), ("2025.10倍", "2025.10:倍"),
        ("2025.10前", "'2025.10':前"), ("2025.10-11元", "2025.10: ~11:元"),
        ("≥2025.10", "≥'2025.10':"), ("2025.100", "2025.100:"),
        ("9.30", "'9.30':"), ("9.30前", "'9.30':前"), ("9.30人", "9.30:人"), ("≥9.30", "≥9.30:"),
        ("≥9.30前", "≥'9.30':前"), ("12.30", "'12.30':"), ("13.30", "13.30:"), ("09.10", "'09.10':"),
        ("0.10", "0.10:"), ("9.40", "9.40:"), ("9.31", "9.31:"), ("9.20-10.20完成", "'9.20': ~'10.20':完成"),
        # Prose, and what begins or ends with a sign.
        # More digits than any number has are no two numbers.
        ("9" * 30, "9" * 30 + ":"), ("9" * 31, None), ("0." + "1" * 12, "0." + "1" * 12 + ":"), ("0." + "1" * 13, None),
        ("约5人", None), ("5人~", None), ("~5人", None), ("≥", None), ("人", None), ("5人;", None),
    ],
)  # fmt: skip
def test_a_target_in_parts(text: str, found: str | None) -> None:
    made = parts(text)
    assert (None if made is None else " ".join(map(shown, made))) == found


@pytest.mark.parametrize(("length", "read"), [(499, True), (500, True), (501, False)])
def test_more_than_five_hundred_characters_are_prose(length: int, read: bool) -> None:
    text = "5" + "人" * (length - 1)
    assert (parts(text) is not None) == read


@pytest.mark.parametrize(("text", "read"), [("5人\n", True), ("\n5人", True), ("5人\n、6人", False), ("5\n人", False)])
def test_where_a_line_ends_a_target_ends(text: str, read: bool) -> None:
    assert (parts(text) is not None) == read
