"""一次改完同类: what the cures of one kind change, before and after; those that are ticked are done in one step."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QComboBox, QDialog, QVBoxLayout, QWidget

from perfdesk.model.document import Document
from perfdesk.model.edits import Several
from perfdesk.model.titles import project_title
from perfdesk.rules.cures import Alike, CureShown, case_of, cures_alike
from perfdesk.rules.evidence import sum_shown
from perfdesk.rules.finding import Finding
from perfdesk.rules.place import place_of, project_of
from perfdesk.rules.table import rule
from perfdesk.ui.appearance import resize
from perfdesk.ui.dialogs.two_buttons import two_buttons
from perfdesk.ui.models.ticked_rows import TickedRowsModel
from perfdesk.ui.plain_text import PlainLabel
from perfdesk.ui.views import plain_table
from perfdesk.ui.views.flow_layout import flowing

_HEADS: Final = ("项目", "位置", "现在", "改为", "依据")
_WIDTHS: Final = (180, 180, 160, 160)


class CureAlikeDialog(QDialog):
    """All cures of one rule in the file, until somebody narrows them to a case or to the project."""

    def __init__(
        self, document: Document, findings: Sequence[Finding], like: Finding, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._findings, self._like = document, findings, like
        self._title = rule(like.rule).title
        self.setWindowTitle("一次改完同类")
        self.where = self._choice("在哪里改", ["整个文件", f"只在“{project_title(document, like.project)}”"])
        self.what = self._choice("改哪些", [f"“{self._title}”的全部意见", "只改与这一条同样的情况"])
        self.where.setVisible(bool(like.project))
        self.what.setVisible(any(one.rule == like.rule and case_of(one) != case_of(like) for one in findings))
        self.table = plain_table.of_rows(TickedRowsModel(_HEADS, [], [], self), "要改的地方", _WIDTHS)
        self.count = PlainLabel()
        self.count.setWordWrap(True)
        self._place()
        self._show()

    def _choice(self, name: str, texts: Sequence[str]) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        box.addItems(texts)
        box.currentIndexChanged.connect(lambda _: self._show())
        return box

    def _place(self) -> None:
        said = PlainLabel("打勾的会改，其余不动；改完可以一步撤销。")
        said.setWordWrap(True)
        buttons, self._take = two_buttons(self, "修正")
        layout = QVBoxLayout(self)
        layout.addWidget(said)
        layout.addWidget(flowing(self.where, self.what))
        layout.addWidget(self.table, 1)
        layout.addWidget(self.count)
        layout.addWidget(buttons)
        resize(self, 900, 480)

    def _show(self) -> None:
        self.alike: Alike = cures_alike(
            self._document,
            self._findings,
            self._like,
            one_case=self.what.currentIndex() == 1,
            one_project=self.where.currentIndex() == 1,
        )
        rows = [_row(self._document, one) for one in self.alike.cures]
        self.model = TickedRowsModel(_HEADS, rows, [True] * len(rows), self)
        self.table.setModel(self.model)
        self.model.ticks_changed.connect(self._tell)
        self._tell()

    def _tell(self) -> None:
        number = len(self.model.ticked)
        held = self.alike.held_back
        kept = f"另有 {held} 处会改动金额而依据不全，请逐条看过再改。" if held else ""
        self.count.setText(f"共 {len(self.alike.cures)} 处，改 {number} 处。{kept}")
        self._take.setEnabled(number > 0)

    @property
    def edit(self) -> Several:
        """What is ticked, as one step."""
        cures = tuple(self.alike.cures[at].cure for at in self.model.ticked)
        return Several(cures, f"一次改完“{self._title}”")


def _row(document: Document, one: CureShown) -> tuple[str, ...]:
    finding = one.finding
    evidence = sum_shown(finding.evidence).words or finding.message
    return project_of(document, finding), place_of(document, finding), one.before, one.after, evidence


def ask_cures(document: Document, findings: Sequence[Finding], like: Finding, parent: QWidget | None) -> Several | None:
    """The cures that were taken, as one step; None if the user thought better of it."""
    dialog = CureAlikeDialog(document, findings, like, parent)
    return dialog.edit if dialog.exec() and dialog.edit.edits else None
