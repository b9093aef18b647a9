"""The table by which merging decides about a field: each row a worked example."""

from dataclasses import replace
from typing import NamedTuple

import pytest
from histories import edited, sent
from notation import document as written
from trust import Promise

from perfdesk.merge.analyse import analyse
from perfdesk.merge.edit import Merge
from perfdesk.merge.field_decision import Why, decide, meaning_of
from perfdesk.merge.plan import Decision, Plan, can_take
from perfdesk.merge.plan_rows import plan_row, result, side_title, summary
from perfdesk.merge.sides import ALIKE, MERGED, Side, is_foreign
from perfdesk.model.document import Document
from perfdesk.model.edits import AddIndicator, AddProject, Edit, Move, Remove, SetFields, Several
from perfdesk.model.fields import Fields, Kind
from perfdesk.model.questions import Question, Voice


class Row(NamedTuple):
    """What the field was (None: nobody knows), what OURS and the others say; what stands, why, from which sides."""

    base: str | None
    ours: str
    theirs: tuple[str, ...]
    stands: str
    why: Why
    sources: tuple[int, ...]


GOAL = "全年保障运行"
# Key, then the rows for it.
TABLE = {
    "goal": [
        # Nobody says anything else.
        Row("", "", ("",), "", Why.SAME, (0, 1)),
        Row("旧", GOAL, (GOAL,), GOAL, Why.SAME, (0, 1)),
        Row(None, GOAL, (GOAL, GOAL), GOAL, Why.SAME, (0, 1, 2)),
        # One changed it.
        Row("旧", "新", ("旧",), "新", Why.ONE_SIDE, (0,)),
        Row("旧", "旧", ("新",), "新", Why.ONE_SIDE, (1,)),
        Row("旧", "旧", ("旧", "新"), "新", Why.ONE_SIDE, (2,)),
        Row("旧", "旧", ("",), "", Why.ONE_SIDE, (1,)),
        # Several changed it alike.
        Row("旧", "旧", ("新", "新"), "新", Why.ALIKE, (1, 2)),
        Row("旧", "新", ("新", "旧"), "新", Why.ALIKE, (0, 1)),
        # One filled it in.
        Row("", "", ("新",), "新", Why.FILLED, (1,)),
        Row("", "新", ("", ""), "新", Why.FILLED, (0,)),
        Row(None, "", ("新",), "新", Why.FILLED, (1,)),
        Row(None, "新", ("",), "新", Why.FILLED, (0,)),
        # Changed differently: asked, and OURS stands.
        Row("旧", "甲", ("乙",), "甲", Why.OPEN, (0, 1)),
        Row("旧", "旧", ("甲", "乙"), "旧", Why.OPEN, (1, 2)),
        Row("旧", "甲", ("旧", "乙"), "甲", Why.OPEN, (0, 2)),
        Row("旧", "", ("乙",), "", Why.OPEN, (0, 1)),
        Row("", "甲", ("乙", ""), "甲", Why.OPEN, (0, 1)),
        Row(None, "甲", ("乙",), "甲", Why.OPEN, (0, 1)),
        Row(None, "甲", ("乙", ""), "甲", Why.OPEN, (0, 1)),
        # Paragraphs count, blank lines and spaces do not.
        Row("旧", "一。\n二。", ("一。 \n\n二。",), "一。\n二。", Why.SPELLING, (0, 1)),
        Row("旧", "一。\n二。", ("一。二。",), "一。\n二。", Why.OPEN, (0, 1)),
    ],
    "budget_total": [
        # Which spelling wins: that of OURS where it says the same, else the shortest, then the first by itself.
        Row("2", "1.80", ("1.8",), "1.80", Why.SPELLING, (0, 1)),
        Row("2", "2", ("1.800", "1.80"), "1.80", Why.ALIKE, (1, 2)),
        Row("2", "2", ("1.80", "1.800"), "1.80", Why.ALIKE, (1, 2)),
        Row("2", "2.0", ("3.00", "3.0"), "3.0", Why.ALIKE, (1, 2)),
        Row("2", "2", ("１.8", "1.8"), "1.8", Why.ALIKE, (1, 2)),
        Row("2", "3.00", ("3", "2"), "3.00", Why.ALIKE, (0, 1)),
        # A respelling is no change.
        Row("2", "2.00", ("3",), "3", Why.ONE_SIDE, (1,)),
        Row("1,000", "1000", ("1000.0",), "1000", Why.SPELLING, (0, 1)),
        Row("2", "待定", ("2.0",), "待定", Why.ONE_SIDE, (0,)),
    ],
    "plan_03": [
        # 50 and 50 % are one percentage.
        Row("40%", "50", ("50%",), "50", Why.SPELLING, (0, 1)),
        Row("50%", "50.0", ("60",), "60", Why.ONE_SIDE, (1,)),
        Row("40%", "50%", ("0.5",), "50%", Why.OPEN, (0, 1)),
        Row("40%", "一半", ("50%",), "一半", Why.OPEN, (0, 1)),
    ],
    "code": [
        Row("1", "13032424P0", ("13032424 p0",), "13032424P0", Why.SPELLING, (0, 1)),
        Row("1", "13032424P0", ("13032424P1",), "13032424P0", Why.OPEN, (0, 1)),
    ],
}
ROWS = [(key, row) for key, rows in TABLE.items() for row in rows]


def base_of(text: str, key: str) -> Document:
    return SetFields({("p1", key): text}).apply(written("# 网站维护\n- 数量 | 次数 | 4次"))


def plan_of(key: str, row: Row) -> Plan:
    start = base_of(row.base or "", key)
    versions = [SetFields({("p1", key): text}).apply(start) for text in (row.ours, *row.theirs)]
    sides = [Side(name, version) for name, version in zip("我ABC", versions, strict=False)]
    return analyse(sides[0], sides[1:], None if row.base is None else start)


@pytest.mark.parametrize(("key", "row"), ROWS)
def test_each_row_of_the_table(key: str, row: Row, promise: Promise) -> None:
    plan = plan_of(key, row)
    assert plan.document.fields_of("p1")[key] == row.stands
    texts = (row.ours, *row.theirs)
    if len(set(texts)) == 1:
        assert plan.decisions == ()
        return
    (made,) = plan.decisions
    assert (made.why, made.sources, made.text, made.texts) == (row.why, row.sources, row.stands, texts)
    assert made.open is (row.why is Why.OPEN)
    assert made.taken is (row.why is not Why.OPEN and 0 not in row.sources)
    assert made.base == row.base
    promise("T12", "worked examples of the tables", 1, 1)


@pytest.mark.parametrize(("key", "row"), ROWS)
def test_each_row_asked_of_the_rule_itself(key: str, row: Row) -> None:
    kind = {"goal": Kind.LONG, "budget_total": Kind.MONEY, "plan_03": Kind.PERCENT, "code": Kind.CODE}[key]
    for one_base in (False, True):
        made = decide((row.ours, *row.theirs), lambda *_: row.base, meaning_of(kind), one_base=one_base)
        assert (made.text, made.why) == (row.stands, row.why)
        assert (made.standing if made.open else made.sources) == row.sources


# --- questions in the document, choices, words -----------------------------------------------------------------


def put(text: str, key: str = "goal", node: str = "p1") -> Edit:
    return SetFields({(node, key): text})


BOOK = written(
    "# 网站维护 | goal=旧 | budget_total=5\n- 数量 | 次数 | 4次\n# 租金 | budget_total=3\n- 数量 | 面积 | 9平方米"
)


def made(*edits: Edit | None) -> Plan:
    versions = [BOOK if edit is None else edit.apply(BOOK) for edit in edits]
    sides = [Side(f"{name}.perfdesk", one, f"{name}某") for name, one in zip("我ABC", versions, strict=False)]
    return analyse(sides[0], sides[1:], BOOK)


def test_a_question_names_who_says_what_and_what_it_was() -> None:
    plan = made(put("甲"), put("乙"), None)
    text = plan.result().fields_of("p1")["question.goal"]
    voices = (Voice("A.perfdesk", "A某", "乙"), Voice("我.perfdesk", "我某", "甲"))
    assert Question.parse(text) == Question("旧", voices)


def test_a_removal_asked_says_who_removed_it() -> None:
    plan = made(Remove(frozenset({"p2"})), put("8平方米", "target", "p2.1"), None)
    text = plan.result().fields_of("p2")["question.*removed"]
    asked = Question.parse(text)
    assert asked is not None
    assert {voice.file: voice.value for voice in asked.voices} == {
        "我.perfdesk": "（删除）", "A.perfdesk": "租金", "B.perfdesk": "租金",
    }  # fmt: skip
    (place,) = [one.place for one in plan.open]
    assert plan.choose([place], 0).result() == Remove(frozenset({"p2"})).apply(BOOK)
    assert plan.choose([place], 1).result() == put("8平方米", "target", "p2.1").apply(BOOK)
    assert plan.choose([place], 0).choose([place], 1).result() == plan.choose([place], 1).result()
    assert [plan.choose([place], side).text(plan.open[0]) for side in (0, 1)] == ["", "租金"]


def test_a_row_whose_removal_is_chosen_is_gone_and_its_neighbours_stay() -> None:
    plan = made(put("4.5次", "target", "p1.1"), Remove(frozenset({"p1.1"})))
    (place,) = [one.place for one in plan.open]
    left = plan.choose([place], 1).result()
    assert [row.id for project in left.projects for row in project.indicators] == ["p2.1"]
    assert left.projects[1] is BOOK.projects[1]


def test_a_default_can_be_overruled_and_a_choice_taken_back() -> None:
    plan = made(None, put("乙"))
    place = ("p1", "goal")
    assert plan.choose([place], 0).result() == BOOK
    assert plan.choose([place], 0).choose([place], None).result().fields_of("p1")["goal"] == "乙"
    assert plan.choose([place], 1).text(plan.decisions[0]) == "乙"


def test_only_what_a_side_says_can_be_taken() -> None:
    plan = made(None, Several((AddIndicator("x", "p1", Fields({"name": "新"})), put("乙")), ""))
    added = next(one for one in plan.decisions if one.indicator == "x")
    assert [can_take(added, side) for side in (0, 1)] == [True, True]
    changed = next(one for one in plan.decisions if one.key == "goal")
    assert [can_take(changed, side) for side in (0, 1)] == [True, True]
    twice = [AddIndicator("x", "p1", Fields({"name": name})) for name in ("新", "别的")]
    plan = made(None, *twice)
    (asked,) = plan.open
    assert [can_take(asked, side) for side in range(3)] == [False, True, True]
    assert plan.choose([asked.place], 0).choices == {}
    assert asked.sources == (1, 2)


def test_a_removal_that_nobody_asks_about_has_the_name_of_what_goes() -> None:
    plan = made(None, Remove(frozenset({"p2"})))
    (gone,) = plan.decisions
    assert [can_take(gone, side) for side in (0, 1)] == [True, True]
    assert (gone.base, gone.text) == ("租金", "租金")


def words(plan: Plan, one: Decision) -> tuple[str, ...]:
    row = plan_row(plan, one)
    return row.project, row.place, row.result, row.base, *row.texts, row.source, row.why


def test_the_rows_of_a_plan_in_words() -> None:
    plan = made(Several((put("甲"), put("6", "budget_total")), ""), Several((put("乙"), Remove(frozenset({"p2"}))), ""))
    assert [side_title(*one) for one in enumerate(plan.sides)] == ["本文件 我.perfdesk（我某）", "A.perfdesk（A某）"]
    assert [words(plan, one) for one in plan.decisions] == [
        ("2 租金", "删除项目", "删除", "租金", "租金", "（删除）", "A.perfdesk", "只有一方修改"),
        ("1 网站维护", "预算数", "6", "5", "6", "5", "本文件", "只有一方修改"),
        ("1 网站维护", "绩效目标", "【待定】甲", "旧", "甲", "乙", "", "改得不一样，待定"),
    ]
    chosen = plan.choose([("p1", "goal")], 1)
    assert words(chosen, chosen.decisions[2])[2:] == (
        "乙", "旧", "甲", "乙", "A.perfdesk", "选定",
    )  # fmt: skip
    assert summary(plan) == "合入 1 处，不用改 1 处，待定 1 处。"
    assert summary(chosen) == "合入 1 处，不用改 1 处，选定 1 处，待定 0 处。"
    assert side_title(0, Side("我", BOOK)) == "本文件 我"


def test_a_text_to_decide_on_is_shown_whole_and_a_name_is_quoted_short() -> None:
    long = "保障全年运行" * 40
    changed = Several((put(long), AddProject("q", Fields({"name": long}))), "")
    goal, project = sorted(made(None, changed).decisions, key=lambda one: one.key, reverse=True)
    plan = made(None, changed)
    assert plan_row(plan, goal).texts == ("旧", long)
    assert len(plan_row(plan, project).texts[1]) < len(long)


def test_a_removed_row_and_an_emptied_field_in_words() -> None:
    plan = made(None, Several((put(""), AddIndicator("x", "p2", Fields({"name": "新"}))), ""))
    assert [words(plan, one)[1:4] for one in plan.decisions] == [
        ("绩效目标", "（空）", "旧"),
        ("新增指标 新", "新", ""),
    ]
    asked = made(Remove(frozenset({"p1.1"})), put("5次", "target", "p1.1"))
    (one,) = asked.open
    assert result(asked, one) == "【待定】保留"
    assert result(asked.choose([one.place], 0), one) == "删除"
    assert result(asked.choose([one.place], 1), one) == "保留"
    assert words(asked, one)[:2] == ("1 网站维护", "删除指标 次数")


# --- which files bring news ------------------------------------------------------------------------------------


def test_files_without_a_past_all_bring_news() -> None:
    plan = analyse(Side("我", BOOK), [Side("A", BOOK), Side("B", put("新").apply(BOOK))])
    assert (plan.passed, [side.name for side in plan.sides]) == ((), ["我", "A", "B"])
    assert ALIKE.format("我") == "与“我”内容相同"


def test_a_file_is_foreign_if_it_shares_no_version_and_is_none_of_a_given_base() -> None:
    start, apart = sent(BOOK), sent(put("另一份").apply(BOOK))
    bare, other = Side("B.docx", BOOK), Side("C.docx", replace(BOOK, id="other"))
    assert not is_foreign(start, edited("A", start, put("新")))
    assert [is_foreign(start, side) for side in (apart, bare, other)] == [True, True, True]
    assert [is_foreign(bare, side) for side in (start, bare)] == [True, True]
    # With a base given, ids tell what is what in a version of our own document.
    assert [is_foreign(start, side, BOOK) for side in (bare, other)] == [False, True]


def test_of_copies_of_one_version_one_is_merged_and_the_others_are_named() -> None:
    start = sent(BOOK)
    new = edited("乙", start, put("新"))
    copies = [replace(new, name=name) for name in ("甲", "乙", "丙")]
    plan = analyse(start, copies)
    assert [side.name for side in plan.sides] == ["发出", "丙"]
    assert plan.passed == (("乙", ALIKE.format("丙")), ("甲", ALIKE.format("丙")))
    assert plan.result().fields_of("p1")["goal"] == "新"
    later = edited("丁", new, put("更新"))
    assert analyse(start, [new, later]).passed == (("乙", MERGED.format("丁")),)
    assert analyse(new, [replace(new, name="丁")]).passed == (("丁", ALIKE.format("乙")),)


# --- one edit --------------------------------------------------------------------------------------------------


def test_a_merge_is_one_edit_of_the_version_it_was_planned_for() -> None:
    plan = made(None, put("新"))
    assert Merge(plan).apply(BOOK) == put("新").apply(BOOK)
    other = replace(BOOK, id="other")
    assert Merge(plan).apply(other) is other
    assert Merge(plan).label(BOOK) == "合并 A.perfdesk"
    assert Merge(made(None, put("新"), put("新"))).label(BOOK) == "合并 2 个文件"


# --- order -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (Move(("p1",)), "另有 1 个项目换了位置。"),
        (Several((Move(("p1",)), put("甲")), ""), "另有 1 个项目换了位置。"),
        (AddProject("q", Fields({"name": "新"})), ""),
        (Remove(frozenset({"p1"})), ""),
        (
            Several((AddIndicator("x", "p1", Fields({"name": "新"})), Move(("p1.1",), "p1")), ""),
            "另有 1 条指标换了位置。",
        ),
    ],
)
def test_how_much_stands_elsewhere_is_said(edit: Edit, said: str) -> None:
    """Found by playing: a workbook that somebody had sorted turned the order of 36 projects, and nothing told of it."""
    start = AddIndicator("p1.2", "p1", Fields({"name": "第二"})).apply(BOOK)
    plan = analyse(Side("我", start), [Side("A", edit.apply(start))], start)
    assert summary(plan).partition("处。")[2] == said
