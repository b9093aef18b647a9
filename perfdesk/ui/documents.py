"""新建、打开、保存、装入、关闭: what happens between the window, the open document and its file."""

import logging
from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from perfdesk.forms.blank import new_document, new_project
from perfdesk.forms.definition import Form
from perfdesk.forms.loader import forms
from perfdesk.forms.next_year import next_year, year_after
from perfdesk.importers.load import Imported, ImportFailure, read_source
from perfdesk.model.document import Document
from perfdesk.model.unread import added
from perfdesk.store import atomic, file
from perfdesk.store.attachment import held
from perfdesk.store.failures import is_there
from perfdesk.ui import ask, preferences
from perfdesk.ui.dialogs.draft_year import ask_next_year
from perfdesk.ui.dialogs.import_report import Goal, ask_where
from perfdesk.ui.dialogs.new_document import ask_new_document
from perfdesk.ui.file_names import folder, shown_name, suggested
from perfdesk.ui.form_notices import missing_form
from perfdesk.ui.owner_mark import OwnerMark
from perfdesk.ui.renamed_file import RenamedFile, SaveWhere
from perfdesk.ui.session import Session
from perfdesk.ui.tasks import Tasks
from perfdesk.ui.user_name import proposed_name
from perfdesk.work.focus import first_place
from perfdesk.work.gather import is_document, is_form_file
from perfdesk.work.unknown_annex import UnknownAnnex, read_or_begin

_log = logging.getLogger(__name__)


class Documents(QObject):
    """The open document comes and goes here."""

    recent_changed = Signal()
    # The document's own file was saved by somebody else meanwhile, so that it was not saved from here.
    overtaken = Signal()
    # A document was made from nothing or from an annex; it wants to be typed in.
    begun = Signal()
    # A document was opened from its file.
    opened = Signal()
    # A file was read whose form is not here: an UnknownAnnex.
    unknown_met = Signal(object)
    # A file is no document but a form that a colleague hands on.
    form_met = Signal(Path)
    # A file cannot be read, and its backups are asked for.
    backups_wanted = Signal(Path)

    def __init__(self, session: Session, tasks: Tasks, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._tasks = tasks
        self._window = window
        self.owner_mark: OwnerMark = OwnerMark(session, self)
        self.renamed: RenamedFile = RenamedFile(session, window)
        self.renamed.followed.connect(self.recent_changed)
        # Whether there are backups of a file.
        self.has_backups: Callable[[Path], bool] = lambda _: False
        # The version that the user gave up when the computer was about to end.
        self._given_up: Document | None = None

    # --- new, open --------------------------------------------------------------------------------------------

    def new(self) -> None:
        """A new document of a form, with one project to begin with."""
        if not self.may_leave():
            return
        answer = ask_new_document(self._window, self.own_form, preferences.form())
        if answer is not None:
            layout, year = answer
            empty = new_document(layout, year, preferences.department())
            begun = empty if empty.projects else empty.with_projects([new_project(layout, empty)])
            self._session.start(begun, saved=True, new=True)
            self._session.select(*first_place(begun, layout))
            self.begun.emit()

    def next_year(self) -> None:
        """A draft for the next year from the open document, which stays in its file as it is."""
        source, form = self._session.document, self._session.form
        proposed = year_after(source) or str(date.today().year + 1)
        year = ask_next_year(shown_name(self._session), int(proposed), self._window)
        if year is None or not self.may_leave():
            return
        draft = next_year(source, form, year)
        self._session.start(draft.document, new=True)
        self.select_first()
        if draft.moved_years:
            ask.tell(self._window, f"{draft.moved_years} 处文字里的上一个年度已改成 {year} 年，请在核对时一并看看。")

    def open(self) -> None:
        """Asks for a document, or an annex."""
        path = ask.file_to_open(self._window, "打开", ask.OPENED, folder(self._session))
        if path is not None:
            self.open_path(path)

    def open_path(self, path: Path) -> None:
        """Opens a document, or imports a file of another kind."""
        if is_form_file(path):
            self.form_met.emit(path)
        elif not is_document(path):
            self.import_path(path)
        elif self.may_leave():
            why_only_shown = self._why_only_shown(path)
            if why_only_shown is not None and self._shows(path, why_only_shown):
                self._opened(path, asked=bool(why_only_shown))
                return
            self.owner_mark.follow()
            if not is_there(path):
                preferences.forget_recent(path)
                self.recent_changed.emit()

    def _shows(self, path: Path, why_only_shown: str) -> bool:
        """Opens a file; whether it could be read."""
        unreadable: list[file.ReadError] = []

        def open_it() -> None:
            try:
                self._session.open(path, why_only_shown)
            except file.ReadError as error:
                unreadable.append(error)

        went_well = self._tasks.managed(open_it)
        if unreadable:
            self._offer_backups(path, str(unreadable[0]))
        return went_well and not unreadable

    def _offer_backups(self, path: Path, why: str) -> None:
        """Says why a file cannot be read, and offers what is kept of it."""
        _log.info("the user was told: %s", why)
        if not self.has_backups(path):
            ask.warn(self._window, why)
        elif ask.choose(self._window, f"{why}\n\n程序留着它以前的版本。", ["看以前的版本…", "知道了"]) == 0:
            self.backups_wanted.emit(path)

    def _why_only_shown(self, path: Path) -> str | None:
        """Why a file is opened to be looked at only, "" if it is not; None if it is not to be opened."""
        other = self.owner_mark.claim(path) if path.is_file() else None
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
        if notice := "\n".join(filter(None, (of_file, missing_form(self._session)))):
            ask.warn(self._window, notice)
        self.opened.emit()

    def open_example(self, path: Path) -> None:
        """Shows a shipped example without asking how it was understood: nothing of it can be in doubt."""
        if self.may_leave() and self._tasks.managed(lambda: self._session.start(_example(path), saved=True)):
            self.select_first()

    def select_first(self) -> None:
        """Looks at the first project, or at the cover where there is none."""
        document = self._session.document
        self._session.select(document.projects[0].id if document.projects else document.id)

    # --- save, close ------------------------------------------------------------------------------------------

    def save(self) -> bool:
        """Saves to the document's file; asks for one if it has none. Whether the file now holds the document."""
        where = self.renamed.save_where()
        if self._session.path is None or where is SaveWhere.ELSEWHERE:
            return self.save_as()
        return where is SaveWhere.FILE and self._save_to(self._session.path)

    def save_as(self) -> bool:
        """Asks where to save."""
        self._session.commit_requested.emit()
        path = ask.file_to_write(self._window, "另存为", ask.DOCUMENTS, suggested(self._session, file.SUFFIX))
        return path is not None and self._save_to(path)

    def _save_to(self, path: Path) -> bool:
        if preferences.author() is None:
            self.ask_author()
        try:
            saved = self._tasks.managed(lambda: self._session.save(path))
        except atomic.ChangedOnDisk:
            self.overtaken.emit()
            return False
        if saved:
            self._remember(path)
        return saved

    def ask_author(self) -> None:
        """The name that is written into saved files. Asked of itself once, at the first save; who says nothing then is
        not asked again."""
        known = preferences.author()
        name = ask.text(
            self._window,
            "我的姓名",
            "保存时记下的修改人，合并时同事看得到：",
            proposed_name() if known is None else known,
        )
        if name is not None or known is None:
            self._session.author = name or ""
            preferences.set_author(name or "")

    def may_leave(self) -> bool:
        """Whether the open document may go: it is saved, or the user said so."""
        if self._session.is_open:
            self._session.commit_requested.emit()
        if not self._session.modified or self._session.document is self._given_up:
            return True
        question = f"“{shown_name(self._session)}”有还没保存的修改。"
        answer = ask.choose(self._window, question, ["保存", "不保存", "继续编辑"])
        return self.save() if answer == 0 else answer == 1

    def may_end(self) -> bool:
        """As may_leave, for a computer that is about to end: what was answered holds until the next change, because
        the window is closed later, if at all."""
        if not self.may_leave():
            return False
        self._given_up = self._session.document if self._session.is_open else None
        return True

    def close(self) -> None:
        """Back to the start page."""
        if self._session.is_open and self.may_leave():
            self._session.close()

    # --- import -----------------------------------------------------------------------------------------------

    def import_(self) -> None:
        """Asks for a Word, Excel or text annex."""
        path = ask.file_to_open(self._window, "装入", ask.SOURCES, folder(self._session))
        if path is not None:
            self.import_path(path)

    def import_path(self, path: Path, wanted: Form | None = None) -> None:
        """Reads an annex beside the window, then asks where its content shall go. `wanted` is the form that a person
        insists on."""

        preferences.set_folder(path.parent)
        carried = self.own_form

        def work(go_on: Callable[[], None]) -> Imported | UnknownAnnex | ImportFailure:
            try:
                return read_or_begin(path, wanted, go_on, carried)
            except ImportFailure as failure:
                if failure.insist:
                    return failure
                raise

        self._tasks.run(f"正在装入 {path.name} …", work, lambda result: self._read(path, result))

    @property
    def own_form(self) -> Form | None:
        """The form of the open document, which it may have brought along."""
        return self._session.form if self._session.is_open else None

    def _read(self, path: Path, result: Imported | UnknownAnnex | ImportFailure) -> None:
        if isinstance(result, Imported):
            self.take_in(path.name, result)
            return
        if isinstance(result, UnknownAnnex):
            self.unknown_met.emit(result)
            return
        closest = forms(self.own_form)[result.insist]
        question = f"{result}\n\n原文件没有改动。按“{closest.title}”装入时，对不上的内容会逐条列出来，由您核对。"
        buttons = [f"仍按“{closest.title}”装入…", "不装入"]
        if ask.choose(self._window, question, buttons, careful=True) == 0:
            self.import_path(path, closest)

    def take_in(self, name: str, imported: Imported) -> None:
        """Asks where imported content shall go; `name` says where it is from."""
        session = self._session
        same_form = session.is_open and session.document.form == imported.document.form
        goal = ask_where(name, imported, self._window, can_append=same_form and not session.read_only)
        if goal is Goal.APPEND:
            number = len(session.document.projects)
            session.run(added(session.document, imported.document, f"装入 {name}"))
            session.ask_all()
            session.select(session.document.projects[number].id)
        elif goal is Goal.NEW and self.may_leave():
            session.start(imported.document, held(imported.document, imported.header) if imported.header else None)
            self.select_first()
            self.begun.emit()

    def _remember(self, path: Path) -> None:
        preferences.add_recent(path)
        self.recent_changed.emit()


def _example(path: Path) -> Document:
    return file.read(path).document if path.suffix == file.SUFFIX else read_source(path).document
