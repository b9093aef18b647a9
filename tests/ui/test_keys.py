"""The table of keys, typed through: in every view and every kind of editor, with real key events in the real window."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from typist import Typist

_TABLE = tomllib.loads(Path(__file__).with_name("keys.toml").read_text("utf-8"))
_BEGIN = {"ready": "", "enter": "7", "edit": "F2 7"}
_NAMES = {"Esc": "Escape", "Backspace": "Backspace"}


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
    # The other panels would be painted after each of twelve hundred keys.
    typist.window.workbench.toggle_findings()
    typist.window.workbench.toggle_tree()
    for row in _rows(cell["kind"], mode):
        typist.begin_again(cell["view"], cell["at"])
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
