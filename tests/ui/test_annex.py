"""表样: the annex edited in place, with keyboard, mouse and clipboard."""

from pathlib import Path

import pytest
from clerk import Do, User
from notation import document as written
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from perfdesk.model.document import Document
from perfdesk.model.edits import Remove, SetFields
from perfdesk.store import file
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.models.sheet_model import FINDINGS, SheetModel
from perfdesk.ui.session import Session
from perfdesk.ui.views.annex import AnnexTable
from perfdesk.ui.views.editors import editor_text
from perfdesk.work.workspace import Workspace

Key = Qt.Key


@pytest.fixture
def table(window: MainWindow, saved: Path) -> AnnexTable:
    """The annex of the first project, with the focus."""
    window.documents.open_path(saved)
    window.session.select("p1")
    found = window.findChild(AnnexTable)
    window.activateWindow()
    found.setFocus()
    return found


def go(table: AnnexTable, node: str, key: str) -> QModelIndex:
    index = table.model().index_of(node, key)
    assert index.isValid()
    table.setCurrentIndex(index)
    return index


def typed(table: AnnexTable, text: str) -> QWidget:
    """Types on the current cell, as a clerk does: the first letter opens the editor."""
    QTest.keyClicks(table, text[0])
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit | QPlainTextEdit | QComboBox)
    QTest.keyClicks(editor, text[1:])
    return editor


def text(table: AnnexTable, node: str, key: str) -> str:
    session: Session = table.window().session
    return session.document.fields_of(node)[key]


def test_typing_and_enter_sets_the_field_and_goes_to_the_cell_below(table: AnnexTable) -> None:
    go(table, "p1.1", "target")
    QTest.keyClick(typed(table, ">=6"), Key.Key_Return)
    assert text(table, "p1.1", "target") == ">=6"
    assert table.currentIndex() == table.model().index_of("p1.2", "target")
    assert table.window().session.history.undo_label == "修改指标值"


def test_enter_takes_a_number_while_signs_are_offered_for_it(table: AnnexTable) -> None:
    go(table, "p1.1", "target")
    editor = typed(table, "95%")
    assert editor.offers.list.texts == ["≥95%", "≤95%", "=95%"]
    QTest.keyClick(editor, Key.Key_Return)
    assert text(table, "p1.1", "target") == "95%"
    assert table.currentIndex() == table.model().index_of("p1.2", "target")


def test_an_offered_sign_can_be_chosen(table: AnnexTable) -> None:
    go(table, "p1.1", "target")
    editor = typed(table, "95%")
    QTest.keyClick(editor, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(editor, Key.Key_Down)
    QTest.keyClick(editor, Key.Key_Return)
    assert text(table, "p1.1", "target") == "≥95%"


def test_enter_in_a_long_text_takes_it_and_alt_enter_breaks_the_line(table: AnnexTable) -> None:
    go(table, "p1", "goal")
    editor = typed(table, "ab")
    QTest.keyClick(editor, Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    QTest.keyClicks(editor, "c")
    QTest.keyClick(editor, Key.Key_Return)
    assert text(table, "p1", "goal") == "ab\nc"


def test_escape_leaves_the_field_as_it_was(table: AnnexTable) -> None:
    go(table, "p1", "budget_total")
    QTest.keyClick(typed(table, "9"), Key.Key_Escape)
    assert text(table, "p1", "budget_total") == "22.20"
    assert not table.window().session.modified


def test_f2_edits_the_text_as_entered_and_tab_goes_on(table: AnnexTable) -> None:
    go(table, "p1", "budget_total")
    QTest.keyClick(table, Key.Key_F2)
    editor = QApplication.focusWidget()
    assert editor.text() == "22.20"
    QTest.keyClick(editor, Key.Key_Tab)
    assert table.currentIndex() == table.model().index_of("p1", "budget_fiscal")
    QTest.keyClick(table, Key.Key_Backtab)
    assert table.currentIndex() == table.model().index_of("p1", "budget_total")


def test_a_merged_level_is_changed_for_all_its_rows_in_one_step(table: AnnexTable) -> None:
    go(table, "p1.1", "level2")
    editor = typed(table, "x")
    assert isinstance(editor, QComboBox)
    assert [editor.itemText(n) for n in range(editor.count())] == ["数量指标", "质量指标", "时效指标", "成本指标"]
    editor.setEditText("时效指标")
    QTest.keyClick(editor, Key.Key_Return)
    assert [text(table, node, "level2") for node in ("p1.1", "p1.2", "p1.3")] == ["时效指标", "时效指标", "质量指标"]
    table.window().session.undo()
    assert text(table, "p1.2", "level2") == "数量指标"


def test_arrows_go_from_field_to_field(table: AnnexTable) -> None:
    go(table, "p1", "code")
    walk = [(Key.Key_Right, "p1", "name"), (Key.Key_Down, "p1", "budget_fiscal"), (Key.Key_Left, "p1", "budget_total")]
    walk += [(Key.Key_Left, "p1", "budget_total"), (Key.Key_Up, "p1", "code"), (Key.Key_Up, "p1", "code")]
    for key, node, field in walk:
        QTest.keyClick(table, key)
        assert table.currentIndex() == table.model().index_of(node, field)


def test_arrows_cross_merged_cells_and_come_back(table: AnnexTable) -> None:
    go(table, "p1.2", "name")
    QTest.keyClick(table, Key.Key_Left)
    assert table.currentIndex() == table.model().index_of("p1.1", "level2")
    QTest.keyClick(table, Key.Key_Right)
    assert table.currentIndex() == table.model().index_of("p1.1", "name")


def test_labels_cannot_be_edited(table: AnnexTable) -> None:
    labels = [cell for cell in table.model().sheet.cells if not cell.editable]
    assert labels
    for cell in labels:
        index = table.model().index(cell.row, cell.column)
        assert not table.model().flags(index) & Qt.ItemFlag.ItemIsEditable
        assert not table.model().setData(index, "改")


def test_delete_empties_the_selected_fields_in_one_step(table: AnnexTable) -> None:
    go(table, "p1.1", "target")
    table.selectionModel().select(table.model().index_of("p1.2", "target"), table.selectionModel().SelectionFlag.Select)
    QTest.keyClick(table, Key.Key_Delete)
    assert (text(table, "p1.1", "target"), text(table, "p1.2", "target")) == ("", "")
    table.window().session.undo()
    assert (text(table, "p1.1", "target"), text(table, "p1.2", "target")) == ("≥4次", "1个")


def test_a_block_is_copied_and_pasted(table: AnnexTable) -> None:
    select = table.selectionModel().SelectionFlag.Select
    go(table, "p1.1", "name")
    for node, key in (("p1.1", "target"), ("p1.2", "name"), ("p1.2", "target")):
        table.selectionModel().select(table.model().index_of(node, key), select)
    table.clipboard.copy()
    assert QGuiApplication.clipboard().text() == "维护次数\t≥4次\n网站数量\t1个"
    QGuiApplication.clipboard().setText("甲\t乙\n丙\t丁")
    go(table, "p1.2", "name")
    table.clipboard.paste()
    assert [text(table, node, "name") for node in ("p1.1", "p1.2", "p1.3")] == ["维护次数", "甲", "丙"]
    assert [text(table, node, "description") for node in ("p1.2", "p1.3")] == ["乙", "丁"]
    assert table.window().session.history.undo_label == "粘贴"


def test_a_block_that_does_not_fit_changes_nothing(table: AnnexTable, user: User) -> None:
    QGuiApplication.clipboard().setText("甲\t乙\t丙\t丁\t戊")
    user.answers = [None]
    go(table, "p1.3", "name")
    before = table.window().session.document
    table.clipboard.paste()
    assert table.window().session.document is before
    assert len(user.heard) == 1
    assert "1 行 5 列，从这一格起只有 4 列" in user.heard[0]


def test_what_is_half_typed_is_saved(table: AnnexTable, saved: Path, do: Do) -> None:
    go(table, "p1", "name")
    typed(table, "ab")
    do("save")
    assert file.read(saved).document.projects[0].name == "ab"


def test_an_unfinished_composition_is_not_lost(table: AnnexTable, monkeypatch: pytest.MonkeyPatch) -> None:
    """The input method answers commit() by sending the text; stands here for fcitx, which is tried by hand."""
    go(table, "p1", "name")
    editor = typed(table, "a")

    class Method:
        def commit(self) -> None:
            event = QInputMethodEvent()
            event.setCommitString("馆")
            QApplication.sendEvent(editor, event)

    monkeypatch.setattr(QGuiApplication, "inputMethod", staticmethod(Method))
    table.window().session.commit_requested.emit()
    assert text(table, "p1", "name") == "a馆"


def test_letters_of_a_composition_that_is_dropped_are_kept(table: AnnexTable, monkeypatch: pytest.MonkeyPatch) -> None:
    """As fcitx 5 does through ibus: asked to commit, it says that nothing is composed any more."""

    class Method:
        def commit(self) -> None:
            QApplication.sendEvent(table, QInputMethodEvent())

        def __getattr__(self, name: str) -> object:
            return lambda *_: None

    go(table, "p1", "name")
    QApplication.sendEvent(table, QInputMethodEvent("ji xiao", []))
    monkeypatch.setattr(QGuiApplication, "inputMethod", staticmethod(Method))
    there = table.visualRect(table.model().index_of("p1.2", "name")).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=there)
    assert text(table, "p1", "name") == "ji xiao"
    assert table.currentIndex() == table.model().index_of("p1.2", "name")
    assert text(table, "p1.2", "name") == "网站数量"


def test_findings_are_marked_told_and_gone_when_cured(table: AnnexTable) -> None:
    session = table.window().session
    session.run(SetFields({("p1", "budget_total"): "30"}))
    index = table.model().index_of("p1", "budget_total")
    assert [finding.rule for finding in index.data(FINDINGS)] == ["fund-sum"]
    assert "22.20" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert "22.20" in index.data(Qt.ItemDataRole.AccessibleDescriptionRole)
    session.run(SetFields({("p1", "budget_total"): "22.20"}))
    assert index.data(FINDINGS) == []


def test_the_view_follows_what_is_looked_at(table: AnnexTable) -> None:
    session = table.window().session
    session.select("p1.3", "target")
    assert table.currentIndex() == table.model().index_of("p1.3", "target")
    session.select("p2")
    assert table.model().project.id == "p2"
    session.select("d")
    assert table.model().project is None
    assert {cell.text for cell in table.model().sheet.cells} >= {"部门名称", "青禾县档案馆"}


def test_a_click_into_a_cell_looks_at_its_field(table: AnnexTable) -> None:
    index = table.model().index_of("p1.2", "name")
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center() - QPoint(2, 2))
    assert (table.window().session.current, table.window().session.current_key) == ("p1.2", "name")


def test_a_read_only_document_is_not_changed(window: MainWindow, saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window.documents.open_path(saved)
    monkeypatch.setattr(Workspace, "read_only", property(lambda self: True))
    model = window.findChild(AnnexTable).model()
    assert not any(
        model.flags(model.index(cell.row, cell.column)) & Qt.ItemFlag.ItemIsEditable for cell in model.sheet.cells
    )
    assert not window.session.run(SetFields({("p1", "name"): "改"}))


# --- the model -------------------------------------------------------------------------------------------------


@pytest.fixture
def session(book: Document) -> Session:
    made = Session()
    made.start(book, saved=True)
    made.select("p1")
    return made


def test_an_edit_tells_exactly_the_cells_that_changed(session: Session, qtbot: QtBot) -> None:
    model = SheetModel(session)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    changed, reset = QSignalSpy(model.dataChanged), QSignalSpy(model.modelReset)
    session.run(SetFields({("p1.3", "target"): "≥96%"}))
    assert [changed.at(n)[0] for n in range(changed.count())] == [model.index_of("p1.3", "target")]
    session.run(SetFields({("p2", "name"): "别的项目"}))
    assert changed.count() == 1
    assert reset.count() == 0
    session.run(Remove(frozenset(["p1.3"])))
    assert reset.count() == 1


@pytest.mark.parametrize("form_id", ["hebei-book-2024", "ningxia-annex2-2024"])
def test_the_model_shows_the_sheet_of_every_form(form_id: str, qtbot: QtBot) -> None:
    made = Session()
    made.start(written("# 一 | budget_total=1\n- 数量 | 甲 | 1个\n- 数量 | 乙 | 2个", form_id), saved=True)
    model = SheetModel(made)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    made.select("p1")
    for cell in model.sheet.cells:
        assert model.index(cell.row, cell.column).data() == cell.text
    made.close()
    assert model.rowCount() == 0


def told(table: AnnexTable) -> set[str]:
    """The rules that have something to say of the first project."""
    return {finding.rule for finding in table.window().session.findings if finding.project == "p1"}


def test_findings_follow_the_typing_and_leave_it_alone(table: AnnexTable, qtbot: QtBot) -> None:
    go(table, "p1", "budget_total")
    session: Session = table.window().session
    before, document = told(table), session.document
    editor = typed(table, "25.00")
    qtbot.waitUntil(lambda: "fund-sum" in told(table))
    assert "fund-sum" not in before
    assert (editor_text(editor), session.document) == ("25.00", document)
    assert table.model().data(table.currentIndex(), Qt.ItemDataRole.ToolTipRole)
    QTest.keyClicks(editor, "1")
    assert editor_text(editor) == "25.001"
    QTest.keyClick(editor, Key.Key_Escape)
    assert (told(table), session.document) == (before, document)


def test_findings_of_what_was_typed_stay_when_it_is_taken(table: AnnexTable, qtbot: QtBot) -> None:
    go(table, "p1", "budget_total")
    editor = typed(table, "25.00")
    qtbot.waitUntil(lambda: "fund-sum" in told(table))
    QTest.keyClick(editor, Key.Key_Return)
    assert "fund-sum" in told(table)
    assert text(table, "p1", "budget_total") == "25.00"


def test_a_marked_cell_that_has_the_focus_can_be_read(table: AnnexTable, qtbot: QtBot) -> None:
    index = go(table, "p1", "code")
    table.session.ask_all()
    assert index.data(FINDINGS), "the code is missing"
    qtbot.waitUntil(table.hasFocus)
    picture = table.viewport().grab(table.visualRect(index)).toImage()
    middle = picture.pixelColor(picture.width() // 2, picture.height() // 2)
    assert middle.lightness() > 180, "the mark's colour fills the cell"
