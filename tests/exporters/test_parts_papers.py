"""Parts of a form with paper of their own: upright texts before tables that lie, on pages, in Word, Excel and PDF."""

import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from lxml import etree
from notation import document
from packages import W, part
from pypdf import PdfReader
from PySide6.QtGui import QImage, QPainter
from small_forms import small_form

from perfdesk.exporters.excel import write_workbook
from perfdesk.exporters.word import write_document
from perfdesk.forms.book import book
from perfdesk.forms.definition import Form, Projects, Texts, TextSection
from perfdesk.forms.soundness import faults
from perfdesk.forms.style import FormLine, PageSetup
from perfdesk.paper.pager import Pager
from perfdesk.paper.pages import Page, TablePiece, anchors, lines_left, pages
from perfdesk.paper.painter import paint, paper_size
from perfdesk.paper.pdf import write_pdf
from perfdesk.ui.views.preview import PaperArea

UPRIGHT = PageSetup()
LYING = PageSetup(width=297, height=210, top=28, left=25, text_width=247, text_height=154)
BASE = small_form("项目名称 | {name}^3\nH 三级指标>name | 指标值>target^3", repeat_header=True)
TEXTS = Texts(
    kind="texts",
    titles=(FormLine(text="总体说明", style="line"),),
    sections=(TextSection(heading="一、总体目标", field="overall_goal"),),
    heading_style="line",
    lead_style="line",
    text_style="line",
)
BOOK = document(
    "annex_number=2 | department_name=清水县图书馆 | overall_goal=办好全县图书馆。\n# 书库改造\n"
    + "\n".join(f"- | 指标{at} | 很长的指标值，{at}个" for at in range(24)),
    "ningxia-annex2-2024",
)


def turned(own: PageSetup, tables: PageSetup | None, texts: PageSetup | None = None) -> Form:
    """Texts and tables; `own` is the form's page."""
    (table,) = BASE.parts
    assert isinstance(table, Projects)
    return replace(BASE, page=own, parts=(replace(TEXTS, page=texts), replace(table, page=tables, restart=False)))


LAYOUT = turned(UPRIGHT, LYING)
BOTH = [LAYOUT, turned(LYING, None, UPRIGHT)]


@pytest.mark.parametrize("layout", BOTH)
def test_each_page_lies_as_its_part_says(layout: Form) -> None:
    made = [*pages(layout, BOOK)]
    sizes = [tuple(round(side / 72 * 25.4) for side in paper_size(layout, page)) for page in made]
    assert sizes == [(210, 297), *[(297, 210)] * (len(made) - 1)]
    assert [page.number for page in made] == [*range(1, len(made) + 1)]
    assert len(made) > 2
    room = LYING.text_height * 72 / 25.4
    for page in made[1:]:
        for piece in page.pieces:
            assert isinstance(piece, TablePiece) is False or piece.top + piece.height <= room + 0.1


@pytest.mark.parametrize("layout", BOTH)
def test_the_table_is_as_wide_as_its_own_paper(layout: Form) -> None:
    assert sum(layout.widths) == pytest.approx(LYING.text_width * 72 / 25.4)
    assert [*faults(layout)] == []


@pytest.mark.parametrize("layout", BOTH)
def test_pages_are_counted_on_their_own_paper(layout: Form) -> None:
    pager, made = Pager(layout), [*pages(layout, BOOK)]
    assert pager.last_number(BOOK) == len(made)
    assert [page.number for page in pager.project_pages(BOOK, 1)] == [page.number for page in made[1:]]
    assert pager.anchors(BOOK) == anchors(layout, BOOK)
    assert lines_left(layout, pager.project_pages(BOOK, 1)[-1]) == 13


def sections(layout: Form) -> list[dict[str, Any]]:
    stream = io.BytesIO()
    write_document(layout, BOOK, stream)
    return [
        {name.removeprefix(W): value for name, value in size.attrib.items()}
        for size in part(stream.getvalue(), "word/document.xml").iter(W + "pgSz")
    ]


@pytest.mark.parametrize("layout", BOTH)
def test_word_has_a_section_for_each(layout: Form) -> None:
    assert sections(layout) == [{"w": "11906", "h": "16838"}, {"w": "16838", "h": "11906", "orient": "landscape"}]


def test_word_splits_rows_that_are_higher_than_their_own_page() -> None:
    high = BOOK.with_fields({(BOOK.projects[0].indicators[0].id, "target"): "很长。\n" * 24})  # a lying page has 21
    stream = io.BytesIO()
    write_document(LAYOUT, high, stream)
    rows: list[etree._Element] = [*part(stream.getvalue(), "word/document.xml").iter(W + "tr")]
    assert [row.find(f"{W}trPr/{W}cantSplit") is None for row in rows][:4] == [False, False, True, False]


@pytest.mark.parametrize("layout", BOTH)
def test_excel_lies_as_the_tables_do(layout: Form) -> None:
    stream = io.BytesIO()
    write_workbook(layout, BOOK, stream)
    pages_of = {one.title: one.page_setup.orientation for one in openpyxl.load_workbook(stream).worksheets}
    assert pages_of == {"封面和说明": "landscape", "1 书库改造": "landscape", "指标清单": "landscape"}


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("layout", BOTH)
def test_pdf_has_pages_of_both_kinds(layout: Form) -> None:
    stream = io.BytesIO()
    write_pdf(layout, BOOK, stream)
    found = PdfReader(stream).pages
    sizes = [(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in found]
    assert sizes == [(595, 842), *[(842, 595)] * (len(found) - 1)]
    assert "指标23" in found[-1].extract_text()


@pytest.mark.usefixtures("qapp")
def test_a_table_is_painted_where_its_own_paper_has_its_margins() -> None:
    page = [*pages(LAYOUT, BOOK)][1]
    image = QImage(842, 595, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    painter = QPainter(image)
    paint(painter, LAYOUT, page, {})
    painter.end()
    dark = [x for x in range(842) if (image.pixel(x, 300) & 0xFF) < 250]
    assert (min(dark), max(dark)) == (
        pytest.approx(25 / 25.4 * 72, abs=1.5), pytest.approx(272 / 25.4 * 72, abs=1.5),
    )  # fmt: skip


def test_the_preview_has_room_for_the_widest_page(qapp: object) -> None:
    area = PaperArea()
    area.zoom(1)
    front, table = Page(None), Page(None, paper=LYING)
    widths = []
    for shown in ([front], [table], [front, table]):
        area.show_pages(LAYOUT, shown, {})
        widths.append([round(side) for side in area._page_size()])
    assert widths == [[595, 842], [842, 595], [842, 842]]


def test_a_part_without_paper_says_nothing_of_it() -> None:
    assert [section.paper for section in book(LAYOUT, BOOK)] == [None, LYING]
    assert BASE.on(None) is BASE is BASE.laid


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"text_width": 280}, ["parts（projects）的 page：正文区域超出了纸张"]),
        ({"width": 100, "text_width": 60}, ["table.columns：表宽"]),
        ({"text_height": 6}, ["table：一行比一页还高", "styles."]),
        ({"number_outside": True}, ["parts（projects）的 page：页码的样子写在表样的 page 里，这里不能写"]),
    ],
)
def test_what_is_wrong_with_a_paper_is_told(changes: dict[str, Any], told: list[str]) -> None:
    found = [*faults(turned(UPRIGHT, replace(LYING, **changes)))]
    assert all(any(one.startswith(words) for one in found) for words in told)
    assert found
