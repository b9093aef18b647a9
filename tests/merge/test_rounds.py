"""Rounds of an office made by chance, judged by an oracle that keeps all values: nothing is lost, nothing is decided in
silence, and next to nothing is asked without need. The table of ten thousand: `python -m tests.rounds`."""

import random

import pytest
from trust import Promise

from perfdesk.merge.analyse import analyse
from perfdesk.merge.nearest import NEAR
from perfdesk.model.document import Document
from perfdesk.model.edits import AddIndicator, Edit, Move, Remove, SetFields
from perfdesk.model.fields import Fields
from tests.rounds.bases import OLDER, RIGHT, found, strange
from tests.rounds.files import Case, File
from tests.rounds.people import book
from tests.rounds.rounds import AGAIN, MERGES, ORDERS
from tests.rounds.run import played
from tests.rounds.verdict import LOST, NEEDLESS, PLACES, SILENT, TWICE

WRONG = (LOST, SILENT, TWICE, AGAIN, ORDERS)
# The most that is asked without need, and the most that stands elsewhere than where somebody moved it.
NEEDLESS_AT_MOST, ELSEWHERE_AT_MOST = 0.005, 0.001


@pytest.mark.parametrize(
    ("kind", "merges", "annexes"),
    [
        ("star", 30, 0.0),
        ("histories", 60, 0.0),
        pytest.param("star", 10_000, 0.0, marks=pytest.mark.slow),
        pytest.param("histories", 10_000, 0.0, marks=pytest.mark.slow),
        pytest.param("star", 150, 0.4, marks=pytest.mark.slow),
    ],
)
def test_rounds(kind: str, merges: int, annexes: float, promise: Promise) -> None:
    tally = played(kind, merges, annexes=annexes)
    wrong = [one for one in tally.faults if one[1].kind in WRONG]
    assert wrong == []
    count = tally.counts[MERGES]
    assert count >= merges
    assert tally.counts[NEEDLESS] <= count * NEEDLESS_AT_MOST
    assert tally.counts[PLACES] <= count * ELSEWHERE_AT_MOST
    promise("T12", f"rounds of an office made by chance: {kind}", count, count)


# --- the base of an annex without ids -----------------------------------------------------------------------------


def test_an_annex_finds_its_version_and_a_stranger_finds_none() -> None:
    for part, taken, share in found(4, (0.02, 0.1, 0.7)):
        assert taken in (RIGHT, OLDER)
        assert taken == RIGHT or part > 0.1
        assert share >= NEAR
    assert all(share < NEAR for _, share in strange(4))


# --- the oracle itself: it must see what a wrong merge does -----------------------------------------------------


class Made:
    """A case with a file that was sent out, and what some people made of it."""

    def __init__(self) -> None:
        self.case = Case(random.Random(1))
        self.out = self.case.sent(book(random.Random(1)))

    def edited(self, file: File, *edits: Edit) -> File:
        document = file.version.document
        for edit in edits:
            document = edit.apply(document)
        return self.case.saved(file, document, "某")

    def faults(self, made: Document, *files: File) -> list[tuple[str, str]]:
        return [(one.kind, "/".join(one.slot)) for one in self.case.judged(files, made)]


def put(node: str, key: str, text: str) -> Edit:
    return SetFields({(node, key): text})


@pytest.fixture
def made() -> Made:
    return Made()


def test_the_oracle_sees_that_an_edit_is_gone(made: Made) -> None:
    theirs = made.edited(made.out, put("p1.1", "target", "≥7处"))
    ours = made.edited(made.out, put("p1", "budget_total", "7"))
    assert made.faults(ours.version.document, ours, theirs) == [(LOST, "p1.1/target")]
    right = put("p1.1", "target", "≥7处").apply(ours.version.document)
    assert made.faults(right, ours, theirs) == []
    spelled = put("p1.1", "target", "≥ ７.0处").apply(ours.version.document)
    assert made.faults(spelled, ours, theirs) == []


def test_the_oracle_sees_what_was_decided_in_silence_and_what_was_asked_for_nothing(made: Made) -> None:
    ours, theirs = (made.edited(made.out, put("p1.1", "target", text)) for text in ("≥7处", "≥8处"))
    assert made.faults(ours.version.document, ours, theirs) == [(SILENT, "p1.1/target")]
    question = '{"base": "", "sides": [["甲", "", "≥7处"], ["乙", "", "≥8处"]]}'
    asked = put("p1.1", "question.target", question).apply(ours.version.document)
    assert made.faults(asked, ours, theirs) == []
    assert made.faults(asked, ours, made.out) == [(NEEDLESS, "p1.1/target")]
    without = put("p1.1", "question.target", question.replace("≥8处", "≥9处")).apply(ours.version.document)
    assert made.faults(without, ours, theirs) == [(LOST, "p1.1/target")]


def test_the_oracle_sees_a_removal_that_is_not_followed_and_one_that_was_not_asked(made: Made) -> None:
    gone = made.edited(made.out, Remove(frozenset({"p1.1"})))
    assert made.faults(made.out.version.document, made.out, gone) == [(SILENT, "p1.1/*here")]
    ours = made.edited(made.out, put("p1", "budget_total", "7"))
    assert (SILENT, "p1.1/*here") in made.faults(ours.version.document, ours, gone)
    wrote = made.edited(made.out, put("p1.1", "target", "≥7处"))
    assert (LOST, "p1.1/*here") in made.faults(gone.version.document, wrote, gone)
    assert (SILENT, "p1.1/*here") in made.faults(wrote.version.document, wrote, gone)


def test_who_saw_a_value_and_has_another_one_has_replaced_it(made: Made) -> None:
    first = made.edited(made.out, put("p1.1", "target", "≥7处"))
    later = made.edited(first, put("p1.1", "target", "≥8处"))
    ours = made.edited(first, put("p1", "budget_total", "7"))
    assert made.faults(ours.version.document, ours, later) == [(LOST, "p1.1/target")]
    assert made.faults(put("p1.1", "target", "≥8处").apply(ours.version.document), ours, later) == []


def added(node: str, target: str = "≥12次") -> Edit:
    texts = {"level1": "产出指标", "level2": "数量指标", "name": "巡查次数", "target": target}
    return AddIndicator(node, "p1", Fields(texts))


def test_what_two_added_alike_may_stand_once_but_not_less(made: Made) -> None:
    ours, theirs = made.edited(made.out, added("n1")), made.edited(made.out, added("n2", "≥ 12.0次"))
    assert made.faults(ours.version.document, ours, theirs) == []
    assert made.faults(theirs.version.document, ours, theirs) == []
    emptied = made.edited(made.edited(theirs, put("n2", "basis", "甲")), put("n2", "basis", ""))
    assert made.faults(ours.version.document, ours, emptied) == []
    none = made.faults(made.out.version.document, ours, theirs)
    assert sorted(none) == [(LOST, "n1/*here"), (LOST, "n2/*here")]


def test_what_two_added_otherwise_stands_twice(made: Made) -> None:
    ours, theirs = made.edited(made.out, added("n1")), made.edited(made.out, added("n2", "≥13次"))
    assert made.faults(ours.version.document, ours, theirs) == [(LOST, "n2/*here")]
    disputed = [made.edited(theirs, put("n2", "target", text)) for text in ("≥12次", "≥14次")]
    assert made.faults(ours.version.document, ours, *disputed) == [(LOST, "n2/*here")]
    elsewhere = made.edited(made.out, added("n2"), Move(("n2",), "p2"))
    assert made.faults(ours.version.document, ours, elsewhere) == [(LOST, "n2/*here")]


def test_what_one_added_twice_stands_twice(made: Made) -> None:
    ours, theirs = made.edited(made.out, added("n1")), made.edited(made.out, added("n2"), added("n3"))
    once = made.faults(ours.version.document, ours, theirs)
    assert sorted(once) == [(LOST, "n2/*here"), (LOST, "n3/*here")]
    own = made.edited(made.out, added("n2"))
    assert made.faults(own.version.document, made.out, theirs) == [(LOST, "n3/*here")]


def test_a_row_that_was_there_is_nobodys_twin(made: Made) -> None:
    start = made.edited(made.out, added("n1"))
    theirs = made.edited(start, added("n2"), put("n1", "target", "≥13次"))
    ours = made.edited(start, put("p1", "budget_total", "7"))
    assert (LOST, "n2/*here") in made.faults(ours.version.document, ours, theirs)


def test_a_row_that_its_author_removed_is_not_the_twin_of_what_came_in_its_place(made: Made) -> None:
    start = made.edited(made.out, added("n1"))
    theirs = made.edited(start, Remove(frozenset({"n1"})), added("n2", "≥13次"))
    ours = made.edited(start, put("n1", "target", "≥13次"))
    assert (LOST, "n2/*here") in made.faults(ours.version.document, ours, theirs)


def test_who_dropped_a_row_for_its_twin_has_not_removed_it(made: Made) -> None:
    """A third person has the row from an annex, which the others have not seen."""
    ours, theirs = made.edited(made.out, added("n1")), made.edited(made.out, added("n2"))
    document = put("p1", "budget_total", "7").apply(ours.version.document)
    whole = made.case.merged([ours, theirs], analyse(ours.side, [theirs.side]), document, "合")
    annex = made.edited(made.edited(made.out, put("p1", "purpose", "信")), added("n2"))
    right = put("p1", "purpose", "信").apply(document)
    assert made.faults(right, whole, annex) == []
    gone = made.edited(theirs, Remove(frozenset({"n2"})))
    assert (LOST, "n2/*here") in made.faults(right, ours, annex, gone), "who removed it has no other one"
