"""The words that differ are seen: in the preview of a merge and beside each other in a comparison. All answers to a
question about a long text are at hand there."""

from collections.abc import Iterator

import pytest
from colleagues import push
from notation import document as written
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from perfdesk.merge.analyse import analyse
from perfdesk.merge.sides import Side
from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import Kind
from perfdesk.model.marked_text import MarkedText
from perfdesk.model.titles import ChangeRow
from perfdesk.rules.finding import Severity
from perfdesk.ui.appearance import severity_colour
from perfdesk.ui.dialogs import merge as preview
from perfdesk.ui.dialogs.compare import CompareWindow
from perfdesk.ui.dialogs.merge import MergeDialog
from perfdesk.ui.dialogs.own_text import OwnTextDialog
from perfdesk.ui.models.change_rows import change_in_full
from perfdesk.ui.models.compare_model import WORDS
from perfdesk.ui.models.plan_model import BEFORE, STATE, State
from perfdesk.ui.models.rows_model import MARKS
from perfdesk.ui.models.sheet_model import UNTOUCHED
from perfdesk.ui.views import marked_cells
from perfdesk.ui.views.marked_words import show_marked

OLD = "一是完善管理制度。\n二是加强培训。\n三是公开结果。"
MINE = OLD.replace("完善", "健全")
THEIRS = OLD.replace("管理", "规章").replace("公开", "及时公开")


def with_goal(text: str) -> Document:
    return SetFields({("p1", "goal"): text}).apply(written("# 网站维护 | budget_total=5\n- 数量 | 次数 | 4次"))


@pytest.fixture
def dialog(qtbot: QtBot) -> MergeDialog:
    plan = analyse(Side("我", with_goal(MINE)), [Side("甲", with_goal(THEIRS))], with_goal(OLD))
    found = MergeDialog(plan, [], lambda _: None, None)
    qtbot.addWidget(found)
    return found


def marked(editor: QPlainTextEdit) -> Iterator[str]:
    """The runs of characters that are marked."""
    block = editor.document().begin()
    while block.isValid():
        found = block.begin()
        while not found.atEnd():
            fragment = found.fragment()
            look = fragment.charFormat()
            if look.fontUnderline() and look.fontWeight() > 400:
                yield fragment.text()
            found += 1
        block = block.next()


def test_the_preview_marks_what_each_file_changed(dialog: MergeDialog) -> None:
    assert [*marked(dialog._full)] == ["健全", "规章", "及时", "健全", "及时"]


def test_what_all_wrote_is_taken_by_one_button(dialog: MergeDialog) -> None:
    push(dialog, "两者都要")
    wanted = "一是健全管理制度。\n一是完善规章制度。\n二是加强培训。\n三是及时公开结果。"
    assert dialog.plan.result().fields_of("p1")["goal"] == wanted
    assert dialog.plan.open == ()
    assert wanted in dialog._full.toPlainText()
    states = [dialog.model.index(0, BEFORE + said).data(STATE) for said in range(3)]
    assert states == [State.QUIET, State.CHOSEN, State.CHOSEN]
    push(dialog, "恢复默认")
    assert len(dialog.plan.open) == 1


def test_own_words_are_taken(dialog: MergeDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str, Kind]] = []

    def answer(text: str | None) -> None:
        monkeypatch.setattr(preview, "ask_own_text", lambda *given: (asked.append(given[:3]), text)[1])
        push(dialog, "自己写…")

    answer(None)
    assert len(dialog.plan.open) == 1
    answer("自己的话")
    assert dialog.plan.result().fields_of("p1")["goal"] == "自己的话"
    now = MINE.replace("公开", "及时公开")
    assert asked == [("绩效目标", now, Kind.LONG)] * 2


def test_the_menu_of_a_cell_offers_them_too(dialog: MergeDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QMenu, "popup", lambda *_: None)
    dialog.table._offer()
    (menu,) = dialog.table.findChildren(QMenu)
    assert [one.text() for one in menu.actions()][3:] == ["两者都要", "自己写…", "恢复默认"]
    menu.actions()[3].trigger()
    assert dialog.plan.open == ()


def test_only_an_open_long_text_can_keep_all(qtbot: QtBot) -> None:
    base = with_goal(OLD)
    ours, theirs = (SetFields({("p1", "budget_total"): text}).apply(base) for text in ("6", "7"))
    found = MergeDialog(analyse(Side("我", ours), [Side("甲", theirs)], base), [], lambda _: None, None)
    qtbot.addWidget(found)
    buttons = {one.text(): one.isEnabled() for one in found.findChildren(QPushButton)}
    assert (buttons["两者都要"], buttons["自己写…"]) == (False, True)


@pytest.mark.parametrize(("kind", "text"), [(Kind.LONG, "a\nb"), (Kind.MONEY, "a b")])
def test_the_text_of_the_dialog_is_one_of_its_kind(kind: Kind, text: str, qtbot: QtBot) -> None:
    dialog = OwnTextDialog("绩效目标", "旧", kind, None)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.editor.toPlainText() == "旧"
    dialog.editor.selectAll()
    QTest.keyClicks(dialog.editor, "a")
    QTest.keyClick(dialog.editor, Qt.Key.Key_Return)
    QTest.keyClicks(dialog.editor, "b")
    assert dialog.isVisible()
    QTest.keyClick(dialog.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not dialog.isVisible()
    assert dialog.result() == OwnTextDialog.DialogCode.Accepted
    assert dialog.text == text


def test_characters_that_qt_counts_twice_are_marked_whole(qtbot: QtBot) -> None:
    editor = QPlainTextEdit()
    qtbot.addWidget(editor)
    show_marked(editor, MarkedText("𠮷𠮷甲𠮷乙", ((1, 3), (4, 5))))
    assert [*marked(editor)] == ["𠮷甲", "乙"]
    cursor = QTextCursor(editor.document())
    cursor.movePosition(QTextCursor.MoveOperation.NextCharacter)
    assert not cursor.charFormat().fontUnderline()


# --- two versions beside each other --------------------------------------------------------------------------------


def test_a_comparison_marks_words_on_both_sides(qtbot: QtBot) -> None:
    window = CompareWindow((("旧", with_goal(OLD)), ("新", with_goal(THEIRS))), lambda *_: None, None)
    qtbot.addWidget(window)
    old, new = window.sides
    spans = old.index_of("p1", "goal").data(WORDS), new.index_of("p1", "goal").data(WORDS)
    assert [[text[a:b] for a, b in own] for text, own in zip((OLD, THEIRS), spans, strict=True)] == [
        ["管理"],
        ["规章", "及时"],
    ]
    assert not old.index_of("p1", "name").data(WORDS)
    assert not old.index_of("p1", "goal").data(UNTOUCHED)


def test_the_list_quotes_long_texts_from_where_they_differ(qtbot: QtBot) -> None:
    long = "完成全县档案馆的各项日常工作，" * 6
    window = CompareWindow((("旧", with_goal(long + "2024年底")), ("新", with_goal(long + "2025年底"))), print, None)
    qtbot.addWidget(window)
    model = window.list.model()
    before, after = (model.index(0, column) for column in (2, 3))
    assert [one.data()[-6:] for one in (before, after)] == ["2024年底", "2025年底"]
    assert before.data().startswith("…")
    assert [[one.data()[start:end] for start, end in one.data(MARKS)] for one in (before, after)] == [
        ["2024"],
        ["2025"],
    ]


@pytest.mark.parametrize("dark", [False, True])
def test_the_marked_words_are_painted(dark: bool, qtbot: QtBot) -> None:
    """The look differs in more than colour: the words are underlined."""
    window = CompareWindow((("旧", with_goal(OLD)), ("新", with_goal(THEIRS))), lambda *_: None, None)
    qtbot.addWidget(window)
    if dark:
        palette = QPalette(QColor("#202020"))
        window.setPalette(palette)
    window.show()
    QApplication.processEvents()
    for annex, model in zip(window._annexes, window.sides, strict=True):
        box = annex.visualRect(model.index_of("p1", "goal"))
        picture = annex.viewport().grab(box).toImage()
        wanted = severity_colour(annex.palette(), Severity.ERROR).rgb()
        found = [(x, y) for y in range(picture.height()) for x in range(picture.width())]
        lines = {y for x, y in found if picture.pixel(x, y) == wanted}
        assert lines
        assert any(sum(picture.pixel(x, y) == wanted for x in range(picture.width())) >= 8 for y in lines), (
            "an underline is a row of the colour"
        )


# --- in a list ---------------------------------------------------------------------------------------------------


def rows_of_colour(window: CompareWindow, row: int, column: int) -> list[int]:
    """How many pixels of each line of a cell have the colour of what differs."""
    table = window.list
    picture = table.viewport().grab(table.visualRect(table.model().index(row, column))).toImage()
    wanted = severity_colour(table.palette(), Severity.ERROR).rgb()
    return [sum(picture.pixel(x, y) == wanted for x in range(picture.width())) for y in range(picture.height())]


@pytest.mark.parametrize(("cut", "seen"), [(False, True), (True, False)])
def test_the_marked_words_of_a_line_are_painted_as_far_as_they_are_shown(cut: bool, seen: bool, qtbot: QtBot) -> None:
    window = CompareWindow(
        (("旧", with_goal("甲" * 20 + "旧的写法")), ("新", with_goal("甲" * 20 + "新的写法"))), print, None
    )
    qtbot.addWidget(window)
    window.list.setColumnWidth(2, 60 if cut else 600)
    window.show()
    window.list.clearSelection()
    QApplication.processEvents()
    assert (max(rows_of_colour(window, 0, 2)) >= 8) is seen
    assert not any(rows_of_colour(window, 0, 1)), "no other cell has marks"
    window.list.selectRow(0)
    assert not any(rows_of_colour(window, 0, 2)), "on a selected row the colour could not be read"


@pytest.mark.parametrize(
    ("shown", "text", "spans", "left"),
    [
        ("一二三", "一二三", [(1, 3)], [(1, 3)]),
        ("一二…", "一二三四", [(0, 1), (1, 3), (3, 4)], [(0, 1), (1, 2)]),
        ("一二…", "一二三四", [(2, 4)], []),
    ],
)
def test_marks_end_where_a_text_is_cut(
    shown: str, text: str, spans: list[tuple[int, int]], left: list[tuple[int, int]]
) -> None:
    assert marked_cells._within(spans, shown, text) == left


def test_a_change_in_full_has_both_texts_with_their_marks() -> None:
    full = change_in_full(ChangeRow("1 甲", "绩效目标", OLD, THEIRS))
    assert full.text == f"原来：{OLD}\n现在：{THEIRS}"
    words = [piece for piece, seen in full.pieces if seen]
    assert words == ["管理", "规章", "及时"]
    assert change_in_full(ChangeRow("1 甲", "绩效目标", "", "好")).text == "原来：（空）\n现在：好"
    assert change_in_full(ChangeRow("1 甲", "绩效目标", "好", "")).text == "原来：好\n现在：（空）"


def test_of_long_texts_a_change_in_full_leaves_out_what_both_have() -> None:
    lines = [f"{number}、{'加强管理，' * 6}完善制度。" for number in "一二三"]
    full = change_in_full(ChangeRow("1 甲", "绩效目标", "\n".join(lines), "\n".join([*lines[:2], "三、新的。"])))
    assert full.text.split("\n") == ["原来：……", lines[2], "现在：……", "三、新的。"]
