"""What merging left open is found, told with all that was said, and decided by one of its choices."""

import re

import pytest
from notation import document as written

from perfdesk.forms.loader import form
from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import QUESTION
from perfdesk.model.marked_text import MarkedText
from perfdesk.model.questions import PLACE, REMOVED, Question, Voice
from perfdesk.rules.check import check
from perfdesk.rules.finding import Finding

BOOK = "# 网站维护费 | goal=我写的\n- 数量 | 维护次数 | ≥4次"
VOICES = (
    Voice("书.perfdesk", "", "我写的"),
    Voice("甲.perfdesk", "张三", "甲写的"),
    Voice("乙.perfdesk", "", "甲写的"),
)


def asked(node: str, key: str, question: Question) -> tuple[Document, Finding]:
    book = SetFields({(node, QUESTION + key): question.text}).apply(written(BOOK))
    (finding,) = (one for one in check(book, form(book.form)) if one.rule == "open-question")
    return book, finding


def test_a_question_tells_who_says_what() -> None:
    _, finding = asked("p1", "goal", Question("原来的", VOICES))
    assert (finding.project, finding.field, finding.evidence) == ("p1", "goal", "原为“原来的”")
    assert finding.message == (
        "合并的文件里“绩效目标”填得不一样：书.perfdesk填“我写的”；甲.perfdesk（张三）、乙.perfdesk填“甲写的”。"
        "现用书.perfdesk的，请选定。"
    )


def bracketed(finding: Finding) -> str:
    text = MarkedText(finding.message, finding.differing)
    return "".join(f"[{piece}]" if seen else piece for piece, seen in text.pieces)


@pytest.mark.parametrize(
    ("base", "now", "values", "said"),
    [
        # What each one changed of what was there before; if that stands there now, what is otherwise there.
        ("投入5万元", "投入5万元", ["投入8万元", "投入9万元"], ["投入[8]万元", "投入[9]万元", "投入[5]万元"]),
        ("投入5万元", "投入6万元", ["投入6万元", "投入9万元"], ["投入[6]万元", "投入[9]万元"]),
        # Nobody knows what was there: what each one has otherwise than what stands there now.
        (None, "投入5万元", ["投入5万元", "投入9万元"], ["投入[5]万元", "投入[9]万元"]),
        ("", "投入5万元", ["投入5万元", "投入9万元"], ["投入[5]万元", "投入[9]万元"]),
        ("投入5万元", "", ["投入8万元", ""], ["投入[8]万元", ""]),
    ],
)
def test_the_words_that_differ_are_marked(base: str | None, now: str, values: list[str], said: list[str]) -> None:
    voices = [Voice(f"{at}.perfdesk", "", value) for at, value in enumerate(values)]
    edit = {("p1", "goal"): now, ("p1", QUESTION + "goal"): Question(base, tuple(voices)).text}
    book = SetFields(edit).apply(written(BOOK))
    (finding,) = (one for one in check(book, form(book.form)) if one.rule == "open-question")
    quoted = re.findall("填“(.*?)”|现用“(.*?)”", bracketed(finding))
    assert quoted == [*((one, "") for one in said[: len(values)]), *(("", one) for one in said[len(values) :])]
    assert ("现用0.perfdesk的，" in finding.message) is (now == values[0])


def test_of_many_files_that_keep_a_row_the_first_is_named() -> None:
    def said(count: int) -> str:
        kept = [Voice(f"{at}.perfdesk", "", "次数") for at in range(count)]
        _, finding = asked("p1.1", REMOVED, Question("次数", (*kept, Voice("丁.perfdesk", "李四", "（删除）"))))
        return finding.message.partition("（")[2]

    assert said(3).startswith("0.perfdesk、1.perfdesk、2.perfdesk：次数；丁.perfdesk（李四）：（删除））")
    assert said(4).startswith("0.perfdesk等 4 份：次数；丁.perfdesk（李四）：（删除））")


def test_long_texts_are_quoted_and_marked_where_they_differ_although_one_is_quite_another() -> None:
    same = "加强管理，完善制度，" * 10
    voices = Voice("甲", "", f"{same}充分发挥基础作用"), Voice("乙", "", f"{same}充分发挥先导作用")
    _, finding = asked("p1", "goal", Question(f"{same}积极发挥基础作用", voices))
    start = "…管理，完善制度，[充分]发挥"
    assert finding.evidence == "原为“…度，加强管理，完善制度，积极发挥基础作用”"
    assert f"甲填“{start}基础作用”；乙填“{start}[先导]作用”。现用“[我写的]”" in bracketed(finding)


def test_a_question_about_a_row_marks_nothing() -> None:
    _, finding = asked("p1.1", REMOVED, Question("次数", VOICES))
    assert finding.differing == ()


@pytest.mark.parametrize(("choice", "text"), [(0, "我写的"), (1, "甲写的")])
def test_a_choice_settles_it(choice: int, text: str) -> None:
    book, finding = asked("p1", "goal", Question("原来的", VOICES))
    settled = finding.choices[choice].apply(book)
    assert len(finding.choices) == 3
    assert settled == SetFields({("p1", "goal"): text}).apply(written(BOOK))


def test_all_that_anybody_wrote_in_a_long_text_can_be_kept() -> None:
    book, finding = asked("p1", "goal", Question("原来的", VOICES))
    both = finding.choices[2]
    assert both.label(book) == "两者都要"
    assert both.apply(book) == SetFields({("p1", "goal"): "我写的\n甲写的"}).apply(written(BOOK))
    _, three = asked("p1", "goal", Question("原来的", (*VOICES, Voice("丙", "", "丙写的"))))
    assert three.choices[-1].label(book) == "全部都要"
    # Not where one of them has it all already, nor of a short text.
    longer = Voice("丙.perfdesk", "", "原来的\n丙写的"), Voice("丁.perfdesk", "", "原来的")
    _, whole = asked("p1", "goal", Question("原来的", longer))
    assert [one.label(book) for one in whole.choices[1:]] == [
        "采用丙.perfdesk的“原来的 丙写的”",
        "采用丁.perfdesk的“原来的”",
    ]
    _, short = asked("p1", "name", Question("原来的", VOICES))
    assert "两者都要" not in [one.label(book) for one in short.choices]


def test_long_texts_are_quoted_from_where_they_differ() -> None:
    """Cut at the same beginning, four people seemed to say the same."""
    same = "全年完成档案馆的各项工作，" * 8
    voices = tuple(Voice(f"{who}.perfdesk", "", f"{same}{who}写的结尾") for who in "甲乙")
    now = {("p1", "goal"): f"{same}我写的结尾", ("p1", QUESTION + "goal"): Question(same, voices).text}
    book = SetFields(now).apply(written(BOOK))
    (finding,) = (one for one in check(book, form(book.form)) if one.rule == "open-question")
    labels = [one.label(book) for one in finding.choices]
    for who in "我甲乙":
        assert f"{who}写的结尾" in finding.message
        assert any(f"{who}写的结尾" in label for label in labels)


def test_what_one_removed_can_stay_or_go() -> None:
    book, finding = asked("p1.1", REMOVED, Question("维护次数", VOICES))
    stay, gone = finding.choices
    assert (finding.indicator, finding.field) == ("p1.1", "name")
    assert stay.apply(book) == written(BOOK)
    assert gone.apply(book).projects[0].indicators == ()


def test_what_was_moved_to_two_places_can_stay() -> None:
    book, finding = asked("p1", PLACE, Question(None, VOICES))
    (stay,) = finding.choices
    assert stay.apply(book) == written(BOOK)


def test_a_question_about_the_whole_and_one_that_is_none() -> None:
    book = written(BOOK)
    _, finding = asked(book.id, "overall_goal", Question(None, VOICES))
    assert (finding.project, finding.field) == ("", "overall_goal")
    for text in (
        "",
        "{",
        "[]",
        '{"base": 1, "sides": []}',
        '{"base": null}',
        '{"base": null, "sides": [[1]]}',
        "[" * 9999,
    ):
        odd = SetFields({("p1", f"{QUESTION}goal"): text}).apply(book)
        assert not [one for one in check(odd, form(odd.form)) if one.rule == "open-question"]
