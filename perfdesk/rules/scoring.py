"""Scores of a self-evaluation (自评) as the targets, what was done, and the weights propose them. A score is the
clerk's: what is proposed here is shown with its calculation, and taken only when asked for.

The way of counting is that of 财预〔2020〕10号: the share of the money that was spent, times its weight; full marks for
a target that was met, otherwise marks in proportion. Of a target in words, words say from how many marks to how many,
and the clerk gives the number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Final, NamedTuple

from perfdesk.model.classes import class_of
from perfdesk.model.document import Indicator, Project
from perfdesk.model.keys import ACTUAL, SCORE, WEIGHT
from perfdesk.model.target import in_unit
from perfdesk.model.titles import shortened
from perfdesk.model.values import Amount, normal
from perfdesk.rules.outcome_words import Band, band
from perfdesk.rules.reading import reading

EXECUTION: Final = "funds.total."
_CENT: Final = Decimal("0.01")
_ONE, _HUNDRED = Decimal(1), Decimal(100)
_COSTS: Final = ("cost", "output.cost")


class Proposal(NamedTuple):
    """A text for the field `key` of a node, and the calculation that gives it."""

    node: str
    key: str
    text: str
    evidence: str


class ScoreRange(NamedTuple):
    """From how many marks to how many the outcome of a node is, in words, and why: the number is the clerk's."""

    node: str
    key: str
    least: Decimal
    most: Decimal
    evidence: str

    @property
    def words(self) -> str:
        """6～8."""
        return f"{shown(self.least)}～{shown(self.most)}"

    def holds(self, text: str) -> bool:
        """Whether what somebody entered are marks within it."""
        marks = points(text)
        return marks is not None and self.least <= marks <= self.most


def score_ranges(project: Project) -> Iterator[ScoreRange]:
    """Where target and outcome are words: the marks to choose from. What the target says word for word has its number
    among the proposals."""
    for row in project.indicators:
        outcome = Outcome(row)
        if outcome.marks is not None and outcome.score is None:
            yield ScoreRange(row.id, SCORE, *outcome.marks, outcome.evidence)


def proposals(project: Project) -> Iterator[Proposal]:
    """The rate and the score of the money, then the scores of the indicators; nothing for what cannot be counted."""
    yield from _of_the_money(project)
    for row in project.indicators:
        outcome = Outcome(row)
        if outcome.score is not None:
            yield Proposal(row.id, SCORE, shown(outcome.score), outcome.evidence)


def _of_the_money(project: Project) -> Iterator[Proposal]:
    rate = execution_rate(project)
    if rate is None:
        return
    spent, adjusted = (project.fields[EXECUTION + key] for key in ("executed", "adjusted"))
    percent = shown(rate * _HUNDRED)
    yield Proposal(project.id, EXECUTION + "rate", f"{percent}%", f"{shortened(spent)} ÷ {shortened(adjusted)}")
    weight = points(project.fields[EXECUTION + WEIGHT])
    if weight is not None:
        evidence = f"{shown(weight)} × {'100' if rate > _ONE else percent}%"
        yield Proposal(project.id, EXECUTION + SCORE, shown(weight * min(rate, _ONE)), evidence)


def execution_rate(project: Project) -> Decimal | None:
    """What was spent of the year's budget, 0.9 for 90 %; None if one of them is missing."""
    spent, adjusted = (Amount.parse(project.fields[EXECUTION + key]) for key in ("executed", "adjusted"))
    if spent is None or adjusted is None or adjusted.value <= 0 or spent.value < 0:
        return None
    return spent.value / adjusted.value


def points(text: str) -> Decimal | None:
    """Marks as printed, with or without 分; None if there are none, or fewer than none."""
    amount = Amount.parse(normal(text).removesuffix("分"))
    return None if amount is None or amount.value < 0 else amount.value


def rounded(number: Decimal) -> Decimal:
    """A number with two decimals, as marks are given."""
    return number.quantize(_CENT, ROUND_HALF_UP)


def shown(number: Decimal) -> str:
    """A number with at most two decimals and no noughts at the end: 9.50 is 9.5."""
    text = f"{rounded(number):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True)
class Outcome:
    """What became of an indicator: its target against what was done."""

    row: Indicator

    @cached_property
    def weight(self) -> Decimal | None:
        """The marks that it can get."""
        return points(self.row.fields[WEIGHT])

    @cached_property
    def ratio(self) -> Decimal | None:
        """How much of the target was done: 0.9 for 90 of ≥100, and for ≤90 where it became 100. More than 1 is better
        than the target; None if the two cannot be compared."""
        if _same_text(self.row):
            return _ONE
        if self._share is None:
            return None
        above, below = self._share
        return above / below if below > 0 else None

    @cached_property
    def _share(self) -> tuple[Decimal, Decimal] | None:
        """What is divided by what: where lower is better, and where too much is wrong too, the target by what was
        done."""
        numbers = comparable(self.row.whole_target, self.row.fields[ACTUAL])
        if numbers is None:
            return None
        target, done = numbers
        exact = reading(self.row.whole_target).target
        inverted = done > target if exact is not None and exact.operator == "=" else self.lower_is_better
        return (target, done) if inverted else (done, target)

    @cached_property
    def score(self) -> Decimal | None:
        """The marks that follow: all of them for a target that was met, or a share, never more than the weight."""
        if self.weight is None or self.ratio is None or self.ratio < 0:
            return None
        return self.weight * min(self.ratio, _ONE)

    @cached_property
    def band(self) -> Band | None:
        """The share of the marks that it may get, if target and outcome are words that are known."""
        return band(self.row.whole_target, self.row.fields[ACTUAL])

    @cached_property
    def marks(self) -> tuple[Decimal, Decimal] | None:
        """From how many marks to how many it may get by its words, in whole hundredths; None without a weight."""
        if self.weight is None or self.band is None:
            return None
        least, most = (self.weight * share / _HUNDRED for share in self.band)
        return least.quantize(_CENT, ROUND_FLOOR), most.quantize(_CENT, ROUND_CEILING)

    @property
    def missed(self) -> bool:
        """Whether the numbers, or the words, say that the target was not met."""
        if self.ratio is None:
            return self.band is not None and self.band.is_missed
        return self.ratio < _ONE

    @property
    def evidence(self) -> str:
        """The calculation of the score in one line."""
        if self.weight is not None and self.ratio is None and self.band is not None:
            least, most = (shown(share) for share in self.band)
            return f"{shortened(self.row.fields[ACTUAL])}：{shown(self.weight)} × {least}%～{most}%"
        if self.weight is None or self._share is None or not self.missed:
            return f"{shortened(self.row.fields[ACTUAL])} 达到 {shortened(self.row.whole_target)}，得满分"
        above, below = self._share
        return f"{shown(self.weight)} × {above:f} ÷ {below:f}"

    @cached_property
    def lower_is_better(self) -> bool:
        """A target with ≤ or <, and a cost without a sign."""
        target = reading(self.row.whole_target).target
        if target is not None and target.operator:
            return target.operator in "≤<"
        return class_of(self.row.level1, self.row.level2).startswith(_COSTS)


def _same_text(row: Indicator) -> bool:
    done = normal(row.fields[ACTUAL])
    return bool(done) and done == normal(row.whole_target)


def comparable(wanted: str, done: str) -> tuple[Decimal, Decimal] | None:
    """Target and outcome as numbers of one unit; None if one is a text, a range or a date, or if their units differ. An
    outcome may leave its unit out."""
    target, actual = reading(wanted).target, reading(done).target
    if target is None or actual is None or actual.operator not in ("", "="):
        return None
    if actual.unit in ("", target.unit):
        return target.number, actual.number
    money = in_unit(actual.number, actual.unit, target.unit)
    return None if money is None else (target.number, money)
