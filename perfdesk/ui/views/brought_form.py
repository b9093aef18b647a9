"""The line above the annex that says that the file brought its form along, and offers to keep the form."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from perfdesk.ui.plain_text import PlainLabel, plain
from perfdesk.ui.session import Session

_MARGIN = 4


class BroughtForm(QWidget):
    """Follows the session. `keep_wanted()` when the form shall go into the user's own folder."""

    keep_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._words, self._keep = PlainLabel(), QToolButton()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setAccessibleName("表样的来历")
        # A long title makes no window wider.
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._keep.setText("保存到我的表样")
        self._keep.setToolTip("放进本机的表样，以后新建和装入都可以用")
        self._keep.clicked.connect(self.keep_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, _MARGIN)
        row.addWidget(self._words, 1)
        row.addWidget(self._keep)
        session.document_changed.connect(lambda *_: self.refresh())
        self.refresh()

    def refresh(self) -> None:
        """Shows the line where the form is not on this computer."""
        name = self._session.brought_form
        self.setVisible(bool(name))
        if name:
            text = f"表样“{self._session.form.title}”是这个文件带来的，本机没有。"
            self._words.setText(text)
            self._words.setToolTip(plain(text))
