"""审核: the panel lists, filters, jumps and cures."""

from pathlib import Path

import pytest
from clerk import Do, User, at_size
from notation import document as written
from PySide6.QtCore import QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton
from pytestqt.qtbot import QtBot

from perfdesk.model.edits import Move, Remove, SetFields
from perfdesk.rules.finding import Head, Severity
from perfdesk.store import file
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.models.findings_model import FindingsModel
from perfdesk.ui.session import Session
from perfdesk.ui.views.findings import FindingsPanel
from perfdesk.ui.views.wrapped_rows import WrappedRows

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
    at_size(window, 1440, 860)
    window.documents.open_path(path)
    window.session.ask_all()
    return window.findChild(FindingsPanel)


def _rules(panel: FindingsPanel) -> list[str]:
    return [finding.rule for finding in panel.model.shown]


def _button(panel: FindingsPanel, name: str) -> QCheckBox:
    return next(one for one in panel.findChildren(QCheckBox) if one.accessibleName() == name)


def test_every_finding_of_the_document_is_listed_and_counted(panel: FindingsPanel) -> None:
    assert sorted(map(id, panel.model.shown)) == sorted(map(id, panel._session.findings))
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


# --- order, heights, the way to the cell ------------------------------------------------------------------------


def _sort(panel: FindingsPanel, title: str, qtbot: QtBot) -> None:
    """Clicks on a title."""
    header = panel.table.horizontalHeader()
    column = panel.model.heads.index(title)
    x = header.sectionViewportPosition(column) + header.sectionSize(column) // 2
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, header.height() // 2))


def _column(panel: FindingsPanel, title: str) -> list[str]:
    column = panel.model.heads.index(title)
    return [panel.model.index(row, column).data() for row in range(panel.model.rowCount())]


MIXED = f"""
{WRONG}
# 一 | code=13040024P003014100146 | budget_total=1 | budget_fiscal=2
- 数量 | 年服务费 | ≥30%
"""


def test_the_gravest_stand_first_and_what_one_edit_brings_goes_to_its_place(panel: FindingsPanel) -> None:
    session = panel._session
    severities = [finding.severity for finding in panel.model.shown]
    assert severities == sorted(severities, key=[*Severity].index)
    assert {*severities} >= {Severity.ERROR, Severity.WARNING}
    session.run(SetFields({("p2", "budget_total"): "6", ("p2.1", "target"): "≥30%"}))
    severities = [finding.severity for finding in panel.model.shown]
    assert severities == sorted(severities, key=[*Severity].index)


def test_a_click_on_a_title_sorts_a_second_turns_and_a_third_is_by_gravity_again(
    panel: FindingsPanel, qtbot: QtBot
) -> None:
    panel._session.start(written(MIXED + "".join(f"# 项目{n}\n" for n in range(9))), saved=True)
    by_gravity = [*panel.model.shown]
    _sort(panel, "项目", qtbot)
    numbers = [int(text.split()[0]) for text in _column(panel, "项目") if text[0].isdigit()]
    assert numbers == sorted(numbers)
    assert max(numbers) == 12
    _sort(panel, "项目", qtbot)
    turned = [int(text.split()[0]) for text in _column(panel, "项目") if text[0].isdigit()]
    assert turned == numbers[::-1]
    _sort(panel, "项目", qtbot)
    assert panel.model.shown == by_gravity
    _sort(panel, "类别", qtbot)
    heads = [[*Head].index(Head(text)) for text in _column(panel, "类别")]
    assert heads == sorted(heads)


@pytest.mark.parametrize("column", range(6))
def test_a_sorted_list_follows_edits_and_keeps_what_is_selected(qtbot: QtBot, column: int) -> None:
    session = Session()
    model = FindingsModel(session)
    model.tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    session.start(written(MIXED), saved=True)
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        kept, finding = QPersistentModelIndex(model.index(2, 1)), model.shown[2]
        model.sort(column, order)
        assert model.shown[kept.row()] is finding
        for edit in (SetFields({("p3", "budget_total"): "2"}), Remove(frozenset({"p1"})), Move(("p3",), None, "p2")):
            session.run(edit)
            fresh = FindingsModel(session)
            fresh.sort(column, order)
            assert model.shown == fresh.shown
        for _ in range(3):
            session.undo()
    model.sort(-1)
    assert model.shown == FindingsModel(session).shown


def test_answered_ones_stay_at_the_end_however_the_list_is_sorted(panel: FindingsPanel, user: User) -> None:
    panel.table.selectRow(0)
    user.answers = ["已报批"]
    panel.answer("已核实")
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        panel.model.sort(0, order)
        assert [bool(finding.answer) for finding in panel.model.shown[-2:]] == [False, True]


def test_an_opinion_is_written_as_the_document_goes(panel: FindingsPanel) -> None:
    panel.model.sort(4)
    assert panel.printed() == [*panel._session.findings]
    panel.narrow(project="p2")
    assert {finding.project for finding in panel.printed()} == {"p2"}


LONG = f"# {'很长的名称' * 30} | code=1"


def test_a_message_is_wrapped_and_only_rows_in_sight_are_measured(
    panel: FindingsPanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    measure = WrappedRows.sizeHintForRow
    monkeypatch.setattr(WrappedRows, "sizeHintForRow", lambda self, row: asked.append(row) or measure(self, row))
    for number in (100, 400):
        asked.clear()
        panel._session.start(written("".join(f"# 项目{n} | code=1\n" for n in range(number))), saved=True)
        qtbot.waitUntil(lambda: not panel._session.waiting)
        assert panel.model.rowCount() > number
        qtbot.waitUntil(lambda: bool(asked))
        QTest.qWait(1)
        assert max(asked) < 60
    table = panel.table
    line = table.fontMetrics().lineSpacing()
    panel._session.start(written(LONG), saved=True)
    table.setColumnWidth(2, 40)
    rows = range(panel.model.rowCount())
    qtbot.waitUntil(lambda: max(table.rowHeight(row) for row in rows) > 3 * line)
    assert max(table.rowHeight(row) for row in rows) <= 4 * line + 12


def test_the_last_row_is_whole_when_somebody_goes_there(panel: FindingsPanel) -> None:
    panel._session.start(written("".join(f"# {'长名称' * 20}{n} | code=1\n" for n in range(40))), saved=True)
    table = panel.table
    last = panel.model.index(panel.model.rowCount() - 1, 0)
    table.setCurrentIndex(last)
    assert table.viewport().rect().contains(table.visualRect(last))


@pytest.mark.parametrize("view", ["annex", "list"])
@pytest.mark.parametrize("place", [("d", "overall_goal"), ("p1.1", "target")])
@pytest.mark.parametrize("by", ["double click", "return"])
def test_a_click_shows_the_place_and_a_double_click_or_enter_puts_the_keyboard_there(
    panel: FindingsPanel, qtbot: QtBot, do: Do, view: str, place: tuple[str, str], by: str
) -> None:
    window = panel.window()
    with qtbot.waitActive(window):
        window.activateWindow()
    do(view)
    row = next(at for at, one in enumerate(panel.model.shown) if (one.node or "d", one.field) == place)
    panel.table.scrollTo(panel.model.index(row, 4))
    where = panel.table.visualRect(panel.model.index(row, 4)).center()
    QTest.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert (panel._session.current, panel._session.current_key) == place
    assert QApplication.focusWidget() is panel.table
    if by == "double click":
        QTest.mouseDClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    else:
        QTest.keyClick(panel.table, Qt.Key.Key_Return)
    table = window.workbench.cells.table
    assert QApplication.focusWidget() is table
    assert place in table.places(table.currentIndex())
    assert table.visualRect(table.currentIndex()).isValid()


def test_the_arrows_show_the_place_too(panel: FindingsPanel) -> None:
    panel.table.selectRow(0)
    QTest.keyClick(panel.table, Qt.Key.Key_Down)
    finding = panel.model.shown[1]
    assert (panel._session.current, panel._session.current_key) == (finding.node or "d", finding.field)


def test_folded_it_is_one_line_with_the_counts_by_gravity(window: MainWindow, saved: Path) -> None:
    window.documents.open_path(saved)
    panel = window.workbench.findings
    for folded in (True, False):
        panel.fold(folded)
        shown = [box.text().split()[0] for box in panel.findChildren(QCheckBox) if not box.isHidden()]
        assert shown[:3] == ["错误", "提醒", "提示"]
        assert (len(shown) == 3) is folded
