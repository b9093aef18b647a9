"""One document at work: its versions, the file it belongs to, and the merges that the next save must name.

The window and the command line both open, change, merge and save through it, so each of these is decided once. It knows
no Qt and prints nothing.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Self

from perfdesk.forms.formerly import with_present_keys
from perfdesk.forms.loader import carrying
from perfdesk.merge.edit import Merge
from perfdesk.merge.plan import Plan
from perfdesk.merge.sides import Side
from perfdesk.model.document import Document
from perfdesk.model.edits import Edit, ReplaceContent
from perfdesk.model.history import History, Step
from perfdesk.model.revisions import Revisions
from perfdesk.store import file, lock
from perfdesk.store.form_members import carries_something
from perfdesk.store.format import Known
from perfdesk.store.replay import Replayed
from perfdesk.store.whereabouts import Noted, noted
from perfdesk.work.backup_keeper import BackupKeeper
from perfdesk.work.journal_keeper import JournalKeeper, Kept
from perfdesk.work.moved_file import Whereabouts, whereabouts

_log = logging.getLogger(__name__)


class _MergeDone(NamedTuple):
    """A merge that the next save names, unless it is undone: the version it made, the files that came in, and the hash
    of this document's own file if that was among them."""

    result: Document
    files: tuple[file.Merged, ...]
    content: str


def _as_worked_on(opened: file.Opened) -> Document:
    """The document with its texts where its form prints them now, and with a copy of its form from now on, if
    colleagues may lack it. A file that has anything in the place of a form, even a damaged one, keeps it as it is."""
    document = with_present_keys(opened.document)
    if opened.read_only or carries_something(document, opened.baggage.members):
        return document
    return carrying(document)


class Workspace:
    """A document that is open. `history` holds its versions, `path` is its file, None before the first save."""

    def __init__(
        self,
        document: Document,
        opened: file.Opened | None = None,
        path: Path | None = None,
        known: Known | None = None,
        why_only_shown: str = "",
    ) -> None:
        """`opened` is the revision that the next save follows. `why_only_shown` says why nothing may be changed, "" if
        it may. `known` is what the file was read with: with it, copies of the file are read in half the time."""
        self.history: History = History(document)
        self.path: Path | None = path
        self._noted: Noted | None = None if path is None else noted(path)
        self.known: Known = known or Known()
        self._opened = opened
        self._why_only_shown = why_only_shown
        self._merges: list[_MergeDone] = []
        self._journal: JournalKeeper | None = None
        self._backups: BackupKeeper | None = None

    @classmethod
    def open(cls, path: Path, why_only_shown: str = "") -> Self:
        """Opens a file, and removes what a killed program left beside it. Raises store.file.ReadError."""
        known = Known()
        lock.sweep(path)
        opened = file.read(path, known)
        return cls(_as_worked_on(opened), opened, path, known, why_only_shown)

    @classmethod
    def recovered(cls, found: Replayed) -> Self:
        """The document of a journal that a dead program left, as unsaved changes of its file; one step to undo."""
        work = cls(found.before or found.document, found.opened, found.path)
        if work.run(ReplaceContent(found.document, "恢复没保存的修改")) is None:
            work.history.mark_unsaved()
        return work

    @property
    def document(self) -> Document:
        """The current version."""
        return self.history.document

    @property
    def opened(self) -> file.Opened | None:
        """The revision that the file holds; None if there is no file yet."""
        return self._opened

    @property
    def saved_as(self) -> str:
        """The id of the saved revision that says what the document says now; "" if none does."""
        return "" if self._opened is None or self.history.modified else self._opened.revision

    @property
    def revisions(self) -> Revisions | None:
        """The past of the file; None for a document that was never saved."""
        return None if self._opened is None else file.revisions(self._opened)

    @property
    def read_only(self) -> bool:
        """Whether nothing may be changed: a newer program saved the file, or it was opened to be looked at."""
        return bool(self._why_only_shown) or (self._opened is not None and self._opened.read_only)

    @property
    def notice(self) -> str:
        """What the user must know about the file; "" mostly."""
        return self._why_only_shown or (self._opened.notice if self._opened else "")

    def run(self, edit: Edit) -> Step | None:
        """Applies an edit; None if it changes nothing. A read-only document does not change."""
        return None if self.read_only else self._kept(self.history.run(edit))

    def undo(self) -> Step | None:
        """Goes back one version; None at the beginning."""
        return self._kept(self.history.undo())

    def redo(self) -> Step | None:
        """Goes forward one version; None at the newest."""
        return self._kept(self.history.redo())

    def mark_unsaved(self) -> None:
        """Says that no file holds the document, as after an import."""
        self.history.mark_unsaved()
        self._keep()

    # --- the journal ------------------------------------------------------------------------------------------

    def keep_journal(self, folder: Path, told: Callable[[str], object] = lambda _: None) -> None:
        """From now on every version is written down in a folder, until it is saved. `told` gets one sentence, in
        another thread, if that cannot be done; work goes on then."""
        self._journal = JournalKeeper(folder, told)
        self._journal.begin(self._opened, self.path)
        if self.history.modified:
            self._keep()

    @property
    def journal_kept(self) -> Kept | None:
        """How much is written down; None if no journal is kept."""
        return self._journal.kept if self._journal else None

    def settle_journal(self) -> Kept | None:
        """Writes down what waits, here and now; None if no journal is kept."""
        return self._journal.settle() if self._journal else None

    def end_journal(self, *, forget: bool) -> None:
        """The document is closed. `forget` is whether somebody decided so, and nothing of it is to be recovered."""
        if self._journal is not None:
            if forget:
                self._journal.forget()
            else:
                self._journal.leave()
        self._journal = None

    def _keep(self) -> None:
        if self._journal is not None:
            self._journal.keep(self.document)

    def _kept(self, step: Step | None) -> Step | None:
        if step is not None:
            self._keep()
        return step

    # --- backups ----------------------------------------------------------------------------------------------

    def keep_backups(
        self, root: Path, told: Callable[[str], object] = lambda _: None, *, journals: Path | None = None
    ) -> BackupKeeper:
        """From now on every version that is opened, saved or replaced is kept below a folder. `told` gets one
        sentence, in another thread, if that cannot be done; saving goes on then. `journals` is where damaged journals
        are, which go by the same rules."""
        self._backups = BackupKeeper(root, told, journals=journals)
        if self._opened is not None and self.path is not None:
            self._backups.keep(self._opened, self.path)
        return self._backups

    def settle_backups(self) -> None:
        """Waits for what is being kept, but not for ever."""
        if self._backups is not None:
            self._backups.end()

    def end_backups(self) -> None:
        """The document is closed. Waits for its last backup."""
        self.settle_backups()
        self._backups = None

    # --- saving -----------------------------------------------------------------------------------------------

    def save(self, path: Path, author: str = "", replaces: str | None = None) -> None:
        """Writes the current version, which then belongs to this path. After store.atomic.WriteError the file and the
        document are as before.

        Without `replaces`, the document's own file is written only if nobody else saved it since, else
        store.atomic.ChangedOnDisk; any other file is replaced. `replaces` says which content may be replaced instead.
        """
        document, done = self.document, self._merges_done()
        merged = [one for merge in done for one in merge.files]
        if replaces is None:
            replaces = self._last_seen(done) if path == self.path else ""
        if self._backups is not None and not (self._is_own(replaces) and self._backups.may_be_replaced(replaces)):
            self._backups.keep_replaced(path)
        self._opened = file.save(path, document, self._opened, author, merged, replaces, self.known)
        self.path, self._noted = path, noted(path)
        self._merges = [merge for merge in self._merges if merge not in done]
        self.history.mark_saved(document)
        if self._journal is not None:
            self._journal.begin(self._opened, path)
        if self._backups is not None:
            self._backups.keep(self._opened, path)

    def whereabouts(self, *, copies: bool = True) -> Whereabouts | None:
        """Where the document's file is by now; None if it has none. See moved_file."""
        if self._noted is None or self._opened is None:
            return None
        return whereabouts(self._noted, self._opened, copies=copies)

    def follow(self, path: Path) -> None:
        """The document belongs to its file under another name from now on."""
        assert self._opened is not None
        self.path, self._noted = path, noted(path)
        if self._journal is not None:
            self._journal.follow(path)
            if self.history.modified:
                self._keep()
        if self._backups is not None:
            self._backups.keep(self._opened, path)

    def _is_own(self, replaces: str) -> bool:
        """Whether a save can replace only what was last opened or saved here."""
        return bool(replaces) and self._opened is not None and replaces == self._opened.content

    def save_clean(self, path: Path, replaces: str = "") -> None:
        """Writes a copy of what was last saved, without its past. Raises store.atomic.WriteError."""
        assert self._opened is not None
        file.save_clean(path, self._opened, replaces)

    def thin(self, most: int) -> None:
        """Makes the next save keep only so many older versions."""
        assert self._opened is not None
        self._opened = file.thinned(self._opened, most)
        self.history.mark_unsaved()

    def changed_on_disk(self) -> bool:
        """Whether somebody else saved the file since it was last read or written here."""
        if self.path is None or self._opened is None:
            return False
        now = file.content_of(self.path)
        return bool(now) and now not in {self._opened.content, *(one.content for one in self._merges_done())}

    def _last_seen(self, done: list[_MergeDone]) -> str:
        """The hash of the own file as it was last read or written here; merging it counts as reading it."""
        merged = [merge.content for merge in done if merge.content]
        return [self._opened.content if self._opened else "", *merged][-1]

    # --- merging ----------------------------------------------------------------------------------------------

    def side(self, author: str = "") -> Side:
        """The current version as the side that others are merged into, called as its file.

        What was changed since it was saved is signed by `author`, who is at work here; else it is whoever saved it.
        """
        saved = self._opened.baggage.header.author if self._opened else ""
        name = self.path.name if self.path else ""
        return Side(name, self.document, author if self.history.modified else saved, self.revisions)

    def merge(self, plan: Plan, own_content: str = "") -> Step | None:
        """Applies a plan that was made for the current version; None if it changes nothing.

        `own_content` is the hash of this document's own file if that was one of the sides: then saving may replace it.
        """
        if self.read_only:
            return None
        step = self._kept(self.history.run(Merge(plan)))
        _log.info("merged %d files: %d decisions", len(plan.sides) - 1, len(plan.decisions))
        files = tuple(file.Merged(side.name, side.revisions) for side in plan.sides[1:])
        self._merges.append(_MergeDone(self.document, files, own_content))
        return step

    def _merges_done(self) -> list[_MergeDone]:
        """Those that were not undone again."""
        return [one for one in self._merges if self.history.went_through(one.result)]
