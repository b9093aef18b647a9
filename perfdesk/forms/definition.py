"""The classes a form file (resources/forms/*.toml) is read into, and what makes a form file valid."""

from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from perfdesk.model.fields import FIELDS, Owner


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Align(StrEnum):
    """Where text stands in its cell or line."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    BOTH = "both"


class Style(_Data):
    """How a line of text looks. Sizes and spacings in points; `indent` is the first line's, in characters.

    `spacing` is added to each character: with a quarter of a point less, 28 characters of 16 pt fit into 156 mm.
    """

    font: str
    size: float
    bold: bool = False
    align: Align = Align.LEFT
    line: float
    before: float = 0
    after: float = 0
    indent: float = 0
    spacing: float = 0
    outline: int = Field(default=0, ge=0, le=9)


class Page(_Data):
    """Paper and text area in millimetres (GB/T 9704-2012, 5).

    `number_style` is the page number's style, `number_text` what is printed; `number_outside` sets it a character from
    the outer edge, right on odd pages and left on even ones (7.5), instead of where its style says.
    """

    width: float = 210
    height: float = 297
    top: float = 37
    left: float = 28
    text_width: float = 156
    text_height: float = 225
    number_style: str = "page-number"
    number_text: str = "— {page} —"
    number_outside: bool = False


Span = tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(ge=1)]]


class Cell(_Data):
    """A cell of the annex: a fixed `label`, or the `field` it shows, printed through `template` if it has one.

    `at` is the first and last grid column, counted from 1; `down` how many rows the cell covers; `also` other
    spellings of the label that a source may have; `style` one of the form's, where the table's own does not do.
    """

    at: Span
    down: int = Field(default=1, ge=1)
    label: str = ""
    field: str = ""
    template: str = "{}"
    owner: Owner = Owner.PROJECT
    align: Align = Align.CENTER
    heading: bool = False
    style: str = ""
    also: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_label_or_field(self) -> "Cell":
        if bool(self.label) == bool(self.field):
            raise ValueError("a cell has either a label or a field")
        return self


class Row(_Data):
    """One row above the indicators."""

    cells: tuple[Cell, ...]


class IndicatorColumn(_Data):
    """A column of the indicator rows: its header `label`, and the `field` or the `fixed` text below it.

    With `merge`, neighbours with equal texts (and equal columns to the left) print as one cell.
    """

    at: Span
    label: str
    field: str = ""
    fixed: str = ""
    merge: bool = False
    align: Align = Align.CENTER
    also: tuple[str, ...] = ()


class Table(_Data):
    """The annex table. `columns` are text widths in characters of `size` points; `margin` is added left and right."""

    columns: tuple[float, ...]
    font: str
    size: float
    line: float
    margin: float
    rows: tuple[Row, ...]
    indicators: tuple[IndicatorColumn, ...]
    repeat_header: bool = False


class Level2(_Data):
    """A 二级指标: its name, the mark this form prints behind it, whether an indicator of it must exist.

    `start` puts an empty one into a new project's table although it may be left out. `weights` are the least and the
    most that the weights of its indicators may add up to.
    """

    name: str
    mark: str = ""
    mandatory: bool = False
    start: bool = False
    weights: tuple[int, int] | None = None


class Level1(_Data):
    """A 一级指标 with its 二级指标; `mandatory` asks for at least one indicator below it, whichever.

    `weights` are those of all indicators below it.
    """

    name: str
    mandatory: bool = False
    weights: tuple[int, int] | None = None
    children: tuple[Level2, ...]


class Line(_Data):
    """A printed line of the cover or a heading; `text` is a template. Owner of its fields is the document."""

    text: str
    style: str


class Cover(_Data):
    """A page without number."""

    kind: Literal["cover"]
    lines: tuple[Line, ...]
    foot: tuple[Line, ...] = ()


class Contents(_Data):
    """The table of contents, on pages without number."""

    kind: Literal["contents"]
    title: Line
    part_style: str
    line_style: str


class TextSection(_Data):
    """One long text of the department: a heading that the contents list, a lead-in, and the field."""

    heading: str
    lead: str = ""
    field: str


class Texts(_Data):
    """A part made of long texts. `restart` counts pages from 1 here; `own_page` gives the titles a page."""

    kind: Literal["texts"]
    titles: tuple[Line, ...]
    sections: tuple[TextSection, ...]
    heading_style: str
    lead_style: str
    text_style: str
    own_page: bool = False
    restart: bool = False


class Projects(_Data):
    """The part with the tables, one project a page. `heading`, `left` and `right` stand above each table."""

    kind: Literal["projects"]
    titles: tuple[Line, ...] = ()
    own_page: bool = False
    restart: bool = False
    numbered: bool = True
    heading: Line
    left: str = ""
    right: str = ""
    caption_style: str = ""


Part = Annotated[Cover | Contents | Texts | Projects, Field(discriminator="kind")]


# Points.
_NEARLY = 2.0


class Form(_Data):
    """An annex as a county prints it."""

    id: str
    title: str
    place: str
    year: int
    page: Page = Page()
    styles: dict[str, Style]
    levels: tuple[Level1, ...]
    required: tuple[str, ...]
    money_unit: str = "万元"
    weight_total: int = 100
    defaults: dict[str, str] = {}
    parts: tuple[Part, ...]
    table: Table

    def __hash__(self) -> int:
        """By id, so that what follows from a form alone is worked out once and kept."""
        return hash(self.id)

    @cached_property
    def widths(self) -> tuple[float, ...]:
        """Whole widths of the table's columns in points, margins included. A table that nearly fills the text area
        fills it: on paper, in Word and on screen the same, or lines would break differently."""
        table = self.table
        widths = [width * table.size + 2 * table.margin for width in table.columns]
        total, room = sum(widths), self.page.text_width * 72 / 25.4
        scale = room / total if abs(room - total) <= _NEARLY else 1.0
        return tuple(width * scale for width in widths)

    @cached_property
    def marks(self) -> dict[str, str]:
        """The printed mark of each 二级指标."""
        return {child.name: child.mark for level in self.levels for child in level.children}

    @cached_property
    def projects(self) -> Projects:
        """The part that holds the tables."""
        return next(part for part in self.parts if isinstance(part, Projects))

    @cached_property
    def document_keys(self) -> tuple[str, ...]:
        """The document's fields that this form prints, in vocabulary order."""
        printed = set(_document_keys(self))
        return tuple(f.key for f in FIELDS if f.owner is Owner.DOCUMENT and f.key in printed)

    @model_validator(mode="after")
    def _holds_together(self) -> "Form":
        _check_spans(self.table)
        missing = sorted(set(_style_names(self)) - set(self.styles))
        if missing:
            raise ValueError(f"unknown styles: {', '.join(missing)}")
        if sum(isinstance(part, Projects) for part in self.parts) != 1:
            raise ValueError("a form has one part of projects")
        return self


def _check_spans(table: Table) -> None:
    """Every row fills the grid exactly once, counting the cells that reach down into it."""
    width = len(table.columns)
    covered: list[set[int]] = [set() for _ in table.rows]
    for number, row in enumerate(table.rows):
        for cell in row.cells:
            for below in range(number, number + cell.down):
                columns = set(range(cell.at[0], cell.at[1] + 1))
                if below >= len(covered) or covered[below] & columns:
                    raise ValueError(f"row {number + 1}: cell {cell.label or cell.field} overlaps or hangs out")
                covered[below] |= columns
    for number, columns in enumerate(covered):
        if columns != set(range(1, width + 1)):
            raise ValueError(f"row {number + 1} does not fill the {width} columns")
    filled = [n for column in table.indicators for n in range(column.at[0], column.at[1] + 1)]
    if filled != list(range(1, width + 1)):
        raise ValueError(f"the indicator columns do not fill the {width} columns")


def _lines(form: Form) -> Iterator[Line]:
    for part in form.parts:
        match part:
            case Cover():
                yield from (*part.lines, *part.foot)
            case Contents():
                yield part.title
            case Texts():
                yield from part.titles
            case Projects():
                yield from (*part.titles, part.heading)


def _style_names(form: Form) -> Iterator[str]:
    yield form.page.number_style
    for line in _lines(form):
        yield line.style
    for part in form.parts:
        if isinstance(part, Contents):
            yield from (part.part_style, part.line_style)
        if isinstance(part, Texts):
            yield from (part.heading_style, part.lead_style, part.text_style)
        if isinstance(part, Projects) and part.caption_style:
            yield part.caption_style
    yield from (cell.style for row in form.table.rows for cell in row.cells if cell.style)


def _document_keys(form: Form) -> Iterator[str]:
    from perfdesk.forms.template import template

    for line in _lines(form):
        yield from template(line.text).keys
    yield from template(form.projects.left).keys
    yield from template(form.projects.right).keys
    for part in form.parts:
        if isinstance(part, Texts):
            yield from (section.field for section in part.sections)
    for row in form.table.rows:
        yield from (cell.field for cell in row.cells if cell.owner is Owner.DOCUMENT)
