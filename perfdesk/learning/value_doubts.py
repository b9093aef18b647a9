"""Which values are guesses: by their text, their sum, the labels around them."""

from collections.abc import Sequence, Set
from typing import Final

from perfdesk.learning import lexicon
from perfdesk.learning.answer import Answer, CellRole
from perfdesk.learning.doubted_table import CellDoubt, DoubtedTable, Doubts
from perfdesk.learning.governing import NO_LABEL
from perfdesk.learning.label_doubts import names_field
from perfdesk.learning.labels import plain
from perfdesk.learning.matrix import Spot
from perfdesk.learning.misfits import misfit
from perfdesk.learning.money import money_keys, speaks_of_past
from perfdesk.learning.roles import GUIDE
from perfdesk.learning.sums import wrong_sums
from perfdesk.model.fields import Owner
from perfdesk.model.keys import DEPARTMENT_NAME, NAME, UNIT_NAME

_PERSONS: Final = ("contact", "finance_contact")
# A note that explains has more to say.
_SHORT: Final = 20
_WORD: Final = 2
_LABEL_LENGTHS: Final = range(_WORD, 17)


def bold(table: DoubtedTable) -> Doubts:
    """The values that are printed as labels are."""
    values = (one for one in table.fixed if one.role is CellRole.VALUE and not one.template and not one.choices)
    return {one.spot: CellDoubt("加粗了，像栏目名称") for one in values if one.spot.bold}


def sums(table: DoubtedTable) -> Doubts:
    """The totals that their parts do not make."""
    return {spot: CellDoubt(reason) for spot, reason in wrong_sums(table.bands, table.answers).items()}


def misfits(table: DoubtedTable) -> Doubts:
    """The values that do not look like what their field holds."""
    plain_values = (one for one in table.fixed if one.role is CellRole.VALUE and not one.template and not one.choices)
    return {
        one.spot: CellDoubt(reason) for one in plain_values if (reason := misfit(one.owner, one.key, one.spot.text))
    }


def misfit_columns(table: DoubtedTable) -> Doubts:
    """The headers of columns of which most texts do not look like what their field holds."""
    found: dict[Spot, CellDoubt] = {}
    for band in table.bands:
        for column in band.columns:
            texts = [
                one.spot.text for one in table.in_bands
                if one.role is CellRole.VALUE and one.spot.column == column.spot.column and not one.spot.blank
                and band.body <= one.spot.row < band.end
            ]  # fmt: skip
            reasons = [why for text in texts if (why := misfit(band.owner_of(column), column.key, text))]
            if len(reasons) * 2 > len(texts):
                found[column.spot] = CellDoubt(reasons[0])
    return found


def between_labels(table: DoubtedTable) -> Doubts:
    """The values that have a label of a field to the left and another above, which has no other value."""
    by_spot = table.by_spot
    found: dict[Spot, CellDoubt] = {}
    for one in table.fixed:
        spot = one.spot
        left, above = (table.cells.at(spot.row, spot.column - 1), table.cells.at(spot.row - 1, spot.column))
        if one.role is not CellRole.VALUE or left is None or above is None or one.key in money_keys():
            continue
        if (
            above.is_aligned_with(spot)
            and all(_names_field(by_spot[label]) for label in (left, above))
            and left.rows == spot.rows
        ):
            right = by_spot[table.cells.at(above.row, above.end) or above]
            if right.role is CellRole.LABEL:
                found[spot] = CellDoubt(f"左边是“{left.text.strip()[:20]}”，上面是“{above.text.strip()[:20]}”")
    return found


def _names_field(one: Answer) -> bool:
    return one.role is CellRole.LABEL and names_field(one.spot.text)


def named_by_a_word(table: DoubtedTable) -> Doubts:
    """The values of which the label is a word that means many things: 单位, 时间, 说明."""
    return {
        one.spot: CellDoubt(f"“{one.label.strip()}”可能指别的")
        for one in table.fixed
        if one.role is CellRole.VALUE and len(plain(one.label)) == _WORD and lexicon.may_be_answer(plain(one.label))
        if not _is_settled(one)
    }


def _is_settled(one: Answer) -> bool:
    """Whether the user has said in another annex what this label means: that is not asked again."""
    return lexicon.settled(one.owner, one.label) is not None


def short_notes(table: DoubtedTable) -> Doubts:
    """The notes that stand beside other cells and are short: 备注：无 may be a label with what somebody has entered."""
    return {
        one.spot: CellDoubt("可能是填写的内容")
        for one in table.fixed
        if one.reason == GUIDE and one.spot.columns < table.cells.columns and len(one.spot.text) < _SHORT
    }


def signing(table: DoubtedTable) -> Doubts:
    """The persons below the indicators: who signs there has filled in the annex, and is not who answers for the
    project."""
    end = max((band.end for band in table.bands if band.owner is Owner.INDICATOR), default=table.cells.rows)
    return {
        one.spot: CellDoubt("在指标下面，可能是填表、审核的人")
        for one in table.fixed
        if one.role is CellRole.VALUE and one.spot.row >= end and one.key in _PERSONS and not _is_settled(one)
    }


def past(table: DoubtedTable) -> Doubts:
    """The money beside a label over several rows that speaks of another year than the plan's."""
    groups = [one.spot for one in table.fixed if one.role is CellRole.LABEL and speaks_of_past(one.spot.text)]
    rows = {row: spot for spot in groups for row in range(spot.row, spot.bottom)}
    return {
        one.spot: CellDoubt(
            f"在“{rows[one.spot.row].text.strip()[:20]}”下面，可能不是本年的", f"past {rows[one.spot.row].row}"
        )
        for one in table.fixed
        if one.role is CellRole.VALUE and one.spot.row in rows and one.key in money_keys()
    }


def blanks(table: DoubtedTable) -> Doubts:
    """The empty cells in rows with labels that belong to none: perhaps something is filled in there. One question."""
    labels = {one.spot.row for one in table.fixed if one.role is CellRole.LABEL}
    lines = {one.spot.row for one in table.fixed if one.template} - labels
    blanks = [one.spot for one in table.fixed if one.role is CellRole.BLANK and one.reason == NO_LABEL]
    asked = [spot for spot in blanks if spot.row in labels and not _is_corner(table, spot)]
    asked += [spot for spot in blanks if spot.row in lines and not _is_empty_sheet(table, spot)]
    asked += _below_words(table, blanks, labels)
    return {spot: CellDoubt("不知道填不填", "blanks") for spot in asked}


def _below_words(table: DoubtedTable, blanks: Sequence[Spot], labels: Set[int]) -> list[Spot]:
    return [spot for spot in blanks if spot.row not in labels and _is_below_word(table, spot)]


def _is_below_word(table: DoubtedTable, spot: Spot) -> bool:
    """Whether a word that nobody knows stands over an empty cell of its width, and may ask for what stands there."""
    above = table.cells.at(spot.row - 1, spot.column)
    one = table.by_spot.get(above) if above is not None and above.is_aligned_with(spot) else None
    return one is not None and one.flag and one.role is CellRole.NOTE and len(plain(one.spot.text)) in _LABEL_LENGTHS


def _is_empty_sheet(table: DoubtedTable, spot: Spot) -> bool:
    """Whether an empty cell beside those that hold their label and its value is one that nobody has drawn: above and
    below a table on a sheet stand lines, each in one of its cells."""
    return table.cells.of_sheet and spot.rows == spot.columns == 1


def _is_corner(table: DoubtedTable, spot: Spot) -> bool:
    """Whether labels stand right of an empty cell and below it: it is the corner of a table."""
    beside = (table.cells.at(spot.row, spot.end), table.cells.at(spot.bottom, spot.column))
    return all(one is not None and table.by_spot[one].role is CellRole.LABEL for one in beside)


def units(table: DoubtedTable) -> Doubts:
    """The unit in an annex without a project's name, which may be the department that the annex is about."""
    keys = {one.key for one in table.answers if one.owner in (Owner.PROJECT, Owner.DOCUMENT)}
    if NAME in keys or DEPARTMENT_NAME in keys:
        return {}
    if any(lexicon.exact(Owner.PROJECT, one.spot.text) == NAME for one in table.fixed):
        return {}
    return {one.spot: CellDoubt("表里没有项目名称，这里可能是部门名称") for one in table.fixed if one.key == UNIT_NAME}
