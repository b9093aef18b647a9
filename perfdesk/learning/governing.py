"""Which label governs a value of the fixed rows, and so which field it is."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from perfdesk.learning import lexicon
from perfdesk.learning.answer import OWN, Answer, CellRole, answer
from perfdesk.learning.band_columns import slug
from perfdesk.learning.inline import Inline, inline, options
from perfdesk.learning.labels import plain
from perfdesk.learning.lexicon import Meaning
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.learning.money import funds_key, money_in
from perfdesk.learning.repeated import FoundBand
from perfdesk.learning.roles import INLINE, Guess
from perfdesk.model.fields import Owner
from perfdesk.model.keys import SCORE, WEIGHT

# No label governs a cell so many rows below it; without an end the cost would grow with the square of the rows.
_FARTHEST: Final = 30
_SUMMED: Final = {WEIGHT: "total_weight", SCORE: "total_score"}


class _Field(NamedTuple):
    owner: Owner
    meaning: Meaning
    title: str
    label: str = ""


class Governing:
    """Finds the label for each value of one table."""

    def __init__(self, cells: Matrix, found: Mapping[Spot, Guess], bands: list[FoundBand]) -> None:
        """`found` are the guesses for the cells outside bands."""
        self._cells = cells
        self._found = found
        self._bands = bands

    def answers(self) -> list[Answer]:
        """An answer for each cell outside bands."""
        return [self._answer(spot, guess) for spot, guess in self._found.items()]

    def _is_label(self, spot: Spot | None) -> bool:
        return spot is not None and spot in self._found and self._found[spot].role is CellRole.LABEL

    def _answer(self, spot: Spot, guess: Guess) -> Answer:
        if guess.role is CellRole.LABEL or guess.role is CellRole.NOTE:
            return answer(spot, guess.role, guess.confidence, guess.reason)
        if (
            not spot.blank
            and not options(spot.text)
            and (one := inline(spot.text)) is not None
            and (guess.reason == INLINE)
        ):
            return _inline_answer(spot, guess, one)
        field = self._field(spot)
        if field is None:
            return self._without_label(spot, guess)
        sure = min(field.meaning.confidence, guess.confidence if not spot.blank else 1.0)
        key, reason, settled = field.meaning.key, field.meaning.reason, field.meaning.settled
        made = answer(spot, CellRole.VALUE, sure, reason, field.owner, key, field.title, settled=settled)
        return replace(made, label=field.label, choices=options(spot.text) or ())

    def _without_label(self, spot: Spot, guess: Guess) -> Answer:
        if spot.blank:
            return answer(spot, CellRole.BLANK, 0.9, "没有栏目的空格")
        if spot.columns == self._cells.columns:
            return answer(spot, CellRole.NOTE, 0.7, "整行的文字，没有栏目")
        return answer(spot, CellRole.NOTE, 0.5, f"{guess.reason or '没有栏目的文字'}，找不到它的栏目")

    # --- the label ----------------------------------------------------------------------------------------------

    def _field(self, spot: Spot) -> _Field | None:
        left, above = self._left(spot), self._above(spot)
        if (summed := self._summed(spot)) is not None:
            return summed
        if (funds := self._funds(spot, left, above)) is not None:
            return funds
        if above is not None and self._reads_down(spot, above, left):
            return self._named(above, f"在“{plain(above.text)}”下面")
        if left is not None and not (spot.blank and (self._taken(spot, left) or _is_corner(left))):
            return self._named(left, f"在“{plain(left.text)}”右边")
        if above is not None and left is None:
            return self._named(above, f"在“{plain(above.text)}”下面")
        return None

    def _taken(self, spot: Spot, left: Spot) -> bool:
        """Whether another cell stands between a blank cell and the label."""
        return left.end != spot.column

    def _left(self, spot: Spot) -> Spot | None:
        """The label to the left, if no value has been put between."""
        column, met = spot.column - 1, False
        while column >= 0:
            one = self._cells.at(spot.row, column)
            assert one is not None
            if self._is_label(one):
                return None if met else one
            met = met or not one.blank
            column = one.column - 1
        return None

    def _above(self, spot: Spot) -> Spot | None:
        """The label over a cell, if it begins and ends where the cell does, or is the one cell over it."""
        row, farthest = spot.row - 1, spot.row - _FARTHEST
        while row >= max(0, farthest):
            one = self._cells.at(row, spot.column)
            assert one is not None
            if one not in self._found:
                return None
            if self._is_label(one):
                covers = one.column <= spot.column and one.end >= spot.end
                return one if covers and (one.columns < self._cells.columns or _asks(one, spot)) else None
            row = one.row - 1
        return None

    def _reads_down(self, spot: Spot, above: Spot, left: Spot | None) -> bool:
        """Whether the row above is one of labels whose values stand below: no label of it has its value beside."""
        if left is not None and left.row == spot.row and left.rows == 1 and left.end == spot.column:
            return False
        if above.bottom != spot.row and not self._column_of_values(spot, above):
            return False
        if left is None:
            return True
        row = [one for one in self._cells.starting(above.row) if one.column >= left.end]
        labels = sum(self._is_label(one) for one in row)
        return labels == len(row) or (labels >= 2 and labels * 2 > len(row)) or (labels > 0 and left.row <= above.row)

    def _column_of_values(self, spot: Spot, above: Spot) -> bool:
        return all(
            (one := self._cells.at(row, spot.column)) is not None and not self._is_label(one)
            for row in range(above.bottom, spot.row)
        )

    def _named(self, label: Spot, place: str) -> _Field:
        """The field that a label names; one of this table's own if none is known."""
        found = _meaning(label.text)
        if found is not None:
            owner, meaning = found
            title = plain(label.text) if meaning.key.startswith(OWN) else ""
            return _Field(owner, meaning._replace(reason=f"{place}；{meaning.reason}"), title, label.text)
        title = plain(label.text)
        own = Meaning(OWN + slug(label.text), 0.7, f"{place}；没有对应的字段，保持原名")
        return _Field(Owner.PROJECT, own, title, label.text)

    # --- money --------------------------------------------------------------------------------------------------

    def _funds(self, spot: Spot, left: Spot | None, above: Spot | None) -> _Field | None:
        """The source beside and the measure above, or the other way round; one label that says both."""
        over = self._over(spot)
        if over is not None:
            left = self._row_label(spot) or left
        elif left is not None and left.end != spot.column:
            left = None
        if left is not None and left.end == spot.column and self._is_whole_of_row(left):
            return _money("total", "plan", f"“{plain(left.text)}”和同一行的资金来源", 0.9)
        beside = self._beside(spot, left, over) if left is not None else None
        return beside or self._under_sources(spot, self._left(spot), above)

    def _beside(self, spot: Spot, left: Spot, over: tuple[str, str] | None) -> _Field | None:
        """Money by the label of the row."""
        beside, label = money_in(left.text), plain(left.text)
        if over is not None and (beside.source or lexicon.is_sum(left.text)):
            return _money(beside.source or "total", over[0], f"“{label}”和上面的“{over[1]}”", 0.95, left.text)
        if beside.source:
            measure = beside.measure or self._phase(left) or "plan"
            return _money(beside.source, measure, f"“{label}”", 0.95, left.text)
        if not beside.measure:
            return None
        if (source := self._source_over(spot)) is not None:
            return _money(source[0], beside.measure, f"上面的“{source[1]}”和“{label}”", 0.95)
        if left.end == spot.column and not lexicon.exact(Owner.PROJECT, left.text):
            return _money("total", beside.measure, f"“{label}”", 0.85)
        return None

    def _is_whole_of_row(self, label: Spot) -> bool:
        """Whether a sum stands in one row with the sources of which it is the sum: 合计 15, 财政资金 12, 其他资金 3."""
        beside = [one for one in self._cells.starting(label.row) if one is not label and self._is_label(one)]
        return lexicon.is_sum(label.text) and sum(bool(money_in(one.text).source) for one in beside) > 1

    def _over(self, spot: Spot) -> tuple[str, str] | None:
        """The measure in the row of labels above; and what it is called."""
        for row in _rows_over(spot):
            one = self._cells.at(row, spot.column)
            if one is None or one not in self._found:
                return None
            if self._is_label(one) and one.column == spot.column:
                money = money_in(one.text)
                if money.measure and not (money.source and one.end <= spot.column) and self._heads_column(one):
                    return money.measure, plain(one.text)
                if not money.source:
                    return None
        return None

    def _heads_column(self, label: Spot) -> bool:
        """Whether below a label stands no label: then it is the head of a column of values."""
        below = self._cells.at(label.bottom, label.column)
        right = self._cells.at(label.row, label.end)
        return below is not None and not self._is_label(below) and (right is None or self._is_label(right))

    def _row_label(self, spot: Spot) -> Spot | None:
        """The label of the row in a table of measures: the nearest to the left, whatever stands between."""
        column = spot.column - 1
        while column >= 0:
            one = self._cells.at(spot.row, column)
            assert one is not None
            if self._is_label(one):
                return one
            column = one.column - 1
        return None

    def _source_over(self, spot: Spot) -> tuple[str, str] | None:
        for row in _rows_over(spot):
            one = self._cells.at(row, spot.column)
            if one is None or one not in self._found:
                return None
            if self._is_label(one) and (money := money_in(one.text)).source:
                alike = (one.column, one.columns) == (spot.column, spot.columns)
                return (money.source, plain(one.text)) if alike else None
        return None

    def _phase(self, left: Spot | None) -> str:
        """The measure of a source by the nearest label over it that says one: 中期资金总额 over 其中：财政拨款."""
        if left is None:
            return ""
        for row in _rows_over(left):
            one = self._cells.at(row, left.column)
            if one is None or one not in self._found or not self._is_label(one):
                return ""
            if measure := money_in(one.text).measure:
                return measure
        return ""

    def _under_sources(self, spot: Spot, left: Spot | None, above: Spot | None) -> _Field | None:
        """A row of sources with their amounts below."""
        if above is None or not self._heads_column(above):
            return None
        money = money_in(above.text)
        group = left is None or (left.rows > 1 and left.row <= above.row) or not self._is_label(left)
        if money.source and group:
            return _money(money.source, money.measure or "plan", f"上面的“{plain(above.text)}”", 0.95, above.text)
        if money.measure and group and left is not None and not lexicon.exact(Owner.PROJECT, above.text):
            return _money("total", money.measure, f"上面的“{plain(above.text)}”", 0.85)
        return None

    # --- sums below a band --------------------------------------------------------------------------------------

    def _summed(self, spot: Spot) -> _Field | None:
        """A cell of a row of sums directly below a band is the sum of the column over it."""
        head = next((one for one in self._cells.row(spot.row) if not one.blank and lexicon.is_sum(one.text)), None)
        band = next((one for one in self._bands if one.end <= spot.row and spot.row - one.end <= 1), None)
        if head is None or band is None or head is spot:
            return None
        column = band.over(spot.column)
        if column is None or not column.key:
            return None
        if band.owner is Owner.INDICATOR:
            key = _SUMMED.get(column.key)
            if key is None:
                return None
            reason = f"“{plain(head.text)}”一行，“{plain(column.spot.text)}”一列"
            return _Field(Owner.PROJECT, Meaning(key, 0.9, reason), "")
        if column.key not in ("total", "fiscal", "other", "amount", "y1", "y2"):
            return None
        return _Field(band.owner, Meaning(column.key, 0.9, f"“{plain(column.spot.text)}”一列的合计"), "")


def _rows_over(spot: Spot) -> range:
    """The rows over a cell from below, as far as a label can stand."""
    return range(spot.row - 1, max(-1, spot.row - 1 - _FARTHEST), -1)


def _asks(label: Spot, spot: Spot) -> bool:
    """Whether a label over the whole width asks for what stands directly below it."""
    known = lexicon.exact(Owner.PROJECT, label.text) or lexicon.exact(Owner.DOCUMENT, label.text)
    return label.bottom == spot.row and bool(known) and not lexicon.is_group(label.text)


def _is_corner(label: Spot) -> bool:
    """Whether an empty cell beside a label is the corner of a table of sources and measures, and no value."""
    return label.rows > 1 and lexicon.is_group(label.text) and _meaning(label.text) is None


def _money(source: str, measure: str, told: str, confidence: float, label: str = "") -> _Field:
    """`label` is the one that says the source: where the user has said so, the reason tells."""
    said = lexicon.settled(lexicon.SOURCES, label)
    reason = f"{told}：资金" if said is None else f"{told}：资金；{said.reason}"
    return _Field(Owner.PROJECT, Meaning(funds_key(source, measure), confidence, reason), "")


def _meaning(text: str) -> tuple[Owner, Meaning] | None:
    """The field of a label: of the project, of the document, of money; exactly before nearly."""
    near: list[tuple[Owner, Meaning]] = []
    for owner in (Owner.PROJECT, Owner.DOCUMENT):
        found = lexicon.meaning(owner, text)
        if found is not None and found.key:
            near.append((owner, found))
    return max(near, key=lambda one: one[1].confidence, default=None)


def _inline_answer(spot: Spot, guess: Guess, one: Inline) -> Answer:
    owner, key, title = one.slots[0]
    said = lexicon.settled(owner, title)
    reason = f"{guess.reason}；{said.reason}" if said is not None else guess.reason
    made = answer(spot, CellRole.VALUE, guess.confidence, reason, owner, key, title, settled=said is not None)
    return replace(made, template=one.template, label=title)
