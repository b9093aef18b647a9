"""What a person says of cells of a proposal takes the place of what was guessed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from perfdesk.learning.answer import OWN, Answer, CellRole
from perfdesk.learning.labels import plain
from perfdesk.learning.lexicon import Meaning
from perfdesk.learning.proposal import FormProposal, ProposedTable
from perfdesk.learning.repeated import FoundBand, FoundColumn, slug
from perfdesk.model.fields import Owner
from perfdesk.model.vocabulary import plan_keys, vocabulary

_SAID: Final = "已由人确认"
_MOST: Final = 5_000


class WrongAnswers(Exception):
    """Answers that cannot be used; the message is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: of which cell, which role and which key; None where nothing is said."""

    table: int
    row: int
    column: int
    role: CellRole | None
    key: str | None


def answers_in(shape: Any) -> list[Said]:
    """The answers of a file: {"cells": [{"table": 1, "row": 3, "column": 2, "key": "…", "role": "…"}]}."""
    cells = shape.get("cells") if isinstance(shape, Mapping) else None
    if not isinstance(cells, list) or len(cells) > _MOST:
        raise WrongAnswers('里没有 "cells" 的一列回答')
    return [_said(number, one) for number, one in enumerate(cells, 1)]


def _said(number: int, one: Any) -> Said:
    shape: Mapping[str, Any] = one if isinstance(one, Mapping) else {}
    table, row, column = (shape.get(name) for name in ("table", "row", "column"))
    if not (type(table) is type(row) is type(column) is int):
        raise WrongAnswers(f"第 {number} 条没有 table、row、column 三个整数")
    role, key = shape.get("role"), shape.get("key")
    if role is not None and role not in [*CellRole]:
        raise WrongAnswers(f"第 {number} 条的 role 应是 {'、'.join(CellRole)} 之一")
    if key is not None and (not isinstance(key, str) or len(key) > 60):
        raise WrongAnswers(f"第 {number} 条的 key 不是字段的名字")
    return Said(table, row, column, None if role is None else CellRole(role), key)


def confirmed(proposal: FormProposal, said: Sequence[Said]) -> FormProposal:
    """The proposal with the answers in it. WrongAnswers names what does not fit."""
    tables = list(proposal.tables)
    for one in said:
        if not 1 <= one.table <= len(tables):
            raise WrongAnswers(f"说的是第 {one.table} 张表，只有 {len(tables)} 张")
        tables[one.table - 1] = _with(tables[one.table - 1], one)
    return replace(proposal, tables=tuple(tables))


def _with(table: ProposedTable, said: Said) -> ProposedTable:
    spot = table.cells.at(said.row, said.column)
    if spot is None:
        raise WrongAnswers(f"说的第 {said.row} 行第 {said.column} 列在表外")
    band = next((one for one in table.bands if one.top <= spot.row < one.end and spot is not one.side), None)
    column = band.over(spot.column) if band is not None else None
    if band is not None and column is not None and said.key is not None:
        return _column(table, band, column, said)
    return replace(table, answers=tuple(_changed(one, said) if one.spot is spot else one for one in table.answers))


def _changed(one: Answer, said: Said) -> Answer:
    role = said.role or (CellRole.VALUE if said.key else one.role)
    key = one.key if said.key is None else said.key
    owner, key = _owner(one.owner, key) if role is CellRole.VALUE else (one.owner, "")
    if role is CellRole.VALUE and not key:
        key = OWN + slug(one.title or one.spot.text)
    title = (one.title or key.removeprefix(OWN)) if key.startswith(OWN) else ""
    return replace(one, role=role, owner=owner, key=key, title=title, flag=False, confidence=1.0, reason=_SAID)


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
    _, key = _owner(band.owner, said.key or "")
    if key and not key.startswith(OWN) and not vocabulary().knows(band.owner, key):
        raise WrongAnswers(f"里的字段“{key}”不是这些行的字段")
    title = (column.title or plain(column.spot.text) or key.removeprefix(OWN)) if key.startswith(OWN) else ""
    changed = replace(column, meaning=Meaning(key, 1.0, _SAID), title=title, flag=False, fixed="")
    columns = tuple(changed if one is column else one for one in band.columns)
    bands = tuple(replace(one, columns=columns) if one is band else one for one in table.bands)
    answers = tuple(_in_column(one, band, changed) for one in table.answers)
    return replace(table, bands=bands, answers=answers)


def _in_column(one: Answer, band: FoundBand, column: FoundColumn) -> Answer:
    inside = band.top <= one.spot.row < band.end and column.spot.column <= one.spot.column < column.spot.end
    if not inside or one.spot is band.side or (one.spot.row < band.body and one.spot is not column.spot):
        return one
    role = (
        one.role if one.role in (CellRole.HEADER, CellRole.LABEL) else CellRole.VALUE if column.key else CellRole.BLANK
    )
    return replace(
        one, role=role, owner=band.owner, key=column.key, title=column.title, flag=False, confidence=1.0, reason=_SAID
    )
