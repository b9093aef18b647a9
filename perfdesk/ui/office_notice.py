"""At the start: says what is wrong with the bureau's settings, and takes in the forms that its share has brought;
nobody waits for it."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, QTimer

from perfdesk.office import office
from perfdesk.ui.main_window import MainWindow
from perfdesk.work import office_forms

_LOOK_MS: Final = 200
# A share that has not answered by then is said to be gone.
_PATIENCE_MS: Final = 5_000
_SHOWN_MS: Final = 60_000


class OfficeNotice(QObject):
    """Looks after the copying until it is done or takes too long; then says what is wrong in a window's last line."""

    def __init__(self, parent: QObject, windows: Callable[[], Sequence[MainWindow]]) -> None:
        super().__init__(parent)
        self._windows = windows
        self._left = _PATIENCE_MS // _LOOK_MS
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)
        if office().path is not None:
            self._timer.start()

    def _look(self) -> None:
        self._left -= 1
        copying = office_forms.current()
        if copying is not None and not copying.done() and self._left > 0:
            return
        self._timer.stop()
        told = office_forms.problems()
        more = f"（共 {len(told)} 处，见“选项 → 单位设置”）" if len(told) > 1 else ""
        for window in self._windows() if told else ():
            window.statusBar().showMessage(told[0] + more, _SHOWN_MS)
