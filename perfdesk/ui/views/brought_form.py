"""The line that says that the file brought its form along, and offers to keep the form."""

from PySide6.QtWidgets import QWidget

from perfdesk.ui.form_notices import brought_form
from perfdesk.ui.session import Session
from perfdesk.ui.views.notice_line import NoticeLine


class BroughtForm(NoticeLine):
    """`wanted()` when the form shall go into the user's own folder."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        button = ("保存到我的表样", "放进本机的表样，以后新建和装入都可以用")
        super().__init__(session, "表样的来历", button, parent)

    def sentence(self) -> str:
        """Says so where the form is not on this computer."""
        name = brought_form(self._session)
        return f"表样“{self._session.form.title}”是这个文件带来的，本机没有。" if name else ""
