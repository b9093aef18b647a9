"""Layouts as the readers of Word and Excel hand them on, without a file between: a thousand of them cost little."""

from collections.abc import Iterator

from perfdesk.importers.grid import Element, Grid, GridCell, GridRow, Line, Source

from .grids import Layout


def drawn(one: Layout, *, sheet: bool, filled: bool) -> Source:
    """The source of a layout: a sheet with all of its tables and lines in one grid, or a Word file."""
    return Source(tuple(_sheet(one, filled=filled) if sheet else _word(one, filled=filled)))


def _word(one: Layout, *, filled: bool) -> Iterator[Element]:
    for number, table in enumerate(one.tables, 1):
        yield from (Line(f"第{at}段", text) for at, text in enumerate(table.lines, 1))
        rows = _rows(table, filled=filled)
        yield Grid(tuple(GridRow(f"第{number}张表第{at}行", cells) for at, cells in enumerate(rows, 1)), merges=True)
        yield from (Line(f"第{at}段", text) for at, text in enumerate(table.below, 1))


def _sheet(one: Layout, *, filled: bool) -> Iterator[Element]:
    """A row that has nothing in it is not handed on, as a sheet has none of its own."""
    rows: dict[int, tuple[GridCell, ...]] = {}
    for table, _, start in one.stands(sheet=True):
        rows |= {start - len(table.lines) + at: _line(text, one.columns) for at, text in enumerate(table.lines)}
        rows |= dict(enumerate(_rows(table, filled=filled), start))
        rows |= {start + table.rows + at: _line(text, one.columns) for at, text in enumerate(table.below)}
    written = (row for row in sorted(rows) if any(cell.columns > 1 or not cell.blank for cell in rows[row]))
    yield Grid(tuple(GridRow(f"Sheet第{row + 1}行", rows[row]) for row in written), merges=True)


def _line(text: str, columns: int) -> tuple[GridCell, ...]:
    return (GridCell(0, columns, text),)


def _rows(one: Layout, *, filled: bool) -> list[tuple[GridCell, ...]]:
    rows: list[list[GridCell]] = [[] for _ in range(one.rows)]
    for place in one.places:
        for below in range(place.rows):
            text = place.shown(filled=filled)
            rows[place.row + below].append(GridCell(place.column, place.columns, text, bool(below)))
    return [tuple(sorted(row)) for row in rows]


def with_margins(source: Source, left: int, right: int) -> Source:
    """A sheet with empty columns left of its table, and lines that reach over more columns than the table has."""
    (grid,) = (one for one in source.elements if isinstance(one, Grid))
    rows = []
    for row in grid.rows:
        cells = [cell._replace(column=cell.column + left) for cell in row.cells]
        if len(cells) == 1 and cells[0].columns > 1 and not cells[0].blank:
            cells = [cells[0]._replace(columns=cells[0].columns + right)]
        rows.append(GridRow(row.place, tuple(cells)))
    return Source((Grid(tuple(rows), merges=True),))
