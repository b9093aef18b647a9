"""Messages: which sign and title they come with."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from perfdesk.ui import ask

ICON = QMessageBox.Icon


@pytest.mark.parametrize(
    ("act", "icon", "title"),
    [
        (lambda parent: ask.tell(parent, "已写好"), ICON.Information, "说明"),
        (lambda parent: ask.warn(parent, "没有写"), ICON.Warning, "请注意"),
        (lambda parent: ask.choose(parent, "怎么办？", ["甲", "乙"]), ICON.Question, "请选择"),
        (lambda parent: ask.choose(parent, "已导出", ["打开", "完成"], done=True), ICON.Information, "完成"),
    ],
)
def test_only_what_was_not_done_has_a_warning_sign_and_only_a_question_a_question_mark(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, act: Callable[[QWidget], object], icon: QMessageBox.Icon, title: str
) -> None:
    shown: list[tuple[QMessageBox.Icon, str]] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: shown.append((box.icon(), box.windowTitle())))
    parent = QWidget()
    qtbot.addWidget(parent)
    act(parent)
    assert shown == [(icon, title)]
