"""Keeps the pages of the open document counted, a little at a time, so that a long book never stops the window."""

from PySide6.QtCore import QObject, QTimer, Signal

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document
from perfdesk.paper.pager import Pager
from perfdesk.ui.session import Session

# A project takes a quarter of a millisecond.
_AT_ONCE = 60


class PageCount(QObject):
    """`counted()` when the pages of the current document are known: soon after every change."""

    counted = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        """Begins with the document that is open, if any."""
        super().__init__(parent)
        self._session = session
        self._pager: Pager | None = None
        self._form: Form | None = None
        self.ready = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)
        session.document_changed.connect(self._document_changed)
        self._document_changed(None, session.document if session.is_open else None)

    @property
    def pager(self) -> Pager:
        """What knows the pages; only while a document is open."""
        assert self._pager is not None
        return self._pager

    def is_estimate(self) -> bool:
        """Whether the office's own file may have some pages more or less."""
        return self.ready and self._session.is_open and self.pager.is_estimate(self._session.document)

    def last_number(self) -> int | None:
        """The number of the last page, once it is known."""
        return self.pager.last_number(self._session.document) if self.ready and self._session.is_open else None

    def _document_changed(self, before: Document | None, after: Document | None) -> None:
        self.ready = False
        if after is None:
            self._timer.stop()
            self._pager = None
            return
        if before is None or self._pager is None or self._session.form is not self._form:
            self._form = self._session.form
            self._pager = Pager(self._form)
        self._timer.start(0)

    def _go_on(self) -> None:
        if self.pager.advance(self._session.document, _AT_ONCE):
            self.ready = True
            self.counted.emit()
        else:
            self._timer.start(0)
