"""Long work beside the window: a thread, a progress dialog that can be cancelled, and one callback in the window."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QThread, Signal
from PySide6.QtWidgets import QProgressDialog, QWidget

_Result = TypeVar("_Result")


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


class Task(QObject, Generic[_Result]):
    """One piece of work. `done` gets its result in the window's thread, unless it was cancelled."""

    ended = Signal()

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        work: Callable[[], _Result],
        done: Callable[[_Result], None],
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__(parent)
        self._done, self._failed = done, failed
        self._cancelled = False
        self._worker = _Worker(work, self)
        self._worker.finished.connect(self._finish)
        self._progress = QProgressDialog(title, "取消", 0, 0, parent)
        self._progress.setWindowTitle("请稍候")
        self._progress.setWindowModality(Qt.WindowModality.WindowModal)
        self._progress.setMinimumDuration(400)
        self._progress.canceled.connect(self._cancel)

    def start(self) -> None:
        """Begins; returns at once."""
        self._progress.setValue(0)
        self._worker.start()

    def _cancel(self) -> None:
        self._cancelled = True

    def _finish(self) -> None:
        self._progress.canceled.disconnect(self._cancel)
        self._progress.close()
        self._progress.deleteLater()
        if not self._cancelled:
            if self._worker.error is not None:
                self._failed(self._worker.error)
            else:
                self._done(self._worker.result)  # type: ignore[arg-type]
        self.ended.emit()
        self.deleteLater()
