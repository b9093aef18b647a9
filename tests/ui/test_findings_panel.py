"""审核: the panel lists, filters, jumps and cures."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from clerk import Do, User, at_size
from notation import document as written
from PySide6.QtCore import QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QFont, QGuiApplication, QTextCharFormat
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton, QStyle, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from perfdesk.forms.next_year import next_year
from perfdesk.model.edits import Move, Remove, SetFields
from perfdesk.model.fields import QUESTION
from perfdesk.model.questions import Question, Voice
from perfdesk.rules.finding import Finding, Head, Severity
from perfdesk.rules.table import rule
from perfdesk.store import file
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.models.findings_model import FindingsModel
from perfdesk.ui.session import Session
from perfdesk.ui.views import finding_cells, findings
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


def _said(model: FindingsModel) -> list[object]:
    """The rows: of a heading its words."""
    return [one if isinstance(one, Finding) else one.words for one in model.rows]


def _row(panel: FindingsPanel, rule: str) -> int:
    """The row of the first finding of a rule."""
    return next(row for row, one in enumerate(panel.model.rows) if getattr(one, "rule", "") == rule)


def _findings(panel: FindingsPanel) -> list[int]:
    """The rows that are no headings."""
    return [row for row in range(panel.model.rowCount()) if panel.model.finding_at(row) is not None]


def _place(panel: FindingsPanel, row: int) -> tuple[str, str]:
    finding = panel.model.finding_at(row)
    return (finding.node or "d", finding.field) if finding else ("", "")


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
    row = _row(panel, "cost-over-budget")
    panel.table.activated.emit(panel.model.index(row, 0))
    assert (panel._session.current, panel._session.current_key) == ("p1.1", "target")


def test_the_next_finding_is_reached_round_and_round(panel: FindingsPanel) -> None:
    seen = []
    for _ in range(len(_rules(panel)) + 1):
        panel.go(1)
        seen.append(panel.table.currentIndex().row())
    assert seen == [*_findings(panel), 1]
    panel.go(-1)
    assert panel.table.currentIndex().row() == panel.model.rowCount() - 1


def test_a_cure_is_one_edit_and_its_finding_goes(panel: FindingsPanel) -> None:
    before = panel._session.document
    row = _row(panel, "fund-sum")
    panel.table.selectRow(row)
    button = next(one for one in panel.findChildren(QPushButton) if one.text() == "修正")
    assert button.isEnabled()
    button.click()
    assert "fund-sum" not in _rules(panel)
    assert panel._session.document.projects[0].budget_total == "22.20"
    panel._session.undo()
    assert panel._session.document is before


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
    panel.table.selectRow(_row(panel, "cost-over-budget"))
    panel.explain()
    assert "先在审核意见里选一条" in user.heard[0]
    assert "成本超预算" in user.heard[1]
    assert "这里看到的：\n【34.44万元】 > 30万元" in user.heard[1]


def test_an_answer_is_kept_in_the_file_and_gone_with_what_it_answered(
    panel: FindingsPanel, user: User, tmp_path: Path
) -> None:
    session = panel._session
    panel.table.selectRow(_row(panel, "cost-over-budget"))
    user.answers = ["合同跨两年，本年付一部分"]
    panel.answer("已核实")
    assert "cost-over-budget" not in {finding.rule for finding in session.findings}
    (answered,) = session.answered
    assert answered.answer == "已核实：合同跨两年，本年付一部分"
    last = panel.model.index(panel.model.rowCount() - 1, 4)
    assert last.data().startswith("已核实：合同跨两年")
    assert last.data(Qt.ItemDataRole.FontRole) is None, "the answer can be read"
    assert last.siblingAtColumn(3).data(Qt.ItemDataRole.FontRole).strikeOut()
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


@pytest.mark.parametrize("how", ["cure", "answer"])
def test_the_finding_behind_one_that_went_is_the_next_and_none_is_passed_over(
    panel: FindingsPanel, user: User, how: str
) -> None:
    row = _row(panel, "fund-sum")
    panel.table.selectRow(row)
    behind = panel.model.finding_at(row + 1)
    assert behind is not None
    if how == "cure":
        panel.cure()
    else:
        user.answers = ["一次性"]
        panel.answer("不适用")
    assert panel.current() == behind
    panel.go(1)
    assert panel.current() == behind, "its cell has not been seen"
    assert (panel._session.current, panel._session.current_key) == (behind.node or "d", behind.field)
    panel.go(1)
    assert panel.current() != behind


def test_a_menu_on_a_finding_shows_its_cell(panel: FindingsPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    monkeypatch.setattr(findings, "finding_menu", lambda *_: SimpleNamespace(exec=opened.append))
    row = _row(panel, "cost-over-budget")
    panel.table.selectRow(row)
    panel.table.customContextMenuRequested.emit(panel.table.visualRect(panel.model.index(row, 4)).center())
    assert len(opened) == 1
    assert (panel._session.current, panel._session.current_key) == ("p1.1", "target")


def test_an_answer_without_a_reason_is_none(panel: FindingsPanel, user: User) -> None:
    before = panel._session.document
    panel.table.selectRow(1)
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
    assert model.rowCount() == len(session.findings) + len(model.headings()) > len(model.headings()) > 0
    assert all(model.index(row, 0).data() for row in range(model.rowCount()))
    session.close()
    assert model.rowCount() == 0
    QTest.qWait(1)


def test_the_button_says_what_a_finding_with_one_choice_asks_for(panel: FindingsPanel) -> None:
    panel._session.run(SetFields({("p1", "unread.import"): "第9行 上年结转资金 7"}))
    row = _row(panel, "unread-source")
    assert "点“已核对”" in panel.model.finding_at(row).message
    panel.table.selectRow(row)
    (button,) = [one for one in panel.findChildren(QPushButton) if one.text() == "已核对"]
    button.click()
    assert "unread-source" not in _rules(panel)


def test_everything_that_an_import_left_unread_can_be_looked_at_later(panel: FindingsPanel, user: User) -> None:
    places = [f"第{row}行 上年结转资金和其他来源的资金 {row}" for row in range(1, 20)]
    panel._session.run(SetFields({("p1", "unread.import"): "\n".join(places)}))
    panel.table.selectRow(_row(panel, "unread-source"))
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
    return [panel.model.index(row, column).data() for row in _findings(panel)]


MIXED = f"""
{WRONG}
# 一 | code=13040024P003014100146 | budget_total=1 | budget_fiscal=2
- 数量 | 年服务费 | ≥30%
"""


def _by_section(panel: FindingsPanel) -> list[list[Finding]]:
    """The findings under each heading, as they stand in the list."""
    found: list[list[Finding]] = []
    for row in range(panel.model.rowCount()):
        finding = panel.model.finding_at(row)
        if finding is None:
            found.append([])
        else:
            found[-1].append(finding)
    return found


def test_in_each_section_the_gravest_stand_first_and_what_one_edit_brings_goes_to_its_place(
    panel: FindingsPanel,
) -> None:
    session = panel._session
    for edit in (None, SetFields({("p2", "budget_total"): "6", ("p2.1", "target"): "≥30%"})):
        if edit is not None:
            session.run(edit)
        for found in _by_section(panel):
            ranks = [[*Severity].index(one.severity) for one in found]
            assert ranks == sorted(ranks)
        assert {one.severity for one in panel.model.shown} >= {Severity.ERROR, Severity.WARNING}


def test_a_click_on_a_title_sorts_a_second_turns_and_a_third_is_by_gravity_again(
    panel: FindingsPanel, qtbot: QtBot
) -> None:
    panel._session.start(written(MIXED + "".join(f"# 项目{n}\n" for n in range(9))), saved=True)
    by_gravity = [*panel.model.shown]

    def numbers() -> list[list[int]]:
        places = panel._session.document.places.projects
        return [[places.get(one.project, -1) for one in found] for found in _by_section(panel)]

    _sort(panel, "项目", qtbot)
    assert numbers() == [sorted(found) for found in numbers()]
    assert max(map(max, numbers())) == 11
    _sort(panel, "项目", qtbot)
    assert numbers() == [sorted(found, reverse=True) for found in numbers()]
    _sort(panel, "项目", qtbot)
    assert panel.model.shown == by_gravity


@pytest.mark.parametrize("column", range(6))
def test_a_sorted_list_follows_edits_and_keeps_what_is_selected(qtbot: QtBot, column: int) -> None:
    session = Session()
    model = FindingsModel(session)
    model.tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    session.start(written(MIXED), saved=True)
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        kept, finding = QPersistentModelIndex(model.index(2, 1)), model.rows[2]
        model.sort(column, order)
        assert model.rows[kept.row()] is finding
        for edit in (SetFields({("p3", "budget_total"): "2"}), Remove(frozenset({"p1"})), Move(("p3",), None, "p2")):
            session.run(edit)
            fresh = FindingsModel(session)
            fresh.sort(column, order)
            assert _said(model) == _said(fresh)
        for _ in range(3):
            session.undo()
    model.sort(-1)
    assert model.shown == FindingsModel(session).shown


def test_answered_ones_stay_at_the_end_however_the_list_is_sorted(panel: FindingsPanel, user: User) -> None:
    panel.table.selectRow(1)
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
    row = next(at for at in _findings(panel) if _place(panel, at) == place)
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
    panel.table.selectRow(1)
    QTest.keyClick(panel.table, Qt.Key.Key_Down)
    finding = panel.model.finding_at(2)
    assert (panel._session.current, panel._session.current_key) == (finding.node or "d", finding.field)


def test_folded_it_is_one_line_with_the_counts_by_gravity(window: MainWindow, saved: Path) -> None:
    window.documents.open_path(saved)
    panel = window.workbench.findings
    for folded in (True, False):
        panel.fold(folded)
        shown = [box.text().split()[0] for box in panel.findChildren(QCheckBox) if not box.isHidden()]
        assert shown[:3] == ["错误", "提醒", "提示"]
        assert (len(shown) == 3) is folded


# --- sections ---------------------------------------------------------------------------------------------------


def _headings(panel: FindingsPanel) -> list[str]:
    return [panel.model.rows[row].title for row in panel.model.headings().values()]


def test_under_each_head_stands_what_belongs_to_it_and_the_heading_counts_what_is_left(panel: FindingsPanel) -> None:
    counts = panel._session.found.counts()
    assert _headings(panel) == [head.value for head in Head if counts[head]]
    for section, found in zip(panel.model.headings(), _by_section(panel), strict=True):
        assert {rule(one.rule).head.value for one in found} == {section.title}
        assert section.words.startswith(f"{section.title}　还有 {counts[section.title]} 处：")
    assert panel._summary.text().startswith(f"还有 {sum(counts[one] for one in Severity)} 处")
    before = counts[Head.RELEVANT]
    panel._session.run(SetFields({("p2.1", "name"): "另一间库房"}))
    assert sum(one.size for one in panel.model.headings() if one.title == Head.RELEVANT) == before - 1


def test_a_heading_goes_with_its_last_finding_and_comes_with_the_first(panel: FindingsPanel) -> None:
    before = _said(panel.model)
    feasible = {one.node for one in panel.model.shown if rule(one.rule).head is Head.FEASIBLE}
    assert feasible
    panel._session.run(Remove(frozenset(feasible)))
    assert Head.FEASIBLE not in _headings(panel)
    panel._session.undo()
    assert _said(panel.model) == before


@pytest.mark.parametrize("way", ["click", "return", "arrows"])
def test_a_section_is_folded_by_mouse_and_by_keyboard(panel: FindingsPanel, qtbot: QtBot, way: str) -> None:
    table, model = panel.table, panel.model
    with qtbot.waitActive(panel.window()):
        panel.window().activateWindow()
    table.setFocus()
    section, size = model.rows[0], model.rows[0].size
    rows = model.rowCount()
    spoken = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == f"{section.words}，已展开"
    table.selectRow(0)
    for folded in (True, False):
        if way == "click":
            at = table.visualRect(model.index(0, 0)).center()
            QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
        elif way == "return":
            QTest.keyClick(table, Qt.Key.Key_Return)
        else:
            QTest.keyClick(table, Qt.Key.Key_Left if folded else Qt.Key.Key_Right)
        assert section.folded is folded
        assert model.rowCount() == rows - (size if folded else 0)
    model.fold(section, True)
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole).endswith("，已收起")


def test_left_on_a_finding_goes_to_its_heading(panel: FindingsPanel) -> None:
    top = [*panel.model.headings().values()][1]
    panel.table.selectRow(top + 2 if panel.model.finding_at(top + 2) else top + 1)
    QTest.keyClick(panel.table, Qt.Key.Key_Left)
    assert panel.table.currentIndex().row() == top


def test_f8_opens_a_folded_section_on_its_way_forth_and_back(panel: FindingsPanel) -> None:
    every = panel.model.shown
    for by in (1, -1):
        for section in [*panel.model.headings()]:
            panel.model.fold(section, True)
        panel.table.setCurrentIndex(panel.model.index(-1, -1))
        seen = []
        for _ in every:
            assert panel.go(by)
            seen.append(panel.current())
        assert seen == every[::by]


def test_shift_f8_goes_to_the_last_finding_of_a_folded_section_above(panel: FindingsPanel) -> None:
    first, second, *_ = panel.model.headings()
    panel.model.fold(first, True)
    panel.table.selectRow(panel.model.headings()[second] + 1)
    panel.go(-1)
    assert panel.current() is first.findings()[-1]


def test_a_folded_section_follows_edits_and_filters(panel: FindingsPanel) -> None:
    model, session = panel.model, panel._session
    for section in [*model.headings()]:
        model.fold(section, True)
    session.run(SetFields({("p2", "budget_total"): "6", ("p2.1", "target"): "≥30%"}))
    session.run(Remove(frozenset({"p1"})))
    fresh = FindingsModel(session)
    assert model.shown == fresh.shown
    assert [one.words for one in model.headings()] == [one.words for one in fresh.headings()]
    assert model.rowCount() == len(model.headings())
    for section in [*model.headings()]:
        model.fold(section, False)
    assert _said(model) == _said(fresh)


def test_a_selected_finding_that_is_judged_anew_stays_selected_however_the_list_is_sorted(panel: FindingsPanel) -> None:
    panel.table.selectRow(next(row for row in _findings(panel) if panel.model.finding_at(row).project == "p2"))
    before = panel.current()
    panel._session.run(SetFields({("p2", "budget_total"): "6"}))
    assert panel.printed() == [*panel._session.findings]
    panel.table.sortByColumn(4, Qt.SortOrder.DescendingOrder)
    assert panel.current() == before


def test_a_heading_stands_across_the_columns_and_is_no_finding(panel: FindingsPanel) -> None:
    table = panel.table
    for row in panel.model.headings().values():
        assert table.columnSpan(row, 0) == panel.model.columnCount()
    first = panel.model.rows[0]
    panel.model.fold(first, True)
    assert [table.columnSpan(row, 0) for row in range(2)] == [panel.model.columnCount()] * 2
    assert table.columnSpan(2, 0) == 1
    table.selectRow(0)
    assert panel.current() is None
    panel.cure()
    panel.withdraw()


def test_the_sum_stands_below_the_message_and_its_wrong_part_is_marked(panel: FindingsPanel) -> None:
    index = panel.model.index(_row(panel, "cost-over-budget"), 4)
    assert index.data().split("\n")[1] == "34.44万元 > 30万元"
    assert "【34.44万元】 > 30万元" in index.data(Qt.ItemDataRole.ToolTipRole)
    (mark,) = finding_cells._marks(index.data(), index, QTextCharFormat())
    units = index.data().encode("utf-16-le")
    assert units[2 * mark.start : 2 * (mark.start + mark.length)].decode("utf-16-le") == "34.44万元"
    cited = next(row for row in _findings(panel) if panel.model.finding_at(row).evidence[:4] == "1304")
    assert "\n" not in panel.model.index(cited, 4).data()
    assert finding_cells._marks(panel.model.index(0, 0).data(), panel.model.index(0, 0), QTextCharFormat()) == []


@pytest.mark.parametrize("answered", [False, True])
def test_the_words_in_which_quoted_texts_differ_are_marked(panel: FindingsPanel, answered: bool) -> None:
    voices = Voice("𠮷.perfdesk", "", "全年好用"), Voice("乙.perfdesk", "", "全年耐用")
    panel._session.run(SetFields({("p1", QUESTION + "goal"): Question("", voices).text, ("p1", "goal"): "全年好用"}))
    row = _row(panel, "open-question")
    if answered:
        panel.model.rows[row] = replace(panel.model.finding_at(row), answer="已核对")
    index = panel.model.index(row, 4)
    units = index.data().encode("utf-16-le")
    marks = finding_cells._marks(index.data(), index, QTextCharFormat())
    words = [units[2 * mark.start : 2 * (mark.start + mark.length)].decode("utf-16-le") for mark in marks]
    assert words == ["好", "耐"]


@pytest.mark.parametrize("selected", [False, True])
def test_marked_words_are_underlined_and_have_the_colour_of_a_selected_row(
    panel: FindingsPanel, selected: bool
) -> None:
    cell = QStyleOptionViewItem()
    if selected:
        cell.state |= QStyle.StateFlag.State_Selected
    look = finding_cells._marked_look(cell)
    assert look.fontUnderline()
    assert look.fontWeight() == QFont.Weight.Bold
    assert look.hasProperty(QTextCharFormat.Property.ForegroundBrush) is not selected


def test_an_answer_of_last_year_is_counted_and_said_again(panel: FindingsPanel, user: User) -> None:
    session = panel._session
    panel.table.selectRow(_row(panel, "cost-over-budget"))
    user.answers = ["合同跨两年"]
    panel.answer("已核实")
    new = next_year(session.document, session.form, "2026").document
    session.history.mark_saved(session.document)
    session.start(new, saved=True)
    (section,) = [one for one in panel.model.headings() if one.title == "已答复"]
    assert section.words == "已答复　1 处，其中去年答复过 1 处"
    panel.table.selectRow(panel.model.rowCount() - 1)
    panel.repeat_answer()
    assert section.words == "已答复　1 处"
    panel.repeat_answer()
    panel.table.selectRow(panel.model.rowCount() - 1)
    panel.withdraw()
    assert session.answered == ()
    session.history.mark_saved(session.document)
