"""The first page: what one can begin with."""

from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCommandLinkButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from perfdesk.ui import preferences
from perfdesk.ui.examples import example_title, examples
from perfdesk.ui.icons import icon
from perfdesk.ui.plain_text import PlainLabel, plain

_WIDEST = 1040


class _TwoLines(QStyledItemDelegate):
    """Room for two lines. Qt measures them in the font's own height; Chinese comes from a higher one, and the second
    line would not be painted."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width(), round(option.fontMetrics.lineSpacing() * 2.8))


class _WholeList(QListWidget):
    """As high as all of its lines; the page around it scrolls."""

    def sizeHint(self) -> QSize:
        lines = sum(self.sizeHintForRow(row) + 2 * self.spacing() for row in range(self.count()))
        return QSize(super().sizeHint().width(), lines + 2 * self.frameWidth())

    def minimumSizeHint(self) -> QSize:
        """Qt's own is three lines high."""
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())


class StartPage(QScrollArea):
    """Beginnings at the left, recent files and examples at the right. Scrolls, so that it never makes a small screen's
    window too high.

    What is chosen is a signal, so that the page is there before anything that could do it.
    """

    new_wanted = Signal()
    open_wanted = Signal()
    import_wanted = Signal()
    lost_wanted = Signal()
    # A file that was open before, by its path; a shipped example.
    file_wanted = Signal(Path)
    example_wanted = Signal(Path)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons: dict[QCommandLinkButton, str] = {}
        self._recent_part = QWidget()
        self._recent = _WholeList()
        self._set_up_recent()
        columns = QHBoxLayout()
        columns.setSpacing(56)
        columns.addLayout(self._beginnings(), 1)
        columns.addLayout(self._continuings(), 1)
        page = QWidget()
        page.setMaximumWidth(_WIDEST)
        layout = QVBoxLayout(page)
        layout.setSpacing(8)
        layout.addWidget(_title("预算绩效目标表", 2))
        layout.addWidget(PlainLabel("填报、审核、导出预算绩效目标表。文件只存在这台电脑上。"))
        layout.addSpacing(28)
        layout.addLayout(columns, 1)
        whole = QWidget()
        around = QHBoxLayout(whole)
        around.setContentsMargins(48, 44, 48, 32)
        around.addStretch(1)
        around.addWidget(page, 20)
        around.addStretch(1)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setWidget(whole)
        self.refresh()

    def _beginnings(self) -> QVBoxLayout:
        rows = (
            ("new", "新建", "选一种表样，从空表开始填", self.new_wanted),
            ("open", "打开", "打开以前保存的 .perfdesk 文件", self.open_wanted),
            ("import", "装入 Word、Excel、文本", "把现成的附件读进来接着改，原文件不会动", self.import_wanted),
            ("undo", "找回不在了的文件", "文件删了、坏了，从自动留的备份里找", self.lost_wanted),
        )
        layout = _column()
        layout.addWidget(_title("开始", 1.2))
        for name, text, description, wanted in rows:
            link = self._link(name, text, description)
            link.clicked.connect(lambda _, wanted=wanted: wanted.emit())
            layout.addWidget(link)
        layout.addStretch()
        return layout

    def _continuings(self) -> QVBoxLayout:
        layout = _column()
        layout.addWidget(self._recent_part)
        layout.addWidget(_title("打开示例", 1.2))
        for path in examples():
            link = self._link("duplicate", example_title(path), "虚构的单位，有几处错误等审核找出来")
            link.clicked.connect(lambda _, path=path: self.example_wanted.emit(path))
            layout.addWidget(link)
        layout.addStretch()
        return layout

    def _link(self, name: str, text: str, description: str) -> QCommandLinkButton:
        button = QCommandLinkButton(text, description)
        button.setAccessibleName(text)
        button.setAccessibleDescription(description)
        button.setIconSize(QSize(24, 24))
        # As high as its two lines; Qt's own guess leaves room for a paragraph. On Windows their fonts are larger than
        # the widget's own, and Qt measures them without the higher font that Chinese may come from.
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        button.setSizePolicy(policy)
        line = button.fontMetrics().lineSpacing()
        button.setFixedHeight(max(round(line * 3.4), button.heightForWidth(_WIDEST) + line // 2))
        self._icons[button] = name
        return button

    def _set_up_recent(self) -> None:
        layout = QVBoxLayout(self._recent_part)
        layout.setContentsMargins(0, 0, 0, 12)
        layout.addWidget(_title("最近打开的文件", 1.2))
        layout.addWidget(self._recent)
        self._recent.setAccessibleName("最近打开的文件")
        self._recent.setFrameShape(QFrame.Shape.NoFrame)
        self._recent.viewport().setAutoFillBackground(False)
        self._recent.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._recent.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._recent.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._recent.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._recent.setSpacing(2)
        self._recent.setItemDelegate(_TwoLines(self._recent))
        self._recent.itemActivated.connect(self._open_recent)
        self._recent.itemClicked.connect(self._open_recent)

    def _open_recent(self, item: QListWidgetItem) -> None:
        self.file_wanted.emit(item.data(Qt.ItemDataRole.UserRole))

    def refresh(self) -> None:
        """Shows the recent files as they are now."""
        self._recent.clear()
        for path in preferences.recent_files():
            item = QListWidgetItem(f"{path.name}\n{path.parent}")
            item.setData(Qt.ItemDataRole.UserRole, path)
            item.setToolTip(plain(str(path)))
            self._recent.addItem(item)
        self._recent.updateGeometry()
        self._recent_part.setVisible(self._recent.count() > 0)

    def draw(self, palette: QPalette) -> None:
        """Gives the buttons their icons in the palette's colours."""
        for button, name in self._icons.items():
            button.setIcon(icon(name, palette))


def _column() -> QVBoxLayout:
    """A layout inside another one takes over its spacing, unless it has its own."""
    layout = QVBoxLayout()
    layout.setSpacing(8)
    return layout


def _title(text: str, scale: float) -> QLabel:
    label = PlainLabel(text)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    font.setBold(True)
    label.setFont(font)
    return label
