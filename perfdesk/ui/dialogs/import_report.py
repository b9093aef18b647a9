"""What an import understood, guessed and left out, and where its content shall go."""

from collections.abc import Sequence
from enum import Enum

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from perfdesk.importers.load import Imported, Note
from perfdesk.ui.appearance import resize
from perfdesk.ui.plain_text import PlainLabel, plain


class Goal(Enum):
    """Where imported content goes."""

    NEW = "new"
    APPEND = "append"


class ImportReport(QDialog):
    """Lists the remarks; parts left out come first, because they need a person."""

    def __init__(self, name: str, imported: Imported, *, can_append: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("装入")
        resize(self, 960, 560)
        self.goal: Goal | None = None
        indicators = sum(len(project.indicators) for project in imported.document.projects)
        title = PlainLabel(f"{name}：识别出 {len(imported.document.projects)} 个项目、{indicators} 条指标。")
        title.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addWidget(title)
        layout.addWidget(_next_step(imported))
        self.remarks = self._remarks(imported)
        layout.addWidget(self.remarks)
        layout.addWidget(self._buttons(can_append=can_append))

    def _remarks(self, imported: Imported) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setAccessibleName("装入情况")
        tree.setHeaderLabels(["位置", "内容"])
        tree.setColumnWidth(0, 200)
        # A column that was left out is one line with some of its texts, longer than the window is wide.
        tree.setWordWrap(True)
        for heading, notes in (
            ("没有装入，请核对", imported.left_out),
            ("按推测处理，请过目", imported.guessed),
            ("已识别", imported.recognised),
        ):
            _group(tree, heading, notes)
        return tree

    def _buttons(self, *, can_append: bool) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        new = buttons.addButton("装入为新文件", QDialogButtonBox.ButtonRole.ActionRole)
        new.clicked.connect(lambda: self._decide(Goal.NEW))
        if can_append:
            append = buttons.addButton("加到当前文件后面", QDialogButtonBox.ButtonRole.ActionRole)
            append.clicked.connect(lambda: self._decide(Goal.APPEND))
        cancel = buttons.addButton("不装入", QDialogButtonBox.ButtonRole.RejectRole)
        cancel.clicked.connect(self.reject)
        new.setDefault(True)
        return buttons

    def _decide(self, goal: Goal) -> None:
        self.goal = goal
        self.accept()


def _next_step(imported: Imported) -> QLabel:
    """What the clerk does now; that the source stays as it is takes away the fear of pressing a button."""
    kept = "没有装入的内容会记在文件里，列在“审核”里；请对照原件核对，再点“已核对”。" if imported.left_out else ""
    label = PlainLabel(f"{kept}原文件不会改动。")
    label.setWordWrap(True)
    return label


def _group(tree: QTreeWidget, heading: str, notes: Sequence[Note]) -> None:
    if not notes:
        return
    group = QTreeWidgetItem([f"{heading}（{len(notes)}）"])
    tree.addTopLevelItem(group)
    group.setFirstColumnSpanned(True)
    font = tree.font()
    font.setBold(True)
    group.setFont(0, font)
    for note in notes:
        line = QTreeWidgetItem([note.place or "整份文件", note.text])
        line.setToolTip(1, plain(note.text))
        group.addChild(line)
    group.setExpanded(True)


def ask_where(name: str, imported: Imported, parent: QWidget | None, *, can_append: bool) -> Goal | None:
    """Shows the report; None if nothing shall be imported."""
    dialog = ImportReport(name, imported, can_append=can_append, parent=parent)
    dialog.exec()
    return dialog.goal
