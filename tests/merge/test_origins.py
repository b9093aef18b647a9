"""The history of a field names who wrote each text, and who decided where files said different things."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from notation import document

from perfdesk.merge import origins as origins_module
from perfdesk.merge.analyse import analyse
from perfdesk.merge.origins import Origin, Past, decisions, origins
from perfdesk.merge.plan import Plan
from perfdesk.merge.sides import Side
from perfdesk.model.delta import Splice
from perfdesk.model.document import Document
from perfdesk.model.edits import Edit, Remove, SetFields
from perfdesk.model.fields import QUESTION
from perfdesk.model.revisions import Revision, Revisions
from perfdesk.store.format import document_bytes, revision_of

BOOK = "department_name=青禾县档案馆 | goals=一\n# 网站维护费 | goal=原来 | budget_total=5\n- 数量 | 维护次数 | ≥4次"
Answer = Callable[[Plan], Plan]


def saved(side: Side, who: str, content: Document, *merged: Side) -> Side:
    """A side that somebody saved."""
    assert side.revisions is not None
    past = [one.revisions for one in merged if one.revisions is not None]
    parents = (*([side.revisions.tip] if side.revisions.tip else []), *(one.tip for one in past))
    node = revision_of(document_bytes(content), parents)
    revision = Revision(node, parents, who)
    return Side(who, content, who, side.revisions.followed_by(revision, content, past))


@pytest.fixture
def sent() -> Side:
    book = document(BOOK)
    return saved(Side("", book, "", Revisions("", book)), "发件人", book)


def typed(side: Side, who: str, text: str, key: str = "goal", node: str = "p1") -> Side:
    return done(side, who, SetFields({(node, key): text}))


def done(side: Side, who: str, edit: Edit) -> Side:
    return saved(side, who, edit.apply(side.document))


def merged(side: Side, who: str, *others: Side, answer: Answer = lambda plan: plan) -> Side:
    plan = answer(analyse(side, others))
    return saved(side, who, plan.result(), *plan.sides[1:])


def took(number: int) -> Answer:
    return lambda plan: plan.choose([one.place for one in plan.open], number)


def line(one: Origin) -> str:
    wrote = "、".join(each.author for each in one.wrote)
    return f"{one.text}: {wrote}{f'; {one.revision.author}' if one.is_decided else ''}"


def told(side: Side, key: str = "goal", node: str = "p1") -> list[str]:
    """ "text: who wrote it; who decided", the newest first."""
    assert side.revisions is not None
    return [line(one) for one in origins(side.revisions, node, key)]


def test_who_takes_a_colleagues_text_without_a_question_wrote_and_decided_nothing(sent: Side) -> None:
    result = merged(typed(sent, "甲", "5.5", "budget_total"), "甲", typed(sent, "乙", "新的"))
    assert told(result) == ["新的: 乙", "原来: 发件人"]
    assert told(result, "budget_total") == ["5.5: 甲", "5: 发件人"]


@pytest.mark.parametrize(("number", "text", "writer"), [(0, "甲的", "甲"), (1, "乙的", "乙")])
def test_who_answers_in_the_merge_decides(sent: Side, number: int, text: str, writer: str) -> None:
    result = merged(typed(sent, "甲", "甲的"), "处长", typed(sent, "乙", "乙的"), answer=took(number))
    assert told(result)[0] == f"{text}: {writer}; 处长"
    assert {*told(result)[1:]} == {"甲的: 甲", "乙的: 乙", "原来: 发件人"}


def test_who_answers_later_decides(sent: Side) -> None:
    asked = merged(typed(sent, "甲", "甲的"), "甲", typed(sent, "乙", "乙的"))
    assert told(asked)[0] in ("甲的: 甲", "乙的: 乙"), "nobody has decided yet"
    answered = done(asked, "处长", SetFields({("p1", "goal"): "乙的", ("p1", f"{QUESTION}goal"): ""}))
    assert told(answered)[0] == "乙的: 乙; 处长"
    written = done(asked, "处长", SetFields({("p1", "goal"): "另写的", ("p1", f"{QUESTION}goal"): ""}))
    assert told(written)[0] == "另写的: 处长; 处长"
    kept = done(asked, "处长", SetFields({("p1", f"{QUESTION}goal"): ""}))
    assert told(kept)[0] == "甲的: 甲; 处长"


def test_a_text_of_ones_own_is_written_and_decided(sent: Side) -> None:
    def write(plan: Plan) -> Plan:
        return plan.write(plan.open[0], "处长自己写的")

    result = merged(typed(sent, "甲", "甲的"), "处长", typed(sent, "乙", "乙的"), answer=write)
    assert told(result)[0] == "处长自己写的: 处长; 处长"


def test_a_decision_that_came_with_a_file_is_not_decided_again(sent: Side) -> None:
    one, other = typed(sent, "甲", "甲的"), typed(sent, "乙", "乙的")
    asked = merged(one, "甲", other)
    answered = done(asked, "处长", SetFields({("p1", f"{QUESTION}goal"): ""}))
    result = merged(typed(asked, "甲", "6", "budget_total"), "甲", answered)
    assert [one for one in told(result) if ";" in one] == ["甲的: 甲; 处长"]


def test_the_same_answer_to_an_open_question_is_decided_once(sent: Side) -> None:
    asked = merged(typed(sent, "甲", "甲的"), "甲", typed(sent, "乙", "乙的"))
    fresh = typed(sent, "丙", "7", "budget_total")
    result = merged(asked, "丁", fresh)
    assert not any(";" in one for one in told(result)), "the question is still open"
    closed = saved(asked, "戊", SetFields({("p1", f"{QUESTION}goal"): ""}).apply(asked.document), fresh)
    assert told(closed)[0] == "甲的: 甲; 戊"


def test_paragraphs_of_two_were_written_by_both_and_decided_by_nobody(sent: Side) -> None:
    start = typed(sent, "发件人", "第一段\n第二段\n第三段")
    one = typed(start, "甲", "第一段，甲改\n第二段\n第三段")
    other = typed(start, "乙", "第一段\n第二段\n第三段，乙改")
    result = merged(one, "处长", other)
    assert told(result)[0] == "第一段，甲改\n第二段\n第三段，乙改: 甲、乙"


def test_what_means_the_same_is_no_decision(sent: Side) -> None:
    result = merged(typed(sent, "甲", "1.80", "budget_total"), "处长", typed(sent, "乙", "1.8", "budget_total"))
    assert not any(";" in one for one in told(result, "budget_total"))


def test_a_field_of_the_document_itself_and_of_a_row(sent: Side) -> None:
    one, other = typed(sent, "甲", "甲馆", "department_name", "d"), typed(sent, "乙", "乙馆", "department_name", "d")
    assert told(merged(one, "处长", other, answer=took(1)), "department_name", "d")[0] == "乙馆: 乙; 处长"
    one, other = typed(sent, "甲", "≥5次", "target", "p1.1"), typed(sent, "乙", "≥6次", "target", "p1.1")
    assert told(merged(one, "处长", other, answer=took(1)), "target", "p1.1")[0] == "≥6次: 乙; 处长"


def test_a_removed_node_has_no_text_and_nobody_wrote_it(sent: Side) -> None:
    gone = done(sent, "甲", Remove(frozenset({"p1"})))
    assert told(gone) == ["None: ", "原来: 发件人"]
    assert told(gone, node="nowhere") == []


def test_all_that_was_decided_in_a_revision(sent: Side) -> None:
    one = typed(typed(sent, "甲", "甲的"), "甲", "6", "budget_total")
    other = typed(typed(sent, "乙", "乙的"), "乙", "7", "budget_total")
    result = merged(one, "处长", other, answer=lambda plan: plan.choose([plan.open[0].place], 1))
    assert result.revisions is not None
    past = Past(result.revisions)
    first, *rest = ("p1", "budget_total"), ("p1", "goal")
    decided = {key for _, key in past.decided(result.revisions.tip)}
    assert len(decided) == 1
    assert all(past.decided(revision.id) == [] for revision in result.revisions if revision.id != result.revisions.tip)
    [left] = {"goal", "budget_total"} - decided
    closed = done(result, "局长", SetFields({("p1", f"{QUESTION}{left}"): ""}))
    assert closed.revisions is not None
    assert Past(closed.revisions).decided(closed.revisions.tip) == [("p1", left)]
    assert first in [("p1", key) for key in (*decided, left)]
    assert rest


def test_a_text_in_the_place_of_a_question_that_is_none_decides_nothing(sent: Side) -> None:
    odd = typed(sent, "甲", "not a question", f"{QUESTION}goal")
    assert told(typed(odd, "乙", "", f"{QUESTION}goal")) == ["原来: 发件人"]


def test_of_too_many_merges_nothing_is_said(sent: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    result = merged(typed(sent, "甲", "甲的"), "处长", typed(sent, "乙", "乙的"), answer=took(1))
    monkeypatch.setattr(origins_module, "_MOST_MERGES", 0)
    assert told(result)[0] in ("甲的: 甲", "乙的: 乙")
    monkeypatch.undo()
    monkeypatch.setattr(origins_module, "_MOST_SIDES", 1)
    assert not any(";" in one for one in told(result))


def test_a_version_that_cannot_be_rebuilt_is_passed_over(sent: Side) -> None:
    result = merged(typed(sent, "甲", "甲的"), "处长", typed(sent, "乙", "乙的"), answer=took(1))
    assert result.revisions is not None
    left = result.revisions.thinned([])
    assert told(replace(result, revisions=left)) == ["乙的: 处长"]


def test_who_only_carried_a_text_on_has_not_written_it(sent: Side) -> None:
    one = typed(typed(sent, "甲", "甲的"), "丙", "6", "budget_total")
    result = merged(one, "处长", typed(sent, "乙", "乙的"), answer=took(0))
    assert told(result)[0] == "甲的: 甲; 处长"


def test_who_takes_a_paragraph_out_has_written_what_is_left(sent: Side) -> None:
    assert told(typed(typed(sent, "甲", "第一段\n第二段"), "乙", "第二段"))[0] == "第二段: 乙"


def test_who_removes_a_project_in_a_merge_has_written_nothing(sent: Side) -> None:
    gone = done(sent, "乙", Remove(frozenset({"p1"})))
    result = merged(typed(sent, "甲", "3", "compiler", "d"), "处长", gone)
    assert told(result)[0] == "None: "


def test_decisions_are_told_with_who_wrote_what_was_taken(sent: Side) -> None:
    one, other = typed(sent, "甲", "≥5次", "target", "p1.1"), typed(sent, "乙", "≥6次", "target", "p1.1")
    first = merged(one, "处长", other, answer=took(1))
    again = merged(typed(first, "甲", "甲", "goal"), "局长", typed(first, "乙", "乙", "goal"), answer=took(1))
    assert again.revisions is not None
    past = Past(again.revisions)
    found = {
        revision.author: [(one.node, one.key, line(one.origin)) for one in decisions(past, revision.id)]
        for revision in again.revisions
    }
    assert {who: told for who, told in found.items() if told} == {
        "处长": [("p1.1", "target", "≥6次: 乙; 处长")],
        "局长": [("p1", "goal", "乙: 乙; 局长")],
    }
    assert decisions(past, "nowhere") == []


def test_an_answer_about_a_row_and_about_the_document_is_a_decision_too(sent: Side) -> None:
    for node, key in (("p1.1", "target"), ("d", "department_name")):
        asked = merged(typed(sent, "甲", "甲", key, node), "丙", typed(sent, "乙", "乙", key, node))
        answered = done(asked, "处长", SetFields({(node, f"{QUESTION}{key}"): ""}))
        assert answered.revisions is not None
        assert Past(answered.revisions).decided(answered.revisions.tip) == [(node, key)]


def test_as_many_files_as_are_allowed_are_merged_again(sent: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    result = merged(typed(sent, "甲", "甲的"), "处长", typed(sent, "乙", "乙的"), answer=took(1))
    monkeypatch.setattr(origins_module, "_MOST_SIDES", 2)
    monkeypatch.setattr(origins_module, "_MOST_MERGES", 1)
    assert told(result)[0] == "乙的: 乙; 处长"


def test_a_version_that_a_damaged_file_cannot_give_is_passed_over(sent: Side) -> None:
    """As a file may be that another program cut: what leads back from the merge to one of the two is wrong."""
    one, other = typed(sent, "甲", "甲的"), typed(sent, "乙", "乙的")
    result = merged(one, "处长", other, answer=took(1))
    assert result.revisions is not None
    assert other.revisions is not None
    tip = result.revisions[result.revisions.tip]
    lies = replace(tip.back[other.revisions.tip], splices=(Splice("nowhere", 0, 9, ("x",)),))
    bad = replace(tip, back={**tip.back, other.revisions.tip: lies})
    known = [bad if revision.id == tip.id else revision for revision in result.revisions]
    assert told(replace(result, revisions=Revisions(tip.id, result.document, known)))[0] == "乙的: 处长"


def test_what_a_merge_asks_is_collected_once_however_much_it_is(sent: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [f"own.k{number}" for number in range(20)]
    ours, theirs = (done(sent, who, SetFields({("p1", key): who for key in keys})) for who in "甲乙")
    result = merged(ours, "处长", theirs, answer=took(0))
    assert result.revisions is not None
    collected = list[Plan]()
    whole = Plan.open.fget
    assert whole is not None
    monkeypatch.setattr(Plan, "open", property(lambda plan: (collected.append(plan), whole(plan))[1]))
    past = Past(result.revisions)
    assert len(decisions(past, result.revisions.tip)) == len(keys)
    assert len(collected) == 1
