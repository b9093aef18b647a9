"""What is found wrong with the scores of a self-evaluation, and what is not."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from notation import document

from perfdesk.forms.bands import Cell, Column, RecordsBand, Row, RowsBand
from perfdesk.forms.conversion import convert
from perfdesk.forms.definition import Form, Scoring
from perfdesk.forms.loader import form
from perfdesk.model.document import Document
from perfdesk.rules.check import check
from perfdesk.rules.finding import Finding

RULES = ("score-over-weight", "score-outcome", "deviation-missing", "execution-rate", "score-sum", "changed-target")
_MONEY = ("adjusted", "executed", "rate", "weight", "score")
_ROWS = tuple(
    Row(cells=(Cell(at=(1, 3), label=key), Cell(at=(4, 6), field=key)))
    for key in ("name", "goal", *(f"funds.total.{one}" for one in _MONEY), "total_weight", "total_score", "problems")
)
_COLUMNS = tuple(
    Column(at=(at, at), label=key, field=key)
    for at, key in enumerate(("name", "target", "actual", "weight", "score", "deviation"), 1)
)
GOALS = form("ningxia-annex2-2024")
SELF: Form = replace(
    GOALS,
    id="self",
    stage="evaluation",
    scoring=Scoring(),
    required=(),
    table=replace(
        GOALS.table, bands=(RowsBand(kind="rows", rows=_ROWS), RecordsBand(kind="records", columns=_COLUMNS))
    ),
)


def found(source: Document, layout: Form = SELF) -> Sequence[Finding]:
    return [one for one in check(source, layout) if one.rule in RULES]


def evaluated(*rows: str, money: str = "", more: str = "") -> Document:
    lines = "\n".join(f"- {row}" for row in rows)
    return document(f"# 渠道清淤 | goal=清淤 | {money} | {more}\n{lines}", GOALS.id)


def one_row(target: str, actual: str, score: str, deviation: str = "", kind: str = "数量") -> Document:
    return evaluated(
        f"{kind} | 清淤长度 | {target} | actual={actual} | weight=10 | score={score} | deviation={deviation}"
    )


@pytest.mark.parametrize(
    ("row", "rules"),
    [
        (("≥100公里", "100公里", "10"), []),
        (("≥100公里", "90公里", "9", "汛期提前"), []),
        (("≥100公里", "90公里", "8.5", "汛期提前"), []),  # in between the clerk decides
        (("≥100公里", "90公里", "9"), ["deviation-missing"]),
        (("≥100公里", "90公里", "10", "汛期提前"), ["score-outcome"]),
        (("≥1000公里", "999.4公里", "10", "汛期提前"), ["score-outcome"]),
        (("≥1000公里", "999.5公里", "10", "汛期提前"), []),  # 9.995 is 10 as marks are given
        (("≥100公里", "100公里", "9", "扣分"), ["score-outcome"]),
        (("≥100公里", "100公里", "10.5"), ["score-over-weight"]),
        (("≥100公里", "130公里", "10"), []),
        (("≥100公里", "131公里", "10"), ["deviation-missing"]),
        (("≥100公里", "90公里", ""), ["deviation-missing"]),
        (("≥100公里", "", ""), []),
        (("有效改善", "已改善", "9"), ["deviation-missing"]),
        (("有效改善", "已改善", "10"), []),
    ],
)
def test_scores_are_held_against_what_was_done(row: tuple[str, ...], rules: list[str]) -> None:
    assert [one.rule for one in found(one_row(*row))] == rules


def test_a_cure_gives_the_score_that_follows() -> None:
    source = one_row("≥100公里", "90公里", "10", "汛期提前")
    (one,) = found(source)
    assert (one.evidence, one.message) == ("10 × 90 ÷ 100", "“清淤长度”没有完成指标值，却得了满分，按比例应为 9。")
    assert one.cure is not None
    assert found(one.cure.apply(source)) == []


@pytest.mark.parametrize(
    ("rate", "right"), [("75%", True), ("75.4%", True), ("75.42%", True), ("75.41%", False), ("76%", False), ("", True)]
)
def test_a_rate_is_as_exact_as_it_is_printed(rate: str, *, right: bool) -> None:
    money = f"funds.total.adjusted=120 | funds.total.executed=90.5 | funds.total.rate={rate}"
    rules = [one.rule for one in found(evaluated(money=money))]
    assert rules == ([] if right else ["execution-rate"])


def test_the_marks_of_the_money_are_no_more_than_its_weight() -> None:
    money = "funds.total.weight=10 | funds.total.score=11"
    assert [(one.rule, one.field) for one in found(evaluated(money=money))] == [
        ("score-over-weight", "funds.total.score")
    ]


ROWS = (
    "数量 | 清淤长度 | ≥100公里 | actual=100公里 | weight=50 | score=50",
    "质量 | 合格率 | ≥95% | actual=96% | weight=40 | score=40",
)
MONEY = "funds.total.weight=10 | funds.total.score=9"


@pytest.mark.parametrize(
    ("more", "rules"),
    [
        ("total_weight=100 | total_score=99", []),
        ("total_weight=100 | total_score=90", ["score-sum"]),
        ("total_weight=90 | total_score=99", ["score-sum"]),
        ("", []),
    ],
)
def test_a_total_is_the_sum_of_its_column_and_of_the_money(more: str, rules: list[str]) -> None:
    assert [one.rule for one in found(evaluated(*ROWS, money=MONEY, more=more))] == rules


@pytest.mark.parametrize(
    ("money", "more", "evidence"),
    [
        ("funds.total.score=9", "total_weight=90 | total_score=90", []),
        ("funds.total.score=9", "total_weight=90 | total_score=99", ["50 + 40 = 90 ≠ 99"]),
        ("funds.total.score=9", "total_weight=100 | total_score=99", ["50 + 40 = 90 ≠ 100"]),
        ("funds.total.score=9", "total_score=90", ["50 + 40 + 9 = 99 ≠ 90"]),
        (MONEY, "total_weight=90 | total_score=90", ["50 + 40 + 10 = 100 ≠ 90", "50 + 40 + 9 = 99 ≠ 90"]),
    ],
)
def test_where_the_money_has_no_weight_the_totals_may_be_those_of_the_rows(
    money: str, more: str, evidence: list[str]
) -> None:
    assert [one.evidence for one in found(evaluated(*ROWS, money=money, more=more))] == evidence


def test_the_total_of_weights_is_not_that_of_the_rows_while_a_weight_is_missing() -> None:
    rows = (*ROWS, "质量 | 其他 | 优 | score=0")
    (one,) = found(evaluated(*rows, money="funds.total.score=9", more="total_weight=90 | total_score=90"))
    assert one.evidence == "50 + 40 + 0 + 9 = 99 ≠ 90"


def test_a_total_says_its_sum_and_is_not_judged_while_a_score_is_missing() -> None:
    source = evaluated(*ROWS, money=MONEY, more="total_score=90")
    (one,) = found(source)
    assert one.evidence == "50 + 40 + 9 = 99 ≠ 90"
    assert one.cure is not None
    assert found(one.cure.apply(source)) == []
    assert found(evaluated(*ROWS, "质量 | 其他 | 优 | weight=0", money=MONEY, more="total_score=90")) == []


@pytest.mark.parametrize(
    ("score", "more", "said"),
    [("80", "", []), ("79", "", ["自评为“中”"]), ("59", "", ["自评为“差”"]), ("59", "problems=人手不足", [])],
)
def test_a_poor_grade_is_explained(score: str, more: str, said: list[str]) -> None:
    rows = f"数量 | 群众评价 | 好 | actual=见附件 | weight=100 | score={score} | deviation=另述"
    assert [one.message[:6] for one in found(evaluated(rows, more=more))] == said


def test_a_form_without_scores_is_not_asked() -> None:
    wrong = one_row("≥100公里", "90公里", "11")
    assert found(wrong, GOALS) == []


def test_what_was_approved_stays_as_it_was() -> None:
    goals = document("# 渠道清淤 | goal=清淤100公里\n- 数量 | 清淤长度 | ≥100公里", GOALS.id)
    begun = convert(goals, GOALS, SELF, "r1").document
    assert begun.fields["frozen.revision"] == "r1"
    assert found(begun) == []
    row = begun.projects[0].indicators[0].id
    changed = begun.with_fields({(row, "target"): "≥90公里", (begun.projects[0].id, "goal"): "清淤"})
    one, two = found(changed)
    assert (one.field, two.field, two.evidence) == ("goal", "target", "≥100公里 → ≥90公里")
    assert "申报时是“≥100公里”" in two.message
    assert one.cure is not None
    assert two.cure is not None
    assert found(two.cure.apply(one.cure.apply(changed))) == []
    assert found(begun.with_fields({(row, "target"): "≥ 100公里"})) == []
    assert found(changed, GOALS) == []


@pytest.mark.parametrize("key", ["name", "target", "actual", "score", "weight", "deviation"])
def test_nothing_is_quoted_at_length(key: str) -> None:
    for text in ("长" * 5000, "9" * 5000, f"{' ' * 5000}9", f"≥9{'件' * 5000}"):
        wrong = evaluated(
            *ROWS, money="funds.total.adjusted=9 | funds.total.executed=8 | funds.total.rate=7%", more="total_score=1"
        )
        row = wrong.projects[0].indicators[0]
        long = wrong.with_fields(
            {(row.id, key): text, (row.id, "frozen.target"): text, ("p1", "funds.total.executed"): text}
        )
        for one in check(long, SELF):
            assert len(one.message) < 300
            assert len(one.evidence) < 300
