"""Starts the program as a user does and ends it once its window is painted: `starting` runs it as a process."""

import os

from PySide6.QtCore import QEvent, QObject

import perfdesk.commands.cli  # noqa: F401 - what starts the window imports it to know the names of commands
from perfdesk.ui.app import Windows, application


class _Seen(QObject):
    """Notices that painting begins; the window is painted by the end of the round of events that this is in."""

    painting = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        """Lets everything pass."""
        self.painting = self.painting or event.type() == QEvent.Type.Paint
        return False


def main() -> None:
    """Takes nothing down, as that is no part of starting."""
    app = application()
    seen, windows = _Seen(), Windows()
    app.installEventFilter(seen)
    windows.open([])
    while not seen.painting:
        app.processEvents()
    os._exit(0)


if __name__ == "__main__":
    main()
