"""Tabs over a stack of views."""

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget


class Tabs(QWidget):
    """What QTabWidget is, but one whose page changes a label paints that label and not the whole page again:
    QTabWidget repaints itself at every LayoutRequest, and each step from project to project makes one."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` is for screen readers."""
        super().__init__(parent)
        self._bar = QTabBar()
        self._bar.setDocumentMode(True)
        self._bar.setDrawBase(False)
        self._bar.setExpanding(False)
        self._bar.setAccessibleName(name)
        self._stack = QStackedWidget()
        self._bar.currentChanged.connect(self._stack.setCurrentIndex)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._line = QHBoxLayout()
        self._line.addWidget(self._bar, 1)
        layout.addLayout(self._line)
        layout.addWidget(self._stack, 1)

    def add(self, page: QWidget, title: str) -> None:
        """Adds a page behind those there are."""
        self._stack.addWidget(page)
        self._bar.addTab(title)

    def add_corner(self, widget: QWidget) -> None:
        """Puts a widget left of the tabs."""
        self._line.insertWidget(0, widget)

    def show_page(self, number: int) -> None:
        """Shows a page, counted from 0."""
        self._bar.setCurrentIndex(number)

    @property
    def page(self) -> QWidget:
        """The page that is shown; there must be one."""
        page = self._stack.currentWidget()
        assert page is not None
        return page
