"""printed_labels(form): under which label a form prints each field, as a reader of the annex would say."""

from collections.abc import Iterator, Mapping, Sequence, Set
from functools import lru_cache
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.forms.sheet import PlacedCell, Role, sheets
from perfdesk.model.document import Document, Project
from perfdesk.model.fields import RECORDS, Owner

_COLONS: Final = ":：\u3000 \n"
# Of their fields the header of the column tells what they are called.
_OF_ROWS: Final = (Owner.INDICATOR, *RECORDS)


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
    of_rows = {column.label for band in form.table.records for column in band.columns}
    for table in sheets(form, Document("document", form.id, projects=(blank,)), blank):
        yield from _of_table(table.cells, of_rows)


def _of_table(cells: Sequence[PlacedCell], of_rows: Set[str]) -> Iterator[tuple[tuple[Owner, str], str]]:
    labels = [cell for cell in cells if cell.role is Role.LABEL]
    by_place = {(cell.row + cell.rows - 1, cell.column, cell.columns): cell for cell in cells}
    heads = {cell.row for cell in labels if cell.text not in of_rows}
    heads -= {cell.row for cell in cells if cell.role is Role.VALUE}
    for cell in cells:
        if cell.owner is not None and cell.owner not in _OF_ROWS:
            yield (cell.owner, cell.key), " ".join(filter(None, (_left_of(cell, labels), _head(cell, by_place, heads))))


def _left_of(cell: PlacedCell, labels: Sequence[PlacedCell]) -> str:
    """The nearest label in the rows of a cell; "" if there is none."""
    beside = [one for one in labels if one.column < cell.column and one.row <= cell.row < one.row + one.rows]
    return _bare(max(beside, key=lambda one: one.column).text) if beside else ""


def _head(cell: PlacedCell, cells: Mapping[tuple[int, int, int], PlacedCell], heads: Set[int]) -> str:
    """The label on top of the column of cells of one width in which a cell stands; "" if there is none. `heads` are the
    rows of labels and not of pairs, which are no headers of records."""
    above: PlacedCell | None = cell
    while above is not None and above.role is Role.VALUE and above.owner not in _OF_ROWS:
        above = cells.get((above.row - 1, cell.column, cell.columns))
    is_head = above is not None and above.role is Role.LABEL and above.row in heads
    return _bare(above.text) if above is not None and is_head else ""


def _bare(label: str) -> str:
    return "".join(label.split()).removeprefix("其中：").strip(_COLONS)
