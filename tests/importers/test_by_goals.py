"""Indicators below the numbered goal that they belong to: on the grid, edited, in Word and Excel, and read back."""

from dataclasses import replace
from pathlib import Path

import pytest
from notation import document
from small_forms import small_form

from perfdesk.exporters.excel import write_workbook
from perfdesk.exporters.word import write_document
from perfdesk.forms import loader
from perfdesk.forms.definition import Form
from perfdesk.forms.sheet import Role, sheet
from perfdesk.forms.soundness import faults
from perfdesk.importers.load import read_source
from perfdesk.model.document import Document, Record
from perfdesk.model.fields import Fields, Owner
from perfdesk.ui import node_actions
from perfdesk.ui.models.sheet_model import SheetModel
from perfdesk.ui.session import Session

TEXT = """
    项目名称 | {name}^3
    H each:goals 绩效指标~* | 二级指标>level2+ | 三级指标>name | 指标值>target
    填表说明 | {remarks}^3
"""
LAYOUT = small_form(TEXT)


def with_goals(one: Document, *texts: str) -> Document:
    first, *others = one.projects
    goals = (Record(Owner.GOALS, f"g{at}", Fields({"text": text} if text else {})) for at, text in enumerate(texts, 1))
    return one.with_projects([first.with_rows([*first.indicators, *goals]), *others])


BOOK = with_goals(
    document(
        """
        # 书库改造 | remarks=如实
        - 数量 | 书架 | 42组 | goal_number=2
        - 数量 | 册数 | 900册 | goal_number=1
        - 数量 | 开架册数 | 90册 | goal_number=1
        - 质量 | 合格率 | 100% | goal_number=2
        - 质量 | 完好率 | 99%
        # 讲座
        - 质量 | 满意率 | 95%
        """,
        "ningxia-annex2-2024",
    ),
    "改造书库。",
    "购置书架。",
    "尚无指标。",
)


def rows(layout: Form, one: Document, at: int = 0) -> list[list[str]]:
    table = sheet(layout, one, one.projects[at])
    return [[cell.text for cell in table.cells if cell.row == row] for row in range(table.rows)]


def test_each_goal_stands_above_its_indicators_and_those_of_none_come_first() -> None:
    assert rows(LAYOUT, BOOK)[1:-1] == [
        ["绩效指标", "二级指标", "三级指标", "指标值"],
        ["质量指标（必填）", "完好率", "99%"],
        ["目标1", "改造书库。"],
        ["数量指标（必填硬性指标）", "册数", "900册"],
        ["开架册数", "90册"],
        ["目标2", "购置书架。"],
        ["数量指标（必填硬性指标）", "书架", "42组"],
        ["质量指标（必填）", "合格率", "100%"],
        ["目标3", "尚无指标。"],
    ]
    table = sheet(LAYOUT, BOOK, BOOK.projects[0])
    assert sum(cell.rows * cell.columns for cell in table.cells) == table.rows * 4
    goal = next(cell for cell in table.cells if cell.text == "改造书库。")
    assert (goal[:4], goal.role, goal.owner, goal.key, goal.nodes) == (
        (3, 2, 1, 2), Role.VALUE, Owner.GOALS, "text", ("g1",),
    )  # fmt: skip
    assert next(cell for cell in table.cells if cell.text == "绩效指标").rows == 9


def test_without_goals_all_indicators_stand_below_the_header() -> None:
    assert rows(LAYOUT, BOOK, 1)[2:-1] == [["质量指标（必填）", "满意率", "95%"]]
    assert rows(LAYOUT, document("# 甲", "ningxia-annex2-2024"))[1:-1] == [
        ["绩效指标", "二级指标", "三级指标", "指标值"]
    ]


@pytest.mark.parametrize("number", ["4", "0", "二", "-1"])
def test_an_indicator_of_a_goal_that_is_not_there_is_printed_all_the_same(number: str) -> None:
    one = BOOK.with_fields({(BOOK.projects[0].indicators[0].id, "goal_number"): number})
    assert rows(LAYOUT, one)[2] == ["数量指标（必填硬性指标）", "书架", "42组"]


def read(one: Document) -> list[object]:
    """Texts by project; its indicators by goal, the goals in order."""
    return [
        (
            dict(p.fields),
            sorted((row.fields["goal_number"], row.name, row.target, row.level2) for row in p.indicators),
            [dict(row.fields) for row in p.rows_of(Owner.GOALS)],
        )
        for p in one.projects
    ]


@pytest.mark.parametrize("repeats", [False, True])
def test_goals_and_what_belongs_to_them_come_back(tmp_path: Path, *, repeats: bool) -> None:
    text = TEXT.replace("绩效指标~* | 二级指标>level2+", "二级指标>level2+^2")
    layout = small_form(text, repeat_header=True) if repeats else LAYOUT
    for name, write in (("out.docx", write_document), ("out.xlsx", write_workbook)):
        with (tmp_path / name).open("wb") as stream:
            write(layout, BOOK, stream)
        imported = read_source(tmp_path / name, layout)
        assert (read(imported.document), imported.left_out) == (read(BOOK), ()), name


def test_a_goal_without_a_text_keeps_its_number(tmp_path: Path) -> None:
    one = with_goals(BOOK.with_projects([BOOK.projects[0].with_rows(BOOK.projects[0].indicators)]), "", "购置书架。")
    with (tmp_path / "out.docx").open("wb") as stream:
        write_document(LAYOUT, one, stream)
    assert read(read_source(tmp_path / "out.docx", LAYOUT).document) == read(one)


def test_a_goal_is_edited_in_its_row_and_a_new_indicator_joins_the_goal(
    qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loader, "_given", {"small": LAYOUT})
    session = Session()
    session.start(replace(BOOK, form="small"))
    session.select("p1")
    model = SheetModel(session)
    at = model.index_of("g2", "text")
    assert model.setData(at, "购置新书架。")
    assert session.document.fields_of("g2")["text"] == "购置新书架。"
    node_actions.add_indicator(session, BOOK.projects[0].indicators[0].id)
    assert session.document.fields_of(session.current)["goal_number"] == "2"
    assert model.index_of(session.current, "name").row() == 8


def test_goals_and_numbers_count_as_printed() -> None:
    assert LAYOUT.table.keys_of(Owner.GOALS) == ("text",)
    assert "goal_number" in LAYOUT.table.keys_of(Owner.INDICATOR)


TOLD = 'table.bands 第 2 项：each = "goals" '
ONLY = TOLD + '只用于 of = "indicators"、不止一列的一段，表里也不能再有 of = "goals" 的一段'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (TEXT.replace("each:goals 绩效", "of:costs each:goals 绩效").replace("level2+", "item")
         .replace(">name", ">basis").replace(">target", ">amount"), ONLY),
        ("项目名称 | {name}\nH each:goals 三级指标>name^2", ONLY),
        (TEXT.rstrip() + "\nH of:goals 目标>text^4", ONLY),
        (TEXT.replace("each:goals", "each:goals least:3"), TOLD + "不能和 least、tail、grid 一起写"),
        (TEXT.replace("each:goals", "each:goals tail:……"), TOLD + "不能和 least、tail、grid 一起写"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_band_by_goals_is_told(text: str, told: str) -> None:
    assert told in [*faults(small_form(text, sound=False))]
