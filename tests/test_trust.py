"""The table of what is promised: what it prints, and that nothing can be counted that was not tried."""

from pathlib import Path

import pytest
from trust import ROWS, Count, table

pytest_plugins = ["pytester"]

COUNTING = """
import pytest

def test_one(promise):
    promise("T4", "refused once", 3, 3)

@pytest.mark.parametrize("times", [1, 2])
def test_several(promise, times):
    promise("T1", "killed: 保存", times, times)

def test_all_must_hold(promise):
    promise("T1", "killed: export", 1, 2)

def test_or_there_is_a_reason(promise):
    promise("T2", "logout", 1, 2, but="no session here")

@pytest.mark.parametrize("counts", [("T19", "x", 1, 1), ("T1", "x", 0, 0), ("T1", "x", 2, 1)])
def test_what_makes_no_sense(promise, counts):
    with pytest.raises(AssertionError):
        promise(*counts)

def test_that_counts_nothing():
    pass
"""

PRINTED = """
*what is promised: held / tried*
T1   killed while saving
     killed: 保存          3 /       3
     killed: export        1 /       2
T2   program or power dies while editing
     logout                1 /       2  no session here
T4   target locked by another program
     refused once          3 /       3
not counted in this run: T3 T5 T6 *
"""


@pytest.fixture(autouse=True)
def _counts(pytester: pytest.Pytester) -> None:
    """Processes of xdist have a path of their own."""
    here = str(Path(__file__).parent)
    pytester.makeconftest(f"import sys\nsys.path.insert(0, {here!r})\npytest_plugins = ['trust']")


@pytest.mark.parametrize("options", [[], ["-n", "1"]], ids=["alone", "spread over processes"])
def test_a_run_ends_with_the_table(pytester: pytest.Pytester, options: list[str]) -> None:
    pytester.makepyfile(COUNTING)
    run = pytester.runpytest(*options)
    run.assert_outcomes(passed=8, failed=1)
    run.stdout.fnmatch_lines(PRINTED.strip().splitlines(), consecutive=True)
    run.stdout.fnmatch_lines("*T1, killed: export: 1 held of 2*")


def test_only_the_tests_that_count_can_be_run(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(COUNTING)
    run = pytester.runpytest("--promises")
    run.assert_outcomes(passed=7, failed=1, deselected=1)


def test_a_run_without_counts_prints_none(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_that_counts_nothing(): pass")
    run = pytester.runpytest()
    run.assert_outcomes(passed=1)
    run.stdout.no_fnmatch_line("*what is promised*")


def test_when_all_is_counted_no_row_is_missing() -> None:
    lines = [*table(Count(row, "x", 1, 1) for row in reversed(ROWS))]
    assert [line.split()[0] for line in lines[::2]] == list(ROWS)
    assert "not counted" not in lines[-1]
