"""Ten tables read by a reviewer before the rules were asked (fixtures/reviewed.txt), and how far the rules agree.

When the tables were new to the rules, 46 of 47 faults were found and three right lines were warned of. One of the three
was a slip of the reviewer, who had overlooked a percentage without its sign; the other two were a share of a cost
(工程监理费 ≤3%) and a unit cost beside it, which the rules have learned since. Who wrote the tables had made the rules,
so a stranger's tables say more.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from notation import document

from perfdesk.forms.loader import form
from perfdesk.rules.check import check
from tests.rules.corpus.measure import LETTERS

_FILE: Final = Path(__file__).resolve().parent / "fixtures" / "reviewed.txt"
_VERDICT: Final = re.compile(r"\s*< ([EWI]) [^|]*")
_GRAVITY: Final = {severity: place for place, severity in enumerate(LETTERS.values())}
_TEXTS: Final = ("goal", "purpose")


class Read(NamedTuple):
    """A line: what the reviewer says of it ("" for a right one), and the gravest that the rules say."""

    line: str
    wanted: str
    said: str


@cache
def read() -> tuple[Read, ...]:
    lines = [line for line in _FILE.read_text(encoding="utf-8").splitlines() if line[:1] in ("#", "-")]
    bare = "\n".join(_VERDICT.sub(" ", line).replace("- 满意", "- 服务对象", 1) for line in lines)
    one = document(f"fiscal_year=2025 | department_name=云岭县财政局 | money_unit=万元\n{bare}")
    said: dict[str, list[str]] = {}
    for finding in check(one, form(one.form)):
        if finding.indicator or finding.field in _TEXTS:
            letter = next(letter for letter, severity in LETTERS.items() if severity is finding.severity)
            said.setdefault(finding.node, []).append(letter)
    nodes = [node for project in one.projects for node in (project.id, *(row.id for row in project.indicators))]
    return tuple(_read(line, said.get(node, [])) for line, node in zip(lines, nodes, strict=True))


def _read(line: str, said: list[str]) -> Read:
    verdict = _VERDICT.search(line)
    return Read(line, verdict[1] if verdict else "", min(said, key=list(LETTERS).index, default=""))


def missed() -> Iterator[Read]:
    """The faults of which the rules say nothing, or less than the reviewer."""
    order = [*LETTERS, ""]
    return (one for one in read() if one.wanted and order.index(one.said) > order.index(one.wanted))


def blamed() -> Iterator[Read]:
    """The right lines of which the rules say an error or a warning."""
    return (one for one in read() if not one.wanted and one.said in ("E", "W"))


def test_there_are_ten_tables_with_right_and_faulty_lines() -> None:
    assert sum(one.line.startswith("#") for one in read()) == 10
    assert sum(bool(one.wanted) for one in read()) == 47
    assert sum(not one.wanted for one in read()) == 71


def test_the_faults_are_found_as_grave_as_the_reviewer_says() -> None:
    assert [one.line for one in missed()] == []


def test_hardly_a_right_line_is_blamed() -> None:
    assert [one.line for one in blamed()] == ["- 满意 | 受威胁群众满意度 | ≥90"]
