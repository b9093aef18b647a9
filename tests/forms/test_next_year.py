"""Last year's document as a draft: what stays, what is emptied, which years move, what is marked."""

import pytest

from perfdesk.forms.loader import form
from perfdesk.forms.next_year import Draft, next_year, year_after
from perfdesk.model.carried import is_untouched, unmarked, untouched, untouched_places, with_marks
from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import Fields
from perfdesk.rules.answers import answer, is_of_last_year, repeated, withdraw
from perfdesk.rules.check import check
from perfdesk.rules.finding import Finding
from tests.notation import document

FORM = form("hebei-book-2024")
GOAL = "在2025年12月底前完成；按清财行〔2025〕16号执行；2024年已启动"
LAST = document(
    f"""
    fiscal_year=2025 | department_name=青禾县档案馆 | money_unit=万元 | overall_goal=2025年完成馆藏整理
    # 2025年网站维护费 | code=13992125P00305110011J | budget_total=22.20 | goal={GOAL}
    - 时效 | 完成时间 | 2025年12月底前 | basis=清财行〔2025〕16号
    """
)


def draft(year: str = "2026", source: Document = LAST) -> Draft:
    return next_year(source, FORM, year)


def test_names_units_money_texts_and_indicators_come_along_and_codes_do_not() -> None:
    new = draft().document
    project, row = new.projects[0], new.projects[0].indicators[0]
    assert (new.form, new.fields["department_name"], new.fields["money_unit"]) == (LAST.form, "青禾县档案馆", "万元")
    assert (project.code, project.budget_total) == ("", "22.20")
    assert (row.level1, row.level2, row.name) == ("产出指标", "时效指标", "完成时间")


def test_the_old_year_becomes_the_new_one_but_not_in_what_is_cited_nor_in_other_years() -> None:
    new, moved = draft()
    project = new.projects[0]
    assert new.fields["fiscal_year"] == "2026"
    assert new.fields["overall_goal"] == "2026年完成馆藏整理"
    assert project.name == "2026年网站维护费"
    assert project.fields["goal"] == "在2026年12月底前完成；按清财行〔2025〕16号执行；2024年已启动"
    assert project.indicators[0].target == "2026年12月底前"
    assert project.indicators[0].fields["basis"] == "清财行〔2025〕16号"
    assert moved == 4


@pytest.mark.parametrize("year", ["", "二〇二五", "12025", "2026"])
def test_without_an_old_year_that_differs_no_text_is_changed(year: str) -> None:
    source = LAST.with_fields({(LAST.id, "fiscal_year"): year})
    new, moved = draft(source=source)
    assert (new.fields["fiscal_year"], new.projects[0].name, moved) == ("2026", "2025年网站维护费", 0)


def test_a_text_that_speaks_of_the_new_year_already_is_not_counted_as_put_forward() -> None:
    source = LAST.with_fields({(LAST.id, "fiscal_year"): "2026", (LAST.id, "overall_goal"): "2026年完成"})
    new, moved = draft(source=source)
    assert (new.fields["overall_goal"], moved) == ("2026年完成", 0)


def test_the_forms_defaults_fill_what_is_blank() -> None:
    assert (draft().document.fields["draft_mark"], FORM.defaults["draft_mark"]) == ("草案", "草案")
    printed = LAST.with_fields({(LAST.id, "money_unit"): "元"})
    assert draft(source=printed).document.fields["money_unit"] == "元"


def test_two_colleagues_who_start_from_one_file_get_the_same_ids_and_another_year_other_ones() -> None:
    assert draft().document == draft().document
    nodes = [{draft(year).document.id, *draft(year).document.places} for year in ("2026", "2027")]
    assert not nodes[0] & nodes[1]
    assert not nodes[0] & {LAST.id, *LAST.places}


def test_what_a_clerk_has_to_think_about_is_marked_until_it_is_touched() -> None:
    new = draft().document
    project = new.projects[0]
    assert [(node.id == project.id, key) for node, key in untouched_places(project)] == [
        (True, "budget_total"),
        (True, "goal"),
        (False, "target"),
    ]
    assert untouched(new.fields) == ["overall_goal"]
    touched = SetFields({(project.id, "budget_total"): "24"}).apply(new).projects[0]
    assert not is_untouched(touched.fields, "budget_total")
    assert is_untouched(touched.fields, "goal")
    back = SetFields({(project.id, "budget_total"): "22.20"}).apply(new).projects[0]
    assert is_untouched(back.fields, "budget_total")


def test_marks_of_an_earlier_year_are_dropped_and_blank_fields_get_none() -> None:
    assert with_marks({"goal": "甲", "carried.goal": "乙", "carried.old": "丙"}, ["goal", "purpose"]) == {
        "goal": "甲",
        "carried.goal": "甲",
    }
    twice = next_year(draft().document, FORM, "2027").document
    assert twice.projects[0].fields["carried.goal"] == twice.projects[0].fields["goal"]


def test_the_check_says_once_a_project_how_much_is_last_years_and_ends_when_it_is_looked_at() -> None:
    new = draft().document
    project = new.projects[0]
    found = [one for one in check(new, FORM) if one.rule == "carried-over"]
    assert [(one.project, one.field) for one in found] == [("", "overall_goal"), (project.id, "budget_total")]
    assert "有 3 处还是上年的内容：预算数、绩效目标、完成时间·指标值。" in found[1].message
    looked_at = found[1].choices[0].apply(new)
    assert [one.project for one in check(looked_at, FORM) if one.rule == "carried-over"] == [""]
    assert looked_at.projects[0].fields["goal"] == project.fields["goal"]


def test_many_untouched_places_are_named_by_the_first_and_all_stand_in_the_evidence() -> None:
    rows = "\n".join(f"- 数量 | 第{n}种 | {n}个" for n in range(1, 7))
    new = draft(source=document(f"fiscal_year=2025\n# 甲\n{rows}")).document
    finding = next(one for one in check(new, FORM) if one.rule == "carried-over")
    assert "第4种·指标值等。" in finding.message
    assert "第5种" not in finding.message
    assert finding.evidence.endswith("第6种·指标值")


def test_a_document_that_was_made_anew_has_nothing_to_look_at_again() -> None:
    assert [one for one in check(LAST, FORM) if one.rule == "carried-over"] == []
    assert unmarked([LAST]) == SetFields({}, "上年内容已核对")


@pytest.mark.parametrize(
    ("year", "after"), [("2025", "2026"), (" ２０２５ ", "2026"), ("", ""), ("25", ""), ("2025年", "")]
)
def test_the_year_after(year: str, after: str) -> None:
    assert year_after(Document("d", FORM.id, Fields({"fiscal_year": year}))) == after


# --- answers ---------------------------------------------------------------------------------------------------

ANSWERED = document(
    """
    fiscal_year=2025 | department_name=青禾县档案馆
    # 查档 | code=1 | budget_total=3 | budget_fiscal=2 | goal=查得到
    - 成本 | 年费 | ≤9万元
    - 社会效益 | 2025年的影响 | 明显改善
    """
)


def _said(one: Document, rule: str) -> Finding:
    return next(found for found in check(one, FORM) if found.rule == rule)


def _answered(*rules: str) -> Document:
    one = ANSWERED
    for rule in rules:
        one = answer(one, _said(one, rule), "已核实", "2025年批复的两年合同").apply(one)
    return one


def test_an_answer_holds_next_year_for_the_same_text_and_facts_and_says_that_it_is_of_last_year() -> None:
    new = draft(source=_answered("cost-over-budget", "fund-sum")).document
    for rule in ("cost-over-budget", "fund-sum"):
        assert _said(new, rule).answer == "去年答复过·已核实：2025年批复的两年合同"
        assert is_of_last_year(_said(new, rule))
    assert not is_of_last_year(_said(_answered("fund-sum"), "fund-sum"))
    edit = withdraw(new, _said(new, "fund-sum"))
    assert _said(edit.apply(new), "fund-sum").answer == ""
    assert _said(edit.apply(new), "cost-over-budget").answer


@pytest.mark.parametrize(
    ("key", "text", "open_again"),
    [
        ("budget_total", "4", {"cost-over-budget", "fund-sum"}),
        ("budget_fiscal", "1", {"fund-sum"}),
        ("goal", "别的", set()),
    ],
)
def test_a_fact_that_changed_opens_the_finding_again(key: str, text: str, open_again: set[str]) -> None:
    new = draft(source=_answered("cost-over-budget", "fund-sum")).document
    changed = new.with_fields({(new.projects[0].id, key): text})
    both = ("cost-over-budget", "fund-sum")
    assert {rule for rule in both if not _said(changed, rule).answer} == open_again


def test_a_text_that_was_put_forward_to_the_new_year_is_another_text() -> None:
    rule = "placeholder"
    source = document("fiscal_year=2025\n# 甲\n- 社会效益 | 2025年办成 | 2025年办成")
    held = answer(source, _said(source, rule), "不适用", "如此").apply(source)
    assert _said(held, rule).answer
    assert _said(draft(source=held).document, rule).answer == ""


def test_an_answer_said_again_is_of_this_year_and_one_of_two_years_ago_is_marked_once() -> None:
    new = draft(source=_answered("fund-sum")).document
    again = repeated(new, _said(new, "fund-sum")).apply(new)
    assert _said(again, "fund-sum").answer == "已核实：2025年批复的两年合同"
    twice = next_year(new, FORM, "2027").document
    assert _said(twice, "fund-sum").answer == "去年答复过·已核实：2025年批复的两年合同"
