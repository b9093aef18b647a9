"""Cells in 表样, 封面 and 清单: whole turns of work by keyboard, mouse and input method, with real events."""

import random
from pathlib import Path

import pytest
from clerk import User
from notation import document as written
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from typist import BOOK, Typist

from perfdesk.forms.loader import form
from perfdesk.model.document import Document
from perfdesk.store import file
from perfdesk.ui.views import key_table
from perfdesk.ui.views.editors import ChoiceEditor, LineEditor, TextEditor
from perfdesk.work.workspace import Workspace

FIELDS = ("name", "description", "target", "basis")


def texts(typist: Typist, key: str) -> list[str]:
    document: Document = typist.window.session.document
    return [indicator.fields[key] for project in document.projects for indicator in project.indicators]


def step(typist: Typist) -> str:
    label: str = typist.window.session.history.undo_label
    return label


# --- a form is filled -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["annex", "list"])
@pytest.mark.parametrize("keys", ["Tab Tab Tab Return", "Tab Tab Tab Tab"])
def test_eight_indicators_of_four_cells_take_at_most_36_keys(typist: Typist, view: str, keys: str) -> None:
    rows = "\n".join("- 数量 | |" for _ in range(8))
    typist.begin(view, "p1.1 name", written(f"# 一\n{rows}\n- 质量 | |"))
    pressed = 0
    for row in range(8):
        for cell, key in enumerate(keys.split()):
            typist.type(f"{row}{cell}")
            typist.press(key)
            pressed += 1
    assert pressed <= 36
    for cell, field in enumerate(FIELDS):
        assert texts(typist, field)[:8] == [f"{row}{cell}" for row in range(8)]


@pytest.mark.parametrize("view", ["annex", "list"])
def test_tab_behind_the_last_cell_adds_a_row_of_the_same_class(typist: Typist, view: str) -> None:
    book = written("# 一\n- 数量 | 甲 | 1个\n- 质量 | 乙 | 2%")
    typist.begin(view, "p1.2 basis", book)
    typist.press("7 Tab 8 Tab 9 Return")
    assert texts(typist, "name") == ["甲", "乙", "8"]
    assert texts(typist, "level2") == ["数量指标", "质量指标", "质量指标"]
    assert texts(typist, "basis")[1] == "7"
    assert texts(typist, "description")[2] == "9"


def test_no_row_is_added_where_it_would_not_be_seen_or_cannot_be(
    typist: Typist, monkeypatch: pytest.MonkeyPatch
) -> None:
    typist.begin("list", "p2.1 basis")
    typist.window.workbench.listing.findChild(QLineEdit).setText("面积")
    typist.table.setFocus()
    typist.table.frame(typist.table.index_of("p2.1", "basis"))
    typist.press("Tab")
    assert len(texts(typist, "name")) == 4
    typist.begin("cover", "d safeguards")
    before = typist.window.session.document
    typist.press("Tab")
    assert typist.places() == "p1 code"
    assert typist.window.session.document is before
    typist.begin("annex", "p1.3 basis")
    monkeypatch.setattr(Workspace, "read_only", property(lambda self: True))
    typist.press("Tab Ctrl+Return F2 Backspace Alt+Down 7 Ctrl+D Ctrl+R Ctrl+X Delete Ctrl+Shift+Up Return")
    assert texts(typist, "name") == ["维护次数", "网站数量", "正常运行率", "库房面积"]


def test_tab_stops_at_a_level_that_is_blank(typist: Typist) -> None:
    typist.begin("annex", "p1.1 basis", written("# 一\n- 数量 | 甲 | 1个\n- | 乙 | 2个"))
    typist.press("Tab")
    assert typist.places() == "p1.2 level1"
    typist.press("Tab Tab")
    assert typist.places() == "p1.2 name"


def test_enter_after_tabs_goes_back_only_from_where_they_ended(typist: Typist) -> None:
    typist.begin("annex", "p1.1 name")
    typist.press("Tab Tab Return")
    assert typist.places() == "p1.2 name"
    typist.press("Tab Tab Left Return")
    assert typist.places() == "p1.3 description"
    typist.begin("annex", "p1.1 name")
    typist.press("Tab 7 F2 Left Tab 8 Return")
    assert typist.places() == "p1.2 name"
    typist.begin("annex", "p1 code", written("# 一\n- 数量 | 甲 | 1个\n- 质量 | 乙 | 2%"))
    while typist.places() != "p1.1 target":
        typist.press("Tab")
    typist.press("Return")
    assert typist.places() == "p1.2 name", "a level that is filled in is passed"
    typist.press("Left Up Return")
    assert typist.places() == "p1.2 level2", "but not without Tabs"


def test_a_department_with_two_projects_is_made_by_keyboard_alone(typist: Typist, user: User) -> None:
    user.answers = [(form("hebei-book-2024"), "2026")]
    typist.press("Ctrl+N")
    session = typist.window.session
    typist.type("dangan")
    typist.press("Return Ctrl+PgDown")
    assert session.document.fields["department_name"] == "dangan"
    for number in (1, 2):
        typist.press("Ctrl+Home")
        for text in (f"code{number}", f"name{number}", "5", "5", "0", "rent", "25", "50", "75", "100", "goal"):
            typist.type(text)
            typist.press("Tab")
        while len(session.document.projects[-1].indicators) < 8:
            for field in FIELDS:
                typist.type(f"{field}{number}")
                typist.press("Tab")
        if number == 1:
            typist.press("Ctrl+Shift+P")
    first, second = session.document.projects
    assert (first.name, second.name) == ("name1", "name2")
    assert first.fields["budget_total"] == second.fields["budget_other"].replace("0.00", "5.00") == "5.00"
    assert [second.fields[f"plan_{month}"] for month in ("03", "06", "10", "12")] == ["25%", "50%", "75%", "100%"]
    assert [one.fields["basis"] for one in second.indicators[:7]] == ["basis2"] * 7


# --- what is selected -------------------------------------------------------------------------------------------


def test_the_framed_cell_is_what_delete_clears(typist: Typist) -> None:
    typist.begin("annex", "p1 code")
    typist.click("p1.1", "level1")
    typist.press("Ctrl+End 7 Return Ctrl+End Delete")
    assert texts(typist, "level1") == ["产出指标"] * 4
    assert texts(typist, "basis")[2] == ""


@pytest.mark.parametrize("view", ["annex", "list"])
def test_delete_clears_every_selected_cell_and_only_those(typist: Typist, view: str) -> None:
    typist.begin(view, "p1.1 name")
    typist.press("Shift+Down Shift+Right Shift+Right Delete")
    assert texts(typist, "name") == ["", "", "正常运行率", "库房面积"]
    assert texts(typist, "target") == ["", "", "≥95%", "≥200平方米"]
    assert step(typist) == "清除内容"
    typist.press("Ctrl+Z")
    assert texts(typist, "target") == ["≥4次", "1个", "≥95%", "≥200平方米"]


@pytest.mark.parametrize("view", ["annex", "list"])
def test_ctrl_enter_fills_all_selected_or_adds_a_row(typist: Typist, view: str) -> None:
    typist.begin(view, "p1.1 target")
    typist.press("Shift+Down Shift+Down Ctrl+Return")
    assert len(texts(typist, "target")) == 4, "nothing is typed"
    typist.press("7 Ctrl+Return")
    assert texts(typist, "target") == ["7", "7", "7", "≥200平方米"]
    assert step(typist) == "修改多格"
    assert typist.mode == "ready"
    typist.press("Home End Ctrl+Return")
    assert texts(typist, "level2")[:2] == ["数量指标", "数量指标"]
    typist.press("8 Ctrl+Return 9 Return")
    assert texts(typist, "name")[:4] == ["维护次数", "8", "9", "网站数量"]


@pytest.mark.parametrize("view", ["annex", "list"])
def test_fill_down_and_right(typist: Typist, view: str) -> None:
    typist.begin(view, "p1.1 target")
    typist.press("Shift+Down Shift+Down Shift+Left Ctrl+D")
    assert texts(typist, "target")[:3] == ["≥4次"] * 3
    assert step(typist) == "向下填充"
    typist.press("Ctrl+Z")
    typist.table.frame(typist.table.index_of("p1.2", "target"))
    typist.press("Ctrl+D")
    assert texts(typist, "target")[:3] == ["≥4次", "≥4次", "≥95%"]
    typist.press("Shift+Right Ctrl+R")
    assert texts(typist, "basis")[:3] == ["", "≥4次", ""]
    assert step(typist) == "向右填充"
    typist.table.frame(typist.table.index_of("p1.3", "target"))
    typist.press("Ctrl+R")
    assert texts(typist, "target")[2] == texts(typist, "description")[2] == ""
    before = typist.window.session.document
    typist.table.frame(typist.table.index_of("p1.1", "level1"))
    typist.press("Ctrl+R")
    assert typist.window.session.document is before, "nothing is left of it"


@pytest.mark.parametrize("at", ["p1 purpose", "p1.1 level2"])
def test_a_cell_is_not_filled_from_another_field_above(typist: Typist, at: str) -> None:
    typist.begin("annex", at)
    before = typist.window.session.document
    typist.press("Ctrl+D")
    assert typist.window.session.document is before


def test_a_row_is_added_at_the_end_of_a_framed_group_or_above_it(typist: Typist) -> None:
    typist.begin("annex", "p1.1 level2")
    typist.press("Ctrl+Return")
    assert texts(typist, "name")[:4] == ["维护次数", "网站数量", "", "正常运行率"]
    assert texts(typist, "level2")[:4] == ["数量指标"] * 3 + ["质量指标"]
    typist.begin("annex", "p1.1 level2")
    typist.window.actions_by_id["row-above"].trigger()
    assert texts(typist, "name")[:2] == ["", "维护次数"]


def test_rows_move_and_a_group_moves_as_one(typist: Typist) -> None:
    typist.begin("annex", "p1.1 level2")
    typist.press("Ctrl+Shift+Down")
    assert texts(typist, "name")[:3] == ["正常运行率", "维护次数", "网站数量"]
    assert typist.places() == "p1.1 level2 / p1.2 level2"
    typist.press("Ctrl+Shift+Up")
    typist.table.frame(typist.table.index_of("p1.1", "basis"))
    typist.press("Ctrl+Shift+Down Alt+Down Alt+Up")
    assert texts(typist, "name")[:3] == ["网站数量", "维护次数", "正常运行率"]
    assert typist.places() == "p1.1 basis"
    before = typist.window.session.document
    typist.table.frame(typist.table.index_of("p1", "goal"))
    typist.press("Ctrl+Shift+Down")
    assert typist.window.session.document is before


def test_a_list_without_rows_takes_every_key(typist: Typist) -> None:
    typist.begin("list", "p1.1 name", written("# 一\n- 数量 | 甲 | 1个"))
    typist.window.workbench.listing.findChild(QLineEdit).setText("没有这样的行")
    typist.table.setFocus()
    before = typist.window.session.document
    assert typist.table.model().rowCount() == 0
    for row in key_table.ROWS:
        typist.press(row[0])
    typist.type("7")
    typist.compose("w", "我")
    assert typist.window.session.document is before


@pytest.mark.parametrize("view", ["annex", "cover", "list"])
def test_whatever_is_pressed_or_clicked_the_frame_is_a_selected_field(typist: Typist, view: str) -> None:
    chance = random.Random(f"keys {view}")
    typist.begin(view, {"annex": "p1 code", "cover": "d money_unit", "list": "p1.1 name"}[view])
    keys = ["Up", "Down", "Left", "Right", "Tab", "Shift+Tab", "Return", "Home", "End", "PgUp", "PgDown", "7", "F2"]
    keys += ["Ctrl+Home", "Ctrl+End", "Ctrl+Down", "Ctrl+Left", "Shift+Up", "Shift+Right", "Delete", "Esc", "Ctrl+A"]
    modifiers = [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier]
    for _ in range(250):
        port = typist.table.viewport()
        if chance.random() < 0.25:
            where = QPoint(chance.randrange(port.width()), chance.randrange(port.height()))
            QTest.mouseClick(port, Qt.MouseButton.LeftButton, chance.choice(modifiers), where)
        else:
            typist.press(chance.choice(keys))
        assert typist.places(), "the frame is on a label"
        if typist.mode == "ready":
            assert typist.places().split(" / ")[0] in typist.selected()


def test_a_click_on_a_label_frames_its_field(typist: Typist) -> None:
    typist.begin("annex", "p1 goal")
    table = typist.table
    for label, field in (("项目名称", "p1 name"), ("10月底", "p1 plan_10"), ("三级指标", "p1.1 name")):
        cell = next(one for one in table.model().sheet.cells if one.text == label)
        where = table.visualRect(table.model().index(cell.row, cell.column)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
        assert typist.places() == field
        assert typist.selected() == [field]


def test_the_frame_stays_where_a_drag_began_and_where_shift_extends_from(typist: Typist) -> None:
    typist.begin("annex", "p1 code")
    table = typist.table
    start, end = (table.visualRect(table.index_of(node, "target")).center() for node in ("p1.1", "p1.3"))
    QTest.mousePress(table.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(table.viewport(), (start + end) / 2)
    QTest.mouseMove(table.viewport(), end)
    QTest.mouseRelease(table.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert typist.places() == "p1.1 target"
    assert typist.selected() == ["p1.1 target", "p1.2 target", "p1.3 target"]
    typist.click("p1.2", "basis", Qt.KeyboardModifier.ShiftModifier)
    assert typist.places() == "p1.1 target"
    assert typist.selected() == ["p1.1 target", "p1.1 basis", "p1.2 target", "p1.2 basis"]
    typist.press("7 Ctrl+Return")
    assert texts(typist, "basis")[:3] == ["7", "7", ""]


# --- pages, projects, findings ----------------------------------------------------------------------------------


def test_page_keys_go_by_pages_and_projects(typist: Typist) -> None:
    rows = "\n".join(f"- 数量 | 甲{n} | {n}个" for n in range(60))
    typist.begin("annex", "p1.1 name", written(f"# 一\n{rows}\n# 二\n- 数量 | 乙 | 1个"))
    QApplication.processEvents()
    height = typist.table.viewport().height()
    top = typist.table.verticalScrollBar().value
    typist.press("PgDown")
    row = int(typist.places().split()[0].removeprefix("p1."))
    assert row - 1 == height // typist.table.rowHeight(typist.table.currentIndex().row())
    assert top() > 0
    typist.press("PgUp")
    assert typist.places() == "p1.1 name"
    typist.press("Ctrl+Home Ctrl+PgDown")
    assert typist.places() == "p2 code"
    typist.press("Ctrl+PgDown Ctrl+PgUp Ctrl+PgUp")
    assert typist.places() == "d department_name"


def test_projects_are_passed_in_a_list_of_all_and_in_one_of_one(typist: Typist) -> None:
    typist.begin("list", "p1.2 target")
    typist.press("Ctrl+PgDown")
    assert typist.places() == "p2.1 target"
    assert typist.table.model().rowCount() == 4
    typist.press("Ctrl+PgUp")
    assert typist.places() == "p1.1 target"
    typist.window.session.select("p2")
    assert typist.table.model().rowCount() == 1
    typist.press("Ctrl+PgUp")
    assert typist.table.model().rowCount() == 3
    typist.press("7 Return")
    assert texts(typist, "level1")[0] == "7", "the frame stands in the new list"


@pytest.mark.parametrize("view", ["annex", "list"])
def test_f8_puts_the_keyboard_into_the_cell_of_a_finding_in_whichever_view(typist: Typist, view: str) -> None:
    typist.begin(view, "p1.1 basis", written(f"{BOOK}- 成本 | 年费 |"))
    workbench = typist.window.workbench
    seen = set()
    typist.type("half")
    for _ in range(len(workbench.findings.model.shown)):
        workbench.show_view(1 if view == "list" else 0)
        typist.press("F8")
        finding = workbench.findings.current()
        place = finding.node or "d", finding.field
        if finding.field == "unit_name":
            assert QApplication.focusWidget() is workbench.annex.caption.fields["unit_name"]
            continue
        assert QApplication.focusWidget() is typist.table
        assert typist.table.currentIndex() == typist.table.index_of(*place)
        seen.add(typist.table is workbench.listing.table)
    assert texts(typist, "basis")[0] == "half", "what was typed is taken over first"
    assert seen == ({True, False} if view == "list" else {False})
    typist.press("F8")
    first = workbench.findings.table.currentIndex().row()
    typist.press("F8 Shift+F8")
    assert workbench.findings.table.currentIndex().row() == first


def test_a_double_click_on_a_finding_puts_the_keyboard_into_its_cell(typist: Typist) -> None:
    typist.begin("annex", "p1.1 basis")
    table = typist.window.workbench.findings.table
    table.setFocus()
    table.activated.emit(table.model().index(1, 0))
    assert QApplication.focusWidget() is typist.table


# --- editors ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", ["p1 goal", "p1 budget_total", "p1.1 target", "p1.1 level2", "p1 code"])
def test_an_editor_has_its_cells_size_alignment_and_frame(typist: Typist, at: str) -> None:
    typist.begin("annex", at)
    typist.press("F2")
    editor = typist.table.delegate.editor
    box = typist.table.visualRect(typist.table.currentIndex())
    assert box.contains(editor.geometry())
    assert box.width() - editor.width() <= 6
    assert box.height() - editor.height() <= 6
    left = at == "p1 goal"
    match editor:
        case TextEditor():
            how = editor.document().defaultTextOption().alignment()
            assert not editor.textCursor().hasSelection()
        case LineEditor():
            how = editor.alignment()
            assert not editor.hasSelectedText()
        case ChoiceEditor():
            how = editor.line.alignment()
            assert not editor.line.hasSelectedText()
    assert bool(how & Qt.AlignmentFlag.AlignLeft) is left
    assert bool(how & Qt.AlignmentFlag.AlignHCenter) is not left
    picture = typist.table.viewport().grab(box).toImage()
    blue = typist.table.palette().highlight().color()
    assert picture.pixelColor(1, box.height() // 2).name() == blue.name()


def test_a_pasted_text_shows_its_first_line(typist: Typist) -> None:
    typist.begin("cover", "d safeguards")
    QGuiApplication.clipboard().setText("\n".join(f"第{n}条" for n in range(40)))
    typist.press("F2 Ctrl+V")
    editor = typist.table.delegate.editor
    assert editor.firstVisibleBlock().blockNumber() == 0
    typist.begin("annex", "p1.1 description")
    QGuiApplication.clipboard().setText("一\n二\n三")
    typist.press("F2 Ctrl+V")
    editor = typist.table.delegate.editor
    assert editor.firstVisibleBlock().blockNumber() == 0
    assert editor.height() > typist.table.rowHeight(typist.table.currentIndex().row())
    assert editor.geometry().bottom() < typist.table.viewport().height()


def test_a_click_into_the_text_edits_it(typist: Typist) -> None:
    for at in ("p1 goal", "p1 budget_total", "p1.1 level2"):
        typist.begin("annex", at)
        typist.press("7")
        editor = typist.table.delegate.editor
        inside = editor.viewport() if isinstance(editor, TextEditor) else editor
        inside = editor.line if isinstance(editor, ChoiceEditor) else inside
        QTest.mouseClick(inside, Qt.MouseButton.LeftButton)
        assert typist.mode == "edit"
        typist.press("Down")
        assert typist.mode == "edit"


def test_a_choice_taken_from_the_list_is_put_in(typist: Typist) -> None:
    typist.begin("annex", "p1.1 level2")
    typist.press("Alt+Down")
    editor = typist.table.delegate.editor
    assert editor.view().isVisible()
    assert editor.view().currentIndex().data() == "数量指标"
    QTest.keyClick(editor.view(), Qt.Key.Key_Down)
    QTest.keyClick(editor.view(), Qt.Key.Key_Down)
    QTest.keyClick(editor.view(), Qt.Key.Key_Return)
    assert texts(typist, "level2")[:3] == ["时效指标", "时效指标", "质量指标"]
    assert typist.places() == "p1.1 level2 / p1.2 level2"
    assert typist.mode == "ready"


def test_the_menu_of_a_cell_and_the_menu_edit_offer_the_same(typist: Typist) -> None:
    typist.begin("annex", "p1.1 target")
    wanted = ["剪切", "复制", "粘贴", "粘贴为文本", "粘贴前预览…", "全选", "向下填充", "向右填充", "清除"]
    wanted += ["在上面加一条", "在下面加一条"]
    assert [text for text, _ in typist.table.entries()][: len(wanted)] == wanted
    edit = next(one for one in typist.window.menuBar().actions() if one.text().startswith("编辑"))
    shown = [one.text() for one in edit.menu().actions()]
    at = shown.index("剪切")
    assert shown[at : at + len(wanted)] == wanted
    typist.window.actions_by_id["row-above"].trigger()
    assert texts(typist, "name")[:2] == ["", "维护次数"]
    typist.window.actions_by_id["clear"].trigger()
    typist.press("7")
    typist.window.actions_by_id["select-all"].trigger()
    typist.press("8 Return")
    assert texts(typist, "name")[0] == "8", "in a text it is the text's"


# --- Chinese input ----------------------------------------------------------------------------------------------

CELLS = [
    ("annex", "p1 code"), ("annex", "p1 budget_other"), ("annex", "p1 plan_03"), ("annex", "p1 goal"),
    ("annex", "p1.1 name"), ("annex", "p1.1 target"), ("annex", "p1.1 level2"), ("cover", "d fiscal_year"),
    ("cover", "d overall_goal"), ("list", "p1.1 name"), ("list", "p1.1 target"), ("list", "p1.1 level2"),
]  # fmt: skip
in_every_cell = pytest.mark.parametrize(("view", "at"), CELLS)


@in_every_cell
def test_the_first_letter_to_the_input_method_replaces_the_text(typist: Typist, view: str, at: str) -> None:
    typist.begin(view, at)
    typist.compose("w")
    assert typist.mode == "enter"
    typist.compose("wan")
    typist.compose("", "网站")
    typist.compose("s")
    typist.compose("", "三")
    assert typist.editor() == "网站三"
    typist.press("Return")
    assert typist.text(at) == "网站三"


@in_every_cell
def test_a_composition_that_is_left_unfinished_is_kept_once(typist: Typist, view: str, at: str) -> None:
    for leave in ("Tab", "Return", "Shift+Tab"):
        typist.begin(view, at)
        typist.compose("ji xiao")
        typist.press(leave)
        assert typist.text(at) == "ji xiao", leave
    typist.begin(view, at)
    typist.press("F2")
    typist.compose("", "绩")
    typist.compose("xiao")
    kept = typist.text(at)
    typist.click("d", "safeguards") if view == "cover" else typist.click("p1.3", "basis")
    assert typist.text(at) == f"{kept}绩xiao"


@in_every_cell
def test_a_composition_that_is_given_up_leaves_the_cell_as_it_was(typist: Typist, view: str, at: str) -> None:
    typist.begin(view, at)
    before = typist.window.session.document
    typist.compose("w")
    typist.compose("")
    typist.press("Tab")
    assert typist.window.session.document is before
    typist.begin(view, at)
    typist.compose("w")
    typist.compose("")
    typist.compose("", "馆")
    typist.press("Tab")
    assert typist.text(at) == "馆"


@in_every_cell
def test_a_composition_is_saved_and_undone_with_what_was_typed(
    typist: Typist, view: str, at: str, tmp_path: Path
) -> None:
    typist.begin(view, at)
    node, key = at.split()
    kept = typist.text(at)
    typist.compose("", "馆")
    typist.compose("cang")
    path = tmp_path / "组字.perfdesk"
    typist.window.session.save(path)
    assert file.read(path).document.fields_of(node)[key] == "馆cang"
    typist.window.session.undo()
    assert typist.text(at) == kept
    typist.compose("", "库")
    typist.window.session.undo()
    assert typist.text(at) == kept


@pytest.mark.parametrize("view", ["annex", "list"])
def test_a_composition_goes_into_every_selected_cell_with_ctrl_enter(typist: Typist, view: str) -> None:
    typist.begin(view, "p1.1 target")
    typist.press("Shift+Down")
    typist.compose("", "馆")
    typist.compose("cang")
    typist.press("Ctrl+Return")
    assert texts(typist, "target")[:3] == ["馆cang", "馆cang", "≥95%"]
