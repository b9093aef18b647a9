"""Which labels may be none, and which answers are called as labels are."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from perfdesk.learning import lexicon
from perfdesk.learning.answer import PRINTED, Answer, CellRole
from perfdesk.learning.doubted_table import CellDoubt, DoubtedTable, Doubts, is_called_as_label
from perfdesk.learning.flag_questions import about_pair
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.learning.misfits import misfit
from perfdesk.learning.money import money_in
from perfdesk.learning.roles import SAID, TITLE, known_label
from perfdesk.model.classes import class_of
from perfdesk.model.fields import Owner
from perfdesk.model.keys import BUDGET_TOTAL

_HEADER: Final = 3


def answers_called_as_labels(table: DoubtedTable) -> Doubts:
    """What is called as a label is and stands where the answer to the label before it would: 资金来源 | 县级财政."""
    by_spot = table.by_spot
    found: dict[Spot, CellDoubt] = {}
    for one in table.fixed:
        left = table.cells.at(one.spot.row, one.spot.column - 1)
        if left is None or one.role is not CellRole.LABEL or left.rows > one.spot.rows or not names_field(left.text):
            continue
        if by_spot[left].role is CellRole.LABEL and not any(
            _is_served(table.cells, cell, by_spot) for cell in (one.spot, left)
        ):
            found[one.spot] = CellDoubt(f"与已知的栏目同名，却在“{left.text.strip()[:20]}”的内容处")
    return found


def _is_served(cells: Matrix, label: Spot, by_spot: Mapping[Spot, Answer]) -> bool:
    """Whether a label has a cell for its value, or its row is a header."""
    return _has_value(cells, label, by_spot) or _in_header(cells, label, by_spot)


def lonely(table: DoubtedTable) -> Doubts:
    """The labels beside which nothing can be filled in, and that are none of several others; what is perhaps the answer
    to one is asked about itself."""
    answered = {(spot.row, spot.column) for spot in answers_called_as_labels(table)}
    by_spot = table.by_spot
    found = {
        one.spot: CellDoubt("右边和下面都没有可填的一格")
        for one in table.fixed
        if one.role is CellRole.LABEL
        and (one.spot.row, one.spot.end) not in answered
        and _could_have_value(table.cells, one)
        and not _has_value(table.cells, one.spot, by_spot)
        and not _in_header(table.cells, one.spot, by_spot)
    }
    return {**dict(_in_their_place(table, found)), **found}


def _in_their_place(table: DoubtedTable, lonely: Iterable[Spot]) -> Iterator[tuple[Spot, CellDoubt]]:
    """The labels where the values of lonely ones would stand, if they have none beside them and nobody has said that
    they are labels; and what was named by them: 项目名称 | 绩效管理."""
    for label in lonely:
        one = table.cells.at(label.row, label.end)
        if one is None or table.by_spot[one].role is not CellRole.LABEL or lexicon.said_of_cell(one.text):
            continue
        right, below = table.cells.at(one.row, one.end), table.cells.at(one.bottom, one.column)
        if right is not None and _is_of(one, table.by_spot[right]):
            continue
        doubt = CellDoubt(f"与栏目同名，却在“{label.text.strip()[:20]}”的内容处", about_pair(one))
        yield one, doubt
        if below is not None and table.by_spot[below].label == one.text:
            yield below, doubt


def _could_have_value(cells: Matrix, one: Answer) -> bool:
    """Whether a label stands for itself: it is no title, no heading over a part, no corner of a table of sources and
    measures, and does not say what others have in common."""
    spot = one.spot
    group = lexicon.is_group(spot.text) or lexicon.is_sum(spot.text) or spot.rows > 1 or spot.columns == cells.columns
    return (names_field(spot.text) or not known_label(spot.text)) and one.reason != TITLE and not group


def names_field(text: str) -> bool:
    """Whether a label names a field, of the program or of the form's own."""
    return bool(lexicon.exact(Owner.PROJECT, text) or lexicon.exact(Owner.DOCUMENT, text)) or lexicon.is_other(text)


def unknown_labels(table: DoubtedTable) -> Doubts:
    """The labels that are labels only by where they stand: asked about together with the value beside or below."""
    by_spot = table.by_spot
    found: dict[Spot, CellDoubt] = {}
    for one in table.fixed:
        spot = one.spot
        if one.role is not CellRole.LABEL or known_label(spot.text) or one.reason in (TITLE, SAID):
            continue
        beside = (table.cells.at(spot.row, spot.end), table.cells.at(spot.bottom, spot.column))
        values = (by_spot[cell] for cell in beside if cell is not None)
        value = next((other for other in values if other.flag and other.label == spot.text), None)
        if value is not None:
            question = value.question or about_pair(value.spot)
            found[spot] = found[value.spot] = CellDoubt("", question)
    return found


def called_as_labels(table: DoubtedTable) -> Doubts:
    """The texts in columns of rows that are called as labels are: asked about by columns."""
    return {
        one.spot: CellDoubt("与已知的栏目同名", f"labels {one.spot.column}")
        for one in table.in_bands
        if one.role is CellRole.VALUE
        and not class_of(one.spot.text, one.spot.text)
        and is_called_as_label(one.spot.text, table.printed)
    }


def _has_value(cells: Matrix, spot: Spot, by_spot: Mapping[Spot, Answer]) -> bool:
    """Whether something can be filled in beside a label, or below it and no wider than it."""
    right, below = cells.at(spot.row, spot.end), cells.at(spot.bottom, spot.column)
    inside = below is not None and below.column >= spot.column and below.end <= spot.end
    beside = (right, below if inside else None)
    return any(one is not None and _is_of(spot, by_spot[one]) for one in beside)


def _is_of(label: Spot, one: Answer) -> bool:
    """Whether a cell can be the value of a label: no label, no other label's; of money a number, or empty."""
    is_others = one.label != label.text and bool(one.label or one.template)
    if one.role in PRINTED or is_others:
        return False
    is_amount = not misfit(Owner.PROJECT, BUDGET_TOTAL, one.spot.text)
    return is_amount or not money_in(label.text).source


def _in_header(cells: Matrix, spot: Spot, by_spot: Mapping[Spot, Answer]) -> bool:
    """Whether all that stands in its row are labels, as over the amounts of several sources."""
    row = [one for one in cells.starting(spot.row) if not one.blank]
    return len(row) >= _HEADER and all(by_spot[one].role in PRINTED for one in row)
