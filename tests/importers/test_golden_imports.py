"""What comes of a text, a Word file and a workbook, with every remark: kept as text, so that a review sees each change
of what is read.

`pytest tests/importers/test_golden_imports.py --rewrite-golden` writes the files anew; the diff is read before it is
committed.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from chance import books
from reviewed import EXAMPLES, GOLDEN, assert_as_reviewed, digests
from sources import save_excel, save_text, save_word, tabbed

from perfdesk.exporters.excel import write_workbook
from perfdesk.exporters.word import write_document
from perfdesk.forms.loader import form
from perfdesk.forms.sheet import sheet
from perfdesk.importers.load import ImportFailure, read_source
from perfdesk.model.document import Document
from perfdesk.model.form_copy import NO_COPY
from perfdesk.paths import resources
from perfdesk.store.format import document_bytes

# A source is also read as the other form.
FORMS = ("hebei-book-2024", "ningxia-annex2-2024")


def _read(path: Path, form_id: str) -> Iterator[str]:
    """The document, then the remarks, without the folder."""
    try:
        found = read_source(path, form(form_id) if form_id else None)
    except ImportFailure as refused:
        yield f"refused: {str(refused).replace(str(path), path.name)}"
        return
    # Without the form that it carries, which may be written otherwise and read the same.
    yield from document_bytes(replace(found.document, form_copy=NO_COPY)).decode("utf-8").splitlines()
    for title in ("recognised", "guessed", "left_out"):
        yield from (f"{title}: {note.place}: {note.text}" for note in getattr(found, title))


def _written(folder: Path, document: Document) -> Iterator[Path]:
    """The document as our writers write it, and its tables as other programs do."""
    layout = form(document.form)
    for name, write in (("out.docx", write_document), ("out.xlsx", write_workbook)):
        with (folder / name).open("wb") as stream:
            write(layout, document, stream)
        yield folder / name
    sheets = [sheet(layout, document, project) for project in document.projects]
    yield save_text(folder, tabbed(document))
    yield save_word(folder, *(part for one in sheets for part in ("某县某局", one)))
    yield save_excel(folder, ((["某县某局"], one) for one in sheets))


def _of_all(folder: Path, document: Document) -> Iterator[str]:
    for path in _written(folder, document):
        for form_id in ("", *FORMS):
            lines = list(_read(path, form_id))
            yield from digests(f"{document.id} from {path.name} as {form_id or 'what it is'}", lines)
            yield from (f"  {line}" for line in lines if line.startswith("refused"))


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_are_read_as_reviewed(request: pytest.FixtureRequest, tmp_path: Path, name: str) -> None:
    source = resources() / "examples" / f"{name}.txt"
    golden = GOLDEN / read_source(source).document.form
    assert_as_reviewed(request, golden / "import-example.txt", _read(source, ""))
    document = read_source(source).document
    lines = _of_all(tmp_path, document.with_projects(document.projects[:3]))
    assert_as_reviewed(request, golden / "imports-of-example.txt", lines)


@pytest.mark.parametrize("name", FORMS)
def test_many_documents_are_read_as_reviewed(request: pytest.FixtureRequest, tmp_path: Path, name: str) -> None:
    document = next(books(name))
    lines = _read(next(_written(tmp_path, document)), name)
    assert_as_reviewed(request, GOLDEN / name / "import-word.txt", lines)
    many = (line for one in books(name) for line in _of_all(tmp_path, one))
    assert_as_reviewed(request, GOLDEN / name / "imports-of-many.txt", many)
