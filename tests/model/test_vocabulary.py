"""The vocabulary: what the shipped file says, and that it says nothing twice or wrong."""

import re
import tomllib
from collections import Counter

import pytest

from perfdesk import paths
from perfdesk.importers.grid import label
from perfdesk.model import keys
from perfdesk.model.fields import ANSWER, QUESTION, RECORDS, UNREAD, Kind, Owner
from perfdesk.model.keys import NAMED_BY
from perfdesk.model.vocabulary import Field, Vocabulary, row_title, vocabulary

KNOWN = vocabulary()
FILE = tomllib.loads((paths.resources() / "vocabulary.toml").read_text(encoding="utf-8"))
FLAGS = {"inherited": bool, "choice": bool, "coded": bool, "source": bool, "on_request": bool, "point": int}
TEXTS = {"kind": str, "pattern": str, "part_of": str}
# The order in which lists, questions and the command line have shown the fields since the first version.
USUAL = [
    "department_name",
    "fiscal_year",
    "draft_mark",
    "compiler",
    "reviewer",
    "annex_number",
    "money_unit",
    "overall_goal",
    "itemised_goals",
    "safeguards",
    "unit_code",
    "unit_name",
    "code",
    "name",
    "supervisor",
    "attribute",
    "period",
    "budget_total",
    "budget_fiscal",
    "budget_other",
    "funds.carry.plan",
    "funds.unit.plan",
    "funds.own.plan",
    "purpose",
    "plan_03",
    "plan_06",
    "plan_10",
    "plan_12",
    "goal",
    "level1",
    "level2",
    "name",
    "description",
    "target",
    "basis",
    "weight",
]
SOURCES = [
    "total",
    "fiscal",
    "general",
    "govfund",
    "statecap",
    "special",
    "unit",
    "own",
    "business",
    "operating",
    "central",
    "province",
    "city",
    "county",
    "upper",
    "local",
    "carry",
    "other",
]
MEASURES = [
    "plan",
    "mid",
    "initial",
    "adjusted",
    "received",
    "executed",
    "rate",
    "weight",
    "score",
    "reason",
    "expected",
    "y1",
    "y2",
]


def rows() -> list[tuple[str, dict[str, object]]]:
    return [(owner, row) for owner in Owner for row in FILE[owner] if "family" not in row]


@pytest.mark.parametrize(("owner", "row"), rows(), ids=lambda one: one["key"] if isinstance(one, dict) else one)
def test_a_row_has_its_columns_and_no_others(owner: str, row: dict[str, object]) -> None:
    assert row.keys() <= {"key", "titles"} | FLAGS.keys() | TEXTS.keys()
    assert all(type(row[name]) is kind for name, kind in (FLAGS | TEXTS).items() if name in row)
    assert re.fullmatch(r"[a-z][a-z0-9_]*", str(row["key"]))
    titles = row["titles"]
    assert isinstance(titles, list)
    assert all(isinstance(title, str) and 0 < len(title) <= 20 and title == title.strip() for title in titles)
    assert len({*map(label, titles)}) == len(titles) > 0
    assert "part_of" not in row or KNOWN.knows(Owner(owner), str(row["part_of"]))
    assert row.get("kind") != "text", "what is usual is not said"
    re.compile(str(row.get("pattern", "")))


def test_what_is_not_asked_for_stands_in_the_order_it_always_had() -> None:
    assert [field.key for field in KNOWN.usual] == USUAL


def test_every_field_stands_once() -> None:
    assert [*KNOWN.order] == [field.place for field in KNOWN.fields]
    assert Counter((owner, row["key"]) for owner, row in rows()).most_common(1)[0][1] == 1


def test_no_two_fields_of_a_node_are_called_alike() -> None:
    for owner in Owner:
        called = Counter(label(title) for field in KNOWN.of(owner) for title in (field.title, *field.also))
        assert [title for title, times in called.items() if times > 1] == []


def test_each_source_of_funds_has_each_measure() -> None:
    funds = {field.key for field in KNOWN.fields if field.key.startswith("funds.")}
    older = {f"funds.{source}.plan" for source in ("total", "fiscal", "other")}
    assert funds == {f"funds.{source}.{measure}" for source in SOURCES for measure in MEASURES} - older
    assert KNOWN.field(Owner.PROJECT, "funds.carry.plan") == Field(
        "funds.carry.plan", "上年结转资金", Owner.PROJECT, Kind.MONEY, part_of="budget_total"
    )
    rate = KNOWN.field(Owner.PROJECT, "funds.fiscal.rate")
    assert (rate.title, rate.kind, rate.on_request, rate.part_of) == ("财政资金（执行率）", Kind.PERCENT, True, "")
    assert KNOWN.field(Owner.PROJECT, "funds.central.plan").on_request


def test_the_parts_of_a_sum_and_the_points_of_a_plan_are_in_order() -> None:
    parts = ("budget_fiscal", "budget_other", "funds.carry.plan", "funds.unit.plan", "funds.own.plan")
    assert KNOWN.parts == {"budget_total": parts, "total": ("fiscal", "other")}
    assert KNOWN.points == ("plan_03", "plan_06", "plan_10", "plan_12")
    shuffled = Vocabulary(reversed(KNOWN.fields))
    assert shuffled.points == KNOWN.points


def test_what_the_code_names_is_in_the_vocabulary() -> None:
    named = {name: key for name, key in vars(keys).items() if name.isupper() and isinstance(key, str)}
    assert len(named) > 15
    assert set(named.values()) <= {field.key for field in KNOWN.fields}
    levels = [field.key for field in KNOWN.of(Owner.INDICATOR) if field.kind is Kind.LEVEL]
    assert (*levels,) == keys.LEVELS


def test_a_key_that_nobody_knows_is_a_text_called_by_its_key() -> None:
    assert KNOWN.field(Owner.PROJECT, "own.place") == Field("own.place", "own.place", Owner.PROJECT)
    assert KNOWN.title(Owner.PROJECT, "a\nb" + "c" * 99) == "a b" + "c" * 57
    assert KNOWN.title(Owner.PROJECT, " \u200b") == "（无名）"
    kept = [KNOWN.title(Owner.PROJECT, prefix + "x") for prefix in (ANSWER, QUESTION, UNREAD)]
    assert kept == ["审核答复", "合并待定", "装入时没有读到的"]


def test_own_fields_come_last_and_a_known_one_changes_its_title_only() -> None:
    own = [
        Field("own.visits", "走访次数", Owner.PROJECT, Kind.NUMBER),
        Field("unit_code", "预算代码", Owner.PROJECT, Kind.LONG),
    ]
    known = KNOWN.with_own(own)
    assert known.fields[-1] == own[0]
    assert len(known.fields) == len(KNOWN.fields) + 1
    before, now = KNOWN.field(Owner.PROJECT, "unit_code"), known.field(Owner.PROJECT, "unit_code")
    assert (now.title, now.kind, now.inherited, now.pattern) == ("预算代码", Kind.TEXT, True, before.pattern)
    assert known.order[now.place] == KNOWN.order[now.place]
    assert not KNOWN.knows(Owner.PROJECT, "own.visits"), "the program's own stays as it is"


def test_an_amount_has_its_like_in_another_phase() -> None:
    known = vocabulary()
    found = known.field(Owner.PROJECT, "funds.total.executed@july")
    assert (found.title, found.kind, found.on_request) == ("1-7月资金总额（执行数）", Kind.MONEY, True)
    assert not known.knows(Owner.PROJECT, "funds.total.executed@june")
    assert not known.knows(Owner.DOCUMENT, "funds.total.executed@july")


def test_a_field_of_an_indicator_has_its_like_in_another_phase() -> None:
    known = vocabulary()
    assert known.knows(Owner.INDICATOR, "target@mid")
    found = known.field(Owner.INDICATOR, "target@mid")
    assert (found.key, found.title, found.kind, found.on_request) == ("target@mid", "中期指标值", Kind.TARGET, True)
    for owner, key in (
        (Owner.INDICATOR, "target@end"), (Owner.INDICATOR, "tagret@mid"), (Owner.PROJECT, "goal@mid"),
    ):  # fmt: skip
        assert not known.knows(owner, key)
        assert known.title(owner, key) == key


# Every key of any-annex.md §1.3, as it stands there. `funds` is tested above.
FIXED_KEYS = {
    Owner.PROJECT: """
        goal_mid goal_overall goal_done contact phone finance_contact category type source start end overview basis
        feasibility necessity duty process safeguards conclusion problems measures deviation_reason remarks self_score
        fiscal_score total_weight total_score supervisor_code upper_supervisor finance upper_finance funds_class
        subject_code project_level1
    """,
    Owner.DOCUMENT: "fill_unit fill_date form_number opinion_supervisor opinion_finance opinion_1 opinion_2 opinion_3",
    Owner.INDICATOR: """
        op unit actual score deviation direction kind content scoring standard note grade_1 grade_2 grade_3 grade_4
        share status goal_number progress expected cause_1 cause_2 cause_3 cause_4 cause_5 likelihood
    """,
    Owner.SCHEDULE: "content start end",
    Owner.COSTS: "item basis amount y1 y2",
    Owner.TASKS: "item content total fiscal other",
    Owner.GOALS: "text done rate",
    Owner.SITES: "name",
}
MONEY_OF_RECORDS = {"tasks": "total fiscal other", "costs": "amount y1 y2", "schedule": "", "goals": "", "sites": ""}


@pytest.mark.parametrize("owner", FIXED_KEYS)
def test_every_key_that_is_fixed_has_a_row_with_a_title(owner: Owner) -> None:
    for key in FIXED_KEYS[owner].split():
        assert KNOWN.knows(owner, key), key
        assert re.search("[\u4e00-\u9fff]", KNOWN.title(owner, key)), key


@pytest.mark.parametrize("owner", RECORDS)
def test_records_have_just_these_fields_and_only_forms_that_print_them_speak_of_them(owner: Owner) -> None:
    fields = [*KNOWN.of(owner)]
    assert [field.key for field in fields] == FIXED_KEYS[owner].split()
    assert all(field.on_request for field in fields)
    assert [field.key for field in fields if field.kind is Kind.MONEY] == MONEY_OF_RECORDS[owner].split()
    assert NAMED_BY[owner] == fields[0].key
    assert row_title(owner)


def test_what_rows_are_called_are_different_words() -> None:
    titles = [row_title(owner) for owner in (Owner.INDICATOR, *RECORDS)]
    assert titles == ["指标", "任务", "进度", "费用", "目标", "地点"]
