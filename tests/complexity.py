"""How many ways lead through a function (McCabe's cyclomatic complexity), counted as radon counts them."""

import ast
from collections.abc import Iterator


def complexities(code: str) -> Iterator[tuple[str, int]]:
    """Name and complexity of each function and method of a module; a function inside another counts by itself."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, 1 + sum(map(_ways, _inside(node.body)))


def _inside(nodes: list[ast.stmt]) -> Iterator[ast.AST]:
    """The nodes of a function's body, without those of functions inside it."""
    waiting: list[ast.AST] = [*nodes]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
            waiting += ast.iter_child_nodes(node)


def _ways(node: ast.AST) -> int:
    """How many ways a node adds."""
    match node:
        case ast.If() | ast.IfExp() | ast.Assert():
            return 1
        case ast.For() | ast.AsyncFor() | ast.While():
            return 1 + bool(node.orelse)
        case ast.Try():
            return len(node.handlers) + bool(node.orelse)
        case ast.BoolOp():
            return len(node.values) - 1
        case ast.comprehension():
            return 1 + len(node.ifs)
        case ast.Match():
            return len(node.cases) - any(_takes_all(case.pattern) for case in node.cases)
        case _:
            return 0


def _takes_all(pattern: ast.pattern) -> bool:
    """Whether a case is the else of its match."""
    return isinstance(pattern, ast.MatchAs) and pattern.pattern is None
