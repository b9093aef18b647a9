"""What a paste would do, before it does: where each cell goes and what it replaces."""

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QDialog, QDialogButtonBox, QLabel, QRadioButton, QVBoxLayout, QWidget

from perfdesk.blocks.paste_plan import AS_TEXT, PastedField, PastePlan
from perfdesk.model.document import Document
from perfdesk.model.fields import Owner
from perfdesk.model.keys import NAME
from perfdesk.model.titles import project_title, shortened
from perfdesk.model.vocabulary import Vocabulary
from perfdesk.ui.appearance import resize
from perfdesk.ui.models.rows_model import RowsModel
from perfdesk.ui.plain_text import PlainLabel
from perfdesk.ui.views import plain_table

# The answer of who takes the clipboard in as projects.
IMPORT: Final = "import"
_HEADS: Final = ("放到", "栏目", "现在", "粘贴后")
_WIDTHS: Final = (210, 120, 210)


class PastePreview(QDialog):
    """The ways to paste, the sentences of the chosen one, and its cells below."""

    def __init__(
        self,
        ways: Sequence[PastePlan],
        document: Document,
        words: Vocabulary,
        parent: QWidget | None,
        *,
        can_import: bool,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("粘贴预览")
        self._ways, self._document, self._words = ways, document, words
        self.answer: PastePlan | str | None = None
        self.plan: PastePlan = ways[0]
        self._model = RowsModel(_HEADS, (), self)
        self.table = plain_table.of_rows(self._model, "粘贴到哪里", _WIDTHS)
        self.remarks: QLabel = PlainLabel()
        self.remarks.setWordWrap(True)
        self.remarks.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.count: QLabel = PlainLabel()
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        for button in self._choices():
            layout.addWidget(button)
        for part, stretch in ((self.remarks, 0), (self.table, 1), (self.count, 0)):
            layout.addWidget(part, stretch)
        layout.addWidget(self._buttons(can_import=can_import))
        resize(self, 820, 480)
        self._show(ways[0])
        # Enter pastes; where that cannot be, the way that can is one arrow away.
        first = self._group.checkedButton() if ways[0].refusal else self.go
        (first or self.go).setFocus()

    def _choices(self) -> Iterator[QRadioButton]:
        """One button a way, if there are several that can be gone."""
        self._group = QButtonGroup(self)
        for way in self._ways if len(self._ways) > 1 else ():
            button = QRadioButton(way.name)
            button.setChecked(way is self._ways[0])
            button.toggled.connect(lambda on, way=way: self._show(way) if on else None)
            self._group.addButton(button)
            yield button

    def _buttons(self, *, can_import: bool) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self.go = buttons.addButton("粘贴", QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.clicked.connect(lambda: self._decide(self.plan))
        if can_import:
            whole = buttons.addButton("装入为项目…", QDialogButtonBox.ButtonRole.ActionRole)
            whole.clicked.connect(lambda: self._decide(IMPORT))
        buttons.addButton("不粘贴", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        return buttons

    def _show(self, plan: PastePlan) -> None:
        self.plan = plan
        changed = [entry for entry in plan.entries if entry.changes]
        self._model.show(self._rows(changed))
        self.remarks.setText(plan.refusal or "\n".join(plan.remarks))
        self.remarks.setVisible(bool(self.remarks.text()))
        self.count.setText(_counted(plan, len(changed)))
        self.go.setText(_does(plan))
        self.go.setEnabled(not plan.refusal)
        self.go.setDefault(not plan.refusal)

    def _rows(self, changed: Sequence[PastedField]) -> list[tuple[str, str, str, str]]:
        """A line each field; what the line above says of the place is not said again."""
        places = [self._where(one) for one in changed]
        return [
            (
                place if at == 0 or place != places[at - 1] else "",
                self._words.title(one.owner, one.key),
                one.before,
                one.after,
            )
            for at, (place, one) in enumerate(zip(places, changed, strict=True))
        ]

    def _where(self, one: PastedField) -> str:
        """The cover, the project, or the indicator by number and name; in a list of several, its project's number."""
        if one.new:
            return f"新加的第 {one.new} 条"
        if one.owner is Owner.DOCUMENT:
            return "封面和文本"
        project, indicator = self._document.places[one.node]
        if indicator is None:
            return project_title(self._document, one.node)
        number = f"{project + 1}-" if len(self._projects) > 1 else ""
        return f"第 {number}{indicator + 1} 条 {shortened(self._document.fields_of(one.node)[NAME])}".strip()

    @property
    def _projects(self) -> set[int]:
        places = self._document.places
        return {places[one.node][0] for one in self.plan.entries if one.node in places}

    def _decide(self, answer: PastePlan | str) -> None:
        self.answer = answer
        self.accept()


def _does(plan: PastePlan) -> str:
    """What the button says."""
    if plan.new_rows:
        return f"加 {len(plan.new_rows)} 行再粘贴"
    return "放进这一格" if plan.name == AS_TEXT else "粘贴"


def _counted(plan: PastePlan, changed: int) -> str:
    """How many cells change, lose a text, or stay."""
    if plan.refusal:
        return ""
    lost = sum(entry.overwrites for entry in plan.entries)
    stay = len(plan.entries) - changed
    parts = [f"改 {changed} 格", f"其中 {lost} 格原有文字被替换" if lost else "", f"{stay} 格不变" if stay else ""]
    return f"{'，'.join(filter(None, parts))}。可以撤销。"


def ask_paste(
    ways: Sequence[PastePlan], document: Document, words: Vocabulary, parent: QWidget | None, *, can_import: bool
) -> PastePlan | str | None:
    """The way that a person chose, IMPORT, or None."""
    dialog = PastePreview(ways, document, words, parent, can_import=can_import)
    dialog.exec()
    return dialog.answer
