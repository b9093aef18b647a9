"""Merging records: as indicators are merged, kind by kind."""

import itertools
import re
from dataclasses import replace

import pytest
from notation import document as written
from outlines import order, outline
from test_field_decision import TEXTS
from test_presence import BOOK, ROWS
from trust import Promise

from perfdesk.merge.analyse import analyse
from perfdesk.merge.edit import Merge
from perfdesk.merge.field_decision import Why, decide, meaning_of
from perfdesk.merge.plan import Plan
from perfdesk.merge.plan_rows import contents, plan_row
from perfdesk.merge.sides import Side
from perfdesk.model.diff import ChangeKind
from perfdesk.model.document import Document, Indicator, Record
from perfdesk.model.edits import AddIndicator, AddProject, AddRecord, Edit, Move, Remove, SetFields, Several
from perfdesk.model.fields import ANSWER, QUESTION, RECORDS, Fields, Kind, Owner
from perfdesk.model.questions import PLACE, REMOVED
from perfdesk.model.vocabulary import vocabulary

NUMBER = re.compile(r"[\d.]+")


def amount(text: str) -> str:
    """The number of a target: ≥4.0 次 is 4.0."""
    found = NUMBER.search(text)
    return found[0] if found else text


def as_tasks(document: Document) -> Document:
    """The document with a task in place of each indicator; its total is the number of the target."""
    return document.with_projects(
        project.with_rows(
            Record(Owner.TASKS, row.id, Fields({"item": row.name, "total": amount(row.target)}))
            for row in project.indicators
        )
        for project in document.projects
    )


def of_tasks(edit: Edit | None) -> Edit | None:
    """The same edit of such a document."""
    match edit:
        case SetFields(texts):
            keys = {"target": "total", "basis": "content"}
            return SetFields({(node, keys.get(key, key)): amount(text) for (node, key), text in texts.items()})
        case AddIndicator(node, project):
            return AddRecord(node, project, Owner.TASKS, Fields({"item": node}))
        case Several(several, title):
            return Several(tuple(made for one in several if (made := of_tasks(one))), title)
    return edit


def plan(base: Document, *edits: Edit | None) -> Plan:
    """The plan for OURS and files A, B, …, each an edit away from the base."""
    versions = [base if edit is None else edit.apply(base) for edit in edits]
    sides = [Side(name, one) for name, one in zip("我ABC", versions, strict=False)]
    return analyse(sides[0], sides[1:], base)


@pytest.mark.parametrize(("edits", "node", "stays", "why", "sources"), ROWS)
def test_each_row_of_the_table_of_presence_holds_for_records(
    edits: tuple[Edit | None, ...], node: str, stays: bool, why: Why | None, sources: tuple[int, ...], promise: Promise
) -> None:
    made = plan(as_tasks(BOOK), *map(of_tasks, edits))
    assert (node in made.result().places) is stays
    said = [
        (one.why, one.sources)
        for one in made.decisions
        if node in one.place and one.kind in (ChangeKind.ADD, ChangeKind.REMOVE)
    ]
    assert said == ([] if why is None else [(why, sources)])
    promise("T12", "worked examples of the tables", 1, 1)


FIELDS = {
    Kind.MONEY: (Owner.COSTS, "amount"),
    Kind.LONG: (Owner.TASKS, "content"),
    Kind.TEXT: (Owner.SITES, "own.note"),
    Kind.DATE: (Owner.SCHEDULE, "start"),
    Kind.PERCENT: (Owner.GOALS, "rate"),
}


@pytest.mark.parametrize("kind", FIELDS)
@pytest.mark.parametrize("sides", [2, 3])
@pytest.mark.parametrize("base", ["text", ""])
def test_every_state_of_a_field_of_a_record(kind: Kind, sides: int, base: str, promise: Promise) -> None:
    owner, key = FIELDS[kind]
    first, second, third, respelled = TEXTS[kind]
    old = first if base == "text" else ""
    start = SetFields({("r", key): old}).apply(outline(f"p({owner}:r)"))
    states = [*itertools.product((first, second, third, respelled, ""), repeat=sides)]
    for texts in states:
        made = plan(start, *(SetFields({("r", key): text}) for text in texts))
        wanted = decide(texts, lambda *_: old, meaning_of(kind))
        assert made.document.fields_of("r")[key] == wanted.text
        assert [one.open for one in made.decisions] == ([] if len(set(texts)) == 1 else [wanted.open])
    promise("T12", "states of a field: kinds × sides × what it was", len(states), len(states))


TASKS = outline("a(a1 tasks:t1 tasks:t2 tasks:t3 goals:g1 goals:g2) b(tasks:u1)")


def add(node: str, before: str | None = None, kind: Owner = Owner.TASKS) -> Edit:
    return AddRecord(node, "a", kind, Fields({"item": node, "text": node}), before)


@pytest.mark.parametrize(
    ("edits", "after", "asked"),
    [
        # Additions join, in an order that no file decides, behind what they followed.
        ((add("y"), add("x")), "a(a1 tasks:t1 tasks:t2 tasks:t3 tasks:x tasks:y goals:g1 goals:g2) b(tasks:u1)", []),
        (
            (None, add("x", "t2"), add("y", kind=Owner.SITES)),
            "a(a1 tasks:t1 tasks:x tasks:t2 tasks:t3 goals:g1 goals:g2 sites:y) b(tasks:u1)",
            [],
        ),
        # Moved by one; moved and edited; moved to two places.
        (
            (None, Move(("t3",), "a", "t1")),
            "a(a1 tasks:t3 tasks:t1 tasks:t2 goals:g1 goals:g2) b(tasks:u1)",
            [],
        ),
        (
            (SetFields({("t3", "total"): "1"}), Move(("t3",), "b", "u1")),
            "a(a1 tasks:t1 tasks:t2 goals:g1 goals:g2) b(tasks:t3 tasks:u1)",
            [],
        ),
        (
            (Move(("t3",), "a", "t1"), Move(("t3",), "a", "t2")),
            "a(a1 tasks:t3 tasks:t1 tasks:t2 goals:g1 goals:g2) b(tasks:u1)",
            [("t3", PLACE)],
        ),
        # What one did to one kind and another to another.
        (
            (Move(("g2",), "a", "g1"), Remove(frozenset({"t2"}))),
            "a(a1 tasks:t1 tasks:t3 goals:g2 goals:g1) b(tasks:u1)",
            [],
        ),
        # A record that goes to another project of which one removed the whole.
        (
            (Move(("t1",), "b", None), Remove(frozenset({"b"}))),
            "a(a1 tasks:t2 tasks:t3 goals:g1 goals:g2) b(tasks:u1 tasks:t1)",
            [("b", REMOVED)],
        ),
    ],
)
def test_the_order_of_records_is_merged_kind_by_kind(
    edits: tuple[Edit | None, ...], after: str, asked: list[tuple[str, str]]
) -> None:
    made = plan(TASKS, *edits)
    assert order(made.result()) == after
    assert [one.place for one in made.open] == asked
    for others in itertools.permutations(edits[1:]):
        assert plan(TASKS, edits[0], *others).result() == made.result()


def test_what_nobody_touched_of_records_is_the_same_object() -> None:
    made = plan(TASKS, None, SetFields({("t1", "total"): "1"}))
    assert made.result().projects[1] is TASKS.projects[1]
    assert made.result().projects[0].indicators[0] is TASKS.projects[0].indicators[0]
    changed = SetFields({("t1", "total"): "1"})
    assert plan(TASKS, changed, None).result() == changed.apply(TASKS)
    assert plan(TASKS, None, None).result() is TASKS


def test_only_records_may_differ_in_a_project() -> None:
    """What a merge of indicators would take for the same."""
    theirs = add("x").apply(TASKS)
    made = analyse(Side("我", TASKS), [Side("甲", theirs)], TASKS)
    assert made.result() == theirs
    assert Merge(made).apply(TASKS) == theirs


def test_records_typed_apart_are_merged_where_kind_and_name_are_the_same() -> None:
    ours = written("# 档案 | code=1\n+ tasks | 修缮 | total=1\n+ tasks | 采购\n+ goals | 修缮")
    other = written("# 档案 | code=1\n+ tasks | 采购 | total=2\n+ tasks | 展览\n+ goals | 修缮 | rate=80%")
    apart = other.with_projects(
        replace(project, id=f"z{project.id}").with_rows(replace(row, id=f"z{row.id}") for row in project.rows)
        for project in other.projects
    )
    made = analyse(Side("我", ours), [Side("甲", replace(apart, id="e"))])
    (project,) = made.result().projects
    shown = [(row.owner.value, row.name, row.fields["total"] + row.fields["rate"]) for row in project.rows]
    assert ("tasks", "采购", "2") in shown
    assert ("goals", "修缮", "80%") in shown
    assert len(shown) == 4, "展览 is no other name of 修缮"
    assert made.open == ()


def test_an_id_that_is_an_indicator_in_one_file_and_a_record_in_another_is_one_row() -> None:
    """No honest file does so; but nothing may break, and nothing be twice."""
    ours = outline("a(x a1)")
    rows = [Record(Owner.TASKS, "x", Fields({"item": "x"})), Indicator("a1", Fields({"name": "a1"}))]
    theirs = ours.with_projects([ours.projects[0].with_rows(rows)])
    result = analyse(Side("我", ours), [Side("甲", theirs)], ours).result()
    assert sorted(row.id for row in result.projects[0].rows) == ["a1", "x"]
    assert isinstance(result.row("x"), Indicator)


@pytest.mark.parametrize(
    ("edits", "place", "texts"),
    [
        (
            (SetFields({("p1.tasks2", "total"): "3"}), SetFields({("p1.tasks2", "total"): "4"})),
            "任务2 购置书架 · 总额",
            ("3", "4"),
        ),
        ((SetFields({("p1.tasks2", "total"): "3"}), Remove(frozenset({"p1.tasks2"}))), "删除任务2 购置书架", None),
        ((None, AddRecord("x", "p1", Owner.SITES, Fields({"name": "城西"}))), "新增地点 城西", None),
        ((None, Move(("p1.tasks2",), "p2")), "移动任务2 购置书架", None),
    ],
)
def test_a_decision_about_a_record_in_words(
    edits: tuple[Edit | None, ...], place: str, texts: tuple[str, ...] | None
) -> None:
    book = written("# 档案\n+ tasks | 修缮\n+ tasks | 购置书架 | total=2\n# 宣传")
    made = plan(book, *edits)
    row = plan_row(made, made.decisions[0])
    assert row.place == place
    if texts:
        assert row.texts == texts


def test_the_fields_of_a_record_are_decided_in_the_order_in_which_a_form_prints_them() -> None:
    book = written("# 档案\n+ tasks | 修缮 | content=旧 | total=2 | fiscal=1 | other=1 | 备注=旧")
    texts = {("p1.tasks1", key): "3" for key in ("备注", "other", "fiscal", "total", "content", "item")}
    made = plan(book, None, SetFields(texts))
    assert [one.key for one in made.decisions] == ["item", "content", "total", "fiscal", "other", "备注"]


def test_a_row_that_moved_into_a_new_project_is_named_as_ours_and_its_project_as_theirs() -> None:
    book = written("# 档案\n+ tasks | 修缮\n# 宣传\n+ tasks | 办展览")
    new = Several((AddProject("new", Fields({"name": "新馆"})), Move(("p2.tasks1",), "new")), "")
    made = plan(book, None, new)
    (moved,) = [one for one in made.decisions if one.kind is ChangeKind.MOVE]
    assert plan_row(made, moved)[:2] == ("3 新馆", "移动任务1 办展览")


def test_what_came_or_went_is_told_with_what_is_in_it() -> None:
    book = written("# 档案\n+ tasks | 修缮 | total=2 | fiscal=1.50\n# 宣传 | budget_total=5\n- 数量 | 场次 | 3场")
    added = AddRecord("x", "p1", Owner.TASKS, Fields({"item": "采购", "content": "书架", f"{ANSWER}x": "已核实"}))
    made = plan(
        book, None, Several((added, Remove(frozenset({"p1.tasks1", "p2"})), SetFields({("p1", "goal"): "甲"})), "")
    )
    told = {plan_row(made, one).place: (contents(made, one, 0), contents(made, one, 1)) for one in made.decisions}
    assert told == {
        "删除任务1 修缮": ("任务名称：修缮；总额：2；财政拨款：1.50", ""),
        "新增任务 采购": ("", "任务名称：采购；主要内容：书架"),
        "删除项目": ("项目名称：宣传；预算数：5；指标 1 条", ""),
        "绩效目标": ("", ""),
    }


def test_a_question_about_a_record_is_kept_with_it_and_answered() -> None:
    made = plan(TASKS, SetFields({("t1", "total"): "3"}), SetFields({("t1", "total"): "4"}))
    kept = made.result()
    assert kept.fields_of("t1")["total"] == "3"
    assert QUESTION + "total" in kept.fields_of("t1")
    answered = made.choose([("t1", "total")], 1).result()
    assert answered.fields_of("t1") == Fields({"item": "t1", "total": "4"})


@pytest.mark.parametrize("node", ["t2", "a1"])
def test_a_chosen_removal_takes_just_that_row(node: str) -> None:
    made = plan(TASKS, SetFields({(node, "own.note"): "改"}), Remove(frozenset({node})))
    assert [one.place for one in made.open] == [(node, REMOVED)]
    left = made.choose([(node, REMOVED)], 1).result()
    assert [row.id for row in left.projects[0].rows] == [row.id for row in TASKS.projects[0].rows if row.id != node]


def test_new_records_of_several_stand_in_the_order_of_their_names() -> None:
    first = AddRecord("z", "a", Owner.TASKS, Fields({"item": "一"}))
    second = AddRecord("k", "a", Owner.TASKS, Fields({"item": "二"}))
    for edits in itertools.permutations((None, first, second)):
        assert [row.id for row in plan(TASKS, *edits).result().projects[0].rows_of(Owner.TASKS)][3:] == ["z", "k"]


def test_unknown_members_of_a_record_are_merged() -> None:
    (a, b) = TASKS.projects
    theirs = TASKS.with_projects(
        [a.with_rows(replace(row, extra='{"x": 1}') if row.id == "t1" else row for row in a.rows), b]
    )
    result = plan(TASKS, SetFields({("t1", "total"): "3"})).sides[0].document
    merged = analyse(Side("我", result), [Side("甲", theirs)], TASKS).result()
    row = merged.row("t1")
    assert row is not None
    assert (row.extra, row.fields["total"]) == ('{"x": 1}', "3")


def test_every_kind_of_field_of_records_is_in_the_table() -> None:
    assert {field.kind for kind in RECORDS for field in vocabulary().of(kind)} == set(FIELDS)
