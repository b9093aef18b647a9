"""新建: which form, which year. Forms are listed by their first lines, so that many cost little; the chosen one is
read."""

from contextlib import suppress
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QSpinBox, QWidget

from perfdesk.forms.catalogue import FormOrigin, ListedForm, catalogue, listed
from perfdesk.forms.definition import Form
from perfdesk.forms.form_error import FormError
from perfdesk.forms.loader import carried_name, form
from perfdesk.ui.dialogs.two_buttons import two_buttons
from perfdesk.ui.form_order import offered_forms
from perfdesk.ui.plain_text import PlainLabel


class NewDocumentDialog(QDialog):
    """Offers the known forms and next year, whose budget is being made; names the form files that cannot be used.
    `carried` is the form of the open document, which need not be among the known ones."""

    def __init__(self, parent: QWidget | None = None, carried: Form | None = None, proposed: str = "") -> None:
        """`proposed` is the name of the form to begin with."""
        super().__init__(parent)
        self._carried = carried
        self.setWindowTitle("新建")
        self._form = QComboBox()
        self._form.setAccessibleName("表样")
        for one in offered_forms():
            self._form.addItem(form_words(one), one.name)
        if (foreign := carried_name(carried)) and carried is not None:
            self._form.addItem(f"{carried.title}（{carried.place}），来自打开的文件", foreign)
        at = self._form.findData(proposed)
        self._form.setCurrentIndex(at if at >= 0 else self._first_usable())
        self._faults = PlainLabel()
        self._faults.setWordWrap(True)
        self._faults.setTextFormat(Qt.TextFormat.PlainText)
        self._year = QSpinBox()
        self._year.setAccessibleName("预算年度")
        self._year.setRange(2000, 2099)
        self._year.setValue(date.today().year + 1)
        buttons, self._create = two_buttons(self, "新建")
        layout = QFormLayout(self)
        layout.addRow("表样(&F)：", self._form)
        layout.addRow("预算年度(&Y)：", self._year)
        layout.addRow(self._faults)
        layout.addRow(buttons)
        self._form.currentIndexChanged.connect(self._look)
        self._look()

    def _first_usable(self) -> int:
        """Who opens the list is not met with what is wrong with a file of his own. Without own forms the list begins
        where it always has, whatever it is sorted by."""
        own = [one.name for one in offered_forms() if one.origin is not FormOrigin.SHIPPED]
        for name in (*own, *(one.name for one in listed().forms)):
            with suppress(FormError):
                form(name)
                return self._form.findData(name)
        return 0

    @property
    def form(self) -> Form:
        """The chosen form; FormError says why it cannot be used."""
        name = str(self._form.currentData())
        if self._carried is not None and name == carried_name(self._carried):
            return self._carried
        return form(name)

    def _look(self) -> None:
        """Says what is wrong with the chosen form, if anything, and with the files that are no forms at all."""
        wrong = [fault.message for fault in listed().faults]
        try:
            self._create.setEnabled(bool(self.form))
        except FormError as error:
            wrong = [fault.message for fault in catalogue().faults] or [str(error)]
            self._create.setEnabled(False)
        self._faults.setText("\n".join(wrong))
        self._faults.setVisible(bool(wrong))

    @property
    def year(self) -> str:
        """The chosen budget year, four digits."""
        return str(self._year.value())


def form_words(one: ListedForm) -> str:
    """Title and place; with the digits that tell it from another form of its id."""
    digits = one.name.partition("#")[2]
    return f"{one.title}（{one.place}）{f' {digits}' if digits else ''}"


def ask_new_document(
    parent: QWidget | None, carried: Form | None = None, proposed: str = ""
) -> tuple[Form, str] | None:
    """The form and year of a new document; None if the user thought better of it."""
    dialog = NewDocumentDialog(parent, carried, proposed)
    return (dialog.form, dialog.year) if dialog.exec() else None
