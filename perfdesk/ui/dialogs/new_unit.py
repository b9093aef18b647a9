"""加单位: its code and name."""

from PySide6.QtWidgets import QDialog, QFormLayout, QLineEdit, QWidget

from perfdesk.ui.dialogs.two_buttons import two_buttons


class NewUnitDialog(QDialog):
    """Asks for a code, which may be blank, and a name."""

    def __init__(self, titles: tuple[str, str], parent: QWidget | None) -> None:
        """`titles` are what the form calls code and name."""
        super().__init__(parent)
        self.setWindowTitle("加单位")
        self.code, self.name = QLineEdit(), QLineEdit()
        self.name.setMinimumWidth(self.fontMetrics().horizontalAdvance("中") * 18)
        layout = QFormLayout(self)
        for line, title in zip((self.code, self.name), titles, strict=True):
            line.setAccessibleName(title)
            layout.addRow(f"{title}：", line)
        buttons, self.add = two_buttons(self, "加单位")
        self.add.setEnabled(False)
        self.name.textChanged.connect(lambda text: self.add.setEnabled(bool(text.strip())))
        layout.addRow(buttons)

    @property
    def unit(self) -> tuple[str, str]:
        """Code and name."""
        return self.code.text().strip(), self.name.text().strip()


def ask_new_unit(titles: tuple[str, str], parent: QWidget | None) -> tuple[str, str] | None:
    """Code and name of a unit; None if the user thought better of it."""
    dialog = NewUnitDialog(titles, parent)
    return dialog.unit if dialog.exec() else None
