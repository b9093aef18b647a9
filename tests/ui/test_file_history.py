"""Comparing versions in the window, the versions that a file holds, and copies without them."""

from dataclasses import replace
from pathlib import Path

import docx
import pytest
from clerk import Do, User
from colleagues import merge, push
from notation import document
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QTableView
from pytestqt.qtbot import QtBot

from perfdesk.merge.analyse import analyse
from perfdesk.merge.origins import origins
from perfdesk.model.edits import Remove, SetFields
from perfdesk.store import file
from perfdesk.ui import file_history
from perfdesk.ui.dialogs.compare import CompareWindow
from perfdesk.ui.dialogs.revision_history import HistoryDialog, OriginsDialog, changes
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.models.compare_model import CHANGED
from perfdesk.work.gather import gather


def told(table: QTableView) -> list[tuple[str, ...]]:
    """The texts of the rows."""
    model = table.model()
    return [tuple(model.index(row, at).data() for at in range(model.columnCount())) for row in range(model.rowCount())]


def shown(window: MainWindow, kind: type[QDialog]) -> list[QDialog]:
    return [one for one in window.findChildren(kind) if isinstance(one, QDialog) and one.isVisible()]


def test_two_files_side_by_side(
    window: MainWindow, saved: Path, colleagues: list[Path], user: User, qtbot: QtBot, tmp_path: Path
) -> None:
    window.documents.open_path(saved)
    with qtbot.waitSignal(window.workbench.tasks.ended):
        window.workbench.comparing.compare_path(colleagues[1])
    qtbot.waitUntil(lambda: bool(shown(window, CompareWindow)))
    (found,) = shown(window, CompareWindow)
    assert isinstance(found, CompareWindow)
    rows = told(found.list)
    assert [row[1:] for row in rows] == [("预算数", "30", "22.20"), ("新增库房面积", "", "库房面积")]
    old, new = found.sides
    assert old.index_of("p1", "budget_total").data(CHANGED) == "改"
    found.list.selectRow(1)
    assert new.index_of("p2.1", "name").data(CHANGED) == "增"
    assert not old.index_of("p2.1", "name").isValid()
    path = tmp_path / "清单.docx"
    user.answers = ["Word 文档", path, "完成"]
    push(found, "导出改动清单…")
    old_cell, new_cell = docx.Document(str(path)).tables[0].rows[1].cells[2:]
    assert [(run.text, run.font.strike) for run in old_cell.paragraphs[0].runs] == [("30", True)]
    assert [(run.text, run.font.underline) for run in new_cell.paragraphs[0].runs] == [("22.20", True)]
    found.close()


def test_older_versions_are_looked_at_and_compared(
    window: MainWindow, saved: Path, user: User, qtbot: QtBot, do: Do
) -> None:
    window.documents.open_path(saved)
    window.session.author = "王芳"
    window.session.run(SetFields({("p1.1", "target"): "≥6次"}))
    do("save")
    revisions = window.session.work.revisions
    assert revisions is not None
    dialog = HistoryDialog(revisions, window.workbench.file_history, window)
    qtbot.addWidget(dialog)
    model = dialog.list.model()
    assert [model.index(row, 1).data() for row in range(model.rowCount())] == ["王芳", "（未署名）"]
    texts = {str(model.index(row, column).data()) for row in range(2) for column in range(model.columnCount())}
    assert not any(step[0].id[:12] in text for step in revisions.steps() for text in texts)
    assert [row[1:] for row in told(dialog.changes)] == [("维护次数 · 指标值", "≥4次", "≥6次")]
    full = dialog.findChild(QPlainTextEdit)
    assert full.toPlainText() == "原来：≥4次\n现在：≥6次"
    assert not full.textCursor().charFormat().fontUnderline()
    cursor = QTextCursor(full.document())
    cursor.setPosition(len("原来：≥4"))
    assert cursor.charFormat().fontUnderline()
    dialog.list.selectRow(1)
    apart: list[MainWindow] = []
    window.opened_alone.connect(apart.append)
    push(dialog, "打开这一版（只读）")
    (old,) = apart
    qtbot.addWidget(old)
    assert old.session.read_only
    assert old.session.document.fields_of("p1.1")["target"] == "≥4次"
    assert not old.session.run(SetFields({("p1.1", "target"): "9"}))
    assert "只能查看" in user.heard[-1]
    dialog = HistoryDialog(revisions, window.workbench.file_history, window)
    qtbot.addWidget(dialog)
    dialog.list.selectRow(1)
    push(dialog, "与现在的比较")
    (found,) = shown(window, CompareWindow)
    assert isinstance(found, CompareWindow)
    assert len(found.changes) == 1
    found.close()


def test_thinning_waits_for_the_save(window: MainWindow, saved: Path, user: User, do: Do) -> None:
    window.documents.open_path(saved)
    for number in range(4):
        window.session.run(SetFields({("p1.1", "target"): f"≥{number}次"}))
        do("save")
    assert len(file.revisions(file.read(saved)).reachable()) == 5
    user.answers = ["不精简"]
    assert not window.workbench.file_history.thin()
    user.answers = ["只留现在这一版"]
    assert window.workbench.file_history.thin()
    assert window.session.modified
    do("save")
    assert len(file.revisions(file.read(saved)).reachable()) == 1


def test_where_a_cell_comes_from(
    window: MainWindow,
    saved: Path,
    colleagues: list[Path],
    user: User,
    decide,
    qtbot: QtBot,
    do: Do,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window.documents.open_path(saved)
    decide(lambda dialog: None)
    merge(window, qtbot, colleagues)
    do("save")
    heard: list[tuple[str, list[tuple[str, str | None]]]] = []
    monkeypatch.setattr(
        file_history,
        "show_origins",
        lambda place, key, found, parent: heard.append((place, [(o.revision.author, o.text) for o in found])),
    )
    window.session.select("p1", "goal")
    do("cell-history")
    assert heard == [("1 网站维护费：绩效目标", [("张敏", "全年稳定运行"), ("", "")])]


def test_the_history_of_a_cell_names_who_wrote_and_who_decided(
    window: MainWindow, saved: Path, colleagues: list[Path], qtbot: QtBot, do: Do
) -> None:
    window.session.author = "处长"
    window.documents.open_path(saved)
    plan = analyse(window.session.work.side(), gather(colleagues, window.session.document).sides)
    assert [side.author for side in plan.sides] == ["", "张敏", "李强"]
    window.session.merge(plan.choose([one.place for one in plan.open], 1))
    do("save")
    window.session.run(Remove(frozenset({"p1"})))
    do("save")
    assert window.session.work.revisions is not None
    found = origins(window.session.work.revisions, "p1", "budget_total")
    shown = OriginsDialog("预算数", "budget_total", found, window)
    qtbot.addWidget(shown)
    rows = shown.list.model().rows
    texts = [row[1:4] for row in rows]
    assert texts[:2] == [("处长", "", "（删除）"), ("张敏", "处长", "25")]
    assert {*texts[2:]} == {("李强", "", "30"), ("张敏", "", "25"), ("（未署名）", "", "22.20")}
    assert rows[1][4].startswith("合并 ")


def test_a_clean_copy_tells_nothing(window: MainWindow, saved: Path, user: User, do: Do, tmp_path: Path) -> None:
    window.documents.open_path(saved)
    window.session.author = "王芳"
    window.session.run(SetFields({("p1.1", "target"): "机密"}))
    do("clean-copy")
    assert "请先保存" in user.heard[-1]
    do("save")
    window.session.run(SetFields({("p1.1", "target"): "≥4次"}))
    do("save")
    path = tmp_path / "干净.perfdesk"
    user.answers = [path]
    do("clean-copy")
    opened = file.read(path)
    assert opened.document == window.session.document
    assert opened.baggage.header.author == ""
    assert len(file.revisions(opened)) == 1


def test_changes_of_a_record_are_listed_as_the_form_reads(qtbot: QtBot, user: User) -> None:
    before = document("department_name=水务局\n# | goal=供水\n+ tasks | 防汛 | total=1 | fiscal=1", "mof-88-department")
    after = SetFields({("p1.tasks1", key): "2" for key in ("fiscal", "other", "total", "content")}).apply(before)
    wanted = [f"任务1 防汛 · {title}" for title in ("主要内容", "总额", "财政拨款", "其他资金")]
    assert [(row.project, row.place) for row in changes(before, after)] == [("水务局", place) for place in wanted]
    window = CompareWindow((("旧", before), ("新", after)), lambda *_: None, None)
    qtbot.addWidget(window)
    assert [row[1] for row in told(window.list)] == wanted
    window.list.selectRow(1)
    assert [side.index_of("p1.tasks1", "total").data(CHANGED) for side in window.sides] == ["改", "改"]


def test_a_row_typed_over_another_is_one_removed_and_one_added(qtbot: QtBot) -> None:
    before, after = document("# 公路养护\n- 数量 | 养护里程 | ≥30公里"), document("# 公路养护\n- 数量 | 标志牌 | ≥12块")
    (project,) = after.projects
    typed = after.with_projects([project.with_rows(replace(row, id="x") for row in project.rows)])
    shown = CompareWindow((("甲", before), ("乙", typed)), lambda *_: None, None)
    qtbot.addWidget(shown)
    assert [str(one.kind) for one in shown.changes] == ["remove", "add"]
