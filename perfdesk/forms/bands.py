"""The annex table of a form: bands in printed order, each of fixed rows or of rows repeated for each record.

What asks about a table asks one of the questions at the end of `Table`; only `sheet` and `soundness` walk its bands.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Annotated, Any, Final, Literal

from perfdesk.forms.computed import Computed
from perfdesk.forms.limits import Limits, Size, Space, Span, Spellings
from perfdesk.forms.style import Align
from perfdesk.forms.template import template
from perfdesk.model.fields import Owner
from perfdesk.model.keys import GOAL_NUMBER, NAMED_BY

PLAIN: Final = "{}"
_Choices = Annotated[tuple[Annotated[str, Limits(shortest=1, longest=60)], ...], Limits(longest=20)]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A cell of a fixed row. It is just one of these: a `label`; the `field` that it shows; a `note`, which is printed
    and asks for nothing; a number `computed` from fields; or `blank`.

    `at` is the first and last grid column, counted from 1; `down` how many rows the cell covers. A field is printed
    through `template`, which may have slots for other fields of the same node besides, or as one of `choices`, ticked.
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

    lines: Annotated[int, Limits(least=1, most=30)] = 1
    cells: Annotated[tuple[Cell, ...], Limits(longest=64)]


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of repeated rows: its header `label`, and the `field` or the `fixed` text below it; or `blank` cells.

    With `merge`, neighbours with equal texts (and equal columns to the left that merge) print as one cell. `under` is
    the label above this one and its neighbours in a header of two rows. With `choice`, the cell is ticked if that is
    the text of the field. With `project`, the field is the project's, in one cell beside all of its rows; only a grid
    has such columns.
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
    also: Spellings = ()


@dataclass(frozen=True, kw_only=True)
class RowsBand:
    """Rows printed once, above, between or below those that repeat."""

    kind: Literal["rows"]
    rows: Annotated[tuple[Row, ...], Limits(longest=200)]


@dataclass(frozen=True, kw_only=True)
class RecordsBand:
    """A row for each record of a kind, below `header` rows with the columns' labels.

    At least `least` rows are printed, the missing ones empty; `tail` stands in a row of its own below them. With
    `each`, the indicators of each numbered goal (those with its number) follow a row with that goal, and before the
    first goal stand those of none.
    """

    kind: Literal["records"]
    of: Literal["indicators", "tasks", "schedule", "costs", "goals", "sites"] = "indicators"
    header: Annotated[int, Limits(least=0, most=2)] = 1
    columns: Annotated[tuple[Column, ...], Limits(shortest=1, longest=64)]
    side: SideLabel | None = None
    least: Annotated[int, Limits(least=0, most=100)] = 0
    tail: str = ""
    each: Literal["", "goals"] = ""

    @property
    def owner(self) -> Owner:
        """Whose fields its columns show."""
        return Owner.INDICATOR if self.of == "indicators" else Owner(self.of)

    def owner_of(self, column: "Column") -> Owner:
        """Whose field a column shows."""
        return Owner.PROJECT if column.project else self.owner

    @property
    def labelled(self) -> tuple["Column | SideLabel", ...]:
        """What of it has a printed label, in the order of the columns."""
        return (*((self.side,) if self.side else ()), *(column for column in self.columns if column.label))


Band = RowsBand | RecordsBand


@dataclass(frozen=True, kw_only=True)
class Table:
    """The annex table. `columns` are text widths in characters of `size` points; `margin` is added left and right.

    With `grid`, all projects of the document print in one table: what stands above and below the indicators once, and
    between them the rows of each project, beside the columns that show its own fields.
    """

    columns: Annotated[tuple[Size, ...], Limits(shortest=1, longest=64)]
    font: str
    size: Size
    line: Size
    margin: Space
    bands: Annotated[tuple[Band, ...], Limits(shortest=1, longest=40)]
    repeat_header: bool = False
    grid: bool = False

    def __getstate__(self) -> dict[str, Any]:
        """What another process gets: the table, without what was worked out from it here."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    # --- what is asked about a table --------------------------------------------------------------------------

    @cached_property
    def indicators(self) -> RecordsBand | None:
        """The band of the indicators; None if it has none."""
        return next((band for band in self.records if band.owner is Owner.INDICATOR), None)

    @cached_property
    def records(self) -> tuple[RecordsBand, ...]:
        """The bands of repeated rows, in printed order."""
        return tuple(band for band in self.bands if isinstance(band, RecordsBand))

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """All fixed rows, in printed order."""
        return tuple(row for band in self.bands if isinstance(band, RowsBand) for row in band.rows)

    @cached_property
    def rows_above(self) -> int:
        """How many of the fixed rows stand above the indicators; all if there are none."""
        count = 0
        for band in self.bands:
            if band is self.indicators:
                break
            count += len(band.rows) if isinstance(band, RowsBand) else 0
        return count

    @property
    def rows_below(self) -> int:
        """How many of the fixed rows stand below the indicators."""
        return len(self.rows) - self.rows_above

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The cells of the fixed rows, in printed order."""
        return tuple(cell for row in self.rows for cell in row.cells)

    @cached_property
    def printed(self) -> tuple[tuple[Owner, str], ...]:
        """Owner and key of each field that stands in it, in printed order; fixed rows first."""
        return tuple(dict.fromkeys(self._printed()))

    def _printed(self) -> Iterator[tuple[Owner, str]]:
        for cell in self.cells:
            yield from ((cell.owner, key) for key in cell.keys)
        for band in self.records:
            yield from ((band.owner_of(column), column.field) for column in band.columns if column.field)
            if band.each:
                yield from ((Owner.GOALS, NAMED_BY[Owner.GOALS]), (Owner.INDICATOR, GOAL_NUMBER))

    def keys_of(self, owner: Owner) -> tuple[str, ...]:
        """The fields of a kind of node that stand in it, in printed order."""
        return self._keys.get(owner, ())

    @cached_property
    def _keys(self) -> Mapping[Owner, tuple[str, ...]]:
        return {owner: tuple(key for one, key in self.printed if one is owner) for owner in Owner}

    @cached_property
    def options(self) -> Mapping[tuple[Owner, str], frozenset[str]]:
        """The words of which a field is one, where the form prints them to be ticked."""
        found: dict[tuple[Owner, str], set[str]] = {}
        for cell in self.cells:
            if cell.choices:
                found.setdefault((cell.owner, cell.field), set()).update(cell.choices)
        for band in self.records:
            for column in band.columns:
                if column.choice:
                    found.setdefault((band.owner, column.field), set()).add(column.choice)
        return {place: frozenset(words) for place, words in found.items()}

    @cached_property
    def columns_of_indicators(self) -> tuple[Column, ...]:
        """The columns of the indicators, from left to right."""
        return tuple(column for column in self.indicators.columns if not column.project) if self.indicators else ()
