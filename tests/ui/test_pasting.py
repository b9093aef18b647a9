"""Pasting in the window, as it was found to go wrong (by keys, in both views), and the preview."""

from pathlib import Path

import pytest
from clerk import Do, User
from PySide6.QtCore import QItemSelectionModel, QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView

from perfdesk.blocks.paste_plan import AS_COLUMN, AS_TABLE, AS_TEXT
from perfdesk.model.document import Document
from perfdesk.ui.dialogs.import_report import Goal
from perfdesk.ui.dialogs.paste_preview import IMPORT
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.views.annex import AnnexTable
from perfdesk.ui.views.listing import ListingTable

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier
# As a spreadsheet gives a block whose first column is merged downwards.
MERGED = (
    "<table><tr><td rowspan=2>产出指标<td>数量指标<td>补助人数<td>发放补助的人数</tr>"
    "<tr><td>质量指标<td>发放覆盖率<td>已发放占应发放</tr></table>"
)


@pytest.fixture
def annex(window: MainWindow, saved: Path) -> AnnexTable:
    """The annex of the first project, with the focus."""
    window.documents.open_path(saved)
    window.session.select("p1")
    found = window.findChild(AnnexTable)
    window.activateWindow()
    found.setFocus()
    return found


@pytest.fixture
def listing(annex: AnnexTable, window: MainWindow, do: Do) -> ListingTable:
    """The list of the whole department, with the focus."""
    window.session.select("d")
    do("list")
    found = window.findChild(ListingTable)
    found.setFocus()
    return found


def document(table: QTableView) -> Document:
    return table.window().session.document


def select(table: QTableView, *chosen: tuple[str, str]) -> None:
    """Selects cells, the first with the frame."""
    first, *others = [table.model().index_of(*place) for place in chosen]
    flags = QItemSelectionModel.SelectionFlag
    # Not the view's own way, which adds to the selection after a key with Ctrl.
    table.selectionModel().setCurrentIndex(first, flags.ClearAndSelect)
    for index in others:
        table.selectionModel().select(index, flags.Select)


def selected(table: QTableView) -> set[str]:
    return {str(index.data()) for index in table.selectedIndexes()}


def put(html: str = "", text: str = "") -> None:
    data = QMimeData()
    if html:
        data.setHtml(html)
    data.setText(text)
    QGuiApplication.clipboard().setMimeData(data)


def paste(table: QTableView) -> None:
    QTest.keyClick(table, Key.Key_V, Ctrl)


def rows(table: QTableView, project: int = 0) -> list[tuple[str, ...]]:
    keys = ("level1", "level2", "name", "description", "target")
    return [tuple(one.fields[key] for key in keys) for one in document(table).projects[project].indicators]


def test_a_block_copied_in_the_annex_lands_in_its_own_columns(annex: AnnexTable, window: MainWindow) -> None:
    """Row 2 on stood one column to the right, because a merged cell's continuation was pasted as a blank."""
    keys = ("level1", "level2", "name", "description")
    cells = [(f"p1.{number}", key) for number in (1, 2, 3) for key in keys]
    select(annex, *cells)
    QTest.keyClick(annex, Key.Key_C, Ctrl)
    before = document(annex)
    paste(annex)
    assert document(annex) is before
    select(annex, ("p1.1", "level1"))
    paste(annex)
    assert document(annex) is before


def test_a_merged_cell_from_a_spreadsheet_shifts_nothing_in_the_annex(annex: AnnexTable) -> None:
    put(MERGED)
    select(annex, ("p1.1", "level1"))
    paste(annex)
    assert rows(annex) == [
        ("产出指标", "数量指标", "补助人数", "发放补助的人数", "≥4次"),
        ("产出指标", "质量指标", "发放覆盖率", "已发放占应发放", "1个"),
        ("产出指标", "质量指标", "正常运行率", "", "≥95%"),
    ]
    assert annex.window().session.history.undo_label == "粘贴"
    assert selected(annex) >= {"补助人数", "发放补助的人数", "发放覆盖率", "已发放占应发放"}


def test_nor_in_the_list(listing: ListingTable) -> None:
    put(MERGED)
    select(listing, ("p1.1", "level1"))
    paste(listing)
    assert rows(listing)[1] == ("产出指标", "质量指标", "发放覆盖率", "已发放占应发放", "1个")
    listing.window().session.undo()
    assert rows(listing)[0][2] == "维护次数"


def test_three_paragraphs_stay_in_one_cell_of_the_cover(annex: AnnexTable, window: MainWindow) -> None:
    window.session.select("d", "money_unit")
    put(text="第一段\r\n第二段\r\n第三段\r\n")
    paste(annex)
    assert document(annex).fields["money_unit"] == "第一段\n第二段\n第三段"
    assert document(annex).fields["overall_goal"] == ""


def test_a_goal_of_three_paragraphs_goes_in(annex: AnnexTable) -> None:
    put("<p>第一段</p><p>第二段</p><p>第三段</p>", "第一段\n第二段\n第三段")
    select(annex, ("p1", "goal"))
    paste(annex)
    assert document(annex).projects[0].fields["goal"] == "第一段\n第二段\n第三段"


def test_more_rows_than_there_are_are_added_once_a_person_says_so(annex: AnnexTable, user: User) -> None:
    block = "".join(f"<tr><td>指标{n}<td>描述{n}" for n in range(5))
    put(f"<table>{block}</table>")
    select(annex, ("p1.1", "name"))
    before = document(annex)
    user.answers = [None]
    paste(annex)
    assert document(annex) is before
    assert "下面少 2 行：会先加 2 条指标。" in user.heard[0]
    user.answers = [AS_TABLE]
    paste(annex)
    assert [row[2:4] for row in rows(annex)] == [(f"指标{n}", f"描述{n}") for n in range(5)]
    assert [row[:2] for row in rows(annex)[3:]] == [("产出指标", "质量指标")] * 2
    assert selected(annex) >= {"指标0", "描述4"}
    annex.window().session.undo()
    assert document(annex) == before


def test_one_value_goes_into_every_selected_cell(annex: AnnexTable) -> None:
    put(text="同前")
    select(annex, ("p1.1", "target"), ("p1.3", "target"))
    paste(annex)
    assert [row[4] for row in rows(annex)] == ["同前", "1个", "同前"]


def test_cut_copies_and_empties_in_one_step(annex: AnnexTable) -> None:
    select(annex, ("p1.1", "name"), ("p1.1", "target"))
    QTest.keyClick(annex, Key.Key_X, Ctrl)
    assert rows(annex)[0][2:] == ("", "", "")
    assert annex.window().session.history.undo_label == "剪切"
    paste(annex)
    assert rows(annex)[0][2:] == ("维护次数", "", "≥4次")


def test_lines_in_a_field_of_one_line_are_asked_about(annex: AnnexTable, user: User) -> None:
    put(text="10个\n20个")
    select(annex, ("p1.1", "target"))
    user.answers = [AS_COLUMN]
    paste(annex)
    assert [row[4] for row in rows(annex)] == ["10个", "20个", "≥95%"]
    user.answers = [AS_TEXT]
    paste(annex)
    assert rows(annex)[0][4] == "10个 20个"


def test_what_cannot_be_pasted_is_said_in_a_sentence(annex: AnnexTable, user: User) -> None:
    before = document(annex)
    for html, words in (
        ("<table><tr><td>&nbsp;<td></td></table>", "都是空的"),
        ("<table><tr>" + "<td>a" * 300 + "</table>", "超过 200 列"),
        ("<div>" * 500, "套得太深"),
    ):
        put(html)
        select(annex, ("p1.1", "name"))
        paste(annex)
        assert words in user.heard[-1]
    assert document(annex) is before


def test_a_read_only_document_takes_nothing(annex: AnnexTable, window: MainWindow) -> None:
    window.session.show(document(annex), "旧版本")
    window.session.select("p1.1", "name")
    put(text="甲")
    paste(annex)
    QTest.keyClick(annex, Key.Key_X, Ctrl)
    assert rows(annex)[0][2] == "维护次数"


def test_a_table_goes_into_one_cell_where_it_is_pasted_as_text(annex: AnnexTable) -> None:
    put("<table><tr><td>甲<td>乙</table>", "甲\t乙\r\n")
    select(annex, ("p1", "goal"))
    QTest.keyClick(annex, Key.Key_V, Ctrl | Qt.KeyboardModifier.ShiftModifier)
    assert document(annex).projects[0].fields["goal"] == "甲 乙"


def test_a_preview_can_be_asked_for(annex: AnnexTable, user: User) -> None:
    put(text="第一行\n第二行")
    select(annex, ("p1.1", "name"))
    user.answers = [AS_COLUMN]
    QTest.keyClick(annex, Key.Key_V, Ctrl | Qt.KeyboardModifier.AltModifier)
    assert [row[2] for row in rows(annex)] == ["第一行", "第二行", "正常运行率"]


def test_a_whole_annex_that_does_not_fit_is_offered_for_import(annex: AnnexTable, user: User) -> None:
    annex.selectAll()
    QTest.keyClick(annex, Key.Key_C, Ctrl)
    annex.window().session.select("p2", "code")
    user.answers = [IMPORT, Goal.APPEND]
    paste(annex)
    assert [one.name for one in document(annex).projects] == ["网站维护费", "库房租金", "网站维护费"]
    assert rows(annex, 2) == rows(annex, 0)


def test_the_rows_out_of_sight_are_those_below_the_edge_of_the_table(annex: AnnexTable, user: User) -> None:
    put("<table><tr><td>甲<tr><td>乙<tr><td>丙</table>")
    annex.window().resize(900, 420)
    select(annex, ("p1.1", "name"))
    annex.verticalScrollBar().setValue(0)
    shown = annex.rowAt(annex.viewport().height() - 1)
    last = annex.model().index_of("p1.3", "name").row()
    assert 0 <= shown < last
    user.answers = [None]
    paste(annex)
    assert "屏幕外的" in user.heard[0]
