"""Changes and origins in words."""

import pytest
from notation import document

from perfdesk.model.diff import diff
from perfdesk.model.document import Document
from perfdesk.model.edits import AddIndicator, Edit, Move, Remove, SetFields, Several
from perfdesk.model.fields import QUESTION, Fields
from perfdesk.model.origins import origins
from perfdesk.model.questions import Question, Voice
from perfdesk.model.revisions import Revision, Revisions
from perfdesk.model.titles import change_row

ASKED = Question("5", (Voice("甲.perfdesk", "张三", "6"), Voice("乙.docx", "", "7"))).text


@pytest.fixture
def book() -> Document:
    return document("department_name=档案馆\n# 网站维护费\n- 数量 | 维护次数 | ≥4次\n# 库房租金\n# 宣传费")


@pytest.mark.parametrize(
    ("edit", "row"),
    [
        (SetFields({("d", "compiler"): "办公室"}), ("全文", "编制单位", "", "办公室")),
        (SetFields({("p1.1", "target"): "≥6次"}), ("1 网站维护费", "维护次数 · 指标值", "≥4次", "≥6次")),
        (AddIndicator("n", "p2", Fields({"name": "面积"})), ("2 库房租金", "新增面积", "", "面积")),
        (Remove(frozenset({"p1.1"})), ("1 网站维护费", "删除维护次数", "维护次数", "")),
        (Remove(frozenset({"p1"})), ("1 网站维护费", "删除项目", "网站维护费", "")),
        (Move(("p3",), None, "p1"), ("1 宣传费", "移动项目", "第3个", "第1个")),
        (
            SetFields({("p2", f"{QUESTION}budget_total"): ASKED}),
            ("2 库房租金", "预算数（待定）", "", "甲.perfdesk：6；乙.docx：7"),
        ),
    ],
)
def test_a_change_in_words(book: Document, edit: Edit, row: tuple[str, ...]) -> None:
    after = edit.apply(book)
    rows = [change_row(book, after, change) for change in diff(book, after)]
    assert row in rows


def saved(before: Revisions, name: str, author: str, edit: Edit, *merged: Revisions) -> Revisions:
    after = edit.apply(before.document)
    parents = (before.tip, *(one.tip for one in merged))
    return before.followed_by(Revision(name, parents, author), after, merged)


def test_a_text_comes_from_whoever_typed_it(book: Document) -> None:
    start = Revisions("r0", book, [Revision("r0", author="发件人")])
    ours = saved(start, "r1", "我", SetFields({("p2", "goal"): "租用"}))
    theirs = saved(start, "r2", "同事", SetFields({("p1", "goal"): "稳定"}))
    merged = saved(ours, "r3", "我", SetFields({("p1", "goal"): "稳定"}), theirs)
    later = saved(merged, "r4", "我", SetFields({("p1", "goal"): "更稳定"}))
    found = [(one.revision.author, one.text) for one in origins(later, "p1", "goal")]
    assert found == [("我", "更稳定"), ("同事", "稳定"), ("发件人", "")]
    gone = saved(later, "r5", "我", Several((Remove(frozenset({"p1"})),), ""))
    assert origins(gone, "p1", "goal")[0] == (gone["r5"], None)
    assert origins(gone, "nowhere", "goal") == []


def test_who_says_something_else() -> None:
    question = Question("5", (Voice("甲.perfdesk", "张三", "6"), Voice("乙.docx", "", "7"), Voice("丙", "", "6")))
    assert question.others("5") == ["张三、丙：6", "乙：7"]
    assert question.others("6") == ["乙：7"]
