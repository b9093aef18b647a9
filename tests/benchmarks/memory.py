"""Peak memory: `python -m tests.benchmarks.memory TASK` prints by how many MB a task raises that of its process
(Linux)."""

import io
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from perfdesk.exporters.excel import write_workbook
from perfdesk.exporters.word import write_document
from perfdesk.forms.loader import form
from perfdesk.importers.load import read_source
from perfdesk.model.document import Document
from perfdesk.rules.check import Checker
from perfdesk.store import file
from tests.benchmarks.books import generated
from tests.benchmarks.figures import in_child, show

_Task = Callable[[Document, Path], Callable[[], object]]


def memory() -> None:
    """By how much each task on 10,000 projects raises the memory of a process of its own."""
    for name, (what, aim, _) in TASKS.items():
        show(f"memory growth, 10,000 projects: {what}", f"{in_child('-m', 'tests.benchmarks.memory', name)} MB", aim)


def growth(task: _Task) -> int:
    """In MB. A small book goes first, so that libraries and tables are loaded."""
    with tempfile.TemporaryDirectory() as folder:
        task(generated(50), Path(folder) / "small")()
        work = task(generated(10_000), Path(folder) / "large")
        Path("/proc/self/clear_refs").write_text("5")  # forgets the highest memory so far
        before = _kib("VmRSS")
        kept = work()
        grown = (_kib("VmHWM") - before) // 1024
        del kept
    return grown


def _kib(name: str) -> int:
    """From proc(5)."""
    found = re.search(rf"{name}:\s*(\d+)", Path("/proc/self/status").read_text())
    assert found
    return int(found[1])


def _opening(document: Document, path: Path) -> Callable[[], object]:
    file.save(path, document)
    return lambda: file.read(path)


def _checking(document: Document, path: Path) -> Callable[[], object]:
    checker = Checker(form(document.form))
    return lambda: (checker, checker.findings(document))


def _writing(write: Callable[..., None]) -> _Task:
    def task(document: Document, path: Path) -> Callable[[], object]:
        def work() -> None:
            with path.open("wb") as stream:
                write(form(document.form), document, stream)

        return work

    return task


def _reading_word(document: Document, path: Path) -> Callable[[], object]:
    """A thousand projects: more than about 4,000 are refused, for no book has them."""
    stream = io.BytesIO()
    write_document(form(document.form), document.with_projects(document.projects[:1000]), stream)
    path = path.with_suffix(".docx")
    path.write_bytes(stream.getvalue())
    return lambda: read_source(path)


TASKS: Final[dict[str, tuple[str, str, _Task]]] = {
    "open": ("opening", "-", _opening),
    "save": ("saving", "-", lambda document, path: lambda: file.save(path, document)),
    "check": ("checking, findings included", "-", _checking),
    "word": ("writing Word", "< 60", _writing(write_document)),
    "word-in": ("reading Word, 1,000 of them", "-", _reading_word),
    "excel": ("writing Excel", "-", _writing(write_workbook)),
}

if __name__ == "__main__":
    print(growth(TASKS[sys.argv[1]][2]))
