"""Starting: from nothing to a painted window."""

import tempfile

from tests.benchmarks.figures import best, in_child, show, show_ratio
from tests.benchmarks.screen import platform


def starting() -> None:
    """A painted, empty window against importing QtWidgets; settings are those of a new user."""
    with tempfile.TemporaryDirectory() as home:
        ours, measure, bare = best(
            lambda: in_child("-m", "tests.benchmarks.first_paint", XDG_CONFIG_HOME=home, **platform()),
            lambda: in_child("-c", "import PySide6.QtWidgets"),
            lambda: in_child("-c", ""),
        )
    show("start to a painted window", f"{ours * 1000:.0f} ms")
    show_ratio("start to a painted window / importing QtWidgets", ours, measure, "<= 2.5 x")
    show_ratio("importing QtWidgets / the interpreter alone", measure, bare)
