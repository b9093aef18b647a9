"""指标库 in the window: opens it for the project that is looked at, and lets it grow from what is opened."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QWidget

from perfdesk.library.entry import Entry
from perfdesk.library.insert import insertion
from perfdesk.model.document import Project
from perfdesk.model.keys import TARGET
from perfdesk.ui import ask
from perfdesk.ui.dialogs.indicator_library import LibraryActs, LibraryDialog, Where
from perfdesk.ui.file_names import folder
from perfdesk.ui.session import Session
from perfdesk.ui.tasks import Tasks
from perfdesk.work.own_library import OwnLibrary, read_library, write_library

_READ_FROM: Final = "指标库 (*.xlsx *.csv)"
_WRITTEN_TO: Final = "Excel 工作簿 (*.xlsx)"


class ChoosingIndicators:
    """Asks which indicators, and inserts them as one step."""

    def __init__(self, session: Session, tasks: Tasks, window: QWidget) -> None:
        self._session = session
        self._tasks = tasks
        self._window = window

    @cached_property
    def library(self) -> OwnLibrary:
        """Read when it is first wanted, for few starts of the program need it."""
        return OwnLibrary()

    def choose(self) -> None:
        """Opens the library for the project that is looked at."""
        project = self._session.project_here
        if project is None:
            return
        self.library.learn(self._session.document)
        self.dialog_for(project).exec()

    def dialog_for(self, project: Project) -> LibraryDialog:
        """The dialog, not yet shown."""
        acts = LibraryActs(lambda chosen: self._insert(project.id, chosen), self._take_in, self._give_out)
        return LibraryDialog(self.library.entries, _where(project), acts, self._window)

    def _insert(self, project: str, chosen: Sequence[Entry]) -> None:
        session = self._session
        before = set(session.document.places)
        if session.run(insertion(session.document, project, session.form, chosen)):
            new = [node for node in session.document.places if node not in before]
            session.select(new[0], TARGET)

    def _take_in(self) -> Sequence[Entry]:
        path = ask.file_to_open(self._window, "导入指标", _READ_FROM, folder(self._session))
        if path is not None:
            self._tasks.managed(lambda: self._take_from(path))
        return self.library.entries

    def _take_from(self, path: Path) -> None:
        read = read_library(path)
        new = self.library.take_in(read.entries)
        left = f"；{read.passed_over} 行没有名称、太长或重复，没有导入" if read.passed_over else ""
        ask.tell(self._window, f"读到 {len(read.entries)} 条指标，其中新的 {new} 条{left}。")

    def _give_out(self) -> Sequence[Entry]:
        if not self.library.own:
            ask.tell(self._window, "还没有自己的指标。打开过的文件里的指标会自动加进来，也可以导入。")
            return self.library.entries
        path = ask.file_to_write(self._window, "导出指标", _WRITTEN_TO, folder(self._session) / "指标库.xlsx")
        if path is not None:
            self._tasks.managed(lambda: write_library(path, self.library.own))
        return self.library.entries


def _where(project: Project) -> Where:
    texts = (project.name, *(row.name for row in project.indicators))
    present = frozenset((row.level2, row.name) for row in project.indicators)
    return Where(project.name or "（未命名项目）", texts, present)
