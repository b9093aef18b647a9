"""指标库 in the window: searched by keys, inserted as one step with class and place, exchanged with colleagues."""

from pathlib import Path

import pytest
from clerk import Do, User
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from perfdesk import paths
from perfdesk.library.entry import Entry
from perfdesk.model.document import Document
from perfdesk.ui.dialogs.indicator_library import LibraryDialog
from perfdesk.ui.main_window import MainWindow
from perfdesk.work.own_library import OwnLibrary, read_library, write_library


@pytest.fixture(autouse=True)
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    path = tmp_path / "own.csv"
    monkeypatch.setattr(paths, "own_indicators", lambda: path)
    return path


@pytest.fixture
def dialog(qtbot: QtBot, window: MainWindow, book: Document) -> LibraryDialog:
    window.session.start(book, saved=True)
    window.session.select("p1")
    made = window.workbench.choosing_indicators.dialog_for(book.projects[0])
    qtbot.addWidget(made)
    made.show()
    return made


def _names(window: MainWindow) -> list[str]:
    return [row.name for row in window.session.document.projects[0].indicators]


def test_begins_with_the_projects_own_field_of_work(dialog: LibraryDialog) -> None:
    assert dialog.works.currentItem().text() == "信息化运行维护"
    assert dialog.query.hasFocus() or dialog.focusWidget() is dialog.query
    assert dialog.chosen


def test_typed_initials_arrow_and_enter_insert_below_the_same_class_as_one_step(
    qtbot: QtBot, window: MainWindow, dialog: LibraryDialog
) -> None:
    qtbot.keyClicks(dialog.query, "pxrc")
    assert dialog.chosen[0].name == "培训人次" or "培训人次" in dialog.chosen[0].name
    first = dialog.chosen[0].name
    qtbot.keyClick(dialog.query, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert len(dialog.chosen) == 2
    second = dialog.chosen[1].name
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    assert _names(window) == ["维护次数", "网站数量", first, second, "正常运行率"]
    new = window.session.document.projects[0].indicators[2]
    assert (new.level1, new.level2, new.target) == ("产出指标", "数量指标", "")
    assert window.session.current == new.id
    assert window.session.current_key == "target"
    window.session.undo()
    assert _names(window) == ["维护次数", "网站数量", "正常运行率"]


def test_words_are_looked_for_in_all_fields_of_work(dialog: LibraryDialog) -> None:
    dialog.query.setText("强制免疫密度")
    assert [one.work for one in dialog.chosen] == ["动物防疫与畜牧"]


def test_nothing_found_can_not_be_inserted(qtbot: QtBot, window: MainWindow, dialog: LibraryDialog) -> None:
    qtbot.keyClicks(dialog.query, "qqqqqq")
    assert (dialog.chosen, dialog.insert.isEnabled()) == ([], False)
    qtbot.keyClick(dialog.query, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert len(_names(window)) == 3


def test_marks_what_the_project_has(qtbot: QtBot, window: MainWindow, dialog: LibraryDialog) -> None:
    window.workbench.choosing_indicators.library.learn(window.session.document)
    again = window.workbench.choosing_indicators.dialog_for(window.session.document.projects[0])
    qtbot.addWidget(again)
    again.query.setText("维护次数")
    model = again.table.model()
    assert model.index(0, 4).data() == "已有"
    again.query.setText("培训天数")
    assert model.index(0, 4).data() == ""


def test_the_menu_learns_from_the_open_document(
    window: MainWindow, book: Document, do: Do, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LibraryDialog, "exec", lambda self: 0)
    window.session.start(book, saved=True)
    window.session.select("p1.1")
    do("library")
    assert "库房面积" in [one.name for one in OwnLibrary(own).own]


def test_a_colleagues_file_comes_in_and_ones_own_goes_out(
    qtbot: QtBot, window: MainWindow, user: User, tmp_path: Path, dialog: LibraryDialog
) -> None:
    theirs = tmp_path / "同事.xlsx"
    write_library(theirs, (Entry("档案", "产出指标", "数量指标", "修复卷数"),))
    user.answers = [theirs, tmp_path / "给同事.xlsx"]
    buttons = {button.text(): button for button in dialog.findChildren(type(dialog.insert))}
    buttons["导入…"].click()
    assert user.heard[-1] == "读到 1 条指标，其中新的 1 条。"
    dialog.query.setText("修复卷数")
    assert [one.work for one in dialog.chosen] == ["档案"]
    buttons["导出…"].click()
    assert [one.name for one in read_library(tmp_path / "给同事.xlsx").entries] == ["修复卷数"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("信.csv", "姓名\n甲", "没有“三级指标”一列"), ("假.xlsx", "x", "假.xlsx"), ("没有.csv", None, "没有做完")],
)
def test_what_is_no_library_gets_one_sentence(
    window: MainWindow, user: User, tmp_path: Path, dialog: LibraryDialog, name: str, content: str | None, said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    user.answers = [tmp_path / name]
    before = window.workbench.choosing_indicators.library.entries
    {button.text(): button for button in dialog.findChildren(type(dialog.insert))}["导入…"].click()
    assert said in user.heard[-1]
    assert window.workbench.choosing_indicators.library.entries == before


def test_nothing_of_ones_own_can_not_go_out(user: User, dialog: LibraryDialog) -> None:
    {button.text(): button for button in dialog.findChildren(type(dialog.insert))}["导出…"].click()
    assert "还没有自己的指标" in user.heard[-1]


def test_keys_that_are_held_while_it_opens_leave_the_first_entry_chosen(qtbot: QtBot, dialog: LibraryDialog) -> None:
    """The dialog opens by Ctrl+Shift+L; with Ctrl held, Qt's own `selectRow` takes a row out of the selection."""
    handle = dialog.windowHandle()
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyPress(handle, Qt.Key.Key_Control, held)
    assert QGuiApplication.keyboardModifiers() == held
    dialog.query.setText("召开会议次数")
    QTest.keyRelease(handle, Qt.Key.Key_Control)
    assert [one.name for one in dialog.chosen] == ["召开会议次数"]
