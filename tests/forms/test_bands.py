"""Each kind of band and cell, on the grid: where the cells stand and what they show."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from notation import document
from small_forms import small_form
from strategies import PROJECTS
from tables import with_bands

from perfdesk.forms.bands import Band, Cell, Column, RecordsBand, Row, RowsBand, SideLabel
from perfdesk.forms.blank import new_document, new_project
from perfdesk.forms.computed import Computed
from perfdesk.forms.definition import Form
from perfdesk.forms.loader import form
from perfdesk.forms.placed import PlacedCell, Role, Sheet
from perfdesk.forms.sheet import sheet
from perfdesk.forms.soundness import faults
from perfdesk.model.document import Document, Project
from perfdesk.model.fields import Fields

BOOK = """
    fiscal_year=2031 | department_name=清水县图书馆
    # 书库改造 | budget_total=30.00 | budget_fiscal=25.5 | attribute=新增项目 | total_weight=90
    - 数量 | 书架 | 42组 | weight=50 | score=48.5 | actual=40组 | likelihood=有可能
    - 数量 | 册数 | 900册 | weight=30 | score=30 | likelihood=确定能
    - 质量 | 合格率 | 100% | weight=10 | score=9.25
"""


def drawn(layout: Form, book: str = BOOK) -> Sheet:
    """The table of the first project."""
    one = document(book, "ningxia-annex2-2024")
    return sheet(layout, one, one.projects[0])


def lines(table: Sheet) -> list[str]:
    """The rows as texts; a cell below or beside its beginning is "·"."""
    grid = [["·"] * len(table.widths) for _ in range(table.rows)]
    for cell in table.cells:
        grid[cell.row][cell.column] = cell.text
    return [" | ".join(row) for row in grid]


def cell_with(table: Sheet, text: str) -> PlacedCell:
    (found,) = (cell for cell in table.cells if cell.text == text)
    return found


TOP = "项目名称 | {name}^3\n"
DOCUMENT = document(BOOK, "ningxia-annex2-2024")


def test_rows_may_stand_below_the_indicators() -> None:
    layout = small_form(TOP + "H 三级指标>name | 指标值>target^2 | 得分>score\n总分^3 | {total_weight}")
    assert lines(drawn(layout)) == [
        "项目名称 | 书库改造 | · | ·", "三级指标 | 指标值 | · | 得分", "书架 | 42组 | · | 48.5",
        "册数 | 900册 | · | 30", "合格率 | 100% | · | 9.25", "总分 | · | · | 90",
    ]  # fmt: skip
    value = cell_with(drawn(layout), "90")
    assert (value.editable, value.role) == (True, Role.VALUE)


def test_rows_below_follow_when_indicators_come_and_go() -> None:
    layout = small_form(TOP + "H 三级指标>name^4\n总分^3 | {total_weight}")
    none = document("# 甲 | total_weight=7", "ningxia-annex2-2024")
    assert lines(sheet(layout, none, none.projects[0])) == [
        "项目名称 | 甲 | · | ·", "三级指标 | · | · | ·", "总分 | · | · | 7",
    ]  # fmt: skip


@pytest.mark.parametrize(("header", "at"), [(0, None), (1, 1)])
def test_a_header_may_be_left_out(header: int, at: int | None) -> None:
    table = drawn(small_form(TOP + f"H header:{header} 三级指标>name^4"))
    assert (table.header, table.rows) == (at, 1 + header + 3)
    assert ("三级指标" in [cell.text for cell in table.cells]) is bool(header)


def test_a_header_of_two_rows_has_labels_over_labels() -> None:
    table = drawn(small_form(TOP + "H 三级指标>name | 完成^2 | 备注>note\nH2 实际>actual | 得分>score"))
    assert lines(table)[1:4] == ["三级指标 | 完成 | · | 备注", "· | 实际 | 得分 | ·", "书架 | 40组 | 48.5 | "]
    assert (table.header, table.header_rows, table.below_header) == (1, 2, 3)
    assert [cell_with(table, text)[:4] for text in ("三级指标", "完成", "得分")] == [
        (1, 0, 2, 1), (1, 1, 1, 2), (2, 2, 1, 1),
    ]  # fmt: skip


def test_a_label_runs_down_beside_a_band_with_its_header_and_its_empty_rows() -> None:
    table = drawn(small_form(TOP + "H least:5 tail:…… 绩效指标~* | 三级指标>name | 指标值>target^2"))
    assert cell_with(table, "绩效指标")[:4] == (1, 0, 7, 1)
    assert lines(table)[5:] == ["· |  |  | ·", "· |  |  | ·", "· | …… |  | ·"]


@pytest.mark.parametrize(("least", "empty"), [(0, 0), (2, 0), (3, 0), (4, 1), (9, 6)])
def test_so_many_rows_are_printed_at_least(least: int, empty: int) -> None:
    table = drawn(small_form(TOP + f"H least:{least} 一级指标>level1+ | 三级指标>name^3"))
    assert table.rows == 2 + 3 + empty
    blank = [cell for cell in table.cells if cell.row >= 5]
    assert [(cell.text, cell.role, cell.editable) for cell in blank] == [("", Role.NOTE, False)] * 2 * empty


def test_the_tail_stands_in_the_first_column_that_is_not_merged() -> None:
    table = drawn(small_form(TOP + "H tail:…… 一级指标>level1+ | 三级指标>name | 指标值>target | 名称=绩效"))
    assert lines(table)[-1] == " | …… |  | ·"
    assert cell_with(table, "绩效").rows == 4


def test_a_column_is_ticked_if_that_is_the_text() -> None:
    parts = "确定能?likelihood | 有可能?likelihood | 不可能?likelihood"
    table = drawn(small_form(f"{TOP}H 三级指标>name | 可能性^3\nH2 {parts}"))
    assert lines(table)[3:] == ["书架 |  | √ | ", "册数 | √ |  | ", "合格率 |  |  | "]
    assert all(cell.key == "likelihood" and cell.editable for cell in table.cells if cell.row > 2 and cell.column)


def test_options_are_printed_with_boxes_and_the_chosen_word_is_the_field() -> None:
    layout = small_form("项目名称 | {name} | 属性 | {新增项目/延续项目 attribute}\nH 三级指标>name^4")
    assert lines(drawn(layout))[0].endswith("☑新增项目 □延续项目")
    other = BOOK.replace("attribute=新增项目", "attribute=一次性")
    assert lines(drawn(layout, other))[0].endswith("□新增项目 □延续项目 ☑一次性")
    assert lines(drawn(layout, BOOK.replace("attribute=新增项目 |", "")))[0].endswith("□新增项目 □延续项目")


def test_a_cell_has_any_number_of_slots() -> None:
    layout = small_form("总额{budget_total}万元，财政{budget_fiscal}万元^4\nH 三级指标>name^4")
    (cell,) = (cell for cell in drawn(layout).cells if cell.row == 0)
    assert (cell.text, cell.key, cell.editable) == ("总额30.00万元，财政25.5万元", "budget_total", True)
    assert layout.table.keys_of(cell.owner) == ("budget_total", "budget_fiscal")  # type: ignore[arg-type]


def test_notes_and_blank_cells_ask_for_nothing() -> None:
    table = drawn(small_form("项目名称 | {name} | ()^2\nH 三级指标>name^4\n! 填表说明：如实填写。^4"))
    note, blank = cell_with(table, "填表说明：如实填写。"), table.cells[2]
    assert [(cell.role, cell.role.bold, cell.editable) for cell in (note, blank)] == [(Role.NOTE, False, False)] * 2


@pytest.mark.parametrize(
    ("how", "printed"),
    [
        ("sum indicator.score", "87.75"),
        ("sum indicator.weight", "90"),
        ("sum budget_total budget_fiscal", "55.50"),
        ("sum budget_total budget_other", "30.00"),
        ("sum budget_other", ""),
        ("sum indicator.target", ""),
        ("sum budget_total attribute", ""),
        ("rate budget_fiscal budget_total", "85.00%"),
        ("rate budget_fiscal budget_other", ""),
        ("rate budget_fiscal attribute", ""),
        ("score total_weight budget_fiscal budget_total", "76.50"),
        ("score total_weight budget_total budget_fiscal", "90.00"),
        ("score budget_other budget_total budget_fiscal", ""),
    ],
)
def test_a_number_is_computed_from_texts_as_entered(how: str, printed: str) -> None:
    table = drawn(small_form(TOP + f"H 三级指标>name^4\n合计^3 | [{how}]"))
    cell = table.cells[-1]
    assert (cell.text, cell.role, cell.editable) == (printed, Role.COMPUTED, False)


@pytest.mark.parametrize(
    ("done", "rate"), [("0", "0.00%"), ("-3", "-10.00%"), ("1/3", ""), ("10", "33.33%"), ("20", "66.67%")]
)
def test_a_rate_is_rounded_to_two_decimals(done: str, rate: str) -> None:
    layout = small_form(TOP + "H 三级指标>name^4\n率^3 | [rate budget_fiscal budget_total]")
    assert drawn(layout, f"# 甲 | budget_total=30 | budget_fiscal={done}").cells[-1].text == rate


@pytest.mark.parametrize(
    ("done", "whole", "score"),
    [
        ("0.5", "1", "5.00"),
        ("0", "1", "0.00"),
        ("-1", "1", "0.00"),
        ("2", "1", "10.00"),
        ("1", "0", ""),
        ("1", "-1", ""),
    ],
)  # fmt: skip
def test_a_score_is_the_weight_at_most_and_never_below_nothing(done: str, whole: str, score: str) -> None:
    layout = small_form(TOP + "H 三级指标>name^4\n得分^3 | [score total_weight budget_fiscal budget_total]")
    book = f"# 甲 | total_weight=10 | budget_total={whole} | budget_fiscal={done}"
    assert drawn(layout, book).cells[-1].text == score


def test_a_rate_of_less_than_one_is_one_all_the_same() -> None:
    layout = small_form(TOP + "H 三级指标>name^4\n率^3 | [rate budget_fiscal budget_total]")
    assert drawn(layout, "# 甲 | budget_total=0.5 | budget_fiscal=0.25").cells[-1].text == "50.00%"


def test_a_rate_of_nothing_is_none() -> None:
    layout = small_form(TOP + "H 三级指标>name^4\n率^3 | [rate budget_fiscal budget_total]")
    assert drawn(layout, "# 甲 | budget_total=0 | budget_fiscal=1").cells[-1].text == ""


@pytest.mark.parametrize(("how", "of"), [("rate", ("a",)), ("rate", ("a", "b", "c")), ("score", ("a", "b"))])
def test_a_number_is_computed_from_as_many_fields_as_it_needs(how: str, of: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="个字段算出"):
        Computed(how=how, of=of)  # type: ignore[arg-type]


THIRD = "table.bands 第 3 项第 1 行"

# --- what lies -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("H 三级指标>name^3", "table.bands 第 2 项的各列没有从左到右正好占满 4 列"),
        ("H 三级指标>name^5", "table.bands 第 2 项的各列没有从左到右正好占满 4 列"),
        ("H 三级指标>nmae^4", "table.bands 第 2 项第 1 列：没有“nmae”这个字段，是否指“name”"),
        ("H 三级指标>name+^3 | 备注?note/是+", "table.bands 第 2 项第 2 列：merge 只用于 field，不能和 choice 一起写"),
        (
            "H 三级指标>name^4\nH 三级指标>name^4",
            'table.bands 第 2、3 项都是 of = "indicators"、没有 where，分不清哪一条印在哪一段',
        ),
        ("H 三级指标>name^4\n{a/a attribute}^4", f"{THIRD}：choices 里有重复的，或含有“、”"),
        ("H 三级指标>name^4\n合^3 | [sum indicator.scroe]", f"{THIRD}的 computed：没有“scroe”这个字段，是否指“score”"),
        (
            "H 三级指标>name^4\n合^3 | [rate indicator.score budget_total]",
            f"{THIRD}：computed：rate 只能由项目的字段算出",
        ),
        (
            "H 三级指标>name^4\n{budget_total}和{budget_fiscl}^4",
            f"{THIRD}：没有“budget_fiscl”这个字段，是否指“budget_fiscal”",
        ),
    ],
)
def test_a_table_that_contradicts_itself_is_named(text: str, fault: str) -> None:
    assert [*faults(small_form(TOP + text, sound=False))] == [fault]


def test_a_label_beside_the_rows_does_not_go_with_a_header_that_repeats() -> None:
    layout = small_form(TOP + "H 绩效~* | 三级指标>name^3", sound=False, repeat_header=True)
    assert [*faults(layout)] == ["table.bands 第 2 项：repeat_header 和 side 不能同时用，请改用 fixed 的一列"]


def test_a_label_over_others_needs_a_header_of_two_rows() -> None:
    column = Column(at=(1, 6), label="三级指标", field="name", under="甲")
    layout = with_bands(form("ningxia-annex2-2024"), RecordsBand(kind="records", columns=(column,)))
    assert [*faults(layout)] == ["table.bands 第 1 项第 1 列：under 要求 header = 2"]


# --- any form ------------------------------------------------------------------------------------------------------


@st.composite
def _row(draw: st.DrawFn, width: int) -> Row:
    edges = sorted(draw(st.sets(st.integers(2, width), max_size=3)) | {1, width + 1})
    kinds = st.sampled_from([{"label": "甲"}, {"field": "name"}, {"note": "注"}, {"blank": True}])
    return Row(cells=tuple(Cell(at=(a, b - 1), **draw(kinds)) for a, b in pairwise(edges)))


_CONTENTS = st.sampled_from([{"field": "level1", "merge": True}, {"field": "name"}, {"fixed": "固"}, {"blank": True}])


@st.composite
def _record_band(draw: st.DrawFn, width: int) -> RecordsBand:
    first = draw(st.integers(1, 2))
    side = SideLabel(at=(1, first - 1), label="旁") if first > 1 else None
    edges = sorted(draw(st.sets(st.integers(first + 1, width), max_size=4)) | {first, width + 1})
    header = draw(st.integers(0, 2))
    columns = []
    for a, b in pairwise(edges):
        what = draw(_CONTENTS)
        under = draw(st.sampled_from(["", "上", "下"])) if header == 2 else ""
        columns.append(Column(at=(a, b - 1), label="列", under=under, **what))
    least, tail = draw(st.integers(0, 4)), draw(st.sampled_from(["", "……"]))
    return RecordsBand(kind="records", header=header, columns=tuple(columns), side=side, least=least, tail=tail)


@st.composite
def forms_of_bands(draw: st.DrawFn) -> Form:
    """Forms of six columns with one band of indicators somewhere."""
    rows = st.lists(_row(6), min_size=1, max_size=3).map(lambda rows: RowsBand(kind="rows", rows=tuple(rows)))
    bands: list[Band] = [*draw(st.lists(rows, max_size=2)), draw(_record_band(6)), *draw(st.lists(rows, max_size=2))]
    layout = with_bands(form("ningxia-annex2-2024"), *bands)
    assume(not any(faults(layout)))
    return layout


def _places(table: Sheet) -> Iterator[tuple[int, int]]:
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.rows):
            yield from ((row, column) for column in range(cell.column, cell.column + cell.columns))


@given(forms_of_bands(), PROJECTS)
@settings(max_examples=80)
def test_the_cells_of_any_sound_form_fill_the_grid_exactly_once(layout: Form, project: Project) -> None:
    table = sheet(layout, Document("d", layout.id, Fields(), (project,)), project)
    covered = Counter(_places(table))
    assert set(covered.values()) <= {1}
    assert len(covered) == table.rows * len(table.widths)


def test_a_new_document_about_a_department_has_the_node_that_stands_for_it() -> None:
    layout = small_form(TOP + "H 三级指标>name^4")
    assert new_document(layout, "2031").projects == ()
    (node,) = new_document(replace(layout, subject="department"), "2031").projects
    assert [row.level2 for row in node.indicators] == [row.level2 for row in new_project(layout, DOCUMENT).indicators]
