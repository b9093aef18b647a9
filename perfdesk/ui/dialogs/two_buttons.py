"""The row of buttons below most dialogs: one that does what the dialog is for, and one that leaves all as it was."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton


def two_buttons(dialog: QDialog, take: str, leave: str = "取消") -> tuple[QDialogButtonBox, QPushButton]:
    """The row for a dialog, and the button `take`, which Enter presses."""
    buttons = QDialogButtonBox()
    taking = buttons.addButton(take, QDialogButtonBox.ButtonRole.AcceptRole)
    taking.setDefault(True)
    buttons.addButton(leave, QDialogButtonBox.ButtonRole.RejectRole)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons, taking
