"""doubted(table): what is a guess, and so is asked about, beside what its own confidence says.

Sure is a label known by its very words with its answer beside it, or below it in a header; a column under a header that
is known; a text of the kind that its field holds; a sum that adds up. Everything in the table _DOUBTS below is a guess.
What is like a known label only nearly, and what has no field of the program's, is one by its confidence (answer.SURE).
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from perfdesk.learning import lexicon
from perfdesk.learning.answer import OWN, Answer, CellRole, answer
from perfdesk.learning.flag_questions import about_pair
from perfdesk.learning.governing import NO_LABEL
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.learning.misfits import misfit
from perfdesk.learning.money import money_in, money_keys, speaks_of_past
from perfdesk.learning.repeated import FoundBand
from perfdesk.learning.roles import SAID, TITLE, known_label
from perfdesk.learning.row_doubts import strange_rows
from perfdesk.learning.sums import wrong_sums
from perfdesk.model.fields import Owner
from perfdesk.model.keys import BUDGET_TOTAL, DEPARTMENT_NAME, GOAL, LEVELS, NAME, UNIT_NAME
from perfdesk.model.vocabulary import vocabulary

_OVERALL, _MID_TERM = "goal_overall", "goal_mid"
_HEADER: Final = 3
_PRINTED: Final = (CellRole.LABEL, CellRole.HEADER)


class CellDoubt(NamedTuple):
    """Why a cell is asked about, and with which others; without a reason it is only asked together with them."""

    reason: str
    question: str = ""


@dataclass(frozen=True, slots=True)
class DoubtedTable:
    """The answers of a table, those in bands and those outside."""

    cells: Matrix
    bands: Sequence[FoundBand]
    in_bands: Sequence[Answer]
    fixed: Sequence[Answer]

    @property
    def answers(self) -> list[Answer]:
        """All of them."""
        return [*self.in_bands, *self.fixed]


_Found = Mapping[Spot, CellDoubt]


def doubted(table: DoubtedTable) -> Iterator[Answer]:
    """All answers, with what is doubted of them."""
    settled = replace(table, fixed=[*_settled(list(table.fixed))])
    found: dict[Spot, CellDoubt] = {}
    for doubts in _DOUBTS:
        for spot, doubt in doubts(settled).items():
            found.setdefault(spot, doubt)
    for one in settled.answers:
        yield _with(one, found[one.spot]) if one.spot in found and one.reason != SAID else one


def _with(one: Answer, doubt: CellDoubt) -> Answer:
    if doubt.reason:
        return one.doubted(doubt.reason, doubt.question)
    return replace(one, question=one.question or doubt.question, flag=True)


# --- single cells ------------------------------------------------------------------------------------------------


def _bold(table: DoubtedTable) -> _Found:
    """The values that are printed as labels are."""
    values = (one for one in table.fixed if one.role is CellRole.VALUE and not one.template and not one.choices)
    return {one.spot: CellDoubt("加粗了，像栏目名称") for one in values if one.spot.bold}


def _sums(table: DoubtedTable) -> _Found:
    return {spot: CellDoubt(reason) for spot, reason in wrong_sums(table.bands, table.answers).items()}


def _misfits(table: DoubtedTable) -> _Found:
    """The values that do not look like what their field holds."""
    plain_values = (one for one in table.fixed if one.role is CellRole.VALUE and not one.template and not one.choices)
    return {
        one.spot: CellDoubt(reason) for one in plain_values if (reason := misfit(one.owner, one.key, one.spot.text))
    }


def _misfit_columns(table: DoubtedTable) -> _Found:
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


# --- labels ------------------------------------------------------------------------------------------------------


def _answers_called_as_labels(table: DoubtedTable) -> _Found:
    """What is called as a label is and stands where the answer to the label before it would: 资金来源 | 县级财政."""
    by_spot = {one.spot: one for one in table.answers}
    found: dict[Spot, CellDoubt] = {}
    for one in table.fixed:
        left = table.cells.at(one.spot.row, one.spot.column - 1)
        if left is None or one.role is not CellRole.LABEL or left.rows > one.spot.rows or not _named(left.text):
            continue
        if by_spot[left].role is CellRole.LABEL and not any(
            _is_served(table.cells, cell, by_spot) for cell in (one.spot, left)
        ):
            found[one.spot] = CellDoubt(f"与已知的栏目同名，却在“{left.text.strip()[:20]}”的内容处")
    return found


def _is_served(cells: Matrix, label: Spot, by_spot: Mapping[Spot, Answer]) -> bool:
    """Whether a label has a cell for its value, or its row is a header."""
    return _has_value(cells, label, by_spot) or _in_header(cells, label, by_spot)


def _lonely(table: DoubtedTable) -> _Found:
    """The labels beside which nothing can be filled in, and that are none of several others; what is perhaps the answer
    to one is asked about itself."""
    answered = {(spot.row, spot.column) for spot in _answers_called_as_labels(table)}
    by_spot = {one.spot: one for one in table.answers}
    return {
        one.spot: CellDoubt("右边和下面都没有可填的一格")
        for one in table.fixed
        if one.role is CellRole.LABEL
        and (one.spot.row, one.spot.end) not in answered
        and _could_have_value(table.cells, one)
        and not _has_value(table.cells, one.spot, by_spot)
        and not _in_header(table.cells, one.spot, by_spot)
    }


def _could_have_value(cells: Matrix, one: Answer) -> bool:
    """Whether a label stands for itself: it is no title, no heading over a part, no corner of a table of sources and
    measures, and does not say what others have in common."""
    spot = one.spot
    group = lexicon.is_group(spot.text) or lexicon.is_sum(spot.text) or spot.rows > 1 or spot.columns == cells.columns
    return (_named(spot.text) or not known_label(spot.text)) and one.reason != TITLE and not group


def _named(text: str) -> bool:
    """Whether a label names a field."""
    return bool(lexicon.exact(Owner.PROJECT, text) or lexicon.exact(Owner.DOCUMENT, text))


def _unknown_labels(table: DoubtedTable) -> _Found:
    """The labels that are labels only by where they stand: asked about together with the value beside or below."""
    by_spot = {one.spot: one for one in table.fixed}
    found: dict[Spot, CellDoubt] = {}
    for one in table.fixed:
        spot = one.spot
        if one.role is not CellRole.LABEL or known_label(spot.text) or one.reason in (TITLE, SAID):
            continue
        beside = (table.cells.at(spot.row, spot.end), table.cells.at(spot.bottom, spot.column))
        values = (by_spot[cell] for cell in beside if cell in by_spot)
        value = next((other for other in values if other.flag and other.label == spot.text), None)
        if value is not None:
            question = value.question or about_pair(value.spot)
            found[spot] = found[value.spot] = CellDoubt("", question)
    return found


def _called_as_labels(table: DoubtedTable) -> _Found:
    """The texts in columns of rows that are called as labels are: asked about by columns."""
    return {
        one.spot: CellDoubt("与已知的栏目同名", f"labels {one.spot.column}")
        for one in table.in_bands
        if one.role is CellRole.VALUE and one.key not in LEVELS and lexicon.is_known(one.spot.text)
    }


def _between_labels(table: DoubtedTable) -> _Found:
    """The values that have a label of a field to the left and another above, which has no other value."""
    by_spot = {one.spot: one for one in table.fixed}
    found: dict[Spot, CellDoubt] = {}
    for one in table.fixed:
        spot = one.spot
        left, above = (table.cells.at(spot.row, spot.column - 1), table.cells.at(spot.row - 1, spot.column))
        if one.role is not CellRole.VALUE or left is None or above is None or one.key in money_keys():
            continue
        alike = (above.column, above.columns) == (spot.column, spot.columns)
        if alike and all(_names_field(by_spot.get(label)) for label in (left, above)) and left.rows == spot.rows:
            right = by_spot.get(table.cells.at(above.row, above.end) or above)
            if right is None or right.role is CellRole.LABEL:
                found[spot] = CellDoubt(f"左边是“{left.text.strip()[:20]}”，上面是“{above.text.strip()[:20]}”")
    return found


def _names_field(one: Answer | None) -> bool:
    return one is not None and one.role is CellRole.LABEL and _named(one.spot.text)


def _past(table: DoubtedTable) -> _Found:
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


def _blanks(table: DoubtedTable) -> _Found:
    """The empty cells in rows with labels that belong to none: perhaps something is filled in there. One question."""
    labelled = {one.spot.row for one in table.fixed if one.role is CellRole.LABEL}
    blanks = [one.spot for one in table.fixed if one.role is CellRole.BLANK and one.reason == NO_LABEL]
    asked = [spot for spot in blanks if spot.row in labelled and not _is_corner(table, spot)]
    return {spot: CellDoubt("没有栏目，不知道填不填", "blanks") for spot in asked}


def _is_corner(table: DoubtedTable, spot: Spot) -> bool:
    """Whether labels stand right of an empty cell and below it: it is the corner of a table."""
    roles = {one.spot: one.role for one in table.fixed}
    beside = (table.cells.at(spot.row, spot.end), table.cells.at(spot.bottom, spot.column))
    return all(one is not None and roles.get(one) is CellRole.LABEL for one in beside)


def _units(table: DoubtedTable) -> _Found:
    """The unit in an annex without a project's name, which may be the department that the annex is about."""
    keys = {one.key for one in table.answers if one.owner in (Owner.PROJECT, Owner.DOCUMENT)}
    if NAME in keys or DEPARTMENT_NAME in keys:
        return {}
    if any(lexicon.exact(Owner.PROJECT, one.spot.text) == NAME for one in table.fixed):
        return {}
    return {one.spot: CellDoubt("表里没有项目名称，这里可能是部门名称") for one in table.fixed if one.key == UNIT_NAME}


def _strange_rows(table: DoubtedTable) -> _Found:
    found = {spot: (row, why) for band in table.bands for spot, row, why in strange_rows(band, table.in_bands)}
    return {spot: CellDoubt(why, f"row {row}") for spot, (row, why) in found.items()}


# The first that has something to say of a cell says it.
_DOUBTS: Final[tuple[Callable[[DoubtedTable], _Found], ...]] = (
    _answers_called_as_labels,
    _lonely,
    _strange_rows,
    _called_as_labels,
    _sums,
    _bold,
    _misfits,
    _misfit_columns,
    _between_labels,
    _past,
    _units,
    _blanks,
    _unknown_labels,
)


def _has_value(cells: Matrix, spot: Spot, by_spot: Mapping[Spot, Answer]) -> bool:
    """Whether something can be filled in beside a label, or below it and no wider than it."""
    right, below = cells.at(spot.row, spot.end), cells.at(spot.bottom, spot.column)
    inside = below is not None and below.column >= spot.column and below.end <= spot.end
    beside = (right, below if inside else None)
    return any(one is not None and _is_of(spot, by_spot[one]) for one in beside)


def _is_of(label: Spot, one: Answer) -> bool:
    """Whether a cell can be the value of a label: no label, no other label's; of money a number, or empty."""
    if one.role in _PRINTED or (one.label and one.label != label.text) or one.template:
        return False
    is_amount = not misfit(Owner.PROJECT, BUDGET_TOTAL, one.spot.text)
    return is_amount or not money_in(label.text).source


def _in_header(cells: Matrix, spot: Spot, by_spot: Mapping[Spot, Answer]) -> bool:
    """Whether all that stands in its row are labels, as over the amounts of several sources."""
    row = [one for one in cells.starting(spot.row) if not one.blank]
    return len(row) >= _HEADER and all(by_spot[one].role in _PRINTED for one in row)


# --- answers that cannot stand beside each other -----------------------------------------------------------------


def _settled(answers: list[Answer]) -> Iterator[Answer]:
    """The answers without a key twice, and without a label taken for a value."""
    answers = _with_goal(answers)
    count = Counter((one.owner, one.key) for one in answers if one.role is CellRole.VALUE and _is_fields(one))
    seen: Counter[tuple[Owner, str]] = Counter()
    for one in answers:
        place = (one.owner, one.key)
        if one.role is CellRole.VALUE and not one.template and lexicon.is_known(one.spot.text):
            yield answer(one.spot, CellRole.LABEL, 0.6, "文字与已知的栏目相同，不会是内容")
        elif one.role is CellRole.VALUE and _is_fields(one) and count[place] > 1:
            seen[place] += 1
            yield again(one, seen[place])
        else:
            yield one


def _with_goal(answers: list[Answer]) -> list[Answer]:
    """An overall goal that is the only one of an annex is the goal of its year."""
    keys = {one.key for one in answers}
    if _OVERALL not in keys or keys & {GOAL, _MID_TERM}:
        return answers
    told = "表里只有这一个目标，作为年度目标"
    return [replace(one, key=GOAL, reason=f"{one.reason}；{told}") if one.key == _OVERALL else one for one in answers]


def again(one: Answer, number: int) -> Answer:
    """The first of two of a key keeps it; both are to be looked at."""
    title = vocabulary().title(one.owner, one.key)
    doubted = one.doubted(f"“{one.title or title}”出现了不止一次", f"twice {one.owner} {one.key}")
    if number == 1:
        return doubted
    base = one.key if one.key.startswith(OWN) else OWN + one.key.replace(".", "_").replace("@", "_")
    key = f"{base}_{number}"
    template = one.template.replace(f"{{{one.key}}}", f"{{{key}}}")
    return replace(doubted, key=key, title=f"{one.title or title}{number}", template=template)


def _is_fields(one: Answer) -> bool:
    return one.owner in (Owner.PROJECT, Owner.DOCUMENT)
