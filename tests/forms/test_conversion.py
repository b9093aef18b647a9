"""A document in another form: nothing is deleted, classes and targets print as the new form has them, all is told."""

from dataclasses import replace

import pytest
from notation import document

from perfdesk.forms.bands import Cell, Column, RecordsBand, Row, RowsBand
from perfdesk.forms.conversion import AskedFor, Renamed, convert, form_classes
from perfdesk.forms.definition import Form, Level1, Level2, Scoring
from perfdesk.forms.loader import form
from perfdesk.forms.printed_labels import printed_labels
from perfdesk.model.document import Document
from perfdesk.model.fields import Owner

HEBEI, NINGXIA = form("hebei-book-2024"), form("ningxia-annex2-2024")
# As 财预〔2021〕101号 divides them.
DIVIDED = replace(NINGXIA, id="divided", levels=(
    Level1(name="成本指标", children=(Level2(name="经济成本指标", mandatory=True), Level2(name="社会成本指标"))),
    Level1(name="产出指标", children=(Level2(name="数量指标"), Level2(name="质量指标"))),
))  # fmt: skip
BOOK = document("""
    fiscal_year=2031 | department_name=东岭县气象局 | draft_mark=草案
    # 雷达站维护 | code=13990031P00010110001A | budget_total=12.50 | goal=看好天气 | plan_03=10%
    - 数量 | 维护雷达数量 | ≥2台 | basis=合同约定
    - 成本 | 每台维护成本 | ≤6.25万元
    # 人工增雨 | budget_total=3
    - 时效 | 完成时间 | 2031年10月底前
""")


def texts(made: Document) -> dict[tuple[str, str], str]:
    nodes = [(made.id, made.fields)]
    for project in made.projects:
        nodes += [(project.id, project.fields), *((row.id, row.fields) for row in project.indicators)]
    return {(node, key): text for node, fields in nodes for key, text in fields.items()}


def renamed(old: Form, new: Form, source: Document = BOOK) -> list[Renamed]:
    return list(convert(source, old, new).renamed)


def test_only_the_form_changes_where_both_forms_name_the_classes_alike() -> None:
    made = convert(BOOK, HEBEI, NINGXIA).document
    assert made.form == NINGXIA.id
    assert texts(made) == {**texts(BOOK), (BOOK.id, "annex_number"): "2"}  # the form's default
    assert all(a is b for a, b in zip(made.projects, BOOK.projects, strict=True))


def test_there_and_back_again_is_the_same_document() -> None:
    there = convert(BOOK, HEBEI, DIVIDED).document
    back = convert(there, DIVIDED, HEBEI).document
    assert texts(back) == {**texts(BOOK), (BOOK.id, "annex_number"): "2"} | texts(convert(BOOK, HEBEI, HEBEI).document)


def test_a_class_takes_the_name_that_the_new_form_prints_also_where_annexes_are_divided_otherwise() -> None:
    rows = convert(BOOK, HEBEI, DIVIDED).document.projects[0].indicators
    assert [(row.level1, row.level2) for row in rows] == [("产出指标", "数量指标"), ("成本指标", "经济成本指标")]
    last = convert(BOOK, HEBEI, DIVIDED).document.projects[1].indicators[0]
    assert (last.level1, last.level2) == ("产出指标", "时效指标")  # the new form has no such class: it stays as entered
    assert Renamed(Owner.INDICATOR, "level2", "产出指标 / 成本指标", "成本指标 / 经济成本指标", 1) in renamed(
        HEBEI, DIVIDED
    )


def test_a_field_that_prints_under_another_name_is_told_with_how_many_are_filled() -> None:
    assert renamed(HEBEI, NINGXIA) == [
        Renamed(Owner.PROJECT, "budget_total", "预算数", "年度资金总额", 2),
        Renamed(Owner.PROJECT, "goal", "绩效目标", "年度总体目标", 1),
    ]


def test_what_the_new_form_does_not_print_is_kept_and_told() -> None:
    kept = convert(BOOK, HEBEI, NINGXIA).kept
    assert [(one.key, one.nodes) for one in kept] == [("draft_mark", 1), ("code", 1), ("plan_03", 1), ("basis", 1)]


def test_what_the_new_form_asks_for_is_told_once_a_field_and_once_a_class() -> None:
    asked = convert(BOOK, HEBEI, NINGXIA).asked
    assert AskedFor(Owner.PROJECT, "supervisor", "主管部门及代码", 2) in asked
    assert AskedFor(Owner.PROJECT, "goal", "年度总体目标", 1) in asked  # required, and blank in one project
    assert AskedFor(Owner.INDICATOR, "level2", "满意度指标 / 服务对象满意度指标", 2) in asked
    assert not any(one.key in ("name", "fiscal_year", "budget_total") for one in asked)
    assert not any("经济效益" in one.title for one in asked)  # may be left out


def test_asking_for_the_form_that_a_document_has_changes_nothing() -> None:
    source = convert(BOOK, HEBEI, HEBEI).document
    assert convert(source, HEBEI, HEBEI)[:3] == (source, (), ())


def test_a_form_prints_each_class_under_one_name() -> None:
    assert form_classes(DIVIDED) == {
        "cost.economic": ("成本指标", "经济成本指标"),
        "cost.social": ("成本指标", "社会成本指标"),
        "output.quantity": ("产出指标", "数量指标"),
        "output.quality": ("产出指标", "质量指标"),
    }


@pytest.mark.parametrize(
    ("owner", "key", "printed"),
    [
        (Owner.PROJECT, "code", "项目编码"),
        (Owner.PROJECT, "budget_fiscal", "财政资金"),
        (Owner.PROJECT, "plan_06", "资金支出计划（%） 6月底"),
        (Owner.INDICATOR, "name", "三级指标"),
        (Owner.INDICATOR, "target", "指标值"),
    ],
)
def test_a_field_is_called_as_the_label_beside_or_above_it_says(owner: Owner, key: str, printed: str) -> None:
    assert printed_labels(HEBEI)[owner, key] == printed


def test_a_field_without_a_label_has_no_name_in_print() -> None:
    assert (Owner.DOCUMENT, "fiscal_year") not in printed_labels(NINGXIA)


# --- from goals to what became of them -----------------------------------------------------------------------------

_MONEY = ("funds.total.initial", "funds.fiscal.initial", "funds.total.weight")
_ROWS = tuple(Row(cells=(Cell(at=(1, 3), label=key), Cell(at=(4, 6), field=key))) for key in ("name", *_MONEY))
_COLUMNS = (Column(at=(1, 3), label="指标", field="name"), Column(at=(4, 6), label="实际", field="actual"))
SELF = replace(
    NINGXIA,
    id="self",
    stage="evaluation",
    scoring=Scoring(execution=20),
    table=replace(
        NINGXIA.table, bands=(RowsBand(kind="rows", rows=_ROWS), RecordsBand(kind="records", columns=_COLUMNS))
    ),
)


def test_the_year_begins_with_the_plan_and_with_the_marks_for_the_money() -> None:
    made = convert(BOOK, HEBEI, SELF, "r7")
    first, second = made.document.projects
    assert [first.fields[key] for key in _MONEY] == ["12.50", "", "20"]
    assert [second.fields[key] for key in _MONEY] == ["3", "", "20"]
    began = Renamed(Owner.PROJECT, "funds.total.initial", "预算数", "funds.total.initial", 2)
    assert began in made.renamed
    assert began.words == "预算数 → funds.total.initial 2 个项目"


def test_what_stands_there_already_is_left() -> None:
    source = BOOK.with_fields({("p1", "funds.total.initial"): "11", ("p1", "funds.total.weight"): "10"})
    assert [convert(source, HEBEI, SELF).document.projects[0].fields[key] for key in _MONEY] == ["11", "", "10"]


def test_what_was_approved_is_kept_once() -> None:
    begun = convert(BOOK, HEBEI, SELF, "r7").document
    assert begun.fields["frozen.revision"] == "r7"
    row = begun.projects[0].indicators[0]
    assert (row.fields["frozen.target"], row.fields["frozen.name"], begun.projects[0].fields["frozen.goal"]) == (
        "≥2台", "维护雷达数量", "看好天气",
    )  # fmt: skip
    assert "frozen.weight" not in row.fields  # it was blank
    later = convert(begun.with_fields({(row.id, "target"): "≥1台"}), SELF, replace(SELF, id="later")).document
    assert later.projects[0].indicators[0].fields["frozen.target"] == "≥2台"
    again = convert(later, replace(HEBEI, id="goals"), SELF).document
    assert again.projects[0].indicators[0].fields["frozen.target"] == "≥1台"


def test_between_forms_about_goals_nothing_is_approved() -> None:
    made = convert(BOOK, HEBEI, NINGXIA).document
    assert not [key for _, key in texts(made) if key.startswith("frozen.")]


# --- sign and unit in columns of their own -------------------------------------------------------------------------

_APART = tuple(
    Column(at=at, label=key, field=key)
    for at, key in (((1, 3), "name"), ((4, 4), "op"), ((5, 5), "target"), ((6, 6), "unit"))
)
APART = replace(NINGXIA, id="apart", table=replace(NINGXIA.table, bands=(RecordsBand(kind="records", columns=_APART),)))


@pytest.mark.parametrize(
    ("target", "parts"),
    [
        ("≥2台", ("≥", "2", "台")),
        ("95%", ("", "95", "%")),
        ("不低于1,000人", ("不低于", "1,000", "人")),
        ("2031年10月底前", ("", "2031年10月底前", "")),
        ("2031年", ("", "2031年", "")),
        ("6月底前", ("", "6月底前", "")),
        ("3年", ("", "3", "年")),
        ("长期", ("", "长期", "")),
        ("10-20人", ("", "10-20人", "")),
        ("", ("", "", "")),
    ],
)
def test_a_target_is_divided_only_where_its_parts_give_it_again(target: str, parts: tuple[str, str, str]) -> None:
    source = document(f"# 雷达站维护\n- 数量 | 维护雷达数量 | {target}")
    there = convert(source, HEBEI, APART).document
    fields = there.projects[0].indicators[0].fields
    assert (fields["op"], fields["target"], fields["unit"]) == parts
    back = convert(there, APART, HEBEI).document
    assert dict(back.projects[0].indicators[0].fields) == dict(source.projects[0].indicators[0].fields)
