"""The line that says that the user has put another form in the place of the document's, and offers to change to it."""

from PySide6.QtWidgets import QWidget

from perfdesk.forms.stand_in import StandIn
from perfdesk.ui.form_notices import newer_form
from perfdesk.ui.session import Session
from perfdesk.ui.views.notice_line import NoticeLine


class NewerForm(NoticeLine):
    """`wanted()` when the document shall be changed; nothing changes before that."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        button = ("换成新版…", "先列出有什么不同，再决定换不换；内容一条也不删")
        super().__init__(session, "表样的新版", button, parent)

    def sentence(self) -> str:
        """Says so where there is a newer form."""
        session = self._session
        newer = newer_form(session)
        if newer is None:
            return ""
        # A plain table has a title of its own.
        title = "" if isinstance(session.form, StandIn) else session.form.title
        old = f"这份文件用的表样“{title}”" if title else "这份文件用的表样"
        called = "" if newer.title == title else f"“{newer.title}”"
        return f"{old}已有新版{called}，要换才换。"
