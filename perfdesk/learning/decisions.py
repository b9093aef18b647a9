"""What a person says of a proposal, as values; in JSON as `perfdesk learn --confirm` reads it and drafts keep it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from perfdesk.learning.answer import CellRole
from perfdesk.model.fields import ROW_OWNERS, Owner

_MOST: Final = 5_000
_LONGEST_KEY: Final = 60
_LONGEST_TITLE: Final = 60


class WrongAnswers(Exception):
    """Answers that cannot be used; the message is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a cell is: which table, row and column; its role and its key, None where nothing is said. `owner` is whose
    field the key is, None for the one that was guessed; `title` is what a field of the form's own is called."""

    table: int
    row: int
    column: int
    role: CellRole | None = None
    key: str | None = None
    owner: Owner | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class SaidBand:
    """What the rows below a header are, which begins in `row`: whose records, None if it is no header; `end` is the row
    behind the last of them, 0 where the table itself says it."""

    table: int
    row: int
    owner: Owner | None
    end: int = 0


@dataclass(frozen=True, slots=True)
class Named:
    """What the form is called."""

    title: str


Decision = Said | SaidBand | Named


# --- from JSON ---------------------------------------------------------------------------------------------------


def answers_in(shape: Any) -> list[Decision]:
    """The answers of a file: {"cells": [{"table": 1, "row": 3, "column": 2, "key": "…", "role": "…"}]}; beside the
    cells "bands" [{"table": 1, "row": 8, "of": "indicator", "end": 20}] and the "title" of the form."""
    whole: Mapping[str, Any] = shape if isinstance(shape, Mapping) else {}
    cells, said = whole.get("cells"), whole.get("bands", [])
    if not isinstance(cells, list) or not isinstance(said, list) or len(cells) + len(said) > _MOST:
        raise WrongAnswers('里没有 "cells" 的一列回答')
    title = whole.get("title", "")
    if not isinstance(title, str) or len(title) > _LONGEST_TITLE:
        raise WrongAnswers(f"里的 title 不是 {_LONGEST_TITLE} 个字以内的名称")
    found: list[Decision] = [_band(number, one) for number, one in enumerate(said, 1)]
    found += [_cell(number, one) for number, one in enumerate(cells, 1)]
    return [*found, Named(title)] if title else found


def _cell(number: int, one: Any) -> Said:
    shape = _shape(one)
    table, row, column = _numbers(number, shape, "table", "row", "column")
    role, key, title = shape.get("role"), shape.get("key"), shape.get("title", "")
    if role is not None and role not in [*CellRole]:
        raise WrongAnswers(f"第 {number} 条的 role 应是 {'、'.join(CellRole)} 之一")
    if key is not None and (not isinstance(key, str) or len(key) > _LONGEST_KEY):
        raise WrongAnswers(f"第 {number} 条的 key 不是字段的名字")
    if not isinstance(title, str) or len(title) > _LONGEST_TITLE:
        raise WrongAnswers(f"第 {number} 条的 title 不是 {_LONGEST_TITLE} 个字以内的名称")
    said = None if role is None else CellRole(role)
    return Said(table, row, column, said, key, _owner(number, shape.get("owner")), title)


def _band(number: int, one: Any) -> SaidBand:
    shape = _shape(one)
    table, row, end = _numbers(number, {"end": 0, **shape}, "table", "row", "end")
    whose = shape.get("of")
    if whose is not None and whose not in [*ROW_OWNERS]:
        raise WrongAnswers(f"第 {number} 段的 of 应是 {'、'.join(ROW_OWNERS)} 之一")
    return SaidBand(table, row, None if whose is None else Owner(whose), end)


def _shape(one: Any) -> Mapping[str, Any]:
    return one if isinstance(one, Mapping) else {}


def _numbers(number: int, shape: Mapping[str, Any], *names: str) -> list[int]:
    found = [shape.get(name) for name in names]
    if not all(type(one) is int for one in found):
        raise WrongAnswers(f"第 {number} 条没有 {'、'.join(names)} 三个整数")
    return [int(one) for one in found if one is not None]


def _owner(number: int, name: Any) -> Owner | None:
    if name is not None and name not in [*Owner]:
        raise WrongAnswers(f"第 {number} 条的 owner 应是 {'、'.join(Owner)} 之一")
    return None if name is None else Owner(name)


# --- to JSON -----------------------------------------------------------------------------------------------------


def answers_json(decisions: Iterable[Decision]) -> dict[str, Any]:
    """The same in JSON; of several answers about one place the last."""
    cells: dict[tuple[int, int, int], Said] = {}
    bands: dict[tuple[int, int], SaidBand] = {}
    title = ""
    for one in decisions:
        match one:
            case Said():
                cells.pop((one.table, one.row, one.column), None)
                cells[one.table, one.row, one.column] = one
            case SaidBand():
                bands[one.table, one.row] = one
            case Named():
                title = one.title
    shape: dict[str, Any] = {"cells": [dict(_cell_json(one)) for one in cells.values()]}
    if bands:
        shape["bands"] = [
            {"table": one.table, "row": one.row, "of": one.owner and one.owner.value, "end": one.end}
            for one in bands.values()
        ]
    return {**shape, "title": title} if title else shape


def _cell_json(one: Said) -> Iterator[tuple[str, Any]]:
    """What is said, without what is not."""
    yield from (("table", one.table), ("row", one.row), ("column", one.column))
    said = {"role": one.role and one.role.value, "key": one.key, "owner": one.owner and one.owner.value}
    yield from ((name, value) for name, value in said.items() if value is not None)
    if one.title:
        yield "title", one.title
