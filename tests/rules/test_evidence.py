"""The sum in the evidence: its wrong part, and whether it is complete."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notation import document as written

from perfdesk.forms.loader import form
from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.rules.check import check
from perfdesk.rules.cures import Alike, cures_alike
from perfdesk.rules.evidence import adds_up_to, sum_shown
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.reading import name_and_target


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        ("30.00 + 4.00 = 34.00 ≠ 35.00", "30.00 + 4.00 = 34.00 ≠ 【35.00】"),
        ("34.44万元 > 22.20万元", "【34.44万元】 > 22.20万元"),
        (
            "10 套 × 4.39 万元 = 43.90 万元，预算 43.38 万元，差 0.52 万元",
            "10 套 × 4.39 万元 = 43.90 万元，【预算 43.38 万元】，差 0.52 万元",
        ),
        ("25% → 50%", "25% → 50%"),
        ("完成 > 没有完成", "完成 > 没有完成"),
        ("名称，预算 3", "名称，预算 3"),
        ("", ""),
    ],
)
def test_the_part_that_does_not_agree_is_marked_and_a_line_of_another_shape_is_left(evidence: str, words: str) -> None:
    assert sum_shown(evidence).words == words


@pytest.mark.parametrize(
    ("evidence", "is_sum"), [("5 ≠ 6", True), ("5% → 4%", True), ("群众满意度 = 95%", False), ("", False)]
)
def test_a_calculation_is_told_from_a_citation(evidence: str, is_sum: bool) -> None:
    assert sum_shown(evidence).is_sum is is_sum


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("≠>=，预算 0123."), max_size=60))
def test_marking_never_changes_the_text(evidence: str) -> None:
    shown = sum_shown(evidence)
    assert shown.before + shown.wrong + shown.after == evidence


def test_a_line_without_end_is_not_read() -> None:
    long = "1 + " * 1000 + "1 = 5 ≠ 6"
    assert sum_shown(long).words == long
    assert adds_up_to(long) is None


@pytest.mark.parametrize(
    ("evidence", "result"),
    [("30.00 + 4.00 = 34.00 ≠ 35.00", "34.00"), ("1 + 2 = 3", "3"), ("30 ≠ 22.20", None), ("3 = 3", None), ("", None),
     ("1 + 2 = 3.4.5", None), ("1 + 2 = 三", None)],
)  # fmt: skip
def test_a_sum_is_complete_with_two_parts_and_a_result(evidence: str, result: str | None) -> None:
    assert adds_up_to(evidence) == (None if result is None else Decimal(result))


# --- cures of one kind -----------------------------------------------------------------------------------------

MANY = written("""
department_name=青禾县档案馆 | fiscal_year=2025
# 甲 | budget_total=35.00 | budget_fiscal=30.00 | budget_other=4.00
- 服务对象 | 群众满意度 | 95%
# 乙 | budget_total=9 | budget_fiscal=8
- 服务对象 | 群众满意度 | 90%
- 服务对象 | 职工满意度 | 90%
# 丙 | budget_total=7 | budget_fiscal=3 | budget_other=3
""")


def _alike(one: Document, rule: str, project: str, **scope: bool) -> Alike:
    found = check(one, form(one.form))
    like = next(f for f in found if f.rule == rule and f.project == project and f.cure is not None)
    return cures_alike(one, found, like, **scope)


def test_cures_of_one_rule_are_shown_before_and_after_in_the_file_or_in_the_project() -> None:
    every = _alike(MANY, "operator-missing", "p2")
    assert [(one.finding.node, one.before, one.after) for one in every.cures] == [
        ("p1.1", "95%", "≥95%"), ("p2.1", "90%", "≥90%"), ("p2.2", "90%", "≥90%"),
    ]  # fmt: skip
    own = _alike(MANY, "operator-missing", "p2", one_project=True)
    assert [one.finding.node for one in own.cures] == ["p2.1", "p2.2"]
    assert (every.held_back, own.held_back) == (0, 0)


def test_a_cure_that_changes_money_needs_a_sum_of_all_its_parts() -> None:
    found = _alike(MANY, "fund-sum", "p1")
    assert [(one.finding.project, one.before, one.after) for one in found.cures] == [
        ("p1", "35.00", "34.00"), ("p3", "7", "6"),
    ]  # fmt: skip
    assert found.held_back == 1, "of the second project one part may be missing"


def _finding(node: str, text: str, *, case: str = "a", evidence: str = "", rule: str = "leftover") -> Finding:
    cure = SetFields({(node, "target"): text})
    place = (node.split(".", maxsplit=1)[0], node, "target")
    return Finding(rule, Severity.INFO, "改", *place, evidence, cure, facts=(case,))


def test_only_the_same_case_is_taken_where_that_is_asked() -> None:
    found = [_finding("p1.1", "甲", case="a"), _finding("p2.1", "乙", case="b"), _finding("p2.2", "丙", rule="basis")]
    assert len(cures_alike(MANY, found, found[0]).cures) == 2
    assert len(cures_alike(MANY, found, found[0], one_case=True).cures) == 1


def test_what_is_answered_is_not_cured() -> None:
    found = [_finding("p1.1", "甲"), replace(_finding("p2.1", "乙"), answer="不适用：如此")]
    assert [one.after for one in cures_alike(MANY, found, found[0]).cures] == ["甲"]


def test_of_two_cures_of_one_place_the_first_is_taken() -> None:
    found = [_finding("p1.1", "甲"), _finding("p1.1", "乙")]
    assert [one.after for one in cures_alike(MANY, found, found[0]).cures] == ["甲"]


@pytest.mark.parametrize(
    ("before", "after", "evidence", "sure"),
    [
        ("30000元", "3万元", "", True),
        ("30000元", "4万元", "", False),
        ("280元", "280元/人/月", "", True),
        ("280元", "280", "", True),
        ("280元", "820", "", False),
        ("90%", "≥95%", "", True),
        ("3万元", "5", "2 + 3 = 5 ≠ 3", True),
        ("3万元", "6", "2 + 3 = 5 ≠ 3", False),
        ("3万元", "好", "2 + 3 = 5 ≠ 3", False),
    ],
)
def test_the_same_amount_written_otherwise_is_no_change_of_money(
    before: str, after: str, evidence: str, sure: bool
) -> None:
    one = MANY.with_fields({("p1.1", "target"): before})
    finding = _finding("p1.1", after, evidence=evidence)
    found = cures_alike(one, [finding], finding)
    assert (len(found.cures), found.held_back) == ((1, 0) if sure else (0, 1))


def test_a_row_that_would_be_removed_is_named() -> None:
    twice = written("# 甲\n- 数量 | 面积 | ≥200平方米\n- 数量 | 面积 | ≥200平方米")
    (one,) = _alike(twice, "duplicate-indicator", "p1").cures
    assert (one.before, one.after) == ("面积", "删去")


@pytest.mark.parametrize(
    ("target", "shown"),
    [("≥95%", "好评率 ≥95%"), ("=95%", "好评率 =95%"), ("＝95%", "好评率 ＝95%"), ("95%", "好评率 = 95%")],
)
def test_an_indicator_is_shown_with_one_sign(target: str, shown: str) -> None:
    row = written(f"# 回访\n- 质量 | 好评率 | {target}").projects[0].indicators[0]
    assert name_and_target(row) == shown
