"""The line at the bottom: how many projects, their money, whether everything is saved."""

from decimal import Decimal
from functools import lru_cache
from typing import Final

from PySide6.QtWidgets import QLabel, QStatusBar

from perfdesk.model.document import Document
from perfdesk.model.values import Amount
from perfdesk.ui.page_count import PageCount
from perfdesk.ui.session import Session

_SUMS: Final = (("预算", "budget_total"), ("财政", "budget_fiscal"), ("其他", "budget_other"))
_ZERO: Final = Decimal(0)


def totals(document: Document, unit: str) -> str:
    """ "项目 13 · 预算 341.08 万元 · 财政 341.08 · 其他 0"; what is no amount is left out, counted and said."""
    words = [f"项目 {len(document.projects)}"]
    unreadable = 0
    for title, key in _SUMS:
        amounts = [_amount(project.fields[key]) for project in document.projects]
        unreadable += amounts.count(None)
        added = sum((amount for amount in amounts if amount is not None), _ZERO)
        words.append(f"{title} {added:,}{f' {unit}' if key == 'budget_total' else ''}")
    if unreadable:
        words.append(f"{unreadable} 个金额无法识别，没有计入")
    return " · ".join(words)


@lru_cache(maxsize=50_000)
def _amount(text: str) -> Decimal | None:
    """Remembered, because all amounts are added up again after every edit."""
    if not text.strip():
        return _ZERO
    amount = Amount.parse(text)
    return None if amount is None else amount.value


def saved(session: Session) -> str:
    """Whether the document is safe in its file."""
    if session.read_only:
        return "只读"
    if session.modified:
        return "未保存"
    return "已保存" if session.path else "还没有存成文件"


class Status(QStatusBar):
    """Follows the session."""

    def __init__(self, session: Session, count: PageCount) -> None:
        super().__init__()
        self._session, self._count = session, count
        self._totals, self._saved = QLabel(), QLabel()
        self._totals.setAccessibleName("合计")
        self._saved.setAccessibleName("保存情况")
        self.setContentsMargins(8, 0, 8, 0)
        self.addWidget(self._totals, 1)
        self.addPermanentWidget(self._saved)
        session.document_changed.connect(lambda *_: self._refresh_totals())
        count.counted.connect(self._refresh_totals)
        session.file_changed.connect(self._refresh_saved)
        self._refresh_totals()
        self._refresh_saved()

    def _refresh_totals(self) -> None:
        session = self._session
        if not session.is_open:
            self._totals.clear()
            return
        unit = session.document.fields["money_unit"] or session.form.money_unit
        last = self._count.last_number()
        self._totals.setText(totals(session.document, unit) + ("" if last is None else f" · {last} 页"))

    def _refresh_saved(self) -> None:
        self._saved.setText(saved(self._session) if self._session.is_open else "")
