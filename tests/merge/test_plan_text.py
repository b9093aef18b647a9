"""A decision in full, with the words that differ; a person's own words as the answer."""

from notation import document as written

from perfdesk.commands import merge_reports
from perfdesk.merge.analyse import analyse
from perfdesk.merge.field_decision import Why
from perfdesk.merge.plan import Plan, can_write, together
from perfdesk.merge.plan_rows import is_open, kind_of, plan_row, summary
from perfdesk.merge.plan_text import in_full
from perfdesk.merge.sides import Side
from perfdesk.model.diff import ChangeKind
from perfdesk.model.edits import AddIndicator, AddProject, Edit, Move, Remove, SetFields
from perfdesk.model.fields import Fields, Kind
from perfdesk.model.questions import open_questions

BOOK = written("# 网站维护 | goal=一是完善制度。 | budget_total=5\n- 数量 | 次数 | 4次")
LINES = ("一是完善管理制度。", "二是加强培训。", "三是公开结果。")
START = SetFields({("p1", "goal"): "\n".join(LINES)}).apply(BOOK)


def goal(*lines: str) -> Edit:
    return SetFields({("p1", "goal"): "\n".join(lines)})


def plan(*edits: Edit | None) -> Plan:
    versions = [START if edit is None else edit.apply(START) for edit in edits]
    ours, *theirs = [Side(name, one) for name, one in zip("我ABC", versions, strict=False)]
    return analyse(ours, theirs, START)


def full(made: Plan) -> str:
    """The only decision, with the words that differ in brackets."""
    (one,) = made.decisions
    text, spans, _ = in_full(made, one)
    for start, end in reversed(spans):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


def test_each_text_is_said_once_with_the_words_that_differ() -> None:
    first = goal(LINES[0], LINES[1], "三是及时公开结果。")
    made = plan(None, first, goal("一是健全管理制度。", *LINES[1:]), first)
    assert full(made).split("\n") == [
        "原来：一是完善管理制度。", *LINES[1:],
        "A、C：一是完善管理制度。", LINES[1], "三是[及时]公开结果。",
        "B：一是[健全]管理制度。", *LINES[1:],
        "没有改的：本文件 我",
        "结果：一是[健全]管理制度。", LINES[1], "三是[及时]公开结果。",
        "段落（B）：一是健全管理制度。",
        "段落（A、C）：三是及时公开结果。",
    ]  # fmt: skip


def test_of_long_texts_only_the_paragraphs_that_differ_are_told() -> None:
    long = [f"{number}、{'加强管理，' * 6}完善制度。" for number in "一二三"]
    start = goal(*long).apply(START)
    changed = goal(long[0], long[1].replace("完善", "健全"), long[2]).apply(START)
    told = full(analyse(Side("我", start), [Side("A", changed)], start)).split("\n")
    assert told == [
        "原来：……", long[1], "……",
        "A：……", long[1].replace("完善", "[健全]"), "……",
        "没有改的：本文件 我",
        "结果：……", long[1].replace("完善", "[健全]"), "……",
    ]  # fmt: skip


def test_what_a_row_holds_is_told_with_the_words_that_somebody_changed() -> None:
    edited = SetFields({("p1.1", "target"): "6次"})
    made = plan(None, Remove(frozenset({"p1.1"})), edited)
    (one,) = made.open
    text, spans, _ = in_full(made, one)
    assert [text[start:end] for start, end in spans] == ["6"]
    assert "A：（删除）" in text


def test_what_is_open_and_what_was_deleted_is_told_paragraph_by_paragraph() -> None:
    made = plan(goal("一是健全管理制度。", *LINES[1:]), goal("一是完善规章制度。", LINES[1]))
    assert full(made).split("\n")[-4:] == [
        "结果：【待定】一是[健全]管理制度。", LINES[1],
        "待定的段落（本文件、A）：一是健全管理制度。",
        "删去的段落（A）：三是公开结果。",
    ]  # fmt: skip
    assert plan_row(made, made.decisions[0]).why == "改得不一样，待定；其余段落已合入"
    answered = made.choose([("p1", "goal")], 0)
    assert full(answered).endswith(f"结果：一是[健全]管理制度。\n{LINES[1]}")


def test_a_node_and_an_empty_text_mark_nothing() -> None:
    made = plan(None, AddIndicator("x", "p1", Fields({"level1": "产出指标", "name": "新"}), "p1.1"))
    assert "[" not in full(made)
    emptied = plan(None, goal(""))
    assert full(emptied).split("\n")[3:] == ["A：（空）", "没有改的：本文件 我", "结果：（空）"]


def test_all_that_the_sides_wrote_can_stand() -> None:
    made = plan(goal("一是健全管理制度。", *LINES[1:]), goal("一是完善规章制度。", *LINES[1:]))
    (one,) = made.decisions
    assert together(one) == "\n".join(["一是健全管理制度。", "一是完善规章制度。", *LINES[1:]])


def test_an_answer_in_own_words_is_an_answer() -> None:
    made = plan(goal("甲"), goal("乙"))
    (one,) = made.decisions
    mine = made.write(one, "自己的话")
    assert (mine.open, mine.text(one), is_open(mine, one)) == ((), "自己的话", False)
    fields = mine.result().fields_of("p1")
    assert (fields["goal"], [*open_questions(fields)]) == ("自己的话", [])
    row = plan_row(mine, one)
    assert (row.result, row.source, row.why) == ("自己的话", "", "自己写的")
    assert summary(mine).endswith("待定 0 处。")
    (shape,) = merge_reports.plan_json(mine)["decisions"]
    assert (shape["result"], shape["open"]) == ("自己的话", False)
    # The last answer counts, and the default comes back.
    assert mine.choose([one.place], 1).text(one) == "乙"
    assert made.choose([one.place], 1).write(one, "又改").text(one) == "又改"
    assert mine.choose([one.place], None).open == made.open
    assert mine.write(one, "").result().fields_of("p1")["goal"] == ""


def test_a_text_that_nobody_asked_about_can_be_written_too() -> None:
    made = plan(None, SetFields({("p1", "budget_total"): "6"}))
    (one,) = made.decisions
    assert (one.why, kind_of(made, one)) == (Why.ONE_SIDE, Kind.MONEY)
    assert made.write(one, "7").result().projects[0].budget_total == "7"


def test_nobody_writes_whether_a_node_is_there() -> None:
    made = plan(Remove(frozenset({"p1.1"})), SetFields({("p1.1", "target"): "5次"}))
    (one,) = made.decisions
    assert not can_write(one)
    assert made.write(one, "改") is made
    (asked,) = plan(goal("甲"), goal("乙")).decisions
    assert can_write(asked)
    assert kind_of(made, asked) is Kind.LONG


def test_where_nobody_knows_what_was_there_all_texts_are_told_and_compared_with_ours() -> None:
    ours, theirs = goal("甲乙丙丁戊").apply(START), goal("甲乙丙丁己").apply(START)
    made = analyse(Side("我", ours), [Side("A", theirs)])
    (one,) = (each for each in made.decisions if each.key == "goal")
    text, spans, _ = in_full(made, one)
    assert text.split("\n")[:3] == ["原来：（不详）", "本文件 我：甲乙丙丁戊", "A：甲乙丙丁己"]
    assert "没有改的" not in text
    assert [text[start:end] for start, end in spans] == ["己"]


def test_of_a_move_no_word_is_marked() -> None:
    start = AddProject("p2", Fields({"name": "租金"})).apply(AddProject("p3", Fields({"name": "培训"})).apply(START))
    moved = [Move(("p1.1",), place).apply(start) for place in ("p2", "p3")]
    made = analyse(Side("我", start), [Side(name, one) for name, one in zip("AB", moved, strict=True)], start)
    assert any(one.kind is ChangeKind.MOVE for one in made.decisions)
    assert not [span for one in made.decisions if one.kind is ChangeKind.MOVE for span in in_full(made, one).spans]
