"""Twelve colleagues in the preview of a merge: a column for each thing that is said, refusals by keys, nothing that was
dropped is hidden."""

from collections.abc import Iterator

import pytest
from notation import document as written
from PySide6.QtCore import QAbstractItemModel, QPoint, Qt
from PySide6.QtGui import QKeySequence, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QMenu, QPlainTextEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from perfdesk.merge.analyse import analyse
from perfdesk.merge.plan import Plan
from perfdesk.merge.sides import Side
from perfdesk.model.edits import AddIndicator, Edit, Move, Remove, SetFields, Several
from perfdesk.model.fields import Fields
from perfdesk.ui.dialogs.merge import MergeDialog
from perfdesk.ui.models.plan_model import BEFORE, RESULT, STATE, Group, State
from perfdesk.ui.models.rows_model import MARKS
from perfdesk.ui.plain_text import PlainLabel
from perfdesk.ui.views import plain_table
from perfdesk.ui.views.frozen_columns import FrozenColumns
from perfdesk.ui.views.read_text import ReadText

BOOK = written("""
department_name=青禾县档案馆
# 网站维护费 | budget_total=5
- 数量 | 维护次数 | ≥4次
- 数量 | 网站数量 | 1个
# 库房租金 | budget_total=3
""")
NAMES = ["张敏", "李强", "王芳", "赵磊", "陈静", "刘洋", "杨帆", "黄丽", "周杰", "吴刚", "徐婷", "孙浩"]
# The pixels that a grid has on a screen of 1366, at an ordinary font.
ROOM = 1262


def edits() -> Iterator[Edit]:
    """Nine say three things of a total; the tenth changes a target, the eleventh adds a row, the last removes one."""
    for at in range(9):
        yield SetFields({("p1", "budget_total"): ("25", "25", "30")[at % 3] if at else "28"})
    yield SetFields({("p1.1", "target"): "≥6次"})
    yield AddIndicator("x", "p2", Fields({"name": "租用面积"}))
    yield Remove(frozenset({"p1.2"}))


@pytest.fixture
def dialog(qtbot: QtBot) -> MergeDialog:
    theirs = [Side(f"{name}.perfdesk", one.apply(BOOK), name) for name, one in zip(NAMES, edits(), strict=True)]
    return shown(analyse(Side("我.perfdesk", BOOK, "王五"), theirs, BOOK), qtbot)


def shown(plan: Plan, qtbot: QtBot) -> MergeDialog:
    made = MergeDialog(plan, [], lambda _: None, None)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def row_of(dialog: MergeDialog, place: str) -> int:
    return next(row for row in range(len(dialog.model.shown)) if place in dialog.model.index(row, 1).data())


def cells(dialog: MergeDialog, place: str, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> list[object]:
    model: QAbstractItemModel = dialog.model
    return [model.index(row_of(dialog, place), column).data(role) for column in range(RESULT, model.columnCount())]


def press(dialog: MergeDialog, keys: str) -> None:
    for name in keys.split():
        combination = QKeySequence(name)[0]
        QTest.keyClick(dialog.table, combination.key(), combination.keyboardModifiers())


def test_twelve_files_are_as_many_columns_as_there_are_opinions(dialog: MergeDialog) -> None:
    heads = [dialog.model.headerData(at, Qt.Orientation.Horizontal) for at in range(dialog.model.columnCount())]
    assert heads == ["项目", "位置", "结果", "来自", "说明", "原来", "说法 1", "说法 2", "说法 3"]
    assert cells(dialog, "预算数") == [
        "【待定】5", "", "改得不一样，待定", "5", "刘洋等 3 人：30", "张敏：28", "李强等 5 人：25",
    ]  # fmt: skip
    assert cells(dialog, "指标值") == ["≥6次", "吴刚", "只有一方修改", "≥4次", "✓ 吴刚：≥6次", "", ""]
    assert cells(dialog, "新增") == ["租用面积", "徐婷", "只有一方修改", "（没有）", "✓ 徐婷：租用面积", "", ""]
    assert cells(dialog, "删除") == ["删除", "孙浩", "只有一方修改", "网站数量", "✓ 孙浩：（删除）", "", ""]


def test_with_three_opinions_nothing_is_scrolled_on_a_small_screen(dialog: MergeDialog) -> None:
    assert dialog.table.horizontalHeader().length() / plain_table.scale(dialog.table) <= ROOM


def test_all_names_are_in_the_tooltip_and_below(dialog: MergeDialog) -> None:
    *_, before, first, _, _ = cells(dialog, "预算数", Qt.ItemDataRole.ToolTipRole)
    assert first == "刘洋、周杰、王芳：30"
    assert str(before).startswith("5\n没有改的：本文件、")
    dialog.table.frame(dialog.model.index(row_of(dialog, "预算数"), BEFORE + 1))
    lines = dialog.findChild(QPlainTextEdit).toPlainText().splitlines()
    assert lines[0] == "原来：5"
    assert {line.partition("：")[2] for line in lines[1:-2]} == {"28", "30", "25"}
    assert lines[-2].startswith("没有改的：本文件 我.perfdesk（王五）、")
    assert sum(line.count("、") + 1 for line in lines[1:-1]) == 13


@pytest.mark.parametrize("place", ["新增", "删除"])
def test_an_addition_and_a_removal_are_refused_by_keys(dialog: MergeDialog, place: str) -> None:
    before = cells(dialog, place)
    dialog.table.frame(dialog.model.index(row_of(dialog, place), BEFORE + 1))
    press(dialog, "Left Return")
    refused = cells(dialog, place)
    assert refused[:3] == [{"新增": "不新增", "删除": "保留"}[place], "本文件", "选定"]
    assert refused[3:5] == ["✓ " + str(before[3]), str(before[4]).removeprefix("✓ ")]
    assert ("x" in dialog.plan.result().places, "p1.2" in dialog.plan.result().places) == (
        place != "新增",
        place != "新增",
    )
    dialog.table.frame(dialog.model.index(row_of(dialog, place), BEFORE))
    press(dialog, "Delete")
    assert cells(dialog, place) == before


def test_the_menu_refuses_too_and_offers_nothing_that_nobody_has(dialog: MergeDialog, qtbot: QtBot) -> None:
    dialog.table.frame(dialog.model.index(row_of(dialog, "新增"), BEFORE + 3))
    press(dialog, "F2")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [one.text() for one in menu.actions()] == ["原来：（没有）", "徐婷：租用面积", "恢复默认"]
    menu.actions()[0].trigger()
    menu.close()
    assert "x" not in dialog.plan.result().places
    everybody = Several((SetFields({("p1", "budget_total"): "6"}),), "").apply(BOOK)
    plan = analyse(Side("我", everybody), [Side("A", SetFields({("p1", "budget_total"): "7"}).apply(BOOK))], BOOK)
    other = shown(plan, qtbot)
    assert [enabled is not None for _, enabled in other.model.choices(0)] == [False, True, True]
    other.table.frame(other.model.index(0, BEFORE))
    press(other, "Return")
    assert other.plan.choices == {}
    press(other, "F2")
    offered = QApplication.activePopupWidget()
    assert isinstance(offered, QMenu)
    assert [one.isEnabled() for one in offered.actions()] == [False, True, True, True, True]
    offered.close()


def test_a_column_is_taken_in_all_selected_rows(dialog: MergeDialog) -> None:
    press(dialog, "Ctrl+Home Ctrl+A")
    dialog.table.selectAll()
    press(dialog, "Ctrl+Return")
    assert dialog.plan.result() == BOOK, "what was there before is taken everywhere"
    assert dialog.plan.open == ()


def test_an_empty_cell_takes_nothing(dialog: MergeDialog) -> None:
    dialog.table.frame(dialog.model.index(row_of(dialog, "新增"), BEFORE + 3))
    press(dialog, "Return")
    assert dialog.plan.choices == {}


def test_a_file_taken_throughout_refuses_no_rows_of_others(dialog: MergeDialog) -> None:
    everything = range(len(dialog.model.shown))
    dialog.model.choose_throughout(list(everything), 0)
    assert {"x", "p1.1"} <= dialog.plan.result().places.keys()
    assert "p1.2" not in dialog.plan.result().places
    assert dialog.plan.open == ()


def test_a_file_taken_throughout_drops_nothing_that_others_wrote(dialog: MergeDialog) -> None:
    """Found by playing: taking all of a person who had changed little took last year's texts everywhere."""
    everything = [*range(len(dialog.model.shown))]
    before = dialog.plan.result()
    last = next(at for at, side in enumerate(dialog.plan.sides) if side.author == "孙浩")
    dialog.model.choose_throughout(everything, last)
    assert dialog.plan.result() == before
    assert len(dialog.plan.open) == 1, "孙浩 says nothing of the total"
    zhang = next(at for at, side in enumerate(dialog.plan.sides) if side.author == "张敏")
    dialog.model.choose_throughout(everything, zhang)
    assert dialog.plan.result() == SetFields({("p1", "budget_total"): "28", ("p1", "question.budget_total"): ""}).apply(
        before
    )
    assert dialog.plan.open == ()


def test_a_removal_asked_about_marks_both_answers(qtbot: QtBot) -> None:
    edited = SetFields({("p1.2", "target"): "2个"}).apply(BOOK)
    plan = analyse(Side("我", BOOK), [Side("A", edited), Side("B", Remove(frozenset({"p1.2"})).apply(BOOK))], BOOK)
    made = shown(plan, qtbot)
    assert cells(made, "删除", STATE)[-2:] == [State.ASKED, State.ASKED]
    # "改得不一样" would not say that one of them is a removal.
    assert cells(made, "删除") == ["【待定】保留", "", "有删有改，待定", "网站数量", "B：（删除）"]
    press(made, "Ctrl+Home")
    made.model.choose([row_of(made, "删除")], 2)
    assert cells(made, "删除")[:3] == ["删除", "B", "选定"]


@pytest.mark.parametrize("edit", [Remove(frozenset({"p1.2"})), SetFields({("p1", "budget_total"): ""})])
def test_what_is_dropped_without_a_question_is_shown_among_what_needs_somebody(qtbot: QtBot, edit: Edit) -> None:
    changed = Several((edit, SetFields({("p2", "budget_total"): "9"})), "").apply(BOOK)
    made = shown(analyse(Side("我", BOOK), [Side("重打.docx", changed)]), qtbot)
    assert (made.model.count(Group.PASSED_OVER), made.model.count(Group.SETTLED)) == (1, 0)
    toggles = {one.text(): one for one in made.findChildren(QToolButton)}
    assert toggles["未采用 1"].isVisible()
    assert toggles["未采用 1"].isChecked()
    assert len(made.model.shown) == 2
    made.table.frame(made.model.index(next(at for at, one in enumerate(made.model.shown) if not one.open), BEFORE))
    assert not made.plan.choices


def test_the_group_of_what_is_dropped_is_offered_only_where_something_is(dialog: MergeDialog) -> None:
    assert [one.text() for one in dialog.findChildren(QToolButton) if one.isVisible()] == [
        "待定 1", "合入 3", "不用改 0",
    ]  # fmt: skip


# --- many opinions, long texts, the next question ----------------------------------------------------------------

LONG = "加强管理，完善制度，保障安全，" * 3


@pytest.fixture
def twelve(qtbot: QtBot) -> MergeDialog:
    """Twelve people say twelve things of a total, and nine of a long text."""

    def edit(at: int) -> Edit:
        long = {("p2", "goal"): f"{LONG}{at}公里"} if at < 9 else {}
        return SetFields({("p1", "budget_total"): str(at + 10), **long})

    start = SetFields({("p2", "goal"): f"{LONG}百公里"}).apply(BOOK)
    theirs = [Side(f"{name}.perfdesk", edit(at).apply(start), name) for at, name in enumerate(NAMES)]
    made = MergeDialog(analyse(Side("我.perfdesk", start, "王五"), theirs, start), [], lambda _: None, None)
    qtbot.addWidget(made)
    made.resize(1340, 680)
    made.show()
    qtbot.waitExposed(made)
    return made


def frozen_of(dialog: MergeDialog) -> FrozenColumns:
    return dialog.table.findChild(FrozenColumns)


def test_long_texts_stand_beside_each_other_from_where_they_differ(twelve: MergeDialog) -> None:
    row = row_of(twelve, "绩效目标")
    shown = [twelve.model.index(row, column) for column in (BEFORE, BEFORE + 1, BEFORE + 2)]
    assert [one.data() for one in shown] == ["…安全，百公里", "刘洋：…安全，5公里", "周杰：…安全，8公里"]
    words = [[one.data()[start:end] for start, end in one.data(MARKS)] for one in shown]
    assert words == [[], ["5"], ["8"]]
    assert twelve.model.index(row, RESULT).data() == "【待定】…安全，百公里"
    assert LONG in shown[1].data(Qt.ItemDataRole.ToolTipRole)


def test_the_menu_quotes_long_texts_from_where_they_differ(twelve: MergeDialog) -> None:
    texts = [text for text, _ in twelve.model.choices(row_of(twelve, "绩效目标"))]
    assert texts[1:3] == ["刘洋：…安全，5公里", "周杰：…安全，8公里"]


def test_an_answer_that_keeps_all_is_called_so_and_says_whose_it_is(qtbot: QtBot) -> None:
    """Found by trying: three people's paragraphs were offered as 两者都要, and kept they were somebody's 自己写的."""
    start = SetFields({("p2", "goal"): f"{LONG}公路通畅。"}).apply(BOOK)
    theirs = [Side(name, SetFields({("p2", "goal"): f"{LONG}{new}通畅。"}).apply(start), name)
              for name, new in (("张敏", "铁路"), ("李强", "水路"), ("王芳", "管路"))]  # fmt: skip
    made = shown(analyse(Side("我", start), theirs, start), qtbot)
    before = cells(made, "绩效目标")
    made.table.frame(made.model.index(0, BEFORE + 1))
    press(made, "F2")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [one.text() for one in menu.actions()][-3:] == ["全部都要", "自己写…", "恢复默认"]
    assert "全部都要" in [one.text() for one in made.findChildren(QPushButton)]
    menu.actions()[-3].trigger()
    menu.close()
    assert made.plan.result().projects[1].fields["goal"].count("\n") == 2
    _, source, why, former, *said = cells(made, "绩效目标")
    assert (source, why, former) == ("张敏等 3 人", "全部都要", before[3])
    # What each says is quoted as before, also of whom the answer begins with.
    assert said == [f"✓ {one}" for one in before[4:]]


def test_own_words_are_nobodys(qtbot: QtBot) -> None:
    theirs = [Side(name, SetFields({("p2", "goal"): name}).apply(BOOK)) for name in ("甲", "乙")]
    made = shown(analyse(Side("我", BOOK), theirs, BOOK), qtbot)
    made.model.write(0, "丙")
    assert cells(made, "绩效目标")[:3] == ["丙", "", "自己写的"]
    assert cells(made, "绩效目标", STATE)[-2:] == [State.QUIET, State.QUIET]


def test_the_order_of_the_open_file_can_be_kept(qtbot: QtBot) -> None:
    """Found by playing: a sorted workbook turned the order of a book; that was said, and could not be refused."""
    made = shown(analyse(Side("我", BOOK), [Side("甲", Move(("p2",), None, "p1").apply(BOOK))], BOOK), qtbot)
    (box,) = made.findChildren(QCheckBox)
    (said,) = [one for one in made.findChildren(PlainLabel) if "合入" in one.text()]
    assert (box.text(), box.isVisible(), box.isChecked()) == ("保留本文件的顺序", True, False)
    box.click()
    assert made.plan.result() is BOOK
    assert said.text().endswith("照本文件的顺序。")
    box.click()
    assert [one.id for one in made.plan.result().projects] == ["p2", "p1"]


def test_without_a_change_of_order_nobody_is_asked_to_keep_it(dialog: MergeDialog) -> None:
    assert not any(one.isVisible() for one in dialog.findChildren(QCheckBox))


def test_what_was_there_stays_in_sight_while_opinions_are_scrolled(twelve: MergeDialog) -> None:
    table, frozen = twelve.table, frozen_of(twelve)
    table.frame(twelve.model.index(0, BEFORE))
    assert not frozen.isVisible(), "nothing is scrolled yet"
    for column in twelve.model.columns:
        table.frame(twelve.model.index(0, column))
        left, right = table.columnViewportPosition(column), table.columnWidth(column)
        if column > BEFORE:
            covered = frozen.width() if frozen.isVisible() else 0
            assert covered <= left
            assert left + right <= table.viewport().width()
    assert frozen.isVisible()
    assert [frozen.columnViewportPosition(at) for at in range(BEFORE + 1)] == [
        sum(table.columnWidth(each) for each in range(at)) for at in range(BEFORE + 1)
    ]
    assert frozen.isColumnHidden(BEFORE + 1)
    for _ in twelve.model.columns:
        press(twelve, "Left")
        index = table.currentIndex()
        left = table.columnViewportPosition(index.column())
        assert index.column() == BEFORE or left >= frozen.width() * frozen.isVisible()
    assert table.currentIndex().column() == BEFORE


def test_the_columns_that_stay_follow_widths_rows_and_the_mouse(twelve: MergeDialog) -> None:
    table, frozen = twelve.table, frozen_of(twelve)
    table.frame(twelve.model.index(1, twelve.model.columns[-1]))
    assert frozen.isVisible()
    table.setColumnWidth(0, 60)
    assert frozen.columnWidth(0) == 60
    frozen.setColumnWidth(1, 90)
    assert table.columnWidth(1) == 90
    assert frozen.width() == sum(table.columnWidth(at) for at in range(BEFORE + 1))
    for column in (0, BEFORE):
        table.frame(twelve.model.index(1, twelve.model.columns[-1]))
        where = frozen.visualRect(twelve.model.index(0, column)).center()
        QTest.mouseClick(frozen.viewport(), Qt.MouseButton.LeftButton, pos=where)
        assert (table.currentIndex().row(), table.currentIndex().column()) == (0, BEFORE)
    QTest.mouseDClick(frozen.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert [*twelve.plan.choices.values()] == [0], "what was there is taken"
    table.horizontalScrollBar().setValue(0)
    assert not frozen.isVisible()


def test_a_key_goes_from_question_to_question(twelve: MergeDialog) -> None:
    rows = []
    for keys in ("F8", "F8", "Shift+F8", "Shift+F8"):
        press_in(twelve, keys)
        rows.append(twelve.table.currentIndex().row())
        assert twelve.table.currentIndex().column() == BEFORE + 1
    assert rows == [1, 0, 1, 0]
    press_in(twelve, "Return")
    press_in(twelve, "F8")
    press_in(twelve, "F8")
    assert [one.place for one in twelve.plan.open] == [twelve.model.shown[twelve.table.currentIndex().row()].place]
    press_in(twelve, "Return")
    before = twelve.table.currentIndex()
    press_in(twelve, "F8")
    assert twelve.table.currentIndex() == before, "none is left"


def test_behind_the_last_question_the_first_is_next(dialog: MergeDialog) -> None:
    press_in(dialog, "Ctrl+End")
    press_in(dialog, "F8")
    assert dialog.table.currentIndex().row() == row_of(dialog, "预算数")


def press_in(dialog: MergeDialog, name: str) -> None:
    """Keys that the window hears too."""
    dialog.activateWindow()
    QApplication.processEvents()
    combination = QKeySequence(name)[0]
    QTest.keyClick(dialog.windowHandle(), combination.key(), combination.keyboardModifiers())


def test_the_key_that_began_the_merge_ends_it(twelve: MergeDialog) -> None:
    press_in(twelve, "Ctrl+M")
    assert twelve.result() == MergeDialog.DialogCode.Accepted


def test_keys_lead_out_of_the_grid_to_both_sides_and_back(twelve: MergeDialog) -> None:
    press_in(twelve, "F6")
    after = QApplication.focusWidget()
    assert after is twelve.findChild(QPlainTextEdit, options=Qt.FindChildOption.FindChildrenRecursively)
    press_in(twelve, "F6")
    assert twelve.table.hasFocus()
    press_in(twelve, "Shift+F6")
    assert isinstance(QApplication.focusWidget(), QToolButton)
    press_in(twelve, "Shift+F6")
    assert twelve.table.hasFocus()


def test_a_text_that_has_the_keyboard_is_framed(twelve: MergeDialog) -> None:
    full = twelve.findChild(ReadText)
    corner = full.viewport().rect().topRight() + QPoint(0, 1)
    colour = full.palette().color(QPalette.ColorRole.Highlight)

    def is_framed() -> bool:
        QApplication.processEvents()
        return bool(full.viewport().grab().toImage().pixelColor(corner) == colour)

    assert not is_framed()
    full.setFocus()
    assert is_framed()
    twelve.table.setFocus()
    assert not is_framed()
