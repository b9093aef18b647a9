"""Word annexes, written and read back."""

import io
import tempfile
import zipfile
from pathlib import Path

import docx
from lxml import etree

from perfdesk.exporters.word import write_document
from perfdesk.forms.loader import form
from perfdesk.forms.sheet import sheet
from perfdesk.importers.load import read_source
from perfdesk.model.document import Document
from tests.benchmarks.books import generated
from tests.benchmarks.figures import best, in_child, show, show_ratio

_BODY = "word/document.xml"


def word_out() -> None:
    """The Word writer, sheets and pages included, against the finished XML put into the zip."""
    # A new book each round: what is remembered of the last one would flatter the writer.
    books, text = iter([generated(1000, seed) for seed in range(5)]), _xml(_written(generated(1000, 0)))
    ours, limit = best(lambda: _written(next(books)), lambda: _zipped(text))
    few = generated(6)
    (idiomatic,) = best(lambda: _idiomatic(few), rounds=2)
    show("Word out, 1,000 projects, one project", f"{ours:.3f} ms")
    show_ratio("python-docx (add_table, merge, text) / ours, a project", idiomatic / 6, ours / 1000, ">= 300 x")
    show_ratio("ours / the same XML into the zip", ours, limit, "<= 4 x")
    small, large = iter([generated(100, seed) for seed in range(5)]), iter([generated(10_000, 1), generated(10_000, 2)])
    (one,), (many,) = best(lambda: _written(next(small))), best(lambda: _written(next(large)), rounds=2)
    show_ratio("a project of 10,000 / a project of 100", many / 10_000, one / 100, "<= 1.3 x")
    show(
        "memory growth while writing 10,000 projects", f"{in_child('-m', 'tests.benchmarks.memory', 'word')} MB", "< 60"
    )


def _written(document: Document) -> bytes:
    stream = io.BytesIO()
    write_document(form(document.form), document, stream)
    return stream.getvalue()


def _xml(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(_BODY)


def _zipped(text: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        package.writestr(_BODY, text)


def _idiomatic(document: Document) -> None:
    """The same tables as the python-docx documentation makes them."""
    made = docx.Document()
    for project in document.projects:
        one = sheet(form(document.form), document, project)
        table = made.add_table(rows=one.rows, cols=len(one.widths), style="Table Grid")
        for cell in one.cells:
            first = table.cell(cell.row, cell.column)
            last = table.cell(cell.row + cell.rows - 1, cell.column + cell.columns - 1)
            first.merge(last).text = cell.text
    made.save(io.BytesIO())


def word_in() -> None:
    """Reading a Word annex back, recognition included, against inflating and parsing its XML."""
    data = _written(generated(1000))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.docx"
        path.write_bytes(data)
        ours, parse = best(lambda: read_source(path), lambda: etree.fromstring(_xml(data)), rounds=3)
        few = docx.Document(str(path)).tables[:10]
    (rows,) = best(lambda: [[cell.text for cell in row.cells] for table in few for row in table.rows], rounds=2)
    show("Word in, 1,000 projects, one project", f"{ours:.3f} ms")
    show_ratio("ours / inflating and parsing the XML", ours, parse, "<= 8 x")
    # An annex of this form is two tables.
    show_ratio("python-docx row.cells / ours, a project", rows / 5, ours / 1000)
