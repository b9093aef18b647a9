"""Weights: the shipped forms have none, so a form is made that does."""

from dataclasses import replace

import pytest
from notation import document
from tables import with_columns

from perfdesk.forms.definition import Form
from perfdesk.forms.loader import form
from perfdesk.rules.check import check
from perfdesk.rules.finding import Severity

BOOK = """
# 湿地巡护 | budget_total=5
- 数量 | 巡护次数 | ≥40次 | weight={}
- 质量 | 巡护记录完整率 | ≥95% | weight={}
- 社会 | 受教育游客 | ≥900人 | weight={}
- 服务 | 游客满意度 | ≥90% | weight={}
"""


@pytest.fixture
def weighted() -> Form:
    """Annex 2 with a column of weights: 产出 50 to 60, 满意度 10."""
    plain = form("ningxia-annex2-2024")
    columns = [*plain.table.columns_of_indicators]
    at = next(at for at, column in enumerate(columns) if column.field == "name")
    weights = replace(columns[at], at=(5, 5), label="权重", field="weight")
    columns[at : at + 1] = [replace(columns[at], at=(4, 4)), weights]
    bounds = {"产出指标": (50, 60), "满意度指标": (10, 10)}
    levels = tuple(replace(level, weights=bounds.get(level.name)) for level in plain.levels)
    return replace(with_columns(plain, columns), levels=levels, weight_total=100)


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        (("30", "30", "30", "10"), []),
        (("30分", "20％", "40", "10"), []),
        (("30", "30", "30", "20"), ["权重合计 110，应为 100。", "“满意度指标”的权重合计 20，应为 10。"]),
        (("20", "20", "50", "10"), ["“产出指标”的权重合计 40，应在 50 到 60 之间。"]),
        (("30", "30.5", "29.5", "10"), ["“产出指标”的权重合计 60.5，应在 50 到 60 之间。"]),
        (("30", "", "30", "10"), []),
        (("30", "多", "30", "10"), []),
    ],
)
def test_weights_add_up_as_the_form_says(weighted: Form, weights: tuple[str, ...], said: list[str]) -> None:
    one = document(BOOK.format(*weights), "ningxia-annex2-2024")
    assert [f.message for f in check(one, weighted) if f.rule == "weight-sum"] == said


def test_a_form_without_weights_does_not_ask() -> None:
    one = document(BOOK.format("1", "1", "1", "1"), "ningxia-annex2-2024")
    assert [f for f in check(one, form(one.form)) if f.rule == "weight-sum"] == []


@pytest.mark.parametrize(
    ("weights", "spending", "said"),
    [
        ("30 30 30 10", "", None),
        ("30 30 20 10", "", None),
        ("30 30 20 9", "", "权重合计 89，一般应为 100，预算执行率另占 10 分的为 90，请核对。"),
        ("30 30 30 9", "", "权重合计 99，一般应为 100，预算执行率另占 10 分的为 90，请核对。"),
        ("30 30 20 10", "10分", None),
        ("30 30 15 5", "20", None),
        ("30 30 30 10", "10", "权重合计 100，加上预算执行率的 10 应为 100。"),
        ("30 30 30 10", "0", None),
        ("30 30 20 10", "0", None),
    ],
)
def test_of_a_learned_form_only_an_unusual_total_is_told(
    weighted: Form, weights: str, spending: str, said: str | None
) -> None:
    book = BOOK.format(*weights.split()).replace("budget_total=5", f"budget_total=5 | funds.total.weight={spending}")
    learned = replace(weighted, weight_total=None, levels=())
    found = [one for one in check(document(book, weighted.id), learned) if one.rule == "weight-sum"]
    assert [(one.message, one.severity) for one in found] == ([] if said is None else [(said, Severity.WARNING)])


def test_half_of_all_is_that_of_the_total_or_of_100(weighted: Form) -> None:
    for total, halves in ((None, ["49", "51"]), (90, ["44", "46"])):
        heavy = [
            [f for f in check(document(BOOK.format(one, 1, 1, 1), weighted.id), replace(weighted, weight_total=total))
             if f.rule == "weight-half"]
            for one in halves
        ]  # fmt: skip
        assert [len(one) for one in heavy] == [0, 1]
