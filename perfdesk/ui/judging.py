"""Keeps the findings of the open document up to date: what an edit touched at once, the rest of a long book in small
pieces between events, so that typing and scrolling go on."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from perfdesk.forms.definition import Form
from perfdesk.model.collector import keep_more
from perfdesk.model.document import Document
from perfdesk.rules.check import Checker
from perfdesk.rules.index import FindingIndex, ProjectFindings
from perfdesk.rules.to_fill import Asked, emptied

# A project takes about 0.3 milliseconds, and a screen is drawn 60 times a second.
_JUDGED_AT_ONCE: Final = 16
# What is said while nothing is open.
_NOTHING: Final = FindingIndex()


class Judging(QObject):
    """`changed(before)` tells what was found before, by the ids of the projects of which something else is found now
    ("" for the document's own fields); None where that may be all."""

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Begins with nothing to judge."""
        super().__init__(parent)
        self._checker: Checker | None = None
        self._judged: Document | None = None
        # Rules that this user does not want to be asked, by id; from the next document or `begin` on.
        self.off: frozenset[str] = frozenset()
        # Blanks that were asked for already.
        self._asked = Asked()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)

    def begin(self, form: Form | None, asked: Asked | None = None) -> None:
        """Forgets all findings; what is judged from now on is laid out by this form. None ends judging. `asked` comes
        with another document."""
        self._asked = asked or self._asked
        self._checker = None if form is None else Checker(form, self.off, self._asked.is_to_fill)
        self._judged = None

    @property
    def index(self) -> FindingIndex:
        """The findings so far, by project and node."""
        return self._checker.index if self._checker else _NOTHING

    @property
    def waiting(self) -> int:
        """How many projects are not judged yet: a book of thousands is shown before it is judged."""
        return len(self._checker.waiting) if self._checker else 0

    def judge(self, document: Document) -> Mapping[str, ProjectFindings] | None:
        """Judges what changed since the version judged last, and gives what `changed` would tell; see Checker.judge."""
        assert self._checker is not None
        self._judged = document
        changed = self._checker.judge(document)
        if self._checker.waiting:
            self._timer.start()
        return changed

    def look_at(self, document: Document) -> None:
        """Judges this version, unless it is the one judged last, and tells what changed."""
        if document is not self._judged:
            self.tell(self.judge(document))

    def leave(self, document: Document, node: str, key: str) -> None:
        """Somebody was in this field of the document that is judged, and goes on: if it is blank, that is said now."""
        project = document.project(node)
        if self._checker is not None and (project is not None or node == document.id):
            self._asked.leave(node if project else "", key)
            self.tell(self._checker.divide([project.id if project else ""]))

    def note_emptied(self, before: Document, after: Document) -> None:
        """What is emptied is asked for."""
        for node, key in emptied(before, after):
            self._asked.leave(node, key)

    def ask_all(self, document: Document) -> None:
        """Every blank that stands in this version is said."""
        self._asked.check(document)
        if self._checker is not None:
            self.tell(self._checker.divide(["", *document.places.projects]))

    def tell(self, changed: Mapping[str, ProjectFindings] | None) -> None:
        """Emits `changed`, if anything did."""
        if changed is None or changed:
            self.changed.emit(changed)

    def finish(self) -> None:
        """Judges all that waits."""
        if self._checker is not None and self.waiting:
            self.changed.emit(self._checker.advance(self.waiting))

    def _go_on(self) -> None:
        """Judges a few of those that wait. Fewer waiting is worth telling by itself."""
        if self._checker is not None and self._checker.waiting:
            self.changed.emit(self._checker.advance(_JUDGED_AT_ONCE))
            self._timer.start()
            keep_more()
