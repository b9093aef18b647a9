"""Starts the program as a user does, and ends it when its window stands: `starting` and tests run it as a process.

`python -m tests.benchmarks.first_paint [painted | ready] [FILE…]` ends it when the first page is painted, or when the
window can do everything; then it prints the names of all modules that were imported.
"""

import os
import sys

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from perfdesk import __main__
from perfdesk.ui import app


class _Watch(QObject):
    """Sees every event, and ends the program. Takes nothing down, as that is no part of starting."""

    def __init__(self, application: QApplication, until: str) -> None:
        super().__init__(application)
        self._until = until
        self._painting = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        """The first event that is no painting comes when all of the window is painted. Lets everything pass."""
        if event.type() == QEvent.Type.Paint:
            self._painting = True
        elif self._painting and (self._until == "painted" or _is_ready()):
            print("\n".join(sorted(sys.modules)), flush=True)
            os._exit(0)
        return False


def _is_ready() -> bool:
    return any(isinstance(one, app.MainWindow) and one._made is not None for one in QApplication.topLevelWidgets())


def main(until: str, files: list[str]) -> None:
    """The program's own start, with somebody who looks on."""
    start = app.application

    def watched() -> QApplication:
        made = start()
        made.installEventFilter(_Watch(made, until))
        return made

    app.application = watched
    sys.argv = ["perfdesk", *files]
    __main__.main()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
