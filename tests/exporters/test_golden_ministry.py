"""What each form of the ministry puts on the sheet, into Word and Excel and on paper, kept as text for a review.

`pytest tests/exporters/test_golden_ministry.py --rewrite-golden` writes the files anew; the diff is read before it is
committed.
"""

import pytest
from ministry import FORMS, example
from packages import part, written
from printed_lines import page_lines, xml_lines
from reviewed import GOLDEN, assert_as_reviewed

from perfdesk.exporters.excel import write_workbook
from perfdesk.exporters.word import write_document
from perfdesk.forms.blank import new_document, new_project
from perfdesk.forms.definition import Form
from perfdesk.forms.loader import form
from perfdesk.forms.sheet import sheet
from perfdesk.model.document import Document
from perfdesk.paper.pages import pages


def _cells(one: Document) -> list[str]:
    table = sheet(form(one.form), one, one.projects[0])
    lines = [f"{table.rows} rows, header {table.header}, widths {' '.join(f'{width:.2f}' for width in table.widths)}"]
    for cell in table.cells:
        place = f"{cell.row},{cell.column} {cell.rows}×{cell.columns} {cell.role}, {cell.align}"
        lines.append(f"{place} {cell.owner or ''} {cell.key}: {cell.text!r}")
    return lines


def blank(layout: Form) -> Document:
    """The form as it is printed to be filled in by hand."""
    empty = new_document(layout, "2031")
    return empty if empty.projects else empty.with_projects([new_project(layout, empty)])


@pytest.mark.parametrize("name", FORMS)
def test_each_cell_stands_where_was_reviewed(request: pytest.FixtureRequest, name: str) -> None:
    assert_as_reviewed(request, GOLDEN / name / "sheet.txt", _cells(example(name)))


@pytest.mark.parametrize("name", FORMS)
def test_word_is_given_what_was_reviewed(request: pytest.FixtureRequest, name: str) -> None:
    document = part(written(write_document, example(name)), "word/document.xml")
    assert_as_reviewed(request, GOLDEN / name / "document.xml", xml_lines(document, 0))


@pytest.mark.parametrize("name", FORMS)
def test_excel_is_given_what_was_reviewed(request: pytest.FixtureRequest, name: str) -> None:
    first = part(written(write_workbook, example(name)), "xl/worksheets/sheet1.xml")
    assert_as_reviewed(request, GOLDEN / name / "worksheet.xml", xml_lines(first, 0))


@pytest.mark.parametrize("name", FORMS)
def test_pages_break_where_was_reviewed(request: pytest.FixtureRequest, name: str) -> None:
    """The example, and the form as it is printed to be filled in by hand."""
    made = [page for one in (example(name), blank(form(name))) for page in pages(form(name), one)]
    lines = (line for at, page in enumerate(made, 1) for line in page_lines(at, page))
    assert_as_reviewed(request, GOLDEN / name / "pages.txt", lines)


@pytest.mark.parametrize("name", FORMS)
def test_example_and_blank_form_fill_one_page_each(name: str) -> None:
    assert [len([*pages(form(name), one)]) for one in (example(name), blank(form(name)))] == [1, 1]
