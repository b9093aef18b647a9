"""An annex of several tables: each with columns of its own, and all of them on one grid for the screen and Excel."""

from collections import Counter
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notation import document
from small_forms import UPRIGHT, small_form

from perfdesk.forms.bands import Band, NextTable, Row, RowsBand
from perfdesk.forms.bands import Cell as FormCell
from perfdesk.forms.book import annex, book, document_keys_of_projects, project_flows
from perfdesk.forms.common_grid import common_grid, on_common_grid
from perfdesk.forms.definition import Form, Projects
from perfdesk.forms.form_error import FormError
from perfdesk.forms.form_file import read_form
from perfdesk.forms.placed import Sheet
from perfdesk.forms.printed import printed_keys
from perfdesk.forms.printed_labels import printed_labels
from perfdesk.forms.sections import Paragraph
from perfdesk.forms.sheet import screen_sheet, sheet, sheets
from perfdesk.forms.soundness import faults
from perfdesk.forms.style import FormLine
from perfdesk.model.document import Project
from perfdesk.model.fields import Owner

FORM_FILE = Path(__file__).with_name("qingshui-tables-2031.toml")
LAYOUT = small_form(
    """
    > 填报单位：{unit_name}
    项目名称 | {name}^3
    H of:tasks 任务名称>item | 主要内容>content^2 | 预算金额>total
    T 二、{name}的指标
    H 三级指标>name | 指标值>target | 备注>note
    填报人 | {contact}^2
    > 联系电话：{phone}
    """
)
BOOK = document(
    """
    fiscal_year=2031 | department_name=清水县图书馆
    # 书库改造 | unit_name=清水县图书馆 | contact=林一 | phone=0301-56
    + tasks | 修缮库房 | total=3.00
    - 数量 | 书架 | 42组
    - 服务 | 读者满意度 | ≥90%
    # 讲座 | unit_name=少儿馆 | contact=林二
    - 数量 | 讲座场次 | 6场
    """,
    "ningxia-annex2-2024",
)
FIRST = BOOK.projects[0]


def lines(table: Sheet) -> list[str]:
    """The rows as texts; a cell below or beside its beginning is "·"."""
    grid = [["·"] * len(table.widths) for _ in range(table.rows)]
    for cell in table.cells:
        grid[cell.row][cell.column] = cell.text
    return [" | ".join(row) for row in grid]


def test_each_table_has_its_own_columns_and_its_rows_begin_anew() -> None:
    one, two = sheets(LAYOUT, BOOK, FIRST)
    assert lines(one) == [
        "项目名称 | 书库改造 | · | ·", "任务名称 | 主要内容 | · | 预算金额", "修缮库房 |  | · | 3.00",
    ]  # fmt: skip
    assert lines(two) == ["三级指标 | 指标值 | 备注", "书架 | 42组 | ", "读者满意度 | ≥90% | ", "填报人 | 林一 | ·"]
    assert [len(one.widths), len(two.widths)] == [4, 3]
    assert sum(one.widths) == pytest.approx(sum(two.widths))


def test_each_table_repeats_its_own_header() -> None:
    one, two = sheets(LAYOUT, BOOK, FIRST)
    assert [(one.header, one.below_header), (two.header, two.below_header)] == [(1, 2), (0, 1)]


def test_where_there_are_indicators_it_is_their_header_that_repeats() -> None:
    mixed = small_form("H of:tasks 任务名称>item | 预算金额>total\nH 三级指标>name | 指标值>target")
    assert sheet(mixed, BOOK, FIRST).header == 2


def test_the_screen_shows_all_of_them_and_the_lines_between_on_one_grid() -> None:
    assert lines(screen_sheet(LAYOUT, BOOK, FIRST)) == [
        "填报单位：清水县图书馆 | · | · | · | · | ·",
        "项目名称 | 书库改造 | · | · | · | ·",
        "任务名称 | 主要内容 | · | · | · | 预算金额",
        "修缮库房 |  | · | · | · | 3.00",
        "二、书库改造的指标 | · | · | · | · | ·",
        "三级指标 | · | 指标值 | · | 备注 | ·",
        "书架 | · | 42组 | · |  | ·",
        "读者满意度 | · | ≥90% | · |  | ·",
        "填报人 | · | 林一 | · | · | ·",
        "联系电话：0301-56 | · | · | · | · | ·",
    ]
    title = next(cell for cell in screen_sheet(LAYOUT, BOOK, FIRST).cells if cell.text.startswith("二、"))
    assert (title.owner, title.key, title.nodes) == (Owner.PROJECT, "name", ("p1",))


def test_rows_that_are_high_at_least_stay_so_on_one_grid() -> None:
    layout = small_form("项目名称 | {name}\nT 二、意见\n主管部门意见 | {opinion_supervisor}\nH 三级指标>name^2")
    first, begins, opinion, last = layout.table.bands
    assert isinstance(opinion, RowsBand)
    high = replace(opinion, rows=(replace(opinion.rows[0], lines=4),))
    layout = replace(layout, table=replace(layout.table, bands=(first, begins, high, last)))
    assert [dict(one.lines) for one in sheets(layout, BOOK, FIRST)] == [{}, {0: 4}]
    assert (dict(sheet(layout, BOOK, FIRST).lines), dict(screen_sheet(layout, BOOK, FIRST).lines)) == ({1: 4}, {2: 4})


def test_a_form_with_one_table_has_the_very_same_sheet() -> None:
    plain = small_form("项目名称 | {name}\nH 三级指标>name^2")
    (only,) = sheets(plain, BOOK, FIRST)
    assert sheet(plain, BOOK, FIRST) is only
    assert screen_sheet(plain, BOOK, FIRST) is only
    assert (common_grid(plain).widths, on_common_grid(plain, [only])) == (plain.widths, [only])


@given(st.data())
@settings(max_examples=60)
def test_on_one_grid_every_place_has_one_cell_and_nothing_is_lost(data: st.DataObject) -> None:
    layout = data.draw(_several())
    assert [*faults(layout)] == []
    tables, whole = sheets(layout, BOOK, FIRST), sheet(layout, BOOK, FIRST)
    taken = Counter(
        (row, column)
        for cell in whole.cells
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    )
    assert taken == Counter((row, column) for row in range(whole.rows) for column in range(len(whole.widths)))
    assert [cell.text for cell in whole.cells] == [cell.text for one in tables for cell in one.cells]
    # A cell is as wide as in its own table, when all are as wide as the widest.
    wide = max(sum(one.widths) for one in tables)
    assert sum(whole.widths) == pytest.approx(wide)
    for one, placed in zip(tables, on_common_grid(layout, tables), strict=True):
        share = wide / sum(one.widths)
        for cell, moved in zip(one.cells, placed.cells, strict=True):
            own, common = [0.0, *accumulate(one.widths)], [0.0, *accumulate(whole.widths)]
            assert common[moved.column] == pytest.approx(own[cell.column] * share, abs=1.01)
            end, common_end = cell.column + cell.columns, moved.column + moved.columns
            assert common[common_end] == pytest.approx(own[end] * share, abs=1.01)


def _several() -> st.SearchStrategy[Form]:
    """Forms of up to five tables with columns of any widths, some hardly a point apart."""
    widths = st.lists(st.sampled_from([0.1, 0.17, 1, 3.3, 5, 8.25, 11]), min_size=1, max_size=6)
    return st.lists(widths, min_size=1, max_size=5).map(_of_widths)


def _of_widths(tables: list[list[float]]) -> Form:
    plain = small_form("项目名称 | {name}")
    bands: list[Band] = []
    for number, columns in enumerate(tables, 1):
        if number > 1:
            line = FormLine(text=f"表{number}", style="line")
            bands.append(NextTable(kind="table", above=(line,), columns=tuple(columns)))
        cells = tuple(FormCell(at=(at, at), label=f"{number}-{at}") for at in range(1, len(columns) + 1))
        bands.append(RowsBand(kind="rows", rows=(Row(cells=cells),)))
    made = replace(plain.table, columns=tuple(tables[0]), bands=tuple(bands))
    return replace(plain, id=f"several-{tables}", table=made)


def test_two_edges_of_one_table_stay_two_however_near_they_are() -> None:
    close = _of_widths([[11.0, 0.01, 0.01, 11.0], [11.0, 11.0]])
    close = replace(close, table=replace(close.table, margin=0))
    assert len(common_grid(close).widths) == 4
    assert [len(set(edges)) for edges in common_grid(close).edges] == [5, 3]


# --- the book ------------------------------------------------------------------------------------------------------


def test_in_the_book_they_follow_each_other_under_their_lines() -> None:
    one = annex(LAYOUT, BOOK, 1)
    first, second = one.tables
    assert [line.text for line in second.above] == ["二、书库改造的指标"]
    assert (first.above, second.left, second.right, second.caption_style) == ((), "", "", "")
    assert one.blocks == (*one.above, first, *second.above, second, *one.below)
    assert [line.text for line in one.below] == ["联系电话：0301-56"]


def test_a_table_may_begin_a_page_or_lie_on_pages_of_its_own() -> None:
    turned = small_form("项目名称 | {name}\nT~ 二、任务\nH of:tasks 任务名称>item\nT+ 三、指标\nH 三级指标>name")
    sections = list(book(turned, BOOK))
    assert [(section.paper, section.numbered) for section in sections] == [
        (None, True), (UPRIGHT, True), (None, True), (None, True), (UPRIGHT, True), (None, True),
    ]  # fmt: skip
    begins = [block.new_page for section in sections for block in section.blocks if isinstance(block, Paragraph)]
    # The headings of the projects, and the third table of each.
    assert begins == [False, False, True, True, False, True]


def test_a_part_that_counts_from_one_does_so_once() -> None:
    turned = small_form("项目名称 | {name}\nT~ 二、指标\nH 三级指标>name")
    assert turned.projects.restart
    assert [section.restart for section in book(turned, BOOK)] == [True, False, False, False]


def test_a_table_that_says_nothing_lies_as_those_of_its_part() -> None:
    layout = small_form("项目名称 | {name}\nT 二、指标\nH 三级指标>name")
    parts = tuple(replace(one, page=UPRIGHT) if isinstance(one, Projects) else one for one in layout.parts)
    layout = replace(layout, parts=parts)
    assert [section.paper for section in book(layout, BOOK)] == [UPRIGHT]
    assert [flow.paper for flow in project_flows(layout, BOOK, 2)] == [UPRIGHT]
    assert layout.papers == (UPRIGHT, UPRIGHT)


def test_without_projects_there_is_one_section_still() -> None:
    turned = small_form("项目名称 | {name}\nT~ 二、指标\nH 三级指标>name")
    (only,) = book(turned, BOOK.with_projects(()))
    assert (tuple(only.blocks), only.paper) == ((), None)
    assert [flow.blocks for flow in project_flows(turned, BOOK.with_projects(()), 1)] == [()]


def test_the_fields_in_the_lines_between_are_the_forms() -> None:
    layout = small_form("项目名称 | {name}\nT 二、{fiscal_year}年指标（{contact}）\nH 三级指标>name")
    assert {(Owner.PROJECT, "contact"), (Owner.DOCUMENT, "fiscal_year")} <= printed_keys(layout)
    assert "fiscal_year" in layout.document_keys
    assert "fiscal_year" in document_keys_of_projects(layout)


def test_a_label_in_another_table_heads_no_column() -> None:
    layout = small_form(
        "项目名称 | {name}\n单位：万元 | 预算数\nT 二、情况\n{budget_total} | {budget_fiscal}\nH 三级指标>name^2"
    )
    assert (Owner.PROJECT, "budget_fiscal") not in printed_labels(layout)


# --- a form file ---------------------------------------------------------------------------------------------------


def test_a_form_file_describes_three_tables() -> None:
    layout = read_form(FORM_FILE)
    assert [part.bands for part in layout.table.parts] == [range(3), range(4, 5), range(6, 7)]
    assert [paper.landscape for paper in layout.papers] == [False, True, False]
    blank = Project("p")
    first, second, third = sheets(layout, BOOK.with_projects([blank]), blank)
    assert [table.rows for table in (first, second, third)] == [6, 1, 3]
    assert {cell.row: third.begun[cell.row] for cell in third.cells if cell.begins_row} == {
        1: {"level1": "满意度指标"}, 2: {"level1": "满意度指标"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("项目名称 | {name}\nT 二、指标", "table.bands 里的第 2 张表一段也没有"),
        ("T 一、指标\nH 三级指标>name", "table.bands 里的第 1 张表一段也没有"),
        ("项目名称 | {name}\nT {name}\nH 三级指标>name", "table.bands 里的“{name}”没有印好的字，装入时认不出来"),
        ("项目名称 | {name}\nT 二、{nmae}\nH 三级指标>name", "没有“nmae”这个字段，是否指“name”"),
        ("项目名称 | {name}\nT 二、指标\nH header:0 三级指标>name", "header = 0 的一段要紧接在固定的行下面"),
        (
            "项目名称 | {name}" + "\nT 续表\nH of:tasks 任务>item" * 1 + "\nT 续表\n注 | ()" * 7,
            "分成了 9 张表，最多 8 张",
        ),
    ],
)
def test_tables_that_cannot_be_printed_or_read_back_are_named(text: str, fault: str) -> None:
    layout = small_form(text, sound=False)
    assert any(fault in one for one in faults(layout)), [*faults(layout)]


def test_the_second_table_is_held_to_its_own_columns_and_paper() -> None:
    layout = small_form("项目名称 | {name}\nT 二、指标\nH 三级指标>name | 指标值>target")
    band = layout.table.bands[1]
    assert isinstance(band, NextTable)
    narrow = _with_band(layout, replace(band, columns=(10.0,)))
    assert [*faults(narrow)] == ["table.bands 第 3 项的各列没有从左到右正好占满 1 列"]
    wide = _with_band(layout, replace(band, columns=(30.0, 60.0)))
    assert [*faults(wide)] == ["第 2 张表的 columns：表宽 339 毫米，超出了纸张"]
    style = _with_band(layout, replace(band, above=(FormLine(text="二、指标", style="lien"),)))
    assert [*faults(style)] == [
        'table.bands（kind = "table"）：styles 里没有这个样式，不认识“lien”，是不是“line”',
    ]
    low = _with_band(layout, replace(band, page=replace(UPRIGHT, text_height=6)))
    assert "table：一行比一页还高" in [*faults(low)]
    outside = _with_band(layout, replace(band, page=replace(UPRIGHT, text_height=300), columns=(9.0, 9.0)))
    assert [*faults(outside)] == ['table.bands（kind = "table"）的 page：正文区域超出了纸张']


def _with_band(layout: Form, band: NextTable) -> Form:
    first, _, last = layout.table.bands
    return replace(layout, table=replace(layout.table, bands=(first, band, last)))


def test_a_table_of_all_projects_is_one() -> None:
    layout = small_form("H 项目名称>!name | 三级指标>name\nT 二、说明\n注 | ()", sound=False, grid=True)
    assert 'grid 是一张表，不能再有 kind = "table"' in [*faults(layout)]


def test_five_hundred_tables_are_refused_in_one_sentence(tmp_path: Path) -> None:
    first, _, _ = FORM_FILE.read_text(encoding="utf-8").partition('[[table.bands]]\nkind = "table"')
    another = '[[table.bands]]\nkind = "table"\nabove = [{ text = "续表", style = "part" }]\ncolumns = [20]\n'
    path = tmp_path / "many.toml"
    path.write_text(first + 500 * another, encoding="utf-8")
    with pytest.raises(FormError, match=r"^表样文件 many\.toml 有误：table\.bands：最多 40 项。$"):
        read_form(path)
