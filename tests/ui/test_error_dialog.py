"""What nothing else caught: told once, traced without contents, and the report is the user's to give away."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from clerk import Do, User
from notation import document as written
from PySide6.QtCore import QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler, qWarning
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from trust import Promise

from perfdesk import log
from perfdesk.model.edits import SetFields
from perfdesk.store import disk, file
from perfdesk.ui import merging
from perfdesk.ui.dialogs.import_report import Goal
from perfdesk.ui.error_dialog import ErrorDialog, log_qt_message
from perfdesk.ui.main_window import MainWindow

ROOT = Path(__file__).resolve().parents[2]
# In every text of the document, in the names of files and folders, and in what the system reports of them.
MARK = "MARKED涉密"
SECRET = f"""
department_name={MARK}局 | fiscal_year=2025
# {MARK}维护费 | budget_total=22.20 | budget_fiscal=22.20 | goal={MARK}目标
- 数量 | {MARK}次数 | ≥4{MARK}
- 质量 | {MARK}率 | ≥95%
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where the log is written."""
    log.start(tmp_path / "log")
    yield tmp_path / "log"
    log.stop()


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file that has the mark in all its texts, its name and its folder."""
    path = tmp_path / f"{MARK}县" / f"{MARK}.perfdesk"
    path.parent.mkdir()
    file.save(path, written(SECRET), author=f"{MARK}敏")
    return path


def everything(folder: Path) -> str:
    """All that is in the folder of the log."""
    return "".join(one.read_text(encoding="utf-8") for one in sorted(folder.iterdir()))


def raise_in_slot(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A mistake of the program that quotes the document, in a slot that Qt calls; the reports that were shown."""
    last_resort, reports = ErrorDialog(), []
    monkeypatch.setattr(sys, "excepthook", last_resort.catch)
    monkeypatch.setattr(last_resort, "show", reports.append)

    def slot() -> None:
        {}[window.session.document.projects[0].name]

    with qtbot.captureExceptions():
        monkeypatch.setattr(sys, "excepthook", last_resort.catch)
        QTimer.singleShot(0, slot)
        qtbot.waitUntil(lambda: bool(reports))
    return reports


def test_a_days_work_leaves_traces_and_nothing_of_the_document(
    window: MainWindow,
    secret: Path,
    folder: Path,
    user: User,
    do: Do,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    promise: Promise,
) -> None:
    window.documents.open_path(secret)
    window.session.run(SetFields({(window.session.document.projects[0].id, "goal"): f"{MARK}改"}))
    do("save")

    with monkeypatch.context() as full:
        full.setattr(disk, "write", lambda *_: (_ for _ in ()).throw(OSError(28, MARK, str(secret))))
        window.session.run(SetFields({(window.session.document.projects[0].id, "goal"): f"{MARK}又改"}))
        do("save")
    assert "磁盘已满" in user.heard[-1]
    with monkeypatch.context() as held:
        pauses: list[float] = []
        held.setattr(disk, "pause", pauses.append)
        held.setattr(disk, "replace", lambda *_: (_ for _ in ()).throw(PermissionError(13, MARK, str(secret))))
        do("save")
    assert "占用" in user.heard[-1]
    do("save")

    word = secret.with_name(f"{MARK}.docx")
    user.answers = ["仍要导出", word, "完成"]
    do("word")
    qtbot.waitUntil(lambda: not user.answers and not window.workbench.tasks.busy)
    user.answers = [Goal.APPEND]
    with qtbot.waitSignal(window.workbench.tasks.ended):
        window.documents.import_path(word)
    qtbot.waitUntil(lambda: not user.answers)
    do("save")
    letter = secret.with_name(f"{MARK}.txt")
    letter.write_text(f"关于召开{MARK}会议的通知\n", encoding="utf-8")
    with qtbot.waitSignal(window.workbench.tasks.ended):
        window.documents.import_path(letter)
    bad = secret.with_name(f"坏{MARK}.perfdesk")
    bad.write_bytes(f"PK{MARK}".encode())
    window.documents.open_path(bad)

    colleague = secret.with_name(f"{MARK}强.perfdesk")
    theirs = file.read(secret)
    edit = SetFields({(theirs.document.projects[0].id, "purpose"): f"{MARK}用途"})
    file.save(colleague, edit.apply(theirs.document), theirs, author=f"{MARK}强")
    monkeypatch.setattr(merging, "ask_merge", lambda plan, *_: plan)
    with qtbot.waitSignal(window.workbench.tasks.ended):
        window.workbench.merging.merge_paths([colleague, bad])
    QApplication.processEvents()

    [report] = raise_in_slot(window, qtbot, monkeypatch)
    seen = everything(folder)
    for line in (
        "perfdesk.store.file read a document: 1 projects",
        "perfdesk.store.atomic wrote a file .perfdesk:",
        "perfdesk.store.failures a file was not written: OSError ENOSPC",
        "perfdesk.store.atomic the file is held by another program: PermissionError EACCES",
        "perfdesk.ui.tasks the user was told: perfdesk.store.failures.WriteError",
        "perfdesk.store.atomic wrote a file .docx:",
        "perfdesk.work.reader_process read a file .docx: 1 projects",
        "perfdesk.ui.tasks the user was told: perfdesk.importers.grid.ImportFailure",
        "perfdesk.store.file a document was not read: perfdesk.store.format.Damage",
        "perfdesk.work.gather read for a merge: 1 files, 1 refused",
        "perfdesk.work.workspace merged 1 files:",
        "perfdesk.log nothing caught this\n  test_error_dialog:",
    ):
        assert line in seen, line
    for text in (seen, report):
        assert "MARKED" not in text
        assert "涉密" not in text
        assert str(secret.parent.parent) not in text
    promise("T17", "a day of work leaves traces and nothing of the document", 1, 1)


def test_the_dialog_says_where_the_log_is_and_copies_the_report(
    window: MainWindow, tmp_path: Path, promise: Promise
) -> None:
    last_resort = ErrorDialog()
    last_resort.log_file = tmp_path / "perfdesk.log"
    report = log.report(KeyError(MARK), {})

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert str(last_resort.log_file) in box.informativeText()
        assert box.detailedText() == report
        next(button for button in box.buttons() if button.text() == "复制报告").click()

    QTimer.singleShot(0, answer)
    last_resort.show(report)
    assert QApplication.clipboard().text() == report
    assert MARK not in report
    promise("T17", "the report is read before it is given", 1, 1)


def test_without_a_log_the_dialog_says_so(qapp: QApplication) -> None:
    box, _ = ErrorDialog().box("perfdesk: 0")
    assert "没有写成运行日志" in box.informativeText()
    assert "None" not in box.informativeText()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("QPainter::begin: Paint device returned engine == 0, type: 2", "default QPainter::begin"),
        (f'QFile::open: "/home/{MARK}/表.docx" is held', "default QFile::open"),
        (f"cannot open /home/{MARK}", "default other"),
        (f"{MARK} QPainter::begin", "default other"),
    ],
)
def test_of_a_message_by_qt_the_function_is_logged(
    folder: Path, text: str, shown: str, capfd: pytest.CaptureFixture[str], promise: Promise
) -> None:
    before = qInstallMessageHandler(log_qt_message)
    try:
        qWarning(text)
    finally:
        qInstallMessageHandler(before)
    assert everything(folder).rstrip().endswith(f"WARNING perfdesk.qt Qt: {shown}")
    assert MARK not in everything(folder)
    assert text in capfd.readouterr().err
    promise("T17", "messages of Qt: only the function", 1, 1)


def test_a_category_that_could_be_a_name_is_not_logged(
    folder: Path, monkeypatch: pytest.MonkeyPatch, promise: Promise
) -> None:
    class Context(QMessageLogContext):
        category = f"qt.{MARK}"

    monkeypatch.setattr(sys, "stderr", None)
    log_qt_message(QtMsgType.QtCriticalMsg, Context(), "QWidget::repaint: recursive")
    assert everything(folder).rstrip().endswith("ERROR perfdesk.qt Qt: default QWidget::repaint")
    promise("T17", "messages of Qt: only the function", 1, 1)


def test_the_program_begins_its_log_and_goes_on_without_one(tmp_path: Path) -> None:
    script = (
        "import sys; from PySide6.QtCore import QTimer; from PySide6.QtWidgets import QApplication\n"
        "from perfdesk.ui import app\n"
        "QTimer.singleShot(0, lambda: QTimer.singleShot(0, QApplication.quit)); sys.exit(app.main([]))"
    )
    for state, is_written in ((tmp_path / "state", True), (Path(os.devnull) / "no", False)):
        environment = {**os.environ, "XDG_STATE_HOME": str(state), "XDG_CONFIG_HOME": str(tmp_path / "config")}
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
        assert ("started: perfdesk" in everything(state / "perfdesk" / "log")) if is_written else not state.exists()


def test_the_log_hears_of_the_program_only(folder: Path) -> None:
    logging.getLogger("pypdf").warning("%s", MARK)
    assert MARK not in everything(folder)
