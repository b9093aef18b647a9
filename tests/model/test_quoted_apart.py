"""Texts quoted beside each other: where they begin, and which words differ."""

from collections.abc import Callable, Sequence

import pytest
from effort import grows_no_faster_than_its_input

from perfdesk.model.marked_text import MarkedText
from perfdesk.model.quoting import quoted_apart
from perfdesk.model.titles import shortened_apart


def bracketed(text: MarkedText) -> str:
    return "".join(f"[{piece}]" if seen else piece for piece, seen in text.pieces)


SAME = "加强管理完善制度" * 10
COUNT = "".join(f"第{number}章" for number in "一二三四五六七八九十百千万亿兆京垓秭穰沟涧正载")
AWAY = "东西南北" * 20


@pytest.mark.parametrize(
    ("texts", "quoted"),
    [
        (["投入5万元", "投入8万元", "投入9万元"], ["投入[5]万元", "投入[8]万元", "投入[9]万元"]),
        (
            ["充分发挥基础作用", "积极发挥基础作用", "充分发挥先导作用"],
            ["[充分]发挥[基础]作用", "[积极]发挥基础作用", "充分发挥[先导]作用"],
        ),
        (["一样", "一样"], ["一样", "一样"]),
        (["只有一个"], ["只有一个"]),
        (["有", ""], ["有", ""]),
        (["", "有"], ["", "有"]),
        ([], []),
        # Where the quotations begin at different places, what is the same in both texts is not marked.
        (
            [f"{SAME}充分发挥基础作用", f"{SAME}积极发挥基础作用", f"{SAME}充分发挥先导作用"],
            [
                "…加强管理完善制度[充分]发挥[基础]作用",
                "…完善制度加强管理完善制度[积极]发挥基础作用",
                "…加强管理完善制度充分发挥[先导]作用",
            ],
        ),
        # Several differ from the first at places that follow, meet or lie in each other.
        (["一二三四五六", "一二三四五午", "早二三四五六"], ["[一]二三四五[六]", "一二三四五[午]", "[早]二三四五六"]),
        (["一二三四五六", "早二三四五六", "一晚三四五六"], ["[一二]三四五六", "[早]二三四五六", "一[晚]三四五六"]),
        (["一二三四五六", "一甲乙丙丁六", "一二午四五六"], ["一[二三四五]六", "一[甲乙丙丁]六", "一二[午]四五六"]),
        # One is longer than the first before its quotation.
        (
            [f"题{COUNT}末", f"题新增三字{COUNT}甲", f"题新增三字{COUNT}乙"],
            [f"题{COUNT[:59]}…", f"…{COUNT[-12:]}[甲]", f"…{COUNT[-12:]}[乙]"],
        ),
        # What only a sentence far away has in common with them is no help.
        (
            [AWAY, f"{SAME}充分发挥基础作用", f"{SAME}充分发挥先导作用"],
            [f"[{AWAY[:60]}]…", "…[加强管理完善制度充分发挥基础作用]", "…[加强管理完善制度充分发挥先导作用]"],
        ),
        # A difference before the quotation is not in it.
        (
            [f"{SAME}甲{SAME}乙", f"{SAME}甲{SAME}丙", f"{SAME}丁{SAME}丙"],
            [
                "…完善制度加强管理完善制度[乙]",
                "…完善制度加强管理完善制度[丙]",
                f"…完善制度加强管理完善制度[丁]{SAME[:47]}…",
            ],
        ),
    ],
)
def test_texts_are_quoted_with_the_words_in_which_they_differ_from_the_first(
    texts: Sequence[str], quoted: Sequence[str]
) -> None:
    found = quoted_apart(texts)
    assert [bracketed(one) for one in found] == quoted
    assert [one.text for one in found] == shortened_apart(texts)


def test_many_texts_cost_no_more_than_their_length() -> None:
    def work(count: int) -> Callable[[], object]:
        texts = ["投入五万元", *(f"投入{at}万元" for at in range(count))]
        return lambda: quoted_apart(texts)

    assert grows_no_faster_than_its_input(work, 100)


@pytest.mark.parametrize("far", [250, 5_000])
def test_a_text_without_end_is_compared_around_its_quotation(far: int) -> None:
    """The second has something else at its beginning, the third at its end."""
    long = "一二三四五六七八九十" * (far // 10)
    _, second, third = quoted_apart([f"{long}甲", f"另{long}乙", f"{long}丙"])
    assert bracketed(third).endswith("八九十[丙]")
    assert bracketed(second).startswith("[另]一二" if far == 250 else "[另")


def test_the_quotation_of_a_text_without_end_costs_the_same() -> None:
    def work(length: int) -> Callable[[], object]:
        texts = [f"{'一' * length}{end}" for end in "甲乙丙"]
        return lambda: quoted_apart(texts)

    assert grows_no_faster_than_its_input(work, 2_000)
