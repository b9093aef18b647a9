"""The window on a form that brings fields of its own: their titles stand where those of the program's fields do."""

from pathlib import Path

import pytest
from clerk import Do
from own_form import own_book, put_into
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from perfdesk.rules.place import place_of
from perfdesk.store import file
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.views.annex import AnnexTable
from perfdesk.ui.views.listing import ListingTable


@pytest.fixture
def opened(window: MainWindow, own_forms: Path, tmp_path: Path) -> MainWindow:
    put_into(own_forms)
    path = tmp_path / "自评.perfdesk"
    file.save(path, own_book())
    window.documents.open_path(path)
    return window


def test_the_list_has_their_titles_and_takes_what_is_typed(opened: MainWindow, do: Do) -> None:
    do("list")
    model = opened.findChild(ListingTable).model()
    heads = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())]
    assert heads[-2:] == ["全年完成值", "得分"]
    assert model.setData(model.index_of("p1.1", "own.points"), "8")
    assert opened.session.document.fields_of("p1.1")["own.points"] == "8"
    assert opened.session.history.undo_label == "修改得分"


def test_the_annex_edits_a_number_in_one_line_and_the_step_is_named(opened: MainWindow) -> None:
    opened.session.select("p1", "own.sum_points")
    table = opened.findChild(AnnexTable)
    index = table.model().index_of("p1", "own.sum_points")
    assert index.data() == "95.50"
    table.setCurrentIndex(index)
    table.edit(index)
    editor = table.findChild(QLineEdit)
    assert editor.alignment() & Qt.AlignmentFlag.AlignHCenter, "as the cell prints it"
    assert table.model().setData(index, "90")
    assert opened.session.history.undo_label == "修改自评总分"


def test_a_finding_names_the_field(opened: MainWindow, qtbot: QtBot) -> None:
    table = opened.findChild(AnnexTable)
    assert table.model().setData(table.model().index_of("p1", "own.assessor"), "")
    qtbot.waitUntil(lambda: "“自评人”没有填写，请填写。" in {found.message for found in opened.session.findings})
    found = next(found for found in opened.session.findings if found.field == "own.assessor")
    assert place_of(opened.session.document, found) == "自评人"
