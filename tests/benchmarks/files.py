"""Our own file, opened and saved."""

import io
import json
import random
import tempfile
import zipfile
from pathlib import Path

from perfdesk.model.edits import SetFields
from perfdesk.store import file
from perfdesk.store.format import document_bytes
from tests.benchmarks.books import generated
from tests.benchmarks.figures import best, show, show_ratio


def files() -> None:
    """10,000 projects: opening against parsing the bare JSON, saving against encoding and deflating it."""
    book = generated(10_000)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.perfdesk"
        opened = file.save(path, book)
        content = document_bytes(book)
        shape = json.loads(content)
        load, parse = best(lambda: file.read(path), lambda: json.loads(_inflated(path)), rounds=3)
        show("opening 10,000 projects / inflating and parsing the bare JSON", f"{load / parse:.2f} x")
        save, bare = best(lambda: file.save(path, book), lambda: _encoded(shape), rounds=3)
        show_ratio("saving them / json.dumps and deflate", save, bare)
        changed = SetFields({(book.projects[0].id, "goal"): "另一个目标"}).apply(book)
        again, bare = best(lambda: file.save(path, changed, opened), lambda: _encoded(shape), rounds=3)
        show_ratio("saving them after one edit, history included / the same", again, bare)
    _history()


def _inflated(path: Path) -> bytes:
    with zipfile.ZipFile(path) as package:
        return package.read("document.json")


def _encoded(shape: object) -> None:
    content = json.dumps(shape, ensure_ascii=False, sort_keys=True).encode("utf-8")
    with zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        package.writestr("document.json", content)


def _history() -> None:
    """What 200 revisions of a book of 1,000 projects cost, 20 edits each."""
    with tempfile.TemporaryDirectory() as name:
        path, bare = Path(name) / "a.perfdesk", Path(name) / "b.perfdesk"
        document = generated(1000)
        opened = file.save(path, document)
        chance = random.Random(1)
        for number in range(200):
            rows = chance.sample(document.projects, 20)
            document = SetFields({(row.id, "goal"): f"目标{number}" for row in rows}).apply(document)
            opened = file.save(path, document, opened, author="甲")
        file.save(bare, document)
        size = path.stat().st_size / bare.stat().st_size
        slow, fast = best(lambda: file.read(path), lambda: file.read(bare))
    show("file with 200 revisions / without", f"{size:.2f} x", "<= 1.5 x")
    show_ratio("opening it / opening it without", slow, fast, "about 1 x")
