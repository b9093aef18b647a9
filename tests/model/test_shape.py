"""Amounts and percents get the shape in which the document prints them."""

import pytest
from notation import document as written

from perfdesk.model.shape import shaped
from perfdesk.model.vocabulary import vocabulary


def shape(book: str, key: str, text: str, node: str = "p1") -> str:
    return shaped(written(book), vocabulary(), {(node, key): text}).get((node, key), text)


@pytest.mark.parametrize(
    ("others", "text", "printed"),
    [
        ("# 一", "120", "120.00"),
        ("# 一", "120.5", "120.50"),
        ("# 一", "43.3800", "43.3800"),
        ("# 一", "1,234", "1,234.00"),
        ("# 一", "１２０", "120.00"),
        ("# 一", " 120 ", "120.00"),
        ("# 一", "-5", "-5.00"),
        ("# 一", "约5", "约5"),
        ("# 一", "", ""),
        ("# 一 | budget_fiscal=7", "120", "120"),
        ("# 一 | budget_fiscal=7.1234", "120", "120.0000"),
        ("# 一 | budget_fiscal=7.5 | budget_other=3.25", "120", "120.00"),
        ("# 一 | budget_fiscal=7\n# 二 | budget_total=1.5 | budget_fiscal=2.5", "120", "120.0"),
        ("# 一 | budget_total=9.123", "120", "120.00"),
        ("# 一 | budget_fiscal=约7", "120", "120.00"),
    ],
)
def test_an_amount_has_as_many_decimals_as_most_others(others: str, text: str, printed: str) -> None:
    assert shape(others, "budget_total", text) == printed


@pytest.mark.parametrize(
    ("others", "text", "printed"),
    [
        ("# 一", "40", "40%"),
        ("# 一", "40%", "40%"),
        ("# 一", "40％", "40％"),
        ("# 一", "0", "0"),
        ("# 一", "四成", "四成"),
        ("# 一 | plan_03=10", "40", "40"),
        ("# 一 | plan_03=10%", "40", "40%"),
        ("# 一 | plan_03=10 | plan_10=70%", "40", "40%"),
        ("# 一 | plan_03=10 | plan_10=70 | plan_12=100%", "40", "40"),
        ("# 一 | plan_03=0", "40", "40%"),
    ],
)
def test_a_percent_has_its_sign_where_most_others_have_it(others: str, text: str, printed: str) -> None:
    assert shape(others, "plan_06", text) == printed


@pytest.mark.parametrize(
    ("others", "node", "key", "text", "printed"),
    [
        # An amount of a task beside those of other tasks, and of the project.
        ("+ tasks | 修缮\n+ tasks | 采购 | total=2.5 | fiscal=2.5", "p1.tasks1", "total", "3", "3.0"),
        ("+ costs | 砖", "p1.costs1", "amount", "3", "3.00"),
        ("+ tasks | 修缮 | fiscal=1.234", "p1.tasks1", "fiscal", "3", "3.00"),
        ("+ tasks | 修缮 | fiscal=1.234", "p1", "budget_total", "3", "3.000"),
        ("+ goals | 完工 | rate=80\n+ goals | 开放", "p1.goals2", "rate", "90", "90"),
        ("+ goals | 完工", "p1.goals1", "rate", "90", "90%"),
        ("+ tasks | 修缮", "p1.tasks1", "item", "3", "3"),
    ],
)
def test_amounts_and_percents_of_records_have_the_shape_of_the_others(
    others: str, node: str, key: str, text: str, printed: str
) -> None:
    assert shape(f"# 一\n{others}", key, text, node) == printed


def test_other_fields_and_unknown_nodes_stay_as_they_are() -> None:
    assert shape("# 一", "name", "120") == "120"
    assert shape("# 一", "budget_total", "120", "gone") == "120"


def test_only_so_many_others_are_asked_however_long_the_book_is() -> None:
    book = "# 一\n" + "\n".join(f"# 甲{n} | budget_total={'1.5' if n < 100 else '1.123'}" for n in range(1000))
    assert shape(book, "budget_total", "120") == "120.0"
