"""The bands of an annex table: of fixed rows, or of rows repeated for each record; or a table of its own begins."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Final, Literal

from perfdesk.forms.computed import Computed
from perfdesk.forms.limits import Limits, Size, Span, Spellings
from perfdesk.forms.shares import RecordFilter
from perfdesk.forms.style import Align, FormLine, PageSetup
from perfdesk.forms.template import template
from perfdesk.model.fields import Owner

# How many rows above a header repeat with it.
RepeatedRows = Annotated[int, Limits(least=0, most=12)]
PLAIN: Final = "{}"
Widths = Annotated[tuple[Size, ...], Limits(shortest=1, longest=64)]
# How high a row is at least, in lines of the table.
Lines = Annotated[float, Limits(least=1, most=30)]
_Choices = Annotated[tuple[Annotated[str, Limits(shortest=1, longest=60)], ...], Limits(longest=20)]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A cell of a fixed row. It is just one of these: a `label`; the `field` that it shows; a `note`, which is printed
    and asks for nothing; a number `computed` from fields; or `blank`.

    `at` is the first and last grid column, counted from 1; `down` how many rows the cell covers. A field is printed
    through `template`, which may have slots for other fields of the same node besides, or as one of `choices`, ticked.
    Their boxes are `boxes`, the open one and the ticked, where these are not □ and ☑; with a template they stand in its
    slot.
    `also` are other spellings of the label that a source may have; `style` is one of the form's, where the table's own
    does not do.
    """

    at: Span
    down: Annotated[int, Limits(least=1, most=200)] = 1
    label: str = ""
    field: str = ""
    note: str = ""
    computed: Computed | None = None
    blank: bool = False
    template: str = PLAIN
    choices: _Choices = ()
    boxes: Annotated[str, Limits(longest=2)] = ""
    owner: Owner = Owner.PROJECT
    align: Align = Align.CENTER
    heading: bool = False
    style: str = ""
    also: Spellings = ()

    def __post_init__(self) -> None:
        """ValueError if it is none of them or several."""
        if [bool(self.label), bool(self.field), bool(self.note), self.computed is not None, self.blank].count(
            True
        ) != 1:
            raise ValueError("一格要么是 label，要么是 field，或 text、note、computed、blank，只能有一样")

    @property
    def keys(self) -> tuple[str, ...]:
        """The fields that it prints; the first is the one that is edited in it."""
        others = template(self.template).keys if self.template != PLAIN else ()
        return tuple(dict.fromkeys((self.field, *others))) if self.field else ()


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row that is printed once in each table, at least so many `lines` high: a blank form is filled in by hand."""

    lines: Lines = 1
    cells: Annotated[tuple[Cell, ...], Limits(longest=64)]


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of repeated rows: its header `label`, and the `field` or the `fixed` text below it; or `blank` cells.

    With `merge`, neighbours with equal texts (and equal columns to the left that merge) print as one cell. `under` is
    the label above this one and its neighbours in a header of two rows. With `choice`, the cell is ticked if that is
    the text of the field. With `project`, the field is the project's, in one cell beside all of its rows; only a grid
    has such columns. `style` and, of the header, `head_style` are as of a Cell.
    """

    at: Span
    label: str = ""
    field: str = ""
    fixed: str = ""
    blank: bool = False
    merge: bool = False
    under: str = ""
    choice: str = ""
    project: bool = False
    align: Align = Align.CENTER
    style: str = ""
    head_style: str = ""
    also: Spellings = ()

    def __post_init__(self) -> None:
        """ValueError if it is none of them or several."""
        if [bool(self.field), bool(self.fixed), self.blank].count(True) != 1:
            raise ValueError("一列要么有 field，要么有 fixed，或 blank，只能有一样")


@dataclass(frozen=True, kw_only=True)
class SideLabel:
    """A label that runs down beside all rows of a band, its header included."""

    at: Span
    label: str
    style: str = ""
    also: Spellings = ()


@dataclass(frozen=True, kw_only=True)
class RowsBand:
    """Rows printed once, above, between or below those that repeat."""

    kind: Literal["rows"]
    rows: Annotated[tuple[Row, ...], Limits(longest=200)]


@dataclass(frozen=True, kw_only=True)
class ProjectGroups:
    """Rows between the projects of a grid: `head` over those that say the same in `field`, as the department is, and
    `foot` below them. A cell of these rows shows the field, or a number computed from the projects of the group; the
    first that shows the field has the `number` of the group before it, as 一、 is."""

    field: Annotated[str, Limits(shortest=1, longest=60)]
    number: Literal["", "一、", "（一）", "1.", "1、"] = ""
    head: Annotated[tuple[Cell, ...], Limits(longest=64)] = ()
    foot: Annotated[tuple[Cell, ...], Limits(longest=64)] = ()

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Those of both rows."""
        return (*self.head, *self.foot)


@dataclass(frozen=True, kw_only=True)
class RecordsBand:
    """A row for each record of a kind, below `header` rows with the columns' labels.

    Its rows are at least so many `lines` high, and those of the header `header_lines`, if that says anything; where two
    rows of a header differ, `header_each` says it of each. At least
    `least` rows are printed, the missing ones empty; `tail` stands in a row of its own below them. With `each`, the
    indicators of each numbered goal (those with its number) follow a row with that goal, and before the first goal
    stand those of none. With `where`, it prints only some of the records, and other bands the others. In a grid `least`
    counts the rows of all projects together, and `groups` are rows between these.
    """

    kind: Literal["records"]
    of: Literal["indicators", "tasks", "schedule", "costs", "goals", "sites"] = "indicators"
    header: Annotated[int, Limits(least=0, most=2)] = 1
    columns: Annotated[tuple[Column, ...], Limits(shortest=1, longest=64)]
    side: SideLabel | None = None
    least: Annotated[int, Limits(least=0, most=100)] = 0
    tail: str = ""
    lines: Lines = 1
    header_lines: Annotated[float, Limits(least=0, most=30)] = 0
    header_each: Annotated[tuple[Lines, ...], Limits(longest=2)] = ()
    each: Literal["", "goals"] = ""
    where: RecordFilter | None = None
    groups: ProjectGroups | None = None

    @cached_property
    def owner(self) -> Owner:
        """Whose fields its columns show."""
        return Owner.INDICATOR if self.of == "indicators" else Owner(self.of)

    def owner_of(self, column: "Column") -> Owner:
        """Whose field a column shows."""
        return Owner.PROJECT if column.project else self.owner

    @cached_property
    def tells(self) -> Mapping[str, str]:
        """The field of its records that is known because they stand in it: the one of `where` that has no column."""
        where = self.where
        unknown = where is not None and where.field and not self.shows(where.field)
        return {where.field: where.one_of[0]} if where is not None and unknown else {}

    @cached_property
    def of_phase(self) -> tuple[str, ...]:
        """The fields in its columns of the phase that it asks for."""
        phase = f"@{self.where.phase}" if self.where and self.where.phase else ""
        return tuple(column.field for column in self.columns if phase and column.field.endswith(phase))

    def shows(self, key: str) -> bool:
        """Whether it prints the whole text of a field."""
        return any(column.field == key and not (column.choice or column.project) for column in self.columns)

    @property
    def labelled(self) -> tuple["Column | SideLabel", ...]:
        """What of it has a printed label, in the order of the columns."""
        return (*((self.side,) if self.side else ()), *(column for column in self.columns if column.label))


@dataclass(frozen=True, kw_only=True)
class NextTable:
    """The bands below it stand in a table of their own, with other `columns`, under the lines `above`. It begins a page
    if `new_page` says so or its pages lie otherwise. Its header repeats as the Table's, unless it says otherwise."""

    kind: Literal["table"]
    above: Annotated[tuple[FormLine, ...], Limits(shortest=1, longest=5)]
    columns: Widths
    new_page: bool = False
    page: PageSetup | None = None
    repeat_header: bool | None = None
    repeat_above: RepeatedRows = 0


Band = RowsBand | RecordsBand | NextTable
