import io
import re

from pdf_reading import copied
from pypdf import PdfReader
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from perfdesk.forms.blank import new_document, new_project
from perfdesk.forms.definition import Form
from perfdesk.forms.loader import form, forms
from perfdesk.forms.sheet import PlacedCell, Role, Sheet, cell_style
from perfdesk.forms.style import Align
from perfdesk.model.document import Document
from perfdesk.model.fields import Fields
from perfdesk.paper.pages import Page, TablePiece, TextPiece, anchors, pages
from perfdesk.paper.painter import paint, paper_size
from perfdesk.paper.pdf import write_pdf

WHITE = 0xFFFFFFFF


def small(name: str) -> Document:
    layout = form(name)
    document = new_document(layout, "2025")
    return document.with_projects([new_project(layout, document), new_project(layout, document)])


def test_every_page_of_every_form_is_drawn_inside_its_margins(qtbot: QtBot) -> None:
    for name, layout in forms().items():
        document = small(name)
        for page in pages(layout, document):
            width, _ = paper_size(layout, page)
            image = drawn(layout, page)
            left, right = edges(image)
            assert 60 < left < right < width - 60


def drawn(layout: Form, page: Page) -> QImage:
    """A page at one pixel a point."""
    width, height = paper_size(layout, page)
    image = QImage(round(width), round(height), QImage.Format.Format_RGB32)
    image.fill(WHITE)
    painter = QPainter(image)
    paint(painter, layout, page, anchors(layout, small(layout.id)))
    painter.end()
    return image


def edges(image: QImage) -> tuple[int, int]:
    """The first and the last column with ink, four bytes a pixel."""
    content, stride, white = bytes(image.constBits()), image.bytesPerLine(), bytes([0xFF])
    rows = [content[at : at + stride] for at in range(0, len(content), stride)]
    inked = [row for row in rows if row.strip(white)]
    left = min(len(row) - len(row.lstrip(white)) for row in inked)
    return left // 4, (max(len(row.rstrip(white)) for row in inked) - 1) // 4


def inked(document: Document, style: str) -> list[tuple[int, int]]:
    """Left and right end of the ink of each line of a style, in points, on the first page that has the style."""
    layout = form(document.form)
    page = next(p for p in pages(layout, document) if any(getattr(one, "style", "") == style for one in p.pieces))
    image = drawn(layout, page)
    top, found = layout.page.top * 72 / 25.4, []
    for piece in page.pieces:
        if isinstance(piece, TextPiece) and piece.style == style:
            line = layout.styles[style].line
            rows = [top + piece.top + line * (number + 0.5) for number in range(len(piece.lines))]
            found += [ends(image, round(row), range(image.width())) for row in rows]
    return found


def ends(image: QImage, row: int, columns: range) -> tuple[int, int]:
    near = range(row - 6, row + 7)
    found = [x for x in columns if any(image.pixel(x, y) != WHITE for y in near)]
    return min(found), max(found)


def test_text_ends_at_the_right_edge_but_for_the_last_line(qtbot: QtBot) -> None:
    # The comma would begin the second line, so the first one is a character short and its characters stand wider.
    text = "目" * 25 + "标，" + "目" * 28 + "标" * 10
    lines = inked(Document("d", "hebei-book-2024", Fields({"overall_goal": text})), "text")
    right = (28 + 156) * 72 / 25.4
    assert len(lines) == 3
    # A character does not fill its em, whatever the font; a line that is not stretched would end a whole one earlier.
    assert [right - 8 <= end <= right + 1 for _, end in lines] == [True, True, False]
    assert [start - 28 * 72 / 25.4 < 8 for start, _ in lines] == [False, True, True]


def cell_ink(layout: Form, cell: PlacedCell, lines: int) -> list[tuple[int, int]]:
    """Left and right end of the ink of each line of a cell as wide as the table, in points from the cell's sides."""
    height = lines * cell_style(layout, cell.role, cell.style).line + 0.5
    table = Sheet("p", layout.widths, 1, None, (cell,))
    image = drawn(layout, Page(None, [TablePiece(0, table, (height,), 0, 1)]))
    left, top = layout.page.left * 72 / 25.4, layout.page.top * 72 / 25.4
    inside = range(round(left) + 3, round(left + sum(layout.widths)) - 2)
    rows = [round(top + height * (number + 0.5) / lines) for number in range(lines)]
    found = [ends(image, row, inside) for row in rows]
    return [(first - inside.start, inside.stop - last) for first, last in found]


def test_a_cell_set_to_both_edges_keeps_the_last_line_of_each_paragraph_as_it_is(qtbot: QtBot) -> None:
    layout = form("hebei-book-2024")
    # 41 characters fit; the comma takes the one before it to the second line.
    text = "目" * 40 + "标，" + "目" * 30 + "\n" + "目" * 30
    cell = PlacedCell(0, 0, 1, 7, text, Role.VALUE, Align.BOTH)
    assert [free < 8 for _, free in cell_ink(layout, cell, 3)] == [True, False, False]
    left = cell_ink(layout, cell._replace(align=Align.LEFT), 3)
    assert [free < 8 for _, free in left] == [False, False, False]


def test_a_cell_with_a_style_of_its_own_stands_where_that_says(qtbot: QtBot) -> None:
    layout = form("ningxia-annex2-2024")
    cell = PlacedCell(0, 0, 1, 6, "目标表", Role.HEADING, Align.LEFT, style="table-title")
    ((before, behind),) = cell_ink(layout, cell, 1)
    assert layout.styles["table-title"].align is Align.CENTER
    assert abs(before - behind) < 8
    ((small_before, _),) = cell_ink(layout, cell._replace(style="", align=Align.CENTER), 1)
    assert small_before > before + 8  # its type is larger than the cells'


def test_a_page_number_stands_between_dashes(qtbot: QtBot) -> None:
    document = small("ningxia-annex2-2024")
    stream = io.BytesIO()
    write_pdf(form(document.form), document, stream)
    texts = ["".join(page.extract_text().split()) for page in PdfReader(stream).pages]
    assert ["—1—" in texts[0], "—2—" in texts[1]] == [True, True]


def test_a_combining_mark_on_a_line_of_its_own_is_drawn(qtbot: QtBot) -> None:
    assert inked(Document("d", "hebei-book-2024", Fields({"overall_goal": "\u0301目"})), "text")


def test_a_pdf_has_all_pages_and_text_that_can_be_searched(qtbot: QtBot) -> None:
    document = small("hebei-book-2024")
    stream = io.BytesIO()
    write_pdf(form(document.form), document, stream)
    data = stream.getvalue()
    assert data.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", data)) == len(list(pages(form(document.form), document)))
    assert b"/ToUnicode" in data


def test_a_pdf_has_an_outline_of_parts_and_projects(qtbot: QtBot) -> None:
    document = small("hebei-book-2024")
    stream = io.BytesIO()
    write_pdf(form(document.form), document, stream)
    reader = PdfReader(stream)
    (first, sections, second, projects) = reader.outline
    assert [first.title, second.title] == ["第一部分 部门整体绩效目标", "第二部分 预算项目绩效目标"]
    assert len(sections) == 3
    assert [one.title for one in projects] == ["1.绩效目标表", "2.绩效目标表"]
    texts = [copied(reader.pages[reader.get_destination_page_number(one)]) for one in projects]
    assert all("项目编码" in text for text in texts)


def test_a_search_finds_characters_that_a_font_shares_with_radicals(qtbot: QtBot) -> None:
    document = small("hebei-book-2024")
    stream = io.BytesIO()
    write_pdf(form(document.form), document, stream)
    text = "".join(copied(page) for page in PdfReader(stream).pages)
    assert "项目编码" in text
    assert not [one for one in text if "\u2e80" <= one <= "\u2fdf"]
