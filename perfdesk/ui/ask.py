"""Every question to the user as one small function, so that a test can answer it. Buttons say what they do."""

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

from perfdesk.ui.plain_text import plain

DOCUMENTS = "预算绩效文件 (*.perfdesk)"
OPENED = (
    f"可以打开的文件 (*.perfdesk *.docx *.xlsx *.pdf *.txt);;{DOCUMENTS};;Word 文档 (*.docx);;Excel 工作簿 (*.xlsx)"
)
COLLEAGUES = "同事的文件 (*.perfdesk *.docx *.xlsx *.txt);;预算绩效文件 (*.perfdesk)"
ANNEXES = "可以学的文件 (*.docx *.xlsx *.pdf);;Word 文档 (*.docx);;Excel 工作簿 (*.xlsx);;PDF (*.pdf)"
SOURCES = (
    "可装入的文件 (*.docx *.xlsx *.txt *.pdf);;Word 文档 (*.docx);;Excel 工作簿 (*.xlsx);;文本 (*.txt);;"
    "有表格线的 PDF (*.pdf)"
)


def tell(parent: QWidget | None, message: str) -> None:
    """An explanation, or that something is done."""
    _show(QMessageBox.Icon.Information, "说明", message, parent)


def warn(parent: QWidget | None, message: str) -> None:
    """Something was not done, or has to be looked at; the sentence says what, what is safe, and what to do."""
    _show(QMessageBox.Icon.Warning, "请注意", message, parent)


def _show(icon: QMessageBox.Icon, title: str, message: str, parent: QWidget | None) -> None:
    box = _box(icon, title, message, parent)
    box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
    box.exec()


def _box(icon: QMessageBox.Icon, title: str, text: str, parent: QWidget | None) -> QMessageBox:
    """A message that may quote a document, which is no HTML."""
    box = QMessageBox(icon, title, "", QMessageBox.StandardButton.NoButton, parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    return box


def choose(
    parent: QWidget | None, question: str, buttons: Sequence[str], *, careful: bool = False, done: bool = False
) -> int | None:
    """Which button was pressed, from 0; None if the question was closed.

    Esc takes the last, Enter the first, or the last too where one has to be `careful`. Where something is `done`, no
    question mark stands beside it.
    """
    icon, title = (QMessageBox.Icon.Information, "完成") if done else (QMessageBox.Icon.Question, "请选择")
    box = _box(icon, title, question, parent)
    made = [box.addButton(text, QMessageBox.ButtonRole.ActionRole) for text in buttons]
    box.setDefaultButton(made[-1 if careful else 0])
    box.setEscapeButton(made[-1])
    box.exec()
    pressed = box.clickedButton()
    return next((at for at, button in enumerate(made) if button is pressed), None)


def file_to_open(parent: QWidget | None, title: str, kinds: str, start: Path) -> Path | None:
    """An existing file, or None."""
    return _file(QFileDialog(parent, title, str(start), kinds), QFileDialog.FileMode.ExistingFile)


def files_to_open(parent: QWidget | None, title: str, kinds: str, start: Path) -> list[Path]:
    """Any number of existing files; none if the question was closed."""
    return _files(QFileDialog(parent, title, str(start), kinds), QFileDialog.FileMode.ExistingFiles)


def folder(parent: QWidget | None, title: str, start: Path) -> Path | None:
    """A folder, or None."""
    dialog = QFileDialog(parent, title, str(start))
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _file(dialog, QFileDialog.FileMode.Directory)


def file_to_write(parent: QWidget | None, title: str, kinds: str, start: Path) -> Path | None:
    """A file name to write to, with the ending of `start`, overwriting agreed to. Or None."""
    while True:
        dialog = QFileDialog(parent, title, str(start.parent), kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(start.name)
        path = _file(dialog, QFileDialog.FileMode.AnyFile)
        if path is None or path.suffix.lower() == start.suffix:
            return path
        # The dialog asked about the name without the ending, which is another file.
        path = path.with_name(path.name + start.suffix)
        if not path.exists() or choose(parent, f"“{path.name}”已经存在。", ["替换它", "换一个名字"]) == 0:
            return path
        start = path


def _file(dialog: QFileDialog, mode: QFileDialog.FileMode) -> Path | None:
    return next(iter(_files(dialog, mode)), None)


def _files(dialog: QFileDialog, mode: QFileDialog.FileMode) -> list[Path]:
    dialog.setFileMode(mode)
    if sys.platform != "win32":
        # Left in English by Qt's own translation.
        dialog.setLabelText(QFileDialog.DialogLabel.LookIn, "位置：")
        dialog.setLabelText(QFileDialog.DialogLabel.FileType, "文件类型：")
    chosen = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return [Path(one) for one in chosen]


def text(parent: QWidget | None, title: str, label: str, value: str) -> str | None:
    """A line of text, or None."""
    answer, accepted = QInputDialog.getText(parent, title, plain(label), text=value)
    return answer if accepted else None
