"""sheet(form, document, project): the annex of one project as placed cells, each bound to the field it shows.

Screen, paper, Word and Excel draw this; recognition walks the same layout the other way round.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise, zip_longest
from typing import Final, NamedTuple

from perfdesk.forms.annex_table import TablePart
from perfdesk.forms.bands import RecordsBand, RowsBand
from perfdesk.forms.common_grid import common_grid, on_common_grid, stacked
from perfdesk.forms.definition import Form
from perfdesk.forms.fixed_rows import fixed_cells
from perfdesk.forms.group_rows import around
from perfdesk.forms.placed import NO_LINES, NONE_BEGUN, PlacedCell, Role, Sheet
from perfdesk.forms.record_rows import record_cells
from perfdesk.forms.style import Align, Edge, Edges, FormLine, Style
from perfdesk.forms.template import NUMBER, template
from perfdesk.model.document import Document, Project
from perfdesk.model.fields import Fields, Owner

__all__ = ["PlacedCell", "Role", "Sheet", "cell_edges", "cell_style", "front_sheet", "screen_sheet", "sheet", "sheets"]


def sheet(form: Form, document: Document, project: Project) -> Sheet:
    """The annex table of a project, cells in reading order; of several tables all rows on one grid.

    The sheets asked for last are remembered by the identity of what they show, which never changes: annex, page count
    and preview each ask for the same one after an edit, and a cursor that moves within a project asks again.
    """
    return _known(form, document, project).whole


def sheets(form: Form, document: Document, project: Project) -> tuple[Sheet, ...]:
    """Each table of a project's annex by itself, with its own columns; they are remembered too."""
    return _known(form, document, project).tables


class _Known(NamedTuple):
    """The tables of a project, all of them on one grid, and what they were made of."""

    form: Form
    fields: Fields
    project: Project
    # The others where the table of all prints sums of them.
    projects: Sequence[Project]
    tables: tuple[Sheet, ...]
    whole: Sheet


_latest: Final[deque[_Known]] = deque(maxlen=4)


def _known(form: Form, document: Document, project: Project) -> _Known:
    projects = document.projects if form.table.grid and form.table.looks_around else ()
    for known in _latest:
        is_same = known.project is project and known.fields is document.fields and known.form is form
        if is_same and known.projects is projects:
            return known
    parts = zip(form.table.parts, form.grids, strict=True)
    tables = tuple([_sheet(form, part, widths, document, project) for part, widths in parts])
    whole = tables[0] if len(tables) == 1 else stacked(on_common_grid(form, tables))
    made = _Known(form, document.fields, project, projects, tables, whole)
    _latest.appendleft(made)
    return made


def _sheet(form: Form, part: TablePart, widths: tuple[float, ...], document: Document, project: Project) -> Sheet:
    """One of the tables of a form."""
    cells: list[PlacedCell] = []
    lines: dict[int, float] = {}
    begun: dict[int, Mapping[str, str]] = {}
    row, heads = 0, list[tuple[bool, int, int]]()
    for number in part.bands:
        band = form.table.bands[number]
        if isinstance(band, RowsBand):
            cells += fixed_cells(form, number, row, document, project)
            lines |= {row + at: line.lines for at, line in enumerate(band.rows) if line.lines > 1}
            row += len(band.rows)
        elif isinstance(band, RecordsBand):
            if band.header:
                heads.append((band.owner is not Owner.INDICATOR, row, band.header))
            placed, rows = record_cells(form, band, number, row, project, around(form, document, project))
            cells += placed
            lines.update(_record_lines(band, row, rows))
            if band.owner in form.table.shares:
                begun |= _begun(form, band, number, placed, project)
            row += rows
    cells.sort()
    # Where there are indicators, it is their header that repeats.
    _, header, header_rows = min(heads, default=(False, None, 1))
    first, repeats = max(0, (header or 0) - part.repeat_above), part.repeats and header is not None
    repeated = range(first, (header or 0) + header_rows) if repeats else range(0)
    return Sheet(
        project.id, widths, row, header, tuple(cells), header_rows, lines or NO_LINES, begun or NONE_BEGUN, repeated
    )


def _record_lines(band: RecordsBand, row: int, rows: int) -> Iterator[tuple[int, float]]:
    """The rows of a band that begins in a row, those with more than one line."""
    heads = band.header_each or (band.header_lines or band.lines,) * band.header
    for at, high in enumerate((*heads, *[band.lines] * (rows - len(heads)))[:rows]):
        if high > 1:
            yield row + at, high


def _begun(
    form: Form, band: RecordsBand, number: int, cells: Iterable[PlacedCell], project: Project
) -> Mapping[int, Mapping[str, str]]:
    """Of the empty rows of a band that prints only some records, what one that is begun there has to say."""
    rows = {cell.row for cell in cells if cell.begins_row}
    if not rows:
        return NONE_BEGUN
    shares, alike = form.table.shares[band.owner], form.alike(band.owner)
    return dict.fromkeys(rows, shares.begins(number, project.rows_of(band.owner), alike))


@lru_cache(maxsize=256)
def cell_style(form: Form, role: Role, name: str) -> Style:
    """How the text of a cell is set: as the form's style `name` says, else as all cells are, labels bold."""
    if name:
        return form.styles[name]
    table = form.table
    return Style(font=table.font, size=table.size, line=table.line, bold=role.bold, align=Align.CENTER)


_THIN: Final = (Edge.THIN,) * 4


def cell_edges(form: Form, table: Sheet, cell: PlacedCell) -> Edges | None:
    """The lines left, right, above and below a cell; None if all are thin, as those of most cells are. On the outline
    they are those of the table's frame."""
    edges, frame = form.styles[cell.style].edges if cell.style else None, form.table.frame
    if frame is Edge.THIN:
        return edges
    row, right, below = cell.row, cell.column + cell.columns, cell.row + cell.rows
    outer = (cell.column == 0, right == len(table.widths), row == 0, below == table.rows)
    if not any(outer):
        return edges
    left, right_edge, top, bottom = (frame if out else one for out, one in zip(outer, edges or _THIN, strict=True))
    return left, right_edge, top, bottom


def screen_sheet(form: Form, document: Document, project: Project) -> Sheet:
    """The annex of a project as the screen edits it: with the lines above, between and below the tables as rows."""
    part, known = form.projects, _known(form, document, project)
    between = [one.begins.above for one in form.table.parts if one.begins]
    if not (part.above or part.below or between):
        return known.whole
    lines = (_line_sheet(form, some, document, project) for some in (part.above, *between, part.below))
    tables = on_common_grid(form, known.tables)
    return stacked([one for pair in zip_longest(lines, tables) for one in pair if one is not None])


def _line_sheet(form: Form, lines: Iterable[FormLine], document: Document, project: Project) -> Sheet:
    rows = [*_line_rows(form, lines, document, project)]
    cells = tuple(cell._replace(row=at) for at, row in enumerate(rows) for cell in row)
    return Sheet(project.id, common_grid(form).widths, len(rows), None, cells)


def _line_rows(
    form: Form, lines: Iterable[FormLine], document: Document, project: Project
) -> Iterator[Sequence[PlacedCell]]:
    """A row for each line, with a cell for each of its fields; several if it has more fields than the table columns."""
    width = len(common_grid(form).widths)
    for line in lines:
        cells = [*_line_cells(form, line, document, project)]
        for first in range(0, len(cells), width):
            some = cells[first : first + width]
            edges = [round(width * at / len(some)) for at in range(len(some) + 1)]
            yield [
                cell._replace(column=one, columns=two - one)
                for cell, (one, two) in zip(some, pairwise(edges), strict=True)
            ]


def _line_cells(form: Form, line: FormLine, document: Document, project: Project) -> Iterator[PlacedCell]:
    """A cell for each field of a line with the words before it; the last has those behind it too. Their columns are
    not set yet."""
    *slots, (end, _) = template(line.text).pieces
    align = form.styles[line.style].align
    if not slots:
        yield PlacedCell(0, 0, 1, 1, end, Role.NOTE, align, style=line.style)
    for at, (words, key) in enumerate(slots):
        behind = end if at == len(slots) - 1 else ""
        if key == NUMBER:
            text = f"{words}{document.number(document.places[project.id][0])}{behind}".strip()
            yield PlacedCell(0, 0, 1, 1, text, Role.NOTE, align, style=line.style)
            continue
        # As on paper: what the project does not know says the document.
        of_document = not form.vocabulary.knows(Owner.PROJECT, key)
        owner, node = (Owner.DOCUMENT, document) if of_document else (Owner.PROJECT, project)
        text = f"{words}{project.fields[key] or document.fields[key]}{behind}".strip()
        yield PlacedCell(0, 0, 1, 1, text, Role.VALUE, align, owner, key, (node.id,), line.style)


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
