"""The workbench: the panels around an open document, and what is done with it. Made after the first painting of its
window, because none of it is seen on the first page, and its modules take longer to import than Qt."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QWidget

from perfdesk import paths
from perfdesk.forms.printed_words import printed_title
from perfdesk.model.document import Document
from perfdesk.model.fields import Owner
from perfdesk.model.keys import UNIT
from perfdesk.ui import ask, node_actions, preferences
from perfdesk.ui.choosing_indicators import ChoosingIndicators
from perfdesk.ui.choosing_options import choose_options
from perfdesk.ui.comparing import Comparing
from perfdesk.ui.copies_beside import CopiesBeside
from perfdesk.ui.curing import cure_alike
from perfdesk.ui.dialogs.about import show_about
from perfdesk.ui.dialogs.guide import GuideDialog, topic_of
from perfdesk.ui.dialogs.new_unit import ask_new_unit
from perfdesk.ui.dialogs.replace import ReplaceDialog
from perfdesk.ui.dialogs.rules_help import show_rules
from perfdesk.ui.disk_watch import DiskWatch
from perfdesk.ui.documents import Documents
from perfdesk.ui.exporting import Exporting
from perfdesk.ui.file_history import FileHistory
from perfdesk.ui.file_names import folder, shown_name
from perfdesk.ui.form_notices import brought_form
from perfdesk.ui.going_back import GoingBack
from perfdesk.ui.handing_in import HandingIn
from perfdesk.ui.learning_forms import LearningForms
from perfdesk.ui.merging import Merging
from perfdesk.ui.panels import Panels
from perfdesk.ui.pasting import Pasting
from perfdesk.ui.printing import Printing
from perfdesk.ui.rolling_up import RollingUp
from perfdesk.ui.session import Session
from perfdesk.ui.stages import Stages
from perfdesk.ui.tasks import Tasks
from perfdesk.ui.views.status import Status
from perfdesk.work.gather import is_same_file
from perfdesk.work.own_forms import keep_form

# A notice that nobody has to answer.
_NOTICE_MS: Final = 30_000


class Workbench(Panels):
    """The panels, and the tasks that the actions of the window begin.

    `changed()` when actions and titles have to be looked at again.
    """

    changed = Signal()
    # The window's own actions are asked for.
    palette_wanted = Signal()
    keys_wanted = Signal()

    def __init__(self, window: QWidget, show_alone: Callable[[Document, str], None]) -> None:
        """`window` is under the questions that are asked; `show_alone` shows an older version in another window."""
        session = Session(window)
        session.author = preferences.author() or ""
        session.journals = paths.journals()
        session.backups = preferences.backups_root()
        session.ask_without(preferences.rules_off())
        super().__init__(session, window)
        self.status: Status = Status(session, self.page_count)
        self._make_tasks(window, show_alone)
        self._connect()

    def _make_tasks(self, window: QWidget, show_alone: Callable[[Document, str], None]) -> None:
        session = self.session
        self.tasks: Tasks = Tasks(window)
        handing_in = HandingIn(session, window)
        self.documents: Documents = Documents(session, self.tasks, window)
        self.exporting: Exporting = Exporting(session, self.tasks, handing_in, window)
        self.choosing_indicators: ChoosingIndicators = ChoosingIndicators(session, self.tasks, window)
        session.library = lambda: self.choosing_indicators.library.entries
        self.pasting: Pasting = Pasting(session, self.documents, window)
        self.printing: Printing = Printing(session, self.tasks, handing_in, window)
        self.stages: Stages = Stages(session, window)
        self.merging: Merging = Merging(session, self.tasks, self.exporting, window)
        self.comparing: Comparing = Comparing(session, self.tasks, self.exporting, window)
        self.file_history: FileHistory = FileHistory(session, self.tasks, self.comparing, window, show_alone)
        self.going_back: GoingBack = GoingBack(session, self.tasks, self.documents, self.comparing, window)
        self.learning_forms: LearningForms = LearningForms(session, self.tasks, self.documents, window)
        self.merging.learn_first = self.learning_forms.before_merging
        self.rolling_up: RollingUp = RollingUp(session, self.tasks, self.exporting, window)
        self.disk_watch: DiskWatch = DiskWatch(
            session, self.tasks, self.documents, self.merging, self.comparing, window
        )
        self.copies: CopiesBeside = CopiesBeside(session, self.tasks, self.documents, self.merging, window)

    def _connect(self) -> None:
        session = self.session
        for signal in (session.document_changed, session.file_changed, session.current_changed):
            signal.connect(lambda *_: self.changed.emit())
        self.annex.table.clipboard.paste_wanted.connect(self.pasting.paste)
        self.listing.each_table(lambda table: table.clipboard.paste_wanted.connect(self.pasting.paste))
        self.annex.brought_form.wanted.connect(self.keep_form)
        self.annex.missing_form.wanted.connect(self.manage_forms)
        self.annex.newer_form.wanted.connect(self.stages.take_newer_form)
        self.documents.begun.connect(self.cells.show_current)
        self.documents.unknown_met.connect(self.learning_forms.met)
        self.documents.form_met.connect(self.learning_forms.take_in)
        self.learning_forms.learned.connect(lambda sentence: self.status.showMessage(sentence, _NOTICE_MS))
        self.learning_forms.learned.connect(lambda _: self._show_form())
        self.findings.check_wanted.connect(self.check_all)
        self.tree.selection_changed.connect(self.changed)
        self.tree.entered.connect(lambda: self._tabs.page.setFocus())
        self.findings.entered.connect(self.cells.show_current)
        self.findings.fold_wanted.connect(self.toggle_findings)
        self.findings.alike_wanted.connect(self.cure_alike)
        for told in (session.journal_failed, session.backup_failed, self.copies.told, self.documents.renamed.told):
            told.connect(lambda sentence: self.status.showMessage(sentence, _NOTICE_MS))

    def end(self) -> None:
        """The window closes: nothing goes on, and the sizes are kept for the next start."""
        self._stop()
        self.session.end_journal(forget=True)
        self.documents.owner_mark.release()
        for name, splitter in self._splitters():
            preferences.remember(name, splitter.saveState())

    def leave(self) -> None:
        """The program is ended from outside: what was not saved is written down, to be recovered at the next start."""
        self._stop()
        self.session.end_journal(forget=False)
        self.documents.owner_mark.release()

    def look_at_disk(self) -> None:
        """When the user comes back to the window."""
        self.disk_watch.look_at_disk()
        self.copies.offer()

    def _stop(self) -> None:
        self.tasks.stop()
        self.copies.stop()

    # --- what the window says of the document -----------------------------------------------------------------

    def holds(self, path: Path) -> bool:
        """Whether the open document comes from this file."""
        return self.session.path is not None and is_same_file(self.session.path, path)

    def title(self) -> str:
        """Its name in the window's title; Qt puts the mark of unsaved changes where [*] stands."""
        return f"{shown_name(self.session)}[*]{'（只读）' if self.session.read_only else ''}"

    def undone(self) -> tuple[str, str]:
        """What would be undone and redone; "" for nothing."""
        session = self.session
        if not session.is_open or session.read_only:
            return "", ""
        return session.history.undo_label, session.history.redo_label

    def named(self) -> str:
        """What is chosen, in words."""
        return node_actions.named(self.session.document, self.chosen())

    # --- what the table of actions asks -----------------------------------------------------------------------

    def chosen(self) -> tuple[str, ...]:
        """The projects and indicators that an action is about."""
        return self.tree.selected()

    def duplicate(self) -> None:
        """Makes copies of what is chosen."""
        node_actions.duplicate(self.session, self.chosen())

    def remove(self) -> None:
        """Deletes what is chosen."""
        node_actions.remove(self.session, self.chosen())

    def shift(self, by: int) -> None:
        """Moves what is chosen up (-1) or down (1)."""
        self.cells.move(self.chosen(), by)

    def add_project(self) -> None:
        """Adds one behind the project that is looked at."""
        node_actions.add_project(self.session)

    def add_unit(self) -> None:
        """Asks for a unit, and adds it with a project."""
        code, name = (printed_title(self.session.form, key) for key in UNIT)
        unit = ask_new_unit((code, name), self.window())
        if unit is not None:
            node_actions.add_unit(self.session, *unit)

    def add_indicator(self) -> None:
        """Adds one, or, while a cell is edited, does what Ctrl+Enter does there."""
        self.cells.add_indicator(self.tree.end_of_group())

    def add_record(self, kind: str) -> None:
        """Adds one of a kind below the one that is looked at, else behind the last of the project."""
        node_actions.add_record(self.session, Owner(kind))

    def kinds_of_records(self) -> tuple[Owner, ...]:
        """Those that the form prints."""
        bands = self.session.form.table.records if self.session.is_open else ()
        return tuple(dict.fromkeys(band.owner for band in bands if band.owner is not Owner.INDICATOR))

    def check_all(self) -> None:
        """Says also what is still blank, and shows what was found."""
        self.session.ask_all()
        if not self._folds["findings"].shown:
            self.toggle_findings()

    def export_opinion(self) -> None:
        """Writes the findings that are listed; whoever gives an opinion wants also what is blank."""
        self.session.ask_all()
        self.exporting.export_opinion(self.findings.printed())

    def go_to_finding(self, by: int) -> None:
        """To the next (1) or previous (-1) finding, the keyboard in its cell."""
        if self.findings.go(by):
            self.cells.show_current()

    @cached_property
    def _replacing(self) -> ReplaceDialog:
        """Made when it is first wanted; keeps what was looked for last."""
        return ReplaceDialog(self.session, self.window())

    def find_text(self, *, replacing: bool = False) -> None:
        """Looks for a text in the document, and replaces it."""
        self._replacing.begin(replacing=replacing)

    def take_in(self, paths: list[Path]) -> None:
        """What was dropped on the window: one file is opened; several, or a folder, are merged into the open
        document."""
        if len(paths) == 1 and not paths[0].is_dir():
            self.documents.open_path(paths[0])
        elif self.session.is_open and not self.session.read_only:
            self.merging.merge_paths(paths)
        else:
            ask.warn(self.window(), "要合并几个文件，请先打开自己的文件，再把同事的文件拖进来。")

    def cure_alike(self) -> None:
        """Cures all findings of the current one's kind that are taken."""
        cure_alike(self.session, self.findings)

    def print(self) -> None:
        """Prints; what is selected in the tree is offered first."""
        document = self.session.document
        projects = {found.id for node in self.chosen() if (found := document.project(node)) is not None}
        self.printing.print(sorted(projects), self.page_count.pager.last_number(document))

    @cached_property
    def _guide(self) -> GuideDialog:
        """Made when it is first wanted."""
        return GuideDialog(self.window())

    def help(self) -> None:
        """What the rule of the chosen finding asks; elsewhere the guide, at the topic of the place."""
        focused = QApplication.focusWidget()
        if focused is self.findings.table and self.findings.current() is not None:
            self.findings.explain()
        else:
            self._guide.open_at(topic_of(focused))

    def whats_new(self) -> None:
        """What came with this version."""
        self._guide.open_at("whats-new")

    def options(self) -> None:
        """Asks for the options, and lets them hold at once."""
        choose_options(self.session, self.window())

    def keep_form(self) -> None:
        """Puts the form that the document brought along among the user's own."""
        form = self.session.form
        if self.tasks.managed(lambda: keep_form(form)):
            self.annex.brought_form.refresh()
            self.status.showMessage(f"“{form.title}”已保存到我的表样。", _NOTICE_MS)

    def manage_forms(self) -> None:
        """Renames, hands on, takes in and removes forms; the open document keeps its own."""
        from perfdesk.ui.dialogs.manage_forms import show_forms  # with lxml

        session = self.session
        wanted = show_forms(session.form if brought_form(session) else None, folder(session), self.window())
        self._show_form()
        if wanted is not None:
            self.learning_forms.replace(*wanted)

    def _show_form(self) -> None:
        """The lines above the annex say what is known of its form now; one that was not here may be."""
        self.session.look_for_form()
        self.annex.brought_form.refresh()
        self.annex.newer_form.refresh()
        self.annex.missing_form.refresh()

    def show_rules(self) -> None:
        """What is checked."""
        show_rules(self.window())

    def about(self) -> None:
        """Name, versions and licences."""
        show_about(self.window())
