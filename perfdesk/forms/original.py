"""Where a form's table stands in the office's own file, so that this file can be filled when the annex is printed.

The file stands beside the form file (model.form_copy); these are plain numbers, found when the form was learned.
"""

from dataclasses import dataclass
from typing import Annotated

from perfdesk.forms.limits import Limits

_Place = Annotated[int, Limits(least=0, most=5000)]
_Rows = Annotated[int, Limits(least=0, most=600)]
_Edges = Annotated[tuple[Annotated[int, Limits(least=0, most=64)], ...], Limits(longest=65)]


@dataclass(frozen=True, kw_only=True)
class OriginalLine:
    """A line outside the bands with slots for fields: in Word paragraph `at` of the body, those in tables not counted;
    in Excel the cell in row `at`, column `column`. Both count from 0."""

    at: _Place
    column: _Place = 0
    text: Annotated[str, Limits(shortest=1, longest=500)]


@dataclass(frozen=True, kw_only=True)
class OriginalTable:
    """A table in the original: number `table` of the body or the workbook, from 0. Its first band begins behind `row`
    rows, its first column is column `left`. Where it is several in the file, one below the other, `columns` tells of
    each at which columns of the whole its own columns begin and end."""

    table: _Place = 0
    row: _Rows = 0
    left: Annotated[int, Limits(least=0, most=64)] = 0
    columns: Annotated[tuple[_Edges, ...], Limits(longest=40)] = ()


@dataclass(frozen=True, kw_only=True)
class Original:
    """The first table of the form in the original, as of OriginalTable, and the `further` ones. Each band takes so many
    rows as `bands` says, 0 if what it prints stands outside the tables. Of a grid `heads` and `feet` are the rows of
    departments over and below their projects, `others` further ones that are no project's; they count from the first
    row of the band. `digest` is the SHA-256 of the file.
    """

    digest: Annotated[str, Limits(pattern="^[0-9a-f]{64}$")]
    table: _Place = 0
    row: _Rows = 0
    left: Annotated[int, Limits(least=0, most=64)] = 0
    bands: Annotated[tuple[_Rows, ...], Limits(shortest=1, longest=40)]
    columns: Annotated[tuple[_Edges, ...], Limits(longest=40)] = ()
    lines: Annotated[tuple[OriginalLine, ...], Limits(longest=100)] = ()
    heads: Annotated[tuple[_Rows, ...], Limits(longest=600)] = ()
    feet: Annotated[tuple[_Rows, ...], Limits(longest=600)] = ()
    others: Annotated[tuple[_Rows, ...], Limits(longest=600)] = ()
    further: Annotated[tuple[OriginalTable, ...], Limits(longest=7)] = ()

    @property
    def tables(self) -> tuple[OriginalTable, ...]:
        """All of them, as those of the form."""
        first = OriginalTable(table=self.table, row=self.row, left=self.left, columns=self.columns)
        return (first, *self.further)
