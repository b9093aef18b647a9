"""printed_labels(form): under which label a form prints each field, as a reader of the annex would say."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.forms.sheet import PlacedCell, Role, sheets
from perfdesk.model.document import Document, Project
from perfdesk.model.fields import Owner

_COLONS: Final = ":：\u3000 \n"


@lru_cache(maxsize=64)
def printed_labels(form: Form) -> Mapping[tuple[Owner, str], str]:
    """Labels by owner and key, in printed order. A field whose cell has no label, as the year below a title, is left
    out; of two labels of one field the first counts."""
    found: dict[tuple[Owner, str], str] = {}
    for place, label in (*_of_cells(form), *_of_columns(form)):
        if label:
            found.setdefault(place, label)
    return found


def _of_columns(form: Form) -> Iterator[tuple[tuple[Owner, str], str]]:
    """The header of each column of repeated rows."""
    for band in form.table.records:
        for column in filter(lambda one: one.field, band.columns):
            yield (band.owner_of(column), column.field), column.under if column.choice else _bare(column.label)


def _of_cells(form: Form) -> Iterator[tuple[tuple[Owner, str], str]]:
    """What stands left of a cell of the fixed rows, and what heads its column: in a table of amounts both say what it
    is."""
    blank = Project("project")
    for table in sheets(form, Document("document", form.id, projects=(blank,)), blank):
        yield from _of_table(table.cells)


def _of_table(cells: Sequence[PlacedCell]) -> Iterator[tuple[tuple[Owner, str], str]]:
    labels = [cell for cell in cells if cell.role is Role.LABEL]
    by_place = {(cell.row + cell.rows - 1, cell.column, cell.columns): cell for cell in cells}
    for cell in cells:
        if cell.owner is not None:
            yield (cell.owner, cell.key), " ".join(filter(None, (_left_of(cell, labels), _head(cell, by_place))))


def _left_of(cell: PlacedCell, labels: Sequence[PlacedCell]) -> str:
    """The nearest label in the rows of a cell; "" if there is none."""
    beside = [one for one in labels if one.column < cell.column and one.row <= cell.row < one.row + one.rows]
    return _bare(max(beside, key=lambda one: one.column).text) if beside else ""


def _head(cell: PlacedCell, cells: Mapping[tuple[int, int, int], PlacedCell]) -> str:
    """The label on top of the column of cells of one width in which a cell stands; "" if there is none."""
    above: PlacedCell | None = cell
    while above is not None and above.role is Role.VALUE:
        above = cells.get((above.row - 1, cell.column, cell.columns))
    return _bare(above.text) if above is not None and above.role is Role.LABEL else ""


def _bare(label: str) -> str:
    return "".join(label.split()).removeprefix("其中：").strip(_COLONS)
