"""The rows of a band of records in an original: as many as there are records, each with its texts and merges."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Final

from lxml import etree

from perfdesk.exporters.original.members import NoFit
from perfdesk.exporters.original.model_rows import models_for, sorted_models
from perfdesk.exporters.original.word_table import VALUE, OriginalCell, OriginalRow, W, table_rows
from perfdesk.exporters.original.word_text import (
    paragraphs_of,
    put_cell,
    text_of,
    without_numbers,
)
from perfdesk.forms.bands import RecordsBand
from perfdesk.forms.group_rows import RowKind
from perfdesk.forms.original import Original
from perfdesk.forms.placed import PlacedCell, Role
from perfdesk.model.values import normal

_CELL_SETTINGS, _MERGE, _CONTENT = f"{W}tcPr", f"{W}vMerge", f"{W}sdtContent"
# What stands before w:vMerge (ECMA-376 part 1, 17.4.69).
_BEFORE_MERGE: Final = (f"{W}cnfStyle", f"{W}tcW", f"{W}gridSpan", f"{W}hMerge")
_MARKS: Final = tuple(f"{W}{name}" for name in ("bookmarkStart", "bookmarkEnd", "permStart", "permEnd"))


def fill_records(
    band: RecordsBand,
    rows: Sequence[OriginalRow],
    placed: Sequence[PlacedCell],
    count: int,
    kinds: Sequence[RowKind],
    place: Original,
) -> None:
    """Makes the band's rows those of `placed`, which count from its first row; `count` are all of them. `kinds` tell
    what each below the header is, where they are not all records."""
    if kinds:
        _fill_grid(band, rows, placed, kinds, place)
    else:
        _fill_list(band, rows, placed, count)


def _fill_list(band: RecordsBand, rows: Sequence[OriginalRow], placed: Sequence[PlacedCell], count: int) -> None:
    header, body = rows[: band.header], rows[band.header :]
    tail = [row for row in body if band.tail and _says(row, band.tail)][-1:]
    usable = [row for row in body if row not in tail and _has_columns(band, row)]
    if not usable:
        raise NoFit("没有一行与各列对得上")
    models = {cell.column: cell.node for row in reversed(usable) for cell in row.cells if not cell.below}
    models = {column: deepcopy(node) for column, node in models.items()}
    made = _as_many(usable, count - band.header - len(tail))
    kept = {id(row.node) for row in (*made, *tail)}
    for row in body:
        if id(row.node) not in kept:
            _remove_row(row.node)
    _put_cells(band, [*header, *made, *tail], placed, models)


def _fill_grid(
    band: RecordsBand,
    rows: Sequence[OriginalRow],
    placed: Sequence[PlacedCell],
    kinds: Sequence[RowKind],
    place: Original,
) -> None:
    models = dict(sorted_models(place, rows, band.header))
    usable = [row for row in models[RowKind.PROJECT] if _has_columns(band, row)]
    if not usable:
        raise NoFit("没有一行与各列对得上")
    models[RowKind.PROJECT] = usable
    cells = {cell.column: deepcopy(cell.node) for row in reversed(usable) for cell in row.cells if not cell.below}
    made = _in_order(rows[band.header - 1], rows[band.header :], models_for(kinds, models))
    _put_cells(band, [*rows[: band.header], *made], placed, cells)


def _in_order(above: OriginalRow, body: Sequence[OriginalRow], wanted: Sequence[OriginalRow]) -> list[OriginalRow]:
    """The rows of the body in this order below the one above it; one that is wanted again is copied, one that is not
    wanted is taken away."""
    used: set[int] = set()
    made = []
    for row in wanted:
        made.append(_copied(row) if id(row.node) in used else row)
        used.add(id(row.node))
    for row in body:
        _remove_row(row.node)
    for row in made:
        above.node.addnext(row.node)
        above = row
    return made


def _says(row: OriginalRow, words: str) -> bool:
    return any(normal(text_of(paragraphs_of(cell.node))) == normal(words) for cell in row.cells)


def _has_columns(band: RecordsBand, row: OriginalRow) -> bool:
    """Whether a row is divided as the band is."""
    places = [one.at for one in band.columns] + ([band.side.at] if band.side else [])
    cells = ((row.at(first - 1), last) for first, last in places)
    return all(cell is not None and cell.end == last for cell, last in cells)


def _as_many(rows: Sequence[OriginalRow], count: int) -> list[OriginalRow]:
    """So many rows. The first and the last stay what they are, for their borders may be others than those between;
    copies are made of the second, or of the first where there are two."""
    if count <= len(rows):
        return [*rows[: count - 1], rows[-1]] if count > 1 else list(rows[:count])
    at = 1 if len(rows) > 2 else 0
    copies = [_copied(rows[at]) for _ in range(count - len(rows))]
    for copy in reversed(copies):
        rows[at].node.addnext(copy.node)
    return [*rows[: at + 1], *copies, *rows[at + 1 :]]


def _copied(row: OriginalRow) -> OriginalRow:
    node = deepcopy(row.node)
    node.tail = None
    without_numbers(node)
    for mark in list(node.iter(*_MARKS)):
        parent = mark.getparent()
        assert parent is not None
        parent.remove(mark)
    pairs = zip(row.cells, _cells_of(node), strict=True)
    return OriginalRow(node, tuple(cell._replace(node=copy) for cell, copy in pairs))


def _cells_of(row: etree._Element) -> Iterator[etree._Element]:
    table = etree.Element(f"{W}tbl")
    table.append(row)
    yield from (cell.node for cell in table_rows(table)[0].cells)
    table.remove(row)


def _remove_row(row: etree._Element) -> None:
    """Takes a row away, and a content control that has held it alone."""
    node = row
    while (parent := node.getparent()) is not None:
        parent.remove(node)
        if parent.tag != _CONTENT or len(parent):
            return
        control = parent.getparent()
        if control is None:
            return
        node = control


# --- cells -----------------------------------------------------------------------------------------------------------


def _put_cells(
    band: RecordsBand, rows: Sequence[OriginalRow], placed: Sequence[PlacedCell], models: dict[int, etree._Element]
) -> None:
    side = band.side.at[0] - 1 if band.side else -1
    for one in placed:
        is_side = one.column == side
        for at in range(one.row if is_side else max(one.row, band.header), one.row + one.rows):
            cell = rows[at].at(one.column)
            if cell is None:
                raise NoFit(f"第 {at + 1} 行没有第 {one.column + 1} 列")
            if at == one.row:
                _begin(cell, one, models, printed=at < band.header)
            else:
                _merge(cell.node, "continue")
                put_cell(cell.node, "")


def _begin(cell: OriginalCell, one: PlacedCell, models: dict[int, etree._Element], *, printed: bool) -> None:
    """The first row of a cell. A label that begins above the band stays merged with what is above."""
    if printed and cell.below:
        return
    if cell.below and one.column in models:
        _take_contents(cell.node, models[one.column])
    _merge(cell.node, "restart" if one.rows > 1 else "")
    is_printed = one.role is Role.LABEL or (one.role is Role.NOTE and one.text)
    if not printed and not (is_printed and normal(text_of(paragraphs_of(cell.node))) == normal(one.text)):
        put_cell(cell.node, one.text)


def _take_contents(cell: etree._Element, model: etree._Element) -> None:
    """What goes on with the cell above has paragraphs of no special type; those of the column are in its model."""
    for child in list(cell):
        if child.tag != _CELL_SETTINGS:
            cell.remove(child)
    cell.extend(deepcopy(child) for child in model if child.tag != _CELL_SETTINGS)
    without_numbers(cell)


def _merge(cell: etree._Element, state: str) -> None:
    """Whether a cell begins or goes on with one that reaches down; "" is neither."""
    settings = cell.find(_CELL_SETTINGS)
    if settings is None:
        settings = etree.Element(_CELL_SETTINGS)
        cell.insert(0, settings)
    for one in settings.findall(_MERGE):
        settings.remove(one)
    if not state:
        return
    at = max((number for number, one in enumerate(settings, 1) if one.tag in _BEFORE_MERGE), default=0)
    made = etree.Element(_MERGE)
    made.set(VALUE, state)
    settings.insert(at, made)
