"""Everything around an open document is reached by the keyboard and said by a screen reader: seen through Qt's own tree
of accessible objects."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from clerk import Do, at_size
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from perfdesk.model.fields import Owner
from perfdesk.ui.main_window import MainWindow

# What a person acts on.
ACTS = {
    QAccessible.Role.Button,
    QAccessible.Role.CheckBox,
    QAccessible.Role.RadioButton,
    QAccessible.Role.EditableText,
    QAccessible.Role.ComboBox,
    QAccessible.Role.Table,
    QAccessible.Role.Tree,
    QAccessible.Role.List,
    QAccessible.Role.PageTabList,
    QAccessible.Role.PushButton if hasattr(QAccessible.Role, "PushButton") else QAccessible.Role.Button,
}


@pytest.fixture
def opened(window: MainWindow, saved: Path, qtbot: QtBot, do: Do) -> MainWindow:
    at_size(window, 1600, 900)
    window.documents.open_path(saved)
    window.session.select("p1")
    if window.workbench.preview.isHidden():
        do("preview")
    with qtbot.waitActive(window):
        window.activateWindow()
    return window


def below(one: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """Every object below one, but the cells of tables."""
    for number in range(one.childCount()):
        child = one.child(number)
        if child is None or not child.isValid():
            continue
        yield child
        if child.role() not in (QAccessible.Role.Table, QAccessible.Role.Tree, QAccessible.Role.List):
            yield from below(child)


def seen(window: MainWindow) -> list[QAccessibleInterface]:
    root = QAccessible.queryAccessibleInterface(window)
    return [one for one in below(root) if not one.state().invisible]


@pytest.mark.parametrize("view", ["annex", "list"])
def test_every_control_has_a_name(opened: MainWindow, do: Do, view: str) -> None:
    do(view)
    QApplication.processEvents()
    controls = [one for one in seen(opened) if one.role() in ACTS and one.rect().width()]
    assert len(controls) > 25
    unnamed = [
        (one.role(), one.object().metaObject().className() if one.object() else "")
        for one in controls
        if not one.text(QAccessible.Text.Name)
    ]
    # Qt's own: the buttons that a toolbar and the tabs have for what finds no room.
    assert [found for found in unnamed if found[1] not in ("QToolBarExtension",)] == []


def test_the_switches_and_filters_say_what_they_are_and_how_they_stand(opened: MainWindow, do: Do) -> None:
    do("list")
    QApplication.processEvents()
    by_name = {one.text(QAccessible.Text.Name): one for one in seen(opened)}
    assert by_name["清单的范围：本项目"].role() == QAccessible.Role.RadioButton
    assert by_name["清单的范围：本项目"].state().checked
    assert not by_name["清单的范围：全部"].state().checked
    shown = by_name["显示错误"]
    assert shown.role() == QAccessible.Role.CheckBox
    assert shown.state().checked
    assert by_name["收起审核意见"].role() == QAccessible.Role.Button


def _panel(window: MainWindow, widget: QWidget | None) -> str:
    bench = window.workbench
    panels = {
        "tree": bench.tree,
        "annex": bench.annex,
        "listing": bench.listing,
        "findings": bench.findings,
        "preview": bench.preview,
    }
    return next(name for name, panel in panels.items() if panel is widget or panel.isAncestorOf(widget))


def test_f6_goes_round_the_panels_that_are_open(opened: MainWindow, do: Do) -> None:
    opened.workbench.tree.setFocus()
    for rest in (["annex", "findings", "preview", "tree"], ["annex", "preview", "tree"]):
        gone = []
        for _ in rest:
            QTest.keyClick(opened.windowHandle(), Qt.Key.Key_F6)
            gone.append(_panel(opened, QApplication.focusWidget()))
        assert gone == rest
        do("show-findings")
        opened.workbench.tree.setFocus()


def _tabbed(window: MainWindow, start: QWidget, most: int = 60) -> list[QWidget]:
    """What Tab reaches from a widget, until it comes to a table of cells or back."""
    start.setFocus()
    found = []
    for _ in range(most):
        widget = QApplication.focusWidget()
        if widget is None or widget in found:
            break
        found.append(widget)
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
    return found


def test_tab_goes_through_the_line_of_the_findings_and_of_the_list(opened: MainWindow, do: Do) -> None:
    bench = opened.workbench
    do("list")
    found = _tabbed(opened, bench.listing._owners[Owner.INDICATOR])
    names = [widget.accessibleName() for widget in found]
    assert names[:1] == ["清单列出：指标"]
    assert "清单的范围：本项目" in names
    assert "筛选清单" in names
    assert names.index("清单列出：指标") < names.index("清单的范围：本项目") < names.index("筛选清单")
    found = _tabbed(opened, next(iter(bench.findings._filters.boxes.values())))
    names = [widget.accessibleName() for widget in found]
    assert names[:3] == ["显示错误", "显示提醒", "显示提示"]
    assert "审核意见" in names
