"""The sections of the list of findings: one for each of the four heads of a reviewer, and one for what is answered."""

from collections.abc import Iterator, Sequence
from itertools import chain
from operator import is_
from typing import Final

from perfdesk.rules.answers import is_of_last_year
from perfdesk.rules.finding import WORDS, Finding, Head, Severity

ANSWERED: Final = "已答复"


class FindingSection:
    """What is listed under one head: for each severity, the findings of each project (its parts).

    `visible` is how many rows of it stand in the list now: none, its heading alone, or heading and findings.
    """

    def __init__(self, title: str, grades: int) -> None:
        self.title = title
        self.parts: list[list[tuple[Finding, ...]]] = [[] for _ in range(grades)]
        self.sizes = [0] * grades
        self.folded = False
        self.visible = 0

    @property
    def size(self) -> int:
        """How many findings it has, folded or not."""
        return sum(self.sizes)

    def clear(self) -> None:
        """Forgets all findings."""
        grades = len(self.sizes)
        self.parts, self.sizes, self.visible = [[] for _ in range(grades)], [0] * grades, 0

    def findings(self) -> list[Finding]:
        """All of them, the gravest first, else as the document goes."""
        return [*chain.from_iterable(chain.from_iterable(self.parts))]

    def holds(self, grade: int, first: int, end: int, parts: Sequence[tuple[Finding, ...]]) -> bool:
        """Whether these very parts are there already, as nothing mostly is: an edit concerns few grades."""
        own = self.parts[grade][first:end]
        return len(own) == len(parts) and all(map(is_, own, parts))

    def put(self, grade: int, first: int, end: int, parts: Sequence[tuple[Finding, ...]]) -> tuple[int, int]:
        """Puts other parts in place of those of the projects from `first` to before `end`. Gives where their findings
        begin in the section, and how many there were."""
        own = self.parts[grade]
        at = sum(self.sizes[:grade]) + sum(map(len, own[:first]))
        gone = sum(map(len, own[first:end]))
        own[first:end] = parts
        self.sizes[grade] += sum(map(len, parts)) - gone
        return at, gone

    @property
    def words(self) -> str:
        """ "完整性　还有 12 处：错误 2，提醒 10"."""
        if self.title == ANSWERED:
            old = sum(map(is_of_last_year, self.findings()))
            return f"{self.title}　{self.size} 处" + (f"，其中去年答复过 {old} 处" if old else "")
        counts = "，".join(self._counts())
        return f"{self.title}　还有 {self.size} 处：{counts}"

    @property
    def spoken(self) -> str:
        """The same, and whether its findings are shown, for a screen reader."""
        return f"{self.words}，{'已收起' if self.folded else '已展开'}"

    def _counts(self) -> Iterator[str]:
        for severity, number in zip(Severity, self.sizes, strict=True):
            if number:
                yield f"{WORDS[severity]} {number}"


def sections() -> list[FindingSection]:
    """One for each head, then one for the answered ones."""
    return [*(FindingSection(head.value, len(Severity)) for head in Head), FindingSection(ANSWERED, 1)]
