"""The owner file beside a document, which tells other programs that it is open here (see store/owner.py). It follows
the session from file to file."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from perfdesk.store import owner
from perfdesk.store.owner import FileOwner
from perfdesk.ui.session import Session


class OwnerMark(QObject):
    """Keeps at most one owner file: that of the document that is open or about to be opened."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._path: Path | None = None
        self._key = ""
        self._clock = QTimer(self)
        self._clock.setInterval(owner.RENEWED_EVERY * 1000)
        self._clock.timeout.connect(self._renew)
        session.file_changed.connect(self.follow)

    def claim(self, path: Path) -> FileOwner | None:
        """Marks a file, and takes the mark from the one before. Gives who has the file open already, None if nobody."""
        self.release()
        self._path = path
        self._key, other = owner.claim(path, self._session.author)
        self._clock.start()
        return other

    def release(self) -> None:
        """Takes the mark away."""
        if self._path is not None:
            owner.release(self._path, self._key)
        self._path, self._key = None, ""
        self._clock.stop()

    def follow(self) -> None:
        """Marks the file that is open, and no other."""
        path = None if self._session.read_only else self._session.path
        if path is None:
            self.release()
        elif path == self._path:
            pass  # mostly: the disk is not asked at every edit
        elif owner.has(path, self._key):
            self._path = path  # it came along with the folder
        else:
            self.claim(path)

    def _renew(self) -> None:
        if self._path is not None:
            owner.renew(self._path, self._key)
