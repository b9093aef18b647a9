"""How the paper and the lines on it look, as a form says it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from perfdesk.forms.limits import Length, Limits, Size, Space


class Edge(StrEnum):
    """The line along one side of a cell."""

    NONE = "none"
    DOTTED = "dotted"
    DASHED = "dashed"
    THIN = "thin"
    MEDIUM = "medium"
    THICK = "thick"
    DOUBLE = "double"


class Vertical(StrEnum):
    """Where the lines of a text stand in a cell that is higher."""

    TOP = "top"
    MIDDLE = "middle"
    BOTTOM = "bottom"


class Align(StrEnum):
    """Where text stands in its cell or line."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    BOTH = "both"


# Left, right, above, below.
Edges = tuple[Edge, Edge, Edge, Edge]


@dataclass(frozen=True, kw_only=True)
class Style:
    """How a line of text looks. Sizes and spacings in points; `indent` is the first line's, in characters.

    `spacing` is added to each character: with a quarter of a point less, 28 characters of 16 pt fit into 156 mm.
    What follows `outline` is of cells alone: `inset` sets all lines so many characters in, on the side where they
    begin; with `shrink` the text is one line and as small as that needs; `edges` are the lines left, right, above and
    below, thin ones where nothing is said; `fill` is a light colour of the ground, RRGGBB.
    """

    font: str
    size: Size
    bold: bool = False
    align: Align = Align.LEFT
    line: Size
    before: Space = 0
    after: Space = 0
    indent: Annotated[float, Limits(least=0, most=40)] = 0
    spacing: Annotated[float, Limits(least=-20, most=20)] = 0
    outline: Annotated[int, Limits(least=0, most=9)] = 0
    italic: bool = False
    vertical: Vertical = Vertical.MIDDLE
    inset: Annotated[float, Limits(least=0, most=15)] = 0
    shrink: bool = False
    edges: Edges | None = None
    fill: Annotated[str, Limits(pattern="^([0-9A-F]{6})?$")] = ""


@dataclass(frozen=True, kw_only=True)
class PageSetup:
    """Paper and text area in millimetres (GB/T 9704-2012, 5).

    `number_style` is the page number's style, `number_text` what is printed; `number_outside` sets it a character from
    the outer edge, right on odd pages and left on even ones (7.5), instead of where its style says.
    """

    width: Length = 210
    height: Length = 297
    top: Length = 37
    left: Length = 28
    text_width: Length = 156
    text_height: Length = 225
    number_style: str = "page-number"
    number_text: str = "— {page} —"
    number_outside: bool = False

    @property
    def landscape(self) -> bool:
        """Whether the paper lies on its side."""
        return self.width > self.height


@dataclass(frozen=True, kw_only=True)
class FormLine:
    """A printed line of the cover, a heading, or beside a table; `text` is a template with slots for fields."""

    text: str
    style: str


Lines = Annotated[tuple[FormLine, ...], Limits(longest=100)]
