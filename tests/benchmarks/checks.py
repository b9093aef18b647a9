"""The checks: a whole book, and a book after an edit."""

import gc
import tempfile
from pathlib import Path

from perfdesk.forms.loader import form
from perfdesk.model.edits import SetFields
from perfdesk.rules.check import Checker
from perfdesk.store import file
from tests.benchmarks.books import generated
from tests.benchmarks.figures import best, half, nearly_all, show, show_ratio, spent


def checks() -> None:
    """80,000 indicators judged from cold against loading them, and after one edit."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.perfdesk"
        file.save(path, generated(10_000))
        document = file.read(path).document
        layout = form(document.form)
        cold, load = best(lambda: Checker(layout).findings(document), lambda: file.read(path), rounds=2)
    show_ratio("80,000 indicators judged from cold / loading them", cold, load, "<= 6 x")
    checker = Checker(layout)
    checker.findings(document)
    gc.collect()
    gc.freeze()  # as the window does after loading
    times = []
    for number in range(300):
        document = SetFields({(document.projects[number * 33].id, "goal"): f"目标{number}"}).apply(document)
        begin = spent()
        checker.judge(document)
        times.append((spent() - begin) * 1000)
    gc.unfreeze()
    figure = f"{half(times):.2f} / {nearly_all(times):.2f} ms"
    show("judged again after one edit, half of all / 99 of 100", figure, "p99 <= 1 ms")
