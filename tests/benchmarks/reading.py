"""Reading other people's files in a process of its own: what one file costs, and each of many."""

import tempfile
from pathlib import Path

from perfdesk import paths
from perfdesk.exporters.word import write_document
from perfdesk.forms.loader import form_of
from perfdesk.importers.load import read_source
from perfdesk.work.reader_process import read_all
from tests.benchmarks.figures import best, in_child, show, show_ratio

_MANY = 20


def reading() -> None:
    """Word files of the size of the shipped example, with all that this process and its child do for them."""
    example = min((paths.resources() / "examples").glob("*.txt"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.docx"
        document = read_source(example).document
        with path.open("wb") as stream:
            write_document(form_of(document), document, stream)
        one, many, here, bare = best(
            lambda: read_all([path]),
            lambda: read_all([path] * _MANY),
            lambda: read_source(path),
            lambda: in_child("-c", ""),
        )
    show("one file in a process of its own", f"{one * 1000:.0f} ms")
    show(f"each of {_MANY} files", f"{many * 1000 / _MANY:.0f} ms")
    show_ratio("one file / the interpreter alone", one, bare)
    show_ratio(f"each of {_MANY} files / reading it here", many / _MANY, here)
