"""Plants faults in the code, one at a time, and prints the share of them that the tests notice.

    python -m tests.mutation perfdesk/merge --most 60 --seed 1
    python -m tests.mutation perfdesk/store/atomic.py

Without --tests, the tests of a room are those of the same name under tests/. They stop at the first that fails; those
named after the module of the fault run first. Each fault is judged by a process of its own, in which one module is
replaced while it is imported: no file of the project is touched. But the faulty code runs, with all rights of who
starts this: a test must name nothing outside a folder of its own, or a fault in what writes files replaces it. (As
root, a fault in store/atomic once replaced /dev/null, which a test had named.) So root's rights are given up: the user
nobody runs all on a copy of the project in a temporary folder, if nobody may run this Python; if not, a line says so.
Tests that start further processes judge unharmed code there, so the true share may be a little higher. Runs where
processes can be forked, which Windows cannot.
"""

import argparse
import ast
import os
import pwd
import random
import resource
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType
from typing import Any, NamedTuple

import pytest

# Seconds of the processor for the tests without a fault. With one they get three times what they took then.
LONGEST = 300
# A fault that waits for what never comes takes no time of the processor: then so many times as much by the clock.
PATIENCE = 20
# For a fault that gathers without end.
MEMORY = 4 << 30

COMPARISONS = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
ARITHMETIC = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
OPPOSITES = {"min": "max", "max": "min", "any": "all", "all": "any"}


class Fault(NamedTuple):
    """One place of a file with another text."""

    file: Path
    line: int
    before: str
    after: str
    source: bytes

    @property
    def module(self) -> str:
        """The name by which Python imports the file."""
        return ".".join(part for part in self.file.with_suffix("").parts if part != "__init__")


# --- planting ---------------------------------------------------------------------------------------------------


def faults(file: Path) -> Iterator[Fault]:
    """All faults that can be planted in a file."""
    source = file.read_bytes()
    starts = [0, *accumulate(map(len, source.splitlines(keepends=True)))]
    for node, is_condition in _judged(ast.parse(source)):
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[node.end_lineno - 1] + node.end_col_offset
        for after in _replacements(node, is_condition):
            planted = source[:start] + after.encode() + source[end:]
            yield Fault(file, node.lineno, source[start:end].decode(), after, planted)


def _judged(node: ast.AST) -> Iterator[tuple[Any, bool]]:
    """What runs, and whether it is a condition. Not types and decorators; nor what is in an f-string, of which
    Python 3.11 does not know the place; nor `strict=True`, which only guards."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "bases"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.expr | ast.stmt):
                yield child, name in {"test", "ifs"}
            guards = isinstance(child, ast.keyword) and child.arg == "strict"
            if isinstance(child, ast.AST) and not isinstance(child, ast.JoinedStr) and not guards:
                yield from _judged(child)


def _replacements(node: Any, is_condition: bool) -> Iterator[str]:
    """What may stand in the place of a statement or an expression."""
    if isinstance(node, ast.AugAssign) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        yield "pass"
    if is_condition:
        yield from ("True", "False")
    for other in _others(node):
        yield f"({ast.unparse(other)})"


def _others(node: Any) -> Iterator[ast.expr]:
    match node:
        case ast.Compare(left, operators, right):
            for at, one in enumerate(operators):
                yield ast.Compare(left, [*operators[:at], COMPARISONS[type(one)](), *operators[at + 1 :]], right)
        case ast.BoolOp(operator, values):
            yield ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values)
            yield from (ast.BoolOp(operator, [*values[:at], *values[at + 1 :]]) for at in range(len(values)))
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.BinOp(left, operator, right) if type(operator) in ARITHMETIC:
            if not (_is_no_number(left) or _is_no_number(right)):
                yield ast.BinOp(left, ARITHMETIC[type(operator)](), right)
        case ast.Call(ast.Name(), [_, *_]):
            yield from _other_calls(node.func.id, node)
        case ast.Constant(value):
            yield from map(ast.Constant, _other_values(value))


def _other_calls(name: str, call: ast.Call) -> Iterator[ast.expr]:
    if name in OPPOSITES:
        yield ast.Call(ast.Name(OPPOSITES[name]), call.args, call.keywords)
    elif name in {"sorted", "reversed"}:
        yield ast.Call(ast.Name("list"), call.args[:1], [])


def _is_no_number(node: ast.expr) -> bool:
    """A text or a type, to which the other operator does not apply."""
    match node:
        case ast.Constant(value):
            return value is None or isinstance(value, str)
        case ast.Name(name):
            return name[:1].isupper() and not name.isupper()
    return isinstance(node, ast.JoinedStr | ast.Subscript)


def _other_values(value: object) -> Iterator[object]:
    """Bounds a little further on; those of money are written as texts."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    elif isinstance(value, float):
        yield value / 2 or 1.0
    elif isinstance(value, str) and value.isascii() and value.isdecimal():
        yield str(int(value) + 1)


# --- judging ----------------------------------------------------------------------------------------------------


class _Planted(SourceFileLoader):
    """Loads a module with its fault, and keeps nothing of it on disk."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.module, str(fault.file.resolve()))
        self._source = fault.source

    def get_code(self, fullname: str) -> CodeType:
        return compile(self._source, self.path, "exec")


class _Finder(MetaPathFinder):
    def __init__(self, fault: Fault) -> None:
        self._fault = fault

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:
        if fullname != self._fault.module:
            return None
        return spec_from_file_location(fullname, self._fault.file.resolve(), loader=_Planted(self._fault))


class _LikelyFirst:
    """Most faults are seen by a test of their own module, and by an example, which takes no time beside a property."""

    def __init__(self, fault: Fault | None) -> None:
        self._own = f"test_{fault.file.stem}" if fault is not None else ""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: (self._is_property(item), not item.path.stem.startswith(self._own)))

    def _is_property(self, item: pytest.Item) -> bool:
        return item.get_closest_marker("hypothesis") is not None


def passes(tests: Sequence[str], fault: Fault | None, seconds: int) -> bool:
    """Whether the tests pass with a fault. One that makes them endless does not."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] == 0
    signal.alarm(PATIENCE * seconds)
    for limit, most in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, MEMORY)):
        # Not the hard one, below which a test's own child, run by nobody, could set no limit of its own.
        resource.setrlimit(limit, (most, resource.getrlimit(limit)[1]))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(1, 2)
    if fault is not None:
        sys.meta_path.insert(0, _Finder(fault))
    os._exit(pytest.main(["-qx", "-p", "no:cacheprovider", *tests], [_LikelyFirst(fault)]))


# --- the run ----------------------------------------------------------------------------------------------------


def main() -> None:
    """Prints each fault that nobody notices, and the share that somebody does."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutation", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("where", type=Path, help="a room or a file of the code")
    parser.add_argument("--tests", nargs="+", help="what may notice a fault")
    parser.add_argument("--most", type=int, default=60, help="how many faults are drawn")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if os.geteuid() == 0 and _nobody_may_run_this():
        sys.exit(_run_as_nobody())
    os.environ["CI"] = "true"  # the same inputs each time
    tests = asked.tests or [str(room_tests(asked.where))]
    known = [fault for file in files_of(asked.where) for fault in faults(file)]
    drawn = sorted(random.Random(asked.seed).sample(known, min(asked.most, len(known))))
    alive = list(_alive(drawn, tests))
    print(table(drawn, alive), f"Of {len(known)} faults that are possible.", sep="\n")


def _nobody_may_run_this() -> bool:
    """Not where root's Python stands in root's own folder."""
    try:
        subprocess.run([sys.executable, "-c", ""], check=True, user="nobody", cwd="/")
    except (OSError, subprocess.CalledProcessError):
        print(f"with the rights of root, as nobody may not run {sys.executable}", file=sys.stderr)
        return False
    return True


def _run_as_nobody() -> int:
    """Starts the same run again with the rights of nobody, on a copy of the project; its exit code."""
    here, nobody = Path.cwd(), pwd.getpwnam("nobody")
    with TemporaryDirectory() as folder:
        copy = Path(folder, here.name)
        shutil.copytree(here, copy, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        Path(folder, "shared").symlink_to(here.parent / "shared")  # the seeds, which stand beside the project
        for path in (Path(folder), copy, *copy.rglob("*")):
            os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
        # pytest names its folder after the user.
        own = os.environ | {"HOME": folder, "TMPDIR": folder, "LOGNAME": "nobody", "USER": "nobody"}
        again = [sys.executable, *sys.orig_argv[1:]]
        return subprocess.run(
            again, cwd=copy, env=own, check=False, user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[]
        ).returncode


def files_of(where: Path) -> list[Path]:
    """The modules of a room, or the one that is asked for."""
    return sorted(where.rglob("*.py")) if where.is_dir() else [where]


def room_tests(where: Path) -> Path:
    """The tests of a room; of a file those of its room."""
    room = where if where.is_dir() else where.parent
    return Path("tests", *room.parts[1:])


def _alive(drawn: Sequence[Fault], tests: Sequence[str]) -> Iterator[Fault]:
    """The faults that no test notices, each printed as soon as it is known."""
    if not passes(tests, None, LONGEST):
        sys.exit(f"{tests} fail without a fault")
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    longest = 5 + 3 * int(spent.ru_utime + spent.ru_stime)
    for number, fault in enumerate(drawn, 1):
        if passes(tests, fault, longest):
            print(f"[{number}] {fault.file}:{fault.line}: {_line(fault.before)}  ->  {_line(fault.after)}", flush=True)
            yield fault


def table(drawn: Sequence[Fault], alive: Sequence[Fault]) -> str:
    """How many faults of each file were noticed."""
    planted, left = (Counter(str(fault.file) for fault in faults) for faults in (drawn, alive))
    wide = max(map(len, planted), default=0)
    rows = [*((name, left[name], count) for name, count in planted.items()), ("all", len(alive), len(drawn))]
    return "\n".join(
        f"{name:{wide}}  {count - missed:4} of {count:4} noticed {(count - missed) / max(count, 1):5.0%}"
        for name, missed, count in rows
    )


def _line(text: str) -> str:
    return " ".join(text.split())


if __name__ == "__main__":
    main()
