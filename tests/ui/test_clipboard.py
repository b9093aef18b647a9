"""Blocks to and from Excel, WPS and Word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from perfdesk.ui import clipboard

# What an Excel of 2016 puts on the clipboard, shortened.
EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><style>td{mso-number-format:General}</style></head><body><!--StartFragment--><table border=0><col width=72>
 <tr height=19><td height=19 class=xl65>=1</td><td colspan=2>甲<br>
  乙</td></tr>
 <tr><td>0012</td><td>&lt;b&gt;</td><td>&nbsp;</td></tr></table><!--EndFragment--></body></html>"""


def _put(text: str = "", html: str = "") -> None:
    data = QMimeData()
    if text:
        data.setText(text)
    if html:
        data.setHtml(html)
    QGuiApplication.clipboard().setMimeData(data)


def test_html_of_excel_goes_before_its_text(qtbot: QtBot) -> None:
    _put("别的", EXCEL)
    assert clipboard.paste() == [["=1", "甲\n乙", ""], ["0012", "<b>", ""]]


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("一\t二\r\n三\t四\r\n", [["一", "二"], ["三", "四"]]),
        ('"两\n行"\t二\n', [["两\n行", "二"]]),
        ("一\t二\n三", [["一", "二"], ["三", ""]]),
        ("只一个", [["只一个"]]),
        ("一\n二", [["一"], ["二"]]),
        ("", []),
    ],
)
def test_quoted_tab_separated_text(qtbot: QtBot, text: str, block: list[list[str]]) -> None:
    _put(text)
    assert clipboard.paste() == block


CELLS = st.text(st.sampled_from('甲乙=1"\t<&;\n.'), max_size=5).map(lambda text: " ".join(text.split(" ")).strip())


@given(st.integers(1, 3).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1)))
def test_what_is_copied_is_pasted(qapp: object, block: list[list[str]]) -> None:
    """Through the HTML that we write, except white space, which HTML folds."""
    clipboard.copy(block)

    def folded(text: str) -> str:
        return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()

    assert clipboard.paste() == [[folded(text) for text in row] for row in block]
