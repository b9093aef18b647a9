"""The placed cells of a band of repeated rows: its header, a row for each record, empty rows, the label beside them."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple

from perfdesk.forms.bands import Cell, Column, RecordsBand
from perfdesk.forms.definition import Form
from perfdesk.forms.group_rows import ALONE, AroundProject, group_cells
from perfdesk.forms.placed import PlacedCell, Role
from perfdesk.forms.style import Align
from perfdesk.model.document import Project
from perfdesk.model.document import Row as RecordedRow
from perfdesk.model.fields import Owner
from perfdesk.model.keys import GOAL_NUMBER, NAMED_BY

# What stands before the number of a goal.
GOAL_WORD: Final = "目标"
_TICK, _CENTER = "√", Align.CENTER
_Runs = Sequence[tuple[int, int]]


class _Body(NamedTuple):
    """Where the rows of a band stand: the first of the records, how many there are, how many empty rows and how many
    rows of the tail follow."""

    start: int
    records: int
    empty: int
    tail: int

    @property
    def rows(self) -> int:
        return self.records + self.empty + self.tail


def record_cells(
    form: Form, band: RecordsBand, number: int, start: int, project: Project, place: AroundProject = ALONE
) -> tuple[list[PlacedCell], int]:
    """The cells of the form's band `number`, which begins in row `start` of the sheet, and how many rows it takes. In a
    grid `place` tells what stands around the project."""
    if band.each:
        return _by_goals(form, band, number, start, project)
    rows: Sequence[RecordedRow] = project.rows_of(band.owner)
    if shares := form.table.shares.get(band.owner):
        rows = shares.rows_of(number, rows)
    cells = [*_header(form, number, start)]
    # In a grid also a project without rows has its place.
    least = 1 if form.table.grid else band.least
    above, below = _around_rows(band, place)
    first = start + band.header + bool(above)
    body = _Body(first, len(rows), max(0, least - len(rows)), bool(band.tail))
    count = band.header + bool(above) + body.rows
    for cells_of_group, row in ((above, first - 1), (below, start + count)):
        if band.groups and cells_of_group:
            cells += group_cells(band.groups, cells_of_group, row, place)
    count += bool(below)
    cells += _empty_rows(band, start + count, place.empty)
    count += place.empty
    if band.side and count:
        cells.append(_side(band, start, count))
    if body.rows:
        cells += _columns(form, band, body, project, rows)
    if body.empty or body.tail:
        cells += _below(band, body)
    return cells, count


def _around_rows(band: RecordsBand, place: AroundProject) -> tuple[Sequence[Cell], Sequence[Cell]]:
    """The cells of the rows of its department that stand above and below a project."""
    groups = band.groups
    if groups is None or not place.group:
        return (), ()
    return groups.head if place.first else (), groups.foot if place.last else ()


def _empty_rows(band: RecordsBand, start: int, count: int) -> Iterator[PlacedCell]:
    """Rows at the end of a grid, for projects that are entered by hand."""
    for row in range(start, start + count):
        for column in band.columns:
            place, width = column.at[0] - 1, column.at[1] - column.at[0] + 1
            yield PlacedCell(row, place, 1, width, column.fixed, Role.NOTE, column.align, style=column.style)


def _side(band: RecordsBand, start: int, rows: int) -> PlacedCell:
    assert band.side is not None
    first, last = band.side.at
    return PlacedCell(
        start, first - 1, rows, last - first + 1, band.side.label, Role.LABEL, _CENTER, style=band.side.style
    )


# --- the header ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _header(form: Form, number: int, start: int) -> tuple[PlacedCell, ...]:
    """The labels of the columns; of two rows where some stand under one label."""
    band = form.table.bands[number]
    return tuple(_header_cells(band, start)) if isinstance(band, RecordsBand) and band.header else ()


def _header_cells(band: RecordsBand, row: int) -> Iterator[PlacedCell]:
    for under, group in groupby(band.columns, key=lambda column: column.under if band.header == 2 else ""):
        columns = [*group]
        if under:
            yield _label(row, 1, columns[0].at[0], columns[-1].at[1], under, columns[0].head_style)
        top, down = (row + 1, 1) if under else (row, band.header)
        yield from (_label(top, down, *column.at, column.label, column.head_style) for column in columns)


def _label(row: int, down: int, first: int, last: int, text: str, style: str = "") -> PlacedCell:
    return PlacedCell(row, first - 1, down, last - first + 1, text, Role.LABEL, _CENTER, style=style)


# --- the records ---------------------------------------------------------------------------------------------------


def _columns(
    form: Form, band: RecordsBand, body: _Body, project: Project, rows: Sequence[RecordedRow]
) -> list[PlacedCell]:
    start, count = body.start, len(rows)
    single = [(at, at + 1) for at in range(count)]
    merged: dict[str, _Runs] = {"": [(0, count)] if count else ()}
    cells: list[PlacedCell] = []
    for column in band.columns:
        first, last = column.at
        if column.fixed:
            place = start, first - 1, body.rows, last - first + 1
            cells.append(PlacedCell(*place, column.fixed, Role.LABEL, _CENTER, style=column.style))
        elif column.project:
            cells.append(_project_cell(column, body, project))
        elif column.blank:
            cells += [
                PlacedCell(start + at, first - 1, 1, last - first + 1, "", Role.NOTE, _CENTER, style=column.style)
                for at, _ in single
            ]
        elif column.merge:
            # A column of another phase goes on from the columns of all phases to its left, or of its own.
            phase = column.field.partition("@")[2]
            runs = merged.get(phase, merged[""])
            merged[phase] = runs = [part for run in runs for part in _equal_runs(rows, run, column.field)]
            cells += _run_cells(form, band, start, rows, runs, column)
        else:
            cells += _run_cells(form, band, start, rows, single, column)
    return cells


def _project_cell(column: Column, body: _Body, project: Project) -> PlacedCell:
    """A field of the project beside all of its rows."""
    key, (first, last) = column.field, column.at
    return PlacedCell(
        body.start, first - 1, body.rows, last - first + 1, project.fields[key], Role.VALUE, column.align,
        Owner.PROJECT, key, (project.id,), column.style,
    )  # fmt: skip


def _equal_runs(rows: Sequence[RecordedRow], run: tuple[int, int], key: str) -> Iterator[tuple[int, int]]:
    """Splits a run of rows where the text of a column changes."""
    first = run[0]
    for at in range(run[0] + 1, run[1] + 1):
        if at == run[1] or rows[at].fields[key] != rows[first].fields[key]:
            yield first, at
            first = at


def _run_cells(
    form: Form, band: RecordsBand, start: int, rows: Sequence[RecordedRow], runs: _Runs, column: Column
) -> Iterator[PlacedCell]:
    """A column's cells, one for each run of rows."""
    key, align = column.field, column.align
    place, width = column.at[0] - 1, column.at[1] - column.at[0] + 1
    marks = form.marks.get(key.partition("@")[0], {})
    role, owner = Role.VALUE, band.owner
    ids = [row.id for row in rows]
    for first, last in runs:
        text = rows[first].fields[key]
        shown = text + marks[text] if text in marks else text
        if column.choice:
            shown = _TICK if text == column.choice else ""
        nodes = tuple(ids[first:last])
        yield PlacedCell(start + first, place, last - first, width, shown, role, align, owner, key, nodes, column.style)


# --- by goals ------------------------------------------------------------------------------------------------------


def _by_goals(form: Form, band: RecordsBand, number: int, start: int, project: Project) -> tuple[list[PlacedCell], int]:
    """The indicators of each goal below a row with it; first those of none, which would else count as the last one's
    when they are read back."""
    goals = project.rows_of(Owner.GOALS)
    rows: dict[str, list[RecordedRow]] = {str(at): [] for at in range(len(goals) + 1)}
    for row in project.indicators:
        rows.get(row.fields[GOAL_NUMBER].strip(), rows["0"]).append(row)
    cells, at = [*_header(form, number, start)], start + band.header
    for count, (some, goal) in enumerate(zip(rows.values(), (None, *goals), strict=True)):
        if goal is not None:
            cells += _goal_row(band, at, f"{GOAL_WORD}{count}", goal)
            at += 1
        if some:
            cells += _columns(form, band, _Body(at, len(some), 0, 0), project, some)
            at += len(some)
    if band.side and at > start:
        cells.append(_side(band, start, at - start))
    return cells, at - start


def _goal_row(band: RecordsBand, row: int, called: str, goal: RecordedRow) -> Iterator[PlacedCell]:
    """The number of a goal in the first column and its text in the others."""
    first, *others = band.columns
    yield _label(row, 1, *first.at, called, first.style)
    place, width, key = others[0].at[0] - 1, others[-1].at[1] - others[0].at[0] + 1, NAMED_BY[Owner.GOALS]
    text = goal.fields[key]
    yield PlacedCell(row, place, 1, width, text, Role.VALUE, Align.LEFT, Owner.GOALS, key, (goal.id,), others[0].style)


# --- below the records ---------------------------------------------------------------------------------------------


def _below(band: RecordsBand, body: _Body) -> Iterator[PlacedCell]:
    """The empty rows and the tail, which stands in the first column that is neither merged nor fixed."""
    free = [column for column in band.columns if not (column.fixed or column.project)]
    marked = next((column for column in free if not column.merge), free[0] if free else None)
    first = body.start + body.records
    for row in range(first, first + body.empty + body.tail):
        is_tail = row == first + body.empty
        for column in free:
            text = band.tail if is_tail and column is marked else ""
            place, width = column.at[0] - 1, column.at[1] - column.at[0] + 1
            owner = band.owner if column.field and not is_tail else None
            key = column.field if owner else ""
            yield PlacedCell(row, place, 1, width, text, Role.NOTE, column.align, owner, key, (), column.style)
