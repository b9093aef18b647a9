"""The values that a mapping went through, for undo and redo."""

from perfdesk.learning.decisions import Decision
from perfdesk.learning.mapping import AnnexMapping


class MappingHistory:
    """The only way to change a mapping while it is worked on."""

    def __init__(self, mapping: AnnexMapping) -> None:
        """Begins with what was guessed, or with a draft."""
        self._values = [mapping]
        self._labels: list[str] = []
        self._at = 0

    @property
    def mapping(self) -> AnnexMapping:
        """The current value."""
        return self._values[self._at]

    @property
    def undo_label(self) -> str:
        """What undo would take back; "" if nothing."""
        return self._labels[self._at - 1] if self._at else ""

    @property
    def redo_label(self) -> str:
        """What redo would do again; "" if nothing."""
        return self._labels[self._at] if self._at < len(self._labels) else ""

    def run(self, label: str, *decisions: Decision) -> bool:
        """Decides; whether that changed anything. Forgets what was undone before. WrongAnswers if it does not fit."""
        made = self.mapping.decided(*decisions)
        if made is self.mapping:
            return False
        self._values[self._at + 1 :] = [made]
        self._labels[self._at :] = [label]
        self._at += 1
        return True

    def undo(self) -> bool:
        """One step back; whether there was one."""
        self._at -= (moved := self._at > 0)
        return moved

    def redo(self) -> bool:
        """One step forward; whether there was one."""
        self._at += (moved := self._at < len(self._labels))
        return moved
