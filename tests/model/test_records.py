"""Records: rows of a table that are no indicators. They are nodes as indicators are, in the order of their kinds."""

import pytest
from outlines import order, outline

from perfdesk.model.delta import applied, delta
from perfdesk.model.diff import Change, ChangeKind, aligned, diff
from perfdesk.model.document import Document, Indicator, Record, in_order
from perfdesk.model.edits import AddRecord, Duplicate, Edit, Move, Remove, SetFields
from perfdesk.model.fields import RECORDS, Fields, Owner
from perfdesk.model.text_search import Wanted, replacement, search
from perfdesk.model.vocabulary import vocabulary

BOOK = outline("a(a1 tasks:t1 tasks:t2 costs:c1) b(tasks:u1 goals:g1)")


def test_the_rows_of_a_project_are_its_indicators_and_then_its_records() -> None:
    project = BOOK.projects[0]
    assert [row.id for row in project.rows] == ["a1", "t1", "t2", "c1"]
    assert [row.owner for row in project.rows] == [Owner.INDICATOR, Owner.TASKS, Owner.TASKS, Owner.COSTS]
    assert [row.id for row in project.rows_of(Owner.TASKS)] == ["t1", "t2"]
    assert project.rows_of(Owner.INDICATOR) is project.indicators
    assert project.rows_of(Owner.SITES) == ()


def test_rows_come_to_their_kind_and_keep_their_order_in_it() -> None:
    project = BOOK.projects[0]
    made = project.with_rows(reversed(project.rows))
    assert [row.id for row in made.rows] == ["a1", "t2", "t1", "c1"]
    kinds = [record.owner for record in in_order(Record(kind, kind) for kind in reversed(RECORDS))]
    assert kinds == [*RECORDS]


@pytest.mark.parametrize(
    ("node", "owner", "number", "project"),
    [
        ("a1", Owner.INDICATOR, 1, "a"),
        ("t1", Owner.TASKS, 1, "a"),
        ("t2", Owner.TASKS, 2, "a"),
        ("c1", Owner.COSTS, 1, "a"),
        ("g1", Owner.GOALS, 1, "b"),
        ("a", Owner.PROJECT, 0, "a"),
        ("nowhere", None, 0, None),
    ],
)
def test_a_row_is_found_with_its_kind_its_number_in_it_and_its_project(
    node: str, owner: Owner | None, number: int, project: str | None
) -> None:
    found = BOOK.project(node)
    assert (BOOK.owner_of(node), BOOK.number_of(node), found.id if found else None) == (owner, number, project)
    row = BOOK.row(node)
    assert (row.id if row else "") == (node if number else "")
    assert (BOOK.indicator(node) is not None) == (owner is Owner.INDICATOR)


@pytest.mark.parametrize(
    ("edit", "after", "label"),
    [
        (AddRecord("n", "a", Owner.TASKS), "a(a1 tasks:t1 tasks:t2 tasks:n costs:c1) b(tasks:u1 goals:g1)", "加任务"),
        (
            AddRecord("n", "a", Owner.TASKS, before="t2"),
            "a(a1 tasks:t1 tasks:n tasks:t2 costs:c1) b(tasks:u1 goals:g1)",
            "加任务",
        ),
        (
            AddRecord("n", "b", Owner.COSTS, before="u1"),
            "a(a1 tasks:t1 tasks:t2 costs:c1) b(tasks:u1 costs:n goals:g1)",
            "加费用",
        ),
        (Remove(frozenset({"t1", "a1"})), "a(tasks:t2 costs:c1) b(tasks:u1 goals:g1)", "删除 2 项"),
        (
            Duplicate((("t1", "n"),)),
            "a(a1 tasks:t1 tasks:n tasks:t2 costs:c1) b(tasks:u1 goals:g1)",
            "复制一份",
        ),
        (Move(("t2",), "a", "t1"), "a(a1 tasks:t2 tasks:t1 costs:c1) b(tasks:u1 goals:g1)", "移动"),
        (Move(("t1", "c1"), "b", "u1"), "a(a1 tasks:t2) b(tasks:t1 tasks:u1 costs:c1 goals:g1)", "移动"),
    ],
)
def test_what_an_edit_does_to_records(edit: Edit, after: str, label: str) -> None:
    assert order(edit.apply(BOOK)) == after
    assert edit.label(BOOK) == label


@pytest.mark.parametrize(
    "edit",
    [
        AddRecord("t1", "a", Owner.TASKS),
        AddRecord("n", "nowhere", Owner.TASKS),
        Move(("t1",), "a", "t2"),
        SetFields({("t1", "item"): "t1"}),
    ],
)
def test_an_edit_that_changes_nothing_of_records_gives_the_same_document(edit: Edit) -> None:
    assert edit.apply(BOOK) is BOOK


def test_a_text_is_set_in_the_record_that_is_meant() -> None:
    after = SetFields({("t2", "total"): "3.50", ("g1", "text"): "新"}).apply(BOOK)
    assert after.fields_of("t2") == Fields({"item": "t2", "total": "3.50"})
    assert after.fields_of("g1")["text"] == "新"
    assert [row.fields for row in after.projects[0].rows if row.id != "t2"] == [
        row.fields for row in BOOK.projects[0].rows if row.id != "t2"
    ]
    assert SetFields({("t2", "total"): "3.50"}).label(BOOK) == "修改总额"


def test_a_copied_project_has_its_records_with_ids_of_their_own() -> None:
    after = Duplicate((("a", "n"),)).apply(BOOK)
    copy = after.projects[1]
    assert [(row.owner, row.name) for row in copy.rows] == [(row.owner, row.name) for row in BOOK.projects[0].rows]
    assert len({*after.places}) == len(BOOK.places) + 5


@pytest.mark.parametrize(
    ("after", "changes"),
    [
        (
            "a(a1 tasks:t1=新 tasks:t2 costs:c1) b(tasks:u1 goals:g1)",
            [(ChangeKind.SET, "a", "t1", "item", "t1", "新")],
        ),
        ("a(a1 tasks:t1 tasks:t2) b(tasks:u1 goals:g1)", [(ChangeKind.REMOVE, "a", "c1", "", "c1", "")]),
        (
            "a(a1 tasks:t1 tasks:t2 costs:c1) b(tasks:u1 tasks:u2 goals:g1)",
            [(ChangeKind.ADD, "b", "u2", "", "", "u2")],
        ),
        (
            "a(a1 tasks:t2 tasks:t1 costs:c1) b(tasks:u1 goals:g1)",
            [(ChangeKind.MOVE, "a", "t2", "", "第2个", "第1个")],
        ),
        (
            "a(a1 tasks:t1 tasks:t2) b(tasks:u1 costs:c1 goals:g1)",
            [(ChangeKind.MOVE, "b", "c1", "", "a", "b")],
        ),
    ],
)
def test_what_changed_of_records(after: str, changes: list[tuple[str, ...]]) -> None:
    other = outline(after)
    assert diff(BOOK, other) == tuple(Change(*one) for one in changes)  # type: ignore[arg-type]
    assert applied(BOOK, delta(BOOK, other)) == other
    assert applied(other, delta(other, BOOK)) == BOOK


def test_unknown_members_of_a_record_come_and_go_with_its_delta() -> None:
    other = Document(
        BOOK.id,
        BOOK.form,
        BOOK.fields,
        (BOOK.projects[0].with_rows([Record(Owner.SITES, "s", extra='{"x": 1}')]), BOOK.projects[1]),
    )
    assert applied(BOOK, delta(BOOK, other)) == other
    assert applied(other, delta(other, BOOK)) == BOOK


def test_records_typed_apart_are_known_by_kind_and_name_and_else_by_kind_and_place() -> None:
    one = outline("a(tasks:t1=修缮 tasks:t2=采购 goals:g1=完工)")
    other = outline("a(tasks:x=采购 tasks:y=重建 goals:z=修缮)")
    assert order(aligned(one, other)) == "a(tasks:t2 tasks:t1 goals:g1)"


def test_a_record_of_one_kind_is_not_taken_for_one_of_another() -> None:
    one, other = outline("a(tasks:t1=修缮)"), outline("a(goals:z=修缮)")
    assert order(aligned(one, other)) == "a(goals:z)"


def test_find_and_replace_reach_the_texts_of_records() -> None:
    book = SetFields({("t2", "content"): "修缮库房"}).apply(BOOK)
    hits = [*search(book, Wanted("库房"))]
    assert [(hit.project, hit.node, hit.owner, hit.key) for hit in hits] == [("a", "t2", Owner.TASKS, "content")]
    assert replacement(hits, "书库").apply(book).fields_of("t2")["content"] == "修缮书库"
    assert [*search(book, Wanted("库房"), field=(Owner.GOALS, "content"))] == []


@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_is_called_by_the_first_field_of_its_kind(kind: Owner) -> None:
    first = next(iter(vocabulary().of(kind)))
    assert Record(kind, "r", Fields({first.key: "修缮"})).name == "修缮"


def test_an_indicator_stands_before_every_record() -> None:
    project = BOOK.projects[1].with_rows([*BOOK.projects[1].records, Indicator("i")])
    assert [row.id for row in project.rows] == ["i", "u1", "g1"]
