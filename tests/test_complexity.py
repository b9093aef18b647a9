"""The count of ways agrees with what radon 6.0.1 says of the same code; of all of perfdesk it was compared once."""

import pytest

from tests.complexity import complexities

WAYS = {
    "return 1": 1,
    "if a: pass": 2,
    "if a: pass\nelif b: pass\nelse: pass": 3,
    "return a if b else c": 2,
    "return a and b and c or d": 4,
    "for a in b: pass": 2,
    "for a in b: pass\nelse: pass": 3,
    "while a: pass\nelse: pass": 3,
    "try: pass\nexcept A: pass\nexcept B: pass": 3,
    "try: pass\nexcept A: pass\nelse: pass\nfinally: pass": 3,
    "return [a for a in b]": 2,
    "return {a for a in b if a if c for d in a}": 5,
    "assert a": 2,
    "match a:\n case 1: pass\n case 2: pass": 3,
    "match a:\n case 1: pass\n case _: pass": 2,
    "match a:\n case 1: pass\n case [_, *_] as b: pass": 3,
    "with a: pass": 1,
    "return lambda: a": 1,
}


@pytest.mark.parametrize(("body", "ways"), WAYS.items())
def test_each_kind_of_way_counts(body: str, ways: int) -> None:
    indented = "\n".join(f"    {line}" for line in body.splitlines())
    assert list(complexities(f"def f():\n{indented}")) == [("f", ways)]


def test_a_function_inside_counts_by_itself() -> None:
    code = "async def outer():\n    def inner():\n        if a: pass\n    if b: pass"
    assert sorted(complexities(code)) == [("inner", 2), ("outer", 2)]
