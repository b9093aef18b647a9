"""Prints by how many MB writing a Word annex of 10,000 projects raises the memory of a process of its own (Linux)."""

import io
import re
import tempfile
from pathlib import Path

from perfdesk.exporters.word import write_document
from perfdesk.forms.loader import form
from tests.benchmarks.books import generated


def growth() -> int:
    """In MB. A small book is written first, so that libraries and tables are loaded."""
    book = generated(10_000)
    write_document(form(book.form), generated(20), io.BytesIO())
    Path("/proc/self/clear_refs").write_text("5")  # forgets the highest memory so far
    before = _memory("VmRSS")
    with tempfile.TemporaryFile() as stream:
        write_document(form(book.form), book, stream)
    return (_memory("VmHWM") - before) // 1024


def _memory(name: str) -> int:
    """In KiB, from proc(5)."""
    found = re.search(rf"{name}:\s*(\d+)", Path("/proc/self/status").read_text())
    assert found
    return int(found[1])


if __name__ == "__main__":
    print(growth())
