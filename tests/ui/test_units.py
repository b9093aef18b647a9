"""预算单位: its code and name where they print, and several units in one department."""

import pytest
from clerk import Do
from notation import document as written
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from perfdesk.model.edits import SetFields
from perfdesk.ui import workbench
from perfdesk.ui.dialogs.new_unit import NewUnitDialog
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.views.caption_line import CaptionLine

BOOK = """
department_name=青禾县档案馆 | fiscal_year=2025
# 网站 | unit_code=305001 | unit_name=青禾县档案馆本级
# 租金 | unit_code=305001 | unit_name=青禾县档案馆本级
# 查档 | unit_code=305002 | unit_name=青禾县查档中心
"""


@pytest.fixture
def caption(window: MainWindow) -> CaptionLine:
    window.session.start(written(BOOK), saved=True)
    window.session.select("p1", "name")
    return window.workbench.annex.caption


def unit(window: MainWindow, node: str) -> str:
    fields = window.session.document.fields_of(node)
    return f"{fields['unit_code']} {fields['unit_name']}"


def shown(caption: CaptionLine) -> list[str]:
    return [field.text() for field in caption.fields.values()]


def write(caption: CaptionLine, key: str, text: str) -> None:
    field = caption.fields[key]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)


def test_the_unit_stands_above_the_table_and_follows_the_project(window: MainWindow, caption: CaptionLine) -> None:
    assert shown(caption) == ["305001", "青禾县档案馆本级"]
    window.session.select("p3")
    assert shown(caption) == ["305002", "青禾县查档中心"]
    window.session.run(SetFields({("p3", "unit_code"): "305009"}))
    assert shown(caption) == ["305009", "青禾县查档中心"]
    window.session.undo()
    assert shown(caption) == ["305002", "青禾县查档中心"]
    window.session.select(window.session.document.id)
    assert caption.isHidden()


def test_what_is_typed_is_of_every_project_of_the_unit_and_one_step(window: MainWindow, caption: CaptionLine) -> None:
    write(caption, "unit_code", "777")
    QTest.keyClick(caption.fields["unit_code"], Qt.Key.Key_Return)
    assert [unit(window, node) for node in ("p1", "p2", "p3")] == [
        "777 青禾县档案馆本级",
        "777 青禾县档案馆本级",
        "305002 青禾县查档中心",
    ]
    assert QApplication.focusWidget() is caption.fields["unit_name"]
    window.session.undo()
    assert shown(caption) == ["305001", "青禾县档案馆本级"]
    assert not window.session.history.modified


def test_enter_in_the_name_goes_on_into_the_table_and_shift_tab_back(window: MainWindow, caption: CaptionLine) -> None:
    write(caption, "unit_name", "benji")
    QTest.keyClick(caption.fields["unit_name"], Qt.Key.Key_Return)
    table = window.workbench.annex.table
    assert QApplication.focusWidget() is table
    assert unit(window, "p2") == "305001 benji"
    QTest.keyClick(table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(table, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is caption.fields["unit_name"]


def test_escape_puts_back_what_was_there(window: MainWindow, caption: CaptionLine) -> None:
    write(caption, "unit_name", "x")
    QTest.keyClick(caption.fields["unit_name"], Qt.Key.Key_Escape)
    assert shown(caption) == ["305001", "青禾县档案馆本级"]
    window.workbench.annex.table.setFocus()
    assert not window.session.history.modified


@pytest.mark.parametrize("way", ["focus", "save", "other project"])
def test_what_is_typed_is_never_lost_and_never_goes_to_another_project(
    window: MainWindow, caption: CaptionLine, way: str
) -> None:
    write(caption, "unit_name", "benji")
    if way == "focus":
        window.workbench.tree.setFocus()
    elif way == "save":
        window.session.commit_requested.emit()
    else:
        window.session.select("p3")
    assert unit(window, "p1") == "305001 benji"
    assert unit(window, "p3") == "305002 青禾县查档中心"


def test_an_unfinished_composition_is_kept(window: MainWindow, caption: CaptionLine) -> None:
    field = caption.fields["unit_name"]
    field.setFocus()
    field.selectAll()
    event = QInputMethodEvent()
    event.setCommitString("本级")
    QApplication.sendEvent(field, event)
    window.workbench.tree.setFocus()
    assert unit(window, "p1") == "305001 本级"


def test_a_blank_name_is_missed_where_the_form_prints_it(window: MainWindow, caption: CaptionLine, do: Do) -> None:
    window.session.run(SetFields({("p1", "unit_name"): ""}))
    window.session.select("p2")
    panel = window.workbench.findings
    panel.narrow(project="p1")
    rows = [getattr(one, "field", None) for one in panel.model.rows]
    panel.table.selectRow(rows.index("unit_name"))
    panel.table._enter(panel.table.currentIndex())
    assert QApplication.focusWidget() is caption.fields["unit_name"]
    assert (window.session.current, window.session.current_key) == ("p1", "unit_name")
    assert "有 1 条意见" in caption.fields["unit_name"].accessibleName()
    assert "印在表的上方" in caption.fields["unit_name"].toolTip()


def test_in_a_document_to_be_looked_at_nothing_is_typed(window: MainWindow) -> None:
    window.session.show(written(BOOK), "只能查看")
    window.session.select("p1")
    assert all(field.isReadOnly() for field in window.workbench.annex.caption.fields.values())


def test_a_form_that_prints_no_unit_above_the_table_has_no_field_there(window: MainWindow) -> None:
    window.session.start(written("# 租金", "ningxia-annex2-2024"), saved=True)
    window.session.select("p1")
    assert window.workbench.annex.caption.fields == {}


@pytest.mark.parametrize(
    ("new", "order"),
    [
        (("305003", "青禾县修志中心"), ["p1", "p2", "p3", "new"]),
        (("305001", "青禾县档案馆本级"), ["p1", "p2", "new", "p3"]),
    ],
)
def test_a_unit_comes_with_a_project_and_stands_in_the_tree(
    window: MainWindow,
    caption: CaptionLine,
    do: Do,
    monkeypatch: pytest.MonkeyPatch,
    new: tuple[str, str],
    order: list[str],
) -> None:
    monkeypatch.setattr(workbench, "ask_new_unit", lambda *_: new)
    do("add-unit")
    ids = [project.id for project in window.session.document.projects]
    assert [node if node in ("p1", "p2", "p3") else "new" for node in ids] == order
    assert window.session.current == ids[order.index("new")]
    assert unit(window, window.session.current) == " ".join(new)
    made = window.session.document.project(window.session.current)
    assert made is not None
    assert len(made.indicators) > 3
    model = window.workbench.tree.model
    titles = [str(model.index(row, 0).data()) for row in range(model.rowCount())]
    assert titles[1:3] == ["青禾县档案馆本级", "青禾县查档中心"]
    assert new[1] in titles
    assert len(titles) == (4 if order[-1] == "new" else 3)
    window.session.undo()
    assert not window.session.history.modified


def test_who_thinks_better_of_it_adds_no_unit(
    window: MainWindow, caption: CaptionLine, do: Do, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbench, "ask_new_unit", lambda *_: None)
    do("add-unit")
    assert len(window.session.document.projects) == 3


def test_a_unit_needs_a_name_but_no_code(window: MainWindow) -> None:
    dialog = NewUnitDialog(("单位代码", "实施单位"), window)
    assert not dialog.add.isEnabled()
    dialog.name.setText("  ")
    assert not dialog.add.isEnabled()
    dialog.name.setText(" 查档中心 ")
    assert dialog.add.isEnabled()
    assert dialog.unit == ("", "查档中心")
