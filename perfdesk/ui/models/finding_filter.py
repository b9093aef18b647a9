"""Which findings are listed: by severity and head, and of one rule or one project only."""

from collections.abc import Iterable
from dataclasses import dataclass

from perfdesk.rules.finding import Finding, Head, Severity
from perfdesk.rules.table import rule


@dataclass(frozen=True)
class FindingFilter:
    """`rule` and `project` (its id) are "" for all."""

    severities: frozenset[Severity] = frozenset(Severity)
    heads: frozenset[Head] = frozenset(Head)
    rule: str = ""
    project: str = ""

    def wanted(self, parts: Iterable[tuple[Finding, ...]]) -> list[tuple[Finding, ...]]:
        """What is listed of each part; the part itself where nothing is left out."""
        all_ = len(self.severities) == len(Severity) and len(self.heads) == len(Head)
        if all_ and not self.rule and not self.project:
            return [*parts]
        return [tuple(filter(self._wants, part)) for part in parts]

    def _wants(self, finding: Finding) -> bool:
        return (
            finding.severity in self.severities
            and rule(finding.rule).head in self.heads
            and self.rule in ("", finding.rule)
            and self.project in ("", finding.project)
        )
