"""Golden files: texts that a review has seen. A run with --rewrite-golden writes them anew; the diff is read."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

GOLDEN = Path(__file__).resolve().parent / "golden"
# Invented documents that are shipped, one for each form; two projects show all that a writer can do wrong.
EXAMPLES = ("hebei-book-qinghe-2025", "ningxia-annex2-wangsha-2025")


def assert_as_reviewed(request: pytest.FixtureRequest, path: Path, lines: Iterable[str]) -> None:
    """Whether these lines are those of the golden file."""
    text = "\n".join(lines) + "\n"
    if request.config.getoption("--rewrite-golden"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text.splitlines() == path.read_text(encoding="utf-8").splitlines()


def digests(name: str, lines: Iterable[str]) -> Iterator[str]:
    """One line that tells whether any of many lines has changed: for what no review would read."""
    told = [*lines]
    digest = sha256("\n".join(told).encode()).hexdigest()
    yield f"{name}: {len(told)} lines, {digest[:32]}"
