"""doubted(table): what is a guess, and so is asked about, beside what its own confidence says.

Sure is a label known by its very words with its answer beside it, or below it in a header; a column under a header that
is known; a text of the kind that its field holds; a sum that adds up. Everything in the table _DOUBTS below is a guess.
What is like a known label only nearly, and what has no field of the program's, is one by its confidence (answer.SURE).
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from perfdesk.learning import label_doubts, value_doubts
from perfdesk.learning.answer import Answer
from perfdesk.learning.doubted_table import CellDoubt, DoubtedTable, Doubts
from perfdesk.learning.flag_questions import about_row
from perfdesk.learning.matrix import Spot
from perfdesk.learning.roles import SAID
from perfdesk.learning.row_doubts import strange_rows
from perfdesk.learning.settled_answers import settled


def doubted(table: DoubtedTable) -> Iterator[Answer]:
    """All answers, with what is doubted of them."""
    made = replace(table, fixed=[*settled(list(table.fixed), table.printed)])
    found: dict[Spot, CellDoubt] = {}
    for doubts in _DOUBTS:
        for spot, doubt in doubts(made).items():
            found.setdefault(spot, doubt)
    for one in made.answers:
        yield _with(one, found[one.spot]) if one.spot in found and one.reason != SAID else one


def _with(one: Answer, doubt: CellDoubt) -> Answer:
    if doubt.reason:
        return one.doubted(doubt.reason, doubt.question)
    return replace(one, question=one.question or doubt.question, flag=True)


def _strange_rows(table: DoubtedTable) -> Doubts:
    found = {spot: (row, why) for band in table.bands for spot, row, why in strange_rows(band, table.in_bands)}
    return {spot: CellDoubt(why, about_row(row)) for spot, (row, why) in found.items()}


# The first that has something to say of a cell says it.
_DOUBTS: Final[tuple[Callable[[DoubtedTable], Doubts], ...]] = (
    label_doubts.answers_called_as_labels,
    label_doubts.lonely,
    _strange_rows,
    label_doubts.called_as_labels,
    value_doubts.sums,
    value_doubts.bold,
    value_doubts.misfits,
    value_doubts.misfit_columns,
    value_doubts.between_labels,
    value_doubts.named_by_a_word,
    value_doubts.short_notes,
    value_doubts.signing,
    value_doubts.past,
    value_doubts.units,
    value_doubts.blanks,
    label_doubts.unknown_labels,
)
