"""What a self-evaluation's scores are proposed as, and by which calculation."""

from decimal import Decimal

import pytest
from notation import document

from perfdesk.model.document import Project
from perfdesk.rules.scoring import Outcome, execution_rate, points, proposals, shown


def project(*lines: str, money: str = "") -> Project:
    rows = "\n".join(f"- {line}" for line in lines)
    return document(f"# 渠道清淤 | {money}\n{rows}").projects[0]


def outcome(target: str, actual: str, kind: str = "数量", weight: str = "10") -> Outcome:
    return Outcome(project(f"{kind} | 清淤长度 | {target} | actual={actual} | weight={weight}").indicators[0])


@pytest.mark.parametrize(
    ("target", "actual", "score"),
    [
        ("≥100公里", "100公里", "10"),
        ("≥100公里", "120公里", "10"),  # never above the weight
        ("≥100公里", "90公里", "9"),
        ("≥100公里", "90", "9"),
        ("100公里", "0公里", "0"),
        (">100公里", "100公里", "10"),
        ("≤30天", "40天", "7.5"),
        ("<30天", "20天", "10"),
        ("=8座", "6座", "7.5"),
        ("=8座", "10座", "8"),  # too many are wrong too
        ("≥95%", "93.5%", "9.84"),
        ("≤1.2万元", "10000元", "10"),
        ("≤1.2万元", "15000元", "8"),
        ("达标", "达标", "10"),
        ("≥1,000人", "500人", "5"),
        ("≤0次", "1次", "0"),
        ("90%以上", "93%", "10"),
        ("不低于90%", "81%", "9"),
    ],
)
def test_full_marks_for_a_target_that_was_met_and_a_share_for_one_that_was_not(
    target: str, actual: str, score: str
) -> None:
    found = outcome(target, actual).score
    assert found is not None
    assert shown(found) == score


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("≥100公里", ""),
        ("", ""),
        ("≥100公里", "大部分完成"),
        ("长期", "已完成"),
        ("≥100公里", "90座"),
        ("2031年12月底前", "2031年11月"),
        ("≥100公里", "≥90公里"),
        ("10-20人", "15人"),
        ("0次", "1次"),
    ],
)
def test_what_cannot_be_counted_is_left_to_the_clerk(target: str, actual: str) -> None:
    found = outcome(target, actual)
    assert (found.score, found.missed) == (None, False)


def test_a_cost_without_a_sign_is_better_when_it_is_lower() -> None:
    assert outcome("100元", "125元", "成本").score == 8
    assert outcome("100元", "125元", "数量").score == 10


@pytest.mark.parametrize(("text", "marks"), [("10", "10"), ("12.5分", "12.5"), ("", None), ("-1", None), ("多", None)])
def test_marks_are_read_with_and_without_their_word(text: str, marks: str | None) -> None:
    assert points(text) == (None if marks is None else Decimal(marks))


def test_without_marks_nothing_is_proposed() -> None:
    assert [*proposals(project("数量 | 清淤长度 | ≥100公里 | actual=100公里"))] == []


def test_the_money_is_scored_by_the_share_that_was_spent_and_says_its_sum() -> None:
    money = "funds.total.adjusted=120 | funds.total.executed=90.5 | funds.total.weight=10"
    rate, score = proposals(project(money=money))
    assert (rate.key, rate.text, rate.evidence) == ("funds.total.rate", "75.42%", "90.5 ÷ 120")
    assert (score.key, score.text, score.evidence) == ("funds.total.score", "7.54", "10 × 75.42%")


def test_more_than_all_the_money_is_no_more_than_full_marks() -> None:
    money = "funds.total.adjusted=100 | funds.total.executed=110 | funds.total.weight=10"
    assert [one.text for one in proposals(project(money=money))] == ["110%", "10"]


@pytest.mark.parametrize("money", ["", "funds.total.adjusted=0 | funds.total.executed=0", "funds.total.adjusted=5"])
def test_without_a_budget_there_is_no_rate(money: str) -> None:
    assert execution_rate(project(money=money)) is None


def test_each_score_says_how_it_came_about() -> None:
    rows = project(
        "数量 | 清淤长度 | ≥100公里 | actual=90公里 | weight=10", "时效 | 工期 | ≤30天 | actual=40天 | weight=10",
        "质量 | 合格率 | ≥95% | actual=96% | weight=10",
    )  # fmt: skip
    assert [(one.text, one.evidence) for one in proposals(rows)] == [
        ("9", "10 × 90 ÷ 100"),
        ("7.5", "10 × 30 ÷ 40"),
        ("10", "96% 达到 ≥95%，得满分"),
    ]
