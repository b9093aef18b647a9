"""The keys of the grid in the merge preview: those of every table of cells."""

from collections.abc import Callable
from pathlib import Path

import pytest
from colleagues import Decide, merge
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from perfdesk.ui.dialogs.merge import MergeDialog
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.models.plan_model import BEFORE, RESULT

Set = Callable[[Decide], None]


@pytest.fixture
def in_preview(
    window: MainWindow, saved: Path, colleagues: list[Path], decide: Callable[..., object], qtbot: QtBot
) -> Set:
    """Does something in the preview of a merge of two colleagues' files."""

    def act(what: Decide) -> None:
        window.documents.open_path(saved)
        seen: list[None] = []
        decide(lambda dialog: (what(dialog), seen.append(None)), False)
        merge(window, qtbot, colleagues)
        assert seen

    return act


def press(dialog: MergeDialog, keys: str) -> None:
    for name in keys.split():
        combination = QKeySequence(name)[0]
        QTest.keyClick(dialog.windowHandle(), combination.key(), combination.keyboardModifiers())


def at(dialog: MergeDialog) -> tuple[int, int]:
    """Row of the framed cell, and how many columns it stands behind what was there."""
    index = dialog.table.currentIndex()
    return index.row(), index.column() - BEFORE


def results(dialog: MergeDialog) -> list[str]:
    return [dialog.model.index(row, RESULT).data() for row in range(len(dialog.model.shown))]


def test_the_frame_goes_over_what_files_say(in_preview: Set) -> None:
    def act(dialog: MergeDialog) -> None:
        last = len(dialog.model.shown) - 1
        assert last == 2
        for keys, there in (
            ("Ctrl+Home", (0, 0)), ("Left Up", (0, 0)), ("Right", (0, 1)), ("Down", (1, 1)), ("End", (1, 2)),
            ("Home", (1, 0)), ("Ctrl+End", (2, 2)), ("Ctrl+Up", (0, 2)), ("Tab", (1, 0)), ("Shift+Tab", (0, 2)),
            ("Ctrl+Left", (0, 0)), ("PgDown", (2, 0)), ("PgUp", (0, 0)), ("Ctrl+PgDown Ctrl+V Ctrl+R", (0, 0)),
        ):  # fmt: skip
            press(dialog, keys)
            assert at(dialog) == there, keys
            assert [(one.row(), one.column() - BEFORE) for one in dialog.table.chosen()] == [there]

    in_preview(act)


def test_enter_takes_and_goes_on_back_to_where_tabs_began(in_preview: Set) -> None:
    def act(dialog: MergeDialog) -> None:
        row = next(at for at, one in enumerate(dialog.model.shown) if one.open)
        dialog.table.setCurrentIndex(dialog.model.index(row, BEFORE))
        press(dialog, "Tab Tab Return")
        assert results(dialog)[row] == "30"
        assert at(dialog) == (min(row + 1, 2), 0 if row < 2 else 2)
        dialog.table.setCurrentIndex(dialog.model.index(row, BEFORE + 1))
        press(dialog, "Shift+Return")
        assert results(dialog)[row] == "25"
        assert at(dialog) == (max(row - 1, 0), 1)
        assert dialog.isVisible()

    in_preview(act)


@pytest.mark.parametrize("back", ["Delete", "Backspace"])
def test_all_selected_rows_are_taken_and_left_to_the_default_again(in_preview: Set, back: str) -> None:
    def act(dialog: MergeDialog) -> None:
        before = results(dialog)
        press(dialog, "Ctrl+Home Right Ctrl+End")
        press(dialog, "Ctrl+Home Shift+Down Shift+Down")
        assert dialog.table.rows() == [0, 1, 2]
        press(dialog, "Ctrl+Return")
        assert dialog.plan.open == ()
        assert results(dialog) != before
        press(dialog, back)
        assert results(dialog) == before
        press(dialog, "Ctrl+D")
        assert dialog.plan.open == ()

    in_preview(act)


@pytest.mark.parametrize("key", ["Alt+Down", "F2"])
def test_the_choices_of_a_row_are_offered(in_preview: Set, key: str) -> None:
    def act(dialog: MergeDialog) -> None:
        row = next(at for at, one in enumerate(dialog.model.shown) if one.open)
        dialog.table.setCurrentIndex(dialog.model.index(row, BEFORE + 1))
        press(dialog, key)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert [one.text() for one in menu.actions()] == [
            "原来：22.20", "张敏：25", "李强：30", "自己写…", "恢复默认",
        ]  # fmt: skip
        assert menu.activeAction() is menu.actions()[1]
        QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)
        assert results(dialog)[row] == "30"

    in_preview(act)


def test_a_click_on_a_label_frames_what_a_file_says_in_its_row(in_preview: Set) -> None:
    def act(dialog: MergeDialog) -> None:
        table = dialog.table
        where = table.visualRect(dialog.model.index(1, 0)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
        assert at(dialog) == (1, 0)
        assert table.rows() == [1]
        QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
        assert dialog.plan.choices == {}

    in_preview(act)


def test_what_is_selected_is_copied(in_preview: Set) -> None:
    def act(dialog: MergeDialog) -> None:
        row = next(at for at, one in enumerate(dialog.model.shown) if one.open)
        dialog.table.setCurrentIndex(dialog.model.index(row, BEFORE))
        press(dialog, "Shift+Right Shift+Right Ctrl+C")
        assert QGuiApplication.clipboard().text() == "22.20\t张敏：25\t李强：30"

    in_preview(act)


def test_the_keyboard_leaves_the_grid_and_comes_back(in_preview: Set) -> None:
    def act(dialog: MergeDialog) -> None:
        press(dialog, "F6")
        assert not dialog.table.hasFocus()
        press(dialog, "F6")
        assert dialog.table.hasFocus()
        press(dialog, "Ctrl+End Tab")
        assert not dialog.table.hasFocus()

    in_preview(act)


def test_a_grid_without_rows_takes_every_key(in_preview: Set) -> None:
    def act(dialog: MergeDialog) -> None:
        for toggle in dialog._toggles.values():
            toggle.setChecked(False)
        dialog.table.setFocus()
        assert dialog.table.model().rowCount() == 0
        press(dialog, "Return Tab F2 Alt+Down Delete Ctrl+Return Ctrl+C Ctrl+End Down Shift+Down Ctrl+A Backspace")
        assert dialog.isVisible()

    in_preview(act)
