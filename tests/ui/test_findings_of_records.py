"""From a finding about a record to its cell, in 表样, 清单 and the tree; and from the cell to what is said of it."""

import pytest
from clerk import Do
from notation import document as written
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton
from typist import Typist

from perfdesk.model.fields import Owner
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.models.sheet_model import FINDINGS
from perfdesk.ui.models.tree import NODE
from perfdesk.ui.views.findings import FindingsPanel

BOOK = """
department_name=青禾县水务局 | fiscal_year=2031
# | goal=目标1：保障供水。
+ tasks | 防汛抗旱 | content=维修水闸。 | total=160.50 | fiscal=150.50 | other=12.00
+ tasks | 农田灌溉 | content=干渠清淤。 | total=240.00 | fiscal=200.00 | other=40.00
+ tasks | 河湖管护 | content=河道保洁。 | total=三万 | fiscal=99.50 | other=0.00
- 数量 | 清淤长度 | ≥36公里
"""
FIRST, THIRD = ("p1.tasks1", "total"), ("p1.tasks3", "total")


@pytest.fixture
def clerk(typist: Typist) -> Typist:
    typist.window.session.start(written(BOOK, "mof-88-department"), saved=True)
    typist.window.session.select("p1", "goal")
    return typist


@pytest.fixture
def panel(clerk: Typist, window: MainWindow) -> FindingsPanel:
    return window.workbench.findings


def row_of(panel: FindingsPanel, place: tuple[str, str]) -> int:
    row = panel.model.row_of(*place)
    assert row is not None
    return row


def place_at(panel: FindingsPanel, row: int) -> tuple[str, str]:
    finding = panel.model.finding_at(row)
    return (finding.node, finding.field) if finding else ("", "")


def click(panel: FindingsPanel, place: tuple[str, str]) -> None:
    table = panel.table
    index = panel.model.index(row_of(panel, place), 2)
    table.scrollTo(index)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center())


def in_tree(window: MainWindow) -> str:
    """The node of the current line of the tree, all lines of which are open."""
    view = window.workbench.tree.view
    view.expandAll()
    window.session.current_changed.emit(window.session.current, window.session.current_key)
    return str(view.currentIndex().data(NODE))


def at(place: tuple[str, str]) -> str:
    return " ".join(place)


@pytest.mark.parametrize("view", [0, 1])
def test_a_click_on_a_finding_frames_the_cell_of_the_record(
    clerk: Typist, window: MainWindow, panel: FindingsPanel, view: int
) -> None:
    window.workbench.show_view(view)
    click(panel, THIRD)
    assert clerk.places() == at(THIRD)
    assert in_tree(window) == THIRD[0]
    click(panel, FIRST)
    assert clerk.places() == at(FIRST)
    assert in_tree(window) == FIRST[0]


@pytest.mark.parametrize("view", [0, 1])
def test_enter_on_a_finding_and_f8_put_the_keyboard_into_the_cell_of_the_view_that_is_shown(
    clerk: Typist, window: MainWindow, panel: FindingsPanel, do: Do, view: int
) -> None:
    window.workbench.show_view(view)
    shown = clerk.table if view == 0 else window.workbench.listing
    panel.table.setFocus()
    panel.table.selectRow(row_of(panel, FIRST))
    clerk.press("Return")
    assert clerk.table.hasFocus()
    assert shown.isVisible()
    assert clerk.places() == at(FIRST)
    do("next")
    assert clerk.table.hasFocus()
    assert shown.isVisible()
    assert clerk.places() == at(THIRD)


def test_the_list_shows_rows_of_the_kind_that_is_looked_at(clerk: Typist, window: MainWindow) -> None:
    listing = window.workbench.listing
    window.session.select("p1.tasks2", "content")
    window.workbench.show_view(1)
    assert listing.model.owner is Owner.TASKS
    assert clerk.places() == "p1.tasks2 content"
    window.session.select("p1.1", "target")
    assert listing.model.owner is Owner.INDICATOR
    assert clerk.places() == "p1.1 target"
    window.workbench.show_view(0)
    window.session.select("p1.tasks1", "item")
    assert listing.model.owner is Owner.INDICATOR
    window.workbench.show_view(1)
    assert listing.model.owner is Owner.TASKS
    of_projects = next(one for one in listing.findChildren(QRadioButton) if one.text() == "部门")
    of_projects.click()
    window.session.select("p1.1", "target")
    assert listing.model.owner is Owner.PROJECT


@pytest.mark.parametrize("view", [0, 1])
def test_a_cell_of_a_record_says_what_is_found_and_the_panel_goes_along(
    clerk: Typist, window: MainWindow, panel: FindingsPanel, view: int
) -> None:
    window.workbench.show_view(view)
    window.session.select("p1.tasks1", "item")
    index = clerk.table.index_of(*FIRST)
    assert [one.rule for one in index.data(FINDINGS)] == ["task-sum"]
    assert "“总额”应为 162.50" in index.data(Qt.ItemDataRole.ToolTipRole)
    clerk.table.setFocus()
    clerk.table.frame(clerk.table.index_of(*THIRD))
    assert panel.table.currentIndex().row() == row_of(panel, THIRD)
    clerk.table.frame(index)
    assert panel.table.currentIndex().row() == row_of(panel, FIRST)
    assert clerk.table.hasFocus()
    clerk.table.frame(clerk.table.index_of("p1.tasks2", "total"))
    assert panel.table.currentIndex().row() == row_of(panel, FIRST)


def test_what_is_said_of_a_cell_is_cured_from_the_cell(clerk: Typist, panel: FindingsPanel, do: Do) -> None:
    clerk.table.setFocus()
    clerk.table.frame(clerk.table.index_of(*FIRST))
    do("cure")
    assert clerk.text(at(FIRST)) == "162.50"


def test_of_several_findings_of_a_cell_the_chosen_one_stays(
    clerk: Typist, window: MainWindow, panel: FindingsPanel
) -> None:
    text = BOOK.replace("≥36公里", "很多；≥36公里，不少")
    window.session.start(written(text, "mof-88-department"), saved=True)
    window.session.ask_all()
    places = [(one.node, one.field) for one in panel.model.shown]
    several = [place for place in dict.fromkeys(places) if places.count(place) > 1 and place[1]]
    assert several
    first = row_of(panel, several[0])
    other = next(row for row in range(first + 1, len(panel.model.rows)) if place_at(panel, row) == several[0])
    panel.table.selectRow(other)
    window.session.select(*several[0])
    assert panel.table.currentIndex().row() == other


def test_findings_sorted_by_place_stand_in_the_order_of_the_fields_of_their_rows(
    window: MainWindow, clerk: Typist, panel: FindingsPanel
) -> None:
    text = BOOK.replace("fiscal=99.50", "fiscal=若干")
    window.session.start(written(text, "mof-88-department"), saved=True)
    for order, wanted in (
        (Qt.SortOrder.AscendingOrder, "total fiscal"),
        (Qt.SortOrder.DescendingOrder, "fiscal total"),
    ):
        panel.model.sort(3, order)
        assert [one.field for one in panel.model.shown if one.node == "p1.tasks3"] == wanted.split()


def test_the_panel_calls_the_only_table_as_its_department(panel: FindingsPanel) -> None:
    row = row_of(panel, FIRST)
    assert [panel.model.index(row, column).data() for column in (2, 3)] == ["青禾县水务局", "任务1 防汛抗旱 · 总额"]
