"""Tables of PDFs are read by the lines that are drawn, however a program draws them; nothing is guessed without."""

import io
import random
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from importers.pdf_drawing import (
    HEIGHT,
    Box,
    DrawnTable,
    Page,
    Style,
    dashed,
    drawn_pdf,
    open_sides,
    shown,
    stroked_boxes,
    stroked_lines,
    thin_bars,
)
from pypdf import PdfReader, PdfWriter

from perfdesk.importers.grid import Grid, ImportFailure, Line
from perfdesk.importers.load import read_pages
from perfdesk.importers.pdf_covering import left_of_level, left_of_upright
from perfdesk.importers.pdf_letters import Letter
from perfdesk.importers.pdf_lines import folded, line_text, lines_of
from perfdesk.importers.pdf_table import RuledSource
from perfdesk.importers.ruling import Segment, TooManyLines, ruled_tables

STYLES = {"boxes": stroked_boxes, "lines": stroked_lines, "bars": thin_bars, "dashes": dashed}


def in_ink(before: str) -> Style:
    """Frames after other settings: how wide and in which colour."""
    return lambda x, y, w, h: f"q {before} {x} {y} {w} {h} re S Q"


def doubled(apart: float) -> Style:
    """Two frames, one in the other."""

    def style(x: float, y: float, w: float, h: float) -> str:
        a, b = f"{x - apart} {y - apart} {w + 2 * apart}", f"{x + apart} {y + apart} {w - 2 * apart}"
        return f"{a} {h + 2 * apart} re S {b} {h - 2 * apart} re S"

    return style


def bars(thick: float) -> Style:
    """Filled bars."""

    def style(x: float, y: float, w: float, h: float) -> str:
        sides = ((x, y, w, thick), (x, y + h, w, thick), (x, y, thick, h), (x + w, y, thick, h))
        return " ".join(f"{a} {b} {c} {d} re f" for a, b, c, d in sides)

    return style


# As somebody chooses them in Word: 边框 double, coloured, hardly to be seen, very thick.
STYLES |= {
    "double": doubled(0.8), "double, apart": doubled(1.4), "hair": in_ink("0.02 w"), "thick": in_ink("3 w"),
    "orange": in_ink("1 0.8 0.2 RG"), "light": in_ink("0.9 G"), "thin bars": bars(0.1), "thick bars": bars(2.5),
    "very thick bars": bars(5),
}  # fmt: skip

ANNEX = DrawnTable((
    Box(0, 0, 1, 1, "项目名称"), Box(0, 1, 1, 3, "乡村道路养护"),
    Box(1, 0, 2, 1, "资金"), Box(1, 1, 1, 1, "总额"), Box(1, 2, 1, 2, "12.50"),
    Box(2, 1, 1, 1, "财政拨款"), Box(2, 2, 1, 2, ""),
    Box(3, 0, 3, 1, "绩效指标"), Box(3, 1, 1, 1, "一级指标"), Box(3, 2, 1, 1, "三级指标"), Box(3, 3, 1, 1, "指标值"),
    Box(4, 1, 2, 1, "产出指标"), Box(4, 2, 1, 1, "养护里程"), Box(4, 3, 1, 1, "≥30公里"),
    Box(5, 2, 1, 1, "验收合格率"), Box(5, 3, 1, 1, "100%"),
))  # fmt: skip


def read(folder: Path, *pages: Page) -> RuledSource:
    path = folder / "公开.pdf"
    path.write_bytes(drawn_pdf(*pages))
    return read_pages(path)


def grids(source: RuledSource) -> list[Grid]:
    return [one for one in source.source.elements if isinstance(one, Grid)]


def boxes(grid: Grid) -> list[Box]:
    """The cells as a drawn table has them."""
    open_cells: dict[int, list[object]] = {}
    found: list[list[object]] = []
    for number, row in enumerate(grid.rows):
        for cell in row.cells:
            if cell.below:
                open_cells[cell.column][2] += 1  # type: ignore[operator]
            else:
                open_cells[cell.column] = [number, cell.column, 1, cell.columns, cell.text]
                found.append(open_cells[cell.column])
    return [Box(*one) for one in sorted(found, key=lambda one: one[:2])]  # type: ignore[arg-type]


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_every_cell_is_read_however_its_lines_are_drawn(style: Style, tmp_path: Path) -> None:
    (grid,) = grids(read(tmp_path, Page([ANNEX], style=style)))
    assert boxes(grid) == list(ANNEX.boxes)


def test_the_lines_inside_may_end_before_an_outer_one_that_is_drawn_as_two(tmp_path: Path) -> None:
    """LibreOffice draws 上粗下细 so: the first and the last row were lost."""

    left, bottom, wide, high = ANNEX.left, HEIGHT - ANNEX.top - 240, 240, 240
    frame = f"{left} {bottom} {wide} {high} re S {left + 1.9} {bottom + 1.9} {wide - 3.8} {high - 3.8} re S"
    inner = []
    for one in ANNEX.boxes:
        x, y, w, h = ANNEX.frame(one)
        inner += [_inside(x, y, x + w, y), _inside(x + w, y, x + w, y + h)]
    (grid,) = grids(read(tmp_path, Page([ANNEX], style=lambda *_: "", more=" ".join((frame, *inner)))))
    assert boxes(grid) == list(ANNEX.boxes)


def test_rows_of_one_column_end_at_the_nearer_line_too(tmp_path: Path) -> None:
    table = DrawnTable(tuple(Box(at, 0, 1, 1, text) for at, text in enumerate("甲乙丙")), wide=200)
    left, bottom = table.left, HEIGHT - table.top - 120
    frame = f"{left} {bottom} 200 120 re S {left + 1.9} {bottom + 1.9} 196.2 116.2 re S"
    inner = " ".join(f"{left + 4.3} {bottom + y} m {left + 195.7} {bottom + y} l S" for y in (40, 80))
    (grid,) = grids(read(tmp_path, Page([table], style=lambda *_: "", more=f"{frame} {inner}")))
    assert boxes(grid) == list(table.boxes)


def _inside(x: float, y: float, to_x: float, to_y: float) -> str:
    """A line that ends before the outer frame; none on it."""
    left, bottom = ANNEX.left, HEIGHT - ANNEX.top - 240
    low, high = (left + 4.3, bottom + 4.3), (left + 235.7, bottom + 235.7)
    if (x == to_x and x in (left, left + 240)) or (y == to_y and y in (bottom, bottom + 240)):
        return ""
    x, y, to_x, to_y = max(x, low[0]), max(y, low[1]), min(to_x, high[0]), min(to_y, high[1])
    return f"{x} {y} m {to_x} {to_y} l S"


def words(text: str, matrix: str, size: int, ink: str = "0 g") -> str:
    """A text somewhere on the page."""
    return f"q {ink} BT /F1 {size} Tf {matrix} Tm <{text.encode('utf-16-be').hex()}> Tj ET Q"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (words("草稿专用", "0.707 0.707 -0.707 0.707 90 620", 60, "0.9 g"), True),
        (words("内部资料", "0.966 0.259 -0.259 0.966 90 620", 12), True),
        (words("草稿", "1 0 0 1 100 700", 40, "0.75 g"), True),
        # A large title above the table, and light letters as large as the others, are read.
        (words("草稿", "1 0 0 1 100 770", 30), False),
        (words("草稿", "1 0 0 1 100 775", 10, "0.75 g"), False),
    ],
)
def test_a_watermark_is_in_no_cell_and_is_told(more: str, told: bool, tmp_path: Path) -> None:
    source = read(tmp_path, Page([ANNEX], more=more))
    (grid,) = grids(source)
    assert boxes(grid) == list(ANNEX.boxes)
    remarks = [one.text for one in source.source.remarks]
    assert remarks == (["有水印那样斜着的、或又大又浅的字，没有读"] if told else [])
    assert any(isinstance(one, Line) for one in source.source.elements) is not told


def test_letters_of_which_the_file_does_not_tell_what_they_are_are_counted(tmp_path: Path) -> None:
    more = words("\ue000\uf8ff甲", "1 0 0 1 300 720", 10)
    source = read(tmp_path, Page([ANNEX], more=more))
    assert [one.text for one in source.source.remarks] == ["有 2 个字，文件没有写明是什么字，请与原件核对"]


def test_a_text_written_downwards_in_columns_begins_at_the_right(tmp_path: Path) -> None:
    """文字方向：竖排, as many annexes have it in the label beside the indicators."""
    letters = [("年度绩", 95), ("效目标", 80)]
    drawn = [shown(x, HEIGHT - 95 - 11 * at, one) for text, x in letters for at, one in enumerate(text)]
    table = DrawnTable((Box(0, 0, 2, 1, ""), Box(0, 1, 1, 1, "甲"), Box(1, 1, 1, 1, "乙")))
    (grid,) = grids(read(tmp_path, Page([table], more=" ".join(drawn))))
    assert boxes(grid) == [Box(0, 0, 2, 1, "年度绩效目标"), Box(0, 1, 1, 1, "甲"), Box(1, 1, 1, 1, "乙")]


def turned(text: str, x: float, y: float, down: int) -> str:
    """A text that goes downwards (1) or upwards (-1)."""
    return f"BT /F1 10 Tf 0 {-down} {down} 0 {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET"


def stacked(text: str, x: float, y: float, step: float) -> str:
    return " ".join(shown(x, y - step * at, one) for at, one in enumerate(text))


@pytest.mark.parametrize(
    "drawn",
    [
        turned("满意度指标（10分）", 80, 750, 1),
        turned("满意度指标（10分）", 90, 620, -1),
        # LibreOffice: upright ideographs, the rest turned, and all over each other where the font has no measures.
        f"{stacked('满意度指标', 80, 750, 0.6)} {turned('（10', 80, 735, 1)}"
        f" {shown(80, 700, '分')} {turned('）', 80, 690, 1)}",
    ],
    ids=["down", "up", "mixed"],
)
def test_a_turned_text_is_read_in_its_order(drawn: str, tmp_path: Path) -> None:
    table = DrawnTable((Box(0, 0, 1, 1, ""), Box(0, 1, 1, 1, "甲"), Box(1, 0, 1, 2, "乙")), heights=(160, 40))
    (grid,) = grids(read(tmp_path, Page([table], more=drawn)))
    assert [one.text for one in boxes(grid)] == ["满意度指标（10分）", "甲", "乙"]


@pytest.mark.parametrize(("step", "text"), [(0.6, "绩效指标"), (10.5, "绩效指标"), (16, "绩\n效\n指\n标")])
def test_letters_of_a_column_touch_each_other_and_lines_do_not(step: float, text: str, tmp_path: Path) -> None:
    table = DrawnTable((Box(0, 0, 1, 1, ""), Box(0, 1, 1, 1, "甲"), Box(1, 0, 1, 2, "乙")), heights=(160, 40))
    (grid,) = grids(read(tmp_path, Page([table], more=stacked("绩效指标", 85, 740, step))))
    assert boxes(grid)[0].text == text


@pytest.mark.parametrize("box", ["cropbox", "mediabox"])
def test_what_is_cut_off_the_page_is_no_table(box: str, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(drawn_pdf(Page([ANNEX, replace(ANNEX, left=320)])))))
    edges = getattr(writer.pages[0], box)
    edges.lower_left, edges.upper_right = (-20, 300), (310, 842)
    writer.write(tmp_path / "公开.pdf")
    found = read_pages(tmp_path / "公开.pdf")
    assert [boxes(grid) for grid in grids(found)] == [list(ANNEX.boxes)]
    assert [one.text for one in found.source.remarks] == [
        f"有 {sum(len(one.text) for one in ANNEX.boxes)} 个字在页面上看不见（隐藏、白色、极小或在纸外），没有读"
    ]


def test_two_tables_beside_each_other_are_two(tmp_path: Path) -> None:
    found = grids(read(tmp_path, Page([ANNEX, replace(ANNEX, left=320)])))
    assert [boxes(grid) for grid in found] == [list(ANNEX.boxes)] * 2


GRID = " ".join((
    *(f"60 {HEIGHT - 80 - 40 * at} m 180 {HEIGHT - 80 - 40 * at} l S" for at in range(3)),
    *(f"{60 + 60 * at} {HEIGHT - 80} m {60 + 60 * at} {HEIGHT - 160} l S" for at in range(3)),
))  # fmt: skip
MERGED = DrawnTable((Box(0, 0, 1, 2, "资金"), Box(1, 0, 1, 1, "数量"), Box(1, 1, 1, 1, "3座")))


@pytest.mark.parametrize(
    ("painted", "cells"),
    [
        ("1 g 61 723 118 38 re f 0 g", 3),
        ("0.8 g 61 723 118 38 re f 0 g", 3),
        ("0.8 g 61 723 m 179 723 l 179 761 l 61 761 l h f 0 g", 3),
        # Beside the line, transparent, cut to a part of it, of another shape, or only a frame.
        ("1 g 61 723 58 38 re f 0 g", 4),
        ("q /G gs 1 g 61 723 118 38 re f Q", 4),
        ("q /M gs 1 1 0 rg 61 723 118 38 re f Q", 4),
        ("q 61 723 20 38 re W n 1 g 61 723 118 38 re f Q", 4),
        ("1 g 61 723 m 179 723 l 120 761 l h f 0 g", 4),
        ("q 1 G 61 723 118 38 re S Q", 4),
    ],
)
def test_a_line_is_none_where_a_ground_is_painted_over_it(painted: str, cells: int, tmp_path: Path) -> None:
    """All lines of a grid are drawn from edge to edge, then the merged cell."""
    found = read(tmp_path, Page([MERGED], style=lambda *_: "", more=f"{GRID} {painted}"))
    assert len(boxes(grids(found)[0])) == cells
    if cells == len(MERGED.boxes):
        assert boxes(grids(found)[0]) == list(MERGED.boxes)


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ((50, 0, 100), [(50, 0, 20), (50, 60, 100)]),
        ((50, 0, 40), [(50, 0, 20)]),
        ((50, 30, 100), [(50, 60, 100)]),
        ((50, 20, 60), []),
        ((50, 0, 20), [(50, 0, 20)]),
        ((50, 60, 80), [(50, 60, 80)]),
        # The frame of the box, and what lies outside.
        *(((at, 0, 100), [(at, 0, 100)]) for at in (39, 40, 43, 67, 70, 71)),
        ((43.1, 0, 100), [(43.1, 0, 20), (43.1, 60, 100)]),
        ((66.9, 0, 100), [(66.9, 0, 20), (66.9, 60, 100)]),
    ],
)
def test_what_hides_a_part_of_a_line_leaves_the_rest_of_it(
    line: tuple[float, float, float], left: list[tuple[float, float, float]]
) -> None:
    assert left_of_level([Segment(*line)], (20, 40, 60, 70)) == [Segment(*one) for one in left]
    assert left_of_upright([Segment(*line)], (40, 20, 70, 60)) == [Segment(*one) for one in left]


def test_a_narrow_coloured_ground_is_no_line(tmp_path: Path) -> None:
    x, y, *_ = ANNEX.frame(ANNEX.boxes[1])
    more = f"0.8 g {x + 20} {y + 8} 20 6 re f {x + 60} {y + 5} 7 30 re f 0 g"
    (grid,) = grids(read(tmp_path, Page([ANNEX], more=more)))
    assert boxes(grid) == list(ANNEX.boxes)


def test_short_lines_below_each_other_are_no_columns(tmp_path: Path) -> None:
    table = DrawnTable((Box(0, 0, 1, 1, "绩效\n指标"), Box(0, 1, 1, 1, "3\n5\n8"), Box(1, 0, 1, 2, "甲")))
    (grid,) = grids(read(tmp_path, Page([table])))
    assert [one.text for one in boxes(grid)] == ["绩效\n指标", "3\n5\n8", "甲"]


def test_a_table_without_lines_at_its_sides_has_all_its_cells(tmp_path: Path) -> None:
    (grid,) = grids(read(tmp_path, Page([ANNEX], style=open_sides(ANNEX))))
    assert boxes(grid) == list(ANNEX.boxes)


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_that_is_shown_turned_is_read_as_it_is_shown(turned: int, tmp_path: Path) -> None:
    """Each corner of the drawn table becomes another one."""
    small = DrawnTable((Box(0, 0, 1, 2, "甲"), Box(1, 0, 1, 1, "乙"), Box(1, 1, 1, 1, "丙")))
    (grid,) = grids(read(tmp_path, Page([small], turned=turned)))
    shapes = {one.text: (one.row, one.column, one.rows, one.columns) for one in boxes(grid)}
    assert (
        shapes
        == {
            90: {"甲": (0, 1, 2, 1), "乙": (0, 0, 1, 1), "丙": (1, 0, 1, 1)},
            180: {"甲": (1, 0, 1, 2), "乙": (0, 1, 1, 1), "丙": (0, 0, 1, 1)},
            270: {"甲": (0, 0, 2, 1), "乙": (1, 1, 1, 1), "丙": (0, 1, 1, 1)},
        }[turned]
    )


def test_lines_of_a_drawing_inside_the_page_are_where_it_is_placed(tmp_path: Path) -> None:
    found = read(tmp_path, Page([ANNEX], inside_form=True))
    (grid,) = grids(found)
    assert [one.text for one in boxes(grid)] == [one.text for one in ANNEX.boxes]
    assert found.widths[0] == pytest.approx([ANNEX.wide / 2] * 4, abs=0.2)


def test_a_text_that_filled_its_line_goes_on_and_one_that_did_not_is_a_new_line(tmp_path: Path) -> None:
    texts = ("一二三四五六七八九十", "一二三\n四五", "ABCDEFGHI1234567890")
    table = DrawnTable((*(Box(row, 0, 1, 1, text) for row, text in enumerate(texts)), Box(0, 1, 3, 1, "右")))
    (grid,) = grids(read(tmp_path, Page([table])))
    assert [one.text for one in boxes(grid) if one.column == 0] == list(texts)


def test_what_is_drawn_twice_to_be_bold_is_read_once_and_a_double_digit_is_not(tmp_path: Path) -> None:
    x, y, _, h = ANNEX.frame(ANNEX.boxes[6])
    twice = shown(x + 3.4, y + h - 13, ANNEX.boxes[6].text)
    found = read(tmp_path, Page([ANNEX], more=twice, lines=[(60, "1100 元")]))
    assert boxes(grids(found)[0]) == list(ANNEX.boxes)
    assert found.source.elements[0] == Line("第1页", "1100 元")


def test_radicals_become_ideographs_and_nothing_else_is_changed() -> None:
    assert folded("⻔⽬⻓豈ﬁ（①㎡：Ａ") == "门目长豈fi（①㎡：Ａ"


def test_lines_stand_before_and_behind_the_table_and_page_numbers_are_no_text(tmp_path: Path) -> None:
    lines = [(30, "东岭县 2031"), (60, "附件1"), (400, "填表人：张"), (700, "— 3 —")]
    found = read(tmp_path, Page([ANNEX], lines=lines))
    kinds = [one.text if isinstance(one, Line) else "table" for one in found.source.elements]
    assert kinds == ["附件1", "table", "填表人：张"]
    assert [one.text for one in found.source.running] == ["东岭县 2031", "— 3 —"]


def test_a_word_underlined_and_a_frame_around_the_page_are_no_tables(tmp_path: Path) -> None:
    more = f"70 {HEIGHT - 62} m 200 {HEIGHT - 62} l S 20 20 555 802 re S"
    found = read(tmp_path, Page([ANNEX], more=more, lines=[(60, "附件1")]))
    assert len(grids(found)) == 1
    assert found.source.elements[0] == Line("第1页", "附件1")


def test_a_white_line_is_none(tmp_path: Path) -> None:
    x, y, _, h = ANNEX.frame(ANNEX.boxes[1])
    more = f"1 1 1 RG {x + 30} {y} m {x + 30} {y + h} l S 1 1 1 rg {x + 90} {y} 0.5 {h} re f 0 G 0 g"
    (grid,) = grids(read(tmp_path, Page([ANNEX], more=more)))
    assert boxes(grid) == list(ANNEX.boxes)


def test_a_table_in_a_cell_is_another_table_and_is_told(tmp_path: Path) -> None:
    outer = DrawnTable((Box(0, 0, 1, 1, "外"), Box(0, 1, 1, 1, "")), wide=200, high=120)
    inner = DrawnTable((Box(0, 0, 1, 1, "甲"), Box(0, 1, 1, 1, "乙")), top=100, left=280, wide=40, high=20)
    found = read(tmp_path, Page([outer, inner]))
    assert [[one.text for one in boxes(grid)] for grid in grids(found)] == [["外", ""], ["甲", "乙"]]
    assert [one.text for one in found.source.remarks] == ["格子里又有一张表，作为另一张表读出"]


# --- over pages --------------------------------------------------------------------------------------------------

HEADER = (Box(0, 0, 1, 1, "一级指标"), Box(0, 1, 1, 1, "三级指标"), Box(0, 2, 1, 2, "指标值"))


def table_of(*rows: tuple[str, ...], header: bool = True) -> DrawnTable:
    first = HEADER if header else ()
    begin = len(first) > 0
    cells = [
        Box(number + begin, column, 1, 2 if column == 2 else 1, text)
        for number, row in enumerate(rows)
        for column, text in enumerate(row)
    ]
    return DrawnTable((*first, *cells))


def texts(grid: Grid) -> list[list[str]]:
    return [["^" if cell.below else cell.text for cell in row.cells] for row in grid.rows]


def test_a_table_goes_on_on_the_next_page_and_its_header_is_read_once(tmp_path: Path) -> None:
    first = table_of(("产出指标", "里程", "≥3"), ("产出", "合格率", "100%"))
    second = table_of(("", "时效", "6月"), ("效益指标", "村民", "≥9"))
    (grid,) = grids(read(tmp_path, Page([first], lines=[(700, "1")]), Page([second])))
    assert texts(grid) == [
        ["一级指标", "三级指标", "指标值"], ["产出指标", "里程", "≥3"], ["产出", "合格率", "100%"],
        ["^", "时效", "6月"], ["效益指标", "村民", "≥9"],
    ]  # fmt: skip


def test_a_text_broken_by_the_end_of_the_page_is_one(tmp_path: Path) -> None:
    first = table_of(("产出指标", "里程", "自然村到乡镇道路的养护"))
    second = table_of(("", "", "三十公里"), ("效益指标", "村民", "≥9"), header=False)
    (grid,) = grids(read(tmp_path, Page([first]), Page([second])))
    assert texts(grid)[1:] == [["产出指标", "里程", "自然村到乡镇道路的养护三十公里"], ["效益指标", "村民", "≥9"]]


def test_a_row_whose_texts_are_not_full_is_a_row_of_its_own(tmp_path: Path) -> None:
    first = table_of(("产出指标", "里程", "自然村道路的养护"))
    second = table_of(("", "", "三十公里"), header=False)
    (grid,) = grids(read(tmp_path, Page([first]), Page([second])))
    assert texts(grid)[1:] == [["产出指标", "里程", "自然村道路的养护"], ["^", "^", "三十公里"]]


def test_a_broken_text_beside_several_rows_is_one(tmp_path: Path) -> None:
    first = DrawnTable((
        Box(0, 0, 2, 1, "改造三处渡"), Box(0, 1, 1, 1, "数量"), Box(0, 2, 1, 1, "≥3"),
        Box(1, 1, 1, 1, "验收合格率"), Box(1, 2, 1, 1, "百分之九十"),
    ))  # fmt: skip
    second = DrawnTable((
        Box(0, 0, 2, 1, "口"), Box(0, 1, 1, 1, "等"), Box(0, 2, 1, 1, "五"),
        Box(1, 1, 1, 1, "时效"), Box(1, 2, 1, 1, "6月"),
    ))  # fmt: skip
    (grid,) = grids(read(tmp_path, Page([first]), Page([second])))
    assert boxes(grid) == [
        Box(0, 0, 3, 1, "改造三处渡口"), Box(0, 1, 1, 1, "数量"), Box(0, 2, 1, 1, "≥3"),
        Box(1, 1, 1, 1, "验收合格率等"), Box(1, 2, 1, 1, "百分之九十五"),
        Box(2, 1, 1, 1, "时效"), Box(2, 2, 1, 1, "6月"),
    ]  # fmt: skip


def test_columns_of_the_next_page_may_be_others_if_it_is_as_wide(tmp_path: Path) -> None:
    first = DrawnTable((Box(0, 0, 1, 1, "项目名称"), Box(0, 1, 1, 1, "桥")), wide=120)
    second = table_of(("产出指标", "里程", "≥3"))
    (grid,) = grids(read(tmp_path, Page([first]), Page([second])))
    assert [[(one.column, one.columns) for one in row.cells] for row in grid.rows] == [
        [(0, 2), (2, 1)], [(0, 1), (1, 1), (2, 1)], [(0, 1), (1, 1), (2, 1)],
    ]  # fmt: skip


def test_the_annex_of_the_next_project_is_another_table(tmp_path: Path) -> None:
    def annex(name: str) -> Page:
        return Page([DrawnTable((Box(0, 0, 1, 1, "项目名称"), Box(0, 1, 1, 1, name)), wide=120)])

    assert len(grids(read(tmp_path, annex("桥"), annex("路"), annex("")))) == 3


def test_two_tables_on_one_page_are_two(tmp_path: Path) -> None:
    first = table_of(("产出指标", "里程", "≥3"))
    second = replace(table_of(("效益指标", "村民", "≥9"), header=False), top=300)
    assert len(grids(read(tmp_path, Page([first, second])))) == 2


def test_a_narrower_table_and_one_behind_a_line_are_others(tmp_path: Path) -> None:
    first, second = table_of(("产出指标", "里程", "≥3")), DrawnTable(tuple(HEADER), wide=50)
    assert len(grids(read(tmp_path, Page([first]), Page([second])))) == 2
    again = table_of(("效益指标", "村民", "≥9"), header=False)
    assert len(grids(read(tmp_path, Page([first]), Page([again], lines=[(70, "附件2")])))) == 2


# --- what is refused ---------------------------------------------------------------------------------------------


def test_a_page_without_text_is_a_picture_and_one_without_lines_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportFailure, match="是图片（扫描件）"):
        read(tmp_path, Page(more="10 10 100 100 re S"))
    with pytest.raises(ImportFailure, match="没有画着表格线"):
        read(tmp_path, Page(lines=[(80, "项目名称 乡村道路"), (90, "一级指标 三级指标")]))


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"%PDF-1.4\n" + b"1 0 obj<<" * 9999, b"PK\x03\x04", bytes(5000)])
def test_what_is_no_pdf_is_one_sentence(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "坏.pdf"
    path.write_bytes(content)
    with pytest.raises(ImportFailure, match="不是完整的 PDF"):
        read_pages(path)


@pytest.mark.parametrize("often", [30, pytest.param(3000, marks=pytest.mark.slow)])
def test_damage_gives_a_sentence_or_tables_and_nothing_else(often: int, tmp_path: Path) -> None:
    chance = random.Random(14)
    whole = drawn_pdf(Page([ANNEX], style=thin_bars))
    path = tmp_path / "坏.pdf"
    for _ in range(often):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 10)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(bytes(data))
        try:
            for grid in grids(read_pages(path)):
                for row in grid.rows:
                    assert all(one.column + one.columns <= other.column for one, other in pairwise(row.cells))
        except ImportFailure:
            pass


def test_too_many_lines_letters_and_pages_are_refused(tmp_path: Path) -> None:
    hatched = " ".join(f"{at / 120} 10 m {at / 120} 800 l S" for at in range(51_000))
    with pytest.raises(ImportFailure, match="线太多"):
        read(tmp_path, Page([ANNEX], more=hatched))
    with pytest.raises(ImportFailure, match="文字太多"):
        read(
            tmp_path,
            Page(
                [ANNEX],
                more=" ".join(shown(at % 50 * 11, at // 50 % 80 * 10 + at // 4000, "字") for at in range(31_000)),
            ),
        )
    with pytest.raises(ImportFailure, match="有 301 页"):
        read(tmp_path, *[Page() for _ in range(301)])


def test_a_row_of_a_thousand_cells_is_refused(tmp_path: Path) -> None:
    """Narrower than any letter, but four points are still a cell."""
    wide = " ".join(f"{at * 4} 100 m {at * 4} 140 l S" for at in range(1001))
    level = " ".join(f"0 {y} m 4000 {y} l S" for y in (100, 120, 140))
    # The frame makes the paper wide enough.
    frame = DrawnTable((Box(0, 0, 1, 1, ""),), left=4010)
    with pytest.raises(ImportFailure, match="有 1000 个单元格"):
        read(tmp_path, Page([frame], more=f"{wide} {level}", lines=[(60, "附件1")]))


# --- lines alone -------------------------------------------------------------------------------------------------


def test_a_grid_of_hundreds_of_lines_each_way_is_a_drawing() -> None:
    lines = [Segment(at * 5, 0, 2000) for at in range(400)]
    with pytest.raises(TooManyLines):
        ruled_tables(lines, lines)


def test_many_small_grids_that_cross_too_often_together_are_a_drawing_too() -> None:
    def grid(at: int) -> list[Segment]:
        return [Segment(at * 400 + 5 * number, at * 400, at * 400 + 220) for number in range(45)]

    few, many = ([line for at in range(count) for line in grid(at)] for count in (3, 21))
    assert [len(table.cells) for table in ruled_tables(few, few)] == [44 * 44] * 3
    with pytest.raises(TooManyLines):
        ruled_tables(many, many)


def test_a_cell_ends_where_a_line_goes_through_it_even_if_none_is_drawn_below_it() -> None:
    level = [Segment(0, 0, 60), Segment(20, 0, 20), Segment(30, 40, 60), Segment(40, 0, 60)]
    upright = [Segment(0, 0, 40), Segment(20, 0, 40), Segment(40, 20, 40), Segment(60, 0, 40)]
    (table,) = ruled_tables(level, upright)
    assert set(table.cells) == {(0, 0, 1, 1), (0, 1, 1, 2), (1, 0, 2, 1), (1, 1, 2, 1), (1, 2, 1, 1), (2, 2, 1, 1)}


def test_two_equal_letters_beside_each_other_are_two() -> None:
    def letter(left: float) -> Letter:
        return Letter("1", left, left + 5, 100, 10, (left + 2.5, 96))

    assert line_text(lines_of([letter(0), letter(5), letter(5.5), letter(10)])[0]) == "111"


@pytest.mark.parametrize("seed", range(30))
def test_any_division_of_a_rectangle_into_cells_is_found_again(seed: int) -> None:
    """Cut again and again at random, as merged cells do."""
    chance = random.Random(seed)
    cells = [(0, 0, 12, 12)]
    for _ in range(chance.randint(1, 40)):
        top, left, bottom, right = cells.pop(chance.randrange(len(cells)))
        if chance.random() < 0.5 and bottom - top > 1:
            cut = chance.randrange(top + 1, bottom)
            cells += [(top, left, cut, right), (cut, left, bottom, right)]
        elif right - left > 1:
            cut = chance.randrange(left + 1, right)
            cells += [(top, left, bottom, cut), (top, cut, bottom, right)]
        else:
            cells.append((top, left, bottom, right))
    level = [Segment(20 * y, 20 * x0, 20 * x1) for y0, x0, y1, x1 in cells for y in (y0, y1)]
    upright = [Segment(20 * x, 20 * y0, 20 * y1) for y0, x0, y1, x1 in cells for x in (x0, x1)]
    found = []
    for table in ruled_tables(level, upright):
        for row, column, rows, columns in table.cells:
            found.append(
                (table.down[row], table.across[column], table.down[row + rows], table.across[column + columns])
            )
    assert sorted(found) == (sorted(tuple(20.0 * at for at in one) for one in cells) if len(cells) > 1 else [])
