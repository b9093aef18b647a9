"""Texts with words that are to be seen: pieces, parts, what is left out, and several texts beside each other."""

from collections.abc import Sequence
from random import Random

import pytest

from perfdesk.model.marked_text import MarkedText, compared, without_common


def bracketed(text: MarkedText) -> str:
    return "".join(f"[{piece}]" if seen else piece for piece, seen in text.pieces)


def marked(text: str, *, gone: bool = False) -> MarkedText:
    """The text whose marked words stand in brackets."""
    found, spans = "", []
    for piece in text.replace("]", "[").split("["):
        spans.append((len(found), len(found) + len(piece)))
        found += piece
    return MarkedText(found, tuple(spans[1::2]), gone)


@pytest.mark.parametrize("text", ["", "甲", "[甲]", "[甲]乙", "甲[乙]", "甲[乙]丙[丁]", "[甲]乙[丙]"])
def test_a_text_in_pieces_is_the_text(text: str) -> None:
    assert bracketed(marked(text)) == text
    assert all(piece for piece, _ in marked(text).pieces)


def test_two_versions_have_each_their_own_words_marked() -> None:
    old, new = compared("充分发挥", "积极发挥")
    assert (bracketed(old), old.gone, bracketed(new), new.gone) == ("[充分]发挥", True, "[积极]发挥", False)


@pytest.mark.parametrize(("before", "after"), [("", "甲"), ("甲", ""), ("", ""), ("甲", "甲")])
def test_of_a_text_that_came_or_went_as_a_whole_no_word_is_marked(before: str, after: str) -> None:
    old, new = compared(before, after)
    assert (old.text, new.text, old.spans, new.spans, old.gone, new.gone) == (before, after, (), (), True, False)


def test_marks_move_behind_other_words() -> None:
    assert bracketed(marked("甲[乙]丙").behind("张敏：")) == "张敏：甲[乙]丙"
    assert marked("甲", gone=True).behind("a").gone


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (0, 6, "甲[乙丙]丁[戊己]"), (0, 2, "甲[乙]"), (1, 3, "[乙丙]"), (2, 5, "[丙]丁[戊]"), (3, 4, "丁"),
        (4, 6, "[戊己]"), (6, 6, ""),
    ],
)  # fmt: skip
def test_a_part_of_a_text_has_its_part_of_the_marks(start: int, end: int, text: str) -> None:
    assert bracketed(marked("甲[乙丙]丁[戊己]").part(start, end)) == text


def test_a_part_ends_without_line_feeds() -> None:
    assert bracketed(marked("甲[乙\n]\n丙").part(0, 4)) == "甲[乙]"
    assert marked("甲[\n]").part(1, 2) == MarkedText("")


def test_what_no_file_holds_is_taken_out_and_the_marks_stay_at_their_words() -> None:
    assert bracketed(marked("\x00甲[乙\u200b]丙\x01[\u200b丁]").cleaned) == "甲[乙]丙[丁]"


# --- what is the same --------------------------------------------------------------------------------------------

LONG = [f"{number}、{'加强管理，' * 5}完善制度。" for number in "一二三四五"]


def text(*lines: str) -> str:
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("texts", "short"),
    [
        ([text(*LONG), text("改", *LONG[1:])], [text(LONG[0], "……"), text("改", "……")]),
        (
            [text(*LONG), text(*LONG[:2], "改", *LONG[3:])],
            [text("……", LONG[2], "……"), text("……", "改", "……")],
        ),
        (
            [text(*LONG), text(*LONG, "添"), text(*LONG[:-1])],
            [text("……", LONG[4]), text("……", LONG[4], "添"), "……"],
        ),
        # What is the same in some only is shown.
        (
            [text(*LONG), text("改", *LONG[1:]), text(*LONG[:4], "又")],
            [text(LONG[0], "……", LONG[4]), text("改", "……", LONG[4]), text(LONG[0], "……", "又")],
        ),
        # Nothing to compare with; short ones; the same twice.
        ([text(*LONG)], [text(*LONG)]),
        ([text(*LONG), text(*LONG)], [text(*LONG), text(*LONG)]),
        ([text(*LONG), ""], [text(*LONG), ""]),
        (["一\n二", "一\n三"], ["一\n二", "一\n三"]),
        ([], []),
        ([text(*LONG), "", text("改", *LONG[1:])], [text(LONG[0], "……"), "", text("改", "……")]),
    ],
)
def test_paragraphs_that_all_have_are_left_out_of_long_texts(texts: Sequence[str], short: Sequence[str]) -> None:
    assert without_common(texts) == short


@pytest.mark.parametrize(("length", "whole"), [(80, True), (81, False)])
def test_short_texts_are_shown_whole(length: int, whole: bool) -> None:
    one = "一样\n" + "长" * (length - 3)
    assert (without_common([one, "一样\n短"])[0] == one) is whole


def test_nothing_that_differs_is_left_out() -> None:
    random = Random(3)
    lines = [f"{at}{'长' * 30}" for at in range(6)]
    for _ in range(200):
        texts = [text(*random.choices(lines, k=random.randint(1, 7))) for _ in range(random.randint(2, 4))]
        short = without_common(texts)
        for one, few in zip(texts, short, strict=True):
            left_out = {*one.split("\n")} - {*few.split("\n")}
            assert all(left_out <= {*other.split("\n")} for other in texts)
        assert len({*short}) == len({*texts})
