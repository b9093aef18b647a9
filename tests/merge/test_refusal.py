"""Additions and removals that a person refuses, as one refuses a value."""

import pytest
from histories import edited, saved, sent
from notation import document as written

from perfdesk.merge.analyse import analyse
from perfdesk.merge.plan import Plan
from perfdesk.merge.plan_rows import plan_row, summary
from perfdesk.merge.refusal import put_back, without
from perfdesk.merge.sides import Side
from perfdesk.model.document import Document
from perfdesk.model.edits import AddIndicator, AddProject, AddRecord, Edit, Move, Remove, SetFields, Several
from perfdesk.model.fields import Fields, Owner
from perfdesk.model.questions import REMOVED

BOOK = written("# 甲\n- 数量 | 一 | 4次\n- 数量 | 二 | 5次\n- 数量 | 三 | 6次\n# 乙\n- 数量 | 四 | 7次\n# 丙")
DEPARTMENT = written("# 甲\n+ tasks | 一\n+ tasks | 二\n+ tasks | 三", "mof-88-department")


def remove(*nodes: str) -> Edit:
    return Remove(frozenset(nodes))


def add(node: str, project: str) -> Edit:
    return AddIndicator(node, project, Fields({"name": node}))


def plan_of(start: Document, *edits: Edit | None) -> Plan:
    versions = [start if edit is None else edit.apply(start) for edit in edits]
    ours, *theirs = (Side(name, one) for name, one in zip("我ABC", versions, strict=False))
    return analyse(ours, theirs, start)


def outline(document: Document) -> str:
    return " ".join(f"{one.name}({','.join(row.name for row in one.rows)})" for one in document.projects)


WHOLE = "甲(一,二,三) 乙(四) 丙()"


@pytest.mark.parametrize(
    ("edits", "place", "side", "becomes"),
    [
        # A removal refused: the node is where it was.
        ((None, remove("p2")), ("p2", REMOVED), 0, WHOLE),
        ((None, remove("p1")), ("p1", REMOVED), 0, WHOLE),
        ((None, remove("p1.1")), ("p1.1", REMOVED), 0, WHOLE),
        ((None, remove("p1.3")), ("p1.3", REMOVED), 0, WHOLE),
        # OURS removed it; another still has it.
        ((remove("p1.2"), None), ("p1.2", REMOVED), 1, WHOLE),
        # The removal itself can be taken once more.
        ((None, remove("p2")), ("p2", REMOVED), 1, "甲(一,二,三) 丙()"),
        # An addition refused, and one of OURS.
        ((None, add("x", "p2")), ("x", ""), 0, WHOLE),
        ((None, AddProject("q", Fields({"name": "新"}))), ("q", ""), 0, WHOLE),
        ((add("x", "p2"), None), ("x", ""), 1, WHOLE),
        ((None, add("x", "p2")), ("x", ""), 1, "甲(一,二,三) 乙(四,x) 丙()"),
    ],
)
def test_what_is_refused(edits: tuple[Edit | None, ...], place: tuple[str, str], side: int, becomes: str) -> None:
    plan = plan_of(BOOK, *edits)
    chosen = plan.choose([place], side)
    assert outline(chosen.result()) == becomes
    assert chosen.choose([place], None).result() == plan.result()
    assert chosen.result().id == BOOK.id


def test_several_that_come_back_keep_their_order_and_new_neighbours_stay() -> None:
    plan = plan_of(BOOK, None, remove("p1.1", "p1.2", "p2", "p3"), add("x", "p1"))
    back = plan.choose([(node, REMOVED) for node in ("p1.2", "p1.1", "p3", "p2")], 0)
    assert outline(back.result()) == "甲(一,二,三,x) 乙(四) 丙()"


def test_a_row_that_went_elsewhere_does_not_come_back_with_its_project() -> None:
    moved = Several((Move(("p2.1",), "p1", 3), remove("p2")), "")
    plan = plan_of(BOOK, None, moved)
    back = plan.choose([("p2", REMOVED)], 0).result()
    assert outline(back) == "甲(一,二,三,四) 乙() 丙()"


def test_a_row_whose_project_is_gone_stays_away() -> None:
    source = BOOK
    left = remove("p2").apply(BOOK)
    assert put_back(left, source, {"p2.1"}) == left
    assert put_back(BOOK, BOOK, {"p1", "p1.1"}) == BOOK
    assert without(BOOK, ()) is BOOK


def test_a_record_comes_back_among_those_of_its_kind() -> None:
    plan = plan_of(DEPARTMENT, None, remove("p1.tasks2"))
    back = plan.choose([("p1.tasks2", REMOVED)], 0).result()
    assert back == DEPARTMENT
    new = plan_of(DEPARTMENT, None, AddRecord("t", "p1", Owner.TASKS, Fields({"item": "四"})))
    assert new.choose([("t", "")], 0).result() == DEPARTMENT


def test_what_stays_untouched_is_the_same_object() -> None:
    plan = plan_of(BOOK, None, remove("p1.2"))
    back = plan.choose([("p1.2", REMOVED)], 0).result()
    assert [one is other for one, other in zip(back.projects, BOOK.projects, strict=True)] == [False, True, True]


def test_a_refusal_in_words_is_counted_as_no_change() -> None:
    plan = plan_of(BOOK, None, Several((remove("p3"), add("x", "p2")), ""))
    assert summary(plan) == "合入 2 处，不用改 0 处，待定 0 处。"
    chosen = plan.choose([("p3", REMOVED), ("x", "")], 0)
    assert [plan_row(chosen, one)[4:] for one in chosen.decisions] == [
        ("保留", "本文件", "选定"), ("不新增", "本文件", "选定"),
    ]  # fmt: skip
    assert summary(chosen) == "合入 0 处，不用改 2 处，待定 0 处。"
    assert chosen.result() == BOOK


def test_nobody_is_asked_about_what_is_taken_out() -> None:
    asked = plan_of(BOOK, remove("p2"), SetFields({("p2", "goal"): "新"}), SetFields({("p2", "goal"): "旧"}))
    assert len(asked.open) == 2
    out = asked.choose([("p2", REMOVED)], 0)
    assert out.open == ()
    assert outline(out.result()) == "甲(一,二,三) 丙()"
    assert len(asked.choose([("p2", REMOVED)], 1).open) == 1


@pytest.mark.parametrize("edit", [add("x", "p1"), remove("p2")])
def test_what_was_refused_once_is_not_brought_again(edit: Edit) -> None:
    start = sent(BOOK)
    theirs = edited("A", start, edit)
    plan = analyse(start, [theirs])
    kept = saved("我", start, plan.choose([one.place for one in plan.decisions], 0).result(), [theirs])
    assert kept.document == BOOK
    later = edited("A", theirs, SetFields({("p1", "goal"): "新"}))
    assert outline(analyse(kept, [later]).result()) == WHOLE
