"""What colleagues filled in differently: kept as the text of a field, read back from any text, joined by no order."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import TEXTS

from perfdesk.model.fields import QUESTION, Fields
from perfdesk.model.questions import Question, Voice, joined, open_questions

A, B, C = Voice("甲.perfdesk", "张三", "6"), Voice("乙.docx", "", "7"), Voice("丙.docx", "", "6")
VOICES = st.builds(Voice, TEXTS, TEXTS, TEXTS)
QUESTIONS = st.builds(Question, st.none() | TEXTS, st.lists(VOICES, max_size=4).map(tuple))


@given(QUESTIONS)
def test_a_question_is_read_back_from_its_text(question: Question) -> None:
    assert Question.parse(question.text) == question


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(
    st.sampled_from(["base", "sides", "x"]), x)).map(json.dumps))  # fmt: skip
def test_any_other_text_is_no_question_and_no_error(text: str) -> None:
    question = Question.parse(text)
    assert question is None or Question.parse(question.text) == question


@pytest.mark.parametrize(
    "text",
    [
        "", "5", "[]", "null", "{}", '{"base": "5"}', '{"sides": []}', '{"base": 5, "sides": []}',
        '{"base": "5", "sides": [["a", "b"]]}', '{"base": "5", "sides": [["a", "b", "c", "d"]]}',
        '{"base": "5", "sides": 1}', "[" * 100_000,
    ],
)  # fmt: skip
def test_what_lacks_something_is_no_question(text: str) -> None:
    assert Question.parse(text) is None


@pytest.mark.parametrize(
    ("voice", "who"),
    [
        (Voice("甲.perfdesk", "张三", ""), "张三"),
        (Voice("甲.perfdesk", "", ""), "甲"),
        (Voice("甲.2.docx", "", ""), "甲.2"),
        (Voice("甲", "", ""), "甲"),
        (Voice(".docx", "", ""), ".docx"),
    ],
)
def test_a_voice_is_called_by_its_author_or_its_file(voice: Voice, who: str) -> None:
    assert voice.who == who


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("5", ["张三、丙：6", "乙：7"]),
        ("6", ["乙：7"]),
        ("7", ["张三、丙：6"]),
    ],
)
def test_who_says_something_else_is_told_by_value(text: str, lines: list[str]) -> None:
    assert Question("5", (A, B, C)).others(text) == lines


@pytest.mark.parametrize(
    ("questions", "whole"),
    [
        ([Question("5", (A,)), Question("5", (B,))], Question("5", (B, A))),
        # Where two do not agree on what it was before, nobody knows.
        ([Question("5", (A,)), Question("4", (B,))], Question(None, (B, A))),
        ([Question(None, (A,)), Question("5", (B,))], Question(None, (B, A))),
        ([Question(None, (A,)), Question(None, (A,))], Question(None, (A,))),
        ([Question("5", (C, A, B))], Question("5", (C, B, A))),
    ],
)
def test_questions_about_the_same_are_one_with_every_voice_once(questions: list[Question], whole: Question) -> None:
    assert joined(one.text for one in questions) == whole.text
    assert joined(one.text for one in reversed(questions)) == whole.text


def test_texts_that_are_no_questions_are_joined_to_nothing() -> None:
    assert joined([]) == joined(["手写", ""]) == ""
    assert joined(["手写", Question("5", (A,)).text]) == Question("5", (A,)).text


def test_open_questions_are_those_of_a_node_by_what_they_are_about() -> None:
    asked = Question("5", (A, B))
    fields = Fields({f"{QUESTION}goal": asked.text, "goal": asked.text, f"{QUESTION}code": "手写", "name": "网站"})
    assert list(open_questions(fields)) == [("goal", asked)]
