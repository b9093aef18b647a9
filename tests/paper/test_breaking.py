from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdesk.paper.breaking import NOT_AT_END, NOT_AT_START, broken, measure

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
        ("，，，，，，", 3, ["，，，", "，，，"]),
        ("18000元/人", 4, ["18000元/", "人"]),
    ],
)
def test_lines_break_as_in_print(text: str, room: float, lines: list[str]) -> None:
    assert list(broken(text, room)) == lines


def test_an_indent_shortens_the_first_line_only() -> None:
    assert list(broken("一二三四五六七八", 5, 3)) == ["一二三", "四五六七八"]


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
