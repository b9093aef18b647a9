"""The menu of a cell."""

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QMenu, QWidget

Entry = tuple[str, Callable[[], object]]


def cell_menu(parent: QWidget, entries: Iterable[Entry]) -> QMenu:
    """The menu with these entries."""
    menu = QMenu(parent)
    for text, act in entries:
        menu.addAction(text, act)
    return menu
