"""What a form may be, up to the bound: its sizes on the paper, its spans, its names, its weights."""

from dataclasses import replace
from typing import Any

import pytest
from tables import with_columns, with_rows

from perfdesk.forms.bands import Cell, Row
from perfdesk.forms.definition import Form, Level1, Level2, OwnField
from perfdesk.forms.loader import form
from perfdesk.forms.soundness import faults
from perfdesk.forms.style import PageSetup, Style
from perfdesk.model.fields import Kind, Owner

HEBEI = form("hebei-book-2024")
POINTS = 72 / 25.4


def with_page(**changes: Any) -> Form:
    return replace(HEBEI, page=replace(HEBEI.page, **changes))


def with_style(**changes: Any) -> Form:
    return replace(HEBEI, styles={**HEBEI.styles, "text": replace(HEBEI.styles["text"], **changes)})


def with_table(**changes: Any) -> Form:
    return replace(HEBEI, table=replace(HEBEI.table, **changes))


def said(one: Form) -> str:
    return "；".join(faults(one))


@pytest.mark.parametrize(
    ("changes", "is_sound"),
    [
        ({"left": 54.0, "text_width": 156.0}, True),
        ({"left": 54.1, "text_width": 156.0}, False),
        ({"top": 72.0, "text_height": 225.0}, True),
        ({"top": 72.1, "text_height": 225.0}, False),
    ],
)
def test_the_text_area_may_reach_to_the_edge_of_the_paper(changes: dict[str, float], is_sound: bool) -> None:
    assert said(with_page(**changes)) == ("" if is_sound else "page：正文区域超出了纸张")


def test_the_table_may_be_as_wide_as_the_paper() -> None:
    wide = sum(with_page(text_width=100.0).widths) / POINTS  # as the columns say it, far from filling the text area
    assert said(with_page(width=wide + 0.01, left=0.0, text_width=100.0)) == ""
    narrow = said(with_page(width=wide - 0.01, left=0.0, text_width=100.0))
    assert narrow == f"table.columns：表宽 {wide:.0f} 毫米，超出了纸张"


@pytest.mark.parametrize(("height", "is_sound"), [(20 / POINTS + 0.01, True), (20 / POINTS - 0.01, False)])
def test_a_line_of_the_table_fits_on_a_page(height: float, is_sound: bool) -> None:
    assert HEBEI.table.line == 20
    assert ("table：一行比一页还高" in said(with_page(text_height=height))) is not is_sound


@pytest.mark.parametrize(("spacing", "is_sound"), [(-8, True), (-8.1, False), (0, True), (20, True)])
def test_letters_may_stand_half_over_each_other(spacing: float, is_sound: bool) -> None:
    assert HEBEI.styles["text"].size == 16
    assert said(with_style(spacing=spacing)) == ("" if is_sound else "styles.text：spacing 太小，字叠在一起")


@pytest.mark.parametrize(("more", "is_sound"), [(-0.01, True), (0.01, False)])
@pytest.mark.parametrize("share", ["before", "after", "line"])
def test_a_line_with_its_space_fits_on_a_page(share: str, more: float, is_sound: bool) -> None:
    room = HEBEI.page.text_height * POINTS
    style: dict[str, float] = {"before": 0, "after": 0, "line": 10}
    style[share] = room + more if share == "line" else room - 10 + more
    assert said(with_style(**style)) == ("" if is_sound else "styles.text：一行比一页还高")


# --- spans -----------------------------------------------------------------------------------------------------


def rows(text: str) -> tuple[Row, ...]:
    """Rows of cells "first-last" or "first-last/down", parted by blanks."""
    made = []
    for line in text.split(";"):
        cells = []
        for word in line.split():
            place, _, down = word.partition("/")
            first, last = map(int, place.split("-"))
            cells.append(Cell(at=(first, last), down=int(down or 1), label="甲"))
        made.append(Row(cells=tuple(cells)))
    return tuple(made)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("1-7", ""),
        ("1-3 4-7", ""),
        ("1-3/2 4-7; 4-7", ""),
        ("4-7 1-3/2; 4-7", ""),
        ("1-3 4-6", "table.bands 第 1 项第 1 行没有正好占满 7 列"),
        ("1-3 5-7", "table.bands 第 1 项第 1 行没有正好占满 7 列"),
        ("1-8", "table.bands 第 1 项第 1 行没有正好占满 7 列"),
        ("1-7; 1-6", "table.bands 第 1 项第 2 行没有正好占满 7 列"),
        ("1-4 4-7", "table.bands 第 1 项第 1 行：“甲”与别的格重叠，或伸出了表外"),
        ("1-7/2", "table.bands 第 1 项第 1 行：“甲”与别的格重叠，或伸出了表外"),
        ("1-3/2 4-7; 3-7", "table.bands 第 1 项第 2 行：“甲”与别的格重叠，或伸出了表外"),
        ("1-3/2 4-7; 4-6", "table.bands 第 1 项第 2 行没有正好占满 7 列"),
    ],
)
def test_rows_fill_the_grid_just_once(text: str, fault: str) -> None:
    assert len(HEBEI.table.columns) == 7
    assert said(with_rows(HEBEI, rows(text))) == fault


def test_columns_of_indicators_fill_the_grid_just_once() -> None:
    all_of_them = HEBEI.table.columns_of_indicators
    wrong = "table.bands 第 2 项的各列没有从左到右正好占满 7 列"
    assert said(with_columns(HEBEI, all_of_them[:-1])) == wrong
    assert said(with_columns(HEBEI, all_of_them[::-1])) == wrong
    assert said(with_columns(HEBEI, all_of_them)) == ""


# --- weights, fields of the form's own -------------------------------------------------------------------------


@pytest.mark.parametrize(("weights", "is_sound"), [((5, 5), True), ((0, 100), True), ((6, 5), False), (None, True)])
@pytest.mark.parametrize("at", ["level1", "level2"])
def test_the_least_weight_is_not_above_the_most(at: str, weights: tuple[int, int] | None, is_sound: bool) -> None:
    two = Level2(name="数量指标", weights=weights if at == "level2" else None)
    one = Level1(name="产出指标", weights=weights if at == "level1" else None, children=(two,))
    name = "产出指标" if at == "level1" else "数量指标"
    wanted = "" if is_sound else f"levels“{name}”：weights 的最小值大于最大值"
    assert said(replace(HEBEI, levels=(*HEBEI.levels, one))) == wanted


@pytest.mark.parametrize(
    ("key", "title", "kind", "fault"),
    [
        ("own.area", "面积", Kind.NUMBER, ""),
        ("own.area", "面 积", None, "title 里不能有空格和换行"),
        ("own.area", "面积\n", None, "title 里不能有空格和换行"),
        ("own.area", "项目名称", None, "title“项目名称”与字段“name”的名称相同"),
        ("area", "面积", None, "表样自己的字段以 own. 开头"),
        ("budget_total", "年度资金总额", None, ""),
        ("budget_total", "年度资金总额", Kind.MONEY, ""),
        ("budget_total", "年度资金总额", Kind.TEXT, "不能改为 text"),
        ("budget_totl", "年度资金总额", None, "是否指“budget_total”"),
    ],
)
def test_a_field_of_the_forms_own(key: str, title: str, kind: Kind | None, fault: str) -> None:
    one = OwnField(key=key, owner=Owner.PROJECT, title=title, kind=kind)
    found = said(replace(HEBEI, own_fields=(one,)))
    assert fault in found
    assert found.startswith(f"own_fields 第 1 项（{key}）：") if fault else not found


def test_a_field_of_the_forms_own_is_told_once_for_each_owner() -> None:
    one = OwnField(key="own.area", owner=Owner.PROJECT, title="面积")
    other = replace(one, owner=Owner.INDICATOR)
    assert said(replace(HEBEI, own_fields=(one, other))) == ""
    assert said(replace(HEBEI, own_fields=(one, one))) == "own_fields 第 2 项（own.area）：写了两遍"
    same = said(replace(HEBEI, own_fields=(one, replace(one, key="own.place"))))
    assert same == "own_fields 第 2 项（own.place）：title“面积”与字段“own.area”的名称相同"


# --- names -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"required": ("code", "gaol")}, "required：没有“gaol”这个字段，是否指“goal”"),
        ({"defaults": {"fiscal_yaer": "1"}}, "defaults：没有“fiscal_yaer”这个字段，是否指“fiscal_year”"),
        ({"page": PageSetup(number_text="第 {page} 页")}, ""),
        ({"page": PageSetup(number_text="第页")}, ""),
        ({"page": PageSetup(number_text="{pgae}")}, "page.number_text：不认识“pgae”，是不是“page”"),
        (
            {"page": PageSetup(number_style="txet")},
            "page.number_style：styles 里没有这个样式，不认识“txet”，是不是“text”",
        ),
    ],
)
def test_a_name_that_means_nothing(changes: dict[str, Any], fault: str) -> None:
    assert said(replace(HEBEI, **changes)) == fault


@pytest.mark.parametrize("count", [0, 2])
def test_a_form_has_one_part_with_tables(count: int) -> None:
    others = tuple(part for part in HEBEI.parts if part.kind != "projects")
    assert said(replace(HEBEI, parts=(*others, *(HEBEI.projects,) * count))) == (
        'parts 里要有一个、也只能有一个 kind = "projects"；几张表写在 table.bands 里，用 kind = "table" 分开'
    )


@pytest.mark.parametrize(("wide", "fills"), [(0, True), (2.0, True), (-2.0, True), (2.5, False), (-2.5, False)])
def test_a_table_that_nearly_fills_the_text_area_fills_it(wide: float, fills: bool) -> None:
    """Two points more or less are a rounding of the form file; more are meant."""
    table = HEBEI.table
    room = HEBEI.page.text_width * POINTS
    column = (room + wide * 0.999) / 7 - 2 * table.margin
    one = with_table(columns=(column / table.size,) * 7)
    assert (sum(one.widths) == pytest.approx(room)) is (fills or wide == 0)


def test_a_plain_style_adds_nothing() -> None:
    style = Style(font="宋体", size=10, line=20)
    assert (style.before, style.after, style.indent, style.spacing, style.outline, style.bold) == (0, 0, 0, 0, 0, False)
