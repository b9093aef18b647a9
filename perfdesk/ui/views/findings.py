"""审核: the findings under the four heads, with filters, jump and cure."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from perfdesk.model.document import Document
from perfdesk.rules import answers
from perfdesk.rules.finding import Finding, Head, Severity
from perfdesk.rules.index import TO_FILL
from perfdesk.rules.table import rule
from perfdesk.ui import clipboard
from perfdesk.ui.appearance import to_fill_words
from perfdesk.ui.models.findings_model import FindingsModel
from perfdesk.ui.plain_text import PlainLabel, plain
from perfdesk.ui.session import Session
from perfdesk.ui.views import finding_replies as replies
from perfdesk.ui.views.finding_filters import FindingFilters
from perfdesk.ui.views.finding_list import FindingList
from perfdesk.ui.views.finding_menu import add_choices, finding_menu
from perfdesk.ui.views.flow_layout import flowing


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
        self.table = FindingList(session, self.model)
        self.table.cell_wanted.connect(self.entered)
        self._filters = FindingFilters(self)
        self._filters.changed.connect(self.model.show_only)
        self._title = QToolButton()
        self._summary = PlainLabel()
        self._narrowed, self._check, self._cure = QToolButton(), QToolButton(), QPushButton("修正")
        self._set_up_buttons()
        self._set_up_title()
        self._follow_list()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 6)
        layout.setSpacing(4)
        told = (self._summary, self._check, self._narrowed)
        layout.addWidget(flowing(self._title, self._cure, *told, *self._filters.boxes.values()))
        layout.addWidget(self.table, 1)
        # Not before the table has its parent, or it would be a window of its own.
        self.fold(False)
        session.findings_changed.connect(lambda _: self._count())
        session.document_changed.connect(self._document_changed)
        self._count()

    def _set_up_buttons(self) -> None:
        self._narrowed.setToolTip("显示全部意见")
        self._narrowed.hide()
        self._narrowed.clicked.connect(lambda: self.narrow())
        self._check.setText("全部审核")
        self._check.setToolTip("把还没有填的也列出来（F7）")
        self._check.clicked.connect(self.check_wanted)
        self._cure.setToolTip("按建议改好这一处，可以撤销")
        self._cure.clicked.connect(self.cure)

    def _set_up_title(self) -> None:
        title = self._title
        title.setText("审核")
        title.setAutoRaise(True)
        title.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        title.clicked.connect(self.fold_wanted)

    def _follow_list(self) -> None:
        table, model = self.table, self.model
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._menu)
        table.selectionModel().currentChanged.connect(lambda *_: self._allow_cure())
        for changed in (model.rowsInserted, model.rowsRemoved, model.dataChanged):
            changed.connect(lambda *_: self._allow_cure())

    def fold(self, folded: bool) -> None:
        """Leaves only one line with the counts by gravity, or shows the list again with all that works on it."""
        for part in (self.table, self._cure, *(self._filters.boxes[head] for head in Head)):
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

    # --- how many are left --------------------------------------------------------------------------------------

    def _count(self) -> None:
        counts = self._session.found.counts()
        self._filters.count(counts)
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

    # --- narrowing, copying -------------------------------------------------------------------------------------

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

    # --- what is done about the current finding -----------------------------------------------------------------

    def current(self) -> Finding | None:
        """The finding of the current row."""
        return self.table.current()

    def go(self, by: int) -> bool:
        """To the next (1) or previous (-1) finding; whether there is one."""
        return self.table.go(by)

    def explain(self) -> None:
        """What the rule of the current finding asks, and what it saw here."""
        replies.explain(self.current(), self)

    def answer(self, word: str) -> None:
        """Asks for the reason why the current finding need not be cured."""
        finding = self.current()
        reason = replies.reason(finding, word, self)
        if finding is not None and reason:
            with self.table.staying():
                self._session.run(answers.answer(self._session.document, finding, word, reason))

    def withdraw(self) -> None:
        """Takes the answer to the current finding back."""
        replies.withdraw(self._session, self.current())

    def repeat_answer(self) -> None:
        """Says last year's answer to the current finding again for this year."""
        replies.repeat(self._session, self.current())

    def _menu(self, where: QPoint) -> None:
        self.table.show_place()  # what is decided about has to be in sight
        finding_menu(self, self._session).exec(self.table.viewport().mapToGlobal(where))

    def _allow_cure(self) -> None:
        finding = self.current() if not self._session.read_only else None
        cure = finding.cure if finding is not None else None
        choices = finding is not None and bool(finding.choices)
        self._cure.setEnabled(cure is not None or choices)
        self._cure.setText(replies.offered(self._session, finding) if finding is not None and choices else "修正")
        what = cure.label(self._session.document) if cure is not None else "按建议改好这一处"
        self._cure.setToolTip(plain(f"{what}，可以撤销"))

    def cure(self) -> None:
        """Does what the current finding offers; of several things, asks which."""
        finding = self.current()
        if finding is not None and len(finding.choices) == 1:
            self._session.run(finding.choices[0])
        elif finding is not None and finding.choices:
            menu = QMenu(self)
            add_choices(menu, finding, self._session)
            menu.exec(self._cure.mapToGlobal(QPoint(0, self._cure.height())))
        if finding is not None and finding.cure is not None:
            with self.table.staying():
                self._session.run(finding.cure)
