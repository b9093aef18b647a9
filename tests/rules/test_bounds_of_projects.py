"""Rules of whole projects by tables, up to the bound between what is right and what is said."""

from dataclasses import replace

import pytest
from notation import document
from tables import with_columns

from perfdesk.forms.definition import Level1
from perfdesk.forms.loader import form
from perfdesk.model.values import ProjectCode
from perfdesk.rules.check import check
from perfdesk.rules.finding import Finding
from tests.rules.conftest import Found

HEBEI = form("hebei-book-2024")


def where(findings: list[Finding]) -> str:
    """The gravity and the place of each finding."""
    return "; ".join(
        f"{one.severity.value} {one.indicator or one.project or 'd'} {one.field}".strip() for one in findings
    )


# --- the plan of spending --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ("0 0 0 100", "warning p1 plan_12"),
        ("0 0 0.01 100", ""),
        ("0.01 0.01 0.01 100", ""),
        ("100 100 100 100", ""),
        ("0 50 50 100", ""),
        ("0 50 49.99 100", "error p1 plan_10"),
        ("0 50 100 99.99", "error p1 plan_12; error p1 plan_12"),
        ("0 50 80 100.01", "error p1 plan_12"),
        ("0 50 80 -0.01", "error p1 plan_12"),
        ("-1 101 80 100", "error p1 plan_03; error p1 plan_06"),
        # What cannot be read is passed over; the others must rise all the same.
        ("60 约50 40 100", "error p1 plan_06; error p1 plan_10"),
        ("0 0 约1 100", "error p1 plan_10"),
        ("0 0 0 99", "error p1 plan_12"),
    ],
)
def test_percents_of_the_plan(found: Found, plan: str, said: str) -> None:
    keys = ("plan_03", "plan_06", "plan_10", "plan_12")
    pairs = " | ".join(f"{key}={text}" for key, text in zip(keys, plan.split(), strict=True))
    assert where(found("plan", f"# 清淤 | {pairs}")) == said


# --- what the goal says ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("goal", "line", "said"),
    [
        ("清淤渠道12公里", "清淤渠道 | 12公里", ""),
        ("清淤渠道12公里", "清淤渠道 | 13公里", "warning"),
        ("清淤渠道12.0公里", "清淤渠道 | 12公里", ""),
        ("清淤渠道12.5公里", "清淤渠道 | 12公里", "warning"),
        # A bound allows what is on its side, and itself.
        ("清淤渠道12公里", "清淤渠道 | ≥12公里", ""),
        ("清淤渠道11公里", "清淤渠道 | ≥12公里", "warning"),
        ("清淤渠道13公里", "清淤渠道 | ≥12公里", ""),
        ("清淤渠道12公里", "清淤渠道 | ≤12公里", ""),
        ("清淤渠道13公里", "清淤渠道 | ≤12公里", "warning"),
        ("清淤渠道11公里", "清淤渠道 | ≤12公里", ""),
        # Another unit, or a longer one, counts another thing.
        ("清淤渠道13处", "清淤渠道 | 12公里", ""),
        ("培训管渠员13人次", "培训管渠员 | 12人", ""),
        ("培训管渠员13名", "培训管渠员 | 12人", "warning"),
        ("培训管渠员12位", "培训管渠员 | 12人", ""),
        ("清淤渠道13平米", "清淤渠道 | 12平方米", "warning"),
        # A part, one of each, an average are not the whole.
        ("其中清淤渠道13公里", "清淤渠道 | 12公里", ""),
        ("每村清淤渠道13公里", "清淤渠道 | 12公里", ""),
        ("平均清淤渠道13公里", "清淤渠道 | 12公里", ""),
        # Of two numbers one that fits is enough.
        ("一季度清淤渠道5公里，全年清淤渠道12公里", "清淤渠道 | 12公里", ""),
        ("一季度清淤渠道5公里，全年清淤渠道13公里", "清淤渠道 | 12公里", "warning"),
        # Nothing in common with the name, or only what says nothing.
        ("护坡13公里", "清淤渠道 | 12公里", ""),
        ("完成工作13公里", "完成清淤 | 12公里", ""),
        # Money, shares and times are no count.
        ("清淤渠道13万元", "清淤渠道 | 12万元", ""),
        ("清淤渠道13%", "清淤渠道 | 12%", ""),
        ("清淤渠道13天", "清淤渠道 | 12天", ""),
        ("清淤渠道13元/公里", "清淤渠道 | 12元/公里", ""),
        ("清淤渠道13", "清淤渠道 | 12", ""),
        ("第113公里清淤渠道", "清淤渠道 | 13公里", "warning"),
    ],
)
def test_a_quantity_in_goal_or_purpose(found: Found, goal: str, line: str, said: str) -> None:
    for key in ("goal", "purpose"):
        findings = found("goal-quantity", f"# 清淤 | {key}={goal}。\n- 数量 | {line}")
        assert where(findings) == (f"{said} p1.1 target" if said else "")
        assert found("goal-quantity", f"# 清淤 | {key}={goal}。\n- 质量 | {line}") == []


@pytest.mark.parametrize(
    ("year", "target", "period", "said"),
    [
        ("2031", "2031年6月底前", "", ""),
        ("2031", "2030年6月底前", "", "warning"),
        ("2031", "2030年12月", "2030年", ""),
        ("2031", "2032年6月底前", "2031年至2033年", "warning"),
        ("2031", "2033年6月底前", "2031年至2033年", ""),
        ("2031年", "2030年6月底前", "", ""),
        ("", "2030年6月底前", "", ""),
        ("1931", "2030年6月底前", "", ""),
        ("2031", "6月底前", "", ""),
    ],
)
def test_a_deadline_beside_the_year_of_the_budget(found: Found, year: str, target: str, period: str, said: str) -> None:
    text = f"fiscal_year={year}\n# 清淤 | period={period}\n- {{}} | 完工时间 | {target}"
    assert where(found("other-year", text.format("时效"))) == (f"{said} p1.1 target" if said else "")
    assert found("other-year", text.format("质量")) == []


# --- what is missing -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("blank", "filled", "said"), [(0, 3, 0), (1, 1, 0), (1, 2, 1), (2, 2, 0), (2, 3, 2), (3, 0, 0), (1, 0, 0)]
)
@pytest.mark.parametrize("key", ["description", "basis"])
def test_a_column_that_most_fill_in_is_asked_of_all(found: Found, key: str, blank: int, filled: int, said: int) -> None:
    rows = [f"- 数量 | 第{at}渠 | 1米" for at in range(blank)]
    rows += [f"- 数量 | 第{at}沟 | 1米 | {key}=合同" for at in range(filled)]
    text = "# 清淤\n" + "\n".join(rows)
    asked = [one for one in found("missing-required", text) if one.field == key]
    assert where(asked) == "; ".join(f"warning p1.{at} {key}" for at in range(1, said + 1))
    ningxia = found("missing-required", text, "ningxia-annex2-2024")
    assert [one for one in ningxia if one.field == key] == []


@pytest.mark.parametrize(
    ("year", "said"),
    [
        ("2031", ""),
        ("２０３１", ""),
        ("2031年", "error d fiscal_year"),
        ("203", "error d fiscal_year"),
        ("", "error d fiscal_year"),
    ],
)
def test_the_year_of_a_document(found: Found, year: str, said: str) -> None:
    text = f"department_name=水务局 | overall_goal=a | itemised_goals=b | safeguards=c | fiscal_year={year}\n# 清淤"
    assert where([one for one in found("missing-required", text) if not one.project]) == said


# --- weights ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("weights", "bounds", "said"),
    [
        ("40 60", (40, 50), []),
        ("50 50", (40, 50), []),
        ("39.9 60.1", (40, 50), ["“产出指标”的权重合计 39.9，应在 40 到 50 之间。"]),
        ("50.1 49.9", (40, 50), ["“产出指标”的权重合计 50.1，应在 40 到 50 之间。"]),
        ("50 50", (40, 40), ["“产出指标”的权重合计 50，应为 40。"]),
        ("40 60.1", (40, 50), ["权重合计 100.1，应为 100。"]),
        ("40 59.9", None, ["权重合计 99.9，应为 100。"]),
        ("10 90", None, []),
        ("0 100", (0, 0), []),
    ],
)
def test_weights_beside_what_the_form_allows(weights: str, bounds: tuple[int, int] | None, said: list[str]) -> None:
    first, second = weights.split()
    known = HEBEI.table.columns_of_indicators
    columns = [replace(one, field="weight") if one.field == "basis" else one for one in known]
    levels = tuple(_bounded(one, bounds) for one in HEBEI.levels)
    weighted = replace(with_columns(HEBEI, columns), levels=levels, weight_total=100)
    one = document(f"# 清淤\n- 数量 | 长度 | 1米 | weight={first}\n- 社会 | 受益 | 1人 | weight={second}")
    assert [finding.message for finding in check(one, weighted) if finding.rule == "weight-sum"] == said


def _bounded(level: Level1, bounds: tuple[int, int] | None) -> Level1:
    return replace(level, weights=bounds) if level.name == "产出指标" else level


# --- codes -----------------------------------------------------------------------------------------------------

PLAIN = "51992131P000010263357"  # a family without a check character
_CHECKED = "13992131P00310511006"
CHECKED = _CHECKED + ProjectCode(_CHECKED + "0").check_character


@pytest.mark.parametrize(
    ("year", "code", "said"),
    [
        ("2031", PLAIN, ""),
        ("2031", CHECKED, ""),
        ("2031", f" {PLAIN[:10]} {PLAIN[10:]}", ""),
        ("2030", PLAIN, "warning"),
        ("31", PLAIN, ""),
        ("20310", PLAIN, ""),
        ("2031年", PLAIN, ""),
        ("2031", PLAIN[:-1], "error"),
        ("2031", PLAIN + "7", "error"),
        ("2031", PLAIN[:-1] + "O", "error"),
        ("2031", "5199213" + "A" + PLAIN[8:], "error"),
        ("2031", PLAIN[:8] + "1" + PLAIN[9:], "error"),
        # Another family may end in anything; this one may not.
        ("2031", PLAIN[:-1] + "A", ""),
        ("2031", CHECKED[:-1] + ("A" if CHECKED[-1] != "A" else "B"), "error"),
        ("2031", "14" + CHECKED[2:-1] + "A", ""),
        ("2031", CHECKED.replace("P", "T")[:-1] + "A", ""),
    ],
)
def test_a_code_beside_its_year_and_its_family(found: Found, year: str, code: str, said: str) -> None:
    assert where(found("project-code", f"fiscal_year={year}\n# 清淤 | code={code}")) == (
        f"{said} p1 code" if said else ""
    )


def test_of_several_projects_with_one_code_each_names_another(found: Found) -> None:
    text = "\n".join(
        f"# {name} | code={code}" for name, code in (("甲", PLAIN), ("乙", ""), ("丙", PLAIN), ("丁", PLAIN))
    )
    findings = found("project-code", f"fiscal_year=2031\n{text}")
    assert [(one.project, one.message) for one in findings] == [
        ("p1", "项目编码与第3个项目“丙”相同，一个编码只能用于一个项目。"),
        ("p3", "项目编码与第1个项目“甲”相同，一个编码只能用于一个项目。"),
        ("p4", "项目编码与第1个项目“甲”相同，一个编码只能用于一个项目。"),
    ]
