"""Records in 清单, in the menus, in the tree and in Ctrl+K: only the kinds that the form prints."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from clerk import Do
from notation import document as written
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QRadioButton
from small_forms import small_form
from typist import Typist

from perfdesk.forms import loader
from perfdesk.model.edits import AddRecord, ReplaceContent
from perfdesk.model.fields import RECORDS, Owner
from perfdesk.model.vocabulary import row_title
from perfdesk.ui import actions
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.models import tree_drop
from perfdesk.ui.offers import offers

FORM = """
项目名称 | {name}^4
H of:tasks 任务名称>item | 主要内容>content | 总额>total | 财政拨款>fiscal^2
实施地点^5
H of:sites header:0 地点>name^5
H 一级指标>level1+ | 二级指标>level2+ | 三级指标>name | 指标值>target^2
"""
BOOK = """
department_name=青禾县档案馆 | fiscal_year=2025
# 档案工作
- 数量 | 整理数量 | 1万卷
+ tasks | 修缮库房 | total=3.50
+ tasks | 购置书架 | total=12.00
+ sites | 河西路
# 宣传
- 数量 | 场次 | 3场
+ tasks | 办展览 | total=2.00
"""


@pytest.fixture
def clerk(typist: Typist, monkeypatch: pytest.MonkeyPatch) -> Typist:
    monkeypatch.setattr(
        loader, "_given", {"small": small_form(FORM), "hebei-book-2024": loader.form("hebei-book-2024")}
    )
    typist.window.session.start(written(BOOK, "small"), saved=True)
    typist.window.session.select("p1")
    return typist


def names(clerk: Typist, at: int, kind: Owner) -> list[str]:
    return [getattr(row, "name") for row in clerk.window.session.document.projects[at].rows_of(kind)]  # noqa: B009


def choices(clerk: Typist) -> dict[str, QRadioButton]:
    """What can be listed, by its word."""
    buttons = clerk.window.workbench.listing.findChildren(QRadioButton)
    return {one.text(): one for one in buttons if one.isVisible()}


def rows(clerk: Typist) -> list[str]:
    model = clerk.table.model()
    return [
        "|".join(str(model.index(row, column).data()) for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def test_a_list_of_each_kind_that_the_form_prints_is_offered(clerk: Typist, window: MainWindow) -> None:
    window.workbench.show_view(1)
    assert list(choices(clerk)) == ["指标", "任务", "地点", "项目", "本项目", "全部"]
    choices(clerk)["任务"].click()
    assert rows(clerk) == ["1 档案工作|修缮库房||3.50|", "1 档案工作|购置书架||12.00|"]
    choices(clerk)["全部"].click()
    assert len(rows(clerk)) == 3
    assert clerk.table.accessibleName() == "任务清单"
    window.session.start(written("# 甲"), saved=True)
    assert list(choices(clerk)) == ["指标", "项目", "本项目", "全部"]
    assert choices(clerk)["指标"].isChecked()


def test_a_list_of_records_is_sorted_filtered_edited_and_pasted_into(clerk: Typist, window: MainWindow) -> None:
    window.workbench.show_view(1)
    choices(clerk)["任务"].click()
    choices(clerk)["全部"].click()
    column = window.workbench.listing.model.keys.index("total")
    clerk.table.sortByColumn(column, Qt.SortOrder.AscendingOrder)
    assert [row.split("|")[1] for row in rows(clerk)] == ["办展览", "修缮库房", "购置书架"]
    clerk.table.setFocus()
    clerk.table.frame(clerk.table.index_of("p1.tasks1", "fiscal"))
    clerk.type("1")
    clerk.press("Return")
    assert clerk.text("p1.tasks1 fiscal") == "1.00"
    window.workbench.listing.model.filter("书架")
    assert [row.split("|")[1] for row in rows(clerk)] == ["购置书架"]
    window.workbench.listing.model.filter("")
    clerk.table.frame(clerk.table.index_of("p1.tasks1", "content"))
    QGuiApplication.clipboard().setText("甲\t4.00")
    clerk.press("Ctrl+V")
    assert (clerk.text("p1.tasks1 content"), clerk.text("p1.tasks1 total")) == ("甲", "4.00")


def test_a_row_added_in_a_list_of_records_is_one_of_the_kind(clerk: Typist, window: MainWindow) -> None:
    window.workbench.show_view(1)
    choices(clerk)["任务"].click()
    clerk.table.setFocus()
    clerk.table.frame(clerk.table.index_of("p1.tasks2", "fiscal"))
    clerk.press("Tab")
    clerk.type("a")
    clerk.press("Return")
    assert names(clerk, 0, Owner.TASKS) == ["修缮库房", "购置书架", "a"]


def test_the_menus_add_just_what_the_form_prints(clerk: Typist, window: MainWindow, do: Do) -> None:
    shown = [kind for kind in RECORDS if window.actions_by_id[f"add-{kind}"].isVisible()]
    assert shown == [Owner.TASKS, Owner.SITES]
    window.session.select("p1.tasks1", "item")
    do("add-tasks")
    assert names(clerk, 0, Owner.TASKS) == ["修缮库房", "", "购置书架"]
    assert (window.session.current_key, window.session.history.undo_label) == ("item", "加任务")
    window.session.select("p2")
    do("add-sites")
    assert names(clerk, 1, Owner.SITES) == [""]
    window.session.start(written("# 甲"), saved=True)
    assert not any(window.actions_by_id[f"add-{kind}"].isVisible() for kind in RECORDS)


def test_the_words_of_the_menus_are_the_vocabulary_s() -> None:
    assert dict(actions.RECORD_WORDS) == {kind: f"加{row_title(kind)}" for kind in RECORDS}


def test_ctrl_k_goes_to_a_record_and_not_to_what_cannot_be_done(clerk: Typist, window: MainWindow) -> None:
    found = {one.name: one for one in offers(window.actions_by_id, actions.MENUS, window.session)}
    assert found["办展览"].hint == "任务　2 宣传"
    found["办展览"].act()
    assert (window.session.current, window.session.current_key) == ("p2.tasks1", "item")
    assert "加任务" in found
    assert "加进度" not in found


@pytest.fixture
def drag(window: MainWindow) -> Callable[[str, QModelIndex, int], bool]:
    """Drags nodes below a line, before the one at a row; whether the line would take them."""

    def dragged(nodes: str, above: QModelIndex, row: int = -1) -> bool:
        model = window.workbench.tree.model
        data = tree_drop.dragged(nodes.split())
        takes = model.canDropMimeData(data, Qt.DropAction.MoveAction, row, 0, above)
        model.dropMimeData(data, Qt.DropAction.MoveAction, row, 0, above)
        return takes

    return dragged


Drag = Callable[..., bool]


def test_records_are_dragged_among_those_of_their_kind_and_to_another_project(
    clerk: Typist, window: MainWindow, drag: Drag
) -> None:
    model = window.workbench.tree.model
    of_tasks, of_sites = (model.index_of(node).parent() for node in ("p1.tasks1", "p1.sites1"))
    assert drag("p1.tasks2", of_tasks, 0)
    assert names(clerk, 0, Owner.TASKS) == ["购置书架", "修缮库房"]
    assert window.session.history.undo_label == "移动"
    window.session.undo()
    before = window.session.document
    assert not drag("p1.tasks2", of_sites, 0)
    assert window.session.document is before
    assert drag("p1.tasks1 p1.tasks2", model.index_of("p2"))
    assert names(clerk, 0, Owner.TASKS) == []
    assert names(clerk, 1, Owner.TASKS) == ["办展览", "修缮库房", "购置书架"]


def test_what_is_listed_is_chosen_by_keys(clerk: Typist, window: MainWindow) -> None:
    window.workbench.show_view(1)
    clerk.press("Ctrl+Home Shift+Tab")
    assert choices(clerk)["指标"].hasFocus()
    clerk.press("Right")
    assert choices(clerk)["任务"].isChecked()
    assert rows(clerk)[0].split("|")[1] == "修缮库房"
    window.workbench.show_view(1)
    assert clerk.table.hasFocus()


def lines(window: MainWindow) -> list[str]:
    """What stands below the first project in the tree."""
    model = window.workbench.tree.model
    project = model.index_of("p1")
    return [model.index(row, 0, project).data() for row in range(model.rowCount(project))]


def test_records_stand_in_the_tree_where_the_form_prints_them(clerk: Typist, window: MainWindow) -> None:
    assert lines(window) == ["任务", "地点", "产出指标"]
    window.session.run(AddRecord("new", "p1", Owner.COSTS))
    assert lines(window) == ["任务", "地点", "产出指标", "费用"]
    front = window.workbench.tree.model.index(0, 0)
    assert front.data() == "单位与年度"
    window.session.run(ReplaceContent(replace(window.session.document, form="hebei-book-2024"), "换表样"))
    assert lines(window) == ["产出指标", "任务", "费用", "地点"]
    assert window.workbench.tree.model.index(0, 0).data() == "封面与总体目标"
