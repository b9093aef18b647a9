from collections.abc import Callable

import pytest
from notation import document

from perfdesk.rules.finding import Finding, Severity

Found = Callable[..., list[Finding]]


@pytest.mark.parametrize(
    "amounts",
    [
        "budget_total=12.80 | budget_fiscal=10.80 | budget_other=2.00",
        "budget_total=0.30 | budget_fiscal=0.10 | budget_other=0.20",
        "budget_total=886 | budget_fiscal=886",
        "budget_total=1,234.50 | budget_fiscal=1234.5",
        "budget_total=5 | budget_other=5",
        "budget_fiscal=5",
        "budget_total=0",
        "",
    ],
)
def test_sums_that_add_up_are_silent(found: Found, amounts: str) -> None:
    assert found("fund-sum", f"# 查档 | {amounts}") == []


def test_a_wrong_total_shows_the_sum_and_offers_it() -> None:
    from perfdesk.forms.loader import form
    from perfdesk.rules.check import check

    one = document("# 查档 | budget_total=12.80 | budget_fiscal=10.00 | budget_other=2.00")
    (finding,) = (f for f in check(one, form(one.form)) if f.rule == "fund-sum")
    assert (finding.severity, finding.field) == (Severity.ERROR, "budget_total")
    assert finding.evidence == "10.00 + 2.00 = 12.00 ≠ 12.80"
    assert finding.cure is not None
    assert finding.cure.apply(one).projects[0].budget_total == "12.00"


def test_without_the_fiscal_part_no_cure_is_sure(found: Found) -> None:
    (finding,) = found("fund-sum", "# 查档 | budget_total=12 | budget_other=2")
    assert finding.severity is Severity.ERROR
    assert finding.cure is None


def test_a_difference_of_decimals_only_is_a_warning(found: Found) -> None:
    (finding,) = found("fund-sum", "# 查档 | budget_total=886 | budget_fiscal=886.032")
    assert finding.severity is Severity.WARNING
    (finding,) = found("fund-sum", "# 查档 | budget_total=886.03 | budget_fiscal=886.04")
    assert finding.severity is Severity.ERROR


def test_a_total_without_its_sources_is_a_warning(found: Found) -> None:
    (finding,) = found("fund-sum", "# 查档 | budget_total=12")
    assert (finding.severity, finding.field) == (Severity.WARNING, "budget_fiscal")


@pytest.mark.parametrize("text", ["十二", "12.80.1", "约12", "-3", "12 元"])
def test_what_is_no_amount_is_said(found: Found, text: str) -> None:
    (finding,) = found("fund-sum", f"# 查档 | budget_total={text} | budget_fiscal=12")
    assert (finding.severity, finding.field, finding.cure) == (Severity.ERROR, "budget_total", None)


def test_the_form_s_own_unit_behind_a_number_can_be_taken_off(found: Found) -> None:
    (finding,) = found("fund-sum", "# 查档 | budget_total=12.80 万元 | budget_fiscal=12.80")
    assert finding.cure is not None
    assert finding.cure.apply(document("# 查档 | budget_total=12.80 万元")).projects[0].budget_total == "12.80"


COST = "cost-over-budget"


@pytest.mark.parametrize(
    ("target", "evidence"),
    [
        ("≤34.44万元", "34.44万元 > 22.20万元"),
        ("34.44 万元", "34.44万元 > 22.20万元"),
        ("不超过350000元", "350000元 = 35万元 > 22.20万元"),
        ("22.21万元", "22.21万元 > 22.20万元"),
    ],
)
def test_a_cost_above_the_budget_is_an_error(found: Found, target: str, evidence: str) -> None:
    (finding,) = found(COST, f"# 网站 | budget_total=22.20\n- 成本 | 年服务成本 | {target}")
    assert (finding.severity, finding.indicator, finding.field) == (Severity.ERROR, "p1.1", "target")
    assert finding.evidence == evidence
    assert "22.20万元" in finding.message


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("年服务成本", "≤22.20万元"),
        ("年服务成本", "≤22.204万元"),  # prints as 22.20
        ("年服务成本", "≥34.44万元"),
        ("年服务成本", ">34.44万元"),
        ("年服务成本", "34.44"),
        ("年服务成本", "34.44万元/年"),
        ("年服务成本", "30~40万元"),
        ("年服务成本", "控制在预算内"),
        ("人均补助标准", "300000元"),
        ("每台服务器租金", "300000元"),
        ("服务器单价", "30万元"),
        ("补助标准", "300000元/人"),
    ],
)
def test_costs_that_are_no_whole_cost_are_silent(found: Found, name: str, target: str) -> None:
    assert found(COST, f"# 网站 | budget_total=22.20\n- 成本 | {name} | {target}") == []


def test_a_cost_of_every_year_is_the_whole_cost(found: Found) -> None:
    assert len(found(COST, "# 网站 | budget_total=22.20\n- 成本 | 每年服务成本 | 30万元")) == 1


def test_the_document_s_money_unit_counts(found: Found) -> None:
    text = "money_unit=元\n# 网站 | budget_total=222000\n- 成本 | 年服务成本 | {}万元"
    assert found(COST, text.format("22.2")) == []
    (finding,) = found(COST, text.format("22.3"))
    assert finding.evidence == "22.3万元 = 223000元 > 222000元"


def test_only_cost_indicators_are_costs(found: Found) -> None:
    assert found(COST, "# 网站 | budget_total=22.20\n- 经济 | 带动投资 | 900万元") == []


@pytest.mark.parametrize(("target", "said"), [("≤9999元", 0), ("≤10000元", 1), (">10000元", 0), ("≥10000元", 0)])
def test_a_cost_of_ten_thousand_yuan_and_more_is_better_written_in_ten_thousands(
    found: Found, target: str, said: int
) -> None:
    made = found("leftover", f"# 网站 | budget_total=22.20\n- 成本 | 年服务成本 | {target}")
    assert [finding.message.endswith("宜写“≤1万元”。") for finding in made] == [True] * said
