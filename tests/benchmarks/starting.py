"""Starting: from nothing to a painted window, and to one that can do everything."""

import tempfile

from tests.benchmarks.figures import best, in_child, show, show_ratio
from tests.benchmarks.screen import platform


def starting() -> None:
    """The program's start against importing QtWidgets; settings are those of a new user, bytecode is there."""
    with tempfile.TemporaryDirectory() as home:

        def start(until: str) -> str:
            return in_child("-m", "tests.benchmarks.first_paint", until, **new_user(home), **platform())

        start("ready")
        painted, ready, measure, bare = best(
            lambda: start("painted"),
            lambda: start("ready"),
            lambda: in_child("-c", "import PySide6.QtWidgets"),
            lambda: in_child("-c", ""),
        )
    show("start to a painted window", f"{painted * 1000:.0f} ms")
    show_ratio("start to a painted window / importing QtWidgets", painted, measure, "<= 2.5 x")
    show_ratio("start to a window that can do everything / importing QtWidgets", ready, measure)
    show_ratio("importing QtWidgets / the interpreter alone", measure, bare)


def new_user(home: str) -> dict[str, str]:
    """The environment of a user with nothing yet, for whom no program runs. An installed program has its bytecode, a
    checkout may not: it is written into the user's folder too."""
    folders = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "PYTHONPYCACHEPREFIX")
    return {**dict.fromkeys(folders, home), "PYTHONDONTWRITEBYTECODE": ""}
