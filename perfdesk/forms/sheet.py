"""sheet(form, document, project): the annex of one project as placed cells, each bound to the field it shows.

Screen, paper, Word and Excel draw this; recognition walks the same layout the other way round.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from perfdesk.forms.definition import Align, Cell, Form, IndicatorColumn
from perfdesk.forms.template import template
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.fields import FIELDS, Owner


class Role(StrEnum):
    """What a cell is for: printed bold or not, editable or not."""

    LABEL = "label"
    VALUE = "value"
    HEADING = "heading"


class PlacedCell(NamedTuple):
    """A cell on the grid. Rows and columns count from 0; `rows` and `columns` are spans.

    `nodes` are the ids whose field `key` the cell shows (several where equal level cells are merged; none for a
    label). `text` is what is printed, which may differ from the field's text by a mark or a template.
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
    """The annex table of a project, cells in reading order."""
    header = len(form.table.rows)
    cells = [*_top(form, document, project), *_header(form), *_indicator_cells(form, project)]
    rows = header + 1 + len(project.indicators)
    return Sheet(project.id, form.table.widths, rows, header, tuple(sorted(cells)))


def front_sheet(form: Form, document: Document) -> Sheet:
    """The department's own fields (cover, texts, year) as a two-column table for the screen; nothing prints it."""
    titles = {f.key: f.title for f in FIELDS if f.owner is Owner.DOCUMENT}
    cells: list[PlacedCell] = []
    for row, key in enumerate(form.document_keys):
        cells.append(PlacedCell(row, 0, 1, 1, titles[key], Role.LABEL, Align.CENTER))
        text = document.fields[key]
        cells.append(PlacedCell(row, 1, 1, 1, text, Role.VALUE, Align.LEFT, Owner.DOCUMENT, key, (document.id,)))
    total = sum(form.table.widths)
    label = 7 * form.table.size + 2 * form.table.margin
    return Sheet("", (label, total - label), len(form.document_keys), None, tuple(cells))


def _top(form: Form, document: Document, project: Project) -> Iterator[PlacedCell]:
    yield from _top_labels(form)
    for row, cell in _top_fields(form):
        node, texts = (document.id, document.fields) if cell.owner is Owner.DOCUMENT else (project.id, project.fields)
        role = Role.HEADING if cell.heading else Role.VALUE
        text = texts[cell.field] if cell.template == "{}" else template(cell.template).fill(texts)
        columns = cell.at[1] - cell.at[0] + 1
        yield PlacedCell(
            row, cell.at[0] - 1, cell.down, columns, text, role, cell.align, cell.owner, cell.field, (node,)
        )


def _top_fields(form: Form) -> Sequence[tuple[int, Cell]]:
    return [(row, cell) for row, line in enumerate(form.table.rows) for cell in line.cells if cell.field]


def _top_labels(form: Form) -> Iterator[PlacedCell]:
    for row, line in enumerate(form.table.rows):
        for cell in line.cells:
            if cell.label:
                role = Role.HEADING if cell.heading else Role.LABEL
                columns = cell.at[1] - cell.at[0] + 1
                yield PlacedCell(row, cell.at[0] - 1, cell.down, columns, cell.label, role, cell.align)


def _header(form: Form) -> Iterator[PlacedCell]:
    row = len(form.table.rows)
    for column in form.table.indicators:
        yield _indicator_cell(row, 1, column, column.label, role=Role.LABEL)


def _indicator_cells(form: Form, project: Project) -> Iterator[PlacedCell]:
    start = len(form.table.rows) + 1
    rows = project.indicators
    if not rows:
        return
    runs = [(0, len(rows))]
    for column in form.table.indicators:
        if column.fixed:
            yield _indicator_cell(start, len(rows), column, column.fixed, role=Role.LABEL)
        elif column.merge:
            runs = [part for run in runs for part in _equal_runs(rows, run, column.field)]
            yield from (_run_cell(form, start, rows, run, column) for run in runs)
        else:
            yield from (_run_cell(form, start, rows, (at, at + 1), column) for at in range(len(rows)))


def _equal_runs(rows: Sequence[Indicator], run: tuple[int, int], key: str) -> Iterator[tuple[int, int]]:
    """Splits a run of rows where the text of a column changes."""
    first = run[0]
    for at in range(run[0] + 1, run[1] + 1):
        if at == run[1] or rows[at].fields[key] != rows[first].fields[key]:
            yield first, at
            first = at


def _run_cell(
    form: Form, start: int, rows: Sequence[Indicator], run: tuple[int, int], column: IndicatorColumn
) -> PlacedCell:
    text = printed(form, column.field, rows[run[0]].fields)
    nodes = tuple(indicator.id for indicator in rows[run[0] : run[1]])
    return _indicator_cell(start + run[0], run[1] - run[0], column, text, nodes=nodes)


def _indicator_cell(
    row: int,
    rows: int,
    column: IndicatorColumn,
    text: str,
    *,
    role: Role = Role.VALUE,
    nodes: tuple[str, ...] = (),
) -> PlacedCell:
    first, last = column.at
    align = column.align if nodes else Align.CENTER
    owner, key = (Owner.INDICATOR, column.field) if nodes else (None, "")
    return PlacedCell(row, first - 1, rows, last - first + 1, text, role, align, owner, key, nodes)


def printed(form: Form, key: str, fields: Mapping[str, str]) -> str:
    """An indicator's field as this form prints it: a 二级指标 with its mark, everything else as it is."""
    text = fields[key]
    return text + form.marks.get(text, "") if key == "level2" else text
