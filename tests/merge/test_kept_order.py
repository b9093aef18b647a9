"""The order of the open file is kept where a person does not want what another file turned."""

import pytest
from notation import document as written

from perfdesk.merge.analyse import analyse
from perfdesk.merge.kept_order import in_order_of
from perfdesk.merge.plan import Plan
from perfdesk.merge.plan_rows import summary
from perfdesk.merge.sides import Side
from perfdesk.model.document import Document
from perfdesk.model.edits import AddIndicator, AddProject, Edit, Move, Remove, SetFields, Several
from perfdesk.model.fields import Fields

BOOK = written("""
# 甲
- 数量 | 一 | 1个
- 数量 | 二 | 2个
- 数量 | 三 | 3个
# 乙
# 丙
# 丁
""")


def plan_of(*theirs: Edit, ours: Edit | None = None) -> Plan:
    mine = BOOK if ours is None else ours.apply(BOOK)
    sides = [Side(f"{at}.perfdesk", edit.apply(BOOK)) for at, edit in enumerate(theirs, 1)]
    return analyse(Side("我", mine), sides, BOOK)


def kept(plan: Plan) -> Document:
    return plan.answered_as(Plan(plan.sides, plan.document, (), keeps_order=True)).result()


def outline(document: Document) -> str:
    """ "甲(一二三) 乙": the projects in order, with their rows."""
    rows = ("".join(row.name for row in project.rows) for project in document.projects)
    return " ".join(
        f"{project.name}({names})" if names else project.name
        for project, names in zip(document.projects, rows, strict=True)
    )


def add(node: str, project: str) -> Edit:
    return AddIndicator(node, project, Fields({"name": node}))


@pytest.mark.parametrize(
    ("theirs", "ours", "merged", "becomes"),
    [
        (Move(("p4",), None, "p1"), None, "丁 甲(一二三) 乙 丙", "甲(一二三) 乙 丙 丁"),
        (Move(("p1.3",), "p1", "p1.1"), None, "甲(三一二) 乙 丙 丁", "甲(一二三) 乙 丙 丁"),
        # What is new stays behind its neighbour, and first where it has none.
        (
            Several((Move(("p4",), None, "p1"), AddProject("q", Fields({"name": "新"}), "p4")), ""),
            None,
            "新 丁 甲(一二三) 乙 丙",
            "新 甲(一二三) 乙 丙 丁",
        ),
        (
            Several((Move(("p4",), None, "p1"), AddProject("q", Fields({"name": "新"}), "p1")), ""),
            None,
            "丁 新 甲(一二三) 乙 丙",
            "甲(一二三) 乙 丙 丁 新",
        ),
        (
            Several((Move(("p1.3",), "p1", "p1.1"), add("x", "p1")), ""),
            None,
            "甲(三一二x) 乙 丙 丁",
            "甲(一二x三) 乙 丙 丁",
        ),
        # What went stays away, what OURS moved stays where it put it.
        (
            Several((Move(("p4",), None, "p1"), Remove(frozenset({"p2"}))), ""),
            None,
            "丁 甲(一二三) 丙",
            "甲(一二三) 丙 丁",
        ),
        (Move(("p4",), None, "p1"), Move(("p3",), None, "p1"), "丁 丙 甲(一二三) 乙", "丙 甲(一二三) 乙 丁"),
        # A row that went to another project is new there.
        (
            Several((Move(("p1.2",), "p2"), Move(("p4",), None, "p1")), ""),
            None,
            "丁 甲(一三) 乙(二) 丙",
            "甲(一三) 乙(二) 丙 丁",
        ),
    ],
)
def test_what_others_moved_stays_where_ours_has_it(theirs: Edit, ours: Edit | None, merged: str, becomes: str) -> None:
    plan = plan_of(theirs, ours=ours)
    assert outline(plan.result()) == merged
    assert outline(kept(plan)) == becomes


def test_where_only_the_order_changed_nothing_does() -> None:
    plan = plan_of(Several((Move(("p4",), None, "p1"), Move(("p1.3",), "p1", "p1.1")), ""))
    assert plan.result() is not BOOK
    assert kept(plan) is BOOK


def test_what_was_changed_besides_is_merged() -> None:
    plan = plan_of(Several((Move(("p4",), None, "p1"), SetFields({("p4", "goal"): "通车"})), ""))
    assert [one.fields["goal"] for one in kept(plan).projects] == ["", "", "", "通车"]


def test_it_is_said() -> None:
    plan = plan_of(Several((Move(("p4",), None, "p1"), Move(("p1.3",), "p1", "p1.1")), ""))
    assert summary(plan).endswith("另有 1 个项目、1 条指标换了位置。")
    answered = plan.answered_as(Plan(plan.sides, plan.document, (), keeps_order=True))
    assert summary(answered).endswith("另有 1 个项目、1 条指标在别的文件里换了位置，照本文件的顺序。")


def test_an_order_that_is_right_already_makes_nothing_new() -> None:
    other = SetFields({("p1", "goal"): "通车"}).apply(BOOK)
    assert in_order_of(other, BOOK) is other


# --- answers that are taken over ---------------------------------------------------------------------------------


def money(amount: str) -> Edit:
    return SetFields({("p1", "budget_total"): amount, ("p2", "goal"): f"完成{amount}公里"})


def test_answers_are_taken_over_by_name_where_the_files_say_the_same() -> None:
    """Found by trying: to compare one file with another version dropped every answer given until then."""
    first = plan_of(money("5"), money("6"))
    total, goal = ("p1", "budget_total"), ("p2", "goal")
    answered = first.choose([total], 2).write(next(one for one in first.decisions if one.place == goal), "通车")
    # Without the first file the second is the first.
    later = analyse(first.sides[0], first.sides[2:], BOOK)
    assert len(later.sides) == 2
    again = later.answered_as(answered)
    assert (again.choices, again.written) == ({total: 1}, {goal: "通车"})
    assert later.answered_as(first.choose([total], 1)).choices == {}
    assert later.answered_as(first.choose([total], 0)).choices == {total: 0}
    other = analyse(first.sides[0], [Side("2.perfdesk", money("7").apply(BOOK))], BOOK)
    assert other.answered_as(answered).choices == {}
    assert plan_of(Move(("p4",), None, "p1")).answered_as(answered).written == {}
