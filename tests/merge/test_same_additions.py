"""Two people who add the same to one project have added it once; rows of one name that differ both stay."""

from dataclasses import replace

import pytest
from histories import edited, merged, sent
from notation import document

from perfdesk.merge.analyse import analyse
from perfdesk.merge.field_decision import Why
from perfdesk.merge.plan import Plan
from perfdesk.merge.sides import Side
from perfdesk.model.diff import ChangeKind
from perfdesk.model.edits import AddIndicator, AddRecord, Edit, Move, Remove, SetFields
from perfdesk.model.fields import QUESTION, Fields, Owner
from perfdesk.model.questions import PLACE

BOOK = document("department_name=水务局\n# 修缮 | code=1\n+ tasks | 普查 | total=1", "mof-88-department")
SENT = sent(BOOK)


def task(node: str, name: str = "修缮库房", **texts: str) -> Edit:
    return AddRecord(node, "p1", Owner.TASKS, Fields({"item": name, **texts}))


def by(name: str, *edits: Edit) -> Side:
    side = SENT
    for edit in edits:
        side = edited(name, side, edit)
    return side


def tasks(plan: Plan) -> list[str]:
    """Ids and amounts of the tasks of the result."""
    return [f"{row.id} {row.name} {row.fields['total']}" for row in plan.result().projects[0].rows]


def both(one: Side, *others: Side) -> Plan:
    return analyse(one, others)


FIRST = "p1.tasks1 普查 1"


def test_the_same_task_added_by_two_is_added_once() -> None:
    one, other = by("甲", task("x", total="3.00")), by("乙", task("y", total="3"))
    for plan in (both(one, other), both(other, one)):
        assert plan.open == ()
        assert len(tasks(plan)) == 2
        (added,) = (each for each in plan.decisions if each.kind is ChangeKind.ADD)
        assert (added.place[0], added.sources, added.why, added.texts) == ("x", (0, 1), Why.ALIKE, ("修缮库房",) * 2)
    assert tasks(both(one, other)) == [FIRST, "x 修缮库房 3.00"]
    assert tasks(both(other, one)) == [FIRST, "x 修缮库房 3"], "the text of OURS stays"


def test_among_several_files_it_is_one_too() -> None:
    sides = [by(name, task(node, total="3")) for name, node in (("甲", "z"), ("乙", "x"), ("丙", "y"))]
    assert tasks(both(SENT, *sides)) == tasks(both(*sides)) == [FIRST, "x 修缮库房 3"]
    one_by_one = merged("合", merged("合", sides[0], [sides[1]]), [sides[2]])
    assert one_by_one.document == both(*sides).result()


@pytest.mark.parametrize("texts", [{"total": "5"}, {}, {"total": "3", "content": "屋面"}])
def test_tasks_of_one_name_that_differ_both_stay(texts: dict[str, str]) -> None:
    plan = both(by("甲", task("x", total="3")), by("乙", task("y", **texts)))
    assert (len(tasks(plan)), plan.open) == (3, ())
    assert [one.why for one in plan.decisions] == [Why.ONE_SIDE, Why.ONE_SIDE]


def test_tasks_without_a_name_both_stay() -> None:
    plan = both(by("甲", task("x", "", total="3")), by("乙", task("y", "", total="3")))
    assert len(tasks(plan)) == 3


def test_what_one_person_added_twice_is_twice() -> None:
    twice = by("甲", task("x", total="3"), task("z", total="3"))
    assert len(tasks(both(SENT, twice))) == 3
    assert tasks(both(by("乙", task("y", total="3")), twice)) == [FIRST, "x 修缮库房 3", "z 修缮库房 3"]


def test_a_row_that_was_there_before_is_nobodys_twin() -> None:
    """Who types a task that there is already means another one."""
    plan = both(SENT, by("甲", task("x", "普查", total="1")))
    assert tasks(plan) == [FIRST, "x 普查 1"]


def test_rows_that_were_there_and_say_the_same_now_both_stay() -> None:
    start = edited("发出", SENT, task("z", "清查", total="1"))
    one = edited("甲", start, SetFields({("z", "item"): "普查"}))
    other = edited("乙", start, SetFields({("p1", "goal"): "改"}))
    assert tasks(both(one, other)) == tasks(both(other, one)) == [FIRST, "z 普查 1"]
    more = edited("乙", edited("乙", start, SetFields({("p1.tasks1", "item"): "核查"})), task("a", "核查", total="1"))
    assert tasks(both(one, more)) == ["p1.tasks1 核查 1", "z 普查 1", "a 核查 1"]


def test_of_several_that_one_has_the_first_is_the_others() -> None:
    many = by("甲", *(task(node, total="3") for node in "xyz"))
    few = by("乙", *(task(node, total="3") for node in "ab"))
    assert sorted(tasks(both(many, few))) == sorted([FIRST, "a 修缮库房 3", "b 修缮库房 3", "z 修缮库房 3"])


def test_two_who_merged_the_same_files_have_the_same_row() -> None:
    one, other = by("甲", task("x", total="3")), by("乙", task("y", total="3"))
    crossed = [merged("甲", one, [other]), merged("乙", other, [one])]
    later = [edited(side.name, side, SetFields({("p1", "goal"): side.name})) for side in crossed[:1]]
    assert tasks(both(later[0], crossed[1])) == [FIRST, "x 修缮库房 3"]
    assert tasks(both(crossed[1], one)) == tasks(both(one, crossed[1])) == [FIRST, "x 修缮库房 3"]


def test_crossed_histories_lose_no_task() -> None:
    """Each of two merged files has a row that the other one dropped for its own."""
    one, two, three = (by(name, task(node, total="3")) for name, node in (("甲", "x"), ("乙", "z"), ("丙", "y")))
    left, right = merged("左", one, [two]), merged("右", two, [three])
    assert tasks(both(left, right)) == tasks(both(right, left)) == [FIRST, "x 修缮库房 3"]


def test_who_goes_on_with_the_row_that_was_dropped_is_asked() -> None:
    one, other = by("甲", task("x", total="3")), by("乙", task("y", total="3"))
    whole = merged("合", one, [other])
    later = edited("乙", other, SetFields({("y", "total"): "4"}))
    plan = both(whole, later)
    assert sorted(tasks(plan)) == sorted([FIRST, "x 修缮库房 3", "y 修缮库房 4"])
    assert len(plan.open) == 1
    assert tasks(both(whole, edited("乙", other, SetFields({("p1", "goal"): "改"})))) == [FIRST, "x 修缮库房 3"]


def test_a_refused_addition_goes_whoever_made_it() -> None:
    one, other = by("甲", task("x", total="3")), by("乙", task("y", total="3"))
    plan = both(SENT, one, other)
    assert tasks(plan.choose([("x", "")], 0)) == [FIRST]
    kept = both(other, one).choose([("x", "")], 0)
    assert tasks(kept) == [FIRST, "x 修缮库房 3"], "OURS has added it itself"


def test_a_removal_by_one_of_the_row_that_stands_for_both_counts() -> None:
    one, other = by("甲", task("x", total="3")), by("乙", task("y", total="3"))
    whole = merged("合", one, [other])
    gone = edited("甲", one, Remove(frozenset({"x"})))
    assert tasks(both(whole, gone)) == [FIRST]


def test_rows_with_members_that_are_not_known_are_the_same_only_with_these() -> None:
    one, other = by("甲", task("x", total="3")), by("乙", task("y", total="3"))
    (project,) = other.document.projects
    rows = [replace(row, extra='{"n": 1}') if row.id == "y" else row for row in project.rows]
    strange = replace(other, document=other.document.with_projects([project.with_rows(rows)]))
    assert len(tasks(both(one, strange))) == 3


def test_a_row_of_which_it_is_open_where_it_belongs_is_nobodys_twin() -> None:
    """The question would be counted, and be in no file."""
    three = sent(document("# 甲项\n- 数量 | 网站 | 1个\n# 乙项\n- 数量 | 路 | 1个\n# 丙项\n- 数量 | 渠 | 1个"))
    bridge = Fields({"level1": "产出指标", "level2": "数量指标", "name": "桥", "target": "1座"})
    ours = edited("我", three, AddIndicator("a", "p2", bridge))
    theirs = edited("甲", three, AddIndicator("z", "p1", bridge))
    moved = [edited(who, theirs, Move(("z",), parent)) for who, parent in (("乙", "p2"), ("丙", "p3"))]
    plan = both(ours, *moved)
    (asked,) = plan.open
    assert (asked.kind, asked.place[0]) == (ChangeKind.MOVE, "z")
    rows = [row for project in plan.result().projects for row in project.rows]
    assert [row.id for row in rows if row.fields[f"{QUESTION}{PLACE}"]] == ["z"]
