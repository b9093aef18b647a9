"""The system's clipboard: three flavours of one block."""

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from perfdesk.blocks.block import Block
from perfdesk.ui import clipboard


def test_a_block_goes_there_as_a_table_and_as_text(qtbot: QtBot) -> None:
    clipboard.copy([["=1", "甲\n乙"], ["0012", ""]])
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == '=1\t"甲\n乙"\n0012\t'
    assert "<table" in data.html()
    assert clipboard.read().block == Block.of_rows([["=1", "甲\n乙"], ["0012", ""]])


def test_html_goes_before_text(qtbot: QtBot) -> None:
    data = QMimeData()
    data.setText("别的\t话")
    data.setHtml("<table><tr><td>甲<td>乙</table>")
    QGuiApplication.clipboard().setMimeData(data)
    assert clipboard.read().block == Block.of_rows([["甲", "乙"]])


def test_without_html_the_text_is_read(qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("一\t二")
    assert clipboard.read().block == Block.of_rows([["一", "二"]])
