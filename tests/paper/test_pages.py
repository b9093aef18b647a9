from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import documents

from perfdesk.forms.book import book
from perfdesk.forms.definition import Form
from perfdesk.forms.loader import form
from perfdesk.forms.sections import Block, Paragraph, TableBlock
from perfdesk.forms.sheet import PlacedCell, Role, Sheet
from perfdesk.forms.style import Align
from perfdesk.importers.load import read_source
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.fields import Fields
from perfdesk.paper.pages import (
    TablePiece,
    TextPiece,
    anchors,
    flow,
    lines_left,
    number_align,
    number_text,
    pages,
)
from perfdesk.paper.row_heights import row_heights, split_rows

HEBEI = form("hebei-book-2024")


def one_project(indicators: int, basis: str) -> Document:
    rows = tuple(
        Indicator(f"i{n}", Fields({"level1": "产出指标", "level2": f"第{n}类", "name": f"指标{n}", "basis": basis}))
        for n in range(indicators)
    )
    return Document("d", HEBEI.id, Fields(), (Project("p", Fields({"name": "道路养护"}), rows),))


def sheet_of(document: Document) -> Sheet:
    """The table of the first project."""
    sections = book(form(document.form), document)
    return next(block for section in sections for block in section.blocks if isinstance(block, TableBlock)).sheet


def table_pieces(document: Document) -> list[list[TablePiece]]:
    found = [[piece for piece in page.pieces if isinstance(piece, TablePiece)] for page in pages(HEBEI, document)]
    return [pieces for pieces in found if pieces]


def test_the_pages_of_a_real_book_are_the_printed_ones(lulong: Path) -> None:
    document = read_source(lulong).document
    printed = [1, 1, 2, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 18, 19]
    assert list(anchors(form(document.form), document).values()) == printed


def test_the_long_project_of_a_real_book_breaks_after_its_fourth_indicator(lulong: Path) -> None:
    document = read_source(lulong).document
    parts = [p for page in table_pieces(document) for p in page if p.sheet.project == document.projects[5].id]
    assert [(part.first, part.last, part.header) for part in parts] == [(0, 11, False), (11, 13, True)]


def test_each_project_of_the_other_form_has_its_page(pingluo: Path) -> None:
    document = read_source(pingluo).document
    assert list(anchors(form(document.form), document).values()) == list(range(1, 9))


def test_a_cell_over_several_rows_stretches_the_last_of_them() -> None:
    sheet = sheet_of(one_project(1, ""))
    # 其他资金 needs two lines in its narrow column; the label beside it has two rows for its two lines.
    assert row_heights(HEBEI, sheet)[1:3] == (40.5, 20.5)
    assert row_heights(HEBEI, sheet)[sheet.header or 0] == 40.5


def test_a_merged_cell_that_needs_more_than_its_rows_stretches_the_last_of_them() -> None:
    document = one_project(2, "")
    rows = [row.with_text("level2", "可持续影响" * 7) for row in (i.fields for i in document.projects[0].indicators)]
    indicators = tuple(Indicator(f"i{at}", fields) for at, fields in enumerate(rows))
    sheet = sheet_of(document.with_projects([Project("p", Fields({"name": "道路养护"}), indicators)]))
    # Seven lines of five characters in two rows; 一级指标 beside it needs one line.
    assert row_heights(HEBEI, sheet)[-2:] == (20.5, 7 * 20 + 0.5 - 20.5)


def test_a_cell_over_several_rows_takes_what_their_own_cells_need_before_it_stretches_any() -> None:
    label = PlacedCell(0, 0, 2, 1, "目\n标\n表", Role.LABEL, Align.CENTER)
    text = PlacedCell(0, 1, 1, 6, "两\n行", Role.VALUE, Align.LEFT)
    for cells in ((label, text), (text, label)):
        assert row_heights(HEBEI, Sheet("p", HEBEI.widths, 2, None, cells)) == (40.5, 20.5)


def test_a_header_that_begins_a_page_is_printed_once() -> None:
    found = []
    for lines in range(10, 30):  # one of these goals leaves no room for the header, and all for what is above it
        project = Project("p", Fields({"name": "道路养护", "goal": "\n".join(["目标"] * lines)}))
        document = one_project(2, "")
        made = document.with_projects([replace(project, indicators=document.projects[0].indicators)])
        pieces = [piece for page in table_pieces(made) for piece in page]
        found += [piece for piece in pieces if piece.first == piece.sheet.header]
    assert found
    assert not any(piece.header for piece in found)


def test_a_cut_row_is_cut_between_lines() -> None:
    pieces = [piece for page in table_pieces(one_project(2, "很长的依据" * 200)) for piece in page]
    cuts = [piece.cut for piece in pieces if piece.cut is not None]
    assert cuts
    assert [cut % HEBEI.table.line for cut in cuts] == [0] * len(cuts)


@pytest.mark.parametrize(("characters", "lines"), [(20, 1), (21, 2)])
def test_contents_leave_three_characters_for_the_page_number(characters: int, lines: int) -> None:
    # 31.6 characters to a line; "1." and "绩效目标表" take six.
    document = one_project(1, "")
    named = Project("p", Fields({"name": "路" * (characters + 2)}), document.projects[0].indicators)
    found = [
        piece
        for page in pages(HEBEI, document.with_projects([named]))
        for piece in page.pieces
        if isinstance(piece, TextPiece) and piece.right == "_Tocp000001"
    ]
    assert [len(piece.lines) for piece in found] == [lines]


def test_lines_left_are_whole_lines_of_table_text_below_the_last_piece() -> None:
    document = one_project(1, "")
    page = list(pages(HEBEI, document))[-1]
    bottom = max(piece.top + piece.height for piece in page.pieces if isinstance(piece, TablePiece))
    room = 225 * 72 / 25.4 - bottom
    assert lines_left(HEBEI, page) == int(room / 20)
    assert lines_left(HEBEI, page) > 5


def test_lines_left_count_a_repeated_header() -> None:
    page = list(pages(HEBEI, one_project(40, "按计划")))[-1]
    (piece,) = (piece for piece in page.pieces if isinstance(piece, TablePiece))
    assert piece.header
    header = piece.heights[piece.sheet.header or 0]
    assert lines_left(HEBEI, page) == int((225 * 72 / 25.4 - piece.height - header) / 20)


def text_pieces(document: Document, style: str) -> list[TextPiece]:
    made = pages(form(document.form), document)
    return [p for page in made for p in page.pieces if isinstance(p, TextPiece) and p.style == style]


def test_a_line_of_text_holds_28_characters() -> None:
    document = Document("d", HEBEI.id, Fields({"overall_goal": "目标" * 40}), ())
    (piece,) = text_pieces(document, "text")
    assert [len(line) for line in piece.lines] == [26, 28, 26]  # the first one is indented


def test_a_paragraph_over_two_pages_ends_on_the_second() -> None:
    document = Document("d", HEBEI.id, Fields({"overall_goal": "目标" * 400}), ())
    pieces = text_pieces(document, "text")
    assert [(piece.first, piece.last) for piece in pieces] == [(True, False), (False, True)]


def test_titles_of_one_style_are_one_heading_of_several_lines() -> None:
    pieces = text_pieces(one_project(1, ""), "part")
    assert [piece.lines for piece in pieces] == [
        ("第一部分", "部门整体绩效目标"),
        ("第二部分", "预算项目绩效目标"),
    ]


def test_a_title_within_the_table_is_as_high_as_its_own_style() -> None:
    layout = form("ningxia-annex2-2024")
    document = Document("d", layout.id, Fields({"fiscal_year": "2031"}), (Project("p", Fields({"name": "养护"})),))
    table = sheet_of(document)
    style = layout.styles[table.cells[0].style]
    assert style.size > layout.table.size
    assert row_heights(layout, table)[:2] == (style.line + 0.5, layout.table.line + 0.5)


@pytest.mark.parametrize(("characters", "lines"), [(24, 1), (25, 2), (48, 2), (49, 3)])
def test_a_long_title_within_the_table_breaks_at_its_own_size(characters: int, lines: int) -> None:
    layout = form("ningxia-annex2-2024")
    title = PlacedCell(0, 0, 1, 6, "标" * characters, Role.HEADING, Align.CENTER, style="table-title")
    sheet = Sheet("p", layout.widths, 1, None, (title,))
    # 24 of 18 pt fit.
    assert row_heights(layout, sheet) == (lines * layout.styles["table-title"].line + 0.5,)


@pytest.mark.parametrize(("outside", "sides"), [(False, ["center", "center"]), (True, ["right", "left"])])
def test_page_numbers_stand_in_the_middle_or_outside(outside: bool, sides: list[str]) -> None:
    page = replace(HEBEI.page, number_outside=outside)
    style = HEBEI.styles[page.number_style]
    assert [number_align(page, style, number) for number in (1, 2)] == sides
    assert number_text(page, "12") == "— 12 —"


def test_a_header_repeats_only_where_indicators_go_on() -> None:
    parts = table_pieces(one_project(40, "按计划"))
    assert len(parts) > 1
    assert [piece.header for page in parts for piece in page] == [False] + [True] * (len(parts) - 1)


def test_a_row_higher_than_a_page_is_cut_and_nothing_of_it_is_lost() -> None:
    document = one_project(2, "很长的依据" * 200)
    pieces = [piece for page in table_pieces(document) for piece in page]
    heights = pieces[0].heights
    assert sum(piece.height for piece in pieces) == pytest.approx(sum(heights))
    assert len(pieces) >= 3
    assert pieces[0].cut, "it begins on the page where it stands"


def test_a_row_that_fits_on_a_page_is_never_cut() -> None:
    pieces = [piece for page in table_pieces(one_project(30, "较长的依据" * 12)) for piece in page]
    assert len(pieces) > 5
    assert all(piece.cut is None and not piece.skip for piece in pieces)


# --- at the edge of a page -------------------------------------------------------------------------------------

GLUE, ROW, LINE = 1.0, 20.5, 20.0  # where a header repeats, a point keeps the table's two parts apart in Word


def on_paper(points: float) -> Form:
    """The form of Hebei on paper with so much room for text."""
    return replace(HEBEI, page=replace(HEBEI.page, text_height=points * 25.4 / 72))


def table(rows: int, header: int | None = None) -> TableBlock:
    cells = tuple(PlacedCell(row, 0, 1, 7, "目标", Role.VALUE, Align.LEFT) for row in range(rows))
    repeated = range(0) if header is None else range(header, header + 1)
    return TableBlock(Sheet("p", HEBEI.widths, rows, header, cells, repeated=repeated), "", "", "")


def rows_of_pages(points: float, block: Block) -> list[tuple[int, int]]:
    """First and last row of each page."""
    made = flow(on_paper(points), [block])
    return [(p.first, p.last - 1) for page in made for p in page.pieces if isinstance(p, TablePiece)]


def test_as_many_rows_stand_on_a_page_as_fit_to_the_hair() -> None:
    assert rows_of_pages(3 * ROW, table(3)) == [(0, 2)]
    assert rows_of_pages(3 * ROW - 0.1, table(3)) == [(0, 1), (2, 2)]
    # Where a header repeats that is not the first row, and only where the table begins, its parts are kept apart.
    assert rows_of_pages(GLUE + 3 * ROW, table(3, header=1)) == [(0, 2)]
    assert rows_of_pages(GLUE + 3 * ROW - 0.1, table(3, header=1)) == [(0, 1), (2, 2)]
    assert rows_of_pages(3 * ROW, table(5, header=1)) == [(0, 1), (2, 3), (4, 4)]


def test_a_repeated_header_takes_its_room() -> None:
    assert rows_of_pages(3 * ROW, table(5, header=0)) == [(0, 2), (3, 4)]
    assert rows_of_pages(3 * ROW, table(6, header=0)) == [(0, 2), (3, 4), (5, 5)]


def lines_of_pages(points: float, *blocks: Paragraph) -> list[list[int]]:
    return [[len(p.lines) for p in page.pieces if isinstance(p, TextPiece)] for page in flow(on_paper(points), blocks)]


def test_as_many_lines_stand_on_a_page_as_fit_to_the_hair() -> None:
    line = HEBEI.styles["text"].line
    paragraph = Paragraph("目" * (26 + 28 + 28), "text")
    assert lines_of_pages(3 * line, paragraph) == [[3]]
    assert lines_of_pages(3 * line - 0.1, paragraph) == [[2], [1]]
    assert lines_of_pages(3 * line, paragraph, paragraph) == [[3], [3]]
    assert lines_of_pages(6 * line, paragraph, paragraph._replace(new_page=True)) == [[3], [3]]
    assert lines_of_pages(6 * line, paragraph._replace(new_page=True), paragraph) == [[3, 3]]


def test_a_page_too_low_for_a_line_takes_one_all_the_same() -> None:
    assert lines_of_pages(5, Paragraph("目" * (26 + 28), "text")) == [[1], [1]]
    assert rows_of_pages(5, table(2)) == [(0, 0), (0, 0), (1, 1), (1, 1)]


@pytest.mark.parametrize(
    ("left", "right", "captions"), [("部门", "万元", 1), ("部门", "", 1), ("", "万元", 1), ("", "", 0)]
)
def test_a_caption_stands_above_a_table_where_there_is_any_of_it(left: str, right: str, captions: int) -> None:
    block = table(1)._replace(left=left, right=right, caption_style="caption")
    (page,) = flow(HEBEI, [block])
    assert [(p.lines, p.right) for p in page.pieces if isinstance(p, TextPiece)] == [((left,), right)] * captions
    (rows,) = (p for p in page.pieces if isinstance(p, TablePiece))
    assert (rows.top > 0) is bool(captions)


def filling(lines: int) -> Sheet:
    """A table of one row of so many lines."""
    cell = PlacedCell(0, 0, 1, 7, "\n".join(["目"] * lines), Role.VALUE, Align.LEFT)
    return Sheet("p", HEBEI.widths, 1, None, (cell,))


def test_a_row_is_cut_behind_as_many_lines_as_fit_to_the_hair() -> None:
    block = TableBlock(filling(12), "", "", "")
    for points, cuts in ((5 * LINE, [100, 100, None]), (5 * LINE - 0.1, [80, 80, None])):
        made = flow(on_paper(points), [block])
        assert [p.cut for page in made for p in page.pieces if isinstance(p, TablePiece)] == cuts


def cuts(form: Form, block: Block) -> list[list[tuple[int, float | None]]]:
    """Of each page the rows that stand there, each with what is set of it if it is cut."""
    pages_of = ([piece for piece in page.pieces if isinstance(piece, TablePiece)] for page in flow(form, [block]))
    return [
        [
            (row, piece.cut if row == piece.last - 1 else None)
            for piece in pieces
            for row in range(piece.first, piece.last)
        ]
        for pieces in pages_of
    ]


def test_a_row_as_high_as_a_page_is_cut_only_where_the_glue_takes_its_room() -> None:
    """Else it goes to the next page whole."""
    high = PlacedCell(1, 0, 1, 7, "\n".join(["目"] * 7), Role.VALUE, Align.LEFT)
    page = on_paper(7 * LINE + 0.5)
    assert page.page.text_height * (72 / 25.4) == 7 * LINE + 0.5  # to the last bit
    two = TableBlock(Sheet("p", HEBEI.widths, 2, None, (high._replace(row=0, text="目"), high)), "", "", "")
    assert cuts(page, two) == [[(0, None)], [(1, None)]]
    headed = filling(7)._replace(rows=2, cells=(high._replace(row=0), high._replace(row=1, text="目")), header=1)
    glued = TableBlock(headed._replace(repeated=range(1, 2)), "", "", "")
    assert cuts(page, glued) == [[(0, 120.0)], [(0, None), (1, None)]]
    assert cuts(page, TableBlock(headed, "", "", "")) == [[(0, None)], [(1, None)]]


def test_only_a_row_higher_than_a_page_may_be_split() -> None:
    assert split_rows(on_paper(20 * LINE + 0.5), filling(20)) == frozenset()
    assert split_rows(on_paper(20 * LINE + 0.4), filling(20)) == {0}


@given(st.one_of(documents(projects=4), documents("ningxia-annex2-2024", projects=4)))
@settings(max_examples=60, deadline=None)
def test_every_row_and_line_is_on_a_page_and_inside_it(document: Document) -> None:
    layout = form(document.form)
    height = layout.page.text_height * 72 / 25.4 + 0.1
    seen: dict[str, list[int]] = {}
    for page in pages(layout, document):
        for piece in page.pieces:
            if isinstance(piece, TextPiece):
                assert piece.top + layout.styles[piece.style].line * len(piece.lines) <= height
            else:
                seen.setdefault(piece.sheet.project, []).extend(range(piece.first, piece.last))
                used = piece.cut if piece.cut is not None else sum(piece.heights[piece.first : piece.last]) - piece.skip
                header = piece.heights[piece.sheet.header or 0] if piece.header else 0
                assert piece.top + header + used <= height
    assert list(seen) == [project.id for project in document.projects]
    for rows in seen.values():
        assert sorted(set(rows)) == list(range(max(rows) + 1))
    assert len(anchors(layout, document)) == len(document.projects) + (3 if layout.id == HEBEI.id else 0)
