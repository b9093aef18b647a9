"""The findings of a document by project and node, with their counts. The checker updates it and the views read it.

The cost of an edit here does not depend on the number of projects.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import repeat
from typing import Final

from perfdesk.rules.finding import Finding, Head, Severity
from perfdesk.rules.table import rule
from perfdesk.rules.to_fill import ToFill, blanks

# By severity, head, TO_FILL and BLANK.
Tally = Mapping[str, int]
# Key of a tally: the findings about blanks that nobody has visited yet.
TO_FILL: Final = "to-fill"
# Key of a tally: the mandatory contents that are blank, visited or not.
BLANK: Final = "blank"

# What a list of findings is grouped by; the answered ones come behind.
GROUPS: Final = tuple((head, severity) for head in Head for severity in Severity)


class ProjectFindings:
    """The findings of one project and its indicators, or (project "") those of the document's own fields.

    `all` has them in the order of the rules. Each is either answered, or only `to_fill`, or open.
    """

    def __init__(self, findings: tuple[Finding, ...], is_to_fill: ToFill | None = None) -> None:
        self.all = findings
        # Decided here, not on first use: which blanks were visited changes with time.
        self.to_fill = tuple([one for one in findings if not one.answer and is_to_fill(one)]) if is_to_fill else ()

    @cached_property
    def open(self) -> tuple[Finding, ...]:
        """Those that nobody has answered, without those that are only to fill in."""
        if not self.answered and not self.to_fill:
            return self.all
        quiet = {*map(id, self.to_fill)}
        return tuple([one for one in self.all if not one.answer and id(one) not in quiet])

    @cached_property
    def answered(self) -> tuple[Finding, ...]:
        """Those that a clerk has answered."""
        return tuple([one for one in self.all if one.answer])

    @cached_property
    def grouped(self) -> tuple[tuple[Finding, ...], ...]:
        """The open ones of each head, and in it of each severity, the gravest first; then the answered ones. The places
        are those of GROUPS."""
        if not self.all:
            return _UNGROUPED
        found: dict[tuple[Head, Severity], list[Finding]] = {}
        for finding in self.open:
            found.setdefault((rule(finding.rule).head, finding.severity), []).append(finding)
        return (*(tuple(found.get(group, ())) for group in GROUPS), self.answered)

    @cached_property
    def by_place(self) -> Mapping[tuple[str, str], Sequence[Finding]]:
        """The open ones by (node, field)."""
        found: dict[tuple[str, str], list[Finding]] = {}
        for finding in self.open:
            found.setdefault((finding.node, finding.field), []).append(finding)
        return found

    @cached_property
    def tally(self) -> Tally:
        """How many open ones there are of each severity, in the project and its indicators, and how many to fill in."""
        found = Counter[str](finding.severity for finding in self.open)
        if self.to_fill:
            found[TO_FILL] = len(self.to_fill)
        return found

    @cached_property
    def by_indicator(self) -> Mapping[str, Tally]:
        """The same for each indicator that has any."""
        found: dict[str, Counter[str]] = {}
        for marked, findings in ((None, self.open), (TO_FILL, self.to_fill)):
            for finding in findings:
                if finding.indicator:
                    found.setdefault(finding.indicator, Counter())[marked or finding.severity] += 1
        return found


_UNGROUPED: Final = ((),) * (len(GROUPS) + 1)
NONE = ProjectFindings(())


class FindingIndex:
    """All findings of the version that was judged last: the document's own first, then those of each project in
    order."""

    def __init__(self) -> None:
        self._found: dict[str, ProjectFindings] = {"": NONE}
        self._joined: tuple[tuple[Finding, ...], tuple[Finding, ...]] | None = None
        self._counts: Counter[str] | None = None

    def of(self, project: str) -> ProjectFindings:
        """Those of a project by its id; of the document's own fields for ""."""
        return self._found.get(project, NONE)

    def parts(self) -> Iterable[ProjectFindings]:
        """One for the document, then one for each project, in order."""
        return self._found.values()

    @property
    def open(self) -> tuple[Finding, ...]:
        """All open findings. They are joined on the first call after a change; views ask project by project."""
        return self._both()[0]

    @property
    def answered(self) -> tuple[Finding, ...]:
        """All that somebody has answered."""
        return self._both()[1]

    def all(self) -> tuple[Finding, ...]:
        """Open and answered ones in the order of the rules."""
        return tuple([finding for part in self._found.values() for finding in part.all])

    def counts(self) -> Tally:
        """How many open findings there are by severity and by head, how many are only to fill in, and how many
        contents are blank."""
        if self._counts is None:
            self._counts = Counter()
            for part in self._found.values():
                self._count(part, 1)
        return self._counts

    def replace(self, changed: Mapping[str, ProjectFindings]) -> None:
        """Takes in new parts."""
        self._joined = None
        for node, part in changed.items():
            self._count(self.of(node), -1)
            self._count(part, 1)
            self._found[node] = part

    def arrange(self, order: Collection[str], gone: Iterable[str]) -> None:
        """Removes the projects that are gone and puts the others in this order."""
        self._joined = None
        for node in gone:
            self._count(self._found.pop(node, NONE), -1)
        own = self._found[""]
        self._found = {"": own, **dict(zip(order, map(self._found.get, order, repeat(NONE)), strict=True))}

    def _count(self, part: ProjectFindings, times: int) -> None:
        if self._counts is not None:
            for mark, number in _marks(part):
                self._counts[mark] += times * number

    def _both(self) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
        if self._joined is None:
            parts = self._found.values()
            self._joined = (
                tuple([finding for part in parts for finding in part.open]),
                tuple([finding for part in parts for finding in part.answered]),
            )
        return self._joined


def _marks(part: ProjectFindings) -> Iterator[tuple[str, int]]:
    for finding in part.open:
        yield finding.severity, 1
        yield rule(finding.rule).head, 1
    if part.to_fill:
        yield TO_FILL, len(part.to_fill)
    for finding in part.all:
        if not finding.answer and (number := blanks(finding)):
            yield BLANK, number
