"""The open document for the window: views ask the session for edits and listen to what changed."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from perfdesk.forms.definition import Form
from perfdesk.forms.loader import form_of
from perfdesk.forms.stand_in import StandIn, grown
from perfdesk.library.entry import Entry
from perfdesk.library.shelf import shipped
from perfdesk.merge.plan import Plan
from perfdesk.model import spans
from perfdesk.model.collector import keep_for_good
from perfdesk.model.document import Document, Project
from perfdesk.model.edits import Edit, SetFields, Several
from perfdesk.model.history import History, Step
from perfdesk.model.shape import shaped
from perfdesk.rules.finding import Finding
from perfdesk.rules.index import BLANK, FindingIndex
from perfdesk.rules.to_fill import COUNTED, Asked, required
from perfdesk.store import file
from perfdesk.ui.judging import Judging
from perfdesk.work.focus import changed_place, nearest
from perfdesk.work.journal_keeper import Kept
from perfdesk.work.workspace import Workspace


class Session(QObject):
    """Signals over a Workspace, with the findings and the node that is looked at.

    `document_changed(before, after)` after every change, undo and redo, and on open (before is then None);
    `findings_changed(before)` as Judging.changed; `file_changed()` when path, saved mark or read-only state changed;
    `current_changed(node, key)` when another node or field is looked at; `commit_requested()` before anything that must
    not lose what is still being typed (Qt drops an unfinished Chinese composition otherwise).
    """

    document_changed = Signal(object, object)
    findings_changed = Signal(object)
    file_changed = Signal()
    current_changed = Signal(str, str)
    commit_requested = Signal()
    # Unsaved changes cannot be written down; the sentence says why.
    journal_failed = Signal(str)
    # A version could not be kept as a backup; the sentence says why.
    backup_failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Starts with nothing open."""
        super().__init__(parent)
        self._work: Workspace | None = None
        # Where unsaved changes are written down; None where they are not.
        self.journals: Path | None = None
        # Where older versions of the files are kept; None where they are not.
        self.backups: Path | None = None
        self._form: Form | None = None
        self._judging = Judging(self)
        self._judging.changed.connect(self.findings_changed)
        self.author = ""
        # The indicators of the library, the clerk's own first; the window puts its own there.
        self.library: Callable[[], Sequence[Entry]] = shipped
        self.current = ""
        self.current_key = ""

    # --- what is open -----------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether there is a document; `work`, `document` and `form` may be asked for only then."""
        return self._work is not None

    @property
    def work(self) -> Workspace:
        """The document with its file, to be asked; what changes it goes through the session, which tells the views."""
        assert self._work is not None
        return self._work

    @property
    def history(self) -> History:
        """The versions of the open document, to ask for labels; edits go through `run`."""
        return self.work.history

    @property
    def document(self) -> Document:
        """The current version."""
        return self.work.document

    @property
    def form(self) -> Form:
        """The form the document is laid out by; a plain table where this computer does not have it."""
        assert self._form is not None
        return self._form

    @property
    def path(self) -> Path | None:
        """The document's file; None if nothing is open or it was never saved."""
        return self._work.path if self._work else None

    @property
    def modified(self) -> bool:
        """Whether closing now would lose something."""
        return self._work is not None and self._work.history.modified

    @property
    def read_only(self) -> bool:
        """Whether the document may be looked at only."""
        return self._work is not None and self._work.read_only

    @property
    def project_here(self) -> Project | None:
        """The project that is looked at, or whose row is. A form of a whole department has one table, which
        is meant wherever one looks."""
        found = self.document.project(self.current)
        alone = self.form.of_department and self.document.projects
        return self.document.projects[0] if found is None and alone else found

    # --- open, save, close ------------------------------------------------------------------------------------

    def start(
        self, document: Document, opened: file.Opened | None = None, *, saved: bool = False, new: bool = False
    ) -> None:
        """Shows a document that has no file yet: a `new` one, whose blanks are only to fill in, or an imported one.
        `opened` is the revision that another file carried, so that what is saved follows it."""
        self._begin(Workspace(document, opened), checked=not new)
        if not saved:
            self.work.mark_unsaved()
            self.file_changed.emit()

    def recover(self, work: Workspace) -> None:
        """Shows what a dead program had not saved."""
        self._begin(work, checked=False)

    def show(self, document: Document, why: str) -> None:
        """Shows a document that may be looked at only, as an older version is; `why` says so."""
        self._begin(Workspace(document, why_only_shown=why), checked=True)

    def open(self, path: Path, why_only_shown: str = "") -> None:
        """Opens a file; store.file.ReadError leaves the open document untouched."""
        work = Workspace.open(path, why_only_shown)
        self._begin(work, checked=work.read_only)

    def save(self, path: Path) -> None:
        """See Workspace.save."""
        self.commit_requested.emit()
        self.work.save(path, self.author)
        self.file_changed.emit()

    def follow(self, path: Path) -> None:
        """See Workspace.follow."""
        self.work.follow(path)
        self.file_changed.emit()

    def thin(self, most: int) -> None:
        """See Workspace.thin."""
        self.work.thin(most)
        self.file_changed.emit()

    def look_for_form(self) -> None:
        """Lays the document out by its form, if that was not here and is now."""
        if self._work is None or not isinstance(self._form, StandIn):
            return
        found = form_of(self.document)
        if not isinstance(found, StandIn):
            self._lay_out(found)
            self._judging.judge(self.document)
            self.document_changed.emit(None, self.document)
            self.findings_changed.emit(None)

    def close(self) -> None:
        """Goes back to having nothing open. An editor that is open has nothing to be put into afterwards."""
        if self._work is not None:
            self.commit_requested.emit()
        before = self._work.document if self._work else None
        self.end_journal(forget=True)
        self._work = None
        spans.forget()
        self._lay_out(None)
        self.select("")
        self.document_changed.emit(before, None)
        self.findings_changed.emit(None)
        self.file_changed.emit()

    # --- the journal ------------------------------------------------------------------------------------------

    @property
    def kept(self) -> Kept | None:
        """How much of what is not saved is written down; None if nothing has to be."""
        return self._work.journal_kept if self._work is not None and self._work.history.modified else None

    def settle_journal(self) -> Kept | None:
        """See Workspace.settle_journal."""
        return self._work.settle_journal() if self._work else None

    def end_journal(self, *, forget: bool) -> None:
        """See Workspace.end_journal. The last backup is waited for."""
        if self._work is not None:
            self._work.end_journal(forget=forget)
            self._work.end_backups()

    def keep_backups(self, root: Path | None) -> None:
        """From now on older versions are kept below this folder; None for nowhere."""
        if root == self.backups:
            return
        self.backups = root
        if self._work is not None:
            self._work.end_backups()
            self._keep_backups(self._work)

    def _keep_backups(self, work: Workspace) -> None:
        if self.backups is not None and not work.read_only:
            work.keep_backups(self.backups, self.backup_failed.emit, journals=self.journals)

    # --- changes ----------------------------------------------------------------------------------------------

    def run(self, edit: Edit) -> bool:
        """Applies an edit; whether anything changed. A read-only document does not change."""
        return self._tell(self.work.run(edit))

    def enter(self, texts: Mapping[tuple[str, str], str], title: str = "", rows: Sequence[Edit] = ()) -> bool:
        """Sets what was typed, by (node, field); whether anything changed. `rows` makes those of the nodes that are
        not there yet. An amount or percent that the document prints in another shape gets that in a step of its own,
        so that undo brings back the text as entered."""
        setting = SetFields(dict(texts), title)
        changed = self.run(Several((*rows, setting), setting.label(self.document)) if rows else setting)
        if changed:
            self.run(SetFields(shaped(self.document, self.form.vocabulary, texts), "补齐小数和百分号"))
        return changed

    def merge(self, plan: Plan, own_content: str = "") -> bool:
        """Applies a plan made for the current version; whether anything changed. See Workspace.merge."""
        changed = self._tell(self.work.merge(plan, own_content))
        # Who gathers what others filled in wants to know what is missing.
        self.ask_all()
        return changed

    def undo(self) -> bool:
        """Takes back one step, and looks at what it had changed."""
        self.commit_requested.emit()
        return self._tell(self.work.undo(), look=True)

    def redo(self) -> bool:
        """Does one step again, and looks at what it changed."""
        self.commit_requested.emit()
        return self._tell(self.work.redo(), look=True)

    def select(self, node: str, key: str = "") -> None:
        """Looks at a node (the document's own id for cover and texts; "" for nothing), and at one field of it."""
        left = self.current, self.current_key
        if (node, key) != left:
            self.current, self.current_key = node, key
            self.current_changed.emit(node, key)
            if self.is_open and left[1]:
                self._judging.leave(self.document, *left)

    # --- findings ---------------------------------------------------------------------------------------------

    @property
    def found(self) -> FindingIndex:
        """What the checks say, by project and node. Views ask it for what they show."""
        return self._judging.index

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that the checks say and nobody has answered, blanks that are only to fill in among it; judged to the
        end."""
        self._judging.finish()
        return tuple([one for one in self.found.all() if not one.answer])

    @property
    def answered(self) -> tuple[Finding, ...]:
        """All that somebody has answered."""
        self._judging.finish()
        return self.found.answered

    @property
    def waiting(self) -> int:
        """How many projects are not judged yet."""
        return self._judging.waiting

    def ask_all(self) -> None:
        """Says every blank of the document as it is now: somebody wants to know."""
        if self.is_open:
            self._judging.ask_all(self.document)

    def progress(self) -> tuple[int, int] | None:
        """How many of the things that must be filled in are, and how many these are; None while that is not known."""
        if not self.is_open or self.waiting or self._judging.off & COUNTED:
            return None
        wanted = required(self.document, self.form)
        return wanted - self.found.counts().get(BLANK, 0), wanted

    def look_ahead(self, texts: Mapping[tuple[str, str], str]) -> None:
        """Judges the document as it would be with these texts, by (node, field); nothing changes but the findings."""
        if self.is_open and not self.read_only:
            self._judging.look_at(self.document.with_fields(texts))

    def look_back(self) -> None:
        """Judges the document as it is again."""
        if self.is_open:
            self._judging.look_at(self.document)

    def ask_without(self, off: frozenset[str]) -> None:
        """From now on these rules are not asked."""
        self._judging.off = off
        if self.is_open:
            self._judging.begin(self._form)
            self._judging.judge(self.document)
            self.findings_changed.emit(None)

    # --- helpers ----------------------------------------------------------------------------------------------

    def _begin(self, work: Workspace, *, checked: bool) -> None:
        keep_for_good(len(work.document.projects))
        asked = Asked()
        if checked:
            asked.check(work.document)
        self._form = form_of(work.document)
        self._judging.begin(self._form, asked)
        self.end_journal(forget=True)
        if self.journals is not None and not work.read_only:
            work.keep_journal(self.journals, self.journal_failed.emit)
        self._keep_backups(work)
        self._work = work
        self.current = self.current_key = ""
        self._judging.judge(work.document)
        self.document_changed.emit(None, work.document)
        self.findings_changed.emit(None)
        self.file_changed.emit()

    def _lay_out(self, form: Form | None) -> None:
        self._form = form
        self._judging.begin(form)

    def _tell(self, step: Step | None, *, look: bool = False) -> bool:
        if step is None:
            return False
        self._keep_form(step)
        self._judging.note_emptied(step.before, step.after)
        changed = self._judging.judge(step.after)
        self.document_changed.emit(step.before, step.after)
        self._judging.tell(changed)
        self.file_changed.emit()
        if self.current and step.after.owner_of(self.current) is None:
            self.select(nearest(step, self.current))
        if look and (place := changed_place(step, self.current)):
            self.select(*place)
        return True

    def _keep_form(self, step: Step) -> None:
        """Keeps a plain table in step with the keys of its document; lays out anew what has another form."""
        before, after = step.before, step.after
        if (before.form, before.form_copy) != (after.form, after.form_copy):
            self._lay_out(form_of(after))
        elif isinstance(self._form, StandIn):
            form = grown(self._form, step.before, step.after)
            if form is not self._form:
                self._lay_out(form)
