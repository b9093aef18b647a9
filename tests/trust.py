"""Counts how often each promise of the program was tried and held, and prints the table T1 … T18.

A test asks for the fixture `promise` and says what it counted:

    promise("T1", "SIGKILL at random instants: save", held, tried)

That fails unless all held; `but` gives the reason where they cannot. Counts of the same row and words are added up,
also from the processes of pytest-xdist. The table stands at the end of every run in which something was counted. The
tests that count, alone:

    pytest --promises                            the short ones, as in CI
    pytest --promises -m "slow or not slow"      the long ones too; takes an hour

It is one of conftest.py's parts: a plugin, whose hooks pytest finds by name.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Final, NamedTuple
from unicodedata import east_asian_width

import pytest

ROWS: Final = {
    "T1": "killed while saving",
    "T2": "program or power dies while editing",
    "T3": "disk full, disk faults, odd paths",
    "T4": "target locked by another program",
    "T5": "two people on one file",
    "T6": "corrupt or hostile document",
    "T7": "older and newer formats",
    "T8": "bombs",
    "T9": "macros, links, external objects",
    "T10": "text that becomes a formula",
    "T11": "control characters",
    "T12": "merge loses something",
    "T13": "false conflicts",
    "T14": "useless backups",
    "T15": "undo corrupts",
    "T16": "something silent on the way in",
    "T17": "traces",
    "T18": "the socket of the single instance",
}
_PROPERTY: Final = "promise"


class Count(NamedTuple):
    """So many cases of a row held of so many tried. `but` says why not all of them hold, "" if they must."""

    row: str
    what: str
    held: int
    tried: int
    but: str = ""


Promise = Callable[..., None]


@pytest.fixture
def promise(request: pytest.FixtureRequest) -> Promise:
    """Counts, and fails unless all cases that were tried held."""

    def counted(row: str, what: str, held: int, tried: int, but: str = "") -> None:
        assert row in ROWS, f"{row} is no row of the table"
        assert 0 <= held <= tried
        assert tried > 0, "nothing was tried"
        request.node.user_properties.append((_PROPERTY, (row, what, held, tried, but)))
        assert held == tried or but, f"{row}, {what}: {held} held of {tried}"

    return counted


def table(counts: Iterable[Count]) -> Iterator[str]:
    """The lines of the table: what was counted, by row, and which rows were not."""
    rows = list(ROWS)
    added = sorted(_added(counts), key=lambda one: rows.index(one.row))
    width = max((_columns(one.what) for one in added), default=0)
    for row, ones in groupby(added, key=lambda one: one.row):
        yield f"{row:4} {ROWS[row]}"
        for one in ones:
            what = one.what + " " * (width - _columns(one.what))
            yield f"     {what}  {one.held:>7,} / {one.tried:>7,}  {one.but}".rstrip()
    if missing := [row for row in rows if row not in {one.row for one in added}]:
        yield f"not counted in this run: {' '.join(missing)}"


def _added(counts: Iterable[Count]) -> Iterator[Count]:
    """One count for each row and words, in the order of the first."""
    found: dict[tuple[str, str, str], Count] = {}
    for one in counts:
        before = found.get((one.row, one.what, one.but))
        held, tried = (before.held, before.tried) if before else (0, 0)
        found[one.row, one.what, one.but] = one._replace(held=one.held + held, tried=one.tried + tried)
    return iter(found.values())


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes; a Chinese character takes two."""
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)


# --- hooks of pytest ------------------------------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option that leaves out all tests that count nothing."""
    parser.addoption("--promises", action="store_true", help="only the tests that count for the table T1 … T18")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves them out."""
    if config.getoption("promises"):
        kept = [item for item in items if "promise" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints the table."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.getreports(kind)]
    counts = [
        Count(*value)
        for report in reports
        if report.when == "call"
        for name, value in report.user_properties
        if name == _PROPERTY
    ]
    if counts:
        terminalreporter.section("what is promised: held / tried")
        for line in table(counts):
            terminalreporter.line(line)
