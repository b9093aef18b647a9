import io
import re

from pdf_reading import copied
from pypdf import PdfReader
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from perfdesk.forms.blank import new_document, new_project
from perfdesk.forms.loader import form, forms
from perfdesk.model.document import Document
from perfdesk.model.fields import Fields
from perfdesk.paper.pages import TextPiece, anchors, pages
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
        width, height = paper_size(layout)
        for page in pages(layout, document):
            image = QImage(round(width), round(height), QImage.Format.Format_RGB32)
            image.fill(WHITE)
            painter = QPainter(image)
            paint(painter, layout, page, anchors(layout, document))
            painter.end()
            inked = [(x, y) for x in range(image.width()) for y in range(image.height()) if image.pixel(x, y) != WHITE]
            assert inked
            left, right = min(x for x, _ in inked), max(x for x, _ in inked)
            assert left > 60
            assert right < width - 60


def inked(document: Document, style: str) -> list[tuple[int, int]]:
    """Left and right end of the ink of each line of a style, in points, on the first page that has the style."""
    layout = form(document.form)
    page = next(p for p in pages(layout, document) if any(getattr(one, "style", "") == style for one in p.pieces))
    width, height = paper_size(layout)
    image = QImage(round(width), round(height), QImage.Format.Format_RGB32)
    image.fill(WHITE)
    painter = QPainter(image)
    paint(painter, layout, page, {})
    painter.end()
    top, found = layout.page.top * 72 / 25.4, []
    for piece in page.pieces:
        if isinstance(piece, TextPiece) and piece.style == style:
            line = layout.styles[style].line
            rows = [top + piece.top + line * (number + 0.5) for number in range(len(piece.lines))]
            found += [ends(image, round(row)) for row in rows]
    return found


def ends(image: QImage, row: int) -> tuple[int, int]:
    near = range(row - 6, row + 7)
    columns = [x for x in range(image.width()) if any(image.pixel(x, y) != WHITE for y in near)]
    return min(columns), max(columns)


def test_text_ends_at_the_right_edge_but_for_the_last_line(qtbot: QtBot) -> None:
    # The comma would begin the second line, so the first one is a character short and its characters stand wider.
    text = "目" * 25 + "标，" + "目" * 28 + "标" * 10
    lines = inked(Document("d", "hebei-book-2024", Fields({"overall_goal": text})), "text")
    right = (28 + 156) * 72 / 25.4
    assert len(lines) == 3
    # A character does not fill its em, whatever the font; a line that is not stretched would end a whole one earlier.
    assert [right - 8 <= end <= right + 1 for _, end in lines] == [True, True, False]
    assert [start - 28 * 72 / 25.4 < 8 for start, _ in lines] == [False, True, True]


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
