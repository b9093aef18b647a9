"""The roll-up of a folder."""

from pathlib import Path

import openpyxl
import pytest
from clerk import Do, User
from pytestqt.qtbot import QtBot

from perfdesk.ui import ask
from perfdesk.ui.main_window import MainWindow


def test_a_folder_is_rolled_up(
    window: MainWindow, saved: Path, user: User, qtbot: QtBot, do: Do, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "县" / "汇总.xlsx"
    out.parent.mkdir()
    (tmp_path / "坏.perfdesk").write_bytes(b"PK")
    monkeypatch.setattr(ask, "folder", lambda *_: tmp_path)
    user.answers = [out, "完成"]
    do("rollup")
    qtbot.waitUntil(lambda: not user.answers)
    assert "坏.perfdesk" in user.heard[-1]
    assert openpyxl.load_workbook(out).sheetnames == ["汇总", "项目", "请核对"]
