"""The computer or its user ends the program: unsaved changes are written down first, then asked about where there is
somebody to answer.

A session manager (logout, restart, shut down; WM_QUERYENDSESSION on Windows) lets us ask. SIGTERM and SIGHUP do not:
who sends them waits for seconds and kills then. So the program ends at once, and the next start asks.
"""

import logging
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtGui import QGuiApplication

from perfdesk.ui.main_window import MainWindow

_log = logging.getLogger(__name__)
# What a shell reports of a program that a signal has ended.
_ENDED_BY_SIGNAL: Final = 128

if sys.platform == "win32":
    _SIGNALS: tuple[int, ...] = ()  # nobody sends any there
else:
    _SIGNALS = (signal.SIGTERM, signal.SIGHUP)


class SessionManager(Protocol):
    """What is used of QSessionManager."""

    def allowsInteraction(self) -> bool:
        """Whether the user may be asked now."""

    def cancel(self) -> None:
        """The user wants the computer to go on."""

    def release(self) -> None:
        """Nothing more is asked."""


class Logout(QObject):
    """Hears of the end of the user's session, and of signals. `windows` gives all that are open."""

    def __init__(self, app: QGuiApplication, windows: Callable[[], Sequence[MainWindow]]) -> None:
        super().__init__(app)
        self._windows = windows
        app.commitDataRequest.connect(self.commit)
        app.saveStateRequest.connect(lambda _: self._settle())
        if _SIGNALS:
            self._hear_signals()

    def commit(self, manager: SessionManager) -> None:
        """Logging out: asks about unsaved changes, and stops it if the user wants to go on."""
        self._settle()
        if not manager.allowsInteraction():
            return
        for window in self._windows():
            if not window.documents.may_end():
                manager.cancel()
                break
        manager.release()

    def end(self, number: int) -> None:
        """A signal: everything is written down, and the program ends."""
        _log.info("ended by signal %d", number)
        for window in self._windows():
            window.session.commit_requested.emit()
            window.workbench.leave()
        QGuiApplication.exit(_ENDED_BY_SIGNAL + number)

    def _settle(self) -> None:
        for window in self._windows():
            window.session.commit_requested.emit()
            window.session.settle_journal()

    def _hear_signals(self) -> None:
        """Python handles a signal only when its own code runs, which Qt's loop may not let it for hours; so the signal
        is written into a socket that Qt watches."""
        self._ours, self._theirs = socket.socketpair()
        for one in (self._ours, self._theirs):
            one.setblocking(False)
        signal.set_wakeup_fd(self._theirs.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._heard)
        for number in _SIGNALS:
            signal.signal(number, lambda *_: None)

    def _heard(self) -> None:
        for number in self._ours.recv(64):
            if number in _SIGNALS:
                self.end(number)
                return
