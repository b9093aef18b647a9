"""Paragraphs of several versions of a text, laid beside each other."""

from collections.abc import Callable
from random import Random

import pytest
from effort import grows_no_faster_than_its_input

from perfdesk.model.long_text import added, is_part, joined, meanings, paragraphs, regions, union


def laid(reference: str, *texts: str) -> list[str]:
    """The places, as "old>new,new"; paragraphs are written with | between them."""
    found = regions(_lines(reference), [_lines(text) for text in texts])
    shown = [[joined(chunk).replace("\n", "+") for chunk in chunks] for chunks in found]
    return [f"{old}>{','.join(news)}" for old, *news in shown]


def _lines(text: str) -> str:
    return text.replace("|", "\n")


@pytest.mark.parametrize(
    ("reference", "text", "places"),
    [
        ("甲|乙|丙", "甲|乙|丙", ["甲>甲", "乙>乙", "丙>丙"]),
        ("甲|乙|丙", "甲|丙", ["甲>甲", "乙>", "丙>丙"]),
        ("甲|乙|丙", "甲|新|乙|丙", ["甲>甲", ">新", "乙>乙", "丙>丙"]),
        ("甲|乙|丙", "新|来|甲|乙|丙", [">新+来", "甲>甲", "乙>乙", "丙>丙"]),
        # As many as there were: one for one.
        ("甲|乙|丙", "甲|新|丙", ["甲>甲", "乙>新", "丙>丙"]),
        ("甲|乙|丙|丁", "甲|新|来|丁", ["甲>甲", "乙>新", "丙>来", "丁>丁"]),
        # Not as many: as a whole, unless one is a version of the other.
        ("甲|乙|丙|丁", "甲|新|丁", ["甲>甲", "乙+丙>新", "丁>丁"]),
        ("甲|加强培训工作|丁", "甲|新|加强业务培训工作|丁", ["甲>甲", ">新", "加强培训工作>加强业务培训工作", "丁>丁"]),
        ("考核|加强培训工作|丁", "加强业务培训工作|丁", ["考核>", "加强培训工作>加强业务培训工作", "丁>丁"]),
        # Of two that are alike the more alike.
        ("加强培训工作", "加强考核工作|加强培训工作好", [">加强考核工作", "加强培训工作>加强培训工作好"]),
        ("加强培训工作", "加强培训工作好|加强考核工作", ["加强培训工作>加强培训工作好", ">加强考核工作"]),
        # Half in common is enough: 8 pairs of characters each, 4 the same.
        ("一二三四甲乙丙", "新|一二三四丁戊己", [">新", "一二三四甲乙丙>一二三四丁戊己"]),
        ("一二三四甲乙丙丑", "新|一二三四丁戊己寅", ["一二三四甲乙丙丑>新+一二三四丁戊己寅"]),
        # What was moved is gone here and came there.
        ("甲|乙|丙|丁", "乙|丙|丁|甲", ["甲>", "乙>乙", "丙>丙", "丁>丁", ">甲"]),
        # Equal paragraphs on both sides of a new one, and between anchors that are found in a second look.
        ("同|甲|同", "同|甲|新|同", ["同>同", "甲>甲", ">新", "同>同"]),
        ("始|同|甲|同|中|同|终", "新|始|同|甲|同|中|改|同|终|来", None),
        ("甲", "", ["甲>"]),
        ("", "甲", [">甲"]),
        ("", "", []),
    ],
)  # fmt: skip
def test_a_text_beside_the_reference(reference: str, text: str, places: list[str] | None) -> None:
    found = laid(reference, text)
    if places is not None:
        assert found == places
    else:
        assert found == [
            ">新", "始>始", "同>同", "甲>甲", "同>同", "中>中", ">改", "同>同", "终>终", ">来",
        ]  # fmt: skip


def test_what_one_version_does_not_tell_apart_is_one_place_for_all() -> None:
    assert laid("甲|乙|丙|丁", "甲|新|丁", "甲|乙|来|丙|丁") == ["甲>甲,甲", "乙+丙>新,乙+来+丙", "丁>丁,丁"]


def test_blank_lines_belong_to_the_paragraph_before_them() -> None:
    assert [one.text for one in paragraphs("\n\n甲\n\n 乙 \n")] == ["\n\n甲\n", " 乙 \n"]
    assert meanings(paragraphs("Ａ 1\n\n乙")) == ("A1", "乙")
    assert paragraphs(" \n\u3000\n") == ()


def test_the_places_hold_each_text_whole() -> None:
    random = Random(11)
    for _ in range(300):
        texts = [
            "\n".join(random.choices(["甲", "乙", "丙", "", "丁戊己", "丁戊庚"], k=random.randint(0, 9)))
            for _ in range(3)
        ]
        found = [*regions(texts[0], texts[1:])]
        for at, text in enumerate(texts):
            held = "\n".join(joined(chunks[at]) for chunks in found if chunks[at])
            assert held == (text if text.strip() else "")


def test_few_equal_paragraphs_among_many_places() -> None:
    """Anchors are looked for again between anchors: a paragraph that is twice in the text is once between two."""
    reference = "甲|同|乙|丙|同|丁"
    assert laid(reference, "甲|新|同|来|乙|丙|新二|同|又|丁") == [
        "甲>甲", ">新", "同>同", ">来", "乙>乙", "丙>丙", ">新二", "同>同", ">又", "丁>丁",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "now", "new"),
    [
        ("甲|乙", "甲|乙", ""),
        ("甲|乙", "新|甲|来|乙|又", "新|来|又"),
        ("甲|乙", "甲", None),
        ("甲|乙", "乙|甲", None),
        ("", "甲", "甲"),
    ],
)
def test_what_was_added(before: str, now: str, new: str | None) -> None:
    found = added(paragraphs(_lines(before)), paragraphs(_lines(now)))
    assert (None if found is None else joined(found)) == (None if new is None else _lines(new))


def test_a_part_is_in_the_same_order() -> None:
    whole = paragraphs("甲\n乙\n丙")
    assert is_part(paragraphs("甲\n丙"), whole)
    assert not is_part(paragraphs("丙\n甲"), whole)
    assert not is_part(paragraphs("甲\n甲"), whole)


def test_a_union_has_each_paragraph_once_in_an_order_of_its_own() -> None:
    one, other = paragraphs("乙\n同"), paragraphs("同\n甲")
    assert joined(union([one, other])) == joined(union([other, one])) == "乙\n同\n甲"
    assert joined(union([paragraphs("乙"), one, paragraphs("")])) == "乙\n同"
    assert union([]) == ()


@pytest.mark.parametrize("alike", [True, False])
def test_a_long_run_of_changed_paragraphs_costs_what_it_is_long(alike: bool) -> None:
    def lay(size: int) -> Callable[[], object]:
        old = "\n".join(f"第{at}段完成各项工作任务" for at in range(size))
        new = "\n".join(f"第{at}段完成各项工作任务了" if alike else f"{at}" * 5 for at in range(size + 1))
        return lambda: [*regions(old, [new])]

    assert grows_no_faster_than_its_input(lay, 200)
