"""What a screen reader is told, asked through the accessibility tree as it asks."""

from collections.abc import Iterator

import pytest
from clerk import Do
from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QTableView

from perfdesk.model.document import Document
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.views.cell_table import CellTable

TEXT = QAccessible.Text


@pytest.fixture(autouse=True)
def _somebody_listens() -> Iterator[None]:
    """Qt keeps the tree only while a screen reader is there."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def cell_at(table: QTableView, index: QModelIndex) -> QAccessibleInterface:
    """The accessible cell of an index; titles above and at the left are children of the table too."""
    root = QAccessible.queryAccessibleInterface(table)
    assert root is not None
    # Qt counts a row and a column of titles, shown or not.
    across = table.model().columnCount() + 1
    found = root.child((index.row() + 1) * across + index.column() + 1)
    assert found is not None
    return found


def said(table: CellTable, node: str, key: str, what: QAccessible.Text = TEXT.Name) -> str:
    index = table.index_of(node, key)
    assert index.isValid()
    return cell_at(table, index).text(what)


@pytest.mark.parametrize(
    ("texts", "key", "name"),
    [
        ({}, "budget_total", "预算数 22.20 万元"),
        ({"budget_total": "22.20万元"}, "budget_total", "预算数 22.20万元，有 1 条意见"),
        ({}, "name", "项目名称 网站维护费"),
        ({"budget_total": "很多"}, "budget_total", "预算数 很多，有 1 条意见"),
        ({"budget_total": ""}, "budget_total", "预算数 空，有 1 条意见"),
    ],
)
def test_a_cell_of_the_annex_says_its_field_its_value_its_unit_and_how_many_findings(
    window: MainWindow, book: Document, texts: dict[str, str], key: str, name: str
) -> None:
    window.session.start(book.with_fields({("p1", one): text for one, text in texts.items()}), saved=True)
    window.session.select("p1")
    assert said(window.workbench.annex.table, "p1", key) == name


def test_what_the_findings_say_is_the_description_of_the_cell(window: MainWindow, book: Document) -> None:
    window.session.start(book.with_fields({("p1", "budget_total"): "很多"}), saved=True)
    window.session.select("p1")
    described = said(window.workbench.annex.table, "p1", "budget_total", TEXT.Description)
    assert "很多" in described
    assert "错误" in described
    assert said(window.workbench.annex.table, "p1", "name", TEXT.Description) == ""


def test_the_unit_is_that_of_the_document(window: MainWindow, book: Document) -> None:
    window.session.start(book.with_fields({(book.id, "money_unit"): "元"}), saved=True)
    window.session.select("p1")
    assert said(window.workbench.annex.table, "p1", "budget_total").startswith("预算数 22.20 元")


def test_a_cell_of_the_list_says_the_same(window: MainWindow, book: Document, do: Do) -> None:
    window.session.start(book.with_fields({("p1.1", "target"): ""}), saved=True)
    window.session.select("p1")
    do("list")
    table = window.workbench.listing.table
    assert said(table, "p1.2", "target") == "指标值 1个"
    assert said(table, "p1.1", "target") == "指标值 空，有 1 条意见"
    assert "没有指标值" in said(table, "p1.1", "target", TEXT.Description)
    assert cell_at(table, table.model().index(0, 0)).text(TEXT.Name) == "项目 1 网站维护费"
