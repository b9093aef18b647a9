"""审核: the panel lists, filters, jumps and cures."""

from pathlib import Path

import pytest
from clerk import User
from notation import document as written
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from perfdesk.model.edits import SetFields
from perfdesk.store import file
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.models.findings_model import FindingsModel
from perfdesk.ui.session import Session
from perfdesk.ui.views.findings import FindingsPanel

WRONG = """
department_name=青禾县档案馆 | fiscal_year=2025
# 网站维护费 | code=13040024P00301410012O | budget_total=30 | budget_fiscal=22.20 | purpose=维护 | goal=好用
- 成本 | 年服务费 | ≤34.44万元
# 库房租金 | code=13040024P003014100138 | budget_total=5 | budget_fiscal=5 | purpose=租金 | goal=够用
- 数量 | 库房面积 | ≥200平方米
- 数量 | 库房面积 | ≥200平方米
"""


@pytest.fixture
def panel(window: MainWindow, tmp_path: Path) -> FindingsPanel:
    path = tmp_path / "错.perfdesk"
    file.save(path, written(WRONG))
    window.documents.open_path(path)
    window.session.ask_all()
    return window.findChild(FindingsPanel)


def _rules(panel: FindingsPanel) -> list[str]:
    return [finding.rule for finding in panel.model.shown]


def _button(panel: FindingsPanel, name: str) -> QToolButton:
    return next(one for one in panel.findChildren(QToolButton) if one.accessibleName() == name)


def test_every_finding_of_the_document_is_listed_and_counted(panel: FindingsPanel) -> None:
    assert panel.model.shown == [*panel._session.findings]
    assert {"project-code", "fund-sum", "cost-over-budget", "duplicate-indicator"} <= set(_rules(panel))
    errors = sum(finding.severity.value == "error" for finding in panel.model.shown)
    assert _button(panel, "显示错误").text() == f"错误 {errors}"


def test_filters_hide_a_severity_or_a_head(panel: FindingsPanel) -> None:
    shown = len(_rules(panel))
    _button(panel, "显示可行性").click()
    assert "cost-over-budget" not in _rules(panel)
    assert 0 < len(_rules(panel)) < shown
    _button(panel, "显示错误").click()
    assert all(finding.severity.value != "error" for finding in panel.model.shown)


def test_enter_on_a_finding_jumps_to_its_cell(panel: FindingsPanel) -> None:
    row = _rules(panel).index("cost-over-budget")
    panel.table.activated.emit(panel.model.index(row, 0))
    assert (panel._session.current, panel._session.current_key) == ("p1.1", "target")


def test_the_next_finding_is_reached_round_and_round(panel: FindingsPanel) -> None:
    seen = []
    for _ in range(len(_rules(panel)) + 1):
        panel.go(1)
        seen.append(panel.table.currentIndex().row())
    assert seen == [*range(len(_rules(panel))), 0]
    panel.go(-1)
    assert panel.table.currentIndex().row() == len(_rules(panel)) - 1


def test_a_cure_is_one_edit_and_its_finding_goes(panel: FindingsPanel) -> None:
    before = panel._session.document
    row = _rules(panel).index("fund-sum")
    panel.table.selectRow(row)
    button = next(one for one in panel.findChildren(QPushButton) if one.text() == "修正")
    assert button.isEnabled()
    button.click()
    assert "fund-sum" not in _rules(panel)
    assert panel._session.document.projects[0].budget_total == "22.20"
    panel._session.undo()
    assert panel._session.document is before


def test_all_of_a_kind_are_cured_in_one_step(panel: FindingsPanel) -> None:
    session = panel._session
    session.run(SetFields({("p2", "budget_total"): "6"}))
    before = session.document
    panel.table.selectRow(_rules(panel).index("fund-sum"))
    panel.cure_all()
    assert "fund-sum" not in _rules(panel)
    assert [project.budget_total for project in session.document.projects] == ["22.20", "5"]
    assert session.history.undo_label == "全部修正资金合计"
    session.undo()
    assert session.document is before


def test_one_rule_or_project_alone_is_shown_until_all_are_again(panel: FindingsPanel) -> None:
    every = _rules(panel)
    panel.narrow(rule="fund-sum")
    assert set(_rules(panel)) == {"fund-sum"}
    assert panel._narrowed.text() == "只看资金合计  ×"
    panel.narrow(project="p2")
    assert {finding.project for finding in panel.model.shown} == {"p2"}
    panel._narrowed.click()
    assert _rules(panel) == every
    panel.narrow(rule="fund-sum")
    panel.window().documents.close()
    assert panel.model.rule == ""


def test_the_list_is_copied_with_its_headings(panel: FindingsPanel) -> None:
    panel.copy()
    first, *rows = QGuiApplication.clipboard().text().splitlines()
    assert first.split("\t") == ["程度", "类别", "项目", "位置", "意见", "依据"]
    assert len(rows) == len(panel.model.shown)


def test_f1_explains_the_finding(panel: FindingsPanel, user: User) -> None:
    panel.explain()
    panel.table.selectRow(_rules(panel).index("cost-over-budget"))
    panel.explain()
    assert "先在审核意见里选一条" in user.heard[0]
    assert "成本超预算" in user.heard[1]
    assert "34.44万元 > 30万元" in user.heard[1]


def test_an_answer_is_kept_in_the_file_and_gone_with_what_it_answered(
    panel: FindingsPanel, user: User, tmp_path: Path
) -> None:
    session = panel._session
    panel.table.selectRow(_rules(panel).index("cost-over-budget"))
    user.answers = ["合同跨两年，本年付一部分"]
    panel.answer("已核实")
    assert "cost-over-budget" not in {finding.rule for finding in session.findings}
    (answered,) = session.answered
    assert answered.answer == "已核实：合同跨两年，本年付一部分"
    last = panel.model.index(panel.model.rowCount() - 1, 4)
    assert last.data().startswith("已核实：合同跨两年")
    assert last.data(Qt.ItemDataRole.FontRole).strikeOut()
    session.save(tmp_path / "答.perfdesk")
    again = Session()
    again.open(tmp_path / "答.perfdesk")
    assert [finding.answer for finding in again.answered] == [answered.answer]
    session.run(SetFields({("p1.1", "target"): "≤34.45万元"}))
    assert session.answered == ()
    session.undo()
    panel.table.selectRow(panel.model.rowCount() - 1)
    panel.withdraw()
    assert session.answered == ()


def test_an_answer_without_a_reason_is_none(panel: FindingsPanel, user: User) -> None:
    before = panel._session.document
    panel.table.selectRow(0)
    user.answers = ["  ", None]
    panel.answer("不适用")
    panel.answer("不适用")
    assert panel._session.document is before


def test_the_opinion_is_written(panel: FindingsPanel, user: User, tmp_path: Path) -> None:
    user.answers = [tmp_path / "意见.docx", "完成"]
    panel.window().workbench.exporting.export_opinion(panel.model.shown)
    assert (tmp_path / "意见.docx").read_bytes()[:2] == b"PK"


def test_findings_appear_and_go_while_typing(panel: FindingsPanel) -> None:
    panel._session.run(SetFields({("p2", "budget_total"): "6"}))
    assert _rules(panel).count("fund-sum") == 2
    panel._session.run(SetFields({("p2", "budget_total"): "5.00"}))
    assert _rules(panel).count("fund-sum") == 1


def test_the_model_is_sound(qtbot: QtBot) -> None:
    session = Session()
    model = FindingsModel(session)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    session.start(written(WRONG), saved=True)
    assert model.rowCount() == len(session.findings) > 0
    assert all(model.index(row, 4).data() for row in range(model.rowCount()))
    session.close()
    assert model.rowCount() == 0
    QTest.qWait(1)


def test_the_button_says_what_a_finding_with_one_choice_asks_for(panel: FindingsPanel) -> None:
    panel._session.run(SetFields({("p1", "unread.import"): "第9行 上年结转资金 7"}))
    row = _rules(panel).index("unread-source")
    assert "点“已核对”" in panel.model.shown[row].message
    panel.table.selectRow(row)
    (button,) = [one for one in panel.findChildren(QPushButton) if one.text() == "已核对"]
    button.click()
    assert "unread-source" not in _rules(panel)


def test_everything_that_an_import_left_unread_can_be_looked_at_later(panel: FindingsPanel, user: User) -> None:
    places = [f"第{row}行 上年结转资金和其他来源的资金 {row}" for row in range(1, 20)]
    panel._session.run(SetFields({("p1", "unread.import"): "\n".join(places)}))
    panel.table.selectRow(_rules(panel).index("unread-source"))
    panel.explain()
    assert [place for place in places if place not in user.heard[-1]] == []
