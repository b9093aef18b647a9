"""What makes the table of a form usable: every row fills the grid just once, and no band contradicts itself."""

from collections.abc import Iterator, Sequence, Set
from itertools import pairwise
from typing import Final, NamedTuple

from perfdesk.forms.annex_table import Table, TablePart
from perfdesk.forms.bands import PLAIN, Band, Cell, Column, ProjectGroups, RecordsBand, Row, RowsBand, SideLabel
from perfdesk.model.fields import Owner
from perfdesk.model.keys import NAME

# The largest published annex has 31; many bands of many rows would fill paper with one project.
_MOST_ROWS: Final = 200
_MOST_TABLES: Final = 8
_OPEN_AND_TICKED: Final = 2


class AskedKeys(NamedTuple):
    """Keys that stand somewhere in a form, and whose fields they may be."""

    where: str
    keys: tuple[str, ...]
    owners: tuple[Owner, ...]


def table_faults(table: Table) -> Iterator[str]:
    """What is wrong with a table, each as a Chinese clause that names the place."""
    if len(table.rows) > _MOST_ROWS:
        yield f"table.bands 一共有 {len(table.rows)} 行，最多 {_MOST_ROWS} 行"
        return
    yield from _parts(table)
    for part in table.parts:
        for number in part.bands:
            yield from _band(f"table.bands 第 {number + 1} 项", table.bands[number], part, table)
    yield from _headless(table)
    yield from _goals(table)
    if table.grid:
        yield from _grid(table)


def _parts(table: Table) -> Iterator[str]:
    """Each table has rows, and there are no more than fit into one grid on the screen."""
    if len(table.parts) > _MOST_TABLES:
        yield f"table.bands 分成了 {len(table.parts)} 张表，最多 {_MOST_TABLES} 张"
    for number, part in enumerate(table.parts, 1):
        if not part.bands:
            yield f"table.bands 里的第 {number} 张表一段也没有"


def _band(where: str, band: Band, part: TablePart, table: Table) -> Iterator[str]:
    """What is wrong with a band in one of the tables."""
    if isinstance(band, RowsBand):
        yield from _spans(where, band.rows, len(part.columns))
        yield from _cells(where, band.rows)
    elif isinstance(band, RecordsBand):
        yield from _records(where, band, part, table)
        if band.groups and not table.grid:
            yield f"{where}：groups 只用于 grid = true 的表"


def asked_by_table(table: Table) -> Iterator[AskedKeys]:
    """The keys in a table."""
    for number, band in enumerate(table.bands, 1):
        where = f"table.bands 第 {number} 项"
        if isinstance(band, RowsBand):
            for at, row in enumerate(band.rows, 1):
                yield from (asked for cell in row.cells for asked in _asked(f"{where}第 {at} 行", cell))
        elif isinstance(band, RecordsBand):
            if band.where and band.where.field:
                yield AskedKeys(f"{where}的 where", (band.where.field,), (band.owner,))
            if band.groups:
                yield AskedKeys(f"{where}的 groups", (band.groups.field,), (Owner.PROJECT,))
                yield from (asked for cell in band.groups.cells for asked in _asked(f"{where}的 groups", cell))
            for at, column in enumerate(band.columns, 1):
                if column.field:
                    yield AskedKeys(f"{where}第 {at} 列", (column.field,), (band.owner_of(column),))


def _asked(where: str, cell: Cell) -> Iterator[AskedKeys]:
    if cell.owner not in (Owner.PROJECT, Owner.DOCUMENT):
        yield AskedKeys(f"{where}的 owner", (cell.owner.value,), ())
    elif cell.field:
        yield AskedKeys(where, cell.keys, (cell.owner,))
    elif cell.computed is not None:
        yield from (AskedKeys(f"{where}的 computed", (key,), (owner,)) for owner, key in cell.computed.fields)


# --- fixed rows --------------------------------------------------------------------------------------------------


def _spans(where: str, rows: Sequence[Row], width: int) -> Iterator[str]:
    """Every row fills the grid exactly once, counting the cells that reach down into it."""
    covered: list[set[int]] = [set() for _ in rows]
    for number, row in enumerate(rows):
        for cell in row.cells:
            if not _place(covered, number, cell):
                yield f"{where}第 {number + 1} 行：“{_shown(cell)}”与别的格重叠，或伸出了表外"
                return
    yield from _gaps(where, covered, width)


def _shown(cell: Cell) -> str:
    return cell.label or cell.field or cell.note[:20] or ("computed" if cell.computed else "blank")


def _gaps(where: str, covered: Sequence[Set[int]], width: int) -> Iterator[str]:
    """The rows that do not fill all columns, without overlaps."""
    whole = set(range(1, width + 1))
    for number, columns in enumerate(covered, 1):
        if columns != whole:
            yield f"{where}第 {number} 行没有正好占满 {width} 列"


def _place(covered: list[set[int]], number: int, cell: Cell) -> bool:
    """Marks the places of a cell as covered; whether all of them were there and free."""
    columns = set(range(cell.at[0], cell.at[1] + 1))
    rows = covered[number : number + cell.down]
    fits = len(rows) == cell.down and not any(row & columns for row in rows)
    for row in rows if fits else ():
        row |= columns
    return fits


def _cells(where: str, rows: Sequence[Row]) -> Iterator[str]:
    for number, row in enumerate(rows, 1):
        for cell in row.cells:
            yield from (f"{where}第 {number} 行：{fault}" for fault in _cell(cell))


def _options(cell: Cell) -> Iterator[str]:
    """What contradicts itself in the options of a cell."""
    if cell.boxes and (len(set(cell.boxes)) < _OPEN_AND_TICKED or not cell.choices):
        yield "boxes 是两个不同的符号，空的和打勾的，要和 choices 一起写"
    if len(set(cell.choices)) != len(cell.choices) or any("、" in one for one in cell.choices):
        yield "choices 里有重复的，或含有“、”"


def _cell(cell: Cell) -> Iterator[str]:
    """What contradicts itself in a cell."""
    if cell.field and cell.template != PLAIN:
        if f"{{{cell.field}}}" not in cell.template:
            yield f"template“{cell.template}”里没有 {{{cell.field}}}"
        if cell.choices and len(cell.keys) > 1:
            yield "template 和 choices 一起写时，template 里只能有 field 一格"
    if not cell.field and (cell.template != PLAIN or cell.choices):
        yield "template 和 choices 要和 field 一起写"
    yield from _options(cell)
    one = cell.computed
    if one is not None and one.how != "sum" and any(owner is not Owner.PROJECT for owner, _ in one.fields):
        yield f"computed：{one.how} 只能由项目的字段算出"


def _goals(table: Table) -> Iterator[str]:
    """A band by goals prints the goals itself, and each has a row of two cells at least."""
    for number, band in enumerate(table.bands, 1):
        if isinstance(band, RecordsBand) and band.each:
            where = f'table.bands 第 {number} 项：each = "goals" '
            if band.of != "indicators" or len(band.columns) < 2 or any(one.of == "goals" for one in table.records):
                yield f'{where}只用于 of = "indicators"、不止一列的一段，表里也不能再有 of = "goals" 的一段'
            if band.least or band.tail or table.grid:
                yield f"{where}不能和 least、tail、grid 一起写"


def _headless(table: Table) -> Iterator[str]:
    """Rows without a header are known by the fixed row above them."""
    for number, (above, band) in enumerate(pairwise((None, *table.bands)), 1):
        if isinstance(band, RecordsBand) and not band.header and not isinstance(above, RowsBand):
            yield f"table.bands 第 {number} 项：header = 0 的一段要紧接在固定的行下面，否则装入时分不清"


# --- all projects in one table -----------------------------------------------------------------------------------


def _grid(table: Table) -> Iterator[str]:
    """What would print with each project, or could not be told apart when it is read back."""
    band = table.indicators
    if len(table.parts) > 1:
        yield 'grid 是一张表，不能再有 kind = "table"'
    if band is None or len(table.records) > 1 or not any(one.project and one.field == NAME for one in band.columns):
        yield 'grid 要有一段 of = "indicators"，其中一列是 field = "name"、project = true；不能再有别的记录段'
        return
    if not band.header or band.tail or band.side:
        yield "grid 要有表头，不能写 tail 和 side"
    if band.groups is not None:
        yield from _groups(band.groups, len(table.columns))
    yield from _printed_once(table)


def _groups(groups: ProjectGroups, width: int) -> Iterator[str]:
    """The rows between projects are whole, and show what a group has in common."""
    if not groups.cells:
        yield "groups 要有 head 或 foot"
    for name, cells in (("head", groups.head), ("foot", groups.foot)):
        yield from _spans(f"groups 的 {name} ", [Row(cells=cells)] if cells else [], width)
    if groups.head and all(cell.field != groups.field for cell in groups.head):
        yield "groups 的 head 里要有一格是 groups 的 field"
    for cell in groups.cells:
        if cell.down > 1 or cell.choices or cell.owner is not Owner.PROJECT or cell.field not in ("", groups.field):
            yield f"groups 的“{_shown(cell)}”：只能是 groups 的 field、label、note、blank，或 computed，占一行"
        if cell.computed is not None and cell.computed.how != "sum":
            yield "groups 里的 computed 是一组项目的，只能写 sum"


def _printed_once(table: Table) -> Iterator[str]:
    """The fixed rows beside a grid are of no project, or of all."""
    if any(cell.field and cell.owner is not Owner.DOCUMENT for cell in table.cells):
        yield 'grid 里固定的行只印一次，字段要是 owner = "document"'
    if any(cell.computed and cell.computed.how != "sum" for cell in table.cells):
        yield "grid 里的 computed 是全部项目的，只能写 sum"


# --- repeated rows -----------------------------------------------------------------------------------------------


def _records(where: str, band: RecordsBand, part: TablePart, table: Table) -> Iterator[str]:
    width = len(part.columns)
    spans: list[Column | SideLabel] = sorted(
        [*([band.side] if band.side else []), *band.columns], key=lambda one: one.at
    )
    filled = [n for one in spans for n in range(one.at[0], one.at[1] + 1)]
    if filled != [*range(1, width + 1)] or [*band.columns] != [one for one in spans if isinstance(one, Column)]:
        yield f"{where}的各列没有从左到右正好占满 {width} 列"
    if len(band.header_each) not in (0, band.header):
        yield f"{where}：header_each 要写 {band.header} 个数"
    if band.side and part.repeats:
        yield f"{where}：repeat_header 和 side 不能同时用，请改用 fixed 的一列"
    for number, column in enumerate(band.columns, 1):
        yield from (f"{where}第 {number} 列：{fault}" for fault in _column(band, column))
        if column.project and not table.grid:
            yield f"{where}第 {number} 列：project 只用于 grid = true 的表"


def _column(band: RecordsBand, column: Column) -> Iterator[str]:
    """What contradicts itself in a column."""
    if column.under and band.header != 2:
        yield "under 要求 header = 2"
    if column.choice and not column.field:
        yield "choice 要和 field 一起写"
    if column.project and (column.choice or column.merge or not column.field):
        yield "project 只用于 field，不能和 choice、merge 一起写"
    elif column.merge and (column.choice or not column.field):
        yield "merge 只用于 field，不能和 choice 一起写"
