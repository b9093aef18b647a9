"""No text of a document is taken for HTML: nothing is fetched because it is shown."""

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QMessageBox, QWidget
from trust import Promise

from perfdesk.model.document import Document
from perfdesk.model.edits import SetFields
from perfdesk.ui import ask
from perfdesk.ui.background import Task
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.plain_text import PlainLabel, plain

UI = Path(__file__).resolve().parents[2] / "perfdesk" / "ui"
# Wider and higher than any text, which is only one of the two: who fetched it is as large.
SIZE = 1_900


@pytest.fixture
def picture(tmp_path: Path) -> str:
    image = QImage(SIZE, SIZE, QImage.Format.Format_RGB32)
    image.fill(0)
    assert image.save(str(tmp_path / "x.png"))
    return str(tmp_path / "x.png")


WAYS = [
    '<img src="{}">', '甲<img src="{}">', '\n<qt><img src="{}">', '<!DOCTYPE html><img src="{}">',
    '&lt;<img src="{}">', '<table><tr><td background="{}"><img src="{}"></table>', '<b>甲</b><img src="file://{}">',
]  # fmt: skip


def is_large(widget: QWidget) -> bool:
    return min(widget.sizeHint().width(), widget.sizeHint().height()) >= SIZE


def tip(text: str) -> QLabel:
    """What a tooltip shows: Qt makes a label of it that guesses what its text is (QTipLabel in qtooltip.cpp).

    The one that is shown is not looked for among the widgets of the process: Qt deletes it when it likes, and asking
    one that is gone what it is has ended a run with a segmentation fault.
    """
    return QLabel(text)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("way", WAYS)
def test_labels_tooltips_and_messages_fetch_no_picture(
    picture: str, way: str, monkeypatch: pytest.MonkeyPatch, promise: Promise
) -> None:
    text = way.replace("{}", picture)
    assert is_large(QLabel(text)), "Qt would, or this tests nothing"
    assert is_large(tip(text)), "a tooltip would too"
    assert not is_large(PlainLabel(text))
    assert not is_large(tip(plain(text)))
    shown: list[QMessageBox] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: shown.append(box))
    ask.warn(None, text)
    ask.choose(None, text, ["甲"])
    assert [label for box in shown for label in box.findChildren(QLabel) if is_large(label)] == []
    waiting = Task(None, text, lambda go_on: None, lambda _: None, lambda _: None)
    assert not is_large(waiting._progress)
    promise("T9", "texts like HTML, shown: nothing is fetched", 5, 5)


@pytest.mark.parametrize("text", ["", "甲", "甲 < 乙", "≥95%", "a&b", "第一行\n第二行"])
def test_a_text_looks_the_same(text: str) -> None:
    assert plain(text).replace("\u2060", "") == text
    assert plain("甲乙") == "甲乙"


def _indexes(model: QAbstractItemModel, parent: QModelIndex) -> list[QModelIndex]:
    found = [model.index(r, c, parent) for r in range(model.rowCount(parent)) for c in range(model.columnCount(parent))]
    return found + [deeper for one in found if one.column() == 0 for deeper in _indexes(model, one)]


def test_no_cell_label_or_tooltip_of_the_window_fetches_a_picture(
    window: MainWindow, book: Document, picture: str, promise: Promise
) -> None:
    """Every text of the document is one that Qt would take for HTML, in all views."""
    evil = f'<img src="{picture}">'
    nodes = [book.id, *book.places]
    window.session.show(
        SetFields({(node, key): evil for node in nodes for key in book.fields_of(node)}).apply(book), ""
    )
    QApplication.processEvents()
    tried = 0
    for label in window.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText or "<" not in label.text(), label.text()
        tried += 1
    for view in window.findChildren(QAbstractItemView):
        for index in _indexes(view.model(), QModelIndex()):
            text = index.data(Qt.ItemDataRole.ToolTipRole)
            if isinstance(text, str) and "img" in text:
                assert not is_large(tip(text)), text
                tried += 1
    for widget in window.findChildren(QWidget):
        assert "<img" not in widget.toolTip(), widget
    assert tried > 20
    promise("T9", "a document of texts like HTML, shown in the window", tried, tried)


# Who may write HTML: nothing of a document is in it, or it is escaped.
MAY = {"dialogs/about.py", "dialogs/guide.py", "dialogs/rules_help.py", "dialogs/text_page.py", "dialogs/key_sheet.py"}


def test_no_label_or_tooltip_of_the_program_guesses_what_its_text_is() -> None:
    """A label is a PlainLabel; a tooltip that is put together goes through plain()."""
    for path in UI.rglob("*.py"):
        name = path.relative_to(UI).as_posix()
        if name == "plain_text.py" or name in MAY:
            continue
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "QLabel", f"{name}:{node.lineno}"
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "setToolTip":
                text = node.args[-1]
                named = isinstance(text, ast.Name) and name in {"views/preview.py", "dialogs/indicator_library.py"}
                known = isinstance(text, ast.Constant) or named or name == "actions.py"
                assert known or ast.unparse(text).startswith("plain("), f"{name}:{node.lineno}"
