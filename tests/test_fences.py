"""The fences hold: what was once planted through each hole of theirs breaks them now."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from fences import Fences, Import, imports

ROOT = Path(__file__).resolve().parents[1]
FENCES = (str(ROOT / "tests" / "fences.py"),)
LINT_IMPORTS = ("-c", "from importlinter.cli import lint_imports_command as main; main()", "--no-cache")

# Modules and what is written into them, with the imports that nothing may let through.
FROM_OUTSIDE = {
    "work.rollup": ("PySide6.QtCore", "docx", "lxml.etree", "platformdirs"),
    "commands.cli": ("PySide6.QtWidgets",),
    "rules.funds": ("pydantic", "pyarrow", "pypdf", "os", "random"),
    "model.values": ("numpy", "requests", "pathlib", "time", "datetime"),
    "merge.order": ("random", "socket"),
    "forms.book": ("urllib.request",),
    "paper.pages": ("PySide6.QtGui",),
    "importers.word": ("socket", "pickle", "ctypes"),
    "store.container": ("subprocess",),
    "ui.models.outline": ("PySide6.QtWidgets",),
    "ui.session": ("PySide6.QtWidgets",),
}
INSIDE = {
    "ui.models.outline": "perfdesk.ui.main_window",
    "ui.views.tabs": "perfdesk.ui.main_window",
    "ui.models.rows_model": "perfdesk.ui.views.plain_table",
    "forms.blank": "perfdesk.rules.check",
}
# Downwards, so that no layer minds; but from here on reading a file would need a display.
TOWARDS_QT = {"importers.word": "perfdesk.paper.painter"}
NEW_MODULES = ("telemetry", "ui.helpers")


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout with all of it planted, half of it inside of functions."""
    root = tmp_path_factory.mktemp("planted")
    shutil.copytree(ROOT / "perfdesk", root / "perfdesk", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", root)
    for module, names in FROM_OUTSIDE.items():
        _plant(root, module, "def _() -> None:\n" + "".join(f"    import {name}\n" for name in names))
    for module, name in {**INSIDE, **TOWARDS_QT}.items():
        _plant(root, module, f"import {name}\n")
    for module in NEW_MODULES:
        _plant(root, module, "import perfdesk.ui.main_window\n")
    return root


def _plant(root: Path, module: str, lines: str) -> None:
    path = root / "perfdesk" / f"{module.replace('.', '/')}.py"
    with path.open("a", encoding="utf-8") as stream:
        stream.write(f"\n{lines}")


@pytest.fixture(scope="module")
def told(planted: Path) -> str:
    """What the table says of the copy, asked once."""
    return _said(planted, *FENCES)


def _said(root: Path, *command: str) -> str:
    """What a check that must fail says, in one line, however wide the screen is."""
    done = subprocess.run(
        [sys.executable, *command], cwd=root, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return re.sub(r"\s+", " ", done.stdout)


def test_what_no_room_may_import_is_shut_out(told: str) -> None:
    for module, names in FROM_OUTSIDE.items():
        for name in names:
            assert f"{module} may not import {name} " in f"{told} ", (module, name)


def test_who_must_not_end_in_qt_is_named_on_the_whole_way(told: str) -> None:
    for module in (
        "work.rollup",
        "importers.word",
        "importers.load",
        "work.reader_process",
        "work.gather",
        "telemetry",
    ):
        assert f" {module} may not reach PySide6 " in f" {told} ", module
    assert "store.atomic may not reach PySide6" not in told


def test_a_new_module_without_a_row_is_named(told: str) -> None:
    assert "telemetry has no row" in told
    assert "perfdesk has no row" not in told


def test_an_entry_that_nobody_uses_is_named(planted: Path) -> None:
    table = planted / "pyproject.toml"
    text = table.read_text(encoding="utf-8")
    wider = text.replace("\nmerge = []", '\nmerge = ["secrets"]', 1).replace(
        '"self_test", "ui"', '"self_test", "store", "ui"'
    )
    table.write_text(wider, encoding="utf-8")
    try:
        said = _said(planted, *FENCES)
        assert "merge imports secrets no more" in said
        assert "store reaches PySide6 no more" in said
    finally:
        table.write_text(text, encoding="utf-8")


def test_an_import_upwards_breaks_both_contracts(planted: Path) -> None:
    said = _said(planted, *LINT_IMPORTS)
    assert "The rooms are stacked BROKEN" in said
    assert "The window is stacked too BROKEN" in said
    for module, name in INSIDE.items():
        assert f"perfdesk.{module} -> {name}" in said


def test_a_new_module_in_no_layer_breaks_its_contract(planted: Path) -> None:
    said = _said(planted, *LINT_IMPORTS)
    for module in NEW_MODULES:
        assert f"perfdesk.{module}" in said


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("import os.path", "os.path"),
        ("import os as 这", "os"),
        ("from os import path", "os.path"),
        ("if False:\n    import socket", "socket"),
        ("class A:\n    def b(self):\n        from http import client", "http.client"),
        ("try:\n    import numpy\nexcept ImportError:\n    pass", "numpy"),
        ("__import__('numpy')", "builtins.__import__"),
        ("run = exec", "builtins.exec"),
    ],
)
def test_an_import_is_seen_wherever_it_hides(code: str, name: str, tmp_path: Path) -> None:
    (tmp_path / "perfdesk").mkdir()
    (tmp_path / "perfdesk" / "rollup.py").write_text(code, encoding="utf-8")
    assert list(imports(tmp_path)) == [Import("rollup", name)]


def test_the_row_with_the_longest_name_takes_the_place_of_its_rooms() -> None:
    table = Fences(["re"], {"ui": ["PySide6.QtWidgets", "os"], "ui.models": ["PySide6.QtCore"]}, [])
    assert table.entry(Import("ui.documents", "os.path")) == ("ui", "os")
    assert table.entry(Import("ui.models.tree", "PySide6.QtCore.Qt")) == ("ui.models", "PySide6.QtCore")
    assert table.entry(Import("ui.models.tree", "PySide6.QtWidgets.QLabel")) is None
    assert table.entry(Import("ui.models.tree", "re")) == ("plain", "re")
    assert table.entry(Import("ui.models_of_old", "os")) == ("ui", "os")
    assert table.entry(Import("uint", "os")) is None
    assert table.entry(Import("ui.documents", "PySide6")) is None
    assert table.entry(Import("ui.documents", "osx")) is None
