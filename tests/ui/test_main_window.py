"""What a clerk does in the window: the table of actions, the panels together, and how it looks."""

import random
from pathlib import Path

import pytest
from clerk import Do, User, names
from ministry import example
from notation import document
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QMenuBar,
    QTabBar,
    QToolBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from perfdesk.forms.loader import form
from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.ui import actions
from perfdesk.ui.error_dialog import ErrorDialog
from perfdesk.ui.icons import icon
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.plain_text import PlainLabel
from perfdesk.ui.views.status import Totals, summed


def test_a_new_document_gets_projects_and_indicators(window: MainWindow, user: User, do: Do) -> None:
    user.answers = [(form("hebei-book-2024"), "2026")]
    do("new")
    assert window.session.document.fields["fiscal_year"] == "2026"
    assert names(window) == [""]
    assert not window.session.modified
    do("add-project")
    assert len(names(window)) == 2
    assert window.session.current == window.session.document.projects[1].id
    rows = window.session.document.projects[1].indicators
    window.session.select(rows[0].id)
    do("add-indicator")
    new = window.session.document.indicator(window.session.current)
    assert new is not None
    assert (new.level1, new.level2) == (rows[0].level1, rows[0].level2)
    assert window.session.document.projects[1].indicators[1] is new
    do("remove")
    assert window.session.document.projects[1].indicators == rows
    window.session.select(window.session.document.projects[1].id)
    do("remove")
    assert len(names(window)) == 1
    do("undo")
    assert len(names(window)) == 2


def test_an_indicator_added_on_a_group_goes_to_its_end(window: MainWindow, saved: Path, do: Do) -> None:
    window.documents.open_path(saved)
    group = window.workbench.tree.model.index_of("p1.1").parent()
    window.workbench.tree.view.setExpanded(window.workbench.tree.model.index_of("p1"), True)
    window.workbench.tree.view.setCurrentIndex(group)
    do("add-indicator")
    row = [indicator.id for indicator in window.session.document.projects[0].indicators]
    assert row.index(window.session.current) == 2
    assert window.session.document.fields_of(window.session.current)["level2"] == "数量指标"


def test_a_class_moves_past_a_class_and_is_deleted_whole(window: MainWindow, saved: Path, do: Do) -> None:
    window.documents.open_path(saved)
    window.workbench.tree.view.setExpanded(window.workbench.tree.model.index_of("p1"), True)
    window.workbench.tree.view.setCurrentIndex(window.workbench.tree.model.index_of("p1.3").parent())
    do("up")
    assert [one.id for one in window.session.document.projects[0].indicators] == ["p1.3", "p1.1", "p1.2"]
    window.workbench.tree.view.setCurrentIndex(window.workbench.tree.model.index_of("p1.1").parent())
    do("remove")
    assert [one.id for one in window.session.document.projects[0].indicators] == ["p1.3"]
    assert window.session.current == "p1.3"


def test_undo_shows_what_it_changed(window: MainWindow, saved: Path, do: Do) -> None:
    window.documents.open_path(saved)
    window.session.run(SetFields({("p2.1", "basis"): "租赁合同"}))
    window.session.select("p1")
    do("undo")
    assert (window.session.current, window.session.current_key) == ("p2.1", "basis")
    window.session.select("p2")
    do("remove")
    assert window.session.current == "p1"
    do("undo")
    assert window.session.current == "p2"


def test_ids_and_shortcuts_are_given_once() -> None:
    ids = [row.id for row in actions.ROWS if row.id]
    keys = [row.keys for row in actions.ROWS if row.keys]
    assert len(ids) == len(set(ids))
    assert len(keys) == len(set(keys))
    assert {*actions.TOOLBAR, *actions.NODE_MENU} - {""} <= set(ids)


@pytest.mark.parametrize("name", sorted({*actions.TOOLBAR, *actions.NODE_MENU} - {""}))
@pytest.mark.usefixtures("qapp")
def test_every_button_has_an_icon_that_is_seen_on_dark_and_light(name: str) -> None:
    for ground, text in (("#202020", "#ffffff"), ("#f0f0f0", "#000000")):
        palette = QPalette(QColor(ground))
        palette.setColor(QPalette.ColorRole.ButtonText, QColor(text))
        image = icon(name, palette).pixmap(24, 24).toImage()
        solid = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        assert QColor(text).name() in {colour.name() for colour in solid if colour.alpha() > 200}


def test_every_control_has_a_name_for_those_who_cannot_see(window: MainWindow, saved: Path) -> None:
    window.documents.open_path(saved)
    kinds = (QLineEdit, QComboBox, QAbstractItemView, QAbstractButton)
    controls = [one for one in window.findChildren(QWidget) if isinstance(one, kinds)]
    named = [one for one in controls if one.accessibleName() or (isinstance(one, QAbstractButton) and one.text())]
    inner = (QAbstractItemView, QLineEdit, QMenuBar, QTabBar, QToolBar)  # Qt's own parts of named controls
    own = [one for one in controls if not isinstance(one, QHeaderView) and not isinstance(one.parent(), inner)]
    unnamed = [f"{type(one).__name__} in {type(one.parent()).__name__}" for one in own if one not in named]
    assert unnamed == []


def test_the_filter_box_leads_to_what_was_found(window: MainWindow, saved: Path, do: Do, qtbot: QtBot) -> None:
    window.documents.open_path(saved)
    window.session.select("p1")
    window.activateWindow()
    do("filter")
    qtbot.waitUntil(window.workbench.tree.filter_box.hasFocus)
    qtbot.keyClicks(window.workbench.tree.filter_box, "200")
    assert window.workbench.tree.model.rowCount() == 3
    qtbot.keyClick(window.workbench.tree.filter_box, Qt.Key.Key_Return)
    assert window.workbench.tree.model.rowCount() == 2
    assert window.session.current == "p2"
    do("filter")
    qtbot.keyClicks(window.workbench.tree.filter_box, "z")
    qtbot.keyClick(window.workbench.tree.filter_box, Qt.Key.Key_Return)
    assert window.session.current == "p2"
    window.workbench.tree.filter_box.clear()
    qtbot.waitUntil(lambda: window.workbench.tree.model.rowCount() == 3)


def test_f6_goes_round_the_panels(window: MainWindow, saved: Path, qtbot: QtBot, do: Do) -> None:
    window.documents.open_path(saved)
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is window.workbench.tree.view)
    seen = []
    for _ in range(3):
        do("next-panel")
        seen.append(QApplication.focusWidget())
    assert seen == [window.workbench.annex.table, window.workbench.findings.table, window.workbench.tree.view]


@pytest.mark.parametrize(
    ("panel", "signal", "action"),
    [
        (lambda w: w.tree, "remove_wanted", "remove"),
        (lambda w: w.annex.table, "origin_wanted", "cell-history"),
        (lambda w: w.preview, "print_wanted", "print"),
    ],
)
def test_what_a_panel_asks_for_is_done_by_the_action(
    window: MainWindow, saved: Path, panel, signal: str, action: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.documents.open_path(saved)
    done: list[str] = []
    for name in ("remove", "print"):
        monkeypatch.setattr(window.workbench, name, lambda name=name: done.append(name))
    monkeypatch.setattr(window.workbench.file_history, "cell_history", lambda: done.append("cell-history"))
    getattr(panel(window.workbench), signal).emit()
    assert done == [action]


def test_the_status_line_adds_up_what_are_amounts(book: Document) -> None:
    sums = Totals()
    first = "项目 2 · 预算 27.20 万元 · 财政 22.20 · 其他 0"
    assert sums.words(book, "万元") == first
    odd = book.with_fields({("p2", "budget_total"): "约5"})
    assert sums.words(odd, "万元") == "项目 2 · 预算 22.20 万元 · 财政 22.20 · 其他 0 · 1 个金额无法识别，没有计入"
    exact = book.with_fields({("p2", "budget_total"): "5.0005", ("p1", "budget_other"): "1.5"})
    assert sums.words(exact, "万元") == "项目 2 · 预算 27.2005 万元 · 财政 22.20 · 其他 1.5"
    assert sums.words(book.with_projects(book.projects[1:]), "元") == "项目 1 · 预算 5 元 · 财政 0 · 其他 0"
    assert sums.words(book, "万元") == first


def test_the_status_line_of_a_department_s_form_adds_up_its_tasks(book: Document) -> None:
    sums = Totals()
    assert sums.words(book, "万元", department=True) == ""
    text = "# 甲\n+ tasks | 子 | total=3.50 | fiscal=3\n+ tasks | 丑 | total=2 | other=约2"
    words = "任务 2 · 预算 5.50 万元 · 财政 3 · 其他 0 · 1 个金额无法识别，没有计入"
    assert sums.words(document(text), "万元", department=True) == words


@pytest.mark.parametrize(
    ("form_id", "words"),
    [
        ("hebei-book-2024", "预算 财政 其他"),
        ("mof-88-project", "年度资金总额 财政拨款 其他"),
        ("mof-163-region", "年度金额 中央补助 地方资金"),
        ("mof-136-monitoring", "年初预算 一般公共预算 其他"),
        ("mof-10-self", "年初预算 财政 上年结转 其他"),
        ("mof-10-transfer", "全年预算 中央财政资金 省级财政资金 地方资金 其他"),
    ],
)
def test_what_a_form_prints_of_the_year_s_money_is_added_up(form_id: str, words: str) -> None:
    assert " ".join(title for title, _ in summed(form(form_id))) == words


def test_the_sums_are_those_of_the_form_that_is_shown(window: MainWindow) -> None:
    shown = next(one for one in window.workbench.status.findChildren(PlainLabel) if one.accessibleName() == "合计")
    window.session.start(example("mof-163-region"), saved=True)
    assert shown.text().startswith("项目 1 · 年度金额 300.00 万元 · 中央补助 200.00 · 地方资金 100.00")
    window.session.start(example("mof-10-self"), saved=True)
    assert shown.text().startswith("项目 1 · 年初预算 60.00 万元 · 财政 50.00 · 上年结转 0.00 · 其他 10.00")


def test_a_mistake_of_the_program_is_told_once_and_the_document_stays(
    window: MainWindow, saved: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    window.documents.open_path(saved)
    last_resort, shown = ErrorDialog(), []

    def show(report: str) -> None:
        shown.append(report.splitlines()[-1])
        last_resort.catch(ValueError, ValueError("again"), None)

    monkeypatch.setattr(last_resort, "show", show)
    last_resort.catch(KeyError, KeyError("first"), None)
    assert shown == ["KeyError"]
    assert "again" in capsys.readouterr().err
    last_resort.catch(KeyError, KeyError("next"), None)
    assert shown == ["KeyError", "KeyError"]
    assert window.session.is_open


def test_any_walk_through_the_actions_can_be_undone(window: MainWindow, book: Document) -> None:
    """The panels must follow whatever comes; Qt's warnings and Python's exceptions fail the test."""
    chance = random.Random(20251)
    start = book
    window.session.start(start)
    steps = (
        "add-project",
        "add-indicator",
        "duplicate",
        "remove",
        "up",
        "down",
        "undo",
        "redo",
        "annex",
        "list",
        "next",
    )
    for _ in range(300):
        document = window.session.document
        window.session.select(chance.choice([document.id, *document.places]))
        action = window.actions_by_id[chance.choice(steps)]
        if action.isEnabled():
            action.trigger()
        if chance.random() < 0.2:
            QApplication.processEvents()
    while window.session.undo():
        pass
    assert window.session.document is start
