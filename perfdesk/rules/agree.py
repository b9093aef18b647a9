"""相关性: quantities and years in the texts of a project that contradict its indicators."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import chain
from operator import add
from typing import Final, NamedTuple

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.target import Target
from perfdesk.model.titles import shortened
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.goals import goal_of_other_year
from perfdesk.rules.reading import TargetKind, has_any, name_and_target, parsed, plain
from perfdesk.rules.settings import settings

_CLAUSE: Final = re.compile(r"[，,。；;：:、\n]")
_DIGIT: Final = re.compile("[0-9]")
_CHINESE: Final = re.compile("[一-鿿]{2,}")
_NUMBER: Final = r"(?<![\d.])(\d+(?:\.\d+)?)"
_YEAR: Final = re.compile(r"20\d\d(?=年)")
_THE_YEAR: Final = re.compile(r"20\d\d")
# A unit must not be followed by these characters: 人 is not 人次 or 人/月.
_LONGER: Final = "(?![次/·每均])"
_LONGEST: Final = 5000
_OF_MANY: Final = ("money", "percent", "time")


class _Counted(NamedTuple):
    """A quantity indicator with the pairs of characters in its name. `target` is None if it is no plain count."""

    indicator: Indicator
    target: Target | None
    words: frozenset[str]


def goal_quantity(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The goal or the purpose names a quantity with the words and the unit of an indicator, but its target does not
    allow the number. If a text gives several such numbers, one that fits is enough, because the others may be parts."""
    clauses = _clauses_with_numbers(project)
    counted = list(_counted(project)) if clauses else []
    said = _said(clauses, counted)
    for one in counted:
        found = said[one.indicator.id]
        if found and one.target is not None and not any(_fits(number, one.target) for number, _ in found):
            yield _disagrees(project, one.indicator, found[0][1])


def _clauses_with_numbers(project: Project) -> list[str]:
    texts = (plain(project.fields[key][:_LONGEST]) for key in ("goal", "purpose"))
    return [clause for text in texts if _DIGIT.search(text) for clause in _CLAUSE.split(text) if _DIGIT.search(clause)]


def _said(clauses: Sequence[str], counted: Sequence[_Counted]) -> Mapping[str, list[tuple[Decimal, str]]]:
    """The numbers that the clauses give for each indicator, each with its clause."""
    said: dict[str, list[tuple[Decimal, str]]] = defaultdict(list)
    for clause in clauses:
        one = None if has_any(clause, "of_each") else _about(clause, counted)
        if one is not None and one.target is not None:
            numbers = re.findall(f"{_NUMBER}(?:{_spellings(one.target.unit)}){_LONGER}", clause)
            said[one.indicator.id] += [(Decimal(number), clause) for number in numbers]
    return said


@cache
def _spellings(unit: str) -> str:
    """A pattern for a unit and its synonyms: 人, 名, 位."""
    names = settings().unit_names
    same = names.get(unit, unit)
    return "|".join(map(re.escape, {unit, same, *(one for one, other in names.items() if other == same)}))


def _disagrees(project: Project, indicator: Indicator, clause: str) -> Finding:
    message = f"“{shortened(indicator.name)}”的指标值与绩效目标、资金用途里写的“{clause[:30]}”不一致，请核对。"
    evidence = name_and_target(indicator)
    facts = ("differs", indicator.name, indicator.whole_target, clause)
    return Finding(
        "goal-quantity", Severity.WARNING, message, project.id, indicator.id, "target", evidence, facts=facts
    )


def _counted(project: Project) -> Iterator[_Counted]:
    for indicator, _, read, classes in parsed(project):
        if "数量" in classes:
            plainly = read.target is not None and read.target.unit and read.family not in _OF_MANY and not read.rate
            yield _Counted(indicator, read.target if plainly else None, _pairs(plain(indicator.name)))


def _about(clause: str, counted: Sequence[_Counted]) -> _Counted | None:
    """The indicator whose name shares the most with a clause; None if no name shares anything, or if two share
    equally much."""
    pairs = _pairs(clause)
    best = sorted(counted, key=lambda one: -len(one.words & pairs))[:2]
    scores = [len(one.words & pairs) for one in best]
    return best[0] if scores and scores[0] and scores[1:] != scores[:1] else None


def _pairs(text: str) -> frozenset[str]:
    """All pairs of neighbouring Chinese characters, without the pairs that say nothing about what is measured."""
    runs = _CHINESE.findall(text)
    pairs = frozenset(chain.from_iterable(map(add, run, run[1:]) for run in runs))
    return pairs.difference(settings().words["measuring"])


def _fits(said: Decimal, target: Target) -> bool:
    match target.operator:
        case "≥" | ">":
            return said >= target.number
        case "≤" | "<":
            return said <= target.number
    return said == target.number


def other_year(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The deadline is in another year than the budget, as happens when last year's table is copied. A project of
    several years names the other year in its 项目期."""
    year = plain(document.fields["fiscal_year"])
    if not _THE_YEAR.fullmatch(year):
        return
    yield from goal_of_other_year(project, document, form)
    period = plain(project.fields["period"])
    for indicator, _, read, classes in parsed(project):
        if "时效" not in classes or read.kind is not TargetKind.TIME:
            continue
        years = set(_YEAR.findall(plain(indicator.whole_target)))
        if years and year not in years and not any(one in period for one in years):
            message = f"“{shortened(indicator.name)}”的时间是 {max(years)} 年，预算年度是 {year} 年，请核对。"
            place, facts = (project.id, indicator.id, "target"), ("year", indicator.name, max(years), year)
            yield Finding("other-year", Severity.WARNING, message, *place, name_and_target(indicator), facts=facts)
