"""A quiet line above the annex that says something about its form, with a button that does something about it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document
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
        self._form: Form | None = None
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
        session.document_changed.connect(self._follow)
        self.refresh()

    def sentence(self) -> str:
        """What there is to say now; "" if nothing."""
        raise NotImplementedError

    def _follow(self, before: Document | None, after: Document | None) -> None:
        """An edit says nothing new of the form that it leaves as it is; what is said may have to be looked up on the
        disk."""
        is_same = before is not None and after is not None and before.form_copy == after.form_copy
        if not is_same or self._session.form is not self._form:
            self.refresh()

    def refresh(self) -> None:
        """Shows the line where there is something to say."""
        self._form = self._session.form if self._session.is_open else None
        text = self.sentence()
        self.setVisible(bool(text))
        self._words.setText(text)
        self._words.setToolTip(plain(text))
