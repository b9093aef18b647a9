"""Records typed into the annex with real keys: an empty row becomes a record, rows are added, moved, filled, pasted."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from clerk import User
from notation import document as written
from PySide6.QtGui import QGuiApplication
from small_forms import small_form
from typist import Typist

from perfdesk.forms import loader
from perfdesk.model.document import Document
from perfdesk.model.edits import AddIndicator
from perfdesk.model.fields import Owner

FORM = """
项目名称 | {name}^4
H of:tasks least:3 年度主要任务~* | 任务名称>item | 主要内容>content | 总额>total | 财政拨款>fiscal
金额合计^3 | [sum tasks.total] | [sum tasks.fiscal]
年度总体目标 | {goal}^4
H least:2 指标~* | 一级指标>level1+ | 二级指标>level2+ | 三级指标>name | 指标值>target
"""
BOOK = """
department_name=青禾县档案馆 | fiscal_year=2025
# 档案工作 | goal=管好馆藏
- 数量 | 整理数量 | 1万卷
"""
TASKS = """
+ tasks | 修缮库房 | total=3.50
+ tasks | 购置书架 | total=2.00 | fiscal=2.00
"""


@pytest.fixture
def form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "_given", {"small": small_form(FORM)})


@pytest.fixture
def begin(form: None, typist: Typist) -> Callable[[str], None]:
    """A fresh document with these rows besides, the keyboard in the annex, the frame in the project's name."""

    def begun(rows: str = "") -> None:
        typist.begin("annex", "p1 name", written(BOOK + rows, "small"))

    return begun


def tasks(typist: Typist) -> list[str]:
    """The texts of each task."""
    rows = typist.window.session.document.projects[0].rows_of(Owner.TASKS)
    return ["|".join(row.fields[key] for key in ("item", "content", "total", "fiscal")).rstrip("|") for row in rows]


def put(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


Begin = Callable[..., None]


def test_a_text_typed_into_an_empty_row_makes_a_record_and_tab_goes_on_in_it(begin: Begin, typist: Typist) -> None:
    begin()
    typist.press("Tab")
    for letters in ("a", "b", "1"):
        typist.type(letters)
        typist.press("Tab")
    typist.type("1")
    typist.press("Tab")
    assert tasks(typist) == ["a|b|1.00|1.00"]
    typist.type("c")
    typist.press("Tab")
    assert tasks(typist) == ["a|b|1.00|1.00", "c"]
    assert typist.places() == f"{typist.window.session.document.projects[0].records[1].id} content"


def test_enter_goes_to_the_empty_row_below_and_undo_takes_the_record_back_in_one_step(
    begin: Begin, typist: Typist
) -> None:
    begin()
    before = typist.window.session.document
    typist.press("Tab")
    typist.type("a")
    typist.press("Return")
    typist.type("b")
    typist.press("Return")
    assert tasks(typist) == ["a", "b"]
    typist.press("Ctrl+Z")
    assert tasks(typist) == ["a"]
    assert typist.window.session.history.redo_label == "修改任务名称"
    typist.press("Ctrl+Z")
    assert typist.window.session.document is before


def test_a_key_that_writes_nothing_makes_no_record(begin: Begin, typist: Typist) -> None:
    begin()
    before = typist.window.session.document
    typist.press("Tab Delete Ctrl+D Tab Down Ctrl+R Up F2 Escape Ctrl+X Ctrl+C Ctrl+Shift+Down")
    typist.type("a")
    typist.press("Escape")
    assert typist.window.session.document is before


def test_an_empty_row_below_indicators_goes_on_with_their_class(begin: Begin, typist: Typist) -> None:
    begin()
    typist.click("p1.1", "name")
    typist.press("Down")
    typist.type("a")
    typist.press("Tab")
    made = typist.window.session.document.projects[0].indicators[1]
    assert (made.level1, made.level2, made.name) == ("产出指标", "数量指标", "a")


def test_a_row_is_added_below_and_above_the_record_and_removed_from_the_menu(begin: Begin, typist: Typist) -> None:
    begin(TASKS)
    typist.click("p1.tasks1", "item")
    typist.press("Ctrl+Return")
    typist.type("a")
    typist.press("Return")
    assert tasks(typist) == ["修缮库房||3.50", "a", "购置书架||2.00|2.00"]
    typist.click("p1.tasks1", "total")
    words = dict(typist.table.entries())
    words["在上面加一条"]()
    typist.type("b")
    typist.press("Return")
    assert tasks(typist)[:2] == ["b", "修缮库房||3.50"]
    typist.click("p1.tasks2", "item")
    dict(typist.table.entries())["删除这条任务"]()
    assert tasks(typist) == ["b", "修缮库房||3.50", "a"]


def test_an_empty_row_adds_one_when_asked(begin: Begin, typist: Typist) -> None:
    begin(TASKS)
    typist.click("p1.tasks2", "item")
    typist.press("Down Ctrl+Return")
    assert tasks(typist) == ["修缮库房||3.50", "购置书架||2.00|2.00", ""]
    typist.type("a")
    typist.press("Tab")
    assert tasks(typist)[2] == "a"


def test_records_move_up_and_down_with_the_frame(begin: Begin, typist: Typist) -> None:
    begin(TASKS)
    typist.click("p1.tasks1", "item")
    typist.press("Ctrl+Shift+Down")
    assert tasks(typist)[0].startswith("购置书架")
    assert typist.places() == "p1.tasks1 item"
    typist.press("Ctrl+Z")
    assert tasks(typist)[0].startswith("修缮库房")


def test_fill_down_goes_into_empty_rows_as_one_step(begin: Begin, typist: Typist) -> None:
    begin(TASKS)
    typist.click("p1.tasks2", "total")
    typist.press("Shift+Right Shift+Down Ctrl+D")
    assert tasks(typist)[2:] == ["||2.00|2.00"]
    typist.press("Ctrl+Z")
    assert len(tasks(typist)) == 2


def test_a_block_from_excel_fills_empty_rows_at_once_and_asks_before_it_adds_more(
    begin: Begin, typist: Typist, user: User
) -> None:
    begin()
    before = typist.window.session.document
    typist.press("Tab")
    put("甲\t子\t1.00\t1.00\n乙\t丑\t2.00\t2.00\n")
    typist.press("Ctrl+V")
    assert tasks(typist) == ["甲|子|1.00|1.00", "乙|丑|2.00|2.00"]
    typist.press("Ctrl+Z")
    assert typist.window.session.document is before
    user.answers = ["按行列粘贴"]
    put("甲\t子\n乙\t丑\n丙\t寅\n丁\t卯\n")
    typist.table.frame(typist.table.model().index(3, 1))
    typist.press("Ctrl+V")
    assert user.heard[-1] == "下面少 2 行：会先加 2 条任务。"
    assert tasks(typist) == ["甲|子", "乙|丑", "丙|寅", "丁|卯"]
    assert typist.text("p1 goal") == "管好馆藏"


def test_a_block_with_titles_goes_where_these_stand(begin: Begin, typist: Typist, user: User) -> None:
    begin(TASKS)
    typist.click("p1.tasks2", "item")
    user.answers = ["按行列粘贴"]
    put("总额\t任务名称\n7.00\t甲\n8.00\t乙\n")
    typist.press("Ctrl+V")
    assert tasks(typist) == ["修缮库房||3.50", "甲||7.00|2.00", "乙||8.00"]


@pytest.mark.parametrize("rows", ["", TASKS])
def test_everything_copied_and_pasted_in_its_place_changes_nothing(begin: Begin, typist: Typist, rows: str) -> None:
    begin(rows)
    before: Document = typist.window.session.document
    typist.press("Ctrl+A Ctrl+C Ctrl+V")
    assert typist.window.session.document == before


def test_tab_behind_the_last_record_of_a_form_adds_one_and_behind_an_empty_row_none(
    monkeypatch: pytest.MonkeyPatch, typist: Typist
) -> None:
    layouts = [
        small_form(f"项目名称 | {{name}}^3\nH of:tasks {least}任务名称>item | 总额>total^3")
        for least in ("", "least:2 ")
    ]
    monkeypatch.setattr(loader, "_given", {"small": layouts[0]})
    typist.begin("annex", "p1.tasks1 total", written("# 甲\n+ tasks | 修缮库房", "small"))
    typist.press("Tab")
    typist.type("a")
    typist.press("Tab")
    assert tasks(typist) == ["修缮库房", "a"]
    monkeypatch.setattr(loader, "_given", {"small": layouts[1]})
    typist.begin("annex", "p1.tasks1 total", written("# 甲\n+ tasks | 修缮库房", "small"))
    typist.press("Tab Tab Tab Tab")
    assert tasks(typist) == ["修缮库房"]


def test_the_document_s_own_field_in_a_table_is_framed_and_typed_into_there(
    monkeypatch: pytest.MonkeyPatch, typist: Typist
) -> None:
    layout = replace(small_form(f"部门名称 | {{department_name}}^4{FORM}"), subject="department")
    monkeypatch.setattr(loader, "_given", {"small": layout})
    typist.begin("annex", "p1 name", written(BOOK, "small"))
    typist.press("Ctrl+Home")
    assert typist.places() == "d department_name"
    typist.type("a")
    typist.press("Tab Tab")
    typist.type("b")
    typist.press("Tab")
    assert typist.text("d department_name") == "a"
    assert tasks(typist) == ["b"]


def test_the_frame_stays_in_an_empty_row_while_others_come_elsewhere(begin: Begin, typist: Typist) -> None:
    begin(TASKS)
    typist.click("p1.tasks2", "content")
    typist.press("Down")
    typist.window.session.run(AddIndicator("new", "p1"))
    typist.window.session.run(AddIndicator("more", "p1"))
    typist.type("a")
    typist.press("Tab")
    assert tasks(typist)[2:] == ["|a"]
