"""Merging: two colleagues against git, and many colleagues."""

import random
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from perfdesk.merge.analyse import analyse
from perfdesk.merge.sides import Side
from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.store import file
from perfdesk.store.format import Known, document_bytes
from perfdesk.work.gather import side_of
from tests.benchmarks.books import generated
from tests.benchmarks.figures import best, show, show_ratio


def merging() -> None:
    """Two colleagues against git merge-file on the same documents as JSON, and many colleagues."""
    for projects in (1000, 10_000):
        with tempfile.TemporaryDirectory() as name:
            _against_git(Path(name), projects)
    with tempfile.TemporaryDirectory() as name:
        sides = _sides(_sent_round(Path(name), generated(1000), 20))
    few, many = best(lambda: analyse(sides[0], sides[1:6]).result(), lambda: analyse(sides[0], sides[1:]).result())
    show_ratio("a file of 20 with 1,000 projects / a file of 5", many / 20, few / 5, "about 1 x")


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


def _against_git(folder: Path, projects: int) -> None:
    sent, one, other = _sent_round(folder, generated(projects), 2)
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
    alone, measure, saved = best(lambda: analyse(ours, [theirs]).result(), git, whole, rounds=3)
    show(f"{projects:,} projects, two sides with 1 % edits: merge", f"{alone * 1000:.0f} ms")
    show_ratio("git merge-file / our merge, documents loaded", measure, alone, ">= 5 x")
    show_ratio("our merge with loading and saving / git merge-file", saved, measure, "<= 2 x")
