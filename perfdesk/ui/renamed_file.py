"""The file of the open document was renamed, moved or deleted in a file manager: it is followed, or the user is asked
where to save."""

from enum import Enum, auto
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from perfdesk.ui import ask, preferences
from perfdesk.ui.session import Session
from perfdesk.work.moved_file import FilePlace, Whereabouts


class SaveWhere(Enum):
    """To the document's file, to another one that is asked for, or not at all."""

    FILE = auto()
    ELSEWHERE = auto()
    NOWHERE = auto()


_THERE: Final = (FilePlace.HERE, FilePlace.MOVED)
_OLD_NAME, _ELSEWHERE, _NOT = "仍按原名保存", "另存为…", "先不保存"
_ANSWERS: Final = {_OLD_NAME: SaveWhere.FILE, _ELSEWHERE: SaveWhere.ELSEWHERE, _NOT: SaveWhere.NOWHERE}


class RenamedFile(QObject):
    """Follows the file. `told(sentence)` says so; nobody has to answer it. `followed()` when it did."""

    told = Signal(str)
    followed = Signal()

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window

    def is_there(self) -> bool:
        """Follows the file; whether there is one. That is asked whenever the window is come back to."""
        found = self._followed(copies=False)
        return found is not None and found.place in _THERE

    def _followed(self, *, copies: bool) -> Whereabouts | None:
        session = self._session
        found = None if session.read_only else session.work.whereabouts(copies=copies)
        if found is not None and found.place is FilePlace.MOVED:
            self._go_along(found.path)
        return found

    def save_where(self) -> SaveWhere:
        """Follows the file, or asks where to save the document if it is not there any more."""
        found = self._followed(copies=True)
        if found is None or found.place in _THERE:
            return SaveWhere.FILE
        to_copy = f"保存到“{found.path.name}”"
        buttons = [
            *([to_copy] if found.place is FilePlace.COPIED else []),
            *([_OLD_NAME] if found.place is not FilePlace.REPLACED else []),
            *(_ELSEWHERE, _NOT),
        ]
        answer = ask.choose(self._window, self._question(found), buttons)
        chosen = buttons[-1 if answer is None else answer]
        if chosen == to_copy:
            self._go_along(found.path)
        return _ANSWERS.get(chosen, SaveWhere.FILE)

    def _question(self, found: Whereabouts) -> str:
        assert self._session.path is not None
        name = self._session.path.name
        if found.place is FilePlace.REPLACED:
            return f"没有保存：“{name}”这个名字下现在是另一份材料，打开着的这份不在那里了。"
        gone = f"没有保存：文件夹里没有“{name}”了，可能改了名、移走了或删掉了。"
        return f"{gone}“{found.path.name}”是同一份材料。" if found.place is FilePlace.COPIED else gone

    def _go_along(self, path: Path) -> None:
        session, before = self._session, self._session.path
        assert before is not None
        session.follow(path)
        preferences.forget_recent(before)
        preferences.add_recent(path)
        self.followed.emit()
        self.told.emit(_sentence(before.absolute(), path))


def _sentence(before: Path, now: Path) -> str:
    if before.parent == now.parent:
        return f"“{before.name}”已改名为“{now.name}”，以后保存到新名字。"
    return f"“{now.name}”所在的文件夹已改名，以后保存到“{now.parent}”。"
