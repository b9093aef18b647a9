"""One program per user: a second start hands its files over to the first and ends."""

import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from perfdesk import paths

_PATIENCE_MS: Final = 2000
_LONGEST: Final = 1 << 20


def _name() -> str:
    """The same for every start by this user; another settings folder is another user."""
    return f"perfdesk-{hashlib.sha256(str(paths.settings_file()).encode()).hexdigest()[:16]}"


def hand_over(files: Sequence[Path]) -> bool:
    """Asks the program that runs already to open files; whether there is one and it has taken them."""
    socket = QLocalSocket()
    socket.connectToServer(_name())
    if not socket.waitForConnected(_PATIENCE_MS):
        return False
    socket.write(json.dumps([str(path.absolute()) for path in files]).encode() + b"\n")
    taken = socket.waitForReadyRead(_PATIENCE_MS) and bytes(socket.readAll().data()) == b"ok\n"
    socket.disconnectFromServer()
    return taken


class Listener(QObject):
    """Takes files from later starts. `asked(list)` gives their paths, none if only the window is wanted."""

    asked = Signal(list)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        if sys.platform == "win32":
            # Elsewhere a socket belongs to its user anyway, and with options Qt takes the name from whoever listens.
            self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._connected)

    def listen(self) -> bool:
        """Begins; False if another program listens. What a killed one left is swept away."""
        # Windows lets any number of programs listen to one name.
        if sys.platform == "win32" and hand_over([]):
            return False
        if self._server.listen(_name()):
            return True
        if hand_over([]):
            return False
        QLocalServer.removeServer(_name())
        return self._server.listen(_name())

    def close(self) -> None:
        """Ends listening."""
        self._server.close()

    def _connected(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(lambda socket=socket: self._read(socket))
            socket.disconnected.connect(socket.deleteLater)
            if socket.canReadLine():
                self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        if socket.bytesAvailable() > _LONGEST:
            socket.abort()
        elif socket.canReadLine():
            try:
                names = [str(name) for name in json.loads(bytes(socket.readLine().data()))]
            except (ValueError, TypeError):
                socket.abort()
                return
            socket.write(b"ok\n")
            socket.flush()
            # Later: opening a file may ask something, and the socket is gone before that is answered.
            QTimer.singleShot(0, self, lambda: self.asked.emit([Path(name) for name in names]))
