"""What an import left unread goes through a merge without a question."""

from notation import document

from perfdesk.forms.loader import form
from perfdesk.merge.analyse import analyse
from perfdesk.merge.sides import Side
from perfdesk.model.edits import SetFields
from perfdesk.model.unread import KEY, unread_lines, unread_text
from perfdesk.rules.check import check


def test_lines_are_kept_once_and_the_rest_is_counted() -> None:
    text = unread_text([*(f"第{at}行 备注" for at in range(40)), "第1行 备注"])
    lines = text.splitlines()
    assert lines[0] == "第0行 备注"
    assert lines[-1] == "还有 10 处"
    assert len(lines) == 31


def test_a_project_that_nobody_compared_says_so_and_keeps_its_amounts() -> None:
    one = document(f"# 渠道 | budget_total=9 | budget_fiscal=7 | {KEY}=第3行 上年结转资金 2")
    found = {finding.rule: finding for finding in check(one, form(one.form))}
    assert unread_lines(one.projects[0].fields) == ["第3行 上年结转资金 2"]
    assert found["unread-source"].choices[0].label(one) == "已核对"
    assert found["fund-sum"].cure is None
    whole = document(f"{KEY}=页眉 未读\n# 渠道 | budget_total=9 | budget_fiscal=7")
    (judged,) = [finding for finding in check(whole, form(whole.form)) if finding.rule == "fund-sum"]
    assert (judged.severity.value, judged.cure) == ("error", None)


def test_what_two_imports_left_unread_is_joined_and_asks_nothing() -> None:
    base = document("# 渠道 | budget_total=9")
    versions = [SetFields({("p1", KEY): text}).apply(base) for text in ("第3行 甲", "第4行 乙\n第3行 甲")]
    plan = analyse(Side("我", versions[0]), [Side("A", versions[1])], base)
    assert [one for one in plan.decisions if one.open] == []
    assert plan.result().projects[0].fields[KEY] == "第3行 甲\n第4行 乙"


def test_what_a_colleague_checked_is_checked() -> None:
    base = document(f"# 渠道 | budget_total=9 | {KEY}=第3行 甲")
    checked = SetFields({("p1", KEY): ""}).apply(base)
    plan = analyse(Side("我", base), [Side("A", checked)], base)
    assert KEY not in plan.result().projects[0].fields


def test_no_unit_is_taken_off_an_amount_while_something_is_unread() -> None:
    for unread, cured in (("", True), (f" | {KEY}=第3行 甲", False)):
        one = document(f"# 渠道 | budget_total=9万元{unread}")
        (finding,) = [found for found in check(one, form(one.form)) if found.rule == "fund-sum"]
        assert (finding.cure is not None) is cured
