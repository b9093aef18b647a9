"""The money of a task is the sum of its parts."""

import pytest
from notation import document

from perfdesk.forms.loader import form
from perfdesk.model.document import Document
from perfdesk.rules.answers import answer
from perfdesk.rules.check import check
from perfdesk.rules.finding import Finding, Severity


def book(task: str) -> Document:
    return document(f"""
    # 档案工作
    + tasks | 其他 | total=1 | fiscal=1
    + tasks | 修缮库房 | {task}
    + costs | 砖 | amount=1
    """)


def found(one: Document) -> list[Finding]:
    return [finding for finding in check(one, form(one.form)) if finding.rule == "task-sum"]


@pytest.mark.parametrize(
    "task",
    [
        "total=3.00 | fiscal=2.00 | other=1.00",
        "total=3.0 | fiscal=2.00 | other=1",
        "total=3 | fiscal=3",
        "total=3 | other=3.00",
        "total=0 | fiscal=0",
        "total=3",
        "content=没有金额",
    ],
)
def test_a_task_whose_parts_add_up_is_right_and_one_without_parts_is_not_judged(task: str) -> None:
    assert found(book(task)) == []


@pytest.mark.parametrize(
    ("task", "right", "evidence"),
    [
        ("total=3.50 | fiscal=2.00 | other=1.00", "3.00", "2.00 + 1.00 = 3.00 ≠ 3.50"),
        ("total=3.01 | fiscal=3.00", "3.00", "3.00 ≠ 3.01"),
        ("fiscal=2.00 | other=1.5", "3.50", "2.00 + 1.5 = 3.50 ≠ （空）"),
        ("total=1 | other=2", "2", "2 ≠ 1"),
    ],
)
def test_a_task_whose_parts_do_not_add_up_is_named_and_cured(task: str, right: str, evidence: str) -> None:
    one = book(task)
    (finding,) = found(one)
    assert (finding.severity, finding.project, finding.indicator, finding.field) == (
        Severity.ERROR,
        "p1",
        "p1.tasks2",
        "total",
    )
    assert finding.message == f"任务2 修缮库房的“总额”应为 {right}，即“财政拨款”、“其他资金”之和。"
    assert finding.evidence == evidence
    assert finding.cure is not None
    cured = finding.cure.apply(one)
    assert cured.fields_of("p1.tasks2")["total"] == right
    assert found(cured) == []


@pytest.mark.parametrize(
    ("task", "key", "title"),
    [
        ("total=三万 | fiscal=3", "total", "总额"),
        ("total=3 | fiscal=3万元", "fiscal", "财政拨款"),
        ("total=-1 | other=-1", "total", "总额"),
    ],
)
def test_what_is_no_amount_is_named_and_not_added_up(task: str, key: str, title: str) -> None:
    first, *_ = findings = found(book(task))
    assert (first.field, first.cure) == (key, None)
    assert first.message == f"任务2 修缮库房的“{title}”应是不小于 0 的数字。"
    assert all("之和" not in one.message for one in findings)


def test_where_something_was_left_unread_the_sum_is_not_changed() -> None:
    one = book("total=3.50 | fiscal=2.00").with_fields({("p1", "unread.import"): "第 3 行"})
    (finding,) = found(one)
    assert finding.cure is None


def test_an_answer_to_a_finding_of_a_record_is_kept_with_it() -> None:
    one = book("total=3.50 | fiscal=2.00")
    (finding,) = found(one)
    answered = answer(one, finding, "不改", "按文件").apply(one)
    (again,) = found(answered)
    assert "按文件" in again.answer
    assert [key for key in answered.fields_of("p1.tasks2") if key.startswith("answer.")] == ["answer.task-sum.total"]
