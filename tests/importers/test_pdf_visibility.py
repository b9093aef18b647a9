"""Letters of a PDF that nobody sees on its page are not read, and those that a cell cuts off are; both is told."""

from pathlib import Path

import pytest
from importers.pdf_drawing import HEIGHT, SIZE, Box, DrawnTable, Page, drawn_pdf, shown

from perfdesk.importers.grid import Grid, ImportFailure, Line, Source
from perfdesk.importers.load import read_pages
from perfdesk.importers.pdf_visibility import largest

TABLE = DrawnTable((Box(0, 0, 1, 1, "项目"), Box(0, 1, 1, 1, "桥"), Box(1, 0, 1, 1, "数量"), Box(1, 1, 1, 1, "3座")))
# Behind 桥 in its cell.
X, Y = TABLE.left + 60 + 3 + 1 * SIZE, HEIGHT - TABLE.top - 3 - SIZE
HIDDEN = shown(X, Y, "密")


def read(folder: Path, more: str, *, tables: tuple[DrawnTable, ...] = (TABLE,), inside_form: bool = False) -> Source:
    path = folder / "公开.pdf"
    path.write_bytes(drawn_pdf(Page(tables, more=more, inside_form=inside_form)))
    return read_pages(path).source


def texts(source: Source) -> list[str]:
    return [cell.text for one in source.elements if isinstance(one, Grid) for row in one.rows for cell in row.cells]


def told(source: Source) -> list[tuple[str, bool]]:
    return [(one.text, one.lost) for one in source.remarks]


@pytest.mark.parametrize(
    "more",
    [
        f"q 3 Tr {HIDDEN} Q",
        f"q 7 Tr {HIDDEN} Q",
        f"q 1 g {HIDDEN} Q",
        f"q 0.99 g {HIDDEN} Q",
        f"q 1 Tr 1 G {HIDDEN} Q",
        f"BT /F1 0.5 Tf {X} {Y} Td <{'密'.encode('utf-16-be').hex()}> Tj ET",
        f"BT /F1 10 Tf 0.05 0 0 0.05 {X} {Y} Tm <{'密'.encode('utf-16-be').hex()}> Tj ET",
        shown(-30, Y, "密"),
        shown(700, Y, "密"),
        shown(X, HEIGHT + 20, "密"),
        shown(X, -20, "密"),
        # Beside, above and below a dark ground.
        *(f"0.2 g {X + dx} {Y + dy} 9 9 re f q 1 g {HIDDEN} Q" for dx, dy in ((-12, 0), (12, 0), (0, -12), (0, 12))),
        # White on a ground elsewhere, and on a white ground.
        f"0.2 g 10 10 20 20 re f 1 g {X - 5} {Y - 5} 30 20 re f q 1 g {HIDDEN} Q 0 g",
    ],
)
def test_what_nobody_sees_is_not_read(more: str, tmp_path: Path) -> None:
    source = read(tmp_path, more)
    assert texts(source) == ["项目", "桥", "数量", "3座"]
    assert not any(isinstance(one, Line) for one in source.elements)
    assert told(source) == [("有 1 个字在页面上看不见（隐藏、白色、极小或在纸外），没有读", False)]


@pytest.mark.parametrize(
    "more",
    [
        # A header in white letters on a dark ground.
        f"q 0.1 0.2 0.6 rg {X - 20} {Y - 5} 40 20 re f 1 g {HIDDEN} Q",
        f"q 0.1 0.2 0.6 rg {X - 8} {Y - 5} 24 14 re B 1 g {HIDDEN} Q",
        # Drawn as outlines, and both filled and outlined.
        f"q 1 Tr 0 G 1 g {HIDDEN} Q",
        f"q 2 Tr {HIDDEN} Q",
        f"q 0.9 g {HIDDEN} Q",
        f"BT /F1 1 Tf {X} {Y} Td <{'密'.encode('utf-16-be').hex()}> Tj ET",
        f"BT /F1 2 Tf {X} {Y} Td <{'密'.encode('utf-16-be').hex()}> Tj ET",
    ],
)
def test_what_can_be_seen_is_read(more: str, tmp_path: Path) -> None:
    source = read(tmp_path, more)
    assert texts(source)[1] == "桥密"
    assert told(source) == []


def test_a_point_in_small_letters_is_a_letter(tmp_path: Path) -> None:
    """Its own box is less than a point wide and high."""
    source = read(tmp_path, f"BT /F1 3 Tf {X} {Y} Td <{'0.5-1'.encode('utf-16-be').hex()}> Tj ET")
    assert texts(source)[1] == "桥0.5-1"


def clipped(inside: str, text: str) -> str:
    return f"q {inside} re W n {text} Q"


CELL = f"{TABLE.left + 60} {HEIGHT - TABLE.top - 40} 60 40"


def test_a_letter_that_its_cell_cuts_off_belongs_to_the_cell(tmp_path: Path) -> None:
    """LibreOffice prints so what does not fit: the last line of a cell came into the one below."""
    source = read(tmp_path, clipped(CELL, shown(X, HEIGHT - TABLE.top - 40 - SIZE - 2, "梁")))
    assert texts(source) == ["项目", "桥\n梁", "数量", "3座"]
    assert told(source) == [("有 1 个字超出了格子，页面上看不见，也读了，请与原件核对", True)]


def test_what_stands_in_the_box_to_which_it_is_cut_is_where_it_is(tmp_path: Path) -> None:
    source = read(tmp_path, clipped("0 0 595 842", HIDDEN))
    assert (texts(source)[1], told(source)) == ("桥密", [])


def test_a_box_in_a_drawing_inside_the_page_says_nothing_of_the_page(tmp_path: Path) -> None:
    """Its points are those of the drawing, so the letter stays where it is."""
    low = shown(X + 20, HEIGHT - TABLE.top - 40 - SIZE - 3, "梁")
    source = read(tmp_path, clipped(CELL, low), inside_form=True)
    assert (texts(source), told(source)) == (["项目", "桥", "数量", "3座 梁"], [])


def test_a_scan_with_recognised_text_below_it_is_a_picture(tmp_path: Path) -> None:
    with pytest.raises(ImportFailure, match="是图片（扫描件）"):
        read(tmp_path, f"q 3 Tr {HIDDEN} Q", tables=())


def test_frames_filled_between_two_outlines_are_lines(tmp_path: Path) -> None:
    """As WeasyPrint draws the borders of cells that have their own each."""
    rings = []
    for one in TABLE.boxes:
        x, y, w, h = TABLE.frame(one)
        rings.append(f"{x} {y} {w} {h} re {x + 0.8} {y + 0.8} {w - 1.6} {h - 1.6} re f*")
    path = tmp_path / "公开.pdf"
    path.write_bytes(drawn_pdf(Page([TABLE], style=lambda *_: "", more=" ".join(rings))))
    assert texts(read_pages(path).source) == ["项目", "桥", "数量", "3座"]


def test_of_very_many_grounds_the_largest_are_looked_at() -> None:
    small = [(at, 0.0, at + 1.0, 2.0) for at in map(float, range(501))]
    assert largest([*small, (0.0, 0.0, 3.0, 3.0)])[0] == (0.0, 0.0, 3.0, 3.0)
    assert len(largest(small)) == 500
