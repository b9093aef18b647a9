"""What the rules say of the corpus: which faults they find, and what they say of lines without fault."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from perfdesk.forms.loader import form_of
from perfdesk.rules.check import check
from perfdesk.rules.finding import Finding, Severity
from tests.rules.corpus.items import Correct, Faulty, Half, correct, families, faulty

# The gravest first: a finding counts if it is at least as grave as the reviewer's.
LETTERS: Final = {"E": Severity.ERROR, "W": Severity.WARNING, "I": Severity.INFO}
_GRAVITY: Final = {severity: place for place, severity in enumerate(LETTERS.values())}


class Outcome(StrEnum):
    """How a fault fared."""

    FOUND = "found"
    MILDER = "milder"  # by its family, but as less than it is
    OTHER = "other"  # something else was said of the place
    MISSED = "missed"


@dataclass(frozen=True)
class Judged:
    """A fault and how it fared; `said` are the rules that said something of the place."""

    fault: Faulty
    outcome: Outcome
    said: tuple[str, ...]


@dataclass(frozen=True)
class FalseFinding:
    """Something that is said of a line without fault; `number` 0 is the document."""

    number: int
    line: str
    finding: Finding


@dataclass(frozen=True)
class Measured:
    """A half of the corpus as the rules judge it. `lines` are all lines without fault, `wrong` what is said of them."""

    judged: tuple[Judged, ...]
    wrong: tuple[FalseFinding, ...]
    lines: int

    def found(self, *, least: str = "", family: str = "") -> tuple[int, int]:
        """How many faults of the severity and family were found, of how many."""
        all_ = [one for one in self.judged if least in ("", one.fault.least) and family in ("", one.fault.family)]
        return sum(one.outcome is Outcome.FOUND for one in all_), len(all_)

    def blamed(self, letter: str, rule: str = "") -> int:
        """Of how many lines without fault something of that severity is said."""
        wrong = (one for one in self.wrong if one.finding.severity is LETTERS[letter])
        return len({one.number for one in wrong if rule in ("", one.finding.rule)})


@cache
def measured(half: Half) -> Measured:
    """The half as the rules judge it now."""
    projects = correct(half)
    return Measured(
        judged=tuple(_judged(one) for one in faulty(half)),
        wrong=tuple(wrong for one in projects for wrong in _wrong(one)),
        lines=sum(len(one.numbers) for one in projects),
    )


def _judged(fault: Faulty) -> Judged:
    return judged(fault, check(fault.document, form_of(fault.document)))


def judged(fault: Faulty, findings: Iterable[Finding]) -> Judged:
    """How a fault fares by these findings about its document."""
    there = [one for one in findings if _is_there(one, fault)]
    ours = [one for one in there if one.rule in families()[fault.family].rules]
    return Judged(fault, _outcome(fault, ours, there), tuple(sorted({one.rule for one in there})))


def _is_there(finding: Finding, fault: Faulty) -> bool:
    """A project with a lonely indicator lacks classes, which is not what is asked; a table may be blamed anywhere."""
    if fault.row:
        return finding.indicator == fault.row
    return fault.at in ("", finding.field)


def _outcome(fault: Faulty, ours: Sequence[Finding], there: Sequence[Finding]) -> Outcome:
    gravities = [_GRAVITY[one.severity] for one in ours]
    if gravities and min(gravities) <= _GRAVITY[LETTERS[fault.least]]:
        return Outcome.FOUND
    if gravities:
        return Outcome.MILDER
    return Outcome.OTHER if fault.row and there else Outcome.MISSED


def _wrong(project: Correct) -> Iterator[FalseFinding]:
    for finding in check(project.document, form_of(project.document)):
        number = project.numbers.get(finding.node, 0)
        line = next((line for line in project.lines if line.startswith(f"{number} ")), "")
        yield FalseFinding(number, line, finding)
