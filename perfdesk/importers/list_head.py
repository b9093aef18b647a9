"""Finds the lists in a source: tables with a row for each indicator or record and columns named as in the vocabulary,
in any order. No annex has the project and the name of its rows side by side in one header.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Final, NamedTuple

from perfdesk.forms.definition import Form
from perfdesk.forms.indicator_list import NUMBER
from perfdesk.forms.loader import forms
from perfdesk.forms.printed import printed_keys
from perfdesk.forms.record_list import TELLING
from perfdesk.importers.grid import Element, Grid, GridRow, label
from perfdesk.importers.known_labels import is_label
from perfdesk.model.fields import RECORDS, Owner
from perfdesk.model.keys import CODE, NAME, NAMED_BY
from perfdesk.model.vocabulary import Field, Vocabulary, vocabulary

NUMBER_SLOT: Final = (None, "")
Slot = tuple[Owner | None, str]
# What stands under a label of the vocabulary or of a form.
Labels = Mapping[str, Slot]
TELLS_PROJECT: Final = {(Owner.PROJECT, NAME), (Owner.PROJECT, CODE)}
# Rows that a person writes above the heads of a list: what it is, 单位：万元.
_MOST_ABOVE: Final = 3
_OF_UNIT: Final = re.compile(r"(?P<title>.+)\((?:单位:)?(?P<unit>[千万亿]元|百万元|元)\)")


class ListGrid(NamedTuple):
    """A list: what its rows are, and which row of the table has its heads."""

    grid: Grid
    kind: Owner
    at: int = 0

    @property
    def head(self) -> GridRow:
        """The row with the titles of the columns."""
        return self.grid.rows[self.at]

    @property
    def rows(self) -> tuple[GridRow, ...]:
        """The rows below it."""
        return self.grid.rows[self.at + 1 :]


# --- which tables are lists ------------------------------------------------------------------------------------------


def split(elements: Iterable[Element], wanted: Form | None = None) -> tuple[list[Element], list[ListGrid]]:
    """The elements of a source without its lists, and the lists. `wanted` is a form whose titles count too."""
    rest: list[Element] = []
    lists: list[ListGrid] = []
    called = _called(wanted)
    for element in elements:
        found = _list_of(element, called) if isinstance(element, Grid) and element.rows else None
        if found is None:
            rest.append(element)
        else:
            lists.append(found)
    return rest, lists


def split_for(form: Form, elements: Iterable[Element]) -> tuple[list[Element], list[ListGrid]]:
    """The same for a form. A table of all projects looks like a list, but no projects are numbered in it."""
    elements = tuple(elements)
    rest, lists = split(elements, form)
    if not form.table.grid:
        return rest, lists
    lists = [one for one in lists if label(NUMBER) in {label(cell.text) for cell in one.head.written}]
    taken = {id(one.grid) for one in lists}
    return [one for one in elements if id(one) not in taken], lists


def grids_by_use(lists: Iterable[ListGrid]) -> tuple[list[Grid], list[Grid]]:
    """The tables of the lists of indicators, and those of records."""
    found: tuple[list[Grid], list[Grid]] = ([], [])
    for one in lists:
        found[one.kind is not Owner.INDICATOR].append(one.grid)
    return found


def _list_of(grid: Grid, called: Labels) -> ListGrid | None:
    slots = set(columns_of(grid.rows[0], _usual_labels()).values())
    if (Owner.INDICATOR, NAME) in slots and not slots.isdisjoint(TELLS_PROJECT):
        return ListGrid(grid, Owner.INDICATOR)
    return _records_of(grid, called)


def _records_of(grid: Grid, called: Labels) -> ListGrid | None:
    """A list of records: its heads name a project and what one kind of record is called by. An annex may have 项目名称
    and 实施地点 in one row; there the values stand beside them, and other labels below."""
    at = next((n for n, row in enumerate(grid.rows[: _MOST_ABOVE + 1]) if len(row.written) > 1), None)
    if at is None:
        return None
    found = columns_of(grid.rows[at], called)
    kinds = [kind for kind in RECORDS if (kind, NAMED_BY[kind]) in found.values()]
    if not kinds or TELLS_PROJECT.isdisjoint(found.values()):
        return None
    kind = max(kinds, key=lambda one: len(columns_of(grid.rows[at], _labels_of_kind(one))))
    known = {*found, *columns_of(grid.rows[at], _labels_of_kind(kind))}
    is_annex = _has_values(grid.rows[at], known) or _has_labels(grid.rows[at + 1 : at + 2], found)
    return None if is_annex else ListGrid(grid, kind, at)


def _has_values(head: GridRow, known: Collection[int]) -> bool:
    """Whether half of a row are no heads: then it is one of labels with their values."""
    return sum(cell.column not in known for cell in head.written) >= len(known)


def _has_labels(below: Iterable[GridRow], found: Mapping[int, Slot]) -> bool:
    """Whether a label stands below that of the project. Where projects are numbered, one may be called as a label."""
    telling = [column for column, slot in found.items() if slot in TELLS_PROJECT]
    cells = (row.at(column) for row in below for column in telling)
    return NUMBER_SLOT not in found.values() and any(is_label(cell.text) for cell in cells if cell is not None)


def _called(wanted: Form | None) -> Labels:
    """The labels by which a list of records is known: what tells the project, and what each kind is called by, as the
    vocabulary and each form call them."""
    forms_here = [*forms().values(), *([wanted] if wanted else ())]
    known = [vocabulary(), *(form.vocabulary for form in forms_here if form.own_fields)]
    fields = (
        one.field(owner, key)
        for one in known
        for owner, key in (*sorted(TELLS_PROJECT), *((kind, NAMED_BY[kind]) for kind in RECORDS))
    )
    return _labels(fields)


# --- which field each column is --------------------------------------------------------------------------------------


@cache
def _usual_labels() -> Labels:
    return _labels(vocabulary().usual)


@cache
def _labels_of_kind(kind: Owner) -> Labels:
    return _labels(_fields_of_kind(vocabulary(), kind))


@lru_cache(maxsize=64)
def labels_of_form(form: Form) -> Labels:
    """The titles of the columns in a list of indicators of this form: the usual fields, and other fields that the form
    prints."""
    printed, known = printed_keys(form), form.vocabulary
    of_phases = [known.field(*place) for place in sorted(printed) if place not in known.order and known.knows(*place)]
    return _labels((*(f for f in known.fields if not f.on_request or f.place in printed), *of_phases))


@lru_cache(maxsize=64)
def record_labels_of_form(form: Form, kind: Owner) -> Labels:
    """The titles of the columns in a list of records, as this form calls them and as they are usually called."""
    own = _labels(_fields_of_kind(form.vocabulary, kind))
    return {**_labels_of_kind(kind), **own}


def _fields_of_kind(known: Vocabulary, kind: Owner) -> Iterator[Field]:
    """What tells the project, and behind it all of the kind: 财政拨款 of a task is that of the task."""
    yield from (known.field(Owner.PROJECT, key) for key in TELLING)
    yield from known.of(kind)


def _labels(fields: Iterable[Field]) -> Labels:
    shown = [field for field in fields if field.owner is not Owner.DOCUMENT]
    called = {label(field.title): field.place for field in shown}
    also = {label(other): field.place for field in shown for other in field.also}
    return {**also, **called, label(NUMBER): NUMBER_SLOT}


def columns_of(row: GridRow, labels: Labels) -> dict[int, Slot]:
    """The field of each column below a row of heads. If a title stands twice, the first column counts."""
    found: dict[int, Slot] = {}
    for cell in row.written:
        slot = labels.get(label(cell.text)) or labels.get(_without_unit(cell.text))
        if slot is not None and slot not in found.values():
            found[cell.column] = slot
    return found


def _without_unit(text: str) -> str:
    match = _OF_UNIT.fullmatch(label(text))
    return match["title"] if match else ""


def units_of(row: GridRow, columns: Mapping[int, Slot]) -> Iterator[str]:
    """The units of money in the heads of columns that are read: 金额合计（万元）."""
    for cell in row.written:
        if cell.column in columns and (match := _OF_UNIT.fullmatch(label(cell.text))):
            yield match["unit"]


_UNIT_LINE: Final = re.compile(r"(?:金额)?单位:(?P<unit>[千万亿]元|百万元|元)")


def unit_in_line(text: str) -> str:
    """The unit of money that a line above a list names; "" if it says something else."""
    match = _UNIT_LINE.fullmatch(label(text))
    return match["unit"] if match else ""
