"""The preview of a paste: the ways, the sentences, the cells, and what the buttons do."""

import pytest
from notation import document as written
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from perfdesk.blocks.clip import read_clip
from perfdesk.blocks.destination import ListDestination, SheetDestination
from perfdesk.blocks.paste_plan import AS_TABLE, AS_TEXT, Aim, plans
from perfdesk.forms.loader import form
from perfdesk.forms.sheet import sheet
from perfdesk.model.fields import Owner
from perfdesk.ui.dialogs.paste_preview import IMPORT, PastePreview

BOOK = written(
    """
    # 网站维护费
    - 数量 | 维护次数 | ≥4次
    - 数量 | 网站数量 | 1个
    # 库房租金 | budget_total=5
    - 数量 | 库房面积
    """
)
FORM = form(BOOK.form)


def preview(qtbot: QtBot, html: str, row: int = 0, column: int = 3, *, can_import: bool = False) -> PastePreview:
    """Of a table pasted into the list of both projects; column 3 is 三级指标."""
    rows = [one.id for project in BOOK.projects for one in project.indicators]
    keys = ("project", *FORM.table.keys_of(Owner.INDICATOR))
    table = ListDestination(FORM, BOOK, rows, keys, {"project": lambda _: ""})
    ways = plans(read_clip(html, ""), Aim(table, (row, column), (), range(9)))
    dialog = PastePreview(ways, BOOK, FORM.vocabulary, None, can_import=can_import)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def lines(dialog: PastePreview) -> list[list[str]]:
    model = dialog.table.model()
    return [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


TWO = "<table><tr><td>甲<td>乙<tr><td>网站数量<td>丙</table>"
FOUR = "<table>" + "".join(f"<tr><td>甲{n}<td>乙" for n in range(4)) + "</table>"


def test_it_shows_what_goes_where_and_what_it_replaces(qtbot: QtBot) -> None:
    dialog = preview(qtbot, TWO)
    assert lines(dialog) == [
        ["第 1 条 维护次数", "三级指标", "维护次数", "甲"],
        ["", "绩效指标描述", "", "乙"],
        ["第 2 条 网站数量", "绩效指标描述", "", "丙"],
    ]
    assert dialog.count.text() == "改 3 格，其中 1 格原有文字被替换，1 格不变。可以撤销。"
    assert not dialog.remarks.isVisible()
    assert dialog.go.text() == "粘贴"


def test_in_a_list_of_several_projects_the_project_is_named(qtbot: QtBot) -> None:
    dialog = preview(qtbot, TWO, row=1)
    assert [line[0] for line in lines(dialog)] == ["第 1-2 条 网站数量", "", "第 2-1 条 库房面积", ""]


def test_new_rows_are_counted_on_the_button(qtbot: QtBot) -> None:
    dialog = preview(qtbot, FOUR)
    assert dialog.go.text() == "加 1 行再粘贴"
    assert dialog.remarks.text() == "下面少 1 行：会先加 1 条指标。"
    assert lines(dialog)[-4:] == [
        ["新加的第 1 条", "一级指标", "", "产出指标"],
        ["", "二级指标", "", "数量指标"],
        ["", "三级指标", "", "甲3"],
        ["", "绩效指标描述", "", "乙"],
    ]


def test_enter_pastes_what_is_shown(qtbot: QtBot) -> None:
    dialog = preview(qtbot, FOUR)
    QTest.keyClick(dialog.go, Qt.Key.Key_Return)
    assert dialog.answer is dialog.plan
    assert dialog.plan.name == AS_TABLE


def test_escape_pastes_nothing(qtbot: QtBot) -> None:
    dialog = preview(qtbot, FOUR)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.answer is None
    assert not dialog.isVisible()


def test_what_has_no_room_can_go_into_one_cell_instead(qtbot: QtBot) -> None:
    dialog = preview(qtbot, TWO, column=6)
    assert "放不下，没有粘贴" in dialog.remarks.text()
    assert not dialog.go.isEnabled()
    assert (lines(dialog), dialog.count.text()) == ([], "")
    other = next(one for one in dialog.findChildren(QRadioButton) if one.text() == AS_TEXT)
    other.click()
    assert dialog.go.isEnabled()
    assert dialog.go.text() == "放进这一格"
    QTest.keyClick(dialog.go, Qt.Key.Key_Return)
    assert dialog.answer is dialog.plan
    assert dialog.plan.name == AS_TEXT


@pytest.mark.parametrize("can_import", [True, False])
def test_a_whole_annex_can_be_imported(qtbot: QtBot, can_import: bool) -> None:
    dialog = preview(qtbot, TWO, can_import=can_import)
    found = [one for one in dialog.findChildren(QPushButton) if one.text() == "装入为项目…"]
    assert len(found) == can_import
    if can_import:
        found[0].click()
        assert dialog.answer == IMPORT


def test_the_cells_of_a_project_and_of_the_cover_are_named(qtbot: QtBot) -> None:
    table = SheetDestination(FORM, BOOK, sheet(FORM, BOOK, BOOK.projects[1]))
    ways = plans(read_clip("", "8"), Aim(table, (1, 2)))
    dialog = PastePreview(ways, BOOK, FORM.vocabulary, None, can_import=False)
    qtbot.addWidget(dialog)
    assert lines(dialog) == [["2 库房租金", "预算数", "5", "8"]]
    assert dialog.findChildren(QRadioButton) == []
