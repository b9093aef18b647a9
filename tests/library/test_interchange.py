"""The library as a table: CSV and Excel, by heading, bounded, and the same when read again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdesk.library import interchange
from perfdesk.library.entry import Direction, Entry
from perfdesk.library.interchange import LibraryError, from_csv, from_rows, to_csv

_texts = st.text(st.characters(blacklist_categories=("C", "Z")), max_size=20)
_entries = st.builds(
    Entry, _texts, _texts, _texts, _texts.filter(bool), st.sampled_from(Direction), _texts, _texts, _texts
)


@given(st.lists(_entries, max_size=8, unique_by=lambda one: one.key))
def test_what_is_written_is_read_again(entries: list[Entry]) -> None:
    assert from_csv(to_csv(entries)) == (tuple(entries), 0)


def test_columns_are_found_by_their_heads_in_any_order_below_a_title() -> None:
    rows = [["指标库"], ["序号", "三级 指标", "二级指标", "方向"], ["1", "合格率", "质量指标", "正向"]]
    assert from_rows(rows).entries == (Entry("", "", "质量指标", "合格率", Direction.AT_LEAST),)


@pytest.mark.parametrize(
    ("said", "direction"),
    [
        ("≥", "≥"),
        (">=", "≥"),
        ("≦", "≤"),
        ("反向", "≤"),
        ("＝", "="),
        ("定性指标", "定性"),
        ("期限", "期限"),
        ("乱", ""),
    ],
)
def test_directions_have_several_spellings(said: str, direction: str) -> None:
    assert from_rows([["三级指标", "方向"], ["甲", said]]).entries[0].direction == direction


def test_rows_without_a_name_too_long_or_twice_are_counted_and_blank_ones_are_not() -> None:
    rows = [
        ["三级指标", "计量单位"],
        ["甲", "个"],
        ["", "个"],
        ["", ""],
        ["甲", "只"],
        ["乙" * 501, ""],
        ["丙"],
        ["丁" * 500],
    ]
    read = from_rows(rows)
    assert ([one.name[:1] for one in read.entries], read.passed_over) == (["甲", "丙", "丁"], 3)


def test_line_ends_and_control_characters_become_spaces_or_nothing() -> None:
    assert from_rows([["三级指标"], ["档案\n完好\x07率 "]]).entries[0].name == "档案 完好率"


def test_a_file_that_is_no_library_says_so() -> None:
    with pytest.raises(LibraryError, match="没有“三级指标”一列"):
        from_csv("姓名,电话\r\n甲,1\r\n")


def test_a_table_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interchange, "MOST_ROWS", 3)
    assert len(from_rows([["三级指标"], ["1"], ["2"], ["3"]]).entries) == 3
    with pytest.raises(LibraryError, match="最多 3 行"):
        from_rows([["三级指标"], ["1"], ["2"], ["3"], ["4"]])


def test_a_field_larger_than_csv_allows_is_refused_in_a_sentence() -> None:
    with pytest.raises(LibraryError, match="读不懂"):
        from_csv("三级指标\n" + "长" * 200_000)


def test_a_text_that_excel_would_take_for_a_formula_is_marked_and_a_sign_alone_is_not() -> None:
    """In a CSV file no cell has a format that keeps it a text."""
    entry = Entry("=1+1", "＝1", "-5", "@甲", Direction.EXACTLY, "+", "'=甲", "'甲")
    row = to_csv([entry]).splitlines()[1]
    assert row == "'=1+1,'＝1,'-5,'@甲,=,+,''=甲,'甲"
    assert from_csv(to_csv([entry])).entries == (entry,)
