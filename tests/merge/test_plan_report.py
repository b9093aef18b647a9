"""The report of a merge: each thing that is said once, with all who say it, and the words that differ."""

from notation import document as written

from perfdesk.merge.analyse import analyse
from perfdesk.merge.plan import Plan, together, together_title
from perfdesk.merge.plan_report import PrintedPlan, plan_report
from perfdesk.merge.sides import Basis, Side
from perfdesk.model.edits import AddIndicator, AddProject, Edit, Move, Remove, SetFields, Several
from perfdesk.model.fields import Fields
from perfdesk.model.marked_text import MarkedText

LINES = [f"{number}、{'加强管理，' * 6}完善制度。" for number in "一二三四"]
BOOK = written(f"""
department_name=青禾县档案馆
# 网站维护 | budget_total=5 | goal={LINES[0]}
- 数量 | 维护次数 | ≥4次
# 租金 | budget_total=3
""")
BOOK = SetFields({("p1", "goal"): "\n".join(LINES)}).apply(BOOK)
NAMES = ["张敏", "李强", "王芳", "赵磊", "陈静", "刘洋", "杨帆", "黄丽", "周杰", "吴刚", "徐婷", "孙浩"]


def made(*edits: Edit | None, ours: Edit | None = None) -> Plan:
    mine = BOOK if ours is None else ours.apply(BOOK)
    theirs = [
        Side(f"{name}.perfdesk", BOOK if edit is None else edit.apply(BOOK), name)
        for name, edit in zip(NAMES, edits, strict=False)
    ]
    return analyse(Side("我.perfdesk", mine, "王五"), theirs, BOOK)


def money(amount: str, node: str = "p1") -> SetFields:
    return SetFields({(node, "budget_total"): amount})


def goal(*lines: str) -> SetFields:
    return SetFields({("p1", "goal"): "\n".join(lines)})


def in_brackets(cell: str | MarkedText) -> str:
    """New words in [], those that are gone in {}."""
    if isinstance(cell, str):
        return cell
    left, right = "{}" if cell.gone else "[]"
    return "".join(f"{left}{piece}{right}" if seen else piece for piece, seen in cell.pieces)


def rows(report: PrintedPlan) -> list[list[str]]:
    return [[in_brackets(cell) for cell in row] for row in report.rows]


def test_twelve_people_with_three_opinions_are_three_columns() -> None:
    report = plan_report(made(*[money(("25", "25", "30")[at % 3] if at else "28") for at in range(11)]))
    assert report.heads == ("项目", "位置", "原来", "说法 1", "说法 2", "说法 3", "结果", "来自", "说明")
    assert report.widest == (9, 9, 12, 12, 12, 12, 12, 7, 7), "what is compared is equally wide"
    assert rows(report) == [[
        "1 网站维护", "预算数", "5",
        "刘洋、周杰、王芳：[30]", "吴刚、徐婷、李强、杨帆、赵磊、陈静、黄丽：[25]", "张敏：[28]",
        "【待定】5", "", "改得不一样，待定",
    ]]  # fmt: skip


def test_more_opinions_continue_in_the_rows_below_and_none_is_cut() -> None:
    report = plan_report(made(*[money(str(at + 10)) for at in range(11)]))
    assert len(report.heads) == 9
    first, *others = rows(report)
    assert [row[:3] for row in others] == [["1 网站维护", "预算数（续）", ""]] * 3
    assert [row[6:] for row in (first, *others)] == [["【待定】5", "", "改得不一样，待定"], *[["", "", ""]] * 3]
    said = [cell for row in (first, *others) for cell in row[3:6]]
    assert sorted(filter(None, said)) == sorted(f"{NAMES[at]}：[{at + 10}]" for at in range(11))
    assert said[-1] == ""


def test_no_more_columns_than_opinions() -> None:
    report = plan_report(made(money("6"), money("7", "p2")))
    assert report.heads == ("项目", "位置", "原来", "说法 1", "结果", "来自", "说明")
    assert rows(report) == [
        ["1 网站维护", "预算数", "{5}", "张敏：[6]", "[6]", "张敏", "只有一方修改"],
        ["2 租金", "预算数", "{3}", "李强：[7]", "[7]", "李强", "只有一方修改"],
    ]


def test_of_long_texts_only_what_differs_is_printed() -> None:
    plan = made(goal(LINES[0].replace("完善", "健全"), *LINES[1:]), goal(*LINES[:3], LINES[3].replace("完善", "规范")))
    (row,) = rows(plan_report(plan))
    changed = LINES[0].replace("完善", "[健全]"), LINES[3].replace("完善", "[规范]")
    assert row[2:] == [
        f"{LINES[0].replace('完善', '{完善}')}\n……\n{LINES[3].replace('完善', '{完善}')}",
        f"张敏：{changed[0]}\n……\n{LINES[3]}",
        f"李强：{LINES[0]}\n……\n{changed[1]}",
        "\n".join((changed[0], "……", changed[1])),
        "张敏、李强",
        "各改各的段落",
    ]


def test_what_is_open_comes_first_and_what_needs_nobody_last() -> None:
    plan = made(Several((money("6"), money("7", "p2")), ""), money("8"), ours=SetFields({("p1.1", "target"): "5次"}))
    assert [row[-1] for row in rows(plan_report(plan))] == ["改得不一样，待定", "只有一方修改", "只有一方修改"]
    assert [row[-2] for row in rows(plan_report(plan))] == ["", "张敏", "本文件"]


def test_answers_are_in_the_result_and_the_former_words_are_struck() -> None:
    plan = made(money("6"), money("8"))
    (one,) = plan.open
    (chosen,) = rows(plan_report(plan.choose([one.place], 2)))
    assert chosen[2:] == ["{5}", "张敏：[6]", "李强：[8]", "[8]", "李强", "选定"]
    (own,) = rows(plan_report(plan.write(one, "9")))
    assert own[-3:] == ["[9]", "", "自己写的"]
    assert own[2] == "{5}"
    (kept,) = rows(plan_report(plan.choose([one.place], 0)))
    assert (kept[2], kept[-3:]) == ("5", ["5", "本文件", "选定"])


def test_what_a_person_answered_stands_before_what_needed_nobody() -> None:
    """Found by trying: an answered question was printed on the last page but one, among what needs nobody, and the
    sum of the sentence above the table lacked it."""
    plan = made(
        Several((money("6"), money("7", "p2")), ""),
        Several((money("8"), SetFields({("p1", "name"): "维护"})), ""),
        SetFields({("p1", "name"): "网站"}),
        ours=SetFields({("p1.1", "target"): "5次"}),
    )
    answered = plan.choose([("p1", "name")], 0)
    whys = [row[-1] for row in rows(plan_report(answered))]
    assert whys == ["改得不一样，待定", "选定", "只有一方修改", "只有一方修改"]
    assert plan_report(answered).intro[-1].startswith("合入 1 处，不用改 1 处，选定 1 处，待定 1 处。")


def test_all_that_was_written_names_who_wrote_it() -> None:
    plan = made(goal("甲", *LINES[1:]), goal("乙", *LINES[1:]))
    (one,) = plan.open
    (kept,) = rows(plan_report(plan.write(one, together(one))))
    assert kept[-2:] == ["张敏、李强", "两者都要"]
    # Two texts are two, also if three people wrote them.
    (asked,) = made(goal("甲"), goal("乙"), goal("乙")).open
    assert together_title(asked) == "两者都要"


def test_what_is_refused_without_a_question_is_no_answer() -> None:
    plan = made(money("6")).choose([("p1", "budget_total")], 0)
    assert plan_report(plan).intro[-1].startswith("合入 0 处，不用改 1 处，待定 0 处。")


def test_what_was_emptied_or_filled_has_no_marks() -> None:
    report = rows(plan_report(made(money(""), SetFields({("p2", "purpose"): "租金"}))))
    assert [row[2:5] for row in report] == [["5", "张敏：（空）", "（空）"], ["", "李强：租金", "租金"]]


def test_rows_that_came_and_went_say_what_they_hold() -> None:
    new = AddIndicator("x", "p1", Fields({"name": "网站数量", "target": "1个"}))
    report = rows(plan_report(made(new, Remove(frozenset({"p1.1"})), AddProject("q", Fields({"name": "新项目"})))))
    found = {row[1]: row[2:-1] for row in report}
    assert found["新增指标 网站数量"] == ["（没有）", "张敏：三级指标：网站数量；指标值：1个", "网站数量", "张敏"]
    assert found["删除指标 维护次数"] == ["维护次数", "李强：（删除）", "删除", "李强"]
    assert found["新增项目"][1].startswith("王芳：项目名称：新项目")


def test_a_move_is_told_in_words() -> None:
    (row,) = rows(plan_report(made(Move(("p1.1",), "p2", None))))
    assert row[1].startswith("移动指标")
    assert (row[-2], row[-1]) == ("张敏", "只有一方修改")


def test_the_sentences_above_name_the_files_and_what_was_not_merged() -> None:
    plan = made(money("6"))
    sides = (plan.sides[0], Side("附件.docx", plan.sides[1].document, "", None, Basis("r", "文件里记着")))
    plan = Plan(sides, plan.document, plan.decisions, (("旧.perfdesk", "已在“我”里，没有新内容"),))
    assert plan_report(plan, ["打不开“坏.perfdesk”。"]).intro == [
        "合入的文件：附件.docx。",
        "打不开“坏.perfdesk”。",
        "“旧.perfdesk”已在“我”里，没有新内容。",
        "“附件.docx”原来的版本：文件里记着。",
        "合入 1 处，不用改 0 处，待定 0 处。有下划线的字是新写的，有删除线的字没有采用；……处各份相同。",
    ]
    assert rows(plan_report(plan))[0][3] == "附件.docx：[6]"


def test_without_differences_there_are_heads_and_no_rows() -> None:
    report = plan_report(made(None))
    assert (len(report.heads), report.rows) == (7, [])


def test_what_an_answer_would_take_of_a_long_text_is_quoted_like_the_rest() -> None:
    """The text of a side with what others wrote in other paragraphs is none that any side holds."""
    one = goal(LINES[0].replace("完善", "健全"), *LINES[1:3], LINES[3].replace("完善", "规范"))
    other = goal(LINES[0].replace("完善", "建立"), *LINES[1:])
    (row,) = rows(plan_report(made(one, other)))
    assert row[3:5] == [
        "\n".join((f"张敏：{LINES[0].replace('完善', '[健全]')}", "……", LINES[3].replace("完善", "[规范]"))),
        "\n".join((f"李强：{LINES[0].replace('完善', '[建立]')}", "……", LINES[3].replace("完善", "[规范]"))),
    ]
