"""New, open, save, import, export, close: what happens between the window, the session and the disk."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from perfdesk import paths
from perfdesk.forms.blank import new_document, new_project
from perfdesk.forms.loader import FormError, form
from perfdesk.importers.load import Imported, ImportFailure, read_source
from perfdesk.model.document import Document
from perfdesk.model.edits import AddProjects
from perfdesk.store import atomic, file
from perfdesk.ui import settings
from perfdesk.ui.background import Task
from perfdesk.ui.dialogs import ask
from perfdesk.ui.dialogs.import_report import Goal, ask_where
from perfdesk.ui.dialogs.new_document import ask_new_document
from perfdesk.ui.session import Session

SUFFIX = ".perfdesk"
_EXPECTED = (file.ReadError, atomic.WriteError, ImportFailure, FormError)


class Files(QObject):
    """The one place where files come and go. `busy_changed(busy)` while something runs in the background."""

    recent_changed = Signal()
    busy_changed = Signal(bool)

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window

    # --- new, open --------------------------------------------------------------------------------------------

    def new(self) -> None:
        """A new document of a form, with one project to begin with."""
        if not self.may_leave():
            return
        answer = ask_new_document(self._window)
        if answer is not None:
            layout, year = answer
            empty = new_document(layout, year)
            document = empty.with_projects([new_project(layout, empty)])
            self._session.start(document, saved=True)
            self._session.select(document.projects[0].id)

    def open(self) -> None:
        """Asks for a document."""
        path = ask.file_to_open(self._window, "打开", ask.DOCUMENTS, self._folder())
        if path is not None:
            self.open_path(path)

    def open_path(self, path: Path) -> None:
        """Opens a document, or imports a file of another kind."""
        if path.suffix.lower() != SUFFIX:
            self.import_path(path)
        elif self.may_leave():
            try:
                self._session.open(path)
            except _EXPECTED as error:
                ask.tell(self._window, str(error))
                return
            self._opened(path)

    def _opened(self, path: Path) -> None:
        self._remember(path)
        self._select_first()
        if self._session.notice:
            ask.tell(self._window, self._session.notice)

    def _select_first(self) -> None:
        document = self._session.document
        self._session.select(document.projects[0].id if document.projects else document.id)

    def open_example(self, path: Path) -> None:
        """Imports a shipped example without asking: nothing of it can be in doubt."""
        if self.may_leave():
            try:
                self._session.start(read_source(path).document, saved=True)
            except _EXPECTED as error:
                ask.tell(self._window, str(error))
                return
            self._select_first()

    # --- save, close ------------------------------------------------------------------------------------------

    def save(self) -> bool:
        """Saves to the document's file; asks for one if it has none. Whether the file now holds the document."""
        if self._session.path is None or self._session.read_only:
            return self.save_as()
        return self._save_to(self._session.path)

    def save_as(self) -> bool:
        """Asks where to save."""
        self._session.commit_requested.emit()
        path = ask.file_to_write(self._window, "另存为", ask.DOCUMENTS, self._suggested(SUFFIX))
        return path is not None and self._save_to(path)

    def _save_to(self, path: Path) -> bool:
        try:
            self._session.save(path)
        except atomic.WriteError as error:
            ask.tell(self._window, str(error))
            return False
        self._remember(path)
        return True

    def may_leave(self) -> bool:
        """Whether the open document may go: it is saved, or the user said so."""
        if self._session.is_open:
            self._session.commit_requested.emit()
        if not self._session.modified:
            return True
        question = f"“{self._name()}”有没有保存的修改。"
        answer = ask.choose(self._window, question, ["保存", "不保存", "继续编辑"])
        return self.save() if answer == 0 else answer == 1

    def close(self) -> None:
        """Back to the start page."""
        if self._session.is_open and self.may_leave():
            self._session.close()

    # --- import -----------------------------------------------------------------------------------------------

    def import_(self) -> None:
        """Asks for a Word, Excel or text annex."""
        path = ask.file_to_open(self._window, "装入", ask.SOURCES, self._folder())
        if path is not None:
            self.import_path(path)

    def import_path(self, path: Path) -> None:
        """Reads an annex beside the window, then asks where its content shall go."""
        self._run(f"正在装入 {path.name} …", lambda: read_source(path), lambda one: self._imported(path, one))

    def _imported(self, path: Path, imported: Imported) -> None:
        same_form = self._session.is_open and self._session.document.form == imported.document.form
        can_append = same_form and not self._session.read_only
        goal = ask_where(path.name, imported, self._window, can_append=can_append)
        if goal is Goal.APPEND:
            self._session.run(AddProjects(imported.document.projects, f"装入 {path.name}"))
        elif goal is Goal.NEW and self.may_leave():
            self._session.start(imported.document)
            self._select_first()

    # --- export -----------------------------------------------------------------------------------------------

    def export_word(self) -> None:
        """The annexes as Word."""
        from perfdesk.exporters.word import write_document

        self._export("Word 文档 (*.docx)", ".docx", lambda one, out: write_document(form(one.form), one, out))

    def export_excel(self) -> None:
        """The annexes and a list of all indicators as Excel."""
        from perfdesk.exporters.excel import write_workbook

        self._export("Excel 工作簿 (*.xlsx)", ".xlsx", lambda one, out: write_workbook(form(one.form), one, out))

    def export_pdf(self) -> None:
        """The pages as PDF."""
        from perfdesk.paper.painter import write_pdf

        self._export("PDF 文件 (*.pdf)", ".pdf", lambda one, out: write_pdf(form(one.form), one, out))

    def _export(self, kinds: str, suffix: str, write: Callable[[Document, BinaryIO], None]) -> None:
        self._session.commit_requested.emit()
        path = ask.file_to_write(self._window, "导出", kinds, self._suggested(suffix))
        if path is None:
            return
        document = self._session.document
        work = lambda: atomic.write(path, lambda stream: write(document, stream))  # noqa: E731
        self._run(f"正在导出 {path.name} …", work, lambda _: self._exported(path))

    def _exported(self, path: Path) -> None:
        answer = ask.choose(self._window, f"已导出到 {path}。", ["打开文件", "打开所在文件夹", "完成"])
        target = {0: path, 1: path.parent}.get(-1 if answer is None else answer)
        if target is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(target)))

    # --- helpers ----------------------------------------------------------------------------------------------

    def _run(self, title: str, work: Callable[[], object], done: Callable[..., None]) -> None:
        task = Task(self._window, title, work, done, self._failed)
        self.busy_changed.emit(True)
        task.ended.connect(lambda: self.busy_changed.emit(False))
        task.start()

    def _failed(self, error: Exception) -> None:
        """What a user can cause is told; anything else goes to the outermost ring."""
        if not isinstance(error, _EXPECTED):
            raise error
        ask.tell(self._window, str(error))

    def _remember(self, path: Path) -> None:
        settings.add_recent(path)
        self.recent_changed.emit()

    def _folder(self) -> Path:
        return self._session.path.parent if self._session.path else paths.documents()

    def _name(self) -> str:
        if self._session.path:
            return self._session.path.name
        fields = self._session.document.fields
        return fields["department_name"] or "未命名"

    def _suggested(self, suffix: str) -> Path:
        if self._session.path:
            return self._session.path.with_suffix(suffix)
        fields = self._session.document.fields
        words = (fields["department_name"], fields["fiscal_year"], self._session.form.title)
        name = "".join(character for character in "".join(words) if character not in '\\/:*?"<>|\n')
        return self._folder() / f"{name or '未命名'}{suffix}"


def examples() -> Sequence[Path]:
    """The shipped examples."""
    return sorted((paths.resources() / "examples").glob("*.txt"))
