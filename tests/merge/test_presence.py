"""What one side removed and another edited, moved, or wrote something of a newer program in."""

import itertools
from dataclasses import replace

import pytest
from histories import edited, sent
from notation import document as written
from trust import Promise

from perfdesk.merge.analyse import analyse
from perfdesk.merge.field_decision import Why
from perfdesk.merge.plan import Plan
from perfdesk.merge.plan_rows import plan_row
from perfdesk.merge.sides import Side
from perfdesk.model.diff import ChangeKind
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import AddIndicator, AddProject, Edit, Move, Remove, SetFields, Several
from perfdesk.model.fields import Fields
from perfdesk.model.questions import PLACE, REMOVED

BOOK = written("""
# 网站维护 | budget_total=5
- 数量 | 维护次数 | ≥4次
- 数量 | 网站数量 | 1个
# 库房租金 | budget_total=3
- 数量 | 面积 | 200平方米
""")


def remove(*nodes: str) -> Edit:
    return Remove(frozenset(nodes))


def put(node: str, key: str, text: str) -> Edit:
    return SetFields({(node, key): text})


def add(node: str, project: str = "p1") -> Edit:
    return AddIndicator(node, project, Fields({"level1": "产出指标", "level2": "数量指标", "name": node}))


def plan(*edits: Edit | None) -> Plan:
    versions = [BOOK if edit is None else edit.apply(BOOK) for edit in edits]
    sides = [Side(name, one) for name, one in zip("我ABC", versions, strict=False)]
    return analyse(sides[0], sides[1:], BOOK)


NEW = AddProject("q", Fields({"name": "新项目"}))
# What the sides did (OURS first), the node in question, whether it stays, why, by whom (None: nothing is said of it).
ROWS = [
    # Removed by one, by two alike, by all.
    ((None, remove("p1.1")), "p1.1", False, Why.ONE_SIDE, (1,)),
    ((remove("p1.1"), None), "p1.1", False, Why.ONE_SIDE, (0,)),
    ((remove("p1.1"), remove("p1.1"), None), "p1.1", False, Why.ALIKE, (0, 1)),
    ((remove("p1.1"), remove("p1.1")), "p1.1", False, None, ()),
    ((None, remove("p2")), "p2", False, Why.ONE_SIDE, (1,)),
    # Removed and edited: asked, whoever did which.
    ((remove("p1.1"), put("p1.1", "target", "5次")), "p1.1", True, Why.OPEN, (0,)),
    ((put("p1.1", "target", "5次"), remove("p1.1")), "p1.1", True, Why.OPEN, (1,)),
    ((None, remove("p1.1"), put("p1.1", "target", "5次")), "p1.1", True, Why.OPEN, (1,)),
    ((None, remove("p1.1"), put("p1.1", "basis", "合同"), remove("p1.1")), "p1.1", True, Why.OPEN, (1, 3)),
    # Respelled only: gone.
    ((None, remove("p1.1"), put("p1.1", "target", "≥4.0 次")), "p1.1", False, Why.ONE_SIDE, (1,)),
    ((None, remove("p2"), put("p2", "budget_total", "3.00")), "p2", False, Why.ONE_SIDE, (1,)),
    # A project that one removed, and in which another changed, added, removed or exchanged something.
    ((None, remove("p2"), put("p2.1", "target", "300平方米")), "p2", True, Why.OPEN, (1,)),
    ((None, remove("p2"), add("x", "p2")), "p2", True, Why.OPEN, (1,)),
    ((None, remove("p2"), remove("p2.1")), "p2", True, Why.OPEN, (1,)),
    ((None, remove("p2"), Several((remove("p2.1"), add("p2.1", "p2")), "")), "p2", True, Why.OPEN, (1,)),
    # Added.
    ((None, add("x")), "x", True, Why.ONE_SIDE, (1,)),
    ((add("x"), None), "x", True, Why.ONE_SIDE, (0,)),
    ((None, add("x"), add("x")), "x", True, Why.ALIKE, (1, 2)),
    ((NEW, None), "q", True, Why.ONE_SIDE, (0,)),
    # Removed and moved to another project, whether the remover knows that project or not.
    ((remove("p1.1"), Move(("p1.1",), "p2")), "p1.1", True, Why.OPEN, (0,)),
    ((Move(("p1.1",), "p2"), remove("p1.1")), "p1.1", True, Why.OPEN, (1,)),
    ((remove("p1.1"), Several((NEW, Move(("p1.1",), "q")), "")), "p1.1", True, Why.OPEN, (0,)),
    ((None, remove("p1.1"), Several((NEW, Move(("p1.1",), "q")), "")), "p1.1", True, Why.OPEN, (1,)),
    # Moved within its project is no change of the row; the project removed says nothing of a row moved out before.
    ((remove("p1.1"), Move(("p1.1",), "p1")), "p1.1", False, Why.ONE_SIDE, (0,)),
    ((remove("p1"), Several((NEW, Move(("p1.1",), "q")), "")), "p1.1", True, None, ()),
]  # fmt: skip


@pytest.mark.parametrize(("edits", "node", "stays", "why", "sources"), ROWS)
def test_nodes_that_not_all_have(
    edits: tuple[Edit | None, ...], node: str, stays: bool, why: Why | None, sources: tuple[int, ...], promise: Promise
) -> None:
    made = plan(*edits)
    assert (node in made.result().places) is stays
    said = [
        (one.why, one.sources)
        for one in made.decisions
        if node in one.place and one.kind in (ChangeKind.ADD, ChangeKind.REMOVE)
    ]
    assert said == ([] if why is None else [(why, sources)])
    promise("T12", "worked examples of the tables", 1, 1)


def test_a_row_exchanged_for_an_equal_one_of_another_id_is_news_of_its_project() -> None:
    rows = BOOK.projects[1].indicators
    twin = replace(BOOK.projects[1], indicators=(Indicator("y", rows[0].fields),))
    theirs = BOOK.with_projects([BOOK.projects[0], twin])
    gone = remove("p2").apply(BOOK)
    made = analyse(Side("我", gone), [Side("甲", theirs)], BOOK)
    assert [one.place for one in made.open] == [("p2", REMOVED)]


def with_extra(document: Document, project: str = "", row: str = "", whole: str = "") -> Document:
    """With what a newer program wrote into the document, its first project and that one's first indicator."""
    first = document.projects[0]
    rows = tuple(replace(one, extra=row) if one.id == "p1.1" else one for one in first.indicators)
    made = document.with_projects([Project(first.id, first.fields, rows, project), *document.projects[1:]])
    return replace(made, extra=whole)


@pytest.mark.parametrize(
    ("ours", "theirs", "wanted"),
    [("", '{"a":1}', '{"a":1}'), ('{"a":1}', "", '{"a":1}'), ('{"a":1}', '{"a":2}', '{"a":1}'), ("", "", "")],
)
def test_what_a_newer_program_wrote_is_kept(ours: str, theirs: str, wanted: str, promise: Promise) -> None:
    mine, other = (with_extra(BOOK, text, text, text) for text in (ours, theirs))
    result = analyse(Side("我", mine), [Side("甲", other)], BOOK).result()
    assert (result.extra, result.projects[0].extra, result.projects[0].indicators[0].extra) == (wanted,) * 3
    both = put("p1.1", "target", "6次").apply(other)
    result = analyse(Side("我", mine), [Side("甲", both)], BOOK).result()
    assert (result.extra, result.projects[0].extra, result.indicator("p1.1").extra) == (wanted,) * 3
    promise("T12", "worked examples of the tables", 1, 1)


@pytest.mark.parametrize("level", ["project", "row", "whole"])
@pytest.mark.parametrize("ours_has_it", [False, True])
def test_what_a_newer_program_wrote_at_one_place_alone_is_kept(level: str, ours_has_it: bool, promise: Promise) -> None:
    newer = with_extra(BOOK, **{level: '{"a":1}'})
    mine, other = (newer, BOOK) if ours_has_it else (BOOK, newer)
    assert analyse(Side("我", mine), [Side("甲", other)], BOOK).result() == newer
    assert analyse(Side("我", mine), [Side("甲", other), Side("乙", BOOK)], BOOK).result() == newer
    promise("T7", "newer minor version: what is not known is kept", 1, 1)


def test_what_a_newer_program_took_away_is_gone() -> None:
    base = with_extra(BOOK, '{"a":1}', '{"a":1}', '{"a":1}')
    result = analyse(Side("我", base), [Side("甲", BOOK)], base).result()
    assert (result.extra, result.projects[0].extra, result.indicator("p1.1").extra) == ("", "", "")
    assert analyse(Side("我", BOOK), [Side("甲", base)], base).result() == BOOK


def test_what_a_newer_program_wrote_saves_a_row_from_removal() -> None:
    made = analyse(Side("我", remove("p1.1").apply(BOOK)), [Side("甲", with_extra(BOOK, row='{"a":1}'))], BOOK)
    assert [one.place for one in made.open] == [("p1.1", REMOVED)]


def test_a_new_node_comes_with_what_a_newer_program_wrote() -> None:
    new = BOOK.with_projects(
        [*BOOK.projects, Project("q", Fields({"name": "新"}), (Indicator("q.1", Fields(), '{"a":1}'),), '{"b":2}')]
    )
    result = analyse(Side("我", BOOK), [Side("甲", new)], BOOK).result()
    assert (result.projects[-1].extra, result.projects[-1].indicators[0].extra) == ('{"b":2}', '{"a":1}')


def test_a_row_whose_new_project_was_removed_stands_in_its_old_one() -> None:
    """One moved it into a project that another removed, and that nobody else did anything to."""
    moved = Move(("p1.1",), "p2")
    made = plan(None, moved, remove("p2"))
    assert [one.place for one in made.open] == [("p2", REMOVED)]
    assert [row.id for row in made.result().projects[1].indicators] == ["p2.1", "p1.1"]


WIDE = BOOK.with_projects([*BOOK.projects, Project("p3", Fields({"name": "宣传"}))])


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_row_that_two_took_out_of_a_removed_project_is_in_one_that_is_left(order: tuple[int, ...]) -> None:
    """The project goes, as both removed it; where the row goes is asked, and meanwhile it is somewhere."""
    taken = [Several((Move(("p2.1",), project), remove("p2")), "").apply(WIDE) for project in ("p1", "p3")]
    versions = [(WIDE, *taken)[at] for at in order]
    sides = [Side(name, version) for name, version in zip("我AB", versions, strict=True)]
    made = analyse(sides[0], sides[1:], WIDE)
    ours = versions[0].project("p2.1")
    place = "p1" if ours is None or ours.id == "p2" else ours.id
    assert {project.id: [row.id for row in project.indicators] for project in made.result().projects} == {
        "p1": ["p1.1", "p1.2", *(["p2.1"] if place == "p1" else [])],
        "p3": ["p2.1"] if place == "p3" else [],
    }
    (asked,) = made.open
    name = {"p1": "网站维护", "p3": "宣传"}[place]
    assert (asked.place, asked.project, asked.text) == (("p2.1", PLACE), place, name)
    assert plan_row(made, asked).result == f"【待定】{name}"
    kept = made.choose([asked.place], 0)
    assert (kept.open, plan_row(kept, asked).result) == ((), name), "an answer leaves it where it is"


def test_an_answer_about_the_place_of_a_row_does_not_remove_it() -> None:
    """OURS removed it, two others moved it to different projects: two questions."""
    versions = [edit.apply(WIDE) for edit in (remove("p2.1"), Move(("p2.1",), "p1"), Move(("p2.1",), "p3"))]
    made = analyse(Side("我", versions[0]), [Side("A", versions[1]), Side("B", versions[2])], WIDE)
    assert {asked.place for asked in made.open} == {("p2.1", REMOVED), ("p2.1", PLACE)}
    placed = made.choose([("p2.1", PLACE)], 0)
    assert [asked.place for asked in placed.open] == [("p2.1", REMOVED)]
    assert "p2.1" in placed.result().places
    assert "p2.1" not in placed.choose([("p2.1", REMOVED)], 0).result().places


def test_a_row_that_came_to_ours_another_way_is_not_removed_silently() -> None:
    """A removed what B had sent; OURS has it too, but not from a version that A knows."""
    start = sent(BOOK)
    one = edited("B", start, add("x"))
    gone = edited("A", one, remove("x"))
    ours = edited("我", start, Several((add("x"), put("p2", "goal", "租用")), ""))
    later = edited("B", one, put("p1", "goal", "保障"))
    made = analyse(ours, [gone, later])
    assert [asked.place for asked in made.open] == [("x", REMOVED)]
    assert "x" in made.result().places


def test_one_new_node_with_different_words_of_newer_programs_is_one_node() -> None:
    """Its text differs, and no base has it: what OURS wrote stands."""
    versions = [
        BOOK.with_projects(
            [*BOOK.projects, Project("q", Fields({"name": "新"}), (Indicator("q.1", Fields(), text),), text)]
        )
        for text in ('{"a":1}', '{"a":2}')
    ]
    result = analyse(Side("我", versions[0]), [Side("甲", versions[1])], BOOK).result()
    assert result == versions[0]
