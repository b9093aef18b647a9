"""Two people with one file: notices what somebody else saved, and asks what shall become of it."""

from PySide6.QtWidgets import QApplication, QWidget

from perfdesk.store import file
from perfdesk.ui import ask
from perfdesk.ui.comparing import Comparing
from perfdesk.ui.documents import Documents
from perfdesk.ui.merging import ON_DISK, Merging
from perfdesk.ui.session import Session
from perfdesk.ui.tasks import Tasks


class DiskWatch:
    """Looks at the document's file."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        documents: Documents,
        merging: Merging,
        comparing: Comparing,
        window: QWidget,
    ) -> None:
        self._session = session
        self._tasks = tasks
        self._documents = documents
        self._merging = merging
        self._comparing = comparing
        self._window = window
        # What the file held when the user last said "later", and its time and size when it was last looked at.
        self._put_off = ""
        self._seen: tuple[int, int] | None = None
        documents.overtaken.connect(self._overtaken)
        documents.opened.connect(self._opened)

    def look_at_disk(self) -> None:
        """When the user comes back to the window: did somebody else save the file meanwhile?"""
        session = self._session
        if self._tasks.busy or QApplication.activeModalWidget() is not None:
            return
        if session.path is None or session.read_only:
            return
        if not self._documents.renamed.is_there() or not self._is_touched():
            return
        if session.work.changed_on_disk() and file.content_of(session.path) != self._put_off:
            self._tell_overtaken("别人刚保存过这个文件。", saving=False)

    def _is_touched(self) -> bool:
        """Whether time or size say that it is worth reading the file."""
        assert self._session.path is not None
        try:
            found = self._session.path.stat()
        except OSError:
            return False
        now = (found.st_mtime_ns, found.st_size)
        before, self._seen = self._seen, now
        return now != before

    def _overtaken(self) -> None:
        self._tell_overtaken("没有保存：打开以后，别人保存过这个文件。双方的修改都还在。", saving=True)

    def _tell_overtaken(self, what: str, *, saving: bool) -> None:
        path = self._session.path
        assert path is not None
        buttons = ["合并进来…", "看看有什么不同", *(["另存一份…"] if saving else []), "以后再说"]
        answer = ask.choose(self._window, f"“{path.name}”：{what}", buttons)
        chosen = buttons[-1 if answer is None else answer]
        if chosen == "合并进来…":
            self._merging.merge_from_disk()
        elif chosen == "看看有什么不同":
            self._comparing.compare_path(path, f"{ON_DISK}{path.name}")
        elif chosen == "另存一份…":
            self._documents.save_as()
        else:
            self._put_off = file.content_of(path)

    def _opened(self) -> None:
        self._is_touched()  # it was read just now
