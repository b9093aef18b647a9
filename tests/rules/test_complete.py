from collections.abc import Callable
from dataclasses import replace

import pytest
from notation import document as written
from small_forms import small_form

from perfdesk.forms.loader import form
from perfdesk.rules.check import check
from perfdesk.rules.finding import Finding, Severity

Found = Callable[..., list[Finding]]
RULE = "missing-required"
# A project of the Hebei form with everything that must be there.
WHOLE = """
department_name=青禾县档案馆 | fiscal_year=2024 | overall_goal=目标 | itemised_goals=分项 | safeguards=措施
# 查档服务 | code=13992124P00010000000A | budget_total=5 | purpose=查档 | goal=服务 | unit_code=305001 | unit_name=本级
- 数量 | 查档人数 | ≥300人
- 质量 | 查准率 | ≥98%
- 时效 | 答复时间 | 3日内
- 成本 | 年服务成本 | ≤5万元
- 社会 | 方便群众 | 当场答复
- 服务 | 查档人满意度 | ≥95%
"""


def places(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(one.project, one.indicator, one.field) for one in findings]


def test_nothing_is_missing_from_a_whole_document(found: Found) -> None:
    assert found(RULE, WHOLE) == []


@pytest.mark.parametrize("key", ["code", "budget_total", "purpose", "goal"])
def test_a_required_field_that_is_blank_is_missing(found: Found, key: str) -> None:
    blank = "\n".join(
        " | ".join(f"{key}=　" if cell.startswith(f"{key}=") else cell for cell in line.split(" | "))
        for line in WHOLE.splitlines()
    )
    assert places(found(RULE, blank)) == [("p1", "", key)]


def test_department_and_year_are_missing_from_the_document(found: Found) -> None:
    findings = found(RULE, WHOLE.replace("department_name=青禾县档案馆 | fiscal_year=2024 |", ""))
    assert places(findings) == [("", "", "department_name"), ("", "", "fiscal_year")]


def test_a_form_without_texts_asks_for_none(found: Found) -> None:
    findings = found(RULE, "department_name=青禾县档案馆 | fiscal_year=2024\n# 查档服务", "ningxia-annex2-2024")
    assert not [one for one in findings if not one.project]


def test_a_blank_text_of_the_book_is_a_warning_only(found: Found) -> None:
    (finding,) = found(RULE, WHOLE.replace("safeguards=措施", ""))
    assert (finding.field, finding.severity) == ("safeguards", Severity.WARNING)


def test_a_year_is_four_digits(found: Found) -> None:
    (finding,) = found(RULE, WHOLE.replace("fiscal_year=2024", "fiscal_year=24年"))
    assert (finding.field, finding.evidence) == ("fiscal_year", "24年")


def test_a_document_without_projects_is_not_whole(found: Found) -> None:
    findings = found(RULE, WHOLE.split("#")[0])
    assert [one.message for one in findings] == ["还没有项目，请至少加一个项目。"]


def test_a_mandatory_class_without_an_indicator_is_missing(found: Found) -> None:
    (finding,) = found(RULE, WHOLE.replace("- 时效 | 答复时间 | 3日内", ""))
    assert "时效指标" in finding.message
    assert (finding.project, finding.severity) == ("p1", Severity.ERROR)


def test_any_class_below_a_mandatory_level_will_do(found: Found) -> None:
    assert found(RULE, WHOLE.replace("- 社会", "- 生态")) == []
    (finding,) = found(RULE, WHOLE.replace("- 社会 | 方便群众 | 当场答复", ""))
    assert "效益指标" in finding.message


def test_the_other_form_asks_for_other_classes(found: Found) -> None:
    findings = found(RULE, WHOLE, "ningxia-annex2-2024")
    assert [one.message for one in findings if one.field == "level2"] == ["缺少必填的可持续影响指标，应至少填一条。"]


def test_no_indicator_at_all_is_one_finding(found: Found) -> None:
    (finding,) = found(RULE, WHOLE.split("-", 1)[0] + "")
    assert "没有绩效指标" in finding.message


@pytest.mark.parametrize("target", ["万元", "≥", "≤万元", "%", "≥%", "/", "——", "元/人", "元/人·月", "人次", "。"])
def test_a_unit_or_a_sign_is_no_target(found: Found, target: str) -> None:
    (finding,) = found(RULE, WHOLE.replace("≥300人", target))
    assert (finding.indicator, finding.field, finding.evidence) == ("p1.1", "target", target)


@pytest.mark.parametrize("target", ["0", "1年", "2024年", "全年", "满意", "长期", "3日内", "人人享有", "≥ 95 %", "无"])
def test_anything_that_says_something_is_a_target(found: Found, target: str) -> None:
    assert found(RULE, WHOLE.replace("≥300人", target)) == []


def test_an_indicator_without_name_or_value_is_found_once(found: Found) -> None:
    text = WHOLE + "- 数量 | | 3人\n- 数量 | 卷数 |\n- 数量 | |\n"
    assert places(found(RULE, text)) == [("p1", "p1.7", "name"), ("p1", "p1.8", "target"), ("p1", "p1.9", "name")]


def test_an_indicator_outside_all_classes_is_found(found: Found) -> None:
    assert places(found(RULE, WHOLE + "- | 卷数 | 3卷\n")) == [("p1", "p1.7", "level1"), ("p1", "p1.7", "level2")]


@pytest.mark.parametrize(
    ("blank", "field", "severity"),
    [
        (" | unit_code=305001", "unit_code", Severity.INFO),
        (" | unit_name=本级", "unit_name", Severity.WARNING),
        (" | unit_code=305001 | unit_name=本级", "unit_name", Severity.WARNING),
    ],
)
def test_the_unit_above_the_table_is_missed_once_and_less_gravely(
    found: Found, blank: str, field: str, severity: Severity
) -> None:
    (finding,) = found(RULE, WHOLE.replace(blank, ""))
    assert (finding.project, finding.field, finding.severity) == ("p1", field, severity)


def test_a_form_that_does_not_print_the_units_code_does_not_ask_for_it(found: Found) -> None:
    fields = [one.field for one in found(RULE, "# 查档服务", "ningxia-annex2-2024")]
    assert fields.count("unit_name") == 1
    assert "unit_code" not in fields


def test_a_unit_that_the_form_requires_is_missed_once_as_any_other_field() -> None:
    strict = replace(form("hebei-book-2024"), required=("unit_name",))
    found = [one for one in check(written("# 查档服务 | unit_code=1"), strict) if one.field == "unit_name"]
    assert [one.severity for one in found] == [Severity.ERROR]


def test_a_band_without_a_column_for_the_basis_does_not_ask_for_it() -> None:
    """The others of the project have one, and would be the most."""
    layout_id = "ningxia-annex2-2024"
    levels = "一级指标>level1 | 三级指标>name | 确定依据>basis\n"
    layout = small_form(
        f"项目名称 | {{name}}^2\nH where:level1=产出指标/效益指标 {levels}H where:level1=满意度指标 三级指标>name^3"
    )
    book = """
    # 查档服务
    - 数量 | 查档人数 | ≥300人 | basis=上年数
    - 质量 | 查准率 | ≥98% | basis=上年数
    - 服务 | 查档人满意度 | ≥95%
    """
    told = [finding.indicator for finding in check(written(book, layout_id), layout) if finding.facts[:1] == ("gap",)]
    assert told == []
    more = written(book + "- 时效 | 答复时间 | 3日内", layout_id)
    assert [finding.indicator for finding in check(more, layout) if finding.facts[:1] == ("gap",)] == ["p1.4"]


def test_an_indicator_of_the_mid_term_alone_is_filled_in(found: Found) -> None:
    """It stands beside nothing, or in a table of its own."""
    book = """
    # 查档服务
    - | | | level1=产出指标 | level2@mid=数量指标 | name@mid=查档人数 | target@mid=900人
    - | | | level1=产出指标 | level2@mid=数量指标
    - 数量 | 查档次数 | | name@mid=查档次数 | target@mid=9次
    """
    told = [(one.indicator, one.field) for one in found(RULE, book, "mof-88-project") if one.indicator]
    assert told == [("p1.2", "name"), ("p1.2", "level2"), ("p1.3", "target")]


@pytest.mark.parametrize("dash", ["—", "——", "-", "/"])
def test_a_dash_beside_a_target_of_the_mid_term_says_that_it_is_measured_later(found: Found, dash: str) -> None:
    book = f"""
    # 查档服务
    - 数量 | 查档人数 | {dash} | name@mid=查档人数 | target@mid=900人
    - 数量 | 查档次数 | {dash} | name@mid=查档次数
    """
    told = [one.indicator for one in found(RULE, book, "mof-88-project") if one.facts[:1] == ("only-unit",)]
    assert told == ["p1.2"]
    others = check(written(book, "mof-88-project"), form("mof-88-project"))
    assert not [one.rule for one in others if one.indicator == "p1.1"]
