"""Forms that have no column for what the usual ones have, or one column more: learned ones, mostly."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from notation import document
from tables import with_columns

from perfdesk.forms.definition import Form
from perfdesk.forms.loader import form
from perfdesk.model.document import Indicator
from perfdesk.model.edits import Edit, Remove, SetFields
from perfdesk.model.fields import Fields
from perfdesk.model.keys import LEVEL1, LEVEL2, TARGET
from perfdesk.model.values import ProjectCode
from perfdesk.rules.check import check
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.in_columns import in_columns

NINGXIA = form("ningxia-annex2-2024")


def with_fields(*keys: str) -> Form:
    """Annex 2 with these columns of indicators."""
    base = next(one for one in NINGXIA.table.columns_of_indicators if one.field == "name")
    columns = [replace(base, at=(at, at), label=key, field=key) for at, key in enumerate(keys)]
    return replace(with_columns(NINGXIA, columns), levels=(), required=())


def judged(text: str, one: Form, rule: str) -> list[Finding]:
    """The findings of one rule for a project in the notation."""
    return [found for found in check(document(f"# 巡护\n{text}", NINGXIA.id), one) if found.rule == rule]


def facts(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """The field and the case of each."""
    return [(one.field, str(one.facts[0])) for one in findings]


SIGN, UNIT = ("level1", "level2", "name", "op", "target", "unit"), ("level1", "level2", "name", "target", "unit")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (("level1", "level2", "name", "target"), [(LEVEL1, "no-level"), (LEVEL2, "no-level"), (TARGET, "no-target")]),
        (("level1", "name", "target"), [(LEVEL1, "no-level"), (TARGET, "no-target")]),
        (("name", "target"), [(TARGET, "no-target")]),
        (("name", "grade_1"), []),
    ],
)
def test_a_row_lacks_only_what_its_form_has_a_column_for(keys: tuple[str, ...], said: list[tuple[str, str]]) -> None:
    found = judged("- | 巡护次数 |", with_fields(*keys), "missing-required")
    rows = [one for one in found if one.indicator]
    assert sorted(facts(rows)) == said


def test_a_name_is_asked_for_where_the_form_has_a_column_for_it() -> None:
    one = document("# 巡护\n- 数量 | 巡护次数 | 3次", NINGXIA.id)
    blank = one.with_projects([replace(one.projects[0], indicators=(Indicator("x", Fields({"target": "3次"})),))])
    assert [f.facts[0] for f in check(blank, with_fields("name", "target")) if f.indicator] == ["no-name"]
    assert [f.facts[0] for f in check(blank, with_fields("target")) if f.indicator] == []


def test_a_row_without_anything_is_told_in_every_form() -> None:
    one = document("# 巡护\n- 数量 | 巡护次数 | 3次", NINGXIA.id)
    blank = replace(one.projects[0], indicators=(Indicator("x", Fields()),))
    found = check(one.with_projects([blank]), with_fields("name", "grade_1"))
    assert [f.facts[0] for f in found if f.indicator == "x"] == ["empty"]


@pytest.mark.parametrize(
    ("target", "sign", "unit", "whole"),
    [
        ("98", "≥", "%", "≥98%"),
        ("98", "", "%", "98%"),
        ("≥98%", "≥", "%", "≥98%"),
        (" 98 ", " ≥ ", " % ", "≥98%"),
        ("98", "大于等于", "%", "大于等于98%"),
        ("98", "定性", "%", "98%"),
        ("40", "=", "/", "=40"),
        ("40", "=", "—", "=40"),
        ("良好", "=", "级", "良好"),
        ("", "≥", "%", ""),
        ("12", "", "", "12"),
    ],
)
def test_sign_number_and_unit_are_one_target(target: str, sign: str, unit: str, whole: str) -> None:
    assert Indicator("x", Fields({"target": target, "op": sign, "unit": unit})).whole_target == whole


@pytest.mark.parametrize("row", ["98 | op=≥ | unit=%", "98 | unit=％", "≥98%"])
def test_a_unit_in_its_own_column_is_not_missed(row: str) -> None:
    assert judged(f"- 质量 | 巡护记录完整率 | {row}", with_fields(*SIGN), "unit-incomplete") == []


@pytest.mark.parametrize(
    ("keys", "texts"),
    [
        (SIGN, {"op": "≥", "target": "98", "unit": "%"}),
        (UNIT, {"target": "≥98", "unit": "%"}),
        (("level1", "level2", "name", "op", "target"), {"op": "≥", "target": "98%"}),
        (("level1", "level2", "name", "target"), {"target": "≥98%"}),
    ],
)
def test_a_cure_writes_sign_and_unit_into_their_columns(keys: tuple[str, ...], texts: dict[str, str]) -> None:
    text = "- 质量 | 巡护记录完整率 | 98 | op=≥" if "op" in keys else "- 质量 | 巡护记录完整率 | ≥98"
    one, (found,) = document(f"# 巡护\n{text}", NINGXIA.id), judged(text, with_fields(*keys), "unit-incomplete")
    assert found.cure is not None
    row = found.cure.apply(one).projects[0].indicators[0]
    assert {key: row.fields[key] for key in ("op", "target", "unit") if row.fields[key]} == texts


def test_what_cannot_be_divided_is_left_to_the_clerk() -> None:
    def finding(cure: Edit) -> Finding:
        return Finding("unit-incomplete", Severity.WARNING, "不完整。", "p", "x", "target", cure=cure)

    undivided, other = finding(SetFields({("x", "target"): "10月底前"})), finding(SetFields({("x", "name"): "≥98%"}))
    removed = finding(Remove(frozenset({"x"})))
    kept = in_columns([undivided, other, removed], with_fields(*SIGN))
    assert [one.cure for one in kept] == [None, other.cure, removed.cure]
    assert in_columns([undivided], with_fields("name", "target")) == (undivided,)


@pytest.mark.parametrize(
    ("rows", "rule", "evidence"),
    [
        (["- 质量 | 巡护记录完整率 | 98 | op=≥ | unit=天"], "unit-mismatch", "巡护记录完整率 ≥98天"),
        (["- 成本 | 每人补助 | 800 | op=≤ | unit=元"], "unit-incomplete", "≤800元"),
        (
            ["- 数量 | 巡护次数 | 30 | unit=次", "- 数量 | 巡护次数 | 30 | unit=次"],
            "duplicate-indicator",
            "巡护次数”30次",
        ),
        (["- 数量 | 巡护次数 | 30 | unit=次", "- 质量 | 巡护次数 | 30 | unit=天"], "duplicate-indicator", ""),
    ],
)
def test_evidence_shows_the_whole_target(rows: list[str], rule: str, evidence: str) -> None:
    found = judged("\n".join(rows), with_fields(*SIGN), rule)
    assert [evidence in one.evidence for one in found] == ([True] if evidence else [])


def test_costs_in_a_column_of_units_are_reconciled_with_the_budget() -> None:
    rows = "- 成本 | 设备购置费 | {} | op=≤ | unit=万元\n- 成本 | 设备安装费 | 4 | op=≤ | unit=万元"
    for cost, said in (("8", []), ("80", ["cost-over-budget"])):
        one = document(f"# 巡护 | budget_total=12 | budget_fiscal=12\n{rows.format(cost)}", NINGXIA.id)
        assert [f.rule for f in check(one, with_fields(*SIGN)) if f.rule.startswith("cost")] == said


def test_a_sign_in_its_own_column_says_which_way_is_better() -> None:
    form_, row = (
        with_fields(*SIGN, "weight", "actual", "score"),
        "- 时效 | 到场用时 | 30 | unit=分钟 | weight=10 | score=10",
    )
    assert judged(f"{row} | op=≤ | actual=25", form_, "score-outcome") == []
    (found,) = judged(f"{row} | op=≤ | actual=40", form_, "score-outcome")
    assert found.evidence == "10 × 30 ÷ 40"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("P32370900-0015", []),
        ("330821322000000", []),
        ("2031-450000-76-01-000001", []),
        ("3400012", []),
        ("41010031T000001", [Severity.ERROR]),
        ("410100313100031051100", [Severity.WARNING]),
        ("4101003131000310511000", [Severity.WARNING]),
    ],
)
def test_of_a_form_that_prescribes_nothing_only_a_code_that_was_to_be_one_is_judged(
    code: str, told: Sequence[Severity]
) -> None:
    one = document(f"# 巡护 | code={code}", NINGXIA.id)
    assert [f.severity for f in check(one, with_fields("name")) if f.rule == "project-code"] == told
    assert Severity.ERROR in [f.severity for f in check(one, NINGXIA) if f.rule == "project-code"]


def test_a_code_that_can_be_mended_was_to_be_a_code() -> None:
    digits = "13992131P00310511006"
    code = digits + ProjectCode(digits + "0").check_character
    one = document(f"# 巡护 | code={code.replace('1399', 'I399', 1)}", NINGXIA.id)
    (found,) = (f for f in check(one, with_fields("name")) if f.rule == "project-code")
    assert found.severity is Severity.ERROR
    assert isinstance(found.cure, SetFields)
    assert [*found.cure.texts.values()] == [code]


@pytest.mark.parametrize(
    ("levels", "row", "said"),
    [
        ("level1=效益指标 | level2=满意度", "办事企业满意度 | ≥92%", []),
        ("level1=产出指标 | level2=", "投放完成时间 | 10月底前", []),
        ("level1=产出指标 | level2=时效指标", "班次准点率 | ≥95%", []),
        ("level1=产出指标 | level2=时效指标", "秋季开学前完工率 | ≥90%", []),
        ("level1=产出指标 | level2=数量指标", "投放完成时间 | 10月底前", ["数量"]),
    ],
)
def test_classes_of_other_annexes(levels: str, row: str, said: list[str]) -> None:
    fields = dict(pair.split("=") for pair in levels.split(" | "))
    name, target = row.split(" | ")
    one = document("# 巡护\n- 数量 | 次数 | 3次", NINGXIA.id)
    indicator = Indicator("x", Fields({**fields, "name": name, "target": target}))
    made = one.with_projects([replace(one.projects[0], indicators=(indicator,))])
    found = check(made, with_fields("level1", "level2", "name", "target"))
    assert [f.facts[0] for f in found if f.rule == "class-mismatch"] == said


@pytest.mark.parametrize(
    ("goal", "said"),
    [
        ("治理河道二十公里。", False),
        ("修复草原两万亩。", False),
        ("培训村医三百余人。", False),
        ("新增公办学位一千二百个。", False),
        ("改造食堂两处。", False),
        ("改建公厕十座。", False),
        ("建设一个平台，办好一批实事。", True),
        ("第二批场馆对外开放。", True),
        ("服务千家万户。", True),
        ("进一步提升能力。", True),
    ],
)
def test_numbers_in_chinese_can_be_checked_too(goal: str, said: bool) -> None:
    found = check(document(f"# 巡护 | goal={goal}", NINGXIA.id), NINGXIA)
    assert any(one.rule == "goal-nothing-to-check" for one in found) == said
