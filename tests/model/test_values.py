"""Texts as they are compared, and numbers as they are entered."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from perfdesk.model.values import Amount, normal, parse_percent


def plainly(text: str) -> str:
    """What `normal` says it is, without any short way."""
    return unicodedata.normalize("NFKC", "".join(unicodedata.normalize("NFKC", text).split()))


# Marks that are exchanged beforehand, blanks of several kinds, and marks that join what stands before them.
_ODD = "，：；（）％！？、。＜＞＝．１Ａ \t\n\x1c\x85\xa0\u2003\u2028\u3000\u200b\u0338\u0301\u3099か¨ﾊﾞ①㎡度县年ab<>=,%"


@example("か \u3099")  # the mark joins what stood before the space
@example("度， t ¨")
@given(st.text(alphabet=_ODD, max_size=12))
def test_normal_is_half_width_without_white_space(text: str) -> None:
    assert normal(text) == plainly(text)


def test_normal_is_so_for_each_character_alone_and_among_others() -> None:
    # Between them stand Chinese characters and private ones, of which nothing is exchanged.
    signs = map(chr, (*range(0x3400), *range(0xF900, 0x10000)))
    texts = (f"度{sign}，" for sign in signs)
    assert [text for text in texts if normal(text) != plainly(text)] == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.80", "1.80"), ("１．８０", "1.80"), ("1,234.5", "1234.5"), (" 43 ", "43"), ("4 3", "43"), ("-2", "-2"),
        ("5%", None), ("5％", None), ("", None), ("万", None), ("1.2.3", None),
        ("1" + " " * 998 + "2", "12"), ("1" + " " * 999 + "2", None), (" " * 2000 + "7", "7"),
    ],
)  # fmt: skip
def test_an_amount_is_a_number_and_nothing_else(text: str, number: str | None) -> None:
    for _ in range(2):  # also the second time, when it is remembered
        found = Amount.parse(text)
        assert (None if found is None else str(found.value)) == number


@pytest.mark.parametrize("text", ["50%", "50 ％", "50", " 50% "])
def test_a_percent_may_have_its_sign_and_an_amount_may_not(text: str) -> None:
    has_sign = text.strip()[-1] in "%％"
    for _ in range(2):
        assert parse_percent(text) == Decimal(50)
        assert (Amount.parse(text) is None) == has_sign
    assert parse_percent("50%%") is None
    assert parse_percent("%") is None
