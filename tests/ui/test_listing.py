"""清单: indicators as a plain table."""

from pathlib import Path

import pytest
from clerk import Do, User
from notation import document as written
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from perfdesk.model.document import Document
from perfdesk.model.edits import Move, Remove, SetFields
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.models.listing_model import ListingModel
from perfdesk.ui.models.sheet_model import FINDINGS
from perfdesk.ui.session import Session
from perfdesk.ui.views.listing import ListingTable, ListingView

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
