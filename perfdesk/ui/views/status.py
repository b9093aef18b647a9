"""The line at the bottom: how many projects, their money, whether everything is saved."""

from decimal import Decimal

from PySide6.QtWidgets import QLabel, QStatusBar

from perfdesk.model.document import Document
from perfdesk.model.values import Amount
from perfdesk.ui.session import Session

_SUMS = (("预算", "budget_total"), ("财政", "budget_fiscal"), ("其他", "budget_other"))


def totals(document: Document, unit: str) -> str:
    """ "项目 13 · 预算 341.08 万元 · …"; amounts that are no numbers are left out and counted."""
    words = [f"项目 {len(document.projects)}"]
    unreadable = 0
    for title, key in _SUMS:
        texts = [text for project in document.projects if (text := project.fields[key].strip())]
        amounts = [Amount.parse(text) for text in texts]
        unreadable += amounts.count(None)
        added = sum((amount.value for amount in amounts if amount is not None), Decimal(0))
        words.append(f"{title} {added:,} {unit}")
    if unreadable:
        words.append(f"{unreadable} 个金额认不出，没有计入")
    return " · ".join(words)


class Status(QStatusBar):
    """Follows the session."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._totals, self._saved = QLabel(), QLabel()
        self.addWidget(self._totals, 1)
        self.addPermanentWidget(self._saved)
        session.document_changed.connect(lambda *_: self._refresh())
        session.file_changed.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        session = self._session
        if not session.is_open:
            self._totals.clear()
            self._saved.clear()
            return
        unit = session.document.fields["money_unit"] or session.form.money_unit
        self._totals.setText(totals(session.document, unit))
        self._saved.setText("只读" if session.read_only else "有未保存的修改" if session.modified else "已保存")
        if session.path is None and not session.modified:
            self._saved.setText("尚未保存到文件")
