"""printed_labels(form): under which label a form prints each field, as a reader of the annex would say."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.forms.sheet import PlacedCell, Role, sheet
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.fields import Owner

_COLONS: Final = ":：\u3000 \n"


@lru_cache(maxsize=64)
def printed_labels(form: Form) -> Mapping[tuple[Owner, str], str]:
    """Labels by owner and key, in printed order: what stands left of a cell, and above a column. A field whose cell has
    no label, as the year below a title, is left out."""
    blank = Project("project", indicators=(Indicator("indicator"),))
    cells = sheet(form, Document("document", form.id, projects=(blank,)), blank).cells
    labels = [cell for cell in cells if cell.role is Role.LABEL]
    found: dict[tuple[Owner, str], str] = {}
    for cell in cells:
        if cell.owner is not None and (label := _label(cell, labels)):
            found.setdefault((cell.owner, cell.key), label)
    return found


def _label(cell: PlacedCell, labels: Sequence[PlacedCell]) -> str:
    """Of a row of records what stands above; of any other cell what stands left of it, and what heads its column: in a
    table of amounts both say what it is."""
    if cell.owner is Owner.INDICATOR:
        return _text(max(_above(cell, labels), default=None))
    return " ".join(filter(None, (_text(max(_left_of(cell, labels), default=None)), _head(cell, labels))))


def _head(cell: PlacedCell, labels: Sequence[PlacedCell]) -> str:
    """The label right above that is as wide as the cell; "" if there is none."""
    width = cell.column, cell.columns
    heads = (one for one in labels if one.row + one.rows == cell.row and (one.column, one.columns) == width)
    return "".join(_text((one.row, one.text)) for one in heads)


def _text(nearest: tuple[int, str] | None) -> str:
    return "" if nearest is None else "".join(nearest[1].split()).removeprefix("其中：").strip(_COLONS)


def _left_of(cell: PlacedCell, labels: Sequence[PlacedCell]) -> Iterator[tuple[int, str]]:
    for one in labels:
        if one.column < cell.column and one.row <= cell.row < one.row + one.rows:
            yield one.column, one.text


def _above(cell: PlacedCell, labels: Sequence[PlacedCell]) -> Iterator[tuple[int, str]]:
    for one in labels:
        if one.row < cell.row and one.column <= cell.column < one.column + one.columns:
            yield one.row, one.text
