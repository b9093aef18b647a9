"""What a workbook is made of: styles, cells, rows, and what a sheet has beside them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from perfdesk.forms.style import Edges, Vertical
from perfdesk.model.marked_text import MarkedText

# What Excel allows: Microsoft's "Excel specifications and limits".
LONGEST_TEXT: Final = 32_767
HIGHEST_ROW: Final = 409
TEXT_FORMAT: Final = "@"
# What begins a formula when a clerk types it.
_BEGINS_FORMULA: Final = ("=", "+", "-", "@")


class CellShape(NamedTuple):
    """What few cells have: lines of other kinds around them (left, right, above, below), a ground, a text that is set
    in, stands elsewhere than in the middle, is italic or becomes smaller to fit."""

    edges: Edges | None = None
    fill: str = ""
    italic: bool = False
    vertical: Vertical = Vertical.MIDDLE
    inset: int = 0
    shrink: bool = False


PLAIN_CELL: Final = CellShape()


class ExcelStyle(NamedTuple):
    """How a cell looks. `quoted` text stays text when somebody edits the cell."""

    font: str
    size: float
    bold: bool = False
    grey: bool = False
    box: bool = True
    across: str = ""
    wrap: bool = True
    format: str = TEXT_FORMAT
    quoted: bool = False
    cell: CellShape = PLAIN_CELL


class ExcelCell(NamedTuple):
    """A text, or a number as it is written, which then is no text. `marked` is the text again if words in it are to be
    seen."""

    style: ExcelStyle
    text: str = ""
    number: Decimal | int | None = None
    marked: MarkedText | None = None

    @property
    def shared(self) -> "str | StyledText":
        """The text as the sheets share it."""
        return self.text if self.marked is None else StyledText(self.marked, self.style.font, self.style.size)


class StyledText(NamedTuple):
    """A text with marked words, which have to say their font and size again."""

    text: MarkedText
    font: str
    size: float


class ExcelMerge(NamedTuple):
    """A merged range; rows and columns count from 0."""

    row: int
    column: int
    rows: int
    columns: int


class ExcelRow(NamedTuple):
    """Cells from the first column on, None where there is none, and the height in points."""

    height: float
    cells: Sequence[ExcelCell | None]


class Layout(NamedTuple):
    """What a sheet has beside its rows. `widths` in digits; `margins` left, right, top, bottom in millimetres.

    `titles` are the first and last row (from 0) that print on every page; `filter` covers a list with its heads;
    `prompt` is shown where the list is clicked on.
    """

    title: str
    widths: Sequence[float]
    margins: tuple[float, float, float, float]
    landscape: bool = False
    titles: tuple[int, int] | None = None
    frozen: int = 0
    filter: ExcelMerge | None = None
    merges: Sequence[ExcelMerge] = ()
    prompt: str = ""
    footer: str = "&C— &P —"


def text_cell(style: ExcelStyle, text: str) -> ExcelCell:
    """A text that stays one."""
    return ExcelCell(style._replace(quoted=True) if text.startswith(_BEGINS_FORMULA) else style, text)


def column_name(column: int) -> str:
    """A, B, …, Z, AA; counted from 0."""
    name = ""
    while column >= 0:
        name = chr(65 + column % 26) + name
        column = column // 26 - 1
    return name
