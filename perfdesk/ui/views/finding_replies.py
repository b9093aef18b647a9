"""What a person says to a finding: asks why, answers it, takes the answer back, says last year's again.

An edit goes through the session; whoever calls sees that the document may be changed.
"""

from PySide6.QtWidgets import QWidget

from perfdesk.rules import answers
from perfdesk.rules.evidence import sum_shown
from perfdesk.rules.finding import Finding
from perfdesk.rules.table import rule
from perfdesk.ui import ask
from perfdesk.ui.session import Session


def explain(finding: Finding | None, parent: QWidget) -> None:
    """What the rule of a finding asks, and what it saw here."""
    if finding is None:
        ask.tell(parent, "先在审核意见里选一条，再看说明。")
        return
    asked = rule(finding.rule)
    seen = f"\n\n这里看到的：\n{sum_shown(finding.evidence).words}" if finding.evidence else ""
    ask.tell(parent, f"{asked.head.value} · {asked.title}\n\n{asked.explanation}\n\n{finding.message}{seen}")


def reason(finding: Finding | None, word: str, parent: QWidget) -> str:
    """Asks why a finding need not be cured. A finding without a reason ("") stays open."""
    if finding is None or finding.answer:
        return ""
    return (ask.text(parent, word, f"{finding.message}\n\n理由：", "") or "").strip()


def withdraw(session: Session, finding: Finding | None) -> None:
    """Takes the answer to a finding back."""
    if finding is not None and finding.answer:
        session.run(answers.withdraw(session.document, finding))


def repeat(session: Session, finding: Finding | None) -> None:
    """Says last year's answer to a finding again for this year."""
    if finding is not None and answers.is_of_last_year(finding):
        session.run(answers.repeated(session.document, finding))


def offered(session: Session, finding: Finding) -> str:
    """What a button says of choices: a single one by its name, which the finding's message may ask for."""
    return finding.choices[0].label(session.document) if len(finding.choices) == 1 else "选定…"
