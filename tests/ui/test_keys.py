"""The table of keys, typed through: in every view and every kind of editor, with real key events in the real window."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from notation import document as written
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

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
_TABLE = tomllib.loads(Path(__file__).with_name("keys.toml").read_text("utf-8"))
_BEGIN = {"ready": "", "enter": "7", "edit": "F2 7"}
_NAMES = {"Esc": "Escape", "Backspace": "Backspace"}


class Typist:
    """Someone who types into one window, and looks where that leads."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window

    @property
    def table(self) -> CellTable:
        return self.window.workbench.cells.table

    def begin(self, view: str, at: str) -> None:
        """A fresh document, the frame in a cell."""
        book = written(BOOK).with_fields({("p1", "goal"): "全年稳定运行\n不出事故"})
        self.window.session.start(book, saved=True)
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


@pytest.fixture
def typist(window: MainWindow, qtbot: QtBot) -> Typist:
    with qtbot.waitActive(window):
        window.activateWindow()
    return Typist(window)


def _wanted(cell: dict[str, str], row: dict[str, str], name: str) -> str | None:
    """What a row of the table says of a cell, in that cell's words."""
    kept = cell["kept"]
    said = row.get(name)
    if said is None:
        return None
    words = {"typed": cell["typed"], "empty": "", "behind7": f"{kept[1:]}7"}
    return words.get(said, said.replace("kept", kept))


def _seen(typist: Typist, cell: dict[str, str]) -> dict[str, Any]:
    selected = typist.selected()
    return {
        "cell": typist.text(cell["at"]),
        "text": typist.editor(),
        "at": typist.places().split(" / ")[0],
        "mode": typist.mode,
        "selected": sorted(selected),
    }


def _expected(cell: dict[str, str], row: dict[str, str]) -> dict[str, Any]:
    at = cell.get(row.get("at", ""), cell["at"])
    side = row.get("selected", "")
    also = cell.get(f"beside_{side}", cell.get(side, ""))
    return {
        "cell": _wanted(cell, row, "cell"),
        "text": _wanted(cell, row, "text"),
        "at": at,
        "mode": row.get("mode", "ready"),
        "selected": sorted({at, *filter(None, map(str.strip, also.split(",")))}),
    }


def _rows(kind: str, mode: str) -> list[dict[str, str]]:
    return [row for row in _TABLE["keys"][mode] if kind in row.get("kinds", kind).split()]


@pytest.mark.parametrize("mode", ["ready", "enter", "edit"])
@pytest.mark.parametrize("cell", _TABLE["cell"], ids=lambda cell: f"{cell['view']}-{cell['kind']}")
def test_every_key_does_in_every_cell_what_the_table_says(typist: Typist, cell: dict[str, str], mode: str) -> None:
    wrong = []
    for row in _rows(cell["kind"], mode):
        typist.begin(cell["view"], cell["at"])
        typist.press(_BEGIN[mode])
        typist.press(row["press"])
        seen, wanted = _seen(typist, cell), _expected(cell, row)
        differs = {name: (seen[name], wanted[name]) for name in wanted if seen[name] != wanted[name]}
        if differs:
            wrong.append((row["press"], differs))
        typist.press("Esc")
    assert wrong == []


def test_the_table_has_every_view_and_kind_of_editor() -> None:
    cells = {(cell["view"], cell["kind"]) for cell in _TABLE["cell"]}
    annex = {"code", "money", "percent", "long", "text", "target", "level"}
    assert {kind for view, kind in cells if view == "annex"} == annex
    assert {kind for view, kind in cells if view == "list"} == {"text", "target", "level"}
    assert {kind for view, kind in cells if view == "cover"} == {"text", "long", "year"}
