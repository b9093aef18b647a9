"""sheet(form, document, project): the annex of one project as placed cells, each bound to the field it shows.

Screen, paper, Word and Excel draw this; recognition walks the same layout the other way round.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from perfdesk.forms.bands import RowsBand
from perfdesk.forms.definition import Form, FormLine
from perfdesk.forms.fixed_rows import fixed_cells
from perfdesk.forms.placed import NO_LINES, PlacedCell, Role, Sheet
from perfdesk.forms.record_rows import record_cells
from perfdesk.forms.style import Align, Style
from perfdesk.forms.template import NUMBER, template
from perfdesk.model.document import Document, Project
from perfdesk.model.fields import Fields, Owner

__all__ = ["PlacedCell", "Role", "Sheet", "cell_style", "front_sheet", "screen_sheet", "sheet"]


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
    cells: list[PlacedCell] = []
    lines: dict[int, int] = {}
    row, header, header_rows = 0, None, 1
    for number, band in enumerate(form.table.bands):
        if isinstance(band, RowsBand):
            cells += fixed_cells(form, number, row, document, project)
            lines |= {row + at: line.lines for at, line in enumerate(band.rows) if line.lines > 1}
            row += len(band.rows)
        else:
            if band is form.table.indicators and band.header:
                header, header_rows = row, band.header
            placed, rows = record_cells(form, band, number, row, project)
            cells += placed
            row += rows
    cells.sort()
    return Sheet(project.id, form.widths, row, header, tuple(cells), header_rows, lines or NO_LINES)


@lru_cache(maxsize=256)
def cell_style(form: Form, role: Role, name: str) -> Style:
    """How the text of a cell is set: as the form's style `name` says, else as all cells are, labels bold."""
    if name:
        return form.styles[name]
    table = form.table
    return Style(font=table.font, size=table.size, line=table.line, bold=role.bold, align=Align.CENTER)


def screen_sheet(form: Form, document: Document, project: Project) -> Sheet:
    """The annex of a project as the screen edits it: with the lines above and below the table as rows of it."""
    part, table = form.projects, sheet(form, document, project)
    if not (part.above or part.below):
        return table
    above = [*_line_rows(form, part.above, document, project)]
    below = [*_line_rows(form, part.below, document, project)]
    moved = [cell._replace(row=cell.row + len(above)) for cell in table.cells]
    first = len(above) + table.rows
    rows = [*(cell for at, row in enumerate(above) for cell in _at(at, row)), *moved]
    rows += [cell for at, row in enumerate(below, first) for cell in _at(at, row)]
    header = None if table.header is None else table.header + len(above)
    lines = {row + len(above): count for row, count in table.lines.items()}
    return table._replace(rows=first + len(below), header=header, cells=tuple(rows), lines=lines)


def _at(row: int, cells: Iterable[PlacedCell]) -> Iterator[PlacedCell]:
    return (cell._replace(row=row) for cell in cells)


def _line_rows(
    form: Form, lines: Iterable[FormLine], document: Document, project: Project
) -> Iterator[Sequence[PlacedCell]]:
    """A row for each line, with a cell for each of its fields; several if it has more fields than the table columns."""
    width = len(form.widths)
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
