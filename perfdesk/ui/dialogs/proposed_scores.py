"""建议得分: what the scores follow to be, each with its calculation; what is ticked is taken.

For an outcome in words a range follows, and the clerk types the number."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QAbstractItemView, QDialog, QVBoxLayout, QWidget

from perfdesk.model.document import Document
from perfdesk.model.titles import place_title, project_title
from perfdesk.model.vocabulary import Vocabulary
from perfdesk.rules.scoring import Proposal, ScoreRange
from perfdesk.ui.appearance import resize
from perfdesk.ui.dialogs.two_buttons import two_buttons
from perfdesk.ui.models.score_rows import ScoreRowsModel
from perfdesk.ui.plain_text import PlainLabel
from perfdesk.ui.views import plain_table

_HEADS: Final = ("项目", "位置", "现在", "建议", "怎么算")
_WIDTHS: Final = (180, 220, 70, 70)
_EDIT: Final = QAbstractItemView.EditTrigger
_TYPED: Final = _EDIT.DoubleClicked | _EDIT.EditKeyPressed | _EDIT.AnyKeyPressed


class ProposedScoresDialog(QDialog):
    """Blank places are ticked; what somebody filled in otherwise is shown and left, unless it is ticked too."""

    def __init__(
        self,
        known: Vocabulary,
        document: Document,
        proposals: Sequence[Proposal | ScoreRange],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("建议得分")
        self._proposals = proposals
        ranges = {at: one for at, one in enumerate(proposals) if isinstance(one, ScoreRange)}
        texts = [document.fields_of(one.node)[one.key] for one in proposals]
        rows = [_row(known, document, one, text) for one, text in zip(proposals, texts, strict=True)]
        ticked = [not text.strip() and at not in ranges for at, text in enumerate(texts)]
        self.model = ScoreRowsModel(_HEADS, rows, ticked, ranges, self)
        self.table = plain_table.of_rows(self.model, "建议的得分", _WIDTHS)
        self.table.setEditTriggers(_TYPED)
        self.count = PlainLabel()
        self._place(bool(ranges))
        self.model.ticks_changed.connect(self._tell)
        self.model.refused.connect(self.count.setText)
        self._tell()

    def _place(self, typed: bool) -> None:
        asked = "文字类指标只给范围，在“建议”一列填分数。" if typed else "没有列出的文字类指标请自己评分。"
        said = PlainLabel(f"按指标值、实际完成值和分值推算，只是建议；打勾的采用。{asked}")
        said.setWordWrap(True)
        buttons, self._take = two_buttons(self, "采用")
        layout = QVBoxLayout(self)
        layout.addWidget(said)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.count)
        layout.addWidget(buttons)
        resize(self, 860, 460)

    @property
    def texts(self) -> dict[tuple[str, str], str]:
        """What is ticked, by (node, field)."""
        chosen = [(at, self._proposals[at]) for at in self.model.ticked]
        typed = self.model.numbers
        return {(one.node, one.key): one.text if isinstance(one, Proposal) else typed[at] for at, one in chosen}

    def _tell(self) -> None:
        number = len(self.model.ticked)
        self.count.setText(f"{len(self._proposals)} 处建议，采用 {number} 处。")
        self._take.setEnabled(number > 0)


def _row(known: Vocabulary, document: Document, one: Proposal | ScoreRange, text: str) -> tuple[str, ...]:
    project = document.project(one.node)
    node = "" if project is None else project.id
    indicator = "" if one.node == node else one.node
    place = place_title(known, document, node, indicator, one.key)
    proposed = one.text if isinstance(one, Proposal) else one.words
    return project_title(document, node), place, text, proposed, one.evidence


def ask_scores(
    known: Vocabulary, document: Document, proposals: Sequence[Proposal | ScoreRange], parent: QWidget | None
) -> dict[tuple[str, str], str]:
    """What was taken, by (node, field); nothing if the user thought better of it."""
    dialog = ProposedScoresDialog(known, document, proposals, parent)
    return dialog.texts if dialog.exec() else {}
