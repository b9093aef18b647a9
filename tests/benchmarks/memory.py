"""Prints by how many MB writing a Word annex of 10,000 projects raises the memory of a process of its own."""

import io
import resource
import tempfile

from perfdesk.exporters.word import write_document
from perfdesk.forms.loader import form
from tests.benchmarks.books import generated


def growth() -> int:
    """In MB. A small book is written first, so that libraries and tables are loaded."""
    book = generated(10_000)
    write_document(form(book.form), generated(20), io.BytesIO())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryFile() as stream:
        write_document(form(book.form), book, stream)
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024


if __name__ == "__main__":
    print(growth())
