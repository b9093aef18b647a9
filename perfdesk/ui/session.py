"""One open document and the only door to it: views ask the session for edits and listen to what changed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from perfdesk.forms.definition import Form
from perfdesk.forms.loader import form_of
from perfdesk.forms.stand_in import StandIn, grown
from perfdesk.merge.edit import Merge
from perfdesk.merge.plan import Plan
from perfdesk.merge.sides import Side
from perfdesk.model.diff import diff
from perfdesk.model.document import Document
from perfdesk.model.edits import Edit
from perfdesk.model.history import History, Step
from perfdesk.model.revisions import Revisions
from perfdesk.rules.check import Checker
from perfdesk.rules.finding import Finding
from perfdesk.rules.index import FindingIndex, ProjectFindings
from perfdesk.store import file, lock
from perfdesk.store.format import Known

# A project takes about 0.3 milliseconds, and a screen is drawn 60 times a second.
_JUDGED_AT_ONCE: Final = 16
# What is said while nothing is open.
_NOTHING: Final = FindingIndex()


class _MergeDone(NamedTuple):
    """A merge that the next save has to tell of, if it is not undone: the version it made, the files that came in,
    and the hash of this document's own file if that was among them."""

    result: Document
    files: tuple[file.Merged, ...]
    content: str


class Session(QObject):
    """Holds the history, the file it belongs to, the findings, and which node is being looked at.

    Signals: `document_changed(before, after)` after every change, undo and redo, and on open (before is then None);
    `findings_changed(before)`, what was found before by the ids of the projects of which something else is found now
    ("" for the document's own fields), None where that may be all; `file_changed()` when path, saved mark or read-only
    state changed; `current_changed(node, key)` when another node or field is looked at; `commit_requested()` before
    anything that must not lose what is still being typed (Qt drops an unfinished Chinese composition otherwise).
    """

    document_changed = Signal(object, object)
    findings_changed = Signal(object)
    file_changed = Signal()
    current_changed = Signal(str, str)
    commit_requested = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Starts with nothing open."""
        super().__init__(parent)
        self._history: History | None = None
        self._form: Form | None = None
        self._checker: Checker | None = None
        self._opened: file.Opened | None = None
        self._judged: Document | None = None
        self._judging = QTimer(self)
        self._judging.setSingleShot(True)
        self._judging.timeout.connect(self._judge_on)
        self._merges: list[_MergeDone] = []
        self._only_shown = ""
        # What the file was read with: colleagues' copies of it are read, and it is written, in half of the time.
        self.known = Known()
        self.path: Path | None = None
        self.author = ""
        self.current = ""
        self.current_key = ""

    @property
    def is_open(self) -> bool:
        """Whether there is a document; `document` and `form` may be asked for only then."""
        return self._history is not None

    @property
    def history(self) -> History:
        """The versions of the open document, to ask for labels; edits go through `run`."""
        assert self._history is not None
        return self._history

    @property
    def document(self) -> Document:
        """The current version."""
        return self.history.document

    @property
    def form(self) -> Form:
        """The form the document is laid out by; a plain table where this computer does not have it."""
        assert self._form is not None
        return self._form

    @property
    def found(self) -> FindingIndex:
        """What the checks say, by project and node."""
        return self._checker.index if self._checker else _NOTHING

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that the checks say and nobody has answered, judged to the end. Views ask `found` for what they show."""
        self._judge_all()
        return self.found.open

    @property
    def answered(self) -> tuple[Finding, ...]:
        """All that somebody has answered."""
        self._judge_all()
        return self.found.answered

    @property
    def waiting(self) -> int:
        """How many projects are not judged yet: a book of thousands is open before it is judged."""
        return len(self._checker.waiting) if self._checker else 0

    @property
    def modified(self) -> bool:
        """Whether closing now would lose something."""
        return self._history is not None and self._history.modified

    @property
    def read_only(self) -> bool:
        """Whether the file is of a newer program and may be looked at only."""
        return bool(self._only_shown) or (self._opened is not None and self._opened.read_only)

    @property
    def notice(self) -> str:
        """What the user must know about the file; "" mostly."""
        return self._only_shown or (self._opened.notice if self._opened else "")

    @property
    def opened(self) -> file.Opened | None:
        """What the document was opened or last saved as; None if it was never saved."""
        return self._opened

    @property
    def form_notice(self) -> str:
        """What the user must know if the document's form is not on this computer; "" mostly."""
        return self._form.notice if isinstance(self._form, StandIn) else ""

    @property
    def revisions(self) -> Revisions | None:
        """The past of the file; None for a document that was never saved."""
        return None if self._opened is None else file.revisions(self._opened)

    def start(self, document: Document, opened: file.Opened | None = None, *, saved: bool = False) -> None:
        """Shows a document that has no file yet: a new or an imported one. `opened` is the revision that another file
        carried, so that what is saved follows it."""
        self._begin(document, opened, None)
        if not saved:
            self.history.mark_unsaved()
            self.file_changed.emit()

    def show(self, document: Document, why: str) -> None:
        """Shows a document that may be looked at only, as an older version is; `why` says so."""
        self._begin(document, None, None, why)

    def open(self, path: Path, why_only_shown: str = "") -> None:
        """Opens a file; store.file.ReadError leaves the open document untouched."""
        known = Known()
        lock.sweep(path)
        opened = file.read(path, known)
        self._begin(opened.document, opened, path, why_only_shown)
        self.known = known

    def save(self, path: Path) -> None:
        """Writes the current version; store.atomic.WriteError leaves the file on disk and the document untouched.

        atomic.ChangedOnDisk if somebody else has saved the document's own file since.
        """
        self.commit_requested.emit()
        document, done = self.document, self._merges_done()
        merged = [one for merge in done for one in merge.files]
        seen = [self._opened.content if self._opened else "", *(merge.content for merge in done if merge.content)][-1]
        replaces = seen if path == self.path else ""
        self._opened = file.save(path, document, self._opened, self.author, merged, replaces, self.known)
        self.path = path
        self._merges = [merge for merge in self._merges if merge not in done]
        self.history.mark_saved(document)
        self.file_changed.emit()

    def save_clean(self, path: Path) -> None:
        """Writes a copy of what was last saved, without its past; atomic.WriteError."""
        assert self._opened is not None
        file.save_clean(path, self._opened)

    def thin(self, most: int) -> None:
        """The next save keeps only so many older versions."""
        assert self._opened is not None
        self._opened = file.thinned(self._opened, most)
        self.history.mark_unsaved()
        self.file_changed.emit()

    # --- colleagues -------------------------------------------------------------------------------------------

    def side(self, name: str) -> Side:
        """The current version as one side of a merge."""
        return Side(name, self.document, self.author, self.revisions)

    def merge(self, plan: Plan, own_content: str = "") -> bool:
        """Applies a plan made for the current version; whether anything changed.

        `own_content` is the hash of this document's own file if that was one of the sides: then saving may replace it.
        """
        changed = self.run(Merge(plan))
        if self.read_only:
            return False
        files = tuple(file.Merged(side.name, side.revisions) for side in plan.sides[1:])
        self._merges.append(_MergeDone(self.document, files, own_content))
        return changed

    def _merges_done(self) -> list[_MergeDone]:
        """Those that were not undone again."""
        return [one for one in self._merges if self.history.went_through(one.result)]

    def changed_on_disk(self) -> bool:
        """Whether somebody else saved the file since it was last read or written here."""
        if self.path is None or self._opened is None:
            return False
        now = file.content_of(self.path)
        return bool(now) and now not in {self._opened.content, *(one.content for one in self._merges_done())}

    def close(self) -> None:
        """Goes back to having nothing open."""
        before = self._history.document if self._history else None
        self._history = self._form = self._checker = self._opened = self._judged = self.path = None
        self._merges, self._only_shown, self.known = [], "", Known()
        self.select("")
        self.document_changed.emit(before, None)
        self.findings_changed.emit(None)
        self.file_changed.emit()

    def run(self, edit: Edit) -> bool:
        """Applies an edit; whether anything changed. A read-only document does not change."""
        return not self.read_only and self._tell(self.history.run(edit))

    def look_ahead(self, texts: Mapping[tuple[str, str], str]) -> None:
        """Judges the document as it would be with these texts, by (node, field); nothing changes but the findings."""
        if self.is_open and not self.read_only:
            self._judge(self.document.with_fields(texts))

    def look_back(self) -> None:
        """Judges the document as it is again."""
        if self.is_open:
            self._judge(self.document)

    def _judge(self, document: Document) -> None:
        if document is not self._judged:
            self._tell_findings(self._check(document))

    def undo(self) -> bool:
        """Takes back one step, and looks at what it had changed."""
        self.commit_requested.emit()
        return self._tell(self.history.undo(), look=True)

    def redo(self) -> bool:
        """Does one step again, and looks at what it changed."""
        self.commit_requested.emit()
        return self._tell(self.history.redo(), look=True)

    def select(self, node: str, key: str = "") -> None:
        """Looks at a node (the document's own id for cover and texts; "" for nothing), and at one field of it."""
        if (node, key) != (self.current, self.current_key):
            self.current, self.current_key = node, key
            self.current_changed.emit(node, key)

    def _begin(
        self, document: Document, opened: file.Opened | None, path: Path | None, why_only_shown: str = ""
    ) -> None:
        self._history = History(document)
        self._merges, self._only_shown, self.known = [], why_only_shown, Known()
        self._lay_out(form_of(document))
        self._opened, self.path = opened, path
        self.current = self.current_key = ""
        self._check(document)
        self.document_changed.emit(None, document)
        self.findings_changed.emit(None)
        self.file_changed.emit()

    def _lay_out(self, form: Form) -> None:
        self._form = form
        self._checker = Checker(form)

    def _follow(self, step: Step) -> None:
        """Keeps a plain table in step with the keys of its document."""
        if isinstance(self._form, StandIn):
            form = grown(self._form, step.before, step.after)
            if form is not self._form:
                self._lay_out(form)

    def _check(self, document: Document) -> Mapping[str, ProjectFindings] | None:
        """See Checker.judge."""
        assert self._checker is not None
        self._judged = document
        changed = self._checker.judge(document)
        if self._checker.waiting:
            self._judging.start()
        return changed

    def _judge_on(self) -> None:
        """Judges a few of those that wait, so that typing and scrolling go on meanwhile."""
        if self._checker is not None and self._checker.waiting:
            self._tell_findings(self._checker.advance(_JUDGED_AT_ONCE), waiting=True)
            self._judging.start()

    def _judge_all(self) -> None:
        if self.waiting and self._checker is not None:
            self._tell_findings(self._checker.advance(self.waiting), waiting=True)

    def _tell_findings(self, changed: Mapping[str, ProjectFindings] | None, *, waiting: bool = False) -> None:
        """`waiting` says that fewer are waiting now, which is worth telling by itself."""
        if changed is None or changed or waiting:
            self.findings_changed.emit(changed)

    def _tell(self, step: Step | None, *, look: bool = False) -> bool:
        if step is None:
            return False
        self._follow(step)
        changed = self._check(step.after)
        self.document_changed.emit(step.before, step.after)
        self._tell_findings(changed)
        self.file_changed.emit()
        if self.current and step.after.owner_of(self.current) is None:
            self.select(_nearest(step, self.current))
        if look:
            self._look_at_change(step)
        return True

    def _look_at_change(self, step: Step) -> None:
        change = next(iter(diff(step.before, step.after)), None)
        if change is None:
            return
        if step.after.owner_of(node := change.indicator or change.project or step.after.id):
            self.select(node, change.key)
        elif (project := step.after.project(change.project)) is not step.after.project(self.current) and project:
            self.select(project.id)


def _nearest(step: Step, gone: str) -> str:
    """What stands where a node stood: the next sibling that is left, else the one before, else what held it."""
    before, after = step.before, step.after
    project = before.project(gone)
    if project is None:
        return after.id
    held = project.id != gone
    row = [one.id for one in (project.indicators if held else before.projects)]
    at = row.index(gone)
    left = (node for node in (*row[at:], *reversed(row[:at])) if after.owner_of(node))
    if found := next(left, ""):
        return found
    if not held:
        return after.id
    return project.id if after.owner_of(project.id) else _nearest(step, project.id)
