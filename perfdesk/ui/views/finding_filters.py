"""The check boxes above the list of findings: which severities and which heads are listed, each with how many are
left."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox

from perfdesk.rules.finding import WORDS, Head, Severity


class FindingFilters(QObject):
    """`changed(severities, heads)` when a box is turned."""

    changed = Signal(list, list)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[Severity | Head, QCheckBox] = {one: self._box() for one in (*Severity, *Head)}

    def _box(self) -> QCheckBox:
        box = QCheckBox()
        box.setChecked(True)
        box.toggled.connect(self._tell)
        return box

    def _tell(self) -> None:
        chosen = [one for one, box in self.boxes.items() if box.isChecked()]
        severities = [one for one in chosen if isinstance(one, Severity)]
        self.changed.emit(severities, [one for one in chosen if isinstance(one, Head)])

    def count(self, counts: Mapping[str, int]) -> None:
        """Shows how many there are of each."""
        for one, box in self.boxes.items():
            name = WORDS[one] if isinstance(one, Severity) else one.value
            box.setText(f"{name} {counts[one]}")
            box.setAccessibleName(f"显示{name}")
