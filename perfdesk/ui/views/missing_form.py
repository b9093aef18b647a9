"""The line that says that the document's form is not on this computer, and how it comes back."""

from PySide6.QtWidgets import QWidget

from perfdesk.ui.form_notices import missing_form
from perfdesk.ui.session import Session
from perfdesk.ui.views.notice_line import NoticeLine


class MissingForm(NoticeLine):
    """`wanted()` when the user wants to put the form back, or to take it in."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "缺少的表样", ("表样管理…", "在那里放回或装入表样，文件就照它显示"), parent)

    def sentence(self) -> str:
        """Says so where the document is shown as a plain table."""
        return missing_form(self._session)
