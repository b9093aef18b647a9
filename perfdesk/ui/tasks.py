"""Runs one long task at a time beside the window, and tells the user what failed for a reason that a user can cause."""

import logging
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from perfdesk.exporters.failure import ExportFailure
from perfdesk.forms.form_error import FormError
from perfdesk.importers.load import ImportFailure
from perfdesk.library.interchange import LibraryError
from perfdesk.store import atomic, file
from perfdesk.store.failures import why_not_read
from perfdesk.ui import ask
from perfdesk.ui.background import Task
from perfdesk.ui.printer import PrintFailure

_log = logging.getLogger(__name__)
_EXPECTED: Final = (
    file.ReadError,
    atomic.WriteError,
    ImportFailure,
    ExportFailure,
    FormError,
    LibraryError,
    PrintFailure,
    OSError,
)


class Tasks(QObject):
    """`ended()` after each long task."""

    ended = Signal()

    def __init__(self, window: QWidget) -> None:
        """Begins with nothing to do."""
        super().__init__(window)
        self._window = window
        self._task: Task | None = None

    @property
    def busy(self) -> bool:
        """Whether a task runs."""
        return self._task is not None

    def run(self, title: str, work: Callable[[Callable[[], None]], object], done: Callable[..., None]) -> None:
        """Does long work beside the window; `done` gets its result. While one piece is at work, another is refused."""
        if self._task is not None:
            return
        self._task = Task(self._window, title, work, done, self._failed)
        self._task.ended.connect(self._task_ended)
        self._task.start()

    def stop(self) -> None:
        """Gives up the running task, if any; what it was to write is not written."""
        if self._task is not None:
            self._task.stop()

    def managed(self, act: Callable[[], object]) -> bool:
        """Does short work at once; whether it went well. If it failed for a reason that a user can cause, the reason
        was told."""
        try:
            act()
        except _EXPECTED as error:
            self._tell(error)
            return False
        return True

    def _task_ended(self) -> None:
        self._task = None
        self.ended.emit()

    def _failed(self, error: Exception) -> None:
        """Tells what a user can cause; anything else goes to the outermost ring."""
        if not isinstance(error, _EXPECTED):
            raise error
        self._tell(error)

    def _tell(self, error: Exception) -> None:
        _log.info("the user was told: %s", error)
        ask.warn(self._window, _sentence(error))


def _sentence(error: Exception) -> str:
    """Our own exceptions are sentences; a disk or a network can fail at any other call too."""
    return f"没有做完：{why_not_read(error)}。" if isinstance(error, OSError) else str(error)
