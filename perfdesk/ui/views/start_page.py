"""The first page: what one can begin with."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCommandLinkButton,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from perfdesk.ui import settings
from perfdesk.ui.files import Files, examples

_EXAMPLES = {"hebei": "河北表样：部门预算绩效文本", "ningxia": "宁夏表样：部门项目支出预算绩效目标表"}


class StartPage(QWidget):
    """Three beginnings at the left, recent files and examples at the right."""

    chosen = Signal(Path)

    def __init__(self, files: Files, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._files = files
        columns = QHBoxLayout()
        columns.setSpacing(48)
        columns.addLayout(self._beginnings(), 1)
        columns.addLayout(self._lists(), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(64, 40, 64, 40)
        layout.addWidget(_title("预算绩效目标表", 1.8))
        layout.addWidget(QLabel("填报、审核、导出预算绩效目标表。文件只存在这台电脑上。"))
        layout.addSpacing(24)
        layout.addLayout(columns, 1)
        files.recent_changed.connect(self.refresh)
        self.refresh()

    def _beginnings(self) -> QVBoxLayout:
        rows = (
            ("新建", "选一种表样，从空表开始填", self._files.new),
            ("打开", "打开以前保存的 .perfdesk 文件", self._files.open),
            ("装入 Word、Excel、文本", "把现成的附件读进来，接着改", self._files.import_),
        )
        layout = QVBoxLayout()
        layout.addWidget(_title("开始", 1.2))
        for text, description, run in rows:
            button = QCommandLinkButton(text, description)
            button.clicked.connect(run)
            layout.addWidget(button)
        layout.addStretch()
        return layout

    def _lists(self) -> QVBoxLayout:
        layout = QVBoxLayout()
        self._recent_title = _title("最近打开的文件", 1.2)
        self._recent = QListWidget()
        self._recent.setAccessibleName("最近打开的文件")
        self._recent.itemActivated.connect(lambda item: self._files.open_path(item.data(Qt.ItemDataRole.UserRole)))
        layout.addWidget(self._recent_title)
        layout.addWidget(self._recent, 2)
        layout.addWidget(_title("打开示例（虚构的单位）", 1.2))
        shown = QListWidget()
        shown.setAccessibleName("示例")
        for path in examples():
            item = QListWidgetItem(_EXAMPLES.get(path.name.split("-")[0], path.stem))
            item.setData(Qt.ItemDataRole.UserRole, path)
            shown.addItem(item)
        shown.itemActivated.connect(lambda item: self._files.open_example(item.data(Qt.ItemDataRole.UserRole)))
        shown.itemClicked.connect(lambda item: self._files.open_example(item.data(Qt.ItemDataRole.UserRole)))
        layout.addWidget(shown, 1)
        return layout

    def refresh(self) -> None:
        """Shows the recent files as they are now."""
        self._recent.clear()
        for path in settings.recent_files():
            item = QListWidgetItem(f"{path.name}\n{path.parent}")
            item.setData(Qt.ItemDataRole.UserRole, path)
            self._recent.addItem(item)
        for widget in (self._recent, self._recent_title):
            widget.setVisible(self._recent.count() > 0)


def _title(text: str, scale: float) -> QLabel:
    label = QLabel(text)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    font.setBold(True)
    label.setFont(font)
    return label
