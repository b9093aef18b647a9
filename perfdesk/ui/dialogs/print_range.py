"""打印: which projects or pages."""

from collections.abc import Iterable
from enum import Enum, auto
from typing import NamedTuple

from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from perfdesk.ui.dialogs.two_buttons import two_buttons
from perfdesk.ui.plain_text import PlainLabel


class Extent(Enum):
    """What is printed."""

    ALL = auto()
    SELECTED = auto()
    PAGES = auto()


class PrintRange(NamedTuple):
    """What is printed; `first` and `last` are printed page numbers, for Extent.PAGES."""

    extent: Extent
    first: int = 1
    last: int = 1


class PrintRangeDialog(QDialog):
    """Three choices in a column."""

    def __init__(self, selected: str, last_page: int, parent: QWidget | None = None) -> None:
        """`selected` names what is selected ("" for nothing); `last_page` is the number of the last page."""
        super().__init__(parent)
        self.setWindowTitle("打印")
        self._group = QButtonGroup(self)
        self.first, self.last = self._page(1, last_page), self._page(last_page, last_page)
        layout = QVBoxLayout(self)
        for extent, text in (
            (Extent.ALL, "全部"),
            (Extent.SELECTED, f"只打印{selected}"),
            (Extent.PAGES, "页码从"),
        ):
            button = QRadioButton(text)
            self._group.addButton(button, extent.value)
            row = QHBoxLayout()
            row.addWidget(button)
            if extent is Extent.PAGES:
                for part in (self.first, PlainLabel("到"), self.last):
                    row.addWidget(part)
                button.setEnabled(last_page > 0)
            row.addStretch()
            layout.addLayout(row)
        self.choose(Extent.SELECTED if selected else Extent.ALL)
        self._group.button(Extent.SELECTED.value).setEnabled(bool(selected))
        layout.addWidget(self._buttons())

    def _page(self, value: int, last: int) -> QSpinBox:
        box = QSpinBox()
        box.setRange(1, max(1, last))
        box.setValue(value)
        box.setAccessibleName("页码")
        box.valueChanged.connect(lambda _: self.choose(Extent.PAGES))
        return box

    def _buttons(self) -> QDialogButtonBox:
        return two_buttons(self, "选择打印机…")[0]

    def choose(self, extent: Extent) -> None:
        """Ticks a choice."""
        self._group.button(extent.value).setChecked(True)

    @property
    def range(self) -> PrintRange:
        """What is chosen; pages in the right order, whichever was entered first."""
        first, last = sorted((self.first.value(), self.last.value()))
        return PrintRange(Extent(self._group.checkedId()), first, last)


def ask_print_range(parent: QWidget | None, selected: Iterable[str], last_page: int) -> PrintRange | None:
    """What to print; `selected` are the names of the selected projects. None if the user thought better of it."""
    names = list(selected)
    words = f"“{names[0]}”" if len(names) == 1 else f"选中的 {len(names)} 个项目" if names else ""
    dialog = PrintRangeDialog(words, last_page, parent)
    return dialog.range if dialog.exec() else None
