"""审核: the findings under the four heads, with filters, jump and cure."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHeaderView,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from perfdesk.model.document import Document
from perfdesk.rules import answers
from perfdesk.rules.evidence import sum_shown
from perfdesk.rules.finding import WORDS, Finding, Head, Severity
from perfdesk.rules.index import TO_FILL
from perfdesk.rules.table import rule
from perfdesk.ui import ask, clipboard
from perfdesk.ui.appearance import to_fill_words
from perfdesk.ui.models.findings_model import FindingsModel
from perfdesk.ui.models.sheet_model import Index
from perfdesk.ui.plain_text import PlainLabel, plain
from perfdesk.ui.session import Session
from perfdesk.ui.views import plain_table
from perfdesk.ui.views.finding_cells import FirstCellDelegate, MessageDelegate
from perfdesk.ui.views.flow_layout import flowing
from perfdesk.ui.views.wrapped_rows import WrappedRows

# Severity, head, project, place, message, evidence; the message gets what is left of the width.
_WIDTHS = (52, 60, 130, 150, 300, 200)
_MESSAGE = 4
# The head is the heading's, and the sum stands below the message; both are columns of what is copied.
_HIDDEN = (1, 5)


class FindingsPanel(QWidget):
    """Filters above, the list below, which folds away.

    `entered()` after a double click or Enter on a finding: the keyboard belongs into its cell. `fold_wanted()` when
    somebody clicks on the panel's title.
    """

    entered = Signal()
    # Whoever looks wants to know what is blank too.
    check_wanted = Signal()
    fold_wanted = Signal()
    # All findings of the current one's kind shall be cured.
    alike_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.model = FindingsModel(session, self)
        self.table = WrappedRows()
        self._first, self._sums = FirstCellDelegate(self.table), MessageDelegate(self.table)
        self._title = QToolButton()
        self._summary = PlainLabel()
        self._narrowed = QToolButton()
        self._narrowed.setToolTip("显示全部意见")
        self._narrowed.hide()
        self._narrowed.clicked.connect(lambda: self.narrow())
        self._check = QToolButton()
        self._check.setText("全部审核")
        self._check.setToolTip("把还没有填的也列出来（F7）")
        self._check.clicked.connect(self.check_wanted)
        self._cure = QPushButton("修正")
        self._cure.setToolTip("按建议改好这一处，可以撤销")
        self._cure.clicked.connect(self.cure)
        self._toggles: dict[Severity | Head, QCheckBox] = {one: self._toggle() for one in (*Severity, *Head)}
        self._set_up_title()
        self._set_up_table()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 6)
        layout.setSpacing(4)
        told = (self._summary, self._check, self._narrowed)
        layout.addWidget(flowing(self._title, self._cure, *told, *self._toggles.values()))
        layout.addWidget(self.table, 1)
        # Not before the table has its parent, or it would be a window of its own.
        self.fold(False)
        session.findings_changed.connect(lambda _: self._count())
        session.document_changed.connect(self._document_changed)
        session.current_changed.connect(self._follow)
        self._count()

    def _toggle(self) -> QCheckBox:
        box = QCheckBox()
        box.setChecked(True)
        box.toggled.connect(self._filter)
        return box

    def _set_up_title(self) -> None:
        title = self._title
        title.setText("审核")
        title.setAutoRaise(True)
        title.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        title.clicked.connect(self.fold_wanted)

    def fold(self, folded: bool) -> None:
        """Leaves only one line with the counts by gravity, or shows the list again with all that works on it."""
        for part in (self.table, self._cure, *(self._toggles[head] for head in Head)):
            part.setVisible(not folded)
        self._title.setArrowType(Qt.ArrowType.RightArrow if folded else Qt.ArrowType.DownArrow)
        self._title.setAccessibleName("展开审核意见" if folded else "收起审核意见")
        self._title.setToolTip(plain(self._title.accessibleName()))
        down = QSizePolicy.Policy.Maximum if folded else QSizePolicy.Policy.Preferred
        self.setSizePolicy(QSizePolicy.Policy.Preferred, down)

    @property
    def folded(self) -> bool:
        """Whether the list is hidden."""
        return self.table.isHidden()

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        plain_table.set_up(table, "审核意见", _WIDTHS)
        table.follow_model()
        table.setSortingEnabled(True)
        header = table.horizontalHeader()
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(_MESSAGE, QHeaderView.ResizeMode.Stretch)
        table.setItemDelegateForColumn(0, self._first)
        table.setItemDelegateForColumn(_MESSAGE, self._sums)
        for column in _HIDDEN:
            table.setColumnHidden(column, True)
        table.clicked.connect(self._click)
        table.moved.connect(self._jump)
        table.activated.connect(self._enter)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._menu)
        table.selectionModel().currentChanged.connect(lambda *_: self._allow_cure())
        table.fold_wanted.connect(self._fold_section)
        model = self.model
        for changed in (model.rowsInserted, model.rowsRemoved, model.modelReset, model.layoutChanged):
            changed.connect(lambda *_: self._span_headings())
        for changed in (model.rowsInserted, model.rowsRemoved, model.dataChanged):
            changed.connect(lambda *_: self._allow_cure())

    def _span_headings(self) -> None:
        """A heading stands across all columns."""
        self.table.clearSpans()
        for row in self.model.headings().values():
            self.table.setSpan(row, 0, 1, self.model.columnCount())

    def _fold_section(self, index: Index, folded: bool) -> None:
        """Left and right on a heading; on a finding, left goes to its heading."""
        section = self.model.heading_at(index.row())
        if section is not None:
            self.model.fold(section, folded)
        elif folded:
            top = max(row for row in self.model.headings().values() if row < index.row())
            self.table.setCurrentIndex(self.model.index(top, 0))

    def _turn_section(self, row: int) -> bool:
        """Folds or unfolds where a heading is; whether it is one."""
        section = self.model.heading_at(row)
        if section is not None:
            self.model.fold(section, not section.folded)
        return section is not None

    def _click(self, index: QModelIndex) -> None:
        if not self._turn_section(index.row()):
            self._jump(index)

    # --- filters ----------------------------------------------------------------------------------------------

    def _count(self) -> None:
        counts = self._session.found.counts()
        for one, button in self._toggles.items():
            name = WORDS[one] if isinstance(one, Severity) else one.value
            button.setText(f"{name} {counts[one]}")
            button.setAccessibleName(f"显示{name}")
        waiting = self._session.waiting
        left = sum(counts[severity] for severity in Severity)
        nothing = "" if not self._session.is_open else "没有发现问题"
        words = "，".join(filter(None, (f"还有 {left} 处" if left else "", to_fill_words(counts)))) or nothing
        self._summary.setText(f"正在审核，还有 {waiting} 个项目" if waiting else words)
        self._summary.setVisible(bool(self._summary.text()))
        self._check.setVisible(bool(counts.get(TO_FILL)))

    def _document_changed(self, before: Document | None, after: Document | None) -> None:
        if before is None or after is None:  # another document: what was narrowed to is not in it
            self.narrow()

    def _filter(self) -> None:
        chosen = [one for one, button in self._toggles.items() if button.isChecked()]
        severities = [one for one in chosen if isinstance(one, Severity)]
        self.model.show_only(severities, [one for one in chosen if isinstance(one, Head)])

    # --- narrowing, copying -----------------------------------------------------------------------------------

    def narrow(self, *, rule: str = "", project: str = "") -> None:
        """Shows findings of one rule or one project only; of neither, all."""
        self.model.narrow(rule, project)
        self._tell_narrowed()

    def _tell_narrowed(self) -> None:
        words = [rule(self.model.rule).title] if self.model.rule else []
        document = self._session.document if self._session.is_open else None
        if document is not None and (project := document.project(self.model.project)) is not None:
            words.append(f"“{project.name}”")
        self._narrowed.setText(f"只看{'、'.join(words)}  ×")
        self._narrowed.setVisible(bool(words))

    def printed(self) -> list[Finding]:
        """The findings shown, in the order in which an opinion is written: as the document goes, answered ones last."""
        found = [*self._session.found.parts()]
        shown = set(map(id, self.model.shown))
        return [
            one for part in (*(p.open for p in found), *(p.answered for p in found)) for one in part if id(one) in shown
        ]

    def copy(self) -> None:
        """The findings shown, with their headings, as a block for Word and Excel."""
        clipboard.copy([self.model.heads, *(self.model.texts(finding) for finding in self.model.shown)])

    def explain(self) -> None:
        """What the rule of the current finding asks, and what it saw here."""
        finding = self.current()
        if finding is None:
            ask.tell(self, "先在审核意见里选一条，再看说明。")
            return
        asked = rule(finding.rule)
        seen = f"\n\n这里看到的：\n{sum_shown(finding.evidence).words}" if finding.evidence else ""
        ask.tell(self, f"{asked.head.value} · {asked.title}\n\n{asked.explanation}\n\n{finding.message}{seen}")

    def answer(self, word: str) -> None:
        """Asks for the reason and keeps the answer in the document; a finding without a reason stays open."""
        finding = self.current()
        if finding is None or finding.answer:
            return
        reason = ask.text(self, word, f"{finding.message}\n\n理由：", "")
        if reason is not None and reason.strip():
            self._session.run(answers.answer(self._session.document, finding, word, reason))

    def withdraw(self) -> None:
        """Takes the answer to the current finding back."""
        finding = self.current()
        if finding is not None and finding.answer:
            self._session.run(answers.withdraw(self._session.document, finding))

    def repeat_answer(self) -> None:
        """Says last year's answer to the current finding again for this year."""
        finding = self.current()
        if finding is not None and answers.is_of_last_year(finding):
            self._session.run(answers.repeated(self._session.document, finding))

    def _menu(self, where: QPoint) -> None:
        finding = self.current()
        menu = QMenu(self)
        if finding is not None:
            title = rule(finding.rule).title
            menu.addAction("说明", self.explain)
            if finding.cure is not None and not self._session.read_only:
                menu.addAction("修正这一处", self.cure)
                menu.addAction("一次改完同类…", self.alike_wanted.emit)
            if not self._session.read_only:
                menu.addSeparator()
                if finding.choices:
                    self._offer(menu, finding)
                elif finding.answer:
                    if answers.is_of_last_year(finding):
                        menu.addAction("今年仍然如此", self.repeat_answer)
                    menu.addAction("取消答复", self.withdraw)
                else:
                    for word in answers.WORDS:
                        menu.addAction(f"{word}…", partial(self.answer, word))
            menu.addSeparator()
            menu.addAction(f"只看“{title}”", lambda: self.narrow(rule=finding.rule))
            if finding.project:
                menu.addAction("只看这个项目", lambda: self.narrow(project=finding.project))
        menu.addAction("显示全部", self.narrow)
        menu.addAction("复制列出的意见", self.copy)
        menu.exec(self.table.viewport().mapToGlobal(where))

    # --- jump and cure ----------------------------------------------------------------------------------------

    def current(self) -> Finding | None:
        """The finding of the current row."""
        return self.model.finding_at(self.table.currentIndex().row())

    def _jump(self, index: QModelIndex) -> None:
        finding = self.model.finding_at(index.row())
        if finding is not None:
            self._session.select(*self._place(finding))

    def _follow(self, node: str, key: str) -> None:
        """What is said of the cell that is looked at is the current finding: curing, answering and F8 go on from
        there. A cell of which nothing is said leaves it as it is."""
        finding = self.current()
        if not self._session.is_open or (finding is not None and self._place(finding) == (node, key)):
            return
        row = self.model.row_of(node, key)
        if row is not None:
            self.table.selectRow(row)

    def _place(self, finding: Finding) -> tuple[str, str]:
        return finding.node or self._session.document.id, finding.field

    def _enter(self, index: QModelIndex) -> None:
        if not self._turn_section(index.row()):
            self._jump(index)
            self.entered.emit()

    def go(self, by: int) -> bool:
        """To the next (1) or previous (-1) finding, round and round; whether there is one. A folded section on the way
        is unfolded."""
        row = self.table.currentIndex().row()
        row = row if row >= 0 or by > 0 else 0
        while self.model.rows:
            row = (row + by) % len(self.model.rows)
            section = self.model.heading_at(row)
            if section is None:
                self.table.selectRow(row)
                self._jump(self.model.index(row, 0))
                return True
            if section.folded:
                self.model.fold(section, False)
                row += section.visible if by < 0 else 0
        return False

    def _offer(self, menu: QMenu, finding: Finding) -> None:
        for choice in finding.choices:
            menu.addAction(choice.label(self._session.document), partial(self._session.run, choice))

    def _offered(self, finding: Finding) -> str:
        """What the button says of choices: a single one by its name, which the finding's message may ask for."""
        return finding.choices[0].label(self._session.document) if len(finding.choices) == 1 else "选定…"

    def _allow_cure(self) -> None:
        finding = self.current() if not self._session.read_only else None
        cure = finding.cure if finding is not None else None
        choices = finding is not None and bool(finding.choices)
        self._cure.setEnabled(cure is not None or choices)
        self._cure.setText(self._offered(finding) if finding is not None and choices else "修正")
        what = cure.label(self._session.document) if cure is not None else "按建议改好这一处"
        self._cure.setToolTip(plain(f"{what}，可以撤销"))

    def cure(self) -> None:
        """Does what the current finding offers; of several things, asks which."""
        finding = self.current()
        if finding is not None and len(finding.choices) == 1:
            self._session.run(finding.choices[0])
        elif finding is not None and finding.choices:
            menu = QMenu(self)
            self._offer(menu, finding)
            menu.exec(self._cure.mapToGlobal(QPoint(0, self._cure.height())))
        if finding is not None and finding.cure is not None:
            with self.staying():
                self._session.run(finding.cure)

    @contextmanager
    def staying(self) -> Iterator[None]:
        """What is done inside takes findings away; then that is selected which stands in their place, rather a finding
        than a heading."""
        row = self.table.currentIndex().row()
        yield
        row = min(row, len(self.model.rows) - 1)
        below = self.model.finding_at(row) is None and self.model.finding_at(row + 1) is not None
        self.table.selectRow(row + 1 if below else row)
