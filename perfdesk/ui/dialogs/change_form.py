"""换表样: which form, and what will differ. Nothing is deleted, and the list says so before anything is done."""

from typing import Final

from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QVBoxLayout, QWidget

from perfdesk.forms.conversion import Conversion, convert
from perfdesk.forms.definition import Form
from perfdesk.forms.form_error import FormError
from perfdesk.forms.loader import form
from perfdesk.model.document import Document
from perfdesk.ui.appearance import resize
from perfdesk.ui.dialogs.new_document import form_words
from perfdesk.ui.dialogs.two_buttons import two_buttons
from perfdesk.ui.form_order import offered_forms
from perfdesk.ui.models.rows_model import RowsModel
from perfdesk.ui.plain_text import PlainLabel
from perfdesk.ui.views import plain_table

_HEADS: Final = ("", "内容")
_WIDTHS: Final = (130,)
_NEXT_STAGE: Final = {"goal": "monitoring", "monitoring": "evaluation"}
_RENAMED, _KEPT, _ASKED = "名称不同", "保留，不打印", "待填"


class ChangeFormDialog(QDialog):
    """Offers the other forms; below them, what the chosen one makes of the document."""

    def __init__(
        self, document: Document, old: Form, revision: str, parent: QWidget | None = None, proposed: str = ""
    ) -> None:
        """`revision` names the saved version of the document; "" if it was changed since. `proposed` is the name of the
        form to begin with, "" for the one of the next stage."""
        super().__init__(parent)
        self.setWindowTitle("换表样")
        self._document, self._old, self._revision = document, old, revision
        self.conversion: Conversion | None = None
        self.forms = QComboBox()
        self.forms.setAccessibleName("换成")
        for one in offered_forms():
            if one.name != old.id:
                self.forms.addItem(form_words(one), one.name)
        at = self.forms.findData(proposed)
        self.forms.setCurrentIndex(at if at >= 0 else self._next_stage())
        self.summary = PlainLabel()
        self.summary.setWordWrap(True)
        self.model = RowsModel(_HEADS, parent=self)
        self.table = plain_table.of_rows(self.model, "有什么不同", _WIDTHS)
        self._place()
        self.forms.currentIndexChanged.connect(lambda _: self._look())
        self._look()

    def _place(self) -> None:
        buttons, self._change = two_buttons(self, "换表样")
        choice = QFormLayout()
        choice.addRow("换成(&F)：", self.forms)
        layout = QVBoxLayout(self)
        layout.addLayout(choice)
        layout.addWidget(self.summary)
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)
        resize(self, 720, 460)

    def _next_stage(self) -> int:
        """The first form of the stage that follows on the old form's: most who change the form go on to that."""
        wanted = _NEXT_STAGE.get(self._old.stage)
        names = (str(self.forms.itemData(at)) for at in range(self.forms.count() if wanted else 0))
        return next((at for at, name in enumerate(names) if _stage(name) == wanted), 0)

    def _look(self) -> None:
        """Shows what the chosen form makes of the document, or why it cannot be used."""
        self.conversion = None
        try:
            if self.forms.count():
                wanted = form(str(self.forms.currentData()))
                self.conversion = convert(self._document, self._old, wanted, self._revision)
            self.summary.setText(_summary(self.conversion))
        except FormError as error:
            self.summary.setText(str(error))
        self.model.show(_rows(self.conversion) if self.conversion else ())
        self._change.setEnabled(self.conversion is not None)


def _stage(name: str) -> str:
    """The stage of a form; "" of one that cannot be used."""
    try:
        return form(name).stage
    except FormError:
        return ""


def _summary(made: Conversion | None) -> str:
    if made is None:
        return "没有别的表样可以换。"
    parts = ((made.renamed, "处名称不同"), (made.kept, "栏保留但不打印"), (made.asked, "栏待填"))
    said = "，".join(f"{len(rows)} {words}" for rows, words in parts if rows)
    told = "；".join(filter(None, (said, made.recounted)))
    return f"内容一条也不删，换了以后可以撤销。{f'{told}。' if told else '没有不同。'}"


def _rows(made: Conversion) -> list[tuple[str, str]]:
    return [
        *((_RENAMED, one.words) for one in made.renamed),
        *((_KEPT, one.words(made.known)) for one in made.kept),
        *((_ASKED, one.words) for one in made.asked),
    ]


def ask_change_of_form(
    document: Document, old: Form, revision: str, parent: QWidget | None, proposed: str = ""
) -> Document | None:
    """The document in the form that was chosen; None if the user thought better of it."""
    dialog = ChangeFormDialog(document, old, revision, parent, proposed)
    return dialog.conversion.document if dialog.exec() and dialog.conversion else None
