"""From goals to monitoring and self-evaluation: the document in another form, and the scores that follow."""

from collections.abc import Iterator
from typing import Final

from PySide6.QtWidgets import QWidget

from perfdesk.forms.printed_words import printed_words
from perfdesk.model.document import Project
from perfdesk.model.edits import ReplaceContent
from perfdesk.rules.scoring import Proposal, ScoreRange, proposals, score_ranges
from perfdesk.ui import ask
from perfdesk.ui.dialogs.change_form import ask_change_of_form
from perfdesk.ui.dialogs.proposed_scores import ask_scores
from perfdesk.ui.form_notices import newer_form
from perfdesk.ui.session import Session

_NOTHING: Final = "没有可以推算的得分：要先填分值、实际完成值，以及全年预算数和执行数；填好的已与建议相同。"


class Stages:
    """Each is one step to undo."""

    def __init__(self, session: Session, window: QWidget) -> None:
        self._session = session
        self._window = window

    def change_form(self, proposed: str = "") -> None:
        """The document in a form that is asked for; `proposed` is the name of the one to begin with."""
        session = self._session
        session.commit_requested.emit()
        made = ask_change_of_form(session.document, session.form, session.work.saved_as, self._window, proposed)
        if made is not None:
            session.run(ReplaceContent(made, "换表样"))

    def take_newer_form(self) -> None:
        """The document in the form that has taken the place of its own."""
        newer = newer_form(self._session)
        if newer is not None:
            self.change_form(newer.name)

    def propose_scores(self) -> None:
        """The scores that follow from what was done; what differs from what stands there is offered."""
        session = self._session
        session.commit_requested.emit()
        if session.form.scoring is None:
            ask.tell(self._window, f"“{session.form.title}”不打分。要自评，先用“文件 → 换表样”换成自评表。")
            return
        found = self._differing()
        if not found:
            ask.tell(self._window, _NOTHING)
        elif texts := ask_scores(printed_words(session.form), session.document, found, self._window):
            session.enter(texts, "采用建议得分")

    def _differing(self) -> list[Proposal | ScoreRange]:
        """By project: numbers that differ from what stands there, and ranges that what stands there is not within."""
        document = self._session.document

        def told(one: Proposal | ScoreRange) -> bool:
            text = document.fields_of(one.node)[one.key]
            return one.holds(text) if isinstance(one, ScoreRange) else text.strip() == one.text

        return [one for project in document.projects for one in _proposed(project) if not told(one)]


def _proposed(project: Project) -> Iterator[Proposal | ScoreRange]:
    yield from proposals(project)
    yield from score_ranges(project)
