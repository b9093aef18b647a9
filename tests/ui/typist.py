"""Someone who types, for tests of the cells: with real key events, which go to the window as the system's do."""

from notation import document as written
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from perfdesk.model.document import Document
from perfdesk.ui.main_window import MainWindow
from perfdesk.ui.views.cell_table import CellTable
from perfdesk.ui.views.editors import editor_text
from perfdesk.ui.views.key_table import CellMode

BOOK = """
department_name=青禾县档案馆 | fiscal_year=2025 | money_unit=万元 | itemised_goals=管好馆藏
# 网站维护费 | code=130300250001 | budget_total=22.20 | budget_fiscal=22.20 | plan_06=40% | goal=全年稳定运行
- 数量 | 维护次数 | ≥4次
- 数量 | 网站数量 | 1个
- 质量 | 正常运行率 | ≥95%
# 库房租金 | budget_total=5.00
- 数量 | 库房面积 | ≥200平方米
"""


class Typist:
    """Someone who types into one window, and looks where that leads."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window

    @property
    def table(self) -> CellTable:
        return self.window.workbench.cells.table

    def begin(self, view: str, at: str, book: Document | None = None) -> None:
        """A fresh document, the frame in a cell."""
        fresh = book or written(BOOK).with_fields({("p1", "goal"): "全年稳定运行\n不出事故"})
        self.window.session.start(fresh, saved=True)
        self.go(view, at)

    def begin_again(self, view: str, at: str) -> None:
        """As after `begin`, and by it, unless the document that it began is as it was and no editor is open."""
        session = self.window.session
        steps = not session.is_open or session.history.undo_label or session.history.redo_label
        (self.begin if steps or self.mode != "ready" else self.go)(view, at)

    def go(self, view: str, at: str) -> None:
        """The frame into a cell, and nothing else selected."""
        node, key = at.split()
        self.window.session.select("d")
        self.window.workbench.show_view(1 if view == "list" else 0)
        if view == "annex":
            self.window.session.select(node, key)
        self.table.setFocus()
        self.table.frame(self.table.index_of(node, key))

    def press(self, keys: str) -> None:
        """Presses keys by their names; they go to the window, as the system's do."""
        for name in keys.split():
            combination = QKeySequence(name)[0]
            QTest.keyClick(self.window.windowHandle(), combination.key(), combination.keyboardModifiers())

    def places(self) -> str:
        """Where the frame stands."""
        index = self.table.currentIndex()
        return " / ".join(f"{node} {key}" for node, key in self.table.places(index))

    def selected(self) -> list[str]:
        """The first field of each selected cell."""
        return [" ".join(self.table.places(index)[0]) for index in self.table.chosen()]

    def text(self, at: str) -> str:
        node, key = at.split()
        return self.window.session.document.fields_of(node)[key]

    @property
    def mode(self) -> str:
        return self.table.mode.name.lower()

    def editor(self) -> str | None:
        editor = self.table.delegate.editor
        return None if self.table.mode is CellMode.READY or editor is None else editor_text(editor)

    def type(self, text: str) -> None:
        """Types letters as they stand."""
        for letter in text:
            QTest.keyClick(self.window.windowHandle(), letter)

    def compose(self, letters: str, commit: str = "") -> None:
        """What an input method sends to whoever has the keyboard: letters underlined, or a text that is settled."""
        event = QInputMethodEvent(letters, [])
        event.setCommitString(commit)
        QApplication.sendEvent(QGuiApplication.focusObject(), event)

    def click(self, node: str, key: str, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Clicks into a cell."""
        table = self.table
        where = table.visualRect(table.index_of(node, key)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifiers, where)
