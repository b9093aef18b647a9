"""The line at the bottom: how many projects, their money, whether everything is saved."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QSizePolicy, QStatusBar

from perfdesk.forms.definition import Form
from perfdesk.forms.money_units import unit_of
from perfdesk.forms.printed_words import printed_title
from perfdesk.model.diff import replaced
from perfdesk.model.document import Document, Project
from perfdesk.model.fields import Owner
from perfdesk.model.keys import BUDGET_FISCAL, BUDGET_OTHER, BUDGET_TOTAL
from perfdesk.model.values import Amount
from perfdesk.model.vocabulary import plan_keys, row_title
from perfdesk.ui.appearance import to_fill_words
from perfdesk.ui.page_count import PageCount
from perfdesk.ui.plain_text import PlainLabel, plain
from perfdesk.ui.session import Session

TOTAL: Final = "total"
_SUMS: Final = (("预算", BUDGET_TOTAL), ("财政", BUDGET_FISCAL), ("其他", BUDGET_OTHER))
# The measures of the year's money of which a form prints at least one, and what their total is called.
_MEASURES: Final = (("plan", "预算"), ("initial", "年初预算"), ("adjusted", "全年预算"))
# What is shorter than its title in the vocabulary.
_SHORT: Final = {"fiscal": "财政", "other": "其他", "general": "一般公共预算", "carry": "上年结转"}
_OF_TASKS: Final = (("预算", TOTAL), ("财政", "fiscal"), ("其他", "other"))
_MOST_PARTS: Final = 5
_LONGEST_LABEL: Final = 8
_UNREADABLE: Final = "{} 个金额无法识别，没有计入"
_ZERO: Final = Decimal(0)


class _Sum:
    """A sum from which amounts are taken out again, with the decimals of the most exact one that is in it."""

    def __init__(self) -> None:
        self._sum = _ZERO
        self._exponents: Counter[int] = Counter()

    def add(self, amount: Decimal, times: int) -> None:
        """Adds an amount (1) or takes it out (-1)."""
        self._sum += times * amount
        self._exponents[int(amount.as_tuple().exponent)] += times

    def __str__(self) -> str:
        exact = min((one for one, times in self._exponents.items() if times), default=0)
        return f"{self._sum.quantize(Decimal(1).scaleb(min(exact, 0))):,}"


def summed(form: Form) -> tuple[tuple[str, str], ...]:
    """What is added up of a form's projects, by title and field, the whole first: the money that it prints, of the
    first measure that it prints. A form that prints none is about the plan."""
    printed = form.table.keys_of(Owner.PROJECT)
    for measure, title in _MEASURES:
        sources = {plan if measure == "plan" else f"funds.{one}.{measure}": one for one, plan in plan_keys().items()}
        shown = [key for key in printed if key in sources]
        whole = next((key for key in shown if sources[key] == TOTAL), None)
        if whole is not None:
            parts = [(_called(form, key, _SHORT.get(sources[key], "")), key) for key in shown if key != whole]
            return (_called(form, whole, title), whole), *parts[:_MOST_PARTS]
    return _SUMS


def _called(form: Form, key: str, short: str) -> str:
    """What an amount is called: as the form prints it, if that is another name and not long; else by a `short` word. Of
    a matrix the label of the row is enough."""
    known, printed = form.vocabulary.title(Owner.PROJECT, key), printed_title(form, key)
    if short:
        return printed if printed != known and len(printed) <= _LONGEST_LABEL else short
    return printed.partition(" ")[0]


class Totals:
    """The sums of a document's projects. Follows edits: only the projects that changed are added up again."""

    def __init__(self, sums: Sequence[tuple[str, str]] = _SUMS) -> None:
        """`sums` are what is added up, by title and field, the whole first."""
        self.sums: Sequence[tuple[str, str]] = sums
        self._document: Document | None = None
        self._sums: dict[str, _Sum] = {}
        self._unreadable = 0

    def words(self, document: Document, unit: str, *, department: bool = False) -> str:
        """ "项目 13 · 预算 341.08 万元 · 财政 341.08 · 其他 0"; what is no amount is left out, counted and said. Where
        the form is about the whole `department`, "任务 3 · 预算 7.50 万元 · 财政 5.00 · 其他 2.50": those of its
        tasks."""
        if department:
            return self._of_tasks(document, unit)
        self._follow(document)
        words = [f"项目 {len(document.projects)}"]
        for number, (title, key) in enumerate(self.sums):
            words.append(f"{title} {self._sums[key]}{'' if number else f' {unit}'}")
        if self._unreadable:
            words.append(_UNREADABLE.format(self._unreadable))
        return " · ".join(words)

    @staticmethod
    def _of_tasks(document: Document, unit: str) -> str:
        tasks = [row.fields for project in document.projects for row in project.rows_of(Owner.TASKS)]
        words = [f"{row_title(Owner.TASKS)} {len(tasks)}"] if tasks else []
        unreadable = 0
        for title, key in _OF_TASKS if tasks else ():
            amounts = [_amount(fields[key]) for fields in tasks]
            whole = _Sum()
            for amount in amounts:
                whole.add(amount or _ZERO, 1)
            unreadable += amounts.count(None)
            words.append(f"{title} {whole}{f' {unit}' if key == TOTAL else ''}")
        return " · ".join((*words, *([_UNREADABLE.format(unreadable)] if unreadable else ())))

    def _follow(self, document: Document) -> None:
        before, self._document = self._document, document
        if before is None:
            self._sums, self._unreadable = {key: _Sum() for _, key in self.sums}, 0
        gone, came = replaced(before.projects if before else (), document.projects)
        self._add(gone, -1)
        self._add(came, 1)

    def _add(self, projects: Iterable[Project], times: int) -> None:
        for project in projects:
            for _, key in self.sums:
                amount = _amount(project.fields[key])
                if amount is None:
                    self._unreadable += times
                else:
                    self._sums[key].add(amount, times)


def _amount(text: str) -> Decimal | None:
    """A blank is nothing; None for what is no amount."""
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
        self._sums = Totals()
        self._totals, self._progress, self._saved = PlainLabel(), PlainLabel(), PlainLabel()
        self._totals.setAccessibleName("合计")
        self._progress.setAccessibleName("填写进度")
        self._progress.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._saved.setAccessibleName("保存情况")
        # Long sums make no window wider; the tooltip has them all.
        self._totals.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setContentsMargins(8, 0, 8, 0)
        self.addWidget(self._totals, 1)
        self.addPermanentWidget(self._progress)
        self.addPermanentWidget(self._saved)
        session.document_changed.connect(lambda *_: self._refresh_totals())
        session.findings_changed.connect(lambda _: self._refresh_progress())
        count.counted.connect(self._refresh_totals)
        session.file_changed.connect(self._refresh_saved)
        self._refresh_totals()
        self._refresh_saved()

    def _refresh_totals(self) -> None:
        session = self._session
        if not session.is_open:
            self._totals.clear()
            return
        unit = unit_of(session.document, session.form)
        last, about = self._count.last_number(), "约 " if self._count.is_estimate() else ""
        if self._sums.sums != (sums := summed(session.form)):
            self._sums = Totals(sums)
        words = self._sums.words(session.document, unit, department=session.form.subject == "department")
        self._totals.setText(" · ".join(filter(None, (words, "" if last is None else f"{about}{last} 页"))))
        self._totals.setToolTip(plain(self._totals.text()))

    def _refresh_progress(self) -> None:
        """ "已填 9/41 · 待填 30"; nothing once all is filled in."""
        filled, wanted = self._session.progress() or (0, 0)
        words = [f"已填 {filled}/{wanted}" if filled < wanted else "", to_fill_words(self._session.found.counts())]
        self._progress.setText(" · ".join(filter(None, words)))
        self._progress.setVisible(bool(self._progress.text()))

    def _refresh_saved(self) -> None:
        self._saved.setText(saved(self._session) if self._session.is_open else "")
