"""What is said at a difference, each text once: a table of worked examples."""

from typing import NamedTuple

import pytest
from notation import document as written

from perfdesk.merge.analyse import analyse
from perfdesk.merge.field_decision import Why
from perfdesk.merge.opinions import Opinion, folded, is_passed_over, names_of, opinions, side_to_take, strangers
from perfdesk.merge.plan import Decision, Plan
from perfdesk.merge.sides import Side
from perfdesk.model.diff import ChangeKind
from perfdesk.model.document import Document
from perfdesk.model.edits import AddIndicator, Edit, Remove, SetFields
from perfdesk.model.fields import Fields

SET, ADD, REMOVE, MOVE = ChangeKind.SET, ChangeKind.ADD, ChangeKind.REMOVE, ChangeKind.MOVE


class Row(NamedTuple):
    """What was there, what the sides have; the opinions in order, and the side that is taken with each."""

    kind: ChangeKind
    base: str | None
    texts: tuple[str | None, ...]
    opinions: list[tuple[str | None, tuple[int, ...]]]
    taken: list[int | None]
    open: bool = False


TABLE = [
    # The former text first, with those who still have it.
    Row(SET, "3", ("3", "4", "3"), [("3", (0, 2)), ("4", (1,))], [0, 1]),
    Row(SET, "3", ("4", "4"), [("3", ()), ("4", (0, 1))], [None, 0]),
    # OURS, then the others in the order of the files, each text once.
    Row(SET, "3", ("5", "4", "5", "3", "4"), [("3", (3,)), ("5", (0, 2)), ("4", (1, 4))], [3, 0, 1]),
    Row(SET, "", ("", "4", ""), [("", (0, 2)), ("4", (1,))], [0, 1]),
    Row(SET, "3", ("3", ""), [("3", (0,)), ("", (1,))], [0, 1]),
    # Nobody knows what was there.
    Row(SET, None, ("3", "4", "3"), [(None, ()), ("3", (0, 2)), ("4", (1,))], [None, 0, 1]),
    # Who lacks the row says nothing about its fields.
    Row(SET, None, (None, "4", "5"), [(None, ()), ("4", (1,)), ("5", (2,))], [None, 1, 2], open=True),
    Row(SET, "3", ("3", None, "4"), [("3", (0,)), ("4", (2,))], [0, 2]),
    # What is new was lacking; who takes that refuses it.
    Row(ADD, None, (None, "新", None, "新"), [(None, (0, 2)), ("新", (1, 3))], [0, 1]),
    Row(ADD, None, ("新", None), [(None, (1,)), ("新", (0,))], [1, 0]),
    # What was removed can be kept.
    Row(REMOVE, "旧", ("旧", None, "旧"), [("旧", (0, 2)), (None, (1,))], [0, 1]),
    Row(REMOVE, "旧", (None, "旧", "改名"), [("旧", (1,)), (None, (0,)), ("改名", (2,))], [1, 0, 2], open=True),
    # A question about a place is answered by OURS alone, and what is settled by nobody.
    Row(MOVE, "甲", ("乙", "丙", "甲"), [("甲", (2,)), ("乙", (0,)), ("丙", (1,))], [None, 0, None], open=True),
    Row(MOVE, "甲", ("甲", "乙"), [("甲", (0,)), ("乙", (1,))], [None, None]),
]  # fmt: skip


@pytest.mark.parametrize("row", TABLE)
def test_each_row_of_the_table(row: Row) -> None:
    why = Why.OPEN if row.open else Why.ONE_SIDE
    one = Decision(row.kind, "p", "r", "goal" if row.kind is SET else "", row.base, row.texts, "", (0,), why)
    found = opinions(one)
    assert found == tuple(Opinion(*one) for one in row.opinions)
    assert [side_to_take(one, opinion) for opinion in found] == row.taken


def test_an_opinion_about_a_text_merged_by_paragraphs_is_what_an_answer_takes() -> None:
    texts = ("甲\n乙", "丙\n乙", "甲\n乙")
    offers = ("丁\n乙", "丙\n乙", None)
    one = Decision(SET, "p", "", "goal", "甲\n乙", texts, "", (0, 1), Why.OPEN, offers=offers)
    assert opinions(one) == (Opinion(texts[2], (2,)), Opinion(offers[0], (0,)), Opinion(offers[1], (1,)))


def test_names_are_authors_each_once_and_folded_when_they_are_many() -> None:
    book = written("# 网站维护")
    authors = ("王五", "张敏", "", "张敏", "李强")
    sides = [Side(f"{at}.docx", book, author) for at, author in enumerate(authors)]
    assert names_of(sides, range(5)) == ["本文件", "张敏", "2.docx", "李强"]
    for sides_of, name in (((1,), "张敏"), ((1, 3), "张敏"), ((3, 4), "张敏、李强"), ((1, 2, 4), "张敏等 3 人")):
        assert folded(names_of(sides, sides_of)) == name
    assert folded(names_of(sides, range(5))) == "本文件等 4 份"
    assert folded([]) == ""


# --- what is not followed and not asked ------------------------------------------------------------------------

BOOK = written("# 网站维护 | goal=旧\n- 数量 | 次数 | 4次\n- 数量 | 人数 | 5人")


def unknown_to_each_other(*edits: Edit | None, base: Document | None = None) -> Plan:
    """Files without a past, OURS first."""
    ours, *theirs = (Side(str(at), edit.apply(BOOK) if edit else BOOK) for at, edit in enumerate(edits))
    return analyse(ours, theirs, base)


@pytest.mark.parametrize(
    "edit", [Remove(frozenset({"p1.2"})), SetFields({("p1", "goal"): ""})], ids=["removed", "emptied"]
)
def test_what_a_file_without_a_base_lacks_is_passed_over(edit: Edit) -> None:
    plan = unknown_to_each_other(None, edit)
    (one,) = plan.decisions
    assert (one.open, one.taken) == (False, False)
    assert strangers(plan) == {1}
    assert is_passed_over(one, strangers(plan))
    followed = unknown_to_each_other(None, edit, base=BOOK)
    assert strangers(followed) == set()
    assert not is_passed_over(followed.decisions[0], strangers(followed))


def test_what_a_file_without_a_base_says_is_asked_or_followed_and_not_passed_over() -> None:
    filled = unknown_to_each_other(SetFields({("p1", "goal"): ""}), None)
    asked = unknown_to_each_other(None, SetFields({("p1", "goal"): "新"}))
    added = unknown_to_each_other(None, AddIndicator("x", "p1", Fields({"name": "新"})))
    spelled = unknown_to_each_other(None, SetFields({("p1", "goal"): "旧 "}))
    # One left it empty, which is not followed; but the field is asked about, and all who read it see that.
    open_too = unknown_to_each_other(None, *(SetFields({("p1", "goal"): text}) for text in ("", "新")))
    for plan in (filled, asked, added, spelled, open_too):
        (one,) = plan.decisions
        assert not is_passed_over(one, strangers(plan))
