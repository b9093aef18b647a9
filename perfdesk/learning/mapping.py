"""AnnexMapping: a foreign annex on its way to a form: what the program understood, and what a person decided of it.

A mapping is a value. Each decision gives the next one, worked out anew from what was guessed and all that was decided,
so that the order of answers does not matter and undoing is keeping the value before.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.learning.answer import Answer, CellRole
from perfdesk.learning.confirming import column_at, confirmed
from perfdesk.learning.decisions import Decision, Said, SaidBand
from perfdesk.learning.difference import FormDifference, difference
from perfdesk.learning.draft import draft, learned_form
from perfdesk.learning.flag_questions import is_about_row, open_questions, spoken_for
from perfdesk.learning.matrix import Spot
from perfdesk.learning.proposal import FormProposal, propose
from perfdesk.learning.proposed_table import ProposedTable
from perfdesk.learning.sketch import Sketch
from perfdesk.model.fields import OWN

# How alike a known form is at least, so that only what differs is asked about; and from where on it is the same form.
_VARIANT: Final = 0.6
SAME: Final = 0.9


class CellState(StrEnum):
    """How a cell is shown."""

    LABEL = "label"
    UNDERSTOOD = "understood"
    GUESSED = "guessed"
    OWN = "own"
    NOTE = "note"
    BLANK = "blank"


_BY_ROLE: Final = {
    CellRole.LABEL: CellState.LABEL,
    CellRole.HEADER: CellState.LABEL,
    CellRole.VALUE: CellState.UNDERSTOOD,
    CellRole.NOTE: CellState.NOTE,
    CellRole.BLANK: CellState.BLANK,
}


@dataclass(frozen=True)
class AnnexMapping:
    """`stem` is the name of the file, `guessed` what the program understood by itself."""

    sketch: Sketch
    stem: str
    guessed: FormProposal
    decisions: tuple[Decision, ...] = ()

    # --- what it is now ----------------------------------------------------------------------------------------

    @cached_property
    def proposal(self) -> FormProposal:
        """What the program understands with all that was decided."""
        return confirmed(self.guessed, self.decisions, overtaken=True)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the tables that become the form, from 0; no answer makes them others."""
        return self.guessed.annex

    @property
    def table(self) -> ProposedTable:
        """The one of them of which the program knows most."""
        return self.proposal.tables[self.guessed.main]

    @property
    def tables(self) -> list[ProposedTable]:
        """All of them."""
        return [self.proposal.tables[number] for number in self.numbers]

    def table_of(self, one: Answer) -> ProposedTable:
        """The table that a cell stands in."""
        return self.proposal.tables[one.spot.table]

    def row_words(self, one: Answer) -> str:
        """Where a cell stands, for a person: 第 3 行; of several tables with the table."""
        row = f"第 {one.spot.row + 1} 行"
        return row if len(self.numbers) == 1 else f"表 {self.numbers.index(one.spot.table) + 1} {row}"

    @property
    def answers(self) -> Iterator[Answer]:
        """The cells of all tables, in reading order."""
        return (one for table in self.tables for one in table.answers)

    @cached_property
    def difference(self) -> FormDifference | None:
        """What differs from the known form that the annex is a variant of; None if it is none."""
        name, likeness = self.guessed.like[0] if self.guessed.like else ("", 0.0)
        return difference(name, self.tables) if _VARIANT <= likeness < SAME else None

    @cached_property
    def asked(self) -> tuple[Answer, ...]:
        """The cells of which nobody has said anything and that are in doubt or have no field of the program's, from top
        to bottom; of a variant only what its form has not."""
        asked = self.difference.asked if self.difference else tuple(one for one in self.answers if one.flag)
        return tuple(one for one in asked if one.spot.place not in self._said)

    @cached_property
    def open(self) -> tuple[Answer, ...]:
        """What a person is still asked about: of the cells that are one question only the first. Whoever keeps what the
        program thinks of it has answered for all of them; else each of the others is a question by itself."""
        return tuple(sorted(map(spoken_for, self._questions), key=lambda one: one.spot.place))

    @cached_property
    def _questions(self) -> list[list[Answer]]:
        guessed = [one for table in self.guessed.tables for one in table.answers]
        said = [one for one in self.answers if one.spot.place in self._said]
        return [*open_questions(self.asked, said, guessed)]

    @cached_property
    def _in_question(self) -> set[tuple[int, int, int]]:
        return {one.spot.place for cells in self._questions for one in cells}

    @cached_property
    def _said(self) -> set[tuple[int, int, int]]:
        return {(one.table - 1, one.row, one.column) for one in self.decisions if isinstance(one, Said)}

    @cached_property
    def definition(self) -> bytes:
        """The form file."""
        return draft(self.proposal, self.sketch.look, self.stem)

    @property
    def form(self) -> Form:
        """The form. FormError if nothing that can be used comes of it yet."""
        return learned_form(self.definition)

    @cached_property
    def _by_spot(self) -> dict[Spot, Answer]:
        return {one.spot: one for one in self.answers}

    def at(self, row: int, column: int, number: int | None = None) -> Answer | None:
        """What the cell at a place of a table is; None outside. Without a number it is the table `table`."""
        spot = self.proposal.tables[self.guessed.main if number is None else number].cells.at(row, column)
        return None if spot is None else self._by_spot[spot]

    def asked_of(self, one: Answer) -> Answer:
        """The cell that an answer about this one is given for: a column of records is decided at its header."""
        found = column_at(self.table_of(one), one.spot)
        return one if found is None else self._by_spot.get(found[1].spot, one)

    def in_doubted_row(self, one: Answer) -> bool:
        """Whether it is asked of a cell whether its whole row is one of records."""
        return one.flag and is_about_row(one.question) and one.spot.place in self._in_question

    def state(self, one: Answer) -> CellState:
        """How a cell is shown; a column of records as its header is."""
        header = self.asked_of(one)
        if (one.role is CellRole.VALUE and one.key.startswith(OWN)) or header.key.startswith(OWN):
            return CellState.OWN
        places = {one.spot.place, header.spot.place}
        return _BY_ROLE[one.role] if places.isdisjoint(self._in_question) else CellState.GUESSED

    # --- the one door -------------------------------------------------------------------------------------------

    def decided(self, *decisions: Decision) -> "AnnexMapping":
        """With more decisions; the same value if they change nothing. WrongAnswers if one does not fit."""
        bands = [one for one in self.decisions if isinstance(one, SaidBand)]
        confirmed(self.guessed, (*bands, *decisions))
        made = replace(self, decisions=(*self.decisions, *decisions))
        return self if made.meaning == self.meaning else made

    @cached_property
    def meaning(self) -> object:
        """All that counts of it: what cells are, not why."""
        cells = [(one.role, one.owner, one.key, one.title, one.flag) for one in self.answers]
        bands = [
            (one.owner, one.table, one.top, one.end, [column.key for column in one.columns])
            for table in self.tables
            for one in table.bands
        ]
        return cells, bands, [one.spot for one in self.open], self.proposal.title


def begun(sketch: Sketch, stem: str) -> AnnexMapping | None:
    """The mapping of what was read; None if nothing in it looks like a table of goals."""
    proposal = propose(sketch.source, sheets=sketch.sheets, bold=sketch.look.bold)
    return AnnexMapping(sketch, stem, proposal) if proposal.tables else None
