"""Printed rates: 执行率 in mid-year and at the end, and 完成率 of numbered goals."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from ministry import example
from notation import document

from perfdesk.forms.bands import Column, RecordsBand
from perfdesk.forms.loader import form
from perfdesk.model.document import Document
from perfdesk.rules.check import check
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.rates import PrintedRate, printed_rates

MONITORED, EVALUATED, TRANSFER, GOALS = (
    form(name) for name in ("mof-136-monitoring", "mof-10-self", "mof-10-transfer", "ningxia-annex2-2024")
)
_COLUMNS = tuple(Column(at=(at, at), label=key, field=key) for at, key in enumerate(("text", "done", "rate"), 1))
NUMBERED = replace(
    GOALS,
    id="numbered",
    table=replace(GOALS.table, bands=(*GOALS.table.bands, RecordsBand(kind="records", of="goals", columns=_COLUMNS))),
)


def found(one: Document) -> Sequence[Finding]:
    layout = NUMBERED if one.form == NUMBERED.id else form(one.form)
    return [finding for finding in check(one, layout) if finding.rule == "execution-rate"]


def monitored(rate: str, spent: str = "33.00", budget: str = "60.00", source: str = "total") -> Document:
    one = example(MONITORED.id)
    texts = {f"funds.{source}.{key}": text for key, text in (("rate@july", rate), ("executed@july", spent))}
    return one.with_fields({("p1", key): text for key, text in {**texts, f"funds.{source}.initial": budget}.items()})


def goal(text: str, done: str, rate: str) -> Document:
    made = document(f"# 渠道清淤\n+ goals | {text} | done={done} | rate={rate}", GOALS.id)
    return replace(made, form=NUMBERED.id)


def test_in_mid_year_the_rate_is_of_the_budget_that_the_year_began_with() -> None:
    assert printed_rates(MONITORED)[0] == PrintedRate(
        "funds.total.rate@july", "funds.total.executed@july", "funds.total.initial"
    )
    assert len(printed_rates(MONITORED)) == 3


def test_at_the_end_it_is_of_the_budget_as_it_was_adjusted_whatever_else_prints() -> None:
    budgets = {one.budget for form in (EVALUATED, TRANSFER) for one in printed_rates(form)}
    assert budgets == {f"funds.{source}.adjusted" for source in ("total", "fiscal", "carry", "other", "central",
                                                                "province", "local")}  # fmt: skip
    assert all("@" not in one.spent for one in printed_rates(EVALUATED))


def test_a_form_without_rates_has_none() -> None:
    assert printed_rates(GOALS) == ()


@pytest.mark.parametrize("source", ["total", "general", "other"])
def test_a_wrong_rate_in_mid_year_is_found_with_its_division_and_a_cure(source: str) -> None:
    one = monitored("56.00%", source=source)
    (wrong,) = found(one)
    assert (wrong.severity, wrong.field) == (Severity.ERROR, f"funds.{source}.rate@july")
    assert (wrong.message, wrong.evidence) == ("执行率应为 55%，现在是 56.00%。", "33.00 ÷ 60.00 = 55%")
    assert wrong.cure is not None
    assert found(wrong.cure.apply(one)) == []


@pytest.mark.parametrize(
    ("rate", "spent", "budget", "severity"),
    [
        ("66.67%", "40.00", "60.00", None),
        ("66.7%", "40.00", "60.00", None),
        ("67%", "40.00", "60.00", None),
        ("67", "40.00", "60.00", None),
        ("66%", "40.00", "60.00", Severity.ERROR),
        ("66.6%", "40.00", "60.00", Severity.ERROR),
        # 40.00 may have been 39.996, of 60.004: the amounts are printed with too few decimals to tell.
        ("66.66%", "40.00", "60.00", Severity.WARNING),
        ("66.68%", "40.00", "60.00", Severity.WARNING),
        ("66.65%", "40.00", "60.00", Severity.WARNING),
        ("66.64%", "40.00", "60.00", Severity.ERROR),
        ("66.69%", "40.00", "60.00", Severity.ERROR),
        ("66.66%", "40.0000", "60.0000", Severity.ERROR),
        # The edges: 39.5 ÷ 60.5 is 65.289 %, 40.5 ÷ 59.5 is 68.067 %.
        ("65.29%", "40", "60", Severity.WARNING),
        ("65.28%", "40", "60", Severity.ERROR),
        ("68.07%", "40", "60", Severity.WARNING),
        ("68.08%", "40", "60", Severity.ERROR),
        # The last digit of a rate is rounded half up, and down.
        ("0.5%", "1.0000", "200.0000", None),
        ("1%", "1.0000", "200.0000", None),
        ("0%", "1.0000", "200.0000", None),
        ("2%", "1.0000", "200.0000", Severity.ERROR),
        ("0%", "0", "60.00", None),
        ("5%", "0.00", "60.00", Severity.ERROR),
        ("120%", "72.00", "60.00", None),
    ],
)
def test_a_rate_is_as_exact_as_it_and_its_amounts_are_printed(
    rate: str, spent: str, budget: str, severity: Severity | None
) -> None:
    assert [one.severity for one in found(monitored(rate, spent, budget))] == ([severity] if severity else [])


def test_a_doubtful_rate_says_that_the_decimals_may_be_why() -> None:
    (one,) = found(monitored("66.66%", "40.00", "60.00"))
    assert one.message == "执行率应为 66.67%，现在是 66.66%；按印出的金额算，差在小数位数上，请核对。"


@pytest.mark.parametrize(("budget", "severity"), [("0.1", Severity.WARNING), ("0.10", Severity.ERROR)])
def test_a_budget_that_may_be_next_to_nothing_proves_less(budget: str, severity: Severity) -> None:
    # 0.1 was 0.05 at least: 1 may be 2,100 % of it. 0.10 was no less than 0.095.
    assert [one.severity for one in found(monitored("2100%", "1.0", budget))] == [severity]


@pytest.mark.parametrize(
    ("rate", "spent", "budget"),
    [("", "33", "60"), ("约五成", "33", "60"), ("50%", "", "60"), ("50%", "33", ""), ("50%", "33", "0"),
     ("50%", "-1", "60"), ("50%", "三十", "60")],
)  # fmt: skip
def test_without_all_three_numbers_nothing_is_said(rate: str, spent: str, budget: str) -> None:
    assert found(monitored(rate, spent, budget)) == []


@pytest.mark.parametrize(
    ("text", "done", "rate", "right"),
    [
        ("清淤12公里", "11公里", "100%", ""),  # a goal in words, with a number in it, is no number
        ("12公里", "9公里", "75%", ""),
        ("≥12公里", "9公里", "75.0%", ""),
        ("12公里", "9公里", "80%", "75%"),
        ("12公里", "15公里", "125%", ""),
        ("12公里", "15公里", "100%", ""),  # more than wanted, said as all of it
        ("12公里", "15公里", "110%", "125%"),
        ("12公里", "9公里", "100%", "75%"),
        ("≤12公里", "9公里", "100%", ""),
        ("12公里", "9座", "80%", ""),
        ("0公里", "9公里", "80%", ""),
        ("12公里", "", "80%", ""),
        ("12公里", "9公里", "", ""),
    ],
)
def test_the_rate_of_a_goal_is_what_was_done_of_it(text: str, done: str, rate: str, right: str) -> None:
    one = goal(text, done, rate)
    wrong = found(one)
    assert [finding.message.partition("，")[0] for finding in wrong] == (
        [f"目标1 {text}的完成率应为 {right}"] if right else []
    )
    for finding in wrong:
        assert (finding.indicator, finding.field) == ("p1.goals1", "rate")
        assert finding.cure is not None
        assert found(finding.cure.apply(one)) == []


def test_a_form_that_prints_no_rate_of_goals_does_not_ask_for_it() -> None:
    assert [one for one in check(goal("12公里", "9公里", "80%"), GOALS) if one.rule == "execution-rate"] == []
