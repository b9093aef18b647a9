"""Which projects of colleagues' files are ours under another name; asked before merging."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from perfdesk.merge.likeness import Likeness
from perfdesk.ui.appearance import resize
from perfdesk.ui.dialogs.two_buttons import two_buttons
from perfdesk.ui.plain_text import PlainLabel

_WIDTHS = (280, 280)


class LikenessDialog(QDialog):
    """A row for each pair with a box to tick; nothing is ticked at first, for a wrong pair mixes two projects."""

    def __init__(self, found: Sequence[Likeness], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("合并同事文件")
        self._found = found
        self.list = QTreeWidget()
        self.list.setAccessibleName("相近的项目")
        self.list.setRootIsDecorated(False)
        self.list.setHeaderLabels(["同事文件里的项目", "本文件里的项目", "文件"])
        for column, width in enumerate(_WIDTHS):
            self.list.setColumnWidth(column, width)
        for one in found:
            row = QTreeWidgetItem([one.their_name or "（未命名）", one.our_name or "（未命名）", one.file])
            row.setFlags(row.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            row.setCheckState(0, Qt.CheckState.Unchecked)
            self.list.addTopLevelItem(row)
        title = PlainLabel("这些项目编码和名称不一样，内容相近。是同一个项目的，请打勾；不打勾的当作两个项目。")
        title.setWordWrap(True)
        buttons, _ = two_buttons(self, "继续", "不合并")
        layout = QVBoxLayout(self)
        for part in (title, self.list, buttons):
            layout.addWidget(part)
        resize(self, 760, 360)

    @property
    def same(self) -> list[Likeness]:
        """The pairs that are one project."""
        return [
            one
            for at, one in enumerate(self._found)
            if (row := self.list.topLevelItem(at)) is not None and row.checkState(0) is Qt.CheckState.Checked
        ]


def ask_likeness(found: Sequence[Likeness], parent: QWidget | None) -> list[Likeness] | None:
    """The pairs that are one project; None if nothing shall be merged."""
    dialog = LikenessDialog(found, parent)
    return dialog.same if dialog.exec() else None
