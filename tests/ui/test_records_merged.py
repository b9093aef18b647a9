"""Records in the preview of a merge: called by kind, number and name, told with what is in them, decided by keys."""

from collections.abc import Callable
from pathlib import Path

import pytest
from colleagues import Decide, merge
from notation import document as written
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from perfdesk.model.document import Document
from perfdesk.model.edits import AddRecord, Remove, SetFields, Several
from perfdesk.model.fields import Fields, Owner
from perfdesk.ui.dialogs.merge import MergeDialog
from perfdesk.ui.main_window import MainWindow

BOOK = """
department_name=青禾县水务局 | fiscal_year=2031
# | goal=保障供水。
+ tasks | 防汛抗旱 | total=160.50 | fiscal=150.50 | other=10.00
+ tasks | 河湖管护 | total=99.50 | fiscal=99.50
"""
TASK = Fields({"item": "水土保持", "content": "造林", "total": "20.00"})


@pytest.fixture
def book() -> Document:
    return written(BOOK, "mof-88-department")


@pytest.fixture
def of_tasks(copy: Callable[..., Path]) -> list[Path]:
    """Two files that say other things of the first task; one lacks the second, which the other edited, and has a new
    one."""
    one = Several((SetFields({("p1.tasks1", "total"): "170.50"}), Remove(frozenset({"p1.tasks2"}))), "")
    two = SetFields(
        {("p1.tasks1", "total"): "180.50", ("p1.tasks1", "fiscal"): "170.50", ("p1.tasks2", "total"): "90.00"}
    )
    return [copy("张敏", Several((one, AddRecord("n", "p1", Owner.TASKS, TASK)), "")), copy("李强", two)]


def places(dialog: MergeDialog) -> list[str]:
    model = dialog.model
    return [" / ".join(str(model.index(row, column).data()) for column in (0, 1)) for row in range(model.rowCount())]


def told(dialog: MergeDialog) -> list[str]:
    return dialog.findChild(QPlainTextEdit).toPlainText().splitlines()


def press(dialog: MergeDialog, keys: str) -> None:
    for name in keys.split():
        combination = QKeySequence(name)[0]
        QTest.keyClick(dialog.windowHandle(), combination.key(), combination.keyboardModifiers())


def test_records_are_called_told_and_decided_by_keys(
    window: MainWindow,
    saved: Path,
    of_tasks: list[Path],
    decide: Callable[[Decide, bool], list[str]],
    qtbot: QtBot,
) -> None:
    def act(dialog: MergeDialog) -> None:
        assert places(dialog) == [
            "青禾县水务局 / 任务1 防汛抗旱 · 总额",
            "青禾县水务局 / 任务1 防汛抗旱 · 财政拨款",
            "青禾县水务局 / 删除任务2 河湖管护",
            "青禾县水务局 / 任务2 河湖管护 · 总额",
            "青禾县水务局 / 新增任务 水土保持",
        ]
        press(dialog, "Ctrl+Down")
        assert told(dialog)[1:] == [
            "本文件 档案馆.perfdesk、李强.perfdesk（李强）：（没有）",
            "张敏.perfdesk（张敏）：任务名称：水土保持；主要内容：造林；总额：20.00",
            "结果：水土保持",
        ]
        press(dialog, "Up Up")
        assert told(dialog)[1:4] == [
            "本文件 档案馆.perfdesk：任务名称：河湖管护；总额：99.50；财政拨款：99.50",
            "张敏.perfdesk（张敏）：（删除）",
            "李强.perfdesk（李强）：任务名称：河湖管护；总额：90.00；财政拨款：99.50",
        ]
        # 张敏 removed it; 李强 says the second thing of the total.
        press(dialog, "Return")
        press(dialog, "Ctrl+Up Right Return")
        assert not dialog.plan.open

    window.documents.open_path(saved)
    decide(act, True)
    merge(window, qtbot, of_tasks)
    tasks = window.session.document.projects[0].rows_of(Owner.TASKS)
    assert [(row.fields["item"], row.fields["total"]) for row in tasks] == [
        ("防汛抗旱", "180.50"),
        ("水土保持", "20.00"),
    ]
