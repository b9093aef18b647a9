"""The placed cells of each shipped form, kept as text, so that a review sees each change of a layout.

`pytest tests/forms/test_golden_sheets.py --rewrite-golden` writes the files anew; the diff is read before it is
committed.
"""

from collections.abc import Iterator

import pytest
from chance import books
from reviewed import EXAMPLES, GOLDEN, assert_as_reviewed, digests

from perfdesk.forms.indicator_list import columns, rows
from perfdesk.forms.loader import form
from perfdesk.forms.printed import printed_keys, unprinted_words
from perfdesk.forms.sheet import Sheet, front_sheet, sheet
from perfdesk.importers.load import read_source
from perfdesk.model.document import Document
from perfdesk.paths import resources


def _lines(one: Sheet) -> Iterator[str]:
    widths = " ".join(f"{width:.4f}" for width in one.widths)
    yield f"{one.project}: {one.rows} rows, header {one.header}, widths {widths}"
    for cell in one.cells:
        place = f"{cell.row},{cell.column} {cell.rows}×{cell.columns} {cell.role}, {cell.align}"
        bound = f" {cell.owner} {cell.key} of {' '.join(cell.nodes)}" if cell.owner else ""
        yield f"  {place}{bound}{cell.style and f' as {cell.style}'}: {cell.text!r}"


def _book(document: Document) -> Iterator[str]:
    layout = form(document.form)
    yield from _lines(front_sheet(layout, document))
    for project in document.projects:
        yield from _lines(sheet(layout, document, project))
    yield " | ".join(f"{one.title} {one.owner} {one.key} {one.kind}" for one in columns(layout))
    yield from (" | ".join(map(repr, texts)) for texts in rows(layout, document))
    yield " ".join(sorted(f"{owner}.{key}" for owner, key in printed_keys(layout) if key))
    yield unprinted_words(layout, document)


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_cell_stands_where_was_reviewed(request: pytest.FixtureRequest, name: str) -> None:
    document = read_source(resources() / "examples" / f"{name}.txt").document
    assert_as_reviewed(
        request, GOLDEN / document.form / "sheets.txt", _book(document.with_projects(document.projects[:3]))
    )


@pytest.mark.parametrize("name", ["hebei-book-2024", "ningxia-annex2-2024"])
def test_of_many_documents_each_cell_stands_where_was_reviewed(request: pytest.FixtureRequest, name: str) -> None:
    lines = (line for one in books(name, 12) for line in digests(one.id, _book(one)))
    assert_as_reviewed(request, GOLDEN / name / "sheets-of-many.txt", lines)
