"""Tables of PDFs that go on on the next page: rows and texts that its end has broken are one, or a person is told."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from importers.pdf_drawing import Box, DrawnTable, Page, Style, drawn_pdf

from perfdesk.importers.grid import Grid, Line, Source
from perfdesk.importers.load import read_pages
from perfdesk.importers.pdf_rests import is_broken_off, stand_alone

JOINED = "最上面的字接着上一页最后一行没写完的字，接成了一格，请与原件核对"
DOUBTED = "第一行也许是上一页最后一行没写完的部分，看不准，没有接起来；请与原件核对"
HEADER = ("一级", "二级", "名称")


def read(folder: Path, *pages: Page | Sequence[Sequence[str]]) -> Source:
    """The pages; rows of texts are a table at the top of one."""
    path = folder / "公开.pdf"
    path.write_bytes(drawn_pdf(*(one if isinstance(one, Page) else Page([table(*one)]) for one in pages)))
    return read_pages(path).source


def table(*rows: Sequence[str]) -> DrawnTable:
    return DrawnTable(
        tuple(Box(at, column, 1, 1, text) for at, row in enumerate(rows) for column, text in enumerate(row))
    )


def texts(source: Source) -> list[list[list[str]]]:
    grids = (one for one in source.elements if isinstance(one, Grid))
    return [[["^" if cell.below else cell.text for cell in row.cells] for row in grid.rows] for grid in grids]


def told(source: Source) -> list[tuple[str, bool]]:
    return [(one.text, one.lost) for one in source.remarks]


@pytest.mark.parametrize(
    ("last", "first"),
    [
        # 年度目标 in a narrow column, and a sentence that ends only on the next page.
        (("年度目标在", "全县，改造"), ("乡", "渡口三处。")),
        (("甲乙丙丁，", "一二三四五"), ("等人", "六七")),
        (("甲乙丙丁戊", "一二三四五"), ("）等人", "六七")),
        # What speaks for two rows in one column is outweighed by two others.
        (("甲乙丙丁戊", "一二三四，", "生态类指标"), ("己", "六七", "效益类指标")),
    ],
)
def test_a_row_of_which_the_words_tell_that_it_is_broken_is_one(
    last: Sequence[str], first: Sequence[str], tmp_path: Path
) -> None:
    head, tail = HEADER[: len(last)], ("效益",) * len(last)
    source = read(tmp_path, [head, last], [first, tail])
    assert texts(source) == [[list(head), [a + b for a, b in zip(last, first, strict=True)], list(tail)]]
    assert told(source) == [(JOINED, False)]


@pytest.mark.parametrize(
    ("last", "first"),
    [
        # As this program's own pages have them: classes that fill their column, joined into one silently before.
        (("生态效益指标", "节水用水率", "≥200000"), ("社会效益指标", "减人工浇灌", "≥300000工时")),
        (("修缮各阵地", "160000000", "900000000"), ("验收合格率", "100000000", "100000000")),
    ],
)
def test_rows_whose_texts_are_whole_stay_two(last: Sequence[str], first: Sequence[str], tmp_path: Path) -> None:
    source = read(tmp_path, [HEADER, last], [first, ("", "", "末")])
    assert texts(source)[0][:3] == [list(HEADER), list(last), list(first)]
    assert told(source) == []


def test_what_cannot_be_told_stays_two_and_is_told(tmp_path: Path) -> None:
    source = read(
        tmp_path, [HEADER, ("甲乙丙丁戊", "一二三四五", "子丑寅卯辰")], [("东西", "南北", "上下"), ("", "", "末")]
    )
    assert texts(source)[0][1:3] == [["甲乙丙丁戊", "一二三四五", "子丑寅卯辰"], ["东西", "南北", "上下"]]
    assert told(source) == [(DOUBTED, True)]


def test_an_empty_cell_left_of_the_texts_tells_nothing(tmp_path: Path) -> None:
    """It goes on beside the next row of its label as often as it has ended."""
    source = read(tmp_path, [HEADER, ("产出", "一二三四五", "子丑寅卯辰")], [("", "六七", "午未"), ("甲", "", "末")])
    assert texts(source)[0][1:3] == [["产出", "一二三四五", "子丑寅卯辰"], ["^", "六七", "午未"]]
    assert told(source) == [(DOUBTED, True)]


def test_an_empty_cell_behind_the_texts_tells_that_the_row_is_broken(tmp_path: Path) -> None:
    source = read(tmp_path, [HEADER, ("产出一二三", "一二三四五", "子丑")], [("四", "六七", ""), ("甲", "", "末")])
    assert texts(source)[0][1] == ["产出一二三四", "一二三四五六七", "子丑"]
    assert told(source) == [(JOINED, False)]


def test_a_paragraph_alone_below_another_one_may_be_of_the_same_cell(tmp_path: Path) -> None:
    """An opinion of which 盖章 is on the next page."""
    source = read(tmp_path, [HEADER[:2], ("意见", "好。")], [("", "（盖章）"), ("甲", "乙")])
    assert texts(source)[0][1:3] == [["意见", "好。"], ["^", "（盖章）"]]
    assert told(source) == [(DOUBTED, True)]


def test_two_texts_in_a_row_without_its_label_are_the_next_row_of_it(tmp_path: Path) -> None:
    source = read(tmp_path, [HEADER, ("产出", "里程", "三")], [("", "时效", "六月"), ("效益", "村民", "九")])
    assert texts(source)[0][1:3] == [["产出", "里程", "三"], ["^", "时效", "六月"]]
    assert told(source) == []


def test_a_text_beside_rows_goes_on_beside_the_next_ones(tmp_path: Path) -> None:
    first = DrawnTable((
        Box(0, 0, 2, 1, "畜禽应免，"), Box(0, 1, 1, 1, "数量"), Box(0, 2, 1, 1, "3"),
        Box(1, 1, 1, 1, "质量"), Box(1, 2, 1, 1, "5"),
    ))  # fmt: skip
    second = DrawnTable((
        Box(0, 0, 2, 1, "不发疫情。"), Box(0, 1, 1, 1, "时效"), Box(0, 2, 1, 1, "6月"),
        Box(1, 1, 1, 1, "成本"), Box(1, 2, 1, 1, "9"), Box(2, 0, 1, 3, "末"),
    ))  # fmt: skip
    source = read(tmp_path, Page([first]), Page([second]))
    assert texts(source) == [[
        ["畜禽应免，不发疫情。", "数量", "3"], ["^", "质量", "5"], ["^", "时效", "6月"], ["^", "成本", "9"], ["末"],
    ]]  # fmt: skip
    assert told(source) == [(JOINED, False)]


def without(upper: bool, lower: bool) -> Style:
    """Frames of one row at the edge of a page, as browsers print what its end breaks."""

    def style(x: float, y: float, w: float, h: float) -> str:
        level = [b for b, drawn in ((y, not lower), (y + h, not upper)) if drawn]
        lines = [f"{x} {b} m {x + w} {b} l S" for b in level]
        return " ".join((*lines, *(f"{a} {y} m {a} {y + h} l S" for a in (x, x + w))))

    return style


@pytest.mark.parametrize(
    ("rest", "whole"), [(("三处", "", ""), "改造全县五个乡的渡口三处"), (("", "", ""), "改造全县五个乡的渡口")]
)
def test_a_row_that_no_line_ends_goes_on_above_the_first_line_of_the_next_page(
    rest: Sequence[str], whole: str, tmp_path: Path
) -> None:
    last, first = replace(table(("改造全县五个乡的渡口", "", "3")), top=120), table(rest)
    upper = Page([table(HEADER)], more=drawn(last, without(upper=True, lower=True)), lines=[])
    lower = Page([replace(table(("产出", "里程", "九")), top=120)], more=drawn(first, without(upper=True, lower=True)))
    source = read(tmp_path, upper, lower)
    assert texts(source) == [[list(HEADER), [whole, "", "3"], ["产出", "里程", "九"]]]
    assert told(source) == []


def drawn(one: DrawnTable, style: Style) -> str:
    return Page([one], style=style).content()


def test_a_last_row_of_one_cell_alone_on_a_page_is_a_row(tmp_path: Path) -> None:
    note = DrawnTable((Box(0, 0, 1, 3, "填表说明"),))
    source = read(tmp_path, [HEADER, ("甲", "乙", "丙")], Page([note]))
    assert texts(source) == [[list(HEADER), ["甲", "乙", "丙"], ["填表说明"]]]
    assert not any(isinstance(one, Line) for one in source.elements)


@pytest.mark.parametrize(
    "frame",
    [DrawnTable((Box(0, 0, 1, 1, "框"),), wide=170), DrawnTable((Box(0, 0, 1, 3, "框"),), left=100)],
    ids=["narrower", "elsewhere"],
)
def test_a_frame_of_another_width_is_no_row(frame: DrawnTable, tmp_path: Path) -> None:
    source = read(tmp_path, [HEADER, ("甲", "乙", "丙")], Page([frame]))
    assert [type(one) for one in source.elements] == [Grid, Line]


def test_a_title_in_the_header_that_is_printed_again_is_read_once(tmp_path: Path) -> None:
    def page(*rows: Sequence[str]) -> Page:
        body = [Box(at + 1, column, 1, 1, text) for at, row in enumerate(rows) for column, text in enumerate(row)]
        return Page([DrawnTable((Box(0, 0, 1, 3, "绩效目标表"), *body))])

    source = read(tmp_path, page(HEADER, ("甲", "乙", "丙")), page(HEADER, ("丁", "戊", "己")))
    assert texts(source) == [[["绩效目标表"], list(HEADER), ["甲", "乙", "丙"], ["丁", "戊", "己"]]]


def test_the_same_title_over_another_annex_begins_another_table(tmp_path: Path) -> None:
    def page(name: str) -> Page:
        return Page([DrawnTable((Box(0, 0, 1, 2, "绩效目标表"), Box(1, 0, 1, 1, "名称"), Box(1, 1, 1, 1, name)))])

    assert len(texts(read(tmp_path, page("桥"), page("路")))) == 2


def test_columns_that_go_on_beside_the_next_page_need_not_be_drawn_there(tmp_path: Path) -> None:
    second = replace(table(("时效", "六月"), ("成本", "九")), left=120)
    source = read(tmp_path, [HEADER, ("产出", "里程", "三")], Page([second]))
    assert texts(source) == [[list(HEADER), ["产出", "里程", "三"], ["^", "时效", "六月"], ["^", "成本", "九"]]]


@pytest.mark.parametrize("left", [100, 140])
def test_what_begins_beside_a_column_is_another_table(left: float, tmp_path: Path) -> None:
    second = DrawnTable((Box(0, 0, 1, 1, "时效"), Box(0, 1, 1, 1, "六月")), left=left, wide=(240 - left) / 2)
    assert len(texts(read(tmp_path, [HEADER, ("产出", "里程", "三")], Page([second])))) == 2


# --- the words -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rest", "broken"),
    [
        ("年度目", "标", True), ("年", "标", False), ("核心指标是", "否", False), ("ab", "c", False),
        ("改造渡口，", "修路", True), ("改造渡口", "，修路", True), ("改造（", "三处", True), ("三处", "）等", True),
        ("发现的患者", "全部纳入规范管理。", False), ("对学生、老人，发现的患者", "全部纳入管理。", True),
        ("发现，全部管理。", "另行通知。", False), ("9", "5", False), ("9.", "55", True), ("9.5", "5", True),
        ("9.55", "5", False), ("1320", "00", True), ("1320", "50", False), ("", "甲", False),
    ],
)  # fmt: skip
def test_what_tells_that_a_text_goes_on(text: str, rest: str, broken: bool) -> None:
    assert is_broken_off(text, rest) is broken


@pytest.mark.parametrize(
    ("text", "rest", "alone"),
    [
        ("≥95%", "100%", True), ("16处", "9处", True), ("16处", "九处", False), ("生态效益指标", "社会效益指标", True),
        ("数量标", "质量标", True), ("甲标", "乙标", False), ("9.5", "5", False), ("12公里以内的", "3", False),
    ],
)  # fmt: skip
def test_what_tells_that_texts_are_whole(text: str, rest: str, alone: bool) -> None:
    assert stand_alone(text, rest) is alone
