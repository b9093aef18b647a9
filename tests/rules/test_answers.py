from hypothesis import given
from hypothesis import strategies as st
from notation import document

from perfdesk.forms.loader import form
from perfdesk.model.diff import diff
from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.rules.answers import WORDS, answer, withdraw
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
