"""Files come and go in the window: new, open, save, import, export, close."""

from pathlib import Path
from typing import BinaryIO

import pytest
from clerk import Do, User, names
from foreign_annex import NATION
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QPlainTextEdit,
)
from pytestqt.qtbot import QtBot

from perfdesk.importers.load import read_attachment, read_source
from perfdesk.model.document import Document
from perfdesk.model.edits import AddProjects, SetFields
from perfdesk.model.unread import unread_lines
from perfdesk.store import file, lock
from perfdesk.store.container import pack, unpack
from perfdesk.ui import ask, documents, preferences
from perfdesk.ui.dialogs.import_report import Goal, ImportReport
from perfdesk.ui.examples import example_title, examples
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.models.sheet_model import UNTOUCHED
from perfdesk.work.exports import EXPORTS
from perfdesk.work.workspace import Workspace


def test_open_edit_undo_save_and_reopen(window: MainWindow, saved: Path, do: Do) -> None:
    window.documents.open_path(saved)
    assert window.windowTitle() == "档案馆.perfdesk[*] - 预算绩效目标表"
    assert not window.isWindowModified()
    window.session.run(SetFields({("p1.1", "target"): "≥6次"}))
    assert window.isWindowModified()
    assert window.actions_by_id["undo"].text() == "撤销 修改指标值"
    do("undo")
    assert not window.isWindowModified()
    do("redo", "save")
    assert not window.isWindowModified()
    edited = window.session.document
    do("close")
    assert not window.session.is_open
    window.documents.open_path(saved)
    assert window.session.document == edited
    assert window.session.document.fields_of("p1.1")["target"] == "≥6次"


@pytest.mark.parametrize("action", ["save", "close"])
def test_what_is_being_typed_is_not_lost(
    window: MainWindow, saved: Path, user: User, do: Do, qtbot: QtBot, action: str
) -> None:
    window.documents.open_path(saved)
    window.session.select("p1", "purpose")
    window.workbench.show_view(0)
    table = window.workbench.annex.table
    table.edit(table.currentIndex())
    editor = table.findChild(QPlainTextEdit)
    qtbot.keyClicks(editor, "1. pay")
    user.answers = ["保存"] if action == "close" else []
    do(action)
    assert file.read(saved).document.fields_of("p1")["purpose"] == "1. pay"


@pytest.mark.parametrize(
    ("answer", "closes", "target"), [("保存", True, "≥6次"), ("不保存", True, "≥4次"), ("继续编辑", False, "≥4次")]
)
def test_closing_with_changes_asks(
    window: MainWindow, saved: Path, user: User, answer: str, closes: bool, target: str
) -> None:
    window.documents.open_path(saved)
    window.session.run(SetFields({("p1.1", "target"): "≥6次"}))
    user.answers = [answer]
    assert window.close() is closes
    assert user.heard == ["“档案馆.perfdesk”有还没保存的修改。"]
    assert file.read(saved).document.fields_of("p1.1")["target"] == target


def test_giving_up_the_file_name_keeps_the_window_open(window: MainWindow, user: User, book: Document) -> None:
    window.session.start(book)
    user.answers = ["保存", None]
    assert not window.close()
    assert window.session.modified


def test_a_damaged_file_leaves_the_open_document(window: MainWindow, saved: Path, tmp_path: Path, user: User) -> None:
    window.documents.open_path(saved)
    open_document = window.session.document
    broken = tmp_path / "坏.perfdesk"
    broken.write_bytes(saved.read_bytes()[:100])
    window.documents.open_path(broken)
    assert len(user.heard) == 1
    assert "坏.perfdesk" in user.heard[0]
    assert window.session.document is open_document
    assert preferences.recent_files() == [saved]


def test_recent_files_are_offered_until_they_are_gone(
    window: MainWindow, saved: Path, tmp_path: Path, user: User, do: Do
) -> None:
    other = tmp_path / "另一份.perfdesk"
    window.documents.open_path(saved)
    user.answers = [other]
    do("save-as")
    assert preferences.recent_files() == [other, saved]
    do("close")
    saved.unlink()
    recent = window._menus["recent"]
    assert [action.text() for action in recent.actions()] == [str(other), str(saved)]
    user.answers = ["知道了"]  # its backups are offered
    recent.actions()[1].trigger()
    assert "不存在" in user.heard[-1]
    assert preferences.recent_files() == [other]
    recent.actions()[0].trigger()
    assert window.session.path == other


def test_an_import_becomes_a_new_document_or_is_appended_as_one_step(
    window: MainWindow, user: User, qtbot: QtBot, do: Do
) -> None:
    source = examples()[0]
    user.answers = [Goal.NEW]
    with qtbot.waitSignal(window.workbench.tasks.ended):
        window.documents.import_path(source)
    qtbot.waitUntil(lambda: window.session.is_open)
    first = window.session.document
    assert window.session.modified
    user.answers = [Goal.APPEND]
    with qtbot.waitSignal(window.workbench.tasks.ended):
        window.documents.import_path(source)
    qtbot.waitUntil(lambda: window.session.document is not first)
    assert len(names(window)) == 2 * len(first.projects)
    assert window.session.current == window.session.document.projects[len(first.projects)].id
    assert window.actions_by_id["undo"].text() == f"撤销 装入 {source.name}"
    do("undo")
    assert window.session.document is first


def test_what_was_left_out_beside_the_tables_is_not_forgotten_when_projects_are_appended(
    window: MainWindow, user: User, qtbot: QtBot, tmp_path: Path
) -> None:
    source = tmp_path / "带附注.txt"
    source.write_text(
        examples()[0].read_text(encoding="utf-8") + "\n填表人说明：本表未经领导审阅。\n", encoding="utf-8"
    )
    window.documents.open_example(examples()[0])
    first = window.session.document
    user.answers = [Goal.APPEND]
    window.documents.import_path(source)
    qtbot.waitUntil(lambda: window.session.document is not first)
    (line,) = unread_lines(window.session.document.fields)
    assert "未经领导审阅" in line


@pytest.mark.parametrize("insists", [True, False])
def test_a_foreign_annex_is_refused_and_a_person_may_insist(
    window: MainWindow, user: User, qtbot: QtBot, tmp_path: Path, insists: bool
) -> None:
    source = tmp_path / "申报表.txt"
    source.write_text(NATION, encoding="utf-8")
    user.answers = ["仍按“部门项目支出预算绩效目标表”装入…", Goal.NEW] if insists else ["不装入"]
    window.documents.import_path(source)
    qtbot.waitUntil(lambda: not user.answers and not window.workbench.tasks.busy)
    (question,) = user.heard
    assert "没有的栏目“指标性质”“度量单位”" in question
    assert "--form" not in question
    assert window.session.is_open is insists
    if insists:
        assert names(window) == ["河道清淤"]
        (found,) = [one for one in window.session.findings if one.rule == "unread-source" and one.project]
        assert "度量单位" in found.evidence


def test_a_text_that_is_no_annex_is_refused_in_one_sentence(
    window: MainWindow, user: User, qtbot: QtBot, tmp_path: Path
) -> None:
    letter = tmp_path / "通知.txt"
    letter.write_text("关于召开会议的通知\n请各单位准时参加。\n", encoding="utf-8")
    window.documents.import_path(letter)
    qtbot.waitUntil(lambda: bool(user.heard))
    assert "通知.txt" in user.heard[0]
    assert not window.session.is_open


def test_the_report_puts_first_what_needs_a_person(qtbot: QtBot, tmp_path: Path) -> None:
    source = tmp_path / "带附注.txt"
    text = examples()[0].read_text(encoding="utf-8")
    source.write_text(text + "\n填表人说明：本表未经领导审阅。\n", encoding="utf-8")
    imported = read_source(source)
    report = ImportReport(source.name, imported, can_append=True)
    qtbot.addWidget(report)
    shown = report.remarks.topLevelItem(0)
    assert shown is not None
    assert shown.text(0).startswith("没有装入")
    assert any("列在“审核”里" in label.text() for label in report.findChildren(QLabel))
    assert "未经领导审阅" in shown.child(0).text(1)
    buttons = {button.text(): button for button in report.findChildren(QAbstractButton)}
    buttons["加到当前文件后面"].click()
    assert report.goal is Goal.APPEND


def test_a_column_that_was_left_out_is_one_line_of_the_report_that_fits_a_small_screen(
    qtbot: QtBot, tmp_path: Path
) -> None:
    source = tmp_path / "加了一栏.txt"
    lines = examples()[0].read_text(encoding="utf-8").splitlines()
    lines = [line + ("\t责任科室" if "三级指标" in line else "\t办公室" if "\t" in line else "") for line in lines]
    source.write_text("\n".join(lines), encoding="utf-8")
    report = ImportReport(source.name, read_source(source), can_append=False)
    qtbot.addWidget(report)
    group = report.remarks.topLevelItem(0)
    assert group is not None
    told = [group.child(row).text(1) for row in range(group.childCount())]
    assert sum("列“责任科室”没有对应的栏" in text for text in told) == 1
    assert report.remarks.wordWrap()
    assert report.width() <= 1366
    assert report.height() <= 768


@pytest.mark.parametrize("name", ["word", "excel", "pdf", "bare-pdf", "bare-word", "bare-excel"])
def test_an_export_is_written_beside_the_window(
    window: MainWindow, user: User, saved: Path, tmp_path: Path, qtbot: QtBot, name: str, do: Do
) -> None:
    window.documents.open_path(saved)
    errors = sum(one.severity.value == "error" for one in window.session.findings)
    path = tmp_path / f"导出{EXPORTS[name].suffix}"
    user.answers = ["仍要导出", path, "完成"]
    do(name)
    qtbot.waitUntil(lambda: not user.answers)
    assert path.stat().st_size > 1000
    assert errors > 0
    assert user.heard[0] == f"审核还有 {errors} 处错误，仍要导出？"
    assert user.heard[-1] == f"已导出到 {path}。"
    assert not window.session.modified


def test_a_pdf_dropped_on_the_window_is_the_document_it_was_made_from(
    window: MainWindow, user: User, saved: Path, tmp_path: Path, qtbot: QtBot, do: Do
) -> None:
    window.documents.open_path(saved)
    one, path = file.read(saved), tmp_path / "公开.pdf"
    user.answers = ["仍要导出", path, "完成"]
    do("pdf")
    qtbot.waitUntil(lambda: not user.answers)
    do("close")
    user.answers = [Goal.NEW, tmp_path / "取回.perfdesk"]
    with qtbot.waitSignal(window.workbench.tasks.ended):
        window.documents.open_path(path)
    qtbot.waitUntil(lambda: window.session.is_open)
    assert window.session.document == one.document
    assert window.session.modified
    do("save")
    back = file.read(tmp_path / "取回.perfdesk")
    assert back.document == one.document
    assert one.revision in {back.revision, *back.baggage.header.parents}, "so that what comes back can be merged"


def test_an_unsaved_change_is_in_the_pdf_as_another_revision(
    window: MainWindow, user: User, saved: Path, tmp_path: Path, qtbot: QtBot, do: Do
) -> None:
    window.documents.open_path(saved)
    window.session.run(SetFields({("p1.1", "target"): "≥6次"}))
    user.answers = ["仍要导出", tmp_path / "公开.pdf", "完成"]
    do("pdf")
    qtbot.waitUntil(lambda: not user.answers)
    opened = file.parsed_file("a", read_attachment(tmp_path / "公开.pdf", file.SUFFIX)[1])
    assert opened.document == window.session.document
    assert opened.revision != file.read(saved).revision


@pytest.mark.parametrize("told", ["", "没有填在原件上，请核对。"])
def test_what_is_to_be_known_of_an_exported_file_is_said(
    window: MainWindow, user: User, saved: Path, tmp_path: Path, qtbot: QtBot, do: Do, monkeypatch: pytest.MonkeyPatch,
    told: str,
) -> None:  # fmt: skip
    window.documents.open_path(saved)
    monkeypatch.setitem(EXPORTS, "word", EXPORTS["word"]._replace(write=lambda *_: told))
    path = tmp_path / "a.docx"
    user.answers = ["仍要导出", path, "完成"]
    with qtbot.waitSignal(window.workbench.tasks.ended):
        do("word")
    qtbot.waitUntil(lambda: len(user.heard) == 3)
    assert user.heard[-1] == "\n\n".join(filter(None, (f"已导出到 {path}。", told)))


def test_a_cancelled_export_leaves_the_old_file(
    window: MainWindow, user: User, saved: Path, tmp_path: Path, qtbot: QtBot, do: Do, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.documents.open_path(saved)
    path = tmp_path / "旧.docx"
    path.write_bytes(b"old")
    word = EXPORTS["word"]

    def write(document: Document, stream: BinaryIO) -> None:
        """Is done only after the user has given up."""
        word.write(document, stream)
        assert window.workbench.tasks._task._cancelled.wait(60)

    monkeypatch.setitem(EXPORTS, "word", word._replace(write=write))
    user.answers = ["仍要导出", path]
    do("word")
    with qtbot.waitSignal(window.workbench.tasks.ended):
        window.workbench.tasks.stop()
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.glob("*.docx")] == ["旧.docx"]
    assert len(user.heard) == 2


@pytest.mark.parametrize("suffix", [".perfdesk", ".docx", ".xlsx", ".pdf", ".txt"])
def test_whoever_opens_sees_annexes_too(
    window: MainWindow, do: Do, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(ask, "file_to_open", lambda parent, title, kinds, start: asked.append(kinds))
    do("open")
    assert f"*{suffix}" in asked[0].split(";;")[0]


def test_a_file_dropped_on_the_window_is_opened(window: MainWindow, saved: Path, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(saved))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)
    qtbot.waitUntil(lambda: window.session.path == saved)


@pytest.mark.parametrize("path", examples(), ids=lambda path: path.stem)
def test_the_examples_open_without_a_question(window: MainWindow, path: Path, user: User) -> None:
    assert "：" in example_title(path)
    window.documents.open_example(path)
    assert window.session.findings
    assert not window.session.modified
    assert user.heard == []


def test_both_seeds_are_shown(window: MainWindow, lulong: Path, pingluo: Path, user: User, qtbot: QtBot) -> None:
    for source, projects in ((lulong, 13), (pingluo, 8)):
        user.answers = ["不保存"] if window.session.modified else []
        user.answers.insert(0, Goal.NEW)
        window.documents.import_path(source)
        qtbot.waitUntil(lambda: not user.answers)
        assert len(names(window)) == projects
        assert window.workbench.tree.model.rowCount() == projects + 1


def test_a_read_only_document_is_shown_and_not_changed(window: MainWindow, saved: Path, monkeypatch) -> None:
    monkeypatch.setattr(Workspace, "read_only", property(lambda self: True))
    window.documents.open_path(saved)
    assert "只读" in window.windowTitle()
    for name in ("save", "add-project", "add-indicator", "remove", "undo", "cure"):
        assert not window.actions_by_id[name].isEnabled()
    assert not window.session.run(AddProjects(window.session.document.projects))


def test_a_file_that_another_program_changed_opens_and_says_so(
    window: MainWindow, saved: Path, user: User, do: Do
) -> None:
    content = unpack(saved.read_bytes())
    content["document.json"] = content["document.json"].replace("维护次数".encode(), "检修次数".encode())
    with saved.open("wb") as stream:
        pack(content.items(), stream)
    window.documents.open_path(saved)
    assert len(user.heard) == 1
    assert "“档案馆.perfdesk”被别的程序改过" in user.heard[0]
    assert not window.session.read_only
    assert window.session.document.projects[0].indicators[0].name == "检修次数"
    window.session.run(SetFields({("p1.1", "target"): "≥6次"}))
    do("save")
    window.session.close()
    window.documents.open_path(saved)
    assert len(user.heard) == 1, "it is said once"


def test_what_a_killed_save_left_goes_when_the_file_is_opened(window: MainWindow, saved: Path) -> None:
    left = saved.with_name(f"{lock.prefix_of(saved)}12345678.tmp")
    left.write_bytes(b"half")
    window.documents.open_path(saved)
    assert window.session.is_open
    assert not left.exists()


def test_any_failure_of_the_disk_is_one_sentence(
    window: MainWindow, saved: Path, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError(121, "Remote I/O error")

    monkeypatch.setattr(file, "read", fails)
    window.documents.open_path(saved)
    assert user.heard == ["没有做完：系统报告“Remote I/O error”。"]
    assert not window.session.is_open


def test_the_open_document_becomes_a_draft_for_the_next_year_and_its_file_stays(
    window: MainWindow, do: Do, user: User, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "ask_next_year", user.answer)
    before = saved.read_bytes()
    window.documents.open_path(saved)
    user.answers = ["2026"]
    do("next-year")
    session = window.session
    assert (session.document.fields["fiscal_year"], session.path, session.modified) == ("2026", None, True)
    assert names(window) == ["网站维护费", "库房租金"]
    assert saved.read_bytes() == before
    model = window.workbench.annex.table.model()
    index = model.index_of(session.document.projects[0].id, "budget_total")
    assert model.data(index, UNTOUCHED)
    assert "上年的内容" in str(model.data(index, Qt.ItemDataRole.AccessibleTextRole))
    finding = next(one for one in session.findings if one.rule == "carried-over")
    told: list[object] = []
    model.dataChanged.connect(lambda *at: told.append(at))
    session.run(finding.choices[0])
    assert not model.data(index, UNTOUCHED)
    assert told
    session.history.mark_saved(session.document)


def test_who_thinks_better_of_the_next_year_keeps_the_open_document(
    window: MainWindow, do: Do, user: User, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "ask_next_year", user.answer)
    window.documents.open_path(saved)
    user.answers = [None]
    do("next-year")
    assert window.session.path == saved
