"""清单: indicators as a plain table."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from clerk import Do, User
from notation import document as written
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QRadioButton, QToolButton
from pytestqt.qtbot import QtBot

from perfdesk.model.document import Document
from perfdesk.model.edits import Move, Remove, SetFields
from perfdesk.model.fields import Owner
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.models.listed_rows import ColumnFilter
from perfdesk.ui.models.listing_model import ListingModel
from perfdesk.ui.models.sheet_model import FINDINGS
from perfdesk.ui.session import Session
from perfdesk.ui.views.column_menu import column_menu
from perfdesk.ui.views.listing import ListingTable
from perfdesk.ui.views.listing_page import ListingView
from tests.benchmarks.books import generated
from tests.effort import steps

Key = Qt.Key


@pytest.fixture
def table(window: MainWindow, saved: Path, do: Do) -> ListingTable:
    """The list of the whole department, with the focus."""
    window.documents.open_path(saved)
    window.session.select("d")
    do("list")
    found = window.findChild(ListingTable)
    window.activateWindow()
    found.setFocus()
    return found


def column(table: ListingTable, key: str) -> list[str]:
    model = table.model()
    return [model.text(row, model.keys.index(key)) for row in range(model.rowCount())]


def choose(table: ListingTable, *places: tuple[str, str]) -> None:
    """Selects cells; the first is the current one."""
    for number, place in enumerate(places):
        index = table.model().index_of(*place)
        assert index.isValid()
        if number == 0:
            table.setCurrentIndex(index)
        table.selectionModel().select(index, table.selectionModel().SelectionFlag.Select)


def test_it_shows_every_indicator_of_the_department(table: ListingTable) -> None:
    assert column(table, "name") == ["维护次数", "网站数量", "正常运行率", "库房面积"]
    assert column(table, "project") == ["1 网站维护费"] * 3 + ["2 库房租金"]
    heads = [table.model().headerData(n, Qt.Orientation.Horizontal) for n in range(table.model().columnCount())]
    assert heads == ["项目", "一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据"]


def test_a_project_narrows_it_and_looking_at_a_row_does_not(table: ListingTable) -> None:
    choose(table, ("p2.1", "name"))
    assert table.window().session.current == "p2.1"
    assert len(column(table, "name")) == 4
    table.window().session.select("p2")
    assert column(table, "name") == ["库房面积"]


def test_typing_enter_and_tab_work_as_in_excel(table: ListingTable) -> None:
    choose(table, ("p1.1", "target"))
    QTest.keyClicks(table, "8")
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    QTest.keyClick(editor, Key.Key_Return)
    assert column(table, "target")[0] == "8"
    assert table.currentIndex() == table.model().index_of("p1.2", "target")
    QTest.keyClick(table, Key.Key_F2)
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Tab)
    assert table.currentIndex() == table.model().index_of("p1.2", "basis")


def test_fill_down_copies_the_topmost_cell_of_each_column_in_one_step(table: ListingTable) -> None:
    choose(table, *((node, key) for key in ("name", "target") for node in ("p1.1", "p1.2", "p1.3")))
    QTest.keyClick(table, Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert column(table, "name")[:3] == ["维护次数"] * 3
    assert column(table, "target")[:3] == ["≥4次"] * 3
    table.window().session.undo()
    assert column(table, "target")[:3] == ["≥4次", "1个", "≥95%"]


def test_ctrl_enter_puts_what_is_typed_into_every_selected_cell(table: ListingTable, do: Do) -> None:
    choose(table, ("p1.1", "target"), ("p1.2", "target"), ("p2.1", "target"))
    QTest.keyClicks(table, "7")
    do("add-indicator")
    assert column(table, "target") == ["7", "7", "≥95%", "7"]
    assert len(column(table, "name")) == 4
    assert table.window().session.history.undo_label == "修改多格"
    table.window().session.undo()
    assert column(table, "target") == ["≥4次", "1个", "≥95%", "≥200平方米"]


def test_delete_and_paste_one_value_reach_all_selected_cells(table: ListingTable) -> None:
    choose(table, ("p1.1", "target"), ("p2.1", "target"), ("p2.1", "project"))
    QGuiApplication.clipboard().setText("同前")
    table.clipboard.paste()
    assert column(table, "target") == ["同前", "1个", "≥95%", "同前"]
    QTest.keyClick(table, Key.Key_Delete)
    assert column(table, "target") == ["", "1个", "≥95%", ""]


def test_a_block_is_pasted_whole_or_not_at_all(table: ListingTable, user: User) -> None:
    choose(table, ("p1.3", "name"))
    QGuiApplication.clipboard().setText("一\t二\n三\t四")
    table.clipboard.paste()
    assert column(table, "name")[2:] == ["一", "三"]
    assert column(table, "description")[2:] == ["二", "四"]
    choose(table, ("p2.1", "name"))
    before = table.window().session.document
    user.answers = [None]
    table.clipboard.paste()
    assert table.window().session.document is before
    assert "下面少 1 行" in user.heard[0]


def test_a_copied_block_keeps_its_shape(table: ListingTable) -> None:
    table.clearSelection()
    choose(table, ("p1.1", "name"), ("p1.2", "target"))
    table.clipboard.copy()
    assert QGuiApplication.clipboard().text() == "维护次数\t\n\t1个"


def test_filter_and_sort_keep_the_document_as_it_is(table: ListingTable) -> None:
    before = table.window().session.document
    view = table.window().findChild(ListingView)
    view.findChild(QLineEdit).setText("率")
    assert column(table, "name") == ["正常运行率"]
    view.findChild(QLineEdit).clear()
    table.sortByColumn(table.model().keys.index("name"), Qt.SortOrder.AscendingOrder)
    assert column(table, "name") == sorted(["维护次数", "网站数量", "正常运行率", "库房面积"])
    table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    assert column(table, "name") == ["维护次数", "网站数量", "正常运行率", "库房面积"]
    assert table.window().session.document is before


# --- the model -------------------------------------------------------------------------------------------------


@pytest.fixture
def session(book: Document) -> Session:
    made = Session()
    made.start(book, saved=True)
    return made


@pytest.fixture
def model(session: Session, qtbot: QtBot) -> ListingModel:
    made = ListingModel(session)
    made.tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    return made


def _rows(model: ListingModel) -> list[list[str]]:
    return [[model.text(r, c) for c in range(model.columnCount())] for r in range(model.rowCount())]


def test_an_edit_tells_exactly_the_cells_that_changed(session: Session, model: ListingModel) -> None:
    changed, reset = QSignalSpy(model.dataChanged), QSignalSpy(model.modelReset)
    session.run(SetFields({("p1.2", "target"): "2个"}))
    assert [changed.at(n)[0] for n in range(changed.count())] == [model.index_of("p1.2", "target")]
    session.run(SetFields({("p2", "name"): "新库房"}))
    assert QModelIndex(changed.at(1)[0]) == model.index_of("p2.1", "project")
    assert changed.count() == 2
    assert reset.count() == 0


@pytest.mark.parametrize("sort", [-1, 3])
def test_it_stays_what_a_fresh_model_shows(session: Session, model: ListingModel, sort: int) -> None:
    model.sort(sort)
    for edit in (
        Move(("p2",), None, "p1"),
        Move(("p1.3",), "p1", "p1.1"),
        Remove(frozenset(["p1.2"])),
        SetFields({("p1", "name"): "改名", ("p1.1", "name"): "阿"}),
    ):
        session.run(edit)
        fresh = ListingModel(session)
        assert sorted(_rows(model)) == sorted(_rows(fresh))
    if sort < 0:
        assert _rows(model) == _rows(ListingModel(session))


def test_findings_of_an_indicator_are_marked(qtbot: QtBot) -> None:
    session = Session()
    session.start(written("# 一 | budget_total=3\n- 成本 | 年费 | ≤9万元"), saved=True)
    model = ListingModel(session)
    index = model.index_of("p1.1", "target")
    assert [finding.rule for finding in index.data(FINDINGS)] == ["cost-over-budget"]
    changed = QSignalSpy(model.dataChanged)
    session.run(SetFields({("p1", "budget_total"): "9"}))
    assert [changed.at(n)[0] for n in range(changed.count())] == [index]
    assert index.data(FINDINGS) == []


def _asked(size: int) -> int:
    """How often an edit makes a list of so many rows look for an indicator."""
    session = Session()
    session.start(written("\n".join(f"# 项目{n}\n- 数量 | 甲{n} | 1个" for n in range(size))), saved=True)
    model = ListingModel(session)
    after = SetFields({("p5.1", "name"): "乙"}).apply(session.document)
    calls: list[str] = []
    original = Document.indicator

    def counted(self: Document, node: str) -> object:
        calls.append(node)
        return original(self, node)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Document, "indicator", counted)
        model._document_changed(session.document, after)
    return len(calls)


def test_a_long_list_follows_an_edit_without_reading_every_row(qtbot: QtBot) -> None:
    assert _asked(400) == _asked(200) < 10


# --- scope, order, filters, columns ------------------------------------------------------------------------------


def _radio(table: ListingTable, name: str) -> QRadioButton:
    return next(one for one in table.window().findChildren(QRadioButton) if one.text() == name)


def test_the_scope_is_seen_and_can_be_switched(table: ListingTable) -> None:
    one, every = _radio(table, "本项目"), _radio(table, "全部")
    assert every.isChecked()
    assert not one.isEnabled(), "no project is looked at"
    table.window().session.select("p2")
    assert one.isChecked()
    assert column(table, "name") == ["库房面积"]
    every.click()
    assert len(column(table, "name")) == 4
    assert table.currentIndex() == table.model().index_of("p2.1", "level1"), "the project looked at is in sight"
    table.window().session.select("p1")
    assert every.isChecked()
    assert len(column(table, "name")) == 4, "the tree does not narrow what somebody wants whole"
    one.click()
    assert len(column(table, "name")) == 3


def test_a_filter_finds_in_all_projects_what_it_would_in_one(table: ListingTable) -> None:
    table.window().session.select("p1")
    _radio(table, "全部").click()
    table.window().findChild(ListingView).findChild(QLineEdit).setText("面积")
    assert column(table, "name") == ["库房面积"]


TEN = "\n".join(f"# 项目{n} | budget_total={n * 3}\n- 数量 | 甲{n} | {n}个" for n in range(1, 13))


def test_projects_sort_by_their_place_and_texts_by_the_numbers_in_them(qtbot: QtBot) -> None:
    session = Session()
    model = ListingModel(session)
    session.start(written(f"{TEN}\n- 数量 | | \n- 数量 | 乙1.5 | \n- 数量 | 乙1.25 | "), saved=True)
    for order, numbers in (
        (Qt.SortOrder.AscendingOrder, range(1, 13)),
        (Qt.SortOrder.DescendingOrder, range(12, 0, -1)),
    ):
        model.sort(0, order)
        seen = [int(row[0].split()[0]) for row in _rows(model)]
        assert [*dict.fromkeys(seen)] == [*numbers]
        model.sort(model.keys.index("name"), order)
        names = [row[model.keys.index("name")] for row in _rows(model)]
        inner = ["乙1.25", "乙1.5", *(f"甲{n}" for n in range(1, 13))]
        assert names == [*(inner if order == Qt.SortOrder.AscendingOrder else inner[::-1]), ""], "blank ones are last"


def test_money_sorts_by_size_and_what_is_none_after_it(qtbot: QtBot) -> None:
    session = Session()
    session.start(written("# 一 | budget_total=9\n# 二 | budget_total=1,200.00\n# 三 | budget_total=待定\n# 四\n"
                          "# 五 | budget_total=-3\n# 六 | budget_total=10.5"), saved=True)  # fmt: skip
    model = ListingModel(session, Owner.PROJECT)
    at = model.keys.index("budget_total")
    model.sort(at)
    assert [row[at] for row in _rows(model)] == ["-3", "9", "10.5", "1,200.00", "待定", ""]
    model.sort(at, Qt.SortOrder.DescendingOrder)
    assert [row[at] for row in _rows(model)] == ["待定", "1,200.00", "10.5", "9", "-3", ""]


def test_sort_filters_and_scope_are_not_those_of_the_next_document(table: ListingTable, book: Document) -> None:
    model, session = table.model(), table.window().session
    view = table.window().findChild(ListingView)
    session.select("p1")
    table.sortByColumn(model.keys.index("name"), Qt.SortOrder.DescendingOrder)
    model.filter_column("level2", ColumnFilter(values=frozenset({"数量指标"})))
    view.findChild(QLineEdit).setText("次数")
    _radio(table, "全部").click()
    assert column(table, "name") == ["维护次数"]
    session.start(book, saved=True)
    assert column(table, "name") == ["维护次数", "网站数量", "正常运行率", "库房面积"]
    assert table.horizontalHeader().sortIndicatorSection() == -1
    assert view.findChild(QLineEdit).text() == ""
    session.select("p2")
    assert column(table, "name") == ["库房面积"]


def test_the_third_click_on_a_title_brings_the_order_of_the_document_back(table: ListingTable) -> None:
    header, at = table.horizontalHeader(), table.model().keys.index("name")
    where = QPoint(header.sectionViewportPosition(at) + 9, header.height() // 2)
    orders = []
    for _ in range(3):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=where)
        orders.append(column(table, "name"))
    assert orders[0] == orders[1][::-1] == sorted(orders[0])
    assert orders[2] == ["维护次数", "网站数量", "正常运行率", "库房面积"]


# What a column's menu does, and which indicators are left.
CHOICES = [
    ("level2", ["只看选中的内容", "质量指标（1）"], ["正常运行率"]),
    ("basis", ["只看空白的"], ["维护次数", "网站数量", "正常运行率", "库房面积"]),
    ("target", ["只看空白的"], []),
    ("project", ["只看选中的内容", "2 库房租金（1）"], ["库房面积"]),
]


def _choose(table: ListingTable, key: str, words: list[str]) -> None:
    menu = column_menu(table, table.model(), key)
    for word in words:
        action = next(one for one in menu.actions() if one.text() == word)
        menu = action.menu() or menu
    action.trigger()


@pytest.mark.parametrize(("key", "words", "left"), CHOICES)
def test_a_column_is_filtered_by_its_menu_until_all_is_wanted_again(
    table: ListingTable, key: str, words: list[str], left: list[str]
) -> None:
    _choose(table, key, words)
    assert column(table, "name") == left
    title = table.model().headerData(table.model().keys.index(key), Qt.Orientation.Horizontal)
    assert title.endswith("（已筛）")
    view = table.window().findChild(ListingView)
    button = next(one for one in view.findChildren(QToolButton) if one.toolTip() == "取消全部筛选")
    assert button.isVisible()
    button.click()
    assert len(column(table, "name")) == 4
    assert not button.isVisible()


def test_several_texts_may_be_chosen_and_a_part_of_a_text_asked_for(table: ListingTable, user: User) -> None:
    for word in ("维护次数（1）", "库房面积（1）"):
        _choose(table, "name", ["只看选中的内容", word])
    assert column(table, "name") == ["维护次数", "库房面积"]
    user.answers = ["面积"]
    _choose(table, "name", ["只看含有…"])
    assert column(table, "name") == ["库房面积"]
    _choose(table, "name", ["取消这一列的筛选"])
    user.answers = [None]
    _choose(table, "target", ["只看含有…"])
    assert len(column(table, "name")) == 4


def test_a_row_stays_while_it_is_filled_in_though_it_passes_the_filter_no_more(table: ListingTable) -> None:
    _choose(table, "basis", ["只看空白的"])
    table.window().session.run(SetFields({("p1.2", "basis"): "合同"}))
    assert column(table, "basis") == ["", "合同", "", ""]
    _choose(table, "basis", ["只看空白的"])
    assert column(table, "basis") == ["", "", ""]


def test_columns_are_chosen_and_remembered_and_no_key_goes_to_a_hidden_one(table: ListingTable, qtbot: QtBot) -> None:
    _choose(table, "name", ["显示的列", "绩效指标描述"])
    assert "description" not in table.model().keys
    choose(table, ("p1.1", "name"))
    QTest.keyClick(table, Key.Key_Tab)
    assert table.currentIndex() == table.model().index_of("p1.1", "target")
    other = MainWindow()
    qtbot.addWidget(other)
    other.session.start(written("# 一"), saved=True)
    assert "description" not in other.findChild(ListingTable).model().keys
    _choose(table, "name", ["显示的列", "绩效指标描述"])
    assert table.model().keys[4] == "description"


def test_project_and_name_cannot_be_hidden(table: ListingTable) -> None:
    table.model().hide({"project", "name", "basis", "target"})
    assert table.model().keys == ("project", "level1", "level2", "name", "description")
    offered = column_menu(table, table.model(), "name").actions()[-1].menu().actions()
    assert "三级指标" not in {one.text() for one in offered}


# --- projects ----------------------------------------------------------------------------------------------------


@pytest.fixture
def projects(table: ListingTable) -> ListingTable:
    _radio(table, "项目").click()
    found = table.window().workbench.cells.table
    assert isinstance(found, ListingTable)
    assert found is not table
    return found


def test_projects_are_rows_that_are_edited_filled_and_pasted(projects: ListingTable, do: Do) -> None:
    session = projects.window().session
    assert column(projects, "name") == ["网站维护费", "库房租金"]
    assert column(projects, "project") == ["1", "2"]
    assert {"code", "unit_code", "unit_name", "budget_total", "goal"} <= {*projects.model().keys}
    choose(projects, ("p1", "budget_total"))
    QTest.keyClicks(projects, "9")
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Return)
    assert column(projects, "budget_total") == ["9.00", "5"]
    assert projects.currentIndex() == projects.model().index_of("p2", "budget_total")
    assert (session.current, session.current_key) == ("p2", "budget_total")
    choose(projects, ("p1", "purpose"), ("p2", "purpose"))
    session.run(SetFields({("p1", "purpose"): "维护"}))
    QTest.keyClick(projects, Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert column(projects, "purpose") == ["维护", "维护"]


def test_a_block_is_pasted_into_projects(projects: ListingTable) -> None:
    choose(projects, ("p1", "unit_code"))
    QGuiApplication.clipboard().setText("101\t总馆\n102\t分馆")
    projects.clipboard.paste()
    assert column(projects, "unit_code") == ["101", "102"]
    assert column(projects, "unit_name") == ["总馆", "分馆"]


def test_ctrl_enter_adds_a_project_and_the_rows_follow(projects: ListingTable) -> None:
    choose(projects, ("p1", "name"))
    QTest.keyClick(projects, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert column(projects, "name") == ["网站维护费", "", "库房租金"]
    assert column(projects, "project") == ["1", "2", "3"]
    projects.window().session.undo()
    assert column(projects, "name") == ["网站维护费", "库房租金"]


def test_a_finding_of_a_project_is_gone_to_in_the_list_of_projects(projects: ListingTable) -> None:
    window = projects.window()
    window.session.select("p2", "code")
    window.workbench.cells.show_current()
    assert window.workbench.cells.table is projects
    assert projects.currentIndex() == projects.model().index_of("p2", "code")
    window.session.select("p2.1", "target")
    window.workbench.cells.show_current()
    assert window.workbench.cells.table is window.workbench.annex.table


def _fresh(session: Session, owner: Owner) -> ListingModel:
    made = ListingModel(session, owner)
    made.show_all(every=True)
    return made


@pytest.mark.parametrize("owner", [Owner.PROJECT, Owner.INDICATOR])
def test_the_model_of_either_kind_is_sound_and_follows(qtbot: QtBot, owner: Owner) -> None:
    session = Session()
    model = ListingModel(session, owner)
    model.tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    session.start(written(TEN), saved=True)
    model.show_all(every=True)
    edits = (
        SetFields({("p3", "name"): "改名", ("p3", "budget_total"): "1"}),
        Move(("p5",), None, "p2"),
        Remove(frozenset({"p4"})),
    )
    for edit in edits:
        session.run(edit)
        assert _rows(model) == _rows(_fresh(session, owner))
    for _ in edits:
        session.undo()
        assert _rows(model) == _rows(_fresh(session, owner))
    session.close()
    assert model.rowCount() == 0


def _steps(size: int, act: Callable[[ListingModel], object]) -> int:
    """Lines of Python that something takes in a list of so many projects of eight indicators."""
    session = Session()
    session.start(generated(size), saved=True)
    model = ListingModel(session)
    session.found.counts()
    return steps(lambda: act(model))


def test_opening_and_sorting_ask_for_no_text_twice(qtbot: QtBot) -> None:
    asked: Counter[str] = Counter()
    session = Session()
    session.start(generated(50), saved=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ListingModel, "text", lambda *_: asked.update(["text"]) or "")
        model = ListingModel(session)
        model.sort(3)
        model.filter_column("level2", ColumnFilter("数量"))
        model.sort(5, Qt.SortOrder.DescendingOrder)
    assert model.rowCount() > 50
    assert asked["text"] == 0, "a list is opened, sorted and filtered without its cells"


@pytest.mark.parametrize(
    ("act", "most"),
    [
        (lambda model: model.sort(3), 10),
        (lambda model: model.show_all(every=True), 5),
        (lambda model: model.filter_column("level2", ColumnFilter("数量")), 14),
        (lambda model: model.filter("全年"), 30),
    ],
)
def test_a_row_more_costs_few_lines(qtbot: QtBot, act: Callable[[ListingModel], object], most: int) -> None:
    short, long = (_steps(size, act) for size in (50, 250))
    assert (long - short) / (200 * 8) <= most
