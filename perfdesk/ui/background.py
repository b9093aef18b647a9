"""Long work beside the window: a thread, a progress dialog that can be cancelled, and one callback in the window."""

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, Signal
from PySide6.QtWidgets import QProgressDialog, QWidget

from perfdesk.ui.plain_text import PlainLabel

# Work that is done sooner shows no dialog, which would only flicker.
_PATIENCE_MS = 400


class Cancelled(Exception):
    """Raised by work that noticed that nobody waits for it any more."""


class _Worker(QThread):
    """Runs one function; keeps what it returned or raised."""

    def __init__(self, work: Callable[[], object], parent: QObject | None) -> None:
        super().__init__(parent)
        self._work = work
        self.result: object = None
        self.error: Exception | None = None

    def run(self) -> None:
        """Called by Qt in the new thread."""
        try:
            self.result = self._work()
        # Handed to the window's thread, which raises or shows it.
        except Exception as error:  # noqa: BLE001
            self.error = error


class QuietTask(QObject):
    """Work that nobody waits for and nobody is told of: a look round, for which typing does not stop. `done` gets its
    result in the window's thread, `failed` its error; after a cancel, neither.

    `work` is given a function to call now and then, which raises Cancelled once the result is not wanted.
    """

    ended = Signal()

    def __init__(
        self,
        parent: QObject | None,
        work: Callable[[Callable[[], None]], object],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__(parent)
        self._done, self._failed = done, failed
        self._cancelled = threading.Event()
        self._worker = _Worker(lambda: work(self._go_on), self)
        self._worker.finished.connect(self._finish)

    def start(self) -> None:
        """Begins; returns at once."""
        self._worker.start()

    def stop(self) -> None:
        """Gives up and waits until the thread has noticed."""
        self._cancelled.set()
        self._worker.wait()

    def _go_on(self) -> None:
        if self._cancelled.is_set():
            raise Cancelled

    def _finish(self) -> None:
        self.deleteLater()
        self.ended.emit()
        if self._cancelled.is_set():
            return
        if self._worker.error is not None:
            self._failed(self._worker.error)
        else:
            self._done(self._worker.result)


class Task(QuietTask):
    """Work that somebody waits for: with a dialog that says so, in which it can be cancelled."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        work: Callable[[Callable[[], None]], object],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__(parent, work, done, failed)
        self._progress = QProgressDialog("", "取消", 0, 0, parent)
        self._progress.setLabel(PlainLabel(title))
        self._progress.setWindowTitle("请稍候")
        self._progress.setWindowModality(Qt.WindowModality.WindowModal)
        self._progress.setMinimumDuration(_PATIENCE_MS)
        self._progress.canceled.connect(self._cancelled.set)

    def start(self) -> None:
        self._progress.setValue(0)
        super().start()

    def _finish(self) -> None:
        self._progress.canceled.disconnect(self._cancelled.set)
        self._progress.close()
        self._progress.deleteLater()
        super()._finish()
