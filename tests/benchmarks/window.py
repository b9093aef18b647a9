"""The window, shown: what a clerk waits for, at 100 and at 10,000 projects, each in a process of its own."""

import json
import tempfile
from typing import Final

from tests.benchmarks.figures import in_child, show, show_ratio
from tests.benchmarks.screen import platform

# Measure of clerk.py, what it is, and the aim in milliseconds for half and for 99 of 100.
_ROWS: Final = (
    ("edit-text", "a long text edited, checked, repainted", 10, 16),
    ("edit-cell", "an indicator's value edited, checked, repainted", 10, 16),
    ("edit-elsewhere", "a project edited that is not shown", 10, 16),
    ("undo", "an edit undone", 50, 50),
    ("redo", "an edit done again", 50, 50),
    ("cursor", "the cursor moved to another cell", 16, 16),
    ("project", "another project shown", 16, 16),
    ("scroll-tree", "the tree scrolled", 16, 16),
    ("scroll-list", "the list of all indicators scrolled", 16, 16),
    ("scroll-findings", "the findings scrolled", 16, 16),
    ("edit-list", "an indicator edited in the list", 10, 16),
    ("filter", "the list filtered", None, None),
    ("sort", "the list sorted", None, None),
    ("duplicate", "a project duplicated", 50, 50),
    ("undo-duplicate", "duplicating undone", 50, 50),
    ("insert", "an indicator inserted", 50, 50),
    ("undo-insert", "inserting undone", 50, 50),
)
_FEW, _MANY = 100, 10_000


def window() -> None:
    """The same work in a small and in a large book; what is alike costs the same in both."""
    few, many = _measured(_FEW), _measured(_MANY)
    show(f"opening {_MANY:,} projects in a shown window, beyond reading", f"{many['open'][0]:.2f} s", "<= 1.5 s")
    show_ratio("that / reading the file", many["open"][0], many["read"][0])
    for name, what, usual, worst in _ROWS:
        p50, p99 = many[name]
        aim = "-" if usual is None else f"p50 <= {usual} ms, p99 <= {worst} ms"
        show(f"{what}, p50 / p99", f"{p50:.1f} / {p99:.1f} ms", aim)
        show_ratio(f"  p50 at {_MANY:,} projects / at {_FEW}", p50, few[name][0], "-" if usual is None else "<= 1.5 x")
    show(f"peak memory with {_MANY:,} projects / an empty window", f"{many['peak'][0]:.0f} / {many['empty'][0]:.0f} MB")


def _measured(projects: int) -> dict[str, tuple[float, float]]:
    """What clerk.py prints: two figures by name."""
    with tempfile.TemporaryDirectory() as home:
        made = in_child(
            "-m", "tests.benchmarks.clerk", str(projects), XDG_CONFIG_HOME=home, XDG_DATA_HOME=home, **platform()
        )
    found: dict[str, tuple[float, float]] = json.loads(made.splitlines()[-1])
    return found
