"""Before a document goes out of the house, on paper or as a file that others read: what the bureau would send back."""

from typing import Final

from PySide6.QtWidgets import QWidget

from perfdesk.model.document import Document
from perfdesk.rules.finding import Severity
from perfdesk.ui import ask
from perfdesk.ui.session import Session

_OPEN: Final = "open-question"


class HandingIn:
    """Asks once for each version of a document that has errors or open questions."""

    def __init__(self, session: Session, window: QWidget) -> None:
        self._session = session
        self._window = window
        self._agreed: Document | None = None

    def may(self, what: str) -> bool:
        """Whether to go on; `what` is 导出 or 打印."""
        document = self._session.document
        faults = self.faults()
        if not faults or document is self._agreed:
            return True
        # Who goes to mend them must see where they are.
        self._session.ask_all()
        question = f"审核还有{faults}，仍要{what}？"
        if ask.choose(self._window, question, [f"仍要{what}", "先去改"]) != 0:
            return False
        self._agreed = document
        return True

    def faults(self) -> str:
        """ " 3 处错误、1 处待定"; "" for none."""
        errors = [one for one in self._session.findings if one.severity is Severity.ERROR]
        asked = sum(one.rule == _OPEN for one in errors)
        counted = ((len(errors) - asked, "处错误"), (asked, "处待定"))
        said = "、".join(f"{number} {words}" for number, words in counted if number)
        return f" {said}" if said else ""
