"""Colleagues in the window: merge with its preview, compare, history, two at once, roll-up."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest
from clerk import Do, User
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from perfdesk.merge.plan import Plan
from perfdesk.model.document import Document
from perfdesk.model.edits import Edit, Remove, SetFields, Several
from perfdesk.model.questions import open_questions
from perfdesk.store import file, owner
from perfdesk.ui import together
from perfdesk.ui.dialogs.compare import CompareWindow
from perfdesk.ui.dialogs.merge import MergeDialog
from perfdesk.ui.dialogs.revision_history import HistoryDialog
from perfdesk.ui.dialogs.same_projects import LikenessDialog
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.models.compare_model import CHANGED
from perfdesk.ui.models.plan_model import BEFORE, RESULT, STATE, Group, PlanModel, State

Copy = Callable[[str, Edit], Path]
Decide = Callable[[MergeDialog], None]


@pytest.fixture
def copy(saved: Path) -> Copy:
    """A colleague's copy of the book with an edit, saved under the colleague's name."""

    def made(name: str, edit: Edit) -> Path:
        path = saved.with_name(f"{name}.perfdesk")
        shutil.copy(saved, path)
        opened = file.read(path)
        file.save(path, edit.apply(opened.document), opened, author=name)
        return path

    return made


@pytest.fixture
def colleagues(copy: Copy) -> list[Path]:
    """Two files: 张敏 and 李强 agree on nothing about one field, and each did something alone."""
    return [
        copy("张敏", SetFields({("p1", "budget_total"): "25", ("p1", "goal"): "全年稳定运行"})),
        copy("李强", Several((SetFields({("p1", "budget_total"): "30"}), Remove(frozenset({"p2.1"}))), "")),
    ]


@pytest.fixture
def decide(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Callable[[Decide, bool], list[str]]:
    """What the user does in the preview, and whether it is merged; gives what the preview was told."""

    def set_up(act: Decide, merge: bool = True) -> list[str]:
        told: list[str] = []

        def ask(plan: Plan, refused: list[str], export: Callable[[Plan], object], parent: QWidget) -> Plan | None:
            dialog = MergeDialog(plan, refused, export, parent)
            dialog.open()
            with qtbot.waitActive(dialog):
                dialog.activateWindow()
            qtbot.waitUntil(dialog.table.hasFocus)
            told.extend(refused)
            act(dialog)
            dialog.close()
            return dialog.plan if merge else None

        monkeypatch.setattr(together, "ask_merge", ask)
        return told

    return set_up


def merge(window: MainWindow, qtbot: QtBot, paths: list[Path]) -> None:
    with qtbot.waitSignal(window.files.ended):
        window.together.merge_paths(paths)
    QApplication.processEvents()


def project(window: MainWindow, number: int = 0) -> dict[str, str]:
    return dict(window.session.document.projects[number].fields)


def push(dialog: QDialog, text: str) -> None:
    """Presses the button with this text."""
    next(one for one in dialog.findChildren(QPushButton) if one.text() == text).click()


# --- merge -------------------------------------------------------------------------------------------------------


def test_merging_is_one_step_and_the_file_remembers(
    window: MainWindow, saved: Path, colleagues: list[Path], user: User, decide, qtbot: QtBot, do: Do
) -> None:
    window.files.open_path(saved)
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
    window.files.open_path(saved)
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
    window.files.open_path(saved)
    decide(lambda dialog: None)
    merge(window, qtbot, colleagues)
    window.session.select("p1", "budget_total")
    index = window.annex.table.currentIndex()
    assert index.data() == "22.20\n张敏：25\n李强：30"
    assert index.data(Qt.ItemDataRole.EditRole) == "22.20"
    high = window.annex.table.rowHeight(index.row())
    actions = dict(window.annex.table._choices_here())
    actions["采用李强.perfdesk（李强）的“30”"]()
    assert window.annex.table.currentIndex().data() == "30"
    qtbot.waitUntil(lambda: window.annex.table.rowHeight(index.row()) < high)
    assert not [one for one in window.session.findings if one.rule == "open-question"]


def test_sides_are_taken_by_row_by_project_and_by_person(
    window: MainWindow, saved: Path, colleagues: list[Path], user: User, decide, qtbot: QtBot
) -> None:
    window.files.open_path(saved)

    def act(dialog: MergeDialog) -> None:
        model = dialog.model
        assert model.headerData(BEFORE + 2, Qt.Orientation.Horizontal) == "李强.perfdesk（李强）"
        row = next(at for at, one in enumerate(model.shown) if one.open)
        assert model.index(row, RESULT).data() == "【待定】22.20"
        assert model.index(row, BEFORE + 1).data(STATE) is State.ASKED
        assert model.index(row, BEFORE).data(STATE) is State.QUIET
        dialog.table.setCurrentIndex(model.index(row, BEFORE + 1))
        qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
        assert dialog.isVisible(), "Enter takes the cell, it does not merge"
        assert model.index(row, BEFORE + 1).data() == "✓ 25"
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

    monkeypatch.setattr(together, "ask_likeness", ask)
    window.files.open_path(saved)
    decide(lambda dialog: None)
    merge(window, qtbot, [path])
    assert asked == ["政府网站运行维护费", "网站维护费", "重打的.perfdesk"]
    assert len(window.session.document.projects) == (2 if ticked else 3)


def test_giving_up_changes_nothing(
    window: MainWindow, saved: Path, colleagues: list[Path], user: User, decide, qtbot: QtBot
) -> None:
    window.files.open_path(saved)
    before = window.session.document
    decide(lambda dialog: push(dialog, "列出的全部"), merge=False)
    merge(window, qtbot, colleagues)
    assert window.session.document is before


def test_a_bad_file_among_good_ones_is_named_and_stops_none(
    window: MainWindow, saved: Path, colleagues: list[Path], user: User, decide, qtbot: QtBot, tmp_path: Path
) -> None:
    bad = tmp_path / "坏.perfdesk"
    bad.write_bytes(saved.read_bytes()[:200])
    window.files.open_path(saved)
    told = decide(lambda dialog: None)
    merge(window, qtbot, [*colleagues, bad, saved])
    assert project(window)["goal"] == "全年稳定运行"
    assert len(told) == 1
    assert "坏.perfdesk" in told[0]


def test_several_files_dropped_are_merged(
    window: MainWindow, saved: Path, colleagues: list[Path], user: User, decide, qtbot: QtBot
) -> None:
    window.files.open_path(saved)
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
    window.files.open_path(saved)
    path = tmp_path / ("对照.docx" if kind == "Word 文档" else "对照.xlsx")
    user.answers = [kind, path, "完成"]
    decide(lambda dialog: push(dialog, "导出对照表…"), merge=False)
    merge(window, qtbot, colleagues)
    if path.suffix == ".docx":
        rows = [[cell.text for cell in row.cells] for row in docx.Document(str(path)).tables[0].rows]
    else:
        sheet = openpyxl.load_workbook(path).active
        rows = [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(min_row=3, values_only=True)]
    head, *below = rows
    assert head == [
        "项目", "位置", "结果", "原来", "本文件 档案馆.perfdesk", "张敏.perfdesk（张敏）", "李强.perfdesk（李强）",
        "来自", "说明",
    ]  # fmt: skip
    assert ["1 网站维护费", "绩效目标", "全年稳定运行", "", "", "全年稳定运行", "", "张敏.perfdesk"] in [
        row[:8] for row in below
    ]
    assert ["1 网站维护费", "预算数", "【待定】22.20", "22.20", "22.20", "25", "30"] in [row[:7] for row in below]


# --- compare, history --------------------------------------------------------------------------------------------


def shown(window: MainWindow, kind: type[QDialog]) -> list[QDialog]:
    return [one for one in window.findChildren(kind) if isinstance(one, QDialog) and one.isVisible()]


def test_two_files_side_by_side(
    window: MainWindow, saved: Path, colleagues: list[Path], user: User, qtbot: QtBot, tmp_path: Path
) -> None:
    window.files.open_path(saved)
    with qtbot.waitSignal(window.files.ended):
        window.together.compare_path(colleagues[1])
    qtbot.waitUntil(lambda: bool(shown(window, CompareWindow)))
    (found,) = shown(window, CompareWindow)
    assert isinstance(found, CompareWindow)
    rows = found.list.model().rows
    assert [row[1:] for row in rows] == [("预算数", "30", "22.20"), ("新增库房面积", "", "库房面积")]
    old, new = found.sides
    assert old.index_of("p1", "budget_total").data(CHANGED) == "改"
    found.list.selectRow(1)
    assert new.index_of("p2.1", "name").data(CHANGED) == "增"
    assert not old.index_of("p2.1", "name").isValid()
    path = tmp_path / "清单.docx"
    user.answers = ["Word 文档", path, "完成"]
    push(found, "导出改动清单…")
    assert docx.Document(str(path)).tables[0].rows[1].cells[2].text == "30"
    found.close()


def test_older_versions_are_looked_at_and_compared(
    window: MainWindow, saved: Path, user: User, qtbot: QtBot, do: Do
) -> None:
    window.files.open_path(saved)
    window.session.author = "王芳"
    window.session.run(SetFields({("p1.1", "target"): "≥6次"}))
    do("save")
    revisions = window.session.work.revisions
    assert revisions is not None
    dialog = HistoryDialog(revisions, window.together, window)
    qtbot.addWidget(dialog)
    model = dialog.list.model()
    assert [model.index(row, 1).data() for row in range(model.rowCount())] == ["王芳", "（未署名）"]
    assert [row[1:] for row in dialog.changes.model().rows] == [("维护次数 · 指标值", "≥4次", "≥6次")]
    dialog.list.selectRow(1)
    apart: list[MainWindow] = []
    window.opened_apart.connect(apart.append)
    push(dialog, "打开这一版（只读）")
    (old,) = apart
    qtbot.addWidget(old)
    assert old.session.read_only
    assert old.session.document.fields_of("p1.1")["target"] == "≥4次"
    assert not old.session.run(SetFields({("p1.1", "target"): "9"}))
    assert "只能查看" in user.heard[-1]
    dialog = HistoryDialog(revisions, window.together, window)
    qtbot.addWidget(dialog)
    dialog.list.selectRow(1)
    push(dialog, "与现在的比较")
    (found,) = shown(window, CompareWindow)
    assert isinstance(found, CompareWindow)
    assert len(found.changes) == 1
    found.close()


def test_thinning_waits_for_the_save(window: MainWindow, saved: Path, user: User, do: Do) -> None:
    window.files.open_path(saved)
    for number in range(4):
        window.session.run(SetFields({("p1.1", "target"): f"≥{number}次"}))
        do("save")
    assert len(file.revisions(file.read(saved)).reachable()) == 5
    user.answers = ["不精简"]
    assert not window.together.thin()
    user.answers = ["只留现在这一版"]
    assert window.together.thin()
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
    window.files.open_path(saved)
    decide(lambda dialog: None)
    merge(window, qtbot, colleagues)
    do("save")
    heard: list[tuple[str, list[tuple[str, str | None]]]] = []
    monkeypatch.setattr(
        together,
        "show_origins",
        lambda place, key, found, parent: heard.append((place, [(o.revision.author, o.text) for o in found])),
    )
    window.session.select("p1", "goal")
    do("cell-history")
    assert heard == [("1 网站维护费：绩效目标", [("张敏", "全年稳定运行"), ("", "")])]


def test_a_clean_copy_tells_nothing(window: MainWindow, saved: Path, user: User, do: Do, tmp_path: Path) -> None:
    window.files.open_path(saved)
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


# --- two at once -------------------------------------------------------------------------------------------------


def somebody_saves(path: Path, edit: Edit) -> None:
    opened = file.read(path)
    file.save(path, edit.apply(opened.document), opened, author="别人")


def test_what_somebody_saved_meanwhile_is_merged_before_it_is_replaced(
    window: MainWindow, saved: Path, user: User, decide, qtbot: QtBot, do: Do
) -> None:
    window.files.open_path(saved)
    window.session.run(SetFields({("p1", "goal"): "我的"}))
    somebody_saves(saved, SetFields({("p2", "goal"): "别人的"}))
    content = saved.read_bytes()
    user.answers = ["合并进来…"]
    decide(lambda dialog: None)
    with qtbot.waitSignal(window.files.ended):
        do("save")
    QApplication.processEvents()
    assert "别人保存过这个文件" in user.heard[-1]
    assert saved.read_bytes() == content
    assert [project(window, at)["goal"] for at in (0, 1)] == ["我的", "别人的"]
    do("save")
    found = file.read(saved)
    assert [one.fields["goal"] for one in found.document.projects] == ["我的", "别人的"]
    assert {one.author for one in file.revisions(found)} == {"", "别人"}


def test_after_undoing_that_merge_saving_asks_again(
    window: MainWindow, saved: Path, user: User, decide, qtbot: QtBot, do: Do
) -> None:
    window.files.open_path(saved)
    window.session.run(SetFields({("p1", "goal"): "我的"}))
    somebody_saves(saved, SetFields({("p2", "goal"): "别人的"}))
    decide(lambda dialog: None)
    with qtbot.waitSignal(window.files.ended):
        window.together.merge_from_disk()
    QApplication.processEvents()
    do("undo")
    user.answers = ["以后再说"]
    do("save")
    assert file.read(saved).document.projects[1].fields["goal"] == "别人的"
    assert window.session.modified


def test_coming_back_to_the_window_tells_once(window: MainWindow, saved: Path, user: User) -> None:
    window.files.open_path(saved)
    window.together.look_at_disk()
    assert user.heard == []
    somebody_saves(saved, SetFields({("p2", "goal"): "别人的"}))
    user.answers = ["以后再说"]
    window.together.look_at_disk()
    window.together.look_at_disk()
    assert len(user.heard) == 1
    saved.touch()
    window.together.look_at_disk()
    assert len(user.heard) == 1


@pytest.mark.parametrize(
    ("answer", "path_is", "read_only"), [("只读打开", True, True), ("照常打开", True, False), ("不打开", False, False)]
)
def test_a_file_that_is_open_elsewhere_is_told(
    window: MainWindow, saved: Path, user: User, answer: str, path_is: bool, read_only: bool
) -> None:
    key, _ = owner.claim(saved, "张敏")
    user.answers = [answer]
    window.files.open_path(saved)
    assert "张敏" in user.heard[0]
    assert (window.session.path == saved) is path_is
    assert window.session.read_only is read_only
    assert owner.mark_of(saved).exists()
    window.session.close()
    owner.release(saved, key)
    assert not owner.mark_of(saved).exists()


def test_the_mark_follows_the_file(window: MainWindow, saved: Path, user: User, tmp_path: Path, do: Do) -> None:
    window.files.open_path(saved)
    assert owner.mark_of(saved).exists()
    other = tmp_path / "另存.perfdesk"
    user.answers = [other]
    do("save-as")
    assert not owner.mark_of(saved).exists()
    assert owner.mark_of(other).exists()
    window.files.open_path(other)
    assert user.heard == ["另存为"], "its own mark is no other's"
    broken = tmp_path / "坏.perfdesk"
    broken.write_bytes(b"PK")
    window.files.open_path(broken)
    assert not owner.mark_of(broken).exists()
    assert owner.mark_of(other).exists()
    window.close()
    assert not owner.mark_of(other).exists()


def test_copies_with_something_new_are_offered(
    window: MainWindow, saved: Path, copy: Copy, user: User, decide, qtbot: QtBot
) -> None:
    shutil.copy(saved, saved.with_name("档案馆 - 副本.perfdesk"))
    copy("档案馆(1)", SetFields({("p1", "goal"): "冲突里的"}))
    copy("别的档案馆(1)", SetFields({("p1", "goal"): "不相干"}))
    user.answers = ["合并进来…"]
    decide(lambda dialog: None)
    with qtbot.waitSignal(window.files.ended):
        window.files.open_path(saved)
    QApplication.processEvents()
    assert user.heard[0].endswith("里面有这份文件没有的修改：\n　档案馆(1).perfdesk")
    assert project(window)["goal"] == "冲突里的"


# --- roll-up -----------------------------------------------------------------------------------------------------


def test_a_folder_is_rolled_up(
    window: MainWindow, saved: Path, user: User, qtbot: QtBot, do: Do, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "县" / "汇总.xlsx"
    out.parent.mkdir()
    (tmp_path / "坏.perfdesk").write_bytes(b"PK")
    monkeypatch.setattr(together.ask, "folder", lambda *_: tmp_path)
    user.answers = [out, "完成"]
    do("rollup")
    qtbot.waitUntil(lambda: not user.answers)
    assert "坏.perfdesk" in user.heard[-1]
    assert openpyxl.load_workbook(out).sheetnames == ["汇总", "项目", "请核对"]
