"""Ctrl+K finds actions, projects and indicators by letters or initials; the sheet of keys lists what the menus have."""

from typing import Any

import pytest
from clerk import Do
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from perfdesk.model.document import Document
from perfdesk.ui import actions
from perfdesk.ui.dialogs.key_sheet import rows
from perfdesk.ui.dialogs.palette import Offer, Palette, best
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.offers import offers


@pytest.fixture
def palette(qtbot: QtBot, window: MainWindow, book: Document) -> Palette:
    window.session.start(book, saved=True)
    made = Palette(lambda: offers(window.actions_by_id, actions.MENUS, window.session), window)
    qtbot.addWidget(made)
    made.show()
    return made


def _names(palette: Palette) -> list[str]:
    return [one.name for one in palette.found]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("库房", "库房租金"),
        ("kfzj", "库房租金"),
        ("正常", "正常运行率"),
        ("打印", "打印"),
        ("ylhb", ""),
        ("dc word", "导出 Word"),
    ],
)
def test_finds_actions_projects_and_indicators(palette: Palette, query: str, first: str) -> None:
    palette.query.setText(query)
    assert (_names(palette) or [""])[0] == first


def test_arrow_and_enter_go_to_the_project_while_letters_go_on_into_the_line(
    qtbot: QtBot, window: MainWindow, palette: Palette
) -> None:
    palette.query.setText("库房")
    assert _names(palette) == ["库房租金", "库房面积"]
    qtbot.keyClick(palette.query, Qt.Key.Key_Down)
    assert palette.query.hasFocus() or palette.focusWidget() is palette.query
    qtbot.keyClick(palette.query, Qt.Key.Key_Return)
    assert (window.session.current, window.session.current_key) == ("p2.1", "name")
    assert not palette.isVisible()


def test_an_action_runs_when_the_palette_has_gone(qtbot: QtBot, window: MainWindow, palette: Palette) -> None:
    window.session.select("p1")
    palette.query.setText("加项目")
    qtbot.keyClick(palette.query, Qt.Key.Key_Return)
    assert len(window.session.document.projects) == 3
    window.session.history.mark_saved(window.session.document)


def test_what_is_not_possible_now_is_not_offered(window: MainWindow) -> None:
    names = [one.name for one in offers(window.actions_by_id, actions.MENUS, window.session)]
    assert "打开" in names
    assert "保存" not in names


def test_nothing_found_does_nothing(qtbot: QtBot, palette: Palette) -> None:
    palette.query.setText("没有这个")
    qtbot.keyClick(palette.query, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_the_best_stand_first_and_no_more_than_a_screen_or_two_are_listed() -> None:
    done: list[int] = []
    many = [Offer(f"中间{n}培训", "", lambda: done.append(0)) for n in range(300)]
    found = best("培训", [*many, Offer("培训费", "", lambda: None)])
    assert (found[0].name, found[1].name, len(found)) == ("培训费", "中间0培训", 200)


def test_in_a_very_large_document_initials_are_looked_for_among_actions_and_projects_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("perfdesk.ui.dialogs.palette._MOST_BY_INITIALS", 1)
    two = [Offer(name, "", lambda: None) for name in ("培训费", "培训人次")]
    assert [one.name for one in best("px", two)] == ["培训费"]
    assert [one.name for one in best("培训", two)] == ["培训费", "培训人次"]


def test_ctrl_k_and_the_help_menu_open_them(qtbot: QtBot, window: MainWindow, book: Document, do: Do) -> None:
    window.session.start(book, saved=True)
    for name, kind in (("palette", Palette), ("keys", QDialog)):
        seen: list[Any] = []

        def close(seen: list[Any] = seen, kind: type[QDialog] = kind) -> None:
            open_one = next(one for one in window.findChildren(kind) if one.isVisible())
            seen.append(open_one.windowTitle())
            open_one.reject()

        QTimer.singleShot(0, close)
        do(name)
        assert seen


def test_the_sheet_has_every_key_of_the_menus_once_and_those_of_the_cells(window: MainWindow) -> None:
    listed = rows((actions.MENUS[name], action) for name, action in window.actions_by_id.items())
    keys = {key for _, key, _ in listed}
    assert {action.shortcut().toString() for action in window.actions_by_id.values()} - {""} <= keys
    assert ("菜单 文件", "Ctrl+S", "保存") in listed
    assert ("选中格子时", "F2", "在末尾接着改") in listed
    assert len(listed) == len(set(listed))
