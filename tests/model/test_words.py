"""Which words of a long text were changed, for whoever looks at it."""

from collections.abc import Callable
from itertools import pairwise
from random import Random

import pytest
from effort import grows_no_faster_than_its_input

from perfdesk.model.words import _longest_common, changed_words


def marked(before: str, after: str) -> tuple[str, str]:
    """Both texts with the changed words in brackets."""
    found = changed_words(before, after)
    made = []
    for text, spans in zip((before, after), found, strict=True):
        for start, end in reversed(spans):
            text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
        made.append(text)
    return made[0], made[1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[充分]发挥职能", "[积极]发挥职能"),
        ("[2024]年底前完成", "[2025]年底前完成"),
        ("投入[1.5]万元", "投入[1.55]万元"),
        ("合格率[95%]以上", "合格率[98%]以上"),
        ("共1,000元", "共1000元"),
        ("用 ＯＡ 系统１２套", "用OA系统12套"),
        ("用[OA]系统", "用[OK]系统"),
        ("加强培训", "加强[业务]培训"),
        ("加强[业务]培训", "加强培训"),
        ("一是[甲]。\n二是[培训]。", "一是[乙]。\n二是[巡查]。"),
        ("一是培训工作。\n三是考核工作。", "一是培训工作。\n[二是全新的一段]\n三是考核工作。"),
        ("\n\n一是培训工作。\n\n二是考核[工作]。", "一是培训工作。\n二是考核[奖惩]。"),
        ("一[是]二是三[是]四", "一二是三四"),
        ("[甲乙]", ""),
        ("", ""),
        ("𠮷[一]", "𠮷[二]"),
        # What two different sentences have in common is chance.
        ("[春天的花开了又谢]", "[按时的款付清又结]"),
    ],
)
def test_the_changed_words_are_marked(before: str, after: str) -> None:
    plain = [text.replace("[", "").replace("]", "") for text in (before, after)]
    assert marked(*plain) == (before, after)
    assert marked(*reversed(plain)) == (after, before)


def test_nothing_but_the_marked_words_differs() -> None:
    random = Random(7)
    for _ in range(300):
        one, other = ("".join(random.choices("一二三四12 \n、a", k=random.randint(0, 40))) for _ in range(2))
        spans = changed_words(one, other)
        for text, own in zip((one, other), spans, strict=True):
            assert all(0 <= start < end <= len(text) for start, end in own)
            assert [*own] == sorted(own)
        left = [_without(text, own) for text, own in zip((one, other), spans, strict=True)]
        assert "".join(left[0].split()) == "".join(left[1].split())


def _without(text: str, spans: object) -> str:
    assert isinstance(spans, list)
    for start, end in reversed(spans):
        text = text[:start] + text[end:]
    return text


def test_the_words_in_common_are_as_many_as_can_be() -> None:
    random = Random(3)
    for _ in range(200):
        one, other = (random.choices("甲乙丙丁", k=random.randint(0, 12)) for _ in range(2))
        found = [*reversed(_longest_common(one, other))]
        assert all(one[a] == other[b] for a, b in found)
        assert all(a < c and b < d for (a, b), (c, d) in pairwise(found))
        table = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
        for a, word in enumerate(one):
            for b, second in enumerate(other):
                longer = table[a][b] + 1 if word == second else 0
                table[a + 1][b + 1] = max(longer, table[a][b + 1], table[a + 1][b])
        assert len(found) == table[-1][-1]


@pytest.mark.parametrize("word", ["一", "一二", "一二三四五六七八九十"])
def test_the_cost_does_not_grow_with_the_square(word: str) -> None:
    def compare(size: int) -> Callable[[], object]:
        one = (word * size)[:size]
        return lambda: changed_words("甲" + one + "乙", "丙" + one[::-1] + "丁")

    assert grows_no_faster_than_its_input(compare, 1_000)


def test_a_very_long_text_is_marked_from_its_first_change_to_its_last() -> None:
    one = "开始" + "".join(map(chr, range(0x4E00, 0x4E00 + 3_100))) + "结束"
    other = "开始" + "".join(map(chr, range(0x6000, 0x6000 + 3_100))) + "结束"
    assert changed_words(one, other) == ([(2, 3_102)], [(2, 3_102)])
