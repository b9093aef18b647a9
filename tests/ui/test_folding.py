"""Narrow and low windows: what folds, what brings it back, and that everything stays within the window."""

from collections.abc import Callable
from pathlib import Path

import pytest
from clerk import Do, at_size
from colleagues import merge
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from perfdesk.forms.catalogue import catalogue
from perfdesk.ui import preferences
from perfdesk.ui.dialogs.guide import GuideDialog
from perfdesk.ui.dialogs.new_document import NewDocumentDialog
from perfdesk.ui.dialogs.options import Options, OptionsDialog
from perfdesk.ui.dialogs.replace import ReplaceDialog
from perfdesk.ui.main_window import MainWindow

# Logical sizes of common screens: 1920×1080 at 100 %, 1366×768 at 100, 125, 150 and 200 %, 1920×1080 at 250 %.
SCREENS = [(1920, 1080), (1366, 768), (1092, 614), (910, 512), (683, 384), (768, 432)]


@pytest.fixture
def opened(window: MainWindow, saved: Path) -> MainWindow:
    at_size(window, 1920, 1080)
    window.documents.open_path(saved)
    window.session.select("p1")
    QApplication.processEvents()
    return window


def shown(window: MainWindow) -> str:
    """The first letters of the panels that are open."""
    bench = window.workbench
    open_ = {
        "preview": bench.preview.isVisible(),
        "findings": not bench.findings.folded,
        "tree": bench.tree.isVisible(),
    }
    return " ".join(name for name, is_open in open_.items() if is_open)


def button(window: MainWindow, name: str) -> QToolButton:
    return next(one for one in window.findChildren(QToolButton) if one.accessibleName() == name)


@pytest.mark.parametrize(
    ("size", "panels"),
    [
        ((1366, 768), "preview findings tree"),
        ((900, 768), "findings tree"),
        ((900, 430), "tree"),
        ((560, 430), ""),
    ],
)
def test_the_preview_folds_first_then_the_findings_then_the_tree(
    opened: MainWindow, do: Do, size: tuple[int, int], panels: str
) -> None:
    if opened.workbench.preview.isHidden():
        do("preview")
    at_size(opened, *size)
    assert shown(opened) == panels
    at_size(opened, 1920, 1080)
    assert shown(opened) == "preview findings tree"


@pytest.mark.parametrize("size", SCREENS)
def test_nothing_stands_beyond_the_window(opened: MainWindow, do: Do, size: tuple[int, int]) -> None:
    at_size(opened, *size)
    for view in ("annex", "list"):
        do(view)
        QApplication.processEvents()
        assert (opened.width(), opened.height()) == size, "it is no larger than it was made"
        inside = opened.rect()
        for widget in opened.workbench.findChildren(QWidget):
            if widget.isVisible() and not _scrolled(widget):
                corner = widget.mapTo(opened, widget.rect().bottomRight())
                assert inside.contains(corner), (widget, widget.accessibleName())


def _scrolled(widget: QWidget) -> bool:
    """Whether it is content that a scroll bar brings into sight."""
    parent = widget.parentWidget()
    return parent is not None and (parent.objectName() == "qt_scrollarea_viewport" or _scrolled(parent))


def test_in_a_small_window_each_panel_is_brought_back_by_its_key_and_button(
    opened: MainWindow, qtbot: QtBot, do: Do
) -> None:
    at_size(opened, 560, 430)
    do("tree")
    assert shown(opened) == "tree"
    do("show-tree")
    button(opened, "展开项目树").click()
    button(opened, "展开审核意见").click()
    do("preview")
    QApplication.processEvents()
    assert shown(opened) == "preview findings tree"
    assert opened.width() == 560
    button(opened, "收起审核意见").click()
    assert shown(opened) == "preview tree"


def test_what_somebody_folds_stays_folded_at_the_next_start_but_what_had_no_room_does_not(
    opened: MainWindow, do: Do, qtbot: QtBot
) -> None:
    do("show-findings")
    at_size(opened, 560, 430)
    do("preview", "preview")
    at_size(opened, 1920, 1080)
    assert "findings" not in shown(opened), "room alone does not bring back what somebody folded"
    assert preferences.is_shown("preview", usually=False), "put away again for want of room"
    assert not preferences.is_shown("findings", usually=True)
    assert preferences.is_shown("tree", usually=True)
    other = MainWindow()
    qtbot.addWidget(other)
    assert other.workbench.findings.folded
    assert not other.workbench.tree.isHidden()


def test_folded_the_findings_leave_their_line_and_the_room_to_the_annex(opened: MainWindow, do: Do) -> None:
    bench = opened.workbench
    before = bench.annex.height()
    do("show-findings")
    QApplication.processEvents()
    assert bench.findings.height() < 60
    assert bench.annex.height() > before + 80
    assert bench.findings.isVisible()
    do("show-findings")
    QApplication.processEvents()
    assert bench.findings.table.height() > 80


def test_the_focus_does_not_stay_in_a_panel_that_is_folded(opened: MainWindow, do: Do, qtbot: QtBot) -> None:
    with qtbot.waitActive(opened):
        opened.activateWindow()
    opened.workbench.findings.table.setFocus()
    do("show-findings")
    assert QApplication.focusWidget() is opened.workbench.annex.table
    do("tree", "show-tree")
    assert QApplication.focusWidget() is opened.workbench.annex.table


def test_the_toolbar_shows_icons_only_where_its_words_have_no_room(opened: MainWindow) -> None:
    bar = opened._bar
    assert bar.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    at_size(opened, 700, 500)
    assert bar.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
    at_size(opened, 1920, 1080)
    assert bar.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon


def test_a_scroll_bar_moves_no_column_of_the_annex(opened: MainWindow) -> None:
    table = opened.workbench.annex.table
    assert not table.verticalScrollBar().isVisible()
    before = [table.columnWidth(column) for column in range(table.model().columnCount())]
    at_size(opened, 1920, 420)
    QTest.qWait(1)
    assert table.verticalScrollBar().isVisible()
    assert [table.columnWidth(column) for column in range(table.model().columnCount())] == before


def fits(dialog: QWidget) -> bool:
    """Whether a dialog can be made so small that it stands on a screen of 1366×768 at 200 %, by lines of its text."""
    line = dialog.fontMetrics().lineSpacing()
    least = dialog.minimumSizeHint().expandedTo(dialog.minimumSize())
    # 683×384 pixels, and a line there has 17.
    return least.width() <= 40 * line and least.height() <= 22 * line


def test_the_larger_dialogs_fit_on_a_small_screen(opened: MainWindow, qtbot: QtBot) -> None:
    dialogs = [
        ReplaceDialog(opened.session, opened),
        OptionsDialog(Options("", 100, frozenset()), catalogue(), opened),
        GuideDialog(opened),
        NewDocumentDialog(opened),
    ]
    for dialog in dialogs:
        dialog.show()
        QApplication.processEvents()
        assert fits(dialog), (dialog, dialog.minimumSizeHint())
        dialog.close()


def test_merging_fits_too(
    opened: MainWindow, colleagues: list[Path], decide: Callable[..., list[str]], qtbot: QtBot
) -> None:
    seen: list[bool] = []
    decide(lambda dialog: seen.append(fits(dialog)))
    merge(opened, qtbot, colleagues)
    assert seen == [True]
