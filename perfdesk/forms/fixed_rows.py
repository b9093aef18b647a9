"""The placed cells of a band of fixed rows."""

from collections.abc import Iterator
from functools import lru_cache

from perfdesk.forms.bands import PLAIN, Cell, RowsBand
from perfdesk.forms.computed import computed_text
from perfdesk.forms.definition import Form
from perfdesk.forms.placed import PlacedCell, Role
from perfdesk.forms.template import Template, template
from perfdesk.model.document import Document, Project
from perfdesk.model.fields import Fields, Owner

_TICKED, _OPEN = "☑", "□"


def fixed_cells(form: Form, number: int, start: int, document: Document, project: Project) -> Iterator[PlacedCell]:
    """The cells of the form's band `number`, which begins in row `start` of the sheet."""
    yield from _printed_words(form, number, start)
    for at, role, cell, shape in _field_cells(form, number, start):
        if cell.computed is not None:
            yield PlacedCell(*at, computed_text(cell.computed, project), role, cell.align, style=cell.style)
            continue
        node = document if cell.owner is Owner.DOCUMENT else project
        fields = node.fields
        text = shape.fill(fields) if shape else fields[cell.field] if not cell.choices else _ticked(cell, fields)
        yield PlacedCell(*at, text, role, cell.align, cell.owner, cell.field, (node.id,), cell.style)


_Place = tuple[int, int, int, int]


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
def _field_cells(form: Form, number: int, start: int) -> tuple[tuple[_Place, Role, Cell, Template | None], ...]:
    """The cells that show fields or numbers, with their places, and the template of those that print one."""
    return tuple(
        (_place(start, row, cell), _role(cell), cell, None if cell.template == PLAIN else template(cell.template))
        for row, cell in _cells(form, number)
        if cell.field or cell.computed is not None
    )


def _role(cell: Cell) -> Role:
    if cell.heading:
        return Role.HEADING
    if cell.label:
        return Role.LABEL
    if cell.computed is not None:
        return Role.COMPUTED
    return Role.VALUE if cell.field else Role.NOTE


def _ticked(cell: Cell, fields: Fields) -> str:
    """The options, those ticked that the field names; a text that is no option stands behind them."""
    text = fields[cell.field]
    named = text.split("、")
    options = [f"{_TICKED if option in named else _OPEN}{option}" for option in cell.choices]
    other = [f"{_TICKED}{one}" for one in named if one and one not in cell.choices]
    return " ".join((*options, *other))
