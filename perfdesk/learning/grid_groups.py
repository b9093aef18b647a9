"""The rows between the projects of a grid that tell their department: one over them that names it, one below them that
says what they come to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from perfdesk.importers.sum_rows import SUMS
from perfdesk.learning.band_columns import FoundColumn
from perfdesk.learning.grid_rows import OtherRows
from perfdesk.learning.matrix import Matrix, Spot
from perfdesk.model.fields import Kind, Owner
from perfdesk.model.keys import SUPERVISOR, UNIT_NAME
from perfdesk.model.values import Amount, normal
from perfdesk.model.vocabulary import vocabulary

# Who is over a project, the likelier first.
_OFFICES: Final = (SUPERVISOR, UNIT_NAME)
# How what is an office is called; other words over projects may divide them otherwise, as 基本支出 and 项目支出 do.
_OFFICE: Final = re.compile(
    r"(?:局|委|办|办公室|厅|部|处|科|股|所|站|院|校|学|园|馆|社|会|中心|政府|街道|镇|乡|村|区|公司|队|台|室|法院|检察院|本级)(?:[（(].{1,12}[)）])?$"
)
_NUMBERS: Final = (
    ("一、", re.compile(r"[一二三四五六七八九十]{1,3}\s*、\s*")),
    ("（一）", re.compile(r"[（(]\s*[一二三四五六七八九十]{1,3}\s*[)）]\s*")),
    ("1.", re.compile(r"\d{1,3}\s*[.．]\s*(?!\d)")),
    ("1、", re.compile(r"\d{1,3}\s*、\s*")),
)


@dataclass(frozen=True, slots=True)
class FoundGroups:
    """The `field` that the projects of a department have in common; how the rows over them are numbered; which rows of
    the table are over and below them. `foot` is what a sum is called, with a slot for the department if it names it."""

    field: str
    number: str = ""
    heads: tuple[int, ...] = ()
    feet: tuple[int, ...] = ()
    foot: str = ""

    def is_named(self, row: int) -> bool:
        """Whether a row names the department of the projects below it."""
        return row in self.heads


def without_number(text: str) -> tuple[str, str]:
    """How a text is numbered, and the rest of it."""
    for mark, pattern in _NUMBERS:
        if (found := pattern.match(text.strip())) and found.end() < len(text.strip()):
            return mark, text.strip()[found.end() :]
    return "", text.strip()


def is_office(text: str) -> bool:
    """Whether a text is what an office is called."""
    return bool(_OFFICE.search(without_number(text)[1]))


def groups_of(cells: Matrix, rows: range, columns: Sequence[FoundColumn], others: OtherRows) -> FoundGroups | None:
    """The groups of the projects in some rows; None where there are none, or nobody can tell by what."""
    own = [one for one in columns if one.project]
    return _below_heads(cells, own, others) if others.heads else _by_column(cells, rows, own, others)


def _below_heads(cells: Matrix, own: Sequence[FoundColumn], others: OtherRows) -> FoundGroups | None:
    """By rows over the projects; what these say is no office that the projects have a column for."""
    field = next((key for key in _OFFICES if key not in {one.key for one in own}), "")
    if not field:
        return None
    heads, sums = tuple(sorted(others.heads)), tuple(sorted(others.sums))
    named = {row: without_number(_first(cells, row).text)[1] for row in heads}
    feet, foot = _feet(sums, {one: _above(named, one) for one in sums}, cells, field)
    number = without_number(_first(cells, heads[0]).text)[0]
    return FoundGroups(field, number, heads, feet, foot) if _in_turn(heads, feet) else FoundGroups(field, number, heads)


def _in_turn(heads: Sequence[int], feet: Sequence[int]) -> bool:
    """Whether each department has its sum, before the next one begins."""
    turns = [row for pair in zip(heads, feet, strict=False) for row in pair]
    return len(heads) == len(feet) and turns == sorted(turns)


def _by_column(cells: Matrix, rows: range, own: Sequence[FoundColumn], others: OtherRows) -> FoundGroups | None:
    """By a column of the projects after which the sums below them are called."""
    sums = tuple(sorted(others.sums))
    for column in (one for one in own if one.key in _OFFICES):
        said = {row: _told_above(cells, rows, row, column.spot, others) for row in sums}
        feet, foot = _feet(sums, said, cells, column.key)
        if feet and foot.startswith("{"):
            return FoundGroups(column.key, "", (), feet, foot)
    return None


def _first(cells: Matrix, row: int) -> Spot:
    return next(one for one in cells.starting(row) if not one.blank)


def _above(named: Mapping[int, str], row: int) -> str:
    """The department over a row."""
    return next((named[at] for at in sorted(named, reverse=True) if at < row), "")


def _told_above(cells: Matrix, rows: range, row: int, spot: Spot, others: OtherRows) -> str:
    """What stands in a column right above a row."""
    for at in range(row - 1, rows.start - 1, -1):
        one = cells.at(at, spot.column)
        if at not in others and one is not None and not one.blank:
            return one.text.strip()
    return ""


def _feet(sums: Sequence[int], said: Mapping[int, str], cells: Matrix, field: str) -> tuple[tuple[int, ...], str]:
    """The rows of sums that are called after the department above, or all alike; and what they are called."""
    found: dict[str, list[int]] = {}
    for row in sums:
        text = _first(cells, row).text.strip()
        word = next((one for one in SUMS if normal(text).endswith(one)), "")
        called = normal(text).removesuffix(word)
        if not called:
            found.setdefault(word, []).append(row)
        elif word and called == normal(said[row]):
            found.setdefault(f"{{{field}}}{word}", []).append(row)
    if len(found) != 1:
        return (), ""
    ((foot, rows),) = found.items()
    return tuple(rows), foot


def is_summed(column: FoundColumn | None) -> bool:
    """Whether a department's row may have the sum of a column."""
    return column is not None and column.project and vocabulary().kind(Owner.PROJECT, column.key) is Kind.MONEY


def is_sum_in(spot: Spot, column: FoundColumn | None) -> bool:
    """Whether a cell of a department's row is such a sum."""
    return is_summed(column) and Amount.parse(spot.text) is not None
