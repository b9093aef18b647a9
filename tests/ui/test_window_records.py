"""The window with a document that has records: what it does not show yet, it keeps, and nothing breaks."""

from pathlib import Path

from notation import document as written
from pytestqt.qtbot import QtBot

from perfdesk.model.edits import AddRecord, Duplicate, Move, Remove, SetFields
from perfdesk.model.fields import Fields, Owner
from perfdesk.store import file
from perfdesk.ui.main_window import MainWindow
from perfdesk.work.workspace import Workspace

BOOK = """
department_name=青禾县档案馆 | fiscal_year=2025
# 档案工作 | budget_total=5 | budget_fiscal=5
- 数量 | 整理数量 | 1万卷
+ tasks | 修缮库房 | total=3.50 | fiscal=3.00
+ tasks | 购置书架 | total=2.00 | fiscal=2.00
# 宣传
"""


def is_task_found(window: MainWindow) -> bool:
    return any(one.rule == "task-sum" for part in window.session.found.parts() for one in part.open)


def test_records_are_edited_checked_found_undone_and_saved_in_the_window(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "书.perfdesk"
    Workspace(written(BOOK)).save(path)
    window.documents.open_path(path)
    session = window.session
    qtbot.waitUntil(lambda: is_task_found(window))
    before = session.document
    for edit in (
        SetFields({("p1.tasks1", "total"): "3.00"}),
        AddRecord("new", "p1", Owner.SITES, Fields({"name": "河西路"})),
        Move(("p1.tasks2",), "p2", None),
        Duplicate((("p1.tasks1", "copy"),)),
        Remove(frozenset({"p1.tasks1"})),
    ):
        assert session.run(edit)
    session.select("copy", "total")
    assert session.document.project("p1.tasks2") is session.document.projects[1]
    after = session.document
    qtbot.waitUntil(lambda: not is_task_found(window))
    for _ in range(5):
        session.undo()
    assert session.document is before
    for _ in range(5):
        session.redo()
    window.documents.save()
    qtbot.waitUntil(lambda: file.read(path).document == after)
