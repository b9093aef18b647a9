"""An annex of several tables while it is edited: a row begun, added or pasted in a table stands in that table."""

from collections.abc import Callable

import pytest
from notation import document as written
from PySide6.QtCore import QModelIndex
from small_forms import small_form

from perfdesk.blocks.block import Block, BlockCell
from perfdesk.blocks.clip import Clip
from perfdesk.blocks.destination import SheetDestination
from perfdesk.blocks.paste_plan import Aim, plans
from perfdesk.forms import loader
from perfdesk.model.fields import Owner
from perfdesk.ui.models.sheet_model import SheetModel
from perfdesk.ui.node_actions import add_row, add_row_above, shift
from perfdesk.ui.session import Session

FORM = """
项目名称 | {name}^3
H of:tasks least:2 where:content=常规 任务>item^2 | 总额>total^2
T 二、新增任务
H of:tasks 任务>item | 内容>content | 总额>total
T 三、产出和效益
H where:level1=产出指标/效益指标 least:3 一级指标>level1+ | 二级指标>level2+ | 三级指标>name | 指标值>target
T 四、满意度
H where:level1=满意度指标 least:2 三级指标>name | 指标值>target
"""
BOOK = """
department_name=青禾县档案馆 | fiscal_year=2025
# 档案工作
- 数量 | 整理数量 | 1万卷
- 服务 | 查阅者满意度 | ≥90%
- 质量 | 完好率 | 98%
"""


Begin = Callable[..., "Editing"]


class Editing:
    """A session and the annex that it shows."""

    def __init__(self, rows: str) -> None:
        self.session = Session()
        self.session.start(written(BOOK + rows, "small"))
        self.session.select("p1")
        self.model = SheetModel(self.session)

    def indicators(self) -> list[str]:
        rows = self.session.document.projects[0].indicators
        return ["|".join(row.fields[key] for key in ("level1", "level2", "name", "target")) for row in rows]

    def tasks(self) -> list[str]:
        rows = self.session.document.projects[0].rows_of(Owner.TASKS)
        return ["|".join(row.fields[key] for key in ("item", "content", "total")) for row in rows]

    def shown(self, key: str = "name") -> list[str]:
        """The names of the rows from top to bottom, "" of an empty one, with the lines between the tables."""
        cells = [cell for cell in self.model.sheet.cells if cell.row]
        return [c.text for c in cells if (c.key == key and c.owner is not Owner.PROJECT) or c.text[1:2] == "、"]

    def empty(self, owner: Owner, key: str, number: int) -> QModelIndex:
        """A field of an empty row, counted among all of its kind."""
        cells = [c for c in self.model.sheet.cells if c.begins_row and (c.owner, c.key) == (owner, key)]
        return self.model.index(cells[number].row, cells[number].column)

    def paste(self, where: QModelIndex, text: str) -> None:
        block = Block.of_cells(BlockCell(0, at, 1, 1, one) for at, one in enumerate(text.split("|")))
        table = SheetDestination(self.session.form, self.session.document, self.model.sheet)
        aim = Aim(table, (where.row(), where.column()), (), range(table.rows))
        self.session.run(plans(Clip("", block), aim)[0].edit())


@pytest.fixture
def begin(qapp: object, monkeypatch: pytest.MonkeyPatch) -> Begin:
    """A document with these rows besides."""
    monkeypatch.setattr(loader, "_given", {"small": small_form(FORM)})
    return lambda rows="": Editing(rows)


LINES = ["二、新增任务", "三、产出和效益", "四、满意度"]


def test_a_row_begun_in_a_table_is_of_the_class_of_the_last_one_there(begin: Begin) -> None:
    here = begin()
    assert here.shown() == [*LINES[:2], "整理数量", "完好率", "", LINES[2], "查阅者满意度", ""]
    assert here.model.setData(here.empty(Owner.INDICATOR, "name", 1), "讲解满意度")
    assert here.indicators()[-1] == "满意度指标|服务对象满意度指标|讲解满意度|"
    assert here.model.setData(here.empty(Owner.INDICATOR, "name", 0), "上架率")
    assert here.indicators()[-1] == "产出指标|质量指标|上架率|"
    assert here.shown()[2:] == ["整理数量", "完好率", "上架率", LINES[2], "查阅者满意度", "讲解满意度"]


def test_a_class_that_is_typed_says_itself_what_the_row_is(begin: Begin) -> None:
    here = begin()
    assert here.model.setData(here.empty(Owner.INDICATOR, "level1", 0), "满意度指标")
    assert here.indicators()[-1] == "满意度指标|||"
    assert here.shown()[-3:] == [LINES[2], "查阅者满意度", ""]


def test_where_nothing_stands_yet_a_row_says_what_the_table_asks_for(begin: Begin) -> None:
    here = begin()
    assert here.model.setData(here.empty(Owner.TASKS, "item", 0), "编目")
    assert here.tasks() == ["编目|常规|"]
    here.session.undo()
    assert here.tasks() == []


def test_a_row_added_beside_another_stands_beside_it(begin: Begin) -> None:
    here = begin("+ tasks | 编目 | content=常规\n+ tasks | 展览 | content=临时")
    add_row(here.session, "p1.2")
    add_row_above(here.session, "p1.1")
    assert here.indicators() == [
        "产出指标|数量指标||", "产出指标|数量指标|整理数量|1万卷", "满意度指标|服务对象满意度指标|查阅者满意度|≥90%",
        "满意度指标|服务对象满意度指标||", "产出指标|质量指标|完好率|98%",
    ]  # fmt: skip
    add_row(here.session, "p1.tasks1")
    add_row_above(here.session, "p1.tasks2")
    assert here.tasks() == ["编目|常规|", "|常规|", "|临时|", "展览|临时|"]


def test_rows_pasted_into_empty_ones_stand_in_their_table(begin: Begin) -> None:
    here = begin()
    here.paste(here.empty(Owner.INDICATOR, "name", 1), "讲解满意度|95%")
    here.paste(here.empty(Owner.TASKS, "item", 0), "编目|3.00")
    assert here.indicators()[-1] == "满意度指标|服务对象满意度指标|讲解满意度|95%"
    assert here.tasks() == ["编目|常规|3.00"]


def test_rows_pasted_below_the_last_one_stand_in_its_table(begin: Begin) -> None:
    """Those of the table above the next one's line, which has no empty row left."""
    here = begin("- 数量 | 利用数量 | 9次\n+ tasks | 甲 | content=常规\n+ tasks | 乙 | content=常规\n+ tasks | 丙")
    last = here.model.index_of("p1.4", "name")
    two = Block.of_cells(BlockCell(at, 0, 1, 1, text) for at, text in enumerate(["利用数量", "编研数量"]))
    table = SheetDestination(here.session.form, here.session.document, here.model.sheet)
    plan = plans(Clip("", two), Aim(table, (last.row(), last.column()), (), range(table.rows)))[0]
    here.session.run(plan.edit())
    assert here.indicators()[-1] == "产出指标|数量指标|编研数量|"
    last = here.model.index_of("p1.tasks2", "item")
    table = SheetDestination(here.session.form, here.session.document, here.model.sheet)
    plan = plans(Clip("", two), Aim(table, (last.row(), last.column()), (), range(table.rows)))[0]
    here.session.run(plan.edit())
    assert here.tasks() == ["甲|常规|", "利用数量|常规|", "丙||", "编研数量|常规|"]


def test_an_indicator_that_gets_another_class_moves_into_its_table(begin: Begin) -> None:
    here = begin()
    here.session.enter({("p1.3", "level1"): "满意度指标"}, "改级别")
    assert here.shown()[2:] == ["整理数量", "", "", LINES[2], "查阅者满意度", "完好率"]
    here.session.undo()
    assert here.shown()[2:] == ["整理数量", "完好率", "", LINES[2], "查阅者满意度", ""]


def test_a_row_moves_past_the_rows_of_its_own_table(begin: Begin) -> None:
    here = begin("- 服务 | 利用者满意度 | 90%")
    shift(here.session, ["p1.3"], -1)
    assert here.shown()[2:] == ["完好率", "整理数量", "", LINES[2], "查阅者满意度", "利用者满意度"]
    shift(here.session, ["p1.2"], 1)
    assert here.shown()[2:] == ["完好率", "整理数量", "", LINES[2], "利用者满意度", "查阅者满意度"]
    before = here.session.document
    shift(here.session, ["p1.2"], 1)
    shift(here.session, ["p1.3"], -1)
    assert here.session.document is before
