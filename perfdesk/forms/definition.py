"""The classes a form file (resources/forms/*.toml) is read into, with the limits of each number and list.

Whether a form as a whole is usable is for `soundness` to say. The limits keep a form file that somebody sends from
filling memory or paper; the largest published annex has 31 rows and 14 columns.
"""

from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from perfdesk.forms.names import not_known
from perfdesk.forms.template import template
from perfdesk.model.fields import Kind, Owner
from perfdesk.model.vocabulary import Field as KnownField
from perfdesk.model.vocabulary import Vocabulary, vocabulary


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _knows_its_keys(cls, shape: Any) -> Any:
        """Refuses a key that is none of this class, naming the nearest that is; pydantic alone names none."""
        if isinstance(shape, dict) and (strange := [key for key in shape if key not in cls.model_fields]):
            raise ValueError(not_known(strange, cls.model_fields))
        return shape


# Points; 200 is larger than any type on a page.
Size = Annotated[float, Field(gt=0, le=200)]
# Points between lines.
Space = Annotated[float, Field(ge=0, le=600)]
# Millimetres of paper, up to A0.
Length = Annotated[float, Field(ge=0, le=1200)]


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
    size: Size
    bold: bool = False
    align: Align = Align.LEFT
    line: Size
    before: Space = 0
    after: Space = 0
    indent: float = Field(default=0, ge=0, le=40)
    spacing: float = Field(default=0, ge=-20, le=20)
    outline: int = Field(default=0, ge=0, le=9)


class PageSetup(_Data):
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


_Column = Annotated[int, Field(ge=1, le=64)]
Span = tuple[_Column, _Column]
Spellings = Annotated[tuple[str, ...], Field(max_length=50)]
Weights = tuple[Annotated[int, Field(ge=0, le=1000)], Annotated[int, Field(ge=0, le=1000)]]


class Cell(_Data):
    """A cell of the annex: a fixed `label`, or the `field` it shows, printed through `template` if it has one.

    `at` is the first and last grid column, counted from 1; `down` how many rows the cell covers; `also` other
    spellings of the label that a source may have; `style` one of the form's, where the table's own does not do.
    """

    at: Span
    down: int = Field(default=1, ge=1, le=200)
    label: str = ""
    field: str = ""
    template: str = "{}"
    owner: Owner = Owner.PROJECT
    align: Align = Align.CENTER
    heading: bool = False
    style: str = ""
    also: Spellings = ()

    @model_validator(mode="after")
    def _is_label_or_field(self) -> "Cell":
        if bool(self.label) == bool(self.field):
            raise ValueError("一格要么是 label，要么是 field，只能有一样")
        return self


class Row(_Data):
    """One row above the indicators."""

    cells: tuple[Cell, ...] = Field(max_length=64)


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
    also: Spellings = ()

    @model_validator(mode="after")
    def _is_field_or_fixed(self) -> "IndicatorColumn":
        if bool(self.field) == bool(self.fixed):
            raise ValueError("指标的一列要么有 field，要么有 fixed，只能有一样")
        return self


class Table(_Data):
    """The annex table. `columns` are text widths in characters of `size` points; `margin` is added left and right."""

    columns: tuple[Annotated[float, Field(gt=0, le=200)], ...] = Field(min_length=1, max_length=64)
    font: str
    size: Size
    line: Size
    margin: Space
    rows: tuple[Row, ...] = Field(max_length=200)
    indicators: tuple[IndicatorColumn, ...] = Field(min_length=1, max_length=64)
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
    weights: Weights | None = None


class Level1(_Data):
    """A 一级指标 with its 二级指标; `mandatory` asks for at least one indicator below it, whichever.

    `weights` are those of all indicators below it.
    """

    name: str
    mandatory: bool = False
    weights: Weights | None = None
    children: tuple[Level2, ...] = Field(max_length=100)


class FormLine(_Data):
    """A printed line of the cover or a heading; `text` is a template. Owner of its fields is the document."""

    text: str
    style: str


Lines = Annotated[tuple[FormLine, ...], Field(max_length=100)]


class Cover(_Data):
    """A page without number."""

    kind: Literal["cover"]
    lines: Lines
    foot: Lines = ()


class Contents(_Data):
    """The table of contents, on pages without number."""

    kind: Literal["contents"]
    title: FormLine
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
    titles: Lines
    sections: tuple[TextSection, ...] = Field(max_length=500)
    heading_style: str
    lead_style: str
    text_style: str
    own_page: bool = False
    restart: bool = False


class Projects(_Data):
    """The part with the tables, one project a page. `heading`, `left` and `right` stand above each table."""

    kind: Literal["projects"]
    titles: Lines = ()
    own_page: bool = False
    restart: bool = False
    numbered: bool = True
    heading: FormLine
    left: str = ""
    right: str = ""
    caption_style: str = ""


class OwnField(_Data):
    """A field that the vocabulary lacks, as a form brings it; of one that it has, what this form calls it."""

    key: str = Field(pattern=r"^[a-z0-9]\w*(\.\w+){0,3}$", max_length=60)
    owner: Owner
    title: str = Field(min_length=1, max_length=60)
    kind: Kind = Kind.TEXT


Part = Annotated[Cover | Contents | Texts | Projects, Field(discriminator="kind")]


# Points.
_NEARLY = 2.0


class Form(_Data):
    """An annex as a county prints it."""

    id: str
    title: str
    place: str
    year: int = Field(ge=0, le=9999)
    page: PageSetup = PageSetup()
    styles: dict[str, Style] = Field(max_length=200)
    levels: tuple[Level1, ...] = Field(max_length=100)
    required: tuple[str, ...] = Field(max_length=200)
    money_unit: str = "万元"
    weight_total: int = Field(default=100, ge=0, le=1000)
    defaults: dict[str, str] = Field(default={}, max_length=200)
    own_fields: tuple[OwnField, ...] = Field(default=(), max_length=200)
    parts: tuple[Part, ...] = Field(max_length=20)
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
    def vocabulary(self) -> Vocabulary:
        """The fields that are known where this form is: the program's, and its own."""
        own = (KnownField(one.key, one.title, one.owner, one.kind) for one in self.own_fields)
        return vocabulary().with_own(own) if self.own_fields else vocabulary()

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
        """The document's fields that this form prints: in vocabulary order, then those it does not know."""
        printed = dict.fromkeys(_document_keys(self))
        known = [f.key for f in self.vocabulary.of(Owner.DOCUMENT) if f.key in printed]
        return tuple(dict.fromkeys((*known, *printed)))

    @property
    def lines(self) -> Iterator[tuple[Part, FormLine]]:
        """The lines of each part but what stands above each project; their fields are the document's."""
        for part in self.parts:
            match part:
                case Cover():
                    yield from ((part, line) for line in (*part.lines, *part.foot))
                case Contents():
                    yield part, part.title
                case Texts() | Projects():
                    yield from ((part, line) for line in part.titles)


def _document_keys(form: Form) -> Iterator[str]:
    texts = [line.text for _, line in form.lines]
    above = form.projects
    for text in (*texts, above.heading.text, above.left, above.right):
        yield from (key for key in template(text).keys if form.vocabulary.knows(Owner.DOCUMENT, key))
    for part in form.parts:
        if isinstance(part, Texts):
            yield from (section.field for section in part.sections)
    for row in form.table.rows:
        yield from (cell.field for cell in row.cells if cell.owner is Owner.DOCUMENT)
