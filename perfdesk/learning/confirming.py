"""What a person says of a proposal takes the place of what was guessed."""

from collections.abc import Sequence
from contextlib import nullcontext, suppress
from dataclasses import replace
from typing import Final

from perfdesk.learning.annex_tables import told_apart
from perfdesk.learning.answer import PRINTED, Answer, CellRole
from perfdesk.learning.band_columns import FoundColumn, slug
from perfdesk.learning.decisions import Decision, Named, Said, SaidBand, WrongAnswers, answers_in
from perfdesk.learning.flag_questions import is_about_pair, is_about_row
from perfdesk.learning.inline import inline
from perfdesk.learning.labels import plain
from perfdesk.learning.lexicon import Meaning
from perfdesk.learning.matrix import Spot
from perfdesk.learning.proposal import FormProposal
from perfdesk.learning.proposed_table import ProposedTable, TableRuling, proposed_anew
from perfdesk.learning.repeated import BandRuling, FoundBand
from perfdesk.learning.roles import SAID
from perfdesk.model.fields import OWN, ROW_OWNERS, Owner
from perfdesk.model.vocabulary import plan_keys, vocabulary

__all__ = ["WrongAnswers", "answers_in", "column_at", "confirmed"]

# A cell outside bands that is said to be one of these tells something of its neighbours. That a label is only a note
# does not take the field away that its value was given.
_TELLING: Final = (CellRole.LABEL, CellRole.VALUE)
# Stands in a template for a key that is not yet known.
_KEY: Final = "key"


def confirmed(proposal: FormProposal, decisions: Sequence[Decision], *, overtaken: bool = False) -> FormProposal:
    """The proposal with the answers in it: first what other cells depend on, then cell by cell, so that an answer holds
    whatever else is said. WrongAnswers names what does not fit; where some may be `overtaken`, because their rows have
    become others since, these are passed over."""
    tables = list(proposal.tables)
    said = [one for one in decisions if not isinstance(one, Named)]
    for one in said:
        if not 1 <= one.table <= len(tables):
            raise WrongAnswers(f"说的是第 {one.table} 张表，只有 {len(tables)} 张")
    by_table = {number: [one for one in said if one.table == number] for number in {one.table for one in said}}
    for number, some in by_table.items():
        tables[number - 1] = _anew(tables[number - 1], some)
    tables = list(told_apart(tables))
    for number, some in by_table.items():
        tables[number - 1] = _answered(tables[number - 1], some, overtaken=overtaken)
    title = next((" ".join(one.title.split()) for one in reversed(decisions) if isinstance(one, Named)), proposal.title)
    return replace(proposal, tables=tuple(tables), title=title)


def _answered(table: ProposedTable, said: Sequence[Said | SaidBand], *, overtaken: bool) -> ProposedTable:
    """The table with what is said of its cells."""
    for one in said:
        if isinstance(one, Said):
            with suppress(WrongAnswers) if overtaken else nullcontext():
                table = _with(table, one)
    return table


def column_at(table: ProposedTable, spot: Spot) -> tuple[FoundBand, FoundColumn] | None:
    """The column of records that a cell belongs to, be it the header or below it; a label over several is of none."""
    band = next((one for one in table.bands if one.top <= spot.row < one.end and spot != one.side), None)
    column = None if band is None else band.over(spot.column)
    if band is None or column is None or (spot.row < band.body and spot != column.spot):
        return None
    return band, column


# --- what other cells depend on ----------------------------------------------------------------------------------


def _anew(table: ProposedTable, said: Sequence[Said | SaidBand]) -> ProposedTable:
    """The table as it is understood with the bands and the roles that were said; the same if none were."""
    bands = {one.row: _ruling(table, one) for one in said if isinstance(one, SaidBand)}
    roles: dict[Spot, CellRole] = {}
    guessed = {one.spot: one.role for one in table.answers}
    for one in said:
        if isinstance(one, Said) and one.role is not None:
            roles[_spot(table, one)] = one.role
    roles = {spot: role for spot, role in roles.items() if role is not guessed[spot] and role in _TELLING}
    return proposed_anew(table, TableRuling(bands, roles)) if bands or roles else table


def _ruling(table: ProposedTable, said: SaidBand) -> BandRuling:
    if not 0 <= said.row < table.cells.rows or not 0 <= said.end <= table.cells.rows:
        raise WrongAnswers(f"说的第 {said.row} 行到第 {said.end} 行在表外")
    return BandRuling(said.owner, said.end)


def _spot(table: ProposedTable, said: Said) -> Spot:
    spot = table.cells.at(said.row, said.column)
    if spot is None:
        raise WrongAnswers(f"说的第 {said.row} 行第 {said.column} 列在表外")
    return spot


# --- cell by cell ------------------------------------------------------------------------------------------------


def _with(table: ProposedTable, said: Said) -> ProposedTable:
    spot = _spot(table, said)
    found = column_at(table, spot)
    if found is not None and said.key is not None:
        return _column(table, *found, said)
    question = next(one.question for one in table.answers if one.spot is spot)
    answers = (one if one.question != question else _answered_with(one) for one in table.answers)
    return replace(table, answers=tuple(_changed(one, said) if one.spot is spot else one for one in answers))


def _answered_with(one: Answer) -> Answer:
    """Another cell of a question about a label and its value, or about a whole row."""
    return replace(one, flag=False) if is_about_pair(one.question) or is_about_row(one.question) else one


def _changed(one: Answer, said: Said) -> Answer:
    if said.owner in ROW_OWNERS and (said.owner, said.key) != (one.owner, one.key):
        raise WrongAnswers(f"说的第 {said.row} 行第 {said.column} 列不在逐行填的表里")
    role = said.role or (CellRole.VALUE if said.key else one.role)
    settled = replace(one, role=role, flag=False, confidence=1.0, reason=SAID)
    return _value(settled, said) if role is CellRole.VALUE else replace(settled, key="", title="", template="")


def _value(one: Answer, said: Said) -> Answer:
    """The cell with the key that is said, or with its own."""
    owner, key = _owner(said.owner or one.owner, one.key if said.key is None else said.key)
    key = key or OWN + slug(said.title or one.title or one.spot.text)
    title = (said.title or one.title or key.removeprefix(OWN)) if key.startswith(OWN) else ""
    template = (one.template or _own_template(one)).replace(f"{{{one.key or _KEY}}}", f"{{{key}}}")
    return replace(one, owner=owner, key=key, title=title, template=template)


def _own_template(one: Answer) -> str:
    """How a cell prints that was taken for a label or a note, and holds a label and its value: 分管领导：章立."""
    found = None if one.role is CellRole.VALUE and one.key else inline(one.spot.text)
    if found is None or len(found.slots) != 1:
        return ""
    return found.template.replace(f"{{{found.slots[0][1]}}}", f"{{{_KEY}}}")


def _owner(owner: Owner, key: str) -> tuple[Owner, str]:
    """Whose field a key is, the one who was guessed first; the plan of the usual sources has a short key."""
    whole = {f"funds.{source}.plan": short for source, short in plan_keys().items()}
    wanted = whole.get(key, key)
    if not wanted or wanted.startswith(OWN):
        return owner, wanted
    owners = (owner, Owner.PROJECT, Owner.DOCUMENT)
    found = next((one for one in owners if vocabulary().knows(one, wanted)), None)
    if found is None:
        raise WrongAnswers(f"里的字段“{wanted}”不存在；表自己的栏目写 own.名称")
    return found, wanted


def _column(table: ProposedTable, band: FoundBand, column: FoundColumn, said: Said) -> ProposedTable:
    """A key said of any cell of a column of records is the whole column's."""
    changed = _said_column(band, column, said)
    columns = tuple(changed if one is column else one for one in band.columns)
    bands = tuple(replace(one, columns=columns) if one is band else one for one in table.bands)
    answers = tuple(_in_column(one, band, changed) for one in table.answers)
    return replace(table, bands=bands, answers=answers)


def _said_column(band: FoundBand, column: FoundColumn, said: Said) -> FoundColumn:
    """The column with a key. Of a grid's a person may say that it is the project's, or that it is not."""
    owner = said.owner if band.grid and said.owner in (Owner.PROJECT, band.owner) else band.owner_of(column)
    _, key = _owner(owner, said.key or "")
    if key and not key.startswith(OWN) and not vocabulary().knows(owner, key):
        raise WrongAnswers(f"里的字段“{key}”不是这些行的字段")
    named = said.title or column.title or plain(column.spot.text) or key.removeprefix(OWN)
    title = named if key.startswith(OWN) else ""
    meaning = Meaning(key, 1.0, SAID)
    return replace(column, meaning=meaning, title=title, flag=False, fixed="", project=owner is Owner.PROJECT)


def _in_column(one: Answer, band: FoundBand, column: FoundColumn) -> Answer:
    inside = band.top <= one.spot.row < band.end and column.spot.column <= one.spot.column < column.spot.end
    if not inside or one.spot is band.side or (one.spot.row < band.body and one.spot is not column.spot):
        return one
    role = one.role if one.role in PRINTED else CellRole.VALUE if column.key else CellRole.BLANK
    settled = replace(one, role=role, flag=False, confidence=1.0, reason=SAID)
    return replace(settled, owner=band.owner_of(column), key=column.key, title=column.title)
