"""Excel workbooks, written and read back."""

import io
import tempfile
from pathlib import Path

import openpyxl

from perfdesk.exporters.excel import write_workbook
from perfdesk.forms.loader import form
from perfdesk.importers.load import read_source
from perfdesk.model.document import Document
from tests.benchmarks.books import generated
from tests.benchmarks.figures import best, show, show_ratio

_PROJECTS = 300


def excel_out() -> None:
    """Our workbook, an annex on each sheet and a list, against openpyxl writing as many cells without any style."""
    books, few = iter([generated(_PROJECTS, seed) for seed in range(3)]), _texts(_written(generated(_PROJECTS, 0)))
    ours, library = best(lambda: _written(next(books)), lambda: _by_library(few), rounds=3)
    show(f"Excel out, {_PROJECTS} projects, one project", f"{ours / _PROJECTS * 1000:.2f} ms", "<= 9 ms")
    show_ratio("openpyxl, write-only, bare texts / ours with styles and spans", library, ours)


def _written(document: Document) -> bytes:
    stream = io.BytesIO()
    write_workbook(form(document.form), document, stream)
    return stream.getvalue()


def _texts(data: bytes) -> list[list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    return [list(one.iter_rows(values_only=True)) for one in book.worksheets]


def _by_library(sheets: list[list[tuple[object, ...]]]) -> None:
    book = openpyxl.Workbook(write_only=True)
    for rows in sheets:
        made = book.create_sheet()
        for row in rows:
            made.append(row)
    book.save(io.BytesIO())


def excel_in() -> None:
    """Reading the workbook back, recognition included, against openpyxl reading bare values."""
    data = _written(generated(_PROJECTS))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        path.write_bytes(data)
        ours, library = best(lambda: read_source(path), lambda: _texts(data), rounds=3)
    show(f"Excel in, {_PROJECTS} projects, one project", f"{ours / _PROJECTS * 1000:.2f} ms")
    show_ratio("openpyxl, read-only, bare values / ours with recognition", library, ours)
