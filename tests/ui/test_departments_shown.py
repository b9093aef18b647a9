"""The window with a form of a whole department: no second project, and its node stays one."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from clerk import Do
from notation import document
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QRadioButton
from small_forms import small_form
from typist import Typist

from perfdesk.forms import loader
from perfdesk.model.fields import Owner
from perfdesk.ui import availability
from perfdesk.ui.main_window import MainWindow

TEXT = "部门名称 | {department_name} | 年度总体目标 | {goal}\nH 一级指标>level1+ | 三级指标>name | 指标值>target^2"
BOOK = replace(
    document("department_name=清水县图书馆\n# | goal=办好全县图书馆。\n- 数量 | 书架 | 42组", "ningxia-annex2-2024"),
    form="small",
)
OF_PROJECTS = ("add-project", "add-unit")
OF_NODES = ("duplicate", "remove", "up", "down")


@pytest.mark.parametrize("subject", ["department", "projects"])
def test_what_is_offered(window: MainWindow, monkeypatch: pytest.MonkeyPatch, subject: str) -> None:
    monkeypatch.setattr(loader, "_given", {"small": replace(small_form(TEXT), subject=subject)})
    window.session.start(BOOK, saved=True)
    window.session.select("p1")
    several = subject == "projects"
    assert [window.actions_by_id[name].isEnabled() for name in (*OF_PROJECTS, *OF_NODES)] == [several] * 6
    window.session.select(BOOK.projects[0].indicators[0].id)
    assert [window.actions_by_id[name].isEnabled() for name in OF_NODES] == [True] * 4
    assert window.actions_by_id["add-indicator"].isEnabled()


@pytest.fixture
def tasks(typist: Typist) -> Typist:
    """The ministry's form of a department with two tasks."""
    text = """
        department_name=清水县图书馆
        # | goal=办好全县图书馆。
        + tasks | 购置图书 | total=3.00
        + tasks | 修缮书库 | total=2.00
        - 数量 | 书架 | 42组
    """
    typist.window.session.start(document(text, "mof-88-department"), saved=True)
    return typist


@pytest.mark.parametrize("place", [("p1", ""), ("d", "fiscal_year"), ("d", "")])
def test_rows_are_added_wherever_one_looks(tasks: Typist, do: Do, place: tuple[str, str]) -> None:
    session = tasks.window.session
    session.select(*place)
    do("add-tasks")
    assert [row.name for row in session.document.projects[0].rows_of(Owner.TASKS)] == ["购置图书", "修缮书库", ""]
    session.select(*place)
    do("add-indicator")
    assert [row.name for row in session.document.projects[0].indicators] == ["书架", ""]
    assert tasks.window.actions_by_id["library"].isEnabled()


def test_what_is_not_offered_says_why(tasks: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    window = tasks.window
    action = window.actions_by_id["add-project"]
    why = "这种表样整个部门只有一张表，不能再加项目和单位。"
    assert action.toolTip() == f"加项目（Ctrl+Shift+P）\n{why}"
    assert window.statusBar().currentMessage() == ""
    tasks.table.setFocus()
    tasks.press("Ctrl+Shift+P")
    assert window.statusBar().currentMessage() == why
    assert hovered(window, "插入", "add-project", monkeypatch) == [why]
    assert hovered(window, "插入", "add-indicator", monkeypatch) == [""]
    window.session.select("p1")
    assert window.actions_by_id["remove"].statusTip().startswith("整个部门只有这一张表")
    window.session.start(document("# 甲\n- 数量 | 书架 | 42组"), saved=True)
    assert action.toolTip() == "加项目（Ctrl+Shift+P）"
    assert window.actions_by_id["remove"].statusTip() == "请先在左边选一个项目，或者项目里的一行。"
    window.session.close()
    assert window.actions_by_id["save"].statusTip() == "请先打开或新建一个文件。"
    window.session.show(BOOK, "旧版本")
    assert window.actions_by_id["save"].statusTip() == "这个文件只能看，不能改。"


def hovered(window: MainWindow, menu: str, action: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is shown when the mouse rests on a menu's entry."""
    shown: list[str] = []
    monkeypatch.setattr(availability, "QToolTip", SimpleNamespace(showText=lambda at, text, of: shown.append(text)))
    found = next(one.menu() for one in window.menuBar().actions() if one.text().startswith(menu))
    found.popup(window.mapToGlobal(QPoint(0, 0)))
    at = found.actionGeometry(window.actions_by_id[action]).center()
    QApplication.sendEvent(found, QHelpEvent(QEvent.Type.ToolTip, at, found.mapToGlobal(at)))
    found.hide()
    return shown


def test_the_list_has_no_column_and_no_range_of_projects(tasks: Typist) -> None:
    window = tasks.window
    window.workbench.show_view(1)
    listing = window.workbench.listing
    shown = [one.text() for one in listing.findChildren(QRadioButton) if one.isVisible()]
    assert shown == ["指标", "任务", "部门"]
    assert tasks.table.isColumnHidden(0)
    window.session.start(document("# 甲\n- 数量 | 书架 | 42组"), saved=True)
    shown = [one.text() for one in listing.findChildren(QRadioButton) if one.isVisible()]
    assert shown == ["指标", "项目", "本项目", "全部"]
    assert not tasks.table.isColumnHidden(0)
