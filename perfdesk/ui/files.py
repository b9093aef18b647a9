"""New, open, save, import, export, close: what happens between the window, the session and the disk."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from perfdesk import paths
from perfdesk.exporters.failure import ExportFailure
from perfdesk.forms.blank import new_document, new_project
from perfdesk.forms.definition import Form
from perfdesk.forms.form_file import FormError
from perfdesk.forms.loader import forms
from perfdesk.importers.load import Imported, ImportFailure, read_source
from perfdesk.model.document import Document
from perfdesk.model.unread import added
from perfdesk.rules.finding import Finding
from perfdesk.store import atomic, file
from perfdesk.store.attachment import held
from perfdesk.store.failures import is_there, why_not_read
from perfdesk.ui import ask, preferences, printing
from perfdesk.ui.background import Task
from perfdesk.ui.dialogs.import_report import Goal, ask_where
from perfdesk.ui.dialogs.new_document import ask_new_document
from perfdesk.ui.dialogs.print_range import ask_print_range
from perfdesk.ui.owner_mark import OwnerMark
from perfdesk.ui.session import Session
from perfdesk.work.exports import EXPORTS, ExportSource
from perfdesk.work.gather import is_document
from perfdesk.work.reader_process import read_in_child

_EXPECTED: Final = (
    file.ReadError,
    atomic.WriteError,
    ImportFailure,
    ExportFailure,
    FormError,
    printing.PrintFailure,
    OSError,
)
_NOT_IN_NAMES: Final = '\\/:*?"<>|\n'


class Files(QObject):
    """The one place where files come and go. One long task at a time; `ended()` after each."""

    recent_changed = Signal()
    # The document's own file was saved by somebody else meanwhile, so that it was not saved from here.
    overtaken = Signal()
    # A document was opened from its file.
    opened = Signal()
    ended = Signal()

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._task: Task | None = None
        self.holding: OwnerMark = OwnerMark(session, self)

    # --- new, open --------------------------------------------------------------------------------------------

    def new(self) -> None:
        """A new document of a form, with one project to begin with."""
        if not self.may_leave():
            return
        answer = ask_new_document(self._window)
        if answer is not None:
            layout, year = answer
            empty = new_document(layout, year)
            self._session.start(empty.with_projects([new_project(layout, empty)]), saved=True)
            self.select_first()

    def open(self) -> None:
        """Asks for a document."""
        path = ask.file_to_open(self._window, "打开", ask.DOCUMENTS, self.folder())
        if path is not None:
            self.open_path(path)

    def open_path(self, path: Path) -> None:
        """Opens a document, or imports a file of another kind."""
        if not is_document(path):
            self.import_path(path)
        elif self.may_leave():
            why_only_shown = self._why_only_shown(path)
            if why_only_shown is not None and self.managed(lambda: self._session.open(path, why_only_shown)):
                self._opened(path, asked=bool(why_only_shown))
                return
            self.holding.follow()
            if not is_there(path):
                preferences.forget_recent(path)
                self.recent_changed.emit()

    def _why_only_shown(self, path: Path) -> str | None:
        """Why a file is opened to be looked at only, "" if it is not; None if it is not to be opened."""
        other = self.holding.claim(path) if path.is_file() else None
        if other is None:
            return ""
        question = f"“{path.name}”已经被打开：{other.sentence}。两边都改，保存时要合并。"
        answer = ask.choose(self._window, question, ["只读打开", "照常打开", "不打开"])
        if answer == 0:
            return f"“{path.name}”已被打开：{other.sentence}。这里只能查看。"
        return "" if answer == 1 else None

    def _opened(self, path: Path, *, asked: bool) -> None:
        self._remember(path)
        self.select_first()
        of_file = "" if asked else self._session.work.notice
        if notice := "\n".join(filter(None, (of_file, self._session.form_notice))):
            ask.tell(self._window, notice)
        self.opened.emit()

    def open_example(self, path: Path) -> None:
        """Shows a shipped example without asking how it was understood: nothing of it can be in doubt."""
        if self.may_leave() and self.managed(lambda: self._session.start(_example(path), saved=True)):
            self.select_first()

    def select_first(self) -> None:
        """Looks at the first project, or at the cover where there is none."""
        document = self._session.document
        self._session.select(document.projects[0].id if document.projects else document.id)

    # --- save, close ------------------------------------------------------------------------------------------

    def save(self) -> bool:
        """Saves to the document's file; asks for one if it has none. Whether the file now holds the document."""
        if self._session.path is None:
            return self.save_as()
        return self._save_to(self._session.path)

    def save_as(self) -> bool:
        """Asks where to save."""
        self._session.commit_requested.emit()
        path = ask.file_to_write(self._window, "另存为", ask.DOCUMENTS, self._suggested(file.SUFFIX))
        return path is not None and self._save_to(path)

    def _save_to(self, path: Path) -> bool:
        try:
            saved = self.managed(lambda: self._session.save(path))
        except atomic.ChangedOnDisk:
            self.overtaken.emit()
            return False
        if saved:
            self._remember(path)
        return saved

    def may_leave(self) -> bool:
        """Whether the open document may go: it is saved, or the user said so."""
        if self._session.is_open:
            self._session.commit_requested.emit()
        if not self._session.modified:
            return True
        question = f"“{self._name()}”有还没保存的修改。"
        answer = ask.choose(self._window, question, ["保存", "不保存", "继续编辑"])
        return self.save() if answer == 0 else answer == 1

    def close(self) -> None:
        """Back to the start page."""
        if self._session.is_open and self.may_leave():
            self._session.close()

    # --- import -----------------------------------------------------------------------------------------------

    def import_(self) -> None:
        """Asks for a Word, Excel or text annex."""
        path = ask.file_to_open(self._window, "装入", ask.SOURCES, self.folder())
        if path is not None:
            self.import_path(path)

    def import_path(self, path: Path, wanted: Form | None = None) -> None:
        """Reads an annex beside the window, then asks where its content shall go. `wanted` is the form that a person
        insists on."""

        def work(go_on: Callable[[], None]) -> Imported | ImportFailure:
            try:
                return read_in_child(path, wanted, go_on=go_on)
            except ImportFailure as failure:
                if failure.insist:
                    return failure
                raise

        self.run(f"正在装入 {path.name} …", work, lambda result: self._read(path, result))

    def _read(self, path: Path, result: Imported | ImportFailure) -> None:
        if isinstance(result, Imported):
            self._imported(path, result)
            return
        closest = forms()[result.insist]
        question = f"{result}\n\n原文件没有改动。按“{closest.title}”装入时，对不上的内容会逐条列出来，由您核对。"
        buttons = [f"仍按“{closest.title}”装入…", "不装入"]
        if ask.choose(self._window, question, buttons, careful=True) == 0:
            self.import_path(path, closest)

    def _imported(self, path: Path, imported: Imported) -> None:
        session = self._session
        same_form = session.is_open and session.document.form == imported.document.form
        goal = ask_where(path.name, imported, self._window, can_append=same_form and not session.read_only)
        if goal is Goal.APPEND:
            number = len(session.document.projects)
            session.run(added(session.document, imported.document, f"装入 {path.name}"))
            session.select(session.document.projects[number].id)
        elif goal is Goal.NEW and self.may_leave():
            session.start(imported.document, held(imported.document, imported.header) if imported.header else None)
            self.select_first()

    # --- export -----------------------------------------------------------------------------------------------

    def export(self, name: str) -> None:
        """Writes the document as one of EXPORTS. A cancelled export leaves no file."""
        self._session.commit_requested.emit()
        export = EXPORTS[name]
        path = ask.file_to_write(self._window, "导出", export.kind, self._suggested(export.suffix))
        if path is None:
            return
        source = ExportSource(self._session.document, self._session.work.opened)

        def work(go_on: Callable[[], None]) -> None:
            def fill(stream: BinaryIO) -> None:
                export.write(source, stream)
                go_on()

            atomic.write(path, fill)

        self.run(f"正在导出 {path.name} …", work, lambda _: self._exported(path))

    def export_opinion(self, findings: Sequence[Finding]) -> None:
        """Writes these findings as a Word document."""
        path = ask.file_to_write(self._window, "导出审核意见", EXPORTS["word"].kind, self._suggested("审核意见.docx"))
        if path is None:
            return
        from perfdesk.exporters.opinion import write_opinion

        layout, document = self._session.form, self._session.document
        self.write(path, lambda out: write_opinion(layout, document, findings, out))

    def write(self, path: Path, fill: Callable[[BinaryIO], None]) -> None:
        """Writes a small file at once, and offers to open it."""
        if self.managed(lambda: atomic.write(path, fill)):
            self._exported(path)

    def _exported(self, path: Path) -> None:
        answer = ask.choose(self._window, f"已导出到 {path}。", ["打开文件", "打开所在文件夹", "完成"])
        target = {0: path, 1: path.parent}.get(-1 if answer is None else answer)
        if target is not None and not QDesktopServices.openUrl(QUrl.fromLocalFile(str(target))):
            ask.tell(self._window, f"系统没有可以打开它的程序。文件已经写好，在 {path}。")

    # --- print ------------------------------------------------------------------------------------------------

    def print(self, selected: Sequence[str], last_page: int) -> None:
        """Asks for pages and printer and prints; `selected` are ids of projects."""
        self._session.commit_requested.emit()
        document, layout = self._session.document, self._session.form
        names = [project.name for project in document.projects if project.id in selected]
        what = ask_print_range(self._window, names, last_page)
        if what is None:
            return
        made, numbers = printing.chosen_pages(layout, document, selected, what)
        if not made:
            ask.tell(self._window, "选定的范围里没有可以打印的页。")
            return
        printer = printing.make_printer(layout, self._name())
        if printing.ask_printer(printer, self._window):
            title = f"正在打印 {len(made)} 页 …"
            self.run(title, lambda go: printing.print_pages(printer, layout, made, numbers, go), lambda _: None)

    # --- helpers ----------------------------------------------------------------------------------------------

    def stop(self) -> None:
        """Gives up the running task, if any; what it was to write is not written."""
        if self._task is not None:
            self._task.stop()

    @property
    def busy(self) -> bool:
        """Whether a task runs."""
        return self._task is not None

    def run(self, title: str, work: Callable[[Callable[[], None]], object], done: Callable[..., None]) -> None:
        """Does long work beside the window; `done` gets its result. While one piece is at work, another is refused."""
        if self._task is not None:
            return
        self._task = Task(self._window, title, work, done, self._failed)
        self._task.ended.connect(self._task_ended)
        self._task.start()

    def _task_ended(self) -> None:
        self._task = None
        self.ended.emit()

    def _failed(self, error: Exception) -> None:
        """What a user can cause is told; anything else goes to the outermost ring."""
        if not isinstance(error, _EXPECTED):
            raise error
        ask.tell(self._window, _sentence(error))

    def managed(self, act: Callable[[], object]) -> bool:
        """Whether it went well; if not for a reason that a user can cause, the reason was told."""
        try:
            act()
        except _EXPECTED as error:
            ask.tell(self._window, _sentence(error))
            return False
        return True

    def _remember(self, path: Path) -> None:
        preferences.add_recent(path)
        self.recent_changed.emit()

    def folder(self) -> Path:
        """Where file dialogs start: beside the open document."""
        return self._session.path.parent if self._session.path else paths.documents()

    def _name(self) -> str:
        if self._session.path:
            return self._session.path.name
        return self._session.document.fields["department_name"] or "未命名"

    def _suggested(self, suffix: str) -> Path:
        if self._session.path:
            return self._session.path.with_name(self._session.path.stem + suffix)
        fields = self._session.document.fields
        words = (fields["department_name"], fields["fiscal_year"], self._session.form.title)
        name = "".join(character for character in "".join(words) if character not in _NOT_IN_NAMES)
        return self.folder() / f"{name or '未命名'}{suffix}"


def _sentence(error: Exception) -> str:
    """Our own exceptions are sentences; a disk or a network can fail at any other call too."""
    return f"没有做完：{why_not_read(error)}。" if isinstance(error, OSError) else str(error)


def examples() -> Sequence[Path]:
    """The shipped examples."""
    folder = paths.resources() / "examples"
    return sorted(path for path in folder.glob("*") if path.suffix in (".txt", file.SUFFIX))


def example_title(path: Path) -> str:
    """Which form an example shows; its file is named after the form."""
    shown = (one for one in forms().values() if path.stem.startswith(one.id.rstrip("0123456789-")))
    return next((f"{one.place}：{one.title}" for one in shown), path.stem)


def _example(path: Path) -> Document:
    return file.read(path).document if path.suffix == file.SUFFIX else read_source(path).document
