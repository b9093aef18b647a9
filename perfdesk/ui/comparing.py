"""比较: another file or version beside the current one."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QWidget

from perfdesk.forms.loader import names_of_forms
from perfdesk.model.document import Document
from perfdesk.model.marked_text import LEFT_OUT, compared, without_common
from perfdesk.model.titles import CHANGE_HEADS, ChangeRow
from perfdesk.ui import ask
from perfdesk.ui.dialogs.compare import CompareWindow
from perfdesk.ui.exporting import Exporting
from perfdesk.ui.file_names import folder
from perfdesk.ui.session import Session
from perfdesk.ui.tasks import Tasks
from perfdesk.work.gather import read_document

_LEGEND: Final = f"有删除线的字只在原来的一份里，有下划线的字只在现在的一份里；{LEFT_OUT}处两份相同。"


class Comparing:
    """Shows what differs between the open document and another version."""

    def __init__(self, session: Session, tasks: Tasks, exporting: Exporting, window: QWidget) -> None:
        self._session = session
        self._tasks = tasks
        self._exporting = exporting
        self._window = window

    def compare(self) -> None:
        """Asks for the other document or annex."""
        path = ask.file_to_open(self._window, "与哪个文件比较", ask.COLLEAGUES, folder(self._session))
        if path is not None:
            self.compare_path(path)

    def compare_path(self, path: Path, name: str = "") -> None:
        """Shows another file beside the current version; the file counts as the older one."""
        self._session.commit_requested.emit()

        title = f"正在读取 {path.name} …"
        read = partial(read_document, path, carried=self._session.form)
        self._tasks.run(title, read, lambda other: self.show_beside(name or path.name, other))

    def show_beside(self, name: str, other: Document) -> None:
        """Shows a version, which counts as the older one, beside the current version."""
        now = self._session.path.name if self._session.path else "打开的文件"
        self.show_both((name, other), (now, self._session.document), self._window)

    def show_both(self, older: tuple[str, Document], newer: tuple[str, Document], parent: QWidget) -> None:
        """Shows two versions side by side, each with its name."""
        if len(set(names_of_forms([older[1], newer[1]]))) > 1:
            ask.warn(parent, f"“{older[0]}”的表样与“{newer[0]}”不同，不能并排比较。")
            return
        CompareWindow((older, newer), self._export_changes, parent).show()

    def _export_changes(self, rows: Sequence[ChangeRow], title: str) -> None:
        marked = [(row.project, row.place, *compared(*without_common([row.before, row.after]))) for row in rows]
        self._exporting.export_list("改动清单", (title, f"共 {len(rows)} 处。{_LEGEND}"), CHANGE_HEADS, marked)
