"""Numbers as Excel shows them: what a format says is what comes in, or the cell is named."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trust import Promise

from perfdesk.importers.number_format.code import LONGEST
from perfdesk.importers.number_format.shown import Shown, shown, shown_text

# value, number format, and what Excel shows; "named" where nobody can say for certain, with the text that comes in.
# Two differences from Excel are meant: blanks at the ends are width, and a bare point at the end (2.) is left away.
ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "number_formats.tsv").read_text(encoding="utf-8").splitlines()[1:]
]


@pytest.mark.parametrize(("value", "code", "wanted"), ROWS, ids=[f"{value} as {code}" for value, code, _ in ROWS])
def test_what_excel_shows_comes_in_or_is_named(value: str, code: str, wanted: str, promise: Promise) -> None:
    found = shown(value, code)
    if wanted.startswith("named"):
        assert found.doubt
        assert wanted == "named" or found.text == wanted[6:]
    else:
        assert found == Shown(wanted)
    promise("T16", f"number formats of Excel: {'named' if found.doubt else 'as shown'}", 1, 1)


def test_the_table_is_long_enough() -> None:
    assert sum(not wanted.startswith("named") for _, _, wanted in ROWS) >= 200
    assert len({code for _, code, _ in ROWS}) >= 200


@pytest.mark.parametrize(
    ("text", "code", "wanted"),
    [
        ("合格", "General", "合格"),
        ("合格", "0.00", "合格"),
        ("合格", '0.00;-0.00;0;@"※"', "合格※"),
        ("合格", '@"级"', "合格级"),
        ("合格", '0;"≥"@', "≥合格"),
        ("合格", "yyyy/m/d;@", "合格"),
        ("合格", '0.00"元', "合格"),
    ],
)
def test_texts_are_shown_with_the_words_of_their_format(text: str, code: str, wanted: str) -> None:
    assert shown_text(text, code) == Shown(wanted)


@pytest.mark.parametrize(("code", "left"), [(";;;", ""), ("0;0;0;", ""), ("@[foo]", "合格"), ("0;0;0;@0", "合格")])
def test_a_text_that_is_hidden_or_shown_in_a_way_nobody_knows_is_named(code: str, left: str) -> None:
    found = shown_text("合格", code)
    assert (found.text, bool(found.doubt), found.lost) == (left, True, True)


def test_a_long_code_without_a_format_is_taken_whole_and_that_is_said() -> None:
    assert shown("130324240001", "General").lost is False
    assert shown("1303242400012345678", "General").lost is True


@pytest.mark.parametrize(
    ("value", "wanted"), [("0", "1904-1-1"), ("43830", "2024-1-1"), ("60", "1904-3-1"), ("2957003", "9999-12-31")]
)
def test_days_of_old_macs_are_counted_from_1904(value: str, wanted: str) -> None:
    assert shown(value, "yyyy-m-d", from_1904=True) == Shown(wanted)


def test_a_format_longer_than_excel_takes_is_named_and_not_read() -> None:
    assert shown("5", "0" * LONGEST) == Shown("0" * 254 + "5")
    assert shown("5", "0" * (LONGEST + 1)).text == "5"
    assert shown("5", "0" * (LONGEST + 1)).doubt


@given(
    value=st.from_regex(r"-?[0-9]{1,9}(\.[0-9]{1,9})?([eE]-?[0-9]{1,2})?", fullmatch=True),
    code=st.lists(
        st.sampled_from(
            [*'0#?.,%/@;-"\\!_*[]yMdhsEe+人 ', "General", "[h]", "[DBNum1]", "AM/PM", "[>1]", "[$-804]", "0"]
        ),
        max_size=40,
    ).map("".join),
)
def test_any_format_gives_a_text_or_a_doubt(value: str, code: str) -> None:
    for found in (shown(value, code), shown_text("文字", code), shown(value, code, from_1904=True)):
        assert isinstance(found.text, str)
        assert len(found.doubt) < 200
