"""粘贴: what is clear is pasted at once, what is not is shown first. All of it is one step to undo."""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from perfdesk.blocks.clip import Clip
from perfdesk.blocks.clip_limits import BlockRefused
from perfdesk.blocks.paste_plan import PastePlan, plans, text_plan
from perfdesk.forms.printed_words import printed_words
from perfdesk.ui import ask, clipboard
from perfdesk.ui.dialogs.paste_preview import IMPORT, ask_paste
from perfdesk.ui.documents import Documents
from perfdesk.ui.session import Session
from perfdesk.ui.views.clipboard_actions import PasteRequest, PasteWay
from perfdesk.work.pasted_annex import NAME, annex_in


class Pasting(QObject):
    """Answers the tables' wishes to paste."""

    def __init__(self, session: Session, documents: Documents, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._documents, self._window = session, documents, window

    def paste(self, wish: PasteRequest) -> None:
        """Pastes, shows the preview, or says in one sentence why it cannot be."""
        try:
            clip = clipboard.read()
        except BlockRefused as refused:
            ask.warn(self._window, str(refused))
            return
        ways = (text_plan(clip, wish.aim),) if wish.way is PasteWay.AS_TEXT else plans(clip, wish.aim)
        plan = ways[0] if ways[0].plain and wish.way is not PasteWay.CHOOSE else self._chosen(ways, clip)
        if plan is not None:
            self._session.run(plan.edit())
            wish.select(plan.places)

    def _chosen(self, ways: Sequence[PastePlan], clip: Clip) -> PastePlan | None:
        """What a person decides. A whole annex may be imported instead."""
        annex = annex_in(clip)
        if annex is None and all(one.refusal for one in ways):
            ask.warn(self._window, ways[0].refusal)
            return None
        document, words = self._session.document, printed_words(self._session.form)
        answer = ask_paste(ways, document, words, self._window, can_import=annex is not None)
        if answer == IMPORT and annex is not None:
            self._documents.take_in(NAME, annex)
        return answer if isinstance(answer, PastePlan) else None
