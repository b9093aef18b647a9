"""The texts that are offered below an editor. Part of the window and never its focus, so that it takes no key.

A Qt.Popup, which QCompleter makes, takes all of them, the window's shortcuts among them.
"""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from perfdesk.library.completion import SIGNS

_WIDEST: Final = 420
Ask = Callable[[str], Sequence[str]]


class OfferList(QListView):
    """Below its editor, or above it where there is no room. `taken(text)` when a line is clicked."""

    taken = Signal(str)

    def __init__(self, editor: QWidget) -> None:
        super().__init__(editor.window())
        self._editor = editor
        self._texts = QStringListModel(self)
        # Whether arrows walk in it.
        self.walking: bool = False
        self.setModel(self._texts)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName("可选的内容")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.clicked.connect(lambda index: self.taken.emit(index.data()))
        editor.destroyed.connect(self.deleteLater)
        self.hide()

    @property
    def texts(self) -> list[str]:
        """What is offered now."""
        return self._texts.stringList() if self.isVisible() else []

    def offer(self, texts: Sequence[str]) -> None:
        """Shows these, or nothing for none."""
        self.walking = False
        self._texts.setStringList(list(texts))
        self.setVisible(bool(texts))
        if texts:
            self._place()
            self.raise_()

    def step(self, by: int) -> str:
        """Goes up (-1) or down (1), round and round; gives the text there."""
        texts = self.texts
        row = self.currentIndex().row()
        row = (row + by) % len(texts) if row >= 0 else (0 if by > 0 else len(texts) - 1)
        self.setCurrentIndex(self._texts.index(row))
        return texts[row]

    def _place(self) -> None:
        window, editor = self._editor.window(), self._editor
        height = self.sizeHintForRow(0) * len(self.texts) + 2 * self.frameWidth()
        width = max(editor.width(), min(self.sizeHintForColumn(0) + 24, _WIDEST))
        below = editor.mapTo(window, QPoint(0, editor.height() + 2))
        above = editor.mapTo(window, QPoint(0, -height - 2))
        top = below.y() if below.y() + height <= window.height() else max(above.y(), 0)
        self.setGeometry(max(min(below.x(), window.width() - width), 0), top, width, height)


class Offers:
    """What an editor offers: `typed` after every change of its text by hand, `open` when somebody wants to choose."""

    def __init__(self, editor: QWidget, ask: Ask, text: Callable[[], str], put: Callable[[str], None]) -> None:
        """`ask` gives what is offered for a text; `text` and `put` read and write the editor's."""
        self.list = OfferList(editor)
        self._ask, self._text, self._put = ask, text, put
        self.list.taken.connect(self._take)

    def typed(self) -> None:
        """Offers what fits the text as it is now."""
        text = self._text()
        self.list.offer(self._ask(text) if text.strip() else ())

    def open(self) -> None:
        """Offers also for a blank, and other signs than the one that is there; from now on arrows walk in the list."""
        self.list.offer(self._ask(self._text().lstrip(f"{''.join(SIGNS)} ")))
        self.list.walking = self.list.isVisible()

    def walk(self, event: QEvent) -> bool:
        """Whether an arrow went through the list: the text is then the one there."""
        steps: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if not self.list.walking or not isinstance(event, QKeyEvent) or event.key() not in steps or event.modifiers():
            return False
        if event.type() == QEvent.Type.KeyPress:
            self._put(self.list.step(steps[event.key()]))
        event.accept()
        return True

    def close(self) -> None:
        """Offers nothing: an unfinished composition has its own list."""
        self.list.offer(())

    def _take(self, text: str) -> None:
        self._put(text)
        self.close()
