"""新建: which form, which year."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QSpinBox, QWidget

from perfdesk.forms.catalogue import catalogue
from perfdesk.forms.definition import Form
from perfdesk.forms.loader import forms


class NewDocumentDialog(QDialog):
    """Offers the known forms and next year, whose budget is being made; names the form files that cannot be used."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("新建")
        self._form = QComboBox()
        self._form.setAccessibleName("表样")
        for form in forms().values():
            self._form.addItem(f"{form.title}（{form.place}）", form.id)
        self._faults = QLabel("\n".join(fault.message for fault in catalogue().faults))
        self._faults.setWordWrap(True)
        self._faults.setTextFormat(Qt.TextFormat.PlainText)
        self._faults.setVisible(bool(catalogue().faults))
        self._year = QSpinBox()
        self._year.setAccessibleName("预算年度")
        self._year.setRange(2000, 2099)
        self._year.setValue(date.today().year + 1)
        buttons = QDialogButtonBox()
        create = buttons.addButton("新建", QDialogButtonBox.ButtonRole.AcceptRole)
        create.setDefault(True)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QFormLayout(self)
        layout.addRow("表样(&F)：", self._form)
        layout.addRow("预算年度(&Y)：", self._year)
        layout.addRow(self._faults)
        layout.addRow(buttons)

    @property
    def form(self) -> Form:
        """The chosen form."""
        return forms()[str(self._form.currentData())]

    @property
    def year(self) -> str:
        """The chosen budget year, four digits."""
        return str(self._year.value())


def ask_new_document(parent: QWidget | None) -> tuple[Form, str] | None:
    """The form and year of a new document; None if the user thought better of it."""
    dialog = NewDocumentDialog(parent)
    return (dialog.form, dialog.year) if dialog.exec() else None
