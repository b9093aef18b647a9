"""Changes and origins in words."""

import pytest
from notation import document

from perfdesk.merge.origins import origins
from perfdesk.model.diff import diff
from perfdesk.model.document import Document
from perfdesk.model.edits import AddIndicator, AddProject, Edit, Move, Remove, SetFields, Several
from perfdesk.model.fields import QUESTION, Fields
from perfdesk.model.questions import Question, Voice
from perfdesk.model.revisions import Revision, Revisions
from perfdesk.model.titles import change_row, field_text, in_order, place_title, project_title, shortened_apart, signed
from perfdesk.model.vocabulary import vocabulary

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
    rows = [change_row(vocabulary(), book, after, change) for change in diff(book, after)]
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
    assert origins(gone, "p1", "goal")[0][:2] == (gone["r5"], None)
    assert origins(gone, "nowhere", "goal") == []


def test_who_says_something_else() -> None:
    question = Question("5", (Voice("甲.perfdesk", "张三", "6"), Voice("乙.docx", "", "7"), Voice("丙", "", "6")))
    assert question.others("5") == ["张三、丙：6", "乙：7"]
    assert question.others("6") == ["乙：7"]


@pytest.mark.parametrize(
    ("node", "indicator", "key", "title"),
    [
        ("", "", "", ""),
        ("", "", "compiler", "编制单位"),
        ("p1", "", "", ""),
        ("p1", "", "name", "项目名称"),
        ("p1", "p1.1", "", "维护次数"),
        ("p1", "p1.1", "name", "维护次数 · 三级指标"),
        ("p1", "gone", "target", "target"),
        # Who has no indicator of a class is asked for the class, which is a field of indicators.
        ("p1", "", "level2", "二级指标"),
        ("p1", "", f"{QUESTION}budget_total", "预算数（待定）"),
        ("p1", "p1.1", f"{QUESTION}target", "维护次数 · 指标值（待定）"),
        ("p1", "", f"{QUESTION}*removed", "删除待定"),
        ("p1", "p1.1", f"{QUESTION}*place", "维护次数 · 位置待定"),
    ],
)
def test_a_place_in_words(book: Document, node: str, indicator: str, key: str, title: str) -> None:
    assert place_title(vocabulary(), book, node, indicator, key) == title


@pytest.mark.parametrize(("node", "title"), [("p1", "1 网站维护费"), ("p3", "3 宣传费"), ("", "全文"), ("x", "全文")])
def test_a_project_is_called_by_number_and_name(book: Document, node: str, title: str) -> None:
    assert project_title(book, node) == title


@pytest.mark.parametrize(
    ("edit", "row"),
    [
        # What is gone is called as it was, with its number then.
        (Remove(frozenset({"p2"})), ("2 库房租金", "删除项目", "库房租金", "")),
        (AddProject("n", Fields({"name": "新馆"}), "p1"), ("1 新馆", "新增项目", "", "新馆")),
        (Move(("p1.1",), "p2"), ("2 库房租金", "移动维护次数", "网站维护费", "库房租金")),
        (SetFields({("p1", "name"): "门户"}), ("1 门户", "项目名称", "网站维护费", "门户")),
        # A text is given whole, a name is quoted.
        (SetFields({("p1", "goal"): "字" * 100}), ("1 网站维护费", "绩效目标", "", "字" * 100)),
        (AddProject("n", Fields({"name": "字" * 100})), (f"4 {'字' * 60}…", "新增项目", "", f"{'字' * 60}…")),
    ],
)
def test_what_came_and_went_in_words(book: Document, edit: Edit, row: tuple[str, ...]) -> None:
    after = edit.apply(book)
    (change,) = diff(book, after)
    assert change_row(vocabulary(), book, after, change) == row


def test_changes_of_a_node_s_fields_stand_in_the_vocabulary_s_order() -> None:
    book = document("# 网站\n- 数量 | 次数 | 4次\n- 质量 | 合格率 | 90%\n+ tasks | 维护 | total=1 | fiscal=1\n# 租金")
    texts = {
        ("d", "compiler"): "甲", ("d", "department_name"): "乙",
        ("p1", "budget_total"): "9", ("p1", "goal"): "丙", ("p1", "code"): "1",
        ("p1.1", "target"): "1次", ("p1.1", "basis"): "丁", ("p1.1", "name"): "回数",
        ("p1.2", "target"): "1次", ("p1.2", "basis"): "丁",
        ("p1.tasks1", "fiscal"): "2", ("p1.tasks1", "total"): "2",
    }  # fmt: skip
    after = Several((SetFields(texts), Remove(frozenset({"p2"}))), "").apply(book)
    found = [(one.indicator or one.project or "d", one.key) for one in in_order(vocabulary(), after, diff(book, after))]
    assert found == [
        ("d", "department_name"), ("d", "compiler"),
        ("p2", ""),
        ("p1", "code"), ("p1", "budget_total"), ("p1", "goal"),
        ("p1.1", "name"), ("p1.1", "target"), ("p1.1", "basis"),
        ("p1.2", "target"), ("p1.2", "basis"),
        ("p1.tasks1", "total"), ("p1.tasks1", "fiscal"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("department_name=青禾县水务局\n#", "青禾县水务局"),
        ("department_name=青禾县水务局\n# 清淤", "1 清淤"),
        ("department_name=青禾县水务局\n#\n#", "1"),
        ("#", "1"),
    ],
)
def test_the_only_project_may_be_called_as_its_department(text: str, title: str) -> None:
    assert project_title(document(text), "p1") == title


@pytest.mark.parametrize(
    ("key", "text", "told"),
    [
        ("goal", "两\n行", "两\n行"),
        ("goal", ASKED, ASKED),  # no question where none is kept
        (f"{QUESTION}goal", ASKED, "甲.perfdesk：6；乙.docx：7"),
        (f"{QUESTION}goal", "手写", "手写"),
    ],
)
def test_a_field_s_text_for_a_reader(key: str, text: str, told: str) -> None:
    assert field_text(key, text) == told


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        # Up to sixty characters nothing is cut, above from twelve before the first difference.
        (["同" * 59 + "甲", "同" * 59 + "乙"], ["同" * 59 + "甲", "同" * 59 + "乙"]),
        (["同" * 60 + "甲", "同" * 60 + "乙"], ["…" + "同" * 12 + "甲", "…" + "同" * 12 + "乙"]),
        (["同" * 12 + "甲" * 60, "同" * 12 + "乙"], ["同" * 12 + "甲" * 48 + "…", "同" * 12 + "乙"]),
        (["同" * 13 + "甲" * 60, "同" * 13 + "乙"], ["…" + "同" * 12 + "甲" * 48 + "…", "…" + "同" * 12 + "乙"]),
        # Where one ends, they differ.
        (["同" * 90, "同" * 20], ["…" + "同" * 60 + "…", "…" + "同" * 12]),
        # Each from where it differs from the one that is most like it; the same twice differs from the others.
        (["同" * 60 + "甲", "别的", "同" * 60 + "乙"], ["…" + "同" * 12 + "甲", "别的", "…" + "同" * 12 + "乙"]),
        (["同" * 61, "同" * 61], ["同" * 60 + "…"] * 2),
        (["同" * 60 + "甲", "同" * 60 + "甲", "乙"], ["同" * 60 + "…", "同" * 60 + "…", "乙"]),
    ],
)
def test_long_texts_beside_each_other_begin_before_they_differ(texts: list[str], shown: list[str]) -> None:
    assert shortened_apart(texts) == shown


@pytest.mark.parametrize(("author", "text"), [("张三", "甲.docx（张三）"), ("", "甲.docx")])
def test_a_file_is_signed_where_its_author_is_known(author: str, text: str) -> None:
    assert signed("甲.docx", author) == text


def test_what_is_said_at_a_question_is_told_from_where_it_differs() -> None:
    same = "同" * 80
    asked = Question(None, (Voice("甲", "", f"{same}一"), Voice("乙", "", f"{same}二"))).text
    assert field_text(f"{QUESTION}goal", asked) == f"甲：…{'同' * 12}一；乙：…{'同' * 12}二"
