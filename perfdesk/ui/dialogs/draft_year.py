"""用这个文件做下一年的: which year, and what will be changed."""

from PySide6.QtWidgets import QDialog, QSpinBox, QVBoxLayout, QWidget

from perfdesk.ui.dialogs.two_buttons import two_buttons
from perfdesk.ui.plain_text import PlainLabel

_EXPLAINED = (
    "新文件里：\n"
    "· 项目、指标、资金、文字都带过来，原文件不变；\n"
    "· 项目编码留空，等新的编码；\n"
    "· 文字里写的上一个年度改成新年度，引用的文号不变；\n"
    "· 没有改过的内容用浅色显示，审核里列出还有几处；\n"
    "· 去年答复过的审核意见，内容没有变的仍算答复过，列在最后，可以取消。"
)


class NextYearDialog(QDialog):
    """Asks for the year; says in four lines what the draft will be."""

    def __init__(self, name: str, year: int, parent: QWidget | None = None) -> None:
        """`name` is the file, `year` is proposed."""
        super().__init__(parent)
        self.setWindowTitle("做下一年的")
        self.year_box = QSpinBox()
        self.year_box.setAccessibleName("新的预算年度")
        self.year_box.setRange(2000, 2099)
        self.year_box.setValue(year)
        explained = PlainLabel(_EXPLAINED)
        explained.setWordWrap(True)
        source = PlainLabel(f"按“{name}”新建一个文件，预算年度：")
        source.setWordWrap(True)
        source.setBuddy(self.year_box)
        buttons, _ = two_buttons(self, "新建")
        layout = QVBoxLayout(self)
        for part in (source, self.year_box, explained, buttons):
            layout.addWidget(part)

    @property
    def year(self) -> str:
        """The chosen budget year, four digits."""
        return str(self.year_box.value())


def ask_next_year(name: str, year: int, parent: QWidget | None) -> str | None:
    """The year of the draft; None if the user thought better of it."""
    dialog = NextYearDialog(name, year, parent)
    return dialog.year if dialog.exec() else None
