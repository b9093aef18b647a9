"""Which saved version each file of a merge is compared with, why, and another one if a person knows better."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QDialog, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from perfdesk.merge.plan import Plan
from perfdesk.model.revisions import Revision, Revisions
from perfdesk.ui.appearance import resize
from perfdesk.ui.dialogs.revision_history import when, who
from perfdesk.ui.dialogs.two_buttons import two_buttons
from perfdesk.ui.plain_text import PlainLabel, plain

_WIDTHS: Final = (200, 320)
_NONE: Final = "不用旧版本（每处不同都问）"
_SHORT: Final = 8


class BasesDialog(QDialog):
    """A row for each file. Only of annexes the version can be chosen: our own files know theirs."""

    def __init__(self, plan: Plan, known: Sequence[Revisions], annexes: Sequence[str], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("原来的版本")
        self._choices: dict[str, tuple[QComboBox, int]] = {}
        self.list = QTreeWidget()
        self.list.setAccessibleName("各文件与哪个版本比较")
        self.list.setRootIsDecorated(False)
        self.list.setHeaderLabels(["文件", "与哪个版本比较", "理由"])
        for column, width in enumerate(_WIDTHS):
            self.list.setColumnWidth(column, width)
        titles = dict(_titles(known))
        for name, basis in plan.bases:
            row = QTreeWidgetItem([name, titles.get(basis.revision, ""), basis.why])
            row.setToolTip(2, plain(basis.why))
            # As high as a row with a choice.
            row.setSizeHint(0, QSize(0, QComboBox().sizeHint().height()))
            self.list.addTopLevelItem(row)
            if name in annexes:
                self.list.setItemWidget(row, 1, self._choice(name, basis.revision, titles))
        title = PlainLabel("一个文件改了什么，是和它原来的版本比出来的。Word、Excel 和文本可以换一个版本来比。")
        title.setWordWrap(True)
        buttons, _ = two_buttons(self, "重新比较", "不换")
        layout = QVBoxLayout(self)
        for part in (title, self.list, buttons):
            layout.addWidget(part)
        resize(self, 860, 360)

    def _choice(self, name: str, revision: str, titles: Mapping[str, str]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(f"{name} 与哪个版本比较")
        box.addItem(_NONE, "")
        for one, title in titles.items():
            box.addItem(title, one)
        box.setCurrentIndex(max(0, box.findData(revision)))
        self._choices[name] = box, box.currentIndex()
        return box

    @property
    def chosen(self) -> dict[str, str]:
        """The versions that a person changed, by file; "" for none."""
        return {name: box.currentData() for name, (box, old) in self._choices.items() if box.currentIndex() != old}


def _titles(known: Sequence[Revisions]) -> Iterator[tuple[str, str]]:
    """Each version that can be rebuilt, with when and by whom it was saved."""
    for revisions in known:
        for one, _ in revisions.versions():
            saved = revisions[one] if one in revisions else Revision(one)
            yield one, " ".join(filter(None, (when(saved), who(saved), saved.note, one[:_SHORT])))


def ask_bases(
    plan: Plan, known: Sequence[Revisions], annexes: Sequence[str], parent: QWidget | None
) -> dict[str, str] | None:
    """The versions that a person wants files to be compared with; None if the old ones stay."""
    dialog = BasesDialog(plan, known, annexes, parent)
    return dialog.chosen or None if dialog.exec() else None
