"""一次改完同类: from the current finding to one step that cures all of its kind that were taken."""

from perfdesk.ui import ask
from perfdesk.ui.dialogs.cure_alike import ask_cures
from perfdesk.ui.session import Session
from perfdesk.ui.views.findings import FindingsPanel


def cure_alike(session: Session, panel: FindingsPanel) -> None:
    """Shows what the cures of the current finding's kind change, and does those that are taken."""
    finding = panel.current()
    if finding is None or finding.cure is None:
        ask.tell(panel, "先选一条能修正的意见（“修正”是亮的），再一次改完同类。")
        return
    edit = ask_cures(session.document, session.findings, finding, panel)
    if edit is not None:
        with panel.table.staying():
            session.run(edit)
