"""修订历史: the older versions that the file holds, where a field's text comes from, and a copy without the past."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QWidget

from perfdesk.forms.printed_words import printed_words
from perfdesk.merge.origins import origins
from perfdesk.model.document import Document
from perfdesk.model.revisions import Revision
from perfdesk.model.titles import place_title, project_title
from perfdesk.store import file
from perfdesk.ui import ask
from perfdesk.ui.comparing import Comparing
from perfdesk.ui.dialogs.revision_history import HistoryDialog, show_origins, when
from perfdesk.ui.session import Session
from perfdesk.ui.tasks import Tasks

_KEEP: Final = 10


class FileHistory:
    """Shows the past of the open document."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        comparing: Comparing,
        window: QWidget,
        show: Callable[[Document, str], None],
    ) -> None:
        """`show` opens a window of its own with a document that may be looked at only."""
        self._session = session
        self._tasks = tasks
        self._comparing = comparing
        self._window = window
        self._show = show

    def show_revisions(self) -> None:
        """Shows the revisions that the file holds."""
        revisions = self._session.work.revisions
        if revisions is None:
            ask.tell(self._window, "这份文件还没有保存过，没有修订历史。")
            return
        HistoryDialog(revisions, self, self._window).exec()

    def look_at(self, revision: Revision, document: Document) -> None:
        """Shows an older version in a window of its own."""
        self._show(document, f"这是 {_named(revision)}的旧版，只能查看；要找回内容，可以复制，或与现在的比较。")

    def compare_with_now(self, revision: Revision, document: Document) -> None:
        """Shows an older version beside the current one."""
        self._session.commit_requested.emit()
        self._comparing.show_beside(_named(revision), document)

    def thin(self) -> bool:
        """Asks how many older versions to keep."""
        question = "精简后，旧版不能再找回，与更早发出去的文件合并时也会多问几处。保存文件时生效。"
        answer = ask.choose(self._window, question, [f"只留最近 {_KEEP} 版", "只留现在这一版", "不精简"])
        if answer not in (0, 1):
            return False
        self._session.thin(_KEEP if answer == 0 else 1)
        return True

    def cell_history(self) -> None:
        """The values that the current field had, and who wrote them."""
        session = self._session
        revisions = session.work.revisions
        document, node, key = session.document, session.current, session.current_key
        if revisions is None or not key:
            ask.tell(self._window, "先点一格，再看它的来历。没有保存过的文件没有来历。")
            return
        project = document.project(node)
        indicator = node if project is not None and project.id != node else ""
        holder = project.id if project else ""
        place = place_title(printed_words(session.form), document, holder, indicator, key)
        place = f"{project_title(document, holder)}：{place}"
        show_origins(place, key, origins(revisions, node, key), self._window)

    def save_clean(self) -> None:
        """Asks where to write a copy without the past."""
        session = self._session
        session.commit_requested.emit()
        if session.path is None or session.modified:
            ask.warn(self._window, "请先保存，再导出干净副本。")
            return
        start = session.path.with_name(f"{session.path.stem}（干净副本）{file.SUFFIX}")
        path = ask.file_to_write(self._window, "导出干净副本", ask.DOCUMENTS, start)
        if path is not None and self._tasks.managed(lambda: session.work.save_clean(path)):
            ask.tell(self._window, f"已写好 {path.name}：只有现在的内容，没有旧版和修改人。")


def _named(revision: Revision) -> str:
    return f"{when(revision)} {revision.author}".strip() + " 保存"
