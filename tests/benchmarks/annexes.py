"""Many colleagues' Word files, read in a process of their own."""

import tempfile
from pathlib import Path

from perfdesk.exporters.word import write_document
from perfdesk.forms.loader import form
from perfdesk.importers.load import read_source
from perfdesk.work.reader_process import read_all
from tests.benchmarks.books import generated
from tests.benchmarks.figures import best, show, show_ratio

_FILES = 20


def annexes() -> None:
    """Twenty small Word files: processor time of all processes, against reading them in place."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number}.docx" for number in range(_FILES)]
        for number, path in enumerate(paths):
            with path.open("wb") as stream:
                write_document(form("hebei-book-2024"), generated(2, number), stream)
        ours, in_place = best(lambda: read_all(paths), lambda: [read_source(path) for path in paths], rounds=3)
    show(f"{_FILES} Word files read in a process of their own", f"{ours:.2f} s", "< 1.5 s")
    show_ratio("that / reading them in place", ours, in_place)
