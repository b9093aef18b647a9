"""Every question to the user as one small function, so that a test can answer it. Buttons say what they do."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

DOCUMENTS = "预算绩效文件 (*.perfdesk)"
SOURCES = "可装入的文件 (*.docx *.xlsx *.txt);;Word 文档 (*.docx);;Excel 工作簿 (*.xlsx);;文本 (*.txt)"


def tell(parent: QWidget | None, message: str) -> None:
    """Something went wrong; the sentence says what, what is safe, and what to do."""
    box = QMessageBox(QMessageBox.Icon.Warning, "提示", message, QMessageBox.StandardButton.NoButton, parent)
    box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
    box.exec()


def choose(parent: QWidget | None, question: str, buttons: Sequence[str]) -> int | None:
    """Which button was pressed, from 0; None if the question was closed. Enter takes the first, Esc the last."""
    box = QMessageBox(QMessageBox.Icon.Question, "请选择", question, QMessageBox.StandardButton.NoButton, parent)
    made = [box.addButton(text, QMessageBox.ButtonRole.ActionRole) for text in buttons]
    box.setDefaultButton(made[0])
    box.setEscapeButton(made[-1])
    box.exec()
    pressed = box.clickedButton()
    return next((at for at, button in enumerate(made) if button is pressed), None)


def file_to_open(parent: QWidget | None, title: str, kinds: str, start: Path) -> Path | None:
    """An existing file, or None."""
    name, _ = QFileDialog.getOpenFileName(parent, title, str(start), kinds)
    return Path(name) if name else None


def file_to_write(parent: QWidget | None, title: str, kinds: str, start: Path) -> Path | None:
    """A file name to write to, with the ending of `start`, overwriting agreed to. Or None."""
    while True:
        name, _ = QFileDialog.getSaveFileName(parent, title, str(start), kinds)
        if not name:
            return None
        path = Path(name)
        if path.suffix.lower() == start.suffix:
            return path
        # The dialog asked about the name without the ending, which is another file.
        path = path.with_name(path.name + start.suffix)
        if not path.exists() or choose(parent, f"“{path.name}”已经存在。", ["替换它", "换一个名字"]) == 0:
            return path
        start = path


def text(parent: QWidget | None, title: str, label: str, value: str) -> str | None:
    """A line of text, or None."""
    answer, accepted = QInputDialog.getText(parent, title, label, text=value)
    return answer if accepted else None
