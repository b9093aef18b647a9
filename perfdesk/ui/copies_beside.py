"""Offers the copies of an opened document that lie beside it. It looks for them beside the window, so that a folder of
thousands of files on a share keeps nobody from typing."""

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from perfdesk.ui import ask
from perfdesk.ui.background import QuietTask
from perfdesk.ui.documents import Documents
from perfdesk.ui.merging import Merging
from perfdesk.ui.session import Session
from perfdesk.ui.tasks import Tasks
from perfdesk.work.gather import side_of
from perfdesk.work.same_document import Copies, copies_beside

_MOST_NAMED: Final = 10
_MERGE, _ORIGINAL, _LATER = "合并进来…", "改为打开原件", "以后再说"


class CopiesBeside(QObject):
    """Looks round whenever a document was opened, and asks when there is no other question.

    `looked()` when that is done, `told(sentence)` with what nobody has to answer.
    """

    looked = Signal()
    told = Signal(str)

    def __init__(self, session: Session, tasks: Tasks, documents: Documents, merging: Merging, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._tasks = tasks
        self._documents = documents
        self._merging = merging
        self._window = window
        self._look: QuietTask | None = None
        # What was found for which file, until there is time to ask.
        self._found: tuple[Path, Copies] | None = None
        documents.opened.connect(self._opened)

    def stop(self) -> None:
        """Gives up looking."""
        if self._look is not None:
            self._look.stop()
            self._look = None

    def offer(self) -> None:
        """Asks about what was found, unless something else is asked or at work: then the next call asks."""
        if self._found is None or self._tasks.busy or QApplication.activeModalWidget() is not None:
            return
        (path, copies), self._found = self._found, None
        if path != self._session.path:
            return
        if copies.news:
            self._ask(path, copies)
        elif copies.original is not None and copies.is_behind:
            self.told.emit(
                f"“{path.name}”像是“{copies.original.name}”的副本，这里的修改原件里没有；要合并，请打开原件。"
            )

    def _opened(self) -> None:
        self.stop()
        self._found = None
        path, opened = self._session.path, self._session.work.opened
        if path is None or opened is None or self._session.read_only:
            return
        look = QuietTask(
            self._window,
            lambda go_on: copies_beside(path, side_of(opened, path.name), go_on),
            partial(self._take, path),
            self._failed,
        )
        look.ended.connect(partial(self._ended, look))
        self._look = look
        look.start()

    def _take(self, path: Path, copies: Copies) -> None:
        self._found = path, copies
        self.offer()

    def _failed(self, error: Exception) -> None:
        """A fault of the program goes to the outermost ring; a disk that fails while one looks round is passed over,
        because nobody has asked to look."""
        if not isinstance(error, OSError):
            raise error

    def _ended(self, look: QuietTask) -> None:
        if self._look is look:
            self._look = None
        self.looked.emit()

    def _ask(self, path: Path, copies: Copies) -> None:
        original = copies.original
        buttons = [_MERGE, *([_ORIGINAL] if original is not None else []), _LATER]
        answer = ask.choose(self._window, _question(path, copies), buttons)
        chosen = buttons[-1 if answer is None else answer]
        if chosen == _MERGE:
            self._merging.merge_paths(copies.news)
        elif chosen == _ORIGINAL and original is not None:
            self._documents.open_path(original)


def _question(path: Path, copies: Copies) -> str:
    if copies.news == [copies.original]:
        return f"“{path.name}”像是“{copies.news[0].name}”的副本；原件里有这份文件没有的修改。"
    names = "\n".join(
        f"　{one.name}{'（原件）' if one == copies.original else ''}" for one in copies.news[:_MOST_NAMED]
    )
    more = "\n　……" if len(copies.news) > _MOST_NAMED else ""
    return f"文件夹里有这份文件的 {len(copies.news)} 个副本，里面有这份文件没有的修改：\n{names}{more}"
