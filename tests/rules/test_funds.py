from collections.abc import Callable

import pytest
from notation import document

from perfdesk.model.edits import SetFields
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


# 163号 divides the money into 中央补助 and 地方资金.
REGION = "mof-163-region"


@pytest.mark.parametrize(
    "amounts",
    [
        "budget_total=1200 | funds.central.plan=300 | funds.local.plan=900",
        "budget_total=1200 | funds.upper.plan=900 | funds.central.plan=700 | funds.county.plan=300",
        "budget_total=1200 | funds.central.plan=300 | funds.local.plan=850 | own.donated=50",
        "budget_total=1200 | budget_other=50 | own.district=1150",
        "budget_total=12.3 | funds.central.plan=8.15 | funds.local.plan=4.1",
        "budget_total=1200",
        "budget_total=0 | funds.central.plan=0",
        "budget_total=1200 | funds.central.plan=三百",
        "budget_total=1200 | funds.central.plan=300 | unread.import=第 3 行",
    ],
)
def test_other_sources_may_hold_each_other_and_own_columns_may_be_sources(found: Found, amounts: str) -> None:
    assert found("fund-sum", f"# 查档 | {amounts}", REGION) == []


@pytest.mark.parametrize(
    ("amounts", "evidence"),
    [
        ("budget_total=1200 | funds.central.plan=300 | funds.local.plan=850", "300 + 850 = 1150 < 1200"),
        ("budget_total=1200 | funds.central.plan=300", "300 < 1200"),
        ("budget_total=1200 | budget_other=50 | own.district=待定", "50 < 1200"),
        ("budget_total=1200 | funds.central.plan=1300 | funds.local.plan=0", "1300 > 1200"),
        ("budget_total=0 | funds.central.plan=3", "3 > 0"),
        ("budget_total=12.30 | funds.central.plan=8.15 | funds.local.plan=4.14", "8.15 + 4.14 = 12.29 < 12.30"),
    ],
)
def test_of_other_sources_what_is_wrong_in_any_case_is_a_warning(found: Found, amounts: str, evidence: str) -> None:
    (finding,) = found("fund-sum", f"# 查档 | {amounts}", REGION)
    assert (finding.severity, finding.field, finding.cure) == (Severity.WARNING, "budget_total", None)
    assert finding.evidence == evidence


def test_where_fiscal_money_is_filled_in_the_sum_is_that_of_the_usual_parts(found: Found) -> None:
    (finding,) = found("fund-sum", "# 查档 | budget_total=12 | budget_fiscal=13", REGION)
    assert (finding.severity, finding.evidence) == (Severity.ERROR, "13 ≠ 12")


@pytest.mark.parametrize(
    ("amounts", "severity"),
    [
        ("budget_total=54 | budget_fiscal=10 | budget_other=4 | own.专项债券资金=40", None),
        ("budget_total=54 | budget_fiscal=10 | budget_other=4 | own.a=20 | funds.upper.plan=20", None),
        ("budget_total=54.0 | budget_fiscal=10 | budget_other=4 | own.a=20.1 | funds.upper.plan=19.9", None),
        ("budget_total=54 | budget_fiscal=10 | budget_other=4 | own.a=90 | own.b=40", None),
        ("budget_total=54 | budget_fiscal=10.00 | budget_other=4.00 | own.a=40.40", None),
        ("budget_total=54 | budget_fiscal=10.00 | budget_other=4.00 | own.a=41.40", Severity.WARNING),
        ("budget_total=54 | budget_fiscal=10 | budget_other=4 | own.a=39", Severity.WARNING),
        ("budget_total=14 | budget_fiscal=10 | budget_other=5 | own.a=39", Severity.WARNING),
        ("budget_total=54 | budget_fiscal=10 | budget_other=4 | own.a=无", Severity.ERROR),
        ("budget_total=54 | budget_fiscal=10 | budget_other=4 | own.a=0", Severity.ERROR),
        ("budget_total=54 | budget_fiscal=10 | budget_other=4 | funds.total.mid=40", Severity.ERROR),
    ],
)
def test_money_that_stands_beside_the_usual_parts_may_be_what_they_lack(
    found: Found, amounts: str, severity: Severity | None
) -> None:
    """专项债券资金 of a learned form; 上级资金, which not every form has."""
    findings = found("fund-sum", f"# 查档 | {amounts}")
    assert [one.severity for one in findings] == ([] if severity is None else [severity])
    assert all((one.cure is None) == (one.severity is not Severity.ERROR) for one in findings)
    assert all(("应为" in one.message) == (one.severity is Severity.ERROR) for one in findings)


def test_of_many_amounts_beside_some_always_add_up(found: Found) -> None:
    beside = " | ".join(f"own.a{number}={number}" for number in range(1, 8))
    assert found("fund-sum", f"# 查档 | budget_total=99 | budget_fiscal=10 | budget_other=4 | {beside}") == []
    six = beside.rpartition(" | ")[0]
    (finding,) = found("fund-sum", f"# 查档 | budget_total=99 | budget_fiscal=10 | budget_other=4 | {six}")
    assert finding.severity is Severity.WARNING


def test_what_a_form_does_not_print_is_not_missed(found: Found) -> None:
    """A form with 财政资金 alone: nothing says where the rest comes from; more than all is wrong in any case."""
    assert found("fund-sum", "# 查档 | budget_total=12 | budget_fiscal=10", REGION) == []


def test_no_amount_is_an_error_whatever_the_sources_are(found: Found) -> None:
    (finding,) = found("fund-sum", "# 查档 | budget_total=约12 | funds.central.plan=12", REGION)
    assert (finding.severity, finding.facts) == (Severity.ERROR, ("not-a-number",))


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


# --- worked examples --------------------------------------------------------------------------------------------


def told(finding: Finding) -> str:
    """A finding in a line: gravity, place and evidence; behind "→" the text that its cure sets."""
    cure = finding.cure
    texts = list(cure.texts.values()) if isinstance(cure, SetFields) else []
    return " ".join([finding.severity.value, finding.field, finding.evidence, *(f"→{text}" for text in texts)]).strip()


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        # One cent too many or too few is an error; the cure is the sum.
        ("12.80 | 10.80 | 2.01", "error budget_total 10.80 + 2.01 = 12.81 ≠ 12.80 →12.81"),
        ("12.80 | 10.80 | 1.99", "error budget_total 10.80 + 1.99 = 12.79 ≠ 12.80 →12.79"),
        ("12.80 | 12.79", "error budget_total 12.79 ≠ 12.80 →12.79"),
        ("0 | 5", "error budget_total 5 ≠ 0 →5"),
        # A total printed with fewer decimals may be half of its last digit off, and no more.
        ("886 | 886.5", "warning budget_total 886.5 ≠ 886"),
        ("886 | 885.5", "warning budget_total 885.5 ≠ 886"),
        ("886 | 886.51", "error budget_total 886.51 ≠ 886 →886.51"),
        ("12.80 | 12.805", "warning budget_total 12.805 ≠ 12.80"),
        ("12.80 | 12.806", "error budget_total 12.806 ≠ 12.80 →12.806"),
        # So may parts that are printed with fewer.
        ("12.805 | 12.80", "warning budget_total 12.80 ≠ 12.805"),
        ("12.806 | 12.80", "error budget_total 12.80 ≠ 12.806 →12.80"),
        # Of several parts the finest counts.
        ("10 | 5 | 5.4", "warning budget_total 5 + 5.4 = 10.4 ≠ 10"),
        ("10 | 5 | 5.6", "error budget_total 5 + 5.6 = 10.6 ≠ 10 →10.6"),
        ("10.0 | 5 | 5.04", "warning budget_total 5 + 5.04 = 10.04 ≠ 10.0"),
        ("10.00 | 5 | 5.01", "error budget_total 5 + 5.01 = 10.01 ≠ 10.00 →10.01"),
        # Without the fiscal part it may be missing, so no total is sure.
        ("12 |  | 2", "error budget_total 2 ≠ 12"),
        # A total that is not divided is asked for its source; nought has none.
        ("0.01", "warning budget_fiscal"),
        ("0", ""),
        ("0.00", ""),
        # What is no amount is said of its own field; then no sum is judged.
        ("12.80 | 十", "error budget_fiscal 十"),
        ("12.80 | -1 | 13.80", "error budget_fiscal -1"),
        ("12.80 | -0.01", "error budget_fiscal -0.01"),
        ("-0 | 0", ""),
        ("12万元 | 12", "error budget_total 12万元 →12"),
        ("12.80 | 0万元", "error budget_fiscal 0万元 →0"),
        ("12.80 | -1万元", "error budget_fiscal -1万元"),
        ("12元 | 12", "error budget_total 12元"),
        ("12万元万元 | 12", "error budget_total 12万元万元"),
        (" | 12万元", "error budget_fiscal 12万元 →12"),
    ],
)
def test_amounts_and_what_is_said_of_them(found: Found, amounts: str, said: str) -> None:
    texts = [text.strip() for text in amounts.split("|")]
    keys = ("budget_total", "budget_fiscal", "budget_other")
    made = found("fund-sum", "# 查档 | " + " | ".join(f"{k}={t}" for k, t in zip(keys, texts, strict=False)))
    assert "; ".join(map(told, made)) == said


@pytest.mark.parametrize("key", ["funds.carry.plan", "funds.unit.plan", "funds.own.plan"])
def test_what_is_carried_over_or_brought_by_the_unit_is_money_of_the_year(found: Found, key: str) -> None:
    amounts = "# 查档 | budget_total=12 | budget_fiscal=10 | {}={}"
    assert found("fund-sum", amounts.format(key, 2)) == []
    assert [finding.evidence for finding in found("fund-sum", amounts.format(key, 3))] == ["10 + 3 = 13 ≠ 12"]


def test_each_wrong_amount_is_named(found: Found) -> None:
    made = found("fund-sum", "# 查档 | budget_total=约12 | budget_fiscal=12万元 | budget_other=2")
    assert [(finding.field, finding.evidence) for finding in made] == [
        ("budget_total", "约12"),
        ("budget_fiscal", "12万元"),
    ]
    assert made[1].message == "“财政资金”应是不小于 0 的数字，单位“万元”不写在格内。"


@pytest.mark.parametrize(
    ("unread", "amounts", "said"),
    [
        # Left unread in this project: the sum is not judged, and nothing is put right.
        ("project", "12.80 | 10", "info budget_total 10 ≠ 12.80"),
        ("project", "12", "info budget_fiscal"),
        ("project", "12万元 | 12", "error budget_total 12万元"),
        ("project", "12 | 12", ""),
        # Elsewhere in the file: the sum is judged, and a person puts it right.
        ("document", "12.80 | 10", "error budget_total 10 ≠ 12.80"),
        ("document", "12万元 | 12", "error budget_total 12万元"),
        ("document", "12.80 | 12.805", "warning budget_total 12.805 ≠ 12.80"),
    ],
)
def test_while_something_is_unread_no_amount_is_put_right(found: Found, unread: str, amounts: str, said: str) -> None:
    texts = [text.strip() for text in amounts.split("|")]
    pairs = " | ".join(f"{k}={t}" for k, t in zip(("budget_total", "budget_fiscal"), texts, strict=False))
    left = "unread.import=第3行 2.80"
    text = f"# 查档 | {pairs} | {left}" if unread == "project" else f"{left}\n# 查档 | {pairs}"
    made = found("fund-sum", text)
    assert "; ".join(map(told, made)) == said
    if said.startswith("info"):
        assert made[0].message == "装入时有内容没有读到，合计没有判断；对照原件核对后再判断。"
        assert made[0].facts[0] == "unread"


@pytest.mark.parametrize(
    ("budget", "target", "said"),
    [
        # Above the budget by more than its rounding.
        ("22.20", "22.205万元", ""),
        ("22.20", "22.206万元", "22.206万元 > 22.20万元"),
        ("22.20", "22.2049万元", ""),
        ("22.2", "22.25万元", ""),
        ("22.2", "22.26万元", "22.26万元 > 22.2万元"),
        ("22", "22.5万元", ""),
        ("22", "22.51万元", "22.51万元 > 22万元"),
        ("22.20", "22.2万元", ""),
        ("22.20", "22.21万元", "22.21万元 > 22.20万元"),
        # A total of nothing is one fault, which fund-sum says.
        ("0", "1万元", ""),
        # In another unit of money.
        ("22.20", "222050元", ""),
        ("22.20", "222051元", "222051元 = 22.2051万元 > 22.20万元"),
        ("22.20", "223千元", "223千元 = 22.3万元 > 22.20万元"),
        ("22.20", "1亿元", "1亿元 = 10000万元 > 22.20万元"),
        ("22.20", "230000.00元", "230000.00元 = 23万元 > 22.20万元"),
        # Any bound but one from below.
        ("22.20", "<30万元", "30万元 > 22.20万元"),
        ("22.20", "=30万元", "30万元 > 22.20万元"),
        ("22.20", "≥30万元", ""),
        # Without a budget there is nothing to exceed.
        ("", "30万元", ""),
        ("约22", "30万元", ""),
    ],
)
def test_a_cost_beside_the_budget(found: Found, budget: str, target: str, said: str) -> None:
    made = found(COST, f"# 网站 | budget_total={budget}\n- 成本 | 年服务成本 | {target}")
    assert "; ".join(finding.evidence for finding in made) == said
    assert all((f.project, f.indicator, f.field, f.severity) == ("p1", "p1.1", "target", Severity.ERROR) for f in made)


@pytest.mark.parametrize(
    ("name", "description", "is_whole"),
    [
        ("服务成本", "", True),
        ("每年服务成本", "", True),
        ("每个年度服务成本", "", True),
        ("每年每人成本", "", False),
        ("服务成本", "人均费用", False),
        ("服务成本", "每年的费用", True),
        ("单位成本", "", False),
    ],
)
def test_a_cost_for_each_is_no_whole_cost(found: Found, name: str, description: str, is_whole: bool) -> None:
    text = f"# 网站 | budget_total=22.20\n- 成本 | {name} | 30万元 | description={description}"
    assert bool(found(COST, text)) == is_whole


def test_of_several_costs_each_is_judged_by_itself(found: Found) -> None:
    rows = "- 成本 | 甲成本 | 10万元\n- 成本 | 乙成本 | 30万元\n- 数量 | 台数 | 50万元\n- 成本 | 丙成本 | 40万元"
    made = found(COST, f"# 网站 | budget_total=22.20\n{rows}")
    assert [finding.indicator for finding in made] == ["p1.2", "p1.4"]
    assert made[0].message == "“乙成本”的指标值超过项目预算数，应不超过 22.20万元。"


@pytest.mark.parametrize(
    ("budget", "unit", "target", "said"),
    [
        # The budget's own number with another unit: one of the two units is wrong.
        ("22.20", "万元", "22.2元", "warning budget_total 22.20"),
        ("22.20", "万元", "≤22.20元", "warning budget_total 22.20"),
        ("22.20", "万元", "22.2千元", "warning budget_total 22.20"),
        ("22.20", "万元", "22.21元", ""),
        ("22.20", "万元", "22.20万元", ""),
        ("0", "万元", "0元", ""),
        # Tens of thousands of 元 are better written in 万元; other units are as they are.
        ("90", "万元", "≤9999元", ""),
        ("90", "万元", "≤10000元", "info target ≤10000元 →≤1万元"),
        ("90", "万元", "123400元", "info target 123400元 →12.34万元"),
        ("90", "万元", "1000000元", "info target 1000000元 →100万元"),
        ("90", "万元", "20000千元", ""),
        ("", "万元", "20000元", "info target 20000元 →2万元"),
        ("90", "元", "20000元", ""),
        ("90", "元", "20000万元", ""),
        ("90", "千元", "20000元", ""),
        ("20000", "万元", "20000元", "warning budget_total 20000"),
    ],
)
def test_units_of_money_beside_each_other(found: Found, budget: str, unit: str, target: str, said: str) -> None:
    made = found("leftover", f"money_unit={unit}\n# 网站 | budget_total={budget}\n- 成本 | 年服务成本 | {target}")
    assert "; ".join(map(told, made)) == said


def test_while_something_is_unread_no_unit_is_put_right(found: Found) -> None:
    rows = "budget_total=90\n- 成本 | 年服务成本 | 20000元"
    (here,) = found("leftover", f"# 网站 | unread.import=第3行 | {rows}")
    (elsewhere,) = found("leftover", f"unread.import=第3行\n# 网站 | {rows}")
    assert here.cure is None
    assert elsewhere.cure is None


def test_what_a_unit_says_twice_is_said_by_its_words(found: Found) -> None:
    (finding,) = found("leftover", "# 网站 | budget_total=5\n- 成本 | 年服务成本 | 5元")
    assert finding.message == "预算数与指标值“5元”数字相同而单位不同，表内金额以万元计，请核对。"
