"""The versions of one document while it is open: run, undo, redo, and which version is the saved one. No Qt."""

from dataclasses import dataclass

from perfdesk.model.document import Document
from perfdesk.model.edits import Edit


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the current document; undoing swaps before and after."""

    label: str
    before: Document
    after: Document


class History:
    """The only way to change a document. Undo has no limit: versions share everything that did not change."""

    def __init__(self, document: Document) -> None:
        """Starts at a document that counts as saved."""
        self._steps: list[Step] = []
        self._at = 0
        self._start = document
        self._saved: Document | None = document

    @property
    def document(self) -> Document:
        """The current version."""
        return self._steps[self._at - 1].after if self._at else self._start

    @property
    def undo_label(self) -> str:
        """What undo would take back; "" if nothing."""
        return self._steps[self._at - 1].label if self._at else ""

    @property
    def redo_label(self) -> str:
        """What redo would do again; "" if nothing."""
        return self._steps[self._at].label if self._at < len(self._steps) else ""

    @property
    def modified(self) -> bool:
        """Whether the current version differs from the saved one."""
        return self.document is not self._saved

    def went_through(self, document: Document) -> bool:
        """Whether the current version came about by way of this one; not if that was undone."""
        return document is self._start or any(step.after is document for step in self._steps[: self._at])

    def run(self, edit: Edit) -> Step | None:
        """Applies an edit; None, and no step, if it changes nothing. Forgets what was undone before."""
        before = self.document
        after = edit.apply(before)
        if after is before:
            return None
        step = Step(edit.label(before), before, after)
        self._steps[self._at :] = [step]
        self._at += 1
        return step

    def undo(self) -> Step | None:
        """Goes back one version; None at the beginning."""
        if not self._at:
            return None
        self._at -= 1
        step = self._steps[self._at]
        return Step(step.label, step.after, step.before)

    def redo(self) -> Step | None:
        """Goes forward one version; None at the newest."""
        if self._at == len(self._steps):
            return None
        self._at += 1
        return self._steps[self._at - 1]

    def mark_saved(self, document: Document) -> None:
        """Says that this version, current or not, is what the file holds."""
        self._saved = document

    def mark_unsaved(self) -> None:
        """Says that no file holds any version, as after an import."""
        self._saved = None
