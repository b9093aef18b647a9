"""What a sheet is made of: cells on a grid, each bound to the field it shows."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from perfdesk.forms.style import Align
from perfdesk.model.fields import Owner

NO_LINES: Final[Mapping[int, float]] = MappingProxyType({})
NONE_BEGUN: Final[Mapping[int, Mapping[str, str]]] = MappingProxyType({})


class Role(StrEnum):
    """What a cell is for: printed bold or not, editable or not. A note is printed as a value is and asks for nothing; a
    computed number is a value that nobody types."""

    LABEL = "label"
    VALUE = "value"
    HEADING = "heading"
    NOTE = "note"
    COMPUTED = "computed"

    @property
    def bold(self) -> bool:
        """Whether it is printed bold."""
        return self is Role.LABEL or self is Role.HEADING


class PlacedCell(NamedTuple):
    """A cell on the grid. Rows and columns count from 0; `rows` and `columns` are spans.

    `nodes` are the ids whose field `key` the cell shows (several where equal level cells are merged; none for a
    label, nor for the field of an empty row). `text` is what is printed, which may differ from the field's text by a
    mark, a tick or a template. `style` is one of the form's, "" for the table's own.
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

    @property
    def begins_row(self) -> bool:
        """Whether the cell is of an empty row, in which a new record is begun: it shows a field of no node yet."""
        return self.owner is not None and not self.nodes and self.role is Role.NOTE


class Sheet(NamedTuple):
    """Placed cells that fill `rows` × len(`widths`) places exactly once; `widths` in points.

    `header` is the first of the `header_rows` with the labels of the indicators' columns, or if it has none of those,
    of its first records; None if there is none. `repeated` are the rows that repeat on a following page. `lines` tells
    how many lines some rows are high at least, `begun` what a record that is begun in an empty row has to say to stand
    there.
    """

    project: str
    widths: tuple[float, ...]
    rows: int
    header: int | None
    cells: tuple[PlacedCell, ...]
    header_rows: int = 1
    lines: Mapping[int, float] = NO_LINES
    begun: Mapping[int, Mapping[str, str]] = NONE_BEGUN
    repeated: range = range(0)

    @property
    def below_header(self) -> int:
        """The first row below the header; the end where there is none."""
        return self.rows if self.header is None else self.header + self.header_rows
