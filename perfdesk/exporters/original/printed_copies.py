"""Which projects print on one copy of an original: one, or all of them where the form has all in one table."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from perfdesk.forms.bands import Band, RecordsBand, RowsBand
from perfdesk.forms.definition import Form
from perfdesk.forms.fixed_rows import fixed_cells
from perfdesk.forms.group_rows import RowKind, around, row_kinds
from perfdesk.forms.placed import PlacedCell
from perfdesk.forms.record_rows import record_cells
from perfdesk.forms.template import NUMBER
from perfdesk.model.document import Document, Project
from perfdesk.model.fields import Fields


class PrintedCopy(NamedTuple):
    """The projects of a copy, and the number of the first as it prints."""

    number: int
    projects: Sequence[Project]

    def of(self, form: Form, band: Band) -> Project:
        """Whose fields a band of fixed rows shows: those of the first above the indicators, else those of the last."""
        below = False
        for one in form.table.bands:
            if one is band:
                break
            below = below or one is form.table.indicators
        return self.projects[-1 if below else 0]


def printed_copies(form: Form, document: Document) -> list[PrintedCopy]:
    """The copies in order; one for a document without projects."""
    projects = document.projects or (Project("", Fields()),)
    numbers = [document.number(at) for at in range(len(document.projects))] or [1]
    if form.table.grid:
        return [PrintedCopy(numbers[0], projects)]
    return [PrintedCopy(number, (one,)) for number, one in zip(numbers, projects, strict=True)]


def line_texts(document: Document, copy: PrintedCopy) -> Mapping[str, str]:
    """What the slots of a line outside the table say: what the project does not know says the document."""
    own = copy.projects[0].fields
    return {**document.fields, **{key: text for key, text in own.items() if text}, NUMBER: str(copy.number)}


def body_kinds(form: Form, band: RecordsBand, document: Document, copy: PrintedCopy) -> list[RowKind]:
    """What the rows of a band below its header are for a copy; all are records but where it is a grid with other rows
    between them."""
    if not form.table.grid:
        return []
    return [kind for one in copy.projects for kind in row_kinds(band, one, around(form, document, one))]


def band_cells(form: Form, number: int, document: Document, copy: PrintedCopy) -> tuple[list[PlacedCell], int]:
    """The cells of the form's band `number` for a copy, which count from its first row, and how many rows it takes."""
    band = form.table.bands[number]
    if isinstance(band, RecordsBand):
        return _records(form, band, number, document, copy.projects)
    if isinstance(band, RowsBand):
        return list(fixed_cells(form, number, 0, document, copy.of(form, band))), len(band.rows)
    return [], 0


def _records(
    form: Form, band: RecordsBand, number: int, document: Document, projects: Sequence[Project]
) -> tuple[list[PlacedCell], int]:
    cells, count = record_cells(form, band, number, 0, projects[0], around(form, document, projects[0]))
    for project in projects[1:]:
        more, rows = record_cells(form, band, number, 0, project, around(form, document, project))
        cells += _below_header(more, band, count - band.header)
        count += rows - band.header
    side = band.side.at[0] - 1 if band.side else -1
    return [one._replace(rows=count) if one.column == side else one for one in cells], count


def _below_header(cells: Sequence[PlacedCell], band: RecordsBand, down: int) -> Iterator[PlacedCell]:
    return (one._replace(row=one.row + down) for one in cells if one.row >= band.header)
