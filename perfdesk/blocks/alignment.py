"""Which field each cell of a block goes into.

Three ways, tried in this order: by the titles in the block's first row; place by place, where block and table have the
same spans; and column by column, as a block from Excel is meant.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from perfdesk.blocks.block import Block, BlockCell
from perfdesk.blocks.clip_limits import MOST_NEW_ROWS
from perfdesk.blocks.destination import Destination, FieldCell, Place
from perfdesk.model.fields import ROW_OWNERS, Owner
from perfdesk.model.values import normal

# So many titles in one row are no data.
_FEWEST_TITLES: Final = 2
_FORMS_OWN: Final = "从这一格起会碰到表样的文字“{}”，没有粘贴；请点在要填的格子上再粘贴。"


class Goes(NamedTuple):
    """A cell's text and a field that it goes into. The row of the field may be a new one, below the last."""

    text: str
    into: FieldCell


@dataclass(frozen=True)
class Alignment:
    """Where everything goes. `refusal` says why nothing can be pasted; `remarks` what a person should know first."""

    goes: tuple[Goes, ...] = ()
    remarks: tuple[str, ...] = ()
    refusal: str = ""


def align(block: Block, anchor: Place, table: Destination) -> Alignment:
    """The block, its first cell at `anchor`."""
    start = table.at(*anchor)
    if start is None:
        return Alignment(refusal="请先点在要填的格子上，再粘贴。")
    narrow = block.compressed()
    repeated = table.repeated(start.row)
    titled = _titled(narrow, table.titles(repeated.kind)) if repeated else {}
    if repeated and titled:
        return _by_titles(narrow, start, table, titled, repeated.kind)
    return _place_by_place(block, start, table) or _by_columns(narrow, start, table)


class _Rows:
    """The rows of a table. A paste that begins among repeated rows goes on in new ones behind the last: it never runs
    into what the form has below them."""

    def __init__(self, table: Destination, start: FieldCell) -> None:
        self._table = table
        self._repeated = table.repeated(start.row) or table.repeated(table.rows - 1)
        self._end = self._repeated.end if self._repeated else table.rows
        self._known: dict[int, Mapping[int, FieldCell]] = {}

    def cells(self, row: int) -> Mapping[int, FieldCell]:
        """The cells that begin in a row by column."""
        if row not in self._known:
            self._known[row] = {cell.column: cell for cell in self._across(row)}
        return self._known[row]

    def _across(self, row: int) -> Sequence[FieldCell]:
        table = self._table
        if row < self._end:
            return table.across(row)
        if self._repeated is None or row >= self._end + MOST_NEW_ROWS:
            return ()
        like = table.across(self._end - 1)
        return [cell._replace(row=row, text="" if cell.owner else cell.text, node="") for cell in like]


def is_new(cell: FieldCell) -> bool:
    """Whether a cell stands in a row that is yet to be made."""
    return cell.owner in ROW_OWNERS and not cell.node


def is_field(cell: FieldCell) -> bool:
    """Whether something can be written into a cell, if only once its row is made."""
    return cell.owner is not None


# --- place by place -------------------------------------------------------------------------------------------------


def _place_by_place(block: Block, start: FieldCell, table: Destination) -> Alignment | None:
    """None unless every cell of the block meets cells of the table with the same edges, and printed words the same."""
    rows, goes = _Rows(table, start), []
    for cell in block.cells:
        met = _met(cell, start, rows, table)
        if met is None:
            return None
        goes += [Goes(cell.text, one) for one in met if is_field(one)]
    return Alignment(tuple(goes))


def _met(cell: BlockCell, start: FieldCell, rows: _Rows, table: Destination) -> Sequence[FieldCell] | None:
    """What a cell lies on exactly: one cell as large, or one in each of its rows where these may be merged."""
    row, column = start.row + cell.row, start.column + cell.column
    first = rows.cells(row).get(column)
    if first is None:
        return None
    found = [first]
    if first.rows != cell.rows:
        if first.rows > 1 or not table.merges(first):
            return None
        below = [rows.cells(row + by).get(column) for by in range(1, cell.rows)]
        if None in below:
            return None
        found += [one for one in below if one is not None]
    return found if all(_fits(cell, one) for one in found) else None


def _fits(cell: BlockCell, one: FieldCell) -> bool:
    same_height = one.rows in (1, cell.rows)
    return same_height and one.columns == cell.columns and (is_field(one) or normal(cell.text) == normal(one.text))


# --- column by column -----------------------------------------------------------------------------------------------


def _by_columns(block: Block, start: FieldCell, table: Destination) -> Alignment:
    """The n-th column of the block goes into the n-th cell of each row, counted from the column of the first."""
    rows = _Rows(table, start)
    lines: dict[int, Sequence[FieldCell]] = {}
    goes: list[Goes] = []
    for cell in block.cells:
        for row in range(start.row + cell.row, start.row + cell.row + cell.rows):
            if row not in lines:
                lines[row] = [one for one in rows.cells(row).values() if one.column >= start.column]
            line = lines[row]
            if cell.column >= len(line):
                return Alignment(refusal=_does_not_fit(block, lines[start.row]))
            if not is_field(line[cell.column]):
                return Alignment(refusal=_FORMS_OWN.format(line[cell.column].text))
            goes.append(Goes(cell.text, line[cell.column]))
    return Alignment(tuple(goes), tuple(_of_spans(block, lines, table)))


def _does_not_fit(block: Block, line: Sequence[FieldCell]) -> str:
    """Says what there is room for."""
    there = f"剪贴板里有 {block.rows} 行 {block.columns} 列，"
    if block.columns > len(line):
        return f"{there}从这一格起只有 {len(line)} 列，放不下，没有粘贴。"
    return f"{there}从这一格起往下没有那么多格，放不下，没有粘贴。"


def _of_spans(block: Block, lines: Mapping[int, Sequence[FieldCell]], table: Destination) -> Iterator[str]:
    """What is said of merged cells where the table has none."""
    if any(cell.columns > 1 for cell in block.cells):
        yield "有横向合并的格子：文字放进最左边一格，右边几格不动。"
    line = next(iter(lines.values()), ())
    tall = {cell.column for cell in block.cells if cell.rows > 1}
    if any(not table.merges(line[column]) for column in tall):
        yield "有纵向合并的格子：同一段文字放进它跨过的每一行。"


# --- by titles ------------------------------------------------------------------------------------------------------


def _titled(block: Block, titles: Mapping[str, str]) -> dict[int, str]:
    """The field of each column that the first row names; none if that row is no row of titles."""
    first = [cell for cell in block.cells if cell.row == 0]
    known = {cell.column: titles[normal(cell.text)] for cell in first if normal(cell.text) in titles}
    enough = len(known) >= _FEWEST_TITLES and len(set(known.values())) == len(known)
    return known if enough and block.rows > 1 else {}


def _by_titles(block: Block, start: FieldCell, table: Destination, titled: Mapping[int, str], kind: Owner) -> Alignment:
    """Columns go where their titles stand here, the row of titles nowhere."""
    rows = _Rows(table, start)
    head = max(cell.rows for cell in block.cells if cell.row == 0)
    goes: list[Goes] = []
    for cell in block.cells:
        if cell.row < head or cell.column not in titled:
            continue
        for by in range(cell.rows):
            row = start.row + cell.row + by - head
            into = next((one for one in rows.cells(row).values() if one.key == titled[cell.column]), None)
            if into is None or into.owner is not kind:
                return Alignment(refusal=_does_not_fit(block, list(rows.cells(start.row).values())))
            goes.append(Goes(cell.text, into))
    return Alignment(tuple(goes), tuple(_of_titles(block, titled)))


def _of_titles(block: Block, titled: Mapping[int, str]) -> Iterable[str]:
    yield "第一行是栏目名称，各列按名称对应，名称这一行不粘贴。"
    others = [cell.text.strip() for cell in block.cells if cell.row == 0 and cell.column not in titled]
    if named := [f"“{text}”" for text in others if text]:
        yield f"这里没有{'、'.join(named[:3])}{'等' if len(named) > 3 else ''}栏目，那 {len(named)} 列不粘贴。"
