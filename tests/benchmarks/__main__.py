"""Prints one line a figure: what was measured, how much longer than its measure, and the aim.

Both sides of a ratio take turns in this run and the best of each counts, because machines are noisy.
"""

import io
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import docx
from lxml import etree

from perfdesk.exporters.word import write_document
from perfdesk.forms.loader import form
from perfdesk.forms.sheet import sheet
from perfdesk.importers.load import read_source
from perfdesk.merge.analyse import analyse
from perfdesk.merge.sides import Side
from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.rules.check import Checker
from perfdesk.store import file
from perfdesk.store.format import Known, document_bytes
from perfdesk.work.gather import side_of
from tests.benchmarks.books import generated

_ROUNDS = 5


def _best(*works: Callable[[], object], rounds: int = _ROUNDS) -> list[float]:
    """The best time of each, in seconds; they take turns."""
    best = [float("inf")] * len(works)
    for _ in range(rounds):
        for at, work in enumerate(works):
            begin = time.perf_counter()
            work()
            best[at] = min(best[at], time.perf_counter() - begin)
    return best


def _print(what: str, figure: str, aim: str) -> None:
    print(f"{what:<64}{figure:>14}   aim: {aim}", flush=True)


# --- Word out --------------------------------------------------------------------------------------------------


@lru_cache
def _book(projects: int) -> Document:
    return generated(projects)


def _written(document: Document) -> bytes:
    stream = io.BytesIO()
    write_document(form(document.form), document, stream)
    return stream.getvalue()


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


def _raw(text: str) -> None:
    """The limit: the finished XML into the zip."""
    with zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        package.writestr("word/document.xml", text)


def word_out() -> None:
    """Speed of the Word writer, sheets and pages included."""
    book = _book(1000)
    text = _xml(_written(book)).decode()
    ours, limit = _best(lambda: _written(book), lambda: _raw(text))
    few = book.with_projects(book.projects[:6])
    (idiomatic,) = _best(lambda: _idiomatic(few), rounds=2)
    _print("Word out, 1,000 projects, one project", f"{ours:.3f} ms", "-")
    _print(
        "python-docx (add_table, merge, text) / ours, a project", f"{idiomatic / 6 / (ours / 1000):.0f} x", ">= 300 x"
    )
    _print("ours / the same XML into the zip", f"{ours / limit:.1f} x", "<= 4 x")
    # A new book each round: what is remembered of the last one would flatter the small one.
    small, large = iter([generated(100, seed) for seed in range(_ROUNDS)]), _book(10_000)
    (one,), (many,) = _best(lambda: _written(next(small))), _best(lambda: _written(large), rounds=2)
    _print("a project of 10,000 / a project of 100", f"{many / 10_000 / (one / 100):.2f} x", "<= 1.3 x")
    _print("memory growth while writing 10,000 projects", f"{_growth_of_writing()} MB", "< 60 MB")


def _growth_of_writing() -> str:
    command = [sys.executable, "-m", "tests.benchmarks.memory"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


# --- Word in ---------------------------------------------------------------------------------------------------


def _xml(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read("word/document.xml")


def word_in() -> None:
    """Speed of reading a Word annex back, recognition included."""
    data = _written(_book(1000))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.docx"
        path.write_bytes(data)
        ours, parse = _best(lambda: read_source(path), lambda: etree.fromstring(_xml(data)), rounds=3)
        _print("Word in, 1,000 projects, one project", f"{ours:.3f} ms", "-")
        _print("ours / inflating and parsing the XML", f"{ours / parse:.1f} x", "<= 8 x")
        opened = docx.Document(str(path))
        few = opened.tables[:10]
        (rows,) = _best(lambda: [[cell.text for cell in row.cells] for table in few for row in table.rows], rounds=2)
        _print("python-docx row.cells / ours, a project", f"{rows / 5 / (ours / 1000):.1f} x", "-")


# --- checks ----------------------------------------------------------------------------------------------------


def checks() -> None:
    """80,000 indicators judged from cold, and after one edit."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.perfdesk"
        file.save(path, _book(10_000))
        document = file.read(path).document
        layout = form(document.form)
        cold, load = _best(lambda: Checker(layout).findings(document), lambda: file.read(path), rounds=2)
    _print("80,000 indicators judged from cold / loading them", f"{cold / load:.1f} x", "<= 6 x")
    checker = Checker(layout)
    checker.findings(document)
    times = []
    for number in range(300):
        place = document.projects[number * 33]
        document = SetFields({(place.id, "goal"): f"目标{number}"}).apply(document)
        begin = time.perf_counter()
        checker.findings(document)
        times.append((time.perf_counter() - begin) * 1000)
    times.sort()
    _print(
        "judged again after one edit, half of all / 99 of 100", f"{times[150]:.2f} / {times[296]:.2f} ms", "p99 <= 1 ms"
    )


# --- merge -----------------------------------------------------------------------------------------------------


def _edited(document: Document, seed: int, name: str) -> Document:
    """One text in a hundred indicators is another: what a colleague does."""
    rows = [row.id for project in document.projects for row in project.indicators]
    chosen = random.Random(seed).sample(rows, len(rows) // 100)
    return SetFields({(row, "target"): f"≥{seed}{at}{name}" for at, row in enumerate(chosen)}).apply(document)


def _sent_round(folder: Path, document: Document, colleagues: int) -> list[Path]:
    """The file that is sent out, and a copy from each colleague."""
    sent = folder / "base.perfdesk"
    opened = file.save(sent, document)
    copies = [folder / f"{number:02}.perfdesk" for number in range(colleagues)]
    for number, path in enumerate(copies):
        file.save(path, _edited(document, number, path.stem), opened, author=path.stem)
    return [sent, *copies]


def _sides(paths: Sequence[Path]) -> list[Side]:
    """Read as the program reads what it is to merge."""
    known = Known()
    return [side_of(file.read(path, known), path.name) for path in paths]


def merge() -> None:
    """Two colleagues against git merge-file on the same documents as JSON, and many colleagues."""
    for projects in (1000, 10_000):
        with tempfile.TemporaryDirectory() as name:
            _against_git(Path(name), projects)
    with tempfile.TemporaryDirectory() as name:
        sides = _sides(_sent_round(Path(name), _book(1000), 20))
    few, many = _best(lambda: analyse(sides[0], sides[1:6]).result(), lambda: analyse(sides[0], sides[1:]).result())
    _print("a file of 20 with 1,000 projects / a file of 5", f"{many / 20 / (few / 5):.2f} x", "about 1 x")
    _history()


def _against_git(folder: Path, projects: int) -> None:
    sent, one, other = _sent_round(folder, _book(projects), 2)
    ours, theirs = _sides([one, other])
    texts = [folder / f"{number}.json" for number in range(3)]
    for text, path in zip(texts, (one, sent, other), strict=True):
        text.write_bytes(document_bytes(file.read(path).document))

    def git() -> None:
        command = ["git", "merge-file", "-p", *map(str, texts)]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=False)

    def whole() -> None:
        known = Known()
        opened, came = file.read(one, known), file.read(other, known)
        plan = analyse(side_of(opened, "one"), [side_of(came, "other")])
        merged = [file.Merged("other", plan.sides[1].revisions)]
        file.save(folder / "out.perfdesk", plan.result(), opened, merged=merged, known=known)

    # The base is worked out once and kept by nobody, so each round pays for it.
    times = _best(
        lambda: analyse(ours, [theirs]).result(),
        git,
        whole,
        rounds=3,
    )
    what = f"{projects:,} projects, two sides with 1 % edits"
    _print(f"{what}: merge", f"{times[0] * 1000:.0f} ms", "-")
    _print("git merge-file / our merge, documents loaded", f"{times[1] / times[0]:.1f} x", ">= 5 x")
    _print("our merge with loading and saving / git merge-file", f"{times[2] / times[1]:.1f} x", "<= 2 x")


def _history() -> None:
    """What 200 revisions of a book of 1,000 projects cost, 20 edits each."""
    with tempfile.TemporaryDirectory() as name:
        path, bare = Path(name) / "a.perfdesk", Path(name) / "b.perfdesk"
        document = _book(1000)
        opened = file.save(path, document)
        chance = random.Random(1)
        for number in range(200):
            rows = chance.sample(document.projects, 20)
            document = SetFields({(row.id, "goal"): f"目标{number}" for row in rows}).apply(document)
            opened = file.save(path, document, opened, author="甲")
        file.save(bare, document)
        size = path.stat().st_size / bare.stat().st_size
        slow, fast = _best(lambda: file.read(path), lambda: file.read(bare))
    _print("file with 200 revisions / without", f"{size:.2f} x", "<= 1.5 x")
    _print("opening it / opening it without", f"{slow / fast:.2f} x", "about 1 x")


SUITES = {"word-out": word_out, "word-in": word_in, "checks": checks, "merge": merge}

if __name__ == "__main__":
    for name in sys.argv[1:] or SUITES:
        SUITES[name]()
