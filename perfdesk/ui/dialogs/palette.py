"""Ctrl+K: actions, projects and indicators by a few letters of their names."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import nsmallest
from typing import Final, NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout, QWidget

from perfdesk.library.search import rank_in_name
from perfdesk.ui.appearance import resize
from perfdesk.ui.models.rows_model import RowsModel
from perfdesk.ui.views import plain_table

# Who does not see it among these types another letter.
_MOST: Final = 200
# Looking for initials costs 7 µs a name; beyond these, all indicators of a very large document, only letters are
# looked for.
_MOST_BY_INITIALS: Final = 15_000
_KEYS: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_WIDTHS: Final = (400,)


class Offer(NamedTuple):
    """Something to go to or to do: its name, where it belongs or its key, and what happens."""

    name: str
    hint: str
    act: Callable[[], object]


def best(query: str, offers: Iterable[Offer]) -> list[Offer]:
    """The offers whose names have every word of the query, by letters or by pinyin initials, best first."""
    words = query.lower().split()
    ranked = (
        (rank, at, offer)
        for at, offer in enumerate(offers)
        if (rank := _rank(words, offer.name, initials=at < _MOST_BY_INITIALS)) is not None
    )
    return [offer for *_, offer in nsmallest(_MOST, ranked, key=lambda one: one[:2])]


def _rank(words: Sequence[str], name: str, *, initials: bool) -> int | None:
    ranks = [rank_in_name(word, name) if initials or word in name.lower() else None for word in words]
    return None if None in ranks else max((rank for rank in ranks if rank is not None), default=0)


class Palette(QDialog):
    """A line and what it finds; arrows choose, Enter does it, Esc leaves."""

    def __init__(self, offers: Callable[[], Iterator[Offer]], parent: QWidget | None) -> None:
        """`offers` is asked at each letter, so that it may look into a large document without a copy of it."""
        super().__init__(parent)
        self.setWindowTitle("找操作、项目、指标")
        self._offers = offers
        self.found: Sequence[Offer] = ()
        self.query = QLineEdit()
        self.query.setPlaceholderText("操作、项目或指标的名称，或拼音首字母")
        self.query.setAccessibleName("找操作、项目、指标")
        self._rows = RowsModel(("名称", "所在"), (), self)
        self.table = plain_table.of_rows(self._rows, "找到的", _WIDTHS)
        self.table.horizontalHeader().hide()
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.addWidget(self.query)
        layout.addWidget(self.table, 1)
        resize(self, 640, 420)
        self.query.installEventFilter(self)
        self.query.textChanged.connect(lambda _: self._search())
        self.query.returnPressed.connect(self._do)
        self.table.clicked.connect(lambda _: self._do())
        self._search()

    def _search(self) -> None:
        self.found = best(self.query.text(), self._offers())
        self._rows.show([(one.name, one.hint) for one in self.found])
        if self.found:
            self.table.selectRow(0)

    def _do(self) -> None:
        row = self.table.currentIndex().row()
        if 0 <= row < len(self.found):
            act = self.found[row].act
            self.accept()
            act()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list while letters go on into the line."""
        moves = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _KEYS
        if moves:
            QApplication.sendEvent(self.table, event)
        return moves or super().eventFilter(watched, event)
