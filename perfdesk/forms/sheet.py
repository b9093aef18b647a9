"""sheet(form, document, project): the annex of one project as placed cells, each bound to the field it shows.

Screen, paper, Word and Excel draw this; recognition walks the same layout the other way round.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from perfdesk.forms.definition import Cell, Form, IndicatorColumn
from perfdesk.forms.style import Align, Style
from perfdesk.forms.template import Template, template
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.fields import Fields, Owner
from perfdesk.model.keys import LEVEL2


class Role(StrEnum):
    """What a cell is for: printed bold or not, editable or not."""

    LABEL = "label"
    VALUE = "value"
    HEADING = "heading"


class PlacedCell(NamedTuple):
    """A cell on the grid. Rows and columns count from 0; `rows` and `columns` are spans.

    `nodes` are the ids whose field `key` the cell shows (several where equal level cells are merged; none for a
    label). `text` is what is printed, which may differ from the field's text by a mark or a template. `style` is
    one of the form's, "" for the table's own.
    A named tuple, because a book of 10,000 projects makes 750,000 of them.
    """

    row: int
    column: int
    rows: int
    columns: int
    text: str
    role: Role
    align: Align
    owner: Owner | None = None
    key: str = ""
    nodes: tuple[str, ...] = ()
    style: str = ""

    @property
    def editable(self) -> bool:
        """Whether the cell shows a field."""
        return bool(self.nodes)


class Sheet(NamedTuple):
    """Placed cells that fill `rows` × len(`widths`) places exactly once; `widths` in points.

    `header` is the row of the indicator columns' labels, which may repeat on a following page; None if there is none.
    """

    project: str
    widths: tuple[float, ...]
    rows: int
    header: int | None
    cells: tuple[PlacedCell, ...]


def sheet(form: Form, document: Document, project: Project) -> Sheet:
    """The annex table of a project, cells in reading order.

    The sheets asked for last are remembered by the identity of what they show, which never changes: annex, page count
    and preview each ask for the same one after an edit, and a cursor that moves within a project asks again.
    """
    for known in _latest:
        if known.project is project and known.fields is document.fields and known.form is form:
            return known.sheet
    made = _sheet(form, document, project)
    _latest.appendleft(_Known(form, document.fields, project, made))
    return made


class _Known(NamedTuple):
    """A sheet, and what it was made of."""

    form: Form
    fields: Fields
    project: Project
    sheet: Sheet


_latest: Final[deque[_Known]] = deque(maxlen=4)


def _sheet(form: Form, document: Document, project: Project) -> Sheet:
    header = len(form.table.rows)
    cells = [*_fixed_cells(form), *_top(form, document, project), *_indicator_cells(form, project)]
    cells.sort()
    return Sheet(project.id, form.widths, header + 1 + len(project.indicators), header, tuple(cells))


@lru_cache(maxsize=256)
def cell_style(form: Form, role: Role, name: str) -> Style:
    """How the text of a cell is set: as the form's style `name` says, else as all cells are, labels bold."""
    if name:
        return form.styles[name]
    table = form.table
    bold = role is not Role.VALUE
    return Style(font=table.font, size=table.size, line=table.line, bold=bold, align=Align.CENTER)


def front_sheet(form: Form, document: Document) -> Sheet:
    """The department's own fields (cover, texts, year) as a two-column table for the screen; nothing prints it."""
    cells: list[PlacedCell] = []
    for row, key in enumerate(form.document_keys):
        title = form.vocabulary.title(Owner.DOCUMENT, key)
        cells.append(PlacedCell(row, 0, 1, 1, title, Role.LABEL, Align.CENTER))
        text = document.fields[key]
        cells.append(PlacedCell(row, 1, 1, 1, text, Role.VALUE, Align.LEFT, Owner.DOCUMENT, key, (document.id,)))
    total = sum(form.widths)
    label = 7 * form.table.size + 2 * form.table.margin
    return Sheet("", (label, total - label), len(form.document_keys), None, tuple(cells))


@lru_cache(maxsize=64)
def _fixed_cells(form: Form) -> tuple[PlacedCell, ...]:
    """The labels above the indicators and their header: the same for every project."""
    return (*_top_labels(form), *_header(form))


def _top_labels(form: Form) -> Iterator[PlacedCell]:
    for row, line in enumerate(form.table.rows):
        for cell in line.cells:
            if cell.label:
                role = Role.HEADING if cell.heading else Role.LABEL
                columns = cell.at[1] - cell.at[0] + 1
                at = (row, cell.at[0] - 1, cell.down, columns)
                yield PlacedCell(*at, cell.label, role, cell.align, style=cell.style)


def _header(form: Form) -> Iterator[PlacedCell]:
    row = len(form.table.rows)
    for column in form.table.indicators:
        first, last = column.at
        yield PlacedCell(row, first - 1, 1, last - first + 1, column.label, Role.LABEL, Align.CENTER)


@lru_cache(maxsize=64)
def _top_fields(form: Form) -> tuple[tuple[int, Cell, Template | None], ...]:
    """The field cells above the indicators with their rows, and the template of those that print one."""
    cells = [(row, cell) for row, line in enumerate(form.table.rows) for cell in line.cells if cell.field]
    return tuple((row, cell, None if cell.template == "{}" else template(cell.template)) for row, cell in cells)


def _top(form: Form, document: Document, project: Project) -> Iterator[PlacedCell]:
    for row, cell, shape in _top_fields(form):
        node = document if cell.owner is Owner.DOCUMENT else project
        role = Role.HEADING if cell.heading else Role.VALUE
        text = shape.fill(node.fields) if shape else node.fields[cell.field]
        first, last = cell.at
        at = (row, first - 1, cell.down, last - first + 1)
        yield PlacedCell(*at, text, role, cell.align, cell.owner, cell.field, (node.id,), cell.style)


def _indicator_cells(form: Form, project: Project) -> Iterator[PlacedCell]:
    start = len(form.table.rows) + 1
    rows = project.indicators
    if not rows:
        return
    single = [(at, at + 1) for at in range(len(rows))]
    runs = [(0, len(rows))]
    for column in form.table.indicators:
        if column.fixed:
            first, last = column.at
            yield PlacedCell(start, first - 1, len(rows), last - first + 1, column.fixed, Role.LABEL, Align.CENTER)
        elif column.merge:
            runs = [part for run in runs for part in _equal_runs(rows, run, column.field)]
            yield from _run_cells(form, start, rows, runs, column)
        else:
            yield from _run_cells(form, start, rows, single, column)


def _equal_runs(rows: Sequence[Indicator], run: tuple[int, int], key: str) -> Iterator[tuple[int, int]]:
    """Splits a run of rows where the text of a column changes."""
    first = run[0]
    for at in range(run[0] + 1, run[1] + 1):
        if at == run[1] or rows[at].fields[key] != rows[first].fields[key]:
            yield first, at
            first = at


def _run_cells(
    form: Form, start: int, rows: Sequence[Indicator], runs: Sequence[tuple[int, int]], column: IndicatorColumn
) -> Iterator[PlacedCell]:
    """A column's cells, one for each run of rows."""
    key, align = column.field, column.align
    place, width = column.at[0] - 1, column.at[1] - column.at[0] + 1
    marks = form.marks if key == LEVEL2 else {}
    role, owner = Role.VALUE, Owner.INDICATOR
    ids = [row.id for row in rows]
    for first, last in runs:
        text = rows[first].fields[key]
        shown = text + marks[text] if text in marks else text
        nodes = tuple(ids[first:last])
        yield PlacedCell(start + first, place, last - first, width, shown, role, align, owner, key, nodes)
