"""Which cells hold money: by its source beside and its measure above, or the other way round."""

import re
from functools import cached_property
from typing import Final, NamedTuple

from perfdesk.learning import lexicon
from perfdesk.learning.colon_labels import known_label
from perfdesk.learning.crossed_labels import crossed
from perfdesk.learning.header_rows import bare_year
from perfdesk.learning.labels import plain
from perfdesk.learning.labels_around import LabelsAround, NamedField, own_field
from perfdesk.learning.lexicon import Meaning
from perfdesk.learning.matrix import Spot
from perfdesk.learning.money import Money, funds_key, money_in, says_this_year, speaks_of_money
from perfdesk.learning.plan_years import YEAR_UNTOLD, plan_year, years_behind
from perfdesk.model.fields import Owner

_RATE: Final = "rate"
_MONTHS_UNTOLD: Final = "，左边一栏没有见过，可能只是几个月的"
# What the columns of a plan of several years hold, by how many years they are behind the annex's own.
_BY_YEAR: Final = {0: "plan", 1: "y1", 2: "y2"}
_MID: Final = "mid"
_INVESTED: Final = "投资"
# 资金总额 is that of the year, whatever stands beside it.
_OF_ALL_YEARS: Final = re.compile("项目总|总预算|总投资|概算")
_OF_YEAR: Final = (Money("total", "plan"), Money("", "plan"))
_SURE, _GUESSED = 0.95, 0.7


class _Over(NamedTuple):
    """The measure over a cell, what it is called, how sure that is, and what is asked about its column if it is not."""

    measure: str
    label: str
    confidence: float = _SURE
    question: str = ""
    doubt: str = ""


class FundsFields:
    """Finds the field of each cell with money of one table."""

    def __init__(self, labels: LabelsAround) -> None:
        """`labels` are those outside bands."""
        self._labels = labels

    def field(self, spot: Spot, left: Spot | None, above: Spot | None) -> NamedField | None:
        """The source beside and the measure above, or the other way round; one label that says both. Where neither is
        known the cell is the form's own by both."""
        over, head = self._over(spot), self._other_head(spot)
        if over is not None or head is not None:
            left = self._labels.row_label(spot) or left
        elif left is not None and (left.end != spot.column or (spot.blank and self._labels.is_head(left))):
            left = None
        beside = self._beside(spot, left, over, head) if left is not None else None
        return beside or crossed(self._labels, spot) or self._under_sources(spot, self._labels.left_of(spot), above)

    def _head_money(self, head: Spot) -> Money:
        """What a header says of money: also 2033年 in an annex for 2032."""
        money = money_in(head.text)
        return money if any(money) else Money("", self._measure_of_years(head))

    def _measure_of_years(self, head: Spot) -> str:
        """The measure of a column that is called by a year of a plan, or by the sum of such columns behind it."""
        year = plan_year(self._labels.cells, head)
        if year is not None:
            return _BY_YEAR.get(year.behind, "")
        years = years_behind(self._labels.cells, head) if lexicon.is_sum(head.text) else []
        first = plan_year(self._labels.cells, years[0]) if years else None
        return _MID if first is not None and first.behind == 0 else ""

    def _is_told(self, head: Spot) -> bool:
        """Whether a head says by itself, or with the year of the annex, what its column holds."""
        if any(money_in(head.text)):
            return True
        year = plan_year(self._labels.cells, head)
        return year is not None and year.told

    def _months_of(self, head: Spot) -> str:
        """@july of a rate right of what was spent till July, for that is the rate of these months (财预〔2019〕136号).
        The year's own is known when the year is over. What was spent may stand between."""
        before = self._labels.row_label(head)
        if before is None or money_in(head.text).measure != _RATE:
            return ""
        _, sign, months = money_in(before.text).measure.partition("@")
        return sign + months

    def _other_head(self, spot: Spot) -> Spot | None:
        """The head of a column in a table of sources that is no measure: 2032年, 备注."""
        head = self._labels.head_over(spot)
        return head if head is not None and not any((*self._money_in(head), *self._head_money(head))) else None

    def _beside(self, spot: Spot, left: Spot, over: _Over | None, head: Spot | None) -> NamedField | None:
        """Money by the label of the row."""
        beside = self._money_in(left)
        if beside.source or lexicon.is_sum(left.text):
            found = _in_table(beside, left.text, over, head)
            if found is not None:
                return found
        if left.end == spot.column and self._is_whole(left):
            return self._whole(left)
        if beside.source:
            return self._of_source(left, beside)
        return self._of_measure(spot, left, beside.measure) if beside.measure else None

    def _of_source(self, left: Spot, beside: Money) -> NamedField:
        """Money of a source. Where another label asks for the whole of this year, what does not say so is perhaps that
        of all years: 项目总预算 beside 项目当年预算."""
        label, measure = plain(left.text), beside.measure or self._phase(left)
        if not measure and _OF_ALL_YEARS.search(label) and self._of_this_year - {left}:
            return _money("total", _MID, f"“{label}”，另有一栏是当年的", _GUESSED, left.text)
        return _money(beside.source, measure or "plan", f"“{label}”", 0.95, left.text)

    @cached_property
    def _of_this_year(self) -> frozenset[Spot]:
        """The labels beside the amount of all money of the year, which say that it is the year's."""
        return frozenset(
            one for one in self._labels if money_in(one.text) in _OF_YEAR and says_this_year(one.text)
            and not self._labels.is_head(one)
        )  # fmt: skip

    def _of_measure(self, spot: Spot, left: Spot, measure: str) -> NamedField | None:
        """Money beside a measure: of the source above, else the whole."""
        label = plain(left.text)
        if (source := self._source_over(spot)) is not None:
            return _money(source[0], measure, f"上面的“{source[1]}”和“{label}”", 0.95)
        if left.end == spot.column and not lexicon.exact(Owner.PROJECT, left.text):
            return _money("total", measure + self._months_of(left), f"“{label}”", 0.85)
        return None

    def _money_in(self, label: Spot) -> Money:
        """What a label says of money. 中央 or 财政 alone says it only below a label that speaks of money."""
        money = money_in(label.text)
        if money.source or money.measure or not (source := lexicon.exact(lexicon.SHORT_SOURCES, label.text)):
            return money
        return Money(source, "") if speaks_of_money(self._group_of(label)) else money

    def _group_of(self, label: Spot) -> str:
        """The label beside several rows, of which this one's is one; else the first one over it that says more."""
        row = [one for one in self._labels.cells.row(label.row) if one.column < label.column]
        beside = next((one for one in reversed(row) if one.rows > 1 and self._labels.is_label(one)), None)
        if beside is not None:
            return beside.text
        over = (one.text for one in self._labels.labels_right_over(label))
        return next(filter(speaks_of_money, over), "")

    def _is_whole(self, label: Spot) -> bool:
        """Whether a sum is that of sources: beside them in one row (合计 15, 财政资金 12, 其他资金 3), or below a label
        that speaks of money; what several years come to is not the money of one."""
        over = self._labels.cells.at(label.row - 1, label.column)
        if not lexicon.is_sum(label.text) or (over is not None and bare_year(over.text)):
            return False
        beside = [
            one for one in self._labels.cells.starting(label.row) if one is not label and self._labels.is_label(one)
        ]
        return sum(bool(money_in(one.text).source) for one in beside) > 1 or speaks_of_money(self._group_of(label))

    def _whole(self, label: Spot) -> NamedField:
        """The sum of sources. What is invested in a project may be the money of all its years, and is asked about."""
        told, group = f"“{plain(label.text)}”和它旁边的资金来源", plain(self._group_of(label))
        if _INVESTED not in group:
            return _money("total", "plan", told, 0.9)
        return _money("total", "plan", f"{told}，“{group}”可能是几年的", _GUESSED)

    def _over(self, spot: Spot) -> _Over | None:
        """The measure in the row of labels above."""
        for one in self._labels.labels_over(spot):
            if one.column != spot.column:
                continue
            money = self._head_money(one)
            if money.measure and self._heads_column(one):
                return self._measured(one, money.measure)
            if not money.source:
                return None
        return None

    def _measured(self, head: Spot, measure: str) -> _Over:
        doubt = YEAR_UNTOLD if not self._is_told(head) else _MONTHS_UNTOLD if self._may_be_of_months(head) else ""
        if not doubt:
            return _Over(measure + self._months_of(head), plain(head.text))
        return _Over(measure, plain(head.text), _GUESSED, f"column {head.row} {head.column}", doubt)

    def _may_be_of_months(self, head: Spot) -> bool:
        """Whether a rate stands right of a column that nobody knows: what was spent, in a year or in some months."""
        before = self._labels.cells.at(head.row, head.column - 1)
        is_word = before is not None and self._labels.is_label(before) and not known_label(before.text)
        return is_word and money_in(head.text).measure == _RATE

    def _heads_column(self, label: Spot) -> bool:
        """Whether below a label stands no label: then it is the head of a column of values."""
        below = self._labels.cells.at(label.bottom, label.column)
        right = self._labels.cells.at(label.row, label.end)
        return (
            below is not None and not self._labels.is_label(below) and (right is None or self._labels.is_label(right))
        )

    def _source_over(self, spot: Spot) -> tuple[str, str] | None:
        for one in self._labels.labels_over(spot):
            if source := money_in(one.text).source:
                return (source, plain(one.text)) if one.is_aligned_with(spot) else None
        return None

    def _phase(self, left: Spot) -> str:
        """The measure of a source by the nearest label over it that says one: 中期资金总额 over 其中：财政拨款."""
        over = (money_in(one.text).measure for one in self._labels.labels_right_over(left))
        return next(filter(None, over), "")

    def _under_sources(self, spot: Spot, left: Spot | None, above: Spot | None) -> NamedField | None:
        """A row of sources with their amounts below."""
        if above is None or not self._heads_column(above):
            return None
        if lexicon.is_sum(above.text) and self._is_whole(above):
            return self._whole(above)
        group = left is None or (left.rows > 1 and left.row <= above.row) or not self._labels.is_label(left)
        return self._below(above, self._money_in(above), left) if group else None

    def _below(self, above: Spot, money: Money, group: Spot | None) -> NamedField | None:
        """Money below a source, or below a measure, which is then the whole's."""
        if money.source:
            return _money(money.source, money.measure or "plan", f"上面的“{plain(above.text)}”", 0.95, above.text)
        is_whole = group is not None or speaks_of_money(self._group_of(above))
        if money.measure and is_whole and not lexicon.exact(Owner.PROJECT, above.text):
            return _money("total", money.measure, f"上面的“{plain(above.text)}”", 0.85)
        return None


def _in_table(beside: Money, label: str, over: _Over | None, head: Spot | None) -> NamedField | None:
    """Money in a table of sources and measures; a column with another head is the form's own for each source."""
    told = plain(label)
    if over is not None:
        reason = f"“{told}”和上面的“{over.label}”{over.doubt}"
        found = _money(beside.source or "total", over.measure, reason, over.confidence, label)
        return found._replace(question=over.question)
    if head is None:
        return None
    column = plain(head.text)
    own = own_field(f"{told}{column}", f"“{told}”一行，“{column}”一列")
    return own._replace(question=f"column {head.row} {head.column}")


def _money(source: str, measure: str, told: str, confidence: float, label: str = "") -> NamedField:
    """`label` is the one that says the source: where the user has said so, the reason tells."""
    said = lexicon.settled(lexicon.SOURCES, label)
    reason = f"{told}：资金" if said is None else f"{told}：资金；{said.reason}"
    return NamedField(Owner.PROJECT, Meaning(funds_key(source, measure), confidence, reason), "")
