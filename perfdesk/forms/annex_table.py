"""The annex table of a form: bands in printed order, each of fixed rows or of rows repeated for each record.

What asks about a table asks one of the questions at the end of `Table`; only `sheet` and `soundness` walk its bands.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Any, NamedTuple

from perfdesk.forms.bands import Band, Cell, Column, NextTable, RecordsBand, RepeatedRows, Row, RowsBand, Widths
from perfdesk.forms.computed import Computed
from perfdesk.forms.limits import Limits, Size, Space
from perfdesk.forms.shares import Share, Shares
from perfdesk.forms.style import Edge, FormLine
from perfdesk.model.fields import Owner
from perfdesk.model.keys import GOAL_NUMBER, NAMED_BY


class TablePart(NamedTuple):
    """One of the tables that an annex consists of: its columns, the numbers of its bands, what begins it (None: it is
    the first); whether its header repeats, and how many rows above that do too."""

    columns: tuple[float, ...]
    bands: range
    begins: NextTable | None
    repeats: bool = False
    repeat_above: int = 0


@dataclass(frozen=True, kw_only=True)
class Table:
    """The annex table; the first of several where there is a NextTable among its bands. `columns` are text widths in
    characters of `size` points; `margin` is added left and right.

    With `grid`, all projects of the document print in one table: what stands above and below the indicators once, and
    between them the rows of each project, beside the columns that show its own fields. Where the header repeats on a
    following page, so many rows above it do too as `repeat_above` says. `frame` is the line around it. By a share of
    `height_error` rows may be higher or lower in the program that prints the office's own file.
    """

    columns: Widths
    font: str
    size: Size
    line: Size
    margin: Space
    bands: Annotated[tuple[Band, ...], Limits(shortest=1, longest=40)]
    repeat_header: bool = False
    repeat_above: RepeatedRows = 0
    grid: bool = False
    frame: Edge = Edge.THIN
    height_error: Annotated[float, Limits(least=0, most=0.5)] = 0

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
    def parts(self) -> tuple[TablePart, ...]:
        """The tables that it consists of, in printed order; usually there is one."""
        begins = [at for at, band in enumerate(self.bands) if isinstance(band, NextTable)]
        edges = [-1, *begins, len(self.bands)]
        ranges = [range(first + 1, last) for first, last in pairwise(edges)]
        heads = [band for band in self.bands if isinstance(band, NextTable)]
        columns = [self.columns, *(one.columns for one in heads)]
        said = ((one.repeat_header, one.repeat_above) for one in heads)
        repeats = [(self.repeat_header, self.repeat_above), *said]
        return tuple(
            TablePart(widths, bands, begins, self.repeat_header if own is None else own, above)
            for widths, bands, begins, (own, above) in zip(columns, ranges, [None, *heads], repeats, strict=True)
        )

    @cached_property
    def lines_between(self) -> tuple[FormLine, ...]:
        """The lines between its tables."""
        return tuple(line for part in self.parts if part.begins for line in part.begins.above)

    @cached_property
    def shares(self) -> Mapping[Owner, Shares]:
        """By the kind of their records, the bands that print only some of them; those of no kind that has one band."""
        found: dict[Owner, list[tuple[int, RecordsBand]]] = {}
        for at, band in enumerate(self.bands):
            if isinstance(band, RecordsBand):
                found.setdefault(band.owner, []).append((at, band))
        return {owner: _shares(bands) for owner, bands in found.items() if len(bands) > 1}

    def prints(self, owner: Owner, fields: Mapping[str, str], key: str) -> bool:
        """Whether a record with these fields is printed with a field; of several bands not each may have it."""
        number = self.shares[owner].band_of(fields) if owner in self.shares else None
        band = self.bands[number] if number is not None else None
        if not isinstance(band, RecordsBand):
            return key in self.keys_of(owner)
        return key in band.tells or any(column.field == key for column in band.columns)

    @property
    def highest(self) -> float:
        """How many lines its highest row has at least."""
        heads = [high for band in self.records for high in (band.header_lines, *band.header_each)]
        return max([1, *heads, *(row.lines for row in self.rows), *(band.lines for band in self.records)])

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """All fixed rows, in printed order."""
        return tuple(row for band in self.bands if isinstance(band, RowsBand) for row in band.rows)

    @cached_property
    def computes(self) -> frozenset[Computed]:
        """What its computed cells are made of."""
        return frozenset(cell.computed for row in self.rows for cell in row.cells if cell.computed is not None)

    @cached_property
    def rows_above(self) -> int:
        """How many of the fixed rows stand above the indicators; all if there are none."""
        count = 0
        for band in self.bands:
            if band is self.indicators:
                break
            count += len(band.rows) if isinstance(band, RowsBand) else 0
        return count

    @cached_property
    def looks_around(self) -> bool:
        """Whether what prints of a project of a grid depends on others: on sums, on who stands beside it."""
        band = self.indicators
        return bool(self.computes) or (band is not None and bool(band.groups or band.least))

    @property
    def rows_below(self) -> int:
        """How many of the fixed rows stand below the indicators."""
        return len(self.rows) - self.rows_above

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The cells of the fixed rows, in printed order."""
        return tuple(cell for row in self.rows for cell in row.cells)

    @cached_property
    def styles(self) -> frozenset[str]:
        """The form's styles in which its cells are set."""
        columns = [column for band in self.records for column in band.columns]
        sides = [band.side.style for band in self.records if band.side]
        grouped = [cell.style for band in self.records if band.groups for cell in band.groups.cells]
        own = [*(cell.style for cell in self.cells), *grouped, *sides, *(one.style for one in columns)]
        return frozenset([*own, *(one.head_style for one in columns)]) - {""}

    @cached_property
    def printed(self) -> tuple[tuple[Owner, str], ...]:
        """Owner and key of each field that stands in it, in printed order; fixed rows first."""
        return tuple(dict.fromkeys(self._printed()))

    def _printed(self) -> Iterator[tuple[Owner, str]]:
        for cell in self.cells:
            yield from ((cell.owner, key) for key in cell.keys)
        for band in self.records:
            yield from ((band.owner_of(column), column.field) for column in band.columns if column.field)
            if band.groups:
                yield Owner.PROJECT, band.groups.field
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


def _shares(bands: Sequence[tuple[int, RecordsBand]]) -> Shares:
    field = next((band.where.field for _, band in bands if band.where), "")
    return Shares(field, [Share(at, one.where, not field or one.shows(field), one.of_phase) for at, one in bands])
