"""The context menu of the list of findings."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from perfdesk.rules import answers
from perfdesk.rules.finding import Finding
from perfdesk.rules.table import rule
from perfdesk.ui.session import Session

if TYPE_CHECKING:
    from perfdesk.ui.views.findings import FindingsPanel


def finding_menu(panel: "FindingsPanel", session: Session) -> QMenu:
    """What can be done about the current finding, and with the list."""
    menu, finding = QMenu(panel), panel.current()
    if finding is not None:
        _add_cure(menu, panel, finding, session)
        if not session.read_only:
            menu.addSeparator()
            _add_replies(menu, panel, finding, session)
        menu.addSeparator()
        menu.addAction(f"只看“{rule(finding.rule).title}”", lambda: panel.narrow(rule=finding.rule))
        if finding.project:
            menu.addAction("只看这个项目", lambda: panel.narrow(project=finding.project))
    menu.addAction("显示全部", panel.narrow)
    menu.addAction("复制列出的意见", panel.copy)
    return menu


def _add_cure(menu: QMenu, panel: "FindingsPanel", finding: Finding, session: Session) -> None:
    menu.addAction("说明", panel.explain)
    if finding.cure is not None and not session.read_only:
        menu.addAction("修正这一处", panel.cure)
        menu.addAction("一次改完同类…", panel.alike_wanted.emit)


def _add_replies(menu: QMenu, panel: "FindingsPanel", finding: Finding, session: Session) -> None:
    if finding.choices:
        add_choices(menu, finding, session)
    elif finding.answer:
        if answers.is_of_last_year(finding):
            menu.addAction("今年仍然如此", panel.repeat_answer)
        menu.addAction("取消答复", panel.withdraw)
    else:
        for word in answers.WORDS:
            menu.addAction(f"{word}…", partial(panel.answer, word))


def add_choices(menu: QMenu, finding: Finding, session: Session) -> None:
    """One entry for each thing that a person may choose."""
    for choice in finding.choices:
        menu.addAction(choice.label(session.document), partial(session.run, choice))
