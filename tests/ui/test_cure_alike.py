"""一次改完同类: looked at before and after, ticked, done in one step."""

from pathlib import Path

import pytest
from clerk import Do, User, at_size
from notation import document as written
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox
from pytestqt.qtbot import QtBot

from perfdesk.forms.loader import form
from perfdesk.model.document import Document
from perfdesk.rules.check import check
from perfdesk.rules.finding import Finding
from perfdesk.ui import curing
from perfdesk.ui.dialogs import cure_alike
from perfdesk.ui.dialogs.cure_alike import CureAlikeDialog
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.views.findings import FindingsPanel

BOOK = written("""
department_name=青禾县档案馆 | fiscal_year=2025
# 甲 | budget_total=35.00 | budget_fiscal=30.00 | budget_other=4.00
- 服务对象 | 群众满意度 | 95%
# 乙 | budget_total=9 | budget_fiscal=8
- 服务对象 | 群众满意度 | 90%
""")


def _findings(one: Document) -> tuple[Finding, ...]:
    return check(one, form(one.form))


def _like(one: Document, rule: str) -> Finding:
    return next(found for found in _findings(one) if found.rule == rule and found.cure is not None)


@pytest.fixture
def dialog(qtbot: QtBot) -> CureAlikeDialog:
    made = CureAlikeDialog(BOOK, _findings(BOOK), _like(BOOK, "operator-missing"))
    qtbot.addWidget(made)
    return made


def _rows(dialog: CureAlikeDialog) -> list[list[str]]:
    return [[dialog.model.index(row, column).data() for column in range(4)] for row in range(dialog.model.rowCount())]


def test_each_row_says_where_and_what_before_and_after(dialog: CureAlikeDialog) -> None:
    assert _rows(dialog) == [
        ["1 甲", "群众满意度 · 指标值", "95%", "≥95%"], ["2 乙", "群众满意度 · 指标值", "90%", "≥90%"],
    ]  # fmt: skip
    assert dialog.count.text() == "共 2 处，改 2 处。"
    assert dialog.edit.apply(BOOK).projects[1].indicators[0].target == "≥90%"


def test_what_is_not_ticked_stays_and_nothing_ticked_cannot_be_taken(dialog: CureAlikeDialog) -> None:
    role = Qt.ItemDataRole.CheckStateRole
    dialog.model.setData(dialog.model.index(0, 0), Qt.CheckState.Unchecked.value, role)
    after = dialog.edit.apply(BOOK)
    assert [project.indicators[0].target for project in after.projects] == ["95%", "≥90%"]
    assert dialog.count.text() == "共 2 处，改 1 处。"
    dialog.model.setData(dialog.model.index(1, 0), Qt.CheckState.Unchecked.value, role)
    (buttons,) = dialog.findChildren(QDialogButtonBox)
    assert [one.isEnabled() for one in buttons.buttons() if one.text() == "修正"] == [False]


def test_the_project_alone_can_be_chosen(dialog: CureAlikeDialog) -> None:
    dialog.where.setCurrentIndex(1)
    assert [row[0] for row in _rows(dialog)] == ["1 甲"]
    assert dialog.what.isHidden(), "there is only one case"


def test_what_was_held_back_is_said(qtbot: QtBot) -> None:
    dialog = CureAlikeDialog(BOOK, _findings(BOOK), _like(BOOK, "fund-sum"))
    qtbot.addWidget(dialog)
    assert [row[2:] for row in _rows(dialog)] == [["35.00", "34.00"]]
    assert dialog.count.text().endswith("另有 1 处会改动金额而依据不全，请逐条看过再改。")
    assert dialog.model.index(0, 4).data() == "30.00 + 4.00 = 34.00 ≠ 【35.00】"


@pytest.fixture
def panel(window: MainWindow, tmp_path: Path) -> FindingsPanel:
    at_size(window, 1440, 860)
    window.session.start(BOOK, saved=True)
    return window.workbench.findings


def _select(panel: FindingsPanel, rule: str) -> None:
    rows = range(panel.model.rowCount())
    panel.table.selectRow(next(row for row in rows if getattr(panel.model.finding_at(row), "rule", "") == rule))


def test_what_is_taken_is_one_step_to_undo(panel: FindingsPanel, do: Do, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cure_alike.CureAlikeDialog, "exec", lambda _: QDialog.DialogCode.Accepted)
    session = panel._session
    before = session.document
    _select(panel, "operator-missing")
    do("cure-all")
    assert [project.indicators[0].target for project in session.document.projects] == ["≥95%", "≥90%"]
    assert session.history.undo_label == "一次改完“缺少符号”"
    assert panel.current() is not None, "the next finding is selected"
    session.undo()
    assert session.document is before


def test_who_thinks_better_of_it_changes_nothing(panel: FindingsPanel, do: Do, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cure_alike.CureAlikeDialog, "exec", lambda _: QDialog.DialogCode.Rejected)
    before = panel._session.document
    _select(panel, "operator-missing")
    do("cure-all")
    assert panel._session.document is before


def test_without_a_finding_that_can_be_cured_it_says_what_to_do(
    panel: FindingsPanel, user: User, do: Do, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(curing, "ask_cures", lambda *_: pytest.fail("asked"))
    panel.table.selectRow(0)
    do("cure-all")
    assert user.heard == ["先选一条能修正的意见（“修正”是亮的），再一次改完同类。"]
