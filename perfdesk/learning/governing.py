"""Which label governs a value of the fixed rows, and so which field it is."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from perfdesk.learning import lexicon
from perfdesk.learning.answer import Answer, CellRole, answer
from perfdesk.learning.band_columns import slug
from perfdesk.learning.funds_fields import FundsFields
from perfdesk.learning.grid_totals import GridTotals
from perfdesk.learning.inline import PERSONAL, Inline, inline, labelled_options, options, tells_of_person
from perfdesk.learning.labels import plain
from perfdesk.learning.labels_around import LabelsAround, NamedField, own_field
from perfdesk.learning.lexicon import Meaning
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.learning.money import is_score_of_part
from perfdesk.learning.repeated import FoundBand
from perfdesk.learning.roles import INLINE, Guess
from perfdesk.learning.stamps import asks_for_opinion, stamp_behind
from perfdesk.model.fields import OWN, Owner
from perfdesk.model.keys import SCORE, WEIGHT

NO_LABEL: Final = "没有栏目的空格"
# The field of a text in which somebody is named.
_REMARK: Final = "表内文字"
_SIGNED: Final = ("签字", "签名", "签章")
_SUMMED: Final = {WEIGHT: "total_weight", SCORE: "total_score"}


class Governing:
    """Finds the label for each value of one table."""

    def __init__(self, cells: Matrix, found: Mapping[Spot, Guess], bands: list[FoundBand]) -> None:
        """`found` are the guesses for the cells outside bands."""
        self._cells = cells
        self._found = found
        self._bands = bands
        self._labels = LabelsAround(cells, found)
        self._totals = GridTotals(cells, bands)
        self._funds = FundsFields(self._labels)

    def answers(self) -> list[Answer]:
        """An answer for each cell outside bands."""
        return [self._answer(spot, guess) for spot, guess in self._found.items()]

    def _answer(self, spot: Spot, guess: Guess) -> Answer:
        if guess.role is CellRole.LABEL or guess.role is CellRole.NOTE:
            return answer(spot, guess.role, guess.confidence, guess.reason)
        if guess.reason == INLINE and (one := inline(spot.text)) is not None:
            return _inline_answer(spot, guess, one)
        if self._totals.band_over(spot) is not None:
            return self._total(spot)
        field = self._field(spot)
        return self._without_label(spot, guess) if field is None else _named_answer(spot, guess, field)

    def _without_label(self, spot: Spot, guess: Guess) -> Answer:
        if spot.blank:
            return answer(spot, CellRole.BLANK, 0.9, NO_LABEL)
        if tells_of_person(spot.text):
            key = f"{OWN}{slug(_REMARK)}_{spot.row + 1}_{spot.column + 1}"
            return answer(spot, CellRole.VALUE, 0.5, PERSONAL, Owner.PROJECT, key, _REMARK)
        if spot.columns == self._cells.columns:
            return answer(spot, CellRole.NOTE, 0.7, "整行的文字，没有栏目")
        return answer(spot, CellRole.NOTE, 0.5, f"{guess.reason or '没有栏目的文字'}，找不到它的栏目")

    def _total(self, spot: Spot) -> Answer:
        """A cell in the row of a sum below a grid: what the projects come to, or nothing."""
        column = self._totals.column(spot)
        if column is not None:
            reason = f"各项目“{plain(column.spot.text)}”的合计"
            return answer(spot, CellRole.VALUE, 0.9, reason, Owner.PROJECT, column.key, plain(column.spot.text))
        if spot.blank:
            return answer(spot, CellRole.BLANK, 0.9, "合计一行不填的一格")
        return answer(spot, CellRole.NOTE, 0.5, "在合计一行，不知道是什么的合计")

    # --- the label ----------------------------------------------------------------------------------------------

    def _field(self, spot: Spot) -> NamedField | None:
        left, above = self._labels.left_of(spot), self._labels.above(spot)
        if (summed := self._summed(spot)) is not None:
            return summed
        if (funds := self._funds.field(spot, left, above)) is not None:
            return funds
        if above is not None and self._reads_down(spot, above, left):
            return self._named(above, f"在“{plain(above.text)}”下面")
        if left is not None and not (spot.blank and (self._taken(spot, left) or self._is_corner(spot, left))):
            return self._named(left, f"在“{plain(left.text)}”右边")
        if above is not None and left is None:
            return self._named(above, f"在“{plain(above.text)}”下面")
        return None

    def _taken(self, spot: Spot, left: Spot) -> bool:
        """Whether another cell stands between a blank cell and the label, or the label has its values below."""
        return left.end != spot.column or (left.row == spot.row and self._labels.is_head(left))

    def _is_corner(self, spot: Spot, left: Spot) -> bool:
        """Whether an empty cell beside a label is the corner of a table of labels above and beside, and no value."""
        right = self._cells.at(spot.row, spot.end)
        return left.rows > 1 and (
            (lexicon.is_group(left.text) and _meaning(left.text) is None)
            or (right is not None and self._labels.is_head(right))
        )

    def _reads_down(self, spot: Spot, above: Spot, left: Spot | None) -> bool:
        """Whether the row above is one of labels whose values stand below: no label of it has its value beside."""
        if left is not None and left.row == spot.row and left.rows == 1 and left.end == spot.column:
            return False
        if above.bottom != spot.row and not self._column_of_values(spot, above):
            return False
        if left is None:
            return True
        row = [one for one in self._cells.starting(above.row) if one.column >= left.end]
        labels = sum(self._labels.is_label(one) for one in row)
        return labels == len(row) or (labels >= 2 and labels * 2 > len(row)) or (labels > 0 and left.row <= above.row)

    def _column_of_values(self, spot: Spot, above: Spot) -> bool:
        return all(
            (one := self._cells.at(row, spot.column)) is not None and not self._labels.is_label(one)
            for row in range(above.bottom, spot.row)
        )

    def _named(self, label: Spot, place: str) -> NamedField:
        """The field that a label names; one of this table's own if none is known."""
        found = _meaning(label.text)
        if found is not None and not asks_to_sign(label.text):
            owner, meaning = found
            title = plain(label.text) if meaning.key.startswith(OWN) else ""
            return NamedField(owner, meaning._replace(reason=f"{place}；{meaning.reason}"), title, label.text)
        return own_field(plain(label.text), place)._replace(label=label.text)

    # --- sums below a band --------------------------------------------------------------------------------------

    def _summed(self, spot: Spot) -> NamedField | None:
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
            return NamedField(Owner.PROJECT, Meaning(key, 0.9, reason), "")
        if column.key not in ("total", "fiscal", "other", "amount", "y1", "y2"):
            return None
        return NamedField(band.owner, Meaning(column.key, 0.9, f"“{plain(column.spot.text)}”一列的合计"), "")


def _named_answer(spot: Spot, guess: Guess, field: NamedField) -> Answer:
    """A cell of which the field is known."""
    key, reason, settled = field.meaning.key, field.meaning.reason, field.meaning.settled
    if spot.blank and is_score_of_part(key) and not settled:
        return answer(spot, CellRole.BLANK, 0.8, "只有资金总额一行有分值和得分")
    sure = min(field.meaning.confidence, guess.confidence if not spot.blank else 1.0)
    made = answer(spot, CellRole.VALUE, sure, reason, field.owner, key, field.title, settled=settled)
    made = replace(made, label=field.label, question=field.question, choices=options(spot.text))
    stamp = stamp_behind(spot.text) if asks_for_opinion(field.label) and "{" not in spot.text else ""
    return replace(made, template=f"{{{key}}}{stamp}") if stamp else made


def asks_to_sign(text: str) -> bool:
    """Whether somebody signs beside a label, and does not only stand there: 负责人（签字）."""
    return any(word in text for word in _SIGNED) and "部门" not in text and "单位（" not in text


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
    alone = options(spot.text) if len(one.slots) == 1 and labelled_options(spot.text) else ()
    return replace(made, template=one.template, label=title, choices=alone)
