"""查找和替换 in the window: found while one types, shown in the annex, replaced as one step, ticked ones only."""

import pytest
from clerk import Do, names
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.model.text_search import replacement
from perfdesk.ui.dialogs import replace
from perfdesk.ui.dialogs.replace import ReplaceDialog
from perfdesk.ui.main_window import MainWindow


@pytest.fixture
def dialog(window: MainWindow, book: Document, do: Do) -> ReplaceDialog:
    window.session.start(book, saved=True)
    window.session.select("p1")
    do("replace")
    return next(iter(window.findChildren(ReplaceDialog)))


def _rows(dialog: ReplaceDialog, column: int) -> list[str]:
    return [str(dialog.model.index(row, column).data()) for row in range(dialog.model.rowCount())]


def _wanted(dialog: ReplaceDialog, text: str) -> None:
    dialog.wanted.setText(text)
    dialog.search()


def test_finds_while_one_types_and_replaces_as_one_step(
    qtbot: QtBot, window: MainWindow, dialog: ReplaceDialog
) -> None:
    dialog.wanted.setText("网站")
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 2)
    dialog.by.setText("门户网站")
    assert _rows(dialog, 1) == ["项目名称", "网站数量 · 三级指标"]
    assert _rows(dialog, 3) == ["门户网站维护费", "门户网站数量"]
    assert dialog.replace.text() == "替换 2 处"
    dialog.replace.click()
    assert names(window)[0] == "门户网站维护费"
    assert window.session.history.undo_label == "替换"
    window.session.undo()
    assert names(window)[0] == "网站维护费"
    assert dialog.model.rowCount() == 2


def test_what_is_not_ticked_stays(window: MainWindow, dialog: ReplaceDialog) -> None:
    _wanted(dialog, "网站")
    dialog.by.setText("门户")
    first = dialog.model.index(0, 0)
    assert dialog.model.setData(first, Qt.CheckState.Unchecked.value, Qt.ItemDataRole.CheckStateRole)
    assert first.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked
    dialog.replace.click()
    assert names(window)[0] == "网站维护费"
    assert window.session.document.projects[0].indicators[1].name == "门户数量"


def test_a_chosen_row_is_shown_and_enter_goes_to_the_next_and_round(
    qtbot: QtBot, window: MainWindow, dialog: ReplaceDialog
) -> None:
    _wanted(dialog, "数量")
    seen = []
    for _ in range(4):
        qtbot.keyClick(dialog.wanted, Qt.Key.Key_Return)
        seen.append((window.session.current, window.session.current_key))
    assert seen == [("p1.1", "level2"), ("p1.2", "level2"), ("p1.2", "name"), ("p2.1", "level2")]


def test_the_scope_is_one_project_or_one_field(window: MainWindow, dialog: ReplaceDialog) -> None:
    _wanted(dialog, "库房")
    assert len(_rows(dialog, 0)) == 2
    dialog.scope.setCurrentIndex(1)
    assert _rows(dialog, 0) == []
    window.session.select("p2")
    assert len(_rows(dialog, 0)) == 2
    dialog.scope.setCurrentIndex(0)
    dialog.field.setCurrentIndex(dialog.field.findText("指标 · 三级指标"))
    assert _rows(dialog, 1) == ["库房面积 · 三级指标"]


def test_case_and_width_are_the_same_until_they_are_asked_for(dialog: ReplaceDialog) -> None:
    _wanted(dialog, "≥４次")
    assert _rows(dialog, 2) == ["≥4次"]
    dialog.width_matters.setChecked(True)
    assert _rows(dialog, 2) == []
    assert dialog.count.text() == "没有找到。"
    assert not dialog.replace.isEnabled()


def test_finding_has_no_ticks_and_changes_nothing(window: MainWindow, do: Do, dialog: ReplaceDialog) -> None:
    do("find")
    _wanted(dialog, "网站")
    assert not dialog.replace.isVisible()
    assert dialog.table.isColumnHidden(3)
    assert dialog.model.index(0, 0).data(Qt.ItemDataRole.CheckStateRole) is None


def test_an_older_version_can_be_searched_and_not_changed(
    window: MainWindow, do: Do, dialog: ReplaceDialog, book: Document
) -> None:
    window.session.show(book, "只能查看")
    assert not window.actions_by_id["replace"].isEnabled()
    do("find")
    _wanted(dialog, "网站")
    assert len(_rows(dialog, 0)) == 2
    assert not dialog.replace.isVisible()


def test_it_follows_the_document_and_ends_with_it(window: MainWindow, dialog: ReplaceDialog, book: Document) -> None:
    _wanted(dialog, "网站")
    window.session.run(replacement(dialog.model.hits[:1], "门户"))
    assert len(_rows(dialog, 0)) == 1
    window.session.history.mark_saved(window.session.document)
    window.session.close()
    assert not dialog.isVisible()


def test_more_than_can_be_looked_at_says_so(dialog: ReplaceDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replace, "MOST", 3)
    _wanted(dialog, "数量")
    assert len(_rows(dialog, 0)) == 3
    assert "只列出前 3 处" in dialog.count.text()


def test_a_long_text_is_quoted_around_what_was_found(window: MainWindow, dialog: ReplaceDialog) -> None:
    text = "前" * 50 + "要找的" + "后" * 100
    window.session.run(SetFields({("p1", "goal"): text}))
    _wanted(dialog, "要找的")
    assert _rows(dialog, 2) == ["…" + "前" * 6 + "要找的" + "后" * 51 + "…"]
