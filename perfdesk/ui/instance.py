"""One program per user: a second start hands its files over to the first and ends.

Who listens under the program's name learns what its user opens, and keeps the window from coming up. So the socket
lies in a folder that only this user can reach, and both ends ask the system who the other one is.
"""

import hashlib
import json
import os
import socket as sockets
import stat
import struct
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from perfdesk import paths

_PATIENCE_MS: Final = 2000
_LONGEST: Final = 1 << 20
# Process, user, group.
_CREDENTIALS: Final = struct.Struct("3i")


# A socket's path is at most so long on every system; what is longer would be cut.
_LONGEST_ADDRESS: Final = 100


def _own() -> str:
    """The same for every start by this user; another settings folder is another user."""
    return f"perfdesk-{hashlib.sha256(str(paths.settings_file()).encode()).hexdigest()[:16]}"


if sys.platform == "win32":

    def _name() -> str:
        """What the pipe is called."""
        return _own()

    def _is_this_user(socket: QLocalSocket) -> bool:
        """The pipe lets nobody else in."""
        return socket.isValid()

else:

    def _name() -> str:
        """Where the socket lies; "" if there is no safe place."""
        places = (folder / _own() for folder in _folders())
        fit = (place for place in places if len(os.fsencode(place)) <= _LONGEST_ADDRESS)
        return next((str(place) for place in fit if _only_ours(place.parent)), "")

    def _folders() -> tuple[Path, ...]:
        """Where the socket may lie, the best place first."""
        runtime = os.environ.get("XDG_RUNTIME_DIR", "")
        own = (paths.settings_file().parent / "run", Path(tempfile.gettempdir()) / f"perfdesk-{os.geteuid()}")
        return (Path(runtime) / "perfdesk", *own) if Path(runtime).is_absolute() else own

    def _only_ours(folder: Path) -> bool:
        """Makes a folder that nobody else can reach; False if it cannot be made, or somebody else was there first."""
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            found = folder.lstat()
        except OSError:
            return False
        return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o077

    def _is_this_user(socket: QLocalSocket) -> bool:
        """Whether the program at the other end is run by this user. Where the system does not tell, the folder has
        kept others out."""
        if sys.platform != "linux":
            return socket.isValid()
        with sockets.socket(fileno=os.dup(int(socket.socketDescriptor()))) as same:
            told = same.getsockopt(sockets.SOL_SOCKET, sockets.SO_PEERCRED, _CREDENTIALS.size)
        _, user, _ = _CREDENTIALS.unpack(told)
        return bool(user == os.geteuid())


def hand_over(files: Sequence[Path]) -> bool:
    """Asks the program that runs already to open files; whether there is one and it has taken them."""
    socket = QLocalSocket()
    name = _name()
    if not name:
        return False
    socket.connectToServer(name)
    if not socket.waitForConnected(_PATIENCE_MS) or not _is_this_user(socket):
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
        """Begins; False if another program listens, or there is no safe place. What a killed one left is swept
        away."""
        name = _name()
        if not name:
            return False
        # Windows lets any number of programs listen to one name.
        if sys.platform == "win32" and hand_over([]):
            return False
        if self._server.listen(name):
            return True
        if hand_over([]):
            return False
        QLocalServer.removeServer(name)
        return self._server.listen(name)

    def close(self) -> None:
        """Ends listening."""
        self._server.close()

    def _connected(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            if not _is_this_user(socket):
                socket.abort()
                continue
            socket.readyRead.connect(lambda socket=socket: self._read(socket))
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
