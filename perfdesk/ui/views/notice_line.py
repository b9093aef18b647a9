"""A quiet line above the annex that says something about its form, with a button that does something about it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from perfdesk.ui.plain_text import PlainLabel, plain
from perfdesk.ui.session import Session

_MARGIN = 4


class NoticeLine(QWidget):
    """Follows the session. `wanted()` when the button is pressed."""

    wanted = Signal()

    def __init__(self, session: Session, name: str, button: tuple[str, str], parent: QWidget | None = None) -> None:
        """`button` is what it says, and what its tooltip says."""
        super().__init__(parent)
        self._session = session
        self._words, self.button = PlainLabel(), QToolButton()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setAccessibleName(name)
        # A long title makes no window wider.
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.button.setText(button[0])
        self.button.setToolTip(plain(button[1]))
        self.button.clicked.connect(self.wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, _MARGIN)
        row.addWidget(self._words, 1)
        row.addWidget(self.button)
        session.document_changed.connect(lambda *_: self.refresh())
        self.refresh()

    def sentence(self) -> str:
        """What there is to say now; "" if nothing."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Shows the line where there is something to say."""
        text = self.sentence()
        self.setVisible(bool(text))
        self._words.setText(text)
        self._words.setToolTip(plain(text))
