"""The checks that read the code instead of running it, so that one command checks everything."""

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from perfdesk.model.vocabulary import vocabulary
from tests.complexity import complexities

ROOT = Path(__file__).resolve().parents[1]

CHECKS = {
    "the code is formatted": ["ruff", "format", "--check", "."],
    "the code is linted": ["ruff", "check", "."],
    "the types hold": ["mypy"],
    # mypy leaves out what is for another system; its cache holds one system.
    "the types hold on Windows": ["mypy", "--platform", "win32", "--cache-dir", ".mypy_cache/win32"],
    "imports go downwards": ["lint-imports", "--no-cache"],
    "rooms import what they may": ["python", "tests/fences.py"],
}


@pytest.mark.parametrize("command", CHECKS.values(), ids=CHECKS.keys())
def test_house(command: list[str]) -> None:
    beside_python = Path(sys.executable).parent / command[0]
    program = str(beside_python) if beside_python.exists() else command[0]
    done = subprocess.run(
        [program, *command[1:]], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


# Names that several modules have, and why a reader is not misled.
SHARED_MODULE_NAMES = {
    "__init__": "Python's own name",
    "excel": "one kind of file: read by an importer, written by an exporter",
    "pdf": "one kind of file: the document in it is read by an importer, its pages are painted in paper",
    "word": "one kind of file: read by an importer, written by an exporter",
}


def _modules() -> Iterator[Path]:
    return (ROOT / "perfdesk").rglob("*.py")


def _shared(names: Iterator[tuple[str, Path]]) -> dict[str, set[Path]]:
    found: dict[str, set[Path]] = defaultdict(set)
    for name, path in names:
        found[name].add(path.relative_to(ROOT))
    return {name: paths for name, paths in found.items() if len(paths) > 1}


def _classes() -> Iterator[tuple[str, Path]]:
    for path in _modules():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                yield node.name, path


def test_no_two_modules_share_a_name_but_those_that_are_one_thing() -> None:
    shared = _shared((path.stem, path) for path in _modules())
    assert {name: shared[name] for name in shared.keys() - SHARED_MODULE_NAMES.keys()} == {}
    assert SHARED_MODULE_NAMES.keys() <= shared.keys(), "a row of the table is of no use any more"


def test_no_two_public_classes_share_a_name() -> None:
    assert _shared(_classes()) == {}


# Rules judge just these fields and forms print them; all others ask the vocabulary, or model/keys.py, which has 18.
# What remains are members of our JSON, the identity of imported nodes, and words that mean something else.
MOST_KEYS = 40
MAY_NAME_FIELDS = {"rules", "forms"}


def _field_keys(path: Path) -> Iterator[str]:
    """The texts in a module's code that are the key of a field; keys on request are everyday words (type, end)."""
    known = {field.key for field in vocabulary().usual}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in known:
            yield node.value


def test_facts_about_fields_stand_in_the_vocabulary() -> None:
    elsewhere = (path for path in _modules() if path.relative_to(ROOT / "perfdesk").parts[0] not in MAY_NAME_FIELDS)
    found = {str(path.relative_to(ROOT)): keys for path in elsewhere if (keys := [*_field_keys(path)])}
    assert sum(map(len, found.values())) <= MOST_KEYS, found


# So many ways a reader can follow through one function; with more it does two things.
MOST_WAYS = 15


def test_no_function_has_more_ways_than_a_reader_can_follow() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {name}": ways
        for path in _modules()
        for name, ways in complexities(path.read_text(encoding="utf-8"))
        if ways > MOST_WAYS
    }
    assert found == {}
