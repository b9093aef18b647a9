"""帮助: the guide, a page a topic, opened at the topic of the place where F1 was pressed."""

from typing import Final

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from perfdesk import paths
from perfdesk.ui.appearance import resize

# The file of each topic below resources/help, in the order of the list, with its title.
TOPICS: Final = {
    "start": "开始",
    "fill": "填表",
    "forms": "表样和阶段",
    "paste": "复制和粘贴",
    "list": "清单",
    "check": "审核",
    "library": "指标库和下一年",
    "merge": "合并同事的文件",
    "history": "历史和比较",
    "output": "导出和打印",
    "learn": "照文件学表样",
    "trouble": "出了问题",
    "whats-new": "新的内容",
}
# The dynamic property by which a panel says which topic is about it.
_TOPIC: Final = "help-topic"


def set_topic(widget: QWidget, topic: str) -> None:
    """Says which topic F1 opens in a widget and what is in it."""
    assert topic in TOPICS, topic
    widget.setProperty(_TOPIC, topic)


def topic_of(widget: QWidget | None) -> str:
    """The topic of a widget, or of what it is in; the first one where nothing says."""
    while widget is not None:
        if topic := widget.property(_TOPIC):
            return str(topic)
        widget = widget.parentWidget()
    return next(iter(TOPICS))


class GuideDialog(QDialog):
    """Topics at the left, the page beside them. Stays open beside the document."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("帮助")
        self.topics = QListWidget()
        self.topics.setAccessibleName("题目")
        self.topics.addItems(list(TOPICS.values()))
        self.topics.setFixedWidth(self.fontMetrics().averageCharWidth() * 24)
        self.page = QTextBrowser()
        self.page.setAccessibleName("说明")
        self.page.setOpenLinks(False)
        buttons = QDialogButtonBox()
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        across = QHBoxLayout()
        across.addWidget(self.topics)
        across.addWidget(self.page, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(across, 1)
        layout.addWidget(buttons)
        resize(self, 1000, 640)
        self.topics.currentRowChanged.connect(lambda row: self._turn_to(list(TOPICS)[row]))

    def open_at(self, topic: str) -> None:
        """Comes up, or to the front, at a topic."""
        self.topics.setCurrentRow(list(TOPICS).index(topic))
        self.show()
        self.raise_()
        self.activateWindow()
        self.page.setFocus()

    def _turn_to(self, topic: str) -> None:
        self.page.setSource(QUrl.fromLocalFile(str(paths.resources() / "help" / f"{topic}.md")))
