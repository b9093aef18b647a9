"""Blanks that nobody was asked for: which findings these are, when they become errors, and how they are counted."""

import pytest
from notation import document as written

from perfdesk.forms.blank import new_document, new_project
from perfdesk.forms.loader import form
from perfdesk.model.document import Document
from perfdesk.model.edits import AddIndicator, Remove, SetFields
from perfdesk.model.fields import Fields
from perfdesk.rules.answers import answer
from perfdesk.rules.check import Checker, check
from perfdesk.rules.finding import Severity
from perfdesk.rules.index import BLANK, TO_FILL, FindingIndex
from perfdesk.rules.to_fill import Asked, blanks, emptied, required

HEBEI = "hebei-book-2024"
NINGXIA = "ningxia-annex2-2024"
BOOK = """
department_name=青禾县档案馆 | fiscal_year=2025
# 查档服务 | budget_total=5
- 数量 | 查档人数 | | description=人数 | basis=台账
- 质量 | | ≥98% | description=准确率 | basis=台账
- 时效 | 答复时间 | 3日内 | description=时间
"""


def judged(document: Document, asked: Asked | None = None) -> FindingIndex:
    checker = Checker(form(document.form), (), (asked or Asked()).is_to_fill)
    checker.judge(document)
    return checker.index


def to_fill(index: FindingIndex) -> set[tuple[str, str]]:
    return {(one.node, one.field) for part in index.parts() for one in part.to_fill}


def new(form_id: str) -> Document:
    empty = new_document(form(form_id), "2026")
    return empty.with_projects([new_project(form(form_id), empty)])


@pytest.mark.parametrize("form_id", [HEBEI, NINGXIA])
def test_a_new_document_has_nothing_but_blanks_to_fill_in(form_id: str) -> None:
    index = judged(new(form_id))
    assert index.open == ()
    assert len(index.all()) == len(to_fill(index)) > 10


@pytest.mark.parametrize("form_id", [HEBEI, NINGXIA])
def test_in_a_new_document_everything_is_blank_but_the_year(form_id: str) -> None:
    document = new(form_id)
    wanted = required(document, form(form_id))
    assert judged(document).counts()[BLANK] == wanted - 1
    assert judged(document).counts()[TO_FILL] == wanted - 1


@pytest.mark.parametrize(
    ("form_id", "wanted"),
    [
        # Department, year, three texts; five fields, the unit, the plan, three indicators.
        (HEBEI, 5 + 5 + 1 + 1 + 3),
        # Department, year; five fields, no plan.
        (NINGXIA, 2 + 5 + 3),
    ],
)
def test_what_must_be_filled_in_is_counted_by_the_form(form_id: str, wanted: int) -> None:
    document = written(BOOK.replace("时效", "数量"), form_id)
    assert required(document, form(form_id)) == wanted
    assert required(document.with_projects(()), form(form_id)) == wanted - (10 if form_id == HEBEI else 8)


@pytest.mark.parametrize(
    ("node", "key", "case", "number"),
    [
        ("", "overall_goal", "blank", 1),
        ("p1", "goal", "blank", 1),
        ("p1", "plan_03", "nothing", 1),
        ("p1.1", "target", "no-target", 1),
        ("p1.2", "name", "no-name", 1),
        ("p1.3", "basis", "gap", 0),
    ],
)
def test_a_blank_is_only_to_fill_in_until_its_field_was_left(node: str, key: str, case: str, number: int) -> None:
    document, asked = written(BOOK), Asked()
    (finding,) = [one for one in check(document, form(HEBEI)) if (one.node, one.field) == (node, key)]
    assert (finding.facts[0], blanks(finding)) == (case, number)
    assert (node, key) in to_fill(judged(document, asked))
    asked.leave(node, "other")
    asked.leave("other", key)
    assert (node, key) in to_fill(judged(document, asked))
    asked.leave(node, key)
    index = judged(document, asked)
    assert (node, key) not in to_fill(index)
    assert finding in index.open


@pytest.mark.parametrize(
    ("texts", "node", "field"),
    [
        ({("d", "fiscal_year"): "24年"}, "", "fiscal_year"),
        ({("p1", "budget_total"): "很多"}, "p1", "budget_total"),
        ({("p1.1", "target"): "%"}, "p1.1", "target"),
        ({("p1", "plan_03"): "120"}, "p1", "plan_03"),
    ],
)
def test_what_is_filled_in_wrongly_is_said_at_once(texts: dict[tuple[str, str], str], node: str, field: str) -> None:
    index = judged(SetFields(texts).apply(written(BOOK)))
    assert (node, field) in {(one.node, one.field) for one in index.open}


def test_classes_and_indicators_that_somebody_took_away_are_missed_at_once() -> None:
    document = Remove(frozenset({"p1.1"})).apply(written(BOOK))
    assert any(one.facts[0] == "class" for one in judged(document).open)
    nothing = written("# 查档服务")
    assert any(one.facts[0] == "no-indicator" for one in judged(nothing).open)


def test_after_a_check_only_what_came_later_is_still_to_fill_in() -> None:
    document, asked = written(BOOK), Asked()
    asked.check(document)
    assert to_fill(judged(document, asked)) == set()
    added = AddIndicator("new", "p1", Fields({"level1": "产出指标", "level2": "数量指标"}), None).apply(document)
    assert {node for node, _ in to_fill(judged(added, asked))} == {"new"}


def test_an_answered_blank_is_neither_open_nor_to_fill_in() -> None:
    document = written(BOOK)
    (finding,) = [one for one in check(document, form(HEBEI)) if one.field == "goal"]
    index = judged(answer(document, finding, "不适用", "没有").apply(document))
    assert index.counts()[BLANK] == judged(document).counts()[BLANK] - 1
    assert ("p1", "goal") not in to_fill(index)
    assert "goal" not in {one.field for one in index.open}
    assert "goal" in {one.field for one in index.answered}


def test_tallies_tell_findings_and_blanks_apart() -> None:
    document = SetFields({("p1", "budget_total"): "很多"}).apply(written(BOOK))
    part = judged(document).of("p1")
    assert part.tally[TO_FILL] == len(part.to_fill) > 0
    assert part.tally[Severity.ERROR] == sum(one.severity is Severity.ERROR for one in part.open) > 0
    assert part.by_indicator["p1.1"] == {TO_FILL: 1}
    assert len(part.open) + len(part.to_fill) == len(part.all)
    assert not {("p1", "goal")} & part.by_place.keys()


def test_dividing_anew_tells_which_projects_say_something_else_now() -> None:
    document, asked = written(BOOK + "# 库房租金 | budget_total=5"), Asked()
    checker = Checker(form(HEBEI), (), asked.is_to_fill)
    checker.judge(document)
    counts = checker.index.counts()[TO_FILL]
    assert checker.divide(["", "p1", "p2"]) == {}
    asked.leave("p1", "goal")
    before = checker.index.of("p1")
    assert checker.divide(["", "p1", "p2"]) == {"p1": before}
    assert checker.index.counts()[TO_FILL] == counts - 1


@pytest.mark.parametrize(
    ("texts", "places"),
    [
        ({("d", "department_name"): ""}, [("", "department_name")]),
        ({("p1", "budget_total"): ""}, [("p1", "budget_total")]),
        ({("p1.2", "target"): "", ("p1.3", "target"): "5日内"}, [("p1.2", "target")]),
        ({("p1", "goal"): "服务"}, []),
        ({("p1", "goal"): ""}, []),
    ],
)
def test_what_an_edit_empties_is_known(texts: dict[tuple[str, str], str], places: list[tuple[str, str]]) -> None:
    document = written(BOOK)
    assert [*emptied(document, SetFields(texts).apply(document))] == places


def test_what_comes_or_goes_whole_is_not_emptied() -> None:
    document = written(BOOK)
    without = Remove(frozenset({"p1.1"})).apply(document)
    assert [*emptied(document, without)] == []
    assert [*emptied(without, document)] == []
    assert [*emptied(document.with_projects(()), document)] == []
