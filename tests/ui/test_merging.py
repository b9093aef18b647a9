"""Merging colleagues' files in the window, with its preview."""

from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest
from clerk import Do, User
from colleagues import merge, project, push
from docx.document import Document as WordDocument
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from perfdesk.merge.plan import Plan
from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.model.questions import Place, open_questions
from perfdesk.model.revisions import Revisions
from perfdesk.store import file
from perfdesk.ui import merging
from perfdesk.ui.dialogs.merge import MergeDialog
from perfdesk.ui.dialogs.merge_bases import BasesDialog
from perfdesk.ui.dialogs.same_projects import LikenessDialog
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.models.plan_model import BEFORE, RESULT, STATE, Group, PlanModel, State
from perfdesk.work.exports import EXPORTS, ExportSource


def test_merging_is_one_step_and_the_file_remembers(
    window: MainWindow, saved: Path, colleagues: list[Path], user: User, decide, qtbot: QtBot, do: Do
) -> None:
    window.documents.open_path(saved)
    before = window.session.document
    decide(lambda dialog: None)
    merge(window, qtbot, colleagues)
    assert project(window)["goal"] == "全年稳定运行"
    assert project(window)["budget_total"] == "22.20"
    assert "还有 1 处待定" in user.heard[-1]
    assert window.actions_by_id["undo"].text() == "撤销 合并 2 个文件"
    (finding,) = [one for one in window.session.findings if one.rule == "open-question"]
    assert finding.field == "budget_total"
    do("undo")
    assert window.session.document is before
    do("redo", "save")
    opened = file.read(saved)
    assert dict(open_questions(opened.document.projects[0].fields)).keys() == {"budget_total"}
    assert len(opened.baggage.header.parents) == 3
    merge(window, qtbot, colleagues)
    assert "没有可以合并的内容" in user.heard[-1]


def test_a_merge_that_was_undone_is_not_told_of(
    window: MainWindow, saved: Path, colleagues: list[Path], user: User, decide, qtbot: QtBot, do: Do
) -> None:
    window.documents.open_path(saved)
    decide(lambda dialog: None)
    merge(window, qtbot, colleagues)
    do("undo")
    window.session.run(SetFields({("p2", "goal"): "租用"}))
    do("save")
    assert len(file.read(saved).baggage.header.parents) == 1
    merge(window, qtbot, colleagues)
    assert project(window)["goal"] == "全年稳定运行", "merging again must bring it again"


def test_the_question_is_in_its_cell_until_somebody_decides(
    window: MainWindow, saved: Path, colleagues: list[Path], user: User, decide, qtbot: QtBot
) -> None:
    window.documents.open_path(saved)
    decide(lambda dialog: None)
    merge(window, qtbot, colleagues)
    window.session.select("p1", "budget_total")
    index = window.workbench.annex.table.currentIndex()
    assert index.data() == "22.20\n张敏：25\n李强：30"
    assert index.data(Qt.ItemDataRole.EditRole) == "22.20"
    high = window.workbench.annex.table.rowHeight(index.row())
    actions = dict(window.workbench.annex.table.entries())
    actions["采用李强.perfdesk（李强）的“30”"]()
    assert window.workbench.annex.table.currentIndex().data() == "30"
    qtbot.waitUntil(lambda: window.workbench.annex.table.rowHeight(index.row()) < high)
    assert not [one for one in window.session.findings if one.rule == "open-question"]


def test_sides_are_taken_by_row_by_project_and_by_person(
    window: MainWindow, saved: Path, colleagues: list[Path], user: User, decide, qtbot: QtBot
) -> None:
    window.documents.open_path(saved)

    def act(dialog: MergeDialog) -> None:
        model = dialog.model
        assert model.headerData(BEFORE + 2, Qt.Orientation.Horizontal) == "说法 2"
        row = next(at for at, one in enumerate(model.shown) if one.open)
        assert model.index(row, RESULT).data() == "【待定】22.20"
        assert model.index(row, BEFORE + 1).data(STATE) is State.ASKED
        assert model.index(row, BEFORE).data(STATE) is State.QUIET
        dialog.table.setCurrentIndex(model.index(row, BEFORE + 1))
        qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
        dialog.table.setCurrentIndex(model.index(row, BEFORE + 1))
        assert dialog.isVisible(), "Enter takes the cell, it does not merge"
        assert model.index(row, BEFORE + 1).data() == "✓ 张敏：25"
        assert model.index(row, RESULT).data() == "25"
        assert dialog.plan.open == ()
        push(dialog, "恢复默认")
        assert len(dialog.plan.open) == 1
        dialog._whose.setCurrentIndex(2)
        push(dialog, "这个项目")
        assert model.index(row, RESULT).data() == "30"
        assert "结果：30" in dialog._full.toPlainText()
        dialog._whose.setCurrentIndex(0)
        push(dialog, "列出的全部")

    decide(act)
    merge(window, qtbot, colleagues)
    assert project(window) == {"name": "网站维护费", "budget_total": "22.20", "budget_fiscal": "22.20"}
    assert len(window.session.document.projects[1].indicators) == 0, "a removal that nobody opposed is no question"


def test_only_open_questions_can_be_shown(qtbot: QtBot, book: Document, colleagues: list[Path]) -> None:
    from perfdesk.merge.analyse import analyse
    from perfdesk.merge.sides import Side
    from perfdesk.work.gather import gather

    plan = analyse(Side("我", book), gather(colleagues, book).sides, book)
    dialog = MergeDialog(plan, ["打不开“坏.perfdesk”。"], lambda _: None, None)
    qtbot.addWidget(dialog)
    model = dialog.model
    everything = model.rowCount()
    buttons = {one.text().split()[0]: one for one in dialog.findChildren(QToolButton)}
    buttons["合入"].click()
    assert [one.key for one in model.shown] == ["budget_total"]
    assert 1 < everything == model.count(Group.OPEN) + model.count(Group.TAKEN)


def test_the_plan_model_is_a_sound_model(qtmodeltester, book: Document, colleagues: list[Path]) -> None:
    from perfdesk.merge.analyse import analyse
    from perfdesk.merge.sides import Side
    from perfdesk.work.gather import gather

    model = PlanModel(analyse(Side("我", book), gather(colleagues, book).sides, book))
    qtmodeltester.check(model)
    model.show_only([Group.OPEN])
    model.choose([0], 1)
    qtmodeltester.check(model)


@pytest.mark.parametrize("ticked", [True, False])
def test_projects_that_are_only_alike_are_asked_about(
    window: MainWindow,
    saved: Path,
    user: User,
    decide,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    book: Document,
    ticked: bool,
) -> None:
    path = tmp_path / "重打的.perfdesk"
    other = SetFields({("p1", "name"): "政府网站运行维护费"}).apply(book)
    file.save(path, replace(other, id="other", projects=tuple(replace(p, id=f"z{p.id}") for p in other.projects)))
    asked: list[str] = []

    def ask(found, parent):
        dialog = LikenessDialog(found, window)
        row = dialog.list.topLevelItem(0)
        asked.extend(row.text(column) for column in range(3))
        assert dialog.same == []
        row.setCheckState(0, Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        return dialog.same

    monkeypatch.setattr(merging, "ask_likeness", ask)
    window.documents.open_path(saved)
    decide(lambda dialog: None)
    merge(window, qtbot, [path])
    assert asked == ["政府网站运行维护费", "网站维护费", "重打的.perfdesk"]
    assert len(window.session.document.projects) == (2 if ticked else 3)


def test_giving_up_changes_nothing(
    window: MainWindow, saved: Path, colleagues: list[Path], user: User, decide, qtbot: QtBot
) -> None:
    window.documents.open_path(saved)
    before = window.session.document
    decide(lambda dialog: push(dialog, "列出的全部"), merge=False)
    merge(window, qtbot, colleagues)
    assert window.session.document is before


def test_a_bad_file_among_good_ones_is_named_and_stops_none(
    window: MainWindow, saved: Path, colleagues: list[Path], user: User, decide, qtbot: QtBot, tmp_path: Path
) -> None:
    bad = tmp_path / "坏.perfdesk"
    bad.write_bytes(saved.read_bytes()[:200])
    window.documents.open_path(saved)
    told = decide(lambda dialog: None)
    merge(window, qtbot, [*colleagues, bad, saved])
    assert project(window)["goal"] == "全年稳定运行"
    assert len(told) == 1
    assert "坏.perfdesk" in told[0]


def test_several_files_dropped_are_merged(
    window: MainWindow, saved: Path, colleagues: list[Path], user: User, decide, qtbot: QtBot
) -> None:
    window.documents.open_path(saved)
    decide(lambda dialog: None)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in colleagues])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)
    qtbot.waitUntil(lambda: project(window).get("goal") == "全年稳定运行")


@pytest.mark.parametrize("kind", ["Word 文档", "Excel 工作簿"])
def test_the_table_of_what_came_from_whom_is_exported(
    window: MainWindow,
    saved: Path,
    colleagues: list[Path],
    user: User,
    decide,
    qtbot: QtBot,
    tmp_path: Path,
    kind: str,
) -> None:
    window.documents.open_path(saved)
    path = tmp_path / ("对照.docx" if kind == "Word 文档" else "对照.xlsx")
    user.answers = [kind, path, "完成"]
    decide(lambda dialog: push(dialog, "导出对照表…"), merge=False)
    merge(window, qtbot, colleagues)
    if path.suffix == ".docx":
        rows = [[cell.text for cell in row.cells] for row in docx.Document(str(path)).tables[0].rows]
    else:
        sheet = openpyxl.load_workbook(path).active
        rows = [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(min_row=4, values_only=True)]
    head, *below = rows
    assert head == ["项目", "位置", "原来", "说法 1", "说法 2", "结果", "来自", "说明"]
    goal = ["1 网站维护费", "绩效目标", "", "张敏：全年稳定运行", "", "全年稳定运行", "张敏"]
    assert goal in [row[:7] for row in below]
    assert ["1 网站维护费", "预算数", "22.20", "张敏：25", "李强：30", "【待定】22.20"] in [row[:6] for row in below]


def test_the_preview_says_what_an_annex_is_compared_with_and_another_version_can_be_chosen(
    window: MainWindow,
    saved: Path,
    user: User,
    decide,
    qtbot: QtBot,
    do: Do,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window.documents.open_path(saved)
    annex = tmp_path / "回.docx"
    with annex.open("wb") as stream:
        EXPORTS["word"].write(ExportSource(window.session.document, window.session.work.opened), stream)
    older = file.read(saved).revision
    window.session.run(SetFields({("p1", "goal"): "新的目标"}))
    do("save")
    newer = file.read(saved).revision
    seen: list[str] = []
    asked: list[BasesDialog] = []
    answers: list[dict[Place, str]] = []
    given: list[tuple[Plan, list[Revisions], list[str]]] = []

    def choose(plan: Plan, known: list[Revisions], annexes: list[str], parent: QWidget) -> dict[str, str] | None:
        dialog = BasesDialog(plan, known, annexes, parent)
        qtbot.addWidget(dialog)
        asked.append(dialog)
        given.append((plan, known, annexes))
        (box,) = dialog.findChildren(QComboBox)
        seen.append(box.currentText())
        box.setCurrentIndex(box.findData(newer))
        return dialog.chosen

    def look(dialog: MergeDialog) -> None:
        seen.append(
            next(box.toPlainText() for box in dialog.findChildren(QPlainTextEdit) if "原来" in box.toPlainText())
        )
        answers.append(dict(dialog.plan.written))
        if not asked:
            dialog.model.write(0, "24")
            push(dialog, "原来的版本…")
            assert not dialog.isVisible()

    monkeypatch.setattr(merging, "ask_bases", choose)
    # What the annex says of another field, so that there is something to look at.
    word = docx.Document(str(annex))
    _type_over(word, "22.20", "23.50")
    word.save(str(annex))
    decide(look, False)
    merge(window, qtbot, [annex])
    qtbot.waitUntil(lambda: len(seen) == 3)
    assert seen[0] == "“回.docx”原来的版本：文件里记着是由这个版本导出的。"
    assert seen[1].endswith(older[:8])
    assert seen[2] == "“回.docx”原来的版本：由人选定。"
    assert answers == [{}, {("p1", "budget_total"): "24"}], "what was answered before stays"
    # By keyboard: Tab goes from the list into its choices, and an arrow takes another version.
    dialog = BasesDialog(*given[0], None)
    qtbot.addWidget(dialog)
    dialog.show()
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    (box,) = dialog.findChildren(QComboBox)
    dialog.list.setFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_Tab)
    assert box.hasFocus()
    steps = box.findData(newer) - box.currentIndex()
    QTest.keyClick(box, Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)
    assert (abs(steps), dialog.chosen) == (1, {"回.docx": newer})


def _type_over(word: WordDocument, text: str, new: str) -> None:
    for cell in (cell for table in word.tables for row in table.rows for cell in row.cells):
        if cell.text == text:
            cell.paragraphs[0].runs[0].text = new
