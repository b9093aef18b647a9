"""恢复: at the start, what a program that died had not saved is offered; see store/replay.py."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QWidget

from perfdesk import paths
from perfdesk.model.document import Document
from perfdesk.model.keys import DEPARTMENT_NAME
from perfdesk.store import file
from perfdesk.store.failures import WriteError, is_there
from perfdesk.store.format import Damage
from perfdesk.store.replay import Leftover, Replayed, is_new, leftovers
from perfdesk.ui import ask
from perfdesk.ui.dialogs.recovery import ask_recovery
from perfdesk.ui.main_window import MainWindow
from perfdesk.work.workspace import Workspace

_log = logging.getLogger(__name__)
_RECORD: Final = "记录文件 (*.journal)"
# Of a path that nobody opens, only its end is read.
_NO_NAME: Final = "没有起名的表"

Place = Callable[[Path | None], MainWindow]


class Unsaved:
    """One document that was not saved. `found` is what its journal gives back, or says why it cannot be read; `place`
    gives the window that a document is shown in, `home` is under the questions."""

    def __init__(self, leftover: Leftover, found: Replayed | str, place: Place, home: MainWindow) -> None:
        self._leftover = leftover
        self._found = None if isinstance(found, str) else found
        self._why = found if isinstance(found, str) else ""
        self._place = place
        self._home = home
        self._window: MainWindow | None = None

    @property
    def can_be_read(self) -> bool:
        """Whether it can be compared and recovered."""
        return self._found is not None

    @property
    def sentence(self) -> str:
        """ "档案馆.perfdesk（11-25 23:14，17 处修改）"."""
        found = self._found
        if found is None:
            return f"有一份记录恢复不了：{self._why}。可以另存起来交给维护人员。（{self._leftover.path}）"
        much = f"{found.number} 处修改" if found.path else "从没存成文件"
        remarks = "".join(f"\n{one}。" for one in (_about_the_file(found), found.notice) if one)
        return f"{_name(found)}（{found.time[5:16].replace('T', ' ')}，{much}）{remarks}"

    def compare(self, parent: QWidget) -> None:
        """Shows what differs from the file as it is now, or, if it is gone, as it was."""
        found = self._found
        assert found is not None
        older = _older(found)
        self._home.workbench.comparing.show_both(older, ("没保存的修改", found.document), parent)

    def recover(self) -> bool:
        """Opens it as unsaved changes. Its journal goes when the one that the window keeps is on disk."""
        assert self._found is not None
        window = self._place(self._found.path)
        window.session.recover(Workspace.recovered(self._found))
        window.documents.select_first()
        kept = window.session.settle_journal()
        self._window = window
        _log.info("recovered: %d changes", self._found.number)
        if self._found.notice:
            ask.warn(window, f"能读出的都恢复了。整份记录留在 {self._leftover.put_aside()}，可以交给维护人员。")
        elif kept is not None and kept.all:
            self._leftover.remove()
        return True

    def save_elsewhere(self, parent: QWidget) -> bool:
        """Puts what cannot be read into another file, and takes it away here."""
        path = ask.file_to_write(parent, "另存记录", _RECORD, paths.documents() / self._leftover.path.name)
        if path is None:
            return False
        try:
            self._leftover.copy_to(path)
        except (WriteError, OSError) as error:
            ask.warn(parent, str(error))
            return False
        self._leftover.remove()
        return True

    def discard(self, parent: QWidget) -> bool:
        """Throws it away after a question."""
        name = "这份记录" if self._found is None else f"“{_name(self._found)}”没保存的修改"
        if ask.choose(parent, f"丢弃{name}吗？丢弃以后找不回来。", ["丢弃", "不丢弃"], careful=True) != 0:
            return False
        self._leftover.remove()
        return True

    def end(self) -> None:
        """What was not decided about is left for the next start; what the file holds by now can be merged."""
        self._leftover.let_go()
        if self._window is not None:
            self._window.workbench.disk_watch.look_at_disk()


def recover(place: Place) -> None:
    """Asks about all journals that dead programs have left, if there are any."""
    read = [(leftover, _read(leftover)) for leftover in leftovers(paths.journals())]
    wanted = [(leftover, found) for leftover, found in read if found is not None]
    if not wanted:
        return
    home = place(None)
    unsaved = [Unsaved(leftover, found, place, home) for leftover, found in wanted]
    ask_recovery(unsaved, home)
    for one in unsaved:
        one.end()


def _read(leftover: Leftover) -> Replayed | str | None:
    """What is in it, or why it cannot be read. None if the file holds all of it; it is not needed then."""
    try:
        found = leftover.replayed()
    except Damage as damage:
        _log.warning("a journal cannot be read: %s", damage)
        return str(damage)
    if found.notice or is_new(found):
        return found
    leftover.remove()
    return None


def _name(found: Replayed) -> str:
    return found.path.name if found.path else found.document.fields[DEPARTMENT_NAME] or _NO_NAME


def _about_the_file(found: Replayed) -> str:
    """What became of the document's file; "" if nothing did."""
    if found.path is None or found.opened is None:
        return ""
    if not is_there(found.path):
        return f"原来的文件不在了（{found.path}），恢复以后可以另存"
    is_same = file.content_of(found.path) == found.opened.content
    return "" if is_same else "这个文件后来又保存过，恢复以后可以把两边合并"


def _older(found: Replayed) -> tuple[str, Document]:
    """What the changes are compared with, and its name."""
    if found.path is not None:
        try:
            return f"磁盘上的{found.path.name}", file.read(found.path).document
        except file.ReadError:
            pass
    nothing = Document(found.document.id, found.document.form, form_copy=found.document.form_copy)
    return "修改以前", found.before or nothing
