"""The ministry's forms as data: what stands where beside their notation in the design, and one document through its
three stages."""

from dataclasses import replace
from decimal import Decimal

import pytest
from ministry import FORMS, example

from perfdesk.forms.blank import new_document, new_project
from perfdesk.forms.conversion import Conversion, convert
from perfdesk.forms.loader import form
from perfdesk.forms.sheet import Role, sheet
from perfdesk.forms.soundness import faults
from perfdesk.model.document import Document
from perfdesk.model.fields import FROZEN, Owner
from perfdesk.paper.breaking import broken
from perfdesk.rules.check import check
from perfdesk.rules.scoring import proposals

GOALS, MONITORED, EVALUATED = map(form, ("mof-88-project", "mof-136-monitoring", "mof-10-self"))


@pytest.mark.parametrize("name", FORMS)
def test_every_field_of_a_form_is_filled_somewhere_in_its_example(name: str) -> None:
    one, layout = example(name), form(name)
    filled = {(Owner.DOCUMENT, key) for key, text in one.fields.items() if text}
    for project in one.projects:
        filled |= {(Owner.PROJECT, key) for key, text in project.fields.items() if text}
        filled |= {(row.owner, key) for row in project.rows for key, text in row.fields.items() if text}
    assert [place for place in layout.table.printed if place not in filled] == []


@pytest.mark.parametrize("name", FORMS)
def test_nothing_is_wrong_with_the_example(name: str) -> None:
    one = example(name)
    assert [(found.rule, found.message) for found in check(one, form(name))] == []


@pytest.mark.parametrize("name", FORMS)
def test_a_class_stands_on_one_line_and_its_points_below_it(name: str) -> None:
    layout = form(name)
    table = layout.table
    (band,) = [one for one in table.records if one.owner is Owner.INDICATOR]
    (column,) = [one for one in band.columns if one.field == "level1"]
    first, last = column.at
    room = (sum(layout.widths[first - 1 : last]) - 2 * table.margin) / table.size
    for level in layout.levels:
        assert [*broken(f"{level.name}{level.mark}", room)] == [part for part in (level.name, level.mark) if part]


def computed(one: Document) -> list[str]:
    cells = sheet(form(one.form), one, one.projects[0]).cells
    return [cell.text for cell in cells if cell.role is Role.COMPUTED]


def test_sums_are_printed_below_the_tasks_and_below_the_scores() -> None:
    assert computed(example("mof-88-department")) == ["500.00", "450.00", "50.00"]
    assert computed(example("mof-10-self")) == ["100", "97.0"]


def test_a_new_project_has_a_row_for_each_class_in_both_phases() -> None:
    made = new_project(GOALS, new_document(GOALS))
    rows = [(row.level2, row.fields["level2@mid"]) for row in made.indicators]
    assert [one for one, _ in rows] == [
        "数量指标",
        "质量指标",
        "时效指标",
        "成本指标",
        "社会效益指标",
        "服务对象满意度指标",
    ]
    assert all(one == other for one, other in rows)
    assert "level2@mid" not in new_project(EVALUATED, new_document(EVALUATED)).indicators[0].fields


def test_a_row_higher_than_a_page_is_a_fault() -> None:
    def with_lines(lines: int) -> list[str]:
        rows = tuple(replace(row, lines=lines) for row in EVALUATED.table.rows[:1])
        band = replace(EVALUATED.table.bands[0], rows=(*rows, *EVALUATED.table.rows[1:9]))
        bands = (band, *EVALUATED.table.bands[1:])
        return [*faults(replace(EVALUATED, table=replace(EVALUATED.table, bands=bands, line=30.0)))]

    assert with_lines(21) == []
    assert with_lines(22) == ["table.bands：有一行的 lines 太大，比一页还高"]


# --- one document, three stages -----------------------------------------------------------------------------------


def to_monitoring() -> Conversion:
    return convert(example(GOALS.id), GOALS, MONITORED, "rev-1")


def monitored() -> Document:
    """With what became of the goals until July."""
    made = to_monitoring().document
    project = made.projects[0]
    return made.with_fields({
        (project.id, "funds.total.executed@july"): "33.00",
        (project.indicators[1].id, "deviation"): "汛期停工",
        (project.indicators[1].id, "likelihood"): "有可能",
    })  # fmt: skip


def test_monitoring_begins_with_the_plan_and_keeps_the_goals_as_approved() -> None:
    project = to_monitoring().document.projects[0]
    assert [project.fields[f"funds.{source}.initial"] for source in ("total", "other")] == ["60.00", "10.00"]
    assert project.indicators[0].fields[f"{FROZEN}target"] == "≥12公里"
    assert project.fields[f"{FROZEN}goal"] == project.fields["goal"]


def test_the_report_tells_what_is_asked_for_and_what_is_kept_without_being_printed() -> None:
    made = to_monitoring()
    assert {("project", "attribute", 1), ("indicator", "target@mid", 9)} <= {tuple(one) for one in made.kept}
    asked = {one.key for one in made.asked}
    assert {"funds.total.executed@july", "progress", "likelihood", "funds.general.initial"} <= asked
    assert ("年度资金总额", "年度资金总额 年初预算数") in {(one.before, one.after) for one in made.renamed}


def test_self_evaluation_after_monitoring_has_the_plan_the_marks_and_the_goals_as_first_approved() -> None:
    before = monitored()
    changed = before.with_fields({(before.projects[0].indicators[0].id, "target"): "≥11公里"})
    made = convert(changed, MONITORED, EVALUATED)
    project = made.document.projects[0]
    money = [project.fields[f"funds.{source}"] for source in ("total.initial", "fiscal.initial", "total.weight")]
    assert money == ["60.00", "50.00", "10"]
    assert project.indicators[0].fields[f"{FROZEN}target"] == "≥12公里"
    # What was spent until July is not what was spent in the year.
    assert project.fields["funds.total.executed"] == ""
    assert {"funds.total.executed", "weight", "actual", "score"} <= {one.key for one in made.asked}
    assert ("project", "funds.total.executed@july", 1) in {tuple(one) for one in made.kept}


def test_nothing_is_lost_on_the_way_through_the_stages_and_back() -> None:
    before = monitored()
    after = convert(convert(before, MONITORED, EVALUATED).document, EVALUATED, GOALS).document
    for old, new in zip(before.projects, after.projects, strict=True):
        assert old.fields.items() <= new.fields.items()
        assert [row.fields for row in old.rows] == [row.fields for row in new.rows]


def test_scores_are_proposed_and_the_total_is_their_sum() -> None:
    made = convert(monitored(), MONITORED, EVALUATED).document
    project = made.projects[0]
    weights = ("15", "10", "10", "5", "10", "20", "5", "5", "10")
    actual = ("12.5公里", "3座", "100%", "2031年4月底前", "4.4万元/公里", "1320户", "20万立方米", "96%", "91%")
    texts = {(project.id, "funds.total.adjusted"): "62.00", (project.id, "funds.total.executed"): "58.90"}
    for row, weight, done in zip(project.indicators, weights, actual, strict=True):
        texts |= {(row.id, "weight"): weight, (row.id, "actual"): done}
    made = made.with_fields(texts)
    proposed = list(proposals(made.projects[0]))
    scores = {one.node: one.text for one in proposed if one.key == "score"}
    assert [scores[row.id] for row in project.indicators] == ["15", "7.5", "10", "5", "10", "20", "5", "5", "10"]
    scored = made.with_fields({(one.node, one.key): one.text for one in proposed})
    assert scored.projects[0].fields["funds.total.score"] == "9.5"
    total = sum(map(Decimal, [*scores.values(), "9.5"]))
    assert computed(scored) == ["100", str(total)] == ["100", "97.0"]
