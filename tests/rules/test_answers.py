from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notation import document

from perfdesk.forms.loader import form
from perfdesk.model.diff import diff
from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.rules.answers import WORDS, answer, answered, withdraw
from perfdesk.rules.check import Checker, check
from perfdesk.rules.finding import Finding

ONE = document("""
department_name=青禾县档案馆 | reviewer=青禾县财政（厅/局）
# 查档 | code=1 | budget_total=3 | budget_fiscal=2
- 成本 | 年费 | ≤9万元
# 展览 | code=1
""")


def _find(one: Document, rule: str, project: str) -> Finding:
    return next(f for f in check(one, form(one.form)) if f.rule == rule and f.project == project)


def test_findings_of_indicators_projects_pairs_and_the_document_can_be_answered() -> None:
    for rule, project in (("cost-over-budget", "p1"), ("fund-sum", "p1"), ("project-code", "p2"), ("leftover", "")):
        finding = _find(ONE, rule, project)
        after = answer(ONE, finding, WORDS[0], "有批复").apply(ONE)
        assert _find(after, rule, project).answer == "不适用：有批复"
        assert sum(bool(f.answer) for f in check(after, form(after.form))) == 1
        assert withdraw(after, finding).apply(after) == ONE


def test_an_answer_is_void_when_what_it_answered_changes() -> None:
    after = answer(ONE, _find(ONE, "cost-over-budget", "p1"), WORDS[1], "两年合同").apply(ONE)
    budget = SetFields({("p1", "budget_total"): "4"}).apply(after)
    assert _find(budget, "cost-over-budget", "p1").answer == ""
    back = SetFields({("p1", "budget_total"): "3"}).apply(budget)
    assert _find(back, "cost-over-budget", "p1").answer == "已核实：两年合同"


def test_an_answer_is_a_difference_like_any_other() -> None:
    after = answer(ONE, _find(ONE, "fund-sum", "p1"), WORDS[1], "原因").apply(ONE)
    (change,) = diff(ONE, after)
    assert change.project == "p1"
    assert change.after.startswith("已核实：原因")


@given(st.text())
def test_any_reason_is_kept_in_one_line_and_the_checker_remembers_rightly(reason: str) -> None:
    checker = Checker(form(ONE.form))
    checker.findings(ONE)
    after = answer(ONE, _find(ONE, "project-code", "p1"), WORDS[0], reason).apply(ONE)
    assert checker.findings(after) == check(after, form(after.form))
    said = _find(after, "project-code", "p1").answer
    assert said.startswith("不适用：")
    assert "\n" not in said


# --- by facts, not by the sentence -----------------------------------------------------------------------------

MANY = document("""
department_name=青禾县档案馆 | reviewer=青禾县财政（厅/局）
# 查档 | code=1 | budget_total=3 | budget_fiscal=2 | attribute=其他
- 成本 | 年费 | ≤9万元
- 服务对象 | 群众满意度 | ≥70%
- 社会效益 | 影响 | 明显改善
# 展览 | code=1 | goal=办展览办展览，办展览办展览
""")
# What version 1.0 kept for each of these findings: the node, the field, the hash of text, sentence and evidence.
KEPT_BY_1_0 = [
    ("d", "answer.missing-required.fiscal_year", "f32339bacc1a"),
    ("d", "answer.missing-required.overall_goal", "b39465476bcb"),
    ("d", "answer.leftover.reviewer", "521c66ce8ca8"),
    ("p1", "answer.missing-required.purpose", "31e77aebfa75"),
    ("p1", "answer.missing-required.level2", "fdeafcbb3e4b"),
    ("p1", "answer.fund-sum.budget_total", "1f45727defc3"),
    ("p1", "answer.plan.plan_03", "471cf2e1f105"),
    ("p1", "answer.project-code.code", "455992d5f884"),
    ("p1.1", "answer.cost-over-budget.target", "42e8281bdb2d"),
    ("p1.3", "answer.vague-target.target", "0d32124caeba"),
    ("p1.2", "answer.satisfaction-range.target", "bd177932689a"),
    ("p1", "answer.attribute.attribute", "6bc4720f210e"),
    ("p2", "answer.missing-required.", "4d3d60dc826c"),
    ("p2", "answer.project-code.code", "bc84564d438a"),
]


def _findings(one: Document) -> tuple[Finding, ...]:
    return check(one, form(one.form))


@pytest.mark.parametrize(("node", "key", "seen"), KEPT_BY_1_0)
def test_an_answer_of_version_1_0_is_honoured_and_can_be_taken_back(node: str, key: str, seen: str) -> None:
    after = SetFields({(node, key): f"已核实：有批复\n{seen}"}).apply(MANY)
    (known,) = [one for one in _findings(after) if one.answer]
    assert (known.node or "d", known.answer) == (node, "已核实：有批复")
    assert withdraw(after, known).apply(after) == MANY
    again = answer(after, known, WORDS[0], "不涉及").apply(after)
    assert [one.answer for one in _findings(again) if one.answer] == ["不适用：不涉及"]


def test_every_finding_says_its_facts_and_keeps_its_answer_when_it_is_worded_differently() -> None:
    for finding in _findings(MANY):
        assert finding.facts, finding
        after = answer(MANY, finding, WORDS[1], "有批复").apply(MANY)
        fields = after.fields_of(finding.node or after.id)
        reworded = replace(finding, message="别的说法。", evidence="")
        assert answered(reworded, fields).answer == "已核实：有批复"
        for facts in ((*finding.facts, "又"), finding.facts[1:]):
            assert not answered(replace(reworded, facts=facts), fields).answer


def test_two_findings_of_one_rule_at_one_place_are_told_apart() -> None:
    by_place: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in _findings(MANY):
        by_place.setdefault((finding.rule, finding.node, finding.field), []).append(finding)
    several = [found for found in by_place.values() if len(found) > 1]
    assert several
    for found in several:
        assert len({one.facts for one in found}) == len(found)


def test_several_findings_at_one_place_have_an_answer_each() -> None:
    """The second answer drove out the first."""
    missing = [one for one in _findings(MANY) if (one.rule, one.field) == ("missing-required", "level2")]
    assert len(missing) == 3
    one = MANY
    for number, finding in enumerate(missing):
        one = answer(one, finding, WORDS[0], f"理由{number}").apply(one)
    said = [finding.answer for finding in _findings(one) if finding.answer]
    assert said == ["不适用：理由0", "不适用：理由1", "不适用：理由2"]
    back = withdraw(one, missing[1]).apply(one)
    assert [finding.answer for finding in _findings(back) if finding.answer] == ["不适用：理由0", "不适用：理由2"]


def test_only_so_many_answers_are_kept_at_one_place() -> None:
    finding, one = _find(MANY, "fund-sum", "p1"), MANY
    for number in range(50):
        one = answer(one, replace(finding, facts=(str(number),)), WORDS[0], f"理由{number}").apply(one)
    assert len(one.fields_of("p1")["answer.fund-sum.budget_total"].split("\n")) == 40
    assert answered(replace(finding, facts=("30",)), one.fields_of("p1")).answer == "不适用：理由30"
    assert not answered(replace(finding, facts=("29",)), one.fields_of("p1")).answer


def test_a_number_of_a_fact_is_the_same_however_it_is_written() -> None:
    finding = _find(MANY, "fund-sum", "p1")
    after = answer(MANY, replace(finding, facts=("unequal", Decimal("1.80"))), WORDS[0], "批复").apply(MANY)
    fields = after.fields_of("p1")
    assert answered(replace(finding, facts=("unequal", Decimal("1.8"))), fields).answer
    assert not answered(replace(finding, facts=("unequal", Decimal(18))), fields).answer
