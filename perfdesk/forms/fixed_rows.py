"""The placed cells of a band of fixed rows."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial

from perfdesk.forms.bands import PLAIN, Cell, RowsBand
from perfdesk.forms.computed import Computed
from perfdesk.forms.computed_cells import computed_cell_text
from perfdesk.forms.definition import Form
from perfdesk.forms.placed import PlacedCell, Role
from perfdesk.forms.template import template
from perfdesk.model.document import Document, Project
from perfdesk.model.fields import Fields, Owner

_BOXES = "□☑"


def fixed_cells(form: Form, number: int, start: int, document: Document, project: Project) -> Sequence[PlacedCell]:
    """The cells of the form's band `number`, which begins in row `start` of the sheet."""
    cells = [*_printed_words(form, number, start)]
    own, others = (project.fields, (project.id,)), (document.fields, (document.id,))
    for at, role, cell, owner, key, printed in _field_cells(form, number, start):
        fields, node = others if owner is Owner.DOCUMENT else own
        text = fields[key] if printed is None else printed(fields)
        cells.append(PlacedCell(*at, text, role, cell.align, owner, key, node, cell.style))
    for at, cell, one in _computed_cells(form, number, start):
        text = computed_cell_text(form, document, project, one)
        cells.append(PlacedCell(*at, text, Role.COMPUTED, cell.align, style=cell.style))
    return cells


_Place = tuple[int, int, int, int]
_Printed = Callable[[Fields], str]


def _place(start: int, row: int, cell: Cell) -> _Place:
    return start + row, cell.at[0] - 1, cell.down, cell.at[1] - cell.at[0] + 1


def _cells(form: Form, number: int) -> Iterator[tuple[int, Cell]]:
    band = form.table.bands[number]
    if isinstance(band, RowsBand):
        yield from ((row, cell) for row, line in enumerate(band.rows) for cell in line.cells)


# A band below the records begins in other rows with each project.
@lru_cache(maxsize=512)
def _printed_words(form: Form, number: int, start: int) -> tuple[PlacedCell, ...]:
    """What is the same for every project: labels, notes and blank cells."""
    return tuple(
        PlacedCell(*_place(start, row, cell), cell.label or cell.note, _role(cell), cell.align, style=cell.style)
        for row, cell in _cells(form, number)
        if not cell.field and cell.computed is None
    )


@lru_cache(maxsize=512)
def _field_cells(
    form: Form, number: int, start: int
) -> tuple[tuple[_Place, Role, Cell, Owner, str, _Printed | None], ...]:
    """The cells that show fields, with their places, owner and key; how those print that print not just the text."""
    return tuple(
        (_place(start, row, cell), _role(cell), cell, cell.owner, cell.field, _printed(cell))
        for row, cell in _cells(form, number)
        if cell.field
    )


def _printed(cell: Cell) -> _Printed | None:
    if cell.choices:
        return partial(_ticked if cell.template == PLAIN else _ticked_behind_label, cell)
    return None if cell.template == PLAIN else template(cell.template).fill


@lru_cache(maxsize=512)
def _computed_cells(form: Form, number: int, start: int) -> tuple[tuple[_Place, Cell, Computed], ...]:
    """The cells with numbers that are computed, with their places."""
    cells = _cells(form, number)
    return tuple((_place(start, row, cell), cell, cell.computed) for row, cell in cells if cell.computed is not None)


def _role(cell: Cell) -> Role:
    if cell.heading:
        return Role.HEADING
    if cell.label:
        return Role.LABEL
    return Role.VALUE if cell.field else Role.NOTE


def _ticked(cell: Cell, fields: Fields) -> str:
    """The options, those ticked that the field names; a text that is no option stands behind them."""
    text = fields[cell.field]
    named = text.split("、")
    boxes = cell.boxes or _BOXES
    opened, chosen = boxes[0], boxes[1]
    options = [f"{chosen if option in named else opened}{option}" for option in cell.choices]
    other = [f"{chosen}{one}" for one in named if one and one not in cell.choices]
    return " ".join((*options, *other))


def _ticked_behind_label(cell: Cell, fields: Fields) -> str:
    return template(cell.template).fill({cell.field: _ticked(cell, fields)})
