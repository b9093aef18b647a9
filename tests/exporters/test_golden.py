"""What Word and Excel are given and where pages break, kept as text, so that a review sees each change of the paper.

`pytest tests/exporters/test_golden.py --rewrite-golden` writes the files anew; the diff is read before it is committed.
"""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from chance import books
from packages import part, written
from printed_lines import page_lines, xml_lines
from reviewed import EXAMPLES, GOLDEN, assert_as_reviewed, digests

from perfdesk import __version__
from perfdesk.exporters.excel import write_workbook
from perfdesk.exporters.word import write_document
from perfdesk.forms.loader import form
from perfdesk.importers.load import read_source
from perfdesk.model.document import Document
from perfdesk.paper.pages import pages
from perfdesk.paths import resources

PARTS = ("document", "styles", "settings", "footer1")
WORKBOOK = ("workbook", "styles", "sharedStrings", "worksheets/sheet1", "worksheets/sheet2", "worksheets/sheet4")
FORMS = ("hebei-book-2024", "ningxia-annex2-2024")


@pytest.fixture(params=EXAMPLES)
def example(request: pytest.FixtureRequest) -> Document:
    """An invented document that is shipped."""
    return read_source(resources() / "examples" / f"{request.param}.txt").document


@pytest.fixture
def golden(request: pytest.FixtureRequest, example: Document) -> Path:
    """The folder of the example's golden files."""
    return GOLDEN / example.form


@pytest.mark.parametrize("name", PARTS)
def test_word_is_given_what_was_reviewed(
    request: pytest.FixtureRequest, example: Document, golden: Path, name: str
) -> None:
    data = written(write_document, example.with_projects(example.projects[:2]))
    assert_as_reviewed(request, golden / f"{name}.xml", xml_lines(part(data, f"word/{name}.xml"), 0))


def test_pages_break_where_was_reviewed(request: pytest.FixtureRequest, example: Document, golden: Path) -> None:
    made = list(pages(form(example.form), example))
    lines = (line for at, page in enumerate(made, 1) for line in page_lines(at, page))
    assert_as_reviewed(request, golden / "pages.txt", lines)


@pytest.mark.parametrize("name", WORKBOOK)
def test_excel_is_given_what_was_reviewed(
    request: pytest.FixtureRequest, example: Document, golden: Path, name: str
) -> None:
    """Of Ningxia's form the list is the third sheet: it has none for what stands before the tables."""
    data = written(write_workbook, example.with_projects(example.projects[:2]))
    at = name if f"xl/{name}.xml" in _members(data) else "worksheets/sheet3"
    assert_as_reviewed(request, golden / "excel" / f"{Path(name).name}.xml", xml_lines(part(data, f"xl/{at}.xml"), 0))


@pytest.mark.parametrize("name", FORMS)
def test_of_many_documents_every_part_is_as_reviewed(request: pytest.FixtureRequest, name: str) -> None:
    lines = (line for document in books(name) for line in _digests_of(document))
    assert_as_reviewed(request, GOLDEN / name / "parts-of-many.txt", lines)


def _digests_of(document: Document) -> Iterator[str]:
    for suffix, write in (("docx", write_document), ("xlsx", write_workbook)):
        for member, content in _members(written(write, document)).items():
            text = content.decode("utf-8").replace(f"perfdesk {__version__}", "perfdesk")  # whatever version wrote it
            yield from digests(f"{document.id}.{suffix} {member}", text.splitlines())
    layout = form(document.form)
    yield from digests(
        f"{document.id} pages", (line for page in pages(layout, document) for line in page_lines(0, page))
    )


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}
