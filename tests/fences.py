"""What the rooms import from outside, against the table of what they may (pyproject.toml, [tool.fences]).

import-linter knows which contracts are forbidden; a world is closed only where it is said what is allowed. Run in the
folder of a checkout, this prints each import that is shut out and each entry of the table that nobody uses.
"""

import ast
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import grimp

PACKAGE: Final = "perfdesk"
QT: Final = "PySide6"
# What imports a module, or runs any code, without an import statement.
_BUILT_IN: Final = ("__import__", "eval", "exec")


class Import(NamedTuple):
    """A module, without the package's own name, and what it takes from outside."""

    module: str
    name: str


class Fences(NamedTuple):
    """The table: what every room may import, what each room may, and who may end in Qt."""

    plain: Sequence[str]
    rooms: Mapping[str, Sequence[str]]
    reaches_qt: Sequence[str]

    def room(self, module: str) -> str | None:
        """The row that covers a module: that with the longest name."""
        return max((room for room in self.rooms if is_within(module, room)), key=len, default=None)

    def entry(self, one: Import) -> tuple[str, str] | None:
        """The row and the entry in it that let an import in; None if it is shut out."""
        room = self.room(one.module)
        if room is None:
            return None
        rows = (("plain", self.plain), (room, self.rooms[room]))
        return next(((row, entry) for row, entries in rows for entry in entries if is_within(one.name, entry)), None)


def fences(root: Path) -> Fences:
    """The table of a checkout."""
    table = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["fences"]
    return Fences(table["plain"], table["rooms"], table["reaches-qt"])


def is_within(name: str, outer: str) -> bool:
    """Whether a dotted name is the other one, or inside of it."""
    return name == outer or name.startswith(f"{outer}.")


def modules(root: Path) -> dict[str, Path]:
    """The modules of the package by name, without the package's own except for itself."""
    found = {}
    for path in sorted((root / PACKAGE).rglob("*.py")):
        parts = path.relative_to(root / PACKAGE).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__") or PACKAGE] = path
    return found


def imports(root: Path) -> Iterator[Import]:
    """What the package takes from outside, also inside of functions and for types only."""
    for module, path in modules(root).items():
        for node in ast.walk(ast.parse(path.read_bytes())):
            yield from (Import(module, name) for name in _names(node) if not is_within(name, PACKAGE))


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.level == 0:
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Name) and node.id in _BUILT_IN:
        yield f"builtins.{node.id}"


def problems(root: Path) -> Iterator[str]:
    """One line for each thing in which code and table differ."""
    table, found, in_qt = fences(root), list(imports(root)), reaching_qt()
    yield from (f"{module} has no row" for module in modules(root) if table.room(module) is None)
    yield from (f"{one.module} may not import {one.name}" for one in found if table.entry(one) is None)
    yield from (
        f"{one} may not reach {QT}" for one in in_qt if not any(is_within(one, row) for row in table.reaches_qt)
    )
    rows = {"plain": table.plain, **table.rooms}
    unused = {(row, entry) for row, entries in rows.items() for entry in entries} - {table.entry(one) for one in found}
    yield from (f"{row} imports {entry} no more" for row, entry in sorted(unused))
    yield from (
        f"{row} reaches {QT} no more" for row in table.reaches_qt if not any(is_within(one, row) for one in in_qt)
    )


def reaching_qt() -> list[str]:
    """The modules from which a chain of imports leads to Qt."""
    graph = grimp.build_graph(PACKAGE, include_external_packages=True, cache_dir=None)
    return sorted(module.removeprefix(f"{PACKAGE}.") for module in graph.find_downstream_modules(QT))


if __name__ == "__main__":
    sys.path.insert(0, str(Path.cwd()))
    lines = list(problems(Path.cwd()))
    print("\n".join(lines))
    sys.exit(bool(lines))
