from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdesk.paper.breaking import NOT_AT_END, NOT_AT_START, broken, line_count, measure, stretched, width

CHINESE = st.text(alphabet="预算绩效，。（）《》、0123abc %≥", min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("", 5, [""]),
        ("五个汉字正", 5, ["五个汉字正"]),
        ("六个汉字正好", 5, ["六个汉字正", "好"]),
        ("半角ab12算一半", 5, ["半角ab12算", "一半"]),
        ("句号不到行首。", 6, ["句号不到行", "首。"]),
        ("括号不留行尾（好）", 7, ["括号不留行尾", "（好）"]),
        ("词不拆 budget 开", 5, ["词不拆", "budget 开"]),
        ("13992125P00305110011J", 5, ["13992125P0", "0305110011", "J"]),
        ("一行\n两行", 5, ["一行", "两行"]),
        # Every line has a character, however little room there is.
        ("一二三", 1, ["一", "二", "三"]),
        ("一二", 0.4, ["一", "二"]),
        ("ab", 0.1, ["a", "b"]),
        # What fits to the hair fits: widths are sums of decimals.
        ("一二三", 3 - 0.9e-6, ["一二三"]),
        ("一二三", 3 - 1.1e-6, ["一二", "三"]),
        ("，，，，，，", 3, ["，，，", "，，，"]),
        # A text that fits stays as it was typed; at the end of a full line a space hangs, and is gone.
        ("预算 ", 2.5, ["预算 "]),
        ("预算 ", 2, ["预算"]),
        ("一二三 四", 3, ["一二三", "四"]),
        ("一二三  四", 3, ["一二三", "四"]),
        ("一二三 ，四", 4, ["一二", "三 ，四"]),
        # A sign at the very beginning holds to its number, a hyphen behind one letter does not.
        ("-55555A", 2, ["-555", "55A"]),
        ("A-123456", 2, ["A-", "1234", "56"]),
        ("18000元/人", 4, ["18000元/", "人"]),
        ("群众满意度≥95%", 6.5, ["群众满意度", "≥95%"]),
        ("不超过≤1万元", 4, ["不超过", "≤1万元"]),
        ("面积km2≥95%", 4.5, ["面积km2", "≥95%"]),
        ("期限2024-2026年", 5, ["期限2024-", "2026年"]),
        ("同比增长-5%", 4.5, ["同比增长", "-5%"]),
        ("标准A--B", 3.5, ["标准", "A--B"]),
        # Longer than its line: it begins one of its own and is cut anywhere, in Word; LibreOffice cuts behind "/".
        ("见www.qh.cn/a/b", 5, ["见", "www.qh.cn/", "a/b"]),
        ("见www.qh.cn/abcd", 5, ["见", "www.qh.cn/", "abcd"]),
        ("见www.qhx.cn/abcd", 5, ["见", "www.qhx.cn", "/abcd"]),
    ],
)
def test_lines_break_as_in_print(text: str, room: float, lines: list[str]) -> None:
    assert list(broken(text, room)) == lines
    assert line_count(text, room) == len(lines)


def test_an_indent_shortens_the_first_line_only() -> None:
    assert list(broken("一二三四五六七八", 5, 3)) == ["一二三", "四五六七八"]


@pytest.mark.parametrize(
    ("spacing", "lines"),
    [(0, ["一二三", "四五六"]), (-0.25, ["一二三四", "五六"]), (0.5, ["一二", "三四", "五六"])],
)
def test_spacing_counts_for_every_character(spacing: float, lines: list[str]) -> None:
    assert list(broken("一二三四五六", 3, spacing=spacing)) == lines


def test_spacing_counts_for_half_width_characters_as_for_wide_ones() -> None:
    assert measure("预算ab", -0.125) == measure("预算ab") - 0.5
    assert measure("abcd", 0.25) == 3


@pytest.mark.parametrize(
    ("line", "places"),
    [("预算", [0]), ("预算12年", [0, 1, 3]), ("ab cd", [2]), ("ab", []), ("a预", [0]), ("", [])],
)
def test_a_line_gives_way_between_characters_and_behind_spaces_but_not_in_words(line: str, places: list[int]) -> None:
    assert stretched(line) == places


@given(CHINESE, st.integers(1, 20))
def test_breaking_loses_nothing_but_spaces_at_line_ends(text: str, room: int) -> None:
    assert "".join(broken(text, room)).replace(" ", "") == text.replace(" ", "")


@given(CHINESE, st.integers(4, 20))
def test_no_line_is_wider_than_its_room(text: str, room: int) -> None:
    assert all(measure(line) <= room for line in broken(text, room))


@given(st.text(alphabet="预算绩效，。（）", min_size=1, max_size=60), st.integers(8, 20))
def test_lines_neither_start_nor_end_with_the_wrong_mark(text: str, room: int) -> None:
    lines = list(broken(text, room))
    for above, below in pairwise(lines):
        if set(above) <= NOT_AT_START | NOT_AT_END or set(below) <= NOT_AT_START:
            continue  # nothing but marks: there is no good place
        if len(above) == room:
            run = above[-1] + below[0]
            assert run[0] not in NOT_AT_END or _no_better_place(above, below)
            assert run[1] not in NOT_AT_START or _no_better_place(above, below)


def _no_better_place(above: str, below: str) -> bool:
    pairs = zip(above, above[1:] + below[0], strict=True)
    return all(left in NOT_AT_END or right in NOT_AT_START for left, right in pairs)


@pytest.mark.parametrize(
    ("character", "em"),
    [
        (" ", 0.5),
        ("\t", 0.5),
        ("0", 0.5),
        ("~", 0.5),
        ("a", 0.5),
        ("ｱ", 0.5),
        ("ğ", 0.5),
        ("目", 1),
        ("Ａ", 1),
        ("≥", 1),
        ("“", 1),
        ("\u0301", 0),
    ],
)
def test_a_character_is_as_wide_as_the_chinese_fonts_draw_it(character: str, em: float) -> None:
    assert width(character) == em
